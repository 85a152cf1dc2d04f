//! How many members a campaign needs to show something, and the interval of a difference.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};
use utoipa::ToSchema;

use crate::learn::sequential;

/// Of the normal distribution: 95 per cent lie so many errors around.
pub(in crate::campaigns) const DEVIATIONS: f64 = 1.959_963_984_540_054;

/// What a campaign is to show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleAsked {
    /// The share of members that orders anyway.
    pub baseline: f64,
    /// The smallest change of it that is worth knowing of, either way.
    pub effect: f64,
    /// How often an effect may be seen where there is none.
    pub alpha: f64,
    /// How often one of this size is to be seen.
    pub power: f64,
    /// The share that is held out.
    pub holdout: f64,
}

/// How many members it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SampleSize {
    /// Members who are written to.
    pub treated: u64,
    /// Members who are held out.
    pub held_out: u64,
}

/// The quantile of the standard normal distribution.
fn quantile(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p)
}

/// How many members it takes to tell two shares apart at one look ([`sequential::sample_size`]). None where what is asked cannot
/// be: a share that is no share, an effect that leads out of 0 to 1.
#[must_use]
pub fn sample_size(asked: SampleAsked) -> Option<SampleSize> {
    if !(asked.holdout > 0.0 && asked.holdout < 1.0) {
        return None;
    }
    let rates = (asked.baseline, asked.baseline + asked.effect);
    // Members treated for each who is held out.
    let ratio = (1.0 - asked.holdout) / asked.holdout;
    let size = sequential::sample_size(rates, asked.power, asked.alpha, ratio).ok()?;
    Some(SampleSize {
        treated: size.second,
        held_out: size.first,
    })
}

/// A difference with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = CampaignDifference)]
pub struct Difference {
    /// Of the treated, less that of the held out.
    pub lift: f64,
    /// Its standard error.
    pub error: f64,
    /// Where it lies with 95 per cent at one look: not to be looked at again and again until it pleases.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A mean of many with its variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mean {
    pub(super) members: f64,
    pub(super) value: f64,
    /// Of one member.
    pub(super) variance: f64,
}

impl Mean {
    /// Out of a count, a sum and a sum of squares.
    pub(super) fn of(members: f64, sum: f64, squares: f64) -> Self {
        let mean = if members > 0.0 { sum / members } else { 0.0 };
        let variance = if members > 1.0 {
            ((squares - members * mean * mean) / (members - 1.0)).max(0.0)
        } else {
            0.0
        };
        Self {
            members,
            value: mean,
            variance,
        }
    }
}

/// The difference of two means with unequal variances (Welch, 1947), by the normal distribution: arms have hundreds of members. None
/// where an arm has fewer than two.
pub(super) fn difference(treated: Mean, held_out: Mean) -> Option<Difference> {
    if treated.members < 2.0 || held_out.members < 2.0 {
        return None;
    }
    let lift = treated.value - held_out.value;
    let error = (treated.variance / treated.members + held_out.variance / held_out.members).sqrt();
    let reach = quantile(0.975) * error;
    Some(Difference {
        lift,
        error,
        low: lift - reach,
        high: lift + reach,
    })
}
