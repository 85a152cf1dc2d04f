//! Typed facts that a turn may speak of.
//!
//! Owns: [`Evidence`]: records (a product, an order) with fields of a kind each, the limits a shopper
//! set and the tool accepted, and how they are written down for the model.
//! Does not own: where facts come from (the tools), what a sentence claims (the guardrails).
//! Holds: evidence comes from tool results and accepted arguments alone, never from dialogue.

use crate::clock::Timestamp;
use crate::ids::{Language, MemberKey, OrderNumber, ProductKey};
use crate::money::Money;

/// What a record is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A product of the catalogue.
    Product(ProductKey),
    /// One of the asker's own orders.
    Order(OrderNumber),
    /// A member, for the shop's people.
    Member(MemberKey),
    /// Many members, or the shop as a whole; for the shop's people.
    Members,
}

/// One field of a record, with its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// What one piece costs now.
    Price(Money),
    /// Pieces on the shelf.
    Stock(i64),
    /// Pieces in an order, all lines together.
    Quantity(i64),
    /// What an order comes to.
    Total(Money),
    /// When an order was placed.
    Placed(Timestamp),
    /// An order's state, in the words of both languages.
    State {
        /// For English sentences.
        english: &'static str,
        /// For Chinese ones.
        chinese: &'static str,
    },
    /// Anything else the record holds: material, size, colour, category.
    Attribute {
        /// What it is an attribute of.
        name: String,
        /// Its value, as the record holds it.
        value: String,
    },
}

/// The facts about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it is.
    pub subject: Subject,
    /// Its name in English, if it has one.
    pub english: Option<String>,
    /// Its name in Chinese, if it has one.
    pub chinese: Option<String>,
    /// Its fields.
    pub facts: Vec<Fact>,
}

/// Everything a turn may speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Records, the most fitting first.
    pub records: Vec<Record>,
    /// Limits in money that the shopper set and the tool applied ("under 20").
    pub limits: Vec<Money>,
}

impl Record {
    /// All of its names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.english.iter().chain(&self.chinese).map(String::as_str)
    }

    /// Its name in a language, or else in the other.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        let (first, second) = match language {
            Language::English => (&self.english, &self.chinese),
            Language::Chinese => (&self.chinese, &self.english),
        };
        first.as_deref().or(second.as_deref()).unwrap_or_default()
    }

    /// Its price, where it has one.
    #[must_use]
    pub fn price(&self) -> Option<Money> {
        self.facts.iter().find_map(|fact| match fact {
            Fact::Price(price) => Some(*price),
            _ => None,
        })
    }

    /// Pieces on the shelf, where the shop counts them.
    #[must_use]
    pub fn stock(&self) -> Option<i64> {
        self.facts.iter().find_map(|fact| match fact {
            Fact::Stock(stock) => Some(*stock),
            _ => None,
        })
    }

    /// Its attributes, name and value.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.facts.iter().filter_map(|fact| match fact {
            Fact::Attribute { name, value } => Some((name.as_str(), value.as_str())),
            _ => None,
        })
    }

    /// All texts that say what it is: its names and the values of its attributes.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.names()
            .chain(self.attributes().map(|(_, value)| value))
    }

    /// Its facts; of attributes those that are named in `language`, or all where none is.
    pub fn facts_in(&self, language: Language) -> impl Iterator<Item = &Fact> {
        let in_language = move |name: &str| Language::of(name) == language;
        let some = self.attributes().any(|(name, _)| in_language(name));
        self.facts.iter().filter(move |fact| match fact {
            Fact::Attribute { name, .. } => !some || in_language(name),
            _ => true,
        })
    }

    /// One short line for a model to read: the name, then the facts.
    #[must_use]
    pub fn line(&self, language: Language) -> String {
        let mut parts = vec![self.name(language).to_owned()];
        parts.extend(self.facts_in(language).map(|fact| fact.phrase(language)));
        parts.join(match language {
            Language::English => ", ",
            Language::Chinese => "，",
        })
    }
}

impl Fact {
    /// The fact in a few words.
    #[must_use]
    pub fn phrase(&self, language: Language) -> String {
        match (self, language) {
            (Self::Price(money) | Self::Total(money), _) => money.short(),
            (Self::Stock(0), Language::English) => "out of stock".to_owned(),
            (Self::Stock(0), Language::Chinese) => "缺货".to_owned(),
            (Self::Stock(stock), Language::English) => format!("{stock} in stock"),
            (Self::Stock(stock), Language::Chinese) => format!("库存{stock}件"),
            (Self::Quantity(quantity), Language::English) => format!("{quantity} pieces"),
            (Self::Quantity(quantity), Language::Chinese) => format!("共{quantity}件"),
            (Self::Placed(moment), _) => moment.day(),
            (Self::State { english, .. }, Language::English) => (*english).to_owned(),
            (Self::State { chinese, .. }, Language::Chinese) => (*chinese).to_owned(),
            (Self::Attribute { name, value }, Language::English) => format!("{name}: {value}"),
            (Self::Attribute { name, value }, Language::Chinese) => format!("{name}：{value}"),
        }
    }
}
