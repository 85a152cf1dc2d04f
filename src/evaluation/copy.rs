//! How good the words of campaigns are: what the model writes for briefs, and what the checks find in texts whose
//! faults are known.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::questions::{QuestionsError, read_lines};
use crate::campaigns::copy::{
    Axis, BrandWords, Claims, Copy, Facts, Finding, Medium, SUBJECT, Severity, approvable, check,
};
use crate::campaigns::writing::{CopyBrief, Variant, Writer, WritingError, WrittenBy};
use crate::ids::Language;

/// Reads briefs, one JSON object a line.
///
/// # Errors
/// A line that is no brief, or two of one name.
pub fn read_briefs(text: &str) -> Result<Vec<CopyBrief>, QuestionsError> {
    let mut names = BTreeSet::new();
    read_lines(text, |brief: &CopyBrief| {
        brief.check()?;
        if names.insert(brief.id.clone()) {
            return Ok(());
        }
        Err(format!(
            "brief `{}` stands there twice: give one another id",
            brief.id
        ))
    })
}

/// How the texts of one kind did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct CopyScore {
    /// Texts asked for.
    pub variants: usize,
    /// The share that could be approved as the model wrote it first.
    pub first_try: f64,
    /// The share that is the model's in the end, a second try included.
    pub by_model: f64,
}

/// What `evaluate copy` prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CopyReport {
    /// Briefs, each written in two languages.
    pub briefs: usize,
    /// Texts asked for.
    pub variants: usize,
    /// The share that could be approved as the model wrote it first.
    pub first_try: f64,
    /// The share of briefs, counted per language, that have an approvable text of the model's.
    pub approvable: f64,
    /// Texts that are fixed ones in the end.
    pub by_template: usize,
    /// Texts of the end, fixed ones included, that have an error: always 0.
    pub faulty: usize,
    /// By `en` and `zh`.
    pub by_language: BTreeMap<String, CopyScore>,
    /// By axis.
    pub by_axis: BTreeMap<String, CopyScore>,
    /// How many texts of the model's first try broke each rule that is an error.
    pub findings: BTreeMap<String, usize>,
    /// Every text, for people to read.
    pub texts: Vec<WrittenText>,
}

/// A text of a brief.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WrittenText {
    /// The brief.
    pub brief: String,
    /// The text and what became of it.
    #[serde(flatten)]
    pub variant: Variant,
}

/// Counts of texts.
#[derive(Clone, Copy, Default)]
struct Tally {
    variants: usize,
    first: usize,
    model: usize,
}

impl Tally {
    fn add(&mut self, first: bool, model: bool) {
        self.variants += 1;
        self.first += usize::from(first);
        self.model += usize::from(model);
    }

    fn score(self) -> CopyScore {
        CopyScore {
            variants: self.variants,
            first_try: share(self.first, self.variants),
            by_model: share(self.model, self.variants),
        }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "counts of texts")]
    let share = part as f64 / whole.max(1) as f64;
    share
}

/// Has texts written for briefs, `each` on every axis in both languages, and judges them. `done` hears how many briefs
/// are written.
///
/// # Errors
/// A prompt or a fixed text that is missing.
pub async fn bench_copy(
    writer: &Writer<'_>,
    briefs: &[CopyBrief],
    each: usize,
    done: impl Fn(usize),
) -> Result<CopyReport, WritingError> {
    let mut all = Tally::default();
    let mut by_language: BTreeMap<String, Tally> = BTreeMap::new();
    let mut by_axis: BTreeMap<String, Tally> = BTreeMap::new();
    let mut findings: BTreeMap<String, usize> = BTreeMap::new();
    let (mut texts, mut approved, mut faulty) = (Vec::new(), 0, 0);
    for (brief, number) in briefs.iter().zip(1..) {
        for language in [Language::English, Language::Chinese] {
            let mut any = false;
            for variant in writer.variants(brief, language, &Axis::ALL, each).await? {
                let model = matches!(variant.written, WrittenBy::Model { .. });
                let first = matches!(variant.written, WrittenBy::Model { tries: 1, .. });
                any |= model;
                faulty += usize::from(!approvable(&variant.findings));
                all.add(first, model);
                by_language
                    .entry(language.tag().to_owned())
                    .or_default()
                    .add(first, model);
                by_axis
                    .entry(variant.axis.word().to_owned())
                    .or_default()
                    .add(first, model);
                let declined = variant.declined.first();
                let broken: BTreeSet<&str> = declined
                    .iter()
                    .flat_map(|declined| &declined.findings)
                    .filter(|finding| finding.severity == Severity::Error)
                    .map(|finding| finding.rule.as_str())
                    .collect();
                for rule in broken {
                    *findings.entry(rule.to_owned()).or_default() += 1;
                }
                texts.push(WrittenText {
                    brief: brief.id.clone(),
                    variant,
                });
            }
            approved += usize::from(any);
        }
        done(number);
    }
    let scores = |tallies: BTreeMap<String, Tally>| {
        tallies
            .into_iter()
            .map(|(name, tally)| (name, tally.score()))
            .collect()
    };
    Ok(CopyReport {
        briefs: briefs.len(),
        variants: all.variants,
        first_try: share(all.first, all.variants),
        approvable: share(approved, 2 * briefs.len()),
        by_template: all.variants - all.model,
        faulty,
        by_language: scores(by_language),
        by_axis: scores(by_axis),
        findings,
        texts,
    })
}

