//! Learning from the randomised part of a campaign whom to make which offer, judged on the other members by the truth.

use rayon::prelude::*;

use crate::learn::uplift::{Base, Learner, Trial, UpliftError, best_offers};
use crate::learn::{Draws, Terms};

use super::simulation::{ARMS, Members};

/// A way to choose offers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Policy {
    /// For each offer what it adds, by this learner; the offer that pays most, or none.
    Uplift(Learner),
    /// What is most probably followed by a conversion, as if the offer had been its cause.
    Response,
    /// Any offer, by lot.
    Lot,
    /// No offer.
    Nobody,
    /// For each member what is truly best.
    Oracle,
}

impl Policy {
    /// All of them; the learners first.
    pub(super) fn all() -> Vec<Self> {
        (Learner::ALL.into_iter().map(Self::Uplift))
            .chain([Self::Response, Self::Lot, Self::Nobody, Self::Oracle])
            .collect()
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Uplift(learner) => learner.name(),
            Self::Response => "response",
            Self::Lot => "lot",
            Self::Nobody => "nobody",
            Self::Oracle => "oracle",
        }
    }
}

/// What the ways to choose come to, per member who is judged on.
pub(super) struct Judged {
    /// What each policy pays, in the order of [`Policy::all`].
    pub(super) pays: Vec<f64>,
    /// What it pays to make everybody the one offer that is best for all together.
    pub(super) everyone: f64,
}

/// One campaign: the first half of the members is randomised over nothing and the offers, evenly; the others are judged on.
pub(super) fn campaign(members: &Members, seed: u64) -> Result<Judged, UpliftError> {
    let half = members.count() / 2;
    let mut draws = Draws::new(seed ^ 0x5eed);
    let end = u32::try_from(ARMS.len()).unwrap_or(u32::MAX);
    let arms: Vec<usize> = (0..members.count())
        .map(|_| draws.below(end) as usize)
        .collect();
    let responded: Vec<bool> = (0..members.count())
        .map(|member| members.converts(member, arms[member]))
        .collect();
    let judged: Vec<usize> = (half..members.count()).collect();
    let terms: Vec<Terms> = ARMS[1..].iter().map(|arm| arm.1).collect();
    // Of each row of an offer and of nothing together, half have the offer.
    let propensity = vec![0.5; members.count()];
    let effects = |learner: Learner| -> Result<Vec<Vec<f64>>, UpliftError> {
        let fits = (1..ARMS.len()).into_par_iter().map(|offer| {
            let treated: Vec<bool> = arms.iter().map(|&arm| arm == offer).collect();
            let rows: Vec<usize> = (0..half)
                .filter(|&member| arms[member] == offer || arms[member] == 0)
                .collect();
            let trial = Trial {
                table: &members.table,
                treated: &treated,
                responded: &responded,
                propensity: &propensity,
            };
            let model = learner.fit(&trial, &rows, seed)?;
            Ok(model.predict(&members.table, &judged))
        });
        fits.collect()
    };
    let chosen = |effects: &[Vec<f64>]| -> Vec<usize> {
        let offers = best_offers(effects, &terms).into_iter();
        offers
            .map(|offer| offer.map_or(0, |offer| offer + 1))
            .collect()
    };
    let mean = |arm: &dyn Fn(usize) -> usize| {
        let pays = judged.iter().enumerate();
        let sum: f64 = pays
            .map(|(place, &member)| members.pay(member, arm(place)))
            .sum();
        #[allow(clippy::cast_precision_loss, reason = "some members")]
        let count = judged.len() as f64;
        sum / count
    };
    let mut pays = Vec::new();
    for policy in Policy::all() {
        let choice = match policy {
            Policy::Uplift(learner) => chosen(&effects(learner)?),
            Policy::Response => chosen(&effects(Learner::Response(Base::Boosted))?),
            Policy::Lot => judged
                .iter()
                .map(|_| 1 + draws.below(end - 1) as usize)
                .collect(),
            Policy::Nobody => vec![0; judged.len()],
            Policy::Oracle => judged.iter().map(|&member| members.best(member)).collect(),
        };
        pays.push(mean(&|place| choice[place]));
    }
    let everyone = (1..ARMS.len()).map(|arm| mean(&|_| arm));
    Ok(Judged {
        pays,
        everyone: everyone.fold(f64::NEG_INFINITY, f64::max),
    })
}
