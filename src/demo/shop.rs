//! The demo shop: goods, policies and reviews, read from the files in `shop/` that are compiled in.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::catalog::{Localized, Policy, PolicyKind, Product, Review};
use crate::clock::Timestamp;
use crate::ids::{Language, ProductKey};

use super::pictures;
use super::read::{self, DemoError, parse};

macro_rules! files {
    ($folder:literal, $extension:literal: $($name:literal),+) => {
        [$((
            concat!($folder, "/", $name, ".", $extension),
            include_str!(concat!("shop/", $folder, "/", $name, ".", $extension)),
        )),+]
    };
}

/// The goods, a file a category: file name for messages, text.
const GOODS: [(&str, &str); 16] = files!("goods", "toml":
    "appliances", "bags", "beauty", "bedding", "clothing", "decor", "gadgets", "garden", "kitchen", "outdoor",
    "pantry", "pets", "stationery", "tableware", "tea", "toys");
/// The reviews: a file a category, and one of hostile ones.
const REVIEWS: [(&str, &str); 17] = files!("reviews", "jsonl":
    "appliances", "bags", "beauty", "bedding", "clothing", "decor", "gadgets", "garden", "hostile", "kitchen",
    "outdoor", "pantry", "pets", "stationery", "tableware", "tea", "toys");
/// Policies and frequent questions.
const POLICIES: (&str, &str) = ("policies.toml", include_str!("shop/policies.toml"));

/// What the simulation must know of a product beside what the catalogue keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// The key of its category.
    pub category: String,
    /// The products that it goes with.
    pub goes_with: Vec<ProductKey>,
    /// When it is in season, where it has one.
    pub season: Option<String>,
}

/// An invented shop for home and daily life that sells in yuan.
#[derive(Clone, Debug)]
pub struct DemoShop {
    /// What a person who meets the shop must be told: that it is invented.
    pub notice: Localized,
    /// The goods. A brand and a category are in English; the attributes `品牌` and `品类` hold them in
    /// Chinese. Every other attribute is there twice as well, under its name in each language.
    pub products: Vec<Product>,
    /// What else the simulation knows of each, in the same order.
    pub shelves: Vec<Shelf>,
    /// Policies and frequent questions.
    pub policies: Vec<Policy>,
    /// Reviews, hostile ones among them.
    pub reviews: Vec<Review>,
}

/// The demo shop.
///
/// # Errors
/// Where one of its files is not as it must be; the message names the file and the record.
pub fn demo_shop() -> Result<DemoShop, DemoError> {
    let (mut products, mut shelves) = (Vec::new(), Vec::new());
    for (file, text) in GOODS {
        let goods: GoodsFile = parse(file, text)?;
        for entry in goods.product {
            shelves.push(Shelf {
                category: goods.category.key.clone(),
                goes_with: entry
                    .goes_with
                    .iter()
                    .map(|key| ProductKey::new(key))
                    .collect(),
                season: entry.season.clone(),
            });
            let CategoryEntry {
                english, chinese, ..
            } = &goods.category;
            let words = [
                entry.english.in_category(english),
                entry.chinese.in_category(chinese),
            ];
            let product = read::product(file, &entry.key, &entry.price, entry.stock, words)?;
            products.push(Product {
                image: Some(pictures::address(&entry.key)),
                ..product
            });
        }
    }
    let policies: PoliciesFile = parse(POLICIES.0, POLICIES.1)?;
    let policies = policies.policy.into_iter().map(policy);
    let mut reviews = Vec::new();
    for (file, text) in REVIEWS {
        for (number, line) in (1..).zip(text.lines()) {
            reviews.push(review(file, number, line)?);
        }
    }
    Ok(DemoShop {
        notice: Localized {
            english: Some(
                "The demo shop is invented: its goods, brands, people, reviews and orders are not real."
                    .to_owned(),
            ),
            chinese: Some("演示店为虚构：商品、品牌、人物、评价和订单均非真实。".to_owned()),
        },
        products,
        shelves,
        policies: policies.collect::<Result<_, _>>()?,
        reviews,
    })
}