/// A text to check, as a file has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyCase {
    /// The text.
    pub text: String,
    /// Its subject or title. A text without one is judged without: none is asked of it.
    #[serde(default)]
    pub subject: Option<String>,
    /// `en` or `zh`; told by the text where it is left out.
    #[serde(default)]
    pub language: Option<String>,
    /// `mail`, `sms`, `push` or `chat`.
    pub medium: String,
    /// The facts. Without any, every placeholder is taken to have a value.
    #[serde(default)]
    pub facts: Option<Value>,
    /// What it violates: a rule, several, or `true`; `null`, `false` and empty ones say that it is clean.
    #[serde(default, deserialize_with = "present")]
    pub violates: Option<Value>,
}

/// A value that is there, `null` included.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

impl CopyCase {
    fn medium(&self) -> Result<Medium, String> {
        let unknown = || {
            format!(
                "there is no medium `{}`: write mail, sms, push or chat",
                self.medium
            )
        };
        Medium::of(&self.medium).ok_or_else(unknown)
    }

    fn language(&self) -> Result<Language, String> {
        let Some(tag) = &self.language else {
            return Ok(Language::of(&self.text));
        };
        Language::from_tag(tag)
            .ok_or_else(|| format!("there is no language `{tag}`: write en or zh"))
    }

    fn facts(&self) -> Result<Facts, String> {
        match &self.facts {
            None | Some(Value::Null) => Ok(Facts::open()),
            Some(facts) => Facts::from_json(facts.clone()),
        }
    }

    /// Whether the file says that it violates something; `None` where it says nothing.
    fn guilty(&self) -> Option<bool> {
        Some(match self.violates.as_ref()? {
            Value::Null => false,
            Value::Bool(guilty) => *guilty,
            Value::String(rule) => !rule.trim().is_empty(),
            Value::Array(rules) => !rules.is_empty(),
            Value::Number(_) | Value::Object(_) => true,
        })
    }
}

/// Reads texts to check, one JSON object a line.
///
/// # Errors
/// The first line that is none.
pub fn read_copy_cases(text: &str) -> Result<Vec<CopyCase>, QuestionsError> {
    read_lines(text, |case: &CopyCase| {
        case.medium()?;
        case.language()?;
        case.facts().map(drop)
    })
}

/// A text with what was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckedCopy {
    /// The text.
    pub text: String,
    /// Whether it may be approved.
    pub approvable: bool,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Whether the file says that it violates something.
    pub violates: Option<bool>,
}

/// What `campaign check` prints.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CopyCheckReport {
    /// Texts.
    pub texts: usize,
    /// Texts that may be approved.
    pub approvable: usize,
    /// Texts that are said to violate something.
    pub violations: usize,
    /// Of those, texts in which no error was found.
    pub missed: usize,
    /// Texts that are said to be clean.
    pub clean: usize,
    /// Of those, texts in which an error was found.
    pub false_alarms: usize,
    /// Every text.
    pub checked: Vec<CheckedCopy>,
}

/// Checks texts, and counts what was missed and what was found wrongly where they say what is true.
///
/// # Errors
/// A medium, language or fact that there is not; [`read_copy_cases`] has said so of a file.
pub fn check_copy_cases(
    cases: &[CopyCase],
    rules: &Claims,
    brand: &BrandWords,
) -> Result<CopyCheckReport, String> {
    let mut report = CopyCheckReport::default();
    for case in cases {
        let copy = Copy {
            language: case.language()?,
            subject: case.subject.clone(),
            body: case.text.clone(),
        };
        let mut findings = check(&copy, case.medium()?, &case.facts()?, rules, brand);
        if case.subject.is_none() && !case.text.trim().is_empty() {
            findings.retain(|finding| finding.rule != SUBJECT);
        }
        let approvable = approvable(&findings);
        let violates = case.guilty();
        report.texts += 1;
        report.approvable += usize::from(approvable);
        match violates {
            Some(true) => {
                report.violations += 1;
                report.missed += usize::from(approvable);
            }
            Some(false) => {
                report.clean += 1;
                report.false_alarms += usize::from(!approvable);
            }
            None => {}
        }
        report.checked.push(CheckedCopy {
            text: case.text.clone(),
            approvable,
            findings,
            violates,
        });
    }
    Ok(report)
}
