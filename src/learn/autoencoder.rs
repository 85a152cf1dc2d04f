//! EASE: a linear autoencoder without a diagonal.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Sequences;
use super::history::{aged, ages};
use super::inverse::Symmetric;
use super::relation::Relation;

/// What it is made with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EaseSettings {
    /// The L2 penalty, lambda.
    pub penalty: f32,
    /// What an item of the history counts against the one that was taken a step later.
    pub recency: f32,
    /// So many of each item's weights are kept, those farthest from 0.
    pub kept: usize,
    /// More items than this are refused: memory grows with their square, time with their cube.
    pub most: usize,
}

impl Default for EaseSettings {
    fn default() -> Self {
        Self {
            penalty: 200.0,
            recency: 0.7,
            kept: 400,
            most: 25_000,
        }
    }
}

/// Why it cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum EaseError {
    /// There are too many items.
    #[error(
        "EASE inverts a matrix of {items} by {items} items ({gigabytes:.1} GB), at most {most} are allowed: leave it out, \
         or take the items that were taken most"
    )]
    TooMany {
        /// Items.
        items: usize,
        /// What is allowed.
        most: usize,
        /// What the matrices take.
        gigabytes: f64,
    },
    /// The penalty is not above 0.
    #[error("the penalty of EASE is {penalty}, it must be above 0")]
    Penalty {
        /// What was given.
        penalty: f32,
    },
    /// The matrices could not be computed.
    #[error(transparent)]
    Tensors(#[from] candle_core::Error),
}

/// B = I - P diag(1 / diag P) with P = (X'X + lambda I)^-1 (Steck 2019), X having a 1 where a person took an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ease {
    weights: Relation,
    recency: f32,
}

impl Ease {
    /// Inverts the Gram matrix. `progress` hears the share that is done.
    ///
    /// # Errors
    /// Too many items, a penalty that is not above 0, or no memory.
    pub fn fit(
        sequences: &Sequences,
        settings: &EaseSettings,
        progress: &mut dyn FnMut(f64),
    ) -> Result<Self, EaseError> {
        let items = sequences.items();
        if items > settings.most {
            #[allow(clippy::cast_precision_loss, reason = "for a message")]
            let gigabytes = (items * items * 8) as f64 / 1e9;
            return Err(EaseError::TooMany {
                items,
                most: settings.most,
                gigabytes,
            });
        }
        if settings.penalty.is_nan() || settings.penalty <= 0.0 {
            let penalty = settings.penalty;
            return Err(EaseError::Penalty { penalty });
        }
        let mut matrix = gram(sequences, settings.penalty)?;
        matrix.invert(&mut |share| progress(0.1 + 0.8 * share))?;
        let diagonal = matrix.diagonal()?;
        let blocks = items.div_ceil(Symmetric::side());
        let mut rows = Vec::with_capacity(items);
        for block in 0..blocks {
            let inverse = matrix.rows(block)?;
            let first = block * Symmetric::side();
            let some = inverse.par_iter().enumerate();
            let some = some.map(|(at, values)| row(values, &diagonal, first + at, settings.kept));
            rows.extend(some.collect::<Vec<Vec<(u32, f32)>>>());
        }
        Ok(Self {
            weights: Relation::of(rows.into_iter()),
            recency: settings.recency,
        })
    }

    /// Writes the score of every item: the sum of its weights with those of the history.
    ///
    /// # Panics
    /// Not as many scores as items, or a history with an item that is not there.
    pub fn score(&self, history: &[u32], scores: &mut [f32]) {
        scores.fill(0.0);
        self.weights.add(aged(ages(history), self.recency), scores);
    }
}

/// X'X + penalty I.
fn gram(sequences: &Sequences, penalty: f32) -> Result<Symmetric, EaseError> {
    let mut held: Vec<Vec<u32>> = vec![Vec::new(); sequences.items()];
    let mut sets = Vec::with_capacity(sequences.len());
    for (person, sequence) in (0..).zip(sequences.iter()) {
        let mut set = sequence.to_vec();
        set.sort_unstable();
        set.dedup();
        for &item in &set {
            held[item as usize].push(person);
        }
        sets.push(set);
    }
    let side = Symmetric::side();
    let count = |item: usize, column: usize, values: &mut [f32]| {
        let columns = column..column + side;
        for &person in &held[item] {
            let set: &Vec<u32> = &sets[person as usize];
            let from = set.partition_point(|&other| (other as usize) < columns.start);
            for &other in set[from..]
                .iter()
                .take_while(|&&other| columns.contains(&(other as usize)))
            {
                values[other as usize - columns.start] += 1.0;
            }
        }
        if columns.contains(&item) {
            values[item - columns.start] += penalty;
        }
    };
    let matrix = Symmetric::of(sequences.items(), |row, column, values| {
        let rows = values.chunks_exact_mut(side).zip(row..sequences.items());
        rows.for_each(|(values, item)| count(item, column, values));
    });
    Ok(matrix?)
}

/// The weights by which having `item` speaks for others, the strongest; `values` are the row of the inverse.
fn row(values: &[f32], diagonal: &[f32], item: usize, kept: usize) -> Vec<(u32, f32)> {
    let weight = |((other, value), own): ((u32, &f32), &f32)| (other, -value / own);
    let mut weights: Vec<(u32, f32)> = (0..)
        .zip(values)
        .zip(diagonal)
        .filter(|((other, value), _)| *other as usize != item && **value != 0.0)
        .map(weight)
        .collect();
    let order =
        |a: &(u32, f32), b: &(u32, f32)| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0));
    if kept < weights.len() {
        weights.select_nth_unstable_by(kept, order);
        weights.truncate(kept);
    }
    weights.sort_unstable_by_key(|(other, _)| *other);
    weights
}
