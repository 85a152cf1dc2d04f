//! Points as rows of a matrix.

use super::ClustersError;
use crate::learn::Draws;

pub(super) use crate::learn::sums::count as float;

/// Rows that one core takes at a time. It is a fixed number so that sums are put together in the same order on any number
/// of cores.
pub(super) const CHUNK: usize = 8192;

/// The largest number that can be squared and summed without overflow.
const LARGEST: f64 = 1e100;

/// Points in the rows of a row-major matrix; at least one row and one column, every number finite.
#[derive(Clone, Copy, Debug)]
pub struct Points<'a> {
    values: &'a [f64],
    columns: usize,
}

impl<'a> Points<'a> {
    /// Reads `values`, row after row, as rows of `columns` numbers.
    ///
    /// # Errors
    /// No rows, rows that are not full, more than 2^32 - 1 rows, or a number that is not finite or beyond 1e100.
    pub fn new(values: &'a [f64], columns: usize) -> Result<Self, ClustersError> {
        if columns == 0 || !values.len().is_multiple_of(columns) {
            return Err(ClustersError::Shape {
                values: values.len(),
                columns,
            });
        }
        if values.is_empty() {
            return Err(ClustersError::Empty);
        }
        let most = u32::MAX as usize;
        if values.len() / columns > most {
            return Err(ClustersError::TooMany {
                points: values.len() / columns,
                most,
            });
        }
        let wrong = values
            .iter()
            .position(|value| !value.is_finite() || value.abs() > LARGEST);
        match wrong {
            Some(place) => Err(ClustersError::NotANumber {
                row: place / columns,
                column: place % columns,
                value: values[place],
            }),
            None => Ok(Self { values, columns }),
        }
    }

    /// How many points.
    #[must_use]
    pub fn count(&self) -> usize {
        self.values.len() / self.columns
    }

    /// How many numbers each has.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// All numbers, row after row.
    #[must_use]
    pub fn values(&self) -> &'a [f64] {
        self.values
    }

    /// One point.
    ///
    /// # Panics
    /// No such row.
    #[must_use]
    pub fn row(&self, row: usize) -> &'a [f64] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    /// The points in their order.
    pub fn rows(&self) -> std::slice::ChunksExact<'a, f64> {
        self.values.chunks_exact(self.columns)
    }

    /// The numbers of some of the points.
    pub(super) fn gather(&self, rows: &[u32]) -> Vec<f64> {
        rows.iter()
            .flat_map(|&row| self.row(row as usize))
            .copied()
            .collect()
    }

    /// The points of numbers that came from points.
    pub(super) fn trusted(values: &'a [f64], columns: usize) -> Self {
        Self { values, columns }
    }
}

/// The square of the distance of two points.
#[inline]
pub(super) fn squared_distance(left: &[f64], right: &[f64]) -> f64 {
    left.iter()
        .zip(right)
        .map(|(left, right)| (left - right) * (left - right))
        .sum()
}

/// The place of the nearest of the rows of `centres`, the first of equals.
pub(super) fn nearest(row: &[f64], centres: &[f64]) -> u32 {
    let mut best = (f64::INFINITY, 0);
    for (place, centre) in (0..).zip(centres.chunks_exact(row.len())) {
        let distance = squared_distance(row, centre);
        if distance < best.0 {
            best = (distance, place);
        }
    }
    best.1
}

/// A count of points or clusters as a label.
pub(super) fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Evenly from 0 to below 1, fine enough to pick one of many millions of points.
#[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
pub(super) fn unit(draws: &mut Draws) -> f64 {
    (draws.seed() >> 11) as f64 / 9_007_199_254_740_992.0
}

/// `wanted` of the rows from 0 to below `count`, each set of rows as likely, in rising order.
pub(super) fn sample(count: usize, wanted: usize, draws: &mut Draws) -> Vec<u32> {
    let mut rows: Vec<u32> = (0..narrow(count)).collect();
    draws.shuffle(&mut rows);
    rows.truncate(wanted);
    rows.sort_unstable();
    rows
}
