//! The format `online-retail`: its rules stand at [`online_retail()`].
//!
//! `field` names the columns, `rules` and `titles` read their values, `ledger` keeps the lines as numbers, `books` makes products, members and orders of them, `store`
//! puts those into the shop.

mod books;
mod field;
mod ledger;
mod rules;
mod store;
mod titles;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Shop;
use super::error::ImportError;
use super::progress::Progress;
use super::rejects::Rejects;
use super::report::{Reason, Reject, Report};
use super::rows::{Row, RowFile, Sink};
use super::run::{Speaker, aside};
use books::Books;
use field::Field;
use ledger::Ledger;
pub(super) use titles::readable;

/// Imports the order lines of a British gift shop, 2009 to 2011, or any file with the same columns (UCI
/// Machine Learning Repository, "Online Retail" and "Online Retail II"; Chen, Sain and Guo 2012).
///
/// `rejects` names a CSV file for the list of all lines left out; it appears when the file has been
/// read, complete or not at all. Nothing is written to the shop before the whole file has been read;
/// then come products, members and orders, in transactions of whole orders.
///
/// **The file** is Parquet or CSV, told apart by its contents. Its columns, in any order and with others
/// among them: `InvoiceNo`, `StockCode`, `Description`, `Quantity`, `InvoiceDate`, `UnitPrice`,
/// `CustomerID`, `Country`, or as version II calls them: `Invoice`, `Price`, `Customer ID`. CSV is UTF-8
/// or Windows-1252; dates are `2009-12-01 07:45:00` or, month first, `12/1/2010 8:26`. The shop's own
/// time of day is taken as UTC. Prices are pounds sterling.
///
/// **Goods and services.** A stock code is left out, with its lines, where it names a service: single
/// letters, the list `SERVICES` and what begins like `SERVICE_PREFIXES` in `rules.rs`. The customers of
/// such lines are members all the same. Codes and invoice numbers are compared in capitals.
///
/// **Orders.** The lines of an invoice are one order in state `Invoiced`, placed at its earliest minute,
/// its lines in the order of the file; it belongs to the first customer it names, to nobody where it
/// names none. A number that begins with C is a cancellation: an order in state `Cancelled`, its
/// quantities made positive. The same product twice stays twice, unless the two lines agree in every
/// column: then the second is left out, as the second year of the published file already leaves it out.
/// An invoice that keeps no line is no order.
///
/// **Gifts.** A line at price zero with a customer is a gift and stays; without one it is a movement of
/// stock and is left out.
///
/// **Products.** The title is the most frequent description, of several the one used last, made readable
/// (`titles.rs`); a product that nobody described is called by its code. The price is the newest above
/// zero on an invoice; failing that, on a cancellation; a product without either is left out with its
/// lines. Stock is not known.
///
/// **Members** have a key and the country of their latest line.
///
/// # Errors
/// Where the file is not of this format, is damaged, or the shop does not take what was read. Bad lines
/// are no errors: the [`Report`] has them.
pub async fn online_retail(
    file: &Path,
    rejects: Option<&Path>,
    into: &Shop<'_>,
    progress: &dyn Progress,
) -> Result<Report, ImportError> {
    let started = Instant::now();
    let (path, list) = (file.to_owned(), rejects.map(Path::to_owned));
    let read = move |speaker| read(&path, list.as_deref(), speaker);
    let reading = aside(file, progress, read).await?;
    let reading_s = started.elapsed().as_secs_f64();
    let stored = store::store(&reading.books, into, progress).await?;
    let (orders, cancellations) = reading.books.orders();
    let report = Report {
        file: file.to_owned(),
        format: reading.format,
        lines_read: reading.lines_read,
        lines_kept: reading.books.lines() as u64,
        gifts: reading.books.gifts() as u64,
        left_out: reading.rejects.counts,
        examples: reading.rejects.examples,
        rejects: reading.rejects_file,
        invoices_without_goods: reading.invoices - orders as u64,
        cancellations: cancellations as u64,
        products: stored.products.into(),
        members: stored.members.into(),
        orders: stored.orders.into(),
        reading_s,
        storing_s: started.elapsed().as_secs_f64() - reading_s,
        ..Report::default()
    };
    tracing::info!(
        lines = report.lines_read,
        kept = report.lines_kept,
        orders,
        "imported {}",
        file.display()
    );
    Ok(report)
}

/// A file that has been read.
struct Reading {
    format: String,
    lines_read: u64,
    /// How many different invoices the lines name.
    invoices: u64,
    books: Books,
    rejects: Rejects,
    rejects_file: Option<PathBuf>,
}

/// The sink that fills a ledger.
struct Reader {
    ledger: Ledger,
    rejects: Rejects,
    lines_read: u64,
    speaker: Speaker,
}

impl Reader {
    fn refuse(&mut self, reject: Reject) -> Result<(), ImportError> {
        self.lines_read += 1;
        self.rejects.add(reject)
    }
}

impl Sink for Reader {
    fn row(&mut self, row: &Row<'_>) -> Result<(), ImportError> {
        match self.ledger.take(row) {
            Ok(()) => {
                self.lines_read += 1;
                Ok(())
            }
            Err((field, reason)) => {
                let value = field.cell(row).to_string();
                self.refuse(Reject {
                    line: row.number,
                    field: field.name(),
                    value,
                    reason,
                })
            }
        }
    }

    fn malformed(
        &mut self,
        number: u64,
        detail: &str,
        _fields: &[Cow<'_, str>],
    ) -> Result<(), ImportError> {
        self.refuse(Reject {
            line: number,
            field: "line",
            value: detail.to_owned(),
            reason: Reason::Malformed,
        })
    }

    fn progress(&mut self, done: u64, total: u64) -> Result<(), ImportError> {
        self.speaker.say(done, total)
    }
}

fn read(path: &Path, list: Option<&Path>, speaker: Speaker) -> Result<Reading, ImportError> {
    let file = RowFile::open(path, None)?;
    let names = Field::ALL.map(Field::name);
    let places =
        Field::places(&file.columns).map_err(|missing| file.columns_error(&missing, &names))?;
    let rejects = Rejects::new(list)?;
    let mut reader = Reader {
        ledger: Ledger::default(),
        rejects,
        lines_read: 0,
        speaker,
    };
    let format = file.read(&places, &mut reader)?;
    let Reader {
        ledger,
        mut rejects,
        lines_read,
        ..
    } = reader;
    if lines_read == 0 {
        return Err(ImportError::Empty(path.to_owned()));
    }
    let invoices = ledger.invoices.len() as u64;
    let books = Books::close(ledger, &mut rejects)?;
    let rejects_file = rejects.publish()?;
    Ok(Reading {
        format,
        lines_read,
        invoices,
        books,
        rejects,
        rejects_file,
    })
}
