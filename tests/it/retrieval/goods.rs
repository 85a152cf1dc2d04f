//! Products to index, an embedder that can be foretold, and a clock that ticks.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use storekeeper::catalog::{Localized, Product};
use storekeeper::clock::{Clock, Timestamp};
use storekeeper::ids::{Language, ProductKey};
use storekeeper::money::{CNY, Money};
use storekeeper::retrieval::{Embedder, RetrievalError};

/// What the embedder knows: each line is one direction of its vectors.
const MEANINGS: &[&[&str]] = &[
    &["mug", "mugs", "cup"],
    &["clock", "clocks"],
    &["candle", "candles"],
    &["tea", "teapot"],
    &["red"],
    &["blue"],
    &["oak", "wooden"],
];
/// One number for each of [`MEANINGS`], and one that no text leaves at zero.
const DIMENSIONS: usize = 8;

/// How an embedding goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// It does not.
    #[default]
    None,
    /// It never comes back.
    Stuck,
    /// It says that it failed.
    Fails,
    /// One vector is missing.
    TooFew,
    /// Vectors are longer than promised.
    TooLong,
    /// A vector holds what is not a number.
    NotANumber,
}

/// Counts the words it knows.
pub struct WordCounter {
    name: String,
    dimensions: usize,
    /// How the calls after the good ones go wrong.
    fault: Fault,
    /// How many calls go well before the fault.
    good_calls: AtomicUsize,
}

impl WordCounter {
    /// One that never fails.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            dimensions: DIMENSIONS,
            fault: Fault::None,
            good_calls: AtomicUsize::new(usize::MAX),
        }
    }

    /// One whose vectors are longer.
    pub fn wider(name: &str) -> Self {
        Self {
            dimensions: DIMENSIONS + 4,
            ..Self::named(name)
        }
    }

    /// One that goes wrong after `good_calls`.
    pub fn faulty(fault: Fault, good_calls: usize) -> Self {
        Self {
            fault,
            good_calls: AtomicUsize::new(good_calls),
            ..Self::named("counter")
        }
    }

    fn vector(&self, text: &str) -> Vec<f32> {
        let mut vector = vec![0.0; self.dimensions];
        vector[DIMENSIONS - 1] = 0.05;
        let text = text.to_lowercase();
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            if let Some(at) = MEANINGS.iter().position(|words| words.contains(&word)) {
                vector[at] += 1.0;
            }
        }
        vector
    }
}

#[async_trait::async_trait]
impl Embedder for WordCounter {
    fn name(&self) -> &str {
        &self.name
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn reads(&self, language: Language) -> bool {
        language == Language::English
    }

    async fn embed(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, RetrievalError> {
        let mut vectors: Vec<Vec<f32>> = texts.iter().map(|text| self.vector(text)).collect();
        let left = self.good_calls.load(Ordering::Relaxed);
        if left > 0 {
            self.good_calls.store(left - 1, Ordering::Relaxed);
            return Ok(vectors);
        }
        match self.fault {
            Fault::None => {}
            Fault::Stuck => std::future::pending().await,
            Fault::Fails => {
                return Err(RetrievalError::Embedder {
                    name: self.name.clone(),
                    reason: "the plug was pulled".to_owned(),
                });
            }
            Fault::TooFew => drop(vectors.pop()),
            Fault::TooLong => vectors.iter_mut().for_each(|vector| vector.push(0.0)),
            Fault::NotANumber => vectors.iter_mut().for_each(|vector| vector[0] = f32::NAN),
        }
        Ok(vectors)
    }
}

/// A clock that is a second later at every look: on a server each build is named by its moment.
pub struct Ticking(AtomicI64);

impl Ticking {
    /// One that begins in 2026.
    pub fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(1_780_000_000_000_000)))
    }
}

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1_000_000, Ordering::Relaxed))
    }
}

/// A product with an English title for `yuan`.
pub fn product(key: &str, english: &str, yuan: i64) -> Product {
    Product {
        key: ProductKey::new(key),
        title: Localized {
            english: Some(english.to_owned()),
            chinese: None,
        },
        description: Localized::default(),
        brand: None,
        category: None,
        price: Money::new(yuan * 100, CNY),
        stock: Some(3),
        attributes: BTreeMap::new(),
        image: None,
        family: None,
    }
}

/// A product with a Chinese title alone.
pub fn chinese(key: &str, title: &str, yuan: i64) -> Product {
    Product {
        title: Localized {
            english: None,
            chinese: Some(title.to_owned()),
        },
        ..product(key, "", yuan)
    }
}

/// A small shop.
pub fn shop() -> Vec<Product> {
    vec![
        product("red-mug", "Red Enamel Mug", 25),
        product("blue-mug", "Blue Enamel Mug", 35),
        product("oak-clock", "Oak Wall Clock", 240),
        product("candle", "Red Pillar Candle", 60),
        product("teapot", "Blue Teapot", 120),
    ]
}
