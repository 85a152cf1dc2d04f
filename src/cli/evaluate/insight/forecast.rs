//! `storekeeper evaluate forecast`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::cli::Json;
use crate::cli::progress::Stages;
use crate::cli::terminal::{starred, table};
use crate::evaluation;

use super::read;

/// `storekeeper evaluate forecast`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateForecast {
    /// The series: CSV with columns `id`, `period`, `train` and `test`
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    #[command(flatten)]
    json: Json,
}

pub(in crate::cli::evaluate) fn forecast(wanted: &EvaluateForecast) -> Result<()> {
    let name = || wanted.data.display().to_string();
    let file = read(&wanted.data, b',')?;
    let series = evaluation::read_series(&file).with_context(name)?;
    let report = {
        let stages = Stages::new();
        let progress = |stage: &str, share: f64| stages.share(stage, share);
        evaluation::bench_forecast(&series, &progress).with_context(name)?
    };
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!("{} series, sMAPE ({:.1} s):", report.series, report.seconds);
    let mut head = vec!["method".to_owned()];
    head.extend((report.periods.iter()).map(|(period, count)| format!("{period} ({count})")));
    head.push("all".to_owned());
    let rows: Vec<Vec<String>> = report
        .methods
        .iter()
        .map(|method| {
            let errors = report.periods.keys().map(String::as_str).chain(["all"]);
            let errors = errors.map(|period| format!("{:.3}", method.smape[period]));
            std::iter::once(starred(&method.name, method.default))
                .chain(errors)
                .collect()
        })
        .collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    println!("{}", table(&head, rows));
    println!("* the one that the shop uses: a method for each series, by rolling-origin error.");
    let rows = report
        .chosen
        .iter()
        .map(|(name, count)| [name.clone(), count.to_string()]);
    println!("{}", table(&["chosen", "series"], rows));
    Ok(())
}
