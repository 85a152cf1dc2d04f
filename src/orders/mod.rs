//! What was ordered.
//!
//! Owns: orders with their lines and states, the channel they came through, their addresses, payments and parcels, by what members pay, and the
//! service that changes them under the shop's rules; the `orders`, `order_lines`, `order_addresses`,
//! `order_payments`, `order_shipments`, `order_channels`, `order_served` and `payment_methods` tables.
//! Does not own: the goods (`catalog`), the people (`members`).
//! Holds: an order is seen by its owner alone: the owner is part of the question put to the database,
//! so another member's order does not exist; an order is kept whole or not at all; a change is one that was
//! shown and said yes to, made once; a gift card is never below zero.

mod baskets;
mod channels;
mod check;
mod loyalty;
mod order;
mod service;
mod sql;

use std::collections::HashMap;

pub use baskets::{Basket, BasketItem, Baskets};
pub use loyalty::{Loyalty, LoyaltyError, MemberLoyalty, Recomputed};
pub use order::{Order, OrderLine, OrderState};
pub use service::{
    Consent, Dossier, MethodKind, ORIGINAL, OrderDetails, OrderDifference, Payment, PaymentKind,
    PaymentMethod, Piece, Proposed, Refusal, Request, RequestKind, Rules, RulesError, Served,
    ServiceError, Shipment, Swap,
};

use crate::catalog::{self, CatalogError};
use crate::db::{Changes, Db, DbError, Holding, Migration, Reader, differences, last_of_each};
use crate::ids::{MemberKey, OrderNumber, ProductKey};
use crate::members::{self, MembersError};
use crate::money::{Currency, Money};

use sql::KeptOrder;

/// How many orders are compared and written at a time, so that a big import needs little memory.
const PART: usize = 1024;

/// The row of a member who does not exist.
const NOBODY: i64 = -1;

/// How many orders' lines are read at a time.
const SPAN: usize = 4096;

/// Why the orders could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum OrdersError {
    /// An order has no number.
    #[error("an order without a number cannot be kept")]
    NoNumber,
    /// A line is for none, or for less than none.
    #[error("order {order}: the quantity {quantity} of product {product} is not above zero")]
    Quantity {
        /// Which order.
        order: OrderNumber,
        /// The product of the line.
        product: ProductKey,
        /// What was given.
        quantity: i64,
    },
    /// A line has a price in another currency than its order.
    #[error("order {order} is in {currency}, but product {product} in it is priced in {other}")]
    OtherCurrency {
        /// Which order.
        order: OrderNumber,
        /// What the order is in.
        currency: Currency,
        /// The product of the line.
        product: ProductKey,
        /// What the line is in.
        other: Currency,
    },
    /// A line names a product that is not in the catalogue.
    #[error(
        "order {order} names product {product}, which is not in the catalogue; put the product first"
    )]
    UnknownProduct {
        /// Which order.
        order: OrderNumber,
        /// The product.
        product: ProductKey,
    },
    /// An order names a member that is not kept.
    #[error("order {order} names member {member}, who is not kept; put the member first")]
    UnknownMember {
        /// Which order.
        order: OrderNumber,
        /// The member.
        member: MemberKey,
    },
    /// An order is kept in a form this program does not understand.
    #[error("order {order} cannot be read from the database: {reason}; put it again")]
    Unreadable {
        /// Which order.
        order: OrderNumber,
        /// What is wrong with it.
        reason: String,
    },
    /// What belongs to an order is kept in a form this program does not understand.
    #[error("what belongs to the order in row {row} cannot be read from the database: {reason}")]
    Details {
        /// The order's row.
        row: i64,
        /// What is wrong.
        reason: String,
    },
    /// A payment method is kept in a form this program does not understand.
    #[error("payment method {method} cannot be read from the database: {reason}; put it again")]
    UnreadableMethod {
        /// Its name.
        method: String,
        /// What is wrong.
        reason: String,
    },
    /// A payment method of that name is kept for somebody else.
    #[error("the payment method {0} is another member's; every one needs a name of its own")]
    MethodTaken(String),
    /// Something belongs to an order that is not kept.
    #[error("there is no order {0} to which this belongs; put the order first")]
    NotKept(OrderNumber),
    /// An order refers to a product or member that is gone.
    #[error(
        "the orders refer to product or member row {0}, which is gone; import them and the orders again"
    )]
    NoProduct(i64),
    /// The catalogue failed.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The members failed.
    #[error(transparent)]
    Members(#[from] MembersError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What this room holds of members: their orders, which stay for the shop's books.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    sql::HOLDINGS.to_vec()
}

/// The schema of this room. It refers to that of `catalog` and `members`, which come before it.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    [
        sql::MIGRATIONS,
        service::sql::MIGRATIONS,
        sql::CHANNEL_MIGRATIONS,
        sql::LATER_MIGRATIONS,
    ]
    .concat()
}

/// The orders that are kept.
#[derive(Clone, Debug)]
pub struct Orders {
    /// Where they are kept.
    db: Db,
}

