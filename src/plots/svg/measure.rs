//! How much room a text takes, without knowing the font: a generous guess, so that labels keep clear of each other.

use unicode_width::UnicodeWidthChar;

/// What stands for the part of a text that was left out.
const CUT: char = '\u{2026}';

/// The width of a character in parts of the size of the font, for the common fonts without serifs.
fn advance(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.3,
        'f' | 'r' | 't' | ' ' | '(' | ')' | '-' | '/' => 0.4,
        'm' | 'W' | '%' | '@' => 1.0,
        'w' | 'M' | '<' | '>' | '+' | '=' | '&' => 0.86,
        'A'..='Z' => 0.7,
        other => match other.width() {
            Some(0) | None => 0.0,
            Some(1) => 0.64,
            Some(_) => 1.02,
        },
    }
}

/// How wide a text is at a size of the font, in pixels.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// The widest of several texts.
pub(super) fn widest<'a>(texts: impl IntoIterator<Item = &'a str>, size: f64) -> f64 {
    texts
        .into_iter()
        .map(|text| width(text, size))
        .fold(0.0, f64::max)
}

/// As much of a text as fits.
pub(super) fn shortened(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut left = room - width("\u{2026}", size);
    let mut short = String::new();
    for character in text.chars() {
        left -= advance(character) * size;
        if left < 0.0 {
            break;
        }
        short.push(character);
    }
    let mut short = short.trim_end().to_owned();
    short.push(CUT);
    short
}

/// A text in at most so many lines, the last one shortened. Breaks at spaces, and between wide characters.
pub(super) fn wrapped(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut rest = text.trim();
    let mut lines = Vec::new();
    while !rest.is_empty() {
        if lines.len() + 1 >= most || width(rest, size) <= room {
            lines.push(shortened(rest, size, room));
            break;
        }
        let (line, after) = rest.split_at(breaking(rest, size, room));
        lines.push(line.trim_end().to_owned());
        rest = after.trim_start();
    }
    lines
}

/// Where the first line of a text that is too long ends.
fn breaking(text: &str, size: f64, room: f64) -> usize {
    let mut used = 0.0;
    let mut best = None;
    let mut before_is_wide = false;
    for (index, character) in text.char_indices() {
        let wide = character.width() == Some(2);
        if index > 0 && (character == ' ' || wide || before_is_wide) {
            best = Some(index);
        }
        used += advance(character) * size;
        if used > room && index > 0 {
            return best.unwrap_or(index);
        }
        before_is_wide = wide;
    }
    text.len()
}
