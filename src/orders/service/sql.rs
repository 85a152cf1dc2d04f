//! The tables of what belongs to orders: `order_addresses`, `order_payments`, `order_shipments`, `order_served` and
//! `payment_methods`.

use std::collections::{HashMap, HashSet};

use super::dossier::{MethodKind, Payment, PaymentKind, PaymentMethod, Request, Served, Shipment};
use super::{OrderDetails, OrdersError};
use crate::clock::Timestamp;
use crate::db::{Insert, Migration, Reader, Row, Value, Write};
use crate::ids::{MemberKey, OrderNumber};
use crate::members::Address;
use crate::money::{Currency, Money};

/// The schema, oldest step first.
pub(in crate::orders) const MIGRATIONS: &[Migration] = &[Migration {
    name: "orders_0002",
    up: &[
        "CREATE TABLE order_addresses (
            order_id BIGINT NOT NULL PRIMARY KEY REFERENCES orders (id),
            recipient TEXT NOT NULL,
            line1 TEXT NOT NULL,
            line2 TEXT NOT NULL,
            city TEXT NOT NULL,
            region TEXT NOT NULL,
            postal_code TEXT NOT NULL,
            country TEXT NOT NULL
        )",
        "CREATE TABLE order_payments (
            order_id BIGINT NOT NULL REFERENCES orders (id),
            position BIGINT NOT NULL,
            kind TEXT NOT NULL,
            amount BIGINT NOT NULL,
            method TEXT NOT NULL,
            at BIGINT,
            PRIMARY KEY (order_id, position)
        )",
        "CREATE TABLE order_shipments (
            order_id BIGINT NOT NULL REFERENCES orders (id),
            position BIGINT NOT NULL,
            shipment TEXT NOT NULL,
            PRIMARY KEY (order_id, position)
        )",
        "CREATE TABLE order_served (
            served_key TEXT NOT NULL PRIMARY KEY,
            order_id BIGINT NOT NULL REFERENCES orders (id),
            position BIGINT NOT NULL,
            at BIGINT NOT NULL,
            served_by TEXT NOT NULL,
            request TEXT NOT NULL,
            difference BIGINT NOT NULL
        )",
        "CREATE INDEX order_served_order ON order_served (order_id)",
        "CREATE TABLE payment_methods (
            name TEXT NOT NULL PRIMARY KEY,
            member_key TEXT NOT NULL,
            kind TEXT NOT NULL,
            brand TEXT,
            last_four TEXT,
            balance BIGINT,
            currency TEXT
        )",
        "CREATE INDEX payment_methods_member ON payment_methods (member_key)",
    ],
}];

const ADDRESSES: Insert<8> = Insert {
    table: "order_addresses",
    columns: [
        "order_id",
        "recipient",
        "line1",
        "line2",
        "city",
        "region",
        "postal_code",
        "country",
    ],
    replace: true,
};

const PAYMENTS: Insert<6> = Insert {
    table: "order_payments",
    columns: ["order_id", "position", "kind", "amount", "method", "at"],
    replace: false,
};

const SHIPMENTS: Insert<3> = Insert {
    table: "order_shipments",
    columns: ["order_id", "position", "shipment"],
    replace: false,
};

const SERVED: Insert<7> = Insert {
    table: "order_served",
    columns: [
        "served_key",
        "order_id",
        "position",
        "at",
        "served_by",
        "request",
        "difference",
    ],
    replace: false,
};

const METHODS: Insert<7> = Insert {
    table: "payment_methods",
    columns: [
        "name",
        "member_key",
        "kind",
        "brand",
        "last_four",
        "balance",
        "currency",
    ],
    replace: true,
};

/// Where the order at row `id` goes.
pub(super) async fn address_of(
    reader: Reader<'_>,
    id: i64,
) -> Result<Option<Address>, OrdersError> {
    let sql = "SELECT recipient, line1, line2, city, region, postal_code, country \
               FROM order_addresses WHERE order_id = $1";
    let rows = reader.query(sql, vec![id.into()]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Address {
        recipient: row.get(0)?,
        line1: row.get(1)?,
        line2: row.get(2)?,
        city: row.get(3)?,
        region: row.get(4)?,
        postal_code: row.get(5)?,
        country: row.get(6)?,
    }))
}

/// The money of the order at row `id`, oldest first.
pub(super) async fn payments_of(
    reader: Reader<'_>,
    id: i64,
    currency: Currency,
) -> Result<Vec<Payment>, OrdersError> {
    let sql =
        "SELECT kind, amount, method, at FROM order_payments WHERE order_id = $1 ORDER BY position";
    let rows = reader.query(sql, vec![id.into()]).await?;
    let payment = |row: &Row| {
        let word: String = row.get(0)?;
        Ok(Payment {
            kind: PaymentKind::of(&word)
                .ok_or_else(|| unreadable(id, &format!("`{word}` is no kind of payment")))?,
            amount: Money::new(row.get(1)?, currency),
            method: row.get(2)?,
            at: row.get::<Option<i64>>(3)?.map(Timestamp::from_micros),
        })
    };
    rows.iter().map(payment).collect()
}

