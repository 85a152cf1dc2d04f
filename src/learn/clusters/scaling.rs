//! Scales to compare columns on.

use serde::{Deserialize, Serialize};

use super::points::float;
use super::{ClustersError, Points};

/// How far a number is from the mean of its column, in standard deviations of the population; of the numbers as they are,
/// or of log(1 + number) for columns where a few are far larger than the rest. In a column without spread all are 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaling {
    /// Whether the logarithm comes first.
    logarithm: bool,
    /// Per column, after the logarithm if there is one.
    means: Vec<f64>,
    /// Per column, 0 without spread.
    deviations: Vec<f64>,
}

impl Scaling {
    /// Learns the scale of numbers as they are.
    #[must_use]
    pub fn plain(points: Points) -> Self {
        Self::learn(points.values(), points.columns(), false)
    }

    /// Learns the scale of log(1 + number).
    ///
    /// # Errors
    /// A number of -1 or below.
    pub fn log1p(points: Points) -> Result<Self, ClustersError> {
        let logarithms = logarithms(points)?;
        Ok(Self::learn(&logarithms, points.columns(), true))
    }

    fn learn(values: &[f64], columns: usize, logarithm: bool) -> Self {
        let column = |column: usize| values.iter().skip(column).step_by(columns).copied();
        let count = float(values.len() / columns);
        let (means, deviations) = (0..columns)
            .map(|number| {
                let mean = column(number).sum::<f64>() / count;
                // Rounding gives even equal numbers a deviation from their mean.
                if column(number).all(|value| value.to_bits() == values[number].to_bits()) {
                    return (values[number], 0.0);
                }
                let squares: f64 = column(number).map(|value| (value - mean).powi(2)).sum();
                (mean, (squares / count).sqrt())
            })
            .unzip();
        Self {
            logarithm,
            means,
            deviations,
        }
    }

    /// Puts points on the scale, row after row, in standard deviations.
    ///
    /// # Errors
    /// Points of other columns; with the logarithm, a number of -1 or below.
    pub fn apply(&self, points: Points) -> Result<Vec<f64>, ClustersError> {
        self.check(points.columns())?;
        let mut values = if self.logarithm {
            logarithms(points)?
        } else {
            points.values().to_vec()
        };
        for row in values.chunks_exact_mut(points.columns()) {
            for ((value, mean), deviation) in row.iter_mut().zip(&self.means).zip(&self.deviations)
            {
                *value = if *deviation > 0.0 {
                    (*value - mean) / deviation
                } else {
                    0.0
                };
            }
        }
        Ok(values)
    }

    /// Reads points on the scale, such as centres, in their own units. With the logarithm the mean of a cluster is read as
    /// a geometric mean, which is below the arithmetic one.
    ///
    /// # Errors
    /// Points of other columns.
    pub fn undo(&self, points: Points) -> Result<Vec<f64>, ClustersError> {
        self.check(points.columns())?;
        let read = |value: f64, column: usize| {
            let value = value * self.deviations[column] + self.means[column];
            if self.logarithm {
                libm::expm1(value)
            } else {
                value
            }
        };
        Ok(points
            .rows()
            .flat_map(|row| {
                row.iter()
                    .zip(0..)
                    .map(|(&value, column)| read(value, column))
            })
            .collect())
    }

    fn check(&self, columns: usize) -> Result<(), ClustersError> {
        if columns == self.means.len() {
            Ok(())
        } else {
            Err(ClustersError::Columns {
                given: columns,
                wanted: self.means.len(),
            })
        }
    }
}

/// log(1 + number) of every number.
fn logarithms(points: Points) -> Result<Vec<f64>, ClustersError> {
    let columns = points.columns();
    let logarithm = |(place, &value): (usize, &f64)| {
        if value > -1.0 {
            Ok(libm::log1p(value))
        } else {
            Err(ClustersError::NoLogarithm {
                row: place / columns,
                column: place % columns,
                value,
            })
        }
    };
    points.values().iter().enumerate().map(logarithm).collect()
}
