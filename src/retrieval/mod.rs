//! Finding products.
//!
//! Owns: the product index (vectors, terms and prices of the goods), how texts become vectors and terms,
//! how a search is answered from them, and the [`Embedder`] border. Embedded it keeps Qdrant in process
//! (`qdrant-edge`) in a folder; by URL it uses a Qdrant server.
//! Does not own: the products themselves (`catalog`), the embedder's files (`models`), what is done with
//! a hit.
//! Holds: an index records what it was built with and refuses a question made with anything else; a
//! rebuild that is stopped at any moment leaves the index before it in use; two processes never write one
//! folder; the same products and the same search give the same hits.

mod edge;
mod embedder;
mod errors;
mod fillers;
mod fusion;
mod index;
mod lexicon;
mod onnx;
mod recipe;
mod server;
mod terms;
mod vocabulary;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

pub use embedder::Embedder;
pub use errors::RetrievalError;
pub use fusion::Hit;
use fusion::{Asked, AskedTerms};
pub use onnx::{EmbedderFiles, OnnxEmbedder};

use crate::catalog::Product;
use crate::clock::{Clock, Timestamp};
use crate::ids::{Language, ProductKey};
use crate::money::Money;
use embedder::embed_checked;
use index::{Condition, Filter, IndexRecord, MadeWith, Point, PriceRange, Question, VectorIndex};
use recipe::{RECIPE, Texts};
use terms::Terms;
use vocabulary::Vocabulary;

/// How many candidates each half gives. More change no place among the first ten.
const CANDIDATES: usize = 100;

/// How many products are embedded and written at a time.
const BATCH: usize = 64;

/// A question is cut after this many characters: nobody describes one product in more, and the time to
/// embed it grows with the length.
const LONGEST_QUESTION: usize = 300;

/// Where the index is kept.
#[derive(Clone, Debug)]
pub enum IndexPlace {
    /// In process, in this folder of the data folder.
    Folder(PathBuf),
    /// On a Qdrant server or cluster.
    Server {
        /// Its gRPC address, `http://localhost:6334`.
        url: String,
        /// Its API key, where it asks for one.
        api_key: Option<String>,
        /// The alias under which the index in use is found, `storekeeper-products`.
        alias: String,
    },
}

/// Which halves of the search are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Halves {
    /// Both, fused; none where no hit answers the question.
    #[default]
    Fused,
    /// Meaning alone, for comparing.
    Dense,
    /// Terms alone, for comparing.
    Lexical,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Search<'a> {
    /// Search words in English, as the planner writes them; the shopper's own where there is no planner.
    pub words: &'a str,
    /// What the shopper said, where that is in another language than the words: Chinese goes to the
    /// lexical half, and to the embedder if it reads Chinese and there are no words.
    pub said: Option<&'a str>,
    /// Nothing cheaper, and nothing in another currency.
    pub min_price: Option<Money>,
    /// Nothing dearer, and nothing in another currency.
    pub max_price: Option<Money>,
    /// None of these.
    pub exclude: &'a [ProductKey],
    /// At most this many.
    pub limit: usize,
    /// Which halves are asked.
    pub halves: Halves,
}

/// What an indexing did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indexed {
    /// How many products are in the index now.
    pub products: u64,
    /// How many of them only the lexical half can find, as the embedder reads none of their texts.
    pub terms_only: u64,
}

/// How the index stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexState {
    /// Nothing was ever indexed.
    Absent,
    /// It can be searched, if the embedder is the same.
    Built {
        /// How many products are in it.
        products: u64,
        /// The embedder it was built with.
        embedder: String,
        /// When it was finished.
        when: Timestamp,
    },
    /// There is an index and it cannot be read.
    Unusable {
        /// Why.
        reason: String,
    },
}

/// Is told how far an indexing is.
pub trait Progress: Send + Sync {
    /// `done` of `total` products are in the new index.
    fn at(&self, done: u64, total: u64);
}

