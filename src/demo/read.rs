//! From the text of a shop's files to its records.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use serde::Deserialize;

use crate::catalog::{CatalogError, Localized, Product};
use crate::clock::Timestamp;
use crate::events::EventsError;
use crate::ids::{MemberKey, OrderNumber, ProductKey};
use crate::members::{Member, MembersError};
use crate::money::{CNY, Money, MoneyError};
use crate::orders::{Order, OrderLine, OrderState, OrdersError};

/// How the files write a moment, in UTC.
const MOMENT: &str = "%Y-%m-%d %H:%M";

/// Why a demo shop could not be read or loaded.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A file does not have the form it should.
    #[error("{file}: {reason}")]
    File {
        /// Which file.
        file: &'static str,
        /// What is wrong, and where.
        reason: Box<toml::de::Error>,
    },
    /// A price is no amount.
    #[error("{file}: the price of {record}: {reason}")]
    Price {
        /// Which file.
        file: &'static str,
        /// The product or order.
        record: String,
        /// What is wrong with it.
        reason: MoneyError,
    },
    /// A moment is written in another way than the files agree on.
    #[error(
        "{file}: order {order} was placed at `{moment}`; 2026-05-16 09:30 is the form expected"
    )]
    Moment {
        /// Which file.
        file: &'static str,
        /// The order.
        order: String,
        /// What is written there.
        moment: String,
    },
    /// A state is none that an order can have.
    #[error("{file}: order {order} has the state `{state}`, which no order can have")]
    State {
        /// Which file.
        file: &'static str,
        /// The order.
        order: String,
        /// What is written there.
        state: String,
    },
    /// A line names a product that the shop does not have.
    #[error("{file}: order {order} names product {product}, which the shop does not have")]
    UnknownProduct {
        /// Which file.
        file: &'static str,
        /// The order.
        order: String,
        /// The product.
        product: String,
    },
    /// A record is not as it must be.
    #[error("{file}: {record}: {reason}")]
    Record {
        /// Which file.
        file: &'static str,
        /// Which record.
        record: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The truth could not be written.
    #[error("{}: {reason}; choose a file in a folder that can be written", file.display())]
    Truth {
        /// Which file.
        file: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// A picture could not be written.
    #[error("{}: {reason}; choose a data folder that can be written", file.display())]
    Picture {
        /// Which file.
        file: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The events failed.
    #[error(transparent)]
    Events(#[from] EventsError),
    /// The catalogue failed.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The members failed.
    #[error(transparent)]
    Members(#[from] MembersError),
    /// The orders failed.
    #[error(transparent)]
    Orders(#[from] OrdersError),
}

/// A file of goods.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoodsFile {
    /// The goods.
    product: Vec<ProductEntry>,
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
    /// What is said in English.
    english: Words,
    /// What is said in Chinese.
    chinese: Words,
}

/// What is said about a product in one language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// What it is called.
    pub(super) title: String,
    /// A few sentences about it.
    pub(super) description: String,
    /// Who makes it.
    pub(super) brand: String,
    /// Where it stands.
    pub(super) category: String,
    /// Further facts by name.
    pub(super) attributes: BTreeMap<String, String>,
}

/// A file of members.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MembersFile {
    /// The members.
    member: Vec<MemberEntry>,
}

/// A member as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberEntry {
    /// The shop's key.
    key: String,
    /// What they are called.
    name: String,
    /// Where they live.
    country: String,
}

/// A file of orders.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrdersFile {
    /// The orders.
    order: Vec<OrderEntry>,
}

/// An order as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderEntry {
    /// Its number.
    number: String,
    /// Who ordered.
    member: String,
    /// When, in UTC.
    placed: String,
    /// How far it has come.
    state: String,
    /// What was ordered.
    lines: Vec<LineEntry>,
}

/// A line as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineEntry {
    /// The product's key.
    product: String,
    /// How many.
    quantity: i64,
    /// What one cost, where it was less than it is today.
    price: Option<String>,
}

/// The goods in `text`.
pub(super) fn products(file: &'static str, text: &str) -> Result<Vec<Product>, DemoError> {
    let goods: GoodsFile = parse(file, text)?;
    goods
        .product
        .into_iter()
        .map(|entry| {
            let words = [entry.english, entry.chinese];
            product(file, &entry.key, &entry.price, entry.stock, words)
        })
        .collect()
}

