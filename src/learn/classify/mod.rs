//! Whether something is so of a person, told by a table about them: how probable, and which columns say it.

pub mod boosting;
pub mod chosen;
pub mod logistic;
pub mod network;
pub mod quality;

mod design;
mod splits;
mod table;

pub use design::Design;
pub use splits::{folds, folds_of};
pub use table::{Column, Table, Values};

/// No classifier can be fitted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ClassifyError {
    /// Too few of one kind to learn what makes it.
    #[error("{positives} of {rows} rows are positive: of each kind {needed} are needed")]
    FewRows {
        /// How many are positive.
        positives: usize,
        /// How many there are.
        rows: usize,
        /// How many of each kind it takes.
        needed: usize,
    },
    /// Nothing to tell them apart by.
    #[error("no column tells the rows apart")]
    NoColumns,
    /// The tensors of a network failed.
    #[error("a network cannot be computed: {0}")]
    Tensors(String),
}

/// With fewer rows of one kind than this nothing is fitted.
pub const ROWS_NEEDED: usize = 20;

/// Whether there are enough rows of both kinds.
pub(in crate::learn) fn check(labels: impl Iterator<Item = bool>) -> Result<(), ClassifyError> {
    let (mut rows, mut positives) = (0, 0);
    for label in labels {
        rows += 1;
        positives += usize::from(label);
    }
    if positives.min(rows - positives) < ROWS_NEEDED {
        return Err(ClassifyError::FewRows {
            positives,
            rows,
            needed: ROWS_NEEDED,
        });
    }
    Ok(())
}

/// The probability of these log odds.
#[must_use]
pub fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The log odds of this probability, which is kept off 0 and 1.
#[must_use]
pub fn log_odds(probability: f64) -> f64 {
    let inside = probability.clamp(1e-9, 1.0 - 1e-9);
    (inside / (1.0 - inside)).ln()
}

/// The log odds of the positive labels among all.
#[allow(
    clippy::cast_precision_loss,
    reason = "rows are counted exactly up to 2^53"
)]
pub(in crate::learn) fn base_rate(labels: &[bool]) -> f64 {
    let positives = labels.iter().filter(|&&label| label).count();
    log_odds(positives as f64 / labels.len() as f64)
}
