//! How long until something happens, where for some it has not happened yet: the time is then known to be longer only
//! (censored).

mod cox;
mod curve;
mod proportional;
mod ranks;
mod robust;

pub use cox::{Coefficient, Cox};
pub use curve::{Curve, CurvePoint, LogRank, log_rank};
pub use proportional::{Proportionality, proportionality};
pub use ranks::concordance;
pub use robust::clustered_errors;

/// One person: how long they were watched, and whether it happened then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watched {
    /// Until it happened, or until the end of the watch. Above or equal to 0.
    pub time: f64,
    /// Whether it happened.
    pub happened: bool,
}

/// No estimate can be had.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SurvivalError {
    /// A row that cannot be.
    #[error("row {row}: {what}")]
    Impossible {
        /// The row, from 1.
        row: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// It hardly ever happened.
    #[error("it happened to {events} only: {needed} are needed")]
    FewEvents {
        /// To how many it happened.
        events: usize,
        /// How many it takes.
        needed: usize,
    },
    /// A column that says nothing, or that others say already.
    #[error("column {column} has one value only, or is told by the other columns: leave it out")]
    Redundant {
        /// The column, from 0.
        column: usize,
    },
    /// The likelihood grows without end.
    #[error(
        "column {column} tells exactly to whom it happens: its coefficient has no end; leave it out"
    )]
    Separated {
        /// The column, from 0.
        column: usize,
    },
}

/// Whether rows can be.
fn check(people: &[Watched]) -> Result<(), SurvivalError> {
    let wrong = |person: &Watched| !(person.time.is_finite() && person.time >= 0.0);
    match people.iter().position(wrong) {
        Some(at) => Err(SurvivalError::Impossible {
            row: at + 1,
            what: "a time that is not a number of 0 or more",
        }),
        None => Ok(()),
    }
}

/// The rows in the order of time; at the same time those to whom it happened first.
fn in_time(people: &[Watched]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by(|&a, &b| {
        (people[a].time.total_cmp(&people[b].time))
            .then(people[b].happened.cmp(&people[a].happened))
            .then(a.cmp(&b))
    });
    order
}
