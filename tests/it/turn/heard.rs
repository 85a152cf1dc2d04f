//! What a person sees and hears of a turn.

use storekeeper::assistant::{Account, Card, Difference, Event, Source, Stop};

/// All events of a turn.
pub(super) struct Heard {
    pub(super) events: Vec<Event>,
}

impl Heard {
    /// Every turn ends with the one event that says so.
    pub(super) fn new(events: Vec<Event>) -> Self {
        let ends = |event: &Event| matches!(event, Event::Done { .. });
        assert!(events.last().is_some_and(ends), "no end: {events:?}");
        assert_eq!(events.iter().filter(|event| ends(event)).count(), 1);
        Self { events }
    }

    /// The kinds of the events in order, several of a kind once.
    pub(super) fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<_> = self
            .events
            .iter()
            .map(|event| match event {
                Event::Thinking => "thinking",
                Event::Queued { .. } => "queued",
                Event::Tool { .. } => "tool",
                Event::Card(_) => "card",
                Event::Text { source, .. } => match source {
                    Source::Model => "model",
                    Source::Template => "template",
                },
                Event::Confirm { .. } => "confirm",
                Event::Handoff { .. } => "handoff",
                Event::Received => "received",
                Event::Forgotten => "forgotten",
                Event::Error { .. } => "error",
                Event::Done { .. } => "done",
            })
            .collect();
        kinds.dedup();
        kinds
    }

    /// The plan's line.
    pub(super) fn line(&self) -> &str {
        self.events
            .iter()
            .find_map(|event| match event {
                Event::Tool { line } => Some(line.as_str()),
                _ => None,
            })
            .expect("a tool was chosen")
    }

    /// The plans' lines.
    pub(super) fn lines(&self) -> Vec<&str> {
        let lines = self.events.iter().filter_map(|event| match event {
            Event::Tool { line } => Some(line.as_str()),
            _ => None,
        });
        lines.collect()
    }

    /// The name of the change that was put forward, and what it makes different.
    pub(super) fn proposed(&self) -> Option<(&str, &[Difference])> {
        self.events.iter().find_map(|event| match event {
            Event::Confirm { id, differences } => Some((id.as_str(), differences.as_slice())),
            _ => None,
        })
    }

    /// The sentences, with who found the words.
    pub(super) fn said(&self) -> Vec<(&str, Source)> {
        let said = self.events.iter().filter_map(|event| match event {
            Event::Text { text, source } => Some((text.as_str(), *source)),
            _ => None,
        });
        said.collect()
    }

    /// All that was said.
    pub(super) fn text(&self) -> String {
        let texts: Vec<&str> = self.said().into_iter().map(|(text, _)| text).collect();
        texts.join(" ")
    }

    /// The cards.
    pub(super) fn cards(&self) -> Vec<&Card> {
        let cards = self.events.iter().filter_map(|event| match event {
            Event::Card(card) => Some(card),
            _ => None,
        });
        cards.collect()
    }

    /// The keys of the products shown, or the numbers of the orders.
    pub(super) fn keys(&self) -> Vec<&str> {
        self.cards()
            .into_iter()
            .flat_map(|card| match card {
                Card::Product { key, .. } => vec![key.as_str()],
                Card::Comparison { keys, .. } => keys.iter().map(String::as_str).collect(),
                Card::Order { number, .. } => vec![number.as_str()],
                Card::Policy { title, .. }
                | Card::Profile { title, .. }
                | Card::Plot { title, .. } => vec![title.as_str()],
                Card::Table { members, .. } => members.iter().map(String::as_str).collect(),
                Card::Filter { sentence, .. } => vec![sentence.as_str()],
                Card::Campaign { name, .. } => vec![name.as_str()],
                Card::Review { product, .. } => vec![product.as_str()],
            })
            .collect()
    }

    /// The prices of the products shown, in fen.
    pub(super) fn prices(&self) -> Vec<i64> {
        let price = |card: &&Card| match card {
            Card::Product { price, .. } => price.strip_prefix('¥')?.replace('.', "").parse().ok(),
            _ => None,
        };
        self.cards().iter().filter_map(price).collect()
    }

    /// Why it ended, and the account.
    pub(super) fn end(&self) -> (Stop, &Account) {
        match self.events.last() {
            Some(Event::Done { stop, account }) => (*stop, account),
            _ => unreachable!("checked when it was made"),
        }
    }
}
