//! The shop's voice: names spelled as they are, words that it does not use.

use regex::Regex;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use utoipa::ToSchema;

use super::findings::{Both, Finding, Page, Severity};
use super::placeholders::{Piece, pieces};
use super::rulebook::{ClaimsError, Place};
use crate::ids::Language;

/// A file of the voice as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Names that are spelled just so.
    #[serde(default)]
    names: Vec<String>,
    /// How the shop speaks, for the model.
    tone: Option<Both>,
    /// Words that it does not use.
    #[serde(default)]
    word: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    avoid: Spanned<String>,
    instead: Option<String>,
    severity: Option<Severity>,
}

/// A voice as its file has it, for people to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BrandVoice)]
pub struct Voice {
    /// Names that are spelled just so.
    pub names: Vec<String>,
    /// How the shop speaks.
    pub tone: Option<Both>,
    /// Words that it does not use.
    pub words: Vec<VoiceWord>,
}

/// A word that a voice does not use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BrandVoiceWord)]
pub struct VoiceWord {
    /// The word.
    pub avoid: String,
    /// What is written instead.
    pub instead: Option<String>,
    /// How grave it is to use it.
    pub severity: Severity,
}

/// A word that is not used.
#[derive(Clone, Debug)]
struct Avoided {
    word: String,
    pattern: Regex,
    instead: Option<String>,
    severity: Severity,
}

/// What the shop's voice asks of words.
#[derive(Clone, Debug, Default)]
pub struct BrandWords {
    names: Vec<(Regex, String)>,
    avoided: Vec<Avoided>,
    tone: Option<Both>,
}

/// A word as a pattern that finds it in any capitals, whole where it is of letters.
fn whole(word: &str) -> Result<Regex, regex::Error> {
    let edge = |c: Option<char>| {
        if c.is_some_and(|c| c.is_ascii_alphanumeric()) {
            r"\b"
        } else {
            ""
        }
    };
    let (first, last) = (edge(word.chars().next()), edge(word.chars().next_back()));
    Regex::new(&format!("(?i){first}{}{last}", regex::escape(word)))
}

impl BrandWords {
    /// A shop without a voice of its own.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads a voice: `names = ["..."]`, `tone = { en, zh }`, and `[[word]]` with `avoid`, `instead`, `severity`.
    ///
    /// # Errors
    /// The first line that cannot be taken, with what to do about it.
    pub fn read(file: &str, text: &str) -> Result<Self, ClaimsError> {
        let place = Place::new(file, text);
        let failed = |at: std::ops::Range<usize>, what: String| {
            let remedy = "write names, tone with en and zh, and [[word]] with avoid and instead";
            place.error(&at, what, remedy)
        };
        let read: File = toml::from_str(text).map_err(|error| {
            failed(error.span().unwrap_or_default(), error.message().to_owned())
        })?;
        let mut voice = Self {
            tone: read.tone,
            ..Self::default()
        };
        for name in read.names {
            let pattern = whole(name.trim()).map_err(|error| failed(0..0, error.to_string()))?;
            voice.names.push((pattern, name.trim().to_owned()));
        }
        for entry in read.word {
            let word = entry.avoid.get_ref().trim();
            if word.is_empty() {
                return Err(failed(entry.avoid.span(), "`avoid` is empty".to_owned()));
            }
            let pattern =
                whole(word).map_err(|error| failed(entry.avoid.span(), error.to_string()))?;
            voice.avoided.push(Avoided {
                word: word.to_owned(),
                pattern,
                instead: entry.instead,
                severity: entry.severity.unwrap_or(Severity::Error),
            });
        }
        Ok(voice)
    }

    /// How the shop speaks, in a language.
    #[must_use]
    pub fn tone(&self, language: Language) -> Option<&str> {
        let tone = self.tone.as_ref()?;
        Some(match language {
            Language::English => &tone.en,
            Language::Chinese => &tone.zh,
        })
    }

    /// The voice as its file has it.
    #[must_use]
    pub fn voice(&self) -> Voice {
        let words = self.avoided.iter().map(|avoided| VoiceWord {
            avoid: avoided.word.clone(),
            instead: avoided.instead.clone(),
            severity: avoided.severity,
        });
        Voice {
            names: self.names.iter().map(|(_, name)| name.clone()).collect(),
            tone: self.tone.clone(),
            words: words.collect(),
        }
    }

    /// The names that are the same in every language. A voice with a name in Chinese characters may have one for each
    /// language, and says of none that it is.
    #[must_use]
    pub fn shared_names(&self) -> Vec<String> {
        let names = self.names.iter().map(|(_, name)| name);
        if names
            .clone()
            .any(|name| Language::of(name) == Language::Chinese)
        {
            return Vec::new();
        }
        names.cloned().collect()
    }

    pub(super) fn findings(&self, page: Page<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        for piece in pieces(page.text).0 {
            let Piece::Words { text, start } = piece else {
                continue;
            };
            for avoided in &self.avoided {
                for word in avoided.pattern.find_iter(text) {
                    found.push(page.finding(
                        (avoided.severity, "brand-word"),
                        (start + word.start(), start + word.end()),
                        Both::new(
                            "The shop's voice does not use this word.",
                            "品牌用语中不使用这个词。",
                        ),
                        avoided.instead.as_ref().map(|instead| {
                            Both::new(format!("Write “{instead}”."), format!("改为“{instead}”。"))
                        }),
                    ));
                }
            }
            for (pattern, name) in &self.names {
                for word in pattern.find_iter(text).filter(|word| word.as_str() != name) {
                    found.push(page.finding(
                        (Severity::Error, "brand-name"),
                        (start + word.start(), start + word.end()),
                        Both::new(
                            format!("The name is spelled “{name}”."),
                            format!("这个名称应写作“{name}”。"),
                        ),
                        Some(Both::new(
                            format!("Write “{name}”."),
                            format!("改为“{name}”。"),
                        )),
                    ));
                }
            }
        }
        found
    }
}
