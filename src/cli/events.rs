//! `storekeeper events`: the list of events, and those that could not be kept.

use anyhow::Result;
use clap::Subcommand;

use crate::app;
use crate::config::Settings;
use crate::events::{KeptReject, document};

use super::Json;

/// `storekeeper events`
#[derive(Debug, Subcommand)]
pub(super) enum Events {
    /// Print the document of the events that are kept
    #[command(after_help = "Example:\n  storekeeper events list > EVENTS.md")]
    List,
    /// Show the events that could not be kept, each with its reason, the newest first
    #[command(
        after_help = "Examples:\n  storekeeper events rejects --limit 20\n  storekeeper events rejects --replay"
    )]
    Rejects {
        /// How many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: u32,
        /// Try all of them again, after the list, a key or a setting has changed
        #[arg(long, conflicts_with = "limit")]
        replay: bool,
        #[command(flatten)]
        json: Json,
    },
}

pub(super) async fn events(settings: &Settings, wanted: Events) -> Result<()> {
    let Events::Rejects {
        limit,
        replay,
        json,
    } = wanted
    else {
        print!("{}", document());
        return Ok(());
    };
    let books = app::open_books(settings).await?;
    if replay {
        let keys = books.write_keys.list().await?;
        let done = books.events.replay(&keys, settings.events_strict).await?;
        if json.json {
            let said = serde_json::json!({
                "kept": done.kept, "repeated": done.repeated, "rejected": done.rejected, "cut": done.cut,
            });
            println!("{said}");
            return Ok(());
        }
        println!(
            "{} kept now, {} were kept already, {} still cannot be, {} are not there whole",
            done.kept, done.repeated, done.rejected, done.cut
        );
        return Ok(());
    }
    let rejects = books.events.rejects(limit).await?;
    if json.json {
        let rejects: Vec<_> = rejects.iter().map(as_json).collect();
        println!("{}", serde_json::json!({ "rejects": rejects }));
        return Ok(());
    }
    if rejects.is_empty() {
        println!("every event that came could be kept");
        return Ok(());
    }
    let count = books.events.count_rejects().await?;
    eprintln!("{count} events are put aside, the newest first");
    for reject in rejects {
        let cut = if reject.whole { "" } else { " (cut)" };
        println!(
            "{} · {} · {}: {}",
            reject.at.rfc3339(),
            reject.source,
            reject.call.word(),
            reject.reason
        );
        // What strangers wrote must not move the cursor.
        println!("    {}{cut}", reject.raw.escape_debug());
    }
    Ok(())
}

fn as_json(reject: &KeptReject) -> serde_json::Value {
    serde_json::json!({
        "at": reject.at.rfc3339(), "key": reject.source, "call": reject.call.word(), "reason": reject.reason,
        "text": reject.raw, "whole": reject.whole,
    })
}
