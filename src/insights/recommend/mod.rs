//! What to suggest.
//!
//! Owns: [`Recommender`]: what is popular of late, what goes with a product or a basket, what suits what somebody did, each
//! with what speaks for it; [`History`], what somebody did; the families of models side by side ([`Family`]).
//! Does not own: orders, events, prices, stock; whether a product may be shown is the caller's to check. How models learn
//! (`learn`).
//! Holds: the same orders give the same suggestions in the same order. What somebody did a moment ago counts, without
//! anything being fitted. What they have, sent back or do not want is not suggested.

mod counted;
mod described;
mod families;
mod past;
mod paths;
mod varied;

use serde::{Deserialize, Serialize};

use crate::catalog::Product;
use crate::ids::ProductKey;
use crate::learn::choosing::{Chosen, choose, foretell};
use crate::learn::hybrid::{Hybrid, HybridSettings, Past, Support};
use crate::learn::meanings::nearest;
use crate::learn::ranking::{Hits, best};
use crate::learn::{Likeness, Sequences};
use crate::orders::Baskets;

use counted::Counts;

pub use counted::{Companion, Suggestion};
pub use families::{Family, FitError, Fitted, Lesson, fit};
pub use past::{Deed, History, HistoryError, Step};
pub use paths::browse_paths;
pub use varied::varied;

/// Of what speaks for a suggestion, one product has at least this share, or it is the whole of what somebody did.
const DECIDES: f32 = 0.25;
/// Texts of like meaning that are kept for a product, and the cosine from which on they are alike.
const NEAREST: usize = 30;
const LEAST_LIKE: f32 = 0.35;
/// Every text is compared with every other; of more products than this, only attributes are.
const MOST_COMPARED: usize = 20_000;
/// Products of a history that are looked at, the newest.
const LONGEST_HISTORY: usize = 200;

/// Something that suits what somebody did.
#[derive(Clone, Debug, PartialEq)]
pub struct Suited {
    /// What is suggested; its orders are those that it is in.
    pub suggestion: Suggestion,
    /// Why.
    pub why: Why,
}

/// What speaks for a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Members who did something with this product took the suggested one before or after it.
    With {
        /// The product.
        product: ProductKey,
        /// What was done with it.
        deed: Deed,
    },
    /// It has the attributes of this product.
    Like {
        /// The product.
        product: ProductKey,
        /// What was done with it.
        deed: Deed,
    },
    /// Members of like taste take it: much of what somebody did speaks for it, nothing decides.
    Taste,
    /// Many take it.
    Popular,
}

impl Why {
    /// The product that speaks for the suggestion, where one does.
    #[must_use]
    pub fn product(&self) -> Option<&ProductKey> {
        match self {
            Self::With { product, .. } | Self::Like { product, .. } => Some(product),
            Self::Taste | Self::Popular => None,
        }
    }
}

/// Suggests products.
#[derive(Debug)]
pub struct Recommender {
    counts: Counts,
    hybrid: Hybrid,
}

impl Recommender {
    /// Counts the orders; `likeness` is that of [`Baskets::products`]. Ages are taken from the newest order, so that the
    /// result depends on orders and products alone.
    #[must_use]
    pub fn fit(baskets: &Baskets, likeness: Likeness, settings: HybridSettings) -> Self {
        Self {
            counts: Counts::fit(baskets),
            hybrid: Hybrid::fit(&sequences(baskets), likeness, settings),
        }
    }

    /// What is bought most often of late.
    #[must_use]
    pub fn popular(&self, limit: usize) -> Vec<Suggestion> {
        self.counts.popular(limit)
    }

    /// Where `product` stands among all by what is bought most often of late: 0 for the first; `None` for one that was
    /// never ordered.
    #[must_use]
    pub fn rank(&self, product: &ProductKey) -> Option<usize> {
        self.counts.rank(product)
    }

    /// What is bought together with `product` in one order more often than chance has it.
    #[must_use]
    pub fn together(&self, product: &ProductKey, limit: usize) -> Vec<Suggestion> {
        self.counts.together(product, limit)
    }

    /// What is bought together with the articles of a basket, none of which is suggested.
    #[must_use]
    pub fn beside(&self, basket: &[ProductKey], limit: usize) -> Vec<Companion> {
        self.counts.beside(basket, limit)
    }

