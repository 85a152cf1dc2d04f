//! The Theta method, and the dynamic optimised Theta model.

use super::Forecast;
use super::minimum::search;
use super::smoothing::simple::smooth;
use super::sums::{count, deviation, line};

/// The weights of the newest value among which the dynamic model's is chosen, as its authors have it.
const WEIGHTS: (f64, f64) = (0.1, 0.99);
/// Values at the start whose errors do not count, the slope through fewer than two being none.
const SKIPPED: usize = 2;

/// Theta (Assimakopoulos & Nikolopoulos 2000, "The theta model"): the mean of the straight line of least squares through the
/// series, a + b t (theta 0), drawn on, and of the line with doubled curvature, Z(t) = 2 Y(t) - a - b t (theta 2), simply
/// smoothed. The series has no season. This is simple smoothing with a drift of b/2 (Hyndman & Billah 2003, "Unmasking the
/// Theta method"), and has its variance: that of one step, times 1 + (h - 1) alpha².
pub fn textbook(series: &[f64], h: usize) -> Forecast {
    let (start, slope) = line(series);
    let straight = |at: usize| start + slope * count(at);
    let curved: Vec<f64> = series
        .iter()
        .enumerate()
        .map(|(at, value)| 2.0 * value - straight(at))
        .collect();
    let smoothed = smooth(&curved);
    // Errors of the curved line are twice those of the mean of both.
    let step = deviation(&smoothed.errors, 2) / 2.0;
    let ahead = series.len()..series.len() + h;
    Forecast::new(
        ahead
            .map(|at| f64::midpoint(straight(at), smoothed.level))
            .collect(),
        smoothed.deviations(step, h),
    )
}

/// The dynamic optimised Theta model (Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016, "Models for optimising the
/// theta method and their relationship to state space models"): theta is fitted instead of being 2, and the straight line
/// A + B t is the one through what is known at each step. With the level l(t) = alpha Y(t) + (1 - alpha) l(t-1), expected is
///
/// l(t-1) + (1 - 1/theta) ((1 - alpha)^(t-1) A(t-1) + (1 - (1 - alpha)^t) / alpha B(t-1)).
///
/// The series has no season. For a given alpha, that is linear in the first level and in 1 - 1/theta, so that these two
/// follow by least squares and only alpha is searched for. Theta is at least 1, as the authors have it.
pub fn dynamic(series: &[f64], h: usize) -> Forecast {
    let alpha = search(WEIGHTS.0, WEIGHTS.1, |alpha| fit(series, alpha).cost);
    let Fit { level, curve, .. } = fit(series, alpha);
    let mut state = State::start(level, alpha);
    let errors: Vec<f64> = series
        .iter()
        .map(|&value| value - state.meet(curve, Some(value)))
        .skip(SKIPPED)
        .collect();
    let step = deviation(&errors, 3);
    let ahead = |shock: usize, state: &State| -> Vec<f64> {
        let mut state = state.clone();
        let mut points = Vec::with_capacity(h);
        for at in 0..h {
            let expected = state.clone().meet(curve, None);
            // The recursion is linear: one unit more at one step shows what an error there does later.
            let value = expected + if at == shock { 1.0 } else { 0.0 };
            state.meet(curve, Some(value));
            points.push(value);
        }
        points
    };
    let points = ahead(h, &state);
    let mut squares = vec![0.0; h];
    for shock in 0..h {
        for ((square, shocked), point) in squares.iter_mut().zip(ahead(shock, &state)).zip(&points)
        {
            *square += (shocked - point).powi(2);
        }
    }
    let deviations = squares.into_iter().map(|sum| step * sum.sqrt()).collect();
    Forecast::new(points, deviations)
}

/// What is known after so many values.
#[derive(Clone)]
struct State {
    alpha: f64,
    /// The smoothed level.
    level: f64,
    values: usize,
    mean: f64,
    /// The straight line through the values: where it stands before the first, and its slope.
    start: f64,
    slope: f64,
    /// (1 - alpha) to the power of the number of values.
    faded: f64,
}

impl State {
    fn start(level: f64, alpha: f64) -> Self {
        Self {
            alpha,
            level,
            values: 0,
            mean: 0.0,
            start: 0.0,
            slope: 0.0,
            faded: 1.0,
        }
    }

    /// What `curve`, 1 - 1/theta, is multiplied with in the next forecast.
    fn drift(&self) -> f64 {
        self.faded * self.start + (1.0 - self.faded * (1.0 - self.alpha)) * self.slope / self.alpha
    }

    /// The forecast of the next value; then takes that value in, or the forecast where there is none.
    fn meet(&mut self, curve: f64, value: Option<f64>) -> f64 {
        let expected = self.level + curve * self.drift();
        let value = value.unwrap_or(expected);
        let known = count(self.values + 1);
        let off = value - self.mean;
        self.mean += off / known;
        self.slope = if self.values == 0 {
            0.0
        } else {
            ((known - 2.0) * self.slope + 6.0 * off / known) / (known + 1.0)
        };
        self.start = self.mean - self.slope * (known + 1.0) / 2.0;
        self.level += self.alpha * (value - self.level);
        self.values += 1;
        self.faded *= 1.0 - self.alpha;
        expected
    }
}

/// What fits best for a weight.
struct Fit {
    /// The level before the first value.
    level: f64,
    /// 1 - 1/theta.
    curve: f64,
    /// The sum of the squared errors.
    cost: f64,
}

fn fit(series: &[f64], alpha: f64) -> Fit {
    // Sums of products of: what a first level of 0 leaves (y), what a first level adds (a), what the curve adds (b).
    let (mut aa, mut ab, mut bb, mut ay, mut by, mut yy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    let mut state = State::start(0.0, alpha);
    for (at, &value) in series.iter().enumerate() {
        if at >= SKIPPED {
            let (left, level, curve) = (value - state.level, state.faded, state.drift());
            aa += level * level;
            ab += level * curve;
            bb += curve * curve;
            ay += level * left;
            by += curve * left;
            yy += left * left;
        }
        state.meet(0.0, Some(value));
    }
    let divisor = aa * bb - ab * ab;
    let curve = if divisor > 1e-12 * aa * bb {
        ((aa * by - ab * ay) / divisor).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let level = if aa > 0.0 {
        (ay - curve * ab) / aa
    } else {
        0.0
    };
    let cost = yy - 2.0 * (level * ay + curve * by)
        + level * level * aa
        + 2.0 * level * curve * ab
        + curve * curve * bb;
    Fit { level, curve, cost }
}
