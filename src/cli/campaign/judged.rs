//! `storekeeper campaign results` and `replay`: what a campaign brought, and what it would have.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::campaigns::{Campaigns, Chooser, ReplayAsked, Valued};
use crate::cli::Json;
use crate::cli::terminal::table;
use crate::clock::Timestamp;

use super::{object, shown};

/// `storekeeper campaign results`
#[derive(Debug, Args)]
pub(in crate::cli) struct Results {
    /// The campaign
    name: String,
    /// Write its members instead as a table that `evaluate uplift` reads: CSV, a row for each, without names
    #[arg(long, conflicts_with = "json")]
    uplift: bool,
    /// Write the table into this file instead of standard output
    #[arg(long, value_name = "FILE", requires = "uplift")]
    out: Option<PathBuf>,
    #[command(flatten)]
    json: Json,
}

/// `storekeeper campaign replay`
#[derive(Debug, Args)]
pub(in crate::cli) struct Replay {
    /// The campaign
    name: String,
    /// The other way to choose
    #[arg(long, value_enum)]
    by: Way,
    /// The least share of each text; that of the campaign without it
    #[arg(long, value_name = "SHARE")]
    explore: Option<f64>,
    #[command(flatten)]
    json: Json,
}

/// Ways to choose.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Way {
    /// Each text as often as the others
    Even,
    /// Each with the probability that it is the best
    Thompson,
    /// The one that promises most to such a member, its doubt added
    Linucb,
}

pub(super) async fn results(campaigns: &Campaigns, wanted: &Results, now: Timestamp) -> Result<()> {
    if !wanted.uplift {
        let outcome = campaigns.outcome(&wanted.name, now).await?;
        return shown::outcome(&outcome, wanted.json.json);
    }
    let table = campaigns.uplift_table(&wanted.name, now).await?;
    if let Some(file) = &wanted.out {
        return std::fs::write(file, table).with_context(|| file.display().to_string());
    }
    print!("{table}");
    Ok(())
}

pub(super) async fn replay(campaigns: &Campaigns, wanted: &Replay, now: Timestamp) -> Result<()> {
    let asked = ReplayAsked {
        by: match wanted.by {
            Way::Even => Chooser::Even,
            Way::Thompson => Chooser::Thompson,
            Way::Linucb => Chooser::LinUcb,
        },
        explore: wanted.explore,
    };
    let replay = campaigns.replay(&wanted.name, asked, now).await?;
    if wanted.json.json {
        return object(&replay);
    }
    let row = |name: String, valued: &Valued| {
        [
            name,
            format!("{:.4}", valued.share),
            format!("{:.4} to {:.4}", valued.low, valued.high),
        ]
    };
    let other = replay.by.word();
    let rows = [
        row(
            format!("as it was ({})", replay.drawn_by.word()),
            &replay.as_it_was,
        ),
        row(
            format!("{other}, by inverse propensity"),
            &replay.inverse_propensity,
        ),
        row(
            format!("{other}, the same self-normalised"),
            &replay.self_normalised,
        ),
    ];
    println!("{}", table(&["", "ordered", "95%"], rows));
    let shares = replay.shares.iter();
    let shares: Vec<String> = shares
        .map(|(text, share)| format!("{text} {:.1} %", share * 100.0))
        .collect();
    println!(
        "{} draws whose time is over; {other} would have sent: {}",
        replay.draws,
        shares.join(", ")
    );
    Ok(())
}
