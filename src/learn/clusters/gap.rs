//! How many clusters there are, if any, against points without clusters.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::kmeans::{KMeans, small};
use super::points::{float, sample, unit};
use super::{ClustersError, Points};
use crate::learn::Draws;

/// The gap statistic (Tibshirani, Walther and Hastie 2001): how much smaller the inertia is than that of points spread
/// evenly over the same ranges of the columns (the reference (a) of the paper).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// How to look for clusters; `clusters` is the largest number that is tried.
    pub search: KMeans,
    /// Sets of even points to compare with; 20 and more give a usable standard error.
    pub references: usize,
    /// Of more points a seeded sample of so many stands for all.
    pub most_points: usize,
}

/// The gap at one number of clusters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapPoint {
    /// Clusters.
    pub clusters: usize,
    /// The mean natural logarithm of the inertia of the references, less that of the points; without a unit.
    pub gap: f64,
    /// The standard deviation of the references times the square root of 1 + 1 / references.
    pub error: f64,
}

impl Gap {
    /// Five starts each, twenty references, at most 10,000 points.
    #[must_use]
    pub fn new(most_clusters: usize, seed: u64) -> Self {
        Self {
            search: KMeans {
                starts: 5,
                ..KMeans::new(most_clusters, seed)
            },
            references: 20,
            most_points: 10_000,
        }
    }

    /// The gap at every number of clusters from 1 on.
    ///
    /// # Errors
    /// No cluster, no start, no iteration, no reference, no points to look at; as many clusters as distinct points.
    pub fn measure(&self, points: Points) -> Result<Vec<GapPoint>, ClustersError> {
        let counts = [
            ("references", self.references),
            ("points to look at", self.most_points),
        ];
        if let Some((name, _)) = counts.iter().find(|(_, count)| *count == 0) {
            return Err(ClustersError::Nothing(name));
        }
        if self.search.clusters == 0 {
            return Err(ClustersError::Nothing("clusters"));
        }
        let mut draws = Draws::new(self.search.seed);
        let sampled = (points.count() > self.most_points)
            .then(|| points.gather(&sample(points.count(), self.most_points, &mut draws)));
        let points = sampled
            .as_deref()
            .map_or(points, |values| Points::trusted(values, points.columns()));
        let seeds: Vec<u64> = (0..self.references).map(|_| draws.seed()).collect();
        let own = self.logarithms(points, self.search.seed)?;
        let ranges = ranges(points);
        let reference = |seed: u64| {
            let values = even(&ranges, points.count(), &mut Draws::new(seed));
            self.logarithms(Points::trusted(&values, points.columns()), seed)
        };
        let references: Result<Vec<Vec<f64>>, ClustersError> = if small(points) {
            seeds.into_par_iter().map(reference).collect()
        } else {
            seeds.into_iter().map(reference).collect()
        };
        let references = references?;
        let count = float(self.references);
        let at = |(place, own): (usize, f64)| {
            let values = || references.iter().map(|logarithms| logarithms[place]);
            let mean = values().sum::<f64>() / count;
            let squares: f64 = values().map(|value| (value - mean).powi(2)).sum();
            GapPoint {
                clusters: place + 1,
                gap: mean - own,
                error: (squares / count).sqrt() * (1.0 + 1.0 / count).sqrt(),
            }
        };
        Ok(own.into_iter().enumerate().map(at).collect())
    }

    /// The smallest number of clusters whose gap is at least that of one cluster more, less the standard error there (the
    /// 1-standard-error rule of the paper). None if the gap grows to the end: try more clusters, or there is no right
    /// number.
    #[must_use]
    pub fn choose(points: &[GapPoint]) -> Option<usize> {
        let pairs = points.windows(2);
        let mut chosen = pairs.filter(|pair| pair[0].gap >= pair[1].gap - pair[1].error);
        chosen.next().map(|pair| pair[0].clusters)
    }

    /// The logarithm of the inertia at every number of clusters.
    fn logarithms(&self, points: Points, seed: u64) -> Result<Vec<f64>, ClustersError> {
        (1..=self.search.clusters)
            .map(|clusters| {
                let search = KMeans {
                    seed,
                    ..self.search
                };
                let inertia = search.with(clusters).fit(points)?.clustering.inertia;
                if inertia > 0.0 {
                    Ok(libm::log(inertia))
                } else {
                    Err(ClustersError::NoSpread { clusters })
                }
            })
            .collect()
    }
}

/// The least number and the width of each column.
fn ranges(points: Points) -> Vec<(f64, f64)> {
    let range = |column: usize| {
        let values = points.rows().map(|row| row[column]);
        let (least, most) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |range, value| {
            (range.0.min(value), range.1.max(value))
        });
        (least, most - least)
    };
    (0..points.columns()).map(range).collect()
}

/// Points spread evenly.
fn even(ranges: &[(f64, f64)], count: usize, draws: &mut Draws) -> Vec<f64> {
    (0..count)
        .flat_map(|_| ranges)
        .map(|(least, width)| least + width * unit(draws))
        .collect()
}
