//! Models whose settings were chosen on rows that they were not fitted to.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::boosting::{Boosted, Growth};
use super::logistic::{Logistic, Penalty};
use super::network::{Network, NetworkSettings};
use super::quality::log_loss;
use super::{ClassifyError, Table, folds, probability};

/// A fitted model.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Model {
    /// Logistic regression.
    Logistic(Logistic),
    /// Boosted trees: the mean of the log odds of several, grown with other seeds.
    Boosted(Vec<Boosted>),
    /// Layers of units; not kept.
    #[serde(skip)]
    Network(Box<Network>),
    /// Both: the share of the trees, the trees, the logistic regression.
    Blend(f64, Vec<Boosted>, Logistic),
}

/// Which model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Logistic regression, coefficients kept small by their squares.
    Ridge,
    /// Logistic regression, coefficients kept few.
    Lasso,
    /// Boosted trees.
    Boosted,
    /// A multi-layer perceptron.
    Network,
    /// The mean of the log odds of trees and of the first logistic regression, weighted.
    Blend,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Ridge,
        Self::Lasso,
        Self::Boosted,
        Self::Network,
        Self::Blend,
    ];

    /// The one that is used where none is named.
    pub const DEFAULT: Self = Self::Blend;

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ridge => "logistic-l2",
            Self::Lasso => "logistic-l1",
            Self::Boosted => "boosting",
            Self::Network => "mlp",
            Self::Blend => "blend",
        }
    }
}

/// Parts that the rows are split into to choose settings.
const PARTS: usize = 4;
/// Trees are grown with so many seeds.
const SEEDS: u64 = 3;

/// The penalties that are tried, the greatest first.
const WEIGHTS: [f64; 8] = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001];

/// The ways to grow that are tried: from sums of single columns to trees of many.
fn growths(rows: usize) -> Vec<Growth> {
    let base = Growth {
        leaf_rows: (rows / 100).clamp(5, 40),
        ..Growth::default()
    };
    [2, 4, 8, 16]
        .map(|leaves| Growth { leaves, ..base })
        .to_vec()
}

/// What choosing came to: settings, and the log odds of every row from a fit that had not seen it.
struct Choice<S> {
    settings: S,
    held_out: Vec<f64>,
}

/// Fits models of these families to rows, with settings chosen by mean log loss over parts of them. What families have in
/// common is done once.
///
/// # Errors
/// Too few rows of one kind, or no column that differs.
pub fn fit(
    table: &Table,
    labels: &[bool],
    rows: &[usize],
    families: &[Family],
    seed: u64,
) -> Result<Vec<Model>, ClassifyError> {
    super::check(rows.iter().map(|&row| labels[row]))?;
    let own: Vec<bool> = rows.iter().map(|&row| labels[row]).collect();
    let parts = folds(&own, PARTS, seed);
    let inner = Inner {
        table,
        labels,
        rows,
        parts: &parts,
    };
    let wants = |family| families.contains(&family);
    let ridge = (wants(Family::Ridge) || wants(Family::Blend))
        .then(|| inner.logistic(0.0))
        .transpose()?;
    let lasso = wants(Family::Lasso)
        .then(|| inner.logistic(1.0))
        .transpose()?;
    let boosted = (wants(Family::Boosted) || wants(Family::Blend))
        .then(|| inner.boosted(seed))
        .transpose()?;
    let logistic = |choice: &Option<Choice<Vec<Penalty>>>| {
        let path = choice.as_ref().map_or(&[][..], |choice| &choice.settings);
        let fitted = Logistic::path(table, labels, rows, path)?;
        fitted
            .into_iter()
            .next_back()
            .ok_or(ClassifyError::NoColumns)
    };
    let trees = || {
        let growth = boosted
            .as_ref()
            .map_or_else(Growth::default, |choice| choice.settings);
        (0..SEEDS)
            .into_par_iter()
            .map(|of| Boosted::fit(table, labels, rows, growth, seed + of))
            .collect::<Result<Vec<_>, _>>()
    };
    let grown = boosted.is_some().then(trees).transpose()?;
    families
        .iter()
        .map(|family| {
            Ok(match family {
                Family::Ridge => Model::Logistic(logistic(&ridge)?),
                Family::Lasso => Model::Logistic(logistic(&lasso)?),
                Family::Boosted => Model::Boosted(grown.clone().unwrap_or_default()),
                Family::Network => {
                    let settings = NetworkSettings::default();
                    let network = Network::fit(table, labels, rows, &settings, seed)?;
                    Model::Network(Box::new(network))
                }
                Family::Blend => {
                    let share = match (&boosted, &ridge) {
                        (Some(trees), Some(line)) => share(&trees.held_out, &line.held_out, &own),
                        _ => 1.0,
                    };
                    Model::Blend(share, grown.clone().unwrap_or_default(), logistic(&ridge)?)
                }
            })
        })
        .collect()
}

