//! What was found while a file was read: lines left out, values mended, things that look odd.

mod html;
mod moments;
mod outliers;
mod rejects;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::error::ImportError;
use super::report::{Change, Finding, Notice, Reason, Reject};
use super::rows::RowFile;

pub(super) use moments::day_first;
pub(super) use outliers::outliers;
pub(super) use values::{Amounts, Value, currency_of};

/// How many findings of a kind are shown with their lines.
const SHOWN_OF_A_KIND: u64 = 3;

/// The longest value that is shown of a field, in characters.
const SHOWN: usize = 80;

/// What was found so far.
#[derive(Default)]
pub(super) struct Findings {
    /// Lines read.
    pub(super) lines_read: u64,
    /// Lines left out, by reason.
    pub(super) left_out: BTreeMap<Reason, u64>,
    /// The first with a fault.
    pub(super) examples: Vec<Reject>,
    /// Values mended, by kind.
    pub(super) changed: BTreeMap<Change, u64>,
    /// Things kept that look odd, by kind.
    pub(super) noticed: BTreeMap<Notice, u64>,
    /// The first of each kind of change and notice.
    pub(super) shown: Vec<Finding>,
    /// The lines with a fault, with the field and reason that the list of them gives.
    faulty: BTreeMap<u64, (&'static str, Reason)>,
}

impl Findings {
    /// Leaves out line `line`. One that was left out already stays so for the first reason.
    pub(super) fn leave_out(
        &mut self,
        line: u64,
        field: &'static str,
        value: &str,
        reason: Reason,
    ) {
        if self.faulty.contains_key(&line) {
            return;
        }
        *self.left_out.entry(reason).or_default() += 1;
        if !reason.is_fault() {
            return;
        }
        self.faulty.insert(line, (field, reason));
        if self.examples.len() < super::report::Report::EXAMPLES {
            self.examples.push(Reject {
                line,
                field,
                value: cut(value),
                reason,
            });
        }
    }

    /// Says that the value of a field was changed.
    pub(super) fn change(
        &mut self,
        line: u64,
        field: &'static str,
        value: &str,
        became: &str,
        change: Change,
    ) {
        let count = self.changed.entry(change).or_default();
        *count += 1;
        if *count <= SHOWN_OF_A_KIND {
            self.shown.push(Finding {
                line,
                field,
                value: cut(value),
                became: Some(cut(became)),
                what: change.text(),
            });
        }
    }

    /// Says that something kept looks odd.
    pub(super) fn notice(&mut self, line: u64, field: &'static str, value: &str, notice: Notice) {
        let count = self.noticed.entry(notice).or_default();
        *count += 1;
        if *count <= SHOWN_OF_A_KIND {
            self.shown.push(Finding {
                line,
                field,
                value: cut(value),
                became: None,
                what: notice.text(),
            });
        }
    }

    /// How many lines were kept.
    pub(super) fn lines_kept(&self) -> u64 {
        self.lines_read - self.left_out.values().sum::<u64>().min(self.lines_read)
    }

    /// Writes the faulty lines of `of`, in its own columns and with what is wrong, to `file`; nothing
    /// where there are none. The file can be mended and imported again with the same command.
    pub(super) fn write_rejects(
        &self,
        of: &RowFile,
        file: &Path,
    ) -> Result<Option<PathBuf>, ImportError> {
        if self.faulty.is_empty() {
            return Ok(None);
        }
        rejects::write(of, &self.faulty, file)?;
        Ok(Some(file.to_owned()))
    }
}

fn cut(value: &str) -> String {
    let mut line: String = value
        .chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if value.chars().nth(SHOWN).is_some() {
        line.push('…');
    }
    line
}
