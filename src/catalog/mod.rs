//! The goods of the shop.
//!
//! Owns: products with their titles in two languages, price, stock and attributes; the `products`
//! table.
//! Does not own: what was sold (`orders`), how goods are found (`retrieval`).
//! Holds: a product's key is unique; a price is in minor units with its currency; texts are the shop's
//! own and are data, never orders to the program.

use std::collections::BTreeMap;

use crate::db::{Changes, Db, DbError, Migration};
use crate::ids::{Language, ProductKey};
use crate::money::Money;

/// A text in the languages the shop has it in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Localized {
    /// The English text.
    pub english: Option<String>,
    /// The Chinese text.
    pub chinese: Option<String>,
}

impl Localized {
    /// The text in `language`, else in the other one; empty where the shop has neither.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        let (first, second) = match language {
            Language::English => (&self.english, &self.chinese),
            Language::Chinese => (&self.chinese, &self.english),
        };
        first.as_deref().or(second.as_deref()).unwrap_or_default()
    }
}

/// One thing the shop sells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The shop's own key.
    pub key: ProductKey,
    /// What it is called.
    pub title: Localized,
    /// What the shop says about it.
    pub description: Localized,
    /// Who makes it.
    pub brand: Option<String>,
    /// Where it stands in the shop.
    pub category: Option<String>,
    /// What one costs.
    pub price: Money,
    /// How many are left; `None` where the shop does not count them.
    pub stock: Option<i64>,
    /// Further facts by name: colour, size.
    pub attributes: BTreeMap<String, String>,
}

/// Why the catalogue did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The schema of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    Vec::new()
}

/// The goods that are kept.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// Where they are kept.
    db: Db,
}

impl Catalog {
    /// The goods kept in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Keeps `products`: new ones are added, those that differ replaced. Where a key occurs twice the
    /// last one counts.
    ///
    /// # Errors
    /// [`CatalogError::Db`] where nothing could be written; then nothing was.
    pub async fn put(&self, products: &[Product]) -> Result<Changes, CatalogError> {
        todo!("{:?} {}", self.db, products.len())
    }

    /// The products with these keys, in the order asked; keys that are not kept are left out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn get(&self, keys: &[ProductKey]) -> Result<Vec<Product>, CatalogError> {
        todo!("{}", keys.len())
    }

    /// Every product, in the order they were first put.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn all(&self) -> Result<Vec<Product>, CatalogError> {
        todo!()
    }

    /// How many products there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count(&self) -> Result<u64, CatalogError> {
        todo!()
    }
}
