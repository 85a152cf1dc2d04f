//! The index on a Qdrant server or cluster, by URL.
//!
//! Every build is a collection of its own; an alias names the one in use, and repointing it is one step
//! on the server. What the index was made with stands in the payload of a point without vectors, which
//! no question finds. Another process may rebuild at any time, so questions go to the collection by its
//! own name: when that is gone the alias is read again, and with it what the new one was made with.

mod requests;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use qdrant_client::qdrant::{
    CreateAliasBuilder, CreateFieldIndexCollectionBuilder, FieldType, GetPointsBuilder,
    KeywordIndexParamsBuilder, QueryBatchPointsBuilder, UpsertPointsBuilder,
};
use qdrant_client::{Qdrant, QdrantError};

use crate::clock::Timestamp;

use super::RetrievalError;
use super::index::{
    Building, Candidates, Condition, IndexRecord, Lookup, MadeWith, Point, Question, Schema,
    VectorIndex,
};

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// How long to wait for an answer; building a collection's index is the longest.
const ANSWER: Duration = Duration::from_secs(30);
/// Collections of builds that were stopped are removed once they are this old, in microseconds: before
/// that another process may still be filling them.
const ABANDONED: i64 = 3_600_000_000;

/// The index on a server.
pub(super) struct ServerIndex {
    /// What is shared with builds.
    server: Arc<Server>,
}

struct Server {
    /// The connection.
    client: Qdrant,
    /// The address, for messages.
    url: String,
    /// The alias of the collection in use.
    alias: String,
    /// The collection that the alias named when it was last read.
    known: RwLock<Option<(String, IndexRecord)>>,
}

impl ServerIndex {
    /// Connects to the server at `url` and looks which collection `alias` names.
    pub(super) async fn open(
        url: &str,
        api_key: Option<&str>,
        alias: &str,
    ) -> Result<Self, RetrievalError> {
        let client = Qdrant::from_url(url)
            .api_key(api_key.map(ToOwned::to_owned))
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .skip_compatibility_check()
            .build()
            .map_err(|failure| refused(url, &failure))?;
        let server = Server {
            client,
            url: url.to_owned(),
            alias: alias.to_owned(),
            known: RwLock::new(None),
        };
        server.look().await?;
        Ok(Self {
            server: Arc::new(server),
        })
    }
}

impl Server {
    fn refused(&self, failure: &QdrantError) -> RetrievalError {
        refused(&self.url, failure)
    }

    fn place(&self) -> String {
        format!("{} (alias {})", self.url, self.alias)
    }

    fn known(&self) -> Option<(String, IndexRecord)> {
        self.known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Reads the alias and what its collection was made with.
    async fn look(&self) -> Result<Condition, RetrievalError> {
        let found = match self.target().await? {
            Some(collection) => {
                let Some(record) = self.record_of(&collection).await? else {
                    let reason = format!("collection {collection} has no record of its making");
                    return Ok(Condition::Unusable(reason));
                };
                Some((collection, record))
            }
            None => None,
        };
        let condition = match &found {
            Some((_, record)) => Condition::Built(record.clone()),
            None => Condition::Absent,
        };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = found;
        Ok(condition)
    }

    /// The collection that the alias names.
    async fn target(&self) -> Result<Option<String>, RetrievalError> {
        let aliases = self
            .client
            .list_aliases()
            .await
            .map_err(|failure| self.refused(&failure))?;
        let alias = aliases
            .aliases
            .into_iter()
            .find(|alias| alias.alias_name == self.alias);
        Ok(alias.map(|alias| alias.collection_name))
    }

    async fn record_of(&self, collection: &str) -> Result<Option<IndexRecord>, RetrievalError> {
        let ids = vec![requests::record_id()];
        let get = GetPointsBuilder::new(collection, ids).with_payload(true);
        let found = self
            .client
            .get_points(get)
            .await
            .map_err(|failure| self.refused(&failure))?;
        Ok(found.result.first().and_then(requests::record))
    }

    async fn query(
        &self,
        collection: &str,
        question: &Question,
    ) -> Result<Candidates, QdrantError> {
        let queries = requests::queries(collection, question);
        let batch = QueryBatchPointsBuilder::new(collection, queries);
        let mut lists = self
            .client
            .query_batch(batch)
            .await?
            .result
            .into_iter()
            .map(|list| {
                list.result
                    .into_iter()
                    .filter_map(requests::candidate)
                    .collect::<Vec<_>>()
            });
        let mut next = |asked: bool| {
            if asked {
                lists.next().unwrap_or_default()
            } else {
                Vec::new()
            }
        };
        let by_meaning = next(question.meaning.is_some());
        let by_terms = next(!question.terms.is_empty());
        Ok(Candidates {
            by_meaning,
            by_terms,
        })
    }

    /// Removes collections of this alias that are neither in use nor, perhaps, being filled.
    async fn sweep(&self, in_use: &str, now: i64) -> Result<(), RetrievalError> {
        let listed = self.client.list_collections().await;
        let listed = listed.map_err(|failure| self.refused(&failure))?;
        for name in listed
            .collections
            .into_iter()
            .map(|collection| collection.name)
        {
            let Some(built) = name.strip_prefix(&format!("{}-", self.alias)) else {
                continue;
            };
            let Ok(begun) = built.parse::<i64>() else {
                continue;
            };
            if name != in_use && begun < now.saturating_sub(ABANDONED) {
                self.remove(&name).await;
            }
        }
        Ok(())
    }

    /// Removes a collection that nobody needs; one that stays is swept away later.
    async fn remove(&self, collection: &str) {
        if let Err(failure) = self.client.delete_collection(collection).await {
            tracing::warn!(%failure, collection, "an old product index could not be removed");
        }
    }
}

#[async_trait::async_trait]
impl VectorIndex for ServerIndex {
    fn place(&self) -> String {
        self.server.place()
    }

