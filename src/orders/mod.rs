//! What was ordered.
//!
//! Owns: orders with their lines and states; the `orders` and `order_lines` tables. After-sales will
//! live here.
//! Does not own: the goods (`catalog`), the people (`members`).
//! Holds: an order is seen by its owner alone: the owner is part of the question put to the database,
//! so another member's order does not exist; an order is kept whole or not at all.

mod baskets;
mod order;

pub use baskets::{Basket, BasketItem, Baskets};
pub use order::{Order, OrderLine, OrderState};

use crate::db::{Changes, Db, DbError, Migration};
use crate::ids::{MemberKey, OrderNumber};

/// Why the orders could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum OrdersError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The schema of this room. It refers to that of `catalog` and `members`, which come before it.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    Vec::new()
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
        todo!("{:?} {}", self.db, orders.len())
    }

    /// The order with this number, where it is `owner`'s; `None` for anyone else's.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn find(
        &self,
        number: &OrderNumber,
        owner: &MemberKey,
    ) -> Result<Option<Order>, OrdersError> {
        todo!("{number} {owner}")
    }

    /// The newest `limit` orders of `owner`, newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn latest(&self, owner: &MemberKey, limit: u32) -> Result<Vec<Order>, OrdersError> {
        todo!("{owner} {limit}")
    }

    /// What was bought together in every order that stands.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn baskets(&self) -> Result<Baskets, OrdersError> {
        todo!()
    }

    /// How many orders there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count(&self) -> Result<u64, OrdersError> {
        todo!()
    }

    /// How many lines all orders have together.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count_lines(&self) -> Result<u64, OrdersError> {
        todo!()
    }
}
