//! What was bought together, packed for reading all of it at once.

use std::collections::HashMap;

use super::sql::SoldOrder;
use crate::clock::Timestamp;
use crate::ids::{MemberKey, ProductKey};

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
    /// Who ordered: a place in [`Baskets::members`]; `None` for a guest.
    pub member: Option<u32>,
    /// The products.
    pub items: &'a [BasketItem],
}

/// Every order that stands (not cancelled, not returned), as products only.
#[derive(Clone, Debug, Default)]
pub struct Baskets {
    /// The keys that [`BasketItem::product`] counts into.
    products: Vec<ProductKey>,
    /// The keys that [`Basket::member`] counts into.
    members: Vec<MemberKey>,
    /// When each order was placed, and by whom.
    placed: Vec<(Timestamp, Option<u32>)>,
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

    /// Where each product stands in [`Baskets::products`].
    #[must_use]
    pub fn places(&self) -> HashMap<ProductKey, u32> {
        (0..)
            .zip(&self.products)
            .map(|(place, key)| (key.clone(), place))
            .collect()
    }

    /// The key of every member; [`Basket::member`] is a place in it.
    #[must_use]
    pub fn members(&self) -> &[MemberKey] {
        &self.members
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
            .map(|((start, end), &(placed, member))| Basket {
                placed,
                member,
                items: &self.items[start..end],
            })
    }
}

/// Packs `orders`; `products` is every product of the catalogue with its row number, rising, `members`
/// every member likewise.
///
/// # Errors
/// The row number of a product or member that is not among them.
pub(super) fn pack(
    orders: Vec<SoldOrder>,
    products: Vec<(i64, ProductKey)>,
    members: Vec<(i64, MemberKey)>,
) -> Result<Baskets, i64> {
    let places: HashMap<i64, u32> = (0..)
        .zip(&products)
        .map(|(place, (row, _))| (*row, place))
        .collect();
    let owners: HashMap<i64, u32> = (0..)
        .zip(&members)
        .map(|(place, (row, _))| (*row, place))
        .collect();
    let mut baskets = Baskets::default();
    for order in orders {
        let start = baskets.items.len();
        let mut lines = order.lines;
        lines.sort_unstable_by_key(|(row, _)| *row);
        for (row, quantity) in lines {
            let product = *places.get(&row).ok_or(row)?;
            match baskets.items[start..].last_mut() {
                // The same product on two lines of an order is one thing bought.
                Some(item) if item.product == product => {
                    item.quantity = item.quantity.saturating_add(quantity);
                }
                _ => baskets.items.push(BasketItem { product, quantity }),
            }
        }
        let owner = order.member.map(|row| owners.get(&row).copied().ok_or(row));
        baskets.placed.push((order.placed, owner.transpose()?));
        baskets.ends.push(baskets.items.len());
    }
    baskets.members = members.into_iter().map(|(_, key)| key).collect();
    baskets.products = products.into_iter().map(|(_, key)| key).collect();
    Ok(baskets)
}
