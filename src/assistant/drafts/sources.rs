//! What sentences of a draft rest on, and what the phrases say of it.

use minijinja::context;

use crate::assistant::AssistantError;
use crate::assistant::cards::Card;
use crate::assistant::fixed::Phrases;
use crate::assistant::tools::{Mine, Plan};
use crate::evidence::{Fact, Record};
use crate::guardrails::{normalise, sentences};
use crate::ids::Language;

use super::gathering::Answered;
use super::promises::words_of;
use super::{DraftSource, SourceKind};

/// Sentences of a rule that are told, at most.
const OF_A_RULE: usize = 3;
/// Orders that are told of where none is named, at most.
const ORDERS: usize = 3;

/// A sentence, with the cards that it rests on.
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) cards: Vec<Card>,
}

/// The sources of a draft, numbered in the order in which they are first used.
#[derive(Default)]
pub(super) struct Sources {
    found: Vec<DraftSource>,
}

impl Sources {
    /// The number of a source; one that is there already keeps its own.
    pub(super) fn number(&mut self, source: DraftSource) -> u32 {
        let same = |one: &&DraftSource| one.kind == source.kind && one.title == source.title;
        if let Some(known) = self.found.iter().find(same) {
            return known.number;
        }
        let number = u32::try_from(self.found.len() + 1).unwrap_or(u32::MAX);
        self.found.push(DraftSource { number, ..source });
        number
    }

    /// All of them.
    pub(super) fn all(self) -> Vec<DraftSource> {
        self.found
    }
}

/// The source that a card is; `None` for one that no shopper sees.
pub(super) fn source(
    card: &Card,
    member: Option<&str>,
    phrases: &Phrases<'_>,
) -> Option<DraftSource> {
    let language = phrases.language;
    let (order, of, each) = match language {
        Language::English => ("Order ", " of 5: ", ": "),
        Language::Chinese => ("订单", "星（满分5星）：", "："),
    };
    let (kind, title, text) = match card {
        Card::Order {
            number,
            day,
            state,
            total,
            lines,
        } => {
            let goods = lines
                .iter()
                .map(|line| format!("{} × {}", line.quantity, line.title));
            let goods: Vec<String> = goods.collect();
            let parts = [
                day.clone(),
                state.clone(),
                total.clone(),
                goods.join(phrases.between()),
            ];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            (
                SourceKind::Order,
                format!("{order}{number}"),
                parts.join(" · "),
            )
        }
        Card::Product {
            title,
            price,
            stock,
            reason,
            ..
        } => {
            let stock = stock.map(|stock| Fact::Stock(stock).phrase(language));
            let parts = [Some(price.clone()), stock, reason.clone()];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            (SourceKind::Product, title.clone(), parts.join(" · "))
        }
        Card::Policy {
            title, text, ends, ..
        } => {
            let ends = ends.as_ref().map(|day| format!(" ({day})"));
            let text = format!("{text}{}", ends.unwrap_or_default());
            (SourceKind::Policy, title.clone(), text)
        }
        Card::Review {
            product,
            stars,
            text,
            ..
        } => (
            SourceKind::Product,
            product.clone(),
            format!("{stars}{of}{text}"),
        ),
        Card::Comparison { titles, rows, .. } => {
            let rows: Vec<String> = rows
                .iter()
                .map(|row| format!("{}{each}{}", row.name, row.values.join(" / ")))
                .collect();
            (SourceKind::Product, titles.join(" / "), rows.join("\n"))
        }
        Card::Profile { title, rows } => {
            let rows: Vec<String> = rows
                .iter()
                .map(|row| format!("{}{each}{}", row.name, row.value))
                .collect();
            (SourceKind::Points, title.clone(), rows.join("\n"))
        }
        Card::Table { .. } | Card::Filter { .. } | Card::Plot { .. } | Card::Campaign { .. } => {
            return None;
        }
    };
    let own = matches!(kind, SourceKind::Order | SourceKind::Points);
    Some(DraftSource {
        number: 0,
        kind,
        title,
        text,
        link: member.filter(|_| own).map(member_link),
    })
}

/// Where a member is in the console.
pub(super) fn member_link(key: &str) -> String {
    format!("/console/members/{key}")
}

