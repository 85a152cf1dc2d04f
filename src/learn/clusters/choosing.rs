//! How many clusters to take.

use serde::{Deserialize, Serialize};

use super::silhouette::silhouette;
use super::{ClustersError, Gap, GapPoint, KMeans, Points};

/// How to choose the number of clusters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choosing {
    /// How to look for clusters; `clusters` is the largest number that is tried, and is at least 2.
    pub search: KMeans,
    /// How to compare with points without clusters; tried are as many clusters, and one more for the rule.
    pub gap: Gap,
}

/// One number of clusters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Clusters.
    pub clusters: usize,
    /// The sum of the squared distances of the points from the centre of their cluster.
    pub inertia: f64,
    /// The mean silhouette; none for one cluster.
    pub silhouette: Option<f64>,
    /// The gap; none where the points do not spread enough to compare them.
    pub gap: Option<GapPoint>,
}

/// Who said how many clusters to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaidBy {
    /// The silhouette and the gap statistic agree.
    Both,
    /// The silhouette alone: the gap statistic says another number, or none.
    Silhouette,
}

/// What each number of clusters is worth, and which to take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Every number that was tried, from 1 on.
    pub candidates: Vec<Candidate>,
    /// The number with the largest silhouette, the smaller of equals.
    pub by_silhouette: usize,
    /// The number that the gap statistic says. 1 means no clusters at all, whatever the silhouette, which cannot say that;
    /// none means that the gap still grows at the end or could not be compared.
    pub by_gap: Option<usize>,
    /// The number to take, at least 2.
    pub clusters: usize,
    /// Who said it.
    pub said_by: SaidBy,
}

impl Choosing {
    /// Tries up to so many clusters.
    #[must_use]
    pub fn new(most_clusters: usize, seed: u64) -> Self {
        Self {
            search: KMeans::new(most_clusters, seed),
            gap: Gap::new(most_clusters, seed),
        }
    }

    /// Tries every number of clusters from 1 on. The silhouette decides, because the gap often grows without end on points
    /// that thin out to one side; the gap says whether to trust it.
    ///
    /// # Errors
    /// Fewer than 2 clusters allowed, fewer distinct points than clusters, no start, iteration or reference.
    pub fn choose(&self, points: Points) -> Result<Choice, ClustersError> {
        let most = self.search.clusters;
        if most < 2 {
            return Err(ClustersError::NoChoice(most));
        }
        let mut candidates = Vec::with_capacity(most);
        for clusters in 1..=most {
            let fit = self.search.with(clusters).fit(points)?.clustering;
            let silhouette = match clusters {
                1 => None,
                _ => Some(silhouette(points, &fit.labels, self.search.seed)?.mean),
            };
            candidates.push(Candidate {
                clusters,
                inertia: fit.inertia,
                silhouette,
                gap: None,
            });
        }
        let gaps = self.gaps(points, most)?;
        for (candidate, gap) in candidates.iter_mut().zip(&gaps) {
            candidate.gap = Some(*gap);
        }
        let mut best = (f64::NEG_INFINITY, 2);
        for candidate in &candidates {
            let value = candidate.silhouette.unwrap_or(f64::NEG_INFINITY);
            if value > best.0 {
                best = (value, candidate.clusters);
            }
        }
        let by_gap = Gap::choose(&gaps);
        Ok(Choice {
            candidates,
            by_silhouette: best.1,
            by_gap,
            clusters: best.1,
            said_by: if by_gap == Some(best.1) {
                SaidBy::Both
            } else {
                SaidBy::Silhouette
            },
        })
    }

    /// The gaps up to one cluster more than is allowed, so that the rule can say the largest number too. Points that do not
    /// spread so far are compared as far as they do.
    fn gaps(&self, points: Points, most: usize) -> Result<Vec<GapPoint>, ClustersError> {
        for clusters in (1..=most + 1).rev() {
            let gap = Gap {
                search: self.gap.search.with(clusters),
                ..self.gap
            };
            match gap.measure(points) {
                Err(ClustersError::Distinct { .. } | ClustersError::NoSpread { .. }) => {}
                result => return result,
            }
        }
        Ok(Vec::new())
    }
}
