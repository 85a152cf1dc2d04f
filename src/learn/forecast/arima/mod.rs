//! Autoregressive integrated moving averages, with seasons.

mod differencing;
mod fitting;
mod polynomial;

use std::collections::BTreeMap;

use super::Forecast;
use super::sums::count;
use differencing::Differences;
use fitting::{Fitted, Orders, fit};

/// The most autoregressive and the most moving-average terms, of neighbouring values and of periods.
const MOST: (usize, usize) = (3, 1);
/// The most terms of all kinds together.
const TOGETHER: usize = 6;
/// Values for each term of a kind that a series must have: fewer let it follow what is only noise.
const VALUES: usize = 15;
/// Models that are fitted to one series.
const MODELS: usize = 30;

/// ARIMA(p, d, q)(P, D, Q) of Box & Jenkins (1970), the orders found as Hyndman & Khandakar (2008, "Automatic time series
/// forecasting", section 3) do: a seasonal difference where the season is strong, plain differences until the KPSS test is
/// content, then from four first models on to whichever neighbour has the least corrected Akaike criterion. A mean, or a
/// drift after one difference, is one of the neighbours. Other than there, the likelihood is that of the sum of squares given
/// that nothing moved before the series, and the orders have lower bounds, for the sake of short series and of time.
pub fn forecast(series: &[f64], period: usize, h: usize) -> Forecast {
    let differences = Differences::find(series, period);
    let stationary = differences.take(series, period);
    let mut search = Search {
        stationary: &stationary,
        period,
        constant: differences.plain + differences.seasonal <= 1,
        tried: BTreeMap::new(),
        best: None,
    };
    search.climb();
    let Some(best) = search.best else {
        return super::naive::last(series, h);
    };
    best.ahead(series, differences, period, h)
}

/// The models that were tried.
struct Search<'a> {
    stationary: &'a [f64],
    period: usize,
    /// Whether a mean may be fitted.
    constant: bool,
    /// The criterion of each.
    tried: BTreeMap<Orders, f64>,
    best: Option<Fitted>,
}

impl Search<'_> {
    fn climb(&mut self) {
        let seasonal = usize::from(self.seasonal());
        for (near, far) in [
            ((2, 2), (seasonal, seasonal)),
            ((0, 0), (0, 0)),
            ((1, 0), (seasonal, 0)),
            ((0, 1), (0, seasonal)),
        ] {
            let constant = self.constant;
            self.attempt(Orders {
                near,
                far,
                constant,
            });
        }
        if self.constant {
            self.attempt(Orders::default());
        }
        while let Some(best) = self.best.as_ref().map(|best| best.orders) {
            let better = neighbours(best)
                .into_iter()
                .any(|orders| self.tried.len() < MODELS && self.attempt(orders));
            if !better {
                break;
            }
        }
    }

    /// Whether there is a period, and a term of one before has a few values to follow.
    fn seasonal(&self) -> bool {
        self.period > 1 && self.stationary.len() / 2 >= self.period
    }

    /// Whether the model is better than all before.
    fn attempt(&mut self, orders: Orders) -> bool {
        let near = (self.stationary.len() / VALUES).clamp(1, MOST.0);
        let allowed = orders.near.0.max(orders.near.1) <= near
            && orders.far.0.max(orders.far.1) <= MOST.1
            && orders.terms() <= TOGETHER
            && (self.seasonal() || orders.far == (0, 0))
            && (self.constant || !orders.constant);
        if !allowed || self.tried.contains_key(&orders) {
            return false;
        }
        let fitted = fit(self.stationary, self.period, orders);
        let criterion = fitted
            .as_ref()
            .map_or(f64::INFINITY, |fitted| fitted.criterion);
        self.tried.insert(orders, criterion);
        let better = criterion.is_finite()
            && self
                .best
                .as_ref()
                .is_none_or(|best| criterion < best.criterion);
        if better {
            self.best = fitted;
        }
        better
    }
}

/// The models that differ by one term of a kind, by one of both kinds, or by the mean.
fn neighbours(orders: Orders) -> Vec<Orders> {
    let moved = |(one, other): (usize, usize)| -> Vec<(usize, usize)> {
        let mut all = vec![(one + 1, other), (one, other + 1), (one + 1, other + 1)];
        if one > 0 {
            all.push((one - 1, other));
        }
        if other > 0 {
            all.push((one, other - 1));
        }
        if one > 0 && other > 0 {
            all.push((one - 1, other - 1));
        }
        all
    };
    let far = moved(orders.far)
        .into_iter()
        .map(|far| Orders { far, ..orders });
    let near = moved(orders.near)
        .into_iter()
        .map(|near| Orders { near, ..orders });
    let constant = !orders.constant;
    far.chain(near)
        .chain([Orders { constant, ..orders }])
        .collect()
}

impl Fitted {
    fn ahead(&self, series: &[f64], differences: Differences, period: usize, h: usize) -> Forecast {
        let whole = polynomial::multiply(&self.autoregressive, &differences.polynomial(period));
        let constant = self.mean * self.autoregressive.iter().sum::<f64>();
        let mut values = series.to_vec();
        let mut errors = vec![0.0; series.len() - self.errors.len()];
        errors.extend(&self.errors);
        errors.resize(series.len() + h, 0.0);
        for at in series.len()..series.len() + h {
            let past = |terms: &[f64], known: &[f64]| -> f64 {
                let lags = terms.iter().enumerate().skip(1);
                lags.filter(|(lag, _)| *lag <= at)
                    .map(|(lag, term)| term * known[at - lag])
                    .sum()
            };
            let value = constant - past(&whole, &values) + past(&self.moving, &errors);
            values.push(value);
        }
        let weights = polynomial::divide(&self.moving, &whole, h);
        let mut sum = 0.0;
        let deviations = weights
            .iter()
            .map(|weight| {
                sum += weight * weight;
                (self.step * sum).sqrt()
            })
            .collect();
        Forecast::new(values.split_off(series.len()), deviations)
    }
}

/// The corrected Akaike criterion of a model with so many fitted numbers; none where it has too many.
fn criterion(mean_square: f64, values: usize, fitted: usize) -> Option<f64> {
    let (length, free) = (count(values), count(fitted));
    let spare = length - free - 1.0;
    (spare > 0.0)
        .then(|| length * mean_square.ln() + 2.0 * free + 2.0 * free * (free + 1.0) / spare)
}
