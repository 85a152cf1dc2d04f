//! What is won and what is spent.

use serde::{Deserialize, Serialize};

/// What an outcome is worth and what it costs to try for it, in one unit of the caller's: a treatment pays
/// `value` times the outcome, less `cost`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// Of an outcome of 1: of a conversion, what is left of it after the goods are paid.
    pub value: f64,
    /// Of each treatment, whatever comes of it.
    pub cost: f64,
}

impl Terms {
    /// An outcome as it is, tried for nothing.
    pub const PLAIN: Self = Self {
        value: 1.0,
        cost: 0.0,
    };

    /// What a treatment with this outcome, or with this expected outcome, pays.
    #[must_use]
    pub fn pay(&self, outcome: f64) -> f64 {
        self.value * outcome - self.cost
    }
}
