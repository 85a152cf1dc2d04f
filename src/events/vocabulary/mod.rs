//! The list of events: which there are, what each carries, who may send it. `EVENTS.md` is made of it.

mod properties;

use std::fmt::Write as _;

use super::EventKind;

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyForm {
    /// A text; a number is taken for one.
    Text,
    /// A number; a text that is one is taken too.
    Number,
    /// A whole number; a text that is one is taken too.
    Whole,
    /// A list.
    List,
}

impl PropertyForm {
    /// What it is called in messages and in the document.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Whole => "whole number",
            Self::List => "list",
        }
    }
}

/// A property that an event of the list has.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub form: PropertyForm,
    /// Whether an event without it is not kept.
    pub required: bool,
}

/// Who may send an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Whoever has a write key, a browser too.
    Anybody,
    /// Only a server with a secret write key: a visitor could invent it.
    Servers,
}

/// An event of the list.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Which.
    pub kind: EventKind,
    /// What it says, for the document.
    pub about: &'static str,
    /// Who may send it.
    pub sender: Sender,
    /// Whether it is about one product, which `product_id` or `sku` names and which must be named.
    pub product: bool,
    /// Its properties; others are kept as they come.
    pub properties: &'static [Property],
    /// The property that becomes the event's value.
    pub value: Option<&'static str>,
    /// The property that becomes the event's note.
    pub note: Option<&'static str>,
}

use PropertyForm::{List, Number, Text, Whole};
use Sender::{Anybody, Servers};
use properties::{CAMPAIGN, COUPON, LISTING, ORDER, PAGE, PRODUCT, PROMOTION, STEP, may, must};

const fn entry(
    kind: EventKind,
    about: &'static str,
    properties: &'static [Property],
    value: Option<&'static str>,
    note: Option<&'static str>,
) -> Entry {
    Entry {
        kind,
        about,
        sender: Anybody,
        product: false,
        properties,
        value,
        note,
    }
}

const fn of_product(kind: EventKind, about: &'static str, value: Option<&'static str>) -> Entry {
    Entry {
        product: true,
        ..entry(kind, about, PRODUCT, value, None)
    }
}

const fn by_servers(entry: Entry) -> Entry {
    Entry {
        sender: Servers,
        ..entry
    }
}

