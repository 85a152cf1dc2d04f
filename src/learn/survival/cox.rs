//! Proportional hazards (Cox 1972), ties by Efron's method (1977).

use serde::{Deserialize, Serialize};

use crate::learn::matrix::{Cholesky, Matrix};

use super::{SurvivalError, Watched, check, in_time};

/// A fitted model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cox {
    /// Of each column.
    pub coefficients: Vec<Coefficient>,
    /// The partial log-likelihood.
    pub log_likelihood: f64,
    /// The one with all coefficients 0.
    pub log_likelihood_null: f64,
    /// The means of the columns: risks are relative to whoever has these.
    pub means: Vec<f64>,
    /// The summed hazard of whoever has the means, by time (Breslow's estimate, with Efron's weights).
    pub baseline: Vec<(f64, f64)>,
    /// The inverse of the information: how coefficients vary together.
    pub(super) covariance: Vec<Vec<f64>>,
}

/// What a column does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// The logarithm of the ratio of hazards for one more of the column.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

/// With fewer events than this nothing is fitted.
const EVENTS_NEEDED: usize = 10;

impl Cox {
    /// Fits the model by Newton's method with halved steps. `rows` has the columns of each person.
    ///
    /// # Errors
    /// A value that cannot be, too few events, a column that says nothing or everything.
    ///
    /// # Panics
    /// Not a row for each person, or rows that are not of one length.
    pub fn fit(people: &[Watched], rows: &[Vec<f64>]) -> Result<Self, SurvivalError> {
        assert_eq!(people.len(), rows.len(), "a row for each person");
        check(people)?;
        let columns = rows.first().map_or(0, Vec::len);
        for (at, row) in rows.iter().enumerate() {
            assert_eq!(row.len(), columns, "rows of one length");
            if row.iter().any(|value| !value.is_finite()) {
                return Err(SurvivalError::Impossible {
                    row: at + 1,
                    what: "a value that is not a number",
                });
            }
        }
        let events = people.iter().filter(|person| person.happened).count();
        if events < EVENTS_NEEDED {
            return Err(SurvivalError::FewEvents {
                events,
                needed: EVENTS_NEEDED,
            });
        }
        let scaled = Scaled::new(rows, columns)?;
        let order = in_time(people);
        let mut state = State::new(columns);
        let mut at = vec![0.0; columns];
        let null = state.evaluate(people, &scaled.rows, &order, &at);
        let mut value = null;
        for _ in 0..50 {
            let root = Cholesky::new(&state.information)
                .map_err(|column| SurvivalError::Redundant { column })?;
            let step = root.solve(&state.slope);
            let gain: f64 = step.iter().zip(&state.slope).map(|(a, b)| a * b).sum();
            if gain < 1e-14 * value.abs().max(1.0) {
                break;
            }
            let mut length = 1.0;
            loop {
                let next: Vec<f64> = at
                    .iter()
                    .zip(&step)
                    .map(|(at, step)| at + length * step)
                    .collect();
                let there = state.evaluate(people, &scaled.rows, &order, &next);
                if there >= value - 1e-12 * value.abs() || length < 1e-8 {
                    (at, value) = (next, there);
                    break;
                }
                length /= 2.0;
            }
            // A standard deviation more of a column would be a ratio of hazards beyond e^12.
            if let Some(column) = at.iter().position(|value| value.abs() > 12.0) {
                return Err(SurvivalError::Separated { column });
            }
        }
        let root = Cholesky::new(&state.information)
            .map_err(|column| SurvivalError::Redundant { column })?;
        let mut covariance = root.inverse();
        for (row, one) in covariance.iter_mut().zip(&scaled.spreads) {
            for (entry, other) in row.iter_mut().zip(&scaled.spreads) {
                *entry /= one * other;
            }
        }
        let coefficients = (0..columns)
            .map(|column| Coefficient {
                value: at[column] / scaled.spreads[column],
                error: covariance[column][column].sqrt(),
            })
            .collect();
        Ok(Self {
            coefficients,
            log_likelihood: value,
            log_likelihood_null: null,
            baseline: baseline(people, &scaled.rows, &order, &at),
            means: scaled.means,
            covariance,
        })
    }

