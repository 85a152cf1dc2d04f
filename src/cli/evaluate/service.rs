//! `storekeeper evaluate service`.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::app;
use crate::cli::Json;
use crate::cli::progress::Stages;
use crate::cli::terminal::table;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::evaluation::{self, Forbidden, ServiceDesk};
use crate::imports::{self, Options, Shop, Silent};

/// Lines of what differs that are printed one by one.
const LISTED: usize = 20;

/// `storekeeper evaluate service`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateService {
    /// The shop: db.json of tau2-bench's retail domain
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    /// The tasks with their reference actions, JSON
    #[arg(long, value_name = "FILE")]
    tasks: PathBuf,
    /// The records that differ after each task, JSON
    #[arg(long, value_name = "FILE")]
    expected: PathBuf,
    /// Write the changed records of each task there, in the form of the expected ones
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn service(settings: &Settings, wanted: EvaluateService) -> Result<()> {
    let file = |path: &Path| path.display().to_string();
    let books =
        evaluation::read_service_books(&read(&wanted.db)?).with_context(|| file(&wanted.db))?;
    let tasks = evaluation::read_service_tasks(&read(&wanted.tasks)?)
        .with_context(|| file(&wanted.tasks))?;
    let expected = evaluation::read_service_expected(&read(&wanted.expected)?)
        .with_context(|| file(&wanted.expected))?;
    if tasks.is_empty() {
        bail!("{} has no tasks", file(&wanted.tasks));
    }
    let folder = tempfile::tempdir().context("a folder for copies of the shop")?;
    let original = Settings {
        data: folder.path().join("original"),
        database_url: None,
        ..settings.clone()
    };
    let stages = Stages::new();
    stages.at("loading the shop", 0, 1);
    load(&original, &wanted.db).await?;
    let copies = AtomicUsize::new(0);
    // Every task begins with the shop as it was.
    let fresh = || {
        let number = copies.fetch_add(1, Ordering::Relaxed);
        let (original, place) = (&original, folder.path().join(number.to_string()));
        async move {
            desk(original, &place)
                .await
                .map_err(|error| format!("{error:#}"))
        }
    };
    let total = tasks.len() as u64;
    let done = |done: usize| stages.at("tasks", done as u64, total);
    let report = evaluation::bench_service(&books, &tasks, &expected, fresh, done).await?;
    drop(stages);
    if let Some(out) = &wanted.out {
        let text = serde_json::to_string_pretty(&report.outcomes)?;
        std::fs::write(out, text).with_context(|| file(out))?;
    }
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    let refused = |of: Forbidden| format!("{} of {} refused", of.refused, of.tried);
    let rows = vec![
        vec![
            "changed records equal".to_owned(),
            format!("{} of {} tasks", report.equal, report.tasks),
        ],
        vec![
            "forbidden actions in the tasks".to_owned(),
            refused(report.forbidden),
        ],
        vec![
            "forbidden actions tried besides".to_owned(),
            refused(report.probes),
        ],
        vec![
            "actions that failed, for any reason".to_owned(),
            report.failed_actions.to_string(),
        ],
    ];
    println!("{}", table(&["", ""], rows));
    if !report.defect_repeated.is_empty() {
        println!(
            "In {} of these (tasks {}) the benchmark's own code is wrong: it writes the last new article's price and \
             options into every changed line, or refunds refunds. Our records are right; they were compared with \
             that defect repeated.",
            report.defect_repeated.len(),
            report.defect_repeated.join(", ")
        );
    }
    for miss in report.misses.iter().take(LISTED) {
        println!("{miss}");
    }
    if report.misses.len() > LISTED {
        println!("... and {} more", report.misses.len() - LISTED);
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Puts the shop of `db` into the data folder of `settings`.
async fn load(settings: &Settings, db: &Path) -> Result<()> {
    tokio::fs::create_dir_all(&settings.data).await?;
    let books = app::open_books(settings).await?;
    let shop = Shop {
        catalog: &books.catalog,
        members: &books.members,
        orders: &books.orders,
        events: &books.events,
    };
    let options = Options {
        rejects: None,
        dry_run: false,
        currency: None,
        now: SystemClock.now(),
    };
    let report = imports::tau2_retail(db, &options, &shop, &Silent).await?;
    if report.lines_read != report.lines_kept {
        bail!(
            "{}: {} of {} records cannot be used; `storekeeper import tau2-retail` lists them",
            db.display(),
            report.lines_read - report.lines_kept,
            report.lines_read
        );
    }
    Ok(())
}

/// A copy of the shop in the folder `place`.
async fn desk(original: &Settings, place: &Path) -> Result<ServiceDesk> {
    tokio::fs::create_dir_all(place).await?;
    let settings = app::copy_of(original, place).await?;
    let books = app::open_books(&settings).await?;
    Ok(ServiceDesk {
        catalog: books.catalog,
        members: books.members,
        orders: books.orders,
    })
}
