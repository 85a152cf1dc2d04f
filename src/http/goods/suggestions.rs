//! What goes with what.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::assistant::SuggestedFor;
use crate::catalog::Localized;
use crate::http::State;
use crate::http::problem::Problem;
use crate::ids::{Language, ProductKey};
use crate::insights::recommend::Suggestion;
use crate::prompts::PromptError;

use super::{Goods, Texts, asked, bad, one, products, within};

/// Suggestions that are looked at for each one that is sent: some are sold out.
const SPARE: usize = 5;
/// More articles of a basket are not read.
const LARGEST_BASKET: usize = 50;

/// What is to be suggested.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Beside {
    /// The product that the suggestions should go with.
    with: Option<String>,
    /// The products of a basket that they should go with, commas between: none of them is suggested. Those that
    /// are not in the shop count nothing. Without this and `with`, what is popular.
    basket: Option<String>,
    /// From 1 to 50; 10 without.
    limit: Option<usize>,
}

/// A suggestion.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Suggested {
    product: Goods,
    /// In how many orders it was bought (together with the product asked about, or with one of the basket).
    orders: u32,
    /// Why it is suggested, for people.
    reason: Texts,
}

/// Suggestions.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Suggestions {
    /// The best first.
    suggestions: Vec<Suggested>,
}

/// What others buy, or buy together with a product or a basket. What is sold out is left out.
#[utoipa::path(
    get, path = "/v1/recommendations", tag = "goods", params(Beside),
    responses((status = 200, body = Suggestions), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn recommendations(
    Shared(state): Shared<Arc<State>>,
    beside: Result<Query<Beside>, QueryRejection>,
) -> Result<Json<Suggestions>, Problem> {
    let beside = asked(beside)?;
    let limit = within(beside.limit)?;
    let counted = match (&beside.with, &beside.basket) {
        (None, None) => popular(&state, limit),
        (Some(key), None) => together(&state, &one(&state, key).await?.key, limit),
        (None, Some(basket)) => with_basket(&state, basket, limit).await?,
        (Some(_), Some(_)) => {
            return Err(bad(
                "`with` is for a product and `basket` for several: one of them",
            ));
        }
    };
    let suggestions = shown(&state, counted, limit).await?;
    Ok(Json(Suggestions { suggestions }))
}

/// A suggestion with what speaks for it.
struct Counted {
    suggestion: Suggestion,
    /// What it goes with.
    with: With,
}

/// What a suggestion goes with.
enum With {
    /// Nothing: others buy it.
    Nothing,
    /// The product asked about.
    Asked,
    /// The article of the basket with this title.
    Article(Localized),
}

fn popular(state: &State, limit: usize) -> Vec<Counted> {
    let popular = state.assistant.shop().recommender.popular(limit * SPARE);
    let counted = |suggestion| Counted {
        suggestion,
        with: With::Nothing,
    };
    popular.into_iter().map(counted).collect()
}

fn together(state: &State, product: &ProductKey, limit: usize) -> Vec<Counted> {
    let recommender = &state.assistant.shop().recommender;
    let together = recommender.together(product, limit * SPARE);
    let counted = |suggestion| Counted {
        suggestion,
        with: With::Asked,
    };
    together.into_iter().map(counted).collect()
}

async fn with_basket(state: &State, basket: &str, limit: usize) -> Result<Vec<Counted>, Problem> {
    let keys = basket
        .split(',')
        .map(str::trim)
        .filter(|key| !key.is_empty());
    let keys: Vec<ProductKey> = keys.take(LARGEST_BASKET).map(ProductKey::new).collect();
    let articles = products(state, &keys).await?;
    let recommender = &state.assistant.shop().recommender;
    let counted = recommender.beside(&keys, limit * SPARE).into_iter();
    let counted = counted.filter_map(|one| {
        let article = articles.iter().find(|article| article.key == one.with)?;
        Some(Counted {
            suggestion: one.suggestion,
            with: With::Article(article.title.clone()),
        })
    });
    Ok(counted.collect())
}

/// The first `limit` of `counted` that can be had, with their reasons.
async fn shown(
    state: &State,
    counted: Vec<Counted>,
    limit: usize,
) -> Result<Vec<Suggested>, Problem> {
    let keys: Vec<ProductKey> = counted
        .iter()
        .map(|one| one.suggestion.product.clone())
        .collect();
    let goods = products(state, &keys).await?;
    let mut shown = Vec::with_capacity(limit);
    for product in goods
        .into_iter()
        .filter(|product| product.stock != Some(0))
        .take(limit)
    {
        let Some(counted) = counted
            .iter()
            .find(|one| one.suggestion.product == product.key)
        else {
            continue;
        };
        shown.push(Suggested {
            orders: counted.suggestion.orders,
            reason: reason(state, counted).map_err(|error| Problem::ours(&error))?,
            product: product.into(),
        });
    }
    Ok(shown)
}

/// Why something is suggested, in both languages.
fn reason(state: &State, counted: &Counted) -> Result<Texts, PromptError> {
    let say = |language: Language| {
        let suggested_for = match &counted.with {
            With::Nothing => SuggestedFor::Others,
            With::Asked => SuggestedFor::Product,
            With::Article(title) => SuggestedFor::Basket(title.in_language(language)),
        };
        state
            .assistant
            .reason(suggested_for, counted.suggestion.orders, language)
    };
    Ok(Texts {
        en: Some(say(Language::English)?),
        zh: Some(say(Language::Chinese)?),
    })
}
