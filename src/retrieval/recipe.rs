//! Which of a product's texts are indexed, and how.

use crate::catalog::Product;
use crate::ids::Language;

use super::Embedder;

/// The version of everything that decides which vectors a product gets: the texts below and the terms
/// of `terms`. An index of another version is refused. Raise it with any change to them.
pub(super) const RECIPE: u32 = 2;

/// How much of a description is read, in characters: the first sentences say what a thing is.
const DESCRIPTION: usize = 240;

/// A product's texts as they are indexed.
pub(super) struct Texts {
    /// For the embedder: title, category and the beginning of the description in the languages that it
    /// reads; `None` where it reads none of the titles.
    pub(super) meaning: Option<String>,
    /// For the terms: titles, brand, category, attributes and key.
    pub(super) title: String,
    /// For the terms too, and worth less: the beginnings of the descriptions.
    pub(super) description: String,
}

impl Texts {
    /// The texts of `product` for `embedder`.
    pub(super) fn of(product: &Product, embedder: &dyn Embedder) -> Self {
        let (title, description) = Self::for_terms(product);
        Self {
            meaning: meaning(product, embedder),
            title,
            description,
        }
    }

    /// Title and description for the terms.
    pub(super) fn for_terms(product: &Product) -> (String, String) {
        let mut title = join(" ", [&product.title.english, &product.title.chinese]);
        for more in [&product.brand, &product.category].into_iter().flatten() {
            title.push(' ');
            title.push_str(more);
        }
        for value in product.attributes.values() {
            title.push(' ');
            title.push_str(&beginning(value));
        }
        title.push(' ');
        title.push_str(product.key.as_str());
        let description = join(
            " ",
            [&product.description.english, &product.description.chinese],
        );
        (title, description)
    }
}

fn meaning(product: &Product, embedder: &dyn Embedder) -> Option<String> {
    let by_language = |text: &crate::catalog::Localized| {
        let english = text
            .english
            .clone()
            .filter(|_| embedder.reads(Language::English));
        let chinese = text
            .chinese
            .clone()
            .filter(|_| embedder.reads(Language::Chinese));
        join(". ", [&english, &chinese])
    };
    let title = by_language(&product.title);
    if title.is_empty() {
        return None;
    }
    let category = product
        .category
        .clone()
        .filter(|text| embedder.reads(Language::of(text)));
    let description = Some(by_language(&product.description)).filter(|text| !text.is_empty());
    Some(join(". ", [&Some(title), &category, &description]))
}

fn join(
    between: &str,
    texts: impl IntoIterator<Item = impl std::borrow::Borrow<Option<String>>>,
) -> String {
    let parts: Vec<String> = texts
        .into_iter()
        .filter_map(|text| text.borrow().as_deref().map(beginning))
        .filter(|text| !text.is_empty())
        .collect();
    parts.join(between)
}

fn beginning(text: &str) -> String {
    text.trim().chars().take(DESCRIPTION).collect()
}