/// The parcels of the order at row `id`, oldest first.
pub(super) async fn shipments_of(
    reader: Reader<'_>,
    id: i64,
) -> Result<Vec<Shipment>, OrdersError> {
    let sql = "SELECT shipment FROM order_shipments WHERE order_id = $1 ORDER BY position";
    let rows = reader.query(sql, vec![id.into()]).await?;
    let shipment = |row: &Row| {
        serde_json::from_str(&row.get::<String>(0)?)
            .map_err(|error| unreadable(id, &format!("a parcel: {error}")))
    };
    rows.iter().map(shipment).collect()
}

/// What was changed about the order at row `id`, oldest first.
pub(super) async fn served_of(
    reader: Reader<'_>,
    id: i64,
    currency: Currency,
) -> Result<Vec<Served>, OrdersError> {
    let sql = "SELECT served_key, at, served_by, request, difference FROM order_served \
               WHERE order_id = $1 ORDER BY position";
    let rows = reader.query(sql, vec![id.into()]).await?;
    let served = |row: &Row| {
        Ok(Served {
            key: row.get(0)?,
            at: Timestamp::from_micros(row.get(1)?),
            by: row.get(2)?,
            request: request(id, &row.get::<String>(3)?)?,
            difference: Money::new(row.get(4)?, currency),
        })
    };
    rows.iter().map(served).collect()
}

/// The order and the request that were served under `key`.
pub(super) async fn served_under(
    reader: Reader<'_>,
    key: &str,
) -> Result<Option<(OrderNumber, Request)>, OrdersError> {
    let sql = "SELECT o.order_number, s.request, o.id FROM order_served s \
               JOIN orders o ON o.id = s.order_id WHERE s.served_key = $1";
    let rows = reader.query(sql, vec![key.into()]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let number = OrderNumber::new(&row.get::<String>(0)?);
    let request = request(row.get(2)?, &row.get::<String>(1)?)?;
    Ok(Some((number, request)))
}

/// Which of the orders called `numbers` were served.
pub(super) async fn served_among(
    reader: Reader<'_>,
    numbers: impl Iterator<Item = &OrderNumber>,
) -> Result<HashSet<OrderNumber>, OrdersError> {
    let numbers: Vec<Value> = numbers.map(|number| number.as_str().into()).collect();
    let sql = "SELECT DISTINCT o.order_number FROM order_served s \
               JOIN orders o ON o.id = s.order_id WHERE o.order_number IN";
    let rows = reader.query_in(sql, &numbers, "").await?;
    rows.iter()
        .map(|row| Ok(OrderNumber::new(&row.get::<String>(0)?)))
        .collect()
}

/// By what a member can pay, by name.
pub(super) async fn methods_of(
    reader: Reader<'_>,
    owner: &MemberKey,
) -> Result<Vec<PaymentMethod>, OrdersError> {
    let sql = "SELECT name, kind, brand, last_four, balance, currency FROM payment_methods \
               WHERE member_key = $1 ORDER BY name";
    let rows = reader.query(sql, vec![owner.as_str().into()]).await?;
    rows.iter().map(method).collect()
}

fn method(row: &Row) -> Result<PaymentMethod, OrdersError> {
    let name: String = row.get(0)?;
    let word: String = row.get(1)?;
    let text = |column| -> Result<String, OrdersError> {
        Ok(row.get::<Option<String>>(column)?.unwrap_or_default())
    };
    let broken = |reason: String| OrdersError::UnreadableMethod {
        method: name.clone(),
        reason,
    };
    let kind = match word.as_str() {
        "gift_card" => {
            let currency = Currency::parse(&text(5)?).map_err(|error| broken(error.to_string()))?;
            let balance = row.get::<Option<i64>>(4)?.unwrap_or_default();
            MethodKind::GiftCard {
                balance: Money::new(balance, currency),
            }
        }
        "card" => MethodKind::Card {
            brand: text(2)?,
            last_four: text(3)?,
        },
        "wallet" => MethodKind::Wallet { provider: text(2)? },
        _ => return Err(broken(format!("`{word}` is no kind of payment method"))),
    };
    Ok(PaymentMethod { name, kind })
}

/// Keeps where the order at row `id` goes.
pub(super) async fn put_address(
    write: &Write,
    id: i64,
    address: &Address,
) -> Result<(), OrdersError> {
    Ok(write
        .insert(&ADDRESSES, vec![address_row(id, address)])
        .await?)
}

/// Adds money to the order at row `id` that has `first` payments already.
pub(super) async fn add_payments(
    write: &Write,
    id: i64,
    first: usize,
    payments: &[Payment],
) -> Result<(), OrdersError> {
    Ok(write
        .insert(&PAYMENTS, payment_rows(id, first, payments))
        .await?)
}

/// Adds to the record of the order at row `id` that has `first` entries already.
pub(super) async fn add_served(
    write: &Write,
    id: i64,
    first: usize,
    served: &[Served],
) -> Result<(), OrdersError> {
    let mut rows = Vec::with_capacity(served.len());
    for (position, served) in (first..).zip(served) {
        let request = serde_json::to_string(&served.request)
            .map_err(|error| unreadable(id, &error.to_string()))?;
        rows.push([
            served.key.as_str().into(),
            id.into(),
            whole(position).into(),
            served.at.micros().into(),
            served.by.as_str().into(),
            request.into(),
            served.difference.minor.into(),
        ]);
    }
    Ok(write.insert(&SERVED, rows).await?)
}

/// Whose the payment methods called `names` are, of those that are kept.
pub(super) async fn owners_of_methods(
    reader: Reader<'_>,
    names: impl Iterator<Item = &str>,
) -> Result<HashMap<String, MemberKey>, OrdersError> {
    let names: Vec<Value> = names.map(Value::from).collect();
    let sql = "SELECT name, member_key FROM payment_methods WHERE name IN";
    let rows = reader.query_in(sql, &names, "").await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, MemberKey::new(&row.get::<String>(1)?))))
        .collect()
}