impl Orders {
    /// The orders kept in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Keeps `orders` in one transaction: new ones are added, those that differ replaced whole. Where
    /// a number occurs twice the last one counts.
    ///
    /// # Errors
    /// Where an order names a product or member that is not kept, a quantity is not above zero, a line
    /// is in another currency than its order, or the database fails; then nothing was written.
    pub async fn put(&self, orders: &[Order]) -> Result<Changes, OrdersError> {
        check::check(orders)?;
        let orders = last_of_each(orders, |order| &order.number);
        let write = self.db.write(&["orders", "order_lines"]).await?;
        let rows = check::References::find(write.reader(), &orders).await?;
        let mut last = sql::last_row(write.reader()).await?;
        let mut changes = Changes::default();
        for part in orders.chunks(PART) {
            let part = part
                .iter()
                .map(|order| rows.resolve(order))
                .collect::<Result<Vec<_>, _>>()?;
            let kept = sql::find(write.reader(), part.iter().map(|order| &order.number)).await?;
            let different = differences(&part, &kept, |order| &order.number, last);
            sql::write(&write, &different.rows, last).await?;
            last += i64::try_from(different.changes.added).unwrap_or(i64::MAX);
            changes += different.changes;
        }
        write.commit().await?;
        Ok(changes)
    }

    /// The order with this number, where it is `owner`'s; `None` for anyone else's, and for an owner who does
    /// not exist: the same questions are put to the database then, so that neither the answer nor its time
    /// tells one from the other.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn find(
        &self,
        number: &OrderNumber,
        owner: &MemberKey,
    ) -> Result<Option<Order>, OrdersError> {
        let reader = self.db.reader();
        let row = row_of(reader, owner).await?.unwrap_or(NOBODY);
        let found = sql::find_of(reader, number, row).await?;
        let kept = found.into_iter().map(|(_, order)| order).collect();
        Ok(named(reader, kept, owner).await?.pop())
    }

    /// The newest `limit` orders of `owner`, newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn latest(&self, owner: &MemberKey, limit: u32) -> Result<Vec<Order>, OrdersError> {
        let reader = self.db.reader();
        let Some(row) = row_of(reader, owner).await? else {
            return Ok(Vec::new());
        };
        let found = sql::latest_of(reader, row, limit).await?;
        named(reader, found, owner).await
    }

    /// What was bought together in every order that stands.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn baskets(&self) -> Result<Baskets, OrdersError> {
        let last = sql::last_row(self.db.reader()).await?;
        let mut sold = Vec::new();
        for after in (0..last).step_by(SPAN) {
            let until = after + i64::try_from(SPAN).unwrap_or(i64::MAX);
            sold.extend(sql::sold(self.db.reader(), after, until).await?);
        }
        // Products and members come after the lines, so that none put meanwhile is missing.
        let products = catalog::all_keys(self.db.reader()).await?;
        let members = members::all_keys(self.db.reader()).await?;
        baskets::pack(sold, products, members).map_err(OrdersError::NoProduct)
    }

    /// How many orders there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count(&self) -> Result<u64, OrdersError> {
        sql::count(self.db.reader()).await
    }

    /// How many orders of `owner` there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count_of(&self, owner: &MemberKey) -> Result<u64, OrdersError> {
        match row_of(self.db.reader(), owner).await? {
            Some(row) => sql::count_of(self.db.reader(), row).await,
            None => Ok(0),
        }
    }

    /// How many lines all orders have together.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count_lines(&self) -> Result<u64, OrdersError> {
        sql::count_lines(self.db.reader()).await
    }
}

/// The row of `member`, where it is kept.
async fn row_of(reader: Reader<'_>, member: &MemberKey) -> Result<Option<i64>, OrdersError> {
    let mut rows = members::rows_of(reader, std::iter::once(member)).await?;
    Ok(rows.remove(member))
}

/// `orders` of `owner` with the shop's keys instead of row numbers.
async fn named(
    reader: Reader<'_>,
    orders: Vec<KeptOrder>,
    owner: &MemberKey,
) -> Result<Vec<Order>, OrdersError> {
    let mut rows: Vec<i64> = orders
        .iter()
        .flat_map(|order| &order.lines)
        .map(|line| line.product)
        .collect();
    rows.sort_unstable();
    rows.dedup();
    let keys = catalog::keys_of(reader, &rows).await?;
    orders
        .into_iter()
        .map(|order| name(order, owner, &keys))
        .collect()
}

/// `order` of `owner` with the `keys` of its products instead of their row numbers.
fn name(
    order: KeptOrder,
    owner: &MemberKey,
    keys: &HashMap<i64, ProductKey>,
) -> Result<Order, OrdersError> {
    let mut lines = Vec::with_capacity(order.lines.len());
    for line in &order.lines {
        let Some(product) = keys.get(&line.product) else {
            let reason = format!("there is no product in row {}", line.product);
            return Err(OrdersError::Unreadable {
                order: order.number,
                reason,
            });
        };
        lines.push(OrderLine {
            product: product.clone(),
            quantity: line.quantity,
            unit_price: Money::new(line.unit_price, order.currency),
        });
    }
    Ok(Order {
        number: order.number,
        member: Some(owner.clone()),
        placed: order.placed,
        state: order.state,
        currency: order.currency,
        lines,
    })
}
