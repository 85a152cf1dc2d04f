//! The format `online-retail`: its rules stand at [`online_retail()`].
//!
//! `cell` is one value of a file, `csv_file` and `parquet_file` find them, `rules` and `titles` read
//! them, `ledger` keeps the lines as numbers, `books` makes products, members and orders of them, `store`
//! puts those into the shop.

mod books;
mod cell;
mod csv_file;
mod ledger;
mod parquet_file;
mod rules;
mod store;
mod titles;

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::time::Instant;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::Shop;
use super::error::ImportError;
use super::progress::Progress;
use super::rejects::Rejects;
use super::report::{Reject, Report};
use books::Books;
use cell::{Field, RawLine};
use ledger::Ledger;

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
    let reading = read_aside(file, rejects, progress).await?;
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

/// Takes the lines of a file as they are read.
trait Sink {
    fn line(&mut self, line: &RawLine<'_>) -> Result<(), ImportError>;
    fn refuse(&mut self, reject: Reject) -> Result<(), ImportError>;
    fn progress(&mut self, done: u64, total: u64) -> Result<(), ImportError>;
}

/// Where a [`Sink`] says how far it is: parts done, parts in all.
type Speaker = UnboundedSender<(u64, u64)>;

/// A file that has been read.
struct Reading {
    format: &'static str,
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

impl Sink for Reader {
    fn line(&mut self, line: &RawLine<'_>) -> Result<(), ImportError> {
        match self.ledger.take(line) {
            Ok(()) => {
                self.lines_read += 1;
                Ok(())
            }
            Err((field, reason)) => {
                let value = line.cell(field).to_string();
                self.refuse(Reject {
                    line: line.number,
                    field: field.name(),
                    value,
                    reason,
                })
            }
        }
    }

    fn refuse(&mut self, reject: Reject) -> Result<(), ImportError> {
        self.lines_read += 1;
        self.rejects.add(reject)
    }

    fn progress(&mut self, done: u64, total: u64) -> Result<(), ImportError> {
        // Nobody listens any more when the import has been dropped.
        self.speaker
            .send((done, total))
            .map_err(|_| ImportError::Stopped)
    }
}

/// Reads on a thread of its own, so that the runtime's threads stay free, and passes its progress on.
async fn read_aside(
    file: &Path,
    rejects: Option<&Path>,
    progress: &dyn Progress,
) -> Result<Reading, ImportError> {
    let (speaker, mut listener) = unbounded_channel();
    let (path, list) = (file.to_owned(), rejects.map(Path::to_owned));
    let reading = tokio::task::spawn_blocking(move || read(&path, list.as_deref(), speaker));
    while let Some((done, total)) = listener.recv().await {
        progress.at("reading", done, total);
    }
    reading.await.unwrap_or_else(|failure| {
        Err(if failure.is_panic() {
            ImportError::Damaged {
                file: file.to_owned(),
                detail: "its contents make no sense".to_owned(),
            }
        } else {
            ImportError::Stopped
        })
    })
}

fn read(path: &Path, list: Option<&Path>, speaker: Speaker) -> Result<Reading, ImportError> {
    let (file, kind) = open(path)?;
    let rejects = Rejects::new(list)?;
    let mut reader = Reader {
        ledger: Ledger::default(),
        rejects,
        lines_read: 0,
        speaker,
    };
    let format = match kind {
        FileKind::Csv => csv_file::read(path, file, &mut reader)?,
        FileKind::Parquet => parquet_file::read(path, file, &mut reader)?,
    };
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

/// What a file's first bytes say.
enum FileKind {
    Csv,
    Parquet,
}

/// Opens the file and tells its kind by its contents, whatever its name.
fn open(path: &Path) -> Result<(File, FileKind), ImportError> {
    let unreadable = |source| ImportError::Read {
        file: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(ImportError::Folder(path.to_owned()));
    }
    let mut start = Vec::new();
    file.by_ref()
        .take(4_096)
        .read_to_end(&mut start)
        .map_err(unreadable)?;
    file.rewind().map_err(unreadable)?;
    let other = |kind, remedy| ImportError::Kind {
        file: path.to_owned(),
        kind,
        remedy,
    };
    match start.as_slice() {
        [] => Err(ImportError::Empty(path.to_owned())),
        [b'P', b'A', b'R', b'1', ..] => Ok((file, FileKind::Parquet)),
        [b'P', b'K', 3, 4, ..] => Err(other(
            "an Excel workbook or a ZIP archive",
            "save its sheet as CSV, or unpack it",
        )),
        [0x1f, 0x8b, ..] => Err(other("compressed with gzip", "unpack it first")),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            Err(other("text in UTF-16", "save it as CSV in UTF-8"))
        }
        bytes if bytes.contains(&0) => Err(other(
            "neither Parquet nor CSV",
            "name the file with the shop's order lines",
        )),
        _ => Ok((file, FileKind::Csv)),
    }
}

fn columns_error(path: &Path, missing: &[&str], found: &[String]) -> ImportError {
    let mut found = found.join(", ");
    if let Some((end, _)) = found.char_indices().nth(300) {
        found.truncate(end);
        found.push('…');
    }
    ImportError::Columns {
        file: path.to_owned(),
        missing: missing.join(", "),
        found,
        expected: Field::ALL.map(Field::name).join(", "),
    }
}
