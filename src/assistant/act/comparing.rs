//! Articles beside each other.

use crate::assistant::AssistantError;
use crate::assistant::asks;
use crate::assistant::cards::{Card, ComparedRow};
use crate::assistant::followup;
use crate::assistant::tools::Which;
use crate::assistant::turn::Outcome;
use crate::catalog::Product;
use crate::evidence::{Fact, Record};
use crate::ids::{Language, ProductKey};
use crate::money::Money;

use super::goods::{Filters, chinese};
use super::records::{CATEGORY, record};
use super::{Actor, keys};

/// More than these do not fit beside each other on a telephone.
const BESIDE: usize = 3;
/// Lines of a comparison.
const ROWS: usize = 10;
/// Stands where a record does not say.
const UNSAID: &str = "–";

impl Actor<'_> {
    /// Puts articles beside each other: those named, or those of the shown that are meant.
    pub(super) async fn compare(&self, articles: &[Which]) -> Result<Outcome, AssistantError> {
        let products = self.to_compare(articles).await?;
        let [first, .., last] = &products[..] else {
            return self.say("compare_which");
        };
        let records: Vec<Record> = products.iter().map(record).collect();
        let language = self.language();
        let card = Card::Comparison {
            keys: keys(&products).iter().map(ToString::to_string).collect(),
            titles: records
                .iter()
                .map(|record| record.name(language).to_owned())
                .collect(),
            images: products
                .iter()
                .map(|product| product.image.clone())
                .collect(),
            rows: self.rows(&records)?,
        };
        let price = |product: &&Product| product.price.minor;
        let cheap = products.iter().min_by_key(price).unwrap_or(first);
        let dear = products.iter().max_by_key(price).unwrap_or(last);
        let title = |product: &Product| product.title.in_language(language).to_owned();
        let fixed = if let [_, _] = &products[..] {
            let less = Money {
                minor: dear.price.minor - cheap.price.minor,
                ..dear.price
            };
            let less = (less.minor > 0).then(|| less.to_string());
            self.phrases
                .compared(&title(cheap), &title(dear), less.as_deref())?
        } else {
            self.phrases
                .cheapest(&title(cheap), &cheap.price.to_string())?
        };
        let mut outcome = self.shown(&products, fixed, None, |_| None);
        outcome.cards = vec![card];
        Ok(outcome)
    }

    /// The articles that are meant, none twice.
    async fn to_compare(&self, articles: &[Which]) -> Result<Vec<Product>, AssistantError> {
        let shown = self.conversation.shown();
        let pointed = self.pointed_at().await?;
        let several = followup::together(self.message);
        if pointed.len() >= 2 {
            return self.by_numbers(&pointed).await;
        }
        let named = asks::beside_each_other(self.message);
        let mut found: Vec<Product> = Vec::new();
        if let Some(several) = several.filter(|_| named.len() < 2 && shown.len() >= 2) {
            let numbers: Vec<usize> = (1..=several.min(shown.len()).min(BESIDE)).collect();
            return self.by_numbers(&numbers).await;
        }
        let named = if named.len() < 2 { articles } else { &named };
        for which in named {
            let product = match which {
                Which::Named(words) => match self.among_shown(&pointing(which)).await? {
                    Some(product) => Some(product),
                    None => self.best_named(words, &found).await?,
                },
                _ => self.resolve(which).await?,
            };
            found.extend(product.filter(|product| found.iter().all(|one| one.key != product.key)));
        }
        // Two of a kind that are told apart in ways of the asker's own: the best two that a search finds.
        if found.len() < 2 && shown.len() < 2 {
            let nearest = self.shop.titles.nearest(self.message, BESIDE);
            let mut likely = self.shop.catalog.get(&nearest).await?;
            likely.extend(self.find(self.message, BESIDE).await?.0);
            for product in likely {
                if found.len() < 2 && found.iter().all(|one| one.key != product.key) {
                    found.push(product);
                }
            }
        }
        // "Compare it with the other one": what was spoken of, and the best of the rest.
        if found.len() < 2 {
            let focus = self.conversation.focus().cloned();
            for key in pointed_keys(shown, &pointed)
                .into_iter()
                .chain(focus)
                .chain(shown.to_vec())
            {
                if found.len() < 2 && found.iter().all(|one| one.key != key) {
                    found.extend(self.shop.catalog.get(&[key]).await?);
                }
            }
        }
        found.truncate(BESIDE);
        Ok(found)
    }

    async fn by_numbers(&self, numbers: &[usize]) -> Result<Vec<Product>, AssistantError> {
        let mut keys = pointed_keys(self.conversation.shown(), numbers);
        keys.truncate(BESIDE);
        Ok(self.shop.catalog.get(&keys).await?)
    }

    /// The best match of a name that stands beside another one: the whole message would match both.
    /// Of "the foam pillow or the buckwheat one" the second is of the first's kind.
    async fn best_named(
        &self,
        words: &str,
        beside: &[Product],
    ) -> Result<Option<Product>, AssistantError> {
        if let Some(key) = self.shop.titles.singled_out(words, None, true) {
            return Ok(self
                .shop
                .catalog
                .get(std::slice::from_ref(key))
                .await?
                .pop());
        }
        let kind = beside.first().and_then(|product| self.kind_of(product));
        let of_kind = match kind {
            Some(kind) => format!("{words} {kind}"),
            None => words.to_owned(),
        };
        let filters = Filters {
            exclude: keys(beside),
            said: chinese(words),
            ..Filters::default()
        };
        let (found, sure) = self.find_within(&of_kind, 1, &filters).await?;
        Ok(found.into_iter().next().filter(|_| sure))
    }

    /// The lines: price and stock, then what they differ in, then what they share.
    fn rows(&self, records: &[Record]) -> Result<Vec<ComparedRow>, AssistantError> {
        let language = self.language();
        let price = records
            .iter()
            .map(|record| record.price().map(|price| price.to_string()));
        let stock = records.iter().map(|record| {
            let stock = record
                .facts
                .iter()
                .find(|fact| matches!(fact, Fact::Stock(_)));
            stock.map(|fact| fact.phrase(language))
        });
        let mut rows = vec![
            row(self.phrases.plain("what_price")?, price),
            row(self.phrases.plain("what_stock")?, stock),
        ];
        rows.retain(|row| row.values.iter().any(|value| value != UNSAID));
        let mut names: Vec<&str> = Vec::new();
        for record in records {
            let named = record.attributes().map(|(name, _)| name);
            let fitting = named.filter(|name| *name != CATEGORY && fits(name, language, record));
            for name in fitting {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let mut attributes: Vec<ComparedRow> = names
            .into_iter()
            .map(|name| {
                let values = records.iter().map(|record| {
                    let value = record.attributes().find(|(one, _)| *one == name);
                    value.map(|(_, value)| value.to_owned())
                });
                row(name.to_owned(), values)
            })
            .collect();
        attributes.sort_by_key(|row| row.values.iter().all(|value| *value == row.values[0]));
        rows.extend(attributes);
        rows.truncate(ROWS);
        Ok(rows)
    }
}

/// Whether an attribute is to be read in `language`: it is named in it, or the record has none that is.
fn fits(name: &str, language: Language, record: &Record) -> bool {
    let in_language = |name: &str| Language::of(name) == language;
    in_language(name)
        || !record
            .attributes()
            .any(|(name, _)| name != CATEGORY && in_language(name))
}

fn row(name: String, values: impl Iterator<Item = Option<String>>) -> ComparedRow {
    ComparedRow {
        name,
        values: values
            .map(|value| value.unwrap_or_else(|| UNSAID.to_owned()))
            .collect(),
    }
}

/// The article spoken of last, where it is called "it" and not by its name.
fn pointing(which: &Which) -> Which {
    const IT: [&str; 12] = [
        "it",
        "this",
        "that",
        "this one",
        "that one",
        "它",
        "这个",
        "这款",
        "这件",
        "那个",
        "那款",
        "刚才那个",
    ];
    match which {
        Which::Named(words) if IT.contains(&words.trim()) => Which::It,
        other => other.clone(),
    }
}

fn pointed_keys(shown: &[ProductKey], numbers: &[usize]) -> Vec<ProductKey> {
    let mut keys: Vec<ProductKey> = Vec::new();
    for number in numbers {
        let key = number.checked_sub(1).and_then(|place| shown.get(place));
        keys.extend(key.filter(|key| !keys.contains(key)).cloned());
    }
    keys
}
