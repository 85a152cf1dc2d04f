//! Who did more or less than they use to: a period against the same person's periods before, across many people.
//!
//! Any period does, a week or a month, the same throughout. Seasons and trends are not looked at: they move everybody, and
//! are the caller's to take out.

use serde::{Deserialize, Serialize};

use super::counted::{self, CountPrior};
use super::discovery::adjusted;
use super::level::{self, Prior};
use super::middle::count;
use super::{BehaviourError, demand};

/// A person needs this many periods of their own where something is known of everybody.
const PERIODS_NEEDED: usize = 4;
/// And this many where nothing is.
const PERIODS_ALONE: usize = 8;
/// How much the logarithms of a person's amounts are taken to spread where nothing is known of others.
const GUESS: f64 = 0.7;

/// A person's periods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Own<'a, T> {
    /// Those before, in any order; those in which nothing happened are there as 0.
    pub history: &'a [T],
    /// The one that is looked at.
    pub seen: T,
}

/// On which side of what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More than expected.
    More,
    /// Less than expected.
    Less,
}

/// How unusual a period is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// On which side the period lies.
    pub direction: Direction,
    /// What was expected: of counts the mean, of amounts the median of the periods that have any.
    pub expected: f64,
    /// What was seen.
    pub seen: f64,
    /// How probable it is that a usual period is at least as far out, on either side.
    pub probability: f64,
    /// The probability adjusted for there being many people.
    pub adjusted: f64,
    /// Whether the adjusted probability is below the rate of false discoveries that was asked for.
    pub unusual: bool,
}

/// What is said of a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// Nothing: there are too few periods before.
    TooShort {
        /// How many there are.
        periods: usize,
        /// How many it takes.
        needed: usize,
    },
    /// How unusual the period is.
    Judged(Judged),
}

/// Judges counts: the next count of each person as their own counts and those of everybody foretell it, negative binomial
/// with a gamma prior (see [`CountPrior`]), both sides being asked; `rate` is the share of false alarms among all alarms that is
/// accepted, 0.05 or 0.1 as a rule. A verdict for each person, in order. A person needs 4 periods, without a prior 8.
/// Where people come in bursts and have 5 periods or so, probabilities below 0.001 are up to twice too small.
///
/// # Errors
/// A rate that is not between 0 and 1.
pub fn unusual_counts(
    people: &[Own<'_, u32>],
    prior: Option<&CountPrior>,
    rate: f64,
) -> Result<Vec<Verdict>, BehaviourError> {
    check_rate(rate)?;
    let judged = people.iter().map(|own| {
        enough(own.history.len(), prior.is_some())?;
        let expected = match prior {
            Some(prior) => prior.learn(own.history),
            None => counted::alone(own.history),
        };
        let tails = expected.tails(own.seen);
        Ok(judge(expected.mean, f64::from(own.seen), tails))
    });
    Ok(together(judged.collect(), rate))
}

/// What everybody's amounts say of the next person: how often a period has none at all, and the logarithms of the others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AmountPrior {
    /// The share of periods without an amount.
    pub none: f64,
    /// How many periods of a person's own this share weighs as much as.
    pub pull: f64,
    /// The logarithms of the amounts above 0.
    pub some: Prior,
}

impl AmountPrior {
    /// Reads it off people's amounts of past periods: the share of periods without any by the moments of a beta-binomial
    /// distribution (Kleinman 1973), the others as in [`prior`](super::prior()). Amounts that are no numbers are left out. None
    /// with fewer than 5 people or 10 amounts above 0.
    #[must_use]
    pub fn fit(histories: &[impl AsRef<[f64]>]) -> Option<Self> {
        let logs: Vec<Vec<f64>> = histories.iter().map(|own| logs(own.as_ref())).collect();
        let some = Prior::fit(&logs)?;
        let people: Vec<(f64, f64)> = (histories.iter().zip(&logs))
            .map(|(own, logs)| (count(own.as_ref().len()), count(logs.len())))
            .filter(|(periods, _)| *periods > 0.0)
            .collect();
        let all: f64 = people.iter().map(|(periods, _)| periods).sum();
        let squared: f64 = people.iter().map(|(periods, _)| periods * periods).sum();
        let bought: f64 = people.iter().map(|(_, bought)| bought).sum();
        let share = bought / all;
        let chance = share * (1.0 - share);
        let apart: f64 = people
            .iter()
            .map(|(periods, bought)| periods * (bought / periods - share).powi(2))
            .sum();
        let fewer = count(people.len() - 1);
        let between = (apart - chance * fewer) / (all - squared / all - fewer);
        let pull = if chance > 0.0 && between > 0.0 {
            (chance / between - 1.0).clamp(1.0, 100.0)
        } else {
            100.0
        };
        Some(Self {
            none: 1.0 - share,
            pull,
            some,
        })
    }
}

