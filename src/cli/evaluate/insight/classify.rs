//! `storekeeper evaluate classify`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::cli::Json;
use crate::cli::progress::Stages;
use crate::cli::terminal::{starred, table};
use crate::evaluation::{self, ClassifyTask};
use crate::learn::classify::chosen::Family;

use super::read;

/// `storekeeper evaluate classify`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateClassify {
    /// The table: CSV with the names of the columns in its first line
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The column that is to be told by the others; it has two values
    #[arg(long, value_name = "COLUMN")]
    target: String,
    /// The value of it that counts as positive; without it yes, true or 1, or else the rarer one
    #[arg(long, value_name = "VALUE")]
    positive: Option<String>,
    /// What separates the columns
    #[arg(long, value_name = "CHARACTER", default_value = ",", value_parser = super::super::delimiter)]
    delimiter: u8,
    /// The models: all, default, or names with commas between them
    #[arg(long, value_name = "NAMES", default_value = "all")]
    models: String,
    /// Parts of the cross-validation
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u8).range(2..))]
    folds: u8,
    /// Ways to part the rows, over which figures are means
    #[arg(long, value_name = "COUNT", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..))]
    seeds: u8,
    #[command(flatten)]
    json: Json,
}

pub(in crate::cli::evaluate) fn classify(wanted: &EvaluateClassify) -> Result<()> {
    let families = families(&wanted.models)?;
    let file = read(&wanted.data, wanted.delimiter)?;
    let task = ClassifyTask {
        target: &wanted.target,
        positive: wanted.positive.as_deref(),
        families: &families,
        folds: wanted.folds.into(),
        seeds: wanted.seeds.into(),
    };
    let report = {
        let stages = Stages::new();
        let progress = |stage: &str, share: f64| stages.share(stage, share);
        evaluation::bench_classify(&file, &task, &progress)
            .with_context(|| wanted.data.display().to_string())?
    };
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!(
        "{} rows, {} of them {} ({:.1} s).",
        report.rows, report.positives, report.positive, report.seconds
    );
    if !report.left_out.is_empty() {
        println!(
            "Left out, as they tell nothing: {}",
            report.left_out.join(", ")
        );
    }
    let rows = report.models.iter().map(|model| {
        let [[tn, fp], [fn_, tp]] = model.confusion;
        [
            starred(model.name, model.default),
            format!("{:.4} ± {:.4}", model.auc, model.auc_sd),
            format!("{:.4}", model.average_precision),
            format!("{:.4}", model.accuracy),
            format!("{:.4}", model.ece),
            format!("{tn} {fp} / {fn_} {tp}"),
        ]
    });
    let head = [
        "model",
        "AUC ± sd of parts",
        "average precision",
        "accuracy",
        "ECE",
        "tn fp / fn tp",
    ];
    println!("{}", table(&head, rows));
    println!("* the one that the shop uses");
    if let Some(model) = report.models.iter().find(|model| model.default) {
        println!("How far what {} says can be relied on:", model.name);
        let rows = model.reliability.iter().map(|bin| {
            [
                bin.rows.to_string(),
                format!("{:.3}", bin.said),
                format!("{:.3}", bin.so),
            ]
        });
        println!("{}", table(&["rows", "said", "so"], rows));
    }
    Ok(())
}

/// The models that are asked for.
fn families(names: &str) -> Result<Vec<Family>> {
    match names {
        "all" => return Ok(Family::ALL.to_vec()),
        "default" => return Ok(vec![Family::DEFAULT]),
        _ => {}
    }
    let known = || Family::ALL.map(Family::name).join(", ");
    let mut families = Vec::new();
    for name in names.split(',').map(str::trim) {
        let family = Family::ALL.into_iter().find(|family| family.name() == name);
        let Some(family) = family else {
            bail!(
                "there is no model `{name}`: there are {}, all and default",
                known()
            );
        };
        if !families.contains(&family) {
            families.push(family);
        }
    }
    Ok(families)
}
