//! What must be true of an order before it is kept.

use std::collections::{HashMap, HashSet};

use super::sql::{KeptLine, KeptOrder};
use super::{Order, OrdersError};
use crate::db::Reader;
use crate::ids::{MemberKey, ProductKey};
use crate::{catalog, members};

/// Refuses what is wrong with `orders` by themselves.
pub(super) fn check(orders: &[Order]) -> Result<(), OrdersError> {
    for order in orders {
        if order.number.as_str().is_empty() {
            return Err(OrdersError::NoNumber);
        }
        if let Some(line) = order.lines.iter().find(|line| line.quantity <= 0) {
            return Err(OrdersError::Quantity {
                order: order.number.clone(),
                product: line.product.clone(),
                quantity: line.quantity,
            });
        }
        let other = order
            .lines
            .iter()
            .find(|line| line.unit_price.currency != order.currency);
        if let Some(line) = other {
            return Err(OrdersError::OtherCurrency {
                order: order.number.clone(),
                currency: order.currency,
                product: line.product.clone(),
                other: line.unit_price.currency,
            });
        }
    }
    Ok(())
}

/// The rows of everything that a batch of orders names.
pub(super) struct References {
    /// Row by product.
    products: HashMap<ProductKey, i64>,
    /// Row by member.
    members: HashMap<MemberKey, i64>,
}

impl References {
    /// Finds what `orders` name.
    pub(super) async fn find(reader: Reader<'_>, orders: &[&Order]) -> Result<Self, OrdersError> {
        let lines = orders.iter().flat_map(|order| &order.lines);
        let products: HashSet<&ProductKey> = lines.map(|line| &line.product).collect();
        let owners: HashSet<&MemberKey> = orders
            .iter()
            .filter_map(|order| order.member.as_ref())
            .collect();
        Ok(Self {
            products: catalog::rows_of(reader, products.into_iter()).await?,
            members: members::rows_of(reader, owners.into_iter()).await?,
        })
    }

    /// `order` as its rows will have it.
    pub(super) fn resolve(&self, order: &Order) -> Result<KeptOrder, OrdersError> {
        let member = order.member.as_ref().map(|member| {
            self.members
                .get(member)
                .copied()
                .ok_or_else(|| OrdersError::UnknownMember {
                    order: order.number.clone(),
                    member: member.clone(),
                })
        });
        let lines = order
            .lines
            .iter()
            .map(|line| match self.products.get(&line.product) {
                Some(&product) => Ok(KeptLine {
                    product,
                    quantity: line.quantity,
                    unit_price: line.unit_price.minor,
                }),
                None => Err(OrdersError::UnknownProduct {
                    order: order.number.clone(),
                    product: line.product.clone(),
                }),
            });
        Ok(KeptOrder {
            number: order.number.clone(),
            member: member.transpose()?,
            placed: order.placed,
            state: order.state,
            currency: order.currency,
            lines: lines.collect::<Result<_, _>>()?,
        })
    }
}
