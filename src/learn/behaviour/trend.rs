//! Whether a series rises or falls.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::middle::{count, mean, squares};

/// With fewer values than this nothing is said.
const VALUES_NEEDED: usize = 4;
/// Up to so many values the distribution of Kendall's score is counted out; above, it is as good as normal.
const EXACT: usize = 30;

/// How a series moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Kendall's tau-b, from -1 (falls from each value to the next) to 1 (rises).
    pub tau: f64,
    /// How probable so much of a trend is, up or down, where there is none (Mann 1945; Kendall 1975): exact for up to 30
    /// values that all differ, else by the normal distribution with the correction for ties.
    pub probability: f64,
    /// How much a value is above the one before, by least squares. Of logarithms, exp(slope) is the factor.
    pub slope: f64,
    /// How probable so steep a slope is, up or down, where there is none (Student's t).
    pub slope_probability: f64,
}

/// The trend of values in equal steps. None with fewer than 4, or with one that is not finite.
#[must_use]
pub fn trend(values: &[f64]) -> Option<Trend> {
    if values.len() < VALUES_NEEDED || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let (tau, probability) = kendall(values);
    let (slope, slope_probability) = least_squares(values);
    Some(Trend {
        tau,
        probability,
        slope,
        slope_probability,
    })
}

/// Tau-b against the order, and its probability.
fn kendall(values: &[f64]) -> (f64, f64) {
    let length = values.len();
    let pairs = length * (length - 1) / 2;
    let (mut up, mut down) = (0_usize, 0_usize);
    for (at, value) in values.iter().enumerate() {
        up += values[at + 1..]
            .iter()
            .filter(|later| *later > value)
            .count();
        down += values[at + 1..]
            .iter()
            .filter(|later| *later < value)
            .count();
    }
    let score = count(up) - count(down);
    if up + down == 0 {
        return (0.0, 1.0);
    }
    let tau = score / (count(up + down) * count(pairs)).sqrt();
    if up + down == pairs && length <= EXACT {
        return (tau, counted_out(length, up.min(down)));
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let share = |size: usize| count(size) * (count(size) - 1.0) * (2.0 * count(size) + 5.0);
    let ties: f64 = sorted
        .chunk_by(|one, other| one >= other)
        .map(|same| share(same.len()))
        .sum();
    let variance = (share(length) - ties) / 18.0;
    let apart = (score.abs() - 1.0).max(0.0) / variance.sqrt();
    (tau, libm::erfc(apart / std::f64::consts::SQRT_2).min(1.0))
}

/// How probable it is that of so many values in random order at most `fewer` pairs, or all but `fewer`, go the one way: the
/// numbers of permutations by their inversions (Kendall 1975, appendix), as shares.
fn counted_out(length: usize, fewer: usize) -> f64 {
    let mut shares = vec![1.0];
    for size in 2..=length {
        let mut next = vec![0.0; shares.len() + size - 1];
        for (at, share) in shares.iter().enumerate() {
            for sum in &mut next[at..at + size] {
                *sum += share / count(size);
            }
        }
        shares = next;
    }
    let tail: f64 = shares[..=fewer].iter().sum();
    (2.0 * tail).min(1.0)
}

/// The slope and its probability.
fn least_squares(values: &[f64]) -> (f64, f64) {
    let length = count(values.len());
    let (middle, level) = ((length - 1.0) / 2.0, mean(values));
    let steps = length * (length * length - 1.0) / 12.0;
    let both: f64 = (values.iter().enumerate())
        .map(|(at, value)| (count(at) - middle) * (value - level))
        .sum();
    let slope = both / steps;
    let all = squares(values);
    let left = (all - slope * both).max(0.0);
    // Of values that are all the same, or exactly on a line, only rounding is left.
    if all <= 1e-24 * length * (1.0 + level * level) {
        return (0.0, 1.0);
    }
    if left <= 1e-14 * all {
        return (slope, 0.0);
    }
    let freedom = length - 2.0;
    let error = (left / freedom / steps).sqrt();
    let probability = StudentsT::new(0.0, 1.0, freedom)
        .map_or(1.0, |student| 2.0 * student.sf((slope / error).abs()));
    (slope, probability)
}
