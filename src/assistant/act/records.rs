//! What may be said of things, as records.

use crate::catalog::Product;
use crate::evidence::{Fact, Record, Subject};
use crate::guardrails::{clean, normalise};
use crate::ids::Language;
use crate::orders::Order;

use super::PRICE_OR_STOCK;
use crate::assistant::fixed;

/// An attribute's value is cut after so many characters: imported text is data, not an essay.
const LONGEST_VALUE: usize = 60;

/// The attribute that holds a product's category.
pub(super) const CATEGORY: &str = "category";

/// What may be said of a product. Its fields are untrusted text: cleaned and cut.
pub(super) fn record(product: &Product) -> Record {
    let tidy = |text: &String| {
        let text: String = clean(text).chars().take(LONGEST_VALUE).collect();
        (!text.is_empty()).then_some(text)
    };
    let mut facts = vec![Fact::Price(product.price)];
    facts.extend(product.stock.map(Fact::Stock));
    let brand = product
        .brand
        .as_ref()
        .map(|brand| ("brand".to_owned(), brand.clone()));
    let category = product
        .category
        .as_ref()
        .map(|category| (CATEGORY.to_owned(), category.clone()));
    let attributes = product
        .attributes
        .clone()
        .into_iter()
        .chain(brand)
        .chain(category);
    facts.extend(attributes.filter_map(|(name, value)| {
        Some(Fact::Attribute {
            name: tidy(&name)?,
            value: tidy(&value)?,
        })
    }));
    Record {
        subject: Subject::Product(product.key.clone()),
        english: product.title.english.as_ref().and_then(tidy),
        chinese: product.title.chinese.as_ref().and_then(tidy),
        facts,
    }
}

/// A record in as few tokens as tell it apart, because every token that the model reads costs time: a
/// short name, the price, that it is gone where it is, and those attributes that were asked for.
pub(super) fn brief(record: &Record, asked: &str) -> Record {
    let wanted = |fact: &Fact| match fact {
        Fact::Attribute { name, value } => {
            let asked_for = |text: &String| asked.contains(&normalise(text));
            name != CATEGORY && (asked_for(name) || asked_for(value))
        }
        Fact::Stock(stock) => *stock == 0 || PRICE_OR_STOCK.is_match(asked),
        _ => true,
    };
    let short = |name: &String| {
        name.split([',', '，', '(', '（'])
            .next()
            .unwrap_or(name)
            .trim()
            .to_owned()
    };
    Record {
        subject: record.subject.clone(),
        english: record.english.as_ref().map(short),
        chinese: record.chinese.as_ref().map(short),
        facts: record
            .facts
            .iter()
            .filter(|fact| wanted(fact))
            .cloned()
            .collect(),
    }
}

pub(super) fn order_record(order: &Order) -> Record {
    let mut facts = vec![
        Fact::Placed(order.placed),
        Fact::State {
            english: fixed::state(order.state, Language::English),
            chinese: fixed::state(order.state, Language::Chinese),
        },
        Fact::Quantity(order.lines.iter().map(|line| line.quantity).sum()),
    ];
    facts.extend(order.total().map(Fact::Total));
    Record {
        subject: Subject::Order(order.number.clone()),
        english: Some(order.number.to_string()),
        chinese: None,
        facts,
    }
}
