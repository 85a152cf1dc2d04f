//! How well the product search finds what a person would call relevant, and how fast.
//!
//! Recall and NDCG (Järvelin and Kekäläinen 2002) at 10 with binary relevance; a query's ideal list has
//! the relevant products first, at most ten of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::catalog::Product;
use crate::ids::{Language, ProductKey, has_chinese};
use crate::retrieval::{Halves, Hit, Retrieval, RetrievalError, Search};

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
    /// These products; none where the shop has nothing of the kind.
    Keys(Vec<String>),
    /// The products with a title, in either language, that this regular expression matches,
    /// capitals and small letters alike.
    Titles(String),
}

impl Relevant {
    /// Whether the shop has nothing of the kind, so that nothing should be found.
    fn is_nothing(&self) -> bool {
        matches!(self, Self::Keys(keys) if keys.is_empty())
    }

    /// Those of `products` that should be found.
    fn of(&self, products: &[Product]) -> BTreeSet<ProductKey> {
        let pattern = match self {
            Self::Keys(_) => None,
            Self::Titles(pattern) => titles(pattern).ok(),
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

/// A pattern over titles; capitals and small letters are alike.
fn titles(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(true).build()
}

/// What `evaluate retrieval` prints.
#[derive(Clone, Debug, Serialize)]
pub struct RetrievalReport {
    /// Of all queries.
    #[serde(flatten)]
    pub all: Quality,
    /// The same by language.
    pub by_language: BTreeMap<String, Quality>,
    /// Of each half alone, `dense` and `lexical`, by language and for `all`.
    pub halves: BTreeMap<&'static str, BTreeMap<String, Quality>>,
    /// How the search answered the queries for what the shop has.
    pub present: Certainty,
    /// How it answered those for what the shop does not have.
    pub absent: Certainty,
    /// Milliseconds of a search, embedding included: half take at most this.
    pub ms_p50: f64,
    /// 99 of 100 take at most this.
    pub ms_p99: f64,
}

/// How a search answered some queries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Certainty {
    /// Sure that the shop has it.
    pub sure: usize,
    /// With what comes near it.
    pub near: usize,
    /// With nothing.
    pub nothing: usize,
}

impl Certainty {
    fn add(&mut self, hits: &[Hit]) {
        match hits {
            [] => self.nothing += 1,
            _ if hits.iter().any(Hit::is_sure) => self.sure += 1,
            _ => self.near += 1,
        }
    }
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
            Relevant::Keys(_) => Ok(()),
            Relevant::Titles(pattern) => titles(pattern)
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
    let mut fused = Scores::default();
    let mut halves = [
        ("dense", Halves::Dense, Scores::default()),
        ("lexical", Halves::Lexical, Scores::default()),
    ];
    let mut times = Vec::new();
    let (mut present, mut absent) = (Certainty::default(), Certainty::default());
    if let Some(first) = queries.first() {
        retrieval.search(&search(&first.query)).await?;
    }
    for (number, query) in queries.iter().enumerate() {
        let relevant = query.relevant.of(products);
        if query.relevant.is_nothing() {
            absent.add(&retrieval.search(&search(&query.query)).await?);
            done(number + 1);
            continue;
        }
        if relevant.is_empty() {
            return Err(RetrievalBenchError::NothingRelevant {
                number: number + 1,
                query: query.query.clone(),
            });
        }
        let began = Instant::now();
        let hits = retrieval.search(&search(&query.query)).await?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
        present.add(&hits);
        fused.add(&query.lang, &hits, &relevant);
        for (_, half, scores) in &mut halves {
            let alone = Search {
                halves: *half,
                ..search(&query.query)
            };
            scores.add(&query.lang, &retrieval.search(&alone).await?, &relevant);
        }
        done(number + 1);
    }
    times.sort_by(f64::total_cmp);
    let half = |(name, _, scores): (_, _, Scores)| {
        let mut qualities = scores.by_language();
        qualities.insert("all".to_owned(), scores.all());
        (name, qualities)
    };
    Ok(RetrievalReport {
        all: fused.all(),
        by_language: fused.by_language(),
        halves: halves.into_iter().map(half).collect(),
        present,
        absent,
        ms_p50: quantile(&times, 50).unwrap_or(0.0),
        ms_p99: quantile(&times, 99).unwrap_or(0.0),
    })
}

/// Recall and NDCG of each query, by language.
#[derive(Default)]
struct Scores(BTreeMap<String, Vec<(f64, f64)>>);

impl Scores {
    fn add(&mut self, language: &str, hits: &[Hit], relevant: &BTreeSet<ProductKey>) {
        let found: Vec<bool> = hits
            .iter()
            .map(|hit| relevant.contains(&hit.product))
            .collect();
        let score = (recall(&found, relevant.len()), ndcg(&found, relevant.len()));
        self.0.entry(language.to_owned()).or_default().push(score);
    }

    fn all(&self) -> Quality {
        Quality::of(&self.0.values().flatten().copied().collect::<Vec<_>>())
    }

    fn by_language(&self) -> BTreeMap<String, Quality> {
        let quality = |(language, scores): (&String, &Vec<(f64, f64)>)| {
            (language.clone(), Quality::of(scores))
        };
        self.0.iter().map(quality).collect()
    }
}

/// A query as the turn asks it where there is no planner.
fn search(query: &str) -> Search<'_> {
    Search {
        words: query,
        said: has_chinese(query).then_some(query),
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
