//! What is thought of a member, in words and rows.

use crate::actions::{
    MemberInsight, action_words, churn_words, driver_words, due_words, reason_words, relief_words,
    value_words,
};
use crate::assistant::cards::NamedValue;
use crate::ids::Language;
use crate::insights::segment::rfm::Segment;
use crate::money::Currency;

/// Drivers that are said; the rows have all.
const SAID: usize = 3;

/// What is said in a sentence, and what is shown in rows.
#[derive(Default)]
pub(super) struct Said {
    pub(super) words: Vec<String>,
    pub(super) rows: Vec<NamedValue>,
}

/// What is thought of a member, to be put into words.
pub(super) struct Thought<'a> {
    pub(super) insight: &'a MemberInsight,
    pub(super) currency: Currency,
    pub(super) language: Language,
}

impl Thought<'_> {
    pub(super) fn segment(&self, said: &mut Said) {
        if let Some(segment) = self.insight.rfm.as_deref().and_then(Segment::of) {
            let label = match self.language {
                Language::English => "Segment: ",
                Language::Chinese => "分群：",
            };
            said.words
                .push(format!("{label}{}", segment.name(self.language)));
            let advice = segment.advice(self.language);
            said.rows.push(row(segment.name(self.language), advice));
        }
    }

    /// The risk of leaving; with the reasons in words, or in rows only.
    pub(super) fn risk(&self, said: &mut Said, reasons: bool) {
        let Some(churn) = &self.insight.churn else {
            return;
        };
        let line = churn_words(churn, self.language);
        said.rows.push(split(&line));
        said.words.push(line);
        for (place, driver) in churn.drivers.iter().enumerate() {
            let line = driver_words(driver, self.currency, self.language);
            said.rows.push(split(&line));
            if reasons && place < SAID {
                said.words.push(line);
            }
        }
        let reliefs: Vec<String> = churn
            .reliefs
            .iter()
            .map(|relief| relief_words(relief, self.language))
            .collect();
        for line in &reliefs {
            said.rows.push(row("+", line));
        }
        if reasons {
            said.words.extend(reliefs.into_iter().next());
        }
    }

    pub(super) fn value(&self, said: &mut Said) {
        if let Some(value) = &self.insight.value {
            let line = value_words(value, self.currency, self.language);
            said.rows.push(row(
                match self.language {
                    Language::English => "Value",
                    Language::Chinese => "价值",
                },
                &line,
            ));
            said.words.push(line);
        }
    }

    pub(super) fn due(&self, said: &mut Said) {
        let label = match self.language {
            Language::English => "Next order",
            Language::Chinese => "下次下单",
        };
        if let Some(due) = &self.insight.due {
            let line = due_words(due, self.language);
            said.words.push(match self.language {
                Language::English => format!("{label}: {line}"),
                Language::Chinese => format!("{label}：{line}"),
            });
            said.rows.push(row(label, &line));
        }
        for due in self.insight.due_categories.iter().take(3) {
            said.rows
                .push(row(&due.category, &due_words(&due.due, self.language)));
        }
    }

    /// What may be done; with what may not, where `all`.
    pub(super) fn next(&self, said: &mut Said, all: bool) {
        let label = match self.language {
            Language::English => "Best to do",
            Language::Chinese => "建议",
        };
        for (place, action) in self.insight.actions.iter().enumerate() {
            let line = action_words(action, self.currency, self.language);
            if place == 0 {
                said.words.push(match self.language {
                    Language::English => format!("{label}: {line}"),
                    Language::Chinese => format!("{label}：{line}"),
                });
            }
            if place == 0 || all {
                said.rows.push(row(&(place + 1).to_string(), &line));
            }
        }
        if all {
            let refused = self.insight.refused.iter();
            said.rows
                .extend(refused.map(|refused| row("×", &reason_words(refused, self.language))));
        }
    }
}

pub(super) fn row(name: &str, value: &str) -> NamedValue {
    NamedValue {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

/// A line "name: value" as a row.
fn split(line: &str) -> NamedValue {
    let (name, value) = line
        .split_once(": ")
        .or_else(|| line.split_once('：'))
        .unwrap_or(("", line));
    row(name, value)
}
