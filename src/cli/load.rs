//! Data in: the demo shop, the index.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::app::{self, Books, Trained};
use crate::config::Settings;
use crate::db::Changes;
use crate::demo;
use crate::ids::Language;
use crate::retrieval::Indexed;

use super::progress::Stages;
use super::serve::{self, Serve};
use super::terminal::table;

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
    /// Then open the shop for a browser on this machine, where one may sign in as any of the members
    #[arg(long)]
    serve: bool,
    /// With --serve: the address and port to listen on [default: the setting `listen`, 127.0.0.1:7777]
    #[arg(long, value_name = "ADDRESS", requires = "serve")]
    listen: Option<SocketAddr>,
    /// With --serve: answer in fixed phrases, without loading a model
    #[arg(long, requires = "serve")]
    no_model: bool,
}

/// The settings under which the demo's orders are as old as the simulation left them.
fn in_the_demo(settings: &Settings) -> Settings {
    let today = settings.today.clone().unwrap_or_else(demo::today);
    Settings {
        today: Some(today),
        ..settings.clone()
    }
}

/// Beyond so many members, what they look at is simulated only where it is asked for.
const BROWSING: usize = 50_000;

pub(super) async fn demo(settings: &Settings, wanted: Demo) -> Result<()> {
    let place = if wanted.serve {
        let wanted = Serve::demo(wanted.listen, wanted.no_model);
        Some(serve::take_place(&in_the_demo(settings), &wanted).await?)
    } else {
        None
    };
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
    let recomputed = {
        let stages = Stages::new();
        let done = |done, total| stages.at("tiers and points", done, total);
        books.loyalty.recompute(demo::end(), done).await?
    };
    books.campaigns.follow_reach(true).await?;
    let pictures = demo::write_pictures(&app::pictures_folder(settings))?;
    eprintln!("{}", shop.notice.in_language(Language::English));
    let rows = [
        ("products", loaded.products),
        ("pictures", pictures),
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
    eprintln!("{}", super::loyalty::recomputed(&recomputed));
    rebuild(settings, &books).await?;
    eprintln!("{}", super::train::said(&train(settings, &books).await?));
    match super::train::insights(&books).await {
        Ok(overview) => eprintln!("{}", super::insight::said(&overview)),
        // A shop of a few members is no reason to stop: the rest of it works.
        Err(error) => eprintln!("no insights: {error}"),
    }
    if let Some(place) = place {
        drop(books);
        return Box::pin(serve::open(place)).await;
    }
    eprintln!("to see the shop in a browser: storekeeper demo --serve");
    eprintln!(
        "its last orders are of {today}: with STOREKEEPER_TODAY={today} they can still be sent back",
        today = demo::today()
    );
    match loaded.example {
        Some(member) => eprintln!("try: storekeeper chat --as member:{member}"),
        None => eprintln!("try: storekeeper chat"),
    }
    Ok(())
}

/// Trains the recommender on what was loaded.
async fn train(settings: &Settings, books: &Books) -> Result<Trained> {
    let retrieval = app::open_retrieval(settings).await?;
    super::train::trained(books, Some(&retrieval), false).await
}

pub(super) async fn index(settings: &Settings) -> Result<()> {
    let books = app::open_books(settings).await?;
    rebuild(settings, &books).await
}

/// Brings the indexes up to date and says what was done.
pub(super) async fn rebuild(settings: &Settings, books: &Books) -> Result<()> {
    let began = std::time::Instant::now();
    let indexed = {
        let stages = Stages::new();
        let told = |stage, done, total| stages.at(stage, done, total);
        app::index_all(settings, books, &told).await?
    };
    let said = |indexed: Indexed, name: &str| {
        let count = indexed.products;
        if indexed.unchanged {
            return format!("{count} {name} as before");
        }
        match indexed.terms_only {
            0 => format!("{count} {name}"),
            some => format!("{count} {name} ({some} of them by their words only)"),
        }
    };
    eprintln!(
        "indexed {}, {}, {} in {:.1} s",
        said(indexed.products, "products"),
        said(indexed.passages, "policies and reviews"),
        said(indexed.profiles, "member profiles"),
        began.elapsed().as_secs_f64()
    );
    Ok(())
}
