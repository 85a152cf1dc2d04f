//! Makes products, members and orders of a settled ledger.

use std::collections::{BTreeMap, HashMap};

use super::field::Field;
use super::ledger::{Ledger, Line};
use super::rules::is_cancellation;
use crate::catalog::{Localized, Product};
use crate::clock::Timestamp;
use crate::ids::{MemberKey, OrderNumber, ProductKey};
use crate::imports::error::ImportError;
use crate::imports::rejects::Rejects;
use crate::imports::report::Reason;
use crate::members::Member;
use crate::money::{GBP, Money};
use crate::orders::{Order, OrderLine, OrderState};

/// A file's contents in the terms of the shop.
pub(super) struct Books {
    pub(super) products: Vec<Product>,
    pub(super) members: Vec<Member>,
    /// Of each product of the ledger: its key.
    product_keys: Vec<ProductKey>,
    /// The lines, sorted by invoice, and the texts they refer to.
    ledger: Ledger,
}

/// Where a line stands in time: the later of two lines is the newer fact.
type When = (Timestamp, u64);

impl Books {
    /// Closes the books: titles and prices are decided, lines whose product has no price left out.
    pub(super) fn close(mut ledger: Ledger, rejects: &mut Rejects) -> Result<Self, ImportError> {
        ledger.settle(rejects)?;
        let prices = prices(&ledger);
        let mut unpriced = Vec::new();
        ledger.lines.retain(|line| {
            let stays = prices[line.entry.product as usize].is_some();
            if !stays {
                unpriced.push(*line);
            }
            stays
        });
        ledger.leave_out(&unpriced, Reason::Unpriced, Field::Price, rejects)?;
        let titles = titles(&ledger);
        let product_keys: Vec<ProductKey> = ledger.codes.texts().map(ProductKey::new).collect();
        let products = product_keys
            .iter()
            .zip(prices)
            .zip(titles)
            .filter_map(|((key, price), title)| {
                let title = title.map_or(key.as_str(), |title| ledger.titles.text(title));
                Some(product(key, title, price?))
            })
            .collect();
        let members = ledger
            .members
            .texts()
            .zip(&ledger.last_seen)
            .map(|(key, (_, country))| {
                let country = ledger.countries.text(*country);
                let country = (!country.is_empty()).then(|| country.to_owned());
                Member {
                    country,
                    ..Member::new(MemberKey::new(key))
                }
            })
            .collect();
        Ok(Self {
            products,
            members,
            product_keys,
            ledger,
        })
    }

    /// How many lines the orders have.
    pub(super) fn lines(&self) -> usize {
        self.ledger.lines.len()
    }

    /// How many lines are billed at nothing.
    pub(super) fn gifts(&self) -> usize {
        self.ledger
            .lines
            .iter()
            .filter(|line| line.entry.unit_price == 0)
            .count()
    }

    /// How many orders there are, and how many of them are cancellations.
    pub(super) fn orders(&self) -> (usize, usize) {
        let invoices = self
            .ledger
            .lines
            .chunk_by(|one, next| one.invoice == next.invoice);
        invoices.fold((0, 0), |(orders, cancelled), lines| {
            let number = self.ledger.invoices.text(lines[0].invoice);
            (orders + 1, cancelled + usize::from(is_cancellation(number)))
        })
    }

    /// The orders in the file's order, in batches that end with the order that reaches `most_lines`.
    pub(super) fn batches(&self, most_lines: usize) -> impl Iterator<Item = Vec<Order>> {
        let mut invoices = self
            .ledger
            .lines
            .chunk_by(|one, next| one.invoice == next.invoice);
        std::iter::from_fn(move || {
            let mut batch = Vec::new();
            let mut lines = 0;
            while lines < most_lines {
                let Some(invoice) = invoices.next() else {
                    break;
                };
                lines += invoice.len();
                batch.push(self.order(invoice));
            }
            (!batch.is_empty()).then_some(batch)
        })
    }

    fn order(&self, lines: &[Line]) -> Order {
        let invoice = lines[0].invoice;
        let number = self.ledger.invoices.text(invoice);
        let cancelled = is_cancellation(number);
        let first = lines.iter().map(|line| line.entry.placed).min();
        let owner = self.ledger.owners[invoice as usize];
        Order {
            number: OrderNumber::new(number),
            member: owner.map(|member| MemberKey::new(self.ledger.members.text(member))),
            placed: first.unwrap_or(lines[0].entry.placed),
            state: if cancelled {
                OrderState::Cancelled
            } else {
                OrderState::Invoiced
            },
            currency: GBP,
            lines: lines
                .iter()
                .map(|line| OrderLine {
                    product: self.product_keys[line.entry.product as usize].clone(),
                    quantity: line.entry.quantity,
                    unit_price: Money::new(line.entry.unit_price, GBP),
                })
                .collect(),
        }
    }
}

/// Of each product: the newest price above zero that was billed, in pence. A cancellation's price counts
/// only where nothing else has one.
fn prices(ledger: &Ledger) -> Vec<Option<i64>> {
    let mut newest: Vec<Option<((bool, When), i64)>> = vec![None; ledger.codes.len()];
    for line in ledger.lines.iter().filter(|line| line.entry.unit_price > 0) {
        let billed = !is_cancellation(ledger.invoices.text(line.invoice));
        let rank = (billed, (line.entry.placed, line.number));
        let known = &mut newest[line.entry.product as usize];
        if known.is_none_or(|(best, _)| rank > best) {
            *known = Some((rank, line.entry.unit_price));
        }
    }
    newest
        .into_iter()
        .map(|known| known.map(|(_, price)| price))
        .collect()
}

/// Of each product: its most frequent title, of several the one used last.
fn titles(ledger: &Ledger) -> Vec<Option<u32>> {
    let mut uses: HashMap<(u32, u32), (u64, When)> = HashMap::new();
    for line in ledger
        .lines
        .iter()
        .filter(|line| !ledger.titles.text(line.entry.title).is_empty())
    {
        let when = (line.entry.placed, line.number);
        let (count, last) = uses
            .entry((line.entry.product, line.entry.title))
            .or_insert((0, when));
        *count += 1;
        *last = when.max(*last);
    }
    let mut best: Vec<Option<((u64, When), u32)>> = vec![None; ledger.codes.len()];
    for ((product, title), rank) in uses {
        let known = &mut best[product as usize];
        if known.is_none_or(|(better, _)| rank > better) {
            *known = Some((rank, title));
        }
    }
    best.into_iter()
        .map(|known| known.map(|(_, title)| title))
        .collect()
}

fn product(key: &ProductKey, title: &str, pence: i64) -> Product {
    Product {
        key: key.clone(),
        title: Localized {
            english: Some(title.to_owned()),
            chinese: None,
        },
        description: Localized::default(),
        brand: None,
        category: None,
        price: Money::new(pence, GBP),
        stock: None,
        attributes: BTreeMap::new(),
        image: None,
        family: None,
    }
}
