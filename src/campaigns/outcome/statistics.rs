//! How many members a campaign needs to show something, and the interval of a difference.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};
use utoipa::ToSchema;

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

/// How many members it takes to tell two shares apart by a two-sided test at one look (Fleiss, Levin and Paik, "Statistical Methods
/// for Rates and Proportions", 2003, equation 4.18, without the correction for continuity). None where what is asked cannot be: a
/// share that is no share, an effect that leads out of 0 to 1.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of members"
)]
pub fn sample_size(asked: SampleAsked) -> Option<SampleSize> {
    let open = |share: f64| share > 0.0 && share < 1.0;
    let (control, treated) = (asked.baseline, asked.baseline + asked.effect);
    let all = [control, treated, asked.alpha, asked.power, asked.holdout];
    if !all.into_iter().all(open) || asked.effect == 0.0 {
        return None;
    }
    // Members treated for each who is held out.
    let ratio = (1.0 - asked.holdout) / asked.holdout;
    let mean = (control + ratio * treated) / (1.0 + ratio);
    let (z_alpha, z_beta) = (quantile(1.0 - asked.alpha / 2.0), quantile(asked.power));
    let none = z_alpha * ((1.0 + ratio) * mean * (1.0 - mean)).sqrt();
    let some = z_beta * (ratio * control * (1.0 - control) + treated * (1.0 - treated)).sqrt();
    let held_out = (none + some).powi(2) / (ratio * asked.effect * asked.effect);
    Some(SampleSize {
        held_out: held_out.ceil() as u64,
        treated: (held_out * ratio).ceil() as u64,
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
