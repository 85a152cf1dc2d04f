//! Two normal distributions in one heap of values, told apart by expectation and maximisation (Dempster, Laird and Rubin
//! 1977).

use super::middle::{count, mean, squares};

/// More values than this are put into as many bins first.
const BINS: usize = 4096;
/// The likelihood is climbed so many times at most.
const ROUNDS: usize = 1000;
/// It is climbed until a value gains no more than this.
const TOLERANCE: f64 = 1e-10;
/// No part is narrower than this share of the whole: values that are rounded would end in a spike.
const NARROWEST: f64 = 0.01;

/// One of the two.
#[derive(Clone, Copy, Debug)]
pub(super) struct Normal {
    /// The share of the values.
    pub(super) share: f64,
    /// Around what.
    pub(super) mean: f64,
    /// The standard deviation.
    pub(super) deviation: f64,
}

impl Normal {
    /// The logarithm of share times density.
    fn log(&self, value: f64) -> f64 {
        let apart = (value - self.mean) / self.deviation;
        (self.share / (self.deviation * std::f64::consts::TAU.sqrt())).ln() - 0.5 * apart * apart
    }
}

/// Both, the lower one first.
#[derive(Clone, Copy, Debug)]
pub(super) struct TwoNormals {
    pub(super) parts: [Normal; 2],
    /// How much likelier the values are than with a single normal: the difference of the log-likelihoods.
    pub(super) gain: f64,
}

impl TwoNormals {
    /// Fits both; none where all values are the same.
    pub(super) fn fit(values: &[f64]) -> Option<Self> {
        let whole = (squares(values) / count(values.len().max(1))).sqrt();
        if whole <= 0.0 || !whole.is_finite() {
            return None;
        }
        let heap = heap(values);
        let total = count(values.len());
        let narrowest = NARROWEST * whole;
        let mut parts = split(&heap, narrowest)?;
        let mut before = f64::NEG_INFINITY;
        for _ in 0..ROUNDS {
            let mut sums = [[0.0; 3]; 2];
            let mut likelihood = 0.0;
            for &(value, weight) in &heap {
                let logs = parts.map(|part| part.log(value));
                let most = logs[0].max(logs[1]);
                let both = logs.map(|log| (log - most).exp());
                let sum = both[0] + both[1];
                likelihood += weight * (most + sum.ln());
                for (sums, one) in sums.iter_mut().zip(both) {
                    let own = weight * one / sum;
                    sums[0] += own;
                    sums[1] += own * value;
                    sums[2] += own * value * value;
                }
            }
            for (part, [own, first, second]) in parts.iter_mut().zip(sums) {
                if own < 1e-9 {
                    return None;
                }
                part.share = own / total;
                part.mean = first / own;
                let variance = (second / own - part.mean * part.mean).max(0.0);
                part.deviation = variance.sqrt().max(narrowest);
            }
            if likelihood - before <= TOLERANCE * total {
                before = likelihood;
                break;
            }
            before = likelihood;
        }
        if parts[0].mean > parts[1].mean {
            parts.swap(0, 1);
        }
        let single = Normal {
            share: 1.0,
            mean: mean(values),
            deviation: whole,
        };
        let alone: f64 = (heap.iter())
            .map(|&(value, weight)| weight * single.log(value))
            .sum();
        Some(Self {
            parts,
            gain: before - alone,
        })
    }

    /// The value between the means that is as likely of the one as of the other; none where one of them is likelier
    /// at both means.
    pub(super) fn between(&self) -> Option<f64> {
        let [lower, upper] = self.parts;
        let ahead = |value| lower.log(value) - upper.log(value);
        let (mut low, mut high) = (lower.mean, upper.mean);
        if ahead(low) <= 0.0 || ahead(high) >= 0.0 {
            return None;
        }
        for _ in 0..80 {
            let middle = f64::midpoint(low, high);
            if ahead(middle) > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(f64::midpoint(low, high))
    }
}

/// The values in order, each with its weight; many of them in bins.
fn heap(values: &[f64]) -> Vec<(f64, f64)> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    if sorted.len() <= BINS {
        return sorted.into_iter().map(|value| (value, 1.0)).collect();
    }
    let (least, most) = (sorted[0], sorted[sorted.len() - 1]);
    let width = (most - least) / count(BINS);
    let bin = |value: f64| ((value - least) / width).floor();
    sorted
        .chunk_by(|&one, &other| bin(one).total_cmp(&bin(other)).is_eq())
        .map(|same| (mean(same), count(same.len())))
        .collect()
}

/// Where to start: the cut with the least squares on both sides (Fisher 1958).
fn split(heap: &[(f64, f64)], narrowest: f64) -> Option<[Normal; 2]> {
    let add = |sums: [f64; 3], &(value, weight): &(f64, f64)| {
        [
            sums[0] + weight,
            sums[1] + weight * value,
            sums[2] + weight * value * value,
        ]
    };
    let all = heap.iter().fold([0.0; 3], add);
    let within = |sums: [f64; 3]| (sums[2] - sums[1] * sums[1] / sums[0]).max(0.0);
    let mut low = [0.0; 3];
    let mut best: Option<(f64, [[f64; 3]; 2])> = None;
    for pair in heap.windows(2) {
        low = add(low, &pair[0]);
        let high = [all[0] - low[0], all[1] - low[1], all[2] - low[2]];
        let cost = within(low) + within(high);
        let same = pair[0].0.total_cmp(&pair[1].0).is_eq();
        if !same && best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, [low, high]));
        }
    }
    best.map(|(_, sides)| {
        sides.map(|sums| Normal {
            share: sums[0] / all[0],
            mean: sums[1] / sums[0],
            deviation: (within(sums) / sums[0]).sqrt().max(narrowest),
        })
    })
}
