//! Everything that the shop holds of one member: `export`, `erase`, and the merge of members who are kept twice.

use std::fmt::Write as _;
use std::io::{BufRead, Write as _};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::dossiers::{Erasure, Proof, Rows};
use crate::ids::MemberKey;

use super::Json;
use super::terminal::table;

/// Who changes something at the machine itself, for the record.
const STAFF: &str = "staff at the machine";

/// `storekeeper export`
#[derive(Debug, Subcommand)]
pub(super) enum Export {
    /// Write everything that is held of a member as one JSON object
    #[command(after_help = "Example:\n  storekeeper export member M100052 --out M100052.json")]
    Member {
        /// The member's key
        id: String,
        /// The file to write; standard output without it
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// `storekeeper erase`
#[derive(Debug, Subcommand)]
pub(super) enum Erase {
    /// Erase a member everywhere, and prove it
    #[command(
        after_help = "Examples:\n  storekeeper erase member M100052\n  storekeeper erase member M100052 --yes --json\n\n\
                      Orders stay for the shop's books, under a name that means nobody. An erasure that was stopped is \
                      gone on with\nwhen the command is typed again."
    )]
    Member(EraseMember),
}

/// `storekeeper erase member`
#[derive(Debug, Args)]
pub(super) struct EraseMember {
    /// The member's key
    id: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    json: Json,
}

/// `storekeeper members merge`
#[derive(Debug, Args)]
pub(super) struct Merge {
    /// The key of the member who goes; it stays as another name of the other
    from: String,
    /// The key of the member who stays
    into: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) async fn export(settings: &Settings, wanted: Export) -> Result<()> {
    let Export::Member { id, out } = wanted;
    let books = app::open_books(settings).await?;
    let member = MemberKey::new(&id);
    let dossier = books.dossiers.export(&member, SystemClock.now()).await?;
    let mut text = serde_json::to_string_pretty(&dossier)?;
    text.push('\n');
    match out {
        None => print!("{text}"),
        Some(file) => {
            std::fs::write(&file, text)
                .with_context(|| format!("{} cannot be written", file.display()))?;
            let rows: usize = dossier.tables.values().map(Vec::len).sum();
            eprintln!(
                "wrote {rows} rows of {} tables to {}",
                dossier.tables.len(),
                file.display()
            );
        }
    }
    Ok(())
}

pub(super) async fn erase(settings: &Settings, wanted: Erase) -> Result<()> {
    let Erase::Member(wanted) = wanted;
    let books = app::open_books(settings).await?;
    let member = MemberKey::new(&wanted.id);
    let question = format!("erase everything that is held of {member}, for good?");
    if !wanted.yes && !agreed(&question)? {
        bail!("nothing was erased");
    }
    let erasure = books
        .dossiers
        .erase(&member, STAFF, SystemClock.now())
        .await?;
    let ended = app::end_erasure(settings, &books, None, &erasure).await?;
    if wanted.json.json {
        let report = serde_json::json!({
            "pseudonym": erasure.pseudonym,
            "removed": erasure.removed,
            "pseudonymised": erasure.pseudonymised,
            "proof": ended.proof,
        });
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!("{}", told(&member, &erasure, &ended.proof));
    }
    if !ended.proof.found.is_empty() {
        bail!(
            "something of {member} is left; the erasure is not over: see above, mend it, and type the command again"
        );
    }
    Ok(())
}

/// The erasure in words.
fn told(member: &MemberKey, erasure: &Erasure, proof: &Proof) -> String {
    let rows = |rows: &Rows, what: &str| {
        let rows = rows
            .iter()
            .map(|(table, rows)| [table.clone(), rows.to_string(), what.to_owned()]);
        rows.collect::<Vec<_>>()
    };
    let mut cells = rows(&erasure.removed, "removed");
    cells.extend(rows(
        &erasure.pseudonymised,
        &format!("stay under {}", erasure.pseudonym),
    ));
    let mut text = table(&["table", "rows", ""], cells).to_string();
    let found: u64 = proof.found.iter().map(|found| found.cells).sum();
    let _ = write!(
        text,
        "\n\nlooked for {member}: {} keys, addresses and names in {} columns of {} tables, and in the index of tastes; \
         found {found}",
        proof.looked_for,
        proof.columns,
        proof.tables.len(),
    );
    if proof.others > 0 {
        let _ = write!(text, " ({} in rows of other members)", proof.others);
    }
    for found in &proof.found {
        let _ = write!(
            text,
            "\n  {}.{}: {}",
            found.table, found.column, found.cells
        );
    }
    text
}

pub(super) async fn merge(settings: &Settings, wanted: Merge) -> Result<()> {
    let books = app::open_books(settings).await?;
    let (from, into) = (MemberKey::new(&wanted.from), MemberKey::new(&wanted.into));
    let rows = books.dossiers.would_move(&from, &into).await?;
    let cells = rows
        .iter()
        .map(|(table, rows)| [table.clone(), rows.to_string()]);
    println!("{}", table(&["moves", "rows"], cells));
    let question = format!("make {from} another name of {into}, for good?");
    if !wanted.yes && !agreed(&question)? {
        bail!("nothing was changed");
    }
    books
        .dossiers
        .merge(&from, &into, STAFF, SystemClock.now())
        .await?;
    eprintln!("{from} is {into} now; `storekeeper index` brings the tastes up to date");
    Ok(())
}

/// Asks, and reads one line: only `yes` is a yes.
fn agreed(question: &str) -> Result<bool> {
    eprint!("{question} Type yes: ");
    std::io::stderr().flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().eq_ignore_ascii_case("yes"))
}