const ENTRIES: &[Entry] = &[
    entry(
        EventKind::SessionStarted,
        "A visit began",
        &[may("seconds", Whole)],
        Some("seconds"),
        None,
    ),
    entry(
        EventKind::PageViewed,
        "A page of the shop was looked at (the `page` call)",
        PAGE,
        None,
        Some("path"),
    ),
    entry(
        EventKind::ScreenViewed,
        "A screen of the shop's app was looked at (the `screen` call)",
        PAGE,
        None,
        Some("name"),
    ),
    entry(
        EventKind::Identified,
        "Somebody said who they are (the `identify` and `alias` calls)",
        &[],
        None,
        None,
    ),
    entry(
        EventKind::ProductsSearched,
        "The catalogue was searched",
        &[must("query", Text), may("results", Whole)],
        Some("results"),
        Some("query"),
    ),
    entry(
        EventKind::ProductListViewed,
        "A list of products was looked at",
        LISTING,
        None,
        Some("category"),
    ),
    entry(
        EventKind::ProductListFiltered,
        "A list of products was narrowed or sorted",
        LISTING,
        None,
        Some("category"),
    ),
    entry(
        EventKind::PromotionViewed,
        "A promotion was shown",
        PROMOTION,
        None,
        Some("promotion_id"),
    ),
    entry(
        EventKind::PromotionClicked,
        "A promotion was followed",
        PROMOTION,
        None,
        Some("promotion_id"),
    ),
    of_product(
        EventKind::ProductClicked,
        "A product in a list was followed",
        Some("position"),
    ),
    of_product(
        EventKind::ProductViewed,
        "A product's page was looked at",
        None,
    ),
    of_product(
        EventKind::ProductAdded,
        "A product was put in the cart",
        Some("quantity"),
    ),
    of_product(
        EventKind::ProductRemoved,
        "A product was taken out of the cart",
        Some("quantity"),
    ),
    entry(
        EventKind::CartViewed,
        "The cart was looked at",
        &[may("cart_id", Text), may("products", List)],
        None,
        Some("cart_id"),
    ),
    entry(
        EventKind::CheckoutStarted,
        "The way to paying was begun",
        &[
            may("order_id", Text),
            may("value", Number),
            may("revenue", Number),
            may("shipping", Number),
            may("tax", Number),
            may("discount", Number),
            may("coupon", Text),
            may("currency", Text),
            may("products", List),
        ],
        None,
        Some("order_id"),
    ),
    entry(
        EventKind::CheckoutStepViewed,
        "A step of the way to paying was shown",
        STEP,
        Some("step"),
        Some("checkout_id"),
    ),
    entry(
        EventKind::CheckoutStepCompleted,
        "A step of the way to paying was done",
        STEP,
        Some("step"),
        Some("checkout_id"),
    ),
    entry(
        EventKind::PaymentInfoEntered,
        "How to pay was told",
        STEP,
        None,
        Some("checkout_id"),
    ),
    entry(
        EventKind::OrderCompleted,
        "An order was placed",
        ORDER,
        None,
        Some("order_id"),
    ),
    by_servers(entry(
        EventKind::OrderUpdated,
        "An order was changed",
        ORDER,
        None,
        Some("order_id"),
    )),
    by_servers(entry(
        EventKind::OrderRefunded,
        "Something of an order was sent back; `product_id` and `quantity` say what, where it was one line",
        &[
            must("order_id", Text),
            may("product_id", Text),
            may("quantity", Whole),
            may("total", Number),
            may("currency", Text),
            may("products", List),
        ],
        Some("quantity"),
        Some("order_id"),
    )),
    by_servers(entry(
        EventKind::OrderCancelled,
        "An order was called off",
        ORDER,
        None,
        Some("order_id"),
    )),
    entry(
        EventKind::CouponEntered,
        "A coupon's code was typed",
        COUPON,
        None,
        Some("coupon_id"),
    ),
    entry(
        EventKind::CouponApplied,
        "A coupon was taken",
        COUPON,
        None,
        Some("coupon_id"),
    ),
    entry(
        EventKind::CouponDenied,
        "A coupon was refused",
        COUPON,
        None,
        Some("coupon_id"),
    ),
    entry(
        EventKind::CouponRemoved,
        "A coupon was taken back",
        COUPON,
        None,
        Some("coupon_id"),
    ),
    of_product(
        EventKind::ProductDismissed,
        "A suggestion was not wanted; 0 takes that back",
        Some("quantity"),
    ),
    of_product(
        EventKind::ProductAddedToWishlist,
        "A product was put on the wish list",
        None,
    ),
    of_product(
        EventKind::ProductRemovedFromWishlist,
        "A product was taken off the wish list",
        None,
    ),
    of_product(
        EventKind::WishlistProductAddedToCart,
        "A product of the wish list was put in the cart",
        Some("quantity"),
    ),
    of_product(
        EventKind::ProductShared,
        "A product was recommended to somebody",
        None,
    ),
    entry(
        EventKind::CartShared,
        "A cart was shown to somebody",
        &[may("cart_id", Text), may("products", List)],
        None,
        Some("cart_id"),
    ),
    Entry {
        product: true,
        ..entry(
            EventKind::ProductReviewed,
            "A product was reviewed",
            &[
                may("product_id", Text),
                may("review_id", Text),
                may("review_body", Text),
                may("rating", Whole),
            ],
            Some("rating"),
            Some("review_id"),
        )
    },
    by_servers(entry(
        EventKind::SurveyAnswered,
        "A survey was answered, by another program than this one",
        &[
            must("score", Whole),
            may("survey", Text),
            may("comment", Text),
        ],
        Some("score"),
        Some("survey"),
    )),
    by_servers(entry(
        EventKind::CampaignSent,
        "A campaign's message was sent, by this program or another",
        CAMPAIGN,
        Some("offer"),
        Some("campaign"),
    )),
    by_servers(entry(
        EventKind::CampaignHeldOut,
        "A member was chosen for a campaign and, by lot, not written to",
        CAMPAIGN,
        Some("offer"),
        Some("campaign"),
    )),
];

/// The list of events.
#[must_use]
pub fn vocabulary() -> &'static [Entry] {
    ENTRIES
}

/// What the list says of `kind`; nothing of [`EventKind::Custom`].
pub(super) fn entry_of(kind: EventKind) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.kind == kind)
}

/// What stands before the list in the document.
const HEAD: &str = include_str!("../events_head.md");

/// The document of the list, `EVENTS.md`.
#[must_use]
pub fn document() -> String {
    let mut text = HEAD.to_owned();
    text.push_str("| event | says | properties (**required**) | value | note | from |\n|---|---|---|---|---|---|\n");
    for entry in ENTRIES {
        let mut properties: Vec<String> = Vec::new();
        if entry.product {
            properties.push("**`product_id` or `sku`**".to_owned());
        }
        for property in entry.properties {
            if entry.product && ["product_id", "sku"].contains(&property.name) {
                continue;
            }
            let said = format!("`{}` {}", property.name, property.form.name());
            properties.push(if property.required {
                format!("**{said}**")
            } else {
                said
            });
        }
        let named = |name: Option<&str>| name.map_or(String::new(), |name| format!("`{name}`"));
        // Writing into a string does not fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} |",
            entry.kind.name(),
            entry.about,
            properties.join(", "),
            named(entry.value),
            named(entry.note),
            match entry.sender {
                Anybody => "any key",
                Servers => "server keys",
            }
        );
    }
    text
}
