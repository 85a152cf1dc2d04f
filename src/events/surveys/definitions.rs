//! The file of surveys.

use serde::Deserialize;

use super::SurveysError;
use crate::catalog::Localized;
use crate::ids::Language;

/// The surveys that are there without a file.
const BUILT_IN: &str = include_str!("surveys.toml");

/// What a survey asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SurveyKind {
    /// How likely one is to recommend the shop, from 0 to 10 (net promoter score; Reichheld 2003).
    Nps,
    /// How content one is, from 1 to 5 (customer satisfaction).
    Csat,
    /// Words alone.
    Text,
}

impl SurveyKind {
    /// The word it is written with.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::Text => "text",
        }
    }

    /// The least and the greatest score; `None` where words alone are asked for.
    #[must_use]
    pub fn scores(self) -> Option<(i64, i64)> {
        match self {
            Self::Nps => Some((0, 10)),
            Self::Csat => Some((1, 5)),
            Self::Text => None,
        }
    }
}

/// A survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// What it is called.
    pub key: String,
    /// What it asks for.
    pub kind: SurveyKind,
    /// The question.
    pub question: Localized,
    /// What is asked beside it, in words.
    pub comment: Localized,
    /// For how many days an invitation can be answered.
    pub days: u32,
}

/// The surveys of a shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definitions {
    surveys: Vec<Survey>,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "survey")]
    surveys: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    key: String,
    kind: SurveyKind,
    question: Texts,
    #[serde(default)]
    comment: Texts,
    days: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    en: Option<String>,
    zh: Option<String>,
}

impl Texts {
    fn localized(self) -> Localized {
        Localized {
            english: self.en,
            chinese: self.zh,
        }
    }
}

impl Definitions {
    /// The surveys that are there without a file: `nps`, `csat` and `words`.
    ///
    /// # Errors
    /// A mistake in the file compiled in.
    pub fn built_in() -> Result<Self, SurveysError> {
        Self::read(BUILT_IN, "the built-in surveys")
    }

    /// Reads a file of surveys, TOML; `place` names it in messages.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(text: &str, place: &str) -> Result<Self, SurveysError> {
        let wrong = |place: String, problem: &str| SurveysError::Definitions {
            place,
            problem: problem.to_owned(),
        };
        let file: File = toml::from_str(text)
            .map_err(|error| wrong(place.to_owned(), error.to_string().trim_end()))?;
        if file.surveys.is_empty() {
            return Err(wrong(place.to_owned(), "a table `[[survey]]` is expected"));
        }
        let mut surveys: Vec<Survey> = Vec::new();
        for written in file.surveys {
            let at = format!("{place}, survey `{}`", written.key);
            let word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            if written.key.is_empty() || !written.key.chars().all(word) {
                return Err(wrong(
                    at,
                    "a key of letters, digits and hyphens is expected",
                ));
            }
            if surveys.iter().any(|survey| survey.key == written.key) {
                return Err(wrong(at, "there are two of this key"));
            }
            let question = written.question.localized();
            if question.in_language(Language::English).trim().is_empty() {
                return Err(wrong(at, "`question.en` or `question.zh` is expected"));
            }
            let days = written.days.unwrap_or(30);
            if !(1..=365).contains(&days) {
                return Err(wrong(at, "`days` is from 1 to 365"));
            }
            surveys.push(Survey {
                key: written.key,
                kind: written.kind,
                question,
                comment: written.comment.localized(),
                days,
            });
        }
        Ok(Self { surveys })
    }

    /// The survey called `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Survey> {
        self.surveys.iter().find(|survey| survey.key == key)
    }

    /// All of them, in the order of the file.
    #[must_use]
    pub fn all(&self) -> &[Survey] {
        &self.surveys
    }
}