/// What the phrases answer, with what it rests on; nothing where the tool found no answer.
pub(super) fn pieces(
    answered: &Answered,
    phrases: &Phrases<'_>,
) -> Result<Vec<Piece>, AssistantError> {
    let (outcome, Some(plan)) = (&answered.outcome, &answered.plan) else {
        return Ok(Vec::new());
    };
    let cards = &outcome.cards;
    match plan {
        Plan::Order => {
            let told = orders(answered);
            if told.is_empty() {
                return Ok(said(&outcome.fixed, &[]));
            }
            let piece = |(card, _): (&Card, _)| -> Result<Option<Piece>, AssistantError> {
                let Card::Order {
                    number,
                    day,
                    state,
                    total,
                    lines,
                } = card
                else {
                    return Ok(None);
                };
                let pieces: i64 = lines.iter().map(|line| line.quantity).sum();
                let values = context! { number, day, state, pieces, total };
                Ok(Some(Piece {
                    text: phrases.filled("order", values)?,
                    cards: vec![card.clone()],
                }))
            };
            let pieces: Result<Vec<_>, _> = told.into_iter().map(piece).collect();
            Ok(pieces?.into_iter().flatten().collect())
        }
        Plan::Policy { .. } => Ok(cards
            .first()
            .map_or_else(Vec::new, |card| rule(card, &answered.question, OF_A_RULE))),
        Plan::Offers if !cards.is_empty() => {
            let offers = cards.iter().take(OF_A_RULE);
            Ok(offers
                .flat_map(|card| rule(card, &answered.question, 1))
                .collect())
        }
        Plan::Mine(Mine::Points) => {
            let Some(card @ Card::Profile { rows, .. }) = cards.first() else {
                return Ok(said(&outcome.fixed, cards));
            };
            let row = |row: &crate::assistant::cards::NamedValue| match phrases.language {
                Language::English => format!("{}: {}", row.name, row.value),
                Language::Chinese => format!("{}：{}", row.name, row.value),
            };
            let rows: Vec<String> = rows.iter().map(row).collect();
            let values = context! { rows => rows.join(match phrases.language {
                Language::English => "; ",
                Language::Chinese => "，",
            }) };
            Ok(vec![Piece {
                text: phrases.filled("draft_points", values)?,
                cards: vec![card.clone()],
            }])
        }
        _ => Ok(said(&outcome.fixed, cards)),
    }
}

/// A phrase, sentence by sentence, all of it resting on the same cards.
fn said(fixed: &str, cards: &[Card]) -> Vec<Piece> {
    let cut = sentences(&mut fixed.to_owned(), true).into_iter();
    cut.map(|text| Piece {
        text,
        cards: cards.to_vec(),
    })
    .collect()
}

/// The orders that are told of, with their records: the newest, and those after it that are still on their way.
pub(super) fn orders(answered: &Answered) -> Vec<(&Card, &Record)> {
    const OVER: [&str; 3] = ["delivered", "cancelled", "returned"];
    let outcome = &answered.outcome;
    let is_order = |(card, _): &(&Card, &Record)| matches!(card, Card::Order { .. });
    let both = outcome.cards.iter().zip(&outcome.evidence.records);
    both.filter(is_order)
        .enumerate()
        .filter(|(place, (_, record))| *place == 0 || !OVER.contains(&state_of(record)))
        .map(|(_, both)| both)
        .take(ORDERS)
        .collect()
}

/// The state of an order, in English.
pub(super) fn state_of(record: &Record) -> &'static str {
    let state = record.facts.iter().find_map(|fact| match fact {
        Fact::State { english, .. } => Some(*english),
        _ => None,
    });
    state.unwrap_or_default()
}

/// The sentences of a rule that speak most of what was asked, at most `most`, in their order and in the shop's words.
pub(super) fn rule(card: &Card, question: &str, most: usize) -> Vec<Piece> {
    let Card::Policy { text, .. } = card else {
        return Vec::new();
    };
    let all = sentences(&mut text.clone(), true);
    let asked = words_of(&normalise(question));
    let mut ranked: Vec<(usize, usize)> = all
        .iter()
        .enumerate()
        .map(|(place, sentence)| {
            let words = words_of(&normalise(sentence));
            (
                words.iter().filter(|word| asked.contains(word)).count(),
                place,
            )
        })
        .collect();
    ranked.sort_by_key(|(shared, place)| (std::cmp::Reverse(*shared), *place));
    let mut places: Vec<usize> = ranked
        .into_iter()
        .take(most)
        .map(|(_, place)| place)
        .collect();
    places.sort_unstable();
    places
        .into_iter()
        .filter_map(|place| all.get(place))
        .map(|text| Piece {
            text: text.clone(),
            cards: vec![card.clone()],
        })
        .collect()
}
