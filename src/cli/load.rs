//! Data in: the demo shop, a shop's own files, the index.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::app::{self, Books};
use crate::config::Settings;
use crate::db::Changes;
use crate::ids::Language;
use crate::{demo, imports};

use super::Json;
use super::progress::Stages;
use super::terminal::table;

/// Formats that can be taken in.
#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Order lines in the columns of the UCI Online Retail data set: Parquet or CSV
    #[command(
        after_help = "Example:\n  storekeeper import online-retail orders.parquet --rejects rejects.csv"
    )]
    OnlineRetail(OnlineRetail),
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

pub(super) async fn import(settings: &Settings, import: Import) -> Result<()> {
    let Import::OnlineRetail(wanted) = import;
    let books = app::open_books(settings).await?;
    let shop = imports::Shop {
        catalog: &books.catalog,
        members: &books.members,
        orders: &books.orders,
    };
    let report = {
        let stages = Stages::new();
        imports::online_retail(&wanted.file, wanted.rejects.as_deref(), &shop, &stages).await?
    };
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!(
            "{}",
            table(
                &["", ""],
                report.rows().into_iter().map(|(name, value)| [name, value])
            )
        );
    }
    if wanted.no_index {
        Ok(())
    } else {
        rebuild(settings, &books).await
    }
}

/// `storekeeper demo`
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// How many members; member 1 of 2000 is member 1 of 700000
    #[arg(long, value_name = "N", default_value_t = 2000)]
    members: usize,
    /// The seed of the simulation; what is measured against the demo shop is measured with the default
    #[arg(long, default_value_t = demo::SEED)]
    seed: u64,
    /// Simulate what people look at, which is done anyway for up to 50000 members
    #[arg(long)]
    browsing: bool,
    /// Write what no shop can know (rates, lapses, effects of campaigns) into this file, a line of JSON a member
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
}

/// Beyond so many members, what they look at is simulated only where it is asked for.
const BROWSING: usize = 50_000;

pub(super) async fn demo(settings: &Settings, wanted: Demo) -> Result<()> {
    let books = app::open_books(settings).await?;
    let shop = demo::demo_shop()?;
    let browsing = wanted.browsing || wanted.members <= BROWSING;
    let simulation = demo::Simulation::new(&shop, wanted.seed, browsing);
    let rooms = demo::Books {
        catalog: &books.catalog,
        members: &books.members,
        orders: &books.orders,
        events: &books.events,
    };
    let loaded = {
        let stages = Stages::new();
        let done = |done: usize| stages.at("people", done as u64, wanted.members as u64);
        let truth = wanted.truth.as_deref();
        demo::load_demo(&shop, &simulation, wanted.members, rooms, truth, done).await?
    };
    eprintln!("{}", shop.notice.in_language(Language::English));
    let rows = [
        ("products", loaded.products),
        ("policies", loaded.policies),
        ("reviews", loaded.reviews),
        ("members", loaded.members),
        ("orders", loaded.orders),
        ("events", loaded.events),
    ];
    let row = |(name, changes): (&str, Changes)| {
        [
            name.to_owned(),
            changes.added.to_string(),
            changes.changed.to_string(),
            changes.unchanged.to_string(),
        ]
    };
    println!(
        "{}",
        table(&["", "added", "changed", "unchanged"], rows.map(row))
    );
    rebuild(settings, &books).await?;
    match loaded.example {
        Some(member) => eprintln!("try: storekeeper chat --as member:{member}"),
        None => eprintln!("try: storekeeper chat"),
    }
    Ok(())
}

pub(super) async fn index(settings: &Settings) -> Result<()> {
    let books = app::open_books(settings).await?;
    rebuild(settings, &books).await
}

async fn rebuild(settings: &Settings, books: &Books) -> Result<()> {
    let retrieval = app::open_retrieval(settings).await?;
    let products = books.catalog.all().await?;
    let began = std::time::Instant::now();
    let indexed = {
        let stages = Stages::new();
        retrieval.index(&products, &stages).await?
    };
    let by_terms = match indexed.terms_only {
        0 => String::new(),
        some => format!(", {some} of them by their words only"),
    };
    eprintln!(
        "indexed {} products in {:.1} s{by_terms}",
        indexed.products,
        began.elapsed().as_secs_f64()
    );
    Ok(())
}
