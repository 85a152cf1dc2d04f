//! `storekeeper token`: who is signed in, for the shop's backend and for trying things.

use std::time::Duration;

use anyhow::{Context, Result};
use clap::Subcommand;

use crate::access::Keys;
use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::ids::MemberKey;

/// `storekeeper token`
#[derive(Debug, Subcommand)]
pub(super) enum Token {
    /// Print a token for a member
    #[command(after_help = "Example:\n  storekeeper token member M100052 --minutes 60")]
    Member {
        /// The member's key
        id: String,
        /// How long it holds
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=44_640))]
        minutes: u64,
    },
    /// List the keys that tokens are signed with
    #[command(after_help = "Example:\n  storekeeper token keys")]
    Keys,
    /// Make a new secret; tokens of the old ones hold until their files are removed
    #[command(after_help = "Example:\n  storekeeper token rotate")]
    Rotate,
}

pub(super) async fn token(settings: &Settings, wanted: Token) -> Result<()> {
    let (folder, now) = (app::keys_folder(settings), SystemClock.now());
    match wanted {
        Token::Member { id, minutes } => {
            let member = MemberKey::new(&id);
            let books = app::open_books(settings).await?;
            books
                .members
                .get(&member)
                .await?
                .with_context(|| format!("there is no member {member}"))?;
            let lifetime = Duration::from_secs(minutes * 60);
            println!(
                "{}",
                Keys::open(&folder, now)?.sign(&member, now, lifetime)?
            );
        }
        Token::Keys => {
            for (name, signs) in Keys::open(&folder, now)?.names() {
                let kind = if signs {
                    "HS256, a shared secret"
                } else {
                    "EdDSA, a public key"
                };
                println!("{name}  {kind}");
            }
            eprintln!("in {}", folder.display());
        }
        Token::Rotate => {
            let name = Keys::add(&folder, now)?;
            println!("{name}");
            eprintln!(
                "made {}: servers that are started from now on sign and verify with it; remove an older file \
                 when the last token signed with it has run out",
                folder.join(format!("{name}.secret")).display()
            );
        }
    }
    Ok(())
}
