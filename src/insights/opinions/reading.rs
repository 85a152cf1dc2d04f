//! Reads one text with the lexicon.
//!
//! The text is parted into clauses. In each the longest terms of the lexicon are found; a word that denies
//! (`not`, 不) before a term turns it round at less strength, a word of degree makes it more or less (after
//! Taboada et al. 2011, "Lexicon-based methods for sentiment analysis"). What follows a `but` counts more
//! than what stands before it.

use std::collections::BTreeMap;

use super::Topic;
use super::lexicon::{LONGEST_CHINESE, LONGEST_ENGLISH, Lexicon, Term};
use crate::ids::is_chinese;

/// How much of a term's strength is left when it is denied.
const DENIED: f32 = -0.6;
/// How much clauses before and after a `but` count.
const BEFORE_BUT: f32 = 0.7;
const AFTER_BUT: f32 = 1.3;

/// Words that deny what follows.
const DENYING_ENGLISH: [&str; 24] = [
    "not", "no", "never", "none", "hardly", "barely", "without", "isn't", "wasn't", "don't",
    "doesn't", "didn't", "won't", "can't", "cannot", "couldn't", "wouldn't", "aren't", "weren't",
    "ain't", "isnt", "dont", "doesnt", "nothing",
];
const DENYING_CHINESE: [&str; 8] = ["不", "没有", "没", "并不", "不算", "未", "毫无", "谈不上"];
/// Words of degree before a term, and what they make of it.
const DEGREES_ENGLISH: [(&str, f32); 16] = [
    ("very", 1.3),
    ("really", 1.3),
    ("so", 1.2),
    ("extremely", 1.5),
    ("absolutely", 1.5),
    ("incredibly", 1.5),
    ("too", 1.2),
    ("totally", 1.3),
    ("super", 1.3),
    ("quite", 1.0),
    ("fairly", 0.8),
    ("rather", 0.9),
    ("slightly", 0.6),
    ("somewhat", 0.6),
    ("bit", 0.6),
    ("little", 0.7),
];
const DEGREES_CHINESE: [(&str, f32); 14] = [
    ("非常", 1.4),
    ("特别", 1.4),
    ("超级", 1.4),
    ("超", 1.3),
    ("太", 1.3),
    ("真", 1.2),
    ("真的", 1.2),
    ("很", 1.1),
    ("挺", 1.0),
    ("比较", 0.8),
    ("有点", 0.7),
    ("有点儿", 0.7),
    ("稍微", 0.6),
    ("略", 0.6),
];
/// Words that turn a text round.
const BUT_ENGLISH: [&str; 5] = ["but", "however", "although", "though", "yet"];
const BUT_CHINESE: [&str; 7] = ["但是", "但", "不过", "可惜", "可是", "然而", "就是"];

/// One term found.
struct Mention<'a> {
    term: &'a Term,
    strength: f32,
}

/// A part of a text up to a mark or a turning word.
#[derive(Default)]
struct Clause<'a> {
    mentions: Vec<Mention<'a>>,
    /// Whether a `but` begins it.
    turned: bool,
}

/// What the lexicon finds in a text.
#[derive(Default)]
pub(super) struct Reading {
    /// The strengths of all that speaks for it.
    pub(super) positive: f32,
    /// The strengths of all that speaks against it, above zero.
    pub(super) negative: f32,
    /// The strengths of the first clause, together.
    pub(super) first: f32,
    /// The strengths of the last clause, together.
    pub(super) last: f32,
    /// The strengths of what stands before and after a `but`, together; nothing where there is none.
    pub(super) turned: Option<(f32, f32)>,
    /// What it speaks of, each with what is said of it.
    pub(super) topics: BTreeMap<Topic, f32>,
}

impl Reading {
    /// From -1, all against, to 1, all for; 0 where nothing tells.
    pub(super) fn score(&self) -> f32 {
        let all = self.positive + self.negative;
        if all == 0.0 {
            0.0
        } else {
            (self.positive - self.negative) / all
        }
    }
}

/// Reads `text`.
pub(super) fn read(text: &str) -> Reading {
    let clauses = clauses(text, Lexicon::get());
    let turned = clauses.iter().position(|clause| clause.turned);
    let mut reading = Reading::default();
    for (place, clause) in clauses.iter().enumerate() {
        let weight = match turned {
            Some(turn) if place < turn => BEFORE_BUT,
            Some(_) => AFTER_BUT,
            None => 1.0,
        };
        let sum: f32 = clause.mentions.iter().map(|mention| mention.strength).sum();
        if place == 0 {
            reading.first = sum;
        }
        if let Some(turn) = turned {
            let halves = reading.turned.get_or_insert_default();
            let half = if place < turn {
                &mut halves.0
            } else {
                &mut halves.1
            };
            *half += sum;
        }
        if !clause.mentions.is_empty() {
            reading.last = sum;
        }
        for mention in &clause.mentions {
            let counted = weight * mention.strength;
            if counted > 0.0 {
                reading.positive += counted;
            } else {
                reading.negative -= counted;
            }
            for topic in &mention.term.topics {
                // A topic without a verdict of its own has that of its clause.
                let verdict = if mention.strength == 0.0 {
                    sum
                } else {
                    mention.strength
                };
                *reading.topics.entry(*topic).or_insert(0.0) += verdict;
            }
        }
    }
    reading
}

