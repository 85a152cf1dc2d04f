//! The families of models, side by side.

use crate::learn::autoencoder::{Ease, EaseError, EaseSettings};
use crate::learn::choosing::{Chosen, choose};
use crate::learn::content::Content;
use crate::learn::factorisation::{
    Als, AlsSettings, Bpr, BprSettings, ItemToVec, ItemToVecSettings, LightGcn, LightGcnSettings,
};
use crate::learn::fusion::{Candidates, Fusion};
use crate::learn::hybrid::{Hybrid, HybridSettings, Past, Support};
use crate::learn::neighbours::{ItemNeighbours, UserNeighbours, UserSettings};
use crate::learn::popularity::Popularity;
use crate::learn::sequence::{
    self, Kind, SequenceError, SequenceModel, SequenceSettings, Training,
};
use crate::learn::{Likeness, Sequences};

/// Candidates that each model brings to the fusion.
const CANDIDATES: usize = 60;
/// Persons that sequence models are validated on, and that the fusion learns from, spread evenly.
const VALIDATED: usize = 5_000;
/// What an item of the history counts against the next newer one, for neighbours and content.
const RECENCY: f32 = 0.7;

/// A family of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// What many take.
    Popularity,
    /// Persons who took the same.
    UserNeighbours,
    /// Items that the same persons took.
    ItemNeighbours,
    /// What is taken after what.
    Transitions,
    /// What has the same attributes.
    Content,
    /// A linear autoencoder.
    Ease,
    /// Implicit alternating least squares.
    Als,
    /// Bayesian personalised ranking.
    Bpr,
    /// Items near each other in sequences.
    ItemToVec,
    /// Vectors that spread over the graph of who took what.
    LightGcn,
    /// A recurrent sequence model.
    Gru4Rec,
    /// A convolutional sequence model.
    Caser,
    /// A sequence model with attention.
    SasRec,
    /// A ranker over the candidates of others.
    Fusion,
    /// The counting hybrid, its settings chosen on validation: what the product suggests by.
    Hybrid,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Popularity,
        Self::UserNeighbours,
        Self::ItemNeighbours,
        Self::Transitions,
        Self::Content,
        Self::Ease,
        Self::Als,
        Self::Bpr,
        Self::ItemToVec,
        Self::LightGcn,
        Self::Gru4Rec,
        Self::Caser,
        Self::SasRec,
        Self::Fusion,
        Self::Hybrid,
    ];

    /// The models that the fusion ranks the candidates of.
    const FUSED: [Self; 4] = [Self::Hybrid, Self::UserNeighbours, Self::Als, Self::SasRec];

    /// What it is called in commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Popularity => "popularity",
            Self::UserNeighbours => "user-knn",
            Self::ItemNeighbours => "item-knn",
            Self::Transitions => "transitions",
            Self::Content => "content",
            Self::Ease => "ease",
            Self::Als => "ials",
            Self::Bpr => "bpr",
            Self::ItemToVec => "item2vec",
            Self::LightGcn => "lightgcn",
            Self::Gru4Rec => "gru4rec",
            Self::Caser => "caser",
            Self::SasRec => "sasrec",
            Self::Fusion => "fusion",
            Self::Hybrid => "hybrid",
        }
    }

    /// The family of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }

    /// Whether it is fitted within a minute on the data of a middling shop.
    #[must_use]
    pub fn is_fast(self) -> bool {
        !matches!(
            self,
            Self::LightGcn | Self::Gru4Rec | Self::Caser | Self::SasRec | Self::Fusion
        )
    }

    /// Whether the product uses it.
    #[must_use]
    pub fn is_default(self) -> bool {
        self == Self::Hybrid
    }
}

/// What models are fitted on, and what their settings are chosen by.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// What is fitted.
    fitted: Sequences,
    /// What came before the items that were held out for validation.
    before: Sequences,
    /// Those items, by their persons.
    held: Vec<(usize, u32)>,
    likeness: Likeness,
}

impl Lesson {
    /// Fits on `fitted`, and chooses on the last item of each sequence of `chosen`, by what came before it. The last item
    /// of a sequence is in `fitted` or not, as a protocol has it.
    #[must_use]
    pub fn new(fitted: Sequences, chosen: &Sequences, likeness: Likeness) -> Self {
        let (before, held) = held_out(chosen);
        Self {
            fitted,
            before,
            held,
            likeness,
        }
    }

    /// Whether nothing is fitted that was held out.
    fn is_strict(&self) -> bool {
        self.fitted == self.before
    }
}

