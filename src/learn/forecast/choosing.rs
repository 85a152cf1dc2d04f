//! Which method is trusted with a series.

use serde::{Deserialize, Serialize};

use super::sums::{count, mean};
use super::{Forecast, ForecastError, Method, apply, check, combine, scale, smape};

/// The methods that are tried besides the combination, those that it is made of last.
const TRIED: [Method; 7] = [
    Method::SeasonalNaive,
    Method::Naive2,
    Method::Simple,
    Method::COMBINED[0],
    Method::COMBINED[1],
    Method::COMBINED[2],
    Method::COMBINED[3],
];
/// Origins from which each method must have forecast before any is preferred to the combination.
const FEWEST: usize = 5;
/// The most origins.
const MOST: usize = 10;
/// Values from one origin to the next: errors of neighbouring origins are nearly the same and prove nothing more.
const APART: usize = 2;
/// Values that must lie before an origin, and periods.
const BEFORE: (usize, usize) = (8, 3);
/// The share of the combination's error that another's must fall below. The errors of few origins of one series scatter so
/// much that on M3 a share nearer to 1 makes what is chosen worse than the combination.
const CLEARLY: f64 = 0.6;
/// Origins that the deviations of a method are worth by themselves, before any error is seen.
const TRUSTED: f64 = 1.0;
/// The most that the errors of one origin can say about the deviations: how often the foretold variance they were.
const WILDEST: f64 = 25.0;

/// The method that was chosen, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The method.
    pub method: Method,
    /// What it foretells.
    pub forecast: Forecast,
    /// From how many places in the series each method was tried on what came next.
    pub origins: usize,
    /// Per method that was tried its mean error over the origins, from 0 to 200, as [`smape`] has it; none where there
    /// were no origins.
    pub errors: Vec<(Method, f64)>,
}

impl Chosen {
    /// Whether a method that is tried besides is better: by the rule that the others are chosen by, clearly better than the
    /// combination, and than the one that was chosen. `error` is its mean error over the same origins.
    #[must_use]
    pub fn gives_way_to(&self, error: f64) -> bool {
        let of = |wanted: Method| {
            let found = self.errors.iter().find(|(method, _)| *method == wanted);
            found.map(|(_, error)| *error)
        };
        let clearly = |combined: f64| error < CLEARLY * combined;
        self.origins >= FEWEST
            && of(Method::Combined).is_some_and(clearly)
            && of(self.method).is_some_and(|chosen| error < chosen)
    }
}

/// What one method did from one origin.
struct Tried {
    /// As [`smape`] has it.
    error: f64,
    /// The mean, over the horizon, of squared errors by foretold variances.
    surprise: f64,
}

/// Chooses the method for a series, and forecasts with it. Each method forecasts from several origins within the series
/// what came after them (Tashman 2000, "Out-of-sample tests of forecasting accuracy"). The combination is chosen unless
/// another had clearly lower errors: over many series no single method comes near it. Where there are too few values to
/// combine, Theta is chosen, with fewer yet the last value.
///
/// The deviations of the forecast are widened where the errors from the origins were larger than foretold, which they are
/// for most methods, since these take for granted that the series goes on as it was fitted.
///
/// # Errors
/// Fewer than three values, or one that is not finite; a season of 0; a horizon of 0 or beyond 8784.
pub fn choose(series: &[f64], period: usize, h: usize) -> Result<Chosen, ForecastError> {
    check(Method::Naive, series, period, h)?;
    let scale = scale(series);
    let scaled: Vec<f64> = series.iter().map(|value| value / scale).collect();
    let origins = origins(series.len(), period, h);
    let table: Vec<Vec<Tried>> = origins
        .iter()
        .map(|&origin| attempt(&scaled, origin, period, h))
        .collect();
    let (mut method, mut errors) = (known(series.len(), period), Vec::new());
    if !table.is_empty() {
        errors = all()
            .zip(0..)
            .map(|(tried, at)| (tried, mean_error(&table, at)))
            .collect();
        method = prefer(&table, &errors);
    }
    let mut forecast = apply(method, &scaled, period, h).scaled(scale);
    if let Some(at) = errors.iter().position(|(tried, _)| *tried == method) {
        let wider = wider(&table, at);
        for deviation in &mut forecast.deviations {
            *deviation *= wider;
        }
    }
    Ok(Chosen {
        method,
        forecast,
        origins: origins.len(),
        errors,
    })
}

/// What is trusted without a trial.
fn known(length: usize, period: usize) -> Method {
    [Method::Combined, Method::Theta]
        .into_iter()
        .find(|method| method.needed(period) <= length)
        .unwrap_or(Method::Naive)
}

/// In the order in which they are tried.
fn all() -> impl Iterator<Item = Method> {
    TRIED.into_iter().chain([Method::Combined])
}

/// The places that are forecast from, the last first.
pub(super) fn origins(length: usize, period: usize, h: usize) -> Vec<usize> {
    let before = BEFORE.0.max(BEFORE.1.saturating_mul(period));
    let last = length.saturating_sub(h);
    (before..=last).rev().step_by(APART).take(MOST).collect()
}

/// What each method did from one origin.
fn attempt(series: &[f64], origin: usize, period: usize, h: usize) -> Vec<Tried> {
    let (before, after) = (&series[..origin], &series[origin..origin + h]);
    let mut forecasts: Vec<Forecast> = TRIED
        .iter()
        .map(|&method| apply(method, before, period, h))
        .collect();
    let parts = &forecasts[TRIED.len() - Method::COMBINED.len()..];
    let combined = combine(&parts.iter().collect::<Vec<_>>(), h);
    forecasts.push(combined);
    forecasts
        .iter()
        .map(|forecast| Tried {
            error: smape(after, &forecast.points),
            surprise: surprise(after, forecast),
        })
        .collect()
}

/// How often the foretold variance the squared errors were.
fn surprise(actual: &[f64], forecast: &Forecast) -> f64 {
    let foretold = forecast.points.iter().zip(&forecast.deviations);
    let shares: Vec<f64> = actual
        .iter()
        .zip(foretold)
        .map(|(actual, (point, deviation))| {
            // What was foretold to be certain, and was, is no surprise.
            let away = (actual - point).abs() / deviation.max(1e-12);
            (away * away).min(WILDEST)
        })
        .collect();
    mean(&shares)
}

/// The mean error of a method over the origins.
fn mean_error(table: &[Vec<Tried>], at: usize) -> f64 {
    mean(&table.iter().map(|row| row[at].error).collect::<Vec<_>>())
}

/// The method whose errors are best, if they leave no doubt.
fn prefer(table: &[Vec<Tried>], errors: &[(Method, f64)]) -> Method {
    let combined = TRIED.len();
    let limit = CLEARLY * errors[combined].1;
    errors[..combined]
        .iter()
        .filter(|(_, error)| table.len() >= FEWEST && *error < limit)
        .min_by(|(_, one), (_, other)| one.total_cmp(other))
        .map_or(Method::Combined, |(method, _)| *method)
}

/// How much wider than foretold the errors of a method were; at least 1.
fn wider(table: &[Vec<Tried>], at: usize) -> f64 {
    let seen: f64 = table.iter().map(|row| row[at].surprise).sum();
    ((TRUSTED + seen) / (TRUSTED + count(table.len())))
        .sqrt()
        .max(1.0)
}
