//! Neighbours: items that the same persons took, and persons who took the same items.

use serde::{Deserialize, Serialize};

use super::Sequences;
use super::history::{aged, ages};
use super::relation::{Counting, Pairs, Relation};

/// Item-item neighbours (Sarwar and others 2001).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemNeighbours {
    relation: Relation,
    recency: f32,
}

impl ItemNeighbours {
    /// The cosine of every two items over persons, c(i, j) / (n(i) n(j))^.5. A history's item weighs `recency` for each
    /// step of its age; with 1 all weigh the same.
    #[must_use]
    pub fn fit(sequences: &Sequences, recency: f32) -> Self {
        let counting = Counting {
            window: usize::MAX,
            distance: 0.0,
        };
        let pairs = Pairs::count(sequences, counting);
        Self {
            relation: pairs.cosine(&sequences.counts()),
            recency,
        }
    }

    /// Writes the score of every item: the sum of its cosines with those of the history.
    ///
    /// # Panics
    /// Not as many scores as items, or a history with an item that is not there.
    pub fn score(&self, history: &[u32], scores: &mut [f32]) {
        scores.fill(0.0);
        self.relation.add(aged(ages(history), self.recency), scores);
    }
}

/// User-user neighbours: what persons took who took the same (Resnick and others 1994, over sets).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserNeighbours {
    sequences: Sequences,
    /// Where each item's persons begin, and behind the last one the number of all.
    starts: Vec<usize>,
    /// The persons that took each item, each named once an item.
    persons: Vec<u32>,
    settings: UserSettings,
}

/// How persons are compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserSettings {
    /// So many of the nearest persons are asked.
    pub neighbours: usize,
    /// What an item of the history counts against the one that was taken a step later.
    pub recency: f32,
    /// The exponent of how many persons took an item: what all took makes nobody a neighbour.
    pub popularity: f32,
}

impl Default for UserSettings {
    fn default() -> Self {
        Self {
            neighbours: 100,
            recency: 0.7,
            popularity: 0.3,
        }
    }
}

impl UserNeighbours {
    /// Keeps who took what.
    #[must_use]
    pub fn fit(sequences: &Sequences, settings: UserSettings) -> Self {
        let mut sets: Vec<Vec<u32>> = vec![Vec::new(); sequences.items()];
        for (person, sequence) in (0..).zip(sequences.iter()) {
            for &item in sequence {
                let set = &mut sets[item as usize];
                if set.last() != Some(&person) {
                    set.push(person);
                }
            }
        }
        let mut starts = vec![0];
        starts.extend(sets.iter().scan(0, |sum, set| {
            *sum += set.len();
            Some(*sum)
        }));
        Self {
            sequences: sequences.clone(),
            starts,
            persons: sets.concat(),
            settings,
        }
    }

    /// The persons who took an item.
    fn takers(&self, item: u32) -> &[u32] {
        &self.persons[self.starts[item as usize]..self.starts[item as usize + 1]]
    }

    /// The persons most like a history, with how like they are: the weights of the items that both took, over the
    /// root of how many the person took.
    fn nearest(&self, history: &[u32]) -> Vec<(u32, f32)> {
        let mut found: Vec<(u32, f32)> = Vec::new();
        for (item, weight) in aged(ages(history), self.settings.recency) {
            let takers = self.takers(item);
            #[allow(clippy::cast_precision_loss, reason = "a count of persons")]
            let weight = weight * libm::powf(takers.len().max(1) as f32, -self.settings.popularity);
            found.extend(takers.iter().map(|&person| (person, weight)));
        }
        // Sorted stably: the sums are made in the order of the history, always the same.
        found.sort_by_key(|(person, _)| *person);
        let sums = found.chunk_by(|one, next| one.0 == next.0).map(|same| {
            let person = same[0].0;
            #[allow(clippy::cast_precision_loss, reason = "a count of items")]
            let own = self.sequences.get(person as usize).len() as f32;
            (
                person,
                same.iter().map(|(_, weight)| weight).sum::<f32>() / libm::sqrtf(own),
            )
        });
        let mut sums: Vec<(u32, f32)> = sums.collect();
        sums.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        sums.truncate(self.settings.neighbours);
        sums
    }

    /// Writes the score of every item: how like the nearest persons are who took it.
    ///
    /// # Panics
    /// Not as many scores as items, or a history with an item that is not there.
    pub fn score(&self, history: &[u32], scores: &mut [f32]) {
        scores.fill(0.0);
        for (person, likeness) in self.nearest(history) {
            for &item in self.sequences.get(person as usize) {
                scores[item as usize] += likeness;
            }
        }
    }
}