/// A file of goods.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoodsFile {
    /// What the category is called.
    category: CategoryEntry,
    /// The goods.
    product: Vec<ProductEntry>,
}

/// A category as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryEntry {
    /// Its key.
    key: String,
    /// Its name.
    english: String,
    /// Its Chinese name.
    chinese: String,
}

/// A product as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductEntry {
    /// The shop's key.
    key: String,
    /// In yuan.
    price: String,
    /// How many are left.
    stock: i64,
    /// The keys of what it goes with.
    #[serde(default)]
    goes_with: Vec<String>,
    /// When it is in season.
    season: Option<String>,
    /// What is said in English.
    english: Words,
    /// What is said in Chinese.
    chinese: Words,
}

/// What is said about a product in one language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// What it is called.
    title: String,
    /// A few sentences about it.
    description: String,
    /// Who makes it.
    brand: String,
    /// Further facts by name.
    attributes: BTreeMap<String, String>,
}

impl Words {
    /// The same, with the name of the category that the file is of.
    fn in_category(self, category: &str) -> read::Words {
        read::Words {
            title: self.title,
            description: self.description,
            brand: self.brand,
            category: category.to_owned(),
            attributes: self.attributes,
        }
    }
}

/// The file of policies.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PoliciesFile {
    /// The policies.
    policy: Vec<PolicyEntry>,
}

/// A policy as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyEntry {
    /// The shop's key.
    key: String,
    /// `policy`, `faq` or `offer`.
    kind: String,
    /// The day from which it holds no longer.
    until: Option<String>,
    /// In English.
    english: PolicyText,
    /// In Chinese.
    chinese: PolicyText,
}

/// A policy in one language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyText {
    /// Its title or the question.
    title: String,
    /// What holds.
    text: String,
}

/// A review as it is written. Its topics are for measuring what reads them, and are not kept.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReviewEntry {
    /// The product's key.
    product: String,
    /// `en` or `zh`.
    lang: String,
    /// From 1 to 5.
    stars: i64,
    /// What it is about.
    #[serde(rename = "topics")]
    _topics: Vec<String>,
    /// What it says.
    text: String,
}

fn policy(entry: PolicyEntry) -> Result<Policy, DemoError> {
    let Some(kind) = PolicyKind::of(&entry.kind) else {
        return Err(DemoError::Record {
            file: POLICIES.0,
            record: format!("policy {}", entry.key),
            reason: format!("its kind is `{}`, not policy, faq or offer", entry.kind),
        });
    };
    let until = entry.until.as_deref().map(|day| {
        Timestamp::parse_day(day, &["%Y-%m-%d"]).ok_or_else(|| DemoError::Record {
            file: POLICIES.0,
            record: format!("policy {}", entry.key),
            reason: format!("`{day}` is no day such as 2027-01-31"),
        })
    });
    Ok(Policy {
        until: until.transpose()?,
        key: entry.key,
        kind,
        title: Localized {
            english: Some(entry.english.title),
            chinese: Some(entry.chinese.title),
        },
        text: Localized {
            english: Some(entry.english.text),
            chinese: Some(entry.chinese.text),
        },
    })
}

fn review(file: &'static str, number: usize, line: &str) -> Result<Review, DemoError> {
    let wrong = |reason: String| DemoError::Record {
        file,
        record: format!("line {number}"),
        reason,
    };
    let entry: ReviewEntry =
        serde_json::from_str(line).map_err(|failure| wrong(failure.to_string()))?;
    let Some(language) = Language::from_tag(&entry.lang) else {
        return Err(wrong(format!("its language is `{}`", entry.lang)));
    };
    let name = file
        .trim_start_matches("reviews/")
        .trim_end_matches(".jsonl");
    Ok(Review {
        key: format!("{name}-{number}"),
        product: ProductKey::new(&entry.product),
        language,
        stars: entry.stars,
        text: entry.text,
        written: None,
    })
}
