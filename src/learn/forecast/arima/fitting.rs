//! The factors of one model.

use super::super::minimum::{Range, minimise};
use super::super::sums::{count, mean, variance};
use super::criterion;
use super::polynomial::{multiply, stable};

/// Costs that the fit of one model may take.
const EVALUATIONS: usize = 300;
/// How near the unit circle a partial autocorrelation may come.
const NEAREST: f64 = 0.97;
/// The least mean of squared errors, of a series whose greatest value is 1.
const LEAST: f64 = 1e-16;

/// How many terms of each kind, autoregressive and moving-average.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Orders {
    /// Of neighbouring values.
    pub near: (usize, usize),
    /// Of values a period apart.
    pub far: (usize, usize),
    /// Whether there is a mean.
    pub constant: bool,
}

impl Orders {
    pub fn terms(self) -> usize {
        self.near.0 + self.near.1 + self.far.0 + self.far.1
    }
}

/// A model with its factors.
pub struct Fitted {
    pub orders: Orders,
    pub criterion: f64,
    /// Polynomials of the lag operator.
    pub autoregressive: Vec<f64>,
    pub moving: Vec<f64>,
    pub mean: f64,
    /// What was foretold too little at each value of the differenced series.
    pub errors: Vec<f64>,
    /// The variance of the errors.
    pub step: f64,
}

/// Fits by the least sum of squares, the values and errors before the first being taken to be at their means (Box & Jenkins
/// 1970, section 7.1.2). None where there are too few values for so many terms.
pub fn fit(stationary: &[f64], period: usize, orders: Orders) -> Option<Fitted> {
    let constant = usize::from(orders.constant);
    let length = stationary.len();
    let fitted = orders.terms() + constant + 1;
    criterion(1.0, length, fitted)?;
    let spread = variance(stationary).sqrt().max(1e-9);
    let centre = mean(stationary) / spread;
    let scaled: Vec<f64> = stationary.iter().map(|value| value / spread).collect();
    let mut ranges = vec![Range::new(0.1, 0.2, -NEAREST, NEAREST); orders.terms()];
    if orders.constant {
        ranges.push(Range::new(centre, 0.2, centre - 3.0, centre + 3.0));
    }
    let mut errors = vec![0.0; length];
    let (values, squares) = minimise(&ranges, EVALUATIONS, |values| {
        let model = Polynomials::read(orders, period, values);
        model.errors(&scaled, &mut errors);
        errors.iter().map(|error| error * error).sum()
    });
    let model = Polynomials::read(orders, period, &values);
    model.errors(&scaled, &mut errors);
    for error in &mut errors {
        *error *= spread;
    }
    let squares = squares * spread * spread;
    Some(Fitted {
        orders,
        criterion: criterion((squares / count(length)).max(LEAST), length, fitted)?,
        autoregressive: model.autoregressive,
        moving: model.moving,
        mean: model.mean * spread,
        errors,
        step: squares / count(length - fitted + 1),
    })
}

struct Polynomials {
    autoregressive: Vec<f64>,
    moving: Vec<f64>,
    mean: f64,
}

impl Polynomials {
    /// Out of the partial autocorrelations of each kind, and the mean where there is one.
    fn read(orders: Orders, period: usize, values: &[f64]) -> Self {
        let (near, values) = values.split_at(orders.near.0);
        let (near_moving, values) = values.split_at(orders.near.1);
        let (far, values) = values.split_at(orders.far.0);
        let (far_moving, values) = values.split_at(orders.far.1);
        let both = |near: &[f64], far: &[f64]| {
            let near = stable(near, 1);
            if far.is_empty() {
                near
            } else {
                multiply(&near, &stable(far, period))
            }
        };
        Self {
            autoregressive: both(near, far),
            moving: both(near_moving, far_moving),
            mean: values.first().copied().unwrap_or_default(),
        }
    }

    /// Writes what is foretold too little at each value.
    fn errors(&self, values: &[f64], errors: &mut [f64]) {
        let (autoregressive, moving) = (lags(&self.autoregressive), lags(&self.moving));
        for at in 0..values.len() {
            let mut error = values[at] - self.mean;
            for &(lag, factor) in autoregressive.iter().take_while(|(lag, _)| *lag <= at) {
                error += factor * (values[at - lag] - self.mean);
            }
            for &(lag, factor) in moving.iter().take_while(|(lag, _)| *lag <= at) {
                error -= factor * errors[at - lag];
            }
            errors[at] = error;
        }
    }
}

/// The lags of at least 1 that have a factor: of a season of many values there are few.
fn lags(polynomial: &[f64]) -> Vec<(usize, f64)> {
    polynomial
        .iter()
        .copied()
        .enumerate()
        .skip(1)
        .filter(|(_, factor)| *factor != 0.0)
        .collect()
}
