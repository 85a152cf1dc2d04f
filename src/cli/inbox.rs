//! `storekeeper inbox`: the conversations that wait for a person of the shop.

use anyhow::{Result, bail};
use clap::Subcommand;

use crate::app;
use crate::assistant::{Handover, Rated};
use crate::config::Settings;

use super::Json;

/// `storekeeper inbox`
#[derive(Debug, Subcommand)]
pub(super) enum Inbox {
    /// List them, the longest waiting first
    #[command(after_help = "Example:\n  storekeeper inbox list --json")]
    List {
        #[command(flatten)]
        json: Json,
    },
    /// Take one off the list: somebody looked after it
    #[command(after_help = "Example:\n  storekeeper inbox done 4f0c2a9b1d8e7f6a5b4c3d2e")]
    Done {
        /// Its name, as `inbox list` shows it
        name: String,
    },
    /// Read what people think of the answers, the newest first
    #[command(after_help = "Example:\n  storekeeper inbox ratings --limit 20")]
    Ratings {
        /// How many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: u32,
        #[command(flatten)]
        json: Json,
    },
}

pub(super) async fn inbox(settings: &Settings, wanted: Inbox) -> Result<()> {
    let chats = app::open_books(settings).await?.chats;
    match wanted {
        Inbox::List { json } => {
            let waiting = chats.waiting().await?;
            if json.json {
                let waiting: Vec<_> = waiting.iter().map(as_json).collect();
                println!("{}", serde_json::json!({ "waiting": waiting }));
                return Ok(());
            }
            if waiting.is_empty() {
                println!("nobody waits for a person");
            }
            for Handover {
                chat,
                who,
                at,
                summary,
            } in waiting
            {
                println!("{chat} · {who} · since {}", at.rfc3339());
                for line in summary {
                    println!("    {line}");
                }
            }
        }
        Inbox::Done { name } => {
            if !chats.attended(&name).await? {
                bail!("no conversation {name} waits: `storekeeper inbox list` shows those that do");
            }
            println!("{name} waits no longer");
        }
        Inbox::Ratings { limit, json } => print_ratings(&chats.rated(limit).await?, json.json),
    }
    Ok(())
}

fn print_ratings(ratings: &[Rated], json: bool) {
    if json {
        let ratings: Vec<_> = ratings.iter().map(rating_as_json).collect();
        println!("{}", serde_json::json!({ "ratings": ratings }));
        return;
    }
    if ratings.is_empty() {
        println!("nobody has rated an answer yet");
    }
    for rated in ratings {
        let helped = if rated.rating.helped {
            "helped"
        } else {
            "did not help"
        };
        println!(
            "{helped} · {} · {}, answer {}",
            rated.at.rfc3339(),
            rated.chat,
            rated.turn
        );
        println!("    asked: {}", rated.asked);
        for sentence in &rated.answered {
            println!("    said: {sentence}");
        }
        if let Some(reason) = &rated.rating.reason {
            println!("    because: {reason}");
        }
    }
}

fn rating_as_json(rated: &Rated) -> serde_json::Value {
    serde_json::json!({
        "name": rated.chat, "turn": rated.turn, "at": rated.at.rfc3339(), "helped": rated.rating.helped,
        "reason": rated.rating.reason, "asked": rated.asked, "answered": rated.answered,
    })
}

fn as_json(handover: &Handover) -> serde_json::Value {
    serde_json::json!({
        "name": handover.chat, "who": handover.who, "since": handover.at.rfc3339(),
        "summary": handover.summary,
    })
}
