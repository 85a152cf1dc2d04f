//! Choosing the settings of the hybrid on items that were held out.

use std::collections::HashMap;

use rayon::prelude::*;

use super::hybrid::{Hybrid, HybridSettings};
use super::ranking::{Hits, place};
use super::relation::Pairs;
use super::{Likeness, Sequences};

/// Lists of this length are judged.
const LONGEST: usize = 10;
/// Persons that one task ranks for.
const TOGETHER: usize = 128;
/// Times that all settings are gone through.
const ROUNDS: usize = 2;

/// One of the settings: how it is read, how it is set, and the values that are tried.
struct Knob {
    /// Whether there is something that it weighs.
    matters: fn(&Likeness) -> bool,
    get: fn(&HybridSettings) -> f32,
    set: fn(&mut HybridSettings, f32),
    values: &'static [f32],
}

/// In the order in which they matter.
const KNOBS: &[Knob] = &[
    Knob {
        matters: |likeness| !likeness.attributes.is_empty(),
        get: |settings| settings.alike,
        set: |settings, value| settings.alike = value,
        values: &[0.0, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5],
    },
    Knob {
        matters: |likeness| !likeness.texts.is_empty(),
        get: |settings| settings.texts,
        set: |settings, value| settings.texts = value,
        values: &[0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4],
    },
    Knob {
        matters: |_| true,
        get: |settings| settings.recency,
        set: |settings, value| settings.recency = value,
        values: &[0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0],
    },
    Knob {
        matters: |_| true,
        get: |settings| settings.distance,
        set: |settings, value| settings.distance = value,
        values: &[0.0, 0.25, 0.5, 1.0, 2.0],
    },
    Knob {
        matters: |_| true,
        get: |settings| settings.both,
        set: |settings, value| settings.both = value,
        values: &[0.0, 0.25, 0.5, 1.0, 2.0, 4.0],
    },
    Knob {
        matters: |_| true,
        get: |settings| settings.target,
        set: |settings, value| settings.target = value,
        values: &[0.0, 0.1, 0.2, 0.3, 0.4, 0.5],
    },
    Knob {
        matters: |_| true,
        get: |settings| settings.query,
        set: |settings, value| settings.query = value,
        values: &[0.3, 0.4, 0.5, 0.6, 0.7],
    },
    Knob {
        matters: |likeness| !likeness.attributes.is_empty() || !likeness.texts.is_empty(),
        get: |settings| settings.alike_recency,
        set: |settings, value| settings.alike_recency = value,
        values: &[0.5, 0.7, 0.85, 1.0],
    },
];

/// What was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The settings.
    pub settings: HybridSettings,
    /// How they did, in lists of ten.
    pub hits: Hits,
    /// How many different settings were tried.
    pub tried: usize,
}

/// Chooses the settings of a [`Hybrid`]: the items that were held out are to be foretold, each person's by what they took
/// before, out of what everybody took before. Each setting in turn goes up or down its ladder for as long as NDCG@10 gets
/// better. Where nothing was held out, the settings are those by default. `progress` hears the share of the rounds that is
/// done.
pub fn choose(
    before: &Sequences,
    held: &[(usize, u32)],
    likeness: &Likeness,
    progress: &mut dyn FnMut(f64),
) -> Chosen {
    let mut trial = Trial {
        before,
        asked: held,
        likeness,
        counts: before.counts(),
        pairs: None,
        tried: HashMap::new(),
    };
    let mut best = HybridSettings::default();
    let mut reached = trial.gain(best);
    for round in 0..ROUNDS {
        let before = best;
        for (done, knob) in KNOBS.iter().enumerate() {
            if !(knob.matters)(likeness) {
                continue;
            }
            (best, reached) = climb(&mut trial, knob, best, reached);
            #[allow(clippy::cast_precision_loss, reason = "a share")]
            progress((round * KNOBS.len() + done + 1) as f64 / (ROUNDS * KNOBS.len()) as f64);
        }
        if best == before {
            break;
        }
    }
    Chosen {
        settings: best,
        hits: trial.hits(best).clone(),
        tried: trial.tried.len(),
    }
}

