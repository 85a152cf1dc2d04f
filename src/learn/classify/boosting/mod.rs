//! Gradient boosting of small trees for log loss (Friedman 2001), on histograms, the leaf with the most to gain split
//! first, and what each column did in a prediction by Shapley values of trees.

mod bins;
mod growing;
mod losses;
mod shapley;
mod split;
mod tree;

use serde::{Deserialize, Serialize};

use crate::learn::Draws;

use super::{ClassifyError, Table};

use bins::Binner;
use growing::Grower;
use tree::Tree;

pub use losses::Targets;

/// How trees are grown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// How many trees at most.
    pub rounds: usize,
    /// How much of each tree is added.
    pub rate: f64,
    /// How many leaves a tree has at most.
    pub leaves: usize,
    /// How many rows a leaf has at least.
    pub leaf_rows: usize,
    /// A penalty on the squares of the leaves' values.
    pub ridge: f64,
    /// Of the columns, the share that each tree may use.
    pub columns: f64,
    /// Of the rows, the share that each tree is grown on.
    pub rows: f64,
}

impl Default for Growth {
    fn default() -> Self {
        Self {
            rounds: 600,
            rate: 0.04,
            leaves: 8,
            leaf_rows: 20,
            ridge: 1.0,
            columns: 0.6,
            rows: 0.8,
        }
    }
}

/// A fitted model.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Boosted {
    binner: Binner,
    /// The score before any tree.
    start: f64,
    trees: Vec<Tree>,
}

impl Boosted {
    /// Grows trees on these rows.
    ///
    /// # Errors
    /// Too few rows of one kind, or no column that differs.
    ///
    /// # Panics
    /// Not a label for each row of the table.
    pub fn fit(
        table: &Table,
        labels: &[bool],
        rows: &[usize],
        growth: Growth,
        seed: u64,
    ) -> Result<Self, ClassifyError> {
        Self::watched(table, labels, (rows, &[]), growth, seed).map(|(model, _)| model)
    }

    /// The same, with the mean log loss on other rows after each tree. Ends when those have not become better for some
    /// time; the trees after the best stay in the model, [`Self::cut`] takes them off.
    ///
    /// # Errors
    /// Too few rows of one kind, or no column that differs.
    ///
    /// # Panics
    /// Not a label for each row of the table.
    pub fn watched(
        table: &Table,
        labels: &[bool],
        parts: (&[usize], &[usize]),
        growth: Growth,
        seed: u64,
    ) -> Result<(Self, Vec<f64>), ClassifyError> {
        Self::towards(table, &Targets::Labels(labels), parts, growth, seed)
    }

    /// The same for targets of other kinds: of numbers the scores are the numbers themselves, not log odds, and the loss is
    /// half the square of what is missed.
    ///
    /// # Errors
    /// Too few rows, or no column that differs.
    ///
    /// # Panics
    /// Not a target for each row of the table.
    pub fn towards(
        table: &Table,
        targets: &Targets<'_>,
        (rows, others): (&[usize], &[usize]),
        growth: Growth,
        seed: u64,
    ) -> Result<(Self, Vec<f64>), ClassifyError> {
        const PATIENCE: usize = 60;
        assert_eq!(table.rows(), targets.len(), "a target for each row");
        targets.check(rows)?;
        let binner = Binner::fit(table, rows);
        if binner.is_empty() {
            return Err(ClassifyError::NoColumns);
        }
        let binned = binner.bin(table, rows);
        let held = binner.bin(table, others);
        let start = targets.start(rows);
        let mut scores = vec![start; rows.len()];
        let mut held_scores = vec![start; others.len()];
        let weight: f64 = others.iter().map(|&row| targets.weight(row)).sum();
        let mut grower = Grower::new(&binner, &binned, growth);
        let mut draws = Draws::new(seed);
        let mut trees = Vec::with_capacity(growth.rounds);
        let (mut losses, mut best) = (Vec::new(), (f64::INFINITY, 0));
        for round in 0..growth.rounds {
            let tree = grower.grow(|place| targets.bent(rows[place], scores[place]), &mut draws);
            for (place, score) in scores.iter_mut().enumerate() {
                *score += tree.value(binned.row(place));
            }
            if !others.is_empty() {
                let mut loss = 0.0;
                for (place, score) in held_scores.iter_mut().enumerate() {
                    *score += tree.value(held.row(place));
                    loss += targets.loss(others[place], *score);
                }
                loss /= weight;
                losses.push(loss);
                if loss < best.0 {
                    best = (loss, round);
                }
            }
            trees.push(tree);
            if !others.is_empty() && round > best.1 + PATIENCE {
                break;
            }
        }
        let model = Self {
            binner,
            start,
            trees,
        };
        Ok((model, losses))
    }

    /// Keeps the first trees only.
    pub fn cut(&mut self, trees: usize) {
        self.trees.truncate(trees);
    }

    /// How many trees there are.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.trees.len()
    }

    /// The log odds of rows; the numbers themselves where they were grown towards numbers.
    #[must_use]
    pub fn log_odds(&self, table: &Table, rows: &[usize]) -> Vec<f64> {
        let binned = self.binner.bin(table, rows);
        (0..rows.len())
            .map(|place| {
                let row = binned.row(place);
                self.start + self.trees.iter().map(|tree| tree.value(row)).sum::<f64>()
            })
            .collect()
    }

    /// What each column of the table adds to a row's log odds, against the mean of the rows that the trees were grown on
    /// (Shapley values of trees, path-dependent: Lundberg, Erion and Lee 2018, algorithm 2). They add up to the log
    /// odds less [`Self::base`].
    #[must_use]
    pub fn contributions(&self, table: &Table, row: usize) -> Vec<f64> {
        let binned = self.binner.bin(table, &[row]);
        let mut by_feature = vec![0.0; self.binner.features()];
        for tree in &self.trees {
            shapley::add(tree, binned.row(0), &mut by_feature);
        }
        let mut sums = vec![0.0; table.columns().len()];
        for (feature, value) in by_feature.into_iter().enumerate() {
            sums[self.binner.column(feature)] += value;
        }
        sums
    }

    /// The mean of the log odds of the rows that the trees were grown on.
    #[must_use]
    pub fn base(&self) -> f64 {
        self.start + self.trees.iter().map(Tree::mean).sum::<f64>()
    }
}
