//! The lines of a file as numbers, and what they say about products, members and orders.

use std::collections::{HashMap, HashSet};

use super::field::Field;
use super::rules::{is_cancellation, is_service, key, moment, price, quantity, tidy};
use super::titles::readable;
use crate::clock::Timestamp;
use crate::imports::error::ImportError;
use crate::imports::rejects::Rejects;
use crate::imports::report::{Reason, Reject};
use crate::imports::rows::Row;

/// Texts, each kept once and numbered in the order of their first use.
#[derive(Default)]
pub(super) struct Names {
    numbers: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

/// One line that stays, its texts by their numbers.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) invoice: u32,
    pub(super) entry: Entry,
}

/// All that an exact repetition of a line repeats.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Entry {
    pub(super) product: u32,
    pub(super) title: u32,
    pub(super) member: Option<u32>,
    pub(super) country: u32,
    pub(super) placed: Timestamp,
    /// Above zero, in cancellations too.
    pub(super) quantity: i64,
    /// In pence.
    pub(super) unit_price: i64,
}

/// What a file says while it is being read.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) invoices: Names,
    pub(super) codes: Names,
    pub(super) titles: Names,
    pub(super) members: Names,
    pub(super) countries: Names,
    /// The number of the title that each description as written makes.
    descriptions: HashMap<Box<str>, u32>,
    /// Of each invoice: the first customer it names.
    pub(super) owners: Vec<Option<u32>>,
    /// Of each member: when they were last seen and in which country.
    pub(super) last_seen: Vec<(Option<Timestamp>, u32)>,
    pub(super) lines: Vec<Line>,
}

/// Why a line is left out, and because of which field.
type LeftOut = (Field, Reason);

impl Names {
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        // More than four billion different texts do not fit into memory, let alone into a u32.
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    pub(super) fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }

    /// All texts in the order of their numbers.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(AsRef::as_ref)
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }
}

impl Ledger {
    /// Takes one line in, or says why not.
    pub(super) fn take(&mut self, raw: &Row<'_>) -> Result<(), LeftOut> {
        let of = |field: Field| move |reason: Reason| (field, reason);
        let needed = |field: Field, reason: Reason| {
            key(field.cell(raw), reason)
                .and_then(|key| key.ok_or(reason))
                .map_err(of(field))
        };
        let number = needed(Field::Invoice, Reason::Invoice)?;
        let invoice = self.invoice(&number);
        let code = needed(Field::Code, Reason::Code)?;
        let member = key(Field::Member.cell(raw), Reason::Member).map_err(of(Field::Member))?;
        let placed = moment(Field::Date.cell(raw));
        if is_service(&code) {
            // Who paid for postage is a customer, though the line is no sale of goods.
            self.see(member.as_deref(), placed.ok(), raw);
            return Err((Field::Code, Reason::ServiceCode));
        }
        let placed = placed.map_err(of(Field::Date))?;
        let unit_price = price(Field::Price.cell(raw)).map_err(of(Field::Price))?;
        if unit_price == 0 && member.is_none() {
            return Err((Field::Price, Reason::StockEntry));
        }
        let quantity = quantity(Field::Quantity.cell(raw), is_cancellation(&number))
            .map_err(of(Field::Quantity))?;
        self.check_owner(invoice, member.as_deref())
            .map_err(of(Field::Member))?;
        let (member, country) = self.see(member.as_deref(), Some(placed), raw);
        let owner = &mut self.owners[invoice as usize];
        *owner = owner.or(member);
        let product = self.codes.number(&code);
        let title = self.title(&Field::Description.cell(raw).text());
        let entry = Entry {
            product,
            title,
            member,
            country,
            placed,
            quantity,
            unit_price,
        };
        self.lines.push(Line {
            number: raw.number,
            invoice,
            entry,
        });
        Ok(())
    }

    fn invoice(&mut self, number: &str) -> u32 {
        let invoice = self.invoices.number(number);
        self.owners.resize(self.invoices.len(), None);
        invoice
    }

    /// An invoice belongs to the first customer it names, and to no other.
    fn check_owner(&self, invoice: u32, member: Option<&str>) -> Result<(), Reason> {
        let owner = self.owners[invoice as usize].map(|owner| self.members.text(owner));
        match (owner, member) {
            (Some(owner), Some(member)) if owner != member => Err(Reason::OtherMember),
            _ => Ok(()),
        }
    }

    /// Remembers where a customer was last seen. Returns the numbers of the customer and the country.
    fn see(
        &mut self,
        member: Option<&str>,
        placed: Option<Timestamp>,
        raw: &Row<'_>,
    ) -> (Option<u32>, u32) {
        let country = self
            .countries
            .number(&tidy(&Field::Country.cell(raw).text()));
        let Some(member) = member else {
            return (None, country);
        };
        let member = self.members.number(member);
        self.last_seen.resize(self.members.len(), (None, country));
        let last = &mut self.last_seen[member as usize];
        if placed >= last.0 {
            *last = (placed, country);
        }
        (Some(member), country)
    }

    fn title(&mut self, description: &str) -> u32 {
        if let Some(title) = self.descriptions.get(description) {
            return *title;
        }
        let title = self.titles.number(&readable(&tidy(description)));
        self.descriptions.insert(description.into(), title);
        title
    }

    /// Sorts the lines by invoice, in the order of the file, and takes exact repetitions out.
    pub(super) fn settle(&mut self, rejects: &mut Rejects) -> Result<(), ImportError> {
        self.lines.sort_by_key(|line| line.invoice);
        let mut current = None;
        let mut entries = HashSet::new();
        let mut repeated = Vec::new();
        self.lines.retain(|line| {
            if current.replace(line.invoice) != Some(line.invoice) {
                entries.clear();
            }
            let first = entries.insert(line.entry);
            if !first {
                repeated.push(*line);
            }
            first
        });
        self.leave_out(&repeated, Reason::Duplicate, Field::Code, rejects)
    }

    /// Lists lines that were taken in and are left out after all.
    pub(super) fn leave_out(
        &self,
        lines: &[Line],
        reason: Reason,
        field: Field,
        rejects: &mut Rejects,
    ) -> Result<(), ImportError> {
        lines.iter().try_for_each(|line| {
            let value = self.codes.text(line.entry.product).to_owned();
            rejects.add(Reject {
                line: line.number,
                field: field.name(),
                value,
                reason,
            })
        })
    }
}
