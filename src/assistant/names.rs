//! What the titles of the goods hold: which words, and how many articles share them.

use std::collections::HashMap;

use crate::catalog::Product;
use crate::guardrails::normalise;
use crate::ids::is_chinese;

/// The titles of all goods, to be asked what they hold.
#[derive(Clone, Debug, Default)]
pub struct Titles {
    /// The words of the English titles in singular, each with the titles that hold it, in rising order.
    english: HashMap<String, Vec<u32>>,
    /// The Chinese titles.
    chinese: Vec<String>,
}

impl Titles {
    /// Reads the titles of `products`.
    pub fn new<'a>(products: impl Iterator<Item = &'a Product>) -> Self {
        let mut titles = Self::default();
        for (number, product) in (0..).zip(products) {
            let english = product.title.english.as_deref().unwrap_or_default();
            for word in normalise(english).split(|c: char| !c.is_alphanumeric()) {
                let holding = titles.english.entry(singular(word)).or_default();
                if holding.last() != Some(&number) {
                    holding.push(number);
                }
            }
            titles
                .chinese
                .extend(product.title.chinese.as_deref().map(normalise));
        }
        titles.english.remove("");
        titles
    }

    /// How many titles hold all of `name`, in either language.
    #[must_use]
    pub(super) fn sharing(&self, name: &str) -> usize {
        let words: Vec<&str> = name.split_whitespace().collect();
        self.holding(&words) + self.holding_chinese(&[name])
    }

    /// How many English titles hold every one of `words`, in singular or plural.
    #[must_use]
    pub(super) fn holding(&self, words: &[&str]) -> usize {
        let mut holding: Vec<&[u32]> = Vec::with_capacity(words.len());
        for word in words {
            match self.english.get(&singular(word)) {
                Some(titles) => holding.push(titles),
                None => return 0,
            }
        }
        holding.sort_unstable_by_key(|titles| titles.len());
        let Some((fewest, others)) = holding.split_first() else {
            return 0;
        };
        fewest
            .iter()
            .filter(|title| others.iter().all(|held| held.binary_search(title).is_ok()))
            .count()
    }

    /// How many Chinese titles hold every one of `parts`. A part of one character must end a word of the
    /// title, as 杯 ends 马克杯: there it says what the thing is.
    #[must_use]
    pub(super) fn holding_chinese(&self, parts: &[&str]) -> usize {
        let holds = |title: &&String| {
            parts.iter().all(|part| {
                let one = part.chars().count() == 1;
                let follows = |at: usize| title[at + part.len()..].chars().next();
                title
                    .match_indices(part)
                    .any(|(at, _)| !one || !follows(at).is_some_and(is_chinese))
            })
        };
        match parts {
            [] => 0,
            _ => self.chinese.iter().filter(holds).count(),
        }
    }
}

fn singular(word: &str) -> String {
    let stem = word
        .strip_suffix('s')
        .filter(|stem| stem.len() > 2 && !stem.ends_with('s'));
    stem.unwrap_or(word).to_owned()
}
