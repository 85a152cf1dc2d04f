//! `storekeeper evaluate segment`.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::cli::Json;
use crate::cli::progress::Stages;
use crate::cli::terminal::table;
use crate::evaluation;

use super::read;

/// `storekeeper evaluate segment`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateSegment {
    /// The table: CSV with the names of the columns in its first line
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The columns to cluster by, with commas between them
    #[arg(long, value_name = "NAMES", value_delimiter = ',', required = true)]
    columns: Vec<String>,
    /// Take ln(1 + x) of each first
    #[arg(long)]
    log1p: bool,
    /// How many clusters: one number, or the least and the greatest as in 2..7
    #[arg(long, value_name = "K", value_parser = counts)]
    k: RangeInclusive<usize>,
    /// What separates the columns
    #[arg(long, value_name = "CHARACTER", default_value = ",", value_parser = super::super::delimiter)]
    delimiter: u8,
    #[command(flatten)]
    json: Json,
}

/// `5` or `2..7`, the end included.
fn counts(typed: &str) -> Result<RangeInclusive<usize>, String> {
    let (least, greatest) = typed.split_once("..").unwrap_or((typed, typed));
    let greatest = greatest.strip_prefix('=').unwrap_or(greatest);
    let count = |text: &str| {
        text.trim()
            .parse::<usize>()
            .ok()
            .filter(|&k| (1..=50).contains(&k))
    };
    match (count(least), count(greatest)) {
        (Some(least), Some(greatest)) if least <= greatest => Ok(least..=greatest),
        _ => Err("give a number from 1 to 50, or two as in 2..7".to_owned()),
    }
}

pub(in crate::cli::evaluate) fn segment(wanted: &EvaluateSegment) -> Result<()> {
    let file = read(&wanted.data, wanted.delimiter)?;
    let report = {
        let stages = Stages::new();
        let progress = |stage: &str, share: f64| stages.share(stage, share);
        let EvaluateSegment {
            columns, log1p, k, ..
        } = wanted;
        evaluation::bench_segment(&file, columns, *log1p, k.clone(), &progress)
            .with_context(|| wanted.data.display().to_string())?
    };
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!("{} rows ({:.1} s).", report.rows, report.seconds);
    let both = report.kmeans.iter().zip(&report.ward);
    let rows = both.map(|(kmeans, ward)| {
        let sizes = kmeans.sizes.iter().map(u32::to_string);
        [
            kmeans.k.to_string(),
            format!("{:.3}", kmeans.inertia),
            format!("{:.4}", kmeans.silhouette),
            format!("{:.3}", ward.inertia),
            format!("{:.4}", ward.silhouette),
            sizes.collect::<Vec<_>>().join(" "),
        ]
    });
    let head = [
        "k",
        "k-means inertia",
        "silhouette",
        "Ward inertia",
        "silhouette",
        "sizes of k-means",
    ];
    println!("{}", table(&head, rows));
    let gap = match report.k_by_gap {
        Some(1) => "1: no clusters at all".to_owned(),
        Some(k) => k.to_string(),
        None => "none of these".to_owned(),
    };
    println!(
        "The silhouette names k = {}, the gap statistic {gap}.",
        report.k_by_silhouette
    );
    Ok(())
}
