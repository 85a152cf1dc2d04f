//! Promises in a text: by the rules of the table, and by the clause that each stands in.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::guardrails::{normalise, pattern, sentences};
use crate::ids::{has_chinese, is_chinese};

use super::rules::{Rule, Severity, Table, Told};

/// A promise that nothing bears out.
pub(super) struct Promise<'a> {
    /// Where it stands in the normalised text.
    pub(super) place: Range<usize>,
    pub(super) told: &'a Told,
    /// How bad it is here: less where it is only hoped for.
    pub(super) severity: Severity,
}

/// All of them in a normalised text. `evidence` are texts, of whatever length.
pub(super) fn promises<'a>(text: &str, evidence: &[String], table: &'a Table) -> Vec<Promise<'a>> {
    let borne: Vec<String> = evidence
        .iter()
        .flat_map(|text| cut(&normalise(text)))
        .collect();
    let mut found: Vec<Promise<'a>> = Vec::new();
    for place in sentence_places(text) {
        let sentence = &text[place.clone()];
        if asks(sentence) {
            continue;
        }
        for rule in &table.rules {
            for hit in hits(rule, sentence) {
                if let Some(severity) = broken(rule, sentence, &hit, &borne) {
                    found.push(Promise {
                        place: place.start + hit.place.start..place.start + hit.place.end,
                        told: &rule.told,
                        severity,
                    });
                }
            }
        }
    }
    found.sort_by_key(|one| (one.place.start, std::cmp::Reverse(one.place.end)));
    found
}

/// Words of a rule in a sentence.
struct Hit {
    place: Range<usize>,
    /// The time that they name.
    time: Option<String>,
}

/// The hits of a rule, those that overlap as one.
fn hits(rule: &Rule, sentence: &str) -> Vec<Hit> {
    let spared: Vec<Range<usize>> = rule
        .unless
        .iter()
        .flat_map(|unless| unless.find_iter(sentence).map(|found| found.range()))
        .collect();
    let mut hits: Vec<Hit> = Vec::new();
    for words in &rule.words {
        for found in words.captures_iter(sentence) {
            let Some(whole) = found.get(0).filter(|whole| !whole.is_empty()) else {
                continue;
            };
            let place = whole.range();
            if !spared.iter().any(|spared| overlap(spared, &place)) {
                hits.push(Hit {
                    place,
                    time: found.name("t").map(|time| time.as_str().to_owned()),
                });
            }
        }
    }
    hits.sort_by_key(|hit| hit.place.start);
    let mut joined: Vec<Hit> = Vec::new();
    for hit in hits {
        match joined.last_mut() {
            Some(last) if overlap(&last.place, &hit.place) => {
                last.place.end = last.place.end.max(hit.place.end);
                last.time = last.time.take().or(hit.time);
            }
            _ => joined.push(hit),
        }
    }
    joined
}

pub(super) fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// How bad a hit is; `None` where it is no promise, or one that is borne out.
fn broken(rule: &Rule, sentence: &str, hit: &Hit, evidence: &[String]) -> Option<Severity> {
    let clause = clause(sentence, &hit.place);
    let before = &sentence[clause.start..hit.place.start];
    let after = &sentence[hit.place.end..clause.end];
    let after = CONDITION
        .find(after)
        .map_or(after, |found| &after[..found.start()]);
    if (!rule.own_denial && denies(before))
        || supposes(before)
        || REPORTED.is_match(before)
        || (rule.denied_after && DENIED_AFTER.is_match(after))
        || IMPOSSIBLE_AFTER.is_match(after)
        || (rule.denied_within && denies(&sentence[hit.place.clone()]))
        || is_borne(rule, sentence, &clause, hit, evidence)
    {
        return None;
    }
    Some(if HOPED.is_match(before) {
        Severity::Warning
    } else {
        rule.told.severity
    })
}

/// Whether a place in a sentence says what is so: neither denied there, nor supposed, nor asked.
pub(super) fn is_said(text: &str, place: &Range<usize>) -> bool {
    let within =
        |sentence: &Range<usize>| sentence.start <= place.start && place.end <= sentence.end;
    let Some(sentence) = sentence_places(text).into_iter().find(within) else {
        return true;
    };
    let words = &text[sentence.clone()];
    let place = place.start - sentence.start..place.end - sentence.start;
    let before = &words[clause(words, &place).start..place.start];
    !asks(words)
        && !supposes(before)
        && !ONCE.is_match(before)
        && !OURS.is_match(before)
        && !denies(before)
}

/// Where the sentences of a normalised text stand.
pub(super) fn sentence_places(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut from = 0;
    for sentence in cut(text) {
        if let Some(at) = text[from..].find(&sentence) {
            let start = from + at;
            from = start + sentence.len();
            places.push(start..from);
        }
    }
    places
}

fn cut(text: &str) -> Vec<String> {
    sentences(&mut text.to_owned(), true)
}

static QUESTION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[?？][\s)）”\x22']*$|[吗么嘛呢][。.!！]?\s*$"));

/// Whether a sentence is a question.
fn asks(sentence: &str) -> bool {
    QUESTION.is_match(sentence.trim_end())
}

