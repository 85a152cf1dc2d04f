//! `storekeeper insight overview`, `storekeeper insight columns`.

use anyhow::Result;
use clap::Args;

use crate::actions::{Overview, plots};
use crate::app::Books;
use crate::cli::Json;
use crate::cli::terminal::table;
use crate::clock::{Clock, SystemClock};
use crate::features;

use super::{Drawn, Spoken};

/// Months of first orders that are shown.
const MONTHS: usize = 12;

/// `storekeeper insight overview`
#[derive(Debug, Args)]
pub(in crate::cli) struct OverviewArgs {
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    drawn: Drawn,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn overview(books: &Books, wanted: &OverviewArgs) -> Result<()> {
    let overview = books.advisor.overview().await?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&overview)?);
        return Ok(());
    }
    println!("{}", said(&overview));
    if let Some(models) = models(&overview) {
        println!("{models}");
    }
    let language = wanted.language.language();
    let show = |name: &str, plot| wanted.drawn.show(name, &plot);
    if let Some(tested) = &overview.churn {
        show("reliability", plots::reliability(tested, language)?)?;
        show("confusion", plots::confusion(tested, language)?)?;
    }
    show("segments", plots::segments(&overview.rfm, language)?)?;
    let (cohorts, curves) = books.advisor.returning(SystemClock.now()).await?;
    show("cohorts", plots::cohorts(&cohorts, MONTHS, language)?)?;
    show("next-order", plots::next_order(&curves, language)?)?;
    if let Some(test) = curves.test {
        println!(
            "Do the curves differ? Log-rank chi-square {:.1} on {} df, p {:.2e}",
            test.chi2, test.df, test.p
        );
    }
    Ok(())
}

/// How good the insights are, in words.
pub(in crate::cli) fn said(overview: &Overview) -> String {
    let mut lines = vec![format!(
        "{} members counted up to {}",
        overview.members,
        overview.cut.day()
    )];
    match (&overview.churn, overview.horizon) {
        (Some(tested), Some(horizon)) => lines.push(format!(
            "leaving is no order within {horizon} days: on {} members of a later time AUC {:.3}, \
             average precision {:.3}, calibration error {:.3} ({:.0}% left)",
            tested.members,
            tested.auc,
            tested.average_precision,
            tested.calibration_error,
            tested.left * 100.0
        )),
        _ => lines.push(format!(
            "no model of leaving: {}",
            overview
                .without_churn
                .as_deref()
                .unwrap_or("too little data")
        )),
    }
    if !overview.clusters.is_empty() {
        let clusters = overview.clusters.iter();
        let called = |key: &str| {
            let name = overview.cluster_names.iter().find(|name| name.key == key);
            name.map_or(key.to_owned(), |name| name.en.clone())
        };
        let clusters = clusters.map(|(key, count)| format!("{} ({count})", called(key)));
        lines.push(format!(
            "clusters: {}",
            clusters.collect::<Vec<_>>().join("; ")
        ));
    }
    lines.join("\n")
}

/// The models of leaving with their tests; none where there are none.
fn models(overview: &Overview) -> Option<String> {
    if overview.models.is_empty() {
        return None;
    }
    let rows = overview.models.iter().map(|model| {
        let used = match (model.used, model.measured_only) {
            (true, _) => "used",
            (false, true) => "measured, not used",
            (false, false) => "",
        };
        [
            model.name.clone(),
            used.to_owned(),
            model
                .validation
                .map_or_else(String::new, |loss| format!("{loss:.4}")),
            format!("{:.3}", model.auc),
            format!("{:.3}", model.average_precision),
            format!("{:.3}", model.ece),
            model.learnt.to_string(),
            model.members.to_string(),
            format!("{:.1}", model.seconds),
        ]
    });
    let head = [
        "model of leaving",
        "",
        "validation (log loss)",
        "AUC",
        "average precision",
        "ECE",
        "learnt from",
        "tested on",
        "seconds",
    ];
    Some(format!(
        "{}\nThe one with the least log loss within the earlier time is used; AUC, average precision and ECE are of the later time, which chooses nothing.",
        table(&head, rows)
    ))
}

pub(super) fn columns(json: Json) -> Result<()> {
    if json.json {
        let all: Vec<_> = features::columns().collect();
        println!("{}", serde_json::to_string(&all)?);
        return Ok(());
    }
    let rows = features::columns().map(|column| {
        [
            column.name.to_owned(),
            format!("{:?}", column.holds).to_lowercase(),
            column.en.to_owned(),
            column.zh.to_owned(),
            column.meaning.to_owned(),
        ]
    });
    let head = ["column", "holds", "in English", "in Chinese", "meaning"];
    println!("{}", table(&head, rows));
    Ok(())
}
