//! Finding products, passages and members.
//!
//! Owns: the indexes of the goods ([`Retrieval`]), of policies and reviews ([`Passages`]) and of members'
//! tastes ([`Profiles`]), a collection each; how texts become vectors and terms,
//! how a search is answered from them, and the [`Embedder`] border. Embedded it keeps Qdrant in process
//! (`qdrant-edge`) in a folder; by URL it uses a Qdrant server.
//! Does not own: the products and texts themselves (`catalog`), the embedder's files (`models`), what is done with
//! a hit.
//! Holds: an index records what it was built with and refuses a question made with anything else; a
//! rebuild that is stopped at any moment leaves the index before it in use; two processes never write one
//! folder; the same products and the same search give the same hits.

mod edge;
mod embedder;
mod errors;
mod fillers;
mod fusion;
mod goods;
mod index;
mod lexicon;
mod onnx;
mod passages;
mod profiles;
mod recipe;
mod remembered;
mod server;
mod shelf;
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
pub use passages::{Passage, PassageHit, PassageKind, PassageSearch, Passages, passages};
pub use profiles::{Alike, Profile, Profiles};

use crate::catalog::Product;
use crate::clock::{Clock, Timestamp};
use crate::ids::{Language, ProductKey};
use crate::money::Money;
use embedder::embed_checked;
use goods::{SCHEMA, document, filter, price_range};
use index::{Filter, Question};
use shelf::{Built, Document, Shelf};
use terms::Terms;
use vocabulary::Vocabulary;

/// How many candidates each half gives. More change no place among the first ten.
const CANDIDATES: usize = 100;

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

impl IndexPlace {
    /// The place of another index beside the one of products.
    fn beside(&self, kind: &str) -> Self {
        match self {
            Self::Folder(folder) => {
                let mut name = folder.file_name().unwrap_or_default().to_owned();
                name.push(format!("-{kind}"));
                Self::Folder(folder.with_file_name(name))
            }
            Self::Server {
                url,
                api_key,
                alias,
            } => {
                let shop = alias.strip_suffix("-products").unwrap_or(alias);
                Self::Server {
                    url: url.clone(),
                    api_key: api_key.clone(),
                    alias: format!("{shop}-{kind}"),
                }
            }
        }
    }
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
    /// Only from this category, as the catalogue writes it.
    pub category: Option<&'a str>,
    /// Only with these attributes, by name and value, whatever their case.
    pub attributes: &'a [(&'a str, &'a str)],
    /// Only with a title or description in this language.
    pub language: Option<Language>,
    /// Only what is there to sell.
    pub in_stock: bool,
    /// Rather something new at each place than what is most like the question: ten sizes of one shirt do
    /// not fill the list.
    pub varied: bool,
    /// At most this many.
    pub limit: usize,
    /// Which halves are asked.
    pub halves: Halves,
}

/// What an indexing did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indexed {
    /// How many products (passages, profiles) are in the index now.
    pub products: u64,
    /// How many of them only the lexical half can find, as the embedder reads none of their texts.
    pub terms_only: u64,
    /// How many texts were embedded; the vectors of the others were there already.
    pub embedded: u64,
    /// Whether the index was up to date, so that nothing was built.
    pub unchanged: bool,
}

impl From<Built> for Indexed {
    fn from(built: Built) -> Self {
        Self {
            products: built.documents,
            terms_only: built.terms_only,
            embedded: built.embedded,
            unchanged: built.unchanged,
        }
    }
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
    shelf: Shelf,
    /// Terms of questions.
    terms: Terms,
    /// The words of the goods, once they have been taught.
    vocabulary: RwLock<Arc<Vocabulary>>,
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
        Ok(Self {
            shelf: Shelf::open(place, SCHEMA, embedder, clock).await?,
            terms: Terms::new(1.0)?,
            vocabulary: RwLock::default(),
        })
    }

    /// Builds a new index of `products` and puts it in the place of the old one when it is complete;
    /// nothing where the old one was made of the same. Only texts that are new are embedded, so that one
    /// that was killed goes on where it was. Searches go on in the old one meanwhile. Where a key occurs
    /// twice the last product counts.
    ///
    /// # Errors
    /// Where the embedder fails or the index cannot be written; then the old one stays.
    pub async fn index(
        &self,
        products: &[Product],
        progress: &dyn Progress,
    ) -> Result<Indexed, RetrievalError> {
        let unique: BTreeMap<&ProductKey, &Product> = products
            .iter()
            .map(|product| (&product.key, product))
            .collect();
        let documents: Vec<Document> = unique
            .into_values()
            .map(|product| document(product, self.shelf.embedder()))
            .collect();
        let mut vocabulary = Vocabulary::default();
        let built = self
            .shelf
            .build(&documents, progress, |document, point| {
                vocabulary.add(&document.title, &document.description, &point.terms);
            })
            .await?;
        if built.unchanged {
            self.teach(products);
        } else {
            self.learn(vocabulary);
        }
        Ok(built.into())
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
        self.shelf.ready().await?;
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
        let meaning = embed_checked(self.shelf.embedder(), meaning).await?;
        let terms = asked.terms.iter();
        let mut all_terms: Vec<u32> = terms.flat_map(|asked| &asked.terms).copied().collect();
        all_terms.sort_unstable();
        all_terms.dedup();
        let question = Question {
            meaning: meaning.into_iter().next(),
            terms: all_terms,
            filter: filter(search, price),
            limit: per_half,
        };
        let candidates = self.shelf.ask(question).await?;
        let found = match search.halves {
            Halves::Fused => {
                let weight = |term| vocabulary.weight(term);
                let limit = if search.varied {
                    per_half
                } else {
                    search.limit
                };
                fusion::fuse(&candidates, &asked, weight, per_half, limit)
            }
            Halves::Dense => fusion::alone(&candidates.by_meaning, search.limit),
            Halves::Lexical => fusion::alone(&candidates.by_terms, search.limit),
        };
        let found = if search.varied {
            fusion::varied(found, search.limit)
        } else {
            found
        };
        Ok(found.into_iter().map(Hit::from).collect())
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
        self.shelf.ready().await?;
        let key = product.as_str().to_owned();
        let meaning = self.shelf.meanings_of(std::slice::from_ref(&key)).await?;
        let Some(meaning) = meaning.into_iter().next().flatten().filter(|_| limit > 0) else {
            return Ok(Vec::new());
        };
        let filter = Filter {
            exclude: vec![key],
            ..Filter::default()
        };
        let question = Question {
            meaning: Some(meaning),
            terms: Vec::new(),
            filter,
            limit,
        };
        let found = self.shelf.ask(question).await?.by_meaning;
        let hit = |found: index::Candidate| Hit {
            product: ProductKey::new(&found.key),
            score: found.score,
            cosine: Some(found.score),
            terms: 0.0,
        };
        Ok(found.into_iter().map(hit).collect())
    }

    /// The vectors of `products`, of one length, in that order; `None` where the index has none.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub async fn meanings(
        &self,
        products: &[ProductKey],
    ) -> Result<Vec<Option<Vec<f32>>>, RetrievalError> {
        self.shelf.ready().await?;
        let keys: Vec<String> = products.iter().map(|key| key.as_str().to_owned()).collect();
        self.shelf.meanings_of(&keys).await
    }

    /// How the index stands.
    ///
    /// # Errors
    /// [`RetrievalError::Server`] where the server does not answer.
    pub async fn state(&self) -> Result<IndexState, RetrievalError> {
        self.shelf.state().await
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
            text.chars().any(char::is_alphanumeric)
                && self.shelf.embedder().reads(Language::of(text))
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
