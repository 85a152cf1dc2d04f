//! Median, 95th percentile and worst of a handful of measurements.

use serde::Serialize;

/// How measurements spread.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// How many there are.
    pub n: usize,
    /// Half are at most this.
    pub median: f64,
    /// 95 of 100 are at most this (nearest rank).
    pub p95: f64,
    /// The greatest.
    pub worst: f64,
}

impl Spread {
    /// The spread of `values`; `None` where there are none.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let n = values.len();
        let worst = *values.last()?;
        Some(Self {
            n,
            median: f64::midpoint(values[(n - 1) / 2], values[n / 2]),
            p95: quantile(&values, 95)?,
            worst,
        })
    }
}

/// What `percent` of 100 of `sorted` are at most (nearest rank); `None` where there are none.
pub(super) fn quantile(sorted: &[f64], percent: usize) -> Option<f64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied()
}
