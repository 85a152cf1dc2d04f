//! Models that read a sequence in its order and foretell the next item: recurrent, convolutional and with attention, on
//! one trainer.
//!
//! Owns: the networks, their training, checkpoints, what a trained model foretells; the optimisers and the training on
//! examples that other networks share.
//! Does not own: files; what a history may not be answered with: the same item again is a fine answer of a browse path.
//! Holds: with the same seed the same weights; a training that was stopped and goes on ends with those of one that was
//! not.

mod batches;
mod cell;
mod choice;
mod examples;
mod network;
mod optimising;
mod settings;
mod storing;
mod training;
mod weights;

use candle_core::Device;

use super::vectors::dot;

// What the other networks of this crate are made of.
pub(super) use cell::{gated, gated_weights, memory, memory_weights};
pub(super) use examples::{Course, Examples, binary_loss, learn, wrong};
pub(super) use network::{Dropout, spread, times_matrix};
pub(super) use weights::Weights;

pub use examples::Learnt;
pub use settings::{Kind, Optimiser, Schedule, SequenceSettings};
pub use training::{Round, Training, fit};

/// Items of a sequence that are learnt from and read, where filters lie over fewer.
const READ: usize = 50;

/// Why a model cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum SequenceError {
    /// A setting that cannot be.
    #[error("{0}")]
    Settings(String),
    /// A stored model or training that is none, or is of other settings.
    #[error("this is no stored sequence model: {0}")]
    Stored(String),
    /// The numbers could not be computed: memory, or the device.
    #[error(transparent)]
    Tensors(#[from] candle_core::Error),
}

/// A trained model.
#[derive(Clone, Debug)]
pub struct SequenceModel {
    settings: SequenceSettings,
    weights: Weights,
    /// How many items there are.
    items: usize,
}

impl SequenceModel {
    /// What it was made with.
    #[must_use]
    pub fn settings(&self) -> &SequenceSettings {
        &self.settings
    }

    /// Writes the score of every item as the next one; without a history, 0.
    ///
    /// # Errors
    /// Where the device fails.
    ///
    /// # Panics
    /// Not as many scores as items, or a history with an item that is not there.
    pub fn score(&self, history: &[u32], scores: &mut [f32]) -> Result<(), SequenceError> {
        assert_eq!(scores.len(), self.items, "every item has a score");
        let newest = &history[history.len().saturating_sub(self.settings.read())..];
        if newest.is_empty() {
            scores.fill(0.0);
            return Ok(());
        }
        let known = newest.iter().all(|&item| (item as usize) < self.items);
        assert!(known, "an item of {newest:?} is not below {}", self.items);
        let read = self.weights.gather(newest)?.unsqueeze(0)?;
        let mut nothing = Dropout {
            draws: None,
            rate: 0.0,
        };
        let told = network::forward(&self.settings, &self.weights, &read, &mut nothing)?;
        let last = told
            .narrow(1, newest.len() - 1, 1)?
            .flatten_all()?
            .to_vec1::<f32>()?;
        let vectors = self.weights.items.chunks_exact(self.settings.dimensions);
        for (score, vector) in scores.iter_mut().zip(vectors) {
            *score = dot(vector, &last);
        }
        Ok(())
    }
}

impl SequenceSettings {
    /// Items of a history that are read.
    fn read(&self) -> usize {
        match self.kind {
            Kind::Convolution => READ,
            Kind::Recurrent | Kind::Attention => self.longest,
        }
    }

    /// What of these settings cannot be, in words.
    fn wrong(&self) -> Option<String> {
        let sizes = [
            self.dimensions,
            self.layers,
            self.heads,
            self.longest,
            self.batch,
        ];
        if sizes.contains(&0) {
            return Some("dimensions, layers, heads, longest and batch are at least 1".to_owned());
        }
        if self.kind == Kind::Attention && !self.dimensions.is_multiple_of(self.heads) {
            let (heads, size) = (self.heads, self.dimensions);
            return Some(format!("{heads} heads do not divide {size} dimensions"));
        }
        if !(0.0..1.0).contains(&self.dropout) {
            return Some(format!(
                "a dropout of {} is not from 0 to below 1",
                self.dropout
            ));
        }
        if self.rate.is_nan() || self.rate <= 0.0 {
            return Some(format!("a rate of {} is not above 0", self.rate));
        }
        None
    }
}

/// Where models are computed when nothing else is said.
#[must_use]
pub fn processor() -> Device {
    Device::Cpu
}
