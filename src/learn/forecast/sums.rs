//! Sums over series that several methods need.

pub(super) use crate::learn::sums::{count, mean};

/// The mean squared distance from the mean; 0 of nothing.
pub fn variance(values: &[f64]) -> f64 {
    let centre = mean(values);
    values
        .iter()
        .map(|value| (value - centre).powi(2))
        .sum::<f64>()
        / count(values.len().max(1))
}

/// The middle value, or the mean of the two in the middle; 0 of nothing. The values are put in order.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => 0.0,
        length if length % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// Where the straight line of least squares through the values stands at the first of them, and how much it rises from
/// each to the next.
pub fn line(values: &[f64]) -> (f64, f64) {
    let middle = count(values.len().saturating_sub(1)) / 2.0;
    let centre = mean(values);
    let (mut across, mut along) = (0.0, 0.0);
    for (at, value) in values.iter().enumerate() {
        let distance = count(at) - middle;
        across += distance * (value - centre);
        along += distance * distance;
    }
    let slope = if along > 0.0 { across / along } else { 0.0 };
    (centre - slope * middle, slope)
}

/// The standard deviation of errors whose mean is taken to be 0, after `fitted` parameters were fitted on them.
pub fn deviation(errors: &[f64], fitted: usize) -> f64 {
    let freedom = errors.len().saturating_sub(fitted).max(1);
    (errors.iter().map(|error| error * error).sum::<f64>() / count(freedom)).sqrt()
}

/// The differences of values that are `lag` apart: `lag` fewer than there are values.
pub fn differences(values: &[f64], lag: usize) -> Vec<f64> {
    values
        .iter()
        .skip(lag)
        .zip(values)
        .map(|(late, early)| late - early)
        .collect()
}
