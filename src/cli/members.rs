//! What the shop's staff ask about members at the machine.

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::app;
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::config::Settings;
use crate::ids::MemberKey;
use crate::members::{self, Likeness};

use super::terminal::table;
use super::{Json, dossiers};

/// Questions about members.
#[derive(Debug, Subcommand)]
pub(super) enum Members {
    /// The members whose taste in goods is nearest to that of one
    #[command(after_help = "Example:\n  storekeeper members like M100052 --limit 5")]
    Like(Like),
    /// Pairs of members who are likely one person: the same mail, telephone, or name and city
    #[command(after_help = "Example:\n  storekeeper members duplicates --limit 50")]
    Duplicates(Duplicates),
    /// Make one member of two: everything of the first becomes the second's
    #[command(after_help = "Example:\n  storekeeper members merge M100052 M100007")]
    Merge(dossiers::Merge),
    /// What the staff remark of a member, and what the member agreed to
    #[command(after_help = "Example:\n  storekeeper members show M100052")]
    Show {
        /// The member's key
        member: String,
    },
    /// Put a tag on a member, or take it off
    #[command(
        after_help = "Examples:\n  storekeeper members tag M100052 wholesale\n  storekeeper members tag M100052 wholesale --off"
    )]
    Tag {
        /// The member's key
        member: String,
        /// The tag
        tag: String,
        /// Who puts it on
        #[arg(long, value_name = "NAME", default_value = "staff")]
        by: String,
        /// Take it off
        #[arg(long)]
        off: bool,
    },
    /// The members with a tag
    #[command(after_help = "Example:\n  storekeeper members tagged wholesale")]
    Tagged {
        /// The tag
        tag: String,
    },
    /// Write a note about a member
    #[command(
        after_help = "Example:\n  storekeeper members note M100052 \"asks for paper bills\" --by Ann"
    )]
    Note {
        /// The member's key
        member: String,
        /// What
        text: String,
        /// Who writes it
        #[arg(long, value_name = "NAME", default_value = "staff")]
        by: String,
    },
}

/// `storekeeper members duplicates`
#[derive(Debug, Args)]
pub(super) struct Duplicates {
    /// At most this many pairs
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    #[command(flatten)]
    json: Json,
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
    let (members, now) = match &wanted {
        Members::Like(_) | Members::Merge(_) => (None, SystemClock.now()),
        _ => (
            Some(app::open_books(settings).await?.members),
            SystemClock.now(),
        ),
    };
    match (wanted, members) {
        (Members::Like(wanted), _) => like(settings, wanted).await?,
        (Members::Merge(wanted), _) => dossiers::merge(settings, wanted).await?,
        (Members::Duplicates(wanted), Some(members)) => duplicates(&members, &wanted).await?,
        (Members::Show { member }, Some(members)) => {
            show(&members, &MemberKey::new(&member)).await?;
        }
        (
            Members::Tag {
                member,
                tag,
                by,
                off,
            },
            Some(members),
        ) => {
            let member = MemberKey::new(&member);
            if off {
                members.untag(&member, &tag).await?;
            } else {
                members.tag(&member, &tag, &by, now).await?;
            }
        }
        (Members::Tagged { tag }, Some(members)) => {
            for member in members.tagged(&tag).await? {
                println!("{member}");
            }
        }
        (Members::Note { member, text, by }, Some(members)) => {
            members
                .note(&MemberKey::new(&member), &text, &by, now)
                .await?;
        }
        (_, None) => {}
    }
    Ok(())
}

async fn duplicates(members: &members::Members, wanted: &Duplicates) -> Result<()> {
    let pairs = members.duplicates(wanted.limit).await?;
    if wanted.json.json {
        let report = serde_json::json!({ "duplicates": pairs });
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    if pairs.is_empty() {
        println!("nobody is kept twice, as far as mail, telephone, name and city tell");
        return Ok(());
    }
    let cells = pairs.into_iter().map(|pair| {
        let why = match pair.why {
            Likeness::Mail => "same mail address",
            Likeness::Phone => "same telephone number",
            Likeness::NameAndCity => "same name and city",
        };
        [
            pair.first.to_string(),
            pair.second.to_string(),
            why.to_owned(),
        ]
    });
    println!("{}", table(&["first", "second", "why"], cells));
    eprintln!("`storekeeper members merge SECOND FIRST` makes one member of a pair");
    Ok(())
}

/// What is kept of a member beside orders: profile, tags, notes, consents.
async fn show(members: &members::Members, member: &MemberKey) -> Result<()> {
    let Some(profile) = members.get(member).await? else {
        bail!("there is no member {member}");
    };
    let key = &profile.key;
    let mut rows = vec![("key", key.to_string())];
    for (name, value) in [
        ("name", profile.name),
        ("mail", profile.mail),
        ("telephone", profile.phone),
        ("city", profile.city),
        ("country", profile.country),
        ("joined", profile.joined.map(Timestamp::day)),
    ] {
        rows.extend(value.map(|value| (name, value)));
    }
    for tag in members.tags(key).await? {
        rows.push(("tag", format!("{} ({}, {})", tag.tag, tag.by, tag.at.day())));
    }
    for note in members.notes(key).await? {
        rows.push((
            "note",
            format!("{} ({}, {})", note.text, note.by, note.at.day()),
        ));
    }
    for consent in members.consents(key).await? {
        let said = if consent.granted { "yes" } else { "no" };
        let when = consent.at.map_or("day unknown".to_owned(), Timestamp::day);
        let text = format!(
            "{said} to {} ({}, {when})",
            consent.purpose.word(),
            consent.by
        );
        rows.push(("consent", text));
    }
    let cells = rows
        .into_iter()
        .map(|(name, value)| [name.to_owned(), value]);
    println!("{}", table(&["", ""], cells));
    Ok(())
}

async fn like(settings: &Settings, wanted: Like) -> Result<()> {
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
