//! `storekeeper campaign write`.

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;

use crate::app;
use crate::campaigns::copy::Axis;
use crate::campaigns::{Campaigns, TextDrafted, TextsWanted, WordsBy};
use crate::cli::Json;
use crate::cli::progress::Stages;
use crate::cli::terminal::table;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::ids::Language;
use crate::prompts::Prompts;

use super::copy::severity;
use super::{By, object, shown};

/// `storekeeper campaign write`
#[derive(Debug, Args)]
pub(in crate::cli) struct Write {
    /// The campaign
    name: String,
    /// What the texts appeal to: benefit, proof, urgency or warmth
    #[arg(long)]
    axis: String,
    /// Texts in each language
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
    variants: u8,
    /// en or zh; every language of the campaign without it
    #[arg(long)]
    language: Option<String>,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    json: Json,
}

/// Has texts written, and puts them into the draft.
pub(super) async fn write(
    settings: &Settings,
    campaigns: &Campaigns,
    wanted: &Write,
) -> Result<()> {
    let axis = Axis::of(&wanted.axis).context("--axis is benefit, proof, urgency or warmth")?;
    let language = match &wanted.language {
        Some(tag) => Some(Language::from_tag(tag).context("--language is en or zh")?),
        None => None,
    };
    let texts = TextsWanted {
        axis,
        each: usize::from(wanted.variants),
        language,
    };
    // Whether there is such a campaign is said before the model is loaded.
    campaigns.of(&wanted.name, SystemClock.now()).await?;
    let llm = app::open_llm(settings).await?;
    let prompts = Prompts::builtin()?;
    let stages = Stages::new();
    let done = |done: usize, all: usize| stages.at("writing", done as u64, all as u64);
    let by = wanted.by.staff();
    let with = (&llm, &prompts);
    let written = campaigns.write_into(&wanted.name, &texts, with, (&by, SystemClock.now()), &done);
    let (campaign, written) = written.await?;
    drop(stages);
    if wanted.json.json {
        return object(&json!({ "campaign": campaign, "texts": written }));
    }
    println!(
        "{}",
        table(&["text", "by", "look at", "words"], written.iter().map(row))
    );
    shown::moved(&campaign, false)
}

/// A text as a line of a table.
fn row(text: &TextDrafted) -> Vec<String> {
    let by = match text.by {
        WordsBy::Model => "the model",
        WordsBy::Template => "a fixed text",
    };
    let findings = text.findings.iter();
    let look = findings.map(|finding| format!("{}: {}", severity(finding.severity), finding.rule));
    let subject = text.copy.subject.as_deref();
    let words = match subject {
        Some(subject) => format!("{subject}\n{}", text.copy.body),
        None => text.copy.body.clone(),
    };
    vec![
        format!("{} ({})", text.copy.variant, text.copy.language.tag()),
        by.to_owned(),
        look.collect::<Vec<_>>().join("\n"),
        words,
    ]
}
