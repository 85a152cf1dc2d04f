//! Goods as the pages of the shop list them: page by page, by category, price or popularity.

use super::sql::listing as sql;
use super::{Catalog, CatalogError, Product};
use crate::ids::ProductKey;
use crate::money::Money;

/// Which goods a listing holds; all of them by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listing<'a> {
    /// Only of this category.
    pub category: Option<&'a str>,
    /// Nothing cheaper, and nothing in another currency.
    pub min_price: Option<Money>,
    /// Nothing dearer, and nothing in another currency.
    pub max_price: Option<Money>,
    /// Only what is there to sell.
    pub in_stock: bool,
}

/// Which price comes first. Goods of one price stay in the order in which they were first put; prices in several
/// currencies are compared by their minor units, as a shop that has them is in transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByPrice {
    /// The lowest.
    Rising,
    /// The highest.
    Falling,
}

/// A category of the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// What the goods in it call it.
    pub name: String,
    /// What it is called in Chinese, where its first product has the attribute `品类`.
    pub chinese: Option<String>,
    /// How many products are in it.
    pub products: u64,
    /// The picture of its first product.
    pub image: Option<String>,
}

impl Catalog {
    /// How many products `listing` holds.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count_listed(&self, listing: &Listing<'_>) -> Result<u64, CatalogError> {
        sql::count(self.db.reader(), listing).await
    }

    /// At most `limit` products of `listing` by price, without the first `offset`.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn listed(
        &self,
        listing: &Listing<'_>,
        order: ByPrice,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<Product>, CatalogError> {
        sql::page(self.db.reader(), listing, order, offset, limit).await
    }

    /// The key of every product of `listing`, in the order in which they were first put: for an order that the
    /// database does not know.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn listed_keys(
        &self,
        listing: &Listing<'_>,
    ) -> Result<Vec<ProductKey>, CatalogError> {
        sql::keys(self.db.reader(), listing).await
    }

    /// Every category that goods are in, in the order in which the first product of each was put.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn categories(&self) -> Result<Vec<Category>, CatalogError> {
        sql::categories(self.db.reader()).await
    }

    /// Of the products with these keys that have a category and a picture: both, in the order asked.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn pictured(
        &self,
        keys: &[ProductKey],
    ) -> Result<Vec<(String, String)>, CatalogError> {
        let mut found = sql::pictured(self.db.reader(), keys).await?;
        Ok(keys.iter().filter_map(|key| found.remove(key)).collect())
    }
}
