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
    /// Layers of units.
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

/// A fitted model, and how a fit like it did on rows that it had not learnt from.
#[derive(Clone, Debug)]
pub struct Validated {
    /// Which.
    pub family: Family,
    /// The model, fitted to all rows.
    pub model: Model,
    /// The mean log loss of the rows, each told by a fit to others. Settings, rounds and shares were chosen by the same
    /// rows, which flatters every family a little.
    pub loss: f64,
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
    let compared = compare(table, labels, rows, families, seed, &mut |_| ())?;
    Ok(compared.into_iter().map(|one| one.model).collect())
}

/// The same, with how each family did on rows that it had not learnt from; `done` hears of each family when it is fitted.
///
/// # Errors
/// As [`fit`].
pub fn compare(
    table: &Table,
    labels: &[bool],
    rows: &[usize],
    families: &[Family],
    seed: u64,
    done: &mut dyn FnMut(Family),
) -> Result<Vec<Validated>, ClassifyError> {
    super::check(rows.iter().map(|&row| labels[row]))?;
    let own: Vec<bool> = rows.iter().map(|&row| labels[row]).collect();
    let parts = folds(&own, PARTS, seed);
    let inner = Inner {
        table,
        labels,
        rows,
        parts: &parts,
    };
    let (mut ridge, mut trees) = (None, None);
    let mut compared = Vec::with_capacity(families.len());
    for &family in families {
        let (model, held_out) = match family {
            Family::Ridge => {
                let (line, held_out) = once(&mut ridge, || inner.line(0.0))?;
                (Model::Logistic(line), held_out)
            }
            Family::Lasso => {
                let (line, held_out) = inner.line(1.0)?;
                (Model::Logistic(line), held_out)
            }
            Family::Boosted => {
                let (grown, held_out) = once(&mut trees, || inner.grown(seed))?;
                (Model::Boosted(grown), held_out)
            }
            Family::Network => {
                let settings = NetworkSettings::of(rows.len());
                let (network, held_out) = Network::watched(table, labels, rows, &settings, seed)?;
                (Model::Network(Box::new(network)), held_out)
            }
            Family::Blend => {
                let (grown, of_trees) = once(&mut trees, || inner.grown(seed))?;
                let (line, of_line) = once(&mut ridge, || inner.line(0.0))?;
                let share = share(&of_trees, &of_line, &own);
                let both = of_trees.iter().zip(&of_line);
                let held_out = both.map(|(a, b)| share * a + (1.0 - share) * b).collect();
                (Model::Blend(share, grown, line), held_out)
            }
        };
        compared.push(Validated {
            family,
            model,
            loss: loss(&held_out, &own),
        });
        done(family);
    }
    Ok(compared)
}

/// What was made before, or is made now.
fn once<T: Clone, E>(known: &mut Option<T>, make: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    if let Some(known) = known {
        return Ok(known.clone());
    }
    let made = make()?;
    *known = Some(made.clone());
    Ok(made)
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

    /// What each column of the table adds to a row's log odds, against the mean of the rows of the fit.
    #[must_use]
    pub fn contributions(&self, table: &Table, row: usize) -> Vec<f64> {
        match self {
            Self::Logistic(model) => model.contributions(table, row),
            Self::Boosted(models) => shapley(models, table, row),
            Self::Network(network) => network.contributions(table, row),
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
            Self::Network(network) => network.base(),
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
    /// A logistic regression with the penalty that did best, and the log odds of each row from a fit that had not seen it.
    fn line(&self, lasso: f64) -> Result<(Logistic, Vec<f64>), ClassifyError> {
        let choice = self.logistic(lasso)?;
        let fitted = Logistic::path(self.table, self.labels, self.rows, &choice.settings)?;
        let line = fitted.into_iter().next_back();
        Ok((line.ok_or(ClassifyError::NoColumns)?, choice.held_out))
    }

    /// Trees that grow as did best, likewise.
    fn grown(&self, seed: u64) -> Result<(Vec<Boosted>, Vec<f64>), ClassifyError> {
        let choice = self.boosted(seed)?;
        let grow = |of| {
            Boosted::fit(
                self.table,
                self.labels,
                self.rows,
                choice.settings,
                seed + of,
            )
        };
        let grown = (0..SEEDS).into_par_iter().map(grow);
        Ok((grown.collect::<Result<_, _>>()?, choice.held_out))
    }

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
