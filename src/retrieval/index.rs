//! The outside border to whatever keeps vectors and finds the nearest.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::ids::ProductKey;
use crate::money::{Currency, Money};

use super::RetrievalError;
use super::terms::TermWeights;

/// The name of the dense vector: what a product means.
pub(super) const MEANING: &str = "meaning";
/// The name of the sparse vector: the terms of a product's texts.
pub(super) const TERMS: &str = "terms";

/// Names of the payload's fields.
pub(super) mod field {
    /// The shop's key.
    pub(in crate::retrieval) const KEY: &str = "key";
    /// The price in minor units.
    pub(in crate::retrieval) const PRICE: &str = "price_minor";
    /// The price's currency.
    pub(in crate::retrieval) const CURRENCY: &str = "currency";
    /// Whether there is one to sell; a shop that does not count its goods has them.
    pub(in crate::retrieval) const IN_STOCK: &str = "in_stock";
}

/// What an index was made with; only a question made with the same can be answered from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MadeWith {
    /// The embedder's name.
    pub(super) embedder: String,
    /// How many numbers its vectors have.
    pub(super) dimensions: usize,
    /// The version of the text recipe.
    pub(super) recipe: u32,
}

impl std::fmt::Display for MadeWith {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            embedder,
            dimensions,
            recipe,
        } = self;
        write!(
            formatter,
            "{embedder} ({dimensions} dimensions, recipe {recipe})"
        )
    }
}

/// What is known of a finished index.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct IndexRecord {
    /// What it was made with.
    pub(super) made_with: MadeWith,
    /// How many products are in it.
    pub(super) products: u64,
    /// When it was finished, in microseconds since 1970.
    built_micros: i64,
}

impl IndexRecord {
    pub(super) fn new(made_with: MadeWith, products: u64, built: Timestamp) -> Self {
        Self {
            made_with,
            products,
            built_micros: built.micros(),
        }
    }

    pub(super) fn built(&self) -> Timestamp {
        Timestamp::from_micros(self.built_micros)
    }

    /// Refuses a question made with something else.
    pub(super) fn check(&self, given: &MadeWith) -> Result<(), RetrievalError> {
        if self.made_with == *given {
            return Ok(());
        }
        let (built, given) = (self.made_with.to_string(), given.to_string());
        Err(RetrievalError::OtherEmbedder { built, given })
    }
}

/// What an index is able to do now.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    /// Nothing was ever built.
    Absent,
    /// It can be asked.
    Built(IndexRecord),
    /// There is something that cannot be read, for this reason.
    Unusable(String),
}

/// One product as an index keeps it.
#[derive(Clone, Debug)]
pub(super) struct Point {
    /// Whose.
    pub(super) product: ProductKey,
    /// What one costs.
    pub(super) price: Money,
    /// Whether there is one to sell.
    pub(super) in_stock: bool,
    /// Its dense vector, where the embedder reads its texts.
    pub(super) meaning: Option<Vec<f32>>,
    /// Its sparse vector.
    pub(super) terms: TermWeights,
}

impl Point {
    /// The number under which the point of `product` is kept: the first half of the key's SHA-256, the
    /// same in every index, so that a product is found and left out without asking for its number.
    pub(super) fn id(product: &ProductKey) -> [u8; 16] {
        use sha2::Digest;
        let digest = sha2::Sha256::digest(product.as_str().as_bytes());
        std::array::from_fn(|at| digest[at])
    }

    /// Its payload, as JSON.
    pub(super) fn payload(&self) -> serde_json::Value {
        serde_json::json!({
            field::KEY: self.product.as_str(),
            field::PRICE: self.price.minor,
            field::CURRENCY: self.price.currency.code(),
            field::IN_STOCK: self.in_stock,
        })
    }
}

/// Which products may be found.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// Only at these prices.
    pub(super) price: Option<PriceRange>,
    /// None of these.
    pub(super) exclude: Vec<ProductKey>,
}

/// Prices in one currency, both ends included.
#[derive(Clone, Copy, Debug)]
pub(super) struct PriceRange {
    /// The only currency that fits.
    pub(super) currency: Currency,
    /// The lowest price, in minor units.
    pub(super) min: Option<i64>,
    /// The highest.
    pub(super) max: Option<i64>,
}

/// What an index is asked.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// Find the nearest to this dense vector.
    pub(super) meaning: Option<Vec<f32>>,
    /// Find those that hold the most telling of these terms.
    pub(super) terms: Vec<u32>,
    /// Among these only.
    pub(super) filter: Filter,
    /// At most this many of each half.
    pub(super) limit: usize,
}

/// A product that one half found.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Which.
    pub(super) product: ProductKey,
    /// The cosine of the dense half; BM25's sum of the lexical one.
    pub(super) score: f32,
    /// All terms of the product.
    pub(super) terms: Vec<u32>,
}

/// What both halves found, the best first.
#[derive(Clone, Debug, Default)]
pub(super) struct Candidates {
    /// By the dense vector.
    pub(super) by_meaning: Vec<Candidate>,
    /// By the terms.
    pub(super) by_terms: Vec<Candidate>,
}

/// Keeps the vectors of the products and finds the nearest to a question.
#[async_trait::async_trait]
pub(super) trait VectorIndex: Send + Sync {
    /// Where it is, for messages.
    fn place(&self) -> String;

    /// What it is able to do now.
    async fn condition(&self) -> Result<Condition, RetrievalError>;

    /// Begins a new index beside the one in use, at `begun`.
    async fn begin(
        &self,
        dimensions: usize,
        begun: Timestamp,
    ) -> Result<Box<dyn Building>, RetrievalError>;

    /// What both halves find, from an index made with `made_with` and no other.
    async fn ask(
        &self,
        question: Question,
        made_with: &MadeWith,
    ) -> Result<Candidates, RetrievalError>;

    /// The dense vector of a product; `None` where the index has none.
    async fn meaning_of(&self, product: &ProductKey) -> Result<Option<Vec<f32>>, RetrievalError>;
}

/// An index that is being built. Dropped before [`Self::finish`] it leaves the one in use as it was.
#[async_trait::async_trait]
pub(super) trait Building: Send {
    /// Adds products.
    async fn add(&mut self, points: Vec<Point>) -> Result<(), RetrievalError>;

    /// Puts it in the place of the one in use, at one moment: a question sees the one or the other.
    async fn finish(self: Box<Self>, record: IndexRecord) -> Result<(), RetrievalError>;
}
