//! One build of the index: a shard of Qdrant's engine in a folder.

use std::collections::HashMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use qdrant_edge::{
    CreateIndex, Distance, EdgeConfig, EdgeOptimizersConfig, EdgeShard, EdgeSparseVectorParams,
    EdgeVectorParams, FieldIndexOperations, Modifier, OperationError, PayloadFieldSchema,
    PayloadSchemaType, PointInsertOperations, PointOperations, QueryRequest, UpdateOperation,
    WalOptions, WithPayloadInterface, WithVector,
};

use crate::retrieval::RetrievalError;
use crate::retrieval::index::{Candidate, IndexRecord, Lookup, MEANING, Point, Schema, TERMS};

use super::folder::{Current, Folder};
use super::requests;

/// Each log segment's size. The log is never read again, as a build that is stopped is thrown away.
const LOG_BYTES: usize = 4 * 1024 * 1024;

/// Where the engine keeps what it searches, below a generation's folder.
const SEGMENTS: &str = "segments";

/// A shard and its folder. Closed when the last question to it has been answered.
pub(super) struct Generation {
    /// The engine; taken out when this is dropped.
    shard: Option<EdgeShard>,
    /// The folder.
    path: PathBuf,
    /// Whether the folder goes when this is dropped.
    discarded: AtomicBool,
    /// Keeps the lock until the engine has closed its files.
    _folder: Arc<Folder>,
}

impl Generation {
    /// A new one in a folder of its own, thrown away again unless it is kept.
    pub(super) fn begin(
        folder: &Arc<Folder>,
        dimensions: usize,
        schema: Schema,
    ) -> Result<Self, RetrievalError> {
        let path = folder.fresh()?;
        let mut generation = Self {
            shard: None,
            path,
            discarded: AtomicBool::new(true),
            _folder: Arc::clone(folder),
        };
        let shard = EdgeShard::new(&generation.path, config(dimensions))
            .map_err(|failure| engine(&failure))?;
        let shard = generation.shard.insert(shard);
        for (name, lookup) in schema {
            let field_schema = Some(match lookup {
                Lookup::Range => PayloadFieldSchema::FieldType(PayloadSchemaType::Integer),
                Lookup::Truth => PayloadFieldSchema::FieldType(PayloadSchemaType::Bool),
                // The engine in process keeps one shard and has no use for tenants.
                Lookup::Equal | Lookup::Tenant => {
                    PayloadFieldSchema::FieldType(PayloadSchemaType::Keyword)
                }
            });
            let create = CreateIndex {
                field_name: requests::path(name)?,
                field_schema,
            };
            let create = FieldIndexOperations::CreateIndex(create);
            shard
                .update(UpdateOperation::FieldIndexOperation(create))
                .map_err(|failure| engine(&failure))?;
        }
        Ok(generation)
    }

    /// The one that `current` names, its files checked first.
    pub(super) fn load(folder: &Arc<Folder>, current: &Current) -> Result<Self, RetrievalError> {
        let path = folder.path().join(&current.generation);
        for (name, length) in &current.files {
            let found = fs::metadata(path.join(SEGMENTS).join(name)).map(|file| file.len());
            if found.as_ref().ok() != Some(length) {
                let reason = found.map_or_else(
                    |failure| failure.to_string(),
                    |found| format!("{found} bytes instead of {length}"),
                );
                return Err(RetrievalError::Engine(format!(
                    "its file {name} is damaged: {reason}"
                )));
            }
        }
        let shard = EdgeShard::load(&path, None).map_err(|failure| engine(&failure))?;
        let discarded = AtomicBool::new(false);
        Ok(Self {
            shard: Some(shard),
            path,
            discarded,
            _folder: Arc::clone(folder),
        })
    }

    /// Adds points.
    pub(super) fn add(&self, points: &[Point]) -> Result<(), RetrievalError> {
        let points = points
            .iter()
            .map(requests::point)
            .collect::<Result<_, _>>()?;
        let insert = PointOperations::UpsertPoints(PointInsertOperations::PointsList(points));
        self.shard()?
            .update(UpdateOperation::PointOperation(insert))
            .map_err(|failure| engine(&failure))
    }

