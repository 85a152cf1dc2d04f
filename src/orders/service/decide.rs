//! What the rules make of a request: a pure function from an order as it is to the order as it will be.

use std::collections::HashMap;

use super::dossier::{Dossier, PaymentKind, Piece, Request, RequestKind, Swap};
use super::draft::{Draft, Grounds, add, negative};
use super::refusal::Refusal;
use super::rules::{CancelRule, RefundTo, ReturnRule, SwapRule};
use crate::catalog::Product;
use crate::ids::ProductKey;
use crate::money::Money;
use crate::orders::OrderState;

/// An order as a request leaves it.
pub(super) struct Decision {
    pub(super) after: Dossier,
    /// What the member pays more, or gets back where it is below zero.
    pub(super) difference: Money,
}

/// The order as `request` leaves it, or why it stays as it is.
pub(super) fn decide(
    before: &Dossier,
    request: &Request,
    on: Grounds<'_>,
) -> Result<Decision, Refusal> {
    let mut draft = Draft {
        after: before.clone(),
        on,
        kind: request.kind(),
    };
    let difference = match request {
        Request::Cancel { reason } => draft.cancel(reason)?,
        Request::ChangeAddress(address) => {
            draft.open(draft.on.rules.address.as_ref().map(|rule| &rule.states[..]))?;
            for (part, value) in [("street", &address.line1), ("city", &address.city)] {
                if value.trim().is_empty() {
                    return Err(Refusal::AddressPart(part));
                }
            }
            if before.address.as_ref() == Some(address) {
                return Err(Refusal::NothingToChange);
            }
            draft.after.address = Some(address.clone());
            draft.zero()
        }
        Request::ChangePayment { method } => draft.change_payment(method)?,
        Request::ChangeItems { swaps, method } => draft.change_items(swaps, method)?,
        Request::Return { pieces, method } => draft.take_back(pieces, method)?,
        Request::Exchange { swaps, method } => draft.exchange(swaps, method)?,
        Request::Receive => draft.receive()?,
        Request::Refund { amount, method, .. } => draft.refund(*amount, method)?,
    };
    Ok(Decision {
        after: draft.after,
        difference,
    })
}

