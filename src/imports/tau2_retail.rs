//! The shop of tau2-bench's retail domain: its rules stand at [`tau2_retail()`].

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::cleaning::Findings;
use super::error::ImportError;
use super::progress::Progress;
use super::report::{Change, Reason, Report};
use super::run::{self, Reading, Speaker};
use super::words::order_state;
use super::{Options, Shop};
use crate::catalog::{Localized, Product};
use crate::clock::Timestamp;
use crate::ids::{MemberKey, OrderNumber, ProductKey};
use crate::imports::mapped::full_name;
use crate::imports::order_book::{Buyer, Entry};
use crate::members::{Address, Member};
use crate::money::{Currency, Money};
use crate::orders::{
    MethodKind, OrderDetails, OrderState, Payment, PaymentKind, PaymentMethod, Shipment,
};

/// The largest file that is read; the published one has three megabytes.
const LARGEST: u64 = 512 << 20;

/// Noon of 15 May 2024, the day on which the benchmark's conversations take place, in microseconds.
const TODAY: i64 = 1_715_774_400_000_000;

#[derive(Deserialize)]
struct Database {
    products: BTreeMap<String, Article>,
    users: BTreeMap<String, User>,
    orders: BTreeMap<String, PlacedOrder>,
}

#[derive(Deserialize)]
struct Article {
    name: String,
    #[serde(rename = "product_id")]
    key: String,
    variants: BTreeMap<String, Variant>,
}

#[derive(Deserialize)]
struct Variant {
    #[serde(default)]
    options: BTreeMap<String, String>,
    available: bool,
    price: f64,
}

#[derive(Deserialize)]
struct User {
    name: UserName,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    address: Option<PostalAddress>,
    #[serde(default)]
    payment_methods: BTreeMap<String, Method>,
}

#[derive(Deserialize)]
struct UserName {
    first_name: String,
    last_name: String,
}

#[derive(Deserialize)]
struct PostalAddress {
    #[serde(default)]
    address1: String,
    #[serde(default)]
    address2: String,
    #[serde(default)]
    city: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    zip: String,
}

