//! Ward's tree.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::points::{narrow, squared_distance};
use super::ward::TREE_POINTS;
use super::{ClustersError, Points};

/// With so many clusters left, all cores look for the nearest one.
const MANY: usize = 4096;

/// Two clusters that became one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// One of them: below the number of points a point, above it the merge of that number less the number of points.
    pub left: u32,
    /// The other, a higher number.
    pub right: u32,
    /// The square root of twice the inertia that the merge adds, in the units of the points: for two points their distance.
    pub height: f64,
    /// Points in it.
    pub size: u32,
}

/// The merges from single points to one cluster, each the one that adds the least inertia (Ward 1963).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// Points.
    pub points: usize,
    /// One merge fewer than points, the lowest first.
    pub merges: Vec<Merge>,
}

/// Two clusters that are to become one, each named by one of its points.
struct Link {
    left: u32,
    right: u32,
    height: f64,
}

/// The clusters that are left, without gaps.
struct Live<'a> {
    points: Points<'a>,
    centres: Vec<f64>,
    sizes: Vec<f64>,
    /// One point of each.
    names: Vec<u32>,
}

impl Tree {
    /// Builds the tree by chains of nearest neighbours (Murtagh 1983), in time that grows with the square of the points and
    /// memory that grows with the points.
    ///
    /// # Errors
    /// More than [`TREE_POINTS`] points; [`super::ward_cut`] takes a sample of them.
    pub fn grow(points: Points) -> Result<Self, ClustersError> {
        let count = points.count();
        if count > TREE_POINTS {
            return Err(ClustersError::TooMany {
                points: count,
                most: TREE_POINTS,
            });
        }
        let mut links = links(points);
        links.sort_by(|left, right| left.height.total_cmp(&right.height));
        Ok(Self {
            points: count,
            merges: name(&links, count),
        })
    }

    /// The clusters before the last merges, `clusters` of them: per point a label, in the order in which they first appear.
    ///
    /// # Errors
    /// No cluster, or more than distinct points.
    pub fn cut(&self, clusters: usize) -> Result<Vec<u32>, ClustersError> {
        if clusters == 0 {
            return Err(ClustersError::Nothing("clusters"));
        }
        let equal = self.merges.partition_point(|merge| merge.height <= 0.0);
        let distinct = self.points - equal;
        if clusters > distinct {
            return Err(ClustersError::Distinct { clusters, distinct });
        }
        let kept = self.points - clusters;
        // From the top down every merge hands its own root on to its two parts.
        let mut roots: Vec<usize> = (0..self.points + kept).collect();
        for (number, merge) in self.merges[..kept].iter().enumerate().rev() {
            let root = roots[self.points + number];
            roots[merge.left as usize] = root;
            roots[merge.right as usize] = root;
        }
        let mut labels = vec![None; roots.len()];
        let mut next = 0;
        let label = |&root: &usize| {
            *labels[root].get_or_insert_with(|| {
                next += 1;
                next - 1
            })
        };
        Ok(roots[..self.points].iter().map(label).collect())
    }
}

/// Who merges with whom, in the order of the chains.
fn links(points: Points) -> Vec<Link> {
    let count = points.count();
    let mut live = Live {
        points,
        centres: points.values().to_vec(),
        sizes: vec![1.0; count],
        names: (0..narrow(count)).collect(),
    };
    let mut links = Vec::with_capacity(count - 1);
    let mut chain: Vec<usize> = Vec::new();
    while live.sizes.len() > 1 {
        if chain.is_empty() {
            chain.push(0);
        }
        let end = chain.len() - 1;
        let previous = end.checked_sub(1).map(|place| chain[place]);
        let (next, rise) = live.nearest(chain[end], previous);
        if previous != Some(next) {
            chain.push(next);
            continue;
        }
        // Two that are nearest to each other are merged by Ward's rule too, sooner or later.
        let (left, right) = (chain[end].min(next), chain[end].max(next));
        chain.truncate(end - 1);
        links.push(Link {
            left: live.names[left],
            right: live.names[right],
            height: (2.0 * rise).sqrt(),
        });
        let last = live.merge(left, right);
        // Among equals rounding can bring a chain back to where it was, and what was merged must not stay in it.
        if let Some(place) = chain.iter().position(|place| [left, right].contains(place)) {
            chain.truncate(place);
        }
        for place in &mut chain {
            if *place == last {
                *place = right;
            }
        }
    }
    links
}

