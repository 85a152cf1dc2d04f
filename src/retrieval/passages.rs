//! Finding what the shop and its customers wrote: policies, answers to questions, reviews.

use std::sync::Arc;

use super::embedder::embed_checked;
use super::fillers;
use super::fusion::{self, Asked, AskedTerms};
use super::index::{Filter, Lookup, Question, Schema, field};
use super::shelf::{Document, Meaning, Shelf};
use super::terms::Terms;
use super::{
    Embedder, IndexPlace, IndexState, Indexed, LONGEST_QUESTION, Progress, RetrievalError,
};
use crate::catalog::{Policy, PolicyKind, Review};
use crate::clock::Clock;
use crate::ids::{Language, ProductKey};

/// How many candidates each half gives.
const CANDIDATES: usize = 50;

/// The fields that passages are filtered by.
const SCHEMA: Schema = &[
    (field::KIND, Lookup::Equal),
    (field::PRODUCT, Lookup::Equal),
    (field::LANGUAGE, Lookup::Equal),
];

/// What kind of passage it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PassageKind {
    /// A rule of the shop.
    Policy,
    /// A frequent question with its answer.
    Question,
    /// What a customer wrote about a product: untrusted.
    Review,
}

impl PassageKind {
    fn word(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Question => "question",
            Self::Review => "review",
        }
    }
}

/// One text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The key of the policy, question or review; with the kind and the language it is unique.
    pub key: String,
    /// What it is.
    pub kind: PassageKind,
    /// The product that it is about.
    pub product: Option<ProductKey>,
    /// The language it is in.
    pub language: Language,
    /// Its heading; a review has none.
    pub title: String,
    /// The text.
    pub text: String,
}

/// The texts of `policies` and `reviews`, one passage a language.
#[must_use]
pub fn passages(policies: Vec<Policy>, reviews: Vec<Review>) -> Vec<Passage> {
    let mut passages = Vec::new();
    for Policy {
        key,
        kind,
        title,
        text,
        until: _,
    } in policies
    {
        let kind = match kind {
            // All that is on offer is shown to who asks for it: nothing to look for.
            PolicyKind::Offer => continue,
            PolicyKind::Policy => PassageKind::Policy,
            PolicyKind::Question => PassageKind::Question,
        };
        let languages = [
            (Language::English, title.english, text.english),
            (Language::Chinese, title.chinese, text.chinese),
        ];
        for (language, title, text) in languages {
            passages.extend(text.map(|text| Passage {
                key: key.clone(),
                kind,
                product: None,
                language,
                title: title.unwrap_or_default(),
                text,
            }));
        }
    }
    passages.extend(reviews.into_iter().map(|review| Passage {
        key: review.key,
        kind: PassageKind::Review,
        product: Some(review.product),
        language: review.language,
        title: String::new(),
        text: review.text,
    }));
    passages
}

/// Which passages are looked for.
#[derive(Clone, Debug)]
pub struct PassageSearch<'a> {
    /// What was said.
    pub words: &'a str,
    /// Only these kinds.
    pub kinds: &'a [PassageKind],
    /// Only about this product.
    pub product: Option<&'a ProductKey>,
    /// Only in this language.
    pub language: Option<Language>,
    /// At most this many.
    pub limit: usize,
}

/// One passage that answers a search.
#[derive(Clone, Debug, PartialEq)]
pub struct PassageHit {
    /// The key of the policy, question or review.
    pub key: String,
    /// What hits are ordered by; comparable within one search only.
    pub score: f32,
    /// How near it is in meaning, from -1 to 1.
    pub cosine: Option<f32>,
    /// The share of the question's terms that it holds, from 0 to 1.
    pub terms: f32,
}

impl PassageHit {
    /// Whether it surely answers what was asked, as [`super::Hit::is_sure`].
    #[must_use]
    pub fn is_sure(&self) -> bool {
        fusion::is_sure(self.cosine, self.terms)
    }
}

/// The index of passages.
pub struct Passages {
    shelf: Shelf,
    terms: Terms,
}

