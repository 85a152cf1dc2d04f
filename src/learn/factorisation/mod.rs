//! Vectors of items, learnt in several ways, and what a history says in them.
//!
//! Owns: implicit ALS, BPR, item2vec, `LightGCN`, each with its vectors of items.
//! Does not own: who may see what; sequences as an order (`sequence`).
//! Holds: a history is folded in, so that it need not have been there when the vectors were learnt.

mod als;
mod bpr;
mod graph;
mod item2vec;

pub use als::{Als, AlsSettings};
pub use bpr::{Bpr, BprSettings};
pub use graph::{LightGcn, LightGcnSettings};
pub use item2vec::{ItemToVec, ItemToVecSettings};

/// The logistic function.
fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-x))
}
