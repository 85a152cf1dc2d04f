//! Implicit alternating least squares.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::learn::Sequences;
use crate::learn::draws::Draws;
use crate::learn::history::{aged, ages};
use crate::learn::vectors::{Vectors, add, dot};

/// What it is made with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlsSettings {
    /// Numbers in a vector.
    pub dimensions: usize,
    /// Times that both sides are solved.
    pub rounds: usize,
    /// The L2 penalty, lambda, scaled by how often somebody or something is in the data.
    pub penalty: f32,
    /// What an item that somebody did not take counts, alpha.
    pub untaken: f32,
    /// What an item of the history counts against the one that was taken a step later.
    pub recency: f32,
    /// For the first vectors.
    pub seed: u64,
}

impl Default for AlsSettings {
    fn default() -> Self {
        Self {
            dimensions: 128,
            rounds: 6,
            penalty: 0.01,
            untaken: 0.01,
            recency: 0.8,
            seed: 1,
        }
    }
}

/// Factors of who took what: the weighted least squares of Hu, Koren and Volinsky 2008, with the penalty scaled by
/// frequency as in Rendle and others 2022.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Als {
    items: Vectors,
    /// untaken * Y'Y of the items' vectors Y, by rows.
    gram: Vec<f32>,
    settings: AlsSettings,
}

impl Als {
    /// Solves for persons and items in turn. `progress` hears the share that is done.
    pub fn fit(
        sequences: &Sequences,
        settings: AlsSettings,
        progress: &mut dyn FnMut(f64),
    ) -> Self {
        let mut takers: Vec<Vec<u32>> = vec![Vec::new(); sequences.items()];
        for (person, sequence) in (0..).zip(sequences.iter()) {
            for &item in sequence {
                takers[item as usize].push(person);
            }
        }
        let mut draws = Draws::new(settings.seed);
        #[allow(clippy::cast_precision_loss, reason = "a small number")]
        let scale = 0.1 / (settings.dimensions as f32).sqrt();
        let mut items = Vectors::random(sequences.items(), settings.dimensions, scale, &mut draws);
        let taken: Vec<&[u32]> = sequences.iter().collect();
        let takers: Vec<&[u32]> = takers.iter().map(Vec::as_slice).collect();
        for round in 0..settings.rounds {
            let persons = side(&taken, &items, &settings);
            items = side(&takers, &persons, &settings);
            #[allow(clippy::cast_precision_loss, reason = "a share")]
            progress((round + 1) as f64 / settings.rounds as f64);
        }
        let gram = gram(&items, settings.untaken);
        Self {
            items,
            gram,
            settings,
        }
    }

    /// Writes the score of every item: its product with the vector that is solved for the history.
    ///
    /// # Panics
    /// Not as many scores as items, or a history with an item that is not there.
    pub fn score(&self, history: &[u32], scores: &mut [f32]) {
        let weighed: Vec<(u32, f32)> = aged(ages(history), self.settings.recency).collect();
        let vector = solve(&weighed, &self.items, &self.gram, &self.settings);
        self.items.score(&vector, scores);
    }
}

/// The vectors of one side, where the other's are `fixed`.
fn side(rows: &[&[u32]], fixed: &Vectors, settings: &AlsSettings) -> Vectors {
    let gram = gram(fixed, settings.untaken);
    let solved = rows.par_iter().map(|row| {
        let row: Vec<(u32, f32)> = row.iter().map(|&place| (place, 1.0)).collect();
        solve(&row, fixed, &gram, settings)
    });
    let solved: Vec<Vec<f32>> = solved.collect();
    Vectors {
        dimensions: settings.dimensions,
        values: solved.concat(),
    }
}

/// untaken * Y'Y, by rows.
fn gram(vectors: &Vectors, untaken: f32) -> Vec<f32> {
    let size = vectors.dimensions;
    let columns: Vec<usize> = (0..size).collect();
    let rows = columns.par_iter().map(|&column| {
        let mut row = vec![0.0; size];
        for vector in vectors.values.chunks_exact(size) {
            add(&mut row, untaken * vector[column], vector);
        }
        row
    });
    rows.collect::<Vec<Vec<f32>>>().concat()
}

/// The vector of somebody who took the items of `row`, each with its weight.
fn solve(row: &[(u32, f32)], fixed: &Vectors, gram: &[f32], settings: &AlsSettings) -> Vec<f32> {
    let size = settings.dimensions;
    let mut right = vec![0.0; size];
    if row.is_empty() {
        return right;
    }
    let mut left = gram.to_vec();
    let mut taken = 0.0;
    for &(place, weight) in row {
        let vector = fixed.get(place);
        taken += weight;
        add(&mut right, weight, vector);
        for (at, line) in left.chunks_exact_mut(size).enumerate() {
            add(&mut line[..=at], weight * vector[at], vector);
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "a count")]
    let penalty = settings.penalty * (taken + settings.untaken * fixed.count() as f32);
    for at in 0..size {
        left[at * size + at] += penalty;
    }
    cholesky_solve(&mut left, &mut right, size);
    right
}

/// Solves `left` x = `right` in place, `left` being symmetric and positive definite, given by its lower half.
fn cholesky_solve(left: &mut [f32], right: &mut [f32], size: usize) {
    for row in 0..size {
        let (above, own) = left.split_at_mut(row * size);
        for column in 0..row {
            let other = &above[column * size..][..=column];
            let sum = own[column] - dot(&own[..column], &other[..column]);
            own[column] = sum / other[column];
        }
        let square = own[row] - dot(&own[..row], &own[..row]);
        own[row] = square.max(f32::MIN_POSITIVE).sqrt();
    }
    for row in 0..size {
        let own = &left[row * size..][..=row];
        right[row] = (right[row] - dot(&own[..row], &right[..row])) / own[row];
    }
    for row in (0..size).rev() {
        right[row] /= left[row * size + row];
        let known = right[row];
        let (before, _) = right.split_at_mut(row);
        add(before, -known, &left[row * size..][..row]);
    }
}
