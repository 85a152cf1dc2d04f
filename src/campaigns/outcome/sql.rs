//! What members of a campaign ordered, by arm and by what they were before.

use std::fmt::{Display, Write as _};

use crate::db::{DbError, Reader, Value};
use crate::features::DAY;

use super::super::brief::Measured;
use super::Cell;
use super::glancing::Side;
use super::uplift::Case;
use super::variants::Weighed;

/// SQL that is true of the orders `o` in the window of a row `q` of the queue; numbers are written out, they are ours.
fn within(window: impl Display) -> String {
    format!(
        "o.member_id = q.member_id AND o.placed >= q.done AND o.placed < q.done + {window} AND o.state <> 'cancelled'"
    )
}

/// SQL that is 1 where the member of a row `q` of the queue ordered in its window, and else 0.
pub(in crate::campaigns) fn came(window: i64) -> String {
    let within = within(window);
    format!(
        "CASE WHEN EXISTS (SELECT 1 FROM orders o WHERE {within}) THEN CAST(1 AS BIGINT) ELSE 0 END"
    )
}

/// SQL of two columns: the `orders` of the member of a row `q` of the queue in its window, and what they `spent` in it.
fn brought(window: impl Display) -> String {
    let within = within(window);
    format!(
        "(SELECT COUNT(*) FROM orders o WHERE {within}) AS orders, \
         (SELECT COALESCE(SUM(l.quantity * l.unit_price), 0) FROM orders o JOIN order_lines l ON l.order_id = o.id \
          WHERE {within}) AS spent"
    )
}

/// Counts the members of both arms whose window is over, with what they ordered in it, by the day on which it ended where clocks are
/// `ahead`. All in microseconds.
pub(super) async fn cells(
    reader: Reader<'_>,
    campaign: &str,
    window: i64,
    (until, ahead): (i64, i64),
) -> Result<Vec<Cell>, DbError> {
    let brought = brought(window);
    // What a member spent is added up before the members are, so that its square can be.
    let sql = format!(
        "SELECT t.arm, t.rfm, t.language, t.day, COUNT(*), COUNT(CASE WHEN t.orders > 0 THEN 1 END), \
         CAST(SUM(t.spent) AS DOUBLE PRECISION), SUM(CAST(t.spent AS DOUBLE PRECISION) * CAST(t.spent AS DOUBLE PRECISION)) \
         FROM (SELECT q.arm AS arm, q.rfm AS rfm, m.language AS language, (q.done + {window} + {ahead}) / {DAY} AS day, \
           {brought} \
           FROM campaign_queue q JOIN members m ON m.id = q.member_id \
           WHERE q.campaign = $1 AND q.state IN ('sent', 'held_out') AND q.done + {window} <= {until}) t \
         GROUP BY t.arm, t.rfm, t.language, t.day ORDER BY t.arm, t.rfm, t.language, t.day"
    );
    let rows = reader.query(&sql, vec![campaign.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Cell {
                held_out: row.get::<String>(0)? == "held_out",
                rfm: row.get(1)?,
                language: row.get(2)?,
                day: row.get(3)?,
                members: row.get(4)?,
                came: row.get(5)?,
                spent: row.get::<Option<f64>>(6)?.unwrap_or(0.0),
                spent_squared: row.get::<Option<f64>>(7)?.unwrap_or(0.0),
            })
        })
        .collect()
}

/// Counts the members of both arms of several campaigns, each with its window, those whose window is over with what they ordered in
/// it: one question for all of them.
pub(super) async fn sides(
    reader: Reader<'_>,
    campaigns: &[(&str, i64)],
    until: i64,
) -> Result<Vec<Side>, DbError> {
    let (mut window, mut places, mut values) = (String::new(), Vec::new(), Vec::<Value>::new());
    for (number, (name, micros)) in campaigns.iter().enumerate() {
        let place = number + 1;
        let _ = write!(window, " WHEN ${place} THEN CAST({micros} AS BIGINT)");
        places.push(format!("${place}"));
        values.push((*name).into());
    }
    let window = format!("(CASE q.campaign{window} END)");
    let brought = brought(&window);
    let sql = format!(
        "SELECT t.campaign, t.arm, t.past, COUNT(*), COUNT(CASE WHEN t.orders > 0 THEN 1 END), \
         CAST(SUM(t.spent) AS DOUBLE PRECISION), SUM(CAST(t.spent AS DOUBLE PRECISION) * CAST(t.spent AS DOUBLE PRECISION)) \
         FROM (SELECT q.campaign AS campaign, q.arm AS arm, \
           CASE WHEN q.done + {window} <= {until} THEN CAST(1 AS BIGINT) ELSE 0 END AS past, {brought} \
           FROM campaign_queue q WHERE q.campaign IN ({}) AND q.state IN ('sent', 'held_out')) t \
         GROUP BY t.campaign, t.arm, t.past",
        places.join(", ")
    );
    let rows = reader.query(&sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(Side {
                campaign: row.get(0)?,
                held_out: row.get::<String>(1)? == "held_out",
                past: row.get::<i64>(2)? == 1,
                members: row.get(3)?,
                came: row.get(4)?,
                spent: row.get::<Option<f64>>(5)?.unwrap_or(0.0),
                spent_squared: row.get::<Option<f64>>(6)?.unwrap_or(0.0),
            })
        })
        .collect()
}

