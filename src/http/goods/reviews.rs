//! What buyers say of a product.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::catalog::{CatalogError, Review};
use crate::clock::Timestamp;
use crate::http::State;
use crate::http::asked::Path;
use crate::http::problem::Problem;
use crate::ids::Language;
use crate::insights::opinions::{Summary, Topic, TopicSummary};

use super::{Texts, asked, one, within};

/// What is praised and faulted is read out of so many of the newest reviews: judging a text takes time, and what
/// buyers said years ago may be of another make.
const JUDGED: usize = 300;
/// Topics named as praised and as faulted.
const TOPICS: usize = 3;

/// Which part of the reviews is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Part {
    /// So many are left out at the beginning.
    #[serde(default)]
    offset: usize,
    /// From 1 to 50; 10 without.
    limit: Option<usize>,
}

/// A review. Its text is a stranger's: to be shown as text, never as markup.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Said {
    /// From 1 to 5.
    stars: i64,
    text: String,
    /// `en` or `zh`.
    language: &'static str,
    /// When it was written, where that is known: `2026-05-01`.
    day: Option<String>,
}

impl From<Review> for Said {
    fn from(review: Review) -> Self {
        Self {
            stars: review.stars,
            text: review.text,
            language: review.language.tag(),
            day: review.written.map(Timestamp::day),
        }
    }
}

/// What buyers say.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Opinions {
    /// How many reviews there are.
    count: u64,
    /// The mean of their stars, with one decimal; nothing where there are none.
    stars: Option<f64>,
    /// How many give 1 to 5 stars.
    by_stars: BTreeMap<i64, u64>,
    /// What most praise, of the newest three hundred.
    praised: Vec<Texts>,
    /// What most find fault with.
    faulted: Vec<Texts>,
    /// The newest first.
    reviews: Vec<Said>,
}

/// The reviews of a product, and what they come to.
#[utoipa::path(
    get, path = "/v1/products/{key}/reviews", tag = "goods", params(("key" = String, Path), Part),
    responses((status = 200, body = Opinions), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn reviews(
    Shared(state): Shared<Arc<State>>,
    Path(key): Path<String>,
    part: Result<Query<Part>, QueryRejection>,
) -> Result<Json<Opinions>, Problem> {
    let part = asked(part)?;
    let limit = within(part.limit)?;
    let key = one(&state, &key).await?.key;
    let catalog = &state.assistant.shop().catalog;
    let failed = |error: CatalogError| Problem::ours(&error);
    let given = catalog.stars(&key).await.map_err(failed)?;
    let newest = catalog.newest_reviews(&key, 0, JUDGED).await;
    let newest = newest.map_err(failed)?;
    let reviews = catalog.newest_reviews(&key, part.offset, limit).await;
    let reviews = reviews.map_err(failed)?;
    let texts = newest.iter();
    let summary = Summary::of(texts.map(|review| (review.stars, review.text.as_str())));
    Ok(Json(Opinions {
        count: given.values().sum(),
        stars: mean(&given),
        by_stars: (1..=5)
            .map(|stars| (stars, given.get(&stars).copied().unwrap_or(0)))
            .collect(),
        praised: names(&summary.foremost(false, TOPICS)),
        faulted: names(&summary.foremost(true, TOPICS)),
        reviews: reviews.into_iter().map(Said::from).collect(),
    }))
}

/// The mean of the stars that were `given`, to one decimal.
fn mean(given: &BTreeMap<i64, u64>) -> Option<f64> {
    let count: u64 = given.values().sum();
    #[allow(clippy::cast_precision_loss, reason = "counts of reviews")]
    let mean = || {
        let sum: f64 = given
            .iter()
            .map(|(stars, of)| *stars as f64 * *of as f64)
            .sum();
        (sum / count as f64 * 10.0).round() / 10.0
    };
    (count > 0).then(mean)
}

fn names(topics: &[(Topic, TopicSummary)]) -> Vec<Texts> {
    let name = |(topic, _): &(Topic, TopicSummary)| {
        Texts::both(topic.name(Language::English), topic.name(Language::Chinese))
    };
    topics.iter().map(name).collect()
}
