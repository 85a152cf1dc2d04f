//! Gathers the lines of orders, wherever they stand in a file, and settles what they name.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Shop;
use super::cleaning::{Findings, outliers};
use super::error::ImportError;
use super::harvest::Harvest;
use super::report::{Change, Notice, Reason};
use crate::catalog::{Localized, Product};
use crate::clock::Timestamp;
use crate::ids::{MemberKey, OrderNumber, ProductKey};
use crate::members::Member;
use crate::money::Money;
use crate::orders::{Order, OrderLine, OrderState};

/// What one piece costs where `quantity` of them (above zero) cost `total`, half a minor unit rounded up;
/// a rounded one is counted as a change.
pub(super) fn share(line: u64, total: Money, quantity: i64, findings: &mut Findings) -> Money {
    let (share, rest) = (total.minor / quantity, total.minor % quantity);
    let unit = Money::new(
        share + i64::from(rest != 0 && rest * 2 >= quantity),
        total.currency,
    );
    if rest != 0 {
        findings.change(
            line,
            "total",
            &total.decimal(),
            &unit.decimal(),
            Change::Rounded,
        );
    }
    unit
}

/// Who ordered, as the file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Buyer {
    /// By the shop's key.
    Key(String),
    /// By mail address, in small letters.
    Mail(String),
}

/// One line of an order as the file says it.
pub(super) struct Entry {
    pub(super) line: u64,
    pub(super) number: String,
    pub(super) buyer: Option<Buyer>,
    pub(super) placed: Timestamp,
    pub(super) state: OrderState,
    pub(super) product: String,
    /// What the product is called on the order.
    pub(super) title: Option<String>,
    pub(super) quantity: i64,
    pub(super) unit_price: Money,
    /// The channel that the order came through.
    pub(super) channel: Option<String>,
}

/// The orders of a file.
#[derive(Default)]
pub(super) struct OrderBook {
    orders: Vec<Draft>,
    places: HashMap<String, usize>,
    /// Titles of products that the orders name, for those that the catalogue lacks.
    titles: BTreeMap<String, (u64, String, Money)>,
}

struct Draft {
    order: Order,
    buyer: Option<Buyer>,
    /// The first that a line names.
    channel: Option<String>,
    /// The line of each order line.
    lines: Vec<u64>,
    broken: bool,
}

impl OrderBook {
    /// Adds a line to its order.
    pub(super) fn add(&mut self, entry: Entry, findings: &mut Findings) {
        let place = self.place(&entry.number, &entry);
        let draft = &mut self.orders[place];
        draft.lines.push(entry.line);
        let other = match (&draft.buyer, &entry.buyer) {
            (Some(first), Some(this)) if first != this => Some(("member", Reason::OtherMember)),
            _ if draft.order.currency != entry.unit_price.currency => {
                Some(("currency", Reason::OtherCurrency))
            }
            _ => None,
        };
        if let Some((field, reason)) = other {
            findings.leave_out(entry.line, field, &entry.number, reason);
            draft.broken = true;
            return;
        }
        draft.buyer = draft.buyer.take().or(entry.buyer);
        draft.channel = draft.channel.take().or(entry.channel);
        draft.order.placed = draft.order.placed.min(entry.placed);
        draft.order.lines.push(OrderLine {
            product: ProductKey::new(&entry.product),
            quantity: entry.quantity,
            unit_price: entry.unit_price,
        });
        if let Some(title) = entry.title {
            self.titles
                .entry(entry.product)
                .or_insert((entry.line, title, entry.unit_price));
        }
    }

    /// A line of order `number` was left out, so that the order cannot be kept.
    pub(super) fn breaks(&mut self, number: &str, line: u64) {
        if let Some(place) = self.places.get(number) {
            self.orders[*place].broken = true;
            self.orders[*place].lines.push(line);
        } else {
            // Its other lines may follow.
            self.places.insert(number.to_owned(), self.orders.len());
            self.orders.push(Draft {
                order: Order {
                    number: OrderNumber::new(number),
                    member: None,
                    placed: Timestamp::from_micros(i64::MAX),
                    state: OrderState::Placed,
                    currency: crate::money::GBP,
                    lines: Vec::new(),
                },
                buyer: None,
                channel: None,
                lines: vec![line],
                broken: true,
            });
        }
    }

    fn place(&mut self, number: &str, entry: &Entry) -> usize {
        if let Some(place) = self.places.get(number) {
            let draft = &mut self.orders[*place];
            if draft.broken && draft.order.lines.is_empty() {
                draft.order.currency = entry.unit_price.currency;
            }
            return *place;
        }
        self.places.insert(number.to_owned(), self.orders.len());
        self.orders.push(Draft {
            order: Order {
                number: OrderNumber::new(number),
                member: None,
                placed: entry.placed,
                state: entry.state,
                currency: entry.unit_price.currency,
                lines: Vec::new(),
            },
            buyer: entry.buyer.clone(),
            channel: None,
            lines: Vec::new(),
            broken: false,
        });
        self.orders.len() - 1
    }

