//! Data in: the starter shop, a shop's own files, the index.

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

pub(super) async fn demo(settings: &Settings) -> Result<()> {
    let books = app::open_books(settings).await?;
    let starter = demo::starter()?;
    let loaded = demo::load(&starter, &books.catalog, &books.members, &books.orders).await?;
    eprintln!("{}", starter.notice.in_language(Language::English));
    let rows = [
        ("products", loaded.products),
        ("members", loaded.members),
        ("orders", loaded.orders),
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
    eprintln!("try: storekeeper chat --as member:M1001");
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
