//! The words of the goods: how rare a term is, and what a misspelt word was meant to be.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::catalog::Product;

use super::recipe::Texts;
use super::terms::{TermWeights, Terms};

/// Words shorter than this are never corrected.
const SHORTEST: usize = 4;
/// From this length on two letters may be wrong, below it one.
const LONG: usize = 8;

/// The words of all goods.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// How many goods there are.
    goods: usize,
    /// How many of them hold a term.
    holding: HashMap<u32, u32>,
    /// The Latin words by their first letter, each with the number of goods that hold it.
    words: BTreeMap<char, BTreeMap<String, u32>>,
}

impl Vocabulary {
    /// The words of `products`.
    pub(super) fn of(products: &[Product], terms: &Terms) -> Self {
        let mut vocabulary = Self::default();
        for product in products {
            let (title, description) = Texts::for_terms(product);
            let held = terms.of_document(&title, &description);
            vocabulary.add(&title, &description, &held);
        }
        vocabulary
    }

    /// Adds a product with these texts, whose terms are `held`.
    pub(super) fn add(&mut self, title: &str, description: &str, held: &TermWeights) {
        self.goods += 1;
        for term in held.keys() {
            *self.holding.entry(*term).or_default() += 1;
        }
        let texts = [title.to_lowercase(), description.to_lowercase()];
        let words: HashSet<&str> = texts.iter().flat_map(|text| latin_words(text)).collect();
        for word in words {
            let Some(first) = word.chars().next() else {
                continue;
            };
            let alike = self.words.entry(first).or_default();
            *alike.entry(word.to_owned()).or_default() += 1;
        }
    }

    /// How much a term tells: its inverse document frequency as BM25 has it (Robertson and Zaragoza 2009).
    /// 1 while no goods are known.
    pub(super) fn weight(&self, term: u32) -> f32 {
        if self.goods == 0 {
            return 1.0;
        }
        #[allow(clippy::cast_precision_loss, reason = "a count of goods")]
        let (goods, holding) = (
            self.goods as f32,
            self.holding.get(&term).copied().unwrap_or(0) as f32,
        );
        (1.0 + (goods - holding + 0.5) / (holding + 0.5)).ln()
    }

    /// `text` with every Latin word that no product has, by itself or by its stem, replaced by the one that
    /// is meant: the most common of those that begin with the same letter and are nearest in letters
    /// inserted, left out, replaced or swapped with their neighbour.
    pub(super) fn corrected(&self, text: &str, terms: &Terms) -> String {
        let lower = text.to_lowercase();
        let mut corrected = text.to_owned();
        for word in latin_words(&lower) {
            if word.len() < SHORTEST || self.knows(word, terms) {
                continue;
            }
            if let Some(meant) = self.meant(word) {
                corrected = replaced(&corrected, word, meant);
            }
        }
        corrected
    }

    fn knows(&self, word: &str, terms: &Terms) -> bool {
        let stems = terms.of_question(word);
        // A stop word has no term, and means nothing to correct.
        stems.is_empty() || stems.iter().any(|term| self.holding.contains_key(term))
    }

    fn meant(&self, word: &str) -> Option<&str> {
        let most = if word.len() < LONG { 1 } else { 2 };
        let alike = self.words.get(&word.chars().next()?)?;
        let near = |(known, goods): (&'_ String, &u32)| {
            let distance = strsim::osa_distance(word, known);
            (distance <= most).then_some((distance, std::cmp::Reverse(*goods)))
        };
        alike
            .iter()
            .filter(|(known, _)| {
                known.len().abs_diff(word.len()) <= most && known.len() >= SHORTEST
            })
            .filter_map(|(known, goods)| Some((near((known, goods))?, known)))
            .min()
            .map(|(_, known)| known.as_str())
    }
}

/// The words of Latin letters in a text in small letters.
fn latin_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_lowercase())
        .filter(|word| !word.is_empty())
}

/// `text` with the word `from`, in letters of any size, replaced by `to`.
fn replaced(text: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_alphabetic() {
            word.push(c);
            continue;
        }
        let same = word.eq_ignore_ascii_case(from);
        out.push_str(if same { to } else { &word });
        word.clear();
        out.push(c);
    }
    out.pop();
    out
}
