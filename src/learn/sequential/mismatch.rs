//! Whether people were shared out as they should have been.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::learn::sums::count;

use super::{SequentialError, positive};

/// Below this a mismatch is suspected: the level in use for it, because it is looked at often and a true one is a
/// fault of the machinery that shows at far lower ones (Fabijan and others 2019).
pub const SUSPICIOUS: f64 = 0.001;

/// How far groups are from the shares they should have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mismatch {
    /// Pearson's chi-square.
    pub chi2: f64,
    /// Groups less 1.
    pub degrees: usize,
    /// How probable so great a distance is where people are shared out as they should be.
    pub p: f64,
}

impl Mismatch {
    /// Whether the test's other figures should not be trusted before this is explained.
    #[must_use]
    pub fn is_suspicious(&self) -> bool {
        self.p < SUSPICIOUS
    }
}

/// Whether groups of `counts` people were drawn with probabilities in the relation of `shares` (Pearson 1900). It is a
/// plain test, for one look; by many looks [`SUSPICIOUS`] leaves room.
///
/// # Errors
/// Fewer than two groups, not a share for each, a share that is not above 0, or nobody.
pub fn sample_ratio(counts: &[u64], shares: &[f64]) -> Result<Mismatch, SequentialError> {
    if counts.len() < 2 || counts.len() != shares.len() {
        return Err(SequentialError::Groups {
            counts: counts.len(),
            shares: shares.len(),
        });
    }
    for &share in shares {
        positive("share of a group", share)?;
    }
    #[allow(
        clippy::cast_precision_loss,
        reason = "people are counted exactly up to 2^53"
    )]
    let counts: Vec<f64> = counts.iter().map(|&people| people as f64).collect();
    let (all, whole): (f64, f64) = (counts.iter().sum(), shares.iter().sum());
    if all == 0.0 {
        return Err(SequentialError::Nobody);
    }
    let cells = counts.iter().zip(shares).map(|(people, share)| {
        let expected = all * share / whole;
        (people - expected).powi(2) / expected
    });
    let chi2: f64 = cells.sum();
    let degrees = counts.len() - 1;
    let p = ChiSquared::new(count(degrees)).map_or(1.0, |chi| chi.sf(chi2));
    Ok(Mismatch { chi2, degrees, p })
}
