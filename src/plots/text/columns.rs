//! Texts by the columns they take in a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Where a text stands in its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Spaces come after it.
    Left,
    /// Spaces come before it.
    Right,
}

/// Makes a text inert for a terminal: no control characters, and none that turn the direction of writing.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .filter(|character| !matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect()
}

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// How many the longest of several takes.
pub(super) fn longest<'a>(texts: impl IntoIterator<Item = &'a String>) -> usize {
    texts
        .into_iter()
        .map(|text| columns(text))
        .max()
        .unwrap_or(0)
}

/// As much of a text as fits into so many columns.
pub(super) fn cut(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1; // for what stands for the rest
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > room {
            break;
        }
        short.push(character);
    }
    let mut short = short.trim_end().to_owned();
    if room > 0 {
        short.push('\u{2026}');
    }
    short
}

/// A text in exactly so many columns.
pub(super) fn filled(text: &str, room: usize, side: Side) -> String {
    let text = cut(text, room);
    let spaces = " ".repeat(room.saturating_sub(columns(&text)));
    match side {
        Side::Left => text + &spaces,
        Side::Right => spaces + &text,
    }
}

/// Puts lines under each other without the spaces at their ends.
pub(super) fn joined(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
