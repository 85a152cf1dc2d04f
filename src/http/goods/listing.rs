//! Searching the goods, and listing them.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::catalog::{ByPrice, CatalogError, Listing};
use crate::http::State;
use crate::http::problem::Problem;
use crate::ids::{ProductKey, has_chinese};
use crate::insights::recommend::Recommender;
use crate::money::{Currency, Money};
use crate::retrieval::{Hit, Search};

use super::{Goods, asked, bad, products, within};

/// So many of the best hits of a search are ordered and counted. Both halves of the search look at that many at
/// least, so that asking for fewer would change nothing.
const FOUND_AT_MOST: usize = 100;

/// What scores less than this part of the best hit is left out: ordered by price, a search for a mug would begin
/// with tea bags otherwise. Measured on the demo shop with its 132 judged queries: of what is right, a list holds
/// 86 % (English) and 82 % (Chinese), with 7 and 4 products on average; with all that is near 90 % and 85 %, with 27.
const OF_THE_BEST: f32 = 0.65;

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Wanted {
    /// Words in English or Chinese. Without them all goods are listed that the rest lets pass.
    query: Option<String>,
    /// Only of this category, as `/v1/categories` has its `key`.
    category: Option<String>,
    /// Only what can be had now.
    #[serde(default)]
    in_stock: bool,
    /// Of a search: rather something new at each place than what is most like the query.
    #[serde(default)]
    varied: bool,
    /// At least this price, in the shop's currency.
    min_price: Option<f64>,
    /// At most this price.
    max_price: Option<f64>,
    /// What comes first; without it what matches the query best, or else what is bought most.
    sort: Option<Sort>,
    /// So many are left out at the beginning.
    #[serde(default)]
    offset: usize,
    /// From 1 to 50; 10 without.
    limit: Option<usize>,
}

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
pub(in crate::http) enum Sort {
    /// What matches the query best.
    #[serde(rename = "match")]
    Match,
    /// What is bought most often of late.
    #[serde(rename = "popular")]
    Popular,
    /// The lowest price.
    #[serde(rename = "price")]
    Price,
    /// The highest price.
    #[serde(rename = "-price")]
    PriceFalling,
}

/// What was found.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Found {
    /// Whether these are surely what was meant, or only come near. A list is always what was meant.
    sure: bool,
    /// How many there are in all. Of a search, how many were found among the hundred best.
    total: u64,
    /// The first ones of them, or those after `offset`.
    products: Vec<Goods>,
}

/// Search the goods, or list them.
#[utoipa::path(
    get, path = "/v1/products", tag = "goods", params(Wanted),
    responses((status = 200, body = Found), (status = 400, body = Problem))
)]
pub(in crate::http) async fn list(
    Shared(state): Shared<Arc<State>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Found>, Problem> {
    let wanted = asked(wanted)?;
    let limit = within(wanted.limit)?;
    let currency = state.assistant.shop().currency;
    let money = |amount: Option<f64>| amount.map(|amount| price(amount, currency)).transpose();
    let listing = Listing {
        category: wanted.category.as_deref(),
        min_price: money(wanted.min_price)?,
        max_price: money(wanted.max_price)?,
        in_stock: wanted.in_stock,
    };
    let page = Page {
        offset: wanted.offset,
        limit,
    };
    let query = wanted.query.as_deref().unwrap_or_default().trim();
    let found = match (query, wanted.sort) {
        ("", Some(Sort::Match)) => {
            return Err(bad(
                "`sort=match` orders what a `query` found, and there is none",
            ));
        }
        ("", sort) => listed(&state, &listing, sort, page).await,
        (query, sort) => return searched(&state, query, wanted.varied, &listing, sort, page).await,
    };
    Ok(Json(found.map_err(|error| Problem::ours(&error))?))
}

/// The part of a list that is sent.
#[derive(Clone, Copy)]
struct Page {
    offset: usize,
    limit: usize,
}

impl Page {
    fn of<T>(self, all: Vec<T>) -> Vec<T> {
        all.into_iter().skip(self.offset).take(self.limit).collect()
    }
}

/// The goods of `listing`. By price the database has the order; what is popular is known here, so that it gives
/// the keys and then the goods of one page.
async fn listed(
    state: &State,
    listing: &Listing<'_>,
    sort: Option<Sort>,
    page: Page,
) -> Result<Found, CatalogError> {
    let shop = state.assistant.shop();
    let by_price = match sort {
        Some(Sort::Price) => Some(ByPrice::Rising),
        Some(Sort::PriceFalling) => Some(ByPrice::Falling),
        _ => None,
    };
    let (total, products) = if let Some(order) = by_price {
        let total = shop.catalog.count_listed(listing).await?;
        let products = shop.catalog.listed(listing, order, page.offset, page.limit);
        (total, products.await?)
    } else {
        let mut keys = shop.catalog.listed_keys(listing).await?;
        keys.sort_by_key(|key| popularity(&shop.recommender.now(), key));
        let total = keys.len() as u64;
        (total, shop.catalog.get(&page.of(keys)).await?)
    };
    Ok(Found {
        sure: true,
        total,
        products: products.into_iter().map(Goods::from).collect(),
    })
}

/// What answers `query` among the goods of `listing`.
async fn searched(
    state: &State,
    query: &str,
    varied: bool,
    listing: &Listing<'_>,
    sort: Option<Sort>,
    page: Page,
) -> Result<Json<Found>, Problem> {
    let shop = state.assistant.shop();
    let chinese = has_chinese(query);
    let search = Search {
        words: if chinese { "" } else { query },
        said: chinese.then_some(query),
        min_price: listing.min_price,
        max_price: listing.max_price,
        category: listing.category,
        in_stock: listing.in_stock,
        varied,
        limit: FOUND_AT_MOST,
        ..Search::default()
    };
    let hits = shop.retrieval.search(&search).await;
    let mut hits = hits.map_err(|error| Problem::ours(&error))?;
    let sure = hits.iter().any(Hit::is_sure);
    let best = hits.iter().map(|hit| hit.score).fold(0.0, f32::max);
    hits.retain(|hit| hit.score >= best * OF_THE_BEST);
    let keys: Vec<ProductKey> = hits.into_iter().map(|hit| hit.product).collect();
    let mut products = products(state, &keys).await?;
    match sort {
        None | Some(Sort::Match) => {}
        Some(Sort::Popular) => {
            products.sort_by_key(|product| popularity(&shop.recommender.now(), &product.key));
        }
        Some(Sort::Price) => products.sort_by_key(|product| product.price.minor),
        Some(Sort::PriceFalling) => {
            products.sort_by_key(|product| std::cmp::Reverse(product.price.minor));
        }
    }
    Ok(Json(Found {
        sure,
        total: products.len() as u64,
        products: page.of(products).into_iter().map(Goods::from).collect(),
    }))
}

/// Orders by popularity: what was never ordered comes last and stays in its order.
fn popularity(recommender: &Recommender, key: &ProductKey) -> usize {
    recommender.rank(key).unwrap_or(usize::MAX)
}

fn price(amount: f64, currency: Currency) -> Result<Money, Problem> {
    if !(0.0..=1e12).contains(&amount) {
        return Err(bad(format!("{amount} is no price")));
    }
    #[allow(clippy::cast_possible_truncation, reason = "checked above")]
    let minor = (amount * f64::from(10_u32.pow(currency.decimals()))).round() as i64;
    Ok(Money::new(minor, currency))
}
