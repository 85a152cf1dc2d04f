//! How well sentiment and topics of reviews are recognised, on texts that people labelled.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::questions::{QuestionsError, read_lines};
use crate::insights::opinions::{Sentiment, Topic, opinion};

/// One labelled text. Further fields (stars, the product) are not looked at.
#[derive(Clone, Debug, Deserialize)]
pub struct LabelledReview {
    /// `en` or `zh`.
    pub lang: String,
    /// `negative`, `mixed` or `positive`.
    pub sentiment: String,
    /// What it speaks of.
    pub topics: Vec<String>,
    /// The text.
    pub text: String,
}

/// What was recognised of the texts of one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct OpinionQuality {
    /// How many texts.
    pub texts: u64,
    /// The share whose sentiment is right.
    pub accuracy: f64,
    /// The mean of the three sentiments' F1.
    pub macro_f1: f64,
    /// Of texts that are not mixed: the share taken for the very opposite.
    pub opposite: f64,
    /// The F1 of all topics together.
    pub topics_f1: f64,
    /// The mean of the topics' F1.
    pub topics_macro_f1: f64,
}

/// What `evaluate opinions` prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpinionsReport {
    /// All texts.
    pub all: OpinionQuality,
    /// By language.
    pub by_language: BTreeMap<String, OpinionQuality>,
}

/// How often something was rightly found, wrongly found, missed.
#[derive(Clone, Copy, Default)]
struct Tally {
    right: u64,
    wrong: u64,
    missed: u64,
}

impl Tally {
    fn add(&mut self, labelled: bool, found: bool) {
        self.right += u64::from(labelled && found);
        self.wrong += u64::from(!labelled && found);
        self.missed += u64::from(labelled && !found);
    }

    fn f1(self) -> f64 {
        ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "counts of texts")]
    let ratio = part as f64 / whole.max(1) as f64;
    ratio
}

/// Reads labelled reviews, one JSON object a line.
///
/// # Errors
/// A line that is not one.
pub fn read_labelled_reviews(text: &str) -> Result<Vec<LabelledReview>, QuestionsError> {
    read_lines(text, |review: &LabelledReview| {
        let unknown = review
            .topics
            .iter()
            .find(|topic| Topic::of(topic).is_none());
        if let Some(topic) = unknown {
            return Err(format!("there is no topic `{topic}`"));
        }
        match review.sentiment.as_str() {
            "negative" | "mixed" | "positive" => Ok(()),
            other => Err(format!(
                "the sentiment is negative, mixed or positive, not `{other}`"
            )),
        }
    })
}

/// Judges every text and compares with its labels.
#[must_use]
pub fn bench_opinions(reviews: &[LabelledReview]) -> OpinionsReport {
    let mut by_language: BTreeMap<String, Vec<&LabelledReview>> = BTreeMap::new();
    for review in reviews {
        by_language
            .entry(review.lang.clone())
            .or_default()
            .push(review);
    }
    let all: Vec<&LabelledReview> = reviews.iter().collect();
    OpinionsReport {
        all: quality(&all),
        by_language: by_language
            .into_iter()
            .map(|(language, reviews)| (language, quality(&reviews)))
            .collect(),
    }
}

fn quality(reviews: &[&LabelledReview]) -> OpinionQuality {
    let mut right = 0;
    let mut opposite = 0;
    let mut decided = 0;
    let mut sentiments = [Tally::default(); 3];
    let mut topics = [Tally::default(); Topic::ALL.len()];
    for review in reviews {
        let found = opinion(&review.text);
        let labelled = match review.sentiment.as_str() {
            "negative" => Sentiment::Negative,
            "positive" => Sentiment::Positive,
            _ => Sentiment::Mixed,
        };
        right += u64::from(found.sentiment == labelled);
        let poles = [Sentiment::Negative, Sentiment::Positive];
        if poles.contains(&labelled) {
            decided += 1;
            opposite += u64::from(found.sentiment != labelled && poles.contains(&found.sentiment));
        }
        let each = [Sentiment::Negative, Sentiment::Mixed, Sentiment::Positive];
        for (tally, sentiment) in sentiments.iter_mut().zip(each) {
            tally.add(labelled == sentiment, found.sentiment == sentiment);
        }
        for (tally, topic) in topics.iter_mut().zip(Topic::ALL) {
            let labelled = review.topics.iter().any(|word| word == topic.word());
            tally.add(labelled, found.topics.contains_key(&topic));
        }
    }
    let together = topics.iter().fold(Tally::default(), |sum, tally| Tally {
        right: sum.right + tally.right,
        wrong: sum.wrong + tally.wrong,
        missed: sum.missed + tally.missed,
    });
    let mean = |tallies: &[Tally]| {
        #[allow(clippy::cast_precision_loss, reason = "a handful of classes")]
        let count = tallies.len() as f64;
        tallies.iter().map(|tally| tally.f1()).sum::<f64>() / count
    };
    OpinionQuality {
        texts: reviews.len() as u64,
        accuracy: ratio(right, reviews.len() as u64),
        macro_f1: mean(&sentiments),
        opposite: ratio(opposite, decided),
        topics_f1: together.f1(),
        topics_macro_f1: mean(&topics),
    }
}
