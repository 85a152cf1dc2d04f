//! A tree.

use serde::{Deserialize, Serialize};

/// Nodes, the root first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

/// A node, with how much weight of the rows came by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Node {
    pub(super) cover: f64,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Kind {
    Leaf(f64),
    Branch {
        feature: usize,
        side: Side,
        left: usize,
        right: usize,
    },
}

/// Which bins go left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Side {
    /// Those up to this one; what is missing where it says so.
    UpTo(u8, bool),
    /// Those in this set.
    In([u64; 4]),
}

impl Side {
    pub(super) fn left(&self, bin: u8) -> bool {
        match self {
            Self::UpTo(last, missing) => {
                if bin == 0 {
                    *missing
                } else {
                    bin <= *last
                }
            }
            Self::In(set) => set[usize::from(bin >> 6)] >> (bin & 63) & 1 == 1,
        }
    }
}

impl Tree {
    /// The value of the leaf that a row comes to.
    pub(super) fn value(&self, row: &[u8]) -> f64 {
        let mut at = 0;
        loop {
            match &self.nodes[at].kind {
                Kind::Leaf(value) => return *value,
                Kind::Branch {
                    feature,
                    side,
                    left,
                    right,
                } => {
                    at = if side.left(row[*feature]) {
                        *left
                    } else {
                        *right
                    }
                }
            }
        }
    }

    /// The mean of the leaves' values, by the rows that came to them.
    pub(super) fn mean(&self) -> f64 {
        let leaves = self.nodes.iter().filter_map(|node| match node.kind {
            Kind::Leaf(value) => Some(value * node.cover),
            Kind::Branch { .. } => None,
        });
        leaves.sum::<f64>() / self.nodes[0].cover
    }
}
