//! What was bought together, packed for reading all of it at once.

use std::collections::HashMap;

use super::sql::SoldLine;
use crate::clock::Timestamp;
use crate::ids::ProductKey;

/// One product in a basket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasketItem {
    /// Which product: its place in [`Baskets::products`].
    pub product: u32,
    /// How many.
    pub quantity: i64,
}

/// What one order holds: each product once, in the order of [`Baskets::products`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basket<'a> {
    /// When it was ordered.
    pub placed: Timestamp,
    /// The products.
    pub items: &'a [BasketItem],
}

/// Every order that stands (not cancelled, not returned), as products only.
#[derive(Clone, Debug, Default)]
pub struct Baskets {
    /// The keys that [`BasketItem::product`] counts into.
    products: Vec<ProductKey>,
    /// When each order was placed.
    placed: Vec<Timestamp>,
    /// Where in `items` each order ends.
    ends: Vec<usize>,
    /// The items of all orders, one order after the other.
    items: Vec<BasketItem>,
}

impl Baskets {
    /// The key of every product in the catalogue; [`BasketItem::product`] is a place in it.
    #[must_use]
    pub fn products(&self) -> &[ProductKey] {
        &self.products
    }

    /// How many baskets there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no basket.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The baskets, in the order in which their orders were first put.
    pub fn iter(&self) -> impl Iterator<Item = Basket<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let spans = starts.zip(self.ends.iter().copied());
        spans
            .zip(&self.placed)
            .map(|((start, end), &placed)| Basket {
                placed,
                items: &self.items[start..end],
            })
    }
}

/// Baskets while they are filled, products still by their row numbers.
#[derive(Default)]
pub(super) struct Packing {
    /// The row of the order that is being filled.
    order: Option<i64>,
    /// The row of each item's product, beside `baskets.items`.
    rows: Vec<i64>,
    /// What is packed.
    baskets: Baskets,
}

impl Packing {
    /// Adds a line; lines come by order, and by product within one.
    pub(super) fn add(&mut self, line: &SoldLine) {
        let baskets = &mut self.baskets;
        if self.order != Some(line.order) {
            self.order = Some(line.order);
            baskets.placed.push(line.placed);
            baskets.ends.push(baskets.items.len());
        } else if self.rows.last() == Some(&line.product) {
            // The same product on two lines of an order is one thing bought.
            if let Some(item) = baskets.items.last_mut() {
                item.quantity = item.quantity.saturating_add(line.quantity);
            }
            return;
        }
        self.rows.push(line.product);
        baskets.items.push(BasketItem {
            product: 0,
            quantity: line.quantity,
        });
        if let Some(end) = baskets.ends.last_mut() {
            *end = baskets.items.len();
        }
    }

    /// The baskets, `products` being every product by row number. Rows come in that order, so an order's
    /// items do too.
    pub(super) fn finish(self, products: Vec<(i64, ProductKey)>) -> Baskets {
        let places: HashMap<i64, u32> = (0..)
            .zip(&products)
            .map(|(place, (row, _))| (*row, place))
            .collect();
        let mut baskets = self.baskets;
        for (item, row) in baskets.items.iter_mut().zip(&self.rows) {
            // Every row is there: the lines refer to it and were read before.
            item.product = places.get(row).copied().unwrap_or_default();
        }
        baskets.products = products.into_iter().map(|(_, key)| key).collect();
        baskets
    }
}
