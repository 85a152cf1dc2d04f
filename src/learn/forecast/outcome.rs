//! What a forecast is, and why there is none.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

use super::Method;

/// What is expected of the periods to come, and how unsure that is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The expected value of each period to come, the next one first, in the unit of the series.
    pub points: Vec<f64>,
    /// The standard deviation of the error of each point, in the unit of the series.
    pub deviations: Vec<f64>,
    /// What no value falls below.
    lowest: Option<f64>,
}

impl Forecast {
    pub(super) fn new(points: Vec<f64>, deviations: Vec<f64>) -> Self {
        Self {
            points,
            deviations,
            lowest: None,
        }
    }

    /// The same forecast with every point and every quantile at least `lowest`: 0 for what is counted.
    #[must_use]
    pub fn at_least(mut self, lowest: f64) -> Self {
        for point in &mut self.points {
            *point = point.max(lowest);
        }
        self.lowest = Some(lowest);
        self
    }

    /// Per period the value that is not exceeded with the given probability, errors being normally distributed.
    ///
    /// # Errors
    /// The probability is not between 0 and 1, both excluded.
    pub fn quantile(&self, probability: f64) -> Result<Vec<f64>, ForecastError> {
        let away = standard(probability)?;
        Ok(self
            .points
            .iter()
            .zip(&self.deviations)
            .map(|(point, deviation)| {
                let value = point + away * deviation;
                self.lowest.map_or(value, |lowest| value.max(lowest))
            })
            .collect())
    }

    /// Per period the two values between which the true one lies with the given probability, 0.8 or 0.95 for a fan.
    ///
    /// # Errors
    /// The probability is not between 0 and 1, both excluded.
    pub fn interval(&self, probability: f64) -> Result<Vec<(f64, f64)>, ForecastError> {
        if !(probability > 0.0 && probability < 1.0) {
            return Err(ForecastError::Probability(probability));
        }
        let outside = (1.0 - probability) / 2.0;
        let (low, high) = (self.quantile(outside)?, self.quantile(1.0 - outside)?);
        Ok(low.into_iter().zip(high).collect())
    }

    /// Multiplies everything, as a change of unit does.
    pub(super) fn scaled(mut self, factor: f64) -> Self {
        for value in self.points.iter_mut().chain(&mut self.deviations) {
            *value *= factor;
        }
        self
    }

    /// Whether there is no infinite and no undefined number.
    pub(super) fn is_finite(&self) -> bool {
        let mut all = self.points.iter().chain(&self.deviations);
        all.all(|value| value.is_finite())
    }
}

/// The quantile of the standard normal distribution.
pub(super) fn standard(probability: f64) -> Result<f64, ForecastError> {
    if !(probability > 0.0 && probability < 1.0) {
        return Err(ForecastError::Probability(probability));
    }
    Ok(Normal::standard().inverse_cdf(probability))
}

/// Why there is no forecast.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ForecastError {
    /// The series has too few values.
    #[error(
        "a series of {length} values is too short for the {method} forecast, which needs {needed}; wait for more periods",
        method = .method.name()
    )]
    TooShort {
        /// What was to forecast.
        method: Method,
        /// How many values it needs.
        needed: usize,
        /// How many there are.
        length: usize,
    },
    /// A value can not be reckoned with.
    #[error(
        "value {at} of the series, {value}, is not a number within ±1e100; mend it or fill it in"
    )]
    NotFinite {
        /// Its place, the first being 0.
        at: usize,
        /// The value.
        value: f64,
    },
    /// The season has no length.
    #[error("a season of 0 periods is none; give 1 for a series without a season")]
    Period,
    /// Nothing is asked for, or too much.
    #[error("a forecast of {0} periods can not be made; ask for 1 to 8784")]
    Horizon(usize),
    /// Not a probability that a quantile exists for.
    #[error("{0} is not a probability between 0 and 1; give a share such as 0.95")]
    Probability(f64),
}
