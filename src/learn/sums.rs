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
