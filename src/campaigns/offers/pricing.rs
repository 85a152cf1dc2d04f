//! How deep a discount may go: what the shop allows at most, a floor under the price, a floor under the margin where the cost is
//! known; never above the list price. Each price comes with the rule that decided it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::money::Money;

/// What limits prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceLimits {
    /// The highest discount, in per cent.
    pub most_discount: i64,
    /// No price is below this share of the list price, 0 to 1.
    pub price_floor: f64,
    /// Where the cost is known, no price leaves a smaller share of itself, 0 to 1.
    pub margin_floor: f64,
}

/// What decided a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceRule {
    /// The discount as it was offered.
    AsOffered,
    /// The highest discount that the shop allows.
    MostDiscount,
    /// The floor under the price.
    PriceFloor,
    /// The floor under the margin.
    MarginFloor,
    /// The list price: a floor lies above it.
    ListPrice,
}

impl PriceRule {
    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AsOffered => "as_offered",
            Self::MostDiscount => "most_discount",
            Self::PriceFloor => "price_floor",
            Self::MarginFloor => "margin_floor",
            Self::ListPrice => "list_price",
        }
    }
}

/// A price, and why it is that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priced {
    /// What it costs.
    pub price: Money,
    /// What decided.
    pub rule: PriceRule,
}

/// The price of something at `list` with `percent` per cent off. Rounded up to a whole minor unit, so that no limit is passed by
/// rounding; `cost` in the currency of `list`, or it does not count.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "prices are far below 2^53 minor units"
)]
pub fn price(list: Money, cost: Option<Money>, percent: i64, limits: PriceLimits) -> Priced {
    let share = |share: f64| (list.minor as f64 * share - 1e-6).ceil() as i64;
    let after = |percent: i64| share((100 - percent.clamp(0, 100)) as f64 / 100.0);
    let mut found = (after(percent), PriceRule::AsOffered);
    let cost = cost.filter(|cost| cost.currency == list.currency);
    let margin = cost.map_or(0, |cost| {
        let left = (1.0 - limits.margin_floor).max(1e-9);
        (cost.minor as f64 / left - 1e-6).ceil() as i64
    });
    for (floor, rule) in [
        (after(limits.most_discount), PriceRule::MostDiscount),
        (share(limits.price_floor), PriceRule::PriceFloor),
        (margin, PriceRule::MarginFloor),
    ] {
        if floor > found.0 {
            found = (floor, rule);
        }
    }
    // A floor above the list price does not raise it.
    if found.0 > list.minor || (found.0 == list.minor && found.1 != PriceRule::AsOffered) {
        found = (list.minor, PriceRule::ListPrice);
    }
    Priced {
        price: Money::new(found.0, list.currency),
        rule: found.1,
    }
}

/// The discount in per cent that is offered where `percent` was asked for: what the limits leave of it.
#[must_use]
#[allow(clippy::cast_possible_truncation, reason = "per cent")]
pub fn allowed(percent: i64, limits: PriceLimits) -> (i64, PriceRule) {
    let floor = ((1.0 - limits.price_floor) * 100.0 + 1e-9).floor() as i64;
    if percent <= limits.most_discount.min(floor) {
        (percent, PriceRule::AsOffered)
    } else if limits.most_discount <= floor {
        (limits.most_discount, PriceRule::MostDiscount)
    } else {
        (floor, PriceRule::PriceFloor)
    }
}