/// The members in `text`.
pub(super) fn members(file: &'static str, text: &str) -> Result<Vec<Member>, DemoError> {
    let members: MembersFile = parse(file, text)?;
    let member = |entry: MemberEntry| Member {
        name: Some(entry.name),
        country: Some(entry.country),
        ..Member::new(MemberKey::new(&entry.key))
    };
    Ok(members.member.into_iter().map(member).collect())
}

/// The orders in `text`, priced like `products` where they do not say otherwise.
pub(super) fn orders(
    file: &'static str,
    text: &str,
    products: &[Product],
) -> Result<Vec<Order>, DemoError> {
    let prices: HashMap<&str, Money> = products
        .iter()
        .map(|product| (product.key.as_str(), product.price))
        .collect();
    let orders: OrdersFile = parse(file, text)?;
    orders
        .order
        .into_iter()
        .map(|entry| order(file, entry, &prices))
        .collect()
}

/// What `text` holds, in the form of `T`.
pub(super) fn parse<T: for<'a> Deserialize<'a>>(
    file: &'static str,
    text: &str,
) -> Result<T, DemoError> {
    toml::from_str(text).map_err(|reason| DemoError::File {
        file,
        reason: Box::new(reason),
    })
}

/// `text` as an amount of yuan; `record` is whose price it is.
fn yuan(file: &'static str, record: &str, text: &str) -> Result<Money, DemoError> {
    Money::parse(text, CNY).map_err(|reason| DemoError::Price {
        file,
        record: record.to_owned(),
        reason,
    })
}

/// The product with this key, price in yuan and stock, of which this is said in both languages.
pub(super) fn product(
    file: &'static str,
    key: &str,
    price: &str,
    stock: i64,
    [english, chinese]: [Words; 2],
) -> Result<Product, DemoError> {
    let mut attributes = english.attributes;
    attributes.extend(chinese.attributes);
    attributes.insert("品牌".to_owned(), chinese.brand);
    attributes.insert("品类".to_owned(), chinese.category);
    Ok(Product {
        price: yuan(file, key, price)?,
        key: ProductKey::new(key),
        title: Localized {
            english: Some(english.title),
            chinese: Some(chinese.title),
        },
        description: Localized {
            english: Some(english.description),
            chinese: Some(chinese.description),
        },
        brand: Some(english.brand),
        category: Some(english.category),
        stock: Some(stock),
        attributes,
        image: None,
        family: None,
    })
}

/// The order that `entry` describes.
fn order(
    file: &'static str,
    entry: OrderEntry,
    prices: &HashMap<&str, Money>,
) -> Result<Order, DemoError> {
    let OrderEntry {
        number,
        member,
        placed,
        state,
        lines,
    } = entry;
    let lines = lines
        .into_iter()
        .map(|entry| line(file, &number, entry, prices))
        .collect::<Result<Vec<_>, _>>()?;
    let Some(moment) = Timestamp::parse(&placed, &[MOMENT]) else {
        return Err(DemoError::Moment {
            file,
            order: number,
            moment: placed,
        });
    };
    let Some(known) = OrderState::of(&state) else {
        return Err(DemoError::State {
            file,
            order: number,
            state,
        });
    };
    Ok(Order {
        number: OrderNumber::new(&number),
        member: Some(MemberKey::new(&member)),
        placed: moment,
        state: known,
        currency: CNY,
        lines,
    })
}

/// The line of order `number` that `entry` describes.
fn line(
    file: &'static str,
    number: &str,
    entry: LineEntry,
    prices: &HashMap<&str, Money>,
) -> Result<OrderLine, DemoError> {
    let today = prices.get(entry.product.as_str());
    let Some(&today) = today else {
        return Err(DemoError::UnknownProduct {
            file,
            order: number.to_owned(),
            product: entry.product,
        });
    };
    let unit_price = match entry.price {
        Some(price) => yuan(file, number, &price)?,
        None => today,
    };
    Ok(OrderLine {
        product: ProductKey::new(&entry.product),
        quantity: entry.quantity,
        unit_price,
    })
}