impl Model {
    /// The log odds of rows.
    #[must_use]
    pub fn log_odds(&self, table: &Table, rows: &[usize]) -> Vec<f64> {
        match self {
            Self::Logistic(model) => {
                let rows = rows.iter();
                rows.map(|&row| model.log_odds(table, row)).collect()
            }
            Self::Boosted(models) => mean(models, table, rows),
            Self::Network(network) => network.log_odds(table, rows),
            Self::Blend(share, trees, line) => mean(trees, table, rows)
                .into_iter()
                .zip(rows)
                .map(|(of_trees, &row)| {
                    share * of_trees + (1.0 - share) * line.log_odds(table, row)
                })
                .collect(),
        }
    }

    /// What each column of the table adds to a row's log odds, against the mean of the rows of the fit; nothing is said of
    /// the network's.
    #[must_use]
    pub fn contributions(&self, table: &Table, row: usize) -> Vec<f64> {
        match self {
            Self::Logistic(model) => model.contributions(table, row),
            Self::Boosted(models) => shapley(models, table, row),
            Self::Network(_) => vec![0.0; table.columns().len()],
            Self::Blend(share, trees, line) => shapley(trees, table, row)
                .into_iter()
                .zip(line.contributions(table, row))
                .map(|(of_trees, of_line)| share * of_trees + (1.0 - share) * of_line)
                .collect(),
        }
    }

    /// What the contributions of a row add up from.
    #[must_use]
    pub fn base(&self) -> f64 {
        match self {
            Self::Logistic(model) => model.base(),
            Self::Boosted(models) => base(models),
            Self::Network(_) => 0.0,
            Self::Blend(share, trees, line) => share * base(trees) + (1.0 - share) * line.base(),
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "some models")]
fn mean(models: &[Boosted], table: &Table, rows: &[usize]) -> Vec<f64> {
    let mut sums = vec![0.0; rows.len()];
    for model in models {
        for (sum, value) in sums.iter_mut().zip(model.log_odds(table, rows)) {
            *sum += value / models.len() as f64;
        }
    }
    sums
}

#[allow(clippy::cast_precision_loss, reason = "some models")]
fn shapley(models: &[Boosted], table: &Table, row: usize) -> Vec<f64> {
    let mut sums = vec![0.0; table.columns().len()];
    for model in models {
        for (sum, value) in sums.iter_mut().zip(model.contributions(table, row)) {
            *sum += value / models.len() as f64;
        }
    }
    sums
}

#[allow(clippy::cast_precision_loss, reason = "some models")]
fn base(models: &[Boosted]) -> f64 {
    models.iter().map(Boosted::base).sum::<f64>() / models.len().max(1) as f64
}

/// The share of the first of two models whose weighted mean of log odds has the least log loss.
fn share(first: &[f64], second: &[f64], labels: &[bool]) -> f64 {
    let loss = |share: f64| {
        let both = first.iter().zip(second);
        let mixed: Vec<f64> = both
            .map(|(a, b)| probability(share * a + (1.0 - share) * b))
            .collect();
        log_loss(&mixed, labels)
    };
    let shares = (0..=20).map(|step| f64::from(step) / 20.0);
    let best = shares.min_by(|&a, &b| loss(a).total_cmp(&loss(b)));
    best.unwrap_or(0.5)
}

/// The rows of the fit, in parts.
struct Inner<'a> {
    table: &'a Table,
    labels: &'a [bool],
    rows: &'a [usize],
    parts: &'a [usize],
}