static BOUNDARY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"[,，;；:：—–()（）]|\s-\s|\b(?:but|however|yet|though|although|because|so)\b",
        r"|\band (?:i|we|you|it|they|your|this|that|the|then)\b|但是?|不过|所以|因此|而且|并且|同时|然后",
    ))
});
/// What makes a clause one of its own: who does something, or that something is.
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:i|we|you|it|they|he|she|this|that|there|your|our|my|please|will|shall|is|are)\b|'ll\b",
        r"|我|您|你|它|咱|本店|店里|订单|包裹|商品|会|可以|将|就|能",
    ))
});
/// A denial that goes on behind the comma after it: "we cannot, at this time, promise".
static OPEN_DENIAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:\bcan ?not|\bnot|n't|\bnever|\bunable to|\bnor|无法|不能|没法)\s*$")
});

/// The clause around a place of a sentence. One without anybody in it goes on with the one before it, whose denial holds
/// for it too: "no discount, no refund and no free delivery".
fn clause(sentence: &str, place: &Range<usize>) -> Range<usize> {
    let cuts: Vec<Range<usize>> = BOUNDARY
        .find_iter(sentence)
        .map(|found| found.range())
        .collect();
    let end = cuts
        .iter()
        .find(|cut| cut.start >= place.end)
        .map_or(sentence.len(), |cut| cut.start);
    let mut starts: Vec<usize> = cuts
        .iter()
        .filter(|cut| cut.end <= place.start || cut.start < place.start)
        // "and we" is a cut before "we", which is the subject behind it.
        .map(|cut| cut.start + first_length(&sentence[cut.start..cut.end]))
        .filter(|start| *start <= place.start)
        .collect();
    let mut start = starts.pop().unwrap_or(0);
    let mut upto = place.end;
    while start > 0 {
        let open = starts.last().copied().unwrap_or(0);
        let mark_from = sentence[..start]
            .char_indices()
            .next_back()
            .map_or(0, |(at, _)| at);
        let goes_on = OPEN_DENIAL.is_match(&sentence[open..mark_from]);
        if SUBJECT.is_match(&sentence[start..upto]) && !goes_on {
            break;
        }
        upto = place.start.max(start);
        start = starts.pop().unwrap_or(0);
        if goes_on {
            break;
        }
    }
    start..end
}

/// How much of a cut belongs to neither side: its mark, or its first word.
fn first_length(cut: &str) -> usize {
    cut.find(' ').filter(|at| *at > 0).unwrap_or(cut.len())
}

/// What has a denial's word in it and denies nothing.
static IDLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:no (?:problem|risk|worries|worry|doubt|matter|need to worry|trouble)|not (?:to worry|only|just)|(?:don't|do not|never) (?:worry|hesitate|mind|you worry|fear)|without (?:fail|(?:a |any )?doubt|hesitation)",
        r"|can't wait|cannot wait|nothing to worry about|why not|not a problem|no later than|not long)\b",
        r"|没问题|没关系|没事|不用(?:担心|着急|客气|急|怕)|别(?:担心|着急|急|怕)|不必(?:担心|着急)|不好意思|不客气|不仅|不但|不光|不只|不单|不管|无论|不论|不得不|毫不|毫无疑问|无疑|不久|差不多|不过|对不起|不日|不断|不要紧|了不起|不错|不满意|没收到|不晚于|不超过|不迟于|特别|分别|级别|别的|未来|区别|个别|类别|没坏|不合适|不喜欢",
    ))
});
static DENIAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:not|never|no|cannot|can not|unable|without|nor|neither|none|nobody|nothing|refuse|unlikely|impossible|hardly|instead of|rather than|isn't|no longer|stop short of|far from)\b|n't\b",
        r"|不|没|无法|无权|无从|未能|尚未|并未|未曾|未必|并非|绝非|别|勿|难以|很难|拒绝",
    ))
});

fn denies(before: &str) -> bool {
    DENIAL.is_match(&IDLE.replace_all(before, " "))
}

static SUPPOSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:if|whether|unless|in case|in the event|suppose|supposing|provided)\b",
        r"|如果|如若|若是|倘若|要是|假如|假设|万一|除非|是否|能否|可否|会不会|能不能|可不可以|是不是|有没有",
    ))
});

fn supposes(before: &str) -> bool {
    SUPPOSED.is_match(before)
}

/// What is so only later.
static ONCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:once|when|until|till|after|before|as soon as)\b|等|待|一旦|之前|以前|后再")
});

/// What is said of oneself, and not of an order: "I have sent you a message", 我们已经收到您的需求.
static OURS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bi(?:'ve| have)?(?: just| already| now)?\s*$|(?:我们?|本店|店里|这边|客服)(?:这边|都|也|刚)?\s*$",
    )
});

