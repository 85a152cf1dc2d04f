//! How many members a campaign needs so that its effect can be seen, and how many are held out. Pure arithmetic.

use crate::campaigns::{SampleAsked, SampleSize, sample_size};

/// Shares that may be held out, the least first: the first at which the effect can be seen is taken.
const HOLDOUTS: [f64; 6] = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4];
/// The share that is held out where no share is enough.
const OTHERWISE: f64 = 0.2;
/// Members below whom nothing can be compared.
const FEWEST: u64 = 40;
/// The smallest change of the share that is looked for: of the share that orders anyway, and at least.
const CHANGE: (f64, f64) = (0.25, 0.01);
/// Where nothing is known, this share is taken to order anyway.
const ASSUMED: f64 = 0.05;
/// How often an effect may be seen where there is none, and how often one that there is shall be.
const ALPHA: f64 = 0.05;
const POWER: f64 = 0.8;

/// What a campaign is planned with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Planned {
    /// Members who may be written to, before any is held out.
    pub(super) eligible: u64,
    /// The share of them that is held out.
    pub(super) holdout: f64,
    /// The share that orders anyway within the window.
    pub(super) baseline: f64,
    /// Whether that was assumed, since no model says it.
    pub(super) assumed: bool,
    /// The smallest change of it that is looked for.
    pub(super) effect: f64,
    /// How many members it takes to see that; none where nobody is held out.
    pub(super) needed: Option<SampleSize>,
    /// The smallest change that so many members show; none where that is none below 1.
    pub(super) visible: Option<f64>,
}

/// A share with four digits.
fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

/// How many are held out, to the nearest.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "numbers of members"
)]
fn held_out(eligible: u64, holdout: f64) -> u64 {
    (eligible as f64 * holdout).round() as u64
}

fn size(baseline: f64, effect: f64, holdout: f64) -> Option<SampleSize> {
    sample_size(SampleAsked {
        baseline,
        effect,
        alpha: ALPHA,
        power: POWER,
        holdout,
    })
}

/// Whether `eligible` members are enough for a size.
fn enough(eligible: u64, holdout: f64, needed: SampleSize) -> bool {
    let held = held_out(eligible, holdout);
    held >= needed.held_out && eligible - held >= needed.treated
}

/// The smallest change that `eligible` members show, by halving.
fn visible(eligible: u64, holdout: f64, baseline: f64) -> Option<f64> {
    let shows = |effect: f64| {
        let needed = size(baseline, effect, holdout);
        needed.is_some_and(|needed| enough(eligible, holdout, needed))
    };
    let (mut low, mut high) = (0.0, (1.0 - baseline) * 0.999);
    if !shows(high) {
        return None;
    }
    for _ in 0..24 {
        let middle = f64::midpoint(low, high);
        if shows(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

impl Planned {
    /// Plans for `eligible` members. `expected` is the mean number of orders that a model expects of each within the window;
    /// `wished` a share to hold out. The share that orders anyway is that of a Poisson number of orders above 0.
    pub(super) fn of(eligible: u64, expected: Option<f64>, wished: Option<f64>) -> Self {
        let baseline = expected.map_or(ASSUMED, |orders| 1.0 - (-orders).exp());
        let baseline = rounded(baseline.clamp(0.002, 0.8));
        let effect = rounded((baseline * CHANGE.0).max(CHANGE.1));
        let fits = |holdout: &&f64| {
            let needed = size(baseline, effect, **holdout);
            needed.is_some_and(|needed| enough(eligible, **holdout, needed))
        };
        let holdout = wished.unwrap_or_else(|| match HOLDOUTS.iter().find(fits) {
            Some(holdout) => *holdout,
            None if eligible < FEWEST => 0.0,
            None => OTHERWISE,
        });
        Self {
            eligible,
            holdout,
            baseline,
            assumed: expected.is_none(),
            effect,
            needed: size(baseline, effect, holdout),
            visible: visible(eligible, holdout, baseline),
        }
    }

    /// Members who are held out, about.
    pub(super) fn held_out(&self) -> u64 {
        held_out(self.eligible, self.holdout)
    }

    /// Members who are written to, about.
    pub(super) fn treated(&self) -> u64 {
        self.eligible - self.held_out()
    }

    /// Whether there are as many members as it takes.
    pub(super) fn enough(&self) -> bool {
        let needed = self.needed;
        needed.is_some_and(|needed| enough(self.eligible, self.holdout, needed))
    }
}
