//! The room `learn`: estimators against what a slow hand would compute.

mod autoencoder;
mod bandits;
mod behaviour;
mod classify;
mod clusters;
mod counting;
mod factorisation;
mod forecast;
mod happenings;
mod itemsets;
mod knapsack;
mod lifetime;
mod ranking;
mod sequence;
mod sequential;
mod survival;
mod uplift;

use storekeeper::learn::{Draws, Sequences};

/// Random sequences over so many items; an item may come again.
fn random(persons: usize, items: u32, longest: u32, seed: u64) -> Sequences {
    let mut draws = Draws::new(seed);
    let mut sequences = Sequences::new(items as usize);
    for _ in 0..persons {
        let length = draws.below(longest + 1);
        let sequence: Vec<u32> = (0..length).map(|_| draws.below(items)).collect();
        sequences.push(&sequence);
    }
    sequences
}

/// What somebody gets for a history.
fn scores(items: usize, score: impl Fn(&mut [f32])) -> Vec<f32> {
    let mut scores = vec![0.0; items];
    score(&mut scores);
    scores
}

/// Two kinds of persons, each of whom takes items of their own half.
fn two_camps(seed: u64) -> Sequences {
    let mut draws = Draws::new(seed);
    let mut sequences = Sequences::new(20);
    for person in 0..200 {
        let first = if person % 2 == 0 { 0 } else { 10 };
        let sequence: Vec<u32> = (0..6).map(|_| first + draws.below(10)).collect();
        sequences.push(&sequence);
    }
    sequences
}

/// Of the items that are not in the history, the share of the first half among the best nine.
fn own_half(scores: &[f32], history: &[u32]) -> usize {
    let best = storekeeper::learn::ranking::best(scores, 7, history);
    best.iter().filter(|&&item| item < 10).count()
}
