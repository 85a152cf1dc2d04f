//! item2vec: items that are taken near each other have vectors near each other.

use serde::{Deserialize, Serialize};

use super::sigmoid;
use crate::learn::Sequences;
use crate::learn::draws::Draws;
use crate::learn::history::{aged, ages};
use crate::learn::vectors::{Vectors, add, dot};

/// What it is made with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemToVecSettings {
    /// Numbers in a vector.
    pub dimensions: usize,
    /// Times that everything that was taken is gone through.
    pub rounds: usize,
    /// Items so many places apart, at most, are near each other.
    pub window: usize,
    /// Items drawn against each pair.
    pub negatives: usize,
    /// The rate of learning at the beginning; it falls to 0 in a line.
    pub rate: f32,
    /// What an item of the history counts against the one that was taken a step later.
    pub recency: f32,
    /// For the first vectors, the order and the draws.
    pub seed: u64,
}

impl Default for ItemToVecSettings {
    fn default() -> Self {
        Self {
            dimensions: 64,
            rounds: 30,
            window: 5,
            negatives: 5,
            rate: 0.05,
            recency: 0.7,
            seed: 1,
        }
    }
}

/// Skip-gram with negative sampling over sequences (Barkan and Koenigstein 2016).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemToVec {
    /// The vectors of items as what is near is foretold from.
    having: Vectors,
    /// The vectors of items as what is foretold.
    items: Vectors,
    recency: f32,
}

impl ItemToVec {
    /// Learns one pair after the other. `progress` hears the share that is done.
    pub fn fit(
        sequences: &Sequences,
        settings: ItemToVecSettings,
        progress: &mut dyn FnMut(f64),
    ) -> Self {
        let mut draws = Draws::new(settings.seed);
        let count = sequences.items();
        #[allow(clippy::cast_precision_loss, reason = "a small number")]
        let scale = 1.0 / (settings.dimensions as f32).sqrt();
        let mut learnt = Self {
            having: Vectors::random(count, settings.dimensions, scale, &mut draws),
            items: Vectors::zeros(count, settings.dimensions),
            recency: settings.recency,
        };
        let table = Noise::of(&sequences.counts());
        let mut persons: Vec<usize> = (0..sequences.len()).collect();
        for round in 0..settings.rounds {
            #[allow(clippy::cast_precision_loss, reason = "a share")]
            let rate = settings.rate * (1.0 - round as f32 / settings.rounds as f32);
            draws.shuffle(&mut persons);
            for &person in &persons {
                learnt.learn(sequences.get(person), rate, &settings, &table, &mut draws);
            }
            #[allow(clippy::cast_precision_loss, reason = "a share")]
            progress((round + 1) as f64 / settings.rounds as f64);
        }
        learnt
    }

    fn learn(
        &mut self,
        sequence: &[u32],
        rate: f32,
        settings: &ItemToVecSettings,
        table: &Noise,
        draws: &mut Draws,
    ) {
        for (at, &item) in sequence.iter().enumerate() {
            let first = at.saturating_sub(settings.window);
            let end = sequence.len().min(at + settings.window + 1);
            for near in (first..end).filter(|&near| sequence[near] != item) {
                let mut change = vec![0.0; settings.dimensions];
                for draw in 0..=settings.negatives {
                    let (other, right) = match draw {
                        0 => (sequence[near], 1.0),
                        _ => (table.draw(draws), 0.0),
                    };
                    if right == 0.0 && other == sequence[near] {
                        continue;
                    }
                    let own = self.having.get(item);
                    let push = rate * (right - sigmoid(dot(own, self.items.get(other))));
                    add(&mut change, push, self.items.get(other));
                    let own = self.having.get(item).to_vec();
                    add(self.items.get_mut(other), push, &own);
                }
                add(self.having.get_mut(item), 1.0, &change);
            }
        }
    }

    /// Writes the score of every item: the cosine of its vector with the sum of the history's.
    ///
    /// # Panics
    /// Not as many scores as items, or a history with an item that is not there.
    pub fn score(&self, history: &[u32], scores: &mut [f32]) {
        let mut sum = vec![0.0; self.having.dimensions];
        for (item, weight) in aged(ages(history), self.recency) {
            add(&mut sum, weight, self.having.get(item));
        }
        self.items.score(&sum, scores);
    }
}

/// Draws items by count^(3/4), as word2vec does.
struct Noise {
    /// The sums of the weights up to each item.
    sums: Vec<f32>,
}

impl Noise {
    fn of(counts: &[u32]) -> Self {
        let mut sum = 0.0_f64;
        let sums = counts.iter().map(|&count| {
            sum += libm::pow(f64::from(count), 0.75);
            #[allow(clippy::cast_possible_truncation, reason = "a place in a table")]
            let sum = sum as f32;
            sum
        });
        Self {
            sums: sums.collect(),
        }
    }

    fn draw(&self, draws: &mut Draws) -> u32 {
        let at = draws.unit() * self.sums.last().copied().unwrap_or_default();
        let place = self.sums.partition_point(|&sum| sum <= at);
        u32::try_from(place.min(self.sums.len() - 1)).unwrap_or(u32::MAX)
    }
}
