//! What a person looks at while they speak, where they agreed that the assistant is told.

use std::collections::HashSet;

use crate::ids::ProductKey;

use super::{AssistantError, Shop};

/// More articles of a basket are not read.
pub const LARGEST_BASKET: usize = 100;

/// What a person looks at. It is a claim of their browser: it says what "it" is and what suggestions should go
/// with, and nothing is allowed by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The article whose page is open.
    pub product: Option<ProductKey>,
    /// The articles in the basket.
    pub basket: Vec<ProductKey>,
}

impl Page {
    /// The same page without what the shop does not sell.
    pub(super) async fn known(self, shop: &Shop) -> Result<Self, AssistantError> {
        let Self { product, basket } = self;
        if product.is_none() && basket.is_empty() {
            return Ok(Self::default());
        }
        let told = product.iter().chain(basket.iter().take(LARGEST_BASKET));
        let known: HashSet<ProductKey> = shop.catalog.known(told).await?;
        Ok(Self {
            product: product.filter(|key| known.contains(key)),
            basket: basket
                .into_iter()
                .take(LARGEST_BASKET)
                .filter(|key| known.contains(key))
                .collect(),
        })
    }

    /// What the audit keeps of it; empty where nothing was told.
    pub(super) fn line(&self) -> Option<String> {
        let product = self.product.iter().map(|key| format!("looks at {key}"));
        let keys: Vec<&str> = self.basket.iter().map(ProductKey::as_str).collect();
        let basket = (!keys.is_empty()).then(|| format!("has {} in the basket", keys.join(", ")));
        let parts: Vec<String> = product.chain(basket).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}
