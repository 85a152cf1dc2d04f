//! The shop's books, laid out for looking things up.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::catalog::Product;
use crate::ids::{MemberKey, ProductKey};
use crate::members::Member;
use crate::money::Money;
use crate::orders::{Order, OrderState};

use super::numbers::{self, Number};
use super::text::{pattern, plain};

/// Words that name nothing by themselves.
pub(super) const SMALL_WORDS: [&str; 16] = [
    "the", "a", "an", "and", "of", "with", "for", "in", "on", "to", "our", "your", "is", "or",
    "by", "from",
];

/// The shop's whole facts.
pub struct Facts {
    /// The goods, with what is searched in them.
    pub(super) goods: Vec<Good>,
    /// The members.
    pub(super) members: Vec<Member>,
    /// The orders.
    pub(super) orders: Vec<Order>,
    /// Product rows by key in lower case.
    by_key: HashMap<String, usize>,
    /// Order rows by number in lower case.
    by_number: HashMap<String, usize>,
    /// Product rows by a word of the title, or two Chinese characters of it.
    by_word: HashMap<String, Vec<usize>>,
}

/// A product and what is searched in it.
pub(super) struct Good {
    /// The product.
    pub product: Product,
    /// Both titles, plain, in lower case.
    pub titles: Vec<String>,
    /// Everything on record but price and stock, plain, in lower case, a line each.
    pub record: String,
    /// Words of English title, brand and category.
    pub words: HashSet<String>,
    /// The numbers on record.
    pub numbers: Vec<Number>,
}

impl Facts {
    /// Lays out the books.
    pub fn new(products: &[Product], members: &[Member], orders: &[Order]) -> Self {
        let goods: Vec<Good> = products.iter().map(good).collect();
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (row, good) in goods.iter().enumerate() {
            let title = &good.product.title;
            let english = title.english.as_deref().map(core_words).unwrap_or_default();
            let chinese = title.chinese.as_deref().map(core_pairs).unwrap_or_default();
            for word in english.into_iter().chain(chinese) {
                by_word.entry(word).or_default().push(row);
            }
        }
        let lower = |text: &str| text.to_lowercase();
        let keys = products.iter().enumerate();
        let numbered = orders.iter().enumerate();
        Self {
            by_key: keys
                .map(|(row, product)| (lower(product.key.as_str()), row))
                .collect(),
            by_number: numbered
                .map(|(row, order)| (lower(order.number.as_str()), row))
                .collect(),
            by_word,
            goods,
            members: members.to_vec(),
            orders: orders.to_vec(),
        }
    }

    /// The row of the product with `key`.
    pub(super) fn row_of_key(&self, key: &str) -> Option<usize> {
        self.by_key.get(&key.to_lowercase()).copied()
    }

    /// The row of the product on a card.
    pub(super) fn row_of_card(&self, key: &str, title: &str) -> Option<usize> {
        let title = plain(title).to_lowercase();
        self.row_of_key(key).or_else(|| {
            self.goods
                .iter()
                .position(|good| good.titles.contains(&title))
        })
    }

    /// The row of the order with `number`; its letters may be missing, `240117` for `SK-240117`.
    pub(super) fn row_of_order(&self, number: &str) -> Option<usize> {
        let number = number.to_lowercase();
        let digits = |text: &str| {
            text.chars()
                .filter(char::is_ascii_digit)
                .collect::<String>()
        };
        self.by_number.get(&number).copied().or_else(|| {
            let wanted = digits(&number);
            let letters = number.chars().any(char::is_alphabetic);
            self.orders.iter().position(|order| {
                let own = order.number.as_str();
                wanted.len() >= 5
                    && digits(own) == wanted
                    && (!letters || own.to_lowercase().replace('-', "") == number.replace('-', ""))
            })
        })
    }

    /// The rows of `member`'s orders.
    pub(super) fn orders_of(&self, member: Option<&MemberKey>) -> Vec<usize> {
        let rows = self.orders.iter().enumerate();
        rows.filter(|(_, order)| member.is_some() && order.member.as_ref() == member)
            .map(|(row, _)| row)
            .collect()
    }

    /// The products with `word` in their titles.
    pub(super) fn with_word(&self, word: &str) -> &[usize] {
        self.by_word.get(word).map_or(&[], Vec::as_slice)
    }

    /// Whether an order that stands holds both products.
    pub(super) fn bought_together(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.goods[one].product.key, &self.goods[other].product.key);
        let stands =
            |order: &&Order| !matches!(order.state, OrderState::Cancelled | OrderState::Returned);
        self.orders.iter().filter(stands).any(|order| {
            let has = |key: &ProductKey| order.lines.iter().any(|line| line.product == *key);
            has(one) && has(other)
        })
    }
}

fn good(product: &Product) -> Good {
    let both = |text: &crate::catalog::Localized| {
        [&text.english, &text.chinese]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
    };
    let titles = both(&product.title);
    let mut lines = titles.clone();
    lines.extend(both(&product.description));
    lines.extend(product.brand.clone());
    lines.extend(product.category.clone());
    lines.extend(
        product
            .attributes
            .iter()
            .map(|(name, value)| format!("{name}: {value}")),
    );
    let record = plain(&lines.join("\n")).to_lowercase();
    let named = [
        product.title.english.as_deref(),
        product.brand.as_deref(),
        product.category.as_deref(),
    ];
    Good {
        titles: titles
            .iter()
            .map(|title| plain(title).to_lowercase())
            .collect(),
        words: named.into_iter().flatten().flat_map(words).collect(),
        numbers: record.lines().flat_map(numbers::find).collect(),
        record,
        product: product.clone(),
    }
}

/// The words of `text` in lower case, singular.
pub(super) fn words(text: &str) -> Vec<String> {
    let lower = plain(text).to_lowercase();
    pattern!(r"[a-z][a-z'+-]*")
        .find_iter(&lower)
        .map(|word| singular(word.as_str()))
        .collect()
}

/// `word` without the `s` of a plural.
pub(super) fn singular(word: &str) -> String {
    let word = word
        .strip_suffix("'s")
        .unwrap_or(word)
        .trim_matches(|c| c == '\'' || c == '-');
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem
            .strip_suffix("ie")
            .map_or_else(|| stem.to_owned(), |stem| format!("{stem}y")),
        _ => word.to_owned(),
    }
}

/// The words an English title is known by: those before its first comma, where there are two.
fn core_words(title: &str) -> BTreeSet<String> {
    let content = |text: &str| -> BTreeSet<String> {
        words(text)
            .into_iter()
            .filter(|word| !SMALL_WORDS.contains(&word.as_str()))
            .collect()
    };
    let head = content(title.split(',').next().unwrap_or(title));
    if head.len() >= 2 {
        head
    } else {
        content(title)
    }
}

/// Each two neighbouring characters of a Chinese title's first part.
fn core_pairs(title: &str) -> BTreeSet<String> {
    let head: Vec<char> = title.chars().take_while(|c| !c.is_whitespace()).collect();
    head.windows(2)
        .filter(|pair| pair.iter().all(|c| super::mentions::is_chinese(*c)))
        .map(|pair| pair.iter().collect())
        .collect()
}

/// `money` in thousandths of its currency's main unit.
pub(super) fn thousandths(money: Money) -> i64 {
    money.minor * 1000 / 10_i64.pow(money.currency.decimals())
}
