//! What a file holds in the terms of the shop, and its way into the shop.

use std::collections::{HashMap, HashSet};

use super::Shop;
use super::cleaning::{Findings, outliers};
use super::error::ImportError;
use super::progress::Progress;
use super::report::{Change, Notice, Reason};
use crate::catalog::{Policy, Product, Review};
use crate::db::Changes;
use crate::events::Event;
use crate::ids::{MemberKey, OrderNumber};
use crate::members::{Address, Member};
use crate::orders::{Order, OrderDetails, PaymentMethod};

/// How many rows go into one transaction: enough to make its cost small, few enough that little is
/// repeated after a kill.
const ROWS: usize = 5_000;

/// Rows with a key of which each counts once, with the line that it stands on.
pub(super) struct Keyed<T> {
    rows: Vec<(u64, T)>,
    places: HashMap<String, usize>,
}

/// What a file holds.
#[derive(Default)]
pub(super) struct Harvest {
    pub(super) products: Keyed<Product>,
    pub(super) members: Keyed<Member>,
    pub(super) events: Keyed<Event>,
    pub(super) reviews: Keyed<Review>,
    pub(super) policies: Keyed<Policy>,
    /// Where members' goods go, where the file says it.
    pub(super) addresses: Vec<(MemberKey, Address)>,
    /// By what members pay.
    pub(super) methods: Vec<(MemberKey, PaymentMethod)>,
    /// What the file knows of orders besides their lines.
    pub(super) details: Vec<OrderDetails>,
    /// The channels that orders came through.
    pub(super) channels: Vec<(OrderNumber, String)>,
}

/// What changed in each room.
#[derive(Default)]
pub(super) struct Stored {
    pub(super) products: Changes,
    pub(super) members: Changes,
    pub(super) orders: Changes,
    pub(super) events: Changes,
    pub(super) reviews: Changes,
    pub(super) policies: Changes,
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<T: PartialEq> Keyed<T> {
    /// Keeps `row` under `key`. An exact repetition is left out; of two that differ the later counts.
    pub(super) fn put(&mut self, key: &str, line: u64, row: T, findings: &mut Findings) {
        let Some(place) = self.places.get(key) else {
            self.places.insert(key.to_owned(), self.rows.len());
            self.rows.push((line, row));
            return;
        };
        let kept = &mut self.rows[*place];
        if kept.1 == row {
            findings.leave_out(line, "key", key, Reason::Duplicate);
        } else {
            findings.change(kept.0, "key", key, key, Change::Superseded);
            *kept = (line, row);
        }
    }

    /// Whether a row is kept under `key`.
    pub(super) fn has(&self, key: &str) -> bool {
        self.places.contains_key(key)
    }

    /// The rows in the order of their first line, each with its line.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &T)> {
        self.rows.iter().map(|(line, row)| (*line, row))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Keeps only the rows for which `keep` says so; the others are gone.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(u64, &T) -> bool) {
        self.rows.retain(|(line, row)| keep(*line, row));
        // Places are only needed while rows are put.
        self.places.clear();
    }

    fn batches(&self) -> impl Iterator<Item = Vec<T>>
    where
        T: Clone,
    {
        let rows = |part: &[(u64, T)]| part.iter().map(|(_, row)| row.clone()).collect();
        self.rows.chunks(ROWS).map(rows)
    }
}

impl Harvest {
    /// Looks at the products as a whole.
    pub(super) fn look_at_products(&self, findings: &mut Findings) {
        let products: Vec<(u64, &Product)> = self.products.iter().collect();
        let mut uses: HashMap<_, usize> = HashMap::new();
        for (_, product) in &products {
            *uses.entry(product.price.currency).or_default() += 1;
        }
        let usual = uses
            .into_iter()
            .max_by_key(|(currency, uses)| (*uses, currency.code().to_owned()));
        let Some((usual, _)) = usual else { return };
        let priced: Vec<_> = products
            .iter()
            .filter(|(_, product)| product.price.currency == usual)
            .collect();
        let amounts: Vec<i64> = priced
            .iter()
            .map(|(_, product)| product.price.minor)
            .collect();
        for place in outliers(&amounts) {
            let (line, product) = priced[place];
            findings.notice(
                *line,
                "price",
                &product.price.to_string(),
                Notice::PriceOutlier,
            );
        }
        for (line, product) in &products {
            if product.price.currency != usual {
                findings.notice(
                    *line,
                    "currency",
                    product.price.currency.code(),
                    Notice::OtherCurrency,
                );
            }
            if product.price.minor == 0 {
                findings.notice(*line, "price", "0", Notice::ZeroPrice);
            }
            let described = &product.description;
            if described.english.is_none() && described.chinese.is_none() {
                findings.notice(*line, "description", "", Notice::NoDescription);
            }
        }
    }

    /// Looks at the members as a whole.
    pub(super) fn look_at_members(&self, findings: &mut Findings) {
        let mut mails: HashMap<&str, u64> = HashMap::new();
        for (line, member) in self.members.iter() {
            let Some(mail) = &member.mail else { continue };
            if mails.insert(mail, line).is_some() {
                findings.notice(line, "mail", mail, Notice::SharedMail);
            }
        }
    }

    /// Puts everything into the shop: products and members first, since the others name them.
    pub(super) async fn store(
        &self,
        orders: &[Order],
        into: &Shop<'_>,
        progress: &dyn Progress,
    ) -> Result<Stored, ImportError> {
        let mut stored = Stored::default();
        for batch in self.products.batches() {
            stored.products += into.catalog.put(&batch).await?;
            progress.at(
                "products",
                stored.products.total(),
                self.products.len() as u64,
            );
        }
        for batch in self.members.batches() {
            stored.members += into.members.put(&batch).await?;
            progress.at("members", stored.members.total(), self.members.len() as u64);
        }
        for batch in orders.chunks(ROWS) {
            stored.orders += into.orders.put(batch).await?;
            progress.at("orders", stored.orders.total(), orders.len() as u64);
        }
        self.store_service(orders, into).await?;
        for batch in self.events.batches() {
            stored.events += into.events.put(&batch).await?;
            progress.at("events", stored.events.total(), self.events.len() as u64);
        }
        for batch in self.reviews.batches() {
            stored.reviews += into.catalog.put_reviews(&batch).await?;
            progress.at("reviews", stored.reviews.total(), self.reviews.len() as u64);
        }
        for batch in self.policies.batches() {
            stored.policies += into.catalog.put_policies(&batch).await?;
            progress.at(
                "policies",
                stored.policies.total(),
                self.policies.len() as u64,
            );
        }
        Ok(stored)
    }

    /// Puts what belongs to members and orders, of those that are kept.
    async fn store_service(&self, orders: &[Order], into: &Shop<'_>) -> Result<(), ImportError> {
        for part in self.addresses.chunks(ROWS) {
            into.members.put_default_addresses(part).await?;
        }
        for part in self.methods.chunks(ROWS) {
            into.orders.put_payment_methods(part).await?;
        }
        let kept: HashSet<_> = orders.iter().map(|order| &order.number).collect();
        let details = self.details.iter();
        let details: Vec<_> = details
            .filter(|details| kept.contains(&details.number))
            .cloned()
            .collect();
        for part in details.chunks(ROWS) {
            into.orders.put_details(part).await?;
        }
        let channels = self.channels.iter();
        let channels: Vec<_> = channels
            .filter(|(number, _)| kept.contains(number))
            .cloned()
            .collect();
        for part in channels.chunks(ROWS) {
            into.orders.put_channels(part).await?;
        }
        Ok(())
    }
}
