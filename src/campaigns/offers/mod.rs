//! Offers: coupons that are used once, and how deep a discount may go.
//!
//! A coupon comes into being in the transaction that claims the message it goes out with, and no earlier; more points and gifts are
//! promised there too, and are the member's until the offer's last day ([`crate::members::promotions`]). What was given to who was
//! never reached is taken back. An event is announced by a campaign, and nothing is booked for it.

mod codes;
mod pricing;
mod promising;
pub(in crate::campaigns) mod sql;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::db::{Reader, Write};
use crate::ids::MemberKey;
use crate::members;
use crate::money::{Currency, Money};

use super::brief::{Brief, Offer, OfferKind};
use super::{Campaigns, CampaignsError, TABLES, recording};

pub use pricing::{PriceLimits, PriceRule, Priced, allowed, price};
pub(super) use promising::{holders, promise};

/// A coupon to be redeemed with an order.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Redemption {
    /// The code, as somebody typed it.
    pub code: String,
    /// The order's number in the shop's books: redeeming the same for the same order again changes nothing.
    pub order: String,
    /// What the basket comes to before the coupon, in whole units of the shop's currency.
    pub basket: f64,
    /// The member who orders, by their key.
    #[serde(default)]
    pub member: Option<String>,
    /// Whether another discount is used with the order that this program does not know of.
    #[serde(default)]
    pub other_discounts: bool,
}

/// A coupon that was redeemed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RedeemedCoupon {
    /// The code.
    pub code: String,
    /// The campaign that it came with.
    pub campaign: String,
    /// What it takes off the basket, in minor units.
    pub off: i64,
    /// Of which currency.
    #[schema(value_type = String)]
    pub currency: Currency,
    /// Whether it had been redeemed for this order before.
    pub again: bool,
}

/// Why a coupon is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CouponError {
    /// It is mistyped.
    #[error("`{0}` is no code: a character is wrong or missing, please look again")]
    Mistyped(String),
    /// There is none.
    #[error("there is no coupon `{0}`")]
    Unknown(String),
    /// Its time is over.
    #[error("the coupon held until {0}")]
    Expired(String),
    /// It was used.
    #[error("the coupon was redeemed before, with another order")]
    Redeemed,
    /// It came with a message that did not arrive, or its campaign was taken back.
    #[error("the coupon does not hold any more")]
    Void,
    /// It is somebody else's.
    #[error("the coupon is another member's")]
    NotTheirs,
    /// The basket is too small.
    #[error("the coupon holds from {0} on")]
    Minimum(String),
    /// It is used with another.
    #[error("the coupon cannot be used together with another discount")]
    Stacking,
    /// They redeemed as many as they may.
    #[error("this member has redeemed as many coupons of this campaign as one member may")]
    PerMember,
    /// What was sent is none.
    #[error("give the order's number and what the basket comes to, above 0")]
    Order,
}

/// An amount in whole units as minor ones.
#[allow(
    clippy::cast_possible_truncation,
    reason = "amounts are read below 1e9"
)]
pub(super) fn minor(amount: f64, currency: Currency) -> i64 {
    (amount * 10_f64.powi(currency.decimals().cast_signed())).round() as i64
}

/// The end of time for what never ends.
const NEVER: i64 = i64::MAX / 2;

/// Gives out a coupon within the transaction that claims its message: the code, or none where there are none left.
pub(super) async fn issue(
    write: &Write,
    brief: &Brief,
    campaign: &str,
    to: (i64, i64),
    (currency, ahead): (Currency, i16),
    now: Timestamp,
) -> Result<Option<String>, CampaignsError> {
    let (member, percent) = to;
    let offer = &brief.offer;
    if let Some(most) = offer.most
        && sql::issued(write.reader(), campaign).await? >= u64::from(most)
    {
        return Ok(None);
    }
    let kept = sql::Kept {
        code: codes::draw(),
        campaign: campaign.to_owned(),
        member: Some(member),
        expires: brief.ends(ahead).unwrap_or(Timestamp::from_micros(NEVER)),
        percent: offer.percent.map(|_| percent),
        amount: offer.amount.map(|amount| minor(amount, currency)),
        minimum: offer.minimum.map(|amount| minor(amount, currency)),
        currency: currency.code().to_owned(),
        stacks: offer.stacks,
        per_member: offer.per_member.unwrap_or(1).into(),
        void: false,
        redeemed: None,
        order: None,
    };
    sql::issue(write, &kept, now).await?;
    Ok(Some(kept.code))
}

/// Takes back what was given to a member whom a campaign never reached: their coupon, and what they were promised.
pub(super) async fn undo(
    write: &Write,
    (campaign, member): (&str, i64),
    code: Option<&str>,
    now: Timestamp,
) -> Result<(), CampaignsError> {
    if let Some(code) = code {
        sql::void(write, code).await?;
    }
    promising::take_back(write, campaign, &[member], now).await
}

