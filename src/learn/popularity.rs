//! What many take.

use serde::{Deserialize, Serialize};

use super::Sequences;

/// How much each item was taken, what was taken lately counting more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Popularity {
    /// Per item the sum of the weights.
    weights: Vec<f32>,
}

impl Popularity {
    /// Sums the weights of everything that was taken, given in the order in which the sequences have it. With a weight of
    /// 2^(-age / half-life) each, this is popularity with exponential decay.
    ///
    /// # Panics
    /// Not as many weights as things taken.
    #[must_use]
    pub fn fit(sequences: &Sequences, weights: impl ExactSizeIterator<Item = f32>) -> Self {
        assert_eq!(
            weights.len(),
            sequences.taken(),
            "a weight for everything that was taken"
        );
        let mut sums = vec![0.0_f64; sequences.items()];
        for (&item, weight) in sequences.iter().flatten().zip(weights) {
            sums[item as usize] += f64::from(weight);
        }
        #[allow(
            clippy::cast_possible_truncation,
            reason = "scores are of single precision"
        )]
        let weights = sums.into_iter().map(|sum| sum as f32).collect();
        Self { weights }
    }

    /// Counts everything the same.
    #[must_use]
    pub fn count(sequences: &Sequences) -> Self {
        Self::fit(sequences, std::iter::repeat_n(1.0, sequences.taken()))
    }

    /// Writes the weight of every item, whatever the history.
    ///
    /// # Panics
    /// Not as many scores as items.
    pub fn score(&self, _history: &[u32], scores: &mut [f32]) {
        scores.copy_from_slice(&self.weights);
    }
}
