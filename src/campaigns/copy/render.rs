//! A text with its placeholders filled, as a medium carries it.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::placeholders::{CopyError, Kind, Piece, Placeholder, pieces};
use super::{Copy, Medium};
use crate::ids::Language;

/// Values by placeholder name; amounts and dates are already written in the language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// No values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a value.
    ///
    /// # Errors
    /// A name that is no placeholder's.
    pub fn set(&mut self, name: &str, value: impl Into<String>) -> Result<(), CopyError> {
        match Placeholder::of(name) {
            Some(known) => {
                self.0.insert(known.name.to_owned(), value.into());
                Ok(())
            }
            None => Err(CopyError::Unknown {
                name: name.to_owned(),
                start: 0,
                end: 0,
            }),
        }
    }

    /// The value of a placeholder; blanks alone are none.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// All values by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl TryFrom<BTreeMap<String, String>> for Fields {
    type Error = CopyError;

    fn try_from(values: BTreeMap<String, String>) -> Result<Self, CopyError> {
        let mut fields = Self::new();
        for (name, value) in values {
            fields.set(&name, value)?;
        }
        Ok(fields)
    }
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rendered {
    /// The subject or title, one line.
    pub subject: Option<String>,
    /// The text, plain.
    pub text: String,
    /// The text as HTML, for a mail.
    pub html: Option<String>,
}

/// Fills a text.
///
/// # Errors
/// A placeholder that is unknown, broken or without value and fallback; a link that is none; a mail without a
/// subject, or a subject where the medium has none.
pub fn render(copy: &Copy, medium: Medium, fields: &Fields) -> Result<Rendered, CopyError> {
    let subject = match (&copy.subject, medium.has_subject()) {
        (Some(_), false) => {
            return Err(CopyError::Subject(
                "a text message or a chat has no subject: move its words into the body",
            ));
        }
        (None, _) if medium == Medium::Mail => {
            return Err(CopyError::Subject("a mail needs a subject: give it one"));
        }
        (Some(subject), true) => Some(one_line(&filled(subject, fields)?)),
        (None, _) => None,
    };
    let html = match medium {
        Medium::Mail => Some(html(&copy.body, copy.language, fields)?),
        Medium::Sms | Medium::Push | Medium::Chat => None,
    };
    Ok(Rendered {
        subject,
        text: filled(&copy.body, fields)?.trim().to_owned(),
        html,
    })
}

/// A header holds one line: whatever a value holds, it cannot begin another.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The value that is filled in for a placeholder.
fn value<'a>(
    field: Placeholder,
    fallback: Option<&'a str>,
    fields: &'a Fields,
) -> Result<&'a str, CopyError> {
    let value = fields.get(field.name).or(fallback);
    let value = value.ok_or(CopyError::Missing { name: field.name })?;
    if field.kind == Kind::Link && !is_link(value) {
        return Err(CopyError::NoLink { name: field.name });
    }
    Ok(value)
}

/// Whether a value is an address that may be followed.
pub(super) fn is_link(value: &str) -> bool {
    let host = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty() && !host.chars().any(|c| c.is_whitespace() || c.is_control())
    })
}

/// The pieces of a text, or the first thing that is wrong with it.
fn sound(text: &str) -> Result<Vec<Piece<'_>>, CopyError> {
    let (pieces, wrong) = pieces(text);
    wrong.into_iter().next().map_or(Ok(pieces), Err)
}

/// A text with its values, as it is.
fn filled(text: &str, fields: &Fields) -> Result<String, CopyError> {
    let mut filled = String::with_capacity(text.len());
    for piece in sound(text)? {
        match piece {
            Piece::Words { text, .. } => filled.push_str(text),
            Piece::Field {
                field, fallback, ..
            } => {
                filled.push_str(value(field, fallback, fields)?);
            }
        }
    }
    Ok(filled)
}

/// A text as an HTML document: its paragraphs, its line ends, links that can be followed, all else escaped.
fn html(text: &str, language: Language, fields: &Fields) -> Result<String, CopyError> {
    let mut body = String::with_capacity(text.len() * 2);
    for piece in sound(text.trim())? {
        match piece {
            Piece::Words { text, .. } => body.push_str(&paragraphs(&escaped(text))),
            Piece::Field {
                field, fallback, ..
            } => {
                let value = escaped(value(field, fallback, fields)?);
                if field.kind == Kind::Link {
                    // Writing into a string does not fail.
                    let _ = write!(body, "<a href=\"{value}\">{value}</a>");
                } else {
                    body.push_str(&value.replace('\n', " "));
                }
            }
        }
    }
    let language = language.tag();
    Ok(format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"></head>\n<body>\n\
         <p>{body}</p>\n</body>\n</html>\n"
    ))
}

fn paragraphs(words: &str) -> String {
    let lines = words.replace("\r\n", "\n").replace('\n', "<br>\n");
    lines.replace("<br>\n<br>\n", "</p>\n<p>")
}

/// A text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
