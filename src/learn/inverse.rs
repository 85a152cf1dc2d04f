//! The inverse of a large symmetric matrix.

use candle_core::{Device, Result, Tensor};
use rayon::prelude::*;

/// Rows and columns of a block: its three factors fit a core's cache, and a product of two is long enough to be quick.
const SIDE: usize = 512;

/// A symmetric, positive definite matrix as the blocks of its lower half.
pub struct Symmetric {
    size: usize,
    /// Block row after block row, those up to the diagonal.
    blocks: Vec<Tensor>,
}

/// Where the block of a row and a column that is not behind it stands.
fn at(row: usize, column: usize) -> usize {
    row * (row + 1) / 2 + column
}

impl Symmetric {
    /// Of `size` rows; `fill` writes a block, row after row, of so many columns, whose first row and column are given.
    /// Behind the last row and column, blocks are filled up with those of the identity.
    pub fn of(size: usize, fill: impl Fn(usize, usize, &mut [f32]) + Sync) -> Result<Self> {
        let side = size.div_ceil(SIDE);
        let places: Vec<(usize, usize)> = (0..side)
            .flat_map(|row| (0..=row).map(move |column| (row, column)))
            .collect();
        let blocks = places.into_par_iter().map(|(row, column)| {
            let mut values = vec![0.0; SIDE * SIDE];
            fill(row * SIDE, column * SIDE, &mut values);
            if row == column {
                for place in (0..SIDE).filter(|place| row * SIDE + place >= size) {
                    values[place * SIDE + place] = 1.0;
                }
            }
            Tensor::from_vec(values, (SIDE, SIDE), &Device::Cpu)
        });
        Ok(Self {
            size,
            blocks: blocks.collect::<Result<_>>()?,
        })
    }

    /// Columns of a block.
    pub const fn side() -> usize {
        SIDE
    }

    /// Turns the matrix into its inverse, by the sweep operator (Goodnight 1979) over blocks: of the lower half alone,
    /// so that the work is `size`^3 multiplications. `progress` hears the share that is done.
    pub fn invert(&mut self, progress: &mut dyn FnMut(f64)) -> Result<()> {
        let side = self.size.div_ceil(SIDE);
        for pivot in 0..side {
            self.sweep(pivot, side)?;
            #[allow(clippy::cast_precision_loss, reason = "a share")]
            progress((pivot + 1) as f64 / side as f64);
        }
        let negated = self.blocks.par_iter().map(Tensor::neg);
        self.blocks = negated.collect::<Result<_>>()?;
        Ok(())
    }

    fn sweep(&mut self, pivot: usize, side: usize) -> Result<()> {
        let inverse = inverse(&self.blocks[at(pivot, pivot)])?;
        // The pivot's column, above the diagonal by its mirror image.
        let column = (0..side).map(|row| {
            if row >= pivot {
                Ok(self.blocks[at(row, pivot)].clone())
            } else {
                self.blocks[at(pivot, row)].t()?.contiguous()
            }
        });
        let column: Vec<Tensor> = column.collect::<Result<_>>()?;
        let times = column.par_iter().map(|block| block.matmul(&inverse));
        let times: Vec<Tensor> = times.collect::<Result<_>>()?;
        let places: Vec<(usize, usize)> = (0..side)
            .flat_map(|row| (0..=row).map(move |column| (row, column)))
            .collect();
        let swept = self
            .blocks
            .par_iter()
            .zip(places)
            .map(|(block, (row, other))| {
                if row == pivot && other == pivot {
                    inverse.neg()
                } else if other == pivot {
                    Ok(times[row].clone())
                } else if row == pivot {
                    times[other].t()?.contiguous()
                } else {
                    block - times[row].matmul(&column[other].t()?)?
                }
            });
        self.blocks = swept.collect::<Result<_>>()?;
        Ok(())
    }

    /// The values of the rows of one block row, each as long as the matrix.
    pub fn rows(&self, block_row: usize) -> Result<Vec<Vec<f32>>> {
        let side = self.size.div_ceil(SIDE);
        let mut rows: Vec<Vec<f32>> = (0..SIDE).map(|_| Vec::with_capacity(side * SIDE)).collect();
        for column in 0..side {
            let block = if column <= block_row {
                self.blocks[at(block_row, column)].to_vec2::<f32>()?
            } else {
                self.blocks[at(column, block_row)].t()?.to_vec2::<f32>()?
            };
            for (row, values) in rows.iter_mut().zip(block) {
                row.extend(values);
            }
        }
        let first = block_row * SIDE;
        rows.truncate(self.size.saturating_sub(first));
        for row in &mut rows {
            row.truncate(self.size);
        }
        Ok(rows)
    }

    /// The diagonal.
    pub fn diagonal(&self) -> Result<Vec<f32>> {
        let side = self.size.div_ceil(SIDE);
        let mut diagonal = Vec::with_capacity(side * SIDE);
        for row in 0..side {
            let block = self.blocks[at(row, row)].to_vec2::<f32>()?;
            diagonal.extend(
                block
                    .iter()
                    .enumerate()
                    .map(|(place, values)| values[place]),
            );
        }
        diagonal.truncate(self.size);
        Ok(diagonal)
    }
}

/// The inverse of one block, by its Cholesky factor, in double precision.
#[allow(
    clippy::cast_possible_truncation,
    reason = "the matrix is of single precision"
)]
fn inverse(block: &Tensor) -> Result<Tensor> {
    let values = block.to_vec2::<f32>()?;
    let mut factor: Vec<Vec<f64>> = values
        .iter()
        .map(|row| row.iter().map(|&value| f64::from(value)).collect())
        .collect();
    for row in 0..SIDE {
        for column in 0..=row {
            let (done, own) = factor.split_at_mut(row);
            let own = &mut own[0];
            if column == row {
                let square = own[row] - product(&own[..row], &own[..row]);
                own[row] = square.max(f64::MIN_POSITIVE).sqrt();
            } else {
                own[column] = (own[column] - product(&own[..column], &done[column][..column]))
                    / done[column][column];
            }
        }
    }
    // The inverse of the factor, column by column kept as rows; then its transpose times itself.
    let columns: Vec<Vec<f64>> = (0..SIDE)
        .into_par_iter()
        .map(|column| column_of_inverse(&factor, column))
        .collect();
    let rows = (0..SIDE).into_par_iter().map(|row| {
        (0..SIDE)
            .map(|column| {
                let first = row.max(column);
                product(&columns[row][first..], &columns[column][first..]) as f32
            })
            .collect::<Vec<f32>>()
    });
    let values: Vec<Vec<f32>> = rows.collect();
    Tensor::from_vec(values.concat(), (SIDE, SIDE), block.device())
}

fn product(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// A column of the inverse of a lower triangle.
fn column_of_inverse(factor: &[Vec<f64>], column: usize) -> Vec<f64> {
    let mut solved = vec![0.0; SIDE];
    solved[column] = 1.0 / factor[column][column];
    for row in column + 1..SIDE {
        let sum = product(&factor[row][column..row], &solved[column..row]);
        solved[row] = -sum / factor[row][row];
    }
    solved
}
