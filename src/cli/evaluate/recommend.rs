//! `storekeeper evaluate recommend`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::app;
use crate::cli::Json;
use crate::cli::progress::Stages;
use crate::cli::terminal::table;
use crate::config::Settings;
use crate::evaluation::{self, Protocol, RecommendReport, Test};
use crate::insights::recommend::{Family, browse_paths};
use crate::learn::{Attributes, Sequences};

/// `storekeeper evaluate recommend`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateRecommend {
    /// What each user took: `user item item ...` a line, the oldest first
    #[arg(long, value_name = "FILE", required_unless_present = "browsing")]
    sequences: Option<PathBuf>,
    /// Instead of a file: the visits that the shop's own books have, the next page of each to be foretold
    #[arg(long, conflicts_with_all = ["sequences", "attributes"])]
    browsing: bool,
    /// What a user had may come again, as the pages of a browse path do
    #[arg(long)]
    repeats: bool,
    /// What items are like: one JSON object, {"item": [attribute, ...]}
    #[arg(long, value_name = "FILE")]
    attributes: Option<PathBuf>,
    /// What models are fitted on: all but the last two items of each user, or all but the last
    #[arg(long, value_enum, default_value_t = Held::Strict)]
    protocol: Held,
    /// default, fast, all, or names with commas between
    #[arg(long, default_value = "fast")]
    models: String,
    #[command(flatten)]
    json: Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Held {
    /// All but the last two
    Strict,
    /// All but the last
    Refit,
}

pub(super) async fn recommend(settings: &Settings, wanted: &EvaluateRecommend) -> Result<()> {
    let families = families(&wanted.models)?;
    let (sequences, attributes) = if let Some(path) = &wanted.sequences {
        read(path, wanted.attributes.as_ref())?
    } else {
        (visits(settings).await?, Attributes::default())
    };
    let protocol = match wanted.protocol {
        Held::Strict => Protocol::Strict,
        Held::Refit => Protocol::Refit,
    };
    let test = Test {
        protocol,
        repeats: wanted.repeats || wanted.browsing,
    };
    let stages = Stages::new();
    let progress = |stage: &str, share: f64| stages.share(stage, share);
    let report = evaluation::bench_recommend(&sequences, &attributes, test, &families, &progress)?;
    drop(stages);
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print(&report, test.repeats);
    }
    Ok(())
}

/// The visits of the shop's own books.
async fn visits(settings: &Settings) -> Result<Sequences> {
    let books = app::open_books(settings).await?;
    let (paths, _) = browse_paths(&books.events.views().await?);
    if paths.is_empty() {
        bail!(
            "no visit with two pages is kept: events come in at /v1/track, or by `storekeeper import events`"
        );
    }
    Ok(paths)
}

/// The sequences and attributes of files.
fn read(sequences: &Path, attributes: Option<&PathBuf>) -> Result<(Sequences, Attributes)> {
    let text =
        |path: &Path| std::fs::read_to_string(path).with_context(|| path.display().to_string());
    let file = evaluation::read_sequences(&text(sequences)?);
    let file = file.with_context(|| sequences.display().to_string())?;
    let attributes = match attributes {
        None => Attributes::default(),
        Some(path) => evaluation::read_attributes(&text(path)?, &file)
            .with_context(|| path.display().to_string())?,
    };
    Ok((file.sequences, attributes))
}

fn families(wanted: &str) -> Result<Vec<Family>> {
    let all = Family::ALL.into_iter();
    Ok(match wanted {
        "all" => all.collect(),
        "fast" => all.filter(|family| family.is_fast()).collect(),
        "default" => all.filter(|family| family.is_default()).collect(),
        names => {
            let mut families = Vec::new();
            for name in names
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
            {
                let Some(family) = Family::named(name) else {
                    let known: Vec<&str> = Family::ALL.iter().map(|family| family.name()).collect();
                    bail!(
                        "there is no model `{name}`; there are {}, and default, fast and all",
                        known.join(", ")
                    );
                };
                families.push(family);
            }
            if families.is_empty() {
                bail!("`--models` names no model");
            }
            families
        }
    })
}

fn print(report: &RecommendReport, repeats: bool) {
    println!(
        "{} users, {} items; {} users tested: the last item of each, among all items{}.",
        report.users,
        report.items,
        report.tested,
        if repeats {
            ""
        } else {
            " that they had not taken"
        }
    );
    let rows = report.models.iter().map(|model| {
        let quality = &model.quality;
        let numbers = [
            quality.hr_5,
            quality.hr_10,
            quality.hr_20,
            quality.ndcg_5,
            quality.ndcg_10,
            quality.ndcg_20,
        ];
        let name = if model.default {
            format!("{} (default)", model.name)
        } else {
            model.name.to_owned()
        };
        let mut cells = vec![name];
        cells.extend(numbers.map(|number| format!("{number:.4}")));
        cells.push(format!("{:.1}", model.fit_s));
        cells.push(format!(
            "{:.2} / {:.2}",
            model.answer_ms_p50, model.answer_ms_p99
        ));
        cells
    });
    let head = [
        "model",
        "HR@5",
        "HR@10",
        "HR@20",
        "NDCG@5",
        "NDCG@10",
        "NDCG@20",
        "fit s",
        "answer ms p50 / p99",
    ];
    println!("{}", table(&head, rows));
}
