//! Groups of points that lie close together, how many there are, and how far to trust them.
//!
//! Owns: k-means, Ward's tree, the silhouette, the gap statistic, the stability of a grouping, scales for columns.
//! Does not own: what a point is, what a cluster is called, what is done with it.
//! Holds: every distance is Euclidean, so columns of different units are to be scaled first ([`Scaling`]). Sums run in an
//! order that the number of cores does not change.

mod choosing;
mod clustering;
mod error;
mod gap;
mod hamerly;
mod kmeans;
mod points;
mod scaling;
mod seeding;
mod silhouette;
mod stability;
mod tree;
mod ward;

pub use choosing::{Candidate, Choice, Choosing, SaidBy};
pub use clustering::Clustering;
pub use error::ClustersError;
pub use gap::{Gap, GapPoint};
pub use kmeans::{KMeans, KMeansFit};
pub use points::Points;
pub use scaling::Scaling;
pub use silhouette::{EXACT_POINTS, Silhouette, silhouette};
pub use stability::{Stability, adjusted_rand};
pub use tree::{Merge, Tree};
pub use ward::{TREE_POINTS, WardCut, ward_cut};