impl<F: Fn(u64, u64) + Send + Sync> Progress for F {
    fn at(&self, done: u64, total: u64) {
        self(done, total);
    }
}

/// The product index and the embedder that reads for it.
pub struct Retrieval {
    /// Where the vectors are kept.
    index: Box<dyn VectorIndex>,
    /// What turns texts into vectors.
    embedder: Arc<dyn Embedder>,
    /// Says when an index was finished.
    clock: Arc<dyn Clock>,
    /// Terms of questions.
    terms: Terms,
    /// The words of the goods, once they have been taught.
    vocabulary: RwLock<Arc<Vocabulary>>,
    /// Held while an index is built: one at a time.
    building: tokio::sync::Mutex<()>,
}

impl Retrieval {
    /// Opens the index in `place`; an absent, unusable or foreign one too, so that it can be rebuilt.
    ///
    /// # Errors
    /// [`RetrievalError::InUse`] where another process has the folder, [`RetrievalError::Server`] where
    /// the server does not answer, [`RetrievalError::File`] where the folder cannot be made.
    pub async fn open(
        place: &IndexPlace,
        embedder: Arc<dyn Embedder>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, RetrievalError> {
        let index: Box<dyn VectorIndex> = match place {
            IndexPlace::Folder(folder) => Box::new(edge::EdgeIndex::open(folder).await?),
            IndexPlace::Server {
                url,
                api_key,
                alias,
            } => Box::new(server::ServerIndex::open(url, api_key.as_deref(), alias).await?),
        };
        let terms = Terms::new(1.0)?;
        Ok(Self {
            index,
            embedder,
            clock,
            terms,
            vocabulary: RwLock::default(),
            building: tokio::sync::Mutex::new(()),
        })
    }

    /// Builds a new index of `products` and puts it in the place of the old one when it is complete.
    /// Searches go on in the old one meanwhile. Where a key occurs twice the last product counts.
    ///
    /// # Errors
    /// Where the embedder fails or the index cannot be written; then the old one stays.
    pub async fn index(
        &self,
        products: &[Product],
        progress: &dyn Progress,
    ) -> Result<Indexed, RetrievalError> {
        let _one_at_a_time = self.building.lock().await;
        let unique: BTreeMap<&ProductKey, &Product> = products
            .iter()
            .map(|product| (&product.key, product))
            .collect();
        let texts: Vec<(&Product, Texts)> = unique
            .into_values()
            .map(|product| (product, Texts::of(product, self.embedder.as_ref())))
            .collect();
        let terms = Terms::new(average_terms(&texts))?;
        let total = texts.len() as u64;
        let mut indexed = Indexed {
            products: 0,
            terms_only: 0,
        };
        let mut building = self
            .index
            .begin(self.embedder.dimensions(), self.clock.now())
            .await?;
        progress.at(0, total);
        let mut vocabulary = Vocabulary::default();
        for batch in texts.chunks(BATCH) {
            let points = self.points(batch, &terms).await?;
            for ((_, texts), point) in batch.iter().zip(&points) {
                vocabulary.add(&texts.title, &texts.description, &point.terms);
            }
            indexed.terms_only += points
                .iter()
                .filter(|point| point.meaning.is_none())
                .count() as u64;
            indexed.products += points.len() as u64;
            building.add(points).await?;
            progress.at(indexed.products, total);
        }
        let record = IndexRecord::new(self.made_with(), indexed.products, self.clock.now());
        building.finish(record).await?;
        self.learn(vocabulary);
        Ok(indexed)
    }

    async fn points(
        &self,
        batch: &[(&Product, Texts)],
        terms: &Terms,
    ) -> Result<Vec<Point>, RetrievalError> {
        let readable = batch
            .iter()
            .filter_map(|(_, texts)| texts.meaning.clone())
            .collect();
        let mut vectors = embed_checked(self.embedder.as_ref(), readable)
            .await?
            .into_iter();
        let point = |(product, texts): &(&Product, Texts)| Point {
            product: product.key.clone(),
            price: product.price,
            in_stock: product.stock.is_none_or(|left| left > 0),
            meaning: texts.meaning.as_ref().and_then(|_| vectors.next()),
            terms: terms.of_document(&texts.title, &texts.description),
        };
        Ok(batch.iter().map(point).collect())
    }

    /// Teaches the search the words of `products`: without them it corrects no misspelt words, and takes all
    /// words for equally telling. Indexing teaches too.
    pub fn teach(&self, products: &[Product]) {
        self.learn(Vocabulary::of(products, &self.terms));
    }

    fn learn(&self, vocabulary: Vocabulary) {
        let mut taught = self
            .vocabulary
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *taught = Arc::new(vocabulary);
    }

    fn vocabulary(&self) -> Arc<Vocabulary> {
        let taught = self
            .vocabulary
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&taught)
    }

