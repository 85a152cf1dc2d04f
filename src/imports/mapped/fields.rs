//! What can be imported by a column map, field by field.

use super::names::{EVENTS, MEMBERS, ORDERS, POLICIES, PRODUCTS, REVIEWS};

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// Goods.
    Products,
    /// People.
    Members,
    /// Lines of orders.
    Orders,
    /// What people did.
    Events,
    /// Reviews of goods.
    Reviews,
    /// Policies, and frequent questions with their answers.
    Policies,
}

/// One field that a column can be for.
pub(super) struct Field {
    /// Its name in a map.
    pub(super) name: &'static str,
    /// Whether a file without it cannot be imported.
    pub(super) needed: bool,
    /// What columns for it are called, in small letters and digits only.
    pub(super) called: &'static [&'static str],
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Products,
        Self::Members,
        Self::Orders,
        Self::Events,
        Self::Reviews,
        Self::Policies,
    ];

    /// Its name in a map and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Members => "members",
            Self::Orders => "orders",
            Self::Events => "events",
            Self::Reviews => "reviews",
            Self::Policies => "policies",
        }
    }

    /// The fields, in the order in which a guess gives them their columns.
    pub(super) fn fields(self) -> &'static [Field] {
        match self {
            Self::Products => PRODUCTS,
            Self::Members => MEMBERS,
            Self::Orders => ORDERS,
            Self::Events => EVENTS,
            Self::Reviews => REVIEWS,
            Self::Policies => POLICIES,
        }
    }

    /// Fields of which one at least is needed.
    pub(super) fn one_of(self) -> &'static [&'static str] {
        match self {
            Self::Products => &["title", "title_en", "title_zh"],
            Self::Orders => &["unit_price", "line_total"],
            Self::Policies => &["text", "text_en", "text_zh"],
            Self::Members | Self::Events | Self::Reviews => &[],
        }
    }

    /// The fields that are moments.
    pub(super) fn moments(self) -> &'static [&'static str] {
        match self {
            Self::Members => &["joined"],
            Self::Orders => &["placed"],
            Self::Events => &["at"],
            Self::Reviews => &["written"],
            Self::Policies => &["until"],
            Self::Products => &[],
        }
    }
}