/// How many members of both arms there are whose window is not over.
pub(super) async fn early(
    reader: Reader<'_>,
    campaign: &str,
    window: i64,
    until: i64,
) -> Result<u64, DbError> {
    let sql = format!(
        "SELECT COUNT(*) FROM campaign_queue q WHERE q.campaign = $1 AND q.state IN ('sent', 'held_out') \
         AND q.done + {window} > {until}"
    );
    let rows = reader.query(&sql, vec![campaign.into()]).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// What members of each text ordered whose window is over, weighed by one over the probability with which they got it; `even` is
/// that of a message that went before it was kept.
pub(super) async fn variants(
    reader: Reader<'_>,
    campaign: &str,
    (window, until): (i64, i64),
    (what, even): (Measured, f64),
) -> Result<Vec<Weighed>, DbError> {
    let brought = brought(window);
    let outcome = match what {
        Measured::Ordered => "CASE WHEN t.orders > 0 THEN 1.0 ELSE 0.0 END",
        Measured::Spent => "t.spent",
    };
    let sql = format!(
        "SELECT u.variant, COUNT(*), COUNT(CASE WHEN u.orders > 0 THEN 1 END), CAST(SUM(u.spent) AS DOUBLE PRECISION), \
         SUM(u.w), SUM(u.w * u.w), SUM(u.w * u.y), SUM(u.w * u.w * u.y), SUM(u.w * u.w * u.y * u.y) \
         FROM (SELECT t.variant AS variant, t.orders AS orders, t.spent AS spent, t.w AS w, CAST({outcome} AS DOUBLE PRECISION) AS y \
          FROM (SELECT q.variant AS variant, 1.0 / COALESCE(q.propensity, $2) AS w, \
           {brought} \
           FROM campaign_queue q \
           WHERE q.campaign = $1 AND q.state = 'sent' AND q.done + {window} <= {until}) t) u \
         GROUP BY u.variant ORDER BY u.variant"
    );
    let rows = reader
        .query(&sql, vec![campaign.into(), even.into()])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Weighed {
                variant: row.get::<Option<String>>(0)?.unwrap_or_default(),
                members: row.get(1)?,
                ordered: row.get(2)?,
                spent: row.get::<Option<f64>>(3)?.unwrap_or(0.0),
                weight: row.get(4)?,
                weight_squared: row.get(5)?,
                outcome: row.get(6)?,
                outcome_of_squared: row.get(7)?,
                squared: row.get(8)?,
            })
        })
        .collect()
}

/// The members of both arms whose window is over, as they were before their message, in the order of their rows.
pub(super) async fn cases(
    reader: Reader<'_>,
    campaign: &str,
    window: i64,
    until: i64,
) -> Result<Vec<Case>, DbError> {
    let came = came(window);
    let before = "o.member_id = q.member_id AND o.placed < q.done AND o.state <> 'cancelled'";
    let sql = format!(
        "SELECT q.arm, q.rfm, m.language, m.country, \
         {came}, \
         (SELECT COUNT(*) FROM orders o WHERE {before}), \
         CAST((SELECT COALESCE(SUM(l.quantity * l.unit_price), 0) FROM orders o JOIN order_lines l ON l.order_id = o.id \
          WHERE {before}) AS BIGINT), \
         q.done - (SELECT MAX(o.placed) FROM orders o WHERE {before}), \
         q.done - (SELECT MIN(o.placed) FROM orders o WHERE {before}) \
         FROM campaign_queue q JOIN members m ON m.id = q.member_id \
         WHERE q.campaign = $1 AND q.state IN ('sent', 'held_out') AND q.done + {window} <= {until} ORDER BY q.member_id"
    );
    let rows = reader.query(&sql, vec![campaign.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Case {
                treated: row.get::<String>(0)? == "treated",
                segment: row.get(1)?,
                language: row.get(2)?,
                country: row.get(3)?,
                ordered: row.get::<i64>(4)? == 1,
                orders: row.get(5)?,
                spent: row.get(6)?,
                since_last: row.get(7)?,
                since_first: row.get(8)?,
            })
        })
        .collect()
}
