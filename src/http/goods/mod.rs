//! Goods, what buyers say of them and what goes with them, for the shop's own pages.

mod bundles;
mod categories;
mod listing;
mod reviews;
mod suggestions;

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::{Localized, Product};
use crate::ids::ProductKey;
use crate::money::Money;

use super::State;
use super::asked::Path;
use super::problem::Problem;

pub(super) use bundles::*;
pub(super) use categories::*;
pub(super) use listing::*;
pub(super) use reviews::*;
pub(super) use suggestions::*;

/// Things in one answer, where no number was asked for, and at most.
const USUAL: usize = 10;
const MOST: usize = 50;

/// A text in both languages.
#[derive(Serialize, ToSchema)]
pub(super) struct Texts {
    en: Option<String>,
    zh: Option<String>,
}

impl Texts {
    /// What reads the same in both languages.
    pub(super) fn same(text: &str) -> Self {
        Self::both(text, text)
    }

    /// A text and its translation.
    pub(super) fn both(english: &str, chinese: &str) -> Self {
        Self {
            en: Some(english.to_owned()),
            zh: Some(chinese.to_owned()),
        }
    }
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
    pub(super) amount: String,
    /// Its ISO 4217 code.
    pub(super) currency: String,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self {
            amount: money.decimal(),
            currency: money.currency.code().to_owned(),
        }
    }
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
    /// Where its picture is: a URL, or a path on this server (`/pictures/TEA-01.svg`).
    image: Option<String>,
}

impl From<Product> for Goods {
    fn from(product: Product) -> Self {
        Self {
            key: product.key.to_string(),
            title: product.title.into(),
            description: product.description.into(),
            brand: product.brand,
            category: product.category,
            price: Amount::from(product.price),
            stock: product.stock,
            attributes: product.attributes,
            image: product.image,
        }
    }
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
    Ok(Json(one(&state, &key).await?.into()))
}

/// The product called `key`.
async fn one(state: &State, key: &str) -> Result<Product, Problem> {
    let found = products(state, &[ProductKey::new(key)]).await?.pop();
    found.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "there is no such product"))
}

/// The products called so, in the order asked; those that are not there are left out.
async fn products(state: &State, keys: &[ProductKey]) -> Result<Vec<Product>, Problem> {
    let found = state.assistant.shop().catalog.get(keys).await;
    found.map_err(|error| Problem::ours(&error))
}

/// What a query asks for.
fn asked<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Problem> {
    let Query(asked) = query.map_err(|wrong| bad(wrong.body_text()))?;
    Ok(asked)
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
