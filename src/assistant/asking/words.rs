//! Words by what they mean: the shop's terms, their plurals, and cities in both languages.

use std::collections::HashMap;

use super::cities::{CITIES, SEVERAL};
use super::vocabulary::{Entry, Named, Term};
use crate::guardrails::normalise;

/// A city whose name is a thing, too: it is one only in a shop that has members there.
pub(super) const THING: &str = "bath";

/// Words in normal form and what they mean.
#[derive(Default)]
pub(super) struct Words {
    pub(super) entries: HashMap<String, Entry>,
    /// Bytes of the longest.
    pub(super) longest: usize,
}

impl Words {
    pub(super) fn terms(&mut self, terms: &[Term], named: impl Fn(&str) -> Named) {
        for term in terms {
            let entry = Entry::Named(named(&term.kept));
            for name in std::iter::once(&term.kept).chain(&term.names) {
                self.add(name, &entry);
                self.inflected(name, &entry);
                // "Phone and desk gadgets" of "Phone & desk gadgets".
                if name.contains(" & ") {
                    self.add(&name.replace(" & ", " and "), &entry);
                    self.add(&name.replace(" & ", " or "), &entry);
                }
                // 金卡 of 金卡会员.
                if let Some(short) = name.strip_suffix("会员") {
                    self.add(short, &entry);
                }
            }
        }
    }

    /// The plural of an English name, or its singular.
    pub(super) fn inflected(&mut self, name: &str, entry: &Entry) {
        if !name.ends_with(|c: char| c.is_ascii_alphabetic()) || name.len() < 3 {
            return;
        }
        if let Some(singular) = name.strip_suffix('s') {
            if !singular.ends_with('s') && singular.len() >= 3 {
                self.add(singular, entry);
            }
            return;
        }
        self.add(&format!("{name}s"), entry);
        if let Some(stem) = name.strip_suffix('y') {
            self.add(&format!("{stem}ies"), entry);
        }
    }

    /// The other language's names of the cities; and cities in which nobody lives, so that the answer is nobody.
    pub(super) fn cities(&mut self, cities: &[Term]) {
        for term in cities {
            let kept = normalise(&term.kept);
            let entry = Entry::Named(Named::Word("city", term.kept.clone()));
            for (english, chinese) in CITIES {
                if kept == *english {
                    self.add(chinese, &entry);
                } else if kept.trim_end_matches('市') == *chinese {
                    self.add(chinese, &entry);
                    self.add(english, &entry);
                }
            }
        }
        for (english, chinese) in CITIES.iter().filter(|(english, _)| *english != THING) {
            let words = english.split(' ').map(|word| {
                let (first, rest) = word.split_at(word.len().min(1));
                format!("{}{rest}", first.to_uppercase())
            });
            let kept = words.collect::<Vec<_>>().join(" ");
            let entry = Entry::Named(Named::Word("city", kept));
            self.add(english, &entry);
            self.add(chinese, &entry);
        }
    }

    /// Words for several cities at once.
    pub(super) fn several(&mut self) {
        for (word, cities) in SEVERAL {
            let kept = cities
                .iter()
                .filter_map(|city| match self.entries.get(*city) {
                    Some(Entry::Named(Named::Word("city", kept))) => Some(kept.clone()),
                    _ => None,
                });
            let kept: Vec<String> = kept.collect();
            if kept.len() == cities.len() {
                self.add(word, &Entry::Named(Named::Words("city", kept)));
            }
        }
    }

    /// The first meaning of a word stays.
    pub(super) fn add(&mut self, word: &str, entry: &Entry) {
        let word = normalise(word.trim());
        if !word.is_empty() && !self.entries.contains_key(&word) {
            self.longest = self.longest.max(word.len());
            self.entries.insert(word, entry.clone());
        }
    }
}
