//! Whether something is so of a person, told by what happened with them, in its order: classifiers that read sequences of
//! events, recurrent and convolutional.
//!
//! Owns: how events become numbers, the networks, their training.
//! Does not own: what an event is, when the cut is, what the label says.
//! Holds: the same people, labels, settings and seed give the same numbers, on any number of cores.

mod encoding;
mod layers;
mod training;

use rayon::prelude::*;

use super::Draws;
use super::classify::{ClassifyError, ROWS_NEEDED, folds};
use super::sequence::{Learnt, Weights, wrong};

use encoding::{Encoded, Encoding};
use training::People;

/// The rows are split into so many parts, of which a network holds one out.
const PARTS: usize = 5;
/// People whose log odds are computed together.
const TOGETHER: usize = 512;

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// What, by its number. Of a kind that nobody had who was learnt from, only the gap and the amount count.
    pub kind: u32,
    /// Days since the step before; 0 of the first.
    pub gap: f32,
    /// How much, in any unit; 0 where there is none.
    pub amount: f32,
}

/// What happened with a person until the cut, the oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Happenings {
    /// The steps; there may be none.
    pub steps: Vec<Step>,
    /// Days from the last step to the cut; without a step, from when the person could first have had one.
    pub gap: f32,
}

/// How a network reads the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// A gated recurrent unit (Cho and others 2014), of which the last state counts.
    Recurrent,
    /// Causal convolutions over ever more steps (Bai, Kolter and Koltun 2018), of which the greatest, the mean and the
    /// last value of each counts.
    Convolutional,
}

/// What networks are made and trained with.
#[derive(Clone, Debug, PartialEq)]
pub struct HappeningsSettings {
    /// How they read.
    pub architecture: Architecture,
    /// Numbers that are kept of what was read.
    pub width: usize,
    /// Numbers that stand for a kind.
    pub kind_width: usize,
    /// Steps of a person that are read, the newest.
    pub steps: usize,
    /// The share of numbers that is left out at random while it learns, from 0 to below 1.
    pub dropout: f32,
    /// Times that everybody is gone through, at most.
    pub rounds: usize,
    /// Rounds without a better loss of those held out after which training stops.
    pub patience: usize,
    /// People that one step of training learns from.
    pub batch: usize,
    /// The rate of learning at its highest: it rises over the first round and falls as a half cosine.
    pub rate: f64,
    /// What of a weight decays in a step of training, times the rate.
    pub decay: f64,
    /// How many networks are trained, whose mean is taken.
    pub networks: usize,
}

impl HappeningsSettings {
    /// What does well for an architecture.
    #[must_use]
    pub fn of(architecture: Architecture) -> Self {
        Self {
            architecture,
            width: 24,
            kind_width: 4,
            steps: 30,
            dropout: 0.1,
            rounds: 20,
            patience: 5,
            batch: 128,
            rate: 0.005,
            decay: 0.05,
            networks: 3,
        }
    }

    /// What of these settings cannot be, in words.
    fn wrong(&self) -> Option<String> {
        let sizes = [
            self.width,
            self.kind_width,
            self.steps,
            self.batch,
            self.rounds,
            self.networks,
        ];
        if sizes.contains(&0) {
            return Some(
                "width, kind_width, steps, batch, rounds and networks are at least 1".to_owned(),
            );
        }
        wrong(self.dropout, self.rate)
    }
}

