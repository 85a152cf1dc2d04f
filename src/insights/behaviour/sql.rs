//! What people did and ordered, read from the tables of `events`, `orders`, `catalog` and `members`.
//!
//! Whoever said no to analysis is left out here, and so is what their browsers did before anybody signed in: no other
//! file of this room asks for members or browsers.

use std::collections::HashMap;

use crate::clock::Timestamp;
use crate::db::{DbError, Reader, Row, Value};
use crate::events::EventKind;
use crate::features::DAY;
use crate::ids::MemberKey;

use super::reading::{Act, Window};

/// Row numbers are scattered by this odd number (Knuth 1973, "Sorting and searching", section 6.4) ...
pub(super) const SCATTER: i64 = 2_654_435_761;
/// ... over as many places.
pub(super) const PLACES: i64 = 1 << 32;

/// Events that are looked at to see up to when anything is known, the last that came in.
const NEWEST: i64 = 1_000;

/// Whether a member did not say no to analysis.
const MAY: &str = "COALESCE((SELECT c.granted FROM member_consents c
    WHERE c.member_key = m.member_key AND c.purpose = 'analysis'
    ORDER BY c.at DESC, c.number DESC LIMIT 1), TRUE)";

/// A member who may be looked at.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Their row.
    pub(super) row: i64,
    /// Their key.
    pub(super) key: MemberKey,
    /// When they joined.
    pub(super) joined: Option<i64>,
}

/// Whose events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// Of members.
    Members,
    /// Of browsers that nobody signed in with.
    Visitors,
}

/// The place that a row is scattered to, in SQL.
fn place(column: &str) -> String {
    format!("(({column} * {SCATTER}) % {PLACES})")
}

fn keys(rows: &[i64]) -> Vec<Value> {
    rows.iter().map(|&row| row.into()).collect()
}

/// When the last order was placed, and the last of the events that came in last.
pub(super) async fn newest(reader: Reader<'_>) -> Result<Option<i64>, DbError> {
    let sql = format!(
        "SELECT MAX(at) FROM (
            SELECT MAX(placed) AS at FROM orders WHERE state <> 'cancelled'
            UNION ALL
            SELECT MAX(late.at) AS at FROM (SELECT at FROM events ORDER BY id DESC LIMIT {NEWEST}) late
        ) known"
    );
    let rows = reader.query(&sql, Vec::new()).await?;
    rows.first().map_or(Ok(None), |row| row.get(0))
}

/// How many members and browsers there are, whether they may be looked at or not.
pub(super) async fn sizes(reader: Reader<'_>) -> Result<(i64, i64), DbError> {
    let members = reader.number("SELECT COUNT(*) FROM members").await?;
    let visitors = reader.number("SELECT COUNT(*) FROM visitors").await?;
    Ok((members, visitors))
}

fn member(row: &Row) -> Result<Member, DbError> {
    Ok(Member {
        row: row.get(0)?,
        key: MemberKey::new(&row.get::<String>(1)?),
        joined: row.get(2)?,
    })
}

/// The members who may be looked at, of those scattered to places below this one.
pub(super) async fn members(reader: Reader<'_>, below: i64) -> Result<Vec<Member>, DbError> {
    let place = place("m.id");
    let sql = format!(
        "SELECT m.id, m.member_key, m.joined FROM members m WHERE {place} < $1 AND {MAY} ORDER BY {place}, m.id"
    );
    let rows = reader.query(&sql, vec![below.into()]).await?;
    rows.iter().map(member).collect()
}

/// A member, if they may be looked at.
pub(super) async fn one(reader: Reader<'_>, key: &MemberKey) -> Result<Option<Member>, DbError> {
    let sql = format!(
        "SELECT m.id, m.member_key, m.joined FROM members m WHERE m.member_key = $1 AND {MAY}"
    );
    let rows = reader.query(&sql, vec![key.as_str().into()]).await?;
    rows.first().map(member).transpose()
}

