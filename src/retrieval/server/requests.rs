//! Questions, points and answers in the words of Qdrant's gRPC protocol.

use qdrant_client::Payload;
use qdrant_client::qdrant::vectors_output::VectorsOptions;
use qdrant_client::qdrant::{
    Condition, CreateCollection, CreateCollectionBuilder, Distance, Filter, Modifier, NamedVectors,
    PointId, PointStruct, Query, QueryPoints, QueryPointsBuilder, Range, RetrievedPoint,
    ScoredPoint, SparseVectorParamsBuilder, SparseVectorsConfigBuilder, Vector, VectorInput,
    VectorOutput, VectorParamsBuilder, VectorsConfigBuilder, VectorsOutput, VectorsSelector,
    vector_output,
};
use qdrant_edge::external::uuid::Uuid;

use crate::retrieval::index::{
    self, Candidate, IndexRecord, MEANING, Point, Question, TERMS, field,
};

/// The payload field of the point that says what the index was made with.
const RECORD: &str = "record";

/// The number of that point. All others have UUIDs.
pub(super) fn record_id() -> PointId {
    PointId::from(0)
}

/// The number of the point of `key`.
pub(super) fn id(key: &str) -> PointId {
    PointId::from(Uuid::from_bytes(Point::id(key)).to_string())
}

/// A collection for points.
pub(super) fn collection(name: &str, dimensions: usize) -> CreateCollection {
    let mut dense = VectorsConfigBuilder::default();
    dense.add_named_vector_params(
        MEANING,
        VectorParamsBuilder::new(dimensions as u64, Distance::Cosine),
    );
    let mut sparse = SparseVectorsConfigBuilder::default();
    let params = SparseVectorParamsBuilder::default().modifier(Modifier::Idf);
    sparse.add_named_vector_params(TERMS, params);
    CreateCollectionBuilder::new(name)
        .vectors_config(dense)
        .sparse_vectors_config(sparse)
        .build()
}

/// A point as the server takes it.
pub(super) fn point(point: Point) -> PointStruct {
    let payload = payload(point.payload());
    let mut vectors = NamedVectors::default();
    if let Some(meaning) = point.meaning {
        vectors = vectors.add_vector(MEANING, Vector::new_dense(meaning));
    }
    if !point.terms.is_empty() {
        let (indices, values): (Vec<u32>, Vec<f32>) = point.terms.into_iter().unzip();
        vectors = vectors.add_vector(TERMS, Vector::new_sparse(indices, values));
    }
    PointStruct::new(id(&point.key), vectors, payload)
}

/// The point that says what the index was made with.
pub(super) fn record_point(record: &IndexRecord) -> PointStruct {
    // A record is plain fields, so it always has a JSON form; without one the index counts as unusable.
    let text = serde_json::to_string(record).unwrap_or_default();
    let payload = payload(serde_json::json!({ RECORD: text }));
    PointStruct::new(record_id(), NamedVectors::default(), payload)
}

/// What that point says.
pub(super) fn record(point: &RetrievedPoint) -> Option<IndexRecord> {
    serde_json::from_str(point.payload.get(RECORD)?.as_str()?).ok()
}

fn payload(fields: serde_json::Value) -> Payload {
    match fields {
        serde_json::Value::Object(fields) => Payload::from(fields),
        _ => Payload::new(),
    }
}

/// One query for each half that is asked, meaning before terms.
pub(super) fn queries(collection: &str, question: &Question) -> Vec<QueryPoints> {
    let meaning = question
        .meaning
        .clone()
        .map(|meaning| (VectorInput::new_dense(meaning), MEANING));
    let terms = (!question.terms.is_empty()).then(|| {
        let weights = vec![1.0; question.terms.len()];
        (
            VectorInput::new_sparse(question.terms.clone(), weights),
            TERMS,
        )
    });
    let query = |(vector, using): (VectorInput, &str)| {
        let mut query = QueryPointsBuilder::new(collection)
            .query(Query::new_nearest(vector))
            .using(using)
            .limit(question.limit as u64)
            .with_payload(true)
            .with_vectors(VectorsSelector {
                names: vec![TERMS.to_owned()],
            });
        if let Some(filter) = filter(&question.filter) {
            query = query.filter(filter);
        }
        query.build()
    };
    [meaning, terms].into_iter().flatten().map(query).collect()
}

fn filter(filter: &index::Filter) -> Option<Filter> {
    let mut must = Vec::new();
    if let Some(price) = filter.price {
        #[allow(clippy::cast_precision_loss, reason = "no price comes near 2^53 pence")]
        let bound = |minor: i64| minor as f64;
        let range = Range {
            gte: price.min.map(bound),
            lte: price.max.map(bound),
            ..Range::default()
        };
        must.push(Condition::range(field::PRICE, range));
        must.push(Condition::matches(
            field::CURRENCY,
            price.currency.code().to_owned(),
        ));
    }
    for (name, texts) in &filter.equal {
        must.push(Condition::matches(*name, texts.clone()));
    }
    for name in &filter.truths {
        must.push(Condition::matches(*name, true));
    }
    let mut must_not = Vec::new();
    if !filter.exclude.is_empty() {
        must_not.push(Condition::has_id(filter.exclude.iter().map(|key| id(key))));
    }
    let constrains = !must.is_empty() || !must_not.is_empty();
    constrains.then(|| Filter {
        must,
        must_not,
        ..Filter::default()
    })
}

/// What the server found; `None` for a point without a key.
pub(super) fn candidate(found: ScoredPoint) -> Option<Candidate> {
    let key = found.payload.get(field::KEY)?.as_str()?.clone();
    let terms = match named(found.vectors, TERMS) {
        Some(vector_output::Vector::Sparse(terms)) => terms.indices,
        _ => Vec::new(),
    };
    Some(Candidate {
        key,
        score: found.score,
        terms,
    })
}

/// The key of a point.
pub(super) fn key(point: &RetrievedPoint) -> Option<String> {
    Some(point.payload.get(field::KEY)?.as_str()?.clone())
}

/// The dense vector of a point.
pub(super) fn meaning(point: RetrievedPoint) -> Option<Vec<f32>> {
    match named(point.vectors, MEANING) {
        Some(vector_output::Vector::Dense(meaning)) => Some(meaning.data),
        _ => None,
    }
}

fn named(vectors: Option<VectorsOutput>, name: &str) -> Option<vector_output::Vector> {
    match vectors?.vectors_options? {
        VectorsOptions::Vectors(mut named) => {
            named.vectors.remove(name).map(VectorOutput::into_vector)
        }
        VectorsOptions::Vector(_) => None,
    }
}