/// Goes up the ladder of a setting, or down where that helps nothing, as long as it gets better.
fn climb(
    trial: &mut Trial<'_>,
    knob: &Knob,
    mut best: HybridSettings,
    mut reached: f64,
) -> (HybridSettings, f64) {
    let near = |value: f32| {
        let distance = |one: &f32| (one - value).abs();
        (0..knob.values.len())
            .min_by(|&a, &b| distance(&knob.values[a]).total_cmp(&distance(&knob.values[b])))
    };
    for up in [true, false] {
        let mut moved = false;
        while let Some(at) = near((knob.get)(&best)) {
            let next = if up {
                at.checked_add(1)
            } else {
                at.checked_sub(1)
            };
            let Some(&value) = next.and_then(|next| knob.values.get(next)) else {
                break;
            };
            let mut tried = best;
            (knob.set)(&mut tried, value);
            let gain = trial.gain(tried);
            if gain <= reached {
                break;
            }
            (best, reached, moved) = (tried, gain, true);
        }
        if moved {
            break;
        }
    }
    (best, reached)
}

/// What the settings are tried on.
struct Trial<'a> {
    /// What is counted.
    before: &'a Sequences,
    /// Who is asked for, with the right item.
    asked: &'a [(usize, u32)],
    likeness: &'a Likeness,
    counts: Vec<u32>,
    /// The pairs that were counted last, and with which distance.
    pairs: Option<(f32, Pairs)>,
    /// What was tried, and how it did.
    tried: HashMap<String, Hits>,
}

impl Trial<'_> {
    fn gain(&mut self, settings: HybridSettings) -> f64 {
        self.hits(settings).ndcg(LONGEST)
    }

    fn hits(&mut self, settings: HybridSettings) -> &Hits {
        let key = format!("{settings:?}");
        if !self.tried.contains_key(&key) {
            let hits = self.rank(settings);
            self.tried.insert(key.clone(), hits);
        }
        &self.tried[&key]
    }

    fn rank(&mut self, settings: HybridSettings) -> Hits {
        if self
            .pairs
            .as_ref()
            .is_none_or(|(distance, _)| distance.to_bits() != settings.distance.to_bits())
        {
            self.pairs = Some((
                settings.distance,
                Pairs::count(self.before, settings.counting()),
            ));
        }
        let pairs = self
            .pairs
            .as_ref()
            .map(|(_, pairs)| pairs)
            .expect("they were counted");
        let hybrid = Hybrid::weigh(pairs, &self.counts, self.likeness.clone(), settings);
        foretell(&hybrid, self.before, self.asked)
    }
}

/// How a hybrid foretells the items that were held out, each person's by what they took before, which is not suggested.
#[must_use]
pub fn foretell(hybrid: &Hybrid, before: &Sequences, held: &[(usize, u32)]) -> Hits {
    let score = |person: usize, scores: &mut [f32]| {
        let history = before.get(person);
        hybrid.score(history, scores);
        history
    };
    rank(held, score, hybrid.items())
}

/// How a model does: `score` writes its scores for a person and returns what is not suggested to them. Persons are
/// ranked for on all cores; the sum is the same on any number.
pub fn rank<'h>(
    asked: &[(usize, u32)],
    score: impl Fn(usize, &mut [f32]) -> &'h [u32] + Sync,
    items: usize,
) -> Hits {
    let parts = asked.par_chunks(TOGETHER).map(|persons| {
        let mut hits = Hits::new(20);
        let mut scores = vec![0.0; items];
        for &(person, target) in persons {
            let without = score(person, &mut scores);
            hits.count(Some(place(&scores, target, without)));
        }
        hits
    });
    let parts: Vec<Hits> = parts.collect();
    let mut all = Hits::new(20);
    for part in &parts {
        all.add(part);
    }
    all
}
