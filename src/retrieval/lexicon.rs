//! Chinese questions for what reads English only: the common words of shops, looked up.
//!
//! It stands in where no planner wrote English words. Words are found by the longest match from the left
//! in `lexicon.tsv`, which was written apart from every set of questions.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::ids::is_chinese;

/// The share of a question's Chinese characters that must be found. Below it what was left out may be what
/// matters.
const ENOUGH: f32 = 0.5;

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("lexicon.tsv")));

struct Words {
    english: HashMap<&'static str, &'static str>,
    /// The most characters of a Chinese word.
    longest: usize,
}

impl Words {
    fn read(text: &'static str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let english: HashMap<_, _> = lines.filter_map(|line| line.split_once('\t')).collect();
        let length = |word: &&str| word.chars().count();
        let longest = english.keys().map(length).max().unwrap_or(0);
        Self { english, longest }
    }
}

/// A question in English words: the first translation of each word, to be read as a text, and all of them,
/// to be looked for.
#[derive(Debug, PartialEq)]
pub(super) struct Translated {
    /// "red wool scarf".
    pub(super) text: String,
    /// With the other translations of each word.
    pub(super) words: String,
    /// The share of the Chinese characters that are known.
    pub(super) part: f32,
}

/// `text` in English words; `None` where too little of it is known. Words that are Latin stay.
pub(super) fn translated(text: &str) -> Option<Translated> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let (mut all, mut found) = (0_u16, 0_u16);
    let (mut first, mut every) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(&(start, character)) = characters.get(at) {
        if !is_chinese(character) {
            let run = characters[at..]
                .iter()
                .take_while(|(_, c)| !is_chinese(*c))
                .count();
            let end = characters.get(at + run).map_or(text.len(), |next| next.0);
            let latin = text[start..end].trim();
            if !latin.is_empty() {
                first.push(latin);
                every.push(latin);
            }
            at += run;
            continue;
        }
        let known = (1..=WORDS.longest).rev().find_map(|length| {
            let end = match characters.get(at + length) {
                Some(next) => next.0,
                None if at + length == characters.len() => text.len(),
                None => return None,
            };
            Some((length, *WORDS.english.get(&text[start..end])?))
        });
        let length = known.map_or(1, |(length, _)| length);
        let counted = u16::try_from(length).unwrap_or(u16::MAX);
        all = all.saturating_add(counted);
        if let Some((_, english)) = known {
            found = found.saturating_add(counted);
            first.extend(english.split(',').next().map(str::trim));
            every.extend(english.split(',').map(str::trim));
        }
        at += length;
    }
    let part = f32::from(found) / f32::from(all.max(1));
    (found > 0 && part >= ENOUGH).then(|| Translated {
        text: first.join(" "),
        words: every.join(" "),
        part,
    })
}
