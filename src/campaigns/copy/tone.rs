//! How a text reads as a whole: a linear model over its words, for claims that no list of words foresees.
//!
//! Logistic regression (Cox, 1958) with a ridge penalty over the words, word pairs and triples of English texts and the
//! characters, pairs and triples of Chinese ones, learnt by stochastic gradient descent in a fixed order from the texts
//! of `tests/campaigns/claims-development.jsonl` and their sentences, so that a single sentence can be judged too. The
//! weights stand in `tone.tsv`; a test learns them again. What a sure pattern finds stands, whatever it says; it decides
//! about what only suspects (`weighing.rs`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::folding::{FoldedPart, is_field};
use crate::ids::{Language, is_chinese};

/// The weights, one `feature<TAB>weight` a line.
const WEIGHTS: &str = include_str!("tone.tsv");

/// Of how many known features a text must have to be judged as a whole.
const ENOUGH: usize = 10;

/// Passes over the texts.
const PASSES: usize = 15;

/// How far one text moves the weights.
const STEP: f64 = 0.3;

/// What is taken off a weight at each text that has it.
const RIDGE: f64 = 0.001;

/// Texts are visited in steps of this, a prime, so that neighbours in the file do not follow each other.
const STRIDE: usize = 7919;

/// A linear model of what reads like a claim.
#[derive(Clone, Debug, Default)]
pub struct Tone {
    weights: HashMap<String, f64>,
}

/// What one text, or a sentence of it, teaches.
#[derive(Clone, Debug)]
pub struct Lesson {
    features: BTreeSet<String>,
    /// Whether it claims what it may not.
    guilty: bool,
}

/// How words read.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// The more, the more like a claim; 0 where nothing is known of it.
    pub(super) score: f64,
    /// Whether enough of its words are known to judge it by them alone.
    pub(super) enough: bool,
    /// What weighs most towards a claim, heaviest first.
    pub(super) heaviest: Vec<String>,
}

impl Tone {
    /// The weights that are compiled in.
    pub(super) fn builtin() -> Self {
        let line = |line: &str| {
            let (feature, weight) = line.split_once('\t')?;
            Some((feature.to_owned(), weight.parse().ok()?))
        };
        Self {
            weights: WEIGHTS.lines().filter_map(line).collect(),
        }
    }

    /// Learns from lessons, in their order. Features of one or two lessons, such as a text and its sentence, are left out.
    #[must_use]
    pub fn learn(lessons: &[Lesson]) -> Self {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for feature in lessons.iter().flat_map(|lesson| &lesson.features) {
            *known.entry(feature.clone()).or_default() += 1;
        }
        known.retain(|_, count| *count > 2);
        let places: HashMap<&str, usize> = known.keys().map(String::as_str).zip(0..).collect();
        let rows: Vec<Vec<usize>> = lessons
            .iter()
            .map(|lesson| {
                let place = |feature: &String| places.get(feature.as_str()).copied();
                lesson.features.iter().filter_map(place).collect()
            })
            .collect();
        let mut weights = vec![0.0; known.len()];
        for visit in 0..PASSES * lessons.len() {
            let at = visit * STRIDE % lessons.len();
            let row = &rows[at];
            let sign = if lessons[at].guilty { 1.0 } else { -1.0 };
            let length = root(row.len());
            let score: f64 = row.iter().map(|place| weights[*place]).sum::<f64>() / length;
            let pull = STEP * sign / (1.0 + (sign * score).exp()) / length;
            for place in row {
                weights[*place] += pull - RIDGE * weights[*place];
            }
        }
        let rounded = weights
            .into_iter()
            .map(|weight| (weight * 100.0).round() / 100.0);
        Self {
            weights: known
                .into_keys()
                .zip(rounded)
                .filter(|(_, weight)| weight.abs() > 0.04)
                .collect(),
        }
    }

    /// The weights as they stand in a file, in the order of their features.
    #[must_use]
    pub fn written(&self) -> String {
        let ordered: BTreeMap<_, _> = self.weights.iter().collect();
        let line = |(feature, weight): (&String, &f64)| format!("{feature}\t{weight:.2}\n");
        ordered.into_iter().map(line).collect()
    }

    /// How folded words read.
    pub(super) fn read(&self, text: &str, language: Language) -> Reading {
        let mut weighed: Vec<(f64, String)> = features(text, language)
            .into_iter()
            .filter_map(|feature| Some((*self.weights.get(&feature)?, feature)))
            .collect();
        let score = weighed.iter().map(|(weight, _)| weight).sum::<f64>() / root(weighed.len());
        weighed.sort_by(|one, other| other.0.total_cmp(&one.0));
        let enough = weighed.len() >= ENOUGH;
        let readable = |feature: &String| feature.chars().filter(|c| c.is_alphabetic()).count() > 1;
        let heaviest = weighed.into_iter().map(|(_, feature)| feature);
        Reading {
            score,
            enough,
            heaviest: heaviest.filter(readable).take(4).collect(),
        }
    }
}

impl Lesson {
    /// A lesson from folded words.
    pub(super) fn of(text: &str, language: Language, guilty: bool) -> Self {
        Self {
            features: features(text, language),
            guilty,
        }
    }
}

/// A text folded, its subject before its body.
pub(super) fn whole(parts: &[FoldedPart<'_>]) -> String {
    let texts: Vec<&str> = parts.iter().map(|part| part.plain.text.as_str()).collect();
    texts.join("\n")
}

/// The square root of a count, at least one.
fn root(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
        .sqrt()
        .max(1.0)
}

/// The features of a folded text: runs of one to three words, or of one to three characters in Chinese.
fn features(text: &str, language: Language) -> BTreeSet<String> {
    let (parts, joint) = match language {
        Language::English => (words(text), " "),
        Language::Chinese => {
            let seen = text
                .chars()
                .filter(|c| is_chinese(*c) || is_field(*c) || is_mark(*c));
            (seen.map(String::from).collect(), "")
        }
    };
    (1..=3)
        .flat_map(|length| parts.windows(length).map(|run| run.join(joint)))
        .collect()
}

/// Words, marks and placeholders of an English text.
fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.chars() {
        let letter = c.is_ascii_alphabetic() || c == '\'';
        if letter && open {
            if let Some(word) = found.last_mut() {
                word.push(c);
            }
        } else if letter || is_field(c) || is_mark(c) {
            found.push(c.to_string());
        }
        open = letter;
    }
    found
}

/// Marks that tell something of how a text is spoken.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '!' | '?' | ':' | '.' | ',' | '！' | '？' | '：' | '。' | '，'
    )
}
