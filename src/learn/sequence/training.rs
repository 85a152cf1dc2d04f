//! Training: rounds over all sequences, until validation gets no better.

use std::collections::BTreeMap;

use candle_core::{Device, Result as Computed, Tensor};
use rayon::prelude::*;

use super::batches::{Batch, Filled, batch, shuffled};
use super::choice;
use super::network::{self, Dropout};
use super::optimising::{Slopes, State};
use super::settings::SequenceSettings;
use super::weights::{Lent, Weights};
use super::{SequenceError, SequenceModel};
use crate::learn::Sequences;
use crate::learn::draws::Draws;
use crate::learn::ranking::{Hits, place};

/// Lists of this length are judged.
const LONGEST_LIST: usize = 10;
/// A batch is learnt from in so many parts, side by side; a fixed number, so that the sums are the same on any machine.
const PARTS: usize = 4;
/// Persons that are validated together.
const TOGETHER: usize = 256;

/// How a round went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// From 1.
    pub number: usize,
    /// The mean loss.
    pub loss: f64,
    /// NDCG@10 of what was held out; `None` where nothing was.
    pub ndcg: Option<f64>,
    /// Whether training is over: it gets no better, or all rounds are done.
    pub over: bool,
}

/// A training under way; it can be stored after every round and gone on with.
#[derive(Clone, Debug)]
pub struct Training {
    pub(super) settings: SequenceSettings,
    pub(super) items: usize,
    pub(super) weights: Weights,
    pub(super) state: State,
    /// Rounds done.
    pub(super) rounds: usize,
    /// The best round by validation, its NDCG and its weights.
    pub(super) best: Option<(usize, f64, BTreeMap<String, Tensor>)>,
}

/// Trains a model from the beginning to its end. `held_out` are persons of the sequences with the item that follows their
/// own: where there are some, the weights of the best round are taken and training stops early. `progress` hears of every
/// round.
///
/// # Errors
/// Settings that cannot be; a device that fails.
pub fn fit(
    sequences: &Sequences,
    held_out: &[(usize, u32)],
    settings: SequenceSettings,
    device: &Device,
    progress: &mut dyn FnMut(&Round),
) -> Result<SequenceModel, SequenceError> {
    let rounds = settings.rounds;
    let mut training = Training::begin(sequences.items(), settings, device)?;
    for _ in 0..rounds {
        let round = training.round(sequences, held_out)?;
        progress(&round);
        if round.over {
            break;
        }
    }
    training.finish()
}

impl Training {
    /// Random weights.
    ///
    /// # Errors
    /// Settings that cannot be; a device that fails.
    pub fn begin(
        items: usize,
        settings: SequenceSettings,
        device: &Device,
    ) -> Result<Self, SequenceError> {
        if let Some(wrong) = settings.wrong() {
            return Err(SequenceError::Settings(wrong));
        }
        let weights = network::weights(&settings, items, device, &mut Draws::new(settings.seed))?;
        Ok(Self {
            settings,
            items,
            weights,
            state: State::default(),
            rounds: 0,
            best: None,
        })
    }

