//! What a text implies without saying it: words of several classes that together make a claim.
//!
//! "Knees" is no claim and "have gone quiet" is none; both in one sentence are one about health. A frame names the
//! classes and how near they must stand. It suspects widely; what its exceptions find in the same reach acquits.

use std::ops::Range;

use regex::Regex;
use serde::Deserialize;

/// How near the parts of a frame stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reach {
    /// In one sentence.
    #[default]
    Sentence,
    /// In one sentence or the next.
    Pair,
    /// In the same part of the text.
    Text,
}

/// Words of several classes that together imply what a rule forbids.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// The classes; all must be there. The first is what is quoted and judged.
    pub(super) all: Vec<Regex>,
    /// What acquits where it stands in the same reach.
    pub(super) unless: Vec<Regex>,
    /// How near.
    pub(super) reach: Reach,
    /// Whether it is enough alone, however the text reads.
    pub(super) sure: bool,
}

/// Where a rule is broken in a folded text, by bytes.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// What exceptions and denials are asked about.
    pub(super) core: Range<usize>,
    /// All that makes the claim: what is quoted, and must be proven.
    pub(super) whole: Range<usize>,
    /// Whether it is enough alone, however the text reads.
    pub(super) sure: bool,
}

impl Frame {
    /// Where its first class stands with all others in reach and nothing that acquits, in a folded text.
    pub(super) fn matches(&self, text: &str, sentences: &[Range<usize>]) -> Vec<Match> {
        let mut found: Vec<Match> = Vec::new();
        if !self.all.iter().all(|class| class.is_match(text)) {
            return found;
        }
        for window in self.windows(text, sentences) {
            let within = &text[window.clone()];
            let there = self.all.iter().all(|class| class.is_match(within));
            if !there || self.unless.iter().any(|acquit| acquit.is_match(within)) {
                continue;
            }
            let first = self.all.first();
            for at in first.into_iter().flat_map(|class| class.find_iter(within)) {
                let core = window.start + at.start()..window.start + at.end();
                if found.iter().any(|known| known.core == core) {
                    continue;
                }
                let whole = self.whole(within, at.range());
                found.push(Match {
                    core,
                    whole: window.start + whole.start..window.start + whole.end,
                    sure: self.sure,
                });
            }
        }
        found
    }

    /// From the first to the last of what makes the claim: a place of the first class and the nearest of each other.
    fn whole(&self, within: &str, core: Range<usize>) -> Range<usize> {
        self.all.iter().skip(1).fold(core.clone(), |whole, class| {
            let gap = |at: &Range<usize>| {
                let before = core.start.saturating_sub(at.end);
                before.max(at.start.saturating_sub(core.end))
            };
            let places = class.find_iter(within).map(|at| at.range());
            places.min_by_key(gap).map_or(whole.clone(), |at| {
                whole.start.min(at.start)..whole.end.max(at.end)
            })
        })
    }

    fn windows(&self, text: &str, sentences: &[Range<usize>]) -> Vec<Range<usize>> {
        match self.reach {
            Reach::Text => std::iter::once(0..text.len()).collect(),
            Reach::Sentence => sentences.to_vec(),
            Reach::Pair if sentences.len() < 2 => sentences.to_vec(),
            Reach::Pair => sentences
                .windows(2)
                .map(|pair| pair[0].start..pair[1].end)
                .collect(),
        }
    }
}

/// The sentences of a folded text, by their bytes: up to a mark that ends one, or the end of a line.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, c)| *c);
        let ends = match c {
            '\n' | '。' | '！' | '？' | '；' | '!' | '?' | ';' | '…' => true,
            '.' => next.is_none_or(char::is_whitespace),
            _ => false,
        };
        let end = at + c.len_utf8();
        if ends {
            if text[from..end].chars().any(char::is_alphanumeric) {
                found.push(from..end);
            }
            from = end;
        }
    }
    if from < text.len() {
        found.push(from..text.len());
    }
    found
}

/// The sentences of a folded text that a range of it touches, as one text.
pub(super) fn around(text: &str, sentences: &[Range<usize>], range: &Range<usize>) -> String {
    let touched =
        |sentence: &&Range<usize>| sentence.start < range.end && range.start < sentence.end;
    let mut touched = sentences.iter().filter(touched);
    let first = touched.next();
    let last = touched.next_back().or(first);
    let from = first.map_or(0, |sentence| sentence.start);
    let to = last.map_or(text.len(), |sentence| sentence.end);
    text[from..to].to_owned()
}
