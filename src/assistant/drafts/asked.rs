//! What the holder of a case asked last, and why they came. Pure.

use std::sync::LazyLock;

use regex::Regex;

use crate::assistant::asks;
use crate::assistant::chats::Exchange;
use crate::assistant::inbox::{Case, News, Told};
use crate::assistant::planning::{self, Step};
use crate::assistant::rules;
use crate::assistant::tools::Plan;
use crate::guardrails::{normalise, pattern};

/// Questions that one draft answers.
const MOST: usize = 4;

/// The questions that a draft answers: all that was said to a person and has no answer of one; where nothing was, what
/// the hand-over asked itself, or else what was asked nearest to it.
pub(super) fn questions(case: &Case, exchanges: &[Exchange], told: &[Told]) -> Vec<String> {
    let answered = told
        .iter()
        .filter(|told| matches!(told.news, News::Person { .. }))
        .map(|told| told.turn)
        .max()
        .unwrap_or(0);
    let heard = |one: &Exchange| {
        one.answered
            .iter()
            .any(|event| event["event"] == "received")
    };
    let open: Vec<String> = exchanges
        .iter()
        .filter(|one| one.number > answered && heard(one))
        .flat_map(|one| asked_in(&one.asked))
        .collect();
    if !open.is_empty() {
        let from = open.len().saturating_sub(MOST);
        return open[from..].to_vec();
    }
    let at = |number: u32| exchanges.iter().filter(move |one| one.number == number);
    let itself = at(case.turn);
    let since = exchanges.iter().rev().filter(|one| one.number > case.turn);
    let before = exchanges.iter().rev().filter(|one| one.number < case.turn);
    itself
        .chain(since)
        .chain(before)
        .map(|one| asked_in(&one.asked))
        .chain(case.summary.iter().rev().map(|line| asked_in(line)))
        .find(|asked| !asked.is_empty())
        .unwrap_or_default()
}

/// The words of the holder that a draft acknowledges: the newest that ask for something, or else the wish for a person.
pub(super) fn newest(case: &Case, questions: &[String]) -> Option<String> {
    questions.last().or(case.summary.last()).cloned()
}

/// The questions of a message, without the wish for a person and without courtesies.
fn asked_in(message: &str) -> Vec<String> {
    let rest = without_wish(message);
    if !rest.chars().any(char::is_alphanumeric) || rules::courtesy(&rest).is_some() {
        return Vec::new();
    }
    let steps = planning::steps(&rest).into_iter();
    steps
        .filter_map(|step| match step {
            Step::Asked(question) => Some(question),
            Step::Follows(_) => None,
        })
        .collect()
}

fn asks_for_a_person(words: &str) -> bool {
    asks::of_the_shop(words) == Some(Plan::Human)
}

/// A message without the parts of it that only ask for a person.
fn without_wish(message: &str) -> String {
    if !asks_for_a_person(message) {
        return message.trim().to_owned();
    }
    let mark = |c: char| ".,!?;。，！？；\n".contains(c);
    let parts = message.split_inclusive(mark);
    let kept: String = parts.filter(|part| !asks_for_a_person(part)).collect();
    // Where the marks do not part them, the wish is in the midst of what is asked.
    let kept = kept.trim().trim_end_matches([',', '，']).trim();
    if asks_for_a_person(kept) {
        String::new()
    } else {
        kept.to_owned()
    }
}

static REASONS: LazyLock<[(&'static str, Regex); 5]> = LazyLock::new(|| {
    [
        (
            "draft_ack_damaged",
            pattern(concat!(
                r"\b(?:broken?|damaged?|crack(?:ed|s)?|chipped|leak(?:s|ed|ing)?|faulty|defect(?:ive)?|smashed|torn|scratch(?:ed|es)?|doesn't work|does not work|not working|stopped working|spoil(?:ed|t)|mould(?:y)?|moldy|stain(?:ed)?)\b",
                r"|坏|破|碎|裂|漏(?:水|液|了)|瑕疵|故障|不能用|用不了|划痕|变质|发霉|污渍|开线",
            )),
        ),
        (
            "draft_ack_wrong",
            pattern(concat!(
                r"\b(?:wrong (?:item|thing|size|colou?r|one|order|product|article|parcel)|not what i ordered|missing|incomplete|someone else's|different (?:item|colou?r|size) (?:than|from|to))\b",
                r"|发错|寄错|错发|少(?:发|了|件|寄)|漏发|缺(?:了|件|少)|不是我(?:买|订)|货不对板|颜色不对|尺码不对",
            )),
        ),
        (
            "draft_ack_late",
            pattern(concat!(
                r"\b(?:late|delay(?:ed)?|still (?:not|hasn't|haven't|waiting)|not (?:yet )?arrived|(?:hasn't|has not|haven't|have not|never|didn't) (?:\w+ )?(?:arriv\w*|come|received?|got|shipped|been (?:sent|shipped|delivered))|overdue|lost|where(?:'s| is) my|waiting for (?:days|weeks|ages|my))\b",
                r"|没(?:有)?(?:收到|到|发货|动静|更新)|还不(?:到|发)|迟|拖|延误|太慢|等了|丢(?:了|件)|不见了|到哪",
            )),
        ),
        (
            "draft_ack_back",
            pattern(concat!(
                r"\b(?:refund\w*|returns?|returning|send (?:it|them) back|money back|cancel\w*|exchang\w*|swap)\b",
                r"|退(?:货|款|钱|换|掉)|换(?:货|码|一[个件])|取消|不想要|不要了",
            )),
        ),
        (
            "draft_ack_upset",
            pattern(concat!(
                r"\b(?:complain\w*|complaint|unacceptable|angry|furious|disappoint\w*|terrible|awful|horrible|ridiculous|worst|rude|useless|fed up|disgust\w*|scam)\b",
                r"|投诉|差评|太差|失望|生气|气死|坑|骗|恶心|什么态度|垃圾|无语|离谱",
            )),
        ),
    ]
});

/// The phrase that acknowledges why they came. `asked` is what they ask now, `case` what they came with.
pub(super) fn acknowledgment(case: &Case, asked: &[String]) -> &'static str {
    let of = |texts: &[String]| {
        let text = normalise(&texts.join("\n"));
        let found = REASONS.iter().find(|(_, words)| words.is_match(&text));
        found.map(|(phrase, _)| *phrase)
    };
    let wish = of(asked).or_else(|| {
        case.summary
            .last()
            .and_then(|last| of(std::slice::from_ref(last)))
    });
    wish.unwrap_or(if asked.is_empty() {
        "draft_ack_person"
    } else {
        "draft_ack_question"
    })
}
