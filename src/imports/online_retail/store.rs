//! Puts closed books into the shop.

use super::Shop;
use super::books::Books;
use crate::db::Changes;
use crate::imports::error::ImportError;
use crate::imports::progress::Progress;

/// How many products or members go into one transaction.
const ROWS: usize = 5_000;

/// How many lines of orders go into one transaction: enough to make its cost small, few enough that
/// little is repeated after a kill and that the orders of one batch take some megabytes.
const LINES: usize = 50_000;

/// What changed in each room.
#[derive(Default)]
pub(super) struct Stored {
    pub(super) products: Changes,
    pub(super) members: Changes,
    pub(super) orders: Changes,
}

/// Products and members first, since orders name them.
pub(super) async fn store(
    books: &Books,
    into: &Shop<'_>,
    progress: &dyn Progress,
) -> Result<Stored, ImportError> {
    let mut stored = Stored::default();
    for batch in books.products.chunks(ROWS) {
        stored.products += into.catalog.put(batch).await?;
        progress.at(
            "products",
            stored.products.total(),
            books.products.len() as u64,
        );
    }
    for batch in books.members.chunks(ROWS) {
        stored.members += into.members.put(batch).await?;
        progress.at(
            "members",
            stored.members.total(),
            books.members.len() as u64,
        );
    }
    let (orders, _) = books.orders();
    for batch in books.batches(LINES) {
        stored.orders += into.orders.put(&batch).await?;
        progress.at("orders", stored.orders.total(), orders as u64);
    }
    Ok(stored)
}