impl PostalAddress {
    fn address(&self) -> Address {
        Address {
            recipient: String::new(),
            line1: self.address1.clone(),
            line2: self.address2.clone(),
            city: self.city.clone(),
            region: self.state.clone(),
            postal_code: self.zip.clone(),
            country: self.country.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
enum Method {
    GiftCard { balance: f64 },
    CreditCard { brand: String, last_four: String },
    Paypal,
}

#[derive(Deserialize)]
struct Fulfilment {
    #[serde(default)]
    tracking_id: Vec<String>,
    #[serde(default)]
    item_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Transaction {
    #[serde(rename = "transaction_type")]
    kind: String,
    amount: f64,
    payment_method_id: String,
}

#[derive(Deserialize)]
struct PlacedOrder {
    user_id: String,
    status: String,
    items: Vec<Item>,
    #[serde(default)]
    address: Option<PostalAddress>,
    #[serde(default)]
    fulfillments: Vec<Fulfilment>,
    #[serde(default)]
    payment_history: Vec<Transaction>,
}

#[derive(Deserialize)]
struct Item {
    name: String,
    #[serde(rename = "item_id")]
    key: String,
    price: f64,
}

/// Imports the `db.json` of tau2-bench's retail domain (Sierra Research; Yao et al. 2024, "τ-bench").
///
/// Each variant is a product under its item number: the title is the product's name with the options
/// behind it, the options are its attributes, the name is its category. A variant that is not available
/// has no stock, of the others the stock is not known. Prices are US dollars. Users are members under
/// their user id. Orders are called by their number without `#`; `pending` is placed, `processed`
/// is packed; addresses, payment methods with their balances, payments and parcels come along.
/// The file has no dates: every order is placed on 15 May 2024, the day of the benchmark's conversations,
/// which the report counts as a change. "Line" in the report counts the variants, then the users, then the
/// orders.
///
/// # Errors
/// Where the file is not such a `db.json`, or the shop does not take what was read.
pub async fn tau2_retail(
    file: &Path,
    options: &Options,
    into: &Shop<'_>,
    progress: &dyn Progress,
) -> Result<Report, ImportError> {
    let path = file.to_owned();
    let read = move |speaker| read(&path, &speaker);
    run::import(file, options, into, progress, read).await
}

fn read(path: &Path, speaker: &Speaker) -> Result<Reading, ImportError> {
    let unreadable = |source| ImportError::Read {
        file: path.to_owned(),
        source,
    };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(ImportError::Folder(path.to_owned()));
    }
    if metadata.len() > LARGEST {
        return Err(ImportError::Kind {
            file: path.to_owned(),
            kind: "larger than 512 MiB",
            remedy: "name the db.json of tau2-bench's retail domain, which has three",
        });
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    let database: Database =
        serde_json::from_slice(&bytes).map_err(|error| ImportError::Damaged {
            file: path.to_owned(),
            detail: format!("it is no db.json of tau2-bench's retail domain: {error}"),
        })?;
    let usd = Currency::parse("USD").map_err(|_| ImportError::Stopped)?;
    let mut reading = Reading {
        format: "JSON of tau2-bench".to_owned(),
        ..Reading::default()
    };
    products(&database, usd, &mut reading);
    members(&database, usd, &mut reading);
    let total = database.orders.len() as u64;
    for (place, (number, order)) in (1..).zip(&database.orders) {
        take_order(number, order, usd, &mut reading);
        if place % 256 == 0 {
            speaker.say(place, total)?;
        }
    }
    Ok(reading)
}

fn dollars(price: f64, usd: Currency) -> Result<Money, Reason> {
    let cents = (price * 100.0).round();
    if !(0.0..1e9).contains(&cents) || (price * 100.0 - cents).abs() > 1e-6 {
        return Err(if price < 0.0 {
            Reason::NegativePrice
        } else {
            Reason::Price
        });
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "whole and below a thousand million"
    )]
    Ok(Money::new(cents as i64, usd))
}

fn products(database: &Database, usd: Currency, reading: &mut Reading) {
    let variants = database.products.values().flat_map(|article| {
        article
            .variants
            .iter()
            .map(move |variant| (article, variant))
    });
    for (article, (key, variant)) in variants {
        let findings = &mut reading.findings;
        findings.lines_read += 1;
        let line = findings.lines_read;
        let price = match dollars(variant.price, usd) {
            Ok(price) => price,
            Err(reason) => {
                findings.leave_out(line, "price", &variant.price.to_string(), reason);
                continue;
            }
        };
        let options: Vec<&str> = variant.options.values().map(String::as_str).collect();
        let title = match options.as_slice() {
            [] => article.name.clone(),
            options => format!("{}, {}", article.name, options.join(", ")),
        };
        let product = Product {
            key: ProductKey::new(key),
            title: Localized {
                english: Some(title),
                chinese: None,
            },
            description: Localized::default(),
            brand: None,
            category: Some(article.name.clone()),
            price,
            stock: (!variant.available).then_some(0),
            attributes: variant.options.clone(),
            image: None,
            family: Some(article.key.clone()),
        };
        reading.harvest.products.put(key, line, product, findings);
    }
}

fn members(database: &Database, usd: Currency, reading: &mut Reading) {
    for (key, user) in &database.users {
        reading.findings.lines_read += 1;
        let line = reading.findings.lines_read;
        let address = user.address.as_ref();
        let first = Some(user.name.first_name.clone());
        let member = Member {
            name: full_name(first, Some(user.name.last_name.clone())),
            mail: user.email.as_ref().map(|mail| mail.to_lowercase()),
            city: address.map(|address| address.city.clone()),
            country: address.map(|address| address.country.clone()),
            ..Member::new(MemberKey::new(key))
        };
        reading
            .harvest
            .members
            .put(key, line, member, &mut reading.findings);
        let key = MemberKey::new(key);
        if let Some(address) = address {
            let address = (key.clone(), address.address());
            reading.harvest.addresses.push(address);
        }
        for (name, method) in &user.payment_methods {
            match payment_method(name, method, usd) {
                Ok(method) => reading.harvest.methods.push((key.clone(), method)),
                Err(reason) => reading.findings.leave_out(line, "balance", name, reason),
            }
        }
    }
}

fn payment_method(name: &str, method: &Method, usd: Currency) -> Result<PaymentMethod, Reason> {
    Ok(PaymentMethod {
        name: name.to_owned(),
        kind: match method {
            Method::GiftCard { balance } => MethodKind::GiftCard {
                balance: dollars(*balance, usd)?,
            },
            Method::CreditCard { brand, last_four } => MethodKind::Card {
                brand: brand.clone(),
                last_four: last_four.clone(),
            },
            Method::Paypal => MethodKind::Wallet {
                provider: "PayPal".to_owned(),
            },
        },
    })
}

/// What the file knows of an order besides its lines.
fn details(number: &str, order: &PlacedOrder, usd: Currency) -> Result<OrderDetails, Reason> {
    let payment = |transaction: &Transaction| {
        Ok(Payment {
            kind: PaymentKind::of(&transaction.kind).ok_or(Reason::State)?,
            amount: dollars(transaction.amount, usd)?,
            method: transaction.payment_method_id.clone(),
            at: None,
        })
    };
    let payments = order.payment_history.iter().map(payment);
    let parcel = |sent: &Fulfilment| Shipment {
        carrier: String::new(),
        tracking: sent.tracking_id.clone(),
        products: sent
            .item_ids
            .iter()
            .map(|key| ProductKey::new(key))
            .collect(),
        sent: None,
        delivered: None,
    };
    Ok(OrderDetails {
        number: OrderNumber::new(number),
        address: order.address.as_ref().map(PostalAddress::address),
        payments: payments.collect::<Result<_, _>>()?,
        shipments: order.fulfillments.iter().map(parcel).collect(),
    })
}

fn take_order(number: &str, order: &PlacedOrder, usd: Currency, reading: &mut Reading) {
    let Reading {
        orders,
        findings,
        harvest,
        ..
    } = reading;
    findings.lines_read += 1;
    let line = findings.lines_read;
    let number = number.trim_start_matches('#');
    // "pending (item modified)" is pending.
    let status = order.status.split(" (").next().unwrap_or_default();
    let state = match status {
        "processed" => Some(OrderState::Packed),
        word => order_state(word),
    };
    let Some(state) = state else {
        findings.leave_out(line, "status", &order.status, Reason::State);
        return;
    };
    let prices: Result<Vec<Money>, Reason> = order
        .items
        .iter()
        .map(|item| dollars(item.price, usd))
        .collect();
    let prices = match prices {
        Ok(prices) if !prices.is_empty() => prices,
        Ok(_) => {
            findings.leave_out(line, "items", number, Reason::Missing);
            return;
        }
        Err(reason) => {
            findings.leave_out(line, "price", number, reason);
            return;
        }
    };
    match details(number, order, usd) {
        Ok(details) => harvest.details.push(details),
        Err(reason) => {
            findings.leave_out(line, "payment_history", number, reason);
            return;
        }
    }
    set_date(line, number, findings);
    for (item, unit_price) in order.items.iter().zip(prices) {
        let entry = Entry {
            line,
            number: number.to_owned(),
            buyer: Some(Buyer::Key(order.user_id.clone())),
            placed: Timestamp::from_micros(TODAY),
            state,
            product: item.key.clone(),
            title: Some(item.name.clone()),
            quantity: 1,
            unit_price,
            channel: None,
        };
        orders.add(entry, findings);
    }
}

fn set_date(line: u64, number: &str, findings: &mut Findings) {
    let day = Timestamp::from_micros(TODAY).day();
    findings.change(line, "placed", number, &day, Change::AssumedMoment);
}
