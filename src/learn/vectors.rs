//! Vectors, and what is computed with them.

use serde::{Deserialize, Serialize};

use super::draws::Draws;

/// A vector for each item, all of one length.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Vectors {
    pub dimensions: usize,
    /// One vector after the other.
    pub values: Vec<f32>,
}

impl Vectors {
    /// `count` vectors of zeros.
    pub fn zeros(count: usize, dimensions: usize) -> Self {
        Self {
            dimensions,
            values: vec![0.0; count * dimensions],
        }
    }

    /// Small random vectors, the same for the same draws.
    pub fn random(count: usize, dimensions: usize, scale: f32, draws: &mut Draws) -> Self {
        Self {
            dimensions,
            values: (0..count * dimensions)
                .map(|_| scale * draws.normal())
                .collect(),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.values.len().checked_div(self.dimensions).unwrap_or(0)
    }

    /// The vector at a place.
    pub fn get(&self, place: u32) -> &[f32] {
        &self.values[place as usize * self.dimensions..][..self.dimensions]
    }

    /// The vector at a place, to be changed.
    pub fn get_mut(&mut self, place: u32) -> &mut [f32] {
        &mut self.values[place as usize * self.dimensions..][..self.dimensions]
    }

    /// Writes the product of every vector with `query`.
    ///
    /// # Panics
    /// Not as many scores as vectors.
    pub fn score(&self, query: &[f32], scores: &mut [f32]) {
        assert_eq!(scores.len(), self.count(), "every item has a score");
        for (score, vector) in scores
            .iter_mut()
            .zip(self.values.chunks_exact(self.dimensions))
        {
            *score = dot(vector, query);
        }
    }
}

/// The product of two vectors, summed in eight columns, which the compiler makes one instruction of.
pub fn dot(one: &[f32], other: &[f32]) -> f32 {
    let (ones, others) = (one.chunks_exact(8), other.chunks_exact(8));
    let rest: f32 = ones
        .remainder()
        .iter()
        .zip(others.remainder())
        .map(|(a, b)| a * b)
        .sum();
    let mut sums = [0.0_f32; 8];
    for (a, b) in ones.zip(others) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f32>() + rest
}

/// to += times * from.
pub fn add(to: &mut [f32], times: f32, from: &[f32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += times * from;
    }
}
