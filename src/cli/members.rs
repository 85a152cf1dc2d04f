//! What the shop's staff ask about members at the machine.

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::app;
use crate::config::Settings;
use crate::ids::MemberKey;

use super::Json;
use super::terminal::table;

/// Questions about members.
#[derive(Debug, Subcommand)]
pub(super) enum Members {
    /// The members whose taste in goods is nearest to that of one
    #[command(after_help = "Example:\n  storekeeper members like M100052 --limit 5")]
    Like(Like),
}

/// `storekeeper members like`
#[derive(Debug, Args)]
pub(super) struct Like {
    /// The member's key
    member: String,
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    #[command(flatten)]
    json: Json,
}

/// One row of the answer.
#[derive(Serialize)]
struct Alike {
    member: String,
    name: Option<String>,
    city: Option<String>,
    cosine: f32,
}

pub(super) async fn members(settings: &Settings, wanted: Members) -> Result<()> {
    let Members::Like(wanted) = wanted;
    let books = app::open_books(settings).await?;
    let member = MemberKey::new(&wanted.member);
    if books.members.get(&member).await?.is_none() {
        bail!("there is no member {member}");
    }
    let profiles = app::open_profiles(settings)
        .await
        .context("the members' profiles cannot be opened")?;
    let mut rows = Vec::new();
    for alike in profiles.like(&member, wanted.limit).await? {
        let known = books.members.get(&alike.member).await?;
        rows.push(Alike {
            name: known.as_ref().and_then(|known| known.name.clone()),
            city: known.and_then(|known| known.city),
            member: alike.member.to_string(),
            cosine: alike.cosine,
        });
    }
    if wanted.json.json {
        println!(
            "{}",
            serde_json::to_string(&serde_json::json!({ "member": wanted.member, "alike": rows }))?
        );
        return Ok(());
    }
    if rows.is_empty() {
        println!("{member} has bought nothing that is in the index; nobody can be compared");
        return Ok(());
    }
    let cells = rows.into_iter().map(|row| {
        let cosine = format!("{:.2}", row.cosine);
        [
            row.member,
            row.name.unwrap_or_default(),
            row.city.unwrap_or_default(),
            cosine,
        ]
    });
    println!("{}", table(&["member", "name", "city", "likeness"], cells));
    Ok(())
}
