//! What an import did.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::db::Changes;

/// Why a line was left out.
///
/// The first ten are rules of the formats and no fault of the line; the others are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is a picture or another part of a product without a price of its own.
    NoGoods,
    /// It is a draft, archived or not published.
    Unpublished,
    /// Its code names postage, a discount, a bank charge and the like.
    ServiceCode,
    /// It repeats another line of its invoice in every column.
    Duplicate,
    /// It has neither price nor customer: a movement of stock, not a sale.
    StockEntry,
    /// Its product was never billed at a price above zero, so the shelf has none for it.
    Unpriced,
    /// A program asked for it, not a person.
    Program,
    /// A picture, a script or another part of a page.
    PartOfPage,
    /// It was not answered with what was asked for.
    NotSeen,
    /// No rule says which event its address is.
    NoRule,
    /// A field that is needed is empty.
    Missing,
    /// The text or key is longer than is kept, or holds control characters.
    TooLong,
    /// The currency is neither an ISO 4217 code nor a common sign, or none is named.
    Currency,
    /// The moment lies in the future.
    Future,
    /// The stars are not 1 to 5.
    Stars,
    /// The language is not one that the assistant speaks.
    Language,
    /// The event is not of a kind that is kept.
    EventKind,
    /// The state is not one of an order.
    State,
    /// The member is not kept and not among those imported.
    UnknownMember,
    /// The product is not in the catalogue and not among those imported.
    UnknownProduct,
    /// Another line of the same order is in another currency.
    OtherCurrency,
    /// Another line of its order was left out, and an order is kept whole or not at all.
    OrderIncomplete,
    /// The line has fewer fields than the header, or a quotation mark is never closed.
    Malformed,
    /// The line is no request as a web server logs it.
    LogLine,
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
            Self::NoGoods
                | Self::Unpublished
                | Self::ServiceCode
                | Self::Duplicate
                | Self::StockEntry
                | Self::Unpriced
                | Self::Program
                | Self::PartOfPage
                | Self::NotSeen
                | Self::NoRule
        )
    }

    /// The reason in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::NoGoods => "a picture or other part of a product, without a price of its own",
            Self::Unpublished => "a draft, archived or not published",
            Self::Program => "a program asked, not a person",
            Self::PartOfPage => "a picture, a script or another part of a page",
            Self::NotSeen => "not answered with a page",
            Self::NoRule => "an address that no rule names",
            Self::LogLine => "not a request as a web server logs it",
            Self::Missing => "a needed field is empty",
            Self::TooLong => "too long, or with control characters",
            Self::Currency => "no currency code such as USD, and none named for the whole file",
            Self::Future => "a moment that is yet to come",
            Self::Stars => "not 1 to 5 stars",
            Self::Language => "not a language the assistant speaks (en, zh)",
            Self::EventKind => "not a kind of event that is kept",
            Self::State => "not a state of an order",
            Self::UnknownMember => "its member is unknown: import the members first",
            Self::UnknownProduct => "its product is unknown: import the products first",
            Self::OtherCurrency => "its order began in another currency",
            Self::OrderIncomplete => "another line of its order was left out",
            Self::ServiceCode => "a service, not goods",
            Self::Duplicate => "repeats another line",
            Self::StockEntry => "a movement of stock: neither price nor customer",
            Self::Unpriced => "its product never had a price",
            Self::Malformed => "too few fields, or a quotation mark is never closed",
            Self::Invoice => "no usable invoice number",
            Self::Code => "no usable stock code",
            Self::Member => "not a usable customer number",
            Self::OtherMember => "the invoice began with another customer",
            Self::Date => "not a date such as 2010-12-01 08:26:00 (month first in 12/1/2010 8:26)",
            Self::Price => "not a price",
            Self::NegativePrice => "a price below zero",
            Self::PriceTooFine => "a price finer than the smallest coin",
            Self::PriceTooLarge => "a price above ten million",
            Self::Quantity => "not a whole number of pieces",
            Self::ZeroQuantity => "no pieces at all",
            Self::QuantitySign => "wrong sign: invoices count up, cancellations down",
            Self::QuantityTooLarge => "more than ten million pieces",
        }
    }
}

/// A value that was kept in another form than the file has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A later line has the same key, and the last one counts.
    Superseded,
    /// HTML became text.
    Html,
    /// An apostrophe before a sign, which keeps spreadsheets from computing, was taken off.
    Apostrophe,
    /// Control characters became blanks.
    Control,
    /// A long text was cut.
    Cut,
    /// Separators of thousands were taken out of a number.
    Thousands,
    /// A decimal comma was read.
    DecimalComma,
    /// A currency sign or code beside an amount was read.
    CurrencySign,
    /// A unit behind a number was taken off.
    Unit,
    /// A stock below zero became none.
    NegativeStock,
    /// A unit price was computed from the line's total and rounded.
    Rounded,
    /// A mail address that is none was left away.
    Mail,
    /// A birthday that is none was left away.
    Birthday,
    /// The address of a picture that is none was left away.
    Image,
    /// A key was made of the event's contents.
    DerivedKey,
    /// A moment that is missing was set.
    AssumedMoment,
}