/// How many coupons of a campaign were given out and redeemed.
pub(super) async fn counts(
    reader: Reader<'_>,
    campaign: &str,
) -> Result<(u64, u64), CampaignsError> {
    let issued = sql::issued(reader, campaign).await?;
    Ok((issued, sql::redeemed(reader, campaign).await?))
}

impl Offer {
    /// The discounts that members may get, the rule's name with each; the last one is everybody else's.
    pub(super) fn percents(&self, limits: PriceLimits) -> Vec<(String, i64)> {
        let of = |rule: &str, percent: i64| {
            let (percent, cut) = allowed(percent, limits);
            match cut {
                PriceRule::AsOffered => (rule.to_owned(), percent),
                cut => (format!("{rule} ({})", cut.word()), percent),
            }
        };
        let depths = self
            .depths
            .iter()
            .map(|depth| of(&depth.rule, depth.percent));
        depths
            .chain([of("the same for all", self.percent.unwrap_or(0))])
            .collect()
    }

    /// Whether a code goes out with it.
    pub(super) fn has_code(&self) -> bool {
        self.kind == OfferKind::Coupon
    }
}

impl Campaigns {
    /// What limits prices in this shop.
    #[must_use]
    pub fn price_limits(&self) -> PriceLimits {
        PriceLimits {
            most_discount: self.most_discount,
            price_floor: self.settings.price_floor,
            margin_floor: self.settings.margin_floor,
        }
    }

    /// Redeems a coupon with an order: once, and for the same order as often as it is asked.
    ///
    /// # Errors
    /// [`CouponError`] where it is not taken; then nothing changed. The database fails.
    pub async fn redeem(
        &self,
        wanted: &Redemption,
        by: &str,
        now: Timestamp,
    ) -> Result<RedeemedCoupon, CampaignsError> {
        let order = wanted.order.trim();
        if order.is_empty() || order.len() > 100 || !(wanted.basket > 0.0 && wanted.basket < 1e9) {
            return Err(CouponError::Order.into());
        }
        let typed = || wanted.code.escape_debug().to_string();
        let code = codes::read(&wanted.code).ok_or_else(|| CouponError::Mistyped(typed()))?;
        let write = self.db.write(TABLES).await?;
        let reader = write.reader();
        let found = sql::find(reader, &code).await?;
        let kept = found.ok_or_else(|| CouponError::Unknown(code.clone()))?;
        let currency = Currency::parse(&kept.currency)
            .map_err(|error| CampaignsError::Garbled(error.to_string()))?;
        let again = kept.redeemed.is_some() && kept.order.as_deref() == Some(order);
        if !again {
            self.refuse(reader, &kept, wanted, (order, currency), now)
                .await?;
            sql::redeem(&write, &code, order, now).await?;
            let act = format!("redeem a coupon of campaign `{}`", kept.campaign);
            recording::keep(&write, by, None, &act, now).await?;
            write.commit().await?;
        }
        let basket = minor(wanted.basket, currency);
        // Of a percentage the shop rounds in its own favour.
        let off = match (kept.percent, kept.amount) {
            (Some(percent), _) => basket * percent / 100,
            (None, amount) => amount.unwrap_or(0).min(basket),
        };
        Ok(RedeemedCoupon {
            code,
            campaign: kept.campaign,
            off,
            currency,
            again,
        })
    }

    /// Says why a coupon is not taken, where it is not.
    async fn refuse(
        &self,
        reader: Reader<'_>,
        kept: &sql::Kept,
        wanted: &Redemption,
        (order, currency): (&str, Currency),
        now: Timestamp,
    ) -> Result<(), CampaignsError> {
        if kept.redeemed.is_some() {
            return Err(CouponError::Redeemed.into());
        }
        // Whose member was erased is nobody's, and good for nobody.
        let Some(member) = kept.member.filter(|_| !kept.void) else {
            return Err(CouponError::Void.into());
        };
        if now >= kept.expires {
            return Err(CouponError::Expired(kept.expires.rfc3339()).into());
        }
        if let Some(key) = &wanted.member {
            let owner = members::keys_of(reader, &[member]).await?.remove(&member);
            let asker = members::resolve(reader, &MemberKey::new(key)).await?;
            if owner.is_none() || owner != asker {
                return Err(CouponError::NotTheirs.into());
            }
        }
        if let Some(minimum) = kept.minimum
            && minor(wanted.basket, currency) < minimum
        {
            let least = Money::new(minimum, currency);
            return Err(CouponError::Minimum(least.short()).into());
        }
        let others = sql::of_order(reader, order).await?;
        let alone = !kept.stacks && (wanted.other_discounts || !others.is_empty());
        if alone || others.iter().any(|other| !other.stacks) {
            return Err(CouponError::Stacking.into());
        }
        if sql::redeemed_by(reader, &kept.campaign, member).await? >= kept.per_member {
            return Err(CouponError::PerMember.into());
        }
        Ok(())
    }
}