impl Passages {
    /// Opens the index beside the one of products in `place`.
    ///
    /// # Errors
    /// As [`super::Retrieval::open`].
    pub async fn open(
        place: &IndexPlace,
        embedder: Arc<dyn Embedder>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, RetrievalError> {
        Ok(Self {
            shelf: Shelf::open(&place.beside("passages"), SCHEMA, embedder, clock).await?,
            terms: Terms::new(1.0)?,
        })
    }

    /// Builds a new index of `passages` and puts it in the place of the old one.
    ///
    /// # Errors
    /// As [`super::Retrieval::index`].
    pub async fn index(
        &self,
        passages: &[Passage],
        progress: &dyn Progress,
    ) -> Result<Indexed, RetrievalError> {
        let documents: Vec<Document> = passages
            .iter()
            .map(|passage| self.document(passage))
            .collect();
        let built = self.shelf.build(&documents, progress, |_, _| {}).await?;
        Ok(built.into())
    }

    fn document(&self, passage: &Passage) -> Document {
        let mut fields = vec![
            (field::KIND, passage.kind.word().into()),
            (field::LANGUAGE, passage.language.tag().into()),
        ];
        if let Some(product) = &passage.product {
            fields.push((field::PRODUCT, product.as_str().into()));
        }
        let Passage { title, text, .. } = passage;
        let meaning = match title.as_str() {
            "" => text.clone(),
            title => format!("{title}. {text}"),
        };
        let reads = self.shelf.embedder().reads(passage.language);
        Document {
            key: format!(
                "{} {} {}",
                passage.kind.word(),
                passage.language.tag(),
                passage.key
            ),
            fields,
            meaning: if reads {
                Meaning::Text(meaning)
            } else {
                Meaning::None
            },
            title: title.clone(),
            description: text.clone(),
        }
    }

    /// The passages that answer `search`, the best first; none where nothing does.
    ///
    /// # Errors
    /// As [`super::Retrieval::search`].
    pub async fn search(
        &self,
        search: &PassageSearch<'_>,
    ) -> Result<Vec<PassageHit>, RetrievalError> {
        self.shelf.ready().await?;
        let words: String = search.words.trim().chars().take(LONGEST_QUESTION).collect();
        let words = fillers::without_fillers(&words);
        let terms = self.terms.of_question(&words);
        let reads = self.shelf.embedder().reads(Language::of(&words));
        let meaning = (reads && !words.is_empty()).then(|| words.clone());
        if search.limit == 0 || (terms.is_empty() && meaning.is_none()) {
            return Ok(Vec::new());
        }
        let embedded = embed_checked(self.shelf.embedder(), meaning.iter().cloned().collect());
        let mut equal = Vec::new();
        if !search.kinds.is_empty() {
            let kinds = search.kinds.iter().map(|kind| kind.word().to_owned());
            equal.push((field::KIND, kinds.collect()));
        }
        if let Some(product) = search.product {
            equal.push((field::PRODUCT, vec![product.as_str().to_owned()]));
        }
        if let Some(language) = search.language {
            equal.push((field::LANGUAGE, vec![language.tag().to_owned()]));
        }
        let question = Question {
            meaning: embedded.await?.into_iter().next(),
            terms: terms.clone(),
            filter: Filter {
                equal,
                ..Filter::default()
            },
            limit: CANDIDATES.max(search.limit),
        };
        let limit = question.limit;
        let candidates = self.shelf.ask(question).await?;
        let asked = Asked {
            translated: false,
            meaning,
            terms: vec![AskedTerms { terms, part: 1.0 }],
        };
        let found = fusion::fuse(&candidates, &asked, |_| 1.0, limit, search.limit);
        let hit = |found: fusion::Found| PassageHit {
            key: found
                .key
                .splitn(3, ' ')
                .nth(2)
                .unwrap_or_default()
                .to_owned(),
            score: found.score,
            cosine: found.cosine,
            terms: found.share,
        };
        Ok(found.into_iter().map(hit).collect())
    }

    /// How the index stands.
    ///
    /// # Errors
    /// As [`super::Retrieval::state`].
    pub async fn state(&self) -> Result<IndexState, RetrievalError> {
        self.shelf.state().await
    }
}
