//! What members bought when, read from the tables of `orders` and `catalog`.

use crate::db::{DbError, Reader};
use crate::features::Cut;

/// What a member bought of one category in one order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bought {
    /// The member's row.
    pub(super) member: i64,
    /// When, in microseconds.
    pub(super) at: i64,
    /// Of which category; none where the product has none.
    pub(super) category: Option<String>,
    /// What it came to, in minor units.
    pub(super) paid: f64,
    /// What of that was paid below the list price.
    pub(super) reduced: f64,
}

/// What every so-many-th of the members who are counted bought up to a cut, by member and moment.
pub(super) async fn bought(
    reader: Reader<'_>,
    cut: Cut,
    most: usize,
) -> Result<Vec<Bought>, DbError> {
    let last = reader
        .number("SELECT COALESCE(MAX(member_id), 0) FROM member_features")
        .await?;
    let every = (last + 1) / i64::try_from(most.max(1)).unwrap_or(i64::MAX) + 1;
    let sql = format!(
        "SELECT r.member_id, r.placed, p.category,
            CAST(SUM(l.quantity * l.unit_price) AS DOUBLE PRECISION),
            CAST(SUM(CASE WHEN l.unit_price < p.price THEN l.quantity * l.unit_price ELSE 0 END) AS DOUBLE PRECISION)
         FROM member_features f JOIN orders r ON r.member_id = f.member_id
         JOIN order_lines l ON l.order_id = r.id JOIN products p ON p.id = l.product_id
         WHERE f.member_id % {every} = 0 AND r.placed < $1 AND r.currency = $2 AND r.state <> 'cancelled'
         GROUP BY r.member_id, r.placed, p.category
         ORDER BY r.member_id, r.placed, p.category"
    );
    let values = vec![cut.at.micros().into(), cut.currency.code().into()];
    let rows = reader.query(&sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(Bought {
                member: row.get(0)?,
                at: row.get(1)?,
                category: row.get(2)?,
                paid: row.get(3)?,
                reduced: row.get(4)?,
            })
        })
        .collect()
}
