//! Tells the sentiment of a text: a multinomial logistic regression over what the lexicon found and over the
//! words themselves.
//!
//! The lexicon knows what an adjective says; half of what people write has none ("third week and the handle
//! is in the bin"), and there the words and pairs of words that stood in texts of each sentiment tell more
//! (after Wang and Manning 2012, "Baselines and bigrams"). It is trained when first asked, from the texts
//! in `training.jsonl`, always with the same result: the texts are the model, and can be read and mended.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Sentiment;
use super::reading::{Reading, read};
use crate::ids::is_chinese;

/// Texts with the sentiment that people gave them, written for this.
const TRAINING: &str = include_str!("training.jsonl");
/// How often the texts are gone through.
const ROUNDS: usize = 10;
/// The step of the first round; `AdaGrad` makes it smaller where a weight has moved much.
const STEP: f32 = 0.1;
/// What each step takes off a weight.
const DECAY: f32 = 2e-3;
/// Words that stand in fewer texts are left out: they say nothing of other texts.
const FEWEST: u32 = 2;
/// All words of a text together weigh this much, however many there are.
const WORDS: f32 = 3.0;
/// A quarter of the training texts are mixed, of a shop's reviews about a seventh.
const FEWER_MIXED: f32 = 0.6;
/// Where the lexicon finds so much more on one side, and so large a share there, a text is not mixed.
const SURELY_SIDED: f32 = 5.0;
/// See [`SURELY_SIDED`].
const SURELY_SCORED: f32 = 0.6;
/// The strengths of the lexicon are cut here, so that one long text does not decide.
const STRONGEST: f32 = 8.0;

#[derive(Deserialize)]
struct Labelled {
    sentiment: String,
    text: String,
}

/// How probable each sentiment is, in the order negative, mixed, positive.
pub(super) type Odds = [f32; 3];

/// The sentiment that is most probable, and by how much more probable for than against.
pub(super) fn judge(text: &str, reading: &Reading) -> (Sentiment, f32) {
    let [negative, mixed, positive] = TRAINED.odds(&features(text, reading));
    let mixed = mixed * FEWER_MIXED;
    let margin = (reading.positive - reading.negative).abs();
    let sided = margin >= SURELY_SIDED && reading.score().abs() >= SURELY_SCORED;
    let sentiment = if !sided && mixed >= negative && mixed >= positive {
        Sentiment::Mixed
    } else if positive >= negative {
        Sentiment::Positive
    } else {
        Sentiment::Negative
    };
    (sentiment, positive - negative)
}

static TRAINED: LazyLock<Classifier> = LazyLock::new(|| {
    let labelled = TRAINING
        .lines()
        .filter_map(|line| serde_json::from_str::<Labelled>(line).ok());
    let texts: Vec<(Vec<(String, f32)>, usize)> = labelled
        .map(|one| {
            let sentiment = match one.sentiment.as_str() {
                "negative" => 0,
                "positive" => 2,
                _ => 1,
            };
            (features(&one.text, &read(&one.text)), sentiment)
        })
        .collect();
    Classifier::train(&texts)
});

/// A weight for each sentiment and feature.
struct Classifier {
    places: HashMap<String, usize>,
    weights: Vec<Odds>,
}

impl Classifier {
    fn train(texts: &[(Vec<(String, f32)>, usize)]) -> Self {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for (name, _) in texts.iter().flat_map(|(features, _)| features) {
            *counts.entry(name).or_default() += 1;
        }
        let mut places = HashMap::new();
        let mut known: Vec<Vec<(usize, f32)>> = Vec::with_capacity(texts.len());
        for (features, _) in texts {
            let mut of_text = Vec::with_capacity(features.len());
            for (name, value) in features {
                if counts[name.as_str()] >= FEWEST {
                    let next = places.len();
                    let place = *places.entry(name.clone()).or_insert(next);
                    of_text.push((place, *value));
                }
            }
            known.push(of_text);
        }
        let mut weights = vec![[0.0; 3]; places.len()];
        let mut moved = vec![[1e-2_f32; 3]; places.len()];
        for round in 0..ROUNDS {
            for turn in 0..texts.len() {
                // Another order each round, always the same ones.
                let at = (turn * 7919 + round * 104_729) % texts.len();
                let odds = softmax(sums(&weights, &known[at]));
                for (place, value) in &known[at] {
                    for (class, odds) in odds.iter().enumerate() {
                        let wanted = f32::from(u8::from(class == texts[at].1));
                        let slope = (odds - wanted) * value + DECAY * weights[*place][class];
                        moved[*place][class] += slope * slope;
                        weights[*place][class] -= STEP * slope / moved[*place][class].sqrt();
                    }
                }
            }
        }
        Self { places, weights }
    }

    fn odds(&self, features: &[(String, f32)]) -> Odds {
        let known: Vec<(usize, f32)> = features
            .iter()
            .filter_map(|(name, value)| Some((*self.places.get(name)?, *value)))
            .collect();
        softmax(sums(&self.weights, &known))
    }
}

fn sums(weights: &[Odds], features: &[(usize, f32)]) -> Odds {
    let mut sums = [0.0; 3];
    for (place, value) in features {
        for (sum, weight) in sums.iter_mut().zip(weights[*place]) {
            *sum += weight * value;
        }
    }
    sums
}

fn softmax(sums: Odds) -> Odds {
    let most = sums.into_iter().fold(f32::NEG_INFINITY, f32::max);
    let parts = sums.map(|sum| (sum - most).exp());
    let all: f32 = parts.iter().sum();
    parts.map(|part| part / all)
}

/// What is looked at of a text: each feature once, in the order in which it first stands there.
fn features(text: &str, reading: &Reading) -> Vec<(String, f32)> {
    let (positive, negative) = (reading.positive, reading.negative);
    let flag = |set: bool| f32::from(u8::from(set));
    let (before, after) = reading.turned.unwrap_or_default();
    let mut features: Vec<(String, f32)> = [
        ("#always", 1.0),
        ("#positive", positive.min(STRONGEST) / 3.0),
        ("#negative", negative.min(STRONGEST) / 3.0),
        ("#score", reading.score()),
        ("#nothing", flag(positive + negative == 0.0)),
        ("#both", flag(positive > 0.0 && negative > 0.0)),
        ("#first", (reading.first / 2.0).tanh()),
        ("#last", (reading.last / 2.0).tanh()),
        ("#before", (before / 2.0).tanh()),
        ("#after", (after / 2.0).tanh()),
        ("#margin", ((positive - negative) / 4.0).tanh()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let words = words(text);
    #[allow(clippy::cast_precision_loss, reason = "words of one text")]
    let weight = WORDS / (words.len().max(1) as f32).sqrt();
    features.extend(words.into_iter().map(|word| (word, weight)));
    features
}

/// The runs of one to three English words and of one to four Chinese characters, each once, and the marks.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['’', '‘'], "'");
    let mut found: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut keep = |word: String| {
        if seen.insert(word.clone()) {
            found.push(word);
        }
    };
    let english: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphabetic() && c != '\'')
        .filter(|word| !word.is_empty())
        .collect();
    for length in 1..=3 {
        for run in english.windows(length) {
            keep(run.join(" "));
        }
    }
    for run in text.split(|c| !is_chinese(c)) {
        let characters: Vec<char> = run.chars().collect();
        for length in 1..=4 {
            for run in characters.windows(length) {
                keep(run.iter().collect());
            }
        }
    }
    for mark in text.chars().filter(|c| "!?！？…".contains(*c)) {
        keep(mark.to_string());
    }
    found
}
