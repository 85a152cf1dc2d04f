//! The `orders` and `order_lines` tables.
//!
//! Rows refer to products and members by the row numbers that `catalog` and `members` gave them.

use std::collections::HashMap;

use super::{OrderState, OrdersError};
use crate::clock::Timestamp;
use crate::db::{Holding, Insert, Migration, OnErase, OnMerge, Reader, Row, Value, Whose, Write};
use crate::ids::{MemberKey, OrderNumber};
use crate::members;
use crate::money::Currency;

/// The schema, oldest step first; `orders_0002` is that of the service.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    name: "orders_0001",
    up: &[
        "CREATE TABLE orders (
            id BIGINT NOT NULL PRIMARY KEY,
            order_number TEXT NOT NULL UNIQUE,
            member_id BIGINT REFERENCES members (id),
            placed BIGINT NOT NULL,
            state TEXT NOT NULL,
            currency TEXT NOT NULL
        )",
        "CREATE INDEX orders_of_member ON orders (member_id, placed)",
        "CREATE TABLE order_lines (
            order_id BIGINT NOT NULL REFERENCES orders (id),
            position BIGINT NOT NULL,
            product_id BIGINT NOT NULL REFERENCES products (id),
            quantity BIGINT NOT NULL,
            unit_price BIGINT NOT NULL,
            PRIMARY KEY (order_id, position)
        )",
    ],
}];

/// The table of channels, a step after those of the service.
pub(super) const CHANNEL_MIGRATIONS: &[Migration] = &[Migration {
    name: "orders_0003",
    up: &["CREATE TABLE order_channels (
            order_id BIGINT NOT NULL PRIMARY KEY REFERENCES orders (id),
            channel TEXT NOT NULL
        )"],
}];

/// What came after the service.
pub(super) const LATER_MIGRATIONS: &[Migration] = &[Migration {
    name: "orders_0004",
    // The demand for a product is read of its own lines.
    up: &["CREATE INDEX order_lines_of_product ON order_lines (product_id, order_id)"],
}];

/// What is held of members; those that others refer to come first.
pub(super) const HOLDINGS: &[Holding] = &[
    Holding {
        whose: members::BY_ROW,
        on_erase: OnErase::Pseudonymise(&[]),
        others: &["order_number"],
        moments: &["placed"],
        ..Holding::keyed("orders", "")
    },
    of_order("order_lines"),
    of_order(CHANNELS.table),
    Holding {
        on_erase: OnErase::Remove,
        ..of_order("order_addresses")
    },
    // What was paid stays in the books, by a name that no longer means a method of anybody.
    Holding {
        others: &["method"],
        ..of_order("order_payments")
    },
    Holding {
        on_erase: OnErase::Remove,
        ..of_order("order_shipments")
    },
    Holding {
        on_erase: OnErase::Remove,
        others: &["served_key"],
        ..of_order("order_served")
    },
    Holding {
        others: &["name"],
        ..Holding::keyed("payment_methods", "member_key")
    },
];

/// Rows that belong to an order.
const fn of_order(table: &'static str) -> Holding {
    Holding {
        whose: Whose::Of {
            column: "order_id",
            table: "orders",
            named: "id",
            whose: &members::BY_ROW,
        },
        on_erase: OnErase::Pseudonymise(&[]),
        on_merge: OnMerge::Follow,
        ..Holding::keyed(table, "")
    }
}

/// Where an order is written.
const INSERT_ORDERS: Insert<6> = Insert {
    table: "orders",
    columns: [
        "id",
        "order_number",
        "member_id",
        "placed",
        "state",
        "currency",
    ],
    replace: true,
};

/// Where its lines are written.
const INSERT_LINES: Insert<5> = Insert {
    table: "order_lines",
    columns: [
        "order_id",
        "position",
        "product_id",
        "quantity",
        "unit_price",
    ],
    replace: false,
};

