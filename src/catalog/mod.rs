//! The goods of the shop.
//!
//! Owns: products with their titles in two languages, price, stock and attributes; reviews of them;
//! the shop's policies and answers to frequent questions; the `products`, `reviews` and `policies`
//! tables.
//! Does not own: what was sold (`orders`), how goods are found (`retrieval`).
//! Holds: a product's key is unique; a price is in minor units with its currency; texts are the shop's
//! own and are data, never orders to the program.

mod images;
mod listing;
mod policies;
mod reviews;
mod sql;

pub use images::is_image;
pub use listing::{ByPrice, Category, Listing};
pub use policies::{Policy, PolicyKind};
pub use reviews::Review;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::db::{Changes, Db, DbError, Holding, Migration, Reader, differences, last_of_each};
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
    /// A text in the language that it is written in.
    #[must_use]
    pub fn of(text: Option<String>) -> Self {
        match text.as_deref().map(Language::of) {
            Some(Language::Chinese) => Self {
                chinese: text,
                english: None,
            },
            _ => Self {
                english: text,
                chinese: None,
            },
        }
    }

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
    /// Where its picture is: an address that [`is_image`] lets pass.
    pub image: Option<String>,
    /// The product that it is a variant of, as the shop calls it: the variants of one share it.
    pub family: Option<String>,
}

/// Why the catalogue did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// A product has an empty key.
    #[error("a product without a key cannot be kept: {0}")]
    NoKey(String),
    /// A review or policy cannot be kept.
    #[error("{what} cannot be kept: {reason}")]
    Invalid {
        /// Which review or policy.
        what: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A review is of a product that is not in the catalogue.
    #[error(
        "review {review} is of product {product}, which is not in the catalogue; put the product first"
    )]
    UnknownProduct {
        /// Which review.
        review: String,
        /// The product.
        product: ProductKey,
    },
    /// A review or policy is kept in a form this program does not understand.
    #[error("{what} cannot be read from the database: {reason}; put it again")]
    Garbled {
        /// Which review or policy.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A product is kept in a form this program does not understand.
    #[error("product {key} cannot be read from the database: {reason}; put it again")]
    Unreadable {
        /// Which product.
        key: ProductKey,
        /// What is wrong with it.
        reason: String,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What this room holds of members: nothing.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    ["products", "policies", "reviews"]
        .map(Holding::nobodys)
        .to_vec()
}

/// The schema of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    [
        sql::MIGRATIONS,
        sql::policies::MIGRATIONS,
        sql::reviews::MIGRATIONS,
        sql::policies::LATER,
        sql::LATER,
        sql::listing::MIGRATIONS,
    ]
    .concat()
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
    /// [`CatalogError::NoKey`] for a product without a key, [`CatalogError::Db`] where the database
    /// fails; then nothing was written.
    pub async fn put(&self, products: &[Product]) -> Result<Changes, CatalogError> {
        if let Some(nameless) = products
            .iter()
            .find(|product| product.key.as_str().is_empty())
        {
            let title = nameless.title.in_language(Language::English);
            return Err(CatalogError::NoKey(format!("`{title}`")));
        }
        let products = last_of_each(products, |product| &product.key);
        let write = self.db.write(&["products"]).await?;
        let keys: Vec<ProductKey> = products.iter().map(|product| product.key.clone()).collect();
        let kept = sql::find(write.reader(), &keys).await?;
        let last = sql::last_row(write.reader()).await?;
        let different = differences(products, &kept, |product| &product.key, last);
        sql::write(&write, &different.rows).await?;
        write.commit().await?;
        Ok(different.changes)
    }

    /// The products with these keys, in the order asked; keys that are not kept are left out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn get(&self, keys: &[ProductKey]) -> Result<Vec<Product>, CatalogError> {
        let kept = sql::find(self.db.reader(), keys).await?;
        Ok(keys
            .iter()
            .filter_map(|key| kept.get(key).map(|(_, product)| product.clone()))
            .collect())
    }

    /// The variants of the product that the shop calls `family`, in the order they were first put.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn variants(&self, family: &str) -> Result<Vec<Product>, CatalogError> {
        sql::of_family(self.db.reader(), family).await
    }

    /// Which of `keys` are in the catalogue.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn known(
        &self,
        keys: impl Iterator<Item = &ProductKey>,
    ) -> Result<HashSet<ProductKey>, CatalogError> {
        Ok(sql::rows_of(self.db.reader(), keys)
            .await?
            .into_keys()
            .collect())
    }

    /// Every product, in the order they were first put.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn all(&self) -> Result<Vec<Product>, CatalogError> {
        sql::all(self.db.reader()).await
    }

    /// How many products there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count(&self) -> Result<u64, CatalogError> {
        sql::count(self.db.reader()).await
    }
}

/// The products among `keys` that are kept, in the order asked, as a transaction sees them.
///
/// # Errors
/// Where the database fails.
pub async fn products(
    reader: Reader<'_>,
    keys: &[ProductKey],
) -> Result<Vec<Product>, CatalogError> {
    let mut kept = sql::find(reader, keys).await?;
    let found = keys.iter().filter_map(|key| kept.remove(key));
    Ok(found.map(|(_, product)| product).collect())
}

/// The row numbers of the products among `keys` that are kept, for a room whose rows refer to them.
///
/// # Errors
/// Where the database fails.
pub async fn rows_of(
    reader: Reader<'_>,
    keys: impl Iterator<Item = &ProductKey>,
) -> Result<HashMap<ProductKey, i64>, CatalogError> {
    sql::rows_of(reader, keys).await
}

/// The keys of the products with these row numbers.
///
/// # Errors
/// Where the database fails.
pub async fn keys_of(
    reader: Reader<'_>,
    rows: &[i64],
) -> Result<HashMap<i64, ProductKey>, CatalogError> {
    sql::keys_of(reader, rows).await
}

/// The row number and key of every product, in the order they were first put.
///
/// # Errors
/// Where the database fails.
pub async fn all_keys(reader: Reader<'_>) -> Result<Vec<(i64, ProductKey)>, CatalogError> {
    sql::all_keys(reader).await
}
