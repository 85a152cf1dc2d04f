//! What comes in.

use std::sync::LazyLock;

use regex::Regex;

use crate::ids::MemberKey;

use super::text::{is_invisible, normalise, pattern};

/// More characters than this are not a message to a shop.
pub const LONGEST_MESSAGE: usize = 1000;

/// A message that has been looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inbound {
    /// Fit to be answered: cleaned.
    Message(String),
    /// Nothing is left of it.
    Empty,
    /// Longer than [`LONGEST_MESSAGE`].
    TooLong,
}

/// Looks at a message.
#[must_use]
pub fn receive(message: &str) -> Inbound {
    if message.chars().count() > LONGEST_MESSAGE {
        return Inbound::TooLong;
    }
    let message = clean(message);
    if message.is_empty() {
        Inbound::Empty
    } else {
        Inbound::Message(message)
    }
}

static MEMBER_NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:\b(?:member|customer|account|user)\b|会员|用户|客户|顾客|账号|帐号)\s*(?:number|no\.?|id|编号|号码?)?\s*[:#]?\s*",
        r"([a-z]{0,3}-?\d{3,})",
    ))
});

/// Whether a message speaks of a member by another key than `own`: that is nobody else's to ask about,
/// whatever the asker wants to know.
#[must_use]
pub fn names_another_member(message: &str, own: Option<&MemberKey>) -> bool {
    let message = normalise(message);
    let own = own.map(|key| normalise(key.as_str()));
    MEMBER_NAMED
        .captures_iter(&message)
        .any(|found| Some(&found[1]) != own.as_deref())
}

/// One line without control characters and without the marks that a model's prompt format is made of:
/// text of people and of imported files alike is data, whatever it looks like.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if c.is_whitespace() || c.is_control() {
            ' '
        } else {
            c
        };
        if is_invisible(c) || (c == ' ' && line.ends_with(' ')) {
            continue;
        }
        line.push(c);
    }
    let line = line
        .replace("<|", "< ")
        .replace("|>", " >")
        .replace("=>", "= ");
    let words: Vec<&str> = line.split_whitespace().collect();
    words.join(" ")
}
