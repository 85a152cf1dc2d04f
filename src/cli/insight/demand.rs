//! `storekeeper insight demand`.

use anyhow::Result;
use clap::Args;

use crate::actions::plots;
use crate::app::Books;
use crate::cli::Json;
use crate::cli::terminal::table;
use crate::clock::{Clock, SystemClock};
use crate::insights::demand::{Demand, Wanted};
use crate::learn::forecast::stock::Supply;

use super::{Drawn, Spoken};

/// `storekeeper insight demand`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(false))]
pub(in crate::cli) struct DemandArgs {
    /// A product, by its key
    #[arg(long, value_name = "KEY", group = "what")]
    product: Option<String>,
    /// A category
    #[arg(long, value_name = "NAME", group = "what")]
    category: Option<String>,
    /// Weeks to foretell
    #[arg(long, value_name = "COUNT", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=52))]
    weeks: u8,
    /// Weeks from an order of stock to its arrival
    #[arg(long, value_name = "WEEKS", default_value_t = 2.0)]
    lead: f64,
    /// The chance that stock lasts until the next arrival
    #[arg(long, value_name = "SHARE", default_value_t = 0.95)]
    level: f64,
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    drawn: Drawn,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn demand(books: &Books, wanted: &DemandArgs) -> Result<()> {
    let what = match (&wanted.product, &wanted.category) {
        (Some(key), _) => Wanted::Product(key.clone()),
        (None, category) => Wanted::Category(category.clone().unwrap_or_default()),
    };
    let supply = Supply {
        lead: wanted.lead,
        review: 1.0,
        level: wanted.level,
    };
    let now = SystemClock.now();
    let demand = books
        .advisor
        .demand(&what, wanted.weeks.into(), supply, now)
        .await?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&demand)?);
        return Ok(());
    }
    let language = wanted.language.language();
    wanted
        .drawn
        .show("demand", &plots::demand(&demand, language)?)?;
    print_methods(&demand);
    match (demand.stock, &demand.plan) {
        (Some(stock), Some(plan)) => {
            let lasts = demand.cover_weeks.map_or_else(
                || "longer than the forecast".to_owned(),
                |weeks| format!("{weeks:.1} weeks"),
            );
            println!("{stock} in stock, which last {lasts}");
            println!(
                "safety stock {:.0}, order at {:.0} or below, up to {:.0}; order now: {:.0}",
                plan.safety_stock, plan.reorder_point, plan.full, plan.order_now
            );
        }
        _ => println!("the shop does not count the stock of this"),
    }
    Ok(())
}

/// The methods that were tried, the best first, and the one that foretells.
fn print_methods(demand: &Demand) {
    if demand.tried.is_empty() {
        println!(
            "method: {}; the history is too short to try any on weeks that are past",
            demand.method
        );
    } else {
        let rows = demand.tried.iter().map(|tried| {
            let used = if tried.chosen { "*" } else { "" };
            [
                format!("{}{used}", tried.name),
                format!("{:.1}", tried.error),
            ]
        });
        println!("{}", table(&["method", "error (sMAPE, 0 to 200)"], rows));
        println!(
            "* foretells; errors over the weeks after each of {} past ones. A single method is chosen only where it is clearly better than the combination.",
            demand.origins
        );
    }
    if let Some(why) = &demand.without_lstm {
        println!("lstm was not tried: {why}");
    }
}
