//! `LightGCN`: vectors that spread over who took what.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::sigmoid;
use crate::learn::Sequences;
use crate::learn::draws::Draws;
use crate::learn::history::{aged, ages};
use crate::learn::vectors::{Vectors, add, dot};

/// What it is made with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LightGcnSettings {
    /// Numbers in a vector.
    pub dimensions: usize,
    /// Times that vectors spread to their neighbours.
    pub layers: usize,
    /// Steps of learning.
    pub steps: usize,
    /// Things taken that one step learns from.
    pub batch: usize,
    /// The rate of Adam.
    pub rate: f32,
    /// The L2 penalty on the vectors that are learnt.
    pub penalty: f32,
    /// What an item of the history counts against the one that was taken a step later.
    pub recency: f32,
    /// For the first vectors and the draws.
    pub seed: u64,
}

impl Default for LightGcnSettings {
    fn default() -> Self {
        Self {
            dimensions: 64,
            layers: 2,
            steps: 300,
            batch: 8_192,
            rate: 0.03,
            penalty: 1e-6,
            recency: 0.8,
            seed: 1,
        }
    }
}

/// Persons and items are the nodes of a graph, joined where the one took the other. A node's vector is the mean of its own
/// and of those that reach it over up to `layers` edges, each edge weighing 1 / (degree degree)^.5 (He and others 2020).
/// Learnt with the loss of BPR; the gradient spreads by the same symmetric matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LightGcn {
    /// The final vectors of items.
    items: Vectors,
    /// What an item gives to somebody who takes it: the mean over layers of its vectors, over the root of its degree.
    giving: Vectors,
    recency: f32,
}

impl LightGcn {
    /// Learns. `progress` hears the share that is done.
    pub fn fit(
        sequences: &Sequences,
        settings: LightGcnSettings,
        progress: &mut dyn FnMut(f64),
    ) -> Self {
        let graph = Graph::of(sequences);
        let mut draws = Draws::new(settings.seed);
        let mut base = Vectors::random(graph.nodes(), settings.dimensions, 0.1, &mut draws);
        let mut adam = Adam::new(base.values.len(), settings.rate);
        let taken: Vec<(u32, u32)> = (0..)
            .zip(sequences.iter())
            .flat_map(|(person, sequence)| sequence.iter().map(move |&item| (person, item)))
            .collect();
        if !taken.is_empty() {
            for step in 0..settings.steps {
                let spread = graph.spread(&base, settings.layers);
                let gradient = pull(&spread, sequences, &taken, &settings, &mut draws);
                let mut gradient = graph.spread(&gradient, settings.layers);
                add(&mut gradient.values, settings.penalty, &base.values);
                adam.step(&mut base.values, &gradient.values);
                #[allow(clippy::cast_precision_loss, reason = "a share")]
                progress((step + 1) as f64 / settings.steps as f64);
            }
        }
        Self::of(&graph, &base, &settings)
    }

    fn of(graph: &Graph, base: &Vectors, settings: &LightGcnSettings) -> Self {
        let persons = graph.persons;
        let items_of = |all: &Vectors| Vectors {
            dimensions: all.dimensions,
            values: all.values[persons * all.dimensions..].to_vec(),
        };
        // Somebody's vector is what their items hand on in the layers but the last.
        let mut giving = items_of(&graph.spread(base, settings.layers.saturating_sub(1)));
        for (item, vector) in giving
            .values
            .chunks_exact_mut(settings.dimensions)
            .enumerate()
        {
            let root = graph.root(persons + item);
            for number in vector {
                *number *= root;
            }
        }
        Self {
            items: items_of(&graph.spread(base, settings.layers)),
            giving,
            recency: settings.recency,
        }
    }

    /// Writes the score of every item: its product with what the history's items hand on.
    ///
    /// # Panics
    /// Not as many scores as items, or a history with an item that is not there.
    pub fn score(&self, history: &[u32], scores: &mut [f32]) {
        let mut sum = vec![0.0; self.giving.dimensions];
        for (item, weight) in aged(ages(history), self.recency) {
            add(&mut sum, weight, self.giving.get(item));
        }
        self.items.score(&sum, scores);
    }
}

/// Who took what, as a graph: persons first, items behind them.
struct Graph {
    persons: usize,
    starts: Vec<usize>,
    others: Vec<u32>,
}

