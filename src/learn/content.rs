//! What is like what somebody took.

use serde::{Deserialize, Serialize};

use super::Attributes;
use super::history::{aged, ages};

/// The sum of the cosines of attributes with the items of a history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    attributes: Attributes,
    recency: f32,
}

impl Content {
    /// By these attributes; a history's item weighs `recency` for each step of its age.
    #[must_use]
    pub fn new(attributes: Attributes, recency: f32) -> Self {
        Self {
            attributes,
            recency,
        }
    }

    /// Writes the score of every item.
    ///
    /// # Panics
    /// Not as many scores as items, or a history with an item that is not there.
    pub fn score(&self, history: &[u32], scores: &mut [f32]) {
        scores.fill(0.0);
        if !self.attributes.is_empty() {
            self.attributes
                .add(aged(ages(history), self.recency), scores);
        }
    }
}
