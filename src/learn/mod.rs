//! Estimators, splits and metrics that know nothing of shops.
//!
//! Owns: sequences of numbered items, what is learnt from them, and how well a ranking did; tables, and what tells rows
//! apart; how often people come back, how long until something happens, what comes next in a series; points, and what lies
//! close together; what a treatment changes and for whom, which of several to try, and when a difference is one.
//! Does not own: what an item is, where it comes from, whether it may be shown.
//! Holds: no file, no clock, no thread that outlives a call; the same data and the same seed give the same
//! numbers, on any number of cores.

mod attributes;
mod draws;
mod history;
mod inverse;
mod matrix;
mod minimise;
mod sequences;
mod sums;
mod terms;
mod vectors;

pub mod autoencoder;
pub mod bandits;
pub mod behaviour;
pub mod choosing;
pub mod classify;
pub mod clusters;
pub mod content;
pub mod factorisation;
pub mod forecast;
pub mod fusion;
pub mod happenings;
pub mod hybrid;
pub mod itemsets;
pub mod knapsack;

pub mod lifetime;
pub mod meanings;
pub mod neighbours;
pub mod popularity;
pub mod ranking;
pub mod relation;
pub mod sequence;
pub mod sequential;
pub mod survival;
pub mod uplift;

pub use attributes::{Attributes, Likeness};
pub use draws::Draws;
pub use sequences::Sequences;
pub use terms::Terms;
