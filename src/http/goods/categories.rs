//! The categories of the shop.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use serde::Serialize;
use utoipa::ToSchema;

use crate::assistant::Shop;
use crate::catalog::{CatalogError, Category};
use crate::http::State;
use crate::http::problem::Problem;

use super::Texts;

/// Among so many of the most bought goods a category's picture is looked for, so many at a time.
const LOOKED_AT: usize = 500;
const AT_A_TIME: usize = 100;

/// A category.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Shelf {
    /// What `category` of `/v1/products` takes.
    key: String,
    name: Texts,
    /// How many products are in it.
    products: u64,
    /// The picture of its most bought product, or else of its first one.
    image: Option<String>,
}

/// The categories.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Shelves {
    /// In the shop's order.
    categories: Vec<Shelf>,
}

/// The categories that goods are in.
#[utoipa::path(
    get, path = "/v1/categories", tag = "goods",
    responses((status = 200, body = Shelves))
)]
pub(in crate::http) async fn categories(
    Shared(state): Shared<Arc<State>>,
) -> Result<Json<Shelves>, Problem> {
    let shop = state.assistant.shop();
    let failed = |error: CatalogError| Problem::ours(&error);
    let categories = shop.catalog.categories().await.map_err(failed)?;
    let mut pictures = pictures(shop, &categories).await.map_err(failed)?;
    let shelf = |category: Category| Shelf {
        image: pictures.remove(&category.name).or(category.image),
        key: category.name.clone(),
        name: Texts {
            en: Some(category.name),
            zh: category.chinese,
        },
        products: category.products,
    };
    Ok(Json(Shelves {
        categories: categories.into_iter().map(shelf).collect(),
    }))
}

/// The picture of the most bought product of each category that has one.
async fn pictures(
    shop: &Shop,
    categories: &[Category],
) -> Result<HashMap<String, String>, CatalogError> {
    let mut missing: HashSet<&str> = categories.iter().map(|one| one.name.as_str()).collect();
    let mut pictures = HashMap::new();
    let popular = shop.recommender.now().popular(LOOKED_AT);
    for part in popular.chunks(AT_A_TIME) {
        if missing.is_empty() {
            break;
        }
        let keys: Vec<_> = part.iter().map(|one| one.product.clone()).collect();
        for (category, image) in shop.catalog.pictured(&keys).await? {
            if missing.remove(category.as_str()) {
                pictures.insert(category, image);
            }
        }
    }
    Ok(pictures)
}
