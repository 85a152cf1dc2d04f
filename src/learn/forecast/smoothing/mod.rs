//! Exponential smoothing: simple, with a trend, with a season.

mod shape;
pub mod simple;
mod variance;

use super::Forecast;
use super::minimum::{Range, minimise};
use super::season::{Kind, Season, is_seasonal};
use super::sums::{count, line, variance};
use shape::{Seasonality, Shape, Trend, Weights};

/// Costs that the fit of one shape may take.
const EVALUATIONS: usize = 600;
/// Values at the start that the first level and slope are guessed from.
const FIRST: usize = 10;
/// The least mean of squared errors, of a series whose greatest value is 1: what fits exactly has no logarithm.
const LEAST: f64 = 1e-16;

/// A shape with the weights that fit it best.
struct Fitted {
    shape: Shape,
    weights: Weights,
    /// The season before the first value, by place in the period.
    season: Vec<f64>,
    /// Akaike's criterion, corrected for small samples.
    criterion: f64,
}

/// The exponential smoothing family with additive trends (Hyndman, Koehler, Snyder & Grose 2002; Hyndman et al. 2008,
/// tables 2.2 and 2.3): simple, Holt's linear trend, Gardner & `McKenzie`'s damped trend, with added or multiplied season
/// (Holt 1957, Winters 1960), with errors that are added or relative. Each is fitted by maximum likelihood (chapter 5);
/// the one with the least corrected Akaike criterion (chapter 7) forecasts. Relative errors and multiplied seasons are
/// for series above 0. Seasons are tried where the test finds one.
pub fn forecast(series: &[f64], period: usize, h: usize) -> Forecast {
    let seasonal = is_seasonal(series, period);
    let best = Shape::all()
        .filter(|shape| (shape.season != Seasonality::None) == seasonal)
        .filter_map(|shape| fit(shape, series, period))
        .min_by(|one, other| one.criterion.total_cmp(&other.criterion));
    match best {
        Some(best) if best.criterion.is_finite() => best.ahead(series, h),
        _ => simple::forecast(series, h),
    }
}

/// None where the shape is not for such a series.
fn fit(shape: Shape, series: &[f64], period: usize) -> Option<Fitted> {
    let above = series.iter().all(|&value| value > 1e-6);
    if shape.relative && !above {
        return None;
    }
    let (season, rest) = match shape.season {
        Seasonality::None => (vec![0.0], series.to_vec()),
        kind => {
            let kind = if kind == Seasonality::Added {
                Kind::Added
            } else {
                Kind::Multiplied
            };
            let season = Season::decompose(series, period, kind)?;
            let rest = season.without(series);
            (season.factors, rest)
        }
    };
    let ranges = ranges(shape, &rest);
    let free = ranges.len() + season.len();
    // Freely fitted are the weights, the season but for its mean, and the variance of the errors.
    let length = count(series.len());
    let spare = length - count(free) - 1.0;
    if spare <= 0.0 {
        return None;
    }
    let mut now = season.clone();
    let (values, cost) = minimise(&ranges, EVALUATIONS, |values| {
        now.copy_from_slice(&season);
        cost(shape, shape.read(values), &mut now, series)
    });
    let free = count(free);
    Some(Fitted {
        shape,
        weights: shape.read(&values),
        season,
        criterion: cost + 2.0 * free + 2.0 * free * (free + 1.0) / spare,
    })
}

/// Where the weights are sought, in the order in which the shape reads them.
fn ranges(shape: Shape, rest: &[f64]) -> Vec<Range> {
    let (start, slope) = line(&rest[..rest.len().min(FIRST)]);
    let spread = variance(rest).sqrt().max(1e-9);
    let flat = shape.trend == Trend::Flat;
    let level = if flat { rest[0] } else { start - slope };
    let mut ranges = vec![
        Range::new(
            level,
            spread * 0.2,
            level - 4.0 * spread,
            level + 4.0 * spread,
        ),
        Range::new(0.4, 0.2, 1e-4, 0.9999),
    ];
    if !flat {
        let steepest = spread.max(2.0 * slope.abs());
        ranges.push(Range::new(slope, spread * 0.1, -steepest, steepest));
        ranges.push(Range::new(0.1, 0.15, 1e-4, 0.9999));
    }
    if shape.trend == Trend::Damped {
        ranges.push(Range::new(0.93, -0.05, 0.8, 0.98));
    }
    if shape.season != Seasonality::None {
        ranges.push(Range::new(0.1, 0.15, 1e-4, 0.9999));
    }
    ranges
}

/// Twice the negative logarithm of the likelihood, but for a constant: n ln Σe² of added errors, n ln Σε² + 2 Σ ln|ŷ| of
/// relative ones.
fn cost(shape: Shape, weights: Weights, season: &mut [f64], series: &[f64]) -> f64 {
    let (mut squares, mut logarithms, mut usable) = (0.0, 0.0, true);
    shape.run(weights, season, series, |expected, error| {
        if !shape.relative {
            squares += error * error;
        } else if expected > 1e-9 {
            squares += (error / expected).powi(2);
            logarithms += expected.ln();
        } else {
            usable = false;
        }
    });
    let length = count(series.len());
    let cost = length * (squares / length).max(LEAST).ln() + 2.0 * logarithms;
    if usable && cost.is_finite() {
        cost
    } else {
        f64::INFINITY
    }
}

impl Fitted {
    fn ahead(&self, series: &[f64], h: usize) -> Forecast {
        let mut season = self.season.clone();
        let mut squares = 0.0;
        let relative = self.shape.relative;
        let end = self
            .shape
            .run(self.weights, &mut season, series, |expected, error| {
                let error = if relative { error / expected } else { error };
                squares += error * error;
            });
        let fitted = self.shape.weights();
        let step = squares / count(series.len().saturating_sub(fitted).max(1));
        let ahead = end.ahead(self.weights.phi, h);
        let season = (season.as_slice(), series.len());
        let (points, variances) = variance::ahead(self.shape, self.weights, &ahead, season, step);
        Forecast::new(points, variances.into_iter().map(f64::sqrt).collect())
    }
}
