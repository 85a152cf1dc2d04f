//! One index and how it is built: shared by products, passages and profiles.

use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::embedder::embed_checked;
use super::index::{
    Candidates, Condition, IndexRecord, MadeWith, Point, Question, Schema, VectorIndex,
};
use super::recipe::RECIPE;
use super::remembered::Remembered;
use super::terms::Terms;
use super::{Embedder, IndexPlace, IndexState, Progress, RetrievalError, edge, server};
use crate::clock::Clock;
use crate::ids::hexadecimal;

/// How many documents are embedded and written at a time.
const BATCH: usize = 64;

/// What a document means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// Nothing that the embedder reads.
    None,
    /// What this text means.
    Text(String),
    /// This.
    Vector(Vec<f32>),
}

/// One thing to be indexed.
pub(super) struct Document {
    /// Its key.
    pub(super) key: String,
    /// Further fields of the payload.
    pub(super) fields: Vec<(&'static str, serde_json::Value)>,
    /// What it means.
    pub(super) meaning: Meaning,
    /// For the terms.
    pub(super) title: String,
    /// For the terms too, and worth less.
    pub(super) description: String,
}

/// What a build did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Built {
    pub(super) documents: u64,
    /// How many have no vector.
    pub(super) terms_only: u64,
    /// How many texts were embedded; the vectors of the others were remembered.
    pub(super) embedded: u64,
    /// Whether the index was up to date and nothing was built.
    pub(super) unchanged: bool,
}

/// An index, its embedder, and the vectors that it remembers.
pub(super) struct Shelf {
    index: Box<dyn VectorIndex>,
    embedder: Arc<dyn Embedder>,
    clock: Arc<dyn Clock>,
    schema: Schema,
    /// The file of remembered vectors.
    memory: Option<PathBuf>,
    /// Held while an index is built: one at a time.
    building: tokio::sync::Mutex<()>,
}

