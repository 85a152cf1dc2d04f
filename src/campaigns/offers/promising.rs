//! Points and gifts of a campaign: promised to each member whose message is claimed, by the members' own ledger of promises, and
//! taken back from who was never reached.

use crate::catalog::Localized;
use crate::clock::Timestamp;
use crate::db::{Reader, Write};
use crate::ids::MemberKey;
use crate::members;
use crate::members::promotions::{self, Promised, Promotion};

use super::super::CampaignsError;
use super::super::brief::{Brief, OfferKind};

/// The name that a campaign's promises are kept under.
fn name(campaign: &str) -> String {
    format!("campaign:{campaign}")
}

#[allow(clippy::cast_possible_truncation, reason = "at most ten times")]
fn thousandths(times: f64) -> i64 {
    (times * 1_000.0).round() as i64
}

/// What a campaign promises by clocks that are `ahead`; nothing where its offer is another, or has no last day: then it is announced
/// alone. An event is never more than announced: there is nothing to book.
fn promised(brief: &Brief, campaign: &str, ahead: i16, now: Timestamp) -> Option<Promotion> {
    let offer = &brief.offer;
    let promised = match offer.kind {
        OfferKind::Points => Promised::Points(thousandths(offer.times?)),
        OfferKind::Gift => Promised::Gift(Localized {
            english: offer.what_en.clone(),
            chinese: offer.what_zh.clone(),
        }),
        OfferKind::Nothing | OfferKind::Coupon | OfferKind::Event => return None,
    };
    let ends = brief.ends(ahead).filter(|ends| *ends > now)?;
    Some(Promotion {
        name: name(campaign),
        promised,
        begins: now,
        ends,
    })
}

/// Promises a member what a campaign offers, within the transaction that claims their message: once, however often that is.
pub(in crate::campaigns) async fn promise(
    write: &Write,
    (brief, campaign): (&Brief, &str),
    member: &MemberKey,
    ahead: i16,
    now: Timestamp,
) -> Result<(), CampaignsError> {
    if let Some(promotion) = promised(brief, campaign, ahead, now) {
        promotions::promise(write, member, &promotion).await?;
    }
    Ok(())
}

/// Takes back what a campaign promised to members whom it never reached, by their rows.
pub(in crate::campaigns) async fn take_back(
    write: &Write,
    campaign: &str,
    rows: &[i64],
    now: Timestamp,
) -> Result<(), CampaignsError> {
    let keys = members::keys_of(write.reader(), rows).await?;
    let keys: Vec<MemberKey> = keys.into_values().collect();
    Ok(promotions::take_back(write, &name(campaign), &keys, now).await?)
}

/// How many members hold what a campaign promised.
pub(in crate::campaigns) async fn holders(
    reader: Reader<'_>,
    campaign: &str,
) -> Result<u64, CampaignsError> {
    Ok(promotions::promised_to(reader, &name(campaign)).await?)
}
