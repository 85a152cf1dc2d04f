//! What was ordered when, read from the tables of `orders` and `catalog`.

use crate::clock::Timestamp;
use crate::db::{DbError, Reader};

use super::{WEEK, Wanted};

/// Moments and pieces, the oldest first.
pub(super) async fn sold(
    reader: Reader<'_>,
    wanted: &Wanted,
    until: Timestamp,
) -> Result<Vec<(i64, i64)>, DbError> {
    let (column, name) = match wanted {
        Wanted::Product(name) => ("product_key", name),
        Wanted::Category(name) => ("category", name),
    };
    let sql = format!(
        "SELECT r.placed, l.quantity FROM products p \
         JOIN order_lines l ON l.product_id = p.id JOIN orders r ON r.id = l.order_id \
         WHERE p.{column} = $1 AND r.placed < $2 AND r.state <> 'cancelled' ORDER BY r.placed"
    );
    let values = vec![name.as_str().into(), until.micros().into()];
    let rows = reader.query(&sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// The pieces of other products of the category in each week of a time, by product and week, the first week being 0.
pub(super) async fn beside(
    reader: Reader<'_>,
    wanted: &Wanted,
    (start, end): (i64, i64),
) -> Result<Vec<(i64, i64, i64)>, DbError> {
    let (which, name) = match wanted {
        Wanted::Product(name) => (
            "p.category = (SELECT category FROM products WHERE product_key = $1) AND p.product_key <> $1",
            name,
        ),
        Wanted::Category(name) => ("p.category = $1", name),
    };
    let sql = format!(
        "SELECT product, week, CAST(SUM(quantity) AS BIGINT) FROM (\
            SELECT p.id AS product, (r.placed - $2) / {WEEK} AS week, l.quantity AS quantity FROM products p \
            JOIN order_lines l ON l.product_id = p.id JOIN orders r ON r.id = l.order_id \
            WHERE {which} AND r.placed >= $2 AND r.placed < $3 AND r.state <> 'cancelled') sold \
         GROUP BY product, week ORDER BY product, week"
    );
    let values = vec![name.as_str().into(), start.into(), end.into()];
    let rows = reader.query(&sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// What is in stock of a product.
pub(super) async fn stock(reader: Reader<'_>, key: &str) -> Result<Option<i64>, DbError> {
    let sql = "SELECT stock FROM products WHERE product_key = $1";
    let rows = reader.query(sql, vec![key.into()]).await?;
    match rows.first() {
        Some(row) => row.get(0),
        None => Ok(None),
    }
}
