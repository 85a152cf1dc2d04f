//! Replies that the shop's people keep ready, in both languages.

use serde::Deserialize;

use super::InboxError;
use crate::ids::Language;

/// The replies that are there without a file.
const BUILT_IN: &str = include_str!("replies.toml");

/// Characters of a reply of the file.
const LONGEST: usize = 1_000;

/// What code may be asked to fill in.
const HOLES: [&str; 2] = ["name", "order"];

/// A reply that is kept ready.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// What it is called.
    pub key: String,
    /// What is said in English.
    pub en: String,
    /// What is said in Chinese.
    pub zh: String,
}

/// What is known of whom a reply is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Their name.
    pub name: Option<String>,
    /// The number of their latest order.
    pub order: Option<String>,
}

impl About {
    fn value(&self, hole: &str) -> Option<&str> {
        match hole {
            "name" => self.name.as_deref(),
            "order" => self.order.as_deref(),
            _ => None,
        }
    }
}

/// A reply as somebody would read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// What is said; what could not be filled in still stands in braces.
    pub text: String,
    /// What could not be filled in: `name`, `order`.
    pub missing: Vec<&'static str>,
}

/// All replies of a shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replies {
    replies: Vec<Reply>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "reply")]
    replies: Vec<Reply>,
}

impl Replies {
    /// The replies that are there without a file.
    ///
    /// # Errors
    /// A mistake in the file compiled in.
    pub fn built_in() -> Result<Self, InboxError> {
        Self::read(BUILT_IN, "the built-in replies")
    }

    /// Reads a file of replies, TOML; `place` names it in messages.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(text: &str, place: &str) -> Result<Self, InboxError> {
        let wrong = |place: String, problem: String| InboxError::Replies { place, problem };
        let file: File =
            toml::from_str(text).map_err(|error| wrong(place.to_owned(), error.to_string()))?;
        for (number, reply) in file.replies.iter().enumerate() {
            let problem = problem_of(reply, &file.replies[..number]);
            if let Some(problem) = problem {
                return Err(wrong(format!("{place}, reply `{}`", reply.key), problem));
            }
        }
        Ok(Self {
            replies: file.replies,
        })
    }

    /// All of them, in the order of the file.
    #[must_use]
    pub fn all(&self) -> &[Reply] {
        &self.replies
    }
}

impl Reply {
    /// What is said in one language, with what is known filled in.
    #[must_use]
    pub fn filled(&self, language: Language, about: &About) -> Filled {
        let mut text = match language {
            Language::English => self.en.clone(),
            Language::Chinese => self.zh.clone(),
        };
        let mut missing = Vec::new();
        for hole in HOLES {
            let written = format!("{{{hole}}}");
            if !text.contains(&written) {
                continue;
            }
            match about.value(hole) {
                // A value with braces of its own fills in nothing more.
                Some(value) => text = text.replace(&written, &value.replace(['{', '}'], "")),
                None => missing.push(hole),
            }
        }
        Filled { text, missing }
    }
}

/// What still has to be filled in of a text that is about to be sent.
pub(super) fn left_open(text: &str) -> Option<&'static str> {
    HOLES
        .into_iter()
        .find(|hole| text.contains(&format!("{{{hole}}}")))
}

/// What is wrong with a reply of a file, where those `before` it stand there too.
fn problem_of(reply: &Reply, before: &[Reply]) -> Option<String> {
    if reply.key.trim().is_empty() {
        return Some("`key` is empty: give it a name".to_owned());
    }
    if before.iter().any(|other| other.key == reply.key) {
        return Some("its key is there twice: give each its own".to_owned());
    }
    for (tag, text) in [("en", &reply.en), ("zh", &reply.zh)] {
        let length = text.chars().count();
        if text.trim().is_empty() || length > LONGEST {
            return Some(format!(
                "`{tag}` has {length} characters: 1 to {LONGEST} are expected"
            ));
        }
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once('{') {
            let (hole, after) = after.split_once('}').unwrap_or((after, ""));
            if !HOLES.contains(&hole) {
                return Some(format!(
                    "`{tag}` has `{{{hole}}}`: only {{name}} and {{order}} are filled in"
                ));
            }
            rest = after;
        }
    }
    None
}
