//! Estimators, splits and metrics that know nothing of shops.
//!
//! Owns: sequences of numbered items, what is learnt from them, and how well a ranking did.
//! Does not own: what an item is, where it comes from, whether it may be shown.
//! Holds: no file, no clock, no thread that outlives a call; the same data and the same seed give the same
//! numbers, on any number of cores.

mod attributes;
mod draws;
mod history;
mod inverse;
mod sequences;
mod vectors;

pub mod autoencoder;
pub mod choosing;
pub mod content;
pub mod factorisation;
pub mod fusion;
pub mod hybrid;
pub mod itemsets;
pub mod meanings;
pub mod neighbours;
pub mod popularity;
pub mod ranking;
pub mod relation;
pub mod sequence;

pub use attributes::{Attributes, Likeness};
pub use draws::Draws;
pub use sequences::Sequences;