/// Browsers scattered to places below this one; none that was ever tied to somebody who said no to analysis.
pub(super) async fn visitors(reader: Reader<'_>, below: i64) -> Result<Vec<i64>, DbError> {
    let place = place("v.id");
    let sql = format!(
        "SELECT v.id FROM visitors v WHERE {place} < $1 AND NOT EXISTS (
            SELECT 1 FROM visitor_ties t JOIN members m ON m.id = t.member_id
            WHERE t.visitor_id = v.id AND NOT {MAY})
         ORDER BY {place}, v.id"
    );
    let rows = reader.query(&sql, vec![below.into()]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// What these people did in a time, person by person and in the order of time. An order that the shop's books have as
/// well is left to [`orders`].
pub(super) async fn acts(
    reader: Reader<'_>,
    owner: Owner,
    rows: &[i64],
    kinds: &[EventKind],
    window: Window,
) -> Result<Vec<(i64, Act)>, DbError> {
    let (column, nobody) = match owner {
        Owner::Members => ("member_id", ""),
        Owner::Visitors => ("visitor_id", "AND e.member_id IS NULL"),
    };
    let sql = format!(
        "SELECT e.{column}, e.at, e.kind, e.product_id FROM events e
         WHERE e.at >= {from} AND e.at < {until} AND e.kind IN ({kinds}) {nobody}
            AND NOT (e.kind = '{completed}' AND e.note IS NOT NULL AND EXISTS (
                SELECT 1 FROM orders r WHERE r.order_number = e.note))
            AND e.{column} IN",
        from = window.from,
        until = window.until,
        kinds = EventKind::in_sql(kinds),
        completed = EventKind::OrderCompleted.name(),
    );
    let order = format!("ORDER BY e.{column}, e.at, e.id");
    let found = reader.query_in(&sql, &keys(rows), &order).await?;
    let mut acts = Vec::with_capacity(found.len());
    for row in &found {
        if let Some(kind) = EventKind::of(&row.get::<String>(2)?) {
            let act = Act {
                at: row.get(1)?,
                kind,
                thing: row.get(3)?,
            };
            acts.push((row.get(0)?, act));
        }
    }
    Ok(acts)
}

/// When these members ordered in a time, by member and moment.
pub(super) async fn orders(
    reader: Reader<'_>,
    members: &[i64],
    window: Window,
) -> Result<Vec<(i64, i64)>, DbError> {
    let sql = format!(
        "SELECT r.member_id, r.placed FROM orders r WHERE r.state <> 'cancelled'
            AND r.placed >= {} AND r.placed < {} AND r.member_id IN",
        window.from, window.until
    );
    let order = "ORDER BY r.member_id, r.placed, r.id";
    let rows = reader.query_in(&sql, &keys(members), order).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// What an order came to.
#[derive(Clone, Debug)]
pub(super) struct Bought {
    /// The row of its member.
    pub(super) member: i64,
    /// When.
    pub(super) at: i64,
    /// In minor units.
    pub(super) amount: i64,
    /// In which currency.
    pub(super) currency: String,
}

/// What the orders of these members before a moment came to, by member and moment.
pub(super) async fn bought(
    reader: Reader<'_>,
    members: &[i64],
    until: Timestamp,
) -> Result<Vec<Bought>, DbError> {
    let sql = format!(
        "SELECT r.member_id, r.placed, CAST(SUM(l.quantity * l.unit_price) AS BIGINT), r.currency
         FROM orders r JOIN order_lines l ON l.order_id = r.id
         WHERE r.state <> 'cancelled' AND r.placed < {} AND r.member_id IN",
        until.micros()
    );
    let order =
        "GROUP BY r.id, r.member_id, r.placed, r.currency ORDER BY r.member_id, r.placed, r.id";
    let rows = reader.query_in(&sql, &keys(members), order).await?;
    rows.iter()
        .map(|row| {
            Ok(Bought {
                member: row.get(0)?,
                at: row.get(1)?,
                amount: row.get(2)?,
                currency: row.get(3)?,
            })
        })
        .collect()
}

/// A number of a member in a period: row, period counted from the beginning of the window, number.
pub(super) type InPeriod = (i64, i64, i64);

/// On how many days of each period of so many microseconds these members visited.
pub(super) async fn days_visited(
    reader: Reader<'_>,
    members: &[i64],
    kinds: &[EventKind],
    (window, period): (Window, i64),
) -> Result<Vec<InPeriod>, DbError> {
    let counted = format!("COUNT(DISTINCT e.at / {DAY})");
    by_period(reader, members, &counted, kinds, (window, period)).await
}

/// How many pieces these members sent back in each period.
pub(super) async fn sent_back(
    reader: Reader<'_>,
    members: &[i64],
    (window, period): (Window, i64),
) -> Result<Vec<InPeriod>, DbError> {
    let counted = "CAST(SUM(COALESCE(e.value, 1)) AS BIGINT)";
    let kinds = [EventKind::OrderRefunded];
    by_period(reader, members, counted, &kinds, (window, period)).await
}

async fn by_period(
    reader: Reader<'_>,
    members: &[i64],
    counted: &str,
    kinds: &[EventKind],
    (window, period): (Window, i64),
) -> Result<Vec<InPeriod>, DbError> {
    let which = format!("(e.at - {}) / {period}", window.from);
    let sql = format!(
        "SELECT e.member_id, {which}, {counted} FROM events e
         WHERE e.at >= {} AND e.at < {} AND e.kind IN ({}) AND e.member_id IN",
        window.from,
        window.until,
        EventKind::in_sql(kinds)
    );
    let order = format!("GROUP BY e.member_id, {which} ORDER BY e.member_id, {which}");
    let rows = reader.query_in(&sql, &keys(members), &order).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// The categories of these products.
pub(super) async fn categories(
    reader: Reader<'_>,
    products: &[i64],
) -> Result<HashMap<i64, String>, DbError> {
    let sql = "SELECT p.id, p.category FROM products p WHERE p.category IS NOT NULL AND p.id IN";
    let rows = reader.query_in(sql, &keys(products), "").await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// What categories these members bought before a moment, those with the most orders first.
pub(super) async fn categories_bought(
    reader: Reader<'_>,
    members: &[i64],
    until: Timestamp,
) -> Result<HashMap<i64, Vec<String>>, DbError> {
    let sql = format!(
        "SELECT r.member_id, p.category FROM orders r
         JOIN order_lines l ON l.order_id = r.id JOIN products p ON p.id = l.product_id
         WHERE r.state <> 'cancelled' AND r.placed < {} AND p.category IS NOT NULL AND r.member_id IN",
        until.micros()
    );
    let order = "GROUP BY r.member_id, p.category ORDER BY r.member_id, COUNT(DISTINCT r.id) DESC, p.category";
    let rows = reader.query_in(&sql, &keys(members), order).await?;
    let mut found: HashMap<i64, Vec<String>> = HashMap::new();
    for row in &rows {
        found.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(found)
}
