//! `storekeeper evaluate baskets`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::cli::Json;
use crate::cli::progress::Stages;
use crate::cli::terminal::table;
use crate::evaluation;

/// `storekeeper evaluate baskets`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateBaskets {
    /// The baskets: CSV with the head `basket,item`, a line for each item
    #[arg(long, value_name = "FILE")]
    transactions: PathBuf,
    /// The share of baskets that a set of items is in, at least
    #[arg(long, value_name = "SHARE")]
    min_support: f64,
    /// Of the baskets with the left side of a rule, the share that has the right one, at least
    #[arg(long, value_name = "SHARE")]
    min_confidence: f64,
    /// Also measure how well a basket is completed, by popularity, pairs, rules and a sequence model
    #[arg(long)]
    complete: bool,
    #[command(flatten)]
    json: Json,
}

pub(super) fn baskets(wanted: &EvaluateBaskets) -> Result<()> {
    let name = || wanted.transactions.display().to_string();
    let text = std::fs::read_to_string(&wanted.transactions).with_context(name)?;
    let file = evaluation::read_baskets(&text).with_context(name)?;
    let mut report = evaluation::bench_baskets(&file, wanted.min_support, wanted.min_confidence)?;
    if wanted.complete {
        let stages = Stages::new();
        let progress = |stage: &str, share: f64| stages.share(stage, share);
        report.completing = evaluation::bench_completion(&file, &progress)?;
    }
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!(
        "{} baskets, {} items; {} frequent itemsets and {} rules in {:.3} s.",
        report.baskets,
        file.names.len(),
        report.itemsets_total,
        report.rules,
        report.seconds
    );
    let sizes = report
        .itemsets
        .iter()
        .map(|(size, count)| [size.to_string(), count.to_string()]);
    println!("{}", table(&["items in a set", "sets"], sizes));
    if !report.strongest.is_empty() {
        println!("The rules with the greatest lift:");
        let rows = report.strongest.iter().map(|rule| {
            [
                rule.left.join(" + "),
                rule.right.clone(),
                rule.count.to_string(),
                format!("{:.4}", rule.support),
                format!("{:.3}", rule.confidence),
                format!("{:.2}", rule.lift),
                format!("{:.4}", rule.leverage),
            ]
        });
        let head = [
            "left",
            "right",
            "baskets",
            "support",
            "confidence",
            "lift",
            "leverage",
        ];
        println!("{}", table(&head, rows));
    }
    if !report.completing.is_empty() {
        println!("One item taken out of every fifth basket, to be named by the rest:");
        let rows = report.completing.iter().map(|model| {
            [
                model.name.to_owned(),
                format!("{:.4}", model.hr_5),
                format!("{:.4}", model.hr_10),
                format!("{:.4}", model.ndcg_10),
                format!("{:.2}", model.fit_s),
            ]
        });
        println!(
            "{}",
            table(&["model", "HR@5", "HR@10", "NDCG@10", "fit s"], rows)
        );
    }
    Ok(())
}