impl Shelf {
    /// Opens the index in `place`; an absent, unusable or foreign one too, so that it can be rebuilt.
    pub(super) async fn open(
        place: &IndexPlace,
        schema: Schema,
        embedder: Arc<dyn Embedder>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, RetrievalError> {
        let mut memory = None;
        let index: Box<dyn VectorIndex> = match place {
            IndexPlace::Folder(folder) => {
                memory = Some(folder.join("vectors"));
                Box::new(edge::EdgeIndex::open(folder).await?)
            }
            IndexPlace::Server {
                url,
                api_key,
                alias,
            } => Box::new(server::ServerIndex::open(url, api_key.as_deref(), alias).await?),
        };
        Ok(Self {
            index,
            embedder,
            clock,
            schema,
            memory,
            building: tokio::sync::Mutex::new(()),
        })
    }

    /// Builds a new index of `documents`, whose keys differ, and puts it in the place of the old one when
    /// it is complete; nothing where the old one was made of the same. `each` is told of every point.
    pub(super) async fn build(
        &self,
        documents: &[Document],
        progress: &dyn Progress,
        mut each: impl FnMut(&Document, &Point),
    ) -> Result<Built, RetrievalError> {
        let _one_at_a_time = self.building.lock().await;
        let terms = Terms::new(average_terms(documents))?;
        let contents = contents(documents);
        let total = documents.len() as u64;
        let mut built = Built {
            documents: total,
            terms_only: 0,
            embedded: 0,
            unchanged: false,
        };
        built.terms_only = documents
            .iter()
            .filter(|document| document.meaning == Meaning::None)
            .count() as u64;
        if let Condition::Built(record) = self.index.condition().await?
            && record.check(&self.made_with()).is_ok()
            && record.contents == contents
        {
            built.unchanged = true;
            progress.at(total, total);
            return Ok(built);
        }
        let (memory, made_with) = (self.memory.clone(), self.made_with());
        let opened = tokio::task::spawn_blocking(move || Remembered::open(memory, &made_with));
        let opened = opened
            .await
            .map_err(|panic| RetrievalError::Engine(panic.to_string()))?;
        let mut remembered = opened?;
        let mut building = self
            .index
            .begin(self.embedder.dimensions(), self.schema, self.clock.now())
            .await?;
        progress.at(0, total);
        let mut done = 0;
        for batch in documents.chunks(BATCH) {
            let points = self
                .points(batch, &terms, &mut remembered, &mut built)
                .await?;
            for (document, point) in batch.iter().zip(&points) {
                each(document, point);
            }
            done += points.len() as u64;
            building.add(points).await?;
            progress.at(done, total);
        }
        let record = IndexRecord::new(self.made_with(), total, self.clock.now(), contents);
        building.finish(record).await?;
        remembered.tidy()?;
        Ok(built)
    }

    async fn points(
        &self,
        batch: &[Document],
        terms: &Terms,
        remembered: &mut Remembered,
        built: &mut Built,
    ) -> Result<Vec<Point>, RetrievalError> {
        let mut vectors: Vec<Option<Vec<f32>>> = batch
            .iter()
            .map(|document| match &document.meaning {
                Meaning::None => None,
                Meaning::Vector(vector) => Some(vector.clone()),
                Meaning::Text(text) => remembered.get(text),
            })
            .collect();
        let new: Vec<(usize, &String)> = batch
            .iter()
            .enumerate()
            .filter_map(|(place, document)| match &document.meaning {
                Meaning::Text(text) if vectors[place].is_none() => Some((place, text)),
                _ => None,
            })
            .collect();
        let texts = new.iter().map(|(_, text)| (*text).clone()).collect();
        let embedded = embed_checked(self.embedder.as_ref(), texts).await?;
        built.embedded += embedded.len() as u64;
        let named = new.iter().zip(&embedded);
        remembered.add(named.map(|((_, text), vector)| (text.as_str(), vector.as_slice())))?;
        for ((place, _), vector) in new.into_iter().zip(embedded) {
            vectors[place] = Some(vector);
        }
        let point = |(document, meaning): (&Document, Option<Vec<f32>>)| Point {
            key: document.key.clone(),
            fields: document.fields.clone(),
            meaning,
            terms: terms.of_document(&document.title, &document.description),
        };
        Ok(batch.iter().zip(vectors).map(point).collect())
    }

    /// What turns texts into vectors.
    pub(super) fn embedder(&self) -> &dyn Embedder {
        self.embedder.as_ref()
    }

    /// What both halves find.
    pub(super) async fn ask(&self, question: Question) -> Result<Candidates, RetrievalError> {
        self.index.ask(question, &self.made_with()).await
    }

    /// The dense vectors of `keys`.
    pub(super) async fn meanings_of(
        &self,
        keys: &[String],
    ) -> Result<Vec<Option<Vec<f32>>>, RetrievalError> {
        self.index.meanings_of(keys).await
    }

    /// How the index stands.
    pub(super) async fn state(&self) -> Result<IndexState, RetrievalError> {
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
    pub(super) async fn ready(&self) -> Result<(), RetrievalError> {
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
}

/// The digest of all that goes into an index.
fn contents(documents: &[Document]) -> String {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text.as_bytes());
    };
    for document in documents {
        add(&document.key);
        for (name, value) in &document.fields {
            add(name);
            add(&value.to_string());
        }
        match &document.meaning {
            Meaning::None => add(""),
            Meaning::Text(text) => add(text),
            Meaning::Vector(vector) => add(&format!("{vector:?}")),
        }
        add(&document.title);
        add(&document.description);
    }
    hexadecimal(&digest.finalize())
}

fn average_terms(documents: &[Document]) -> f64 {
    let words: usize = documents
        .iter()
        .map(|document| Terms::count(&document.title))
        .sum();
    #[allow(
        clippy::cast_precision_loss,
        reason = "a shop has far fewer than 2^52 words"
    )]
    let average = words as f64 / documents.len().max(1) as f64;
    average
}