impl Graph {
    fn of(sequences: &Sequences) -> Self {
        let persons = sequences.len();
        let mut edges: Vec<Vec<u32>> = vec![Vec::new(); persons + sequences.items()];
        for (person, sequence) in (0_u32..).zip(sequences.iter()) {
            let mut set = sequence.to_vec();
            set.sort_unstable();
            set.dedup();
            for item in set {
                let node = u32::try_from(persons).unwrap_or(u32::MAX) + item;
                edges[person as usize].push(node);
                edges[node as usize].push(person);
            }
        }
        let mut starts = vec![0];
        starts.extend(edges.iter().scan(0, |sum, edges| {
            *sum += edges.len();
            Some(*sum)
        }));
        Self {
            persons,
            starts,
            others: edges.concat(),
        }
    }

    fn nodes(&self) -> usize {
        self.starts.len() - 1
    }

    /// 1 over the root of a node's degree.
    fn root(&self, node: usize) -> f32 {
        #[allow(clippy::cast_precision_loss, reason = "a degree")]
        let degree = (self.starts[node + 1] - self.starts[node]).max(1) as f32;
        1.0 / libm::sqrtf(degree)
    }

    /// The mean of the vectors of 0 to `layers` edges.
    fn spread(&self, base: &Vectors, layers: usize) -> Vectors {
        let mut layer = base.clone();
        let mut mean = base.clone();
        for _ in 0..layers {
            layer = self.step(&layer);
            add(&mut mean.values, 1.0, &layer.values);
        }
        #[allow(clippy::cast_precision_loss, reason = "a few layers")]
        let share = 1.0 / (layers + 1) as f32;
        for number in &mut mean.values {
            *number *= share;
        }
        mean
    }

    fn step(&self, layer: &Vectors) -> Vectors {
        let mut next = Vectors::zeros(self.nodes(), layer.dimensions);
        let rows = next
            .values
            .par_chunks_exact_mut(layer.dimensions)
            .enumerate();
        rows.for_each(|(node, vector)| {
            let root = self.root(node);
            for &other in &self.others[self.starts[node]..self.starts[node + 1]] {
                add(vector, root * self.root(other as usize), layer.get(other));
            }
        });
        next
    }
}

/// The gradient of BPR's loss over a batch of things taken, by the vectors that have spread.
fn pull(
    spread: &Vectors,
    sequences: &Sequences,
    taken: &[(u32, u32)],
    settings: &LightGcnSettings,
    draws: &mut Draws,
) -> Vectors {
    let first = u32::try_from(sequences.len()).unwrap_or(u32::MAX);
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let mut gradient = Vectors::zeros(spread.count(), settings.dimensions);
    #[allow(clippy::cast_precision_loss, reason = "a share")]
    let share = 1.0 / settings.batch as f32;
    for _ in 0..settings.batch {
        let (person, item) = taken[draws.below(count(taken.len())) as usize];
        let other = draws.below(count(sequences.items()));
        if sequences.get(person as usize).contains(&other) {
            continue;
        }
        let (item, other) = (first + item, first + other);
        let (own, good, bad) = (spread.get(person), spread.get(item), spread.get(other));
        let push = share * sigmoid(dot(own, bad) - dot(own, good));
        let row = gradient.get_mut(person);
        add(row, -push, good);
        add(row, push, bad);
        add(gradient.get_mut(item), -push, own);
        add(gradient.get_mut(other), push, own);
    }
    gradient
}

/// Adam (Kingma and Ba 2015) with its usual rates of forgetting.
struct Adam {
    mean: Vec<f32>,
    square: Vec<f32>,
    rate: f32,
    steps: i32,
}

impl Adam {
    fn new(size: usize, rate: f32) -> Self {
        Self {
            mean: vec![0.0; size],
            square: vec![0.0; size],
            rate,
            steps: 0,
        }
    }

    fn step(&mut self, values: &mut [f32], gradient: &[f32]) {
        self.steps += 1;
        let (fade, fade_square) = (0.9_f32, 0.999_f32);
        let (sure, sure_square) = (
            1.0 - fade.powi(self.steps),
            1.0 - fade_square.powi(self.steps),
        );
        let rate = self.rate * sure_square.sqrt() / sure;
        let state = self.mean.iter_mut().zip(&mut self.square);
        for ((value, slope), (mean, square)) in values.iter_mut().zip(gradient).zip(state) {
            *mean = fade * *mean + (1.0 - fade) * slope;
            *square = fade_square * *square + (1.0 - fade_square) * slope * slope;
            *value -= rate * *mean / (square.sqrt() + 1e-8);
        }
    }
}
