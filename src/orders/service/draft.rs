//! An order that is being changed: what every request needs of it.

use std::collections::HashMap;

use super::dossier::{
    Dossier, MethodKind, Payment, PaymentKind, PaymentMethod, Piece, RequestKind, Swap,
};
use super::refusal::Refusal;
use super::rules::Rules;
use crate::catalog::Product;
use crate::clock::Timestamp;
use crate::ids::ProductKey;
use crate::money::{Currency, Money};
use crate::orders::{OrderLine, OrderState};

/// Names the method that an order was first paid by, whichever that is.
pub const ORIGINAL: &str = "original";

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// What a decision is made from, besides the order.
#[derive(Clone, Copy)]
pub(super) struct Grounds<'a> {
    pub(super) rules: &'a Rules,
    /// The products that the request and the order name, those that are kept.
    pub(super) goods: &'a HashMap<ProductKey, Product>,
    pub(super) now: Timestamp,
}

/// An order that is being changed.
pub(super) struct Draft<'a> {
    pub(super) after: Dossier,
    pub(super) on: Grounds<'a>,
    pub(super) kind: RequestKind,
}

impl Draft<'_> {
    pub(super) fn currency(&self) -> Currency {
        self.after.order.currency
    }

    pub(super) fn zero(&self) -> Money {
        Money::new(0, self.currency())
    }

    /// The order has come as far as the rule asks.
    pub(super) fn open(&self, states: Option<&[OrderState]>) -> Result<(), Refusal> {
        let state = self.after.order.state;
        match states {
            None => Err(Refusal::NotOffered(self.kind)),
            Some(states) if states.contains(&state) => Ok(()),
            Some(_) => Err(Refusal::State {
                kind: self.kind,
                state,
            }),
        }
    }

    /// It was not done too often, and is not too late.
    pub(super) fn in_time(&self, times: usize, days: Option<i64>) -> Result<(), Refusal> {
        if self.after.times(self.kind) >= times {
            return Err(Refusal::DoneBefore(self.kind));
        }
        let Some(days) = days else { return Ok(()) };
        // Where nobody knows when it arrived, the day it was ordered counts.
        let since = self.after.delivered().unwrap_or(self.after.order.placed);
        let over = since.micros().saturating_add(days.saturating_mul(DAY));
        if self.on.now.micros() > over {
            return Err(Refusal::TooLate {
                kind: self.kind,
                days,
            });
        }
        Ok(())
    }

    /// What each method has paid and not got back, in the order of the first payments.
    pub(super) fn left_by_method(&self) -> Result<Vec<(String, Money)>, Refusal> {
        let mut left: Vec<(String, Money)> = Vec::new();
        for payment in &self.after.payments {
            let signed = match payment.kind {
                PaymentKind::Payment => payment.amount,
                PaymentKind::Refund => Money::new(-payment.amount.minor, payment.amount.currency),
            };
            match left
                .iter_mut()
                .find(|(method, _)| *method == payment.method)
            {
                Some((_, sum)) => *sum = add(*sum, signed)?,
                None => left.push((payment.method.clone(), signed)),
            }
        }
        Ok(left)
    }

    /// The name of the method that `name` means; one of the owner's, or the one that was paid by.
    pub(super) fn method(&self, name: &str) -> Result<String, Refusal> {
        if name == ORIGINAL {
            return Ok(self.after.first_paid_by().unwrap_or(ORIGINAL).to_owned());
        }
        let known = self.after.method(name);
        known.map_or_else(
            || Err(Refusal::NoMethod(name.to_owned())),
            |method| Ok(method.name.clone()),
        )
    }

    /// A gift card has what it shall pay.
    pub(super) fn covers(&self, method: &str, needed: Money) -> Result<(), Refusal> {
        let balance = self.after.method(method).and_then(PaymentMethod::balance);
        match balance {
            Some(balance) if balance.currency != needed.currency => Err(Refusal::Amounts),
            Some(balance) if balance.minor < needed.minor => Err(Refusal::Balance {
                method: method.to_owned(),
                balance,
                needed,
            }),
            _ => Ok(()),
        }
    }

    /// Moves money, at once where a gift card is one side of it.
    pub(super) fn pay(
        &mut self,
        kind: PaymentKind,
        amount: Money,
        method: &str,
    ) -> Result<(), Refusal> {
        let change = match kind {
            PaymentKind::Payment => {
                self.covers(method, amount)?;
                negative(amount)
            }
            PaymentKind::Refund => amount,
        };
        let card = self
            .after
            .methods
            .iter_mut()
            .find(|known| known.name == method);
        if let Some(MethodKind::GiftCard { balance }) = card.map(|card| &mut card.kind) {
            *balance = add(*balance, change)?;
        }
        self.after.payments.push(Payment {
            kind,
            amount,
            method: method.to_owned(),
            at: Some(self.on.now),
        });
        Ok(())
    }

    /// What the order took for `pieces`, of each product the first lines first.
    pub(super) fn worth(&self, pieces: &[Piece]) -> Result<Money, Refusal> {
        let mut left: Vec<i64> = self
            .after
            .order
            .lines
            .iter()
            .map(|line| line.quantity)
            .collect();
        let mut worth = self.zero();
        for piece in pieces {
            let missing = || Refusal::NotInOrder(piece.product.clone());
            if piece.quantity <= 0 {
                return Err(missing());
            }
            let mut wanted = piece.quantity;
            for (line, left) in self.after.order.lines.iter().zip(&mut left) {
                if line.product == piece.product {
                    let taken = wanted.min(*left);
                    *left -= taken;
                    wanted -= taken;
                    let price = line.unit_price.times(taken).ok_or(Refusal::Amounts)?;
                    worth = add(worth, price)?;
                }
            }
            if wanted > 0 {
                return Err(missing());
            }
        }
        Ok(worth)
    }

    /// Puts the new goods where the old ones stood; a line of which only some are swapped is split.
    pub(super) fn replace(&mut self, swaps: &[Swap]) -> Result<(), Refusal> {
        let mut swapped: Vec<OrderLine> = Vec::new();
        let mut wanted: Vec<(&Swap, i64)> =
            swaps.iter().map(|swap| (swap, swap.quantity)).collect();
        for line in std::mem::take(&mut self.after.order.lines) {
            let mut left = line.quantity;
            for (swap, open) in &mut wanted {
                if swap.from != line.product || *open == 0 || left == 0 {
                    continue;
                }
                let taken = left.min(*open);
                left -= taken;
                *open -= taken;
                swapped.push(OrderLine {
                    product: swap.to.clone(),
                    quantity: taken,
                    unit_price: self.good(&swap.to)?.price,
                });
            }
            if left > 0 {
                swapped.push(OrderLine {
                    quantity: left,
                    ..line
                });
            }
        }
        self.after.order.lines = swapped;
        Ok(())
    }

    pub(super) fn good(&self, key: &ProductKey) -> Result<&Product, Refusal> {
        let kept = self.on.goods.get(key);
        kept.ok_or_else(|| Refusal::NoProduct(key.clone()))
    }

    pub(super) fn fee(&self, fee: Option<&str>) -> Result<Money, Refusal> {
        match fee {
            None => Ok(self.zero()),
            Some(fee) => Money::parse(fee, self.currency()).map_err(|_| Refusal::Amounts),
        }
    }
}

pub(super) fn negative(money: Money) -> Money {
    Money::new(-money.minor, money.currency)
}

pub(super) fn add(one: Money, other: Money) -> Result<Money, Refusal> {
    if one.currency != other.currency {
        return Err(Refusal::Amounts);
    }
    let sum = one.minor.checked_add(other.minor).ok_or(Refusal::Amounts)?;
    Ok(Money::new(sum, one.currency))
}
