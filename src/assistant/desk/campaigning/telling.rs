//! How numbers are written, and the rows of an answer.

use minijinja::Value;

use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::cards::NamedValue;
use crate::assistant::desk::thought::row;
use crate::campaigns::SampleSize;
use crate::ids::Language;

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
