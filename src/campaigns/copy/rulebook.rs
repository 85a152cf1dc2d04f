//! A file of rules as it is written: its form, and how patterns and places in it are read.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;
use toml::Spanned;

use super::claims::{Lift, Rule};
use super::findings::{Both, Severity};
use super::folding::field_character;
use super::frames::Reach;
use super::placeholders::PLACEHOLDERS;
use crate::guardrails::pattern;
use crate::ids::Language;

/// Names in pointed brackets; where the first group is there, it is a group of the pattern that is named.
static NAMES: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\(\?P?)?<[a-z][a-z0-9_.\\-]*>"));

/// Why a rule file is not taken.
#[derive(Debug, thiserror::Error)]
#[error("{file}, line {line}: {what}: {remedy}")]
pub struct ClaimsError {
    /// The file.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
    /// What to do.
    pub remedy: &'static str,
}

/// A file of rules as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Classes of words by name: a pattern writes `<name>` for one of them.
    #[serde(default)]
    pub(super) words: BTreeMap<String, String>,
    /// What denies a claim that follows.
    #[serde(default)]
    pub(super) denials: Vec<Spanned<String>>,
    /// Names of rules that do not apply.
    #[serde(default)]
    pub(super) off: Vec<Spanned<String>>,
    /// The rules.
    #[serde(default)]
    pub(super) rule: Vec<Entry>,
    /// More patterns and exceptions of rules that there are.
    #[serde(default)]
    pub(super) extend: Vec<More>,
    /// What is implied, each under the rule that it breaks.
    #[serde(default)]
    pub(super) frame: Vec<Implied>,
}

/// A frame as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Implied {
    pub(super) rule: Spanned<String>,
    pub(super) all: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) within: Reach,
    #[serde(default)]
    pub(super) unless: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) sure: bool,
}

/// A rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) id: Spanned<String>,
    pub(super) severity: Severity,
    #[serde(default)]
    pub(super) languages: Vec<Spanned<String>>,
    pub(super) source: String,
    #[serde(default)]
    pub(super) patterns: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) suspects: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) unless: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) deniable: bool,
    pub(super) lifted_by: Option<Lift>,
    pub(super) why: Both,
    pub(super) suggestion: Option<Both>,
}

/// More of a rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct More {
    pub(super) id: Spanned<String>,
    #[serde(default)]
    pub(super) patterns: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) suspects: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) unless: Vec<Spanned<String>>,
}

/// Names a place in a file.
pub(super) struct Place<'a> {
    file: &'a str,
    text: &'a str,
    /// The file's classes of words, once it is read.
    pub(super) words: BTreeMap<String, String>,
}

impl<'a> Place<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            words: BTreeMap::new(),
        }
    }

    pub(super) fn error(
        &self,
        at: &Range<usize>,
        what: String,
        remedy: &'static str,
    ) -> ClaimsError {
        let before = self.text.get(..at.start).unwrap_or_default();
        ClaimsError {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            what,
            remedy,
        }
    }

    pub(super) fn patterns(&self, written: &[Spanned<String>]) -> Result<Vec<Regex>, ClaimsError> {
        written
            .iter()
            .map(|written| self.pattern(written))
            .collect()
    }

    /// A pattern; `<offer.ends>` in it is that placeholder, `<field>` any, `<name>` a class of words. Words end where
    /// ASCII letters do: folded text has no others but Chinese ones, which no blank parts from Latin words.
    pub(super) fn pattern(&self, written: &Spanned<String>) -> Result<Regex, ClaimsError> {
        let mut text = written.get_ref().clone();
        for (name, words) in &self.words {
            text = text.replace(&format!("<{name}>"), &format!("(?:{words})"));
        }
        text = text.replace("<field>", r"[\x{e000}-\x{e00f}]");
        text = text.replace(r"\b", r"(?-u:\b)").replace(r"\w", "[0-9a-z_]");
        for placeholder in PLACEHOLDERS {
            let name = format!("<{}>", placeholder.name);
            text = text.replace(&name, &field_character(placeholder).to_string());
        }
        let unknown = NAMES
            .captures_iter(&text)
            .find(|found| found.get(1).is_none());
        if let Some(unknown) = unknown {
            let what = format!(
                "`{}` is neither a placeholder nor a class of words",
                &unknown[0]
            );
            let remedy = "write <field>, a placeholder such as <offer.ends>, or the name of a class in [words]";
            return Err(self.error(&written.span(), what, remedy));
        }
        Regex::new(&text).map_err(|error| {
            let error = error.to_string();
            let last = error.lines().last().unwrap_or_default().trim();
            self.error(
                &written.span(),
                format!(
                    "this is no pattern ({})",
                    last.trim_start_matches("error: ")
                ),
                "write it in the syntax of the regex crate, without look-around",
            )
        })
    }

    pub(super) fn language(&self, written: &Spanned<String>) -> Result<Language, ClaimsError> {
        Language::from_tag(written.get_ref()).ok_or_else(|| {
            let what = format!("there is no language `{}`", written.get_ref());
            self.error(&written.span(), what, "write en or zh")
        })
    }

    pub(super) fn rule(&self, entry: Entry) -> Result<Rule, ClaimsError> {
        let languages = entry.languages.iter().map(|tag| self.language(tag));
        Ok(Rule {
            id: entry.id.into_inner(),
            severity: entry.severity,
            languages: languages.collect::<Result<_, _>>()?,
            source: entry.source,
            patterns: self.patterns(&entry.patterns)?,
            suspects: self.patterns(&entry.suspects)?,
            unless: self.patterns(&entry.unless)?,
            frames: Vec::new(),
            deniable: entry.deniable,
            lifted_by: entry.lifted_by,
            why: entry.why,
            suggestion: entry.suggestion,
        })
    }
}
