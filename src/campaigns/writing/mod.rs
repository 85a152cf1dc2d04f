//! How words for a campaign are found: the model is asked, what it says is checked, and where it has nothing that may
//! be said, a fixed text stands in.
//!
//! The model sees the brief's words and the names of placeholders, never their values, and writes under a grammar that
//! has no digits. Code frames its words with the greeting, the offer, the links and the way to unsubscribe.

mod brief;
mod framing;
mod grammar;

use std::time::Duration;

use minijinja::context;
use serde::Serialize;

use crate::campaigns::copy::{
    Axis, BrandWords, Claims, Copy, Facts, Finding, MISPLACED, Medium, PLACEHOLDERS, Placeholder,
    Severity, TWICE, approvable, check,
};
use crate::ids::Language;
use crate::llm::{Ask, Llm, LlmError, Message, Shape, Urgency};
use crate::prompts::{PromptError, Prompts};

pub use brief::CopyBrief;

use framing::Words;

/// How long the model may be busy with others. Nobody waits at a till for a campaign.
const PATIENCE: Duration = Duration::from_mins(1);
/// So often the model is asked for one text.
const TRIES: usize = 2;

/// Who found the words of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum WrittenBy {
    /// The model.
    Model {
        /// Which.
        model: String,
        /// The hash of the prompt.
        prompt: String,
        /// How often it was asked.
        tries: usize,
    },
    /// A fixed text.
    Template,
}

/// A text on an axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// What it appeals to.
    pub axis: Axis,
    /// The text.
    pub copy: Copy,
    /// Who found the words.
    #[serde(flatten)]
    pub written: WrittenBy,
    /// What is to be looked at in it. A text of the model's own never has an error here: it would be a fixed one.
    pub findings: Vec<Finding>,
    /// What the model wrote first, where it was not taken, with what is wrong with it.
    pub declined: Vec<Declined>,
}

/// What the model wrote and nobody will be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Declined {
    /// The text; `None` where the model had no answer.
    pub copy: Option<Copy>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Why there is none.
    pub why: Option<String>,
}

/// Why no text can be written at all. That the model is busy or fails is no reason: a fixed text stands in.
#[derive(Debug, thiserror::Error)]
pub enum WritingError {
    /// The prompt cannot be rendered.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// There is no fixed text for an axis: a mistake of the build.
    #[error("there is no fixed text for the axis `{0}`: add it to templates.toml")]
    NoTemplate(&'static str),
}

/// Finds words.
pub struct Writer<'a> {
    /// Who is asked; `None` where only fixed texts are wanted.
    pub llm: Option<&'a Llm>,
    /// The prompts.
    pub prompts: &'a Prompts,
    /// What may not be claimed.
    pub rules: &'a Claims,
    /// The shop's voice.
    pub brand: &'a BrandWords,
}

/// What one text is asked for.
#[derive(Clone, Copy)]
struct Task<'a> {
    brief: &'a CopyBrief,
    facts: &'a Facts,
    language: Language,
    axis: Axis,
    /// From 0: texts of the same brief, language and axis begin differently.
    number: usize,
}

fn prompt(language: Language) -> &'static str {
    match language {
        Language::English => "copy.en",
        Language::Chinese => "copy.zh",
    }
}

/// The placeholders that the model may write, those that the axis speaks of first. Code writes the others.
fn allowed(axis: Axis, facts: &Facts) -> Vec<Placeholder> {
    let names: &[&str] = match axis {
        Axis::Benefit => &["offer.what", "product.title"],
        Axis::Urgency => &["offer.what", "offer.ends"],
        Axis::Proof | Axis::Warmth => &["product.title"],
    };
    let fields = names.iter().filter_map(|name| Placeholder::of(name));
    fields.filter(|field| facts.has(*field)).collect()
}