impl Draft<'_> {
    fn cancel(&mut self, reason: &str) -> Result<Money, Refusal> {
        let rule: Option<&CancelRule> = self.on.rules.cancel.as_ref();
        self.open(rule.map(|rule| &rule.states[..]))?;
        let rule = rule.ok_or(Refusal::NotOffered(self.kind))?;
        if !rule.after_items_changed && self.after.times(RequestKind::Items) > 0 {
            return Err(Refusal::ItemsChanged);
        }
        let counts = rule.reasons.is_empty() || rule.reasons.iter().any(|known| known == reason);
        if !counts {
            return Err(Refusal::Reason(reason.to_owned()));
        }
        let mut back = self.zero();
        for (method, left) in self.left_by_method()? {
            if left.minor > 0 {
                self.pay(PaymentKind::Refund, left, &method)?;
                back = add(back, Money::new(-left.minor, left.currency))?;
            }
        }
        self.after.order.state = OrderState::Cancelled;
        Ok(back)
    }

    fn change_payment(&mut self, method: &str) -> Result<Money, Refusal> {
        let rule = self.on.rules.payment.as_ref();
        self.open(rule.map(|rule| &rule.states[..]))?;
        if self.after.method(method).is_none() {
            return Err(Refusal::NoMethod(method.to_owned()));
        }
        let [paid] = &self.after.payments[..] else {
            return Err(Refusal::NotPaidOnce);
        };
        if paid.kind != PaymentKind::Payment {
            return Err(Refusal::NotPaidOnce);
        }
        if paid.method == method {
            return Err(Refusal::SameMethod(method.to_owned()));
        }
        let (amount, first) = (paid.amount, paid.method.clone());
        self.pay(PaymentKind::Payment, amount, method)?;
        self.pay(PaymentKind::Refund, amount, &first)?;
        Ok(self.zero())
    }

    fn change_items(&mut self, swaps: &[Swap], method: &str) -> Result<Money, Refusal> {
        let rule = self.on.rules.items.as_ref();
        let difference = self.swapped(rule, swaps)?;
        let method = self.method(method)?;
        let (kind, amount) = if difference.minor > 0 {
            (PaymentKind::Payment, difference)
        } else {
            let back = Money::new(-difference.minor, difference.currency);
            (PaymentKind::Refund, back)
        };
        self.pay(kind, amount, &method)?;
        self.replace(swaps)?;
        Ok(difference)
    }

    fn exchange(&mut self, swaps: &[Swap], method: &str) -> Result<Money, Refusal> {
        let difference = self.swapped(self.on.rules.exchange.as_ref(), swaps)?;
        let method = self.method(method)?;
        self.covers(&method, difference)?;
        self.after.order.state = OrderState::ExchangeRequested;
        Ok(difference)
    }

    /// What swapping costs, where the rule lets everything of it be swapped.
    fn swapped(&self, rule: Option<&SwapRule>, swaps: &[Swap]) -> Result<Money, Refusal> {
        self.open(rule.map(|rule| &rule.states[..]))?;
        let rule = rule.ok_or(Refusal::NotOffered(self.kind))?;
        self.in_time(rule.times, rule.days)?;
        if swaps.is_empty() {
            return Err(Refusal::NothingNamed);
        }
        let mut needed: HashMap<&ProductKey, i64> = HashMap::new();
        let mut difference = self.fee(rule.fee.as_deref())?;
        let pieces = swaps.iter().map(|swap| Piece {
            product: swap.from.clone(),
            quantity: swap.quantity,
        });
        let old = self.worth(&pieces.collect::<Vec<_>>())?;
        for swap in swaps {
            let wanted = self.good(&swap.to)?;
            self.may_be_swapped(rule, swap, wanted)?;
            let count = needed.entry(&swap.to).or_default();
            *count = count.saturating_add(swap.quantity);
            if wanted.stock.is_some_and(|left| left < *count) {
                return Err(Refusal::SoldOut(swap.to.clone()));
            }
            let new = wanted.price.times(swap.quantity).ok_or(Refusal::Amounts)?;
            difference = add(difference, new)?;
        }
        add(difference, Money::new(-old.minor, old.currency))
    }

    fn may_be_swapped(
        &self,
        rule: &SwapRule,
        swap: &Swap,
        wanted: &Product,
    ) -> Result<(), Refusal> {
        if swap.from == swap.to {
            return if rule.same_article {
                Ok(())
            } else {
                Err(Refusal::SameProduct(swap.to.clone()))
            };
        }
        let owned = self.good(&swap.from)?;
        if owned.family.is_none() || owned.family != wanted.family {
            return Err(Refusal::OtherProduct {
                from: swap.from.clone(),
                to: swap.to.clone(),
            });
        }
        if rule.options.is_empty() {
            return Ok(());
        }
        let names = owned.attributes.keys().chain(wanted.attributes.keys());
        let differs = names
            .filter(|name| owned.attributes.get(*name) != wanted.attributes.get(*name))
            .find(|name| !rule.options.contains(name));
        match differs {
            None => Ok(()),
            Some(option) => Err(Refusal::OtherOption {
                to: swap.to.clone(),
                option: option.clone(),
            }),
        }
    }

    fn take_back(&mut self, pieces: &[Piece], method: &str) -> Result<Money, Refusal> {
        let rule: Option<&ReturnRule> = self.on.rules.returns.as_ref();
        self.open(rule.map(|rule| &rule.states[..]))?;
        let rule = rule.ok_or(Refusal::NotOffered(self.kind))?;
        self.in_time(rule.times, rule.days)?;
        if pieces.is_empty() {
            return Err(Refusal::NothingNamed);
        }
        let worth = self.worth(pieces)?;
        for piece in pieces {
            let category = self.good(&piece.product)?.category.as_ref();
            if category.is_some_and(|category| rule.except_categories.contains(category)) {
                return Err(Refusal::NotReturnable(piece.product.clone()));
            }
        }
        let method = self.method(method)?;
        if !self.may_be_refunded_to(&rule.refund_to, &method) {
            return Err(Refusal::MethodNotAllowed(method));
        }
        self.after.order.state = OrderState::ReturnRequested;
        let back = add(worth, negative(self.fee(rule.fee.as_deref())?))?;
        Ok(negative(Money::new(back.minor.max(0), back.currency)))
    }

    fn may_be_refunded_to(&self, allowed: &[RefundTo], method: &str) -> bool {
        let original = self
            .after
            .first_paid_by()
            .is_none_or(|first| first == method);
        let gift_card = self
            .after
            .method(method)
            .is_some_and(|method| method.balance().is_some());
        allowed.is_empty()
            || (original && allowed.contains(&RefundTo::Original))
            || (gift_card && allowed.contains(&RefundTo::GiftCard))
    }

    /// The goods are back: what was agreed is done.
    fn receive(&mut self) -> Result<Money, Refusal> {
        let state = self.after.order.state;
        let asked = self.after.served.iter().rev().find(|served| {
            matches!(
                (served.request.kind(), state),
                (RequestKind::Return, OrderState::ReturnRequested)
                    | (RequestKind::Exchange, OrderState::ExchangeRequested)
            )
        });
        let asked = asked.cloned().ok_or(Refusal::State {
            kind: self.kind,
            state,
        })?;
        match &asked.request {
            Request::Return { pieces, method } => {
                let method = self.method(method)?;
                self.pay(PaymentKind::Refund, negative(asked.difference), &method)?;
                let sent_back: i64 = pieces.iter().map(|piece| piece.quantity).sum();
                let all: i64 = self
                    .after
                    .order
                    .lines
                    .iter()
                    .map(|line| line.quantity)
                    .sum();
                self.after.order.state = if sent_back == all {
                    OrderState::Returned
                } else {
                    OrderState::Delivered
                };
            }
            Request::Exchange { swaps, method } => {
                let method = self.method(method)?;
                let (kind, amount) = if asked.difference.minor > 0 {
                    (PaymentKind::Payment, asked.difference)
                } else {
                    (PaymentKind::Refund, negative(asked.difference))
                };
                self.pay(kind, amount, &method)?;
                self.replace(swaps)?;
                self.after.order.state = OrderState::Delivered;
            }
            _ => {}
        }
        Ok(asked.difference)
    }

    fn refund(&mut self, amount: i64, method: &str) -> Result<Money, Refusal> {
        let wanted = Money::new(amount, self.currency());
        let mut left = self.zero();
        for (_, sum) in self.left_by_method()? {
            left = add(left, sum)?;
        }
        if amount <= 0 {
            return Err(Refusal::Amounts);
        }
        if left.minor < amount {
            return Err(Refusal::MoreThanPaid { wanted, left });
        }
        let method = self.method(method)?;
        self.pay(PaymentKind::Refund, wanted, &method)?;
        Ok(negative(wanted))
    }
}
