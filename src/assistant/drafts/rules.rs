//! The table of rules that texts for members are read by (`rules.toml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The table as it is compiled in.
const FILE: &str = include_str!("rules.toml");

/// How bad a finding is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[schema(as = FindingSeverity)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// To be looked at.
    Warning,
    /// Not to be sent without saying so.
    Error,
}

/// What kind of thing is wrong.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// What nobody can keep, or nothing bears out.
    Promise,
    /// A number.
    Number,
    /// A day or a time.
    Date,
    /// An amount of money.
    Amount,
    /// An article.
    Name,
    /// A web or mail address.
    Link,
    /// Something said to be so.
    Claim,
    /// Another language than the member's.
    Language,
    /// A member's contact data.
    Private,
}

/// Something for people, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct InBoth {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl InBoth {
    fn of(en: Option<String>, zh: Option<String>) -> Option<Self> {
        en.zip(zh).map(|(en, zh)| Self { en, zh })
    }
}

/// What a finding is told with.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) kind: FindingKind,
    pub(super) severity: Severity,
    pub(super) why: InBoth,
    pub(super) suggestion: Option<InBoth>,
}

/// In which words a promise is made.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a column of the table"
)]
pub(super) struct Rule {
    pub(super) words: Vec<Regex>,
    /// What makes a hit something else, where it overlaps it.
    pub(super) unless: Vec<Regex>,
    /// What a sentence of the evidence must have to bear it out.
    pub(super) support: Option<Regex>,
    /// Whether it bears it out whatever it speaks of.
    pub(super) plain_support: bool,
    /// Whether a denial may stand behind it.
    pub(super) denied_after: bool,
    /// Whether one may stand in its midst.
    pub(super) denied_within: bool,
    /// Whether it is a denial itself, so that none before it takes it back.
    pub(super) own_denial: bool,
    pub(super) told: Told,
}

/// The whole table.
pub(super) struct Table {
    pub(super) rules: Vec<Rule>,
    ground: BTreeMap<String, Told>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    parts: BTreeMap<String, String>,
    rule: Vec<FileRule>,
    ground: Vec<FileGround>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a column of the table"
)]
struct FileRule {
    key: String,
    rule: FindingKind,
    severity: Severity,
    words: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    support: Vec<String>,
    #[serde(default)]
    plain_support: bool,
    #[serde(default)]
    denied_after: bool,
    #[serde(default)]
    denied_within: bool,
    #[serde(default)]
    own_denial: bool,
    why_en: String,
    why_zh: String,
    suggest_en: Option<String>,
    suggest_zh: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileGround {
    what: String,
    rule: FindingKind,
    severity: Severity,
    why_en: String,
    why_zh: String,
    suggest_en: Option<String>,
    suggest_zh: Option<String>,
}

static TABLE: LazyLock<Result<Table, String>> = LazyLock::new(|| read(FILE));

/// The table; what is wrong with it, where it cannot be read: a mistake of the build, told by every use.
pub(super) fn table() -> Result<&'static Table, &'static str> {
    TABLE.as_ref().map_err(String::as_str)
}

fn read(text: &str) -> Result<Table, String> {
    let file: File = toml::from_str(text).map_err(|error| format!("rules.toml: {error}"))?;
    let compiled = |key: &str, texts: &[String]| -> Result<Vec<Regex>, String> {
        let compile = |text: &String| {
            let mut whole = text.clone();
            for (name, part) in &file.parts {
                whole = whole.replace(&format!("{{{name}}}"), part);
            }
            Regex::new(&whole).map_err(|error| format!("rules.toml, rule `{key}`: {error}"))
        };
        texts.iter().map(compile).collect()
    };
    let mut rules = Vec::new();
    for rule in file.rule {
        rules.push(Rule {
            words: compiled(&rule.key, &rule.words)?,
            unless: compiled(&rule.key, &rule.unless)?,
            support: compiled(&rule.key, &rule.support)?.into_iter().next(),
            plain_support: rule.plain_support,
            denied_after: rule.denied_after,
            denied_within: rule.denied_within,
            own_denial: rule.own_denial,
            told: Told {
                kind: rule.rule,
                severity: rule.severity,
                why: InBoth {
                    en: rule.why_en,
                    zh: rule.why_zh,
                },
                suggestion: InBoth::of(rule.suggest_en, rule.suggest_zh),
            },
        });
    }
    let ground = file.ground.into_iter().map(|ground| {
        let told = Told {
            kind: ground.rule,
            severity: ground.severity,
            why: InBoth {
                en: ground.why_en,
                zh: ground.why_zh,
            },
            suggestion: InBoth::of(ground.suggest_en, ground.suggest_zh),
        };
        (ground.what, told)
    });
    Ok(Table {
        rules,
        ground: ground.collect(),
    })
}

impl Table {
    /// What is told of what the grounding found.
    pub(super) fn ground(&self, what: &str) -> Option<&Told> {
        self.ground.get(what)
    }
}
