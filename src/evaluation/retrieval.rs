//! How well the product search finds what a person would call relevant, and how fast.
//!
//! Recall and NDCG (Järvelin and Kekäläinen 2002) at 10 with binary relevance; a query's ideal list has
//! the relevant products first, at most ten of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::catalog::Product;
use crate::ids::{Language, ProductKey, is_chinese};
use crate::retrieval::{Retrieval, RetrievalError, Search};

use super::questions::{QuestionsError, read_lines};
use super::statistics::quantile;

/// The depth of the lists.
const DEPTH: usize = 10;

/// One line of a set of queries.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The language it is written in, `en` or `zh`.
    pub lang: String,
    /// What is looked for.
    pub query: String,
    /// What should be found.
    pub relevant: Relevant,
}

/// What should be found.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Relevant {
    /// These products.
    Keys(Vec<String>),
    /// The products with a title, in either language, that this regular expression matches.
    Titles(String),
}

impl Relevant {
    /// Those of `products` that should be found.
    fn of(&self, products: &[Product]) -> BTreeSet<ProductKey> {
        let pattern = match self {
            Self::Keys(_) => None,
            Self::Titles(pattern) => Regex::new(pattern).ok(),
        };
        let titled = |product: &Product, language| {
            let title = product.title.in_language(language);
            pattern
                .as_ref()
                .is_some_and(|pattern| pattern.is_match(title))
        };
        let wanted = |product: &&Product| match self {
            Self::Keys(keys) => keys.iter().any(|key| key == product.key.as_str()),
            Self::Titles(_) => [Language::English, Language::Chinese]
                .into_iter()
                .any(|language| titled(product, language)),
        };
        let found = products.iter().filter(wanted);
        found.map(|product| product.key.clone()).collect()
    }
}

/// What `evaluate retrieval` prints.
#[derive(Clone, Debug, Serialize)]
pub struct RetrievalReport {
    /// Of all queries.
    #[serde(flatten)]
    pub all: Quality,
    /// The same by language.
    pub by_language: BTreeMap<String, Quality>,
    /// Milliseconds of a search, embedding included: half take at most this.
    pub ms_p50: f64,
    /// 99 of 100 take at most this.
    pub ms_p99: f64,
}

/// How good the lists of some queries are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Quality {
    /// Queries asked.
    pub queries: usize,
    /// The mean share of the relevant products among the first ten.
    #[serde(rename = "recall@10")]
    pub recall: f64,
    /// The mean normalised discounted cumulative gain of the first ten.
    #[serde(rename = "ndcg@10")]
    pub ndcg: f64,
}

impl Quality {
    fn of(scores: &[(f64, f64)]) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "a count of queries")]
        let n = scores.len().max(1) as f64;
        Self {
            queries: scores.len(),
            recall: scores.iter().map(|(recall, _)| recall).sum::<f64>() / n,
            ndcg: scores.iter().map(|(_, ndcg)| ndcg).sum::<f64>() / n,
        }
    }
}

/// Reads a set of queries: JSON Lines of [`Query`].
///
/// # Errors
/// The first line that is not a query, asks for nothing, or whose pattern cannot be read.
pub fn read_queries(text: &str) -> Result<Vec<Query>, QuestionsError> {
    read_lines(text, |query: &Query| {
        if query.query.trim().is_empty() {
            return Err("`query` is empty".to_owned());
        }
        match &query.relevant {
            Relevant::Keys(keys) if keys.is_empty() => Err("`relevant` names nothing".to_owned()),
            Relevant::Keys(_) => Ok(()),
            Relevant::Titles(pattern) => Regex::new(pattern)
                .map(|_| ())
                .map_err(|error| error.to_string()),
        }
    })
}

/// Why a set cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum RetrievalBenchError {
    /// The shop has nothing that a query could find.
    #[error("query {number}, \"{query}\": the shop has none of what is relevant to it")]
    NothingRelevant {
        /// Counted from 1.
        number: usize,
        /// The query.
        query: String,
    },
    /// The search failed.
    #[error(transparent)]
    Search(#[from] RetrievalError),
}

/// Asks every query once, after one that warms the caches. `done` is told after each.
///
/// # Errors
/// A query with no relevant product in this shop; a search that fails.
pub async fn bench_retrieval(
    retrieval: &Retrieval,
    products: &[Product],
    queries: &[Query],
    done: impl Fn(usize),
) -> Result<RetrievalReport, RetrievalBenchError> {
    let mut scores: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    let mut times = Vec::new();
    if let Some(first) = queries.first() {
        retrieval.search(&search(&first.query)).await?;
    }
    for (number, query) in queries.iter().enumerate() {
        let relevant = query.relevant.of(products);
        if relevant.is_empty() {
            return Err(RetrievalBenchError::NothingRelevant {
                number: number + 1,
                query: query.query.clone(),
            });
        }
        let began = Instant::now();
        let hits = retrieval.search(&search(&query.query)).await?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
        let found: Vec<bool> = hits
            .iter()
            .map(|hit| relevant.contains(&hit.product))
            .collect();
        let score = (recall(&found, relevant.len()), ndcg(&found, relevant.len()));
        scores.entry(query.lang.clone()).or_default().push(score);
        done(number + 1);
    }
    let all: Vec<(f64, f64)> = scores.values().flatten().copied().collect();
    times.sort_by(f64::total_cmp);
    Ok(RetrievalReport {
        all: Quality::of(&all),
        by_language: scores
            .into_iter()
            .map(|(language, scores)| (language, Quality::of(&scores)))
            .collect(),
        ms_p50: quantile(&times, 50).unwrap_or(0.0),
        ms_p99: quantile(&times, 99).unwrap_or(0.0),
    })
}

/// A query as the turn asks it where there is no planner.
fn search(query: &str) -> Search<'_> {
    Search {
        words: query,
        said: query.chars().any(is_chinese).then_some(query),
        limit: DEPTH,
        ..Search::default()
    }
}

/// The share of `relevant` products that are among the first ten of a list.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts of products")]
pub fn recall(found: &[bool], relevant: usize) -> f64 {
    let hits = found.iter().take(DEPTH).filter(|&&hit| hit).count();
    hits as f64 / relevant.max(1) as f64
}

/// The normalised discounted cumulative gain of the first ten of a list, where `relevant` products are.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "ranks up to ten")]
pub fn ndcg(found: &[bool], relevant: usize) -> f64 {
    let gain = |rank: usize| 1.0 / (rank as f64 + 2.0).log2();
    let ranks = found.iter().take(DEPTH).enumerate();
    let gained: f64 = ranks
        .filter(|(_, hit)| **hit)
        .map(|(rank, _)| gain(rank))
        .sum();
    let ideal: f64 = (0..relevant.clamp(1, DEPTH)).map(gain).sum();
    gained / ideal
}
