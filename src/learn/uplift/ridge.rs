//! Ridge regression.

use serde::{Deserialize, Serialize};

use crate::learn::classify::{ClassifyError, Design, ROWS_NEEDED, Table};
use crate::learn::matrix::{Cholesky, Matrix};
use crate::learn::sums::count;

/// A line through the numbers of a [`Design`], its coefficients kept small by their squares (Hoerl and Kennard 1970).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ridge {
    design: Design,
    /// At the means of the columns.
    intercept: f64,
    coefficients: Vec<f64>,
}

impl Ridge {
    /// Fits lines to the targets of these rows, one for each weight: half the mean of the squared errors plus `weight` times
    /// half the sum of the squared coefficients is minimised, exactly. `targets` has one for each row of the table.
    ///
    /// # Errors
    /// Too few rows, or no column that differs.
    ///
    /// # Panics
    /// A weight that is not above 0, or not a target for each row of the table.
    pub fn path(
        table: &Table,
        targets: &[f64],
        rows: &[usize],
        weights: &[f64],
    ) -> Result<Vec<Self>, ClassifyError> {
        assert_eq!(table.rows(), targets.len(), "a target for each row");
        assert!(
            weights.iter().all(|&weight| weight > 0.0),
            "weights above 0"
        );
        if rows.len() < ROWS_NEEDED {
            return Err(ClassifyError::FewRows {
                positives: rows.len(),
                rows: rows.len(),
                needed: ROWS_NEEDED,
            });
        }
        let design = Design::fit(table, rows);
        let width = design.width();
        if width == 0 {
            return Err(ClassifyError::NoColumns);
        }
        let all = count(rows.len());
        let intercept = rows.iter().map(|&row| targets[row]).sum::<f64>() / all;
        let mut gram = Matrix::zero(width);
        let mut product = vec![0.0; width];
        let mut sums = vec![0.0; width];
        for &row in rows {
            let numbers = design.row(table, row);
            let target = targets[row] - intercept;
            gram.add_square(&numbers, 1.0 / all);
            for ((product, sum), x) in product.iter_mut().zip(&mut sums).zip(&numbers) {
                *product += x * target / all;
                *sum += x / all;
            }
        }
        // A column for what is missing has another mean than 0: it is taken off.
        gram.add_square(&sums, -1.0);
        let solved = weights.iter().map(|&weight| {
            let mut bent = gram.clone();
            for column in 0..width {
                *bent.at(column, column) += weight;
            }
            let root = Cholesky::new(&bent).map_err(|_| ClassifyError::NoColumns)?;
            let coefficients = root.solve(&product);
            let shift: f64 = sums.iter().zip(&coefficients).map(|(m, b)| m * b).sum();
            Ok(Self {
                design: design.clone(),
                intercept: intercept - shift,
                coefficients,
            })
        });
        solved.collect()
    }

    /// What the line says of a row.
    #[must_use]
    pub fn value(&self, table: &Table, row: usize) -> f64 {
        let numbers = self.design.row(table, row);
        let products = numbers.iter().zip(&self.coefficients);
        self.intercept + products.map(|(x, b)| x * b).sum::<f64>()
    }
}
