//! What a grouping is, however it was found.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::points::{CHUNK, float, narrow, nearest, squared_distance};
use super::{ClustersError, Points};

/// Points in clusters, the largest cluster first, of equal ones that of the earlier point. No cluster is empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clustering {
    /// Numbers that a point has.
    pub columns: usize,
    /// The mean of the points of each cluster, row after row, in the units of the points.
    pub centres: Vec<f64>,
    /// Per point the number of its cluster, from 0.
    pub labels: Vec<u32>,
    /// Points per cluster.
    pub sizes: Vec<u32>,
    /// The sum of the squared distances of the points from the centre of their cluster, in squared units of the points.
    pub inertia: f64,
}

impl Clustering {
    /// Describes a grouping by its labels, which may be any numbers and are replaced by those of the clusters.
    ///
    /// # Errors
    /// Not as many labels as points.
    pub fn of(points: Points, labels: &[u32]) -> Result<Self, ClustersError> {
        check(points, labels)?;
        let (mut labels, clusters) = compact(labels);
        let mut order: Vec<(usize, usize)> = vec![(0, usize::MAX); clusters];
        for (row, &label) in labels.iter().enumerate() {
            let (size, first) = &mut order[label as usize];
            *size += 1;
            *first = row.min(*first);
        }
        let mut ranked: Vec<usize> = (0..clusters).collect();
        ranked.sort_unstable_by_key(|&cluster| {
            let (size, first) = order[cluster];
            (usize::MAX - size, first)
        });
        let mut numbers = vec![0; clusters];
        for (number, &cluster) in (0..).zip(&ranked) {
            numbers[cluster] = number;
        }
        for label in &mut labels {
            *label = numbers[*label as usize];
        }
        let sizes = ranked.iter().map(|&cluster| narrow(order[cluster].0));
        let sizes: Vec<u32> = sizes.collect();
        let centres = means(points, &labels, &sizes);
        let inertia = inertia(points, &labels, &centres);
        Ok(Self {
            columns: points.columns(),
            centres,
            labels,
            sizes,
            inertia,
        })
    }

    /// How many clusters.
    #[must_use]
    pub fn clusters(&self) -> usize {
        self.sizes.len()
    }

    /// The centre of a cluster.
    ///
    /// # Panics
    /// No such cluster.
    #[must_use]
    pub fn centre(&self, cluster: usize) -> &[f64] {
        &self.centres[cluster * self.columns..(cluster + 1) * self.columns]
    }

    /// Per point, known or new, the cluster with the nearest centre.
    ///
    /// # Errors
    /// Points of other columns.
    pub fn assign(&self, points: Points) -> Result<Vec<u32>, ClustersError> {
        if points.columns() != self.columns {
            return Err(ClustersError::Columns {
                given: points.columns(),
                wanted: self.columns,
            });
        }
        Ok(points
            .values()
            .par_chunks_exact(self.columns)
            .map(|row| nearest(row, &self.centres))
            .collect())
    }
}

/// Whether every point has a label.
pub(super) fn check(points: Points, labels: &[u32]) -> Result<(), ClustersError> {
    if labels.len() == points.count() {
        Ok(())
    } else {
        Err(ClustersError::Labels {
            labels: labels.len(),
            points: points.count(),
        })
    }
}

/// The labels as numbers from 0 without gaps, and how many there are.
pub(super) fn compact(labels: &[u32]) -> (Vec<u32>, usize) {
    let mut known = labels.to_vec();
    known.sort_unstable();
    known.dedup();
    let place = |wanted| narrow(known.partition_point(|&known| known < wanted));
    let numbers = labels.iter().map(|&wanted| place(wanted)).collect();
    (numbers, known.len())
}

/// The sum of the rows of each cluster.
pub(super) fn sums(points: Points, labels: &[u32], clusters: usize) -> Vec<f64> {
    let columns = points.columns();
    let parts: Vec<Vec<f64>> = points
        .values()
        .par_chunks(CHUNK * columns)
        .zip(labels.par_chunks(CHUNK))
        .map(|(values, labels)| {
            let mut sums = vec![0.0; clusters * columns];
            for (row, &label) in values.chunks_exact(columns).zip(labels) {
                let place = label as usize * columns;
                add(&mut sums[place..place + columns], row);
            }
            sums
        })
        .collect();
    let mut sums = vec![0.0; clusters * columns];
    for part in &parts {
        add(&mut sums, part);
    }
    sums
}

/// Adds numbers one by one.
fn add(sums: &mut [f64], values: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

/// The mean of each cluster.
fn means(points: Points, labels: &[u32], sizes: &[u32]) -> Vec<f64> {
    let mut means = sums(points, labels, sizes.len());
    for (mean, &size) in means.chunks_exact_mut(points.columns()).zip(sizes) {
        for value in mean {
            *value /= f64::from(size);
        }
    }
    means
}

/// The sum of the squared distances of the points from the centre of their label.
pub(super) fn inertia(points: Points, labels: &[u32], centres: &[f64]) -> f64 {
    let columns = points.columns();
    let parts: Vec<f64> = points
        .values()
        .par_chunks(CHUNK * columns)
        .zip(labels.par_chunks(CHUNK))
        .map(|(values, labels)| {
            let rows = values.chunks_exact(columns).zip(labels);
            rows.map(|(row, &label)| {
                let place = label as usize * columns;
                squared_distance(row, &centres[place..place + columns])
            })
            .sum()
        })
        .collect();
    parts.iter().sum()
}

/// The mean over the columns of the population variance.
pub(super) fn mean_variance(points: Points) -> f64 {
    let labels = vec![0; points.count()];
    let centre = means(points, &labels, &[narrow(points.count())]);
    inertia(points, &labels, &centre) / (float(points.count()) * float(points.columns()))
}