    /// The logarithm of a person's hazard relative to whoever has the means.
    #[must_use]
    pub fn risk(&self, row: &[f64]) -> f64 {
        self.coefficients
            .iter()
            .zip(row.iter().zip(&self.means))
            .map(|(coefficient, (value, mean))| coefficient.value * (value - mean))
            .sum()
    }

    /// The share of people like this one to whom it has not happened by a time.
    #[must_use]
    pub fn share(&self, row: &[f64], time: f64) -> f64 {
        let past = self.baseline.partition_point(|&(at, _)| at <= time);
        let hazard = past.checked_sub(1).map_or(0.0, |at| self.baseline[at].1);
        (-hazard * self.risk(row).exp()).exp()
    }

    /// When it will have happened to half of the people like this one, of those to whom it has not happened by `since`;
    /// none where that is after everything that was seen.
    #[must_use]
    pub fn median(&self, row: &[f64], since: f64) -> Option<f64> {
        self.quantile(row, since, 0.5)
    }

    /// The same for any share of them.
    #[must_use]
    pub fn quantile(&self, row: &[f64], since: f64, happened: f64) -> Option<f64> {
        let left = self.share(row, since) * (1.0 - happened);
        let risk = self.risk(row).exp();
        let later = self.baseline.iter().filter(|&&(time, _)| time > since);
        later
            .into_iter()
            .find(|&&(_, hazard)| (-hazard * risk).exp() <= left)
            .map(|&(time, _)| time)
    }
}

/// The columns less their means, over their deviations.
struct Scaled {
    rows: Vec<Vec<f64>>,
    means: Vec<f64>,
    spreads: Vec<f64>,
}

impl Scaled {
    #[allow(
        clippy::cast_precision_loss,
        reason = "people are counted exactly up to 2^53"
    )]
    fn new(rows: &[Vec<f64>], columns: usize) -> Result<Self, SurvivalError> {
        let count = rows.len() as f64;
        let mean = |column: usize| rows.iter().map(|row| row[column]).sum::<f64>() / count;
        let means: Vec<f64> = (0..columns).map(mean).collect();
        let spreads: Vec<f64> = (0..columns)
            .map(|column| {
                let square = |row: &Vec<f64>| (row[column] - means[column]).powi(2);
                (rows.iter().map(square).sum::<f64>() / count).sqrt()
            })
            .collect();
        if let Some(column) = spreads.iter().position(|&spread| spread <= 1e-12) {
            return Err(SurvivalError::Redundant { column });
        }
        let scale = |row: &Vec<f64>| {
            (row.iter().zip(&means).zip(&spreads))
                .map(|((value, mean), spread)| (value - mean) / spread)
                .collect()
        };
        Ok(Self {
            rows: rows.iter().map(scale).collect(),
            means,
            spreads,
        })
    }
}

/// What is known at a point: the slope of the log-likelihood and its information.
struct State {
    slope: Vec<f64>,
    information: Matrix,
    /// Sums over those at risk: of the hazards, of the columns weighted by them, of the products of columns.
    risk: Sums,
    tied: Sums,
}

/// Weighted sums over people.
struct Sums {
    hazard: f64,
    first: Vec<f64>,
    second: Matrix,
}

impl Sums {
    fn new(columns: usize) -> Self {
        Self {
            hazard: 0.0,
            first: vec![0.0; columns],
            second: Matrix::zero(columns),
        }
    }

    fn clear(&mut self) {
        self.hazard = 0.0;
        self.first.fill(0.0);
        self.second.clear();
    }

