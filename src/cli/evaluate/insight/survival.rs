//! `storekeeper evaluate survival`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::cli::Json;
use crate::cli::terminal::table;
use crate::evaluation::{self, SurvivalTask};

use super::{number, read};

/// `storekeeper evaluate survival`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateSurvival {
    /// The table: CSV with the names of the columns in its first line
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The column with the time that each row was watched
    #[arg(long, value_name = "COLUMN")]
    duration: String,
    /// The column that says whether it happened then: 1 or 0, true or false, yes or no
    #[arg(long, value_name = "COLUMN")]
    event: String,
    /// The column by which curves are drawn and compared
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// What separates the columns
    #[arg(long, value_name = "CHARACTER", default_value = ",", value_parser = super::super::delimiter)]
    delimiter: u8,
    #[command(flatten)]
    json: Json,
}

pub(in crate::cli::evaluate) fn survival(wanted: &EvaluateSurvival) -> Result<()> {
    let file = read(&wanted.data, wanted.delimiter)?;
    let task = SurvivalTask {
        duration: &wanted.duration,
        event: &wanted.event,
        group: wanted.group.as_deref(),
    };
    let report = evaluation::bench_survival(&file, &task)
        .with_context(|| wanted.data.display().to_string())?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!(
        "{} rows, to {} of which it happened.",
        report.rows, report.events
    );
    if let Some(cox) = &report.cox {
        let rows = cox.coefficients.iter().map(|(name, coefficient)| {
            [
                name.clone(),
                number(coefficient.coef),
                number(coefficient.coef.exp()),
                number(coefficient.se),
                format!("{:.3}", coefficient.proportional_p),
            ]
        });
        let head = [
            "column",
            "coefficient",
            "ratio of hazards",
            "standard error",
            "p of proportional hazards",
        ];
        println!("{}", table(&head, rows));
        println!(
            "Cox: log-likelihood {:.4} (null {:.4}), concordance {:.4}, {:.3} ms a fit",
            cox.log_likelihood, cox.log_likelihood_null, cox.concordance, cox.fit_ms
        );
        if !cox.left_out.is_empty() {
            println!(
                "Left out, as they say nothing or what others say: {}",
                cox.left_out.join(", ")
            );
        }
        if cox.rows_left_out > 0 {
            println!(
                "{} rows with an empty cell were left out.",
                cox.rows_left_out
            );
        }
    }
    if let Some(why) = &report.without_cox {
        println!("No Cox model: {why}.");
    }
    let rows = report.groups.iter().map(|group| {
        [
            group.name.clone(),
            group.n.to_string(),
            group.events.to_string(),
            group
                .median
                .map_or_else(|| "not reached".to_owned(), |median| median.to_string()),
        ]
    });
    println!("{}", table(&["group", "rows", "events", "median"], rows));
    if let Some(test) = report.log_rank {
        println!(
            "Log-rank: chi-square {:.4} on {} df, p {:.4}",
            test.chi2, test.df, test.p
        );
    }
    Ok(())
}
