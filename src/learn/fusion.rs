//! A ranker over the candidates of other models.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::ranking::best;

/// Steps of learning.
const STEPS: i32 = 200;
/// The rate of learning, of Adam.
const RATE: f64 = 0.05;
/// The L2 penalty.
const PENALTY: f64 = 1e-4;
/// A rank tells 1 / (rank + this), as in reciprocal rank fusion (Cormack and others 2009).
const RANK: f32 = 10.0;

/// Candidates with what each model thinks of them: their scores, made comparable, and their ranks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidates {
    /// The items.
    pub items: Vec<u32>,
    /// Item after item, two numbers for each model.
    features: Vec<f32>,
}

impl Candidates {
    /// The best `count` items of each model, with the scores of all models; `scores` has one list for each model, with a
    /// score for every item. Items of `without` are none.
    #[must_use]
    pub fn of(scores: &[Vec<f32>], count: usize, without: &[u32]) -> Self {
        let mut items: Vec<u32> = scores
            .iter()
            .flat_map(|scores| best(scores, count, without))
            .collect();
        items.sort_unstable();
        items.dedup();
        let models = scores.len();
        let mut features = vec![0.0; items.len() * models * 2];
        for (model, scores) in scores.iter().enumerate() {
            let own: Vec<f32> = items.iter().map(|&item| scores[item as usize]).collect();
            let (mean, deviation) = spread(&own);
            let mut order: Vec<usize> = (0..items.len()).collect();
            order.sort_by(|&a, &b| own[b].total_cmp(&own[a]).then(a.cmp(&b)));
            #[allow(clippy::cast_precision_loss, reason = "a rank")]
            for (rank, &place) in order.iter().enumerate() {
                let at = (place * models + model) * 2;
                features[at] = (own[place] - mean) / deviation;
                features[at + 1] = RANK / (rank as f32 + RANK);
            }
        }
        Self { items, features }
    }

    fn rows(&self) -> std::slice::ChunksExact<'_, f32> {
        let width = self
            .features
            .len()
            .checked_div(self.items.len())
            .unwrap_or(0);
        self.features.chunks_exact(width.max(1))
    }
}

fn spread(values: &[f32]) -> (f32, f32) {
    #[allow(clippy::cast_precision_loss, reason = "a count of candidates")]
    let count = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / count;
    let square = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum::<f32>()
        / count;
    (mean, square.sqrt().max(1e-6))
}

/// A conditional logit over candidates (`McFadden` 1974): the chance of each is the softmax of its weighed features.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fusion {
    weights: Vec<f64>,
}

impl Fusion {
    /// Learns from candidates of which one was right; those without the right one teach nothing.
    #[must_use]
    pub fn fit(lessons: &[(Candidates, u32)]) -> Self {
        let taught = lessons.iter().filter_map(|(candidates, right)| {
            let place = candidates.items.binary_search(right).ok()?;
            Some((candidates, place))
        });
        let taught: Vec<(&Candidates, usize)> = taught.collect();
        let width = taught.first().map_or(0, |(candidates, _)| {
            candidates.rows().next().map_or(0, <[f32]>::len)
        });
        let mut weights = vec![0.0; width];
        let (mut mean, mut square) = (vec![0.0; width], vec![0.0; width]);
        for step in 1..=STEPS {
            let slope = slope(&taught, &weights);
            for (at, slope) in slope.into_iter().enumerate() {
                let slope = slope + PENALTY * weights[at];
                mean[at] = 0.9 * mean[at] + 0.1 * slope;
                square[at] = 0.99 * square[at] + 0.01 * slope * slope;
                let sure = (1.0 - 0.9_f64.powi(step), 1.0 - 0.99_f64.powi(step));
                weights[at] -= RATE * (mean[at] / sure.0) / ((square[at] / sure.1).sqrt() + 1e-9);
            }
        }
        Self { weights }
    }

    /// Writes the scores of the candidates, and of everything else less than any of theirs.
    pub fn score(&self, candidates: &Candidates, scores: &mut [f32]) {
        scores.fill(f32::MIN);
        for (&item, row) in candidates.items.iter().zip(candidates.rows()) {
            #[allow(
                clippy::cast_possible_truncation,
                reason = "scores are of single precision"
            )]
            let score = weighed(row, &self.weights) as f32;
            scores[item as usize] = score;
        }
    }
}

fn weighed(row: &[f32], weights: &[f64]) -> f64 {
    row.iter()
        .zip(weights)
        .map(|(feature, weight)| f64::from(*feature) * weight)
        .sum()
}

/// The gradient of the mean loss; summed in a fixed order.
fn slope(taught: &[(&Candidates, usize)], weights: &[f64]) -> Vec<f64> {
    let parts: Vec<Vec<f64>> = taught
        .par_chunks(256)
        .map(|part| {
            let mut slope = vec![0.0; weights.len()];
            for (candidates, right) in part {
                let products: Vec<f64> =
                    candidates.rows().map(|row| weighed(row, weights)).collect();
                let most = products.iter().copied().fold(f64::MIN, f64::max);
                let chances: Vec<f64> = products
                    .iter()
                    .map(|product| libm::exp(product - most))
                    .collect();
                let sum: f64 = chances.iter().sum();
                for (place, (row, chance)) in candidates.rows().zip(chances).enumerate() {
                    let over = chance / sum - f64::from(u8::from(place == *right));
                    for (slope, feature) in slope.iter_mut().zip(row) {
                        *slope += over * f64::from(*feature);
                    }
                }
            }
            slope
        })
        .collect();
    #[allow(clippy::cast_precision_loss, reason = "a mean")]
    let share = 1.0 / taught.len().max(1) as f64;
    let mut sum = vec![0.0; weights.len()];
    for part in parts {
        for (sum, part) in sum.iter_mut().zip(part) {
            *sum += share * part;
        }
    }
    sum
}