    /// The products that answer `search`, the best first; none where nothing does, or where the search
    /// says nothing.
    ///
    /// # Errors
    /// [`RetrievalError::NotBuilt`], [`RetrievalError::OtherEmbedder`] and [`RetrievalError::Unusable`]
    /// where there is no index to ask, [`RetrievalError::Currencies`] for a range in two of them, and
    /// where the embedder or the index fails.
    pub async fn search(&self, search: &Search<'_>) -> Result<Vec<Hit>, RetrievalError> {
        self.ready().await?;
        let price = price_range(search.min_price, search.max_price)?;
        let vocabulary = self.vocabulary();
        let mut asked = self.asked(search, &vocabulary);
        match search.halves {
            Halves::Fused => {}
            Halves::Dense => asked.terms.clear(),
            Halves::Lexical => asked.meaning = None,
        }
        if search.limit == 0 || (asked.meaning.is_none() && asked.terms.is_empty()) {
            return Ok(Vec::new());
        }
        let per_half = search.limit.max(CANDIDATES);
        let meaning = asked.meaning.iter().cloned().collect();
        let meaning = embed_checked(self.embedder.as_ref(), meaning).await?;
        let terms = asked.terms.iter();
        let mut all_terms: Vec<u32> = terms.flat_map(|asked| &asked.terms).copied().collect();
        all_terms.sort_unstable();
        all_terms.dedup();
        let question = Question {
            meaning: meaning.into_iter().next(),
            terms: all_terms,
            filter: Filter {
                price,
                exclude: search.exclude.to_vec(),
            },
            limit: per_half,
        };
        let candidates = self.index.ask(question, &self.made_with()).await?;
        Ok(match search.halves {
            Halves::Fused => {
                let weight = |term| vocabulary.weight(term);
                fusion::fuse(&candidates, &asked, weight, per_half, search.limit)
            }
            Halves::Dense => fusion::alone(&candidates.by_meaning, search.limit),
            Halves::Lexical => fusion::alone(&candidates.by_terms, search.limit),
        })
    }

