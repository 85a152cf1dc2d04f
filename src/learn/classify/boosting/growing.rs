//! Growing a tree, the leaf with the most to gain first.

use crate::learn::Draws;

use super::Growth;
use super::bins::{Binned, Binner};
use super::split::{Split, Sum, ordered, unordered};
use super::tree::{Kind, Node, Side, Tree};

/// What is needed to grow trees on the same rows.
pub(super) struct Grower<'a> {
    binner: &'a Binner,
    binned: &'a Binned,
    growth: Growth,
    /// Where each feature's bins begin in a histogram.
    starts: Vec<usize>,
    slopes: Vec<(f32, f32)>,
}

/// A leaf that may be split yet.
struct Leaf {
    node: usize,
    rows: Vec<u32>,
    histogram: Vec<Sum>,
    all: Sum,
    split: Option<Split>,
}

impl<'a> Grower<'a> {
    pub(super) fn new(binner: &'a Binner, binned: &'a Binned, growth: Growth) -> Self {
        let mut starts = vec![0];
        for feature in 0..binner.features() {
            starts.push(starts[feature] + binner.bins(feature));
        }
        Self {
            binner,
            binned,
            growth,
            starts,
            slopes: vec![(0.0, 0.0); binned.rows()],
        }
    }

    /// A tree against the slope and the bend that the loss has at each row's score, by the row's place.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "slopes need no more than single precision; fewer than 2^32 rows"
    )]
    pub(super) fn grow(&mut self, bent: impl Fn(usize) -> (f64, f64), draws: &mut Draws) -> Tree {
        for (place, slope) in self.slopes.iter_mut().enumerate() {
            let (first, second) = bent(place);
            *slope = (first as f32, second as f32);
        }
        let mut rows: Vec<u32> = (0..self.slopes.len() as u32).collect();
        if self.growth.rows < 1.0 {
            let share = self.growth.rows as f32;
            rows.retain(|_| draws.unit() < share);
        }
        let features = self.features(draws);
        let root = self.leaf(0, rows, &features);
        let mut nodes = vec![self.node(&root)];
        let mut leaves = vec![root];
        while leaves.len() < self.growth.leaves {
            let gain = |leaf: &Leaf| leaf.split.as_ref().map_or(0.0, |split| split.gain);
            let best = (0..leaves.len()).max_by(|&a, &b| {
                gain(&leaves[a])
                    .total_cmp(&gain(&leaves[b]))
                    .then(b.cmp(&a))
            });
            let Some(best) = best.filter(|&at| gain(&leaves[at]) > 1e-9) else {
                break;
            };
            let leaf = leaves.swap_remove(best);
            let Some(Split { feature, side, .. }) = leaf.split.clone() else {
                break;
            };
            let (left, right) = self.part(leaf, nodes.len(), feature, side, &features, |node| {
                nodes[node.0].kind = node.1;
            });
            nodes.push(self.node(&left));
            nodes.push(self.node(&right));
            leaves.push(left);
            leaves.push(right);
        }
        Tree { nodes }
    }

    /// The features that a tree may use.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of some columns"
    )]
    fn features(&self, draws: &mut Draws) -> Vec<usize> {
        let mut features: Vec<usize> = (0..self.binner.features()).collect();
        let keep = (features.len() as f64 * self.growth.columns).ceil() as usize;
        if keep < features.len() {
            draws.shuffle(&mut features);
            features.truncate(keep.max(1));
            features.sort_unstable();
        }
        features
    }

    /// A leaf of these rows, its histogram counted.
    fn leaf(&self, node: usize, rows: Vec<u32>, features: &[usize]) -> Leaf {
        let mut histogram = vec![Sum::default(); self.starts[self.starts.len() - 1]];
        let mut all = Sum::default();
        for &row in &rows {
            let (slope, bend) = self.slopes[row as usize];
            let one = Sum {
                slope: f64::from(slope),
                bend: f64::from(bend),
                rows: 1.0,
            };
            all.add(&one);
            let bins = self.binned.row(row as usize);
            for &feature in features {
                histogram[self.starts[feature] + usize::from(bins[feature])].add(&one);
            }
        }
        self.ready(node, rows, histogram, all, features)
    }

    /// The leaf with its best split.
    fn ready(
        &self,
        node: usize,
        rows: Vec<u32>,
        histogram: Vec<Sum>,
        all: Sum,
        features: &[usize],
    ) -> Leaf {
        let mut best: Option<Split> = None;
        if rows.len() >= 2 * self.growth.leaf_rows {
            for &feature in features {
                let bins = &histogram[self.starts[feature]..self.starts[feature + 1]];
                let found = if self.binner.is_category(feature) {
                    unordered(bins, &all, &self.growth)
                } else {
                    ordered(bins, &all, &self.growth)
                };
                if let Some((gain, side)) = found
                    && best.as_ref().is_none_or(|split| gain > split.gain)
                {
                    best = Some(Split {
                        gain,
                        feature,
                        side,
                    });
                }
            }
        }
        Leaf {
            node,
            rows,
            histogram,
            all,
            split: best,
        }
    }

    /// The two leaves of a split: the smaller one is counted, the other is what is left of the histogram.
    fn part(
        &self,
        leaf: Leaf,
        next: usize,
        feature: usize,
        side: Side,
        features: &[usize],
        branch: impl FnOnce((usize, Kind)),
    ) -> (Leaf, Leaf) {
        branch((
            leaf.node,
            Kind::Branch {
                feature,
                side,
                left: next,
                right: next + 1,
            },
        ));
        let (left, right): (Vec<u32>, Vec<u32>) = leaf
            .rows
            .iter()
            .partition(|&&row| side.left(self.binned.row(row as usize)[feature]));
        let left_smaller = left.len() <= right.len();
        let (few, many) = if left_smaller {
            ((next, left), (next + 1, right))
        } else {
            ((next + 1, right), (next, left))
        };
        let few = self.leaf(few.0, few.1, features);
        let mut histogram = leaf.histogram;
        for (sum, other) in histogram.iter_mut().zip(&few.histogram) {
            *sum = sum.less(other);
        }
        let all = leaf.all.less(&few.all);
        let many = self.ready(many.0, many.1, histogram, all, features);
        if left_smaller {
            (few, many)
        } else {
            (many, few)
        }
    }

    /// The node of a leaf, with the step downhill as its value.
    fn node(&self, leaf: &Leaf) -> Node {
        let value = -leaf.all.slope / (leaf.all.bend + self.growth.ridge) * self.growth.rate;
        Node {
            cover: leaf.all.rows,
            kind: Kind::Leaf(value),
        }
    }
}
