//! When a difference is one: how many people a test takes, an interval that may be looked at after every single person,
//! and whether people were shared out as they should have been.

mod mismatch;
mod sequence;
mod size;

pub use mismatch::{Mismatch, SUSPICIOUS, sample_ratio};
pub use sequence::{Bounds, ConfidenceSequence, Moments};
pub use size::{SampleSize, sample_size};

/// A test cannot be planned or judged.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SequentialError {
    /// A share that is none.
    #[error("the {what} is {found}: it lies strictly between 0 and 1")]
    Share {
        /// Which share.
        what: &'static str,
        /// What was given.
        found: f64,
    },
    /// A number that has to be above 0.
    #[error("the {what} is {found}: it has to be above 0")]
    Positive {
        /// Which number.
        what: &'static str,
        /// What was given.
        found: f64,
    },
    /// Nothing to find.
    #[error("both rates are {0}: name the smallest difference that is worth finding")]
    Same(f64),
    /// Too few groups to compare.
    #[error("{counts} groups and {shares} shares: give two or more groups, and a share for each")]
    Groups {
        /// Groups.
        counts: usize,
        /// Shares.
        shares: usize,
    },
    /// Nobody in any group.
    #[error("nobody has been shared out yet")]
    Nobody,
}

/// Whether a share is one.
fn share(what: &'static str, found: f64) -> Result<(), SequentialError> {
    if found > 0.0 && found < 1.0 {
        Ok(())
    } else {
        Err(SequentialError::Share { what, found })
    }
}

/// Whether a number is above 0.
fn positive(what: &'static str, found: f64) -> Result<(), SequentialError> {
    if found > 0.0 && found.is_finite() {
        Ok(())
    } else {
        Err(SequentialError::Positive { what, found })
    }
}
