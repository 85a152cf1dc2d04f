//! Whether members still buy, how often they will, and what they are worth.
//!
//! Owns: the models of buying and of spending, fitted to the members of the shop, and what they say of one member.
//! Does not own: the estimators (`learn::lifetime`), the counting (`features`).
//! Holds: time is in weeks; too few members are an error, never a number.

use serde::{Deserialize, Serialize};

use crate::features::Frame;
use crate::learn::Draws;
use crate::learn::lifetime::{
    BetaGeometric, GammaGamma, Horizon, LifetimeError, Purchases, Seen, Spend, Visits, Worth,
};

/// Days of a week.
const WEEK: f64 = 7.0;
/// What money is worth less after a year.
const DISCOUNT: f64 = 0.10;
/// Futures that are drawn of a member.
const FUTURES: usize = 4_000;

/// The models, fitted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Buying {
    /// How often, and until when.
    pub buying: BetaGeometric,
    /// How visits say whether they still buy; none where the shop knows of too few.
    pub visits: Option<Visits>,
    /// For how much; none where it cannot be fitted.
    pub spending: Option<GammaGamma>,
    /// How many members it was fitted to.
    pub members: usize,
    /// How many of them bought again.
    pub repeaters: usize,
    /// The log-likelihood of the model of buying.
    pub log_likelihood: f64,
}

/// What the models say of a member.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Outlook {
    /// The chance that they still buy.
    pub alive: f64,
    /// Orders expected in 90 days.
    pub orders_90: f64,
    /// Spend expected in 365 days, discounted, in minor units; none without a model of spending.
    pub value_365: Option<f64>,
}

impl Outlook {
    /// The chance of so many orders or more within some days: that they still buy, times that of a Poisson number whose mean
    /// is what is expected of them if they do.
    #[must_use]
    pub fn at_least(&self, orders: u32, days: f64) -> f64 {
        if orders == 0 {
            return 1.0;
        }
        let mean = self.orders_90 / self.alive.max(f64::MIN_POSITIVE) * days.max(0.0) / 90.0;
        let (mut term, mut fewer) = ((-mean).exp(), 0.0);
        for count in 0..orders {
            fewer += term;
            term *= mean / f64::from(count + 1);
        }
        (self.alive * (1.0 - fewer)).clamp(0.0, 1.0)
    }
}

impl Buying {
    /// Fits the models to the members who ordered.
    ///
    /// # Errors
    /// Too few members, or too few who bought again.
    pub fn fit(frame: &Frame) -> Result<Self, LifetimeError> {
        let people: Vec<Purchases> = (0..frame.len())
            .filter_map(|row| purchases(frame, row))
            .collect();
        let (buying, log_likelihood) = BetaGeometric::fit_best(&people)?;
        let spends: Vec<Spend> = (0..frame.len())
            .filter_map(|row| spend(frame, row))
            .collect();
        let seen: Vec<(Purchases, Seen)> = (0..frame.len())
            .filter_map(|row| purchases(frame, row).zip(seen(frame, row)))
            .collect();
        Ok(Self {
            visits: Visits::fit(&buying, &seen),
            buying,
            spending: GammaGamma::fit(&spends).ok().map(|(model, _)| model),
            members: people.len(),
            repeaters: people.iter().filter(|person| person.repeats > 0).count(),
            log_likelihood,
        })
    }

    /// What the models say of the member in a row; none where they never ordered.
    #[must_use]
    pub fn outlook(&self, frame: &Frame, row: usize) -> Option<Outlook> {
        let person = purchases(frame, row)?;
        let alive = self.alive(frame, row)?;
        let by_purchases = self.buying.alive(&person);
        let scale = if by_purchases > 0.0 {
            alive / by_purchases
        } else {
            0.0
        };
        let expected = |days: f64| scale * self.buying.expected(&person, days / WEEK);
        let order = self
            .spending
            .zip(spend(frame, row))
            .and_then(|(model, spend)| model.expected(spend));
        let value_365 = order.map(|order| {
            // A year in quarters, each discounted to its middle.
            let quarters = (0..4).map(|quarter| {
                let (from, to) = (91.25 * f64::from(quarter), 91.25 * f64::from(quarter + 1));
                let bought = expected(to) - expected(from);
                bought * (-DISCOUNT * f64::midpoint(from, to) / 365.0).exp()
            });
            order * quarters.sum::<f64>()
        });
        Some(Outlook {
            alive,
            orders_90: expected(90.0),
            value_365,
        })
    }

    /// The chance that the member in a row still buys.
    #[must_use]
    pub fn alive(&self, frame: &Frame, row: usize) -> Option<f64> {
        let person = purchases(frame, row)?;
        let by_purchases = self.buying.alive(&person);
        let Some((visits, seen)) = self.visits.zip(seen(frame, row)) else {
            return Some(by_purchases);
        };
        Some(visits.alive(by_purchases, &seen))
    }

    /// What the member will spend in a year, with the interval in which eight of ten futures lie, in minor units.
    #[must_use]
    pub fn worth(&self, frame: &Frame, row: usize, seed: u64) -> Option<Worth> {
        let person = purchases(frame, row)?;
        let spend = spend(frame, row)?;
        let horizon = Horizon {
            time: 365.0 / WEEK,
            discount: DISCOUNT / (365.0 / WEEK),
        };
        let mut draws = Draws::new(seed);
        Worth::draw(
            &self.buying,
            self.spending.as_ref()?,
            (&person, spend),
            self.alive(frame, row)?,
            horizon,
            (&mut draws, FUTURES),
        )
    }
}

/// The purchases of the member in a row; none where they never ordered, or only just.
#[must_use]
pub fn purchases(frame: &Frame, row: usize) -> Option<Purchases> {
    let days = frame.numbers("purchase_days")[row];
    let first = frame.numbers("first_days")[row];
    let recency = frame.numbers("recency_days")[row];
    if days < 1.0 || first.is_nan() || first <= 0.0 {
        return None;
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of days"
    )]
    let repeats = (days - 1.0) as u32;
    let last = if repeats == 0 {
        0.0
    } else {
        (first - recency).max(1e-6)
    };
    Some(Purchases {
        repeats,
        recency: last / WEEK,
        age: first / WEEK,
    })
}

/// What the member in a row spends on a purchase, of those after the first; all of them where there is one only.
fn spend(frame: &Frame, row: usize) -> Option<Spend> {
    let days = frame.numbers("purchase_days")[row];
    let total = frame.numbers("spend")[row];
    if days < 1.0 || total <= 0.0 {
        return None;
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of days"
    )]
    let purchases = days as u32;
    Some(Spend {
        purchases,
        mean: total / days,
    })
}

/// The days on which the member in a row visited, before their last order and since; none where they never ordered.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of days"
)]
fn seen(frame: &Frame, row: usize) -> Option<Seen> {
    let (all, since) = (
        frame.numbers("visit_days")[row],
        frame.numbers("visit_days_since")[row],
    );
    let tracked = frame.numbers("tracked_days")[row];
    let recency = frame.numbers("recency_days")[row];
    if recency.is_nan() || tracked.is_nan() {
        return None;
    }
    let since_time = recency.min(tracked);
    Some(Seen {
        before: (all - since).max(0.0) as u32,
        before_time: (tracked - since_time).max(0.0) / WEEK,
        since: since as u32,
        since_time: since_time / WEEK,
    })
}
