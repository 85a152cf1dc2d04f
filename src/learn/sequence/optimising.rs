//! How weights follow their gradients.

use std::collections::BTreeMap;

use candle_core::backprop::GradStore;
use candle_core::{Result, Tensor};

use super::settings::{Descent, Optimiser};
use super::weights::{Lent, Weights};
use crate::learn::vectors::{add, dot};

/// Added to a root that is divided by.
const EPSILON: f32 = 1e-8;
/// What Adam keeps of its means: of gradients and of their squares.
const FADES: (f32, f32) = (0.9, 0.999);

/// What an optimiser remembers of earlier steps.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Steps made.
    pub steps: i32,
    /// Of each weight, by the name of its tensor.
    pub means: BTreeMap<String, Means>,
}

/// What is remembered of the weights of one tensor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Means {
    /// The mean of the gradients, or the last step.
    pub first: Vec<f32>,
    /// The mean of their squares.
    pub second: Vec<f32>,
}

/// The gradients of a batch.
#[derive(Clone, Debug, Default)]
pub struct Slopes {
    /// By the names of the weights.
    named: BTreeMap<String, Vec<f32>>,
    /// Of the items' vectors that were lent.
    items: Vec<f32>,
    /// The summed loss.
    pub loss: f64,
    /// Over so many places.
    pub learnt: f64,
}

impl Slopes {
    /// Out of what was computed backwards; `lent` are the items' vectors, where there are items.
    pub fn of(weights: &Weights, lent: Option<&Lent>, store: &GradStore) -> Result<Self> {
        let mut slopes = Self::default();
        for (name, var) in weights.iter() {
            if let Some(slope) = store.get(var.as_tensor()) {
                let slope = slope.flatten_all()?.to_vec1::<f32>()?;
                slopes.named.insert(name.to_owned(), slope);
            }
        }
        if let Some(slope) = lent.and_then(|lent| store.get(lent.vectors.as_tensor())) {
            slopes.items = slope.flatten_all()?.to_vec1::<f32>()?;
        }
        Ok(slopes)
    }

    /// Adds those of another part.
    pub fn add(&mut self, other: &Self) {
        for (name, slope) in &other.named {
            let sum = self.named.entry(name.clone()).or_default();
            sum.resize(slope.len(), 0.0);
            add(sum, 1.0, slope);
        }
        self.items.resize(other.items.len(), 0.0);
        add(&mut self.items, 1.0, &other.items);
    }

    /// What they are multiplied with, so that all together are no longer than `clip`.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a factor of single-precision gradients"
    )]
    fn cut(&self, clip: f64) -> f32 {
        let all = self.named.values().chain(std::iter::once(&self.items));
        let length = all
            .map(|slope| f64::from(dot(slope, slope)))
            .sum::<f64>()
            .sqrt();
        if clip > 0.0 && length > clip {
            (clip / length) as f32
        } else {
            1.0
        }
    }
}

/// The step that is made now.
struct Step<'a> {
    descent: &'a Descent,
    /// The rate of now.
    rate: f32,
    /// What gradients are multiplied with.
    cut: f32,
    /// What Adam's means are divided by.
    sure: (f32, f32),
}

impl State {
    /// Moves the weights one step down their gradients. Of the items' vectors only those in `lent` move, and only theirs
    /// are remembered: what no sequence of a batch has is not touched (as "lazy" optimisers do it).
    pub fn step(
        &mut self,
        weights: &mut Weights,
        lent: &[u32],
        slopes: &Slopes,
        rate: f32,
        descent: &Descent,
    ) -> Result<()> {
        self.steps += 1;
        let step = Step {
            descent,
            rate,
            cut: slopes.cut(descent.clip),
            sure: (
                1.0 - FADES.0.powi(self.steps),
                1.0 - FADES.1.powi(self.steps),
            ),
        };
        for (name, var) in weights.iter() {
            let Some(slope) = slopes.named.get(name) else {
                continue;
            };
            let mut values = var.as_tensor().flatten_all()?.to_vec1::<f32>()?;
            let means = self.means.entry(name.to_owned()).or_default();
            let (first, second) = means.sized(values.len());
            step.move_down(&mut values, slope, first, second);
            var.set(&Tensor::from_vec(values, var.shape(), var.device())?)?;
        }
        let means = self.means.entry(Weights::ITEMS.to_owned()).or_default();
        let (first, second) = means.sized(weights.items.len());
        let size = weights.size();
        for (&item, slope) in lent.iter().zip(slopes.items.chunks_exact(size)) {
            let own = item as usize * size..(item as usize + 1) * size;
            let values = &mut weights.items[own.clone()];
            step.move_down(values, slope, &mut first[own.clone()], &mut second[own]);
        }
        Ok(())
    }
}

impl Means {
    /// Both, as long as the weights.
    fn sized(&mut self, length: usize) -> (&mut [f32], &mut [f32]) {
        self.first.resize(length, 0.0);
        self.second.resize(length, 0.0);
        (&mut self.first, &mut self.second)
    }
}

impl Step<'_> {
    /// Moves weights that lie side by side.
    fn move_down(&self, values: &mut [f32], slopes: &[f32], first: &mut [f32], second: &mut [f32]) {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "settings of single-precision weights"
        )]
        let (l1, l2) = (self.descent.l1 as f32, self.descent.l2 as f32);
        let state = first.iter_mut().zip(second);
        for ((value, slope), (first, second)) in values.iter_mut().zip(slopes).zip(state) {
            let size = if *value == 0.0 { 0.0 } else { value.signum() };
            let slope = slope * self.cut + l2 * *value + l1 * size;
            let (change, decay) = self.change(slope, first, second);
            *value -= self.rate * (change + decay * *value);
        }
    }

    /// By how much a weight changes at a rate of 1, and what of it decays besides.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "settings of single-precision weights"
    )]
    fn change(&self, slope: f32, first: &mut f32, second: &mut f32) -> (f32, f32) {
        match self.descent.optimiser {
            Optimiser::Sgd { momentum } => {
                *first = momentum as f32 * *first + slope;
                (*first, 0.0)
            }
            Optimiser::RmsProp { fade } => {
                let fade = fade as f32;
                *second = fade * *second + (1.0 - fade) * slope * slope;
                (slope / (second.sqrt() + EPSILON), 0.0)
            }
            Optimiser::Adam => (self.adam(slope, first, second), 0.0),
            Optimiser::AdamW { decay } => (self.adam(slope, first, second), decay as f32),
        }
    }

    fn adam(&self, slope: f32, first: &mut f32, second: &mut f32) -> f32 {
        let (fade, fade_square) = FADES;
        *first = fade * *first + (1.0 - fade) * slope;
        *second = fade_square * *second + (1.0 - fade_square) * slope * slope;
        (*first / self.sure.0) / ((*second / self.sure.1).sqrt() + EPSILON)
    }
}
