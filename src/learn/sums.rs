//! Counts and means as numbers to reckon with.

/// A number of things, to reckon with.
#[allow(
    clippy::cast_precision_loss,
    reason = "things are counted exactly up to 2^53"
)]
pub(super) fn count(things: usize) -> f64 {
    things as f64
}

/// The mean; 0 of nothing.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len().max(1))
}

/// The sum of squares around the mean.
pub(super) fn squares(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean).powi(2)).sum()
}

/// The standard deviation, with one less than the values in the denominator; 0 of fewer than two.
pub(super) fn deviation(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    (squares(values) / count(values.len() - 1)).sqrt()
}
