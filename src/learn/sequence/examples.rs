//! Training on numbered examples, of which each has a loss of its own: rounds over all of them, until those that are held
//! out get no better. What the networks beside the models of sequences share with them.

use candle_core::{Result, Tensor};
use rayon::prelude::*;

use super::optimising::{Slopes, State};
use super::settings::{Descent, Optimiser, Schedule};
use super::weights::Weights;
use crate::learn::draws::Draws;

/// Held-out examples that are looked at together.
const TOGETHER: usize = 1_024;

/// What is learnt from.
pub trait Examples: Sync {
    /// The summed loss of these examples, a single number. Numbers are left out at random by these draws, none without.
    fn loss(
        &self,
        weights: &Weights,
        examples: &[usize],
        draws: Option<&mut Draws>,
    ) -> Result<Tensor>;

    /// How long an example is: those of like length are learnt from together, so that little is filled up.
    fn length(&self, _example: usize) -> usize {
        1
    }
}

/// How a training goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// How a step goes down the gradients.
    pub descent: Descent,
    /// The rate of learning.
    pub rate: f64,
    /// How the rate changes.
    pub schedule: Schedule,
    /// Times that all examples are gone through, at most.
    pub rounds: usize,
    /// Rounds without a better loss of those held out after which training stops.
    pub patience: usize,
    /// Examples that one step learns from.
    pub batch: usize,
    /// A batch is learnt from in so many parts, side by side; the sums depend on it, so it must not follow the machine.
    pub parts: usize,
    /// For the order and for what is left out.
    pub seed: u64,
}

impl Course {
    /// `AdamW` at a rate that rises over the first round and falls as a half cosine; in one part, gradients of a norm of 5 at
    /// most.
    pub fn annealed(
        (rate, decay): (f64, f64),
        (rounds, patience, batch): (usize, usize, usize),
        seed: u64,
    ) -> Self {
        Self {
            descent: Descent {
                optimiser: Optimiser::AdamW { decay },
                l1: 0.0,
                l2: 0.0,
                clip: 5.0,
            },
            rate,
            schedule: Schedule::Cosine { warm_up: 1.0 },
            rounds,
            patience,
            batch,
            parts: 1,
            seed,
        }
    }
}

/// What of a share left out and of a rate of learning cannot be, in words.
pub fn wrong(dropout: f32, rate: f64) -> Option<String> {
    if !(0.0..1.0).contains(&dropout) {
        return Some(format!("a dropout of {dropout} is not from 0 to below 1"));
    }
    if rate.is_nan() || rate <= 0.0 {
        return Some(format!("a rate of {rate} is not above 0"));
    }
    None
}

/// How a round went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learnt {
    /// From 1.
    pub round: usize,
    /// The mean loss of the examples that are learnt from.
    pub loss: f64,
    /// That of those held out; `None` where there are none.
    pub held_out: Option<f64>,
    /// Whether training is over: it gets no better, or all rounds are done.
    pub over: bool,
}

/// Trains weights; those of the round in which the examples held out have the least loss are given back, or the last where
/// none are held out. `progress` hears of every round.
pub fn learn(
    task: &dyn Examples,
    mut weights: Weights,
    (learnt, held_out): (&[usize], &[usize]),
    course: &Course,
    progress: &mut dyn FnMut(&Learnt),
) -> Result<Weights> {
    let mut draws = Draws::new(course.seed);
    let mut state = State::default();
    let mut best = None;
    for round in 0..course.rounds {
        let batches = batches(task, learnt, course.batch, &mut draws);
        let mut sum = 0.0;
        for (done, examples) in batches.iter().enumerate() {
            let slopes = slopes(task, &weights, examples, course.parts, &mut draws)?;
            sum += slopes.loss;
            #[allow(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                reason = "a few rounds; a rate of single-precision weights"
            )]
            let rate = {
                let at = round as f64 + done as f64 / batches.len() as f64;
                (course.rate * course.schedule.factor(at, course.rounds as f64)) as f32
            };
            state.step(&mut weights, &[], &slopes, rate, &course.descent)?;
        }
        let told = mean_loss(task, &weights, held_out)?;
        if let Some(told) = told
            && best.as_ref().is_none_or(|(_, least, _)| told < *least)
        {
            best = Some((round, told, weights.copied()?));
        }
        let waited = best.as_ref().map_or(0, |(best, ..)| round - best);
        let over = waited >= course.patience.max(1) || round + 1 == course.rounds;
        #[allow(clippy::cast_precision_loss, reason = "a weight of a mean")]
        progress(&Learnt {
            round: round + 1,
            loss: sum / learnt.len().max(1) as f64,
            held_out: told,
            over,
        });
        if over {
            break;
        }
    }
    if let Some((_, _, best)) = &best {
        weights.set(best)?;
    }
    Ok(weights)
}

