//! A table as numbers for a linear model: scaled numbers, a column for each category.

use serde::{Deserialize, Serialize};

use super::{Table, Values};

/// How rows become numbers; learnt from the rows that a model is fitted to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Design {
    parts: Vec<Part>,
    width: usize,
}

/// What becomes of a column of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Part {
    /// (value - mean) / spread; the mean where it is missing, and then a 1 in a second column if any was missing. With
    /// `log`, sign(x) ln(1 + |x|) in place of x.
    Number {
        column: usize,
        mean: f64,
        spread: f64,
        log: bool,
        missing: bool,
    },
    /// A column for each category that enough rows have, less its share.
    Categories {
        column: usize,
        /// Per category its column and share.
        places: Vec<Option<(usize, f64)>>,
        count: usize,
    },
    /// The same for the values of a number that has few of them.
    Steps {
        column: usize,
        values: Vec<(f64, f64)>,
    },
}

/// A number with at most so many values is also taken by its values.
const FEW_VALUES: usize = 24;
/// A category that fewer rows have has no column of its own.
const ROWS_OF_CATEGORY: usize = 5;

impl Design {
    /// Learns means, spreads and categories from these rows.
    #[must_use]
    #[allow(
        clippy::cast_precision_loss,
        reason = "rows are counted exactly up to 2^53"
    )]
    pub fn fit(table: &Table, rows: &[usize]) -> Self {
        let all = rows.len().max(1) as f64;
        let mut parts = Vec::new();
        for (column, content) in table.columns().iter().enumerate() {
            match &content.values {
                Values::Numbers(numbers) => numbers_parts(&mut parts, column, numbers, rows),
                Values::Categories(codes, names) => {
                    let mut counts = vec![0_usize; names.len()];
                    for &row in rows {
                        counts[codes[row] as usize] += 1;
                    }
                    let mut count = 0;
                    let places = counts
                        .iter()
                        .map(|&of| {
                            (of >= ROWS_OF_CATEGORY && of < rows.len()).then(|| {
                                count += 1;
                                (count - 1, of as f64 / all)
                            })
                        })
                        .collect();
                    parts.push(Part::Categories {
                        column,
                        places,
                        count,
                    });
                }
            }
        }
        let width = parts.iter().map(Part::width).sum();
        Self { parts, width }
    }

    /// How many numbers a row becomes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// For each of a row's numbers the column of the table that it comes from.
    #[must_use]
    pub fn origins(&self) -> Vec<usize> {
        self.parts
            .iter()
            .flat_map(|part| std::iter::repeat_n(part.column(), part.width()))
            .collect()
    }

    /// A row as numbers.
    #[must_use]
    pub fn row(&self, table: &Table, row: usize) -> Vec<f64> {
        let mut numbers = vec![0.0; self.width];
        let mut at = 0;
        for part in &self.parts {
            let values = &table.columns()[part.column()].values;
            part.write(values, row, &mut numbers[at..at + part.width()]);
            at += part.width();
        }
        numbers
    }
}

impl Part {
    fn column(&self) -> usize {
        match self {
            Self::Number { column, .. }
            | Self::Categories { column, .. }
            | Self::Steps { column, .. } => *column,
        }
    }

    fn width(&self) -> usize {
        match self {
            Self::Number { missing, .. } => 1 + usize::from(*missing),
            Self::Categories { count, .. } => *count,
            Self::Steps { values, .. } => values.len(),
        }
    }

    fn write(&self, values: &Values, row: usize, to: &mut [f64]) {
        match (self, values) {
            (
                Self::Number {
                    mean,
                    spread,
                    log,
                    missing,
                    ..
                },
                Values::Numbers(numbers),
            ) => {
                let value = numbers[row];
                if value.is_finite() {
                    to[0] = (scale(value, *log) - mean) / spread;
                } else if *missing {
                    to[1] = 1.0;
                }
            }
            (Self::Steps { values, .. }, Values::Numbers(numbers)) => {
                for (to, (value, share)) in to.iter_mut().zip(values) {
                    let here = (numbers[row] - value).abs() < 1e-9;
                    *to = f64::from(u8::from(here)) - share;
                }
            }
            (Self::Categories { places, .. }, Values::Categories(codes, _)) => {
                let code = codes[row] as usize;
                for (category, place) in places.iter().enumerate() {
                    if let Some((at, share)) = place {
                        to[*at] = f64::from(u8::from(category == code)) - share;
                    }
                }
            }
            _ => {}
        }
    }
}

fn scale(value: f64, log: bool) -> f64 {
    if log {
        value.signum() * value.abs().ln_1p()
    } else {
        value
    }
}

/// What becomes of a column of numbers: as they are; as logarithms as well, where they are skewed; by value as well,
/// where they have few values.
#[allow(
    clippy::cast_precision_loss,
    reason = "rows are counted exactly up to 2^53"
)]
fn numbers_parts(parts: &mut Vec<Part>, column: usize, numbers: &[f64], rows: &[usize]) {
    let known: Vec<f64> = rows
        .iter()
        .map(|&row| numbers[row])
        .filter(|value| value.is_finite())
        .collect();
    let missing = known.len() < rows.len();
    for log in [false, true] {
        let scaled: Vec<f64> = known.iter().map(|&value| scale(value, log)).collect();
        let count = scaled.len().max(1) as f64;
        let mean = scaled.iter().sum::<f64>() / count;
        let power = |n: i32| scaled.iter().map(|x| (x - mean).powi(n)).sum::<f64>() / count;
        let spread = power(2).sqrt();
        if spread <= 1e-12 {
            return;
        }
        if log && (power(3) / spread.powi(3)).abs() > 20.0 {
            return;
        }
        parts.push(Part::Number {
            column,
            mean,
            spread,
            log,
            missing: missing && !log,
        });
        if !log && (power(3) / spread.powi(3)).abs() < 1.0 {
            break;
        }
    }
    let mut values = known;
    values.sort_by(f64::total_cmp);
    let runs: Vec<(f64, f64)> = values
        .chunk_by(|a, b| a.total_cmp(b).is_eq())
        .map(|run| (run[0], run.len() as f64))
        .collect();
    let whole = runs.iter().all(|(value, _)| value.fract() == 0.0);
    if whole && (3..=FEW_VALUES).contains(&runs.len()) {
        let all = rows.len().max(1) as f64;
        let values = runs
            .into_iter()
            .filter(|(_, count)| *count >= ROWS_OF_CATEGORY as f64)
            .map(|(value, count)| (value, count / all))
            .collect();
        parts.push(Part::Steps { column, values });
    }
}
