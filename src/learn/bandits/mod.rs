//! Which of several things to try next, while it is being learnt which is best for whom; and what a way to choose would have
//! brought, told by decisions that were made another way.
//!
//! An arm is what may be tried: an offer, a text, or nothing. A context is what is known of whoever it is tried with: a
//! list of numbers, as long for everybody, of about the size of 1, with a 1 in it for the level.

mod limits;
mod linear;
mod offline;
mod policies;

pub use limits::Limits;
pub use linear::LinearArm;
pub use offline::{
    Estimate, Logged, Weighed, doubly_robust, inverse_propensity, replay, self_normalised,
};
pub use policies::{Bandit, Decision, Method};

/// A bandit cannot decide, or cannot be judged.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BanditError {
    /// Nothing to choose from.
    #[error("there are no arms: give one or more")]
    NoArms,
    /// Limits that cannot be kept.
    #[error(
        "shares from {least} to {most} cannot be kept with {arms} arms: \
         the least times the arms is at most 1, the most times the arms at least 1"
    )]
    Limits {
        /// The least share.
        least: f64,
        /// The most.
        most: f64,
        /// How many arms there are.
        arms: usize,
    },
    /// A setting that has to be above 0.
    #[error("the {what} is {found}: it has to be above 0")]
    Positive {
        /// Which.
        what: &'static str,
        /// What was given.
        found: f64,
    },
    /// A context that does not fit.
    #[error("the context has {found} numbers, and the bandit learns from {width}")]
    Width {
        /// How many it has.
        found: usize,
        /// How many it should.
        width: usize,
    },
    /// No such arm.
    #[error("there is no arm {arm}: there are {arms}, counted from 0")]
    NoArm {
        /// What was named.
        arm: usize,
        /// How many there are.
        arms: usize,
    },
    /// An outcome that a method cannot learn from.
    #[error("the outcome is {0}: it has to be {1}")]
    Outcome(f64, &'static str),
    /// A decision that was never possible.
    #[error("decision {row} has the propensity {found}: it lies above 0 and is at most 1")]
    Propensity {
        /// From 0.
        row: usize,
        /// What was given.
        found: f64,
    },
    /// Nothing to judge by.
    #[error("{found} decisions are too few to judge by: it takes {needed}")]
    Few {
        /// How many there are, or how many could be used.
        found: usize,
        /// How many it takes.
        needed: usize,
    },
    /// Lists that do not belong together.
    #[error("there are {rows} decisions, and {list} has {found}: give one for each")]
    Lengths {
        /// Decisions.
        rows: usize,
        /// Which list.
        list: &'static str,
        /// How long it is.
        found: usize,
    },
}
