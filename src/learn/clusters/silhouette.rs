//! How well points sit in their clusters.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::clustering::{check, compact};
use super::points::{float, squared_distance};
use super::{ClustersError, Points};
use crate::learn::Draws;

/// Up to so many points a silhouette is exact; of more a sample of about so many is measured.
pub const EXACT_POINTS: usize = 10_000;

/// A sample has so many points of every cluster that has them, as far as there is room.
const LEAST_POINTS: usize = 20;

/// The silhouette of a grouping: per point (b - a) / max(a, b), a being the mean distance from the others of its cluster
/// and b from the points of the nearest other cluster; 0 for a point alone (Rousseeuw 1987).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Silhouette {
    /// The mean over all points, from -1 to 1; near 0, clusters overlap.
    pub mean: f64,
    /// The mean over the points of each cluster, in the order of their labels.
    pub clusters: Vec<f64>,
    /// Points that were measured; fewer than there are means a sample.
    pub measured: usize,
}

/// Measures the silhouette of a grouping, in time that grows with the square of the points measured. Of more than
/// [`EXACT_POINTS`] a seeded sample stands for all: points of each cluster by its share, at least 20 or all of it where
/// that fits, compared among themselves; each cluster then counts by its true size.
///
/// # Errors
/// Not as many labels as points, or one cluster alone.
pub fn silhouette(points: Points, labels: &[u32], seed: u64) -> Result<Silhouette, ClustersError> {
    check(points, labels)?;
    let (labels, clusters) = compact(labels);
    if clusters < 2 {
        return Err(ClustersError::OneCluster);
    }
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); clusters];
    for (row, &label) in (0..).zip(&labels) {
        members[label as usize].push(row);
    }
    let sizes: Vec<usize> = members.iter().map(Vec::len).collect();
    if points.count() > EXACT_POINTS {
        thin(&mut members, points.count(), &mut Draws::new(seed));
    }
    let means = means(points, &members);
    let weighted = means
        .iter()
        .zip(&sizes)
        .map(|(mean, &size)| mean * float(size));
    Ok(Silhouette {
        mean: weighted.sum::<f64>() / float(points.count()),
        measured: members.iter().map(Vec::len).sum(),
        clusters: means,
    })
}

/// Leaves a sample of the members of each cluster.
fn thin(members: &mut [Vec<u32>], count: usize, draws: &mut Draws) {
    // A cluster of which one point alone is looked at would seem to hold one point alone.
    let least = (EXACT_POINTS / members.len()).clamp(2, LEAST_POINTS);
    for rows in members {
        let wanted = (rows.len() * EXACT_POINTS / count).max(least);
        if wanted < rows.len() {
            draws.shuffle(rows);
            rows.truncate(wanted);
            rows.sort_unstable();
        }
    }
}

/// The mean silhouette of the members of each cluster.
fn means(points: Points, members: &[Vec<u32>]) -> Vec<f64> {
    // The points of a cluster lie next to each other, so that the inner loop runs straight through memory.
    let blocks: Vec<Vec<f64>> = members.iter().map(|rows| points.gather(rows)).collect();
    let seats: Vec<(usize, usize)> = (0..)
        .zip(members)
        .flat_map(|(cluster, rows)| (0..rows.len()).map(move |place| (cluster, place)))
        .collect();
    let columns = points.columns();
    let widths: Vec<f64> = seats
        .par_iter()
        .map(|&(own, place)| {
            if members[own].len() == 1 {
                return 0.0;
            }
            let row = &blocks[own][place * columns..(place + 1) * columns];
            let (mut inside, mut outside) = (0.0, f64::INFINITY);
            for (cluster, block) in blocks.iter().enumerate() {
                let others = block.chunks_exact(columns);
                let sum: f64 = others
                    .map(|other| squared_distance(row, other).sqrt())
                    .sum();
                if cluster == own {
                    inside = sum / float(members[own].len() - 1);
                } else {
                    outside = outside.min(sum / float(members[cluster].len()));
                }
            }
            let larger = f64::max(inside, outside);
            if larger > 0.0 {
                (outside - inside) / larger
            } else {
                0.0
            }
        })
        .collect();
    let mut rest = &widths[..];
    let mut means = Vec::with_capacity(members.len());
    for rows in members {
        let (own, others) = rest.split_at(rows.len());
        means.push(own.iter().sum::<f64>() / float(own.len()));
        rest = others;
    }
    means
}