/// Keeps payment methods.
pub(super) async fn put_methods(
    write: &Write,
    methods: &[(MemberKey, PaymentMethod)],
) -> Result<(), OrdersError> {
    let row = |(owner, method): &(MemberKey, PaymentMethod)| -> [Value; 7] {
        let (kind, brand, last_four, balance) = match &method.kind {
            MethodKind::GiftCard { balance } => ("gift_card", None, None, Some(*balance)),
            MethodKind::Card { brand, last_four } => {
                ("card", Some(brand.clone()), Some(last_four.clone()), None)
            }
            MethodKind::Wallet { provider } => ("wallet", Some(provider.clone()), None, None),
        };
        [
            method.name.as_str().into(),
            owner.as_str().into(),
            kind.into(),
            brand.into(),
            last_four.into(),
            balance.map(|money| money.minor).into(),
            balance.map(|money| money.currency.code().to_owned()).into(),
        ]
    };
    Ok(write
        .insert(&METHODS, methods.iter().map(row).collect())
        .await?)
}

/// Keeps what imports know of orders, instead of what was known.
pub(super) async fn put_details(
    write: &Write,
    details: &[OrderDetails],
) -> Result<(), OrdersError> {
    let numbers = details.iter().map(|details| &details.number);
    let ids = crate::orders::sql::ids_of(write.reader(), numbers).await?;
    let rows: Vec<Value> = ids.values().map(|id| (*id).into()).collect();
    for table in ["order_payments", "order_shipments"] {
        let sql = format!("DELETE FROM {table} WHERE order_id IN");
        write.execute_in(&sql, &rows).await?;
    }
    let (mut addresses, mut payments, mut shipments) = (Vec::new(), Vec::new(), Vec::new());
    for details in details {
        let id = ids.get(&details.number).copied();
        let id = id.ok_or_else(|| OrdersError::NotKept(details.number.clone()))?;
        addresses.extend(
            details
                .address
                .iter()
                .map(|address| address_row(id, address)),
        );
        payments.extend(payment_rows(id, 0, &details.payments));
        for (position, shipment) in details.shipments.iter().enumerate() {
            let text = serde_json::to_string(shipment)
                .map_err(|error| unreadable(id, &error.to_string()))?;
            shipments.push([id.into(), whole(position).into(), text.into()]);
        }
    }
    write.insert(&ADDRESSES, addresses).await?;
    write.insert(&PAYMENTS, payments).await?;
    Ok(write.insert(&SHIPMENTS, shipments).await?)
}

fn address_row(id: i64, address: &Address) -> [Value; 8] {
    [
        id.into(),
        address.recipient.as_str().into(),
        address.line1.as_str().into(),
        address.line2.as_str().into(),
        address.city.as_str().into(),
        address.region.as_str().into(),
        address.postal_code.as_str().into(),
        address.country.as_str().into(),
    ]
}

fn payment_rows(id: i64, first: usize, payments: &[Payment]) -> Vec<[Value; 6]> {
    let row = |(position, payment): (usize, &Payment)| {
        [
            id.into(),
            whole(position).into(),
            payment.kind.word().into(),
            payment.amount.minor.into(),
            payment.method.as_str().into(),
            payment.at.map(Timestamp::micros).into(),
        ]
    };
    (first..).zip(payments).map(row).collect()
}

fn whole(position: usize) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

fn request(id: i64, text: &str) -> Result<Request, OrdersError> {
    serde_json::from_str(text).map_err(|error| unreadable(id, &format!("a request: {error}")))
}

/// What is kept of the order at row `id` cannot be understood.
fn unreadable(id: i64, reason: &str) -> OrdersError {
    OrdersError::Details {
        row: id,
        reason: reason.to_owned(),
    }
}
