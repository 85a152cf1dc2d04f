//! How often one item is taken after another, and how much that says.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Sequences;

/// Rows that one task counts: enough that its two columns of sums are worth their making.
const ROWS: usize = 256;
/// Pairs so many steps apart and more count the same.
const FARTHEST: usize = 512;

/// How pairs of items are counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counting {
    /// Items of one sequence are a pair where they are at most so many places apart.
    pub window: usize,
    /// A pair that is `d` steps apart counts d^-`distance`.
    pub distance: f32,
}

/// How the counts of [`Pairs`] become one number each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighing {
    /// What pairs in either direction count beside those in the right one.
    pub both: f32,
    /// The exponent of the count of the item that is asked about.
    pub query: f32,
    /// The exponent of the count of the item that is suggested. Below that of the query: what many take is not lost.
    pub target: f32,
}

/// For every item, what was taken after it and before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// Where each item's others begin, and behind the last one the number of all.
    starts: Vec<usize>,
    /// The others of all items, one item after the other, each item's in the order of their numbers.
    others: Vec<u32>,
    /// Beside each other one, how much it came after the item.
    after: Vec<f32>,
    /// Beside each other one, how much it came before the item.
    before: Vec<f32>,
}

/// One number for each pair: how much having the one item speaks for the other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// Where each item's others begin, and behind the last one the number of all.
    starts: Vec<usize>,
    /// The others of all items.
    others: Vec<u32>,
    /// Beside each of them the number.
    weights: Vec<f32>,
}

impl Pairs {
    /// Counts the pairs of all sequences. What has the same step counts in both directions, as if it were one step
    /// apart; an item makes no pair with itself.
    #[must_use]
    pub fn count(sequences: &Sequences, counting: Counting) -> Self {
        let places = Places::of(sequences);
        let items: Vec<u32> = (0_u32..).take(sequences.items()).collect();
        let rows = items.par_chunks(ROWS).map(|items| {
            let mut sums = Sums::new(sequences.items(), counting.distance);
            let mut pairs = Self::empty();
            for &item in items {
                sums.count(sequences, places.of_item(item), counting);
                sums.empty_into(&mut pairs);
            }
            pairs
        });
        let rows: Vec<Self> = rows.collect();
        let mut all = Self::empty();
        for part in rows {
            let before = all.others.len();
            all.starts
                .extend(part.starts[1..].iter().map(|end| before + end));
            all.others.extend(part.others);
            all.after.extend(part.after);
            all.before.extend(part.before);
        }
        all
    }

    fn empty() -> Self {
        Self {
            starts: vec![0],
            others: Vec::new(),
            after: Vec::new(),
            before: Vec::new(),
        }
    }

    /// How many pairs there are, each direction being one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.others.len()
    }

    /// Whether no two items were ever taken by one person.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.others.is_empty()
    }

    /// The number of each pair: the count of the right direction over count(item)^query count(other)^target, and that
    /// of both directions in the same manner, times `both`. With both exponents .5 each term is a cosine; unequal ones
    /// make it the asymmetric cosine (Aiolli 2013).
    #[must_use]
    pub fn weigh(&self, weighing: Weighing) -> Relation {
        let items = self.starts.len() - 1;
        let (mut leaving, mut arriving) = (vec![0.0_f32; items], vec![0.0_f32; items]);
        for (item, ends) in self.starts.windows(2).enumerate() {
            for place in ends[0]..ends[1] {
                leaving[item] += self.after[place];
                arriving[item] += self.before[place];
            }
        }
        let power = |counts: &[f32], exponent: f32| -> Vec<f32> {
            let inverse = |&count: &f32| {
                if count > 0.0 {
                    libm::powf(count, -exponent)
                } else {
                    0.0
                }
            };
            counts.iter().map(inverse).collect()
        };
        let either: Vec<f32> = leaving.iter().zip(&arriving).map(|(a, b)| a + b).collect();
        let (from, to) = (
            power(&leaving, weighing.query),
            power(&arriving, weighing.target),
        );
        let (from_either, to_either) = (
            power(&either, weighing.query),
            power(&either, weighing.target),
        );
        let mut weights = Vec::with_capacity(self.others.len());
        for (item, ends) in self.starts.windows(2).enumerate() {
            for place in ends[0]..ends[1] {
                let other = self.others[place] as usize;
                let (after, before) = (self.after[place], self.before[place]);
                let directed = after * from[item] * to[other];
                let undirected = (after + before) * from_either[item] * to_either[other];
                weights.push(directed + weighing.both * undirected);
            }
        }
        Relation {
            starts: self.starts.clone(),
            others: self.others.clone(),
            weights,
        }
    }
}

impl Pairs {
    /// The pairs of both directions over (count(item) count(other))^.5, `counts` being how often each item was taken:
    /// where pairs are counted without regard to their distance, the cosine.
    ///
    /// # Panics
    /// Fewer counts than items.
    #[must_use]
    pub fn cosine(&self, counts: &[u32]) -> Relation {
        #[allow(clippy::cast_precision_loss, reason = "counts of persons")]
        let roots: Vec<f32> = counts
            .iter()
            .map(|&count| libm::sqrtf(count as f32))
            .collect();
        let mut weights = Vec::with_capacity(self.others.len());
        for (item, ends) in self.starts.windows(2).enumerate() {
            for place in ends[0]..ends[1] {
                let both = self.after[place] + self.before[place];
                weights.push(both / (roots[item] * roots[self.others[place] as usize]));
            }
        }
        Relation {
            starts: self.starts.clone(),
            others: self.others.clone(),
            weights,
        }
    }
}

