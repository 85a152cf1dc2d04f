//! Products as the index keeps them, and what they are filtered by.

use super::index::{Filter, Lookup, PriceRange, Schema, field};
use super::recipe::Texts;
use super::shelf::{Document, Meaning};
use super::{Embedder, RetrievalError, Search};
use crate::catalog::Product;
use crate::ids::Language;
use crate::money::Money;

/// The fields that products are filtered by.
pub(super) const SCHEMA: Schema = &[
    (field::PRICE, Lookup::Range),
    (field::CURRENCY, Lookup::Equal),
    (field::CATEGORY, Lookup::Equal),
    (field::ATTRIBUTES, Lookup::Equal),
    (field::LANGUAGE, Lookup::Equal),
    (field::IN_STOCK, Lookup::Truth),
];

/// What is indexed of a product.
pub(super) fn document(product: &Product, embedder: &dyn Embedder) -> Document {
    let Texts {
        meaning,
        title,
        description,
    } = Texts::of(product, embedder);
    let attributes: Vec<String> = product
        .attributes
        .iter()
        .map(|(name, value)| attribute(name, value))
        .collect();
    let texts = [&product.title, &product.description];
    let languages = [
        (
            Language::English,
            texts.iter().any(|text| text.english.is_some()),
        ),
        (
            Language::Chinese,
            texts.iter().any(|text| text.chinese.is_some()),
        ),
    ];
    let languages = languages.into_iter().filter(|(_, has)| *has);
    let languages: Vec<&str> = languages.map(|(language, _)| language.tag()).collect();
    let in_stock = product.stock.is_none_or(|left| left > 0);
    let mut fields = vec![
        (field::PRICE, product.price.minor.into()),
        (field::CURRENCY, product.price.currency.code().into()),
        (field::IN_STOCK, in_stock.into()),
        (field::ATTRIBUTES, attributes.into()),
        (field::LANGUAGE, languages.into()),
    ];
    if let Some(category) = &product.category {
        fields.push((field::CATEGORY, category.as_str().into()));
    }
    Document {
        key: product.key.as_str().to_owned(),
        fields,
        meaning: meaning.map_or(Meaning::None, Meaning::Text),
        title,
        description,
    }
}

/// An attribute as it is looked up.
fn attribute(name: &str, value: &str) -> String {
    format!(
        "{}={}",
        name.trim().to_lowercase(),
        value.trim().to_lowercase()
    )
}

/// Which products a search may find.
pub(super) fn filter(search: &Search<'_>, price: Option<PriceRange>) -> Filter {
    let exclude = search.exclude.iter().map(|key| key.as_str().to_owned());
    let mut equal = Vec::new();
    if let Some(category) = search.category {
        equal.push((field::CATEGORY, vec![category.to_owned()]));
    }
    for (name, value) in search.attributes {
        equal.push((field::ATTRIBUTES, vec![attribute(name, value)]));
    }
    if let Some(language) = search.language {
        equal.push((field::LANGUAGE, vec![language.tag().to_owned()]));
    }
    Filter {
        price,
        exclude: exclude.collect(),
        equal,
        truths: if search.in_stock {
            vec![field::IN_STOCK]
        } else {
            Vec::new()
        },
    }
}

/// The prices between `min` and `max`.
pub(super) fn price_range(
    min: Option<Money>,
    max: Option<Money>,
) -> Result<Option<PriceRange>, RetrievalError> {
    let Some(currency) = min.or(max).map(|price| price.currency) else {
        return Ok(None);
    };
    if let Some(other) = max
        .map(|price| price.currency)
        .filter(|other| *other != currency)
    {
        return Err(RetrievalError::Currencies(currency, other));
    }
    let minor = |price: Money| price.minor;
    Ok(Some(PriceRange {
        currency,
        min: min.map(minor),
        max: max.map(minor),
    }))
}
