//! A number of clusters from Ward's tree, of few points or many.

use serde::{Deserialize, Serialize};

use super::points::sample;
use super::{Clustering, ClustersError, Points, Tree};
use crate::learn::Draws;

/// More points than this make no tree: it would take minutes.
pub const TREE_POINTS: usize = 20_000;

/// Clusters from Ward's tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WardCut {
    /// The clusters.
    pub clustering: Clustering,
    /// Points in the tree; fewer than there are means a sample.
    pub grown: usize,
}

/// Cuts the tree of the points into `clusters`. Of more than `most` points, at most [`TREE_POINTS`], a seeded sample of so
/// many makes the tree, and every other point goes to the cluster with the nearest centre.
///
/// # Errors
/// No cluster or no points to grow a tree of; more clusters than distinct points in the tree; more points in it than
/// [`TREE_POINTS`].
pub fn ward_cut(
    points: Points,
    clusters: usize,
    most: usize,
    seed: u64,
) -> Result<WardCut, ClustersError> {
    if most == 0 {
        return Err(ClustersError::Nothing("points in the tree"));
    }
    if points.count() <= most {
        let labels = Tree::grow(points)?.cut(clusters)?;
        return Ok(WardCut {
            clustering: Clustering::of(points, &labels)?,
            grown: points.count(),
        });
    }
    if most > TREE_POINTS {
        return Err(ClustersError::TooMany {
            points: most,
            most: TREE_POINTS,
        });
    }
    let rows = sample(points.count(), most, &mut Draws::new(seed));
    let values = points.gather(&rows);
    let sampled = Points::trusted(&values, points.columns());
    let few = Clustering::of(sampled, &Tree::grow(sampled)?.cut(clusters)?)?;
    let mut labels = few.assign(points)?;
    // The points of the tree keep their place in it, so that no cluster is empty.
    for (&row, &label) in rows.iter().zip(&few.labels) {
        labels[row as usize] = label;
    }
    Ok(WardCut {
        clustering: Clustering::of(points, &labels)?,
        grown: most,
    })
}