/// Judges amounts of 0 and more: with some probability a period has none, and otherwise its logarithm is as the person's
/// own amounts and those of everybody foretell it (Student's t, outliers in the history being moved in). For the rest as
/// [`unusual_counts`].
///
/// # Errors
/// An amount below 0 or none at all, or a rate that is not between 0 and 1.
pub fn unusual_amounts(
    people: &[Own<'_, f64>],
    prior: Option<&AmountPrior>,
    rate: f64,
) -> Result<Vec<Verdict>, BehaviourError> {
    check_rate(rate)?;
    for own in people {
        for &amount in own.history.iter().chain([&own.seen]) {
            let holds = amount >= 0.0 && amount.is_finite();
            demand(holds, "an amount", amount, "it must be 0 or more")?;
        }
    }
    let judged = people.iter().map(|own| {
        enough(own.history.len(), prior.is_some())?;
        let logs = logs(own.history);
        // Half a period of either kind where nothing is known of others (Jeffreys' prior).
        let (none, pull) = prior.map_or((0.5, 1.0), |prior| (prior.none, prior.pull));
        let empty = count(own.history.len() - logs.len());
        let none = (none * pull + empty) / (pull + count(own.history.len()));
        let level = match prior {
            Some(prior) => prior.some.learn(&logs),
            None if logs.len() < PERIODS_NEEDED => {
                return Err(Verdict::TooShort {
                    periods: logs.len(),
                    needed: PERIODS_NEEDED,
                });
            }
            None => level::alone(&logs, GUESS),
        };
        let tails = if own.seen > 0.0 {
            let log = own.seen.ln();
            let below = none + (1.0 - none) * level.below(log);
            (below, (1.0 - none) * level.above(log))
        } else {
            (none, 1.0)
        };
        Ok(judge(level.mean.exp(), own.seen, tails))
    });
    Ok(together(judged.collect(), rate))
}

/// Logarithms of the amounts above 0.
fn logs(amounts: &[f64]) -> Vec<f64> {
    let some = amounts
        .iter()
        .filter(|amount| **amount > 0.0 && amount.is_finite());
    some.map(|amount| amount.ln()).collect()
}

fn check_rate(rate: f64) -> Result<(), BehaviourError> {
    let must = "it must be above 0 and below 1";
    demand(
        rate > 0.0 && rate < 1.0,
        "the rate of false discoveries",
        rate,
        must,
    )
}

/// Whether there are periods enough.
fn enough(periods: usize, prior: bool) -> Result<(), Verdict> {
    let needed = if prior { PERIODS_NEEDED } else { PERIODS_ALONE };
    if periods < needed {
        return Err(Verdict::TooShort { periods, needed });
    }
    Ok(())
}

/// Both tails as one probability: twice the smaller.
fn judge(expected: f64, seen: f64, (below, above): (f64, f64)) -> Judged {
    Judged {
        direction: if above <= below {
            Direction::More
        } else {
            Direction::Less
        },
        expected,
        seen,
        probability: (2.0 * below.min(above)).min(1.0),
        adjusted: 1.0,
        unusual: false,
    }
}

/// Adjusts for all who were judged.
fn together(mut people: Vec<Result<Judged, Verdict>>, rate: f64) -> Vec<Verdict> {
    let probabilities: Vec<f64> = (people.iter().flatten())
        .map(|judged| judged.probability)
        .collect();
    for (judged, adjusted) in people.iter_mut().flatten().zip(adjusted(&probabilities)) {
        judged.adjusted = adjusted;
        judged.unusual = adjusted < rate;
    }
    let verdicts = people.into_iter();
    verdicts
        .map(|own| own.map_or_else(|short| short, Verdict::Judged))
        .collect()
}
