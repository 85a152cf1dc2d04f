//! What people think: sentiment and topics of reviews, survey answers and chats, in English and Chinese.
//!
//! Owns: the lexicon and the trained classifier, how a text is judged by them ([`opinion()`]), and the sum of
//! many texts ([`Summary`]).
//! Does not own: the texts (`catalog`, `events`), nor whom they are shown to.
//! Holds: a text is data: nothing in it is followed, and no link or number of it leaves this room; the same
//! text gives the same opinion.

mod classifier;
mod lexicon;
mod reading;
mod summary;

use std::collections::BTreeMap;

pub use summary::{Summary, TopicSummary};

use crate::ids::Language;

/// What a text thinks as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sentiment {
    /// Against it.
    Negative,
    /// Neither, or both.
    Mixed,
    /// For it.
    Positive,
}

/// What a text thinks and speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct Opinion {
    /// As a whole; [`Sentiment::Mixed`] for a text without words.
    pub sentiment: Sentiment,
    /// How much more probable it is for than against: from -1, surely against, to 1, surely for.
    pub score: f32,
    /// What it speaks of, each with what it thinks of that: below zero against, above for.
    pub topics: BTreeMap<Topic, f32>,
}

/// Judges `text`.
#[must_use]
pub fn opinion(text: &str) -> Opinion {
    let reading = reading::read(text);
    let (sentiment, score) = if text.chars().any(char::is_alphabetic) {
        classifier::judge(text, &reading)
    } else {
        (Sentiment::Mixed, 0.0)
    };
    let mut topics = reading.topics;
    for verdict in topics.values_mut().filter(|verdict| **verdict == 0.0) {
        // Where the clause says nothing of it, the whole text does.
        *verdict = match sentiment {
            Sentiment::Mixed => 0.0,
            Sentiment::Negative | Sentiment::Positive => score,
        };
    }
    Opinion {
        sentiment,
        score,
        topics,
    }
}

/// What a text speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// How well it is made or works.
    Quality,
    /// How easy it is to use, clean or assemble.
    Ease,
    /// How it looks.
    Looks,
    /// How it feels: soft, warm, quiet.
    Comfort,
    /// Whether it fits, how much it holds.
    Size,
    /// What it costs, and whether it is worth it.
    Price,
    /// How it tastes.
    Taste,
    /// Whether it lasts.
    Durability,
    /// How it smells.
    Smell,
    /// The box it came in.
    Packaging,
    /// The shop's people, returns, answers.
    Service,
    /// That it was a present.
    Gift,
    /// How it was brought.
    Delivery,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 13] = [
        Self::Quality,
        Self::Ease,
        Self::Looks,
        Self::Comfort,
        Self::Size,
        Self::Price,
        Self::Taste,
        Self::Durability,
        Self::Smell,
        Self::Packaging,
        Self::Service,
        Self::Gift,
        Self::Delivery,
    ];

    /// Its word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Quality => "quality",
            Self::Ease => "ease",
            Self::Looks => "looks",
            Self::Comfort => "comfort",
            Self::Size => "size",
            Self::Price => "price",
            Self::Taste => "taste",
            Self::Durability => "durability",
            Self::Smell => "smell",
            Self::Packaging => "packaging",
            Self::Service => "service",
            Self::Gift => "gift",
            Self::Delivery => "delivery",
        }
    }

    /// What it is called in sentences for people.
    #[must_use]
    pub fn name(self, language: Language) -> &'static str {
        let (english, chinese) = match self {
            Self::Quality => ("quality", "质量"),
            Self::Ease => ("ease of use", "易用性"),
            Self::Looks => ("looks", "外观"),
            Self::Comfort => ("comfort", "舒适度"),
            Self::Size => ("size", "大小"),
            Self::Price => ("price", "价格"),
            Self::Taste => ("taste", "味道"),
            Self::Durability => ("durability", "耐用性"),
            Self::Smell => ("smell", "气味"),
            Self::Packaging => ("packaging", "包装"),
            Self::Service => ("service", "服务"),
            Self::Gift => ("as a gift", "送礼"),
            Self::Delivery => ("delivery", "物流"),
        };
        match language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// The topic with this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.word() == word)
    }
}
