//! `storekeeper insight segments`.

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

use crate::app::Books;
use crate::cli::Json;
use crate::cli::terminal::table;
use crate::clock::{Clock, SystemClock};
use crate::insights::segment::Filter;

use super::Spoken;

/// `storekeeper insight segments ...`
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SegmentsCommand {
    /// How many members a filter is true of, and the first of them
    #[command(
        after_help = "Example:\n  storekeeper insight segments count '{\"column\": \"spend\", \"above\": 100}' --show 20"
    )]
    Count(Count),
    /// Save a filter under a name
    #[command(
        after_help = "Example:\n  storekeeper insight segments save \"tea lovers\" '{\"bought\": {\"category\": \"Tea & coffee\", \"within_days\": 90}}'"
    )]
    Save {
        /// The name
        name: String,
        /// The filter, JSON
        filter: String,
        /// Who saves it
        #[arg(long, value_name = "NAME", default_value = "staff")]
        by: String,
    },
    /// The saved segments
    #[command(after_help = "Example:\n  storekeeper insight segments list")]
    List {
        /// In which language
        #[arg(long, value_enum, default_value_t)]
        language: Spoken,
        #[command(flatten)]
        json: Json,
    },
    /// How the size of a segment went
    #[command(after_help = "Example:\n  storekeeper insight segments sizes \"tea lovers\"")]
    Sizes {
        /// The segment
        name: String,
    },
    /// What two segments have in common
    #[command(
        after_help = "Example:\n  storekeeper insight segments overlap \"tea lovers\" lapsing"
    )]
    Overlap {
        /// One
        one: String,
        /// The other
        other: String,
    },
    /// Find anew who is in the saved segments
    #[command(after_help = "Example:\n  storekeeper insight segments refresh")]
    Refresh,
    /// Take a saved segment away
    #[command(after_help = "Example:\n  storekeeper insight segments remove lapsing")]
    Remove {
        /// The segment
        name: String,
    },
}

/// `storekeeper insight segments count`
#[derive(Debug, Args)]
pub(in crate::cli) struct Count {
    /// The filter, JSON
    filter: String,
    /// Show so many of them
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    show: u32,
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    json: Json,
}

/// Reads a filter that was typed.
fn read(typed: &str) -> Result<Filter> {
    let json = serde_json::from_str(typed).context("the filter is not JSON")?;
    Ok(Filter::read(&json)?)
}

pub(super) async fn segments(books: &Books, wanted: SegmentsCommand) -> Result<()> {
    let (segments, now) = (books.advisor.segments(), SystemClock.now());
    match wanted {
        SegmentsCommand::Count(wanted) => count(books, &wanted).await?,
        SegmentsCommand::Save { name, filter, by } => {
            let saved = segments.save(&name, &read(&filter)?, &by, now).await?;
            println!(
                "{}: {} ({} members)",
                saved.name, saved.sentence, saved.members
            );
        }
        SegmentsCommand::List { language, json } => {
            let all = segments.all(language.language()).await?;
            if json.json {
                println!("{}", serde_json::to_string(&all)?);
                return Ok(());
            }
            if all.is_empty() {
                println!("no segment is saved; `storekeeper insight segments save` saves one");
                return Ok(());
            }
            let rows = all.iter().map(|segment| {
                [
                    segment.name.clone(),
                    segment.members.to_string(),
                    segment.sentence.clone(),
                    segment.by.clone(),
                ]
            });
            println!(
                "{}",
                table(&["segment", "members", "who", "saved by"], rows)
            );
        }
        SegmentsCommand::Sizes { name } => {
            let sizes = segments.sizes(&name).await?;
            let rows = sizes
                .iter()
                .map(|size| [size.day.clone(), size.members.to_string()]);
            println!("{}", table(&["day", "members"], rows));
        }
        SegmentsCommand::Overlap { one, other } => {
            let overlap = segments.overlap(&one, &other).await?;
            println!(
                "in both {}, only in {one} {}, only in {other} {}; Jaccard {:.3}",
                overlap.both, overlap.only_first, overlap.only_second, overlap.jaccard
            );
        }
        SegmentsCommand::Refresh => {
            segments.refresh(None, now).await?;
            let all = segments.all(Spoken::En.language()).await?;
            println!("{} segments are as of now", all.len());
        }
        SegmentsCommand::Remove { name } => {
            segments.remove(&name).await?;
            println!("{name} is no longer saved");
        }
    }
    Ok(())
}

async fn count(books: &Books, wanted: &Count) -> Result<()> {
    let segments = books.advisor.segments();
    let filter = read(&wanted.filter)?;
    let currency = segments.currency().await?;
    let sentence = filter.sentence(wanted.language.language(), &currency);
    let began = std::time::Instant::now();
    let members = segments.count(&filter).await?;
    let seconds = began.elapsed().as_secs_f64();
    let some = segments.members(&filter, wanted.show).await?;
    if wanted.json.json {
        let report = serde_json::json!({
            "filter": filter.to_json(), "sentence": sentence, "members": members,
            "seconds": seconds, "some": some,
        });
        println!("{report}");
        return Ok(());
    }
    println!("{members} {sentence} ({seconds:.3} s)");
    for member in some {
        println!("  {member}");
    }
    Ok(())
}
