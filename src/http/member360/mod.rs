//! One member, seen from every side, for who serves them: found while one types, opened for a purpose that is recorded, shown
//! in one answer, contact data in part until it is revealed.
//!
//! Whoever opens a member says why. That is kept in the audit, and only then are they given a grant: a link signed for them
//! and this member that holds for half an hour, and that every sheet and timeline asks for. Without the record there is no
//! grant, and without the grant no sheet, so that nothing is seen that is not on record.

mod masking;
mod opening;
mod searching;
mod sheet;
mod talked;
mod thought;
mod timeline;

use serde::Serialize;

use super::goods::Texts;

pub(super) use opening::*;
pub(super) use searching::*;
pub(super) use sheet::*;
pub(super) use timeline::*;

/// A part of a sheet, or why it is not there.
#[derive(Serialize)]
#[serde(untagged)]
enum Part<T> {
    /// What there is.
    There(T),
    /// Why there is nothing.
    Absent(Absent),
}

/// Why a part of a sheet is not there.
#[derive(Serialize)]
struct Absent {
    /// The reason in a word.
    absent: &'static str,
    /// The reason for people.
    why: Texts,
}

impl<T> Part<T> {
    fn absent(reason: &'static str, english: &str, chinese: &str) -> Self {
        Self::Absent(Absent {
            absent: reason,
            why: Texts::both(english, chinese),
        })
    }
}
