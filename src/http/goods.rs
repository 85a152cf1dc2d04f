//! Goods and suggestions, for the shop's own pages.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::catalog::{Localized, Product};
use crate::ids::{ProductKey, has_chinese};
use crate::money::Money;
use crate::retrieval::{Hit, Search};

use super::State;
use super::problem::Problem;

/// Products in one answer, where none was asked for, and at most.
const USUAL: usize = 10;
const MOST: usize = 50;

/// A text in both languages.
#[derive(Serialize, ToSchema)]
pub(super) struct Texts {
    en: Option<String>,
    zh: Option<String>,
}

impl From<Localized> for Texts {
    fn from(text: Localized) -> Self {
        Self {
            en: text.english,
            zh: text.chinese,
        }
    }
}

/// An amount of money.
#[derive(Serialize, ToSchema)]
pub(super) struct Amount {
    /// As a decimal number: `39.90`.
    amount: String,
    /// Its ISO 4217 code.
    currency: String,
}

/// A product.
#[derive(Serialize, ToSchema)]
pub(super) struct Goods {
    /// The shop's key.
    key: String,
    title: Texts,
    description: Texts,
    brand: Option<String>,
    category: Option<String>,
    price: Amount,
    /// Pieces on the shelf, where the shop counts them.
    stock: Option<i64>,
    attributes: std::collections::BTreeMap<String, String>,
}

impl From<Product> for Goods {
    fn from(product: Product) -> Self {
        Self {
            key: product.key.to_string(),
            title: product.title.into(),
            description: product.description.into(),
            brand: product.brand,
            category: product.category,
            price: Amount {
                amount: product.price.decimal(),
                currency: product.price.currency.code().to_owned(),
            },
            stock: product.stock,
            attributes: product.attributes,
        }
    }
}

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Words in English or Chinese.
    query: String,
    /// Only of this category.
    category: Option<String>,
    /// Only what can be had now.
    #[serde(default)]
    in_stock: bool,
    /// Rather something new at each place than what is most like the query.
    #[serde(default)]
    varied: bool,
    /// At least this price, in the shop's currency.
    min_price: Option<f64>,
    /// At most this price.
    max_price: Option<f64>,
    /// From 1 to 50; 10 without.
    limit: Option<usize>,
}

/// What was found.
#[derive(Serialize, ToSchema)]
pub(super) struct Found {
    /// Whether these are surely what was meant, or only come near.
    sure: bool,
    /// The best first.
    products: Vec<Goods>,
}

/// Search the goods.
#[utoipa::path(
    get, path = "/v1/products", tag = "goods", params(Wanted),
    responses((status = 200, body = Found), (status = 400, body = Problem))
)]
pub(super) async fn search(
    Shared(state): Shared<Arc<State>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Found>, Problem> {
    let Query(wanted) = wanted.map_err(|wrong| bad(wrong.body_text()))?;
    let limit = within(wanted.limit)?;
    let shop = state.assistant.shop();
    let money = |amount: Option<f64>| {
        amount
            .map(|amount| price(amount, shop.currency))
            .transpose()
    };
    let (min_price, max_price) = (money(wanted.min_price)?, money(wanted.max_price)?);
    let chinese = has_chinese(&wanted.query);
    let hits = shop
        .retrieval
        .search(&Search {
            words: if chinese { "" } else { &wanted.query },
            said: chinese.then_some(wanted.query.as_str()),
            min_price,
            max_price,
            category: wanted.category.as_deref(),
            in_stock: wanted.in_stock,
            varied: wanted.varied,
            limit,
            ..Search::default()
        })
        .await
        .map_err(|error| Problem::ours(&error))?;
    let keys: Vec<ProductKey> = hits.iter().map(|hit| hit.product.clone()).collect();
    Ok(Json(Found {
        sure: hits.iter().any(Hit::is_sure),
        products: products(&state, &keys).await?,
    }))
}

/// One product.
#[utoipa::path(
    get, path = "/v1/products/{key}", tag = "goods", params(("key" = String, Path)),
    responses((status = 200, body = Goods), (status = 404, body = Problem))
)]
pub(super) async fn product(
    Shared(state): Shared<Arc<State>>,
    Path(key): Path<String>,
) -> Result<Json<Goods>, Problem> {
    let mut found = products(&state, &[ProductKey::new(&key)]).await?;
    let product = found
        .pop()
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "there is no such product"))?;
    Ok(Json(product))
}

/// What is to be suggested.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Beside {
    /// The product that the suggestions should go with; what is popular without.
    with: Option<String>,
    /// From 1 to 50; 10 without.
    limit: Option<usize>,
}

/// A suggestion.
#[derive(Serialize, ToSchema)]
pub(super) struct Suggested {
    product: Goods,
    /// In how many orders it was bought (together with the product asked about).
    orders: u32,
}

/// Suggestions.
#[derive(Serialize, ToSchema)]
pub(super) struct Suggestions {
    /// The best first.
    suggestions: Vec<Suggested>,
}

/// What others buy, or buy together with a product. What is sold out is left out.
#[utoipa::path(
    get, path = "/v1/recommendations", tag = "goods", params(Beside),
    responses((status = 200, body = Suggestions), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn recommendations(
    Shared(state): Shared<Arc<State>>,
    beside: Result<Query<Beside>, QueryRejection>,
) -> Result<Json<Suggestions>, Problem> {
    let Query(beside) = beside.map_err(|wrong| bad(wrong.body_text()))?;
    let limit = within(beside.limit)?;
    let recommender = &state.assistant.shop().recommender;
    let suggestions = match &beside.with {
        None => recommender.popular(limit * 5),
        Some(key) => {
            let key = ProductKey::new(key);
            if products(&state, std::slice::from_ref(&key))
                .await?
                .is_empty()
            {
                return Err(Problem::new(
                    StatusCode::NOT_FOUND,
                    "there is no such product",
                ));
            }
            recommender.together(&key, limit * 5)
        }
    };
    let keys: Vec<ProductKey> = suggestions.iter().map(|one| one.product.clone()).collect();
    let goods = products(&state, &keys).await?;
    let orders = |goods: &Goods| {
        let of = |one: &&crate::insights::recommend::Suggestion| one.product.as_str() == goods.key;
        suggestions.iter().find(of).map_or(0, |one| one.orders)
    };
    let suggested = goods
        .into_iter()
        .filter(|goods| goods.stock != Some(0))
        .take(limit)
        .map(|product| Suggested {
            orders: orders(&product),
            product,
        });
    Ok(Json(Suggestions {
        suggestions: suggested.collect(),
    }))
}

async fn products(state: &State, keys: &[ProductKey]) -> Result<Vec<Goods>, Problem> {
    let found = state.assistant.shop().catalog.get(keys).await;
    let found = found.map_err(|error| Problem::ours(&error))?;
    Ok(found.into_iter().map(Goods::from).collect())
}

fn bad(why: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, why)
}

fn within(limit: Option<usize>) -> Result<usize, Problem> {
    match limit.unwrap_or(USUAL) {
        limit @ 1..=MOST => Ok(limit),
        limit => Err(bad(format!("`limit` is from 1 to {MOST}, not {limit}"))),
    }
}

fn price(amount: f64, currency: crate::money::Currency) -> Result<Money, Problem> {
    if !(0.0..=1e12).contains(&amount) {
        return Err(bad(format!("{amount} is no price")));
    }
    #[allow(clippy::cast_possible_truncation, reason = "checked above")]
    let minor = (amount * f64::from(10_u32.pow(currency.decimals()))).round() as i64;
    Ok(Money::new(minor, currency))
}
