//! What a shop gives its members, and for what.

use super::file::{self, RulesError};
use crate::catalog::Localized;
use crate::clock::Timestamp;
use crate::members::Span;
use crate::members::promotions::ONCE;
use crate::money::{Currency, Money};

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;

/// The rules that hold where a shop has no others.
const BUILTIN: &str = include_str!("loyalty.toml");

/// A shop's loyalty rules, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoyaltyRules {
    /// What spend is counted in.
    pub currency: Currency,
    /// What was ordered within so many days counts.
    pub window_days: i64,
    /// A tier is kept for so many days after what it asks for is no longer met.
    pub grace_days: i64,
    /// The tiers, the lowest first; the first asks for nothing.
    pub tiers: Vec<Tier>,
    /// What points are given for, and what they are worth.
    pub points: PointRules,
    /// For a new member.
    pub welcome: Option<Gift>,
    /// Once a year.
    pub birthday: Option<Gift>,
}

/// A tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// What it is kept under.
    pub key: String,
    /// What it is called.
    pub name: Localized,
    /// The spend that it asks for within the window.
    pub spend: Option<Money>,
    /// The orders that it asks for within the window; either is enough.
    pub orders: Option<i64>,
    /// What it brings.
    pub benefits: Benefits,
}

/// What a tier brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Benefits {
    /// Off every order, in per cent.
    pub discount_percent: i64,
    /// What points are multiplied by, in thousandths.
    pub points_factor: i64,
    /// Whether nothing is asked for shipping.
    pub free_shipping: bool,
    /// How many days before the others they may buy what is new.
    pub early_access_days: i64,
    /// What else there is.
    pub gifts: Vec<Localized>,
}

impl Benefits {
    /// What points are multiplied by, as people write it: 1.25.
    #[must_use]
    pub fn factor(&self) -> String {
        let text = format!(
            "{}.{:03}",
            self.points_factor / 1000,
            self.points_factor % 1000
        );
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// What points are given for, and what they are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointRules {
    /// Points for a unit of money, in thousandths.
    pub per_unit: i64,
    /// After how many days an order's points may be spent.
    pub pending_days: i64,
    /// For how many days they may be.
    pub lifetime_days: i64,
    /// So many points are worth [`PointRules::redeem_credit`].
    pub redeem_points: i64,
    /// What they are worth.
    pub redeem_credit: Money,
    /// Fewer are not redeemed.
    pub redeem_least: i64,
}

/// A gift for a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gift {
    /// So many points, perhaps none.
    pub points: i64,
    /// For how many days from the day on it is given.
    pub within_days: i64,
    /// What else it is.
    pub gift: Option<Localized>,
}

/// Why points cannot be redeemed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedeemError {
    /// Too few.
    #[error("at least {least} points are redeemed at a time, not {points}")]
    Few {
        /// How many are asked for.
        points: i64,
        /// The fewest.
        least: i64,
    },
    /// No multiple.
    #[error("points are redeemed in steps of {step}; {points} is not one of them")]
    Step {
        /// How many are asked for.
        points: i64,
        /// The step.
        step: i64,
    },
}

impl LoyaltyRules {
    /// Reads the text of a file that is called `place`.
    ///
    /// # Errors
    /// Everything that is wrong with it at once, with where it stands and what is expected; where it is not of
    /// the form, the first that is not, with its line.
    pub fn read(text: &str, place: &str) -> Result<Self, RulesError> {
        file::read(text, place)
    }

    /// The rules that hold where a shop has no others, those of the demo shop.
    ///
    /// # Errors
    /// None, unless this program was built wrongly.
    pub fn builtin() -> Result<Self, RulesError> {
        Self::read(BUILTIN, "the built-in rules")
    }

    /// The file of [`LoyaltyRules::builtin`], with what each line means.
    #[must_use]
    pub fn example() -> &'static str {
        BUILTIN
    }

    /// The place of the tier kept under `key`.
    #[must_use]
    pub fn place(&self, key: &str) -> Option<usize> {
        self.tiers.iter().position(|tier| tier.key == key)
    }

    /// The points for an order of `minor` units of money by a member of the tier at `tier`, cut to whole ones.
    #[must_use]
    pub fn points_for(&self, minor: i64, tier: usize) -> i64 {
        self.points_times(minor, tier, ONCE)
    }

    /// The same times so many thousandths.
    #[must_use]
    pub fn points_times(&self, minor: i64, tier: usize, thousandths: i64) -> i64 {
        let factor = self
            .tiers
            .get(tier)
            .map_or(1000, |tier| tier.benefits.points_factor);
        let unit = 10_i128.pow(self.currency.decimals());
        let parts =
            i128::from(minor.max(0)) * i128::from(self.points.per_unit) * i128::from(factor);
        let points = parts.saturating_mul(thousandths.max(0).into()) / (unit * 1_000_000_000);
        i64::try_from(points).map_or(crate::members::MOST_POINTS, |points| {
            points.min(crate::members::MOST_POINTS)
        })
    }

    /// When points of an order of the moment `placed` may be spent, and run out.
    #[must_use]
    pub fn span_of_order(&self, placed: Timestamp) -> Span {
        self.span_from(after(placed, self.points.pending_days))
    }

    /// The span of points that may be spent from `moment` on.
    #[must_use]
    pub fn span_from(&self, moment: Timestamp) -> Span {
        Span {
            available_from: moment,
            expires: Some(after(moment, self.points.lifetime_days)),
        }
    }

    /// What `points` are worth as credit.
    ///
    /// # Errors
    /// Fewer than are redeemed, or no multiple of the step.
    pub fn credit_for(&self, points: i64) -> Result<Money, RedeemError> {
        let (least, step) = (self.points.redeem_least, self.points.redeem_points);
        if points < least {
            return Err(RedeemError::Few { points, least });
        }
        let worth = self.points.redeem_credit.times(points / step);
        match worth {
            Some(worth) if points % step == 0 => Ok(worth),
            _ => Err(RedeemError::Step { points, step }),
        }
    }
}

impl Span {
    /// Points that may be spent `pending` days after `now`, for `lifetime` days.
    #[must_use]
    pub fn of_days(now: Timestamp, pending: i64, lifetime: i64) -> Self {
        let available_from = after(now, pending);
        Self {
            available_from,
            expires: Some(after(available_from, lifetime)),
        }
    }
}

/// The moment `days` days after `moment`.
#[must_use]
pub(super) fn after(moment: Timestamp, days: i64) -> Timestamp {
    Timestamp::from_micros(moment.micros().saturating_add(days.saturating_mul(DAY)))
}