/// What changes from one ask to the next, in one line.
fn line(task: Task<'_>, allowed: &[Placeholder], tone: Option<&str>, avoid: &[String]) -> String {
    let Task {
        brief,
        language,
        axis,
        ..
    } = task;
    let names: Vec<String> = allowed
        .iter()
        .map(|field| format!("[{}]", field.name))
        .collect();
    let medium = brief.medium.word();
    let (about, audience, mark) = match language {
        Language::English => (&brief.about.en, &brief.audience.en, "; "),
        Language::Chinese => (&brief.about.zh, &brief.audience.zh, "；"),
    };
    let axis = match (language, axis) {
        (Language::English, axis) => axis.word(),
        (Language::Chinese, Axis::Benefit) => "好处",
        (Language::Chinese, Axis::Proof) => "依据",
        (Language::Chinese, Axis::Urgency) => "期限",
        (Language::Chinese, Axis::Warmth) => "温情",
    };
    let mut parts = vec![format!("{medium}, {axis}"), about.clone(), audience.clone()];
    if !names.is_empty() {
        parts.push(names.join(" "));
    }
    parts.extend(tone.map(str::to_owned));
    if !brief.tone.trim().is_empty() {
        parts.push(brief.tone.clone());
    }
    // In Chinese the model writes what it was told to avoid.
    if !avoid.is_empty() && language == Language::English {
        parts.push(format!("avoid: {}", avoid.join(", ")));
    }
    // One line: a brief's words add none.
    parts
        .join(mark)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

impl Writer<'_> {
    /// Texts of a brief in a language: `each` on every axis, in the order of the axes.
    ///
    /// # Errors
    /// See [`WritingError`].
    pub async fn variants(
        &self,
        brief: &CopyBrief,
        language: Language,
        axes: &[Axis],
        each: usize,
    ) -> Result<Vec<Variant>, WritingError> {
        let mut variants = Vec::with_capacity(axes.len() * each);
        for &axis in axes {
            for number in 0..each {
                variants.push(self.one(brief, language, axis, number).await?);
            }
        }
        Ok(variants)
    }

    /// One text of a brief on an axis: the `number`th of the language and axis, from 0, which begins otherwise than the others.
    ///
    /// # Errors
    /// See [`WritingError`].
    pub async fn one(
        &self,
        brief: &CopyBrief,
        language: Language,
        axis: Axis,
        number: usize,
    ) -> Result<Variant, WritingError> {
        let facts = brief.facts(language);
        self.variant(Task {
            brief,
            facts: &facts,
            language,
            axis,
            number,
        })
        .await
    }

    /// Reads the prompts' unchanging part, so that the first text is as quick as the next.
    ///
    /// # Errors
    /// A prompt that cannot be rendered; that the model fails is none, the first ask will say it.
    pub async fn warm_up(&self) -> Result<(), WritingError> {
        for language in [Language::English, Language::Chinese] {
            let messages = self.messages(language, "")?;
            if let Some(llm) = self.llm
                && let Err(error) = llm.warm(messages, Vec::new()).await
            {
                tracing::debug!(%error, "the prompt for copy was not warmed up");
            }
        }
        Ok(())
    }

    async fn variant(&self, task: Task<'_>) -> Result<Variant, WritingError> {
        let mut declined = Vec::new();
        if let Some(llm) = self.llm {
            let mut avoid: Vec<String> = Vec::new();
            for tries in 1..=TRIES {
                let (copy, findings) = match self.asked(llm, task, tries, &avoid).await? {
                    Ok(copy) => {
                        let findings = self.check(&copy, task);
                        (copy, findings)
                    }
                    Err(error) => {
                        declined.push(Declined {
                            copy: None,
                            findings: Vec::new(),
                            why: Some(error.to_string()),
                        });
                        break;
                    }
                };
                if good(&findings) {
                    let written = WrittenBy::Model {
                        model: llm.identity().model,
                        prompt: self.prompts.hash(prompt(task.language))?,
                        tries,
                    };
                    return Ok(Variant {
                        axis: task.axis,
                        copy,
                        written,
                        findings,
                        declined,
                    });
                }
                let errors = findings
                    .iter()
                    .filter(|finding| finding.severity == Severity::Error);
                avoid.extend(
                    errors
                        .map(|finding| finding.quote.trim().to_owned())
                        .filter(|quote| {
                            (1..=24).contains(&quote.chars().count())
                                && !quote.contains(['{', '\n'])
                        }),
                );
                avoid.dedup();
                declined.push(Declined {
                    copy: Some(copy),
                    findings,
                    why: None,
                });
            }
        }
        let words = framing::fixed(task.axis, task.language, task.facts)
            .ok_or(WritingError::NoTemplate(task.axis.word()))?;
        let copy = framing::framed(words, task.brief.medium, task.language, task.facts);
        let findings = self.check(&copy, task);
        Ok(Variant {
            axis: task.axis,
            copy,
            written: WrittenBy::Template,
            findings,
            declined,
        })
    }

    fn check(&self, copy: &Copy, task: Task<'_>) -> Vec<Finding> {
        check(copy, task.brief.medium, task.facts, self.rules, self.brand)
    }

    fn messages(&self, language: Language, line: &str) -> Result<Vec<Message>, PromptError> {
        Ok(self
            .prompts
            .render(prompt(language), context! { message => line })?
            .into())
    }

    /// What the model writes. Another try begins otherwise, and is told what the first had wrong.
    async fn asked(
        &self,
        llm: &Llm,
        task: Task<'_>,
        tries: usize,
        avoid: &[String],
    ) -> Result<Result<Copy, LlmError>, WritingError> {
        let Task {
            brief, language, ..
        } = task;
        let allowed = allowed(task.axis, task.facts);
        let line = line(task, &allowed, self.brand.tone(language), avoid);
        let opening = framing::opening(language, task.number + tries - 1);
        let ask = Ask {
            messages: self.messages(language, &line)?,
            shape: Shape::Line {
                pattern: grammar::pattern(brief.medium, language, &allowed, opening),
            },
            max_tokens: grammar::most_tokens(brief.medium),
            urgency: Urgency::Word,
            patience: PATIENCE,
        };
        let answer = llm.line(ask).await;
        Ok(answer.map(|(line, _)| {
            let words = words(whole(&line), brief.medium);
            framing::framed(words, brief.medium, language, task.facts)
        }))
    }
}