impl Change {
    /// The change in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Superseded => "a later line has the same key; the last one counts",
            Self::Html => "HTML became text",
            Self::Apostrophe => "the apostrophe of a spreadsheet was taken off",
            Self::Control => "control characters became blanks",
            Self::Cut => "a long text was cut",
            Self::Thousands => "separators of thousands were taken out",
            Self::DecimalComma => "a decimal comma was read",
            Self::CurrencySign => "the currency beside the amount was read",
            Self::Unit => "the unit behind the number was taken off",
            Self::NegativeStock => "a stock below zero became none",
            Self::Rounded => "the unit price was computed from the total and rounded",
            Self::Mail => "left away: not a mail address",
            Self::Birthday => "left away: not a birthday (1990-05-17, or 05-17 without the year)",
            Self::Image => "left away: not a picture's address (https://..., or a path from /)",
            Self::DerivedKey => "the key was made of the event's contents",
            Self::AssumedMoment => "the file has no time; the moment was set",
        }
    }
}

/// Something that was kept as it is and looks odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// A price at least ten times as high or low as usual.
    PriceOutlier,
    /// A quantity of the same kind.
    QuantityOutlier,
    /// A price of zero.
    ZeroPrice,
    /// A product without a description.
    NoDescription,
    /// A text that a spreadsheet would compute.
    Formula,
    /// A product whose currency is not that of most.
    OtherCurrency,
    /// A product that only an order names; it is kept as sold out.
    ProductOfOrder,
    /// A member whom only an order names.
    MemberOfOrder,
    /// Two members have the same mail address.
    SharedMail,
    /// A line that is paid in part by a discount, which is not part of its price here.
    Discount,
}

impl Notice {
    /// The notice in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::PriceOutlier => "a price ten times as high or low as usual, or more",
            Self::QuantityOutlier => "a quantity ten times as high as usual, or more",
            Self::ZeroPrice => "a price of zero",
            Self::NoDescription => "no description: it is found by its title alone",
            Self::Formula => "begins like a formula of a spreadsheet; kept as text",
            Self::OtherCurrency => "in another currency than most",
            Self::ProductOfOrder => "only an order names it; kept as sold out",
            Self::MemberOfOrder => "only an order names them",
            Self::SharedMail => "another member has the same mail address",
            Self::Discount => "a discount of the order is not part of the prices kept",
        }
    }
}

/// One value that was changed or looks odd.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The line of a text file, the row of a Parquet file.
    pub line: u64,
    /// The field.
    pub field: &'static str,
    /// What stands there, cut to 80 characters.
    pub value: String,
    /// What was kept instead, where it was changed.
    pub became: Option<String>,
    /// What was found.
    pub what: &'static str,
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
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The file that was read.
    pub file: PathBuf,
    /// Its kind, as found in its contents: `Parquet`, `CSV in UTF-8` or `CSV in Windows-1252`.
    pub format: String,
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
    /// Values kept in another form than the file has them, by kind.
    pub changed: BTreeMap<Change, u64>,
    /// Things kept that look odd, by kind.
    pub noticed: BTreeMap<Notice, u64>,
    /// The first three of each kind of change and notice.
    pub findings: Vec<Finding>,
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
    /// Events.
    pub events: Counts,
    /// Reviews.
    pub reviews: Counts,
    /// Policies and questions with their answers.
    pub policies: Counts,
    /// Whether the file was only looked at and nothing was put into the shop; then the counts of rows say
    /// what would be put, all as added.
    pub dry_run: bool,
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
        let kept = match self.gifts {
            0 => self.lines_kept.to_string(),
            gifts => format!("{}, {gifts} of them gifts", self.lines_kept),
        };
        let file = format!("{} ({})", self.file.display(), self.format);
        let mut rows = vec![
            ("file".to_owned(), file),
            ("lines read".to_owned(), self.lines_read.to_string()),
            ("lines kept".to_owned(), kept),
        ];
        let mut add = |name: String, value: String| rows.push((name, value));
        for (reason, lines) in &self.left_out {
            add(format!("left out: {}", reason.text()), lines.to_string());
        }
        if let Some(rejects) = &self.rejects {
            add(
                "all lines left out".to_owned(),
                rejects.display().to_string(),
            );
        }
        for (change, values) in &self.changed {
            add(format!("changed: {}", change.text()), values.to_string());
        }
        for (notice, values) in &self.noticed {
            add(format!("look at: {}", notice.text()), values.to_string());
        }
        if self.invoices_without_goods > 0 {
            let without = self.invoices_without_goods.to_string();
            add("invoices without goods".to_owned(), without);
        }
        let orders = match self.cancellations {
            0 => self.orders.to_string(),
            cancelled => format!("{}; {cancelled} of them cancellations", self.orders),
        };
        let kinds = [
            ("products", self.products, self.products.to_string()),
            ("members", self.members, self.members.to_string()),
            ("orders", self.orders, orders),
            ("events", self.events, self.events.to_string()),
            ("reviews", self.reviews, self.reviews.to_string()),
            ("policies", self.policies, self.policies.to_string()),
        ];
        for (name, counts, text) in kinds {
            if counts == Counts::default() {
                continue;
            }
            let text = if self.dry_run {
                format!("{} would be put", counts.added)
            } else {
                text
            };
            add(name.to_owned(), text);
        }
        add(
            "time".to_owned(),
            format!(
                "{:.1} s read, {:.1} s stored",
                self.reading_s, self.storing_s
            ),
        );
        rows
    }
}
