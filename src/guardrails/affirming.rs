//! Answers that say yes or no.
//!
//! "Is it quiet?" tempts a model to say yes. What it affirms may be any property there is, and no closed list has
//! them all, so the sentence is turned round: every word of it that says something must be one that a record
//! holds. What the shop's records do not say is answered by a phrase made from them.

use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::{Evidence, Fact, Record};
use crate::ids::is_chinese;

use super::text::{normalise, pattern};

static ANSWER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*(?:yes|yeah|yep|sure|of course|certainly|absolutely|definitely|no|nope)\b",
        r"|^\s*(?:是的?|对的?|没错|当然|可以的?|能的?|会的?|不是|不可以|不能|不会)[，,。！!；; ]",
    ))
});

/// Words that say nothing of a thing, or only what is checked elsewhere: prices, stock, numbers.
const EMPTY: &str = " yes hold holds yeah yep sure of course certainly absolutely definitely no nope not a an the this that these \
    those it its they them their he she we our you your i me my is are was were be been am do does did has have had can \
    could will would shall may might must should in on at for with to from by as and or but so if than then too also both \
    still currently now here there one two three four five six seven eight nine ten some any all each every more most \
    other another only just very quite really well available availability stock left price priced prices cost costs pay \
    sell sells sold buy order piece pieces item items product products article shop made make comes come called named \
    which what when where who how look see find found shown show know tell like want need get got please thank thanks \
    carry carries carried offer welcome happy glad help ai assistant neither nor none isn't aren't doesn't don't hasn't haven't won't can't cannot wasn't weren't suitable suits suited meant listed marked stated says said described order orders total placed out up down about into over under between per ";

/// The same in Chinese, character by character.
const EMPTY_CHINESE: &str = "的地得了着过是有在这那它他她款个只件把条双套瓶盒杯台您你我们咱本店可以能会要想就也都还又很非常比较\
    最更挺特别蛮真放用使作为和与或及跟吗呢吧啊呀哦嗯，对不没无非当然好吧目前现货库存价格售价元块钱一二两三四五六七八九十几多少\
    请问谢谢看到订单合计共件已原下上中里外来去给让被从由到其此某每各种些";

/// The word that a yes or no in a (normalised) sentence says of a thing and that no record holds. Names of
/// records have been blanked out of the sentence.
pub(super) fn unsupported_answer(sentence: &str, evidence: &Evidence) -> Option<String> {
    if !ANSWER.is_match(sentence) || evidence.records.is_empty() {
        return None;
    }
    let held: Vec<String> = evidence.records.iter().map(text).collect();
    let english = sentence
        .split(|c: char| !c.is_ascii_alphabetic() && c != '\'')
        .map(|word| word.trim_matches('\'').trim_end_matches("'s"))
        .filter(|word| word.len() > 1 && !EMPTY.contains(&format!(" {word} ")));
    let lost = english
        .filter(|word| !held.iter().any(|text| text.contains(stem(word))))
        .map(str::to_owned)
        .next();
    if lost.is_some() {
        return lost;
    }
    let runs = sentence.split(|c| !is_chinese(c) || EMPTY_CHINESE.contains(c));
    runs.filter(|run| run.chars().count() > 1)
        .find(|run| !held.iter().any(|text| holds_run(text, run)))
        .map(str::to_owned)
}

/// All that a record says, as one small text.
fn text(record: &Record) -> String {
    let mut all: Vec<String> = record.names().map(normalise).collect();
    for fact in &record.facts {
        match fact {
            Fact::Attribute { name, value } => all.extend([normalise(name), normalise(value)]),
            Fact::State { english, chinese } => {
                all.extend([normalise(english), normalise(chinese)]);
            }
            _ => {}
        }
    }
    all.join("\n")
}

/// What is left of an English word without its ending.
fn stem(word: &str) -> &str {
    let endings = ["ing", "ed", "es", "ly", "s", "e"];
    let stem = endings.iter().find_map(|ending| word.strip_suffix(ending));
    stem.filter(|stem| stem.len() > 2).unwrap_or(word)
}

/// Whether a text holds a run of Chinese characters, or every pair of it.
fn holds_run(text: &str, run: &str) -> bool {
    let characters: Vec<char> = run.chars().collect();
    text.contains(run)
        || characters
            .windows(2)
            .all(|pair| text.contains(&pair.iter().collect::<String>()))
}