/// Where the channel is written that an order came through.
pub(super) const CHANNELS: Insert<2> = Insert {
    table: "order_channels",
    columns: ["order_id", "channel"],
    replace: true,
};

/// The channels of some orders, of those that have one.
pub(super) async fn channels_of(
    reader: Reader<'_>,
    numbers: &[OrderNumber],
) -> Result<HashMap<OrderNumber, String>, OrdersError> {
    let numbers: Vec<Value> = numbers
        .iter()
        .map(|number| number.as_str().into())
        .collect();
    let sql = "SELECT o.order_number, c.channel FROM order_channels c \
               JOIN orders o ON o.id = c.order_id WHERE o.order_number IN";
    let rows = reader.query_in(sql, &numbers, "").await?;
    rows.iter()
        .map(|row| Ok((OrderNumber::new(&row.get::<String>(0)?), row.get(1)?)))
        .collect()
}

/// An order as its rows have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeptOrder {
    /// Its number.
    pub(super) number: OrderNumber,
    /// The row of its member.
    pub(super) member: Option<i64>,
    /// When it was placed.
    pub(super) placed: Timestamp,
    /// How far it has come.
    pub(super) state: OrderState,
    /// What it was billed in.
    pub(super) currency: Currency,
    /// Its lines, in order.
    pub(super) lines: Vec<KeptLine>,
}

/// A line as its row has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeptLine {
    /// The row of its product.
    pub(super) product: i64,
    /// How many.
    pub(super) quantity: i64,
    /// What one cost, in minor units of the order's currency.
    pub(super) unit_price: i64,
}

/// The orders kept under `numbers`, each with its row number.
pub(super) async fn find(
    reader: Reader<'_>,
    numbers: impl Iterator<Item = &OrderNumber>,
) -> Result<HashMap<OrderNumber, (i64, KeptOrder)>, OrdersError> {
    let numbers: Vec<Value> = numbers.map(|number| number.as_str().into()).collect();
    let sql = "SELECT id, order_number, member_id, placed, state, currency \
               FROM orders WHERE order_number IN";
    let orders = reader.query_in(sql, &numbers, "").await?;
    let ids: Vec<Value> = orders
        .iter()
        .map(|row| row.get::<i64>(0).map(Value::from))
        .collect::<Result<_, _>>()?;
    let sql =
        "SELECT order_id, product_id, quantity, unit_price FROM order_lines WHERE order_id IN";
    let mut lines: HashMap<i64, Vec<KeptLine>> = HashMap::new();
    for row in reader
        .query_in(sql, &ids, "ORDER BY order_id, position")
        .await?
    {
        lines.entry(row.get(0)?).or_default().push(line(&row, 1)?);
    }
    let mut found = HashMap::new();
    for row in &orders {
        let id = row.get(0)?;
        let order = KeptOrder {
            lines: lines.remove(&id).unwrap_or_default(),
            ..order(row)?
        };
        found.insert(order.number.clone(), (id, order));
    }
    Ok(found)
}

/// The order `number` of the member at row `owner`, and of nobody else.
pub(super) async fn find_of(
    reader: Reader<'_>,
    number: &OrderNumber,
    owner: i64,
) -> Result<Option<(i64, KeptOrder)>, OrdersError> {
    let sql = "SELECT o.id, o.order_number, o.member_id, o.placed, o.state, o.currency, \
                      l.product_id, l.quantity, l.unit_price \
               FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id \
               WHERE o.order_number = $1 AND o.member_id = $2 ORDER BY l.position";
    let rows = reader
        .query(sql, vec![number.as_str().into(), owner.into()])
        .await?;
    let id = rows.first().map(|row| row.get::<i64>(0)).transpose()?;
    Ok(id.zip(joined(&rows)?.pop()))
}

