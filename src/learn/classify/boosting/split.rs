//! Where a leaf is best split.

use super::Growth;
use super::tree::Side;

/// What the rows of a bin, or of a leaf, sum up to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    pub(super) slope: f64,
    pub(super) bend: f64,
    pub(super) rows: f64,
}

impl Sum {
    pub(super) fn add(&mut self, other: &Self) {
        self.slope += other.slope;
        self.bend += other.bend;
        self.rows += other.rows;
    }

    pub(super) fn less(&self, other: &Self) -> Self {
        Self {
            slope: self.slope - other.slope,
            bend: self.bend - other.bend,
            rows: self.rows - other.rows,
        }
    }

    /// How much lower the loss is with the best value for these rows.
    fn score(&self, ridge: f64) -> f64 {
        self.slope * self.slope / (self.bend + ridge)
    }
}

/// A split of a leaf.
#[derive(Clone, Debug)]
pub(super) struct Split {
    pub(super) gain: f64,
    pub(super) feature: usize,
    pub(super) side: Side,
}

/// More ridge for categories, which have many ways to be split (as in `LightGBM`, Ke et al. 2017).
const RIDGE_OF_CATEGORIES: f64 = 5.0;
/// Categories are ordered by slope over bend, with this much more bend.
const SMOOTHING: f64 = 10.0;

/// The best split of a feature with an order of bins.
pub(super) fn ordered(bins: &[Sum], all: &Sum, growth: &Growth) -> Option<(f64, Side)> {
    let floor = all.score(growth.ridge);
    let missing = bins[0];
    let mut best: Option<(f64, Side)> = None;
    let directions: &[bool] = if missing.rows > 0.0 {
        &[false, true]
    } else {
        &[false]
    };
    for &missing_left in directions {
        let mut left = if missing_left {
            missing
        } else {
            Sum::default()
        };
        for (bin, sum) in bins.iter().enumerate().skip(1).take(bins.len() - 2) {
            left.add(sum);
            if sum.rows == 0.0 {
                continue;
            }
            let right = all.less(&left);
            if let Some(gain) = gain(&left, &right, growth, growth.ridge) {
                let gain = gain - floor;
                if best.as_ref().is_none_or(|(most, _)| gain > *most) {
                    #[allow(clippy::cast_possible_truncation, reason = "at most 256 bins")]
                    let last = bin as u8;
                    best = Some((gain, Side::UpTo(last, missing_left)));
                }
            }
        }
    }
    best
}

/// The best split of a feature of categories: they are put into an order by their mean slope, and that is split
/// (Fisher 1958).
pub(super) fn unordered(bins: &[Sum], all: &Sum, growth: &Growth) -> Option<(f64, Side)> {
    let mut order: Vec<usize> = (0..bins.len())
        .filter(|&bin| bins[bin].rows > 0.0)
        .collect();
    let key = |bin: usize| bins[bin].slope / (bins[bin].bend + SMOOTHING);
    order.sort_by(|&a, &b| key(a).total_cmp(&key(b)).then(a.cmp(&b)));
    let ridge = if order.len() > 4 {
        growth.ridge + RIDGE_OF_CATEGORIES
    } else {
        growth.ridge
    };
    let floor = all.score(growth.ridge);
    let mut best: Option<(f64, Side)> = None;
    let mut left = Sum::default();
    let mut set = [0_u64; 4];
    for &bin in &order[..order.len().saturating_sub(1)] {
        left.add(&bins[bin]);
        set[bin >> 6] |= 1 << (bin & 63);
        if let Some(gain) = gain(&left, &all.less(&left), growth, ridge) {
            let gain = gain - floor;
            if best.as_ref().is_none_or(|(most, _)| gain > *most) {
                best = Some((gain, Side::In(set)));
            }
        }
    }
    best
}

fn gain(left: &Sum, right: &Sum, growth: &Growth, ridge: f64) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "a count of rows")]
    let least = growth.leaf_rows as f64;
    let enough = left.rows >= least && right.rows >= least;
    (enough && left.bend > 1e-3 && right.bend > 1e-3)
        .then(|| left.score(ridge) + right.score(ridge))
}
