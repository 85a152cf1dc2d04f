//! One form for comparing, and where sentences end.

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
        .filter_map(|c| match c {
            c if is_invisible(c) => None,
            '￥' => Some('¥'),
            '\u{3000}' | '\u{00a0}' | '\u{2009}' | '\u{202f}' => Some(' '),
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
            '’' | '‘' => Some('\''),
            other => Some(other),
        })
        .flat_map(char::to_lowercase)
        .collect()
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
