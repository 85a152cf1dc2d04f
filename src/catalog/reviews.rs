//! What buyers say about products. Their texts are untrusted: data, never orders.

use std::collections::BTreeMap;

use super::sql::{self, reviews};
use super::{Catalog, CatalogError};
use crate::clock::Timestamp;
use crate::db::{Changes, differences, last_of_each};
use crate::ids::{Language, ProductKey};

/// A buyer's review of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The sender's own key of it.
    pub key: String,
    /// The product; it must be in the catalogue.
    pub product: ProductKey,
    /// The language it is written in.
    pub language: Language,
    /// From 1 to 5.
    pub stars: i64,
    /// What it says.
    pub text: String,
    /// When it was written, where the source says.
    pub written: Option<Timestamp>,
}

impl Catalog {
    /// Keeps `given`: new ones are added, those that differ replaced. Where a key occurs twice the
    /// last one counts.
    ///
    /// # Errors
    /// [`CatalogError::Invalid`] for one without a key or with stars that are not 1 to 5,
    /// [`CatalogError::UnknownProduct`], or where the database fails; then nothing was written.
    pub async fn put_reviews(&self, given: &[Review]) -> Result<Changes, CatalogError> {
        let invalid = |review: &&Review| review.key.is_empty() || !(1..=5).contains(&review.stars);
        if let Some(review) = given.iter().find(invalid) {
            return Err(CatalogError::Invalid {
                what: format!("review `{}` of product {}", review.key, review.product),
                reason: "it has no key, or its stars are not 1 to 5",
            });
        }
        let given = last_of_each(given, |review| &review.key);
        let write = self.db.write(&["reviews"]).await?;
        let reader = write.reader();
        let products = sql::rows_of(reader, given.iter().map(|review| &review.product)).await?;
        let unknown = |review: &&&Review| !products.contains_key(&review.product);
        if let Some(review) = given.iter().find(unknown) {
            return Err(CatalogError::UnknownProduct {
                review: review.key.clone(),
                product: review.product.clone(),
            });
        }
        let kept = reviews::find(reader, given.iter().map(|review| &review.key)).await?;
        let last = reviews::last_row(reader).await?;
        let different = differences(given, &kept, |review| &review.key, last);
        reviews::write(&write, &different.rows, &products).await?;
        write.commit().await?;
        Ok(different.changes)
    }

    /// The reviews of `product`, in the order they were first put.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn reviews(&self, product: &ProductKey) -> Result<Vec<Review>, CatalogError> {
        reviews::of_product(self.db.reader(), product).await
    }

    /// The newest reviews of `product`, those without a day last: at most `limit`, without the first `offset`.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn newest_reviews(
        &self,
        product: &ProductKey,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<Review>, CatalogError> {
        reviews::newest(self.db.reader(), product, offset, limit).await
    }

    /// How many reviews of `product` give how many stars, 1 to 5; numbers of stars that nobody gave are left out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn stars(&self, product: &ProductKey) -> Result<BTreeMap<i64, u64>, CatalogError> {
        reviews::by_stars(self.db.reader(), product).await
    }

    /// Every review, in the order they were first put.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn all_reviews(&self) -> Result<Vec<Review>, CatalogError> {
        reviews::all(self.db.reader()).await
    }

    /// How many reviews there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count_reviews(&self) -> Result<u64, CatalogError> {
        reviews::count(self.db.reader()).await
    }
}
