//! Why a request is not carried out.

use crate::ids::{OrderNumber, ProductKey};
use crate::money::Money;
use crate::orders::OrderState;

use super::dossier::RequestKind;

/// Why the shop's rules say no to a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The order is not the asker's, or not at all: nobody can tell one from the other.
    #[error("there is no order {0}")]
    NoOrder(OrderNumber),
    /// The shop does not offer it.
    #[error("the shop's rules have no [{}]", .0.word())]
    NotOffered(RequestKind),
    /// The order has come too far, or not far enough.
    #[error("an order that is {} is not open for `{}`", .state.word(), .kind.word())]
    State {
        /// What was asked for.
        kind: RequestKind,
        /// How far the order has come.
        state: OrderState,
    },
    /// It was done as often as it may be.
    #[error("`{}` was done for this order before", .0.word())]
    DoneBefore(RequestKind),
    /// Goods of the order were changed, and with that it is settled.
    #[error("the goods of this order were changed, so that it can no longer be called off")]
    ItemsChanged,
    /// The days are over.
    #[error("the {days} days for `{}` are over", .kind.word())]
    TooLate {
        /// What was asked for.
        kind: RequestKind,
        /// How many days there were.
        days: i64,
    },
    /// The reason is none that counts.
    #[error("`{0}` is no reason that counts")]
    Reason(String),
    /// Nothing was named.
    #[error("no article is named")]
    NothingNamed,
    /// More of it than the order has.
    #[error("the order does not have so many of product {0}")]
    NotInOrder(ProductKey),
    /// It is not in the catalogue.
    #[error("there is no product {0}")]
    NoProduct(ProductKey),
    /// There is none left.
    #[error("product {0} is sold out")]
    SoldOut(ProductKey),
    /// It is another product, not another variant of the same.
    #[error("product {to} is no variant of product {from}")]
    OtherProduct {
        /// What the member has.
        from: ProductKey,
        /// What they want.
        to: ProductKey,
    },
    /// It is the same article.
    #[error("product {0} would be changed for itself")]
    SameProduct(ProductKey),
    /// It differs in more than the rules allow.
    #[error("product {to} differs in {option}, which the rules do not let be changed")]
    OtherOption {
        /// What they want.
        to: ProductKey,
        /// In what it differs.
        option: String,
    },
    /// Goods of its category do not come back.
    #[error("product {0} is of a category that does not come back")]
    NotReturnable(ProductKey),
    /// The member has no such payment method.
    #[error("the member has no payment method `{0}`")]
    NoMethod(String),
    /// A refund does not go there.
    #[error("a refund does not go to `{0}`")]
    MethodNotAllowed(String),
    /// The order is paid by that very method.
    #[error("the order is paid by `{0}` already")]
    SameMethod(String),
    /// Money has gone back and forth already, or none is known of.
    #[error("only an order with exactly one payment can be paid in another way")]
    NotPaidOnce,
    /// There is not enough on the gift card.
    #[error("there is {} on `{method}`, and {} is needed", .balance.decimal(), .needed.decimal())]
    Balance {
        /// The gift card.
        method: String,
        /// What is on it.
        balance: Money,
        /// What is needed.
        needed: Money,
    },
    /// A part of the address is missing.
    #[error("the address has no {0}")]
    AddressPart(&'static str),
    /// It would change nothing.
    #[error("that is how it is already")]
    NothingToChange,
    /// More than was paid.
    #[error("{} is more than the {} that the order has brought", .wanted.decimal(), .left.decimal())]
    MoreThanPaid {
        /// What is wanted.
        wanted: Money,
        /// What is left of what was paid.
        left: Money,
    },
    /// Amounts of different currencies, or too large to be held.
    #[error("the amounts cannot be added up")]
    Amounts,
}