/// The sequences without their last items, and some of these items by their persons: those that somebody took for the
/// first time, and not as their first.
pub(super) fn held_out(sequences: &Sequences) -> (Sequences, Vec<(usize, u32)>) {
    let told = (0..sequences.len()).filter_map(|person| {
        let (&last, before) = sequences.get(person).split_last()?;
        (!before.is_empty() && !before.contains(&last)).then_some((person, last))
    });
    let told: Vec<(usize, u32)> = told.collect();
    let every = told.len().div_ceil(VALIDATED).max(1);
    let held = told.into_iter().step_by(every).collect();
    (sequences.without_last(1), held)
}

/// Why a model cannot be fitted.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// EASE.
    #[error(transparent)]
    Ease(#[from] EaseError),
    /// A sequence model.
    #[error(transparent)]
    Sequence(#[from] SequenceError),
}

/// A fitted model.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each is of the family of its name")]
pub enum Fitted {
    Popularity(Popularity),
    UserNeighbours(Box<UserNeighbours>),
    ItemNeighbours(ItemNeighbours),
    Content(Content),
    Ease(Ease),
    Als(Box<Als>),
    Bpr(Box<Bpr>),
    ItemToVec(Box<ItemToVec>),
    LightGcn(Box<LightGcn>),
    Sequence(Box<SequenceModel>),
    Fusion(Fusion, Vec<Self>),
    Hybrid(Box<Hybrid>),
}

/// Fits a model of a family. `progress` hears the share that is done.
///
/// # Errors
/// EASE with too many items; a sequence model on a device that fails.
pub fn fit(
    family: Family,
    lesson: &Lesson,
    progress: &mut dyn FnMut(f64),
) -> Result<Fitted, FitError> {
    let sequences = &lesson.fitted;
    Ok(match family {
        Family::Popularity => Fitted::Popularity(Popularity::count(sequences)),
        Family::UserNeighbours => {
            let neighbours = UserNeighbours::fit(sequences, UserSettings::default());
            Fitted::UserNeighbours(Box::new(neighbours))
        }
        Family::ItemNeighbours => Fitted::ItemNeighbours(ItemNeighbours::fit(sequences, RECENCY)),
        Family::Transitions => {
            let settings = HybridSettings {
                distance: 1.0,
                both: 0.0,
                alike: 0.0,
                ..HybridSettings::default()
            };
            Fitted::Hybrid(Box::new(Hybrid::fit(
                sequences,
                Likeness::default(),
                settings,
            )))
        }
        Family::Content => {
            Fitted::Content(Content::new(lesson.likeness.attributes.clone(), RECENCY))
        }
        Family::Ease => Fitted::Ease(Ease::fit(sequences, &EaseSettings::default(), progress)?),
        Family::Als => Fitted::Als(Box::new(Als::fit(
            sequences,
            AlsSettings::default(),
            progress,
        ))),
        Family::Bpr => Fitted::Bpr(Box::new(Bpr::fit(
            sequences,
            BprSettings::default(),
            progress,
        ))),
        Family::ItemToVec => Fitted::ItemToVec(Box::new(ItemToVec::fit(
            sequences,
            ItemToVecSettings::default(),
            progress,
        ))),
        Family::LightGcn => Fitted::LightGcn(Box::new(LightGcn::fit(
            sequences,
            LightGcnSettings::default(),
            progress,
        ))),
        Family::Gru4Rec => sequence_model(Kind::Recurrent, lesson, progress)?,
        Family::Caser => sequence_model(Kind::Convolution, lesson, progress)?,
        Family::SasRec => sequence_model(Kind::Attention, lesson, progress)?,
        Family::Fusion => fusion(lesson, progress)?,
        Family::Hybrid => {
            let chosen = settings(lesson, progress);
            Fitted::Hybrid(Box::new(Hybrid::fit(
                sequences,
                lesson.likeness.clone(),
                chosen.settings,
            )))
        }
    })
}

/// The settings of the hybrid, chosen on what was held out.
fn settings(lesson: &Lesson, progress: &mut dyn FnMut(f64)) -> Chosen {
    choose(&lesson.before, &lesson.held, &lesson.likeness, progress)
}

/// Trains until validation gets no better; where what was held out belongs to the data, as many rounds again on all of it.
fn sequence_model(
    kind: Kind,
    lesson: &Lesson,
    progress: &mut dyn FnMut(f64),
) -> Result<Fitted, FitError> {
    let settings = SequenceSettings::of(kind);
    let device = sequence::processor();
    let strict = lesson.is_strict();
    #[allow(clippy::cast_precision_loss, reason = "a share")]
    let share = |round: usize| round as f64 / settings.rounds as f64;
    let mut best = (0, f64::MIN);
    let model = sequence::fit(
        &lesson.before,
        &lesson.held,
        settings.clone(),
        &device,
        &mut |round| {
            progress(share(round.number) * if strict { 1.0 } else { 0.5 });
            if let Some(ndcg) = round.ndcg.filter(|&ndcg| ndcg > best.1) {
                best = (round.number, ndcg);
            }
        },
    )?;
    if strict {
        return Ok(Fitted::Sequence(Box::new(model)));
    }
    let mut training = Training::begin(lesson.fitted.items(), settings.clone(), &device)?;
    for _ in 0..best.0 {
        let round = training.round(&lesson.fitted, &[])?;
        progress(0.5 + share(round.number) * 0.5);
    }
    Ok(Fitted::Sequence(Box::new(training.finish()?)))
}

/// Learns on what was held out how much each model's word counts.
fn fusion(lesson: &Lesson, progress: &mut dyn FnMut(f64)) -> Result<Fitted, FitError> {
    let mut done = 0.0;
    let mut all =
        |lesson: &Lesson, progress: &mut dyn FnMut(f64)| -> Result<Vec<Fitted>, FitError> {
            let mut models = Vec::new();
            for family in Family::FUSED {
                models.push(fit(family, lesson, &mut |share| {
                    progress(done + share / 8.0);
                })?);
                done += 0.125;
            }
            Ok(models)
        };
    let strict = Lesson {
        fitted: lesson.before.clone(),
        ..lesson.clone()
    };
    let models = all(&strict, progress)?;
    let candidates = lesson.held.iter().map(|&(person, target)| {
        let history = lesson.before.get(person);
        (candidates(&models, history, lesson.before.items()), target)
    });
    let lessons: Vec<(Candidates, u32)> = candidates.collect();
    let fusion = Fusion::fit(&lessons);
    let models = if lesson.is_strict() {
        models
    } else {
        all(lesson, progress)?
    };
    Ok(Fitted::Fusion(fusion, models))
}

fn candidates(models: &[Fitted], history: &[u32], items: usize) -> Candidates {
    let scores = models.iter().map(|model| {
        let mut scores = vec![0.0; items];
        model.score(history, &mut scores);
        scores
    });
    let scores: Vec<Vec<f32>> = scores.collect();
    Candidates::of(&scores, CANDIDATES, history)
}

impl Fitted {
    /// What was chosen on validation, where something was.
    #[must_use]
    pub fn settings(&self) -> Option<serde_json::Value> {
        match self {
            Self::Hybrid(model) => serde_json::to_value(model.settings()).ok(),
            Self::Sequence(model) => serde_json::to_value(model.settings()).ok(),
            _ => None,
        }
    }

    /// What each item of a history does for each suggested one, where the model can say so: the terms of its reasons.
    #[must_use]
    pub fn explain(&self, history: &[u32], suggested: &[u32]) -> Vec<Vec<Support>> {
        match self {
            Self::Hybrid(model) => {
                let ages = (0..).zip(history.iter().rev());
                let past: Vec<Past> = ages.map(|(age, &item)| Past::whole((item, age))).collect();
                suggested
                    .iter()
                    .map(|&item| model.supports(&past, item))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// Writes the score of every item for who took the items of a history, the oldest first.
    ///
    /// # Panics
    /// Not as many scores as items, or a history with an item that is not there.
    pub fn score(&self, history: &[u32], scores: &mut [f32]) {
        match self {
            Self::Popularity(model) => model.score(history, scores),
            Self::UserNeighbours(model) => model.score(history, scores),
            Self::ItemNeighbours(model) => model.score(history, scores),
            Self::Content(model) => model.score(history, scores),
            Self::Ease(model) => model.score(history, scores),
            Self::Als(model) => model.score(history, scores),
            Self::Bpr(model) => model.score(history, scores),
            Self::ItemToVec(model) => model.score(history, scores),
            Self::LightGcn(model) => model.score(history, scores),
            Self::Hybrid(model) => model.score(history, scores),
            Self::Sequence(model) => {
                if let Err(error) = model.score(history, scores) {
                    tracing::error!(%error, "a sequence model could not score");
                    scores.fill(0.0);
                }
            }
            Self::Fusion(fusion, models) => {
                let candidates = candidates(models, history, scores.len());
                fusion.score(&candidates, scores);
            }
        }
    }
}
