//! The counting hybrid: what is taken after what, what is alike, what many take.

use serde::{Deserialize, Serialize};

use super::history::{LEAST, ages, falling};
use super::relation::{Counting, Pairs, Relation, Weighing};
use super::{Likeness, Sequences};

/// What the hybrid is made with; each is chosen on validation by [`super::choosing::choose`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HybridSettings {
    /// Items of one person count as a pair where they are at most so many places apart.
    pub window: usize,
    /// A pair `d` steps apart counts d^-`distance`.
    pub distance: f32,
    /// What pairs in either direction count beside those in the right one.
    pub both: f32,
    /// The exponent of the asked item's count.
    pub query: f32,
    /// The exponent of the suggested item's count.
    pub target: f32,
    /// What an item of the history counts against the one that was taken a step later.
    pub recency: f32,
    /// What likeness counts beside the pairs.
    pub alike: f32,
    /// The same as `recency`, for likeness.
    pub alike_recency: f32,
    /// What texts of like meaning count beside the pairs.
    pub texts: f32,
}

impl Default for HybridSettings {
    fn default() -> Self {
        Self {
            window: 200,
            distance: 0.5,
            both: 0.5,
            query: 0.5,
            target: 0.3,
            recency: 0.7,
            alike: 0.1,
            alike_recency: 0.7,
            texts: 0.05,
        }
    }
}

impl HybridSettings {
    /// How pairs are counted.
    #[must_use]
    pub fn counting(&self) -> Counting {
        Counting {
            window: self.window,
            distance: self.distance,
        }
    }

    /// How the counts become one number.
    #[must_use]
    pub fn weighing(&self) -> Weighing {
        Weighing {
            both: self.both,
            query: self.query,
            target: self.target,
        }
    }
}

/// What many take counts so little that it decides only between items for which nothing else speaks.
const POPULAR: f32 = 1e-6;

/// Two item-item matrices, of directed and of undirected pairs by distance, both asymmetrically cosine-normalised, and the
/// IDF-weighted cosine of attributes; a history is its items with weights that fall with their age. Fold-in: nobody has
/// to have been there when it was fitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hybrid {
    settings: HybridSettings,
    relation: Relation,
    likeness: Likeness,
    /// Per item its share of what was taken, weighed by age; at most 1 in all.
    popularity: Vec<f32>,
}

/// What one item of a history does for a suggested one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Support {
    /// The item of the history.
    pub item: u32,
    /// By the pairs of both.
    pub pairs: f32,
    /// By their likeness.
    pub alike: f32,
}

impl Support {
    /// By both.
    #[must_use]
    pub fn sum(&self) -> f32 {
        self.pairs + self.alike
    }
}

impl Hybrid {
    /// Counts the sequences. `likeness` is that of all items, or none.
    #[must_use]
    pub fn fit(sequences: &Sequences, likeness: Likeness, settings: HybridSettings) -> Self {
        let pairs = Pairs::count(sequences, settings.counting());
        Self::weigh(&pairs, &sequences.counts(), likeness, settings)
    }

    /// The hybrid of pairs that were counted as the settings say, and of how often each item was taken.
    #[must_use]
    pub fn weigh(
        pairs: &Pairs,
        counts: &[u32],
        likeness: Likeness,
        settings: HybridSettings,
    ) -> Self {
        #[allow(
            clippy::cast_precision_loss,
            reason = "shares, for the order of what nothing speaks for"
        )]
        let popularity = {
            let all = counts
                .iter()
                .map(|&count| u64::from(count))
                .sum::<u64>()
                .max(1) as f32;
            counts.iter().map(|&count| count as f32 / all).collect()
        };
        Self {
            settings,
            relation: pairs.weigh(settings.weighing()),
            likeness,
            popularity,
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn settings(&self) -> &HybridSettings {
        &self.settings
    }

    /// How many items there are.
    #[must_use]
    pub fn items(&self) -> usize {
        self.popularity.len()
    }

    /// Writes the score of every item for who took the items of `history`, one a step, the oldest first. Without a
    /// history, what many take.
    ///
    /// # Panics
    /// Not as many scores as items, or a history with an item that is not there.
    pub fn score(&self, history: &[u32], scores: &mut [f32]) {
        let past: Vec<Past> = ages(history).map(Past::whole).collect();
        self.score_past(&past, scores);
    }

    /// The same for a past whose items have ages and weights of their own.
    ///
    /// # Panics
    /// Not as many scores as items, or a past with an item that is not there.
    pub fn score_past(&self, past: &[Past], scores: &mut [f32]) {
        assert_eq!(scores.len(), self.items(), "every item has a score");
        for (score, popularity) in scores.iter_mut().zip(&self.popularity) {
            *score = POPULAR * popularity;
        }
        let settings = &self.settings;
        self.relation
            .add(weighed(past, settings.recency, 1.0), scores);
        let Likeness { attributes, texts } = &self.likeness;
        if settings.alike > 0.0 && !attributes.is_empty() {
            attributes.add(
                weighed(past, settings.alike_recency, settings.alike),
                scores,
            );
        }
        if settings.texts > 0.0 && !texts.is_empty() {
            texts.add(
                weighed(past, settings.alike_recency, settings.texts),
                scores,
            );
        }
    }

    /// What each item of a past does for `suggested`, in the order of the past.
    ///
    /// # Panics
    /// An item that is not there.
    #[must_use]
    pub fn supports(&self, past: &[Past], suggested: u32) -> Vec<Support> {
        let settings = &self.settings;
        let Likeness { attributes, texts } = &self.likeness;
        let alike = |item: u32| {
            let mut alike = 0.0;
            if settings.alike > 0.0 && !attributes.is_empty() {
                alike += settings.alike * attributes.cosine(item, suggested);
            }
            if settings.texts > 0.0 && !texts.is_empty() {
                alike += settings.texts * texts.weight(item, suggested);
            }
            alike
        };
        let support = |past: &Past| Support {
            item: past.item,
            pairs: past.weight
                * falling(settings.recency, past.age)
                * self.relation.weight(past.item, suggested),
            alike: past.weight * falling(settings.alike_recency, past.age) * alike(past.item),
        };
        past.iter().map(support).collect()
    }
}

/// Something that somebody took, or looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Past {
    /// Which item.
    pub item: u32,
    /// How many steps ago; 0 for the newest.
    pub age: u32,
    /// How much it says: 1 for what was taken.
    pub weight: f32,
}

impl Past {
    /// An item of this age that was taken.
    #[must_use]
    pub fn whole((item, age): (u32, u32)) -> Self {
        Self {
            item,
            age,
            weight: 1.0,
        }
    }
}

/// The items of a past with what they weigh.
fn weighed(past: &[Past], recency: f32, times: f32) -> impl Iterator<Item = (u32, f32)> {
    past.iter().filter_map(move |past| {
        let weight = past.weight * falling(recency, past.age);
        (weight >= LEAST).then_some((past.item, times * weight))
    })
}