impl Relation {
    /// The relation that has these others and numbers for each item in turn.
    #[must_use]
    pub fn of(rows: impl Iterator<Item = Vec<(u32, f32)>>) -> Self {
        let mut relation = Self {
            starts: vec![0],
            ..Self::default()
        };
        for row in rows {
            relation.others.extend(row.iter().map(|(other, _)| other));
            relation
                .weights
                .extend(row.iter().map(|(_, weight)| weight));
            relation.starts.push(relation.others.len());
        }
        relation
    }

    /// How many items there are.
    #[must_use]
    pub fn items(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether no item speaks for another.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.others.is_empty()
    }

    /// What an item speaks for, and how much; in no particular order.
    ///
    /// # Panics
    /// An item that is not there.
    pub fn row(&self, item: u32) -> impl Iterator<Item = (u32, f32)> {
        let own = self.starts[item as usize]..self.starts[item as usize + 1];
        let others = self.others[own.clone()].iter().copied();
        others.zip(self.weights[own].iter().copied())
    }

    /// How much `item` speaks for `other`: 0 where nobody took both.
    ///
    /// # Panics
    /// An item that is not there.
    #[must_use]
    pub fn weight(&self, item: u32, other: u32) -> f32 {
        self.row(item)
            .find(|(found, _)| *found == other)
            .map_or(0.0, |(_, weight)| weight)
    }

    /// Adds to the scores what the items of `query` speak for, each times its weight.
    ///
    /// # Panics
    /// Fewer scores than items, or a query with an item that is not there.
    pub fn add(&self, query: impl Iterator<Item = (u32, f32)>, scores: &mut [f32]) {
        for (item, weight) in query {
            for (other, own) in self.row(item) {
                scores[other as usize] += weight * own;
            }
        }
    }
}

/// Where each item stands in the sequences.
struct Places {
    starts: Vec<usize>,
    /// The person and the place in their sequence.
    places: Vec<(u32, u32)>,
}

impl Places {
    fn of(sequences: &Sequences) -> Self {
        let mut starts = vec![0];
        starts.extend(sequences.counts().iter().scan(0, |sum, &count| {
            *sum += count as usize;
            Some(*sum)
        }));
        let mut next = starts.clone();
        let mut places = vec![(0, 0); sequences.taken()];
        for (person, sequence) in (0..).zip(sequences.iter()) {
            for (place, &item) in (0..).zip(sequence) {
                places[next[item as usize]] = (person, place);
                next[item as usize] += 1;
            }
        }
        Self { starts, places }
    }

    fn of_item(&self, item: u32) -> &[(u32, u32)] {
        &self.places[self.starts[item as usize]..self.starts[item as usize + 1]]
    }
}

/// The counts of one item with all others, while they are made.
struct Sums {
    after: Vec<f32>,
    before: Vec<f32>,
    /// The others that have a count.
    touched: Vec<u32>,
    /// By steps apart, what a pair counts; the last one for all that are farther.
    falling: Vec<f32>,
}

impl Sums {
    fn new(items: usize, distance: f32) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "steps of one person")]
        let weight = |apart: usize| libm::powf(apart.max(1) as f32, -distance);
        Self {
            after: vec![0.0; items],
            before: vec![0.0; items],
            touched: Vec::new(),
            falling: (0..FARTHEST).map(weight).collect(),
        }
    }

    /// Counts the pairs that one item makes where it stands.
    fn count(&mut self, sequences: &Sequences, places: &[(u32, u32)], counting: Counting) {
        for &(person, place) in places {
            let (person, place) = (person as usize, place as usize);
            let (items, steps) = (sequences.get(person), sequences.steps(person));
            let first = place.saturating_sub(counting.window);
            let end = items
                .len()
                .min(place.saturating_add(counting.window).saturating_add(1));
            for other in (first..end).filter(|&other| items[other] != items[place]) {
                let apart = steps[other].abs_diff(steps[place]) as usize;
                let weight = self.falling[apart.min(FARTHEST - 1)];
                self.touch(items[other]);
                if apart == 0 || other > place {
                    self.after[items[other] as usize] += weight;
                }
                if apart == 0 || other < place {
                    self.before[items[other] as usize] += weight;
                }
            }
        }
    }

    fn touch(&mut self, other: u32) {
        if self.after[other as usize] == 0.0 && self.before[other as usize] == 0.0 {
            self.touched.push(other);
        }
    }

    /// Writes the counts as the next item's, and begins anew.
    fn empty_into(&mut self, pairs: &mut Pairs) {
        self.touched.sort_unstable();
        for other in self.touched.drain(..) {
            pairs.others.push(other);
            pairs
                .after
                .push(std::mem::take(&mut self.after[other as usize]));
            pairs
                .before
                .push(std::mem::take(&mut self.before[other as usize]));
        }
        pairs.starts.push(pairs.others.len());
    }
}
