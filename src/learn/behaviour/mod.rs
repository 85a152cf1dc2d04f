//! What people do, one after another: visits, ways, likeness, cycles, and when somebody leaves their own habit.
//!
//! Times are days on any scale, the same throughout, the oldest first; a function that is not about days says so. Kinds of
//! events are numbers; what they stand for is the caller's.
//!
//! Owns: sessions, funnels, paths, alignment of sequences, purchase cycles, anomalies against a person's own history, the
//! numbers that tell intent, statistics of intervals.
//! Does not own: which events there are, where they come from, what is done about them; any classifier.
//! Holds: where too little is known the answer says so instead of guessing.

mod alignment;
mod counted;
mod cycles;
mod discovery;
mod funnels;
mod intent;
mod intervals;
mod level;
mod markov;
mod middle;
mod mixture;
mod nearest;
mod paths;
mod sessions;
mod trend;
mod unusual;
mod warping;

pub use alignment::{Costs, Pricing, distance};
pub use counted::CountPrior;
pub use cycles::{Due, TOGETHER, due, prior};
pub use discovery::adjusted;
pub use funnels::{Funnel, Order, Stage};
pub use intent::{Act, KindOfAct, Layout};
pub use intervals::{Intervals, Spread, intervals};
pub use level::Prior;
pub use markov::{Influence, Markov, State};
pub use middle::median;
pub use nearest::{Near, Nearest};
pub use paths::{Branch, NextStep, Tree, next_steps, tree};
pub use sessions::{HALF_HOUR, Session, Valley, gaps, sessions, valley};
pub use trend::{Trend, trend};
pub use unusual::{AmountPrior, Direction, Judged, Own, Verdict, unusual_amounts, unusual_counts};
pub use warping::{Warped, warping};

/// Something a person did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// When.
    pub time: f64,
    /// What kind of thing, by its number.
    pub kind: u32,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BehaviourError {
    /// A time that is none.
    #[error("the time at place {place} is not a finite number")]
    NoTime {
        /// Its place, from 1.
        place: usize,
    },
    /// Times that go back.
    #[error("the time at place {place} is before the one in front of it")]
    OutOfOrder {
        /// Its place, from 1.
        place: usize,
    },
    /// Something happened after now.
    #[error("the last thing happened at {last}, after now, which is {now}")]
    Future {
        /// When the last thing happened.
        last: f64,
        /// What was said to be now.
        now: f64,
    },
    /// A setting or a value that cannot be.
    #[error("{what} is {value}: {must}")]
    Impossible {
        /// Which one.
        what: &'static str,
        /// What it is.
        value: f64,
        /// What it must be.
        must: &'static str,
    },
    /// A funnel without stages, or a stage without kinds.
    #[error("stage {stage} of the funnel has no kinds of events")]
    EmptyStage {
        /// The stage, from 1.
        stage: usize,
    },
    /// More kinds than a matrix of them has room for.
    #[error("{kinds} kinds of events are too many: {most} at most, put rare ones together")]
    TooManyKinds {
        /// How many there are.
        kinds: usize,
        /// How many there may be.
        most: usize,
    },
    /// Not enough is known.
    #[error("{known} {what} are too few: {needed} are needed")]
    TooFew {
        /// Of what.
        what: &'static str,
        /// How many there are.
        known: usize,
        /// How many it takes.
        needed: usize,
    },
}

/// Whether times are numbers that do not go back.
fn check(times: impl Iterator<Item = f64>) -> Result<(), BehaviourError> {
    let mut before = f64::NEG_INFINITY;
    for (at, time) in times.enumerate() {
        if !time.is_finite() {
            return Err(BehaviourError::NoTime { place: at + 1 });
        }
        if time < before {
            return Err(BehaviourError::OutOfOrder { place: at + 1 });
        }
        before = time;
    }
    Ok(())
}

/// Whether a setting is what it must be.
fn demand(
    holds: bool,
    what: &'static str,
    value: f64,
    must: &'static str,
) -> Result<(), BehaviourError> {
    if holds {
        return Ok(());
    }
    Err(BehaviourError::Impossible { what, value, must })
}
