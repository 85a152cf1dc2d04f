//! Bayesian personalised ranking.

use serde::{Deserialize, Serialize};

use super::sigmoid;
use crate::learn::Sequences;
use crate::learn::draws::Draws;
use crate::learn::history::{aged, ages};
use crate::learn::vectors::{Vectors, add, dot};

/// What it is made with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BprSettings {
    /// Numbers in a vector.
    pub dimensions: usize,
    /// Times that everything that was taken is gone through.
    pub rounds: usize,
    /// The rate of learning at the beginning; it falls to 0 in a line.
    pub rate: f32,
    /// The L2 penalty.
    pub penalty: f32,
    /// What an item of the history counts against the one that was taken a step later.
    pub recency: f32,
    /// For the first vectors, the order and what is compared with.
    pub seed: u64,
}

impl Default for BprSettings {
    fn default() -> Self {
        Self {
            dimensions: 64,
            rounds: 60,
            rate: 0.2,
            penalty: 0.0005,
            recency: 0.8,
            seed: 1,
        }
    }
}

/// Matrix factors that rank what somebody took above what they did not (Rendle and others 2009). A person is the mean
/// of the vectors of what they took, less the one that is to be foretold, as in FISM (Kabbur and others 2013): so that
/// somebody new is no other case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bpr {
    /// What having an item says.
    having: Vectors,
    /// What an item is found by.
    items: Vectors,
    /// What each item is worth for everybody.
    bias: Vec<f32>,
    recency: f32,
}

impl Bpr {
    /// Learns by stochastic descent, one thing taken after the other. `progress` hears the share that is done.
    pub fn fit(
        sequences: &Sequences,
        settings: BprSettings,
        progress: &mut dyn FnMut(f64),
    ) -> Self {
        let mut draws = Draws::new(settings.seed);
        let count = sequences.items();
        let mut learnt = Self {
            having: Vectors::random(count, settings.dimensions, 0.1, &mut draws),
            items: Vectors::random(count, settings.dimensions, 0.1, &mut draws),
            bias: vec![0.0; count],
            recency: settings.recency,
        };
        let mut order: Vec<(usize, usize)> = (0..sequences.len())
            .filter(|&person| sequences.get(person).len() > 1)
            .flat_map(|person| (0..sequences.get(person).len()).map(move |at| (person, at)))
            .collect();
        let steps = (order.len() * settings.rounds).max(1);
        let mut step = 0_usize;
        for round in 0..settings.rounds {
            draws.shuffle(&mut order);
            for &(person, at) in &order {
                #[allow(clippy::cast_precision_loss, reason = "a share")]
                let rate = settings.rate * (1.0 - step as f32 / steps as f32);
                step += 1;
                learnt.step(sequences.get(person), at, rate, &settings, &mut draws);
            }
            #[allow(clippy::cast_precision_loss, reason = "a share")]
            progress((round + 1) as f64 / settings.rounds as f64);
        }
        learnt
    }

    /// Learns from the item at one place of a sequence, and one that is not in it.
    fn step(
        &mut self,
        sequence: &[u32],
        at: usize,
        rate: f32,
        settings: &BprSettings,
        draws: &mut Draws,
    ) {
        let taken = sequence[at];
        let other = draws.below(u32::try_from(self.items.count()).unwrap_or(u32::MAX));
        if sequence.contains(&other) {
            return;
        }
        let near = |place: usize| falling_both(settings.recency, place, at);
        let rest = || (0..sequence.len()).filter(|&place| place != at && near(place) > 1e-3);
        let sum: f32 = rest().map(near).sum();
        let mut person = vec![0.0; settings.dimensions];
        for place in rest() {
            add(
                &mut person,
                near(place) / sum,
                self.having.get(sequence[place]),
            );
        }
        let better = dot(&person, self.items.get(taken)) + self.bias[taken as usize];
        let worse = dot(&person, self.items.get(other)) + self.bias[other as usize];
        let push = rate * sigmoid(worse - better);
        let shrink = 1.0 - rate * settings.penalty;
        let mut towards = vec![0.0; settings.dimensions];
        add(&mut towards, 1.0, self.items.get(taken));
        add(&mut towards, -1.0, self.items.get(other));
        for (item, sign) in [(taken, push), (other, -push)] {
            let vector = self.items.get_mut(item);
            for number in vector.iter_mut() {
                *number *= shrink;
            }
            add(vector, sign, &person);
            let bias = &mut self.bias[item as usize];
            *bias = *bias * shrink + sign;
        }
        for place in rest() {
            let vector = self.having.get_mut(sequence[place]);
            for number in vector.iter_mut() {
                *number *= shrink;
            }
            add(vector, push * near(place) / sum, &towards);
        }
    }

    /// Writes the score of every item: its product with the mean of the history's vectors, and its bias. Without a history,
    /// 0.
    ///
    /// # Panics
    /// Not as many scores as items, or a history with an item that is not there.
    pub fn score(&self, history: &[u32], scores: &mut [f32]) {
        let weighed: Vec<(u32, f32)> = aged(ages(history), self.recency).collect();
        let sum: f32 = weighed.iter().map(|(_, weight)| weight).sum();
        if weighed.is_empty() {
            scores.fill(0.0);
            return;
        }
        let mut person = vec![0.0; self.having.dimensions];
        for (item, weight) in weighed {
            add(&mut person, weight / sum, self.having.get(item));
        }
        self.items.score(&person, scores);
        for (score, bias) in scores.iter_mut().zip(&self.bias) {
            *score += bias;
        }
    }
}

fn falling_both(recency: f32, one: usize, other: usize) -> f32 {
    let apart = u32::try_from(one.abs_diff(other)).unwrap_or(u32::MAX);
    crate::learn::history::falling(recency, apart.saturating_sub(1))
}
