//! Values as numbers of bins.

use serde::{Deserialize, Serialize};

use crate::learn::classify::{Table, Values};

/// Where the bins of each column are; learnt from the rows that trees are grown on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Binner {
    features: Vec<Feature>,
}

/// A column that differs.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Feature {
    column: usize,
    bins: Bins,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Bins {
    /// Bin 0 is for what is missing; bin i + 1 for what is above i of these edges.
    Numbers(Vec<f64>),
    /// The bin of each category; bin 0 is for those that hardly any row has.
    Categories(Vec<u8>, usize),
}

/// Bins that a column has at most, without the one for what is missing.
const MOST_BINS: usize = 254;
/// Rows that a category needs for a bin of its own.
const ROWS_OF_CATEGORY: usize = 3;

impl Binner {
    pub(super) fn fit(table: &Table, rows: &[usize]) -> Self {
        let bins = |values: &Values| match values {
            Values::Numbers(numbers) => {
                let mut known: Vec<f64> = rows
                    .iter()
                    .map(|&row| numbers[row])
                    .filter(|value| !value.is_nan())
                    .collect();
                known.sort_by(f64::total_cmp);
                Bins::Numbers(edges(&known))
            }
            Values::Categories(codes, names) => {
                let mut counts: Vec<(usize, usize)> = (0..names.len()).map(|c| (0, c)).collect();
                for &row in rows {
                    counts[codes[row] as usize].0 += 1;
                }
                counts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
                let mut bins = vec![0; names.len()];
                let mut last: u8 = 0;
                for &(count, category) in counts.iter().take(MOST_BINS) {
                    if count >= ROWS_OF_CATEGORY {
                        last += 1;
                        bins[category] = last;
                    }
                }
                Bins::Categories(bins, usize::from(last) + 1)
            }
        };
        let features = table.columns().iter().enumerate().map(|(column, content)| {
            let bins = bins(&content.values);
            Feature { column, bins }
        });
        Self {
            features: features
                .filter(|feature| match &feature.bins {
                    Bins::Numbers(edges) => !edges.is_empty(),
                    Bins::Categories(_, count) => *count > 2,
                })
                .collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    pub(super) fn features(&self) -> usize {
        self.features.len()
    }

    /// The column of the table that a feature is.
    pub(super) fn column(&self, feature: usize) -> usize {
        self.features[feature].column
    }

    /// How many bins a feature has.
    pub(super) fn bins(&self, feature: usize) -> usize {
        match &self.features[feature].bins {
            Bins::Numbers(edges) => edges.len() + 2,
            Bins::Categories(_, count) => *count,
        }
    }

    /// Whether a feature's bins have no order.
    pub(super) fn is_category(&self, feature: usize) -> bool {
        matches!(self.features[feature].bins, Bins::Categories(..))
    }

    #[allow(clippy::cast_possible_truncation, reason = "at most 256 bins")]
    pub(super) fn bin(&self, table: &Table, rows: &[usize]) -> Binned {
        let width = self.features.len();
        let mut bins = vec![0_u8; rows.len() * width];
        for (place, feature) in self.features.iter().enumerate() {
            let places = (place..bins.len()).step_by(width.max(1));
            match (&feature.bins, &table.columns()[feature.column].values) {
                (Bins::Numbers(edges), Values::Numbers(numbers)) => {
                    for (at, &row) in places.zip(rows) {
                        let value = numbers[row];
                        if !value.is_nan() {
                            bins[at] = edges.partition_point(|edge| *edge < value) as u8 + 1;
                        }
                    }
                }
                (Bins::Categories(of, _), Values::Categories(codes, _)) => {
                    for (at, &row) in places.zip(rows) {
                        bins[at] = of.get(codes[row] as usize).copied().unwrap_or(0);
                    }
                }
                _ => {}
            }
        }
        Binned { width, bins }
    }
}

/// Edges between bins of about as many values each; none between equal values.
fn edges(sorted: &[f64]) -> Vec<f64> {
    let runs: Vec<&[f64]> = sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()).collect();
    let mut edges = Vec::new();
    let mut filled = 0;
    let mut rest = sorted.len();
    for pair in runs.windows(2) {
        filled += pair[0].len();
        rest -= pair[0].len();
        let bins_left = MOST_BINS - 1 - edges.len();
        if bins_left == 0 {
            break;
        }
        let few = runs.len() <= MOST_BINS;
        if few || filled * bins_left >= rest + filled {
            edges.push(f64::midpoint(pair[0][0], pair[1][0]));
            filled = 0;
        }
    }
    edges
}

/// Rows as bins, row by row.
pub(super) struct Binned {
    width: usize,
    bins: Vec<u8>,
}

impl Binned {
    pub(super) fn row(&self, row: usize) -> &[u8] {
        &self.bins[row * self.width..(row + 1) * self.width]
    }

    pub(super) fn rows(&self) -> usize {
        self.bins.len().checked_div(self.width).unwrap_or(0)
    }
}
