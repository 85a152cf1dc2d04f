//! The lexical half: a text as weighted terms.
//!
//! The terms are made here, for documents and questions alike, so that both indexes hold the same
//! vectors. Qdrant's own multilingual tokeniser was measured and not taken: it segments Chinese by a
//! dictionary, so that 杯子 does not find 马克杯 (on 60 titles and 42 questions nDCG@10 was 0.64, and 0.98
//! with the terms below), drops numbers, and guesses the language anew for every text.
//!
//! A run of Chinese characters becomes its characters, its pairs of neighbours, and its head: the last
//! character, which in Chinese says what kind of thing a noun names (闹钟 and 时钟 are both 钟). Other
//! words are lower-cased, stripped of accents and stemmed (Snowball, English). The weights are BM25's
//! term frequencies (Robertson and Zaragoza 2009, eq. 3.15) with k1 = 1.2 and b = 0.75; the inverse
//! document frequency is the index's part.

use std::collections::BTreeMap;

use qdrant_edge::bm25_embed::{EdgeBm25, EdgeBm25Config};
use qdrant_edge::external::ordered_float::NotNan;
use qdrant_edge::{SparseVector, TokenizerType};

use super::RetrievalError;
use crate::ids::is_chinese;

/// What a term in the description counts, beside one in the title.
const DESCRIPTION_WEIGHT: f32 = 0.4;

/// Weighted terms by their number, in rising order.
pub(super) type TermWeights = BTreeMap<u32, f32>;

/// Turns texts into terms.
pub(super) struct Terms {
    /// Lower-cases, folds, stems, numbers and weighs what has been split into words.
    bm25: EdgeBm25,
}

impl Terms {
    /// Terms for documents that have `average` of them on average. A question does not depend on it.
    pub(super) fn new(average: f64) -> Result<Self, RetrievalError> {
        let engine = |failure: String| RetrievalError::Engine(failure);
        let config = EdgeBm25Config {
            avg_len: NotNan::new(average.max(1.0))
                .map_err(|failure| engine(failure.to_string()))?,
            tokenizer: TokenizerType::Whitespace,
            language: Some("english".to_owned()),
            lowercase: Some(true),
            ascii_folding: Some(true),
            ..EdgeBm25Config::default()
        };
        let bm25 = EdgeBm25::new(config).map_err(|failure| engine(failure.to_string()))?;
        Ok(Self { bm25 })
    }

    /// The weighted terms of a document of a title and a description.
    pub(super) fn of_document(&self, title: &str, description: &str) -> TermWeights {
        let mut weights = TermWeights::new();
        for (text, weight) in [(title, 1.0), (description, DESCRIPTION_WEIGHT)] {
            let SparseVector { indices, values } = self.bm25.embed_document(&split(text));
            for (term, value) in indices.into_iter().zip(values) {
                let sum: &mut f32 = weights.entry(term).or_default();
                *sum = sum.max(value * weight);
            }
        }
        weights
    }

    /// The terms of a question, each once, in rising order.
    pub(super) fn of_question(&self, text: &str) -> Vec<u32> {
        self.bm25.embed_query(&split(text)).indices
    }

    /// How many words `text` is split into, for the average length of documents.
    pub(super) fn count(text: &str) -> usize {
        split(text).split_whitespace().count()
    }
}

/// The words of `text`, with blanks between them.
fn split(text: &str) -> String {
    let mut words = String::with_capacity(text.len() * 2);
    let mut run = String::new();
    let mut run_is_chinese = false;
    for character in text.chars().map(half_width).chain([' ']) {
        let chinese = is_chinese(character);
        if !run.is_empty() && (chinese != run_is_chinese || !character.is_alphanumeric()) {
            push_run(&mut words, &run, run_is_chinese);
            run.clear();
        }
        if character.is_alphanumeric() {
            run.push(character);
            run_is_chinese = chinese;
        }
    }
    words
}

fn push_run(words: &mut String, run: &str, chinese: bool) {
    let mut push = |word: &[char]| {
        words.extend(word);
        words.push(' ');
    };
    let characters: Vec<char> = run.chars().collect();
    if !chinese {
        push(&characters);
        return;
    }
    for one in &characters {
        push(&[*one]);
    }
    characters.windows(2).for_each(&mut push);
    if let Some(head) = head(&characters) {
        push(&[head, '$']);
    }
}

/// The character that says what kind of thing a Chinese noun names: the last, or the one before a
/// suffix that says nothing (杯子, 花儿).
fn head(characters: &[char]) -> Option<char> {
    match characters {
        [.., noun, '子' | '儿'] => Some(*noun),
        [.., last] => Some(*last),
        [] => None,
    }
}

/// Full-width Latin letters and digits, as Chinese keyboards write them, in their usual form.
fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        _ => character,
    }
}