    /// Goes through all sequences once, and validates.
    ///
    /// # Errors
    /// A device that fails.
    pub fn round(
        &mut self,
        sequences: &Sequences,
        held_out: &[(usize, u32)],
    ) -> Result<Round, SequenceError> {
        // Every round has draws of its own, so that one that is gone on with has the same.
        let seed = self.settings.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut draws = Draws::new(seed.wrapping_add(self.rounds as u64 + 1));
        let batches = shuffled(
            sequences,
            self.settings.batch,
            self.settings.read(),
            &mut draws,
        );
        let (mut sum, mut learnt) = (0.0, 0.0);
        for (done, persons) in batches.iter().enumerate() {
            let parts: Vec<Batch> = persons
                .chunks(self.settings.batch.div_ceil(PARTS))
                .map(|persons| batch(sequences, persons, self.settings.read()))
                .collect();
            let drawn = self.draw(&mut draws);
            let mut known = drawn.clone();
            for part in &parts {
                known.extend_from_slice(&part.read.items);
                known.extend_from_slice(&part.next);
            }
            let lent = self.weights.lend(known)?;
            let slopes = self.slopes(&parts, &drawn, &lent, &mut draws)?;
            sum += slopes.loss;
            learnt += slopes.learnt;
            #[allow(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                reason = "a few rounds; a rate of single-precision weights"
            )]
            let rate = {
                let at = self.rounds as f64 + done as f64 / batches.len() as f64;
                let factor = self
                    .settings
                    .schedule
                    .factor(at, self.settings.rounds as f64);
                (self.settings.rate * factor) as f32
            };
            self.state.step(
                &mut self.weights,
                &lent.items,
                &slopes,
                rate,
                &self.settings.descent(),
            )?;
        }
        self.rounds += 1;
        let ndcg = self.validate(sequences, held_out)?;
        if let Some(ndcg) = ndcg
            && self.best.as_ref().is_none_or(|(_, best, _)| ndcg > *best)
        {
            self.best = Some((self.rounds, ndcg, self.weights.copied()?));
        }
        let waited = self
            .best
            .as_ref()
            .map_or(0, |(best, ..)| self.rounds - best);
        Ok(Round {
            number: self.rounds,
            loss: sum / f64::max(learnt, 1.0),
            ndcg,
            over: waited >= self.settings.patience.max(1) || self.rounds >= self.settings.rounds,
        })
    }

    /// The model of the best round, or of the last where nothing was held out.
    ///
    /// # Errors
    /// A device that fails.
    pub fn finish(mut self) -> Result<SequenceModel, SequenceError> {
        if let Some((_, _, best)) = &self.best {
            self.weights.set(best)?;
        }
        Ok(SequenceModel {
            settings: self.settings,
            weights: self.weights,
            items: self.items,
        })
    }

    /// The items that the right ones are told from: drawn evenly, or all.
    fn draw(&self, draws: &mut Draws) -> Vec<u32> {
        let items = u32::try_from(self.items).unwrap_or(u32::MAX);
        match self.settings.negatives {
            0 => (0..items).collect(),
            some if some >= self.items => (0..items).collect(),
            some => (0..some).map(|_| draws.below(items)).collect(),
        }
    }

    /// The gradients of the mean loss of a batch, whose parts are computed side by side and summed in their order.
    fn slopes(
        &self,
        parts: &[Batch],
        drawn: &[u32],
        lent: &Lent,
        draws: &mut Draws,
    ) -> Computed<Slopes> {
        let seeds: Vec<u64> = parts.iter().map(|_| draws.seed()).collect();
        let all: usize = parts.iter().map(|part| part.next.len()).sum();
        let computed = parts.par_iter().zip(seeds).map(|(part, seed)| {
            let loss = self.loss(part, drawn, lent, &mut Draws::new(seed))?;
            #[allow(clippy::cast_precision_loss, reason = "a share of a mean")]
            let mean = (&loss / all as f64)?;
            let slopes = Slopes::of(&self.weights, Some(lent), &mean.backward()?)?;
            Ok((f64::from(loss.to_scalar::<f32>()?), slopes))
        });
        let computed: Vec<(f64, Slopes)> = computed.collect::<Computed<_>>()?;
        let mut sum = Slopes::default();
        for (loss, slopes) in computed {
            sum.add(&slopes);
            sum.loss += loss;
        }
        #[allow(clippy::cast_precision_loss, reason = "a weight of a mean")]
        let learnt = all as f64;
        sum.learnt = learnt;
        Ok(sum)
    }

    /// The summed cross-entropy of the next item of every place against those drawn, whose part is made up to that of all
    /// (sampled softmax with its correction, Bengio and Senécal 2008).
    fn loss(
        &self,
        batch: &Batch,
        drawn: &[u32],
        lent: &Lent,
        draws: &mut Draws,
    ) -> Computed<Tensor> {
        let device = self.weights.device();
        let (sequences, places) = batch.read.shape;
        let size = self.settings.dimensions;
        let vectors = lent.vectors.as_tensor();
        let of = |items: &[u32]| vectors.index_select(&Tensor::new(lent.places(items), device)?, 0);
        let read = of(&batch.read.items)?.reshape((sequences, places, size))?;
        let told = {
            let mut dropout = Dropout {
                draws: Some(draws),
                rate: self.settings.dropout,
            };
            network::forward(&self.settings, &self.weights, &read, &mut dropout)?
        };
        let rows = Tensor::new(batch.read.rows.as_slice(), device)?;
        let told = told
            .reshape((sequences * places, size))?
            .index_select(&rows, 0)?;
        let right = (&told * of(&batch.next)?)?.sum_keepdim(1)?;
        let correction = correction(&batch.next, drawn, self.items, device)?;
        let others = told
            .matmul(&of(drawn)?.t()?.contiguous()?)?
            .add(&correction)?;
        choice::loss(&Tensor::cat(&[&right, &others], 1)?)?.sum_all()
    }

    /// NDCG@10 of what was held out; what somebody took is not foretold.
    fn validate(&self, sequences: &Sequences, held_out: &[(usize, u32)]) -> Computed<Option<f64>> {
        let mut hits = Hits::new(LONGEST_LIST);
        let items = self.weights.table()?.t()?.contiguous()?;
        let mut asked: Vec<(usize, u32)> = held_out
            .iter()
            .copied()
            .filter(|&(person, _)| !sequences.get(person).is_empty())
            .collect();
        asked.sort_by_key(|&(person, _)| sequences.get(person).len());
        for persons in asked.chunks(TOGETHER) {
            let newest = |&(person, _): &(usize, u32)| {
                let all = sequences.get(person);
                &all[all.len().saturating_sub(self.settings.read())..]
            };
            let histories: Vec<&[u32]> = persons.iter().map(newest).collect();
            let filled = Filled::of(&histories);
            let (count, places) = filled.shape;
            let size = self.settings.dimensions;
            let read = self
                .weights
                .gather(&filled.items)?
                .reshape((count, places, size))?;
            let mut nothing = Dropout {
                draws: None,
                rate: 0.0,
            };
            let told = network::forward(&self.settings, &self.weights, &read, &mut nothing)?;
            let last = (0..).zip(&histories).map(|(row, history)| {
                u32::try_from(row * places + history.len() - 1).unwrap_or(u32::MAX)
            });
            let last = Tensor::from_iter(last, self.weights.device())?;
            let told = told
                .reshape((count * places, size))?
                .index_select(&last, 0)?;
            let scores = told.matmul(&items)?.to_vec2::<f32>()?;
            for ((person, target), scores) in persons.iter().zip(&scores) {
                let without = sequences.get(*person);
                let stands = (!without.contains(target)).then(|| place(scores, *target, without));
                hits.count(stands);
            }
        }
        Ok((hits.asked > 0).then(|| hits.ndcg(LONGEST_LIST)))
    }
}

/// What is added to the drawn items' products: what makes up for those not drawn, and minus infinity where one that was
/// drawn is the right one.
fn correction(next: &[u32], drawn: &[u32], items: usize, device: &Device) -> Computed<Tensor> {
    #[allow(clippy::cast_precision_loss, reason = "a ratio of counts")]
    let more = libm::logf(items as f32 / drawn.len() as f32);
    let mut places: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, &item) in drawn.iter().enumerate() {
        places.entry(item).or_default().push(place);
    }
    let mut added = vec![more; next.len() * drawn.len()];
    for (row, next) in next.iter().enumerate() {
        for &place in places.get(next).into_iter().flatten() {
            added[row * drawn.len() + place] = f32::NEG_INFINITY;
        }
    }
    Tensor::from_vec(added, (next.len(), drawn.len()), device)
}
