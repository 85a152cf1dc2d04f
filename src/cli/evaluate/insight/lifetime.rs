//! `storekeeper evaluate lifetime`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::cli::Json;
use crate::cli::terminal::table;
use crate::evaluation;

use super::{number, read};

/// `storekeeper evaluate lifetime`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateLifetime {
    /// The summary: CSV with columns `x`, `t_x`, `T` and, for spending, `zbar`
    #[arg(long, value_name = "FILE")]
    summary: PathBuf,
    #[command(flatten)]
    json: Json,
}

pub(in crate::cli::evaluate) fn lifetime(wanted: &EvaluateLifetime) -> Result<()> {
    let file = read(&wanted.summary, b',')?;
    let report =
        evaluation::bench_lifetime(&file).with_context(|| wanted.summary.display().to_string())?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!(
        "{} people, {} of whom bought again.",
        report.people, report.repeaters
    );
    let row = |model: &str, parameters: &[(&str, f64)], likelihood: f64, ms: String| {
        let parameters = parameters
            .iter()
            .map(|(name, value)| format!("{name} {}", number(*value)));
        [
            model.to_owned(),
            parameters.collect::<Vec<_>>().join(", "),
            format!("{likelihood:.4}"),
            ms,
        ]
    };
    let (bgnbd, pareto) = (report.bgnbd, report.pareto_nbd);
    let mut rows = vec![
        row(
            "BG/NBD",
            &[
                ("r", bgnbd.r),
                ("alpha", bgnbd.alpha),
                ("a", bgnbd.a),
                ("b", bgnbd.b),
            ],
            bgnbd.log_likelihood,
            format!("{:.2}", bgnbd.fit_ms),
        ),
        row(
            "Pareto/NBD",
            &[
                ("r", pareto.r),
                ("alpha", pareto.alpha),
                ("s", pareto.s),
                ("beta", pareto.beta),
            ],
            pareto.log_likelihood,
            format!("{:.2}", pareto.fit_ms),
        ),
    ];
    if let Some(spending) = report.gamma_gamma {
        rows.push(row(
            "Gamma-Gamma",
            &[("p", spending.p), ("q", spending.q), ("v", spending.v)],
            spending.log_likelihood,
            String::new(),
        ));
    }
    let head = ["model", "parameters", "log-likelihood", "fit ms"];
    println!("{}", table(&head, rows));
    if let Some(why) = report.without_spending {
        println!("No Gamma-Gamma: {why}.");
    }
    Ok(())
}
