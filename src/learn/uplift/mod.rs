//! What a treatment changes, and for whom: learnt from people who were treated, or not, by lot.
//!
//! Three learners over the classifiers of [`super::classify`]; curves that say how well they rank, with intervals; and
//! whom to treat where treating costs something. Whatever is estimated of a person here comes from a model that had not
//! seen them ([`cross_fit`]).

mod base;
mod curves;
mod learners;
mod ridge;
mod spread;
mod targeting;

use rayon::prelude::*;

use super::classify::{ClassifyError, ROWS_NEEDED, Table, folds_of};

pub use base::Base;
pub use curves::{Curves, Point};
pub use learners::{Learner, Uplift};
pub use ridge::Ridge;
pub use spread::{Interval, Intervals};
pub use targeting::{Gain, best_offers, gain, worth_treating};

/// A trial: rows that were treated by lot.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    /// What is known of each row from before the treatment.
    pub table: &'a Table,
    /// Who was treated.
    pub treated: &'a [bool],
    /// With whom it came about.
    pub responded: &'a [bool],
    /// How probable it was that a row is treated: strictly between 0 and 1, and known from the lot that was drawn.
    pub propensity: &'a [f64],
}

/// Nothing can be learnt from a trial.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum UpliftError {
    /// Lists that do not belong together.
    #[error("the table has {rows} rows, and {list} has {found}: give one for each row")]
    Lengths {
        /// Rows of the table.
        rows: usize,
        /// Which list.
        list: &'static str,
        /// How long it is.
        found: usize,
    },
    /// A probability of treatment that leaves nothing to compare.
    #[error(
        "row {row} was treated with probability {found}: it lies strictly between 0 and 1 in a trial"
    )]
    Propensity {
        /// From 0.
        row: usize,
        /// What was given.
        found: f64,
    },
    /// An arm from which nothing can be learnt.
    #[error("{responded} of {rows} {arm} rows responded: of each kind {needed} are needed")]
    FewRows {
        /// Treated, or untreated.
        arm: &'static str,
        /// How many responded.
        responded: usize,
        /// How many there are.
        rows: usize,
        /// How many have to respond, and how many not to.
        needed: usize,
    },
    /// An arm without anybody.
    #[error("{where_in} no row is {arm}: there is nothing to compare with")]
    NoArm {
        /// Of which rows, with the word before it.
        where_in: &'static str,
        /// Treated, or untreated.
        arm: &'static str,
    },
    /// Too few parts.
    #[error("{0} parts are too few: each is told by a model of the others, so it takes 2")]
    Parts(usize),
    /// A number that is none.
    #[error("row {row} has the {what} {found}: it has to be a finite number")]
    NotFinite {
        /// From 0.
        row: usize,
        /// Score or outcome.
        what: &'static str,
        /// What was given.
        found: f64,
    },
    /// A base learner could not be fitted.
    #[error(transparent)]
    Classify(#[from] ClassifyError),
}

impl Trial<'_> {
    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.treated.len()
    }

    /// The treated of some rows, or the others.
    fn arm(&self, rows: &[usize], treated: bool) -> Vec<usize> {
        let rows = rows.iter().copied();
        rows.filter(|&row| self.treated[row] == treated).collect()
    }

    /// Whether the lists belong together.
    fn check(&self) -> Result<(), UpliftError> {
        let rows = self.table.rows();
        for (list, found) in [
            ("who was treated", self.treated.len()),
            ("who responded", self.responded.len()),
            ("the propensity", self.propensity.len()),
        ] {
            if found != rows {
                return Err(UpliftError::Lengths { rows, list, found });
            }
        }
        check_propensity(self.propensity)
    }

    /// Whether both arms of these rows have enough of both kinds.
    fn check_arms(&self, rows: &[usize]) -> Result<(), UpliftError> {
        for (arm, treated) in [("treated", true), ("untreated", false)] {
            let own = self.arm(rows, treated);
            let responded = own.iter().filter(|&&row| self.responded[row]).count();
            if responded.min(own.len() - responded) < ROWS_NEEDED {
                return Err(UpliftError::FewRows {
                    arm,
                    responded,
                    rows: own.len(),
                    needed: ROWS_NEEDED,
                });
            }
        }
        Ok(())
    }
}

/// Whether every row could have been treated, and could have been left alone.
fn check_propensity(propensity: &[f64]) -> Result<(), UpliftError> {
    let inside = |&share: &f64| share > 0.0 && share < 1.0;
    match propensity.iter().position(|share| !inside(share)) {
        Some(row) => Err(UpliftError::Propensity {
            row,
            found: propensity[row],
        }),
        None => Ok(()),
    }
}

/// What the treatment adds to the chance of a response, for every row of the trial by a model that was fitted to the
/// other parts: `parts` of them, each with as many of both arms and both outcomes as any other.
///
/// # Errors
/// Fewer than 2 parts, lists of other lengths than the table, or too few rows of a kind in the other parts.
pub fn cross_fit(
    learner: Learner,
    trial: &Trial<'_>,
    parts: usize,
    seed: u64,
) -> Result<Vec<f64>, UpliftError> {
    if parts < 2 {
        return Err(UpliftError::Parts(parts));
    }
    trial.check()?;
    let kinds: Vec<usize> = (trial.treated.iter().zip(trial.responded))
        .map(|(&treated, &responded)| 2 * usize::from(treated) + usize::from(responded))
        .collect();
    let part_of = folds_of(&kinds, parts, seed);
    let fits = (0..parts).into_par_iter().map(|part| {
        let (held, rest): (Vec<usize>, Vec<usize>) =
            (0..trial.rows()).partition(|&row| part_of[row] == part);
        let model = learner.fit(trial, &rest, seed)?;
        Ok((model.predict(trial.table, &held), held))
    });
    let mut predicted = vec![0.0; trial.rows()];
    for (effects, held) in fits.collect::<Result<Vec<_>, UpliftError>>()? {
        for (row, effect) in held.into_iter().zip(effects) {
            predicted[row] = effect;
        }
    }
    Ok(predicted)
}
