//! Ways to learn what a treatment changes.

use serde::{Deserialize, Serialize};

use crate::learn::classify::Table;
use crate::learn::classify::boosting::Targets;
use crate::learn::sums::mean;

use super::base::{Fitted, fit};
use super::{Base, Trial, UpliftError};

/// A way to learn what a treatment changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Learner {
    /// The chance of a response with the treatment less that without it, each by a model of its own (Radcliffe and Surry
    /// 1999).
    TwoModel(Base),
    /// One model of a class that is 1 where a treated row responded or an untreated one did not (Jaskowski and Jaroszewicz
    /// 2012): where half are treated, the effect is 2 P(1) - 1. With other shares rows count by 1 over the probability
    /// of the arm they are in, which makes it half and half again; so the equation holds in every trial.
    ClassTransformation(Base),
    /// What each row's outcome was beyond what the model of the other arm says of it, told by a regression for each arm;
    /// the effect is the mean of both, the one of the untreated weighted by the propensity (Künzel, Sekhon, Bickel and Yu
    /// 2019, equations 8 and 9).
    X(Base),
    /// The chance of a response with the treatment alone: no uplift at all, the usual mistake, here to be compared with.
    Response(Base),
}

impl Learner {
    /// All that learn uplift.
    pub const ALL: [Self; 6] = [
        Self::TwoModel(Base::Linear),
        Self::TwoModel(Base::Boosted),
        Self::ClassTransformation(Base::Linear),
        Self::ClassTransformation(Base::Boosted),
        Self::X(Base::Linear),
        Self::X(Base::Boosted),
    ];

    /// The one that is used where none is named.
    pub const DEFAULT: Self = Self::X(Base::Boosted);

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TwoModel(Base::Linear) => "two-model-linear",
            Self::TwoModel(Base::Boosted) => "two-model-boosted",
            Self::ClassTransformation(Base::Linear) => "class-linear",
            Self::ClassTransformation(Base::Boosted) => "class-boosted",
            Self::X(Base::Linear) => "x-linear",
            Self::X(Base::Boosted) => "x-boosted",
            Self::Response(Base::Linear) => "response-linear",
            Self::Response(Base::Boosted) => "response-boosted",
        }
    }

    /// Learns from these rows of a trial.
    ///
    /// # Errors
    /// Lists of other lengths than the table, a propensity of 0 or 1, too few rows of a kind in an arm, or no column
    /// that tells the rows apart.
    pub fn fit(self, trial: &Trial<'_>, rows: &[usize], seed: u64) -> Result<Uplift, UpliftError> {
        trial.check()?;
        trial.check_arms(rows)?;
        let (treated, untreated) = (trial.arm(rows, true), trial.arm(rows, false));
        let response = Targets::Labels(trial.responded);
        let model = match self {
            Self::TwoModel(base) => Model::Two {
                with: fit(base, trial.table, response, &treated, seed)?,
                without: fit(base, trial.table, response, &untreated, seed)?,
            },
            Self::Response(base) => {
                Model::Response(fit(base, trial.table, response, &treated, seed)?)
            }
            Self::ClassTransformation(base) => {
                let class: Vec<bool> = (trial.treated.iter().zip(trial.responded))
                    .map(|(treated, responded)| treated == responded)
                    .collect();
                let weights: Vec<f64> = (trial.treated.iter().zip(trial.propensity))
                    .map(|(&treated, share)| 0.5 / if treated { *share } else { 1.0 - share })
                    .collect();
                let targets = Targets::Weighted(&class, &weights);
                Model::Class(fit(base, trial.table, targets, rows, seed)?)
            }
            Self::X(base) => crossed(base, trial, (&treated, &untreated), seed)?,
        };
        Ok(Uplift(model))
    }
}

/// The X-learner's two stages.
fn crossed(
    base: Base,
    trial: &Trial<'_>,
    (treated, untreated): (&[usize], &[usize]),
    seed: u64,
) -> Result<Model, UpliftError> {
    let response = Targets::Labels(trial.responded);
    let outcome = |row: usize| f64::from(u8::from(trial.responded[row]));
    let with = fit(base, trial.table, response, treated, seed)?;
    let without = fit(base, trial.table, response, untreated, seed)?;
    let mut beyond = vec![0.0; trial.rows()];
    for (&row, chance) in (treated.iter()).zip(without.values(trial.table, treated)) {
        beyond[row] = outcome(row) - chance;
    }
    for (&row, chance) in (untreated.iter()).zip(with.values(trial.table, untreated)) {
        beyond[row] = chance - outcome(row);
    }
    let targets = Targets::Numbers(&beyond);
    let shares: Vec<f64> = (treated.iter().chain(untreated))
        .map(|&row| trial.propensity[row])
        .collect();
    Ok(Model::X {
        of_treated: fit(base, trial.table, targets, treated, seed)?,
        of_untreated: fit(base, trial.table, targets, untreated, seed)?,
        share: mean(&shares),
    })
}

/// A fitted learner.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Uplift(Model);

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Model {
    Two {
        with: Fitted,
        without: Fitted,
    },
    Class(Fitted),
    X {
        of_treated: Fitted,
        of_untreated: Fitted,
        /// What the regression of the untreated is weighted by: the mean propensity.
        share: f64,
    },
    Response(Fitted),
}

impl Uplift {
    /// What the treatment adds to the chance of a response, for rows of a table with the columns of the trial's; below 0
    /// where it harms.
    #[must_use]
    pub fn predict(&self, table: &Table, rows: &[usize]) -> Vec<f64> {
        match &self.0 {
            Model::Two { with, without } => (with.values(table, rows).into_iter())
                .zip(without.values(table, rows))
                .map(|(with, without)| with - without)
                .collect(),
            Model::Class(model) => (model.values(table, rows).into_iter())
                .map(|chance| 2.0 * chance - 1.0)
                .collect(),
            Model::X {
                of_treated,
                of_untreated,
                share,
            } => (of_treated.values(table, rows).into_iter())
                .zip(of_untreated.values(table, rows))
                .map(|(treated, untreated)| share * untreated + (1.0 - share) * treated)
                .collect(),
            Model::Response(model) => model.values(table, rows),
        }
    }
}