/// Why no network can be fitted or used.
#[derive(Debug, thiserror::Error)]
pub enum HappeningsError {
    /// A setting that cannot be.
    #[error("{0}")]
    Settings(String),
    /// Too few people of one kind.
    #[error(transparent)]
    Classify(#[from] ClassifyError),
    /// The numbers could not be computed: memory, or the device.
    #[error(transparent)]
    Tensors(#[from] candle_core::Error),
}

/// How a round of training went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HappeningsRound {
    /// Which network is trained, from 1.
    pub network: usize,
    /// How many there will be.
    pub networks: usize,
    /// The round, its losses, and whether this network is done.
    pub learnt: Learnt,
}

/// Fitted networks.
#[derive(Clone, Debug)]
pub struct HappeningsNetwork {
    settings: HappeningsSettings,
    encoding: Encoding,
    networks: Vec<Weights>,
}

impl HappeningsNetwork {
    /// Fits to these rows, which are places of `people` and of `labels`. `seed` gives the parts, the first weights, the
    /// order and what is left out; `progress` hears of every round.
    ///
    /// # Errors
    /// Settings that cannot be; fewer than [`ROWS_NEEDED`] rows of one kind.
    ///
    /// # Panics
    /// Not a label for each person, or a row that is not there.
    pub fn fit(
        people: &[Happenings],
        labels: &[bool],
        rows: &[usize],
        settings: HappeningsSettings,
        seed: u64,
        progress: &mut dyn FnMut(&HappeningsRound),
    ) -> Result<Self, HappeningsError> {
        assert_eq!(people.len(), labels.len(), "a label for each person");
        if let Some(wrong) = settings.wrong() {
            return Err(HappeningsError::Settings(wrong));
        }
        let labels: Vec<bool> = rows.iter().map(|&row| labels[row]).collect();
        check(&labels)?;
        let own: Vec<&Happenings> = rows.iter().map(|&row| &people[row]).collect();
        let encoding = Encoding::fit(&own, settings.steps);
        let encoded: Vec<Encoded> = own.iter().map(|person| encoding.encode(person)).collect();
        let parts = folds(&labels, PARTS, seed);
        let people = People::new(&encoded, &labels, &settings, encoding.kinds());
        let mut networks = Vec::with_capacity(settings.networks);
        for number in 0..settings.networks {
            let (held_out, learnt): (Vec<usize>, Vec<usize>) =
                (0..rows.len()).partition(|&place| parts[place] == number % PARTS);
            let seed = Draws::new(seed.wrapping_add(number as u64)).seed();
            let mut tell = |round: &Learnt| {
                progress(&HappeningsRound {
                    network: number + 1,
                    networks: settings.networks,
                    learnt: *round,
                });
            };
            networks.push(people.train((&learnt, &held_out), seed, &mut tell)?);
        }
        Ok(Self {
            settings,
            encoding,
            networks,
        })
    }

    /// The log odds of these rows of `people`, the mean of the networks.
    ///
    /// # Errors
    /// A device that fails.
    ///
    /// # Panics
    /// A row that is not there.
    pub fn log_odds(
        &self,
        people: &[Happenings],
        rows: &[usize],
    ) -> Result<Vec<f64>, HappeningsError> {
        let parts = rows.par_chunks(TOGETHER).map(|rows| {
            let encode = |&row: &usize| self.encoding.encode(&people[row]);
            let encoded: Vec<Encoded> = rows.iter().map(encode).collect();
            let encoded: Vec<&Encoded> = encoded.iter().collect();
            let mut sums = vec![0.0; rows.len()];
            for weights in &self.networks {
                let told = layers::forward(&self.settings, weights, &encoded, None)?;
                let told = told.flatten_all()?.to_vec1::<f32>()?;
                for (sum, told) in sums.iter_mut().zip(told) {
                    *sum += f64::from(told);
                }
            }
            #[allow(clippy::cast_precision_loss, reason = "some networks")]
            let count = self.networks.len() as f64;
            Ok(sums.into_iter().map(|sum| sum / count).collect())
        });
        let parts: Vec<Vec<f64>> = parts.collect::<Result<_, HappeningsError>>()?;
        Ok(parts.concat())
    }

    /// What they were made with.
    #[must_use]
    pub fn settings(&self) -> &HappeningsSettings {
        &self.settings
    }
}

/// Whether there are enough people of both kinds.
fn check(labels: &[bool]) -> Result<(), ClassifyError> {
    let (rows, positives) = (labels.len(), labels.iter().filter(|&&label| label).count());
    if positives.min(rows - positives) < ROWS_NEEDED {
        return Err(ClassifyError::FewRows {
            positives,
            rows,
            needed: ROWS_NEEDED,
        });
    }
    Ok(())
}
