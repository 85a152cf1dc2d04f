//! What a filter can ask of members, for whoever makes one by hand.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Right;
use crate::actions::ActionsError;
use crate::assistant::Shop;
use crate::features::{COUNTED, ESTIMATED, Features, Holds};
use crate::ids::Language;
use crate::insights::segment::rfm::Segment;
use crate::members::Purpose;

use super::State;
use super::problem::Problem;
use super::staff::OfShop;

/// What a filter can ask.
#[derive(Serialize, ToSchema)]
pub(super) struct Askable {
    /// The currency of amounts: filters give them in its whole units.
    currency: String,
    /// The columns, in the order in which people look for them.
    columns: Vec<AskableColumn>,
    /// The categories of goods.
    categories: Vec<Choice>,
    /// The brands that members buy of.
    brands: Vec<Choice>,
    /// The tags that members carry.
    tags: Vec<Choice>,
    /// What members are asked to agree to.
    purposes: Vec<&'static str>,
}

/// A column of what is known of members.
#[derive(Serialize, ToSchema)]
pub(super) struct AskableColumn {
    /// Its name in filters.
    name: &'static str,
    /// `count`, `days`, `money`, `share` (0 to 1), `number`, `word` or `flag`.
    #[schema(value_type = String)]
    holds: Holds,
    /// What it is called, in English.
    en: &'static str,
    /// What it is called, in Chinese.
    zh: &'static str,
    /// What it means exactly.
    meaning: &'static str,
    /// Whether an insight estimated it, in place of a count.
    estimated: bool,
    /// The words that it holds, of a column of words.
    words: Vec<Choice>,
}

/// A word that can be asked for.
#[derive(Serialize, ToSchema)]
pub(super) struct Choice {
    /// As filters have it.
    key: String,
    /// What it is called, in English.
    en: String,
    /// What it is called, in Chinese.
    zh: String,
}

impl Choice {
    /// A word that both languages have as it is.
    fn plain(word: String) -> Self {
        Self {
            en: word.clone(),
            zh: word.clone(),
            key: word,
        }
    }
}

/// The columns that a filter can ask of members, with their names and, where they hold words, which.
#[utoipa::path(
    get, path = "/v1/insights/columns", tag = "insights", security(("token" = []), ("session" = [])),
    responses((status = 200, body = Askable), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn list(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
) -> Result<Json<Askable>, Problem> {
    staff.may(Right::SeeInsights)?;
    let shop = state.assistant.shop();
    let features = state.options.advisor.features();
    let categories = categories(shop).await?;
    let mut columns = Vec::new();
    for column in COUNTED.iter().chain(&ESTIMATED) {
        let words = words(features, column.name).await?;
        let words = words.into_iter().map(|word| match column.name {
            "category" => named(&categories, word),
            "tier" => tier(shop, word),
            "rfm" => rfm(word),
            _ => Choice::plain(word),
        });
        columns.push(AskableColumn {
            name: column.name,
            holds: column.holds,
            en: column.en,
            zh: column.zh,
            meaning: column.meaning,
            estimated: column.estimated,
            words: words.collect(),
        });
    }
    let tags = shop.members.all_tags().await?;
    let brands = words(features, "brand").await?;
    Ok(Json(Askable {
        currency: shop.currency.to_string(),
        columns,
        categories: categories
            .into_iter()
            .map(|(key, zh)| category(key, zh))
            .collect(),
        brands: brands.into_iter().map(Choice::plain).collect(),
        tags: tags.into_iter().map(Choice::plain).collect(),
        purposes: Purpose::ALL.map(Purpose::word).to_vec(),
    }))
}

async fn words(features: &Features, name: &str) -> Result<Vec<String>, Problem> {
    Ok(features.words(name).await.map_err(ActionsError::from)?)
}

/// The categories and what they are called in Chinese.
async fn categories(shop: &Shop) -> Result<Vec<(String, Option<String>)>, Problem> {
    let categories = shop.catalog.categories().await;
    let categories = categories.map_err(|error| Problem::ours(&error))?;
    let pair = |category: crate::catalog::Category| (category.name, category.chinese);
    Ok(categories.into_iter().map(pair).collect())
}

fn category(key: String, zh: Option<String>) -> Choice {
    Choice {
        zh: zh.unwrap_or_else(|| key.clone()),
        en: key.clone(),
        key,
    }
}

fn named(categories: &[(String, Option<String>)], word: String) -> Choice {
    let zh = categories.iter().find(|(key, _)| *key == word);
    let zh = zh.and_then(|(_, zh)| zh.clone());
    category(word, zh)
}

fn tier(shop: &Shop, word: String) -> Choice {
    let tiers = &shop.loyalty.rules().tiers;
    let Some(tier) = tiers.iter().find(|tier| tier.key == word) else {
        return Choice::plain(word);
    };
    let name = |language| tier.name.in_language(language).to_owned();
    Choice {
        en: name(Language::English),
        zh: name(Language::Chinese),
        key: word,
    }
}

fn rfm(word: String) -> Choice {
    let Some(segment) = Segment::of(&word) else {
        return Choice::plain(word);
    };
    Choice {
        en: segment.name(Language::English).to_owned(),
        zh: segment.name(Language::Chinese).to_owned(),
        key: word,
    }
}