/// Parts a text and finds the terms of each part.
fn clauses<'a>(text: &str, lexicon: &'a Lexicon) -> Vec<Clause<'a>> {
    let text = text.to_lowercase().replace(['’', '‘'], "'");
    let marks = |c: char| {
        matches!(
            c,
            '.' | ','
                | '!'
                | '?'
                | ';'
                | ':'
                | '\n'
                | '('
                | ')'
                | '。'
                | '，'
                | '！'
                | '？'
                | '；'
                | '：'
                | '、'
                | '…'
                | '—'
                | '–'
                | '～'
                | '~'
        )
    };
    let mut clauses = Vec::new();
    for part in text.split(marks) {
        let mut clause = Clause::default();
        for run in runs(part) {
            match run {
                Run::English(words) => english(&words, lexicon, &mut clause, &mut clauses),
                Run::Chinese(characters) => {
                    chinese(&characters, lexicon, &mut clause, &mut clauses);
                }
            }
        }
        clauses.push(clause);
    }
    clauses
}

/// A stretch of one script.
enum Run<'t> {
    English(Vec<&'t str>),
    Chinese(Vec<char>),
}

fn runs(part: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut rest = part;
    while let Some(first) = rest.chars().next() {
        let script = is_chinese(first);
        let end = rest.find(|c| is_chinese(c) != script).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        if script {
            runs.push(Run::Chinese(run.chars().collect()));
        } else {
            let words = run.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-');
            let words = words.map(|word| word.trim_matches(['\'', '-']));
            let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            if !words.is_empty() {
                runs.push(Run::English(words));
            }
        }
    }
    runs
}

/// Begins a new clause after a turning word.
fn turn<'a>(clause: &mut Clause<'a>, clauses: &mut Vec<Clause<'a>>) {
    clauses.push(std::mem::take(clause));
    clause.turned = true;
}

fn english<'a>(
    words: &[&str],
    lexicon: &'a Lexicon,
    clause: &mut Clause<'a>,
    clauses: &mut Vec<Clause<'a>>,
) {
    let mut at = 0;
    while at < words.len() {
        let longest = LONGEST_ENGLISH.min(words.len() - at);
        let found = (1..=longest).rev().find_map(|length| {
            let term = lexicon.english(&words[at..at + length].join(" "))?;
            Some((term, length))
        });
        if let Some((term, length)) = found {
            let before = &words[at.saturating_sub(3)..at];
            let mut strength = polarity(term);
            if length == 1 || strength > 0.0 {
                let denied = before.iter().any(|word| DENYING_ENGLISH.contains(word));
                if denied {
                    strength *= DENIED;
                }
            }
            let degree = before
                .last()
                .and_then(|word| DEGREES_ENGLISH.iter().find(|(degree, _)| degree == word));
            strength *= degree.map_or(1.0, |(_, factor)| *factor);
            clause.mentions.push(Mention { term, strength });
            at += length;
            continue;
        }
        if BUT_ENGLISH.contains(&words[at]) {
            turn(clause, clauses);
        }
        at += 1;
    }
}

fn chinese<'a>(
    characters: &[char],
    lexicon: &'a Lexicon,
    clause: &mut Clause<'a>,
    clauses: &mut Vec<Clause<'a>>,
) {
    let mut at = 0;
    // What stands between the last term and here, where words that deny and words of degree are looked for.
    let mut since = 0;
    while at < characters.len() {
        let longest = LONGEST_CHINESE.min(characters.len() - at);
        let found = (1..=longest).rev().find_map(|length| {
            let text: String = characters[at..at + length].iter().collect();
            Some((lexicon.chinese(&text)?, length))
        });
        if let Some((term, length)) = found {
            let before: String = characters[since.max(at.saturating_sub(4))..at]
                .iter()
                .collect();
            let mut strength = polarity(term);
            if DENYING_CHINESE
                .iter()
                .any(|word| before.ends_with(word) || denied_by_degree(&before, word))
            {
                strength *= DENIED;
            }
            let degree = DEGREES_CHINESE
                .iter()
                .filter(|(degree, _)| before.ends_with(degree));
            let degree = degree.max_by_key(|(degree, _)| degree.len());
            strength *= degree.map_or(1.0, |(_, factor)| *factor);
            clause.mentions.push(Mention { term, strength });
            at += length;
            since = at;
            continue;
        }
        let rest: String = characters[at..(at + 2).min(characters.len())]
            .iter()
            .collect();
        if let Some(word) = BUT_CHINESE.iter().find(|word| rest.starts_with(**word)) {
            turn(clause, clauses);
            at += word.chars().count();
            since = at;
            continue;
        }
        at += 1;
    }
}

/// 不太, 不是很, 没有那么: a denial with a word of degree behind it.
fn denied_by_degree(before: &str, denial: &str) -> bool {
    ["太", "是很", "够", "怎么", "那么", "特别", "是特别", "大"]
        .iter()
        .any(|degree| before.ends_with(&format!("{denial}{degree}")))
}

fn polarity(term: &Term) -> f32 {
    #[allow(clippy::cast_precision_loss, reason = "from -3 to 3")]
    let polarity = term.polarity as f32;
    polarity
}
