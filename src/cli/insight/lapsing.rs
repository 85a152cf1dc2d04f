//! `storekeeper insight lapsing`.

use anyhow::Result;
use clap::Args;

use crate::app::Books;
use crate::cli::Json;
use crate::cli::terminal::table;
use crate::clock::{Clock, SystemClock};

/// `storekeeper insight lapsing`
#[derive(Debug, Args)]
pub(in crate::cli) struct LapsingArgs {
    /// Tiers that end within so many days
    #[arg(long, value_name = "DAYS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=730))]
    days: u32,
    /// At most so many, those that end the earliest
    #[arg(long, value_name = "COUNT", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    limit: u32,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn lapsing(books: &Books, wanted: &LapsingArgs) -> Result<()> {
    let (days, limit, now) = (wanted.days, wanted.limit, SystemClock.now());
    let tiers = books
        .advisor
        .lapsing(&books.loyalty, days, limit, now)
        .await?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&tiers)?);
        return Ok(());
    }
    if tiers.is_empty() {
        println!("no tier ends within {days} days");
        return Ok(());
    }
    let rows = tiers.iter().map(|of| {
        let spend = of.spend.as_ref().map(|spend| format!("spend {spend}"));
        let orders = of.orders.map(|orders| match orders {
            1 => "1 order".to_owned(),
            _ => format!("{orders} orders"),
        });
        let missing: Vec<String> = spend.into_iter().chain(orders).collect();
        [
            of.member.to_string(),
            of.tier.clone(),
            of.until.day(),
            missing.join(" or "),
            of.keeps.map_or_else(
                || "not counted".to_owned(),
                |keeps| format!("{:.0}%", keeps * 100.0),
            ),
        ]
    });
    let head = [
        "member",
        "tier",
        "ends on",
        "to keep it",
        "chance that they do",
    ];
    println!("{}", table(&head, rows));
    Ok(())
}
