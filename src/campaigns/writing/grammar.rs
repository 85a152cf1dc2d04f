//! The form of what the model writes: words, and the placeholders that the brief allows. No digit has a place in it,
//! nor has a Chinese numeral or a character that only begins what may not be said, so that nothing of the kind is
//! written in the first place.

use std::fmt::Write;

use crate::campaigns::copy::{Medium, Placeholder};
use crate::ids::Language;

/// Chinese characters that no text of ours has: numerals but 一, and those of absolutes, gifts, cures.
const NEVER: &str = "最第二两三四五六七八九十百千万亿半倍折免赠抢秒绝极顶疗癌瘦零疫囍唯";

/// How many sentences a medium takes, and how many words a piece of one.
#[derive(Clone, Copy)]
struct Room {
    /// Sentences at most.
    sentences: usize,
    /// Words before and after a placeholder in an English sentence.
    words: usize,
}

fn room(medium: Medium) -> Room {
    let (sentences, words) = match medium {
        Medium::Mail => (3, 11),
        Medium::Chat => (2, 10),
        Medium::Push => (1, 9),
        Medium::Sms => (1, 8),
    };
    Room { sentences, words }
}

/// The most tokens that a text may take: a little more than its form needs.
pub(super) fn most_tokens(medium: Medium) -> usize {
    match medium {
        Medium::Mail => 96,
        Medium::Chat => 72,
        Medium::Push | Medium::Sms => 48,
    }
}

/// The allowed placeholders as one group, as the model writes them: `[offer.what]` has fewer tokens than two braces; `None` where there is none.
fn group(allowed: &[Placeholder]) -> Option<String> {
    let names: Vec<String> = allowed
        .iter()
        .map(|field| field.name.replace('.', r"\."))
        .collect();
    (!names.is_empty()).then(|| format!(r"\[(?:{})\]", names.join("|")))
}

/// A class of Chinese characters without those of [`NEVER`].
fn characters() -> String {
    let mut never: Vec<u32> = NEVER.chars().map(u32::from).collect();
    never.sort_unstable();
    let mut class = String::from("[");
    let mut from = 0x4e00;
    for code in never.into_iter().chain([0xa000]) {
        if code > from {
            // Writing into a string does not fail.
            let _ = write!(class, r"\x{{{from:x}}}-\x{{{:x}}}", code - 1);
        }
        from = code + 1;
    }
    class.push(']');
    class
}

/// An expression for a text: `subject | words` where the medium has a subject, else words. `opening` is how it begins.
pub(super) fn pattern(
    medium: Medium,
    language: Language,
    allowed: &[Placeholder],
    opening: Option<&str>,
) -> String {
    let room = room(medium);
    let fields = group(allowed);
    let (subject, body) = match language {
        Language::English => english(room, fields.as_deref(), opening),
        Language::Chinese => chinese(room, fields.as_deref(), opening),
    };
    if medium.has_subject() {
        format!(r"{subject} \| {body}")
    } else {
        body
    }
}

fn english(room: Room, fields: Option<&str>, opening: Option<&str>) -> (String, String) {
    const WORD: &str = "(?:[a-z]['a-z-]{0,13}|I)";
    const FIRST: &str = "[A-Z][a-z']{0,13}";
    let words = room.words;
    let again = fields.map_or(String::new(), |fields| {
        format!("(?:,? {fields}(?:,? {WORD}){{0,4}})?")
    });
    let after = format!("(?:,? {WORD}){{0,{words}}}{again}");
    let rest = match fields {
        Some(fields) => format!(
            "(?:(?:,? {WORD}){{2,{words}}}(?:,? {fields}{after})?|(?: {WORD}){{0,3}} {fields}{after})"
        ),
        None => format!("(?:,? {WORD}){{2,{words}}}"),
    };
    let sentence = |first: &str| format!("{first}{rest}[.!?]");
    let begins = match (opening, fields) {
        (Some(opening), _) => sentence(opening),
        (None, Some(fields)) => {
            format!(
                "(?:{}|{fields}(?: {WORD}){{2,{words}}}{again}[.!?])",
                sentence(FIRST)
            )
        }
        (None, None) => sentence(FIRST),
    };
    let subject = format!("{FIRST}(?: {WORD}){{1,6}}");
    (
        subject,
        joined(&begins, &format!(" {}", sentence(FIRST)), room.sentences),
    )
}

fn chinese(room: Room, fields: Option<&str>, opening: Option<&str>) -> (String, String) {
    // Not counted: with so many gaps in the class an automaton that counts would take seconds to build. The clauses
    // are, and the tokens.
    let han = characters();
    let clause = match fields {
        Some(fields) => format!("(?:{han}+(?:{fields}{han}*){{0,2}}|(?:{fields}{han}*){{1,2}})"),
        None => format!("{han}+"),
    };
    let more = format!("(?:[，、]{clause}){{0,2}}[。！？]");
    let sentence = format!("{clause}{more}");
    let begins = match opening {
        Some(opening) => format!("{opening}{sentence}"),
        None => sentence.clone(),
    };
    let subject = format!("{han}{{3}}{han}{{0,9}}");
    (subject, joined(&begins, &sentence, room.sentences))
}

/// A first sentence and up to `most - 1` more.
fn joined(first: &str, more: &str, most: usize) -> String {
    match most {
        0 | 1 => first.to_owned(),
        most => format!("{first}(?:{more}){{0,{}}}", most - 1),
    }
}
