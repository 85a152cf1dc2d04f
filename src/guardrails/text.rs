//! One form for comparing, and where sentences end.

use std::ops::Range;

use regex::Regex;

use crate::ids::is_chinese;

/// A constant pattern of the program's own.
///
/// # Panics
/// Where it is none, a mistake of ours.
#[must_use]
#[allow(
    clippy::unwrap_used,
    reason = "a constant pattern, tried by every test"
)]
pub fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap()
}

/// Full-width forms become half-width ones, letters small, odd blanks plain, invisible characters
/// nothing: `￥３９．９０` and `¥39.90` compare equal.
#[must_use]
pub fn normalise(text: &str) -> String {
    text.chars()
        .filter_map(form)
        .flat_map(char::to_lowercase)
        .collect()
}

/// What a character is in the one form for comparing, but for the letters' case; `None` for one that cannot be seen.
fn form(c: char) -> Option<char> {
    match c {
        c if is_invisible(c) => None,
        '￥' => Some('¥'),
        '\u{3000}' | '\u{00a0}' | '\u{2009}' | '\u{202f}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
        '’' | '‘' => Some('\''),
        other => Some(other),
    }
}

/// A text in the form of [`normalise`], which knows where each of its bytes stood before.
#[derive(Clone, Debug)]
pub struct Placed {
    text: String,
    /// For each byte of `text`, where its character begins in the original.
    places: Vec<usize>,
    /// The length of the original, in bytes.
    whole: usize,
}

impl Placed {
    /// Normalises `original`.
    #[must_use]
    pub fn of(original: &str) -> Self {
        let mut placed = Self {
            text: String::with_capacity(original.len()),
            places: Vec::with_capacity(original.len()),
            whole: original.len(),
        };
        for (place, c) in original.char_indices() {
            for c in form(c).into_iter().flat_map(char::to_lowercase) {
                placed.text.push(c);
                placed.places.resize(placed.text.len(), place);
            }
        }
        placed
    }

    /// The normalised text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the original that `range` of the normalised text came from.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let at = |place: usize| self.places.get(place).copied().unwrap_or(self.whole);
        at(range.start)..at(range.end)
    }

    /// Where the bytes `range` of the original came to stand.
    #[must_use]
    pub fn normalised(&self, range: Range<usize>) -> Range<usize> {
        let after = |place: usize| self.places.partition_point(|from| *from < place);
        after(range.start)..after(range.end)
    }
}

/// Whether a character cannot be seen: joiners, marks of direction, tags. It could hide a word from a
/// pattern, and a person from what they read.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Takes the complete sentences off the front of `buffer`. With `all`, what is left counts as one too.
pub fn sentences(buffer: &mut String, all: bool) -> Vec<String> {
    let mut found = Vec::new();
    while let Some(end) = sentence_end(buffer) {
        let sentence: String = buffer.drain(..end).collect();
        push(&mut found, &sentence);
    }
    if all {
        push(&mut found, &std::mem::take(buffer));
    }
    found
}

fn push(found: &mut Vec<String>, sentence: &str) {
    let sentence = sentence.trim();
    if !sentence.is_empty() {
        found.push(sentence.to_owned());
    }
}

/// The place after the first end of a sentence. A full stop counts only with a blank after it, so that
/// `¥39.90` and `S.A.` are not cut; nothing counts at the very end of the buffer but Chinese marks,
/// because what follows is not known yet.
fn sentence_end(text: &str) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    while let Some((place, c)) = characters.next() {
        let after = place + c.len_utf8();
        let next = characters.peek().map(|(_, next)| *next);
        match c {
            '。' | '！' | '？' | '；' | '\n' => return Some(after),
            '.' | '!' | '?' if next.is_some_and(char::is_whitespace) => return Some(after),
            '!' | '?' if next.is_some_and(is_chinese) => return Some(after),
            _ => {}
        }
    }
    None
}
