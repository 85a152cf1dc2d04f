//! Question sets: JSON Lines, one conversation a line.

use std::str::FromStr;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::access::Principal;
use crate::assistant::{Account, Assistant, Card, Event, Source, Stop, tool_of};
use crate::guardrails::{amounts, normalise};
use crate::insights::segment::Filter;

/// The questions that `bench turn` asks.
const BUILT_IN: &str = include_str!("bench.jsonl");

/// One conversation of a set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The language it is held in, `en` or `zh`.
    pub lang: String,
    /// Who holds it: `anonymous`, `member:KEY`, `agent`, `marketer` or `admin`.
    #[serde(rename = "as", default = "anonymous")]
    pub who: String,
    /// What kind of question it is, for the count by kind.
    #[serde(default)]
    pub category: Option<String>,
    /// What is said, in order.
    pub turns: Vec<Said>,
}

/// One message of a question, and what is expected of the answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// The message.
    pub say: String,
    /// The tools that are right, `search|product`.
    pub tool: String,
    /// A regular expression, look-around included, that the title of a shown card must match.
    #[serde(default)]
    pub hit: Option<String>,
    /// No shown product costs more than this.
    #[serde(default)]
    pub max_price: Option<f64>,
    /// A regular expression that nothing said may match.
    #[serde(default)]
    pub never: Option<String>,
    /// The plan's line that is right, where the tool alone does not say it: `member risk`.
    #[serde(default)]
    pub line: Option<String>,
    /// Of a question of the shop's people about many members: a filter of those who are meant. Another filter is right if
    /// it is true of the same members of the shop that is asked.
    #[serde(default)]
    pub filter: Option<Value>,
}

fn anonymous() -> String {
    "anonymous".to_owned()
}

/// Why a set cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum QuestionsError {
    /// A line is not a question.
    #[error("line {line} of the question set: {reason}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

/// Reads a set.
///
/// # Errors
/// The first line that is not a question, or whose patterns or person cannot be read.
pub fn read(text: &str) -> Result<Vec<Question>, QuestionsError> {
    read_lines(text, |question: &Question| {
        Principal::from_str(&question.who).map_err(|error| error.to_string())?;
        for said in &question.turns {
            for pattern in said.hit.iter().chain(&said.never) {
                check_pattern(pattern)?;
            }
            if let Some(filter) = &said.filter {
                Filter::read(filter).map_err(|error| error.to_string())?;
            }
        }
        Ok(())
    })
}

/// Whether a set's pattern is a regular expression; look-around is allowed.
pub(super) fn check_pattern(pattern: &str) -> Result<(), String> {
    let checked = fancy_regex::Regex::new(pattern);
    let wrong = |error| format!("`{pattern}` is no regular expression: {error}");
    checked.map(drop).map_err(wrong)
}

/// Reads a set of JSON Lines, blank ones aside; `check` says what is wrong with one that could be read.
pub(super) fn read_lines<T: DeserializeOwned>(
    text: &str,
    mut check: impl FnMut(&T) -> Result<(), String>,
) -> Result<Vec<T>, QuestionsError> {
    let lines = text.lines().zip(1..);
    lines
        .filter(|(line, _)| !line.trim().is_empty())
        .map(|(text, line)| {
            let wrong = |reason| QuestionsError::Line { line, reason };
            let read: T = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
            check(&read).map_err(wrong)?;
            Ok(read)
        })
        .collect()
}

/// The questions of `bench turn`.
///
/// # Errors
/// A mistake in the built-in file.
pub fn built_in() -> Result<Vec<Question>, QuestionsError> {
    read(BUILT_IN)
}

/// A message and what came back.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The language of the question.
    pub lang: String,
    /// What was said and expected.
    pub asked: Said,
    /// The cards shown.
    pub cards: Vec<Card>,
    /// The sentences said, with who found the words.
    pub sentences: Vec<(String, Source)>,
    /// Why the turn ended.
    pub stop: Stop,
    /// What it cost.
    pub account: Account,
    /// Whether the members that were found are those who were meant; true where none were asked for.
    pub right_members: bool,
}

impl Answered {
    /// The tools that ran, in their order.
    pub fn tools(&self) -> impl Iterator<Item = &str> {
        self.account.plans.iter().map(|line| tool_of(line))
    }

