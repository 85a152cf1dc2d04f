//! What is sold well together.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::catalog::Product;
use crate::http::State;
use crate::http::problem::Problem;
use crate::ids::ProductKey;
use crate::money::Money;

use super::{Amount, Goods, asked, products, within};

/// Bundles that are looked at for each one that is sent: of some a product is sold out.
const SPARE: usize = 4;

/// Which bundles are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct WantedBundles {
    /// Only bundles with this product.
    item: Option<String>,
    /// How many: from 1 to 50; 10 without.
    limit: Option<usize>,
}

/// Products that are bought together far more often than chance would have it.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct BundleOfGoods {
    /// Two to four.
    products: Vec<Goods>,
    /// Orders with all of them.
    orders: u32,
    /// How many times as often as chance would have it.
    lift: f64,
    /// What they cost together, at their prices of now.
    price: Amount,
}

/// Bundles.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Bundles {
    /// The best first.
    bundles: Vec<BundleOfGoods>,
}

/// What is sold well together. Bundles of which a product cannot be had are left out.
#[utoipa::path(
    get, path = "/v1/bundles", tag = "goods", params(WantedBundles),
    responses((status = 200, body = Bundles), (status = 400, body = Problem))
)]
pub(in crate::http) async fn bundles(
    Shared(state): Shared<Arc<State>>,
    wanted: Result<Query<WantedBundles>, QueryRejection>,
) -> Result<Json<Bundles>, Problem> {
    let wanted = asked(wanted)?;
    let limit = within(wanted.limit)?;
    let item = wanted.item.as_deref().map(ProductKey::new);
    let looked_at = if item.is_some() {
        usize::MAX
    } else {
        limit * SPARE
    };
    let found = state.assistant.shop().rules.now().bundles(looked_at);
    let found: Vec<_> = found
        .into_iter()
        .filter(|bundle| {
            item.as_ref()
                .is_none_or(|item| bundle.products.contains(item))
        })
        .take(limit * SPARE)
        .collect();
    let keys: Vec<ProductKey> = found
        .iter()
        .flat_map(|bundle| bundle.products.iter().cloned())
        .collect();
    let goods = products(&state, &keys).await?.into_iter();
    let goods: HashMap<ProductKey, Product> = goods
        .map(|product| (product.key.clone(), product))
        .collect();
    let shown = found.iter().filter_map(|bundle| {
        let products = bundle.products.iter().map(|key| goods.get(key).cloned());
        let products: Vec<Product> = products.collect::<Option<_>>()?;
        let price = together(&products)?;
        let had = products.iter().all(|product| product.stock != Some(0));
        had.then(|| BundleOfGoods {
            products: products.into_iter().map(Goods::from).collect(),
            orders: bundle.orders,
            lift: bundle.lift,
            price: price.into(),
        })
    });
    Ok(Json(Bundles {
        bundles: shown.take(limit).collect(),
    }))
}

/// What products cost together; `None` where they are priced in several currencies.
fn together(products: &[Product]) -> Option<Money> {
    let currency = products.first()?.price.currency;
    let same = products
        .iter()
        .all(|product| product.price.currency == currency);
    let minor = products
        .iter()
        .try_fold(0_i64, |sum, product| sum.checked_add(product.price.minor))?;
    same.then(|| Money::new(minor, currency))
}