    /// Indexes what was added and writes it to the disk; what `current` is to say of it.
    pub(super) fn complete(&self, record: IndexRecord) -> Result<Current, RetrievalError> {
        let shard = self.shard()?;
        shard.optimize().map_err(|failure| engine(&failure))?;
        shard.flush();
        let name = self.path.file_name().and_then(|name| name.to_str());
        let generation = name.unwrap_or_default().to_owned();
        let mut files = Vec::new();
        list(&self.path.join(SEGMENTS), Path::new(""), &mut files)?;
        Ok(Current {
            generation,
            record,
            files,
        })
    }

    /// The folder stays when this is dropped.
    pub(super) fn keep(&self) {
        self.discarded.store(false, Ordering::Release);
    }

    /// The folder goes when the last question to it has been answered.
    pub(super) fn discard(&self) {
        self.discarded.store(true, Ordering::Release);
    }

    /// What the engine finds.
    pub(super) fn query(&self, request: QueryRequest) -> Result<Vec<Candidate>, RetrievalError> {
        let found = self
            .shard()?
            .query(request)
            .map_err(|failure| engine(&failure))?;
        Ok(found.into_iter().filter_map(requests::candidate).collect())
    }

    /// The dense vectors of `keys`, in that order.
    pub(super) fn meanings_of(
        &self,
        keys: &[String],
    ) -> Result<Vec<Option<Vec<f32>>>, RetrievalError> {
        let payload = Some(WithPayloadInterface::Bool(false));
        let vector = Some(WithVector::Selector(vec![MEANING.to_owned()]));
        let ids: Vec<_> = keys.iter().map(|key| requests::id(key)).collect();
        let found = self
            .shard()?
            .retrieve(&ids, payload, vector)
            .map_err(|failure| engine(&failure))?;
        let mut vectors: HashMap<_, _> = found
            .into_iter()
            .filter_map(|record| Some((record.id, requests::meaning(record.vector?)?)))
            .collect();
        Ok(ids.iter().map(|id| vectors.remove(id)).collect())
    }

    fn shard(&self) -> Result<&EdgeShard, RetrievalError> {
        self.shard
            .as_ref()
            .ok_or_else(|| RetrievalError::Engine("it is closed".to_owned()))
    }
}

impl Drop for Generation {
    fn drop(&mut self) {
        let shard = self.shard.take();
        // The engine flushes when it is dropped and panics where it cannot, after a user has removed the
        // folder for instance. Everything was flushed before it came into use, so nothing is lost.
        if catch_unwind(AssertUnwindSafe(|| drop(shard))).is_err() {
            tracing::warn!(folder = %self.path.display(), "the product index could not be closed");
        }
        if self.discarded.load(Ordering::Acquire) {
            // What cannot be removed now is swept away at the next opening.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn config(dimensions: usize) -> EdgeConfig {
    EdgeConfig::builder()
        .vector(
            MEANING,
            EdgeVectorParams::builder(dimensions, Distance::Cosine).build(),
        )
        .sparse_vector(
            TERMS,
            EdgeSparseVectorParams::builder()
                .modifier(Modifier::Idf)
                .build(),
        )
        .optimizers(EdgeOptimizersConfig {
            default_segment_number: Some(1),
            ..EdgeOptimizersConfig::default()
        })
        .wal_options(WalOptions {
            segment_capacity: LOG_BYTES,
            ..WalOptions::default()
        })
        .build()
}

fn engine(failure: &OperationError) -> RetrievalError {
    RetrievalError::Engine(failure.to_string())
}

/// The files below `folder`, named from there, with their lengths, in order.
fn list(
    folder: &Path,
    inside: &Path,
    files: &mut Vec<(String, u64)>,
) -> Result<(), RetrievalError> {
    let place = folder.join(inside);
    let entries = fs::read_dir(&place).map_err(RetrievalError::file(&place))?;
    for entry in entries {
        let entry = entry.map_err(RetrievalError::file(&place))?;
        let name = inside.join(entry.file_name());
        let about = entry
            .metadata()
            .map_err(RetrievalError::file(&entry.path()))?;
        if about.is_dir() {
            list(folder, &name, files)?;
        } else if let Some(name) = name.to_str() {
            files.push((name.to_owned(), about.len()));
        }
    }
    files.sort();
    Ok(())
}