/// The cross-entropy of log odds against what is so (1 or 0), summed: ln(1 + e^x) - x y, without a large exponential.
pub fn binary_loss(log_odds: &Tensor, so: &Tensor) -> Result<Tensor> {
    let soft = (log_odds.abs()?.neg()?.exp()? + 1.0)?.log()?;
    ((log_odds.relu()? + soft)? - (log_odds * so)?)?.sum_all()
}

/// The examples in batches: those of like length together, in a random order.
fn batches(
    task: &dyn Examples,
    examples: &[usize],
    batch: usize,
    draws: &mut Draws,
) -> Vec<Vec<usize>> {
    let mut order = examples.to_vec();
    draws.shuffle(&mut order);
    order.sort_by_key(|&example| task.length(example));
    let mut batches: Vec<Vec<usize>> = order.chunks(batch.max(1)).map(<[usize]>::to_vec).collect();
    draws.shuffle(&mut batches);
    batches
}

/// The gradients of the mean loss of a batch, whose parts are computed side by side and summed in their order.
fn slopes(
    task: &dyn Examples,
    weights: &Weights,
    examples: &[usize],
    parts: usize,
    draws: &mut Draws,
) -> Result<Slopes> {
    let parts: Vec<(&[usize], u64)> = examples
        .chunks(examples.len().div_ceil(parts.max(1)).max(1))
        .map(|part| (part, draws.seed()))
        .collect();
    let one = |&(part, seed): &(&[usize], u64)| {
        let loss = task.loss(weights, part, Some(&mut Draws::new(seed)))?;
        #[allow(clippy::cast_precision_loss, reason = "a share of a mean")]
        let mean = (&loss / examples.len() as f64)?;
        let slopes = Slopes::of(weights, None, &mean.backward()?)?;
        Ok((f64::from(loss.to_scalar::<f32>()?), slopes))
    };
    let computed: Result<Vec<(f64, Slopes)>> = if let [part] = &parts[..] {
        one(part).map(|of| vec![of])
    } else {
        parts.par_iter().map(one).collect()
    };
    let mut sum = Slopes::default();
    for (loss, slopes) in computed? {
        sum.add(&slopes);
        sum.loss += loss;
    }
    Ok(sum)
}

/// The mean loss of examples that are not learnt from.
fn mean_loss(task: &dyn Examples, weights: &Weights, examples: &[usize]) -> Result<Option<f64>> {
    let mut order = examples.to_vec();
    order.sort_by_key(|&example| task.length(example));
    let parts = order.par_chunks(TOGETHER).map(|part| {
        let loss = task.loss(weights, part, None)?.to_scalar::<f32>()?;
        Ok(f64::from(loss))
    });
    let losses: Vec<f64> = parts.collect::<Result<_>>()?;
    #[allow(clippy::cast_precision_loss, reason = "a weight of a mean")]
    let count = examples.len() as f64;
    Ok((!examples.is_empty()).then(|| losses.iter().sum::<f64>() / count))
}