impl Live<'_> {
    /// The cluster whose merge with this one adds the least inertia, and how much; of equals `preferred`, without which a
    /// chain of equals would never end, else the first.
    fn nearest(&self, own: usize, preferred: Option<usize>) -> (usize, f64) {
        let count = self.sizes.len();
        let least = |from: usize, to: usize| {
            let mut best = (usize::MAX, f64::INFINITY);
            for other in (from..to).filter(|&other| other != own) {
                let rise = self.rise(own, other);
                if rise < best.1 || best.0 == usize::MAX {
                    best = (other, rise);
                }
            }
            best
        };
        let mut best = if count < MANY {
            least(0, count)
        } else {
            let starts = (0..count).into_par_iter().step_by(MANY / 2);
            let parts = starts.map(|from| least(from, count.min(from + MANY / 2)));
            parts.reduce(
                || (usize::MAX, f64::INFINITY),
                |left, right| {
                    if (right.1, right.0) < (left.1, left.0) {
                        right
                    } else {
                        left
                    }
                },
            )
        };
        if let Some(place) = preferred {
            let rise = self.rise(own, place);
            if rise <= best.1 {
                best = (place, rise);
            }
        }
        best
    }

    /// The inertia that a merge adds.
    fn rise(&self, left: usize, right: usize) -> f64 {
        let columns = self.points.columns();
        let centre = |place: usize| &self.centres[place * columns..(place + 1) * columns];
        let (one, other) = (self.sizes[left], self.sizes[right]);
        squared_distance(centre(left), centre(right)) * (one * other / (one + other))
    }

    /// Merges two clusters in the place of the first and moves the last one to the place of the second; says where the last
    /// one was.
    fn merge(&mut self, left: usize, right: usize) -> usize {
        let columns = self.points.columns();
        let (one, other) = (self.sizes[left], self.sizes[right]);
        for column in 0..columns {
            // In this form equal points have exactly the centre that they are, and merge at a height of exactly 0.
            let way =
                self.centres[right * columns + column] - self.centres[left * columns + column];
            self.centres[left * columns + column] += way * (other / (one + other));
        }
        self.sizes[left] = one + other;
        let last = self.sizes.len() - 1;
        self.centres
            .copy_within(last * columns..(last + 1) * columns, right * columns);
        self.centres.truncate(last * columns);
        self.sizes.swap_remove(right);
        self.names.swap_remove(right);
        last
    }
}

/// The merges with the numbers of what they merge, found by following each point to the latest merge it is in.
fn name(links: &[Link], count: usize) -> Vec<Merge> {
    let mut above: Vec<usize> = (0..count + links.len()).collect();
    let mut sizes = vec![1; above.len()];
    let root = |mut node: usize, above: &mut Vec<usize>| {
        while above[node] != node {
            // Halving the way keeps the trees flat (van Leeuwen and van der Weide 1977).
            above[node] = above[above[node]];
            node = above[node];
        }
        node
    };
    let mut merges = Vec::with_capacity(links.len());
    for (number, link) in links.iter().enumerate() {
        let one = root(link.left as usize, &mut above);
        let other = root(link.right as usize, &mut above);
        let own = count + number;
        above[one] = own;
        above[other] = own;
        sizes[own] = sizes[one] + sizes[other];
        merges.push(Merge {
            left: narrow(one.min(other)),
            right: narrow(one.max(other)),
            height: link.height,
            size: sizes[own],
        });
    }
    merges
}
