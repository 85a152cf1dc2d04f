//! `storekeeper evaluate uplift`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::cli::Json;
use crate::cli::progress::Stages;
use crate::cli::terminal::{starred, table};
use crate::evaluation::{self, LearnerReport, UpliftTask};

use super::read;

/// `storekeeper evaluate uplift`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateUplift {
    /// The table of a trial: CSV with the names of the columns in its first line
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The column that says who was treated: by lot, each with the same probability
    #[arg(long, value_name = "COLUMN")]
    treatment: String,
    /// The value of it that means so; without it 1, true or yes
    #[arg(long, value_name = "VALUE")]
    treated: Option<String>,
    /// The column that says with whom it came about; it has two values
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// The value of it that means so; without it 1, true or yes, or else the rarer one
    #[arg(long, value_name = "VALUE")]
    positive: Option<String>,
    /// What separates the columns
    #[arg(long, value_name = "CHARACTER", default_value = ",", value_parser = super::super::delimiter)]
    delimiter: u8,
    /// Parts of the cross-fitting
    #[arg(long, value_name = "COUNT", default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..))]
    folds: u8,
    /// Resamples for the errors
    #[arg(long, value_name = "COUNT", default_value_t = 200, value_parser = clap::value_parser!(u16).range(2..))]
    resamples: u16,
    /// What the parts and resamples are drawn by
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    json: Json,
}

pub(in crate::cli::evaluate) fn uplift(wanted: &EvaluateUplift) -> Result<()> {
    let file = read(&wanted.data, wanted.delimiter)?;
    let task = UpliftTask {
        treatment: &wanted.treatment,
        treated: wanted.treated.as_deref(),
        outcome: &wanted.outcome,
        positive: wanted.positive.as_deref(),
        folds: wanted.folds.into(),
        resamples: wanted.resamples.into(),
        seed: wanted.seed,
    };
    let report = {
        let stages = Stages::new();
        let progress = |stage: &str, share: f64| stages.share(stage, share);
        evaluation::bench_uplift(&file, &task, &progress)
            .with_context(|| wanted.data.display().to_string())?
    };
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!(
        "{} rows, {} of them treated ({:.1} s). The outcome came about with {:.2} % of the treated and {:.2} % of the \
         others: {:+.4} ± {:.4}.",
        report.rows,
        report.treated,
        report.seconds,
        report.rate_treated * 100.0,
        report.rate_untreated * 100.0,
        report.effect,
        report.effect_se
    );
    if !report.left_out.is_empty() {
        println!(
            "Left out, as they tell nothing: {}",
            report.left_out.join(", ")
        );
    }
    let row = |learner: &LearnerReport| {
        let number = |value: f64, error: f64| format!("{value:.5} ± {error:.5}");
        [
            starred(learner.name, learner.default),
            number(learner.qini, learner.qini_se),
            number(learner.qini_area, learner.qini_area_se),
            number(learner.auuc, learner.auuc_se),
        ]
    };
    let head = ["learner", "Qini coefficient", "Qini area", "AUUC"];
    let all = report.learners.iter().chain(&report.baselines);
    println!("{}", table(&head, all.map(row)));
    println!(
        "* the one that the shop uses. By lot the Qini is 0, and the AUUC half of the mean effect."
    );
    Ok(())
}
