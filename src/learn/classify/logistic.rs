//! Logistic regression with a penalty on the size of the coefficients.

use serde::{Deserialize, Serialize};

use super::{ClassifyError, Design, Table, check, probability};

/// How coefficients are kept small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Penalty {
    /// How much, per row: the mean log loss plus `weight` times the penalty is minimised.
    pub weight: f64,
    /// What share of it is on the sum of sizes (L1), which makes coefficients 0; the rest is on half the sum of
    /// squares (L2). Zou and Hastie 2005.
    pub lasso: f64,
}

/// A fitted model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Logistic {
    design: Design,
    /// The log odds where all numbers of the design are 0: at the means.
    intercept: f64,
    coefficients: Vec<f64>,
}

impl Logistic {
    /// Fits to these rows for each penalty in turn, each fit starting from the one before: give the greatest first.
    /// Newton's method, each step solved by descending along one coefficient after another (Friedman, Hastie and
    /// Tibshirani 2010).
    ///
    /// # Errors
    /// Too few rows of one kind, or no column that differs.
    ///
    /// # Panics
    /// Not a label for each row of the table.
    pub fn path(
        table: &Table,
        labels: &[bool],
        rows: &[usize],
        penalties: &[Penalty],
    ) -> Result<Vec<Self>, ClassifyError> {
        Self::weighted(table, labels, None, rows, penalties)
    }

    /// The same where rows count by their weights, one above 0 for each row of the table.
    ///
    /// # Errors
    /// As [`Self::path`].
    ///
    /// # Panics
    /// Not a label, or not a weight, for each row of the table.
    pub fn weighted(
        table: &Table,
        labels: &[bool],
        weights: Option<&[f64]>,
        rows: &[usize],
        penalties: &[Penalty],
    ) -> Result<Vec<Self>, ClassifyError> {
        assert_eq!(table.rows(), labels.len(), "a label for each row");
        check(rows.iter().map(|&row| labels[row]))?;
        let design = Design::fit(table, rows);
        if design.width() == 0 {
            return Err(ClassifyError::NoColumns);
        }
        let matrix: Vec<f32> = rows
            .iter()
            .flat_map(|&row| design.row(table, row))
            .map(single)
            .collect();
        let labels: Vec<bool> = rows.iter().map(|&row| labels[row]).collect();
        let weight = |&row: &usize| weights.map_or(1.0, |weights| weights[row]);
        let weights: Vec<f64> = rows.iter().map(weight).collect();
        let mut at = vec![0.0; design.width() + 1];
        Ok(penalties
            .iter()
            .map(|&penalty| {
                descend(&matrix, &labels, &weights, penalty, &mut at);
                Self {
                    design: design.clone(),
                    intercept: at[0],
                    coefficients: at[1..].to_vec(),
                }
            })
            .collect())
    }

    /// The log odds of a row.
    #[must_use]
    pub fn log_odds(&self, table: &Table, row: usize) -> f64 {
        let numbers = self.design.row(table, row);
        let products = numbers.iter().zip(&self.coefficients);
        self.intercept + products.map(|(x, b)| x * b).sum::<f64>()
    }

    /// What each column of the table adds to a row's log odds, against the mean of the rows that it was fitted to: exact,
    /// since they add up to the log odds less [`Self::base`].
    #[must_use]
    pub fn contributions(&self, table: &Table, row: usize) -> Vec<f64> {
        let mut sums = vec![0.0; table.columns().len()];
        let numbers = self.design.row(table, row);
        for ((origin, x), b) in (self.design.origins().into_iter())
            .zip(numbers)
            .zip(&self.coefficients)
        {
            sums[origin] += x * b;
        }
        sums
    }

    /// The log odds at the means.
    #[must_use]
    pub fn base(&self) -> f64 {
        self.intercept
    }

    /// How many coefficients are not 0.
    #[must_use]
    pub fn used(&self) -> usize {
        self.coefficients.iter().filter(|&&b| b != 0.0).count()
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "scaled numbers need no more than single precision"
)]
fn single(value: f64) -> f32 {
    value as f32
}

/// Minimises from `at`: the intercept, then the coefficients.
fn descend(matrix: &[f32], labels: &[bool], weights: &[f64], penalty: Penalty, at: &mut [f64]) {
    let width = at.len() - 1;
    let count: f64 = weights.iter().sum();
    let mut gram = vec![0.0_f64; at.len() * at.len()];
    let mut slope = vec![0.0; at.len()];
    let mut scaled = vec![0.0_f32; width];
    for _ in 0..25 {
        gram.fill(0.0);
        slope.fill(0.0);
        let mut sums = vec![0.0_f32; width * width];
        for (place, (row, &label)) in matrix.chunks_exact(width).zip(labels).enumerate() {
            let score: f64 = at[0]
                + row
                    .iter()
                    .zip(&at[1..])
                    .map(|(&x, b)| f64::from(x) * b)
                    .sum::<f64>();
            let chance = probability(score);
            let error = (f64::from(u8::from(label)) - chance) * weights[place];
            let weight = (chance * (1.0 - chance)).max(1e-5) * weights[place];
            slope[0] += error;
            gram[0] += weight;
            for (column, &x) in row.iter().enumerate() {
                slope[column + 1] += error * f64::from(x);
                gram[column + 1] += weight * f64::from(x);
                scaled[column] = single(weight) * x;
            }
            for (column, &left) in scaled.iter().enumerate() {
                if left != 0.0 {
                    let sums = &mut sums[column * width..=column * width + column];
                    for (sum, &right) in sums.iter_mut().zip(row) {
                        *sum += left * right;
                    }
                }
            }
            // Sums of single precision are emptied before they lose digits.
            if place % 512 == 511 || place + 1 == labels.len() {
                for column in 0..width {
                    for other in 0..=column {
                        gram[(column + 1) * (width + 1) + other + 1] +=
                            f64::from(sums[column * width + other]);
                    }
                }
                sums.fill(0.0);
            }
        }
        for entry in gram.iter_mut().chain(&mut slope) {
            *entry /= count;
        }
        for column in 1..=width {
            gram[column * (width + 1)] = gram[column];
            for other in 1..column {
                gram[other * (width + 1) + column] = gram[column * (width + 1) + other];
            }
        }
        if step(&gram, &slope, penalty, at) < 1e-4 {
            break;
        }
    }
}

/// One Newton step, solved coefficient by coefficient; how far the farthest coefficient went.
fn step(gram: &[f64], slope: &[f64], penalty: Penalty, at: &mut [f64]) -> f64 {
    let size = at.len();
    let start = at.to_vec();
    // The slope of the quadratic at the present point.
    let mut rest = slope.to_vec();
    let lasso = penalty.weight * penalty.lasso;
    let ridge = penalty.weight * (1.0 - penalty.lasso);
    for _ in 0..1000 {
        let mut farthest = 0.0_f64;
        for column in 0..size {
            let bend = gram[column * size + column];
            let before = at[column];
            let pull = rest[column] + bend * before;
            let after = if column == 0 {
                pull / bend
            } else {
                (pull.abs() - lasso).max(0.0) * pull.signum() / (bend + ridge).max(1e-12)
            };
            let moved = after - before;
            if moved == 0.0 {
                continue;
            }
            at[column] = after;
            farthest = farthest.max(moved.abs());
            for (rest, entry) in rest
                .iter_mut()
                .zip(&gram[column * size..(column + 1) * size])
            {
                *rest -= entry * moved;
            }
        }
        if farthest < 1e-6 {
            break;
        }
    }
    let moved = at.iter().zip(&start).map(|(a, b)| (a - b).abs());
    moved.fold(0.0, f64::max)
}
