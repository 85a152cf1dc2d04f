//! K-means: many starts, the best of them.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::clustering::mean_variance;
use super::hamerly::Descent;
use super::points::CHUNK;
use super::seeding::seed;
use super::{Clustering, ClustersError, Points};
use crate::learn::Draws;

/// How to look for clusters with k-means (`MacQueen` 1967; Lloyd 1982).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KMeans {
    /// Clusters.
    pub clusters: usize,
    /// Starts, of which the one with the least inertia counts.
    pub starts: usize,
    /// A start ends after this many iterations at the latest.
    pub most_iterations: usize,
    /// A start ends when the squared ways of the centres in an iteration sum to at most this share of the mean variance of
    /// the columns. The best start goes on until no point changes its cluster, or until `most_iterations`.
    pub tolerance: f64,
    /// The same seed gives the same clusters.
    pub seed: u64,
}

/// What k-means found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KMeansFit {
    /// The clusters of the best start.
    pub clustering: Clustering,
    /// How often the best start moved its centres.
    pub iterations: usize,
    /// Whether no point would change its cluster any more. If not, some points may lie a little closer to another centre
    /// than to that of their cluster: allow more iterations.
    pub converged: bool,
}

impl KMeans {
    /// Twenty starts of up to 300 iterations each.
    #[must_use]
    pub fn new(clusters: usize, seed: u64) -> Self {
        Self {
            clusters,
            starts: 20,
            most_iterations: 300,
            tolerance: 1e-4,
            seed,
        }
    }

    /// Looks for clusters: starts by greedy k-means++, descends with Hamerly's bounds, on all cores. A cluster that runs
    /// empty takes the point that lies furthest from its centre.
    ///
    /// # Errors
    /// No cluster, no start, no iteration, or fewer distinct points than clusters.
    pub fn fit(&self, points: Points) -> Result<KMeansFit, ClustersError> {
        let counts = [
            ("clusters", self.clusters),
            ("starts", self.starts),
            ("iterations", self.most_iterations),
        ];
        if let Some((name, _)) = counts.iter().find(|(_, count)| *count == 0) {
            return Err(ClustersError::Nothing(name));
        }
        let tolerance = self.tolerance * mean_variance(points);
        let mut draws = Draws::new(self.seed);
        let seeds: Vec<u64> = (0..self.starts).map(|_| draws.seed()).collect();
        let start = |seed_of_start: u64| {
            let mut draws = Draws::new(seed_of_start);
            let centres = seed(points, self.clusters, &mut draws)?;
            let mut descent = Descent::new(points, centres);
            descent.run(tolerance, self.most_iterations);
            Ok((descent.inertia(), descent))
        };
        // Few points go to the cores start by start, many chunk by chunk: the sums are the same.
        let mut best = if small(points) {
            let starts: Result<Vec<_>, ClustersError> = seeds.into_par_iter().map(start).collect();
            starts?.into_iter().reduce(better)
        } else {
            let mut best = None;
            for seed in seeds {
                let next = start(seed)?;
                best = Some(match best {
                    Some(best) => better(best, next),
                    None => next,
                });
            }
            best
        }
        .map(|(_, descent)| descent)
        .ok_or(ClustersError::Nothing("starts"))?;
        best.run(-1.0, self.most_iterations);
        let labels = best.labels();
        Ok(KMeansFit {
            clustering: Clustering::of(points, &labels)?,
            iterations: best.iterations,
            converged: best.resting,
        })
    }

    /// The same search for another number of clusters.
    pub(super) fn with(self, clusters: usize) -> Self {
        Self { clusters, ..self }
    }
}

/// The start with less inertia, the first of equals.
fn better<'a>(best: (f64, Descent<'a>), next: (f64, Descent<'a>)) -> (f64, Descent<'a>) {
    if next.0 < best.0 { next } else { best }
}

/// Whether there are too few points for all cores to work at one fit, so that several fits are to run at a time.
pub(super) fn small(points: Points) -> bool {
    points.count() <= 2 * CHUNK
}
