//! The index in process: Qdrant's engine as a library, in a folder of its own.
//!
//! Every build is a generation in a folder of its own; the file `current` names the one in use. A build
//! that is stopped leaves `current` as it was, and its folder is swept away at the next opening.

mod folder;
mod generation;
mod requests;

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use crate::clock::Timestamp;

use super::RetrievalError;
use super::index::{
    Building, Candidates, Condition, IndexRecord, MadeWith, Point, Question, Schema, VectorIndex,
};
use folder::Folder;
use generation::Generation;

/// The index in a folder.
pub(super) struct EdgeIndex {
    /// The folder, locked against other processes.
    folder: Arc<Folder>,
    /// The generation that questions are answered from.
    in_use: Arc<RwLock<InUse>>,
}

/// What is there to answer from.
enum InUse {
    /// Nothing was built yet.
    Nothing,
    /// This, and what is known of it.
    Generation(Arc<Generation>, IndexRecord),
    /// Something that cannot be read.
    Unusable(String),
}

impl EdgeIndex {
    /// Locks `folder`, making it where it is missing, and loads the generation in use.
    pub(super) async fn open(folder: &Path) -> Result<Self, RetrievalError> {
        let root = folder.to_owned();
        let folder = blocking(move || Folder::open(&root).map(Arc::new)).await?;
        let loading = Arc::clone(&folder);
        // A damaged folder can make the engine panic: that too is an index that cannot be used.
        let in_use =
            blocking(move || load(&loading))
                .await
                .unwrap_or_else(|failure| match failure {
                    RetrievalError::Engine(reason) => InUse::Unusable(reason),
                    other => InUse::Unusable(other.to_string()),
                });
        Ok(Self {
            folder,
            in_use: Arc::new(RwLock::new(in_use)),
        })
    }

    fn generation(&self) -> Result<(Arc<Generation>, IndexRecord), RetrievalError> {
        let place = self.place();
        match &*self.in_use.read().unwrap_or_else(PoisonError::into_inner) {
            InUse::Generation(generation, record) => Ok((Arc::clone(generation), record.clone())),
            InUse::Nothing => Err(RetrievalError::NotBuilt { place }),
            InUse::Unusable(reason) => Err(RetrievalError::Unusable {
                place,
                reason: reason.clone(),
            }),
        }
    }
}

fn load(folder: &Arc<Folder>) -> Result<InUse, RetrievalError> {
    let Some(current) = folder.current()? else {
        folder.sweep(None);
        return Ok(InUse::Nothing);
    };
    folder.sweep(Some(&current.generation));
    let generation = Generation::load(folder, &current)?;
    Ok(InUse::Generation(Arc::new(generation), current.record))
}

#[async_trait::async_trait]
impl VectorIndex for EdgeIndex {
    fn place(&self) -> String {
        self.folder.path().display().to_string()
    }

    async fn condition(&self) -> Result<Condition, RetrievalError> {
        Ok(
            match &*self.in_use.read().unwrap_or_else(PoisonError::into_inner) {
                InUse::Nothing => Condition::Absent,
                InUse::Generation(_, record) => Condition::Built(record.clone()),
                InUse::Unusable(reason) => Condition::Unusable(reason.clone()),
            },
        )
    }

    async fn begin(
        &self,
        dimensions: usize,
        schema: Schema,
        _begun: Timestamp,
    ) -> Result<Box<dyn Building>, RetrievalError> {
        let folder = Arc::clone(&self.folder);
        let generation = blocking(move || Generation::begin(&folder, dimensions, schema)).await?;
        Ok(Box::new(EdgeBuilding {
            generation: Arc::new(generation),
            folder: Arc::clone(&self.folder),
            in_use: Arc::clone(&self.in_use),
        }))
    }

    async fn ask(
        &self,
        question: Question,
        made_with: &MadeWith,
    ) -> Result<Candidates, RetrievalError> {
        let (generation, record) = self.generation()?;
        record.check(made_with)?;
        blocking(move || {
            let by_meaning = match &question.meaning {
                Some(meaning) => generation.query(requests::by_meaning(&question, meaning)?)?,
                None => Vec::new(),
            };
            let by_terms = match question.terms.as_slice() {
                [] => Vec::new(),
                terms => generation.query(requests::by_terms(&question, terms)?)?,
            };
            Ok(Candidates {
                by_meaning,
                by_terms,
            })
        })
        .await
    }

    async fn meanings_of(&self, keys: &[String]) -> Result<Vec<Option<Vec<f32>>>, RetrievalError> {
        let (generation, _) = self.generation()?;
        let keys = keys.to_vec();
        blocking(move || generation.meanings_of(&keys)).await
    }
}

/// A generation that is not in use yet.
struct EdgeBuilding {
    /// What is being filled.
    generation: Arc<Generation>,
    /// Where it will be named.
    folder: Arc<Folder>,
    /// Where it will be used.
    in_use: Arc<RwLock<InUse>>,
}

#[async_trait::async_trait]
impl Building for EdgeBuilding {
    async fn add(&mut self, points: Vec<Point>) -> Result<(), RetrievalError> {
        let generation = Arc::clone(&self.generation);
        blocking(move || generation.add(&points)).await
    }

    async fn finish(self: Box<Self>, record: IndexRecord) -> Result<(), RetrievalError> {
        let Self {
            generation,
            folder,
            in_use,
        } = *self;
        blocking(move || {
            let current = generation.complete(record.clone())?;
            folder.switch(&current)?;
            generation.keep();
            let mut in_use = in_use.write().unwrap_or_else(PoisonError::into_inner);
            let before = std::mem::replace(&mut *in_use, InUse::Generation(generation, record));
            drop(in_use);
            if let InUse::Generation(before, _) = before {
                before.discard();
            }
            Ok(())
        })
        .await
    }
}

/// Runs what blocks or computes on a thread for it; a panic of the engine becomes an error.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RetrievalError> + Send + 'static,
) -> Result<T, RetrievalError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|panic| Err(RetrievalError::Engine(panic.to_string())))
}