    /// The orders that can be kept, whole. Members and products that only the orders name are added to
    /// `harvest`: the products, where the order says what they are called, as sold out.
    pub(super) async fn settle(
        mut self,
        harvest: &mut Harvest,
        shop: &Shop<'_>,
        findings: &mut Findings,
    ) -> Result<Vec<Order>, ImportError> {
        self.settle_products(harvest, shop, findings).await?;
        self.settle_buyers(harvest, shop, findings).await?;
        for draft in self.orders.iter().filter(|draft| draft.broken) {
            for line in &draft.lines {
                let number = draft.order.number.as_str();
                findings.leave_out(*line, "number", number, Reason::OrderIncomplete);
            }
        }
        self.look_at_quantities(findings);
        let whole = self
            .orders
            .into_iter()
            .filter(|draft| !draft.broken && !draft.order.lines.is_empty());
        let channel = |draft: Draft| {
            let number = draft.order.number.clone();
            harvest
                .channels
                .extend(draft.channel.map(|channel| (number, channel)));
            draft.order
        };
        Ok(whole.map(channel).collect())
    }

    async fn settle_products(
        &mut self,
        harvest: &mut Harvest,
        shop: &Shop<'_>,
        findings: &mut Findings,
    ) -> Result<(), ImportError> {
        let named: HashSet<&ProductKey> = self
            .orders
            .iter()
            .flat_map(|draft| &draft.order.lines)
            .map(|line| &line.product)
            .collect();
        let known = shop.catalog.known(named.into_iter()).await?;
        let mut missing = HashSet::new();
        for draft in self.orders.iter_mut().filter(|draft| !draft.broken) {
            for (line, number) in draft.order.lines.iter().zip(&draft.lines) {
                let key = line.product.as_str();
                if known.contains(&line.product) || harvest.products.has(key) {
                    continue;
                }
                if self.titles.contains_key(key) {
                    missing.insert(key.to_owned());
                } else {
                    findings.leave_out(*number, "product", key, Reason::UnknownProduct);
                    draft.broken = true;
                }
            }
        }
        for (key, (line, title, price)) in &self.titles {
            if missing.contains(key) {
                findings.notice(*line, "product", key, Notice::ProductOfOrder);
                let product = sold_out(key, title, *price);
                harvest.products.put(key, *line, product, findings);
            }
        }
        Ok(())
    }

    async fn settle_buyers(
        &mut self,
        harvest: &mut Harvest,
        shop: &Shop<'_>,
        findings: &mut Findings,
    ) -> Result<(), ImportError> {
        let mut by_key = HashSet::new();
        let mut by_mail = HashSet::new();
        for draft in &self.orders {
            match &draft.buyer {
                Some(Buyer::Key(key)) => drop(by_key.insert(MemberKey::new(key))),
                Some(Buyer::Mail(mail)) => drop(by_mail.insert(mail.as_str())),
                None => {}
            }
        }
        let known = shop.members.known(by_key.iter()).await?;
        let mails = shop.members.by_mail(by_mail.into_iter()).await?;
        for draft in &mut self.orders {
            let Some(buyer) = &draft.buyer else { continue };
            let (key, mail) = match buyer {
                Buyer::Key(key) => (MemberKey::new(key), None),
                Buyer::Mail(mail) => match mails.get(mail) {
                    Some(key) => (key.clone(), None),
                    None => (MemberKey::new(mail), Some(mail.clone())),
                },
            };
            let is_known = known.contains(&key)
                || harvest.members.has(key.as_str())
                || (mail.is_none() && matches!(buyer, Buyer::Mail(_)));
            if !is_known && !draft.broken {
                let line = draft.lines.first().copied().unwrap_or_default();
                findings.notice(line, "member", key.as_str(), Notice::MemberOfOrder);
                let member = Member {
                    mail,
                    ..Member::new(key.clone())
                };
                harvest.members.put(key.as_str(), line, member, findings);
            }
            draft.order.member = Some(key);
        }
        Ok(())
    }

    fn look_at_quantities(&self, findings: &mut Findings) {
        let drafts = self.orders.iter().filter(|draft| !draft.broken);
        let lines: Vec<(u64, i64)> = drafts
            .flat_map(|draft| draft.lines.iter().zip(&draft.order.lines))
            .map(|(number, line)| (*number, line.quantity))
            .collect();
        let quantities: Vec<i64> = lines.iter().map(|(_, quantity)| *quantity).collect();
        for place in outliers(&quantities) {
            let (line, quantity) = lines[place];
            findings.notice(
                line,
                "quantity",
                &quantity.to_string(),
                Notice::QuantityOutlier,
            );
        }
    }
}

/// A product of which only orders tell.
fn sold_out(key: &str, title: &str, price: Money) -> Product {
    Product {
        key: ProductKey::new(key),
        title: Localized::of(Some(title.to_owned())),
        description: Localized::default(),
        brand: None,
        category: None,
        price,
        stock: Some(0),
        attributes: BTreeMap::new(),
        image: None,
        family: None,
    }
}
