//! How far exploration may go.

use serde::{Deserialize, Serialize};

use crate::learn::sums::count;

use super::BanditError;

/// How far exploration may go.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// The least probability of each arm in each decision: with it every arm can be judged afterwards.
    pub least: f64,
    /// The greatest.
    pub most: f64,
    /// After so many decisions nothing is explored any more: the arm that is best by what was learnt is taken, whatever
    /// the shares above.
    pub end: Option<u64>,
}

impl Limits {
    /// None.
    pub const NONE: Self = Self {
        least: 0.0,
        most: 1.0,
        end: None,
    };

    /// Whether they can be kept.
    pub(super) fn check(&self, arms: usize) -> Result<(), BanditError> {
        let all = count(arms);
        // Shares as 1/3 may miss by their last digit.
        let kept = (0.0..=1.0).contains(&self.least)
            && self.least <= self.most
            && self.least * all <= 1.0 + 1e-12
            && self.most * all >= 1.0 - 1e-12;
        if kept {
            Ok(())
        } else {
            Err(BanditError::Limits {
                least: self.least,
                most: self.most,
                arms,
            })
        }
    }

    /// The nearest shares, by squares, that keep the limits and sum up to 1: all are moved by as much, as far as the limits
    /// let them.
    pub(super) fn keep(&self, shares: &mut [f64]) {
        let inside = |share: &f64| (self.least..=self.most).contains(share);
        if shares.iter().all(inside) {
            return;
        }
        let (mut low, mut high) = (-1.0, 1.0);
        for _ in 0..60 {
            let moved = f64::midpoint(low, high);
            let sum: f64 = (shares.iter())
                .map(|share| (share + moved).clamp(self.least, self.most))
                .sum();
            if sum > 1.0 {
                high = moved;
            } else {
                low = moved;
            }
        }
        let moved = f64::midpoint(low, high);
        for share in shares {
            *share = (*share + moved).clamp(self.least, self.most);
        }
    }
}
