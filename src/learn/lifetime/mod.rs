//! How often people come back, whether they still do, and what they will spend: buying without a contract, where nobody
//! says goodbye.
//!
//! Time is in any one unit, weeks or days, the same throughout. Models are fitted by maximum likelihood, without a
//! penalty, on the logarithms of their parameters.

mod beta_geometric;
mod grouped;
mod pareto;
mod spend;
mod visits;
mod worth;

pub use beta_geometric::{BetaGeometric, Leaving};
pub use pareto::Pareto;
pub use spend::{GammaGamma, Spend};
pub use visits::{Seen, Visits};
pub use worth::{Horizon, Worth};

/// What is known of the purchases of one person: all that the models of buying need.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Purchases {
    /// How often they bought again after the first time.
    pub repeats: u32,
    /// When they last bought, after the first time; 0 for whoever bought once.
    pub recency: f64,
    /// For how long they have been watched, since the first time.
    pub age: f64,
}

/// A model of buying could not be fitted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LifetimeError {
    /// Hardly anybody.
    #[error("{people} people are too few to fit a model of buying: {needed} are needed")]
    FewPeople {
        /// How many there are.
        people: usize,
        /// How many it takes.
        needed: usize,
    },
    /// Nobody came back, so nothing is known of how often people do.
    #[error(
        "only {repeaters} people bought again: {needed} are needed to tell how often people do"
    )]
    FewRepeaters {
        /// How many bought again.
        repeaters: usize,
        /// How many it takes.
        needed: usize,
    },
    /// A row that cannot be.
    #[error("row {row}: {what}")]
    Impossible {
        /// The row, from 1.
        row: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The likelihood has no highest point that could be found.
    #[error("the likelihood has no highest point: the purchases do not tell the {model} apart")]
    Unsettled {
        /// The model's name.
        model: &'static str,
    },
}

/// With fewer people than this nothing is fitted.
pub const PEOPLE_NEEDED: usize = 30;

/// With fewer people who bought again than this nothing is fitted.
pub const REPEATERS_NEEDED: usize = 10;

/// Whether rows can be, and are enough.
fn check(people: &[Purchases]) -> Result<(), LifetimeError> {
    for (at, person) in people.iter().enumerate() {
        let what = if !(person.recency.is_finite() && person.age.is_finite()) {
            "a time that is not a number"
        } else if person.recency < 0.0 {
            "bought last before the first time"
        } else if person.recency > person.age {
            "bought last after the end of the watch"
        } else if person.age <= 0.0 {
            "watched for no time at all: leave out whoever bought for the first time at the end of the watch"
        } else if person.repeats == 0 && person.recency > 0.0 {
            "did not buy again, and yet at a later time"
        } else if person.repeats > 0 && person.recency <= 0.0 {
            "bought again, and yet not later than the first time: count a day's purchases as one"
        } else {
            continue;
        };
        return Err(LifetimeError::Impossible { row: at + 1, what });
    }
    if people.len() < PEOPLE_NEEDED {
        return Err(LifetimeError::FewPeople {
            people: people.len(),
            needed: PEOPLE_NEEDED,
        });
    }
    let repeaters = people.iter().filter(|person| person.repeats > 0).count();
    if repeaters < REPEATERS_NEEDED {
        return Err(LifetimeError::FewRepeaters {
            repeaters,
            needed: REPEATERS_NEEDED,
        });
    }
    Ok(())
}
