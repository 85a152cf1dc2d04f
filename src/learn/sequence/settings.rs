//! What a sequence model is made and trained with.

use serde::{Deserialize, Serialize};

/// How a model reads a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A gated recurrent unit (`GRU4Rec`, Hidasi and others 2016).
    Recurrent,
    /// Filters over the last items, lying and standing (Caser, Tang and Wang 2018), without a vector for the person.
    Convolution,
    /// Causal self-attention (`SASRec`, Kang and `McAuley` 2018).
    Attention,
}

/// How weights follow their gradients.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Optimiser {
    /// Stochastic gradient descent with momentum (0 for none).
    Sgd {
        /// What is kept of the last step.
        momentum: f64,
    },
    /// Steps divided by the root of the mean square of the gradients (Tieleman and Hinton 2012).
    RmsProp {
        /// What is kept of the mean.
        fade: f64,
    },
    /// Kingma and Ba 2015.
    Adam,
    /// Adam with its decay of weights apart from the gradient (Loshchilov and Hutter 2019).
    AdamW {
        /// What of a weight is taken off in a step, times the rate.
        decay: f64,
    },
}

/// How the rate changes while a model is trained.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Schedule {
    /// Not at all.
    Constant,
    /// Times `factor` after each `every` rounds.
    Step {
        /// Rounds.
        every: usize,
        /// Below 1.
        factor: f64,
    },
    /// Times `factor` after each round.
    Exponential {
        /// Below 1.
        factor: f64,
    },
    /// In a line up to the whole rate over the first `warm_up` rounds, then down to 0 as a half cosine.
    Cosine {
        /// Rounds.
        warm_up: f64,
    },
}

impl Schedule {
    /// What the rate is multiplied with `at` so many rounds, parts of them included, out of `rounds`.
    #[must_use]
    pub fn factor(self, at: f64, rounds: f64) -> f64 {
        match self {
            Self::Constant => 1.0,
            #[allow(clippy::cast_precision_loss, reason = "a few rounds")]
            Self::Step { every, factor } => libm::pow(factor, (at / every.max(1) as f64).floor()),
            Self::Exponential { factor } => libm::pow(factor, at.floor()),
            Self::Cosine { warm_up } if at < warm_up => at / warm_up,
            Self::Cosine { warm_up } => {
                let share =
                    ((at - warm_up) / (rounds - warm_up).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
                0.5 * (1.0 + libm::cos(std::f64::consts::PI * share))
            }
        }
    }
}

/// How a step goes down the gradients, but for its length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Descent {
    /// How weights follow their gradients.
    pub optimiser: Optimiser,
    /// The penalty on the size of weights.
    pub l1: f64,
    /// The penalty on the squares of weights.
    pub l2: f64,
    /// The length that a gradient is cut to; 0 for none.
    pub clip: f64,
}

/// What a sequence model is made and trained with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SequenceSettings {
    /// How it reads.
    pub kind: Kind,
    /// Numbers in a vector.
    pub dimensions: usize,
    /// Blocks of attention, or of recurrent units, one upon the other.
    pub layers: usize,
    /// Heads of attention; they divide `dimensions`.
    pub heads: usize,
    /// Items of a history that are read, the newest; for filters those that they lie over.
    pub longest: usize,
    /// The share of numbers that is left out at random while it learns.
    pub dropout: f32,
    /// Times that all sequences are gone through, at most.
    pub rounds: usize,
    /// Sequences that one step learns from.
    pub batch: usize,
    /// Items drawn evenly that the right one is told from, shared by a batch; 0 for all items.
    pub negatives: usize,
    /// How weights follow their gradients.
    pub optimiser: Optimiser,
    /// The rate of learning.
    pub rate: f64,
    /// How the rate changes.
    pub schedule: Schedule,
    /// The penalty on the size of weights.
    pub l1: f64,
    /// The penalty on the squares of weights.
    pub l2: f64,
    /// The length that a gradient is cut to; 0 for none.
    pub clip: f64,
    /// Rounds without a better validation after which training stops.
    pub patience: usize,
    /// For the first weights, the order, the draws and what is left out.
    pub seed: u64,
}

impl SequenceSettings {
    /// How a step goes down the gradients.
    pub(super) fn descent(&self) -> Descent {
        Descent {
            optimiser: self.optimiser,
            l1: self.l1,
            l2: self.l2,
            clip: self.clip,
        }
    }

    /// What did well on Amazon Beauty for a kind.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        let attention = Self {
            kind,
            dimensions: 64,
            layers: 2,
            heads: 2,
            longest: 50,
            dropout: 0.3,
            rounds: 25,
            batch: 256,
            negatives: 1_024,
            optimiser: Optimiser::Adam,
            rate: 0.005,
            schedule: Schedule::Cosine { warm_up: 1.0 },
            l1: 0.0,
            l2: 0.0,
            clip: 5.0,
            patience: 5,
            seed: 1,
        };
        match kind {
            Kind::Attention => attention,
            Kind::Recurrent => Self {
                layers: 1,
                ..attention
            },
            Kind::Convolution => Self {
                longest: 5,
                ..attention
            },
        }
    }
}
