//! What goes out on a stream: events as others may see them, each with an id.

use axum::response::sse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::assistant::{Card, Difference, Event, News, tool_of};

/// An event of an answer. Its name is also the event's name on the stream.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Sent {
    /// The message has been taken in.
    Thinking,
    /// The model is busy: so many others are answered first, or the answer comes in fixed phrases.
    Queued {
        /// How many.
        ahead: usize,
    },
    /// What is being done.
    Tool {
        /// The tool's name: `search`, `product`, `compare`, `order`, `recommend`, `reviews`, `policy`, `offers`,
        /// `profile`, `personal`, `basket`, `remember`, `forget`, `human`, `confirm`, `decline`, `reply`, `refuse`.
        tool: String,
    },
    /// Something to show.
    Card(Card),
    /// Something to say: a sentence.
    Text {
        /// The sentence.
        text: String,
        /// `model` where the model found the words, `template` where the shop's phrases did.
        source: String,
    },
    /// A change was put forward; `POST .../confirm` makes or leaves it.
    Confirm {
        /// The proposal's name.
        id: String,
        /// What the change makes different.
        differences: Vec<Difference>,
    },
    /// The conversation was handed over to the shop's people.
    Handoff {
        /// What they are told of it, a line each.
        summary: Vec<String>,
    },
    /// A person of the shop has the conversation and got the message; the assistant says nothing.
    Received,
    /// A person of the shop says something.
    Person {
        /// Their name.
        name: String,
        /// What they say: text, never markup.
        text: String,
        /// When, as RFC 3339 has it.
        at: String,
    },
    /// Who has the conversation from now on.
    Attended {
        /// `taken`: a person; `waiting`: the assistant, until a person is there; `returned` and `closed`: the assistant.
        state: String,
        /// The person's name.
        name: Option<String>,
        /// When, as RFC 3339 has it.
        at: String,
    },
    /// The person of the shop types; this holds for six seconds.
    Typing {
        /// Their name.
        name: Option<String>,
    },
    /// The person's conversations were deleted: what is still shown of them is to be cleared.
    Forgotten,
    /// Something failed; what could be said has been said.
    Error {
        /// For people.
        message: String,
    },
    /// The answer is over.
    Done {
        /// `answered`, `refused`, `handed_over`, `with_person`, `out_of_steps`, `out_of_time`, `cancelled`, `failed`.
        stop: String,
        /// Milliseconds from the message to the first card.
        first_card_ms: Option<f64>,
        /// Milliseconds from the message to the first words.
        first_text_ms: Option<f64>,
        /// Milliseconds from the message to the end.
        end_ms: f64,
    },
}

impl From<Event> for Sent {
    fn from(event: Event) -> Self {
        match event {
            Event::Thinking => Self::Thinking,
            Event::Queued { ahead } => Self::Queued { ahead },
            Event::Tool { line } => Self::Tool {
                tool: tool_of(&line).to_owned(),
            },
            Event::Card(card) => Self::Card(card),
            Event::Text { text, source } => Self::Text {
                text,
                source: source.word().to_owned(),
            },
            Event::Confirm { id, differences } => Self::Confirm { id, differences },
            Event::Handoff { summary } => Self::Handoff { summary },
            Event::Received => Self::Received,
            Event::Forgotten => Self::Forgotten,
            Event::Error { message } => Self::Error { message },
            // What was held back and what it cost are the shop's business.
            Event::Done { stop, account } => Self::Done {
                stop: stop.word().to_owned(),
                first_card_ms: account.first_card_ms,
                first_text_ms: account.first_text_ms,
                end_ms: account.end_ms,
            },
        }
    }
}

impl From<News> for Sent {
    fn from(news: News) -> Self {
        match news {
            News::Person { name, text, at } => Self::Person { name, text, at },
            News::Attended { state, name, at } => Self::Attended {
                state: state.word().to_owned(),
                name,
                at,
            },
        }
    }
}

impl Sent {
    fn name(&self) -> &'static str {
        match self {
            Self::Thinking => "thinking",
            Self::Queued { .. } => "queued",
            Self::Tool { .. } => "tool",
            Self::Card(_) => "card",
            Self::Text { .. } => "text",
            Self::Confirm { .. } => "confirm",
            Self::Handoff { .. } => "handoff",
            Self::Received => "received",
            Self::Person { .. } => "person",
            Self::Attended { .. } => "attended",
            Self::Typing { .. } => "typing",
            Self::Forgotten => "forgotten",
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
    frame_without_id(sent).id(format!("{}-{}", place.turn, place.number))
}

/// An event that is not gone back behind.
pub(super) fn frame_without_id(sent: &Sent) -> sse::Event {
    let data = serde_json::to_string(sent).unwrap_or_default();
    sse::Event::default().event(sent.name()).data(data)
}
