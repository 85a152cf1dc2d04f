//! Whose tier ends soon, and how probable it is that they keep it.

use serde::Serialize;

use crate::clock::Timestamp;
use crate::features::DAY;
use crate::ids::MemberKey;
use crate::members::Missing;
use crate::money::Money;
use crate::orders::{Loyalty, LoyaltyError};

use super::fitting::days;
use super::{ActionsError, Advisor};

/// A tier that ends if its member buys nothing more.
#[derive(Clone, Debug, Serialize)]
pub struct Lapsing {
    /// Whose.
    pub member: MemberKey,
    /// The tier's key.
    pub tier: String,
    /// When it ends.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    pub until: Timestamp,
    /// So many days from now.
    pub in_days: f64,
    /// What is to be spent until then to keep it, as a decimal number; none where the tier does not go by it.
    pub spend: Option<String>,
    /// How many orders are to be made; none likewise. Either is enough.
    pub orders: Option<i64>,
    /// The chance that they keep it: that so many orders come by then, the missing spend taken at their mean order. None
    /// where they are not counted.
    pub keeps: Option<f64>,
}

impl Advisor {
    /// The tiers that end within some days from `now` if their members buy nothing more, those that are the least likely to
    /// be kept first; at most `limit` that end the earliest. What is missing is what the rules will miss just before the end,
    /// when purchases of long ago no longer count.
    ///
    /// # Errors
    /// Nothing was fitted, or the database fails.
    pub async fn lapsing(
        &self,
        loyalty: &Loyalty,
        within_days: u32,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<Lapsing>, ActionsError> {
        let fitted = self.fitted().await?;
        let last = Timestamp::from_micros(now.micros() + i64::from(within_days) * DAY);
        let soon = loyalty.tiers().lapsing(now, last, limit).await;
        let mut lapsing = Vec::new();
        for member in soon.map_err(LoyaltyError::from)? {
            let Some(standing) = loyalty.of(&member, now).await?.map(|of| of.standing) else {
                continue;
            };
            // What was decided last may be older than an order.
            let Some(until) = standing.keeps_until.filter(|until| *until < last) else {
                continue;
            };
            let before = Timestamp::from_micros(until.micros() - 1);
            let then = loyalty.of(&member, before).await?;
            let Some(missing) = then.and_then(|of| of.standing.to_keep) else {
                continue;
            };
            let in_days = days(until.micros() - now.micros());
            let frame = self.features.of(&member).await?;
            let outlook = (!frame.is_empty()).then(|| fitted.buying.outlook(&frame, 0));
            let mean = frame.numbers("mean_order").first().copied();
            let needed = needed(&missing, mean.unwrap_or(f64::NAN));
            lapsing.push(Lapsing {
                tier: loyalty.tier(&standing).key.clone(),
                until,
                in_days,
                spend: missing.spend.map(Money::decimal),
                orders: missing.orders,
                keeps: (outlook.flatten().zip(needed))
                    .map(|(outlook, orders)| outlook.at_least(orders, in_days)),
                member,
            });
        }
        let chance = |of: &Lapsing| of.keeps.unwrap_or(2.0);
        lapsing.sort_by(|a, b| chance(a).total_cmp(&chance(b)));
        Ok(lapsing)
    }
}

/// How many orders bring what is missing, the fewer of both ways; none where neither can be told.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "some orders"
)]
fn needed(missing: &Missing, mean_order: f64) -> Option<u32> {
    let by_spend = missing.spend.and_then(|spend| {
        let orders = (spend.minor as f64 / mean_order).ceil();
        orders.is_finite().then(|| orders.clamp(0.0, 1e6) as u32)
    });
    let by_orders = missing.orders.and_then(|orders| u32::try_from(orders).ok());
    by_spend.into_iter().chain(by_orders).min()
}
