//! The level and the season of a series, which are taken off before a network reads it.

use super::SeriesNetworkError;

/// How the values of a series are taken.
pub struct Level {
    /// `None`: by their logarithms; otherwise divided by this.
    divided: Option<f64>,
    /// What is taken off then, by the place in the season, which is counted from the first value.
    season: Vec<f64>,
}

impl Level {
    /// Of a series, of which a season comes again after `period` values; an error where a value is not finite.
    #[allow(
        clippy::cast_precision_loss,
        reason = "values are counted exactly up to 2^53"
    )]
    pub fn of(series: &[f64], period: usize) -> Result<Self, SeriesNetworkError> {
        if series.iter().any(|value| !value.is_finite()) {
            return Err(SeriesNetworkError::NotFinite);
        }
        let size = series
            .iter()
            .map(|value| value.abs() / series.len() as f64)
            .sum::<f64>();
        let above = series.iter().all(|&value| value > 0.0);
        let mut level = Self {
            divided: (!above).then_some(if size > 0.0 { size } else { 1.0 }),
            season: vec![0.0; period],
        };
        level.season = season(&level.taken(series), period);
        Ok(level)
    }

    /// The values of the series so taken.
    pub fn taken(&self, series: &[f64]) -> Vec<f64> {
        let take = |(place, &value): (usize, &f64)| {
            let taken = self
                .divided
                .map_or_else(|| libm::log(value), |by| value / by);
            taken - self.season[place % self.season.len()]
        };
        series.iter().enumerate().map(take).collect()
    }

    /// A value so taken in the unit of the series; `place` counts from the first value of the series.
    pub fn given_back(&self, value: f64, place: usize) -> f64 {
        let value = value + self.season[place % self.season.len()];
        self.divided
            .map_or_else(|| libm::exp(value), |by| value * by)
    }
}

/// The season of values by classical decomposition: the mean distance from the centred moving average. Zeros where the
/// autocorrelation at the period is not above its 90 % bound (as Assimakopoulos and Nikolopoulos 2000 test it), or there
/// are fewer than three periods.
#[allow(
    clippy::cast_precision_loss,
    reason = "values are counted exactly up to 2^53"
)]
fn season(values: &[f64], period: usize) -> Vec<f64> {
    let none = vec![0.0; period];
    let count = values.len();
    if period < 2 || count < 3 * period {
        return none;
    }
    let mean = values.iter().sum::<f64>() / count as f64;
    let covariance = |lag: usize| {
        let pairs = values.iter().zip(&values[lag..]);
        pairs.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>()
    };
    let variance = covariance(0);
    if variance <= 0.0 {
        return none;
    }
    let before = (1..period)
        .map(|lag| (covariance(lag) / variance).powi(2))
        .sum::<f64>();
    let bound = 1.645 * ((1.0 + 2.0 * before) / count as f64).sqrt();
    if covariance(period) / variance <= bound {
        return none;
    }
    let (mut sums, mut counts) = (vec![0.0; period], vec![0.0; period]);
    let half = period / 2;
    for place in half..count - half {
        // Of an even period both ends count half.
        let around = &values[place - half..=place + half];
        let sum = around.iter().sum::<f64>();
        let average = if period.is_multiple_of(2) {
            (sum - f64::midpoint(around[0], around[period])) / period as f64
        } else {
            sum / period as f64
        };
        sums[place % period] += values[place] - average;
        counts[place % period] += 1.0;
    }
    let means: Vec<f64> = sums
        .iter()
        .zip(&counts)
        .map(|(sum, count)| sum / count)
        .collect();
    let all = means.iter().sum::<f64>() / period as f64;
    means.into_iter().map(|of| of - all).collect()
}
