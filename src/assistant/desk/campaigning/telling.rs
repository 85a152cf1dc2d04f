//! How numbers are written, and an answer of rows that are evidence.

use minijinja::Value;

use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::cards::{Card, NamedValue};
use crate::assistant::desk::answering::facts;
use crate::assistant::desk::thought::row;
use crate::assistant::turn::Outcome;
use crate::campaigns::SampleSize;
use crate::evidence::{Evidence, Record, Subject};
use crate::ids::Language;
use crate::money::{Currency, Money};

/// A share in per cent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// A difference of shares, in points.
pub(super) fn points(difference: f64, language: Language) -> String {
    let points = difference * 100.0;
    match language {
        Language::English => format!("{points:+.1} points"),
        Language::Chinese => format!("{points:+.1} 个百分点"),
    }
}

/// An amount in minor units.
#[allow(
    clippy::cast_possible_truncation,
    reason = "amounts of a shop, in minor units"
)]
pub(super) fn amount(minor: f64, currency: Currency) -> String {
    Money::new(minor.round() as i64, currency).short()
}

/// How many members a comparison takes: written to, held out, both.
pub(super) fn sum(size: SampleSize) -> String {
    let SampleSize { treated, held_out } = size;
    format!("{treated} + {held_out} = {}", treated + held_out)
}

/// Rows that are being made: names are phrases.
pub(super) struct Rows<'a, 'b> {
    actor: &'a Actor<'b>,
    pub(super) rows: Vec<NamedValue>,
}

impl<'a, 'b> Rows<'a, 'b> {
    pub(super) fn of(actor: &'a Actor<'b>) -> Self {
        Self {
            actor,
            rows: Vec::new(),
        }
    }

    /// A row under the phrase `name`.
    pub(super) fn put(&mut self, name: &str, value: &str) -> Result<(), AssistantError> {
        self.rows.push(row(&self.actor.phrases.plain(name)?, value));
        Ok(())
    }

    /// The same, under a phrase with holes.
    pub(super) fn put_filled(
        &mut self,
        name: &str,
        values: Value,
        value: &str,
    ) -> Result<(), AssistantError> {
        let name = self.actor.phrases.filled(name, values)?;
        self.rows.push(row(&name, value));
        Ok(())
    }
}

/// An answer of rows under a title: they are shown, and they are what may be spoken of.
pub(super) fn told(title: String, rows: Vec<NamedValue>, fixed: String) -> Outcome {
    let record = Record {
        subject: Subject::Members,
        english: Some(title.clone()),
        chinese: None,
        facts: facts(&rows),
    };
    Outcome {
        evidence: Evidence {
            records: vec![record],
            ..Evidence::default()
        },
        cards: vec![Card::Profile { title, rows }],
        fixed,
        ..Outcome::default()
    }
}
