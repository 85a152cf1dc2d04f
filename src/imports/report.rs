//! What an import did.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::db::Changes;

/// Why a line was left out.
///
/// The first four are rules of the format and no fault of the line; the others are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Its code names postage, a discount, a bank charge and the like.
    ServiceCode,
    /// It repeats another line of its invoice in every column.
    Duplicate,
    /// It has neither price nor customer: a movement of stock, not a sale.
    StockEntry,
    /// Its product was never billed at a price above zero, so the shelf has none for it.
    Unpriced,
    /// The line has fewer fields than the header, or a quotation mark is never closed.
    Malformed,
    /// The invoice's number is missing, longer than 64 characters, or holds control characters.
    Invoice,
    /// The same for the product's code.
    Code,
    /// The same for the customer's number, which may be missing.
    Member,
    /// The invoice began with another customer.
    OtherMember,
    /// The date is missing, of an unknown form, or outside the years 1970 to 2199.
    Date,
    /// The price is missing or not a number.
    Price,
    /// The price is below zero.
    NegativePrice,
    /// The price has a fraction of a penny.
    PriceTooFine,
    /// The price is above ten million pounds.
    PriceTooLarge,
    /// The quantity is missing or not a whole number.
    Quantity,
    /// The quantity is zero.
    ZeroQuantity,
    /// The quantity is below zero on an invoice, or above zero on a cancellation.
    QuantitySign,
    /// The quantity is above ten million pieces.
    QuantityTooLarge,
}

impl Reason {
    /// Whether the line itself is at fault, rather than of a kind that is left out by rule.
    #[must_use]
    pub fn is_fault(self) -> bool {
        !matches!(
            self,
            Self::ServiceCode | Self::Duplicate | Self::StockEntry | Self::Unpriced
        )
    }

    /// The reason in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::ServiceCode => "a service, not goods",
            Self::Duplicate => "repeats another line of its invoice",
            Self::StockEntry => "a movement of stock: neither price nor customer",
            Self::Unpriced => "its product never had a price",
            Self::Malformed => "too few fields, or a quotation mark is never closed",
            Self::Invoice => "no usable invoice number",
            Self::Code => "no usable stock code",
            Self::Member => "not a usable customer number",
            Self::OtherMember => "the invoice began with another customer",
            Self::Date => "not a date such as 2010-12-01 08:26:00 or 12/1/2010 8:26 (month first)",
            Self::Price => "not a price",
            Self::NegativePrice => "a price below zero",
            Self::PriceTooFine => "a price finer than a penny",
            Self::PriceTooLarge => "a price above ten million pounds",
            Self::Quantity => "not a whole number of pieces",
            Self::ZeroQuantity => "no pieces at all",
            Self::QuantitySign => "wrong sign: invoices count up, cancellations down",
            Self::QuantityTooLarge => "more than ten million pieces",
        }
    }
}

/// One line that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// The line of a CSV file (its header is line 1), or the row of a Parquet file (the first is 1).
    pub line: u64,
    /// The column, by the format's first name for it.
    pub field: &'static str,
    /// What stands there, cut to 80 characters.
    pub value: String,
    /// Why the line was left out.
    pub reason: Reason,
}

/// How many rows of a kind an import added, changed and left alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Were not there before.
    pub added: u64,
    /// Were there with other contents.
    pub changed: u64,
    /// Were there already.
    pub unchanged: u64,
}

impl From<Changes> for Counts {
    fn from(changes: Changes) -> Self {
        Self {
            added: changes.added,
            changed: changes.changed,
            unchanged: changes.unchanged,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} added, {} changed, {} unchanged",
            self.added, self.changed, self.unchanged
        )
    }
}

/// What an import did.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The file that was read.
    pub file: PathBuf,
    /// Its kind, as found in its contents: `Parquet`, `CSV in UTF-8` or `CSV in Windows-1252`.
    pub format: &'static str,
    /// Lines of the file, without a header.
    pub lines_read: u64,
    /// Lines that became lines of orders.
    pub lines_kept: u64,
    /// Among those kept: gifts, billed at nothing.
    pub gifts: u64,
    /// Lines left out, by reason.
    pub left_out: BTreeMap<Reason, u64>,
    /// The first lines with a fault, at most [`Report::EXAMPLES`].
    pub examples: Vec<Reject>,
    /// Where all lines left out are listed, if that was asked for.
    pub rejects: Option<PathBuf>,
    /// Invoices that nothing was kept of, so that they are no orders.
    pub invoices_without_goods: u64,
    /// Among the orders: cancellations.
    pub cancellations: u64,
    /// Products put into the catalogue.
    pub products: Counts,
    /// Members.
    pub members: Counts,
    /// Orders, cancellations among them.
    pub orders: Counts,
    /// Seconds spent reading and cleaning.
    pub reading_s: f64,
    /// Seconds spent in the database.
    pub storing_s: f64,
}

impl Report {
    /// How many faulty lines a report shows.
    pub const EXAMPLES: usize = 100;

    /// Lines with a fault of their own, not left out by rule.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.left_out
            .iter()
            .filter(|(reason, _)| reason.is_fault())
            .map(|(_, lines)| lines)
            .sum()
    }

    /// The report as rows of a table with two columns. The examples are not among them.
    #[must_use]
    pub fn rows(&self) -> Vec<(String, String)> {
        let mut rows = vec![
            (
                "file".to_owned(),
                format!("{} ({})", self.file.display(), self.format),
            ),
            ("lines read".to_owned(), self.lines_read.to_string()),
            (
                "lines kept".to_owned(),
                format!("{}, {} of them gifts", self.lines_kept, self.gifts),
            ),
        ];
        for (reason, lines) in &self.left_out {
            rows.push((format!("left out: {}", reason.text()), lines.to_string()));
        }
        if let Some(rejects) = &self.rejects {
            rows.push((
                "all lines left out".to_owned(),
                rejects.display().to_string(),
            ));
        }
        rows.extend([
            (
                "invoices without goods".to_owned(),
                self.invoices_without_goods.to_string(),
            ),
            ("products".to_owned(), self.products.to_string()),
            ("members".to_owned(), self.members.to_string()),
            (
                "orders".to_owned(),
                format!(
                    "{}; {} of them cancellations",
                    self.orders, self.cancellations
                ),
            ),
            (
                "time".to_owned(),
                format!(
                    "{:.1} s read, {:.1} s stored",
                    self.reading_s, self.storing_s
                ),
            ),
        ]);
        rows
    }
}
