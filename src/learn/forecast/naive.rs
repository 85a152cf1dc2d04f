//! The forecasts that every other must beat.

use super::Forecast;
use super::sums::{count, deviation, differences};

/// Everything stays as it is: a random walk, whose variance grows by that of a step each period.
pub fn last(series: &[f64], h: usize) -> Forecast {
    let step = deviation(&differences(series, 1), 0);
    let value = series.last().copied().unwrap_or_default();
    Forecast::new(
        vec![value; h],
        (1..=h).map(|ahead| step * count(ahead).sqrt()).collect(),
    )
}

/// Every value is the one of a period before: a random walk from period to period.
pub fn seasonal(series: &[f64], period: usize, h: usize) -> Forecast {
    let step = deviation(&differences(series, period), 0);
    let before = &series[series.len() - period..];
    Forecast::new(
        before.iter().copied().cycle().take(h).collect(),
        (0..h)
            .map(|ahead| step * count(ahead / period + 1).sqrt())
            .collect(),
    )
}