/// Whose the order `number` is.
pub(super) async fn owner_of(
    reader: Reader<'_>,
    number: &OrderNumber,
) -> Result<Option<MemberKey>, OrdersError> {
    let sql = "SELECT m.member_key FROM orders o JOIN members m ON m.id = o.member_id \
               WHERE o.order_number = $1";
    let rows = reader.query(sql, vec![number.as_str().into()]).await?;
    let key = rows.first().map(|row| row.get::<String>(0)).transpose()?;
    Ok(key.map(|key| MemberKey::new(&key)))
}

/// The row numbers of the orders among `numbers` that are kept.
pub(super) async fn ids_of(
    reader: Reader<'_>,
    numbers: impl Iterator<Item = &OrderNumber>,
) -> Result<HashMap<OrderNumber, i64>, OrdersError> {
    let numbers: Vec<Value> = numbers.map(|number| number.as_str().into()).collect();
    let sql = "SELECT order_number, id FROM orders WHERE order_number IN";
    let rows = reader.query_in(sql, &numbers, "").await?;
    rows.iter()
        .map(|row| Ok((OrderNumber::new(&row.get::<String>(0)?), row.get(1)?)))
        .collect()
}

/// The newest `limit` orders of the member at row `owner`, newest first.
pub(super) async fn latest_of(
    reader: Reader<'_>,
    owner: i64,
    limit: u32,
) -> Result<Vec<KeptOrder>, OrdersError> {
    let sql = "SELECT o.id, o.order_number, o.member_id, o.placed, o.state, o.currency, \
                      l.product_id, l.quantity, l.unit_price \
               FROM (SELECT * FROM orders WHERE member_id = $1 ORDER BY placed DESC, id DESC LIMIT $2) o \
               LEFT JOIN order_lines l ON l.order_id = o.id \
               ORDER BY o.placed DESC, o.id DESC, l.position";
    let rows = reader
        .query(sql, vec![owner.into(), i64::from(limit).into()])
        .await?;
    joined(&rows)
}

/// What one order that stands holds.
pub(super) struct SoldOrder {
    /// When it was placed.
    pub(super) placed: Timestamp,
    /// The row of the member.
    pub(super) member: Option<i64>,
    /// The row of the product and the quantity of each line, in no order.
    pub(super) lines: Vec<(i64, i64)>,
}

/// The orders at rows above `after` up to `until` that have lines and were neither cancelled nor
/// returned, by row.
///
/// The database packs an order's lines into one text: a row for every line takes five times as long.
pub(super) async fn sold(
    reader: Reader<'_>,
    after: i64,
    until: i64,
) -> Result<Vec<SoldOrder>, OrdersError> {
    let sql = "SELECT o.order_number, o.placed, string_agg( \
                   CAST(l.product_id AS TEXT) || ' ' || CAST(l.quantity AS TEXT), ','), o.member_id \
               FROM orders o JOIN order_lines l ON l.order_id = o.id \
               WHERE o.id > $1 AND o.id <= $2 AND o.state NOT IN ($3, $4) \
               GROUP BY o.id, o.order_number, o.placed, o.member_id ORDER BY o.id";
    let gone = [OrderState::Cancelled, OrderState::Returned].map(|state| state.word().into());
    let values = [after.into(), until.into()].into_iter().chain(gone);
    let rows = reader.query(sql, values.collect()).await?;
    rows.iter().map(sold_order).collect()
}

/// The order in a row of [`sold`].
fn sold_order(row: &Row) -> Result<SoldOrder, OrdersError> {
    let text: String = row.get(2)?;
    let line = |text: &str| {
        let (product, quantity) = text.split_once(' ')?;
        Some((product.parse().ok()?, quantity.parse().ok()?))
    };
    let Some(lines) = text.split(',').map(line).collect() else {
        let order = OrderNumber::new(&row.get::<String>(0)?);
        return Err(OrdersError::Unreadable {
            order,
            reason: format!("its lines are `{text}`"),
        });
    };
    Ok(SoldOrder {
        placed: Timestamp::from_micros(row.get(1)?),
        member: row.get(3)?,
        lines,
    })
}

