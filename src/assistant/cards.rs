//! What is shown before any words: products, orders, rules and reviews as the records hold them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::campaigns::Listed;
use crate::catalog::Product;
use crate::ids::Language;
use crate::orders::Order;
use crate::plots::Plot;

use super::fixed;

/// Something to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SentCard)]
#[serde(tag = "card", rename_all = "snake_case")]
pub enum Card {
    /// A product.
    Product {
        /// The shop's key.
        key: String,
        /// In the conversation's language.
        title: String,
        /// For people.
        price: String,
        /// Pieces on the shelf, where the shop counts them.
        stock: Option<i64>,
        /// Why it is shown.
        reason: Option<String>,
        /// Where its picture is: a URL, or a path on this server.
        image: Option<String>,
    },
    /// A rule of the shop, or an answer to a frequent question, in the shop's words.
    Policy {
        /// Its heading, or the question.
        title: String,
        /// What holds, or the answer.
        text: String,
        /// Whether it is an offer.
        offer: bool,
        /// The last day of an offer that ends.
        ends: Option<String>,
    },
    /// What a buyer wrote. Text of a stranger: to be shown as text, never as markup.
    Review {
        /// The product's title.
        product: String,
        /// From 1 to 5.
        stars: i64,
        /// Their words.
        text: String,
        /// When, where that is known.
        day: Option<String>,
    },
    /// Articles beside each other.
    Comparison {
        /// The shop's keys.
        keys: Vec<String>,
        /// In the conversation's language, one for each key.
        titles: Vec<String>,
        /// Where their pictures are, one for each key.
        images: Vec<Option<String>>,
        /// What each is like, price and stock first.
        rows: Vec<ComparedRow>,
    },
    /// What the shop knows and keeps of the asker.
    Profile {
        /// Its heading.
        title: String,
        /// What is known.
        rows: Vec<NamedValue>,
    },
    /// Members beside each other; for the shop's people.
    Table {
        /// Its heading.
        title: String,
        /// What each column is.
        columns: Vec<String>,
        /// One a member.
        rows: Vec<Vec<String>>,
        /// The keys of the members, one a row.
        members: Vec<String>,
    },
    /// Whom a question was taken to mean, to be read, changed and asked again; for the shop's people.
    Filter {
        /// The filter in words.
        sentence: String,
        /// How many members it is true of.
        members: u64,
        /// The filter.
        filter: serde_json::Value,
        /// Words of the question that are not in it, because they were not understood.
        left: Vec<String>,
    },
    /// A plot; for the shop's people.
    Plot {
        /// Its heading.
        title: String,
        /// What it shows, in a sentence.
        summary: String,
        /// The plot.
        plot: serde_json::Value,
    },
    /// A campaign that is spoken of, or that was just made or changed, so that it can be opened; for the shop's people.
    Campaign {
        /// What it is called.
        name: String,
        /// Its state: `draft`, `in_review`, `approved`, `sending`, `paused`, `sent`, `stopped` or `expired`.
        state: String,
        /// Its last version.
        version: i64,
        /// Where it was just made or changed: the version that it had before; 0 where it was not there.
        before: Option<i64>,
    },
    /// One of the asker's own orders.
    Order {
        /// Its number.
        number: String,
        /// When it was placed.
        day: String,
        /// For people.
        state: String,
        /// For people.
        total: String,
        /// What was ordered.
        lines: Vec<OrderLineCard>,
    },
}

/// One line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SentComparedRow)]
pub struct ComparedRow {
    /// What is compared.
    pub name: String,
    /// What each article has there, one for each key; a dash where the shop does not say.
    pub values: Vec<String>,
}

/// One thing that is known of the asker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SentNamedValue)]
pub struct NamedValue {
    /// What it is.
    pub name: String,
    /// What is known.
    pub value: String,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SentLine)]
pub struct OrderLineCard {
    /// The product's title.
    pub title: String,
    /// Pieces.
    pub quantity: i64,
    /// What one cost, for people.
    pub unit_price: String,
}

impl Card {
    /// A product's card.
    #[must_use]
    pub fn product(product: &Product, language: Language, reason: Option<String>) -> Self {
        Self::Product {
            key: product.key.to_string(),
            title: product.title.in_language(language).to_owned(),
            price: product.price.to_string(),
            stock: product.stock,
            reason,
            image: product.image.clone(),
        }
    }

    /// An order's card; `title` tells a product's title.
    pub fn order(
        order: &Order,
        language: Language,
        title: impl Fn(&crate::ids::ProductKey) -> Option<String>,
    ) -> Self {
        Self::Order {
            number: order.number.to_string(),
            day: order.placed.day(),
            state: fixed::state(order.state, language).to_owned(),
            total: order
                .total()
                .map(|total| total.to_string())
                .unwrap_or_default(),
            lines: order
                .lines
                .iter()
                .map(|line| OrderLineCard {
                    title: title(&line.product).unwrap_or_else(|| line.product.to_string()),
                    quantity: line.quantity,
                    unit_price: line.unit_price.to_string(),
                })
                .collect(),
        }
    }

    /// The card of a campaign of which nothing was changed just now.
    #[must_use]
    pub fn campaign(listed: &Listed) -> Self {
        Self::Campaign {
            name: listed.name.clone(),
            state: listed.state.word().to_owned(),
            version: listed.version,
            before: None,
        }
    }

    /// A plot's card.
    #[must_use]
    pub fn plot(plot: &Plot) -> Self {
        Self::Plot {
            title: plot.title().to_owned(),
            summary: plot.summary(),
            plot: serde_json::to_value(plot).unwrap_or_default(),
        }
    }

    /// The title (of a review, its product's; of a comparison, all of them) or number, for logs and tests.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Product { title, .. }
            | Self::Policy { title, .. }
            | Self::Profile { title, .. }
            | Self::Table { title, .. }
            | Self::Plot { title, .. } => title.clone(),
            Self::Filter { sentence, .. } => sentence.clone(),
            Self::Comparison { titles, .. } => titles.join(" | "),
            Self::Review { product, .. } => product.clone(),
            Self::Campaign { name, .. } => name.clone(),
            Self::Order { number, .. } => number.clone(),
        }
    }
}
