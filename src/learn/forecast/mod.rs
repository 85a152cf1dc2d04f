//! What a series of numbers will be in the periods to come.
//!
//! A series has one value per period, the oldest first, in any unit, without gaps. `period` is the number of values after
//! which a season comes again: 12 of months, 4 of quarters, 7 of days, 1 of what has no season. `h` is the number of values
//! to foretell.
//!
//! Owns: the methods, which of them is trusted with a series, how wrong a forecast was, and the stock that a forecast asks
//! for.
//! Does not own: what is counted, in which unit, and what is done about it.

mod arima;
mod choosing;
mod minimum;
mod naive;
mod outcome;
mod season;
mod smoothing;
mod sums;
mod theta;

pub mod network;
pub mod stock;

use serde::{Deserialize, Serialize};

pub use choosing::{Chosen, choose};
pub use outcome::{Forecast, ForecastError};

use season::Season;
use sums::{mean, median};

/// No value is further from 0: squares of what is larger would have no end.
const LARGEST: f64 = 1e100;

/// No forecast reaches further: a year of hours.
const FURTHEST: usize = 24 * 366;

/// A way to forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The last value.
    Naive,
    /// The value of a period before.
    SeasonalNaive,
    /// The last value without its season, and the season (Makridakis & Hibon 2000).
    Naive2,
    /// Simple exponential smoothing of the series without its season (Brown 1956).
    Simple,
    /// The exponential smoothing family, chosen by the corrected Akaike criterion (Hyndman et al. 2002).
    Smoothing,
    /// Theta of the series without its season (Assimakopoulos & Nikolopoulos 2000).
    Theta,
    /// The dynamic optimised Theta model of the series without its season (Fiorucci et al. 2016).
    DynamicTheta,
    /// Seasonal autoregressive integrated moving averages, chosen likewise (Hyndman & Khandakar 2008).
    Arima,
    /// Per period the median of [`Method::COMBINED`] (Petropoulos & Svetunkov 2020, "A simple combination of univariate
    /// models").
    Combined,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Naive,
        Self::SeasonalNaive,
        Self::Naive2,
        Self::Simple,
        Self::Smoothing,
        Self::Theta,
        Self::DynamicTheta,
        Self::Arima,
        Self::Combined,
    ];

    /// Those whose median is [`Method::Combined`].
    pub const COMBINED: [Self; 4] = [
        Self::Smoothing,
        Self::Theta,
        Self::DynamicTheta,
        Self::Arima,
    ];

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Naive => "naive",
            Self::SeasonalNaive => "seasonal naive",
            Self::Naive2 => "naive 2",
            Self::Simple => "simple exponential smoothing",
            Self::Smoothing => "exponential smoothing",
            Self::Theta => "theta",
            Self::DynamicTheta => "dynamic theta",
            Self::Arima => "arima",
            Self::Combined => "combined",
        }
    }

    /// The fewest values that it forecasts: enough for its numbers and an error or two besides.
    fn needed(self, period: usize) -> usize {
        match self {
            Self::Naive | Self::Naive2 => 3,
            Self::SeasonalNaive => period.saturating_add(2),
            Self::Simple => 4,
            Self::Theta => 5,
            Self::Smoothing | Self::DynamicTheta => 6,
            Self::Arima | Self::Combined => 8,
        }
    }
}

/// Forecasts the next `h` values of a series. Negative values may come out, even of a series that has none: see
/// [`Forecast::at_least`]. A season is reckoned with where the series has at least three periods of it and the test for
/// autocorrelation finds one; a series with an added season where a multiplied one can not be, having a value of 0 or
/// below.
///
/// # Errors
/// The series is too short for the method, or a value of it is not finite; a season of 0; a horizon of 0 or beyond 8784.
pub fn forecast(
    method: Method,
    series: &[f64],
    period: usize,
    h: usize,
) -> Result<Forecast, ForecastError> {
    check(method, series, period, h)?;
    let scale = scale(series);
    let scaled: Vec<f64> = series.iter().map(|value| value / scale).collect();
    Ok(apply(method, &scaled, period, h).scaled(scale))
}

