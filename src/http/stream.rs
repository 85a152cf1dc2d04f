//! What goes out on a stream: events as others may see them, each with an id.

use axum::response::sse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::assistant::{Card, Event, OrderLineCard, Source, Stop};

/// An event of an answer. Its name is also the event's name on the stream.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Sent {
    /// The message has been taken in.
    Thinking,
    /// What is being done.
    Tool {
        /// The tool's name: `search`, `product`, `order`, `recommend`, `reviews`, `policy`, `reply`, `refuse`.
        tool: String,
    },
    /// Something to show.
    Card(SentCard),
    /// Something to say: a sentence.
    Text {
        /// The sentence.
        text: String,
        /// `model` where the model found the words, `template` where the shop's phrases did.
        source: String,
    },
    /// Something failed; what could be said has been said.
    Error {
        /// For people.
        message: String,
    },
    /// The answer is over.
    Done {
        /// `answered`, `refused`, `failed`, `cancelled`.
        stop: String,
        /// Milliseconds from the message to the first card.
        first_card_ms: Option<f64>,
        /// Milliseconds from the message to the first words.
        first_text_ms: Option<f64>,
        /// Milliseconds from the message to the end.
        end_ms: f64,
    },
}

/// Something to show.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(tag = "card", rename_all = "snake_case")]
pub(super) enum SentCard {
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
    },
    /// A rule of the shop, or an answer to a frequent question, in the shop's words.
    Policy {
        /// Its heading, or the question.
        title: String,
        /// What holds, or the answer.
        text: String,
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
        lines: Vec<SentLine>,
    },
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(super) struct SentLine {
    /// The product's title.
    title: String,
    /// Pieces.
    quantity: i64,
    /// What one cost, for people.
    unit_price: String,
}

impl From<Event> for Sent {
    fn from(event: Event) -> Self {
        match event {
            Event::Thinking => Self::Thinking,
            Event::Tool { line } => Self::Tool {
                tool: line.split(' ').next().unwrap_or_default().to_owned(),
            },
            Event::Card(card) => Self::Card(card.into()),
            Event::Text { text, source } => Self::Text {
                text,
                source: match source {
                    Source::Model => "model",
                    Source::Template => "template",
                }
                .to_owned(),
            },
            Event::Error { message } => Self::Error { message },
            // What was held back and what it cost are the shop's business.
            Event::Done { stop, account } => Self::Done {
                stop: match stop {
                    Stop::Answered => "answered",
                    Stop::Refused => "refused",
                    Stop::Failed => "failed",
                }
                .to_owned(),
                first_card_ms: account.first_card_ms,
                first_text_ms: account.first_text_ms,
                end_ms: account.end_ms,
            },
        }
    }
}

impl From<Card> for SentCard {
    fn from(card: Card) -> Self {
        match card {
            Card::Product {
                key,
                title,
                price,
                stock,
                reason,
            } => Self::Product {
                key,
                title,
                price,
                stock,
                reason,
            },
            Card::Policy { title, text } => Self::Policy { title, text },
            Card::Review {
                product,
                stars,
                text,
                day,
            } => Self::Review {
                product,
                stars,
                text,
                day,
            },
            Card::Order {
                number,
                day,
                state,
                total,
                lines,
            } => Self::Order {
                number,
                day,
                state,
                total,
                lines: lines.into_iter().map(SentLine::from).collect(),
            },
        }
    }
}

impl From<OrderLineCard> for SentLine {
    fn from(line: OrderLineCard) -> Self {
        Self {
            title: line.title,
            quantity: line.quantity,
            unit_price: line.unit_price,
        }
    }
}

impl Sent {
    fn name(&self) -> &'static str {
        match self {
            Self::Thinking => "thinking",
            Self::Tool { .. } => "tool",
            Self::Card(_) => "card",
            Self::Text { .. } => "text",
            Self::Error { .. } => "error",
            Self::Done { .. } => "done",
        }
    }
}

/// The place of an event: the answer's number, and its own number in it, both from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) turn: u32,
    pub(super) number: u32,
}

impl Place {
    /// Reads `3-12`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (turn, number) = text.trim().split_once('-')?;
        Some(Self {
            turn: turn.parse().ok()?,
            number: number.parse().ok()?,
        })
    }
}

/// An event with its place, as one of a stream of server-sent events.
pub(super) fn frame(place: Place, sent: &Sent) -> sse::Event {
    let data = serde_json::to_string(sent).unwrap_or_default();
    sse::Event::default()
        .id(format!("{}-{}", place.turn, place.number))
        .event(sent.name())
        .data(data)
}
