//! The models that uplift is put together from.

use serde::{Deserialize, Serialize};

use crate::learn::Draws;
use crate::learn::classify::boosting::{Boosted, Growth, Targets};
use crate::learn::classify::logistic::{Logistic, Penalty};
use crate::learn::classify::{ClassifyError, Table, probability};
use crate::learn::sums::count;

use super::Ridge;

/// Which models. Their settings are chosen on a quarter of the rows that they are not fitted to; then they are fitted to
/// all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Logistic regression for chances and ridge regression for numbers, both with a penalty on squares (L2).
    Linear,
    /// Boosted trees, for both.
    Boosted,
}

/// Penalties that are tried, the greatest first.
const PENALTIES: [f64; 6] = [0.3, 0.1, 0.03, 0.01, 0.001, 0.0001];
/// One of so many rows is held out to choose settings on.
const HELD: usize = 4;
/// Trees that are grown at most.
const ROUNDS: usize = 300;
/// Trees that are grown where their number cannot be chosen.
const FEW_ROUNDS: usize = 20;

/// A model of numbers, or of chances.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Fitted {
    Logistic(Logistic),
    /// Trees towards labels.
    Chances(Boosted),
    Ridge(Ridge),
    /// Trees towards numbers.
    Numbers(Boosted),
}

impl Fitted {
    /// The chances, or the numbers, of rows.
    pub(super) fn values(&self, table: &Table, rows: &[usize]) -> Vec<f64> {
        match self {
            Self::Logistic(model) => (rows.iter())
                .map(|&row| probability(model.log_odds(table, row)))
                .collect(),
            Self::Chances(model) => (model.log_odds(table, rows).into_iter())
                .map(probability)
                .collect(),
            Self::Ridge(model) => rows.iter().map(|&row| model.value(table, row)).collect(),
            Self::Numbers(model) => model.log_odds(table, rows),
        }
    }
}

/// Fits a model to these rows.
pub(super) fn fit(
    base: Base,
    table: &Table,
    targets: Targets<'_>,
    rows: &[usize],
    seed: u64,
) -> Result<Fitted, ClassifyError> {
    match base {
        Base::Linear => linear(table, targets, rows, seed),
        Base::Boosted => boosted(table, targets, rows, seed),
    }
}

/// The rows to fit to, and those that settings are chosen on.
fn split(rows: &[usize], seed: u64) -> (Vec<usize>, Vec<usize>) {
    let mut shuffled = rows.to_vec();
    Draws::new(seed).shuffle(&mut shuffled);
    let rest = shuffled.split_off(shuffled.len() / HELD);
    (rest, shuffled)
}

fn linear(
    table: &Table,
    targets: Targets<'_>,
    rows: &[usize],
    seed: u64,
) -> Result<Fitted, ClassifyError> {
    let fit = |rows: &[usize], weights: &[f64]| -> Result<Vec<Fitted>, ClassifyError> {
        let penalties: Vec<Penalty> = (weights.iter())
            .map(|&weight| Penalty { weight, lasso: 0.0 })
            .collect();
        let logistic = |labels, weights| {
            let path = Logistic::weighted(table, labels, weights, rows, &penalties)?;
            Ok(path.into_iter().map(Fitted::Logistic).collect())
        };
        match targets {
            Targets::Labels(labels) => logistic(labels, None),
            Targets::Weighted(labels, of) => logistic(labels, Some(of)),
            Targets::Numbers(numbers) => {
                let path = Ridge::path(table, numbers, rows, weights)?;
                Ok(path.into_iter().map(Fitted::Ridge).collect())
            }
        }
    };
    let (rest, held) = split(rows, seed);
    // Where what is left is too little to choose on, the strongest penalty is the careful one.
    let best = fit(&rest, &PENALTIES).map_or(0, |path| {
        let losses: Vec<f64> = (path.iter())
            .map(|model| loss(&model.values(table, &held), &targets, &held))
            .collect();
        let least = (0..losses.len()).min_by(|&a, &b| losses[a].total_cmp(&losses[b]));
        least.unwrap_or(0)
    });
    let path = fit(rows, &PENALTIES[..=best])?;
    path.into_iter().next_back().ok_or(ClassifyError::NoColumns)
}

/// The mean squared error of chances or numbers: for labels it is Brier's score, which is proper too.
fn loss(values: &[f64], targets: &Targets<'_>, rows: &[usize]) -> f64 {
    let (mut sum, mut all) = (0.0, 0.0);
    for (&value, &row) in values.iter().zip(rows) {
        let (target, weight) = match targets {
            Targets::Labels(labels) => (f64::from(u8::from(labels[row])), 1.0),
            Targets::Weighted(labels, of) => (f64::from(u8::from(labels[row])), of[row]),
            Targets::Numbers(numbers) => (numbers[row], 1.0),
        };
        sum += weight * (value - target).powi(2);
        all += weight;
    }
    sum / all
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "some hundred rounds"
)]
fn boosted(
    table: &Table,
    targets: Targets<'_>,
    rows: &[usize],
    seed: u64,
) -> Result<Fitted, ClassifyError> {
    let growth = Growth {
        rounds: ROUNDS,
        rate: 0.08,
        leaves: 4,
        leaf_rows: (rows.len() / 100).clamp(20, 200),
        ..Growth::default()
    };
    let (rest, held) = split(rows, seed);
    // Where what is left is too little to choose on, few trees are the careful choice.
    let rounds = Boosted::towards(table, &targets, (&rest, &held), growth, seed).map_or(
        FEW_ROUNDS,
        |(_, losses)| {
            let least = (0..losses.len()).min_by(|&a, &b| losses[a].total_cmp(&losses[b]));
            // A third more rows are there for the last fit: it takes half as many more rounds.
            let rounds = least.map_or(FEW_ROUNDS, |round| round + 1);
            (count(rounds) * 7.0 / 6.0).ceil() as usize
        },
    );
    let growth = Growth { rounds, ..growth };
    let (model, _) = Boosted::towards(table, &targets, (rows, &[]), growth, seed)?;
    Ok(match targets {
        Targets::Labels(_) | Targets::Weighted(..) => Fitted::Chances(model),
        Targets::Numbers(_) => Fitted::Numbers(model),
    })
}
