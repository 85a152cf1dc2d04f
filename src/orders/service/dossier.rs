//! An order with all that belongs to it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::ProductKey;
use crate::members::Address;
use crate::money::Money;
use crate::orders::Order;

/// By what a member can pay, or be paid back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentMethod {
    /// The shop's name of it, which no other has: `credit_card_9513926`.
    pub name: String,
    /// What it is.
    pub kind: MethodKind,
}

/// What kind of payment method it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MethodKind {
    /// A gift card, or the shop's own credit: it holds money.
    GiftCard {
        /// What is left on it; never below zero.
        balance: Money,
    },
    /// A bank card.
    Card {
        /// Visa, Mastercard, 银联.
        brand: String,
        /// The last four digits, which is all that a shop keeps of it.
        last_four: String,
    },
    /// A wallet of somebody else: `PayPal`, Alipay, 微信支付.
    Wallet {
        /// Whose.
        provider: String,
    },
}

impl PaymentMethod {
    /// What is left on it, where it is a gift card.
    #[must_use]
    pub fn balance(&self) -> Option<Money> {
        match self.kind {
            MethodKind::GiftCard { balance } => Some(balance),
            MethodKind::Card { .. } | MethodKind::Wallet { .. } => None,
        }
    }
}

/// Which way money went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentKind {
    /// To the shop.
    Payment,
    /// Back to the member.
    Refund,
}

impl PaymentKind {
    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Refund => "refund",
        }
    }

    /// The kind kept under `word`.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Self::Payment, Self::Refund]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// Money that went one way or the other for an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Which way.
    pub kind: PaymentKind,
    /// How much; never below zero. Zero where goods of the same price were changed for one another.
    pub amount: Money,
    /// The name of the [`PaymentMethod`].
    pub method: String,
    /// When; unknown for what an import does not date.
    pub at: Option<Timestamp>,
}

/// A parcel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// Who carries it; empty where that is not known.
    pub carrier: String,
    /// Its tracking numbers.
    pub tracking: Vec<String>,
    /// What is in it; a product twice where two of it are.
    pub products: Vec<ProductKey>,
    /// When it was handed to the carrier.
    pub sent: Option<Timestamp>,
    /// When it reached the member.
    pub delivered: Option<Timestamp>,
}

/// So many of one product of an order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Piece {
    /// Which.
    #[schema(value_type = String)]
    pub product: ProductKey,
    /// How many; above zero.
    pub quantity: i64,
}

/// So many of one product of an order, for as many of another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Swap {
    /// What the member has.
    #[schema(value_type = String)]
    pub from: ProductKey,
    /// What they want.
    #[schema(value_type = String)]
    pub to: ProductKey,
    /// How many; above zero.
    pub quantity: i64,
    /// A size or the like that the order does not tell apart, in the shop's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
}

/// What can be asked for about an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = OrderRequest)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// To call it off. The money goes back the way it came.
    Cancel {
        /// Why, in one of the words that the rules know.
        reason: String,
    },
    /// To send it elsewhere.
    ChangeAddress(Address),
    /// To pay it by another method; the first one gets its money back.
    ChangePayment {
        /// The new method.
        method: String,
    },
    /// Other goods in it, before it is sent. The difference is paid or refunded at once.
    ChangeItems {
        /// What for what.
        swaps: Vec<Swap>,
        /// Where the difference is paid from or refunded to.
        method: String,
    },
    /// To send goods back. The refund comes when they are there.
    Return {
        /// Which.
        pieces: Vec<Piece>,
        /// Where the refund goes.
        method: String,
    },
    /// To send goods back for others. The difference is paid or refunded when they are there.
    Exchange {
        /// What for what.
        swaps: Vec<Swap>,
        /// Where the difference is paid from or refunded to.
        method: String,
    },
    /// What was sent back has arrived: the refund is made, or the other goods go out. Only the shop's people ask it.
    Receive,
    /// So much is paid back besides, out of goodwill. Only the shop's people ask it.
    Refund {
        /// How much, in minor units of the order's currency; above zero.
        amount: i64,
        /// Where it goes.
        method: String,
        /// Why.
        reason: String,
    },
}

