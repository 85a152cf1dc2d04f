//! Questions, points and answers in the words of Qdrant's engine.

use qdrant_edge::external::ordered_float::OrderedFloat;
use qdrant_edge::external::uuid::Uuid;
use qdrant_edge::{
    AnyVariants, Condition, FieldCondition, Filter, HasIdCondition, JsonPath, Match, MatchAny,
    MatchValue, NamedQuery, PointId, PointStruct, PointStructPersisted, QueryEnum, QueryRequest,
    Range, ScoredPoint, ScoringQuery, SparseVector, ValueVariants, Vector, VectorInternal,
    VectorStructInternal, Vectors, WithPayloadInterface, WithVector,
};

use crate::retrieval::RetrievalError;
use crate::retrieval::index::{
    self, Candidate, MEANING, Point, PriceRange, Question, TERMS, field,
};

/// The number of the point of `key`.
pub(super) fn id(key: &str) -> PointId {
    PointId::Uuid(Uuid::from_bytes(Point::id(key)))
}

/// The name of a payload field.
pub(super) fn path(name: &str) -> Result<JsonPath, RetrievalError> {
    name.parse()
        .map_err(|()| RetrievalError::Engine(format!("`{name}` is not a field's name")))
}

/// A point as the engine takes it.
pub(super) fn point(point: &Point) -> Result<PointStructPersisted, RetrievalError> {
    let mut vectors: Vec<(&str, Vector)> = Vec::with_capacity(2);
    if let Some(meaning) = &point.meaning {
        vectors.push((MEANING, Vector::new_dense(meaning.clone())));
    }
    if !point.terms.is_empty() {
        let (indices, values): (Vec<u32>, Vec<f32>) = point
            .terms
            .iter()
            .map(|(term, weight)| (*term, *weight))
            .unzip();
        let terms = Vector::new_sparse(indices, values)
            .map_err(|failure| RetrievalError::Engine(failure.to_string()))?;
        vectors.push((TERMS, terms));
    }
    let vectors = Vectors::new_named(vectors);
    Ok(PointStruct::new(id(&point.key), vectors, point.payload()).into())
}

/// The nearest in meaning.
pub(super) fn by_meaning(
    question: &Question,
    meaning: &[f32],
) -> Result<QueryRequest, RetrievalError> {
    request(question, VectorInternal::Dense(meaning.to_vec()), MEANING)
}

/// Those that hold the most telling terms.
pub(super) fn by_terms(question: &Question, terms: &[u32]) -> Result<QueryRequest, RetrievalError> {
    let vector = SparseVector {
        indices: terms.to_vec(),
        values: vec![1.0; terms.len()],
    };
    request(question, VectorInternal::Sparse(vector), TERMS)
}

fn request(
    question: &Question,
    vector: VectorInternal,
    using: &str,
) -> Result<QueryRequest, RetrievalError> {
    Ok(QueryRequest {
        prefetches: Vec::new(),
        query: Some(ScoringQuery::Vector(QueryEnum::Nearest(NamedQuery::new(
            vector, using,
        )))),
        filter: filter(&question.filter)?,
        score_threshold: None,
        limit: question.limit,
        offset: 0,
        params: None,
        with_vector: WithVector::Selector(vec![TERMS.to_owned()]),
        with_payload: WithPayloadInterface::Fields(vec![path(field::KEY)?]),
    })
}

fn filter(filter: &index::Filter) -> Result<Option<Filter>, RetrievalError> {
    let mut must = filter
        .price
        .map(price_conditions)
        .transpose()?
        .unwrap_or_default();
    for (name, texts) in &filter.equal {
        let any = AnyVariants::Strings(texts.iter().cloned().collect());
        let any = Match::Any(MatchAny { any });
        must.push(Condition::Field(FieldCondition::new_match(
            path(name)?,
            any,
        )));
    }
    for name in &filter.truths {
        let value = ValueVariants::Bool(true);
        let truth = Match::Value(MatchValue { value });
        must.push(Condition::Field(FieldCondition::new_match(
            path(name)?,
            truth,
        )));
    }
    let excluded: Vec<PointId> = filter.exclude.iter().map(|key| id(key)).collect();
    let must_not = (!excluded.is_empty()).then(|| {
        vec![Condition::HasId(
            excluded.into_iter().collect::<HasIdCondition>(),
        )]
    });
    if must.is_empty() && must_not.is_none() {
        return Ok(None);
    }
    Ok(Some(Filter {
        must: (!must.is_empty()).then_some(must),
        must_not,
        ..Filter::default()
    }))
}

fn price_conditions(price: PriceRange) -> Result<Vec<Condition>, RetrievalError> {
    // The engine compares as f64, which is exact up to 2^53 minor units.
    #[allow(clippy::cast_precision_loss, reason = "no price comes near 2^53 pence")]
    let bound = |minor: i64| OrderedFloat(minor as f64);
    let range = Range {
        gte: price.min.map(bound),
        lte: price.max.map(bound),
        ..Range::default()
    };
    let currency = ValueVariants::String(price.currency.code().to_owned());
    let currency = Match::Value(MatchValue { value: currency });
    Ok(vec![
        Condition::Field(FieldCondition::new_range(path(field::PRICE)?, range)),
        Condition::Field(FieldCondition::new_match(path(field::CURRENCY)?, currency)),
    ])
}

/// What the engine found; `None` for a point without a key.
pub(super) fn candidate(found: ScoredPoint) -> Option<Candidate> {
    let payload = found.payload?;
    let key = payload.0.get(field::KEY)?.as_str()?;
    let terms = match found.vector {
        Some(VectorStructInternal::Named(mut named)) => match named.remove(TERMS) {
            Some(VectorInternal::Sparse(terms)) => terms.indices,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    Some(Candidate {
        key: key.to_owned(),
        score: found.score,
        terms,
    })
}

/// The dense vector of a point.
pub(super) fn meaning(vectors: VectorStructInternal) -> Option<Vec<f32>> {
    match vectors {
        VectorStructInternal::Named(mut named) => match named.remove(MEANING) {
            Some(VectorInternal::Dense(meaning)) => Some(meaning),
            _ => None,
        },
        _ => None,
    }
}