/// The symmetric mean absolute percentage error of M3, from 0 to 200: the mean of 200 |a - f| / (|a| + |f|), 0 where both
/// are 0 (Makridakis & Hibon 2000). What only one of both has is left out; 0 of nothing.
#[must_use]
pub fn smape(actual: &[f64], forecast: &[f64]) -> f64 {
    let errors: Vec<f64> = actual
        .iter()
        .zip(forecast)
        .map(|(actual, forecast)| {
            let size = actual.abs() + forecast.abs();
            if size > 0.0 {
                200.0 * (actual - forecast).abs() / size
            } else {
                0.0
            }
        })
        .collect();
    mean(&errors)
}

/// Whether the method can forecast the series.
fn check(method: Method, series: &[f64], period: usize, h: usize) -> Result<(), ForecastError> {
    if period == 0 {
        return Err(ForecastError::Period);
    }
    if h == 0 || h > FURTHEST {
        return Err(ForecastError::Horizon(h));
    }
    let unusable = |value: &f64| !value.is_finite() || value.abs() > LARGEST;
    if let Some(at) = series.iter().position(unusable) {
        let value = series[at];
        return Err(ForecastError::NotFinite { at, value });
    }
    let (needed, length) = (method.needed(period), series.len());
    if length < needed {
        return Err(ForecastError::TooShort {
            method,
            needed,
            length,
        });
    }
    Ok(())
}

/// The greatest size of a value; the methods see a series divided by it, so that none needs to know how small is small.
fn scale(series: &[f64]) -> f64 {
    let greatest = series
        .iter()
        .fold(0.0_f64, |most, value| most.max(value.abs()));
    if greatest > 1e-100 { greatest } else { 1.0 }
}

/// Forecasts a series that was checked and scaled.
fn apply(method: Method, series: &[f64], period: usize, h: usize) -> Forecast {
    let forecast = match method {
        Method::Naive => naive::last(series, h),
        Method::SeasonalNaive => naive::seasonal(series, period, h),
        Method::Naive2 => deseasonalised(series, period, |rest| naive::last(rest, h)),
        Method::Simple => {
            deseasonalised(series, period, |rest| smoothing::simple::forecast(rest, h))
        }
        Method::Smoothing => smoothing::forecast(series, period, h),
        Method::Theta => deseasonalised(series, period, |rest| theta::textbook(rest, h)),
        Method::DynamicTheta => deseasonalised(series, period, |rest| theta::dynamic(rest, h)),
        Method::Arima => arima::forecast(series, period, h),
        Method::Combined => {
            let parts = Method::COMBINED.map(|part| apply(part, series, period, h));
            combine(&parts.iter().collect::<Vec<_>>(), h)
        }
    };
    // No method is known to run away, but an order of stock must not be written on an infinite number.
    if forecast.is_finite() {
        forecast
    } else {
        naive::last(series, h)
    }
}

/// Forecasts what is left of a series without its season, if the test finds one, and gives the season back.
fn deseasonalised(
    series: &[f64],
    period: usize,
    method: impl FnOnce(&[f64]) -> Forecast,
) -> Forecast {
    let Some(season) = Season::find(series, period) else {
        return method(series);
    };
    let mut forecast = method(&season.without(series));
    season.restore(series.len(), &mut forecast.points, &mut forecast.deviations);
    forecast
}

/// Per period the median of the points, and the mean of the deviations: the errors of methods that saw the same series go
/// together, so that no deviation is gained by taking several.
fn combine(parts: &[&Forecast], h: usize) -> Forecast {
    let column = |of: fn(&Forecast) -> &[f64], at: usize| -> Vec<f64> {
        parts.iter().map(|part| of(part)[at]).collect()
    };
    Forecast::new(
        (0..h)
            .map(|at| median(&mut column(|part| &part.points, at)))
            .collect(),
        (0..h)
            .map(|at| mean(&column(|part| &part.deviations, at)))
            .collect(),
    )
}
