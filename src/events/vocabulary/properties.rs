//! The properties that several events have.

use super::Property;
use super::PropertyForm::{self, List, Number, Text, Whole};

/// A property that may be missing.
pub(super) const fn may(name: &'static str, form: PropertyForm) -> Property {
    Property {
        name,
        form,
        required: false,
    }
}

/// A property that may not.
pub(super) const fn must(name: &'static str, form: PropertyForm) -> Property {
    Property {
        name,
        form,
        required: true,
    }
}

pub(super) const PRODUCT: &[Property] = &[
    may("product_id", Text),
    may("sku", Text),
    may("name", Text),
    may("category", Text),
    may("brand", Text),
    may("variant", Text),
    may("price", Number),
    may("quantity", Whole),
    may("coupon", Text),
    may("currency", Text),
    may("position", Whole),
    may("url", Text),
    may("image_url", Text),
];
pub(super) const ORDER: &[Property] = &[
    must("order_id", Text),
    may("total", Number),
    may("revenue", Number),
    may("shipping", Number),
    may("tax", Number),
    may("discount", Number),
    may("coupon", Text),
    may("currency", Text),
    may("products", List),
];
pub(super) const COUPON: &[Property] = &[
    may("order_id", Text),
    may("cart_id", Text),
    may("coupon_id", Text),
    may("coupon_name", Text),
    may("discount", Number),
    may("reason", Text),
];
pub(super) const PROMOTION: &[Property] = &[
    may("promotion_id", Text),
    may("creative", Text),
    may("name", Text),
    may("position", Text),
];
pub(super) const LISTING: &[Property] = &[
    may("list_id", Text),
    may("category", Text),
    may("products", List),
    may("filters", List),
    may("sorts", List),
];
pub(super) const STEP: &[Property] = &[
    may("checkout_id", Text),
    may("step", Whole),
    may("shipping_method", Text),
    may("payment_method", Text),
];
pub(super) const PAGE: &[Property] = &[
    may("name", Text),
    may("category", Text),
    may("path", Text),
    may("referrer", Text),
    may("search", Text),
    may("title", Text),
    may("url", Text),
];
pub(super) const CAMPAIGN: &[Property] = &[must("campaign", Text), may("offer", Whole)];
