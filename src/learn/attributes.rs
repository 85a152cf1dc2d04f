//! What items are like, by the attributes they have.

use serde::{Deserialize, Serialize};

use super::relation::Relation;

/// What items are like: by their attributes, and by the meaning of their texts. Each may be missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    /// Their attributes.
    pub attributes: Attributes,
    /// Of each item those with texts of like meaning, by cosine.
    pub texts: Relation,
}

impl From<Attributes> for Likeness {
    fn from(attributes: Attributes) -> Self {
        Self {
            attributes,
            texts: Relation::default(),
        }
    }
}

/// The attributes of each item, each weighed by how rare it is: the inverse document frequency ln(n / n(a)) (Spärck
/// Jones 1972). An item's weights have the length 1, so that the product of two items is their cosine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attributes {
    /// Where each item's attributes begin, and behind the last one the number of all.
    starts: Vec<usize>,
    /// The attributes of all items, one item after the other.
    having: Vec<u32>,
    /// Beside each of them what it weighs.
    weights: Vec<f32>,
    /// Attributes are below this.
    kinds: usize,
}

impl Attributes {
    /// Of the sets of attributes of all items, in the items' order. An attribute that is named twice counts once; one
    /// that every item has tells nothing.
    #[must_use]
    pub fn weigh(sets: &[Vec<u32>]) -> Self {
        let sets: Vec<Vec<u32>> = sets.iter().map(|set| sorted(set)).collect();
        let kinds = sets
            .iter()
            .flatten()
            .max()
            .map_or(0, |&most| most as usize + 1);
        let mut counts = vec![0_u32; kinds];
        for &attribute in sets.iter().flatten() {
            counts[attribute as usize] += 1;
        }
        let described = sets.iter().filter(|set| !set.is_empty()).count();
        let mut weighed = Self {
            starts: vec![0],
            kinds,
            ..Self::default()
        };
        for set in &sets {
            let idf = set.iter().map(|&attribute| {
                #[allow(clippy::cast_precision_loss, reason = "counts of items")]
                let share = described as f32 / counts[attribute as usize] as f32;
                (attribute, libm::logf(share))
            });
            let idf: Vec<(u32, f32)> = idf.filter(|(_, weight)| *weight > 0.0).collect();
            let length = libm::sqrtf(idf.iter().map(|(_, weight)| weight * weight).sum());
            for (attribute, weight) in idf {
                weighed.having.push(attribute);
                weighed.weights.push(weight / length);
            }
            weighed.starts.push(weighed.having.len());
        }
        weighed
    }

    /// How many items there are.
    #[must_use]
    pub fn items(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether no item has an attribute that tells something.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.having.is_empty()
    }

    /// The attributes of an item that tell something, with their weights.
    fn of(&self, item: u32) -> impl Iterator<Item = (u32, f32)> {
        let own = self.starts[item as usize]..self.starts[item as usize + 1];
        let attributes = self.having[own.clone()].iter().copied();
        attributes.zip(self.weights[own].iter().copied())
    }

    /// Adds to the score of every item the sum of its cosines with the items of `query`, each times its weight.
    ///
    /// # Panics
    /// Fewer scores than items, or a query with an item that is not there.
    pub fn add(&self, query: impl Iterator<Item = (u32, f32)>, scores: &mut [f32]) {
        let mut profile = vec![0.0_f32; self.kinds];
        for (item, weight) in query {
            for (attribute, own) in self.of(item) {
                profile[attribute as usize] += weight * own;
            }
        }
        for (ends, score) in self.starts.windows(2).zip(scores) {
            let own = ends[0]..ends[1];
            let pairs = self.having[own.clone()].iter().zip(&self.weights[own]);
            *score += pairs
                .map(|(&attribute, weight)| profile[attribute as usize] * weight)
                .sum::<f32>();
        }
    }

    /// The cosine of two items.
    ///
    /// # Panics
    /// An item that is not there.
    #[must_use]
    pub fn cosine(&self, one: u32, other: u32) -> f32 {
        let find = |attribute| self.of(other).find(|(own, _)| *own == attribute);
        let shared = self.of(one).filter_map(|(attribute, weight)| {
            let (_, own) = find(attribute)?;
            Some(weight * own)
        });
        shared.sum()
    }
}

fn sorted(set: &[u32]) -> Vec<u32> {
    let mut set = set.to_vec();
    set.sort_unstable();
    set.dedup();
    set
}
