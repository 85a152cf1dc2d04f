//! What goes with what.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::assistant::SuggestedFor;
use crate::catalog::{Localized, Product};
use crate::http::State;
use crate::http::identity::Visitor;
use crate::http::problem::Problem;
use crate::ids::{Language, MemberKey, ProductKey};
use crate::insights::recommend::{Suggestion, Why, varied};
use crate::money::Money;
use crate::prompts::PromptError;

use super::{Goods, Texts, asked, bad, one, products, within};

/// Suggestions that are looked at for each one that is sent: some are sold out.
const SPARE: usize = 5;
/// Suggestions that are looked at where only some kinds are wanted.
const MOST_LOOKED_AT: usize = 2_000;
/// More articles of a basket are not read.
const LARGEST_BASKET: usize = 50;

/// What is to be suggested.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Wanted {
    /// The product that the suggestions should go with. `with` says the same.
    #[serde(alias = "with")]
    item: Option<String>,
    /// The products of a basket that they should go with, commas between: none of them is suggested. Those that
    /// are not in the shop count nothing.
    basket: Option<String>,
    /// The products that were looked at in this visit, commas between, the newest last. Those that are not in the shop
    /// count nothing.
    session: Option<String>,
    /// Only of this category, as `/v1/categories` has its `key`.
    category: Option<String>,
    /// Only of this brand.
    brand: Option<String>,
    /// Only for at most this price, as a decimal number in the shop's currency.
    max_price: Option<String>,
    /// Only for at least this price.
    min_price: Option<String>,
    /// How many: from 1 to 50; 10 without. `n` says the same.
    #[serde(alias = "n")]
    limit: Option<usize>,
    /// Whether each is told with why; it is, without.
    reasons: Option<bool>,
}

/// A suggestion.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Suggested {
    product: Goods,
    /// In how many orders it was bought (together with the product asked about, or with one of the basket).
    orders: u32,
    /// Why it is suggested, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Texts>,
}

/// Suggestions.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Suggestions {
    /// The best first.
    suggestions: Vec<Suggested>,
    /// Whether they come out of what the asker did.
    personal: bool,
}

