//! Simple exponential smoothing.

use super::super::Forecast;
use super::super::minimum::search;
use super::super::sums::{count, deviation};

/// The shares among which alpha is chosen: with less, a level hardly moves, and the first value would decide.
const SHARES: (f64, f64) = (0.1, 1.0);

/// What smoothing made of a series.
pub struct Smoothed {
    /// How much of an error goes into the level.
    pub alpha: f64,
    /// The level after the last value, which is the forecast.
    pub level: f64,
    /// What was foretold too little at each value after the first.
    pub errors: Vec<f64>,
}

impl Smoothed {
    /// The standard deviations of the errors up to `h` steps ahead: the variance of one step times 1 + (h - 1) alpha²
    /// (Hyndman, Koehler, Ord & Snyder 2008, chapter 6).
    pub fn deviations(&self, step: f64, h: usize) -> Vec<f64> {
        (0..h)
            .map(|later| step * (1.0 + count(later) * self.alpha.powi(2)).sqrt())
            .collect()
    }
}

/// Simple exponential smoothing (Brown 1956; Makridakis, Wheelwright & Hyndman 1998, section 4/3): the level starts at the
/// first value and follows each further one by the share alpha, that of the least squared errors.
pub fn smooth(series: &[f64]) -> Smoothed {
    let alpha = search(SHARES.0, SHARES.1, |alpha| follow(series, alpha, |_| {}).1);
    let mut errors = Vec::with_capacity(series.len());
    let (level, _) = follow(series, alpha, |error| errors.push(error));
    Smoothed {
        alpha,
        level,
        errors,
    }
}

/// The last level, and the sum of the squared errors, each of which is told.
fn follow(series: &[f64], alpha: f64, mut each: impl FnMut(f64)) -> (f64, f64) {
    let mut values = series.iter();
    let mut level = values.next().copied().unwrap_or_default();
    let mut squares = 0.0;
    for value in values {
        let error = value - level;
        each(error);
        squares += error * error;
        level += alpha * error;
    }
    (level, squares)
}

/// The forecast of a series that has no season.
pub fn forecast(series: &[f64], h: usize) -> Forecast {
    let smoothed = smooth(series);
    let step = deviation(&smoothed.errors, 1);
    Forecast::new(vec![smoothed.level; h], smoothed.deviations(step, h))
}
