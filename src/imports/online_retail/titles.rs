//! Turns the shouted descriptions of the file into titles for people.
//!
//! `WHITE HANGING HEART T-LIGHT HOLDER` becomes `White Hanging Heart T-Light Holder`. The rule, for each
//! run of letters, digits and apostrophes:
//!
//! - a run with small letters in it was written with care and stays: `45x45cm`, `No`; a single one among
//!   five letters or more is a slip: `TRADITIONAl` is `Traditional`;
//! - a run of letters keeps its first as a capital: `CHILD'S` is `Child's`, `T-LIGHT` is `T-Light`;
//! - single letters stay (`S/4`, `W`), and so do the abbreviations of [`ABBREVIATIONS`];
//! - a word of [`SMALL_WORDS`] becomes small, unless it is the first or stands at a comma;
//! - behind digits, measures and endings become small (`60CM` is `60cm`, `50'S` is `50's`), other single
//!   letters stay (`3D`, `25W`), words get a capital (`20LIGHT` is `20Light`).
//!
//! Blanks before a comma go, one comes after a comma between words, and a full stop at the end goes where
//! it is the only one. Nothing else is changed: the
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
const MEASURES: [&str; 13] = [
    "CM", "CMX", "G", "KG", "M", "ML", "MM", "ND", "PC", "PCS", "RD", "TH", "X",
];

/// A title for people from a tidy description (single blanks, none around it).
pub(in crate::imports) fn readable(description: &str) -> String {
    let spaced = spaced_commas(description);
    let mut title = String::with_capacity(spaced.len());
    let mut at_start = true;
    for word in without_full_stop(&spaced).split_whitespace() {
        if !title.is_empty() {
            title.push(' ');
        }
        if !at_start && SMALL_WORDS.contains(&word) {
            title.push_str(&word.to_lowercase());
        } else {
            push_word(&mut title, word);
        }
        at_start = word.ends_with(',');
    }
    title
}

fn without_full_stop(text: &str) -> &str {
    let shorter = text.strip_suffix('.').unwrap_or(text);
    if shorter.contains('.') { text } else { shorter }
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
    let run = &if is_slip(run) {
        run.to_uppercase()
    } else {
        run.to_owned()
    };
    if run.chars().any(char::is_lowercase) || ABBREVIATIONS.contains(&run.as_str()) {
        title.push_str(run);
        return;
    }
    let mut rest = run.as_str();
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

/// Whether a single small letter got among capitals by mistake.
fn is_slip(run: &str) -> bool {
    let letters = run.chars().filter(|c| c.is_alphabetic()).count();
    let small = run.chars().filter(|c| c.is_lowercase()).count();
    small == 1 && letters >= 5
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
