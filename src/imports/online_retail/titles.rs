//! Turns the shouted descriptions of the file into titles for people.
//!
//! `WHITE HANGING HEART T-LIGHT HOLDER` becomes `White Hanging Heart T-Light Holder`. The rule, for each
//! run of letters, digits and apostrophes:
//!
//! - a run with a small letter in it was written with care and stays: `45x45cm`, `No`;
//! - a run of letters keeps its first as a capital: `CHILD'S` is `Child's`, `T-LIGHT` is `T-Light`;
//! - single letters stay (`S/4`, `W`), and so do the abbreviations of [`ABBREVIATIONS`];
//! - a word of [`SMALL_WORDS`] that stands alone and is not the first becomes small;
//! - behind digits, measures and endings become small (`60CM` is `60cm`, `50'S` is `50's`), other single
//!   letters stay (`3D`, `25W`), words get a capital (`20LIGHT` is `20Light`).
//!
//! Blanks before a comma go, and one comes after a comma between words. Nothing else is changed: the
//! shop's abbreviations (`FLWR`, `S/4`) are the shop's.

/// Stay in capitals.
const ABBREVIATIONS: [&str; 20] = [
    "ABC", "BBQ", "CD", "DIY", "DVD", "EU", "II", "III", "IV", "LED", "NYC", "PVC", "TV", "UK",
    "USA", "UV", "VIP", "VW", "WC", "XL",
];

/// Become small inside a title.
const SMALL_WORDS: [&str; 13] = [
    "A", "AN", "AND", "AT", "BY", "FOR", "FROM", "IN", "OF", "ON", "OR", "THE", "WITH",
];

/// Become small behind a number.
const MEASURES: [&str; 12] = [
    "CM", "G", "KG", "M", "ML", "MM", "ND", "PC", "PCS", "RD", "TH", "X",
];

/// A title for people from a tidy description (single blanks, none around it).
pub(super) fn readable(description: &str) -> String {
    let mut title = String::with_capacity(description.len());
    for (place, word) in spaced_commas(description).split_whitespace().enumerate() {
        if place > 0 {
            title.push(' ');
        }
        let bare = word.trim_end_matches(',');
        if place > 0 && SMALL_WORDS.contains(&bare) {
            title.push_str(&word.to_lowercase());
        } else {
            push_word(&mut title, word);
        }
    }
    title
}

fn spaced_commas(description: &str) -> String {
    let parts: Vec<&str> = description
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let mut spaced = String::with_capacity(description.len() + 2);
    for part in parts {
        let within_number = spaced.ends_with(|c: char| c.is_ascii_digit())
            && part.starts_with(|c: char| c.is_ascii_digit());
        if !spaced.is_empty() {
            spaced.push_str(if within_number { "," } else { ", " });
        }
        spaced.push_str(part);
    }
    spaced
}

fn push_word(title: &mut String, word: &str) {
    let in_run = |c: char| c.is_alphanumeric() || c == '\'' || c == '’';
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let inside = in_run(first);
        let end = rest.find(|c| in_run(c) != inside).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if inside {
            push_run(title, run);
        } else {
            title.push_str(run);
        }
        rest = after;
    }
}

fn push_run(title: &mut String, run: &str) {
    if run.chars().any(char::is_lowercase) || ABBREVIATIONS.contains(&run) {
        title.push_str(run);
        return;
    }
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let digit = first.is_ascii_digit();
        let end = rest
            .find(|c: char| c.is_ascii_digit() != digit)
            .unwrap_or(rest.len());
        let (segment, after) = rest.split_at(end);
        let behind_digit = rest.len() < run.len() && !digit;
        push_segment(title, segment, behind_digit);
        rest = after;
    }
}

fn push_segment(title: &mut String, segment: &str, behind_digit: bool) {
    if behind_digit && (MEASURES.contains(&segment) || segment.starts_with(['\'', '’'])) {
        title.push_str(&segment.to_lowercase());
        return;
    }
    let mut letters = segment.chars();
    let Some(first) = letters.next() else { return };
    title.push(first);
    title.push_str(&letters.as_str().to_lowercase());
}
