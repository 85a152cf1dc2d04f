//! Rules and bundles of a shop's products.

use std::collections::HashMap;

use super::{BasketRules, Bundle};
use crate::ids::ProductKey;
use crate::learn::itemsets::ItemsetsError;
use crate::orders::Baskets;

/// What completes a basket of products.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductCompletion {
    /// The product.
    pub product: ProductKey,
    /// The products of the basket that speak for it, at least one.
    pub with: Vec<ProductKey>,
    /// Orders with all of them.
    pub orders: u32,
    /// Of the orders with `with`, the share that has it.
    pub confidence: f64,
    /// That, over the share of all orders that has it.
    pub lift: f64,
}

/// Products that are sold well together.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductBundle {
    /// Two to four.
    pub products: Vec<ProductKey>,
    /// Orders with all of them.
    pub orders: u32,
    /// How many times as often they are bought together as chance would have it.
    pub lift: f64,
}

/// The rules of a shop's orders.
#[derive(Clone, Debug, Default)]
pub struct ShopRules {
    rules: BasketRules,
    products: Vec<ProductKey>,
    places: HashMap<ProductKey, u32>,
}

impl ShopRules {
    /// Finds the rules of the orders that stand.
    ///
    /// # Errors
    /// As [`BasketRules::fit`].
    pub fn fit(baskets: &Baskets) -> Result<Self, ItemsetsError> {
        let items = baskets
            .iter()
            .map(|basket| basket.items.iter().map(|item| item.product).collect());
        let items: Vec<Vec<u32>> = items.collect();
        Ok(Self {
            rules: BasketRules::fit(&items)?,
            places: baskets.places(),
            products: baskets.products().to_vec(),
        })
    }

    /// What completes a basket, the best first. Products that are unknown say nothing.
    #[must_use]
    pub fn complete(&self, basket: &[ProductKey], limit: usize) -> Vec<ProductCompletion> {
        let basket: Vec<u32> = basket
            .iter()
            .filter_map(|key| self.places.get(key).copied())
            .collect();
        let completions = self.rules.complete(&basket, limit).into_iter();
        let named = completions.map(|completion| ProductCompletion {
            product: self.key(completion.item),
            with: completion
                .rule
                .left
                .iter()
                .map(|&item| self.key(item))
                .collect(),
            orders: completion.rule.count,
            confidence: completion.rule.confidence,
            lift: completion.rule.lift,
        });
        named.collect()
    }

    /// Products that are sold well together, the best first.
    #[must_use]
    pub fn bundles(&self, limit: usize) -> Vec<ProductBundle> {
        let named = |bundle: Bundle| ProductBundle {
            products: bundle.items.iter().map(|&item| self.key(item)).collect(),
            orders: bundle.count,
            lift: bundle.lift,
        };
        self.rules.bundles(limit).into_iter().map(named).collect()
    }

    fn key(&self, item: u32) -> ProductKey {
        self.products[item as usize].clone()
    }
}
