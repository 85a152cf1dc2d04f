//! Words that somebody gave, and the words they may have meant.

use crate::ids::Both;

/// Characters that a message repeats of what it was given.
const SHOWN: usize = 40;

/// The likeness (Jaro and Winkler 1990) from which a word passes for a slip of another.
const LIKE: f64 = 0.85;

/// The likeliest of `known` to have been meant.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Whatever is much longer is no slip, and takes time.
    if word.len() > 2 * SHOWN {
        return None;
    }
    let word = word.trim().to_lowercase().replace(['-', ' '], "_");
    let mut best = None;
    for name in known {
        let likeness = strsim::jaro_winkler(&word, name);
        if likeness >= LIKE && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, name));
        }
    }
    best.map(|(_, name)| name)
}

/// What to do about a word that is none of `known`, as the end of a message.
pub(super) fn meant(word: &str, known: &[&str]) -> Both {
    match nearest(word, known.iter().copied()) {
        Some(name) => Both::new(
            format!("; did you mean \"{name}\"?"),
            format!("，是否指“{name}”？"),
        ),
        None => Both::new(
            format!(": give one of {}", known.join(", ")),
            format!("，可选：{}", known.join("、")),
        ),
    }
}

/// The beginning of a word, without characters that would break a message.
pub(super) fn quoted(word: &str) -> String {
    let mut shown: String = word
        .chars()
        .take(SHOWN)
        .map(|c| if c.is_control() || c == '"' { ' ' } else { c })
        .collect();
    if word.chars().count() > SHOWN {
        shown.push('…');
    }
    shown
}
