//! `storekeeper token`: who is signed in, for the shop's backend and for trying things.

use std::time::Duration;

use anyhow::{Context, Result};
use clap::Subcommand;

use crate::access::{Keys, Role, Staff};
use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::events::KeyKind;
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
    /// Print a token for somebody of the shop: agent, marketer or admin
    #[command(after_help = "Example:\n  storekeeper token staff lin --role agent --minutes 480")]
    Staff {
        /// What they are called in records
        name: String,
        /// What they may do
        #[arg(long, value_name = "ROLE")]
        role: Role,
        /// How long it holds
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=1_440))]
        minutes: u64,
    },
    /// List the keys that tokens are signed with
    #[command(after_help = "Example:\n  storekeeper token keys")]
    Keys,
    /// Make a new secret; tokens of the old ones hold until their files are removed
    #[command(after_help = "Example:\n  storekeeper token rotate")]
    Rotate,
    /// Make, list and revoke the write keys that let events in
    #[command(
        subcommand,
        after_help = "Example:\n  storekeeper token write-key add storefront --browser"
    )]
    WriteKey(WriteKey),
}

/// `storekeeper token write-key`
#[derive(Debug, Subcommand)]
pub(super) enum WriteKey {
    /// Make a write key; it is shown this once
    #[command(
        after_help = "Examples:\n  storekeeper token write-key add backend\n  storekeeper token write-key add storefront --browser"
    )]
    Add {
        /// What to call it
        name: String,
        /// For pages, where anybody can read it: it may tie a browser to a member and changes nothing of one
        #[arg(long)]
        browser: bool,
    },
    /// List the write keys, without the keys
    #[command(after_help = "Example:\n  storekeeper token write-key list")]
    List,
    /// Let nothing in any more with a write key
    #[command(after_help = "Example:\n  storekeeper token write-key revoke storefront")]
    Revoke {
        /// What it is called
        name: String,
    },
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
        Token::Staff {
            name,
            role,
            minutes,
        } => {
            let staff = Staff { name, role };
            let lifetime = Duration::from_secs(minutes * 60);
            let keys = Keys::open(&folder, now)?;
            println!("{}", keys.sign_staff(&staff, now, lifetime)?);
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
        Token::WriteKey(wanted) => write_key(settings, wanted).await?,
    }
    Ok(())
}

async fn write_key(settings: &Settings, wanted: WriteKey) -> Result<()> {
    let keys = app::open_books(settings).await?.write_keys;
    match wanted {
        WriteKey::Add { name, browser } => {
            let kind = if browser {
                KeyKind::Browser
            } else {
                KeyKind::Server
            };
            println!("{}", keys.add(&name, kind, SystemClock.now()).await?);
            eprintln!("it is kept as a hash only and not shown again");
            if browser {
                eprintln!(
                    "pages of other sites may send with it where STOREKEEPER_ALLOWED_ORIGINS names them"
                );
            }
        }
        WriteKey::List => {
            let keys = keys.list().await?;
            if keys.is_empty() {
                println!("no write keys: `storekeeper token write-key add NAME` makes one");
            }
            for key in keys {
                let state = match key.revoked {
                    Some(at) => format!("revoked {}", at.day()),
                    None => "holds".to_owned(),
                };
                println!(
                    "{} · {} · …{} · made {} · {state}",
                    key.name,
                    key.kind.word(),
                    key.ends_in,
                    key.made.day()
                );
            }
        }
        WriteKey::Revoke { name } => {
            keys.revoke(&name, SystemClock.now()).await?;
            println!("{name} lets nothing in any more");
        }
    }
    Ok(())
}
