//! What this room reads of the tables of others for a timeline. Each asks an index of the member's own rows.

use super::{Happened, Moment};
use crate::clock::Timestamp;
use crate::db::{DbError, Reader, Row, Value};
use crate::dossiers::DossiersError;
use crate::events::EventKind;
use crate::features::DAY;
use crate::ids::MemberKey;
use crate::money::{Currency, Money};

/// The events that are told one by one.
const OF_NOTE: [EventKind; 6] = [
    EventKind::SurveyAnswered,
    EventKind::CampaignSent,
    EventKind::OrderRefunded,
    EventKind::ProductReviewed,
    EventKind::CouponApplied,
    EventKind::ProductAddedToWishlist,
];

/// The events that make a visit.
const OF_VISITS: [EventKind; 9] = [
    EventKind::SessionStarted,
    EventKind::PageViewed,
    EventKind::ScreenViewed,
    EventKind::ProductsSearched,
    EventKind::ProductListViewed,
    EventKind::ProductViewed,
    EventKind::ProductAdded,
    EventKind::CartViewed,
    EventKind::CheckoutStarted,
];

fn values(member: &MemberKey, before: Timestamp, limit: u32) -> Vec<Value> {
    vec![
        member.as_str().into(),
        before.micros().into(),
        i64::from(limit).into(),
    ]
}

/// The row of the member whose key is the first parameter.
const ROW: &str = "(SELECT id FROM members WHERE member_key = $1)";

/// The moments of some rows, whose first column is when; `what` reads the others.
fn moments(
    rows: &[Row],
    what: impl Fn(&Row) -> Result<Happened, DbError>,
) -> Result<Vec<Moment>, DossiersError> {
    let moment = |row: &Row| {
        Ok(Moment {
            at: Timestamp::from_micros(row.get(0)?),
            what: what(row)?,
        })
    };
    let moments: Result<Vec<Moment>, DbError> = rows.iter().map(moment).collect();
    Ok(moments?)
}

/// What they ordered.
pub(super) async fn orders(
    reader: Reader<'_>,
    member: &MemberKey,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Moment>, DossiersError> {
    let sql = format!(
        "SELECT o.placed, o.order_number, o.state, o.currency, \
            CAST((SELECT COALESCE(SUM(l.quantity * l.unit_price), 0) FROM order_lines l \
                  WHERE l.order_id = o.id) AS BIGINT) \
         FROM orders o WHERE o.member_id = {ROW} AND o.placed < $2 \
         ORDER BY o.placed DESC, o.id DESC LIMIT $3"
    );
    let rows = reader.query(&sql, values(member, before, limit)).await?;
    moments(&rows, |row| {
        let (code, minor): (String, i64) = (row.get(3)?, row.get(4)?);
        let amount = Currency::parse(&code).ok();
        let amount = amount.map(|currency| Money::new(minor, currency).decimal());
        Ok(Happened::Order {
            number: row.get(1)?,
            state: row.get(2)?,
            amount: amount.unwrap_or_default(),
            currency: code,
        })
    })
}

/// The days on which they were on the shop's pages. A day is told whole, by the last thing of it.
pub(super) async fn visits(
    reader: Reader<'_>,
    member: &MemberKey,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Moment>, DossiersError> {
    let sql = format!(
        "SELECT d.ended, CAST(d.views AS BIGINT), CAST(d.added AS BIGINT), \
            CAST(CASE WHEN EXISTS (SELECT 1 FROM orders o WHERE o.member_id = d.member_id \
                AND o.placed >= d.begun AND o.placed < d.ended + {DAY}) THEN 1 ELSE 0 END AS BIGINT) \
         FROM (SELECT e.member_id, e.at / {DAY} AS number, MIN(e.at) AS begun, MAX(e.at) AS ended, \
                  SUM(CASE WHEN e.kind = '{viewed}' THEN 1 ELSE 0 END) AS views, \
                  SUM(CASE WHEN e.kind = '{added}' THEN 1 ELSE 0 END) AS added \
               FROM events e WHERE e.member_id = {ROW} AND e.at < $4 AND e.kind IN ({kinds}) \
               GROUP BY e.member_id, e.at / {DAY} HAVING MAX(e.at) < $2 \
               ORDER BY number DESC LIMIT $3) d ORDER BY d.ended DESC",
        viewed = EventKind::ProductViewed.name(),
        added = EventKind::ProductAdded.name(),
        kinds = EventKind::in_sql(&OF_VISITS),
    );
    let mut values = values(member, before, limit);
    let day_ends = before
        .micros()
        .div_euclid(DAY)
        .saturating_add(1)
        .saturating_mul(DAY);
    values.push(day_ends.into());
    let rows = reader.query(&sql, values).await?;
    moments(&rows, |row| {
        let (added, ordered): (i64, i64) = (row.get(2)?, row.get(3)?);
        Ok(Happened::Visit {
            views: row.get(1)?,
            added,
            left: added > 0 && ordered == 0,
        })
    })
}

/// Their events of note.
pub(super) async fn events(
    reader: Reader<'_>,
    member: &MemberKey,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Moment>, DossiersError> {
    let sql = format!(
        "SELECT e.at, e.kind, e.value, e.note, p.product_key FROM events e \
         LEFT JOIN products p ON p.id = e.product_id \
         WHERE e.member_id = {ROW} AND e.at < $2 AND e.kind IN ({}) \
         ORDER BY e.at DESC, e.id DESC LIMIT $3",
        EventKind::in_sql(&OF_NOTE)
    );
    let rows = reader.query(&sql, values(member, before, limit)).await?;
    moments(&rows, |row| {
        Ok(Happened::Event {
            name: row.get(1)?,
            value: row.get(2)?,
            note: row.get(3)?,
            product: row.get(4)?,
        })
    })
}

/// The changes of their tier.
pub(super) async fn tiers(
    reader: Reader<'_>,
    member: &MemberKey,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Moment>, DossiersError> {
    let sql = "SELECT at, from_tier, to_tier, reason FROM member_tier_changes \
               WHERE member_key = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3";
    let rows = reader.query(sql, values(member, before, limit)).await?;
    moments(&rows, |row| {
        Ok(Happened::Tier {
            from: row.get(1)?,
            to: row.get(2)?,
            reason: row.get(3)?,
        })
    })
}