    /// Whether the last tool that ran is one of those that are right; one before it was a step on the way.
    #[must_use]
    pub fn right_tool(&self) -> bool {
        let right = |tool| self.asked.tool.split('|').any(|one| one == tool);
        self.tools().last().is_some_and(right)
    }

    /// Whether the cards and words are as expected.
    #[must_use]
    pub fn right_content(&self) -> bool {
        let matches = |pattern: &Option<String>, text: &str| {
            pattern
                .as_ref()
                .and_then(|p| fancy_regex::Regex::new(p).ok())
                .map(|p| p.is_match(text).unwrap_or(false))
        };
        let hit = self.asked.hit.is_none()
            || self
                .cards
                .iter()
                .any(|card| matches(&self.asked.hit, &card.title()) == Some(true));
        let dearer = |card: &Card| match (self.asked.max_price, card) {
            (Some(most), Card::Product { price, .. }) => {
                amount(price).is_none_or(|price| price > most)
            }
            _ => false,
        };
        let line = self.asked.line.as_ref();
        hit && self.right_members
            && line.is_none_or(|line| self.account.plans.last() == Some(line))
            && !self.cards.iter().any(dearer)
            && matches(&self.asked.never, &self.text()) != Some(true)
    }

    /// Everything that was said.
    #[must_use]
    pub fn text(&self) -> String {
        let sentences: Vec<&str> = self
            .sentences
            .iter()
            .map(|(text, _)| text.as_str())
            .collect();
        sentences.join(" ")
    }
}

/// The number in a price that is written for people.
#[allow(clippy::cast_precision_loss, reason = "a price")]
fn amount(price: &str) -> Option<f64> {
    let first = amounts(&normalise(price)).into_iter().next()?;
    Some(first.milli as f64 / 1000.0)
}

/// Holds one conversation after the other and calls `each` with every answer as it comes.
pub async fn ask_all(
    assistant: &Assistant,
    questions: &[Question],
    mut each: impl FnMut(&Question, Answered),
) {
    for question in questions {
        let principal = Principal::from_str(&question.who).unwrap_or(Principal::Anonymous);
        let conversation = Arc::new(Mutex::new(assistant.converse(principal)));
        for said in &question.turns {
            let replies = assistant.answer(&conversation, &said.say);
            let mut answered = gather(&question.lang, said, replies.all().await);
            answered.right_members = right_members(assistant, &answered).await;
            each(question, answered);
        }
    }
}

/// Whether the filter of an answer is true of the same members as the one that is expected.
async fn right_members(assistant: &Assistant, answered: &Answered) -> bool {
    let Some(expected) = &answered.asked.filter else {
        return true;
    };
    let found = answered.cards.iter().find_map(|card| match card {
        Card::Filter { filter, .. } => Some(filter),
        _ => None,
    });
    let Some(found) = found else { return false };
    let only = |one: &Value, other: &Value| json!({"all": [one, {"not": other}]});
    let different = json!({"any": [only(found, expected), only(expected, found)]});
    let Ok(different) = Filter::read(&different) else {
        return false;
    };
    let segments = assistant.shop().advisor.segments();
    segments
        .count(&different)
        .await
        .is_ok_and(|members| members == 0)
}

/// Sorts a turn's events into an answer.
pub(super) fn gather(lang: &str, said: &Said, events: Vec<Event>) -> Answered {
    let mut answered = Answered {
        lang: lang.to_owned(),
        asked: said.clone(),
        cards: Vec::new(),
        sentences: Vec::new(),
        stop: Stop::Failed,
        account: Account::default(),
        right_members: true,
    };
    for event in events {
        match event {
            Event::Card(card) => answered.cards.push(card),
            Event::Text { text, source } => answered.sentences.push((text, source)),
            Event::Done { stop, account } => {
                answered.stop = stop;
                answered.account = *account;
            }
            Event::Thinking
            | Event::Queued { .. }
            | Event::Tool { .. }
            | Event::Confirm { .. }
            | Event::Handoff { .. }
            | Event::Received
            | Event::Forgotten
            | Event::Error { .. } => {}
        }
    }
    answered
}
