//! How many articles share a word of their names.

use std::collections::{HashMap, HashSet};

use crate::guardrails::normalise;

/// The words of all English titles, each with the number of titles that hold it.
#[derive(Clone, Debug, Default)]
pub struct TitleWords(HashMap<String, usize>);

impl TitleWords {
    /// Counts the words of `titles`.
    pub fn new<'a>(titles: impl Iterator<Item = &'a str>) -> Self {
        let mut counts = HashMap::new();
        for title in titles {
            let title = normalise(title);
            let words: HashSet<String> = title
                .split(|c: char| !c.is_alphanumeric())
                .map(singular)
                .collect();
            for word in words {
                *counts.entry(word).or_default() += 1;
            }
        }
        Self(counts)
    }

    /// How many titles hold `word`, in singular or plural.
    #[must_use]
    pub(super) fn sharing(&self, word: &str) -> usize {
        self.0.get(&singular(word)).copied().unwrap_or(0)
    }
}

fn singular(word: &str) -> String {
    let stem = word
        .strip_suffix('s')
        .filter(|stem| stem.len() > 2 && !stem.ends_with('s'));
    stem.unwrap_or(word).to_owned()
}