/// Suggestions: with `item` or `basket` what others buy together with these; otherwise what suits the member who is signed
/// in (where they agreed to it) and what was looked at in this visit (`session`), or else what others buy. What is sold out, was
/// bought or sent back, or is not wanted is left out.
#[utoipa::path(
    get, path = "/v1/recommendations", tag = "goods", params(Wanted), security((), ("token" = [])),
    responses((status = 200, body = Suggestions), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn recommendations(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Suggestions>, Problem> {
    let wanted = asked(wanted)?;
    let limit = within(wanted.limit)?;
    let filter = Filter::of(&state, &wanted)?;
    let spare = if filter.narrows() {
        MOST_LOOKED_AT
    } else {
        limit * SPARE
    };
    let beside = wanted.item.is_some() || wanted.basket.is_some();
    let (counted, personal) = match (&wanted.item, &wanted.basket) {
        (None, None) => {
            let session = keys(wanted.session.as_deref());
            suiting(&state, visitor.principal.member(), &session, spare).await?
        }
        (Some(key), None) => (together(&state, &one(&state, key).await?.key, spare), false),
        (None, Some(basket)) => (with_basket(&state, basket, spare).await?, false),
        (Some(_), Some(_)) => {
            return Err(bad(
                "`item` is for a product and `basket` for several: one of them",
            ));
        }
    };
    let counted = if beside {
        let not_for = state
            .assistant
            .shop()
            .not_for(visitor.principal.member())
            .await;
        let not_for = not_for.map_err(|error| Problem::ours(&error))?;
        let shown = |one: &Counted| !not_for.contains(&one.suggestion.product);
        counted.into_iter().filter(shown).collect()
    } else {
        counted
    };
    let varies = !beside && personal;
    let mut suggestions = shown(&state, counted, limit, &filter, varies).await?;
    if wanted.reasons == Some(false) {
        for suggestion in &mut suggestions {
            suggestion.reason = None;
        }
    }
    Ok(Json(Suggestions {
        suggestions,
        personal,
    }))
}

/// What products have to be.
struct Filter {
    category: Option<String>,
    brand: Option<String>,
    min: Option<Money>,
    max: Option<Money>,
}

impl Filter {
    fn of(state: &State, wanted: &Wanted) -> Result<Self, Problem> {
        let currency = state.assistant.shop().currency;
        let price = |name: &str, text: &Option<String>| {
            let price = text.as_deref().map(|text| Money::parse(text, currency));
            price
                .transpose()
                .map_err(|error| bad(format!("`{name}`: {error}")))
        };
        Ok(Self {
            category: wanted.category.clone(),
            brand: wanted.brand.as_deref().map(str::to_lowercase),
            min: price("min_price", &wanted.min_price)?,
            max: price("max_price", &wanted.max_price)?,
        })
    }

    /// Whether it leaves something out that can be had.
    fn narrows(&self) -> bool {
        self.category.is_some() || self.brand.is_some() || self.min.is_some() || self.max.is_some()
    }

    /// Whether a product can be had and is as wanted.
    fn passes(&self, product: &Product) -> bool {
        let own = |text: &Option<String>| text.as_deref().map(str::to_lowercase);
        product.stock != Some(0)
            && (self.category.is_none() || self.category == product.category)
            && (self.brand.is_none() || self.brand == own(&product.brand))
            && self.min.is_none_or(|min| product.price.minor >= min.minor)
            && self.max.is_none_or(|max| product.price.minor <= max.minor)
    }
}

/// The keys in a list with commas, at most as many as are read.
fn keys(list: Option<&str>) -> Vec<ProductKey> {
    let keys = list.unwrap_or_default().split(',').map(str::trim);
    let keys = keys.filter(|key| !key.is_empty());
    keys.take(LARGEST_BASKET).map(ProductKey::new).collect()
}

/// A suggestion with what speaks for it.
struct Counted {
    suggestion: Suggestion,
    /// What it goes with.
    with: With,
}

/// What a suggestion goes with.
enum With {
    /// The product asked about.
    Asked,
    /// These articles of the basket.
    Articles(Vec<ProductKey>),
    /// What the asker did.
    Suiting(Why),
}

/// What suits a member, the best first, with the reasons.
pub(in crate::http) async fn suggested_to(
    state: &State,
    member: &MemberKey,
    limit: usize,
) -> Result<Vec<Suggested>, Problem> {
    let (counted, personal) = suiting(state, Some(member), &[], limit * SPARE).await?;
    let filter = Filter {
        category: None,
        brand: None,
        min: None,
        max: None,
    };
    shown(state, counted, limit, &filter, personal).await
}

async fn suiting(
    state: &State,
    member: Option<&MemberKey>,
    session: &[ProductKey],
    spare: usize,
) -> Result<(Vec<Counted>, bool), Problem> {
    let suits = state.assistant.shop().suits(member, session, spare).await;
    let suits = suits.map_err(|error| Problem::ours(&error))?;
    let counted = suits.suggestions.into_iter().map(|suited| Counted {
        suggestion: suited.suggestion,
        with: With::Suiting(suited.why),
    });
    Ok((counted.collect(), suits.personal))
}

fn together(state: &State, product: &ProductKey, spare: usize) -> Vec<Counted> {
    let together = state
        .assistant
        .shop()
        .recommender
        .now()
        .together(product, spare);
    let counted = |suggestion| Counted {
        suggestion,
        with: With::Asked,
    };
    together.into_iter().map(counted).collect()
}

/// What completes a basket, by the articles of it that the shop still has.
async fn with_basket(state: &State, basket: &str, spare: usize) -> Result<Vec<Counted>, Problem> {
    let articles = products(state, &keys(Some(basket))).await?;
    let keys: Vec<ProductKey> = articles.into_iter().map(|article| article.key).collect();
    let completes = state.assistant.shop().completes(&keys, spare).into_iter();
    let counted = completes.map(|completes| Counted {
        suggestion: completes.suggestion,
        with: With::Articles(completes.with),
    });
    Ok(counted.collect())
}

/// The first `limit` of `counted` that can be had, with their reasons.
async fn shown(
    state: &State,
    counted: Vec<Counted>,
    limit: usize,
    filter: &Filter,
    varies: bool,
) -> Result<Vec<Suggested>, Problem> {
    let keys: Vec<ProductKey> = counted
        .iter()
        .map(|one| one.suggestion.product.clone())
        .collect();
    let goods = products(state, &keys).await?.into_iter();
    let mut goods: Vec<Product> = goods.filter(|product| filter.passes(product)).collect();
    if varies {
        goods = varied(goods, limit);
    }
    goods.truncate(limit);
    let mut counted: HashMap<ProductKey, Counted> = counted
        .into_iter()
        .map(|one| (one.suggestion.product.clone(), one))
        .collect();
    let counted = goods
        .into_iter()
        .filter_map(|product| Some((counted.remove(&product.key)?, product)));
    let counted: Vec<(Counted, Product)> = counted.collect();
    let names = titles(state, counted.iter().map(|(one, _)| one)).await?;
    let suggested = counted.into_iter().map(|(counted, product)| {
        Ok(Suggested {
            orders: counted.suggestion.orders,
            reason: Some(reason(state, &counted, &names).map_err(|error| Problem::ours(&error))?),
            product: product.into(),
        })
    });
    suggested.collect()
}

/// The titles of the products that reasons name.
async fn titles(
    state: &State,
    counted: impl Iterator<Item = &Counted>,
) -> Result<HashMap<ProductKey, Localized>, Problem> {
    let named = counted.flat_map(|one| match &one.with {
        With::Suiting(why) => why.product().cloned().into_iter().collect(),
        With::Articles(keys) => keys.clone(),
        With::Asked => Vec::new(),
    });
    let named: Vec<ProductKey> = named.collect();
    let found = products(state, &named).await?;
    Ok(found
        .into_iter()
        .map(|product| (product.key, product.title))
        .collect())
}

/// Why something is suggested, in both languages.
fn reason(
    state: &State,
    counted: &Counted,
    names: &HashMap<ProductKey, Localized>,
) -> Result<Texts, PromptError> {
    let say = |language: Language| {
        let title = |key: &ProductKey| Some(names.get(key)?.in_language(language));
        let articles: String;
        let suggested_for = match &counted.with {
            With::Asked => SuggestedFor::Product,
            With::Articles(keys) => {
                let titles: Vec<&str> = keys.iter().filter_map(title).collect();
                articles = titles.join(and(language));
                SuggestedFor::Basket(&articles)
            }
            With::Suiting(why) => SuggestedFor::Suiting(why, why.product().and_then(title)),
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

/// What stands between two titles.
fn and(language: Language) -> &'static str {
    match language {
        Language::English => " and ",
        Language::Chinese => "和",
    }
}
