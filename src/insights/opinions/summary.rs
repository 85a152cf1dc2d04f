//! The sum of many texts about one thing.

use std::collections::BTreeMap;

use super::{Opinion, Sentiment, Topic, opinion};

/// What people think of one thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// How many texts.
    pub texts: u64,
    /// The sum of their stars, 1 to 5 each.
    pub stars: i64,
    /// How many are against, mixed and for it.
    pub sentiments: BTreeMap<Sentiment, u64>,
    /// What they speak of.
    pub topics: BTreeMap<Topic, TopicSummary>,
}

/// What people think of one side of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TopicSummary {
    /// How many texts speak of it.
    pub texts: u64,
    /// How many of them praise it.
    pub praised: u64,
    /// How many find fault with it.
    pub faulted: u64,
}

impl Summary {
    /// The sum of texts, each with its stars.
    #[must_use]
    pub fn of<'a>(texts: impl Iterator<Item = (i64, &'a str)>) -> Self {
        let mut summary = Self::default();
        for (stars, text) in texts {
            summary.add(stars, &opinion(text));
        }
        summary
    }

    /// Adds a text with its stars.
    pub fn add(&mut self, stars: i64, opinion: &Opinion) {
        self.texts += 1;
        self.stars += stars;
        *self.sentiments.entry(opinion.sentiment).or_default() += 1;
        for (topic, verdict) in &opinion.topics {
            let summary = self.topics.entry(*topic).or_default();
            summary.texts += 1;
            summary.praised += u64::from(*verdict > 0.0);
            summary.faulted += u64::from(*verdict < 0.0);
        }
    }

    /// The mean of the stars; `None` where there are no texts.
    #[must_use]
    pub fn mean_stars(&self) -> Option<f64> {
        #[allow(clippy::cast_precision_loss, reason = "counts of reviews")]
        let mean = || self.stars as f64 / self.texts as f64;
        (self.texts > 0).then(mean)
    }

    /// The topics that are praised most (or, with `faults`, faulted most) by more texts than the other way,
    /// at most `limit`.
    #[must_use]
    pub fn foremost(&self, faults: bool, limit: usize) -> Vec<(Topic, TopicSummary)> {
        let count = |summary: &TopicSummary| {
            if faults {
                (summary.faulted, summary.praised)
            } else {
                (summary.praised, summary.faulted)
            }
        };
        let mut topics: Vec<_> = self
            .topics
            .iter()
            .filter(|(_, summary)| count(summary).0 > count(summary).1)
            .map(|(topic, summary)| (*topic, *summary))
            .collect();
        topics.sort_by_key(|(topic, summary)| (std::cmp::Reverse(count(summary).0), *topic));
        topics.truncate(limit);
        topics
    }
}