    fn add(&mut self, row: &[f64], hazard: f64) {
        self.hazard += hazard;
        for (sum, value) in self.first.iter_mut().zip(row) {
            *sum += hazard * value;
        }
        self.second.add_square(row, hazard);
    }
}

impl State {
    fn new(columns: usize) -> Self {
        Self {
            slope: vec![0.0; columns],
            information: Matrix::zero(columns),
            risk: Sums::new(columns),
            tied: Sums::new(columns),
        }
    }

    /// The log-likelihood at coefficients; leaves the slope and the information. Goes back in time, so that those at
    /// risk only become more.
    #[allow(clippy::cast_precision_loss, reason = "a count of ties")]
    fn evaluate(
        &mut self,
        people: &[Watched],
        rows: &[Vec<f64>],
        order: &[usize],
        at: &[f64],
    ) -> f64 {
        self.slope.fill(0.0);
        self.information.clear();
        self.risk.clear();
        let mut value = 0.0;
        let mut means = vec![0.0; at.len()];
        for (start, end, died) in times(people, order).into_iter().rev() {
            self.tied.clear();
            for (place, &row) in order[start..end].iter().enumerate() {
                let score: f64 = rows[row].iter().zip(at).map(|(x, b)| x * b).sum();
                let hazard = score.exp();
                self.risk.add(&rows[row], hazard);
                if place < died {
                    self.tied.add(&rows[row], hazard);
                    value += score;
                    for (slope, x) in self.slope.iter_mut().zip(&rows[row]) {
                        *slope += x;
                    }
                }
            }
            for tie in 0..died {
                let gone = tie as f64 / died as f64;
                let hazard = self.risk.hazard - gone * self.tied.hazard;
                value -= hazard.ln();
                for ((mean, all), tied) in
                    means.iter_mut().zip(&self.risk.first).zip(&self.tied.first)
                {
                    *mean = (all - gone * tied) / hazard;
                }
                for (slope, mean) in self.slope.iter_mut().zip(&means) {
                    *slope -= mean;
                }
                self.information.add(&self.risk.second, 1.0 / hazard);
                if tie > 0 {
                    self.information.add(&self.tied.second, -gone / hazard);
                }
                self.information.add_square(&means, -1.0);
            }
        }
        value
    }
}

/// The places in `order` of each time, with how many of them it happened to; those stand first.
pub(super) fn times(people: &[Watched], order: &[usize]) -> Vec<(usize, usize, usize)> {
    let mut times = Vec::new();
    let mut start = 0;
    while start < order.len() {
        let time = people[order[start]].time;
        let end = start + order[start..].partition_point(|&row| people[row].time <= time);
        let died = order[start..end].partition_point(|&row| people[row].happened);
        times.push((start, end, died));
        start = end;
    }
    times
}

/// The summed hazard of whoever has the means.
#[allow(clippy::cast_precision_loss, reason = "a count of ties")]
fn baseline(people: &[Watched], rows: &[Vec<f64>], order: &[usize], at: &[f64]) -> Vec<(f64, f64)> {
    let hazard = |row: usize| -> f64 {
        let score: f64 = rows[row].iter().zip(at).map(|(x, b)| x * b).sum();
        score.exp()
    };
    let mut risk = 0.0;
    let mut steps = Vec::new();
    for (start, end, died) in times(people, order).into_iter().rev() {
        risk += order[start..end]
            .iter()
            .map(|&row| hazard(row))
            .sum::<f64>();
        if died == 0 {
            continue;
        }
        let tied: f64 = order[start..start + died]
            .iter()
            .map(|&row| hazard(row))
            .sum();
        let step: f64 = (0..died)
            .map(|tie| 1.0 / (risk - tie as f64 / died as f64 * tied))
            .sum();
        steps.push((people[order[start]].time, step));
    }
    steps.reverse();
    let mut sum = 0.0;
    for (_, step) in &mut steps {
        sum += *step;
        *step = sum;
    }
    steps
}