impl Inner<'_> {
    /// The places of a part, the rows of it, and all others.
    fn split(&self, part: usize) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
        let (held, rest): (Vec<usize>, Vec<usize>) =
            (0..self.rows.len()).partition(|&place| self.parts[place] == part);
        let rows = |places: &[usize]| places.iter().map(|&place| self.rows[place]).collect();
        (rows(&held), rows(&rest), held)
    }

    fn own_labels(&self) -> Vec<bool> {
        self.rows.iter().map(|&row| self.labels[row]).collect()
    }

    /// The penalties down to the best one.
    fn logistic(&self, lasso: f64) -> Result<Choice<Vec<Penalty>>, ClassifyError> {
        let penalties = WEIGHTS.map(|weight| Penalty { weight, lasso });
        let mut scores = vec![vec![0.0; self.rows.len()]; penalties.len()];
        let fits = (0..PARTS).into_par_iter().map(|part| {
            let (held, rest, places) = self.split(part);
            let models = Logistic::path(self.table, self.labels, &rest, &penalties)?;
            let scores: Vec<Vec<f64>> = models
                .iter()
                .map(|model| {
                    held.iter()
                        .map(|&row| model.log_odds(self.table, row))
                        .collect()
                })
                .collect();
            Ok((places, scores))
        });
        for fit in fits.collect::<Result<Vec<_>, _>>()? {
            for (all, own) in scores.iter_mut().zip(fit.1) {
                for (&place, score) in fit.0.iter().zip(own) {
                    all[place] = score;
                }
            }
        }
        let labels = self.own_labels();
        let losses: Vec<f64> = scores.iter().map(|of| loss(of, &labels)).collect();
        let best = (0..losses.len())
            .min_by(|&a, &b| losses[a].total_cmp(&losses[b]))
            .unwrap_or(0);
        Ok(Choice {
            settings: penalties[..=best].to_vec(),
            held_out: scores.swap_remove(best),
        })
    }

    /// How to grow, and for how many rounds.
    #[allow(clippy::cast_precision_loss, reason = "some parts")]
    fn boosted(&self, seed: u64) -> Result<Choice<Growth>, ClassifyError> {
        let labels = self.own_labels();
        let mut best: Option<(f64, Choice<Growth>)> = None;
        for growth in growths(self.rows.len()) {
            let fits = (0..PARTS).into_par_iter().map(|part| {
                let (held, rest, places) = self.split(part);
                let watched =
                    Boosted::watched(self.table, self.labels, (&rest, &held), growth, seed)?;
                Ok((watched, held, places))
            });
            let fits = fits.collect::<Result<Vec<_>, ClassifyError>>()?;
            let curves: Vec<&[f64]> = fits.iter().map(|((_, losses), ..)| &losses[..]).collect();
            let rounds = lowest(&curves);
            let mut held_out = vec![0.0; self.rows.len()];
            for ((mut model, _), held, places) in fits {
                model.cut(rounds);
                let scores = model.log_odds(self.table, &held);
                for (place, score) in places.into_iter().zip(scores) {
                    held_out[place] = score;
                }
            }
            let loss = loss(&held_out, &labels);
            // A quarter more rows are there for the last fit: it takes as many more rounds.
            let more = rounds as f64 * PARTS as f64 / (PARTS - 1) as f64;
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "some hundred rounds"
            )]
            let settings = Growth {
                rounds: f64::midpoint(rounds as f64, more) as usize,
                ..growth
            };
            if best.as_ref().is_none_or(|(least, _)| loss < *least) {
                best = Some((loss, Choice { settings, held_out }));
            }
        }
        best.map(|(_, choice)| choice)
            .ok_or(ClassifyError::NoColumns)
    }
}

/// How many rounds have the least mean loss over the parts.
fn lowest(curves: &[&[f64]]) -> usize {
    let common = curves.iter().map(|curve| curve.len()).min().unwrap_or(0);
    let sum = |round: usize| curves.iter().map(|curve| curve[round]).sum::<f64>();
    let best = (0..common).min_by(|&a, &b| sum(a).total_cmp(&sum(b)));
    best.map_or(1, |round| round + 1)
}

fn loss(scores: &[f64], labels: &[bool]) -> f64 {
    let chances: Vec<f64> = scores.iter().map(|&score| probability(score)).collect();
    log_loss(&chances, labels)
}
