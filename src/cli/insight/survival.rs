//! `storekeeper insight survival`.

use anyhow::Result;
use clap::Args;

use crate::actions::{Survival, plots};
use crate::app::Books;
use crate::cli::Json;
use crate::cli::terminal::table;
use crate::clock::{Clock, SystemClock};
use crate::ids::Language;
use crate::insights::survival::{Told, Waiting};

use super::{Drawn, Spoken};

/// Below this a change of a ratio over the wait is not chance.
const NOT_CHANCE: f64 = 0.05;

/// `storekeeper insight survival`
#[derive(Debug, Args)]
pub(in crate::cli) struct SurvivalArgs {
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    drawn: Drawn,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn survival(books: &Books, wanted: &SurvivalArgs) -> Result<()> {
    let survival = books.advisor.survival(SystemClock.now()).await?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&survival)?);
        return Ok(());
    }
    let language = wanted.language.language();
    match &survival.model {
        Some(model) => print_model(model, language),
        None => println!(
            "{}",
            survival.without_model.as_deref().unwrap_or("no model")
        ),
    }
    let plot = plots::next_order(&survival.curves, language)?;
    wanted.drawn.show("next-order", &plot)?;
    print_curves(&survival);
    Ok(())
}

fn print_model(model: &Waiting, language: Language) {
    let name = |told: &Told| match language {
        Language::English => told.en.clone(),
        Language::Chinese => told.zh.clone(),
    };
    println!(
        "The next order, after {} orders of {} members, {} of which were followed by another:",
        model.waits, model.members, model.orders
    );
    let rows = model.ratios.iter().map(|ratio| {
        [
            name(&ratio.measure),
            format!("{:.3}", ratio.ratio),
            format!("{:.3} to {:.3}", ratio.low, ratio.high),
            format!("{:.3}", ratio.proportional_p),
            match (
                ratio.proportional_p < NOT_CHANCE,
                ratio.proportional_correlation > 0.0,
            ) {
                (false, _) => "stays the same over the wait",
                (true, true) => "grows over the wait: the ratio is a mean",
                (true, false) => "shrinks over the wait: the ratio is a mean",
            }
            .to_owned(),
        ]
    });
    let head = [
        "at the order before",
        "ratio of hazards",
        "19 of 20 cases",
        "p of proportional hazards",
        "",
    ];
    println!("{}", table(&head, rows));
    if let Some(concordance) = model.concordance {
        println!(
            "above 1: they order again sooner. Concordance {concordance:.3} on {} waits of members who were held out",
            model.tested
        );
    }
    if !model.left_out.is_empty() {
        let names: Vec<String> = model.left_out.iter().map(name).collect();
        println!("left out, as they say nothing here: {}", names.join("; "));
    }
}

fn print_curves(survival: &Survival) {
    let rows = survival.groups.iter().map(|group| {
        let after = serde_json::to_value(group.after).unwrap_or_default();
        [
            after.as_str().unwrap_or_default().to_owned(),
            group.waits.to_string(),
            group.orders.to_string(),
            group
                .median_days
                .map_or_else(|| "not reached".to_owned(), |days| format!("{days:.0}")),
            format!("{:.0}%", group.within_90_days * 100.0),
        ]
    });
    let head = [
        "after orders",
        "waits",
        "ordered",
        "median days",
        "within 90 days",
    ];
    println!("{}", table(&head, rows));
    if let Some(test) = survival.log_rank {
        println!(
            "Do the curves differ? Log-rank chi-square {:.1} on {} df, p {:.2e}",
            test.chi2, test.df, test.p
        );
    }
}
