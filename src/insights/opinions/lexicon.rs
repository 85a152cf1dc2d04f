//! The terms that tell what a text thinks and speaks of: `lexicon.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Topic;

/// The terms, written for this project.
const TABLE: &str = include_str!("lexicon.tsv");

/// What a term tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// From -3 to 3.
    pub(super) polarity: i32,
    pub(super) topics: Vec<Topic>,
}

/// The terms of both languages.
pub(super) struct Lexicon {
    /// By their words, with one blank between.
    english: HashMap<&'static str, Term>,
    chinese: HashMap<&'static str, Term>,
}

/// The longest English term, in words.
pub(super) const LONGEST_ENGLISH: usize = 5;
/// The longest Chinese term, in characters.
pub(super) const LONGEST_CHINESE: usize = 8;

impl Lexicon {
    /// The lexicon, read once.
    pub(super) fn get() -> &'static Self {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(TABLE));
        &LEXICON
    }

    fn parse(table: &'static str) -> Self {
        let mut lexicon = Self {
            english: HashMap::new(),
            chinese: HashMap::new(),
        };
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let (Some(language), Some(term), Some(polarity), Some(topics)) = (
                columns.next(),
                columns.next(),
                columns.next(),
                columns.next(),
            ) else {
                continue;
            };
            let entry = Term {
                polarity: polarity.parse().unwrap_or_default(),
                topics: topics.split(',').filter_map(Topic::of).collect(),
            };
            match language {
                "zh" => drop(lexicon.chinese.insert(term, entry)),
                _ => drop(lexicon.english.insert(term, entry)),
            }
        }
        lexicon
    }

    pub(super) fn english(&self, words: &str) -> Option<&Term> {
        self.english.get(words)
    }

    pub(super) fn chinese(&self, characters: &str) -> Option<&Term> {
        self.chinese.get(characters)
    }
}
