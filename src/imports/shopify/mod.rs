//! Shopify's CSV exports: their rules stand at [`shopify()`].

mod columns;
mod customers;
mod orders;
mod products;

use std::path::Path;

use super::error::ImportError;
use super::progress::Progress;
use super::report::Report;
use super::rows::{Row, RowFile, Sink};
use super::run::{self, Reading, Speaker};
use super::{Options, Shop};
use crate::money::Currency;

use columns::Columns;

/// Which of Shopify's exports a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShopifyFile {
    /// Products > Export.
    Products,
    /// Customers > Export.
    Customers,
    /// Orders > Export.
    Orders,
}

impl ShopifyFile {
    /// Tells by its columns which export `file` is.
    ///
    /// # Errors
    /// Where it cannot be read or is none of them.
    pub fn of(file: &Path) -> Result<Self, ImportError> {
        Self::with_columns(&RowFile::open(file, None)?)
    }

    fn with_columns(rows: &RowFile) -> Result<Self, ImportError> {
        let has = |name: &str| {
            rows.columns
                .iter()
                .any(|column| column.eq_ignore_ascii_case(name))
        };
        if has("Lineitem quantity") {
            Ok(Self::Orders)
        } else if has("Title") && (has("Handle") || has("URL handle")) {
            Ok(Self::Products)
        } else if has("Email") && has("First Name") {
            Ok(Self::Customers)
        } else {
            Err(ImportError::Map {
                place: rows.path.display().to_string(),
                problem: "these are not the columns of Shopify's products, customers or orders export; \
                          export it from the shop's admin as plain CSV, or import any other file with \
                          storekeeper import products|members|orders"
                    .to_owned(),
            })
        }
    }

    /// The currency that an orders export names first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn currency(file: &Path) -> Result<Option<Currency>, ImportError> {
        let rows = RowFile::open(file, None)?;
        let place = rows
            .columns
            .iter()
            .position(|column| column.eq_ignore_ascii_case("Currency"));
        let Some(place) = place else { return Ok(None) };
        let mut first = FirstCurrency(None);
        match rows.read(&[place], &mut first) {
            Ok(_) | Err(ImportError::Stopped) => Ok(first.0),
            Err(error) => Err(error),
        }
    }
}

/// Imports a CSV file that Shopify exported: products, customers or orders, told apart by their columns,
/// with the long-standing names of the columns or those of 2024 (Shopify Help Center, "Using CSV files to
/// import and export products", "Exporting customers", "Exporting orders").
///
/// **Products.** Each variant with a price is a product of its own, because its price and stock are its
/// own: the title is the product's with the option values behind it, `Farmhouse Mug - Oat`, as Shopify
/// writes it on orders. The key is the SKU; without one, or where an earlier variant has it, the title in
/// small letters with hyphens. Options, weight and metafields are attributes; HTML becomes text; the type
/// is the category, or else the last part of the product category. Drafts, archived and unpublished
/// products are left out. The picture is the variant's, else the product's first. Stock is unknown where it
/// is not tracked or sold on when there is none. The export names no currency: [`Options::currency`] does.
///
/// **Customers** are members under their customer number, without one under their mail address.
///
/// **Orders** are called by their name without `#`. Who ordered is found by mail address among the members,
/// so import the customers first; somebody who is not among them becomes a member under the address. An
/// order is cancelled, returned (refunded in full), shipped (fulfilled, also in part) or placed. Prices
/// are those of the line, without discounts of the order. A product that is not in the catalogue is added
/// as sold out.
///
/// # Errors
/// Where the file is none of these, is damaged, or the shop does not take what was read. Bad lines are no
/// errors: the [`Report`] has them.
pub async fn shopify(
    file: &Path,
    options: &Options,
    into: &Shop<'_>,
    progress: &dyn Progress,
) -> Result<Report, ImportError> {
    let (path, settings) = (file.to_owned(), options.clone());
    let read = move |speaker| read(&path, &settings, &speaker);
    run::import(file, options, into, progress, read).await
}

fn read(path: &Path, options: &Options, speaker: &Speaker) -> Result<Reading, ImportError> {
    let file = RowFile::open(path, None)?;
    let kind = ShopifyFile::with_columns(&file)?;
    if kind == ShopifyFile::Products && options.currency.is_none() {
        return Err(ImportError::Map {
            place: path.display().to_string(),
            problem: "Shopify's product export does not name the shop's currency; add --currency GBP (or \
                      whichever it is), or import it together with the orders export, which does"
                .to_owned(),
        });
    }
    let columns = Columns::find(&file, kind)?;
    let mut taker = match kind {
        ShopifyFile::Products => Taker::Products(products::Products::default()),
        ShopifyFile::Customers => Taker::Customers,
        ShopifyFile::Orders => Taker::Orders(orders::Heads::default()),
    };
    let reading = run::read_rows(file, &columns.wanted, speaker, &mut |row, reading| {
        let Reading {
            harvest,
            orders,
            findings,
            ..
        } = reading;
        let mut line = columns::Line {
            columns: &columns,
            row,
            findings,
        };
        let taken = match &mut taker {
            Taker::Products(products) => products.take(&mut line, options, harvest),
            Taker::Customers => customers::take(&mut line, harvest),
            Taker::Orders(heads) => heads.take(&mut line, options, orders),
        };
        if let Err((field, reason)) = taken {
            let value = line.value(field).cell.to_string();
            line.findings.leave_out(row.number, field, &value, reason);
        }
    })?;
    Ok(Reading {
        format: format!("{}, Shopify's {kind:?}", reading.format),
        ..reading
    })
}

/// Takes the rows of one export.
enum Taker {
    Products(products::Products),
    Customers,
    Orders(orders::Heads),
}

/// The sink that stops at the first currency.
struct FirstCurrency(Option<Currency>);

impl Sink for FirstCurrency {
    fn row(&mut self, row: &Row<'_>) -> Result<(), ImportError> {
        self.0 = Currency::parse(&row.cells[0].text()).ok();
        if self.0.is_some() {
            Err(ImportError::Stopped)
        } else {
            Ok(())
        }
    }
}
