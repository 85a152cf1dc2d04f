//! Whether other points of the same kind would give the same clusters.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::kmeans::{KMeans, small};
use super::points::{float, narrow};
use super::{ClustersError, Points};
use crate::learn::Draws;

/// Draws of a set of points, before it counts as having too few distinct ones.
const DRAWS: usize = 10;

/// How far two groupings of the same points agree: the share of pairs of points that both put together or both keep apart,
/// corrected for chance (adjusted Rand index, Hubert and Arabie 1985). 1 is the same grouping whatever the labels, 0 what
/// chance gives, less than 0 worse.
///
/// # Errors
/// No labels, or not as many of one as of the other.
pub fn adjusted_rand(left: &[u32], right: &[u32]) -> Result<f64, ClustersError> {
    if left.len() != right.len() {
        return Err(ClustersError::Labels {
            labels: right.len(),
            points: left.len(),
        });
    }
    if left.is_empty() {
        return Err(ClustersError::Empty);
    }
    let mut both: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (&left, &right) in left.iter().zip(right) {
        *both.entry((left, right)).or_default() += 1;
    }
    let (mut lefts, mut rights) = (BTreeMap::new(), BTreeMap::new());
    for (&(left, right), count) in &both {
        *lefts.entry(left).or_default() += count;
        *rights.entry(right).or_default() += count;
    }
    let together: f64 = both.values().copied().map(pairs).sum();
    let of_left: f64 = lefts.values().copied().map(pairs).sum();
    let of_right: f64 = rights.values().copied().map(pairs).sum();
    // A single point has no pairs, and is grouped the same by all.
    let expected = of_left * of_right / pairs(left.len()).max(1.0);
    let most = f64::midpoint(of_left, of_right);
    // Both put all together, or both keep all apart.
    if most <= expected {
        return Ok(1.0);
    }
    Ok((together - expected) / (most - expected))
}

/// The pairs among so many.
fn pairs(count: usize) -> f64 {
    float(count) * (float(count) - 1.0) / 2.0
}

/// How far k-means on other draws of the points agrees with k-means on the points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stability {
    /// The mean of the agreements; as a rule of thumb, below 0.6 clusters are not to be relied on.
    pub mean: f64,
    /// Per draw the adjusted Rand index of all points.
    pub agreements: Vec<f64>,
}

impl Stability {
    /// Draws as many points with replacement (the bootstrap, Efron 1979), `refits` times, looks for clusters among them,
    /// puts all points to the nearest centre, and compares that with the clusters of the points themselves (as Hennig 2007
    /// does by cluster). It takes the time of so many fits and one more: of many points, ask for fewer starts.
    ///
    /// # Errors
    /// No refit, or what a fit refuses; a draw with fewer distinct points than clusters is drawn again a few times.
    pub fn measure(points: Points, search: &KMeans, refits: usize) -> Result<Self, ClustersError> {
        if refits == 0 {
            return Err(ClustersError::Nothing("refits"));
        }
        let own = search.fit(points)?.clustering;
        let own = own.assign(points)?;
        let mut draws = Draws::new(search.seed);
        let seeds: Vec<u64> = (0..refits).map(|_| draws.seed()).collect();
        let refit = |seed: u64| {
            let mut draws = Draws::new(seed);
            let mut result = agreement(points, &own, search, &mut draws);
            for _ in 1..DRAWS {
                if !matches!(result, Err(ClustersError::Distinct { .. })) {
                    break;
                }
                result = agreement(points, &own, search, &mut draws);
            }
            result
        };
        let agreements: Result<Vec<f64>, ClustersError> = if small(points) {
            seeds.into_par_iter().map(refit).collect()
        } else {
            seeds.into_iter().map(refit).collect()
        };
        let agreements = agreements?;
        Ok(Self {
            mean: agreements.iter().sum::<f64>() / float(refits),
            agreements,
        })
    }
}

/// The agreement of one draw.
fn agreement(
    points: Points,
    own: &[u32],
    search: &KMeans,
    draws: &mut Draws,
) -> Result<f64, ClustersError> {
    let end = narrow(points.count());
    let rows: Vec<u32> = (0..end).map(|_| draws.below(end)).collect();
    let values = points.gather(&rows);
    let again = Points::trusted(&values, points.columns());
    let search = KMeans {
        seed: draws.seed(),
        ..*search
    };
    let fit = search.fit(again)?.clustering;
    adjusted_rand(own, &fit.assign(points)?)
}