    /// The products nearest in meaning to `product`, the nearest first, without it; none where the index
    /// does not have it or has no vector of it.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub async fn similar(
        &self,
        product: &ProductKey,
        limit: usize,
    ) -> Result<Vec<Hit>, RetrievalError> {
        self.ready().await?;
        let Some(meaning) = self.index.meaning_of(product).await?.filter(|_| limit > 0) else {
            return Ok(Vec::new());
        };
        let filter = Filter {
            price: None,
            exclude: vec![product.clone()],
        };
        let question = Question {
            meaning: Some(meaning),
            terms: Vec::new(),
            filter,
            limit,
        };
        let found = self
            .index
            .ask(question, &self.made_with())
            .await?
            .by_meaning;
        let hit = |index::Candidate { product, score, .. }| Hit {
            product,
            score,
            cosine: Some(score),
            terms: 0.0,
        };
        Ok(found.into_iter().map(hit).collect())
    }

    /// How the index stands.
    ///
    /// # Errors
    /// [`RetrievalError::Server`] where the server does not answer.
    pub async fn state(&self) -> Result<IndexState, RetrievalError> {
        Ok(match self.index.condition().await? {
            Condition::Absent => IndexState::Absent,
            Condition::Unusable(reason) => IndexState::Unusable { reason },
            Condition::Built(record) => IndexState::Built {
                products: record.products,
                when: record.built(),
                embedder: record.made_with.embedder,
            },
        })
    }

    /// Refuses to ask where there is no index, or one made with something else.
    async fn ready(&self) -> Result<(), RetrievalError> {
        let place = self.index.place();
        match self.index.condition().await? {
            Condition::Absent => Err(RetrievalError::NotBuilt { place }),
            Condition::Unusable(reason) => Err(RetrievalError::Unusable { place, reason }),
            Condition::Built(record) => record.check(&self.made_with()),
        }
    }

    fn made_with(&self) -> MadeWith {
        MadeWith {
            embedder: self.embedder.name().to_owned(),
            dimensions: self.embedder.dimensions(),
            recipe: RECIPE,
        }
    }

    fn asked(&self, search: &Search<'_>, vocabulary: &Vocabulary) -> Asked {
        let words = cut(search.words);
        let said = search
            .said
            .map(cut)
            .filter(|said| words.is_empty() || Language::of(said) != Language::of(&words));
        let texts = [Some(words), said]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty());
        let texts: Vec<String> = texts
            .map(|text| fillers::without_fillers(&text))
            .map(|text| vocabulary.corrected(&text, &self.terms))
            .collect();
        let reads = |text: &&String| {
            text.chars().any(char::is_alphanumeric) && self.embedder.reads(Language::of(text))
        };
        let mut meaning = texts.iter().find(reads).cloned();
        let of = |text: &String, part: f32| AskedTerms {
            terms: self.terms.of_question(text),
            part,
        };
        let mut terms: Vec<AskedTerms> = texts.iter().map(|text| of(text, 1.0)).collect();
        // Chinese that nobody has put into English: what reads English only finds something by it.
        let english = texts
            .iter()
            .any(|text| Language::of(text) == Language::English);
        let translated = texts.first().filter(|_| !english);
        let translated = translated.and_then(|text| lexicon::translated(text));
        if let Some(translated) = &translated {
            terms.push(of(&translated.words, translated.part));
        }
        let untranslated = meaning.is_some();
        meaning = meaning.or(translated
            .map(|words| words.text)
            .filter(|text| reads(&text)));
        terms.retain(|asked| !asked.terms.is_empty());
        Asked {
            meaning,
            translated: !untranslated,
            terms,
        }
    }
}

fn cut(text: &str) -> String {
    text.trim().chars().take(LONGEST_QUESTION).collect()
}

fn price_range(
    min: Option<Money>,
    max: Option<Money>,
) -> Result<Option<PriceRange>, RetrievalError> {
    let Some(currency) = min.or(max).map(|price| price.currency) else {
        return Ok(None);
    };
    if let Some(other) = max
        .map(|price| price.currency)
        .filter(|other| *other != currency)
    {
        return Err(RetrievalError::Currencies(currency, other));
    }
    let minor = |price: Money| price.minor;
    Ok(Some(PriceRange {
        currency,
        min: min.map(minor),
        max: max.map(minor),
    }))
}

fn average_terms(texts: &[(&Product, Texts)]) -> f64 {
    let words: usize = texts
        .iter()
        .map(|(_, texts)| Terms::count(&texts.title))
        .sum();
    #[allow(
        clippy::cast_precision_loss,
        reason = "a catalogue has far fewer than 2^52 words"
    )]
    let average = words as f64 / texts.len().max(1) as f64;
    average
}
