//! Means, medians and deviations of short lists.

pub(super) use crate::learn::sums::{count, deviation, mean, squares};

/// Brings a deviation from the median to the scale of a standard deviation, for normal values (Hampel 1974).
const OF_NORMAL: f64 = 1.482_602_218_505_602;

/// The median; none of nothing.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    let upper = *sorted.get(half)?;
    Some(if sorted.len() % 2 == 1 {
        upper
    } else {
        f64::midpoint(sorted[half - 1], upper)
    })
}

/// The median, and the median deviation from it on the scale of a standard deviation; none of nothing.
pub(super) fn robust(values: &[f64]) -> Option<(f64, f64)> {
    let middle = median(values)?;
    let apart: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    Some((middle, OF_NORMAL * median(&apart)?))
}