/// Whether words of the model may stand: nobody has to repair them, nor to wonder at them.
fn good(findings: &[Finding]) -> bool {
    let odd = |finding: &Finding| [TWICE, MISPLACED].contains(&finding.rule.as_str());
    approvable(findings) && !findings.iter().any(odd)
}

/// A line up to the end of its last sentence: one that ran into its limit breaks off in the middle of another.
fn whole(line: &str) -> &str {
    let ends = ['.', '!', '?', '。', '！', '？'];
    let last = line.char_indices().rfind(|(at, c)| {
        let after = &line[at + c.len_utf8()..];
        // The stop within `[offer.what]` ends nothing.
        ends.contains(c) && !after.starts_with(|c: char| c.is_ascii_lowercase())
    });
    last.map_or(line, |(at, c)| &line[..at + c.len_utf8()])
}

/// The words of a line. Whatever the grammar promised: not every server keeps to it, and the checks judge what is there.
fn words(line: &str, medium: Medium) -> Words {
    let mut line = line.trim().to_owned();
    for field in PLACEHOLDERS {
        let name = field.name;
        line = line.replace(&format!("[{name}]"), &format!("{{{{{name}}}}}"));
    }
    match line.split_once('|') {
        Some((subject, body)) if medium.has_subject() => Words {
            subject: Some(subject.trim().to_owned()),
            body: body.trim().to_owned(),
        },
        _ => Words {
            subject: None,
            body: line,
        },
    }
}
