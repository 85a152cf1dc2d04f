//! What an order is.

use crate::clock::Timestamp;
use crate::ids::{MemberKey, OrderNumber, ProductKey};
use crate::money::{Currency, Money};

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// The shop has it; nothing has been sent.
    Placed,
    /// Billed; the source says no more.
    Invoiced,
    /// Being packed; it can no longer be changed.
    Packed,
    /// On its way.
    Shipped,
    /// With the member.
    Delivered,
    /// Called off.
    Cancelled,
    /// With the member, who wants to send goods back.
    ReturnRequested,
    /// With the member, who wants to send goods back for others.
    ExchangeRequested,
    /// Sent back.
    Returned,
}

impl OrderState {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Placed,
        Self::Invoiced,
        Self::Packed,
        Self::Shipped,
        Self::Delivered,
        Self::Cancelled,
        Self::ReturnRequested,
        Self::ExchangeRequested,
        Self::Returned,
    ];

    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Invoiced => "invoiced",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Packed => "packed",
            Self::Cancelled => "cancelled",
            Self::ReturnRequested => "return_requested",
            Self::ExchangeRequested => "exchange_requested",
            Self::Returned => "returned",
        }
    }

    /// The state kept under `word`.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLine {
    /// What was ordered; it must be in the catalogue.
    pub product: ProductKey,
    /// How many; above zero.
    pub quantity: i64,
    /// What one cost then, in the order's currency.
    pub unit_price: Money,
}

/// One order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The number as the member knows it.
    pub number: OrderNumber,
    /// Who ordered; `None` for a guest. A member that is named must be kept already.
    pub member: Option<MemberKey>,
    /// When.
    pub placed: Timestamp,
    /// How far it has come.
    pub state: OrderState,
    /// What it was billed in.
    pub currency: Currency,
    /// What was ordered, in the order of the source.
    pub lines: Vec<OrderLine>,
}

impl Order {
    /// What all lines cost together; `None` where that cannot be held, or a line is in another currency.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        self.lines
            .iter()
            .try_fold(Money::new(0, self.currency), |sum, line| {
                let line = line.unit_price.times(line.quantity)?;
                let same = line.currency == sum.currency;
                same.then_some(Money::new(sum.minor.checked_add(line.minor)?, sum.currency))
            })
    }
}
