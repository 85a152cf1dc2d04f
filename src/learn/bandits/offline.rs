//! What a way to choose would have brought, told by decisions that were made another way.

use crate::learn::Draws;
use crate::learn::sums::{count, mean, squares};

use super::{Bandit, BanditError};

/// A decision that was made, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
    /// What was known.
    pub context: Vec<f64>,
    /// What was chosen.
    pub arm: usize,
    /// The probability with which it was.
    pub propensity: f64,
    /// The outcome.
    pub outcome: f64,
}

/// A decision that was made, weighed for another way to choose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// The probability with which the other way chooses what was chosen.
    pub target: f64,
    /// The probability with which it was chosen.
    pub propensity: f64,
    /// What it paid.
    pub pay: f64,
}

/// What a way to choose would bring.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// How many decisions there were.
    pub rows: usize,
    /// How many of them could be used.
    pub used: usize,
    /// The pay per decision.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
}

/// Decisions that it takes to judge.
const NEEDED: usize = 2;

/// Offline replay (Li, Chu, Langford and Wang 2011): the bandit decides for one logged context after another, and where it
/// chooses what was chosen then, it learns the outcome, and its pay counts. Where decisions were made by other probabilities
/// than even ones, those with a high one are left out by lot (with the least probability over their own), so that the
/// rest is as if it had been made evenly; `seed` draws that lot.
///
/// # Errors
/// A decision that does not fit the bandit, a propensity that is not one, or fewer than two decisions that agree.
pub fn replay(
    bandit: &mut Bandit,
    decisions: &[Logged],
    seed: u64,
) -> Result<Estimate, BanditError> {
    propensities(decisions.iter().map(|decision| decision.propensity))?;
    let least = decisions.iter().map(|decision| decision.propensity);
    let least = least.fold(f64::INFINITY, f64::min);
    let mut draws = Draws::new(seed);
    let mut pays = Vec::new();
    for decision in decisions {
        let kept = f64::from(draws.unit()) < least / decision.propensity;
        if !kept || bandit.decide(&decision.context)?.arm != decision.arm {
            continue;
        }
        bandit.learn(decision.arm, &decision.context, decision.outcome)?;
        pays.push(bandit.terms()[decision.arm].pay(decision.outcome));
    }
    estimate(&pays, decisions.len())
}

/// Inverse-propensity weighting (Horvitz and Thompson 1952): the mean of the pays, each weighted by how much likelier
/// the other way makes its decision. Without bias where every decision that the other way may make was possible.
///
/// # Errors
/// A propensity that is not one, or fewer than two decisions.
pub fn inverse_propensity(decisions: &[Weighed]) -> Result<Estimate, BanditError> {
    let weights = weights(decisions)?;
    let pays = decisions.iter().zip(&weights);
    let terms: Vec<f64> = pays
        .map(|(decision, weight)| weight * decision.pay)
        .collect();
    Ok(Estimate {
        used: used(&weights),
        ..estimate(&terms, decisions.len())?
    })
}

/// The same with the weights made to have the mean 1 (Hájek 1971; Swaminathan and Joachims 2015): a little bias, less
/// spread. The error is that of the linearised estimate.
///
/// # Errors
/// A propensity that is not one, or fewer than two decisions that the other way may make.
pub fn self_normalised(decisions: &[Weighed]) -> Result<Estimate, BanditError> {
    let weights = weights(decisions)?;
    let used = used(&weights);
    if used < NEEDED {
        return Err(BanditError::Few {
            found: used,
            needed: NEEDED,
        });
    }
    let whole = mean(&weights);
    let pays = || decisions.iter().zip(&weights);
    let sum: f64 = pays().map(|(decision, weight)| weight * decision.pay).sum();
    let middle = sum / whole / count(decisions.len());
    let terms: Vec<f64> = pays()
        .map(|(decision, weight)| middle + weight / whole * (decision.pay - middle))
        .collect();
    Ok(Estimate {
        used,
        mean: middle,
        ..estimate(&terms, decisions.len())?
    })
}

/// The doubly robust estimate (Dudík, Langford and Li 2011): what a model says the other way pays, mended by what the model
/// missed, weighted as in [`inverse_propensity`]. Without bias where the propensities or the model are right. `of_logged`
/// is what the model says of each decision that was made, `of_target` what it says of the other way's, the mean over
/// its arms; the model has not learnt from these decisions.
///
/// # Errors
/// Lists of different lengths, a propensity that is not one, or fewer than two decisions.
pub fn doubly_robust(
    decisions: &[Weighed],
    of_logged: &[f64],
    of_target: &[f64],
) -> Result<Estimate, BanditError> {
    let rows = decisions.len();
    for (list, found) in [
        ("what a model says of them", of_logged.len()),
        ("what a model says of the other way's", of_target.len()),
    ] {
        if found != rows {
            return Err(BanditError::Lengths { rows, list, found });
        }
    }
    let weights = weights(decisions)?;
    let terms: Vec<f64> = (0..rows)
        .map(|row| of_target[row] + weights[row] * (decisions[row].pay - of_logged[row]))
        .collect();
    Ok(Estimate {
        used: used(&weights),
        ..estimate(&terms, rows)?
    })
}

fn used(weights: &[f64]) -> usize {
    weights.iter().filter(|&&weight| weight > 0.0).count()
}

fn weights(decisions: &[Weighed]) -> Result<Vec<f64>, BanditError> {
    propensities(decisions.iter().map(|decision| decision.propensity))?;
    let weight = |decision: &Weighed| decision.target / decision.propensity;
    Ok(decisions.iter().map(weight).collect())
}

fn propensities(all: impl Iterator<Item = f64>) -> Result<(), BanditError> {
    for (row, found) in all.enumerate() {
        if found.is_nan() || found <= 0.0 || found > 1.0 {
            return Err(BanditError::Propensity { row, found });
        }
    }
    Ok(())
}

/// The mean of terms that do not depend on each other, with its error.
fn estimate(terms: &[f64], rows: usize) -> Result<Estimate, BanditError> {
    let used = terms.len();
    if used < NEEDED {
        return Err(BanditError::Few {
            found: used,
            needed: NEEDED,
        });
    }
    Ok(Estimate {
        rows,
        used,
        mean: mean(terms),
        error: (squares(terms) / count(used - 1) / count(used)).sqrt(),
    })
}
