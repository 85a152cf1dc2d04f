//! Where k-means starts.

use rayon::prelude::*;

use super::points::{CHUNK, float, narrow, squared_distance, unit};
use super::{ClustersError, Points};
use crate::learn::Draws;

/// Points far from each other as first centres, row after row (k-means++, Arthur and Vassilvitskii 2007): each is drawn
/// with a weight of its squared distance from the centres so far; of 2 + ln(clusters) such draws the one is taken that
/// leaves the least (the greedy variant of the same paper).
///
/// # Errors
/// Fewer distinct points than clusters.
pub(super) fn seed(
    points: Points,
    clusters: usize,
    draws: &mut Draws,
) -> Result<Vec<f64>, ClustersError> {
    let trials = 2 + tries(clusters);
    let first = points.row(draws.below(narrow(points.count())) as usize);
    let mut centres = first.to_vec();
    let mut closest = vec![f64::INFINITY; points.count()];
    let mut left = take(points, first, &mut closest);
    for chosen in 1..clusters {
        let total: f64 = left.iter().sum();
        if total <= 0.0 {
            return Err(ClustersError::Distinct {
                clusters,
                distinct: chosen,
            });
        }
        let candidates: Vec<&[f64]> = (0..trials)
            .map(|_| points.row(pick(&closest, &left, unit(draws) * total)))
            .collect();
        let best = candidates[best(points, &candidates, &closest)];
        centres.extend_from_slice(best);
        left = take(points, best, &mut closest);
    }
    Ok(centres)
}

/// The whole part of the natural logarithm.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "below 23 and not negative"
)]
fn tries(clusters: usize) -> usize {
    libm::log(float(clusters)) as usize
}

/// Adds a centre to the squared distances from the closest one, and sums them by chunk.
fn take(points: Points, centre: &[f64], closest: &mut [f64]) -> Vec<f64> {
    let columns = points.columns();
    closest
        .par_chunks_mut(CHUNK)
        .zip(points.values().par_chunks(CHUNK * columns))
        .map(|(closest, values)| {
            let mut sum = 0.0;
            for (closest, row) in closest.iter_mut().zip(values.chunks_exact(columns)) {
                *closest = closest.min(squared_distance(row, centre));
                sum += *closest;
            }
            sum
        })
        .collect()
}

/// The point at which the running sum of the weights passes `target`. It never has a weight of 0, so that no centre is
/// chosen twice.
fn pick(weights: &[f64], sums: &[f64], mut target: f64) -> usize {
    let mut chunk = 0;
    while chunk + 1 < sums.len() && target >= sums[chunk] {
        target -= sums[chunk];
        chunk += 1;
    }
    let mut last = None;
    for (place, &weight) in weights.iter().enumerate().skip(chunk * CHUNK) {
        if weight > 0.0 {
            last = Some(place);
            if target < weight {
                break;
            }
            target -= weight;
        }
    }
    // Rounding can carry the target past the last weight of all.
    last.or_else(|| weights.iter().rposition(|&weight| weight > 0.0))
        .unwrap_or_default()
}

/// The place of the candidate that leaves the least squared distance, the first of equals.
fn best(points: Points, candidates: &[&[f64]], closest: &[f64]) -> usize {
    let columns = points.columns();
    let parts: Vec<Vec<f64>> = closest
        .par_chunks(CHUNK)
        .zip(points.values().par_chunks(CHUNK * columns))
        .map(|(closest, values)| {
            let left = |candidate: &&[f64]| {
                let rows = closest.iter().zip(values.chunks_exact(columns));
                rows.map(|(closest, row)| closest.min(squared_distance(row, candidate)))
                    .sum()
            };
            candidates.iter().map(left).collect()
        })
        .collect();
    let mut best = (f64::INFINITY, 0);
    for candidate in 0..candidates.len() {
        let left: f64 = parts.iter().map(|part| part[candidate]).sum();
        if left < best.0 {
            best = (left, candidate);
        }
    }
    best.1
}