impl Request {
    /// What it is called, in rules and records.
    #[must_use]
    pub fn kind(&self) -> RequestKind {
        match self {
            Self::Cancel { .. } => RequestKind::Cancel,
            Self::ChangeAddress(_) => RequestKind::Address,
            Self::ChangePayment { .. } => RequestKind::Payment,
            Self::ChangeItems { .. } => RequestKind::Items,
            Self::Return { .. } => RequestKind::Return,
            Self::Exchange { .. } => RequestKind::Exchange,
            Self::Receive => RequestKind::Receive,
            Self::Refund { .. } => RequestKind::Refund,
        }
    }
}

/// What kind of thing is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// [`Request::Cancel`].
    Cancel,
    /// [`Request::ChangeAddress`].
    Address,
    /// [`Request::ChangePayment`].
    Payment,
    /// [`Request::ChangeItems`].
    Items,
    /// [`Request::Return`].
    Return,
    /// [`Request::Exchange`].
    Exchange,
    /// [`Request::Receive`].
    Receive,
    /// [`Request::Refund`].
    Refund,
}

impl RequestKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Cancel,
        Self::Address,
        Self::Payment,
        Self::Items,
        Self::Return,
        Self::Exchange,
        Self::Receive,
        Self::Refund,
    ];

    /// Its name in the rules.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Address => "address",
            Self::Payment => "payment",
            Self::Items => "items",
            Self::Return => "return",
            Self::Exchange => "exchange",
            Self::Receive => "receive",
            Self::Refund => "refund",
        }
    }

    /// Whether only the shop's people may ask it.
    #[must_use]
    pub fn is_for_staff(self) -> bool {
        matches!(self, Self::Receive | Self::Refund)
    }
}

/// A request that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// Names it: the same key is never carried out twice.
    pub key: String,
    /// When.
    pub at: Timestamp,
    /// Who said yes: `member:KEY`, `agent:NAME`.
    pub by: String,
    /// What was asked for.
    pub request: Request,
    /// What the member pays more (above zero) or gets back (below), at once or when the goods are there.
    pub difference: Money,
}

/// An order, and all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// The order.
    pub order: Order,
    /// Where it goes; unknown for what an import does not say.
    pub address: Option<Address>,
    /// The money, oldest first.
    pub payments: Vec<Payment>,
    /// The parcels, oldest first.
    pub shipments: Vec<Shipment>,
    /// What was changed since, oldest first.
    pub served: Vec<Served>,
    /// By what its owner can pay, by name.
    pub methods: Vec<PaymentMethod>,
}

impl Dossier {
    /// The method called `name`, where it is the owner's.
    #[must_use]
    pub fn method(&self, name: &str) -> Option<&PaymentMethod> {
        self.methods.iter().find(|method| method.name == name)
    }

    /// The method that the order was first paid by.
    #[must_use]
    pub fn first_paid_by(&self) -> Option<&str> {
        let paid = self
            .payments
            .iter()
            .find(|payment| payment.kind == PaymentKind::Payment);
        paid.map(|payment| payment.method.as_str())
    }

    /// When the last parcel reached the member; `None` where one is still on its way or nothing is known.
    #[must_use]
    pub fn delivered(&self) -> Option<Timestamp> {
        let all: Option<Vec<Timestamp>> = self
            .shipments
            .iter()
            .map(|parcel| parcel.delivered)
            .collect();
        all?.into_iter().max()
    }

    /// How often such a thing was asked for and done.
    #[must_use]
    pub fn times(&self, kind: RequestKind) -> usize {
        let same = |served: &&Served| served.request.kind() == kind;
        self.served.iter().filter(same).count()
    }
}