/// The member's own words, told back.
static REPORTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\byou(?:'d| would|'ve| have| had)? (?:also |just |kindly )?(?:ask(?:ed|ing)?|want(?:ed)?|wish(?:ed)?|request(?:ed)?|said|say|wrote|mention(?:ed)?|expect(?:ed)?|like|hop(?:e|ed|ing)|demand(?:ed)?|were (?:told|promised|hoping|expecting|asking))\b",
        r"|\byour (?:request|question|wish|demand|message|hope) (?:for|about|of|that|to)\b|\b(?:understand|see|read|note) (?:that )?you (?:\w+ )?(?:want|wish|would like|ask|expect|need)\b",
        r"|(?:^|[^给为帮替让请跟对])[您你](?:之前|刚才|刚刚|昨天)?(?:说的?|提到的?|提的|要求的?|想要?|问的?|问到|希望|申请的?|反映的?|期望|期待|咨询的?)|关于[您你]",
    ))
});

/// A denial behind a promise: "a full refund is not possible".
static DENIED_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[^.!?]{0,40}?\b(?:(?:is|are|was|were|will|would|can|could|do|does|did|has|have)(?: \w+)? (?:not|never|no longer|out of|unavailable|impossible)|(?:is|are|was|were|do|does|did|ca|could|would|wo|has|have)n't|cannot|has (?:already )?(?:expired|ended))\b",
        r"|^.{0,10}?(?:不了|不行|不能|不可以|无法|没办法|没法|做不到|不支持|不适用|不提供|不在|不是|已(?:经)?(?:过期|结束|失效)|恐怕|是没有的)",
    ))
});
/// The same right behind the word: 保证不了.
static IMPOSSIBLE_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:不了|不到|不起|是不可能)"));

/// What a promise hangs on, behind it: its own denials are none of the promise.
static CONDITION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:if|unless|when|in case|should you)\b|如果|要是|除非"));

/// What is only hoped for, tried or asked of others.
static HOPED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:may|might|could|perhaps|possibly|maybe|hope(?:fully)?|hoping|try|trying|ask(?:ing)?|check(?:ing)?|request(?:ing)?|look(?:ing)? into|find(?:ing)? out|see (?:if|whether)|usually|normally|typically|generally|would need)\b",
        r"|尽量|尽力|争取|可能|也许|或许|希望|申请一?下|问一?下|确认一?下|核实|咨询|通常|一般|试试",
    ))
});

/// Whether a sentence of the evidence bears a promise out: it has the words for it and the same time, and speaks of the
/// same thing.
fn is_borne(
    rule: &Rule,
    sentence: &str,
    clause: &Range<usize>,
    hit: &Hit,
    evidence: &[String],
) -> bool {
    let Some(support) = &rule.support else {
        return false;
    };
    let time = hit.time.as_deref().map(stripped);
    let left = support.replace_all(&sentence[clause.clone()], " ");
    let subjects = words_of(&left);
    let words = &sentence[hit.place.clone()];
    evidence.iter().any(|borne| {
        if !support.is_match(borne) || time.is_some_and(|time| !borne.contains(time)) {
            return false;
        }
        let rest = support.replace_all(borne, " ");
        let spoken_of = words_of(&rest);
        let shared = |subject: &String| {
            spoken_of.contains(subject) || (has_chinese(subject) && rest.contains(subject.as_str()))
        };
        rule.plain_support
            || (subjects.is_empty() && borne.contains(words))
            || subjects.iter().any(shared)
    })
}

/// A time without the words before it that change nothing.
fn stripped(time: &str) -> &str {
    let idle = ["by ", "before ", "on ", "within ", "in ", "the "];
    let mut rest = time.trim();
    while let Some(shorter) = idle.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter.trim_start();
    }
    rest.trim_end_matches(['内', '后', '之', '以'])
}

/// English words that say nothing of what is spoken of.
const EMPTY: &str = " the and for with you your yours our ours this that these those it its are was were will would can could shall should have has had get gets from not all any also just only than then them they there here been being very much more most some such into over under about after before when what which who how order orders item items we'll i'll you'll it's we're i'm please thank thanks case time course well done make sure give send ";
/// The same of Chinese, character by character.
const EMPTY_CHINESE: &str = "的地得了着过是有在这那它他她们个只件款单您你我本店会可以能将就都也还又很给为帮替把被让请吧呢啊哦好，对没不要和与及或到上下中里前后来去现已经马立即一二三四五六七八九十几多少些点";

/// What a text speaks of: its words without endings, its pairs of Chinese characters.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let english = text
        .split(|c: char| !c.is_ascii_alphabetic() && c != '\'')
        .filter(|word| word.len() > 3 && !EMPTY.contains(&format!(" {word} ")))
        .map(|word| {
            let endings = ["ping", "ing", "ies", "ed", "es", "y", "s"];
            let stem = endings.iter().find_map(|ending| word.strip_suffix(ending));
            stem.filter(|stem| stem.len() > 3)
                .unwrap_or(word)
                .to_owned()
        });
    let runs = text.split(|c| !is_chinese(c) || EMPTY_CHINESE.contains(c));
    let pairs = runs.flat_map(|run| {
        let characters: Vec<char> = run.chars().collect();
        // One that stands alone says something too: 换 in 免费换.
        let pairs: Vec<String> = characters
            .windows(2.min(characters.len()).max(1))
            .map(|pair| pair.iter().collect())
            .collect();
        pairs
    });
    english.chain(pairs).collect()
}
