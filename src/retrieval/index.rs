//! The outside border to whatever keeps vectors and finds the nearest.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::money::Currency;

use super::RetrievalError;
use super::terms::TermWeights;

/// The name of the dense vector: what a text means.
pub(super) const MEANING: &str = "meaning";
/// The name of the sparse vector: the terms of a text.
pub(super) const TERMS: &str = "terms";

/// Names of the payload's fields.
pub(super) mod field {
    /// The key of what the point stands for.
    pub(in crate::retrieval) const KEY: &str = "key";
    /// The price in minor units.
    pub(in crate::retrieval) const PRICE: &str = "price_minor";
    /// The price's currency.
    pub(in crate::retrieval) const CURRENCY: &str = "currency";
    /// Whether there is one to sell; a shop that does not count its goods has them.
    pub(in crate::retrieval) const IN_STOCK: &str = "in_stock";
    /// Where a product stands in the shop.
    pub(in crate::retrieval) const CATEGORY: &str = "category";
    /// Attributes of a product, `colour=red`, in small letters.
    pub(in crate::retrieval) const ATTRIBUTES: &str = "attributes";
    /// The languages that there are texts in, by their tags.
    pub(in crate::retrieval) const LANGUAGE: &str = "language";
    /// What kind of passage it is.
    pub(in crate::retrieval) const KIND: &str = "kind";
    /// The product that a passage is about.
    pub(in crate::retrieval) const PRODUCT: &str = "product";
    /// The member whose profile it is: the tenant key.
    pub(in crate::retrieval) const MEMBER: &str = "member";
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
    /// How many points are in it.
    pub(super) products: u64,
    /// When it was finished, in microseconds since 1970.
    built_micros: i64,
    /// The digest of all that went into it: where it is the same there is nothing to build.
    #[serde(default)]
    pub(super) contents: String,
}

impl IndexRecord {
    pub(super) fn new(
        made_with: MadeWith,
        products: u64,
        built: Timestamp,
        contents: String,
    ) -> Self {
        Self {
            made_with,
            products,
            built_micros: built.micros(),
            contents,
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

/// How a payload field is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lookup {
    /// By ranges of whole numbers.
    Range,
    /// By equal texts.
    Equal,
    /// By equal texts that part the points into tenants.
    Tenant,
    /// By yes or no.
    Truth,
}

/// The fields that are looked up.
pub(super) type Schema = &'static [(&'static str, Lookup)];

/// One thing as an index keeps it.
#[derive(Clone, Debug)]
pub(super) struct Point {
    /// The key of what it stands for.
    pub(super) key: String,
    /// Further fields of the payload.
    pub(super) fields: Vec<(&'static str, serde_json::Value)>,
    /// Its dense vector, where the embedder reads its texts.
    pub(super) meaning: Option<Vec<f32>>,
    /// Its sparse vector.
    pub(super) terms: TermWeights,
}

impl Point {
    /// The number under which the point of `key` is kept: the first half of the key's SHA-256, the same
    /// in every index, so that it is found and left out without asking for its number.
    pub(super) fn id(key: &str) -> [u8; 16] {
        use sha2::Digest;
        let digest = sha2::Sha256::digest(key.as_bytes());
        std::array::from_fn(|at| digest[at])
    }

    /// Its payload, as JSON.
    pub(super) fn payload(&self) -> serde_json::Value {
        let fields = self.fields.iter();
        let fields = fields.map(|(name, value)| ((*name).to_owned(), value.clone()));
        let key = (field::KEY.to_owned(), self.key.clone().into());
        serde_json::Value::Object(fields.chain([key]).collect())
    }
}

/// Which points may be found.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// Only at these prices.
    pub(super) price: Option<PriceRange>,
    /// None of these keys.
    pub(super) exclude: Vec<String>,
    /// Only those that hold one of these texts in the field, for each.
    pub(super) equal: Vec<(&'static str, Vec<String>)>,
    /// Only those of which this is true, for each.
    pub(super) truths: Vec<&'static str>,
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

/// What one half found.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Its key.
    pub(super) key: String,
    /// The cosine of the dense half; BM25's sum of the lexical one.
    pub(super) score: f32,
    /// All its terms.
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

/// Keeps vectors and finds the nearest to a question.
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
        schema: Schema,
        begun: Timestamp,
    ) -> Result<Box<dyn Building>, RetrievalError>;

    /// What both halves find, from an index made with `made_with` and no other.
    async fn ask(
        &self,
        question: Question,
        made_with: &MadeWith,
    ) -> Result<Candidates, RetrievalError>;

    /// The dense vectors of `keys`, in that order; `None` where the index has none.
    async fn meanings_of(&self, keys: &[String]) -> Result<Vec<Option<Vec<f32>>>, RetrievalError>;
}

/// An index that is being built. Dropped before [`Self::finish`] it leaves the one in use as it was.
#[async_trait::async_trait]
pub(super) trait Building: Send {
    /// Adds points.
    async fn add(&mut self, points: Vec<Point>) -> Result<(), RetrievalError>;

    /// Puts it in the place of the one in use, at one moment: a question sees the one or the other.
    async fn finish(self: Box<Self>, record: IndexRecord) -> Result<(), RetrievalError>;
}
