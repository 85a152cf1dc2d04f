//! A line for each arm, learnt outcome by outcome.

use serde::{Deserialize, Serialize};

/// The ridge regression of an arm's outcomes on contexts, kept up to date by each of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinearArm {
    /// The inverse of the ridge and all contexts times themselves, row by row.
    inverse: Vec<f64>,
    /// The sum of contexts times outcomes.
    product: Vec<f64>,
    coefficients: Vec<f64>,
}

impl LinearArm {
    /// An arm that nothing is known of; `ridge` is above 0.
    #[must_use]
    pub fn new(width: usize, ridge: f64) -> Self {
        let mut inverse = vec![0.0; width * width];
        for at in 0..width {
            inverse[at * width + at] = 1.0 / ridge;
        }
        Self {
            inverse,
            product: vec![0.0; width],
            coefficients: vec![0.0; width],
        }
    }

    /// The coefficients.
    #[must_use]
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// The expected outcome.
    #[must_use]
    pub fn mean(&self, context: &[f64]) -> f64 {
        dot(&self.coefficients, context)
    }

    /// The root of x' A^-1 x: how little is known where this context is, in deviations of an outcome.
    #[must_use]
    pub fn doubt(&self, context: &[f64]) -> f64 {
        dot(&self.turned(context), context).max(0.0).sqrt()
    }

    /// Learns an outcome: the inverse of a matrix that a vector times itself is added to (Sherman and Morrison 1950).
    pub fn learn(&mut self, context: &[f64], outcome: f64) {
        let width = context.len();
        let turned = self.turned(context);
        let scale = 1.0 + dot(&turned, context);
        for (row, left) in self.inverse.chunks_exact_mut(width).zip(&turned) {
            for (entry, right) in row.iter_mut().zip(&turned) {
                *entry -= left * right / scale;
            }
        }
        for (sum, x) in self.product.iter_mut().zip(context) {
            *sum += x * outcome;
        }
        self.coefficients = self.turned(&self.product);
    }

    /// The inverse times a vector.
    fn turned(&self, vector: &[f64]) -> Vec<f64> {
        let rows = self.inverse.chunks_exact(vector.len());
        rows.map(|row| dot(row, vector)).collect()
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}
