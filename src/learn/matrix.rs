//! Small symmetric matrices.

/// A square matrix, row by row.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    size: usize,
    entries: Vec<f64>,
}

impl Matrix {
    pub(super) fn zero(size: usize) -> Self {
        Self {
            size,
            entries: vec![0.0; size * size],
        }
    }

    pub(super) fn at(&mut self, row: usize, column: usize) -> &mut f64 {
        &mut self.entries[row * self.size + column]
    }

    pub(super) fn row(&self, row: usize) -> &[f64] {
        &self.entries[row * self.size..(row + 1) * self.size]
    }

    pub(super) fn clear(&mut self) {
        self.entries.fill(0.0);
    }

    /// Adds a vector times itself, weighted, to the lower half.
    pub(super) fn add_square(&mut self, vector: &[f64], weight: f64) {
        for (row, &left) in vector.iter().enumerate() {
            let scaled = weight * left;
            let entries = &mut self.entries[row * self.size..=row * self.size + row];
            for (entry, right) in entries.iter_mut().zip(vector) {
                *entry += scaled * right;
            }
        }
    }

    /// Adds another one, weighted.
    pub(super) fn add(&mut self, other: &Self, weight: f64) {
        for (entry, more) in self.entries.iter_mut().zip(&other.entries) {
            *entry += weight * more;
        }
    }
}

/// The root of a symmetric positive matrix, of which the lower half is read.
pub(super) struct Cholesky(Matrix);

impl Cholesky {
    /// The root, or the column that the ones before it tell already.
    pub(super) fn new(matrix: &Matrix) -> Result<Self, usize> {
        let size = matrix.size;
        let mut root = Matrix::zero(size);
        for row in 0..size {
            for column in 0..=row {
                let known: f64 = (0..column)
                    .map(|k| root.row(row)[k] * root.row(column)[k])
                    .sum();
                let rest = matrix.row(row)[column] - known;
                if row == column {
                    if rest.is_nan() || rest <= 1e-10 * matrix.row(row)[row].abs().max(1e-12) {
                        return Err(row);
                    }
                    *root.at(row, row) = rest.sqrt();
                } else {
                    *root.at(row, column) = rest / root.row(column)[column];
                }
            }
        }
        Ok(Self(root))
    }

    /// What the matrix takes to this vector.
    pub(super) fn solve(&self, vector: &[f64]) -> Vec<f64> {
        let size = self.0.size;
        let mut solved = vector.to_vec();
        for row in 0..size {
            let known: f64 = (0..row).map(|k| self.0.row(row)[k] * solved[k]).sum();
            solved[row] = (solved[row] - known) / self.0.row(row)[row];
        }
        for row in (0..size).rev() {
            let known: f64 = (row + 1..size)
                .map(|k| self.0.row(k)[row] * solved[k])
                .sum();
            solved[row] = (solved[row] - known) / self.0.row(row)[row];
        }
        solved
    }

    /// The inverse of the matrix, column by column.
    pub(super) fn inverse(&self) -> Vec<Vec<f64>> {
        let size = self.0.size;
        (0..size)
            .map(|column| {
                let mut unit = vec![0.0; size];
                unit[column] = 1.0;
                self.solve(&unit)
            })
            .collect()
    }
}
