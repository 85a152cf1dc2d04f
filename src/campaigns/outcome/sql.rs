//! What members of a campaign ordered, by arm and by what they were before.

use crate::db::{DbError, Reader};
use crate::features::DAY;

use super::Cell;

/// Counts the members of both arms whose window is over, with what they ordered in it, by the day on which it ended where clocks are
/// `ahead`. All in microseconds.
pub(super) async fn cells(
    reader: Reader<'_>,
    campaign: &str,
    window: i64,
    (until, ahead): (i64, i64),
) -> Result<Vec<Cell>, DbError> {
    // What a member spent is added up before the members are, so that its square can be.
    let sql = format!(
        "SELECT t.arm, t.rfm, t.language, t.day, COUNT(*), COUNT(CASE WHEN t.orders > 0 THEN 1 END), \
         CAST(SUM(t.spent) AS DOUBLE PRECISION), SUM(CAST(t.spent AS DOUBLE PRECISION) * CAST(t.spent AS DOUBLE PRECISION)) \
         FROM (SELECT q.arm AS arm, q.rfm AS rfm, m.language AS language, (q.done + {window} + {ahead}) / {DAY} AS day, \
           (SELECT COUNT(*) FROM orders o WHERE o.member_id = q.member_id AND o.placed >= q.done \
            AND o.placed < q.done + {window} AND o.state <> 'cancelled') AS orders, \
           (SELECT COALESCE(SUM(l.quantity * l.unit_price), 0) FROM orders o JOIN order_lines l ON l.order_id = o.id \
            WHERE o.member_id = q.member_id AND o.placed >= q.done AND o.placed < q.done + {window} \
            AND o.state <> 'cancelled') AS spent \
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