/// How many orders there are.
pub(super) async fn count(reader: Reader<'_>) -> Result<u64, OrdersError> {
    Ok(reader
        .number("SELECT COUNT(*) FROM orders")
        .await?
        .unsigned_abs())
}

/// How many orders somebody has.
pub(super) async fn count_of(reader: Reader<'_>, owner: i64) -> Result<u64, OrdersError> {
    let sql = "SELECT COUNT(*) FROM orders WHERE member_id = $1";
    let rows = reader.query(sql, vec![owner.into()]).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// How many lines all orders have.
pub(super) async fn count_lines(reader: Reader<'_>) -> Result<u64, OrdersError> {
    Ok(reader
        .number("SELECT COUNT(*) FROM order_lines")
        .await?
        .unsigned_abs())
}

/// The highest row number in use.
pub(super) async fn last_row(reader: Reader<'_>) -> Result<i64, OrdersError> {
    Ok(reader
        .number("SELECT COALESCE(MAX(id), 0) FROM orders")
        .await?)
}

/// Writes each order at its row number; those up to `last` are there already and are replaced whole.
pub(super) async fn write(
    write: &Write,
    orders: &[(i64, &KeptOrder)],
    last: i64,
) -> Result<(), OrdersError> {
    let replaced: Vec<Value> = orders
        .iter()
        .filter(|(id, _)| *id <= last)
        .map(|(id, _)| (*id).into())
        .collect();
    write
        .execute_in("DELETE FROM order_lines WHERE order_id IN", &replaced)
        .await?;
    let heads = orders.iter().map(|(id, order)| {
        [
            (*id).into(),
            order.number.as_str().into(),
            order.member.into(),
            order.placed.micros().into(),
            order.state.word().into(),
            order.currency.code().into(),
        ]
    });
    write.insert(&INSERT_ORDERS, heads.collect()).await?;
    let lines = orders.iter().flat_map(|(id, order)| {
        (1_i64..).zip(&order.lines).map(|(position, line)| {
            [*id, position, line.product, line.quantity, line.unit_price].map(Value::from)
        })
    });
    Ok(write.insert(&INSERT_LINES, lines.collect()).await?)
}

/// The orders in `rows`, one row a line, the rows of an order beside each other.
fn joined(rows: &[Row]) -> Result<Vec<KeptOrder>, OrdersError> {
    let mut orders: Vec<KeptOrder> = Vec::new();
    let mut last = None;
    for row in rows {
        let id: i64 = row.get(0)?;
        if last != Some(id) {
            orders.push(order(row)?);
            last = Some(id);
        }
        // An order without lines comes as one row without a product.
        if row.get::<Option<i64>>(6)?.is_some()
            && let Some(order) = orders.last_mut()
        {
            order.lines.push(line(row, 6)?);
        }
    }
    Ok(orders)
}

/// The order in `row`, its lines not yet filled in.
fn order(row: &Row) -> Result<KeptOrder, OrdersError> {
    let number = OrderNumber::new(&row.get::<String>(1)?);
    let unreadable = |reason: String| OrdersError::Unreadable {
        order: number.clone(),
        reason,
    };
    let word: String = row.get(4)?;
    let state = OrderState::of(&word).ok_or_else(|| unreadable(format!("`{word}` is no state")))?;
    let currency =
        Currency::parse(&row.get::<String>(5)?).map_err(|error| unreadable(error.to_string()))?;
    Ok(KeptOrder {
        member: row.get(2)?,
        placed: Timestamp::from_micros(row.get(3)?),
        state,
        currency,
        lines: Vec::new(),
        number,
    })
}

/// The line whose product stands in column `first` of `row`.
fn line(row: &Row, first: usize) -> Result<KeptLine, OrdersError> {
    Ok(KeptLine {
        product: row.get(first)?,
        quantity: row.get(first + 1)?,
        unit_price: row.get(first + 2)?,
    })
}
