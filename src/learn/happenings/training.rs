//! How the networks learn.

use candle_core::{Result, Tensor};

use super::encoding::Encoded;
use super::{HappeningsSettings, layers};
use crate::learn::Draws;
use crate::learn::classify::base_rate;
use crate::learn::sequence::{Course, Examples, Learnt, Weights, binary_loss, learn};

/// A batch is learnt from in so many parts, side by side; a fixed number, so that the sums are the same on any machine.
const SIDE_BY_SIDE: usize = 2;

/// The people that are learnt from, or held out.
pub struct People<'a> {
    encoded: &'a [Encoded],
    labels: &'a [bool],
    settings: &'a HappeningsSettings,
    kinds: usize,
}

impl<'a> People<'a> {
    /// Of people of so many kinds of happenings.
    pub fn new(
        encoded: &'a [Encoded],
        labels: &'a [bool],
        settings: &'a HappeningsSettings,
        kinds: usize,
    ) -> Self {
        Self {
            encoded,
            labels,
            settings,
            kinds,
        }
    }

    /// Trains one network: on the first of these parts, until it does no better on the second.
    pub fn train(
        &self,
        parts: (&[usize], &[usize]),
        seed: u64,
        progress: &mut dyn FnMut(&Learnt),
    ) -> Result<Weights> {
        let settings = self.settings;
        let mut course = Course::annealed(
            (settings.rate, settings.decay),
            (settings.rounds, settings.patience, settings.batch),
            seed,
        );
        course.parts = SIDE_BY_SIDE;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "a weight of single precision"
        )]
        let base = base_rate(self.labels) as f32;
        let first = layers::first(settings, self.kinds, base, &mut Draws::new(seed))?;
        learn(self, first, parts, &course, progress)
    }
}

impl Examples for People<'_> {
    fn loss(
        &self,
        weights: &Weights,
        examples: &[usize],
        draws: Option<&mut Draws>,
    ) -> Result<Tensor> {
        let people: Vec<&Encoded> = examples
            .iter()
            .map(|&person| &self.encoded[person])
            .collect();
        let so: Vec<f32> = examples
            .iter()
            .map(|&person| f32::from(u8::from(self.labels[person])))
            .collect();
        let told = layers::forward(self.settings, weights, &people, draws)?;
        let so = Tensor::from_vec(so, told.shape(), told.device())?;
        binary_loss(&told, &so)
    }

    fn length(&self, example: usize) -> usize {
        self.encoded[example].kinds.len()
    }
}
