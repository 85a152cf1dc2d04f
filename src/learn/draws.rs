//! Random draws with a seed.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// The same draws for the same seed, on every machine.
pub struct Draws(ChaCha8Rng);

impl Draws {
    /// The draws of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Evenly from 0 to below `end`, which is not 0 (Lemire 2019, without the rejection: the bias is below 2^-32 `end`).
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the high half of a product of two halves"
    )]
    pub fn below(&mut self, end: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(end)) >> 32) as u32
    }

    /// A seed for other draws.
    pub fn seed(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// What distributions draw from.
    pub(super) fn random(&mut self) -> &mut ChaCha8Rng {
        &mut self.0
    }

    /// Evenly from 0 to below 1.
    #[allow(clippy::cast_precision_loss, reason = "24 bits fit")]
    pub fn unit(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 / 16_777_216.0
    }

    /// From the normal distribution around 0 with deviation 1 (Box and Muller 1958).
    pub fn normal(&mut self) -> f32 {
        let radius = libm::sqrtf(-2.0 * libm::logf(1.0 - self.unit()));
        radius * libm::cosf(std::f32::consts::TAU * self.unit())
    }

    /// Puts a list into a random order (Fisher and Yates 1938).
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let end = u32::try_from(last + 1).unwrap_or(u32::MAX);
            list.swap(last, self.below(end) as usize);
        }
    }
}
