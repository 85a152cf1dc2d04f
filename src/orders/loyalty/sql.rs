//! What loyalty reads of the tables of this room.

use super::Ordered;
use crate::clock::Timestamp;
use crate::db::Reader;
use crate::ids::OrderNumber;
use crate::money::Currency;
use crate::orders::{OrderState, OrdersError};

/// What members at the rows from `first` to `last` ordered, by their row and when.
///
/// Amounts are summed as binary fractions, which are exact up to 2^53 minor units and do not overflow beyond.
pub(super) async fn orders_of(
    reader: Reader<'_>,
    first: i64,
    last: i64,
) -> Result<Vec<Ordered>, OrdersError> {
    let sql = "SELECT o.member_id, o.order_number, o.placed, o.state, o.currency, \
               (SELECT SUM(CAST(l.quantity AS DOUBLE PRECISION) * l.unit_price) \
               FROM order_lines l WHERE l.order_id = o.id), \
               (SELECT CAST(SUM(s.difference) AS DOUBLE PRECISION) FROM order_served s \
               WHERE s.order_id = o.id AND s.request LIKE '{\"return\":%') \
               FROM orders o WHERE o.member_id >= $1 AND o.member_id <= $2 \
               ORDER BY o.member_id, o.placed, o.id";
    let rows = reader.query(sql, vec![first.into(), last.into()]).await?;
    rows.iter()
        .map(|row| {
            let number = OrderNumber::new(&row.get::<String>(1)?);
            let (state, code): (String, String) = (row.get(3)?, row.get(4)?);
            let unreadable = |reason: String| OrdersError::Unreadable {
                order: number.clone(),
                reason,
            };
            let lines: Option<f64> = row.get(5)?;
            let sent_back: Option<f64> = row.get(6)?;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "beyond what can be held, the most that can be"
            )]
            let amount = (lines.unwrap_or(0.0) + sent_back.unwrap_or(0.0)) as i64;
            Ok(Ordered {
                member: row.get(0)?,
                placed: Timestamp::from_micros(row.get(2)?),
                state: OrderState::of(&state)
                    .ok_or_else(|| unreadable(format!("there is no state `{state}`")))?,
                currency: Currency::parse(&code).map_err(|error| unreadable(error.to_string()))?,
                amount,
                number,
            })
        })
        .collect()
}
