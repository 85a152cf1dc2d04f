//! What was bought together, packed for reading all of it at once.

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