    async fn condition(&self) -> Result<Condition, RetrievalError> {
        match self.server.known() {
            Some((_, record)) => Ok(Condition::Built(record)),
            None => self.server.look().await,
        }
    }

    async fn begin(
        &self,
        dimensions: usize,
        schema: Schema,
        begun: Timestamp,
    ) -> Result<Box<dyn Building>, RetrievalError> {
        let server = Arc::clone(&self.server);
        let begun = begun.micros();
        let collection = format!("{}-{begun}", server.alias);
        let create = requests::collection(&collection, dimensions);
        server
            .client
            .create_collection(create)
            .await
            .map_err(|failure| server.refused(&failure))?;
        for (name, lookup) in schema {
            let kind = match lookup {
                Lookup::Range => FieldType::Integer,
                Lookup::Truth => FieldType::Bool,
                Lookup::Equal | Lookup::Tenant => FieldType::Keyword,
            };
            let mut create =
                CreateFieldIndexCollectionBuilder::new(&collection, *name, kind).wait(true);
            if *lookup == Lookup::Tenant {
                create =
                    create.field_index_params(KeywordIndexParamsBuilder::default().is_tenant(true));
            }
            let created = server.client.create_field_index(create).await;
            created.map_err(|failure| server.refused(&failure))?;
        }
        Ok(Box::new(ServerBuilding {
            server,
            collection,
            begun,
        }))
    }

    async fn ask(
        &self,
        question: Question,
        made_with: &MadeWith,
    ) -> Result<Candidates, RetrievalError> {
        let server = &self.server;
        for may_be_gone in [true, false] {
            let place = server.place();
            let (collection, record) = server.known().ok_or(RetrievalError::NotBuilt { place })?;
            record.check(made_with)?;
            match server.query(&collection, &question).await {
                Ok(candidates) => return Ok(candidates),
                Err(failure) if may_be_gone && is_missing(&failure) => {
                    server.look().await?;
                }
                Err(failure) => return Err(server.refused(&failure)),
            }
        }
        Err(RetrievalError::NotBuilt {
            place: server.place(),
        })
    }

    async fn meanings_of(&self, keys: &[String]) -> Result<Vec<Option<Vec<f32>>>, RetrievalError> {
        let server = &self.server;
        let Some((collection, _)) = server.known() else {
            return Ok(vec![None; keys.len()]);
        };
        let ids: Vec<_> = keys.iter().map(|key| requests::id(key)).collect();
        let get = GetPointsBuilder::new(collection, ids)
            .with_payload(true)
            .with_vectors(true);
        let found = server
            .client
            .get_points(get)
            .await
            .map_err(|failure| server.refused(&failure))?;
        let mut vectors: HashMap<String, Vec<f32>> = found
            .result
            .into_iter()
            .filter_map(|point| Some((requests::key(&point)?, requests::meaning(point)?)))
            .collect();
        Ok(keys.iter().map(|key| vectors.remove(key)).collect())
    }
}

/// A collection that no alias names yet.
struct ServerBuilding {
    /// Where it is.
    server: Arc<Server>,
    /// Its name.
    collection: String,
    /// When it was begun, in microseconds since 1970.
    begun: i64,
}

#[async_trait::async_trait]
impl Building for ServerBuilding {
    async fn add(&mut self, points: Vec<Point>) -> Result<(), RetrievalError> {
        let points: Vec<_> = points.into_iter().map(requests::point).collect();
        let upsert = UpsertPointsBuilder::new(&self.collection, points).wait(true);
        let added = self.server.client.upsert_points(upsert).await;
        added
            .map(drop)
            .map_err(|failure| self.server.refused(&failure))
    }

    async fn finish(self: Box<Self>, record: IndexRecord) -> Result<(), RetrievalError> {
        let Self {
            server,
            collection,
            begun,
        } = *self;
        let refused = |failure| server.refused(&failure);
        let points = vec![requests::record_point(&record)];
        let upsert = UpsertPointsBuilder::new(&collection, points).wait(true);
        server.client.upsert_points(upsert).await.map_err(refused)?;
        let before = server.target().await?;
        let alias = CreateAliasBuilder::new(&collection, &server.alias);
        server.client.create_alias(alias).await.map_err(refused)?;
        *server.known.write().unwrap_or_else(PoisonError::into_inner) =
            Some((collection.clone(), record));
        if let Some(before) = before {
            server.remove(&before).await;
        }
        server.sweep(&collection, begun).await
    }
}

fn refused(url: &str, failure: &QdrantError) -> RetrievalError {
    RetrievalError::Server {
        url: url.to_owned(),
        reason: failure.to_string(),
    }
}

/// Whether the server says that there is no such collection (gRPC status 5, `NOT_FOUND`).
fn is_missing(failure: &QdrantError) -> bool {
    match failure {
        QdrantError::ResponseError { status } => i32::from(status.code()) == 5,
        _ => false,
    }
}
