//! What a request makes different, exactly: found by laying the order as it will be beside the order as it is.

use std::fmt;

use super::dossier::{Dossier, Payment, PaymentKind, Request, Served};
use crate::ids::ProductKey;
use crate::members::Address;
use crate::money::Money;
use crate::orders::{OrderLine, OrderState};

/// One thing that a request makes different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderDifference {
    /// How far the order has come.
    State {
        /// As it is.
        before: OrderState,
        /// As it will be.
        after: OrderState,
    },
    /// Where it goes.
    Address {
        /// As it is; unknown where no import said.
        before: Option<Box<Address>>,
        /// As it will be.
        after: Option<Box<Address>>,
    },
    /// So many of a product leave the order, at once.
    Out {
        /// Which.
        product: ProductKey,
        /// How many.
        quantity: i64,
        /// What one cost.
        unit_price: Money,
    },
    /// So many of a product come into the order, at once.
    In {
        /// Which.
        product: ProductKey,
        /// How many.
        quantity: i64,
        /// What one costs.
        unit_price: Money,
    },
    /// So many of a product are to be sent back.
    Back {
        /// Which.
        product: ProductKey,
        /// How many.
        quantity: i64,
    },
    /// So many of a product are to be sent for those that come back.
    Instead {
        /// Which.
        product: ProductKey,
        /// How many.
        quantity: i64,
        /// A size or the like.
        option: Option<String>,
    },
    /// Money is paid, or refunded, at once.
    Paid {
        /// Which way.
        kind: PaymentKind,
        /// How much.
        amount: Money,
        /// The method's name.
        method: String,
    },
    /// Money that will be paid (above zero) or refunded (below) when the goods are back.
    Later {
        /// How much.
        amount: Money,
        /// The method's name.
        method: String,
    },
    /// What is on a gift card.
    Balance {
        /// The card's name.
        method: String,
        /// As it is.
        before: Money,
        /// As it will be.
        after: Money,
    },
}

/// On one line, for the shop's people.
impl fmt::Display for OrderDifference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State { before, after } => {
                write!(formatter, "state: {} -> {}", before.word(), after.word())
            }
            Self::Address { after, .. } => {
                let after = after.as_ref().map(ToString::to_string).unwrap_or_default();
                write!(formatter, "address: {after}")
            }
            Self::Out {
                product, quantity, ..
            } => write!(formatter, "out of the order: {quantity} × {product}"),
            Self::In {
                product,
                quantity,
                unit_price,
            } => write!(
                formatter,
                "into the order: {quantity} × {product} at {unit_price}"
            ),
            Self::Back { product, quantity } => {
                write!(formatter, "sent back: {quantity} × {product}")
            }
            Self::Instead {
                product,
                quantity,
                option,
            } => {
                let option = option.as_deref().unwrap_or_default();
                write!(formatter, "sent instead: {quantity} × {product} {option}")
            }
            Self::Paid {
                kind,
                amount,
                method,
            } => write!(formatter, "{}: {amount}, {method}", kind.word()),
            Self::Later { amount, method } => {
                write!(formatter, "due when the goods are back: {amount}, {method}")
            }
            Self::Balance {
                method,
                before,
                after,
            } => write!(formatter, "on {method}: {before} -> {after}"),
        }
    }
}

/// What differs between `before` and `after`, which a `request` that costs `difference` has made of it.
pub(super) fn differences(
    before: &Dossier,
    after: &Dossier,
    request: &Request,
    difference: Money,
) -> Vec<OrderDifference> {
    let mut found = Vec::new();
    if before.order.state != after.order.state {
        found.push(OrderDifference::State {
            before: before.order.state,
            after: after.order.state,
        });
    }
    if before.address != after.address {
        found.push(OrderDifference::Address {
            before: before.address.clone().map(Box::new),
            after: after.address.clone().map(Box::new),
        });
    }
    goods(&before.order.lines, &after.order.lines, &mut found);
    asked(request, difference, &mut found);
    let new = after.payments.iter().skip(before.payments.len());
    found.extend(new.filter(|paid| paid.amount.minor > 0).map(paid));
    for (was, is) in before.methods.iter().zip(&after.methods) {
        if let (Some(was), Some(now)) = (was.balance(), is.balance())
            && was != now
        {
            found.push(OrderDifference::Balance {
                method: is.name.clone(),
                before: was,
                after: now,
            });
        }
    }
    found
}

fn paid(payment: &Payment) -> OrderDifference {
    OrderDifference::Paid {
        kind: payment.kind,
        amount: payment.amount,
        method: payment.method.clone(),
    }
}

/// The goods that leave and come: as many of a product at a price as one side has more of it.
fn goods(before: &[OrderLine], after: &[OrderLine], found: &mut Vec<OrderDifference>) {
    let mut kinds: Vec<(&ProductKey, Money)> = Vec::new();
    for line in before.iter().chain(after) {
        let kind = (&line.product, line.unit_price);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let count = |lines: &[OrderLine], (product, price): (&ProductKey, Money)| -> i64 {
        let same = lines
            .iter()
            .filter(|line| line.product == *product && line.unit_price == price);
        same.map(|line| line.quantity).sum()
    };
    for kind in kinds {
        let more = count(after, kind) - count(before, kind);
        let (product, unit_price) = (kind.0.clone(), kind.1);
        if more < 0 {
            found.push(OrderDifference::Out {
                product,
                quantity: -more,
                unit_price,
            });
        } else if more > 0 {
            found.push(OrderDifference::In {
                product,
                quantity: more,
                unit_price,
            });
        }
    }
}

/// What is agreed now and happens when the goods are back.
fn asked(request: &Request, difference: Money, found: &mut Vec<OrderDifference>) {
    let method = match request {
        Request::Return { pieces, method } => {
            found.extend(pieces.iter().map(|piece| OrderDifference::Back {
                product: piece.product.clone(),
                quantity: piece.quantity,
            }));
            method
        }
        Request::Exchange { swaps, method } => {
            for swap in swaps {
                found.push(OrderDifference::Back {
                    product: swap.from.clone(),
                    quantity: swap.quantity,
                });
                found.push(OrderDifference::Instead {
                    product: swap.to.clone(),
                    quantity: swap.quantity,
                    option: swap.option.clone(),
                });
            }
            method
        }
        _ => return,
    };
    if difference.minor != 0 {
        found.push(OrderDifference::Later {
            amount: difference,
            method: method.clone(),
        });
    }
}

impl Served {
    /// Whether what it agreed on still waits for goods to come back.
    #[must_use]
    pub fn waits(&self, state: OrderState) -> bool {
        matches!(
            (&self.request, state),
            (Request::Return { .. }, OrderState::ReturnRequested)
                | (Request::Exchange { .. }, OrderState::ExchangeRequested)
        )
    }
}