    /// What suits somebody who did this, the best first. Products that the shop does not have say nothing; without a history
    /// it is what is popular.
    #[must_use]
    pub fn suited(&self, history: &History, limit: usize) -> Vec<Suited> {
        let steps = history.steps.iter().take(LONGEST_HISTORY);
        let known: Vec<(&Step, Past)> = steps
            .filter_map(|step| {
                let past = Past {
                    item: self.counts.place(&step.product)?,
                    age: step.age,
                    weight: step.deed.weight(),
                };
                Some((step, past))
            })
            .collect();
        let past: Vec<Past> = known.iter().map(|(_, past)| *past).collect();
        if past.is_empty() {
            return self.popular_but(&history.without, limit);
        }
        let without = history
            .without
            .iter()
            .chain(history.steps.iter().map(|step| &step.product));
        let without: Vec<u32> = without.filter_map(|key| self.counts.place(key)).collect();
        let mut scores = vec![0.0; self.hybrid.items()];
        self.hybrid.score_past(&past, &mut scores);
        // What nothing speaks for, not even that somebody took it, is no suggestion.
        let best = best(&scores, limit, &without).into_iter();
        let best = best.filter(|&item| scores[item as usize] > 0.0);
        best.map(|item| Suited {
            suggestion: self.counts.suggested(item, scores[item as usize].into()),
            why: self.why(&known, &past, item),
        })
        .collect()
    }

    /// What is popular, but for what is not to be shown.
    fn popular_but(&self, without: &[ProductKey], limit: usize) -> Vec<Suited> {
        let popular = self.counts.popular(limit + without.len()).into_iter();
        let popular = popular.filter(|suggestion| !without.contains(&suggestion.product));
        let suited = popular.map(|suggestion| Suited {
            suggestion,
            why: Why::Popular,
        });
        suited.take(limit).collect()
    }

    fn why(&self, known: &[(&Step, Past)], past: &[Past], item: u32) -> Why {
        let supports = self.hybrid.supports(past, item);
        let all: f32 = supports.iter().map(Support::sum).sum();
        let most = known
            .iter()
            .zip(&supports)
            .max_by(|(_, a), (_, b)| a.sum().total_cmp(&b.sum()));
        let Some(((step, _), support)) = most.filter(|_| all > 0.0) else {
            return Why::Popular;
        };
        let (product, deed) = (step.product.clone(), step.deed);
        if support.sum() < DECIDES * all {
            Why::Taste
        } else if support.pairs >= support.alike {
            Why::With { product, deed }
        } else {
            Why::Like { product, deed }
        }
    }
}

/// What each member bought, an order a step; a guest's order is a sequence of its own. In the order of the orders.
#[must_use]
pub fn sequences(baskets: &Baskets) -> Sequences {
    let mut orders: Vec<_> = baskets.iter().collect();
    orders.sort_by_key(|basket| basket.placed);
    let mut of_members: Vec<Vec<(u32, u32)>> = vec![Vec::new(); baskets.members().len()];
    let mut of_guests = Vec::new();
    for basket in orders {
        let items = basket.items.iter().map(|item| item.product);
        match basket.member {
            Some(member) => {
                let own = &mut of_members[member as usize];
                let step = own.last().map_or(0, |(_, step)| step + 1);
                own.extend(items.map(|item| (item, step)));
            }
            None => of_guests.push(items.map(|item| (item, 0)).collect()),
        }
    }
    let mut sequences = Sequences::new(baskets.products().len());
    for own in of_members.into_iter().chain(of_guests) {
        sequences.push_steps(own.into_iter());
    }
    sequences
}

/// How well settings foretell what members bought next, in lists of ten.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Validation {
    /// Members who were foretold for: with two different products at least.
    pub members: usize,
    /// The share whose next product was in the list.
    #[serde(rename = "hr@10")]
    pub hit_rate: f64,
    /// With its place in the list.
    #[serde(rename = "ndcg@10")]
    pub ndcg: f64,
}

impl Validation {
    /// Out of the places at which the products stood.
    #[must_use]
    pub fn of(hits: &Hits) -> Self {
        Self {
            members: hits.asked,
            hit_rate: hits.hit_rate(10),
            ndcg: hits.ndcg(10),
        }
    }
}

/// What the products of [`Baskets::products`] are like: by brand, category, price and what the catalogue says besides, and by
/// the meaning of their texts, whose vectors are given in that order.
#[must_use]
pub fn likeness(
    baskets: &Baskets,
    catalogue: &[Product],
    meanings: &[Option<Vec<f32>>],
) -> Likeness {
    let mut likeness = Likeness::from(described::attributes(baskets.products(), catalogue));
    if meanings.len() == baskets.products().len() && meanings.len() <= MOST_COMPARED {
        likeness.texts = nearest(meanings, NEAREST, LEAST_LIKE);
    }
    likeness
}

/// Chooses the settings of the recommender on the last thing that each member bought, where it was for the first time.
/// `progress` hears the share that is done.
#[must_use]
pub fn tune(baskets: &Baskets, likeness: &Likeness, progress: &mut dyn FnMut(f64)) -> Chosen {
    let (before, held) = families::held_out(&sequences(baskets));
    choose(&before, &held, likeness, progress)
}

/// How well these settings do on the same things.
#[must_use]
pub fn validate(baskets: &Baskets, likeness: &Likeness, settings: HybridSettings) -> Validation {
    let (before, held) = families::held_out(&sequences(baskets));
    let hybrid = Hybrid::fit(&before, likeness.clone(), settings);
    Validation::of(&foretell(&hybrid, &before, &held))
}
