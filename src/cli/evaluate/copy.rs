//! `storekeeper evaluate copy`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::app;
use crate::campaigns::copy::{BrandWords, Claims};
use crate::campaigns::writing::{Writer, WrittenBy};
use crate::cli::Json;
use crate::cli::progress::Stages;
use crate::cli::terminal::table;
use crate::config::Settings;
use crate::evaluation::{self, CopyScore};
use crate::prompts::Prompts;

/// Declined texts that are printed one by one; `--json` has all.
const LISTED: usize = 20;

/// `storekeeper evaluate copy`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateCopy {
    /// The briefs, JSON Lines
    #[arg(long, value_name = "FILE")]
    briefs: PathBuf,
    /// Write for the first so many briefs only
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Texts on each axis
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
    variants: u8,
    /// Print the fixed texts, without loading a model
    #[arg(long)]
    no_model: bool,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn copy(settings: &Settings, wanted: EvaluateCopy) -> Result<()> {
    let file = wanted.briefs.display();
    let text =
        std::fs::read_to_string(&wanted.briefs).with_context(|| format!("the briefs in {file}"))?;
    let mut briefs = evaluation::read_briefs(&text).with_context(|| file.to_string())?;
    briefs.truncate(wanted.limit.unwrap_or(usize::MAX));
    if briefs.is_empty() {
        bail!("{file} has no briefs: put one JSON object on each line (see --help)");
    }
    let llm = if wanted.no_model {
        None
    } else {
        Some(app::open_llm(settings).await?)
    };
    let (prompts, rules, brand) = (Prompts::builtin()?, Claims::builtin()?, BrandWords::none());
    let writer = Writer {
        llm: llm.as_ref(),
        prompts: &prompts,
        rules: &rules,
        brand: &brand,
    };
    writer.warm_up().await?;
    let report = {
        let stages = Stages::new();
        let total = briefs.len() as u64;
        let done = |done: usize| stages.at("writing", done as u64, total);
        evaluation::bench_copy(&writer, &briefs, usize::from(wanted.variants), done).await?
    };
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let row = |(name, score): (&String, &CopyScore)| {
        [
            name.clone(),
            score.variants.to_string(),
            percent(score.first_try),
            percent(score.by_model),
        ]
    };
    let rows = report.by_language.iter().chain(&report.by_axis).map(row);
    println!(
        "{}",
        table(&["", "texts", "first try", "the model's"], rows)
    );
    println!(
        "{} briefs, {} texts: {} may be approved at the first try; {} of briefs and languages have an approvable text \
         of the model's; {} texts are fixed ones, {} have an error",
        report.briefs,
        report.variants,
        percent(report.first_try),
        percent(report.approvable),
        report.by_template,
        report.faulty
    );
    if !report.findings.is_empty() {
        let rows = report
            .findings
            .iter()
            .map(|(rule, count)| [rule.clone(), count.to_string()]);
        println!("{}", table(&["broken at the first try", "texts"], rows));
    }
    for text in report
        .texts
        .iter()
        .filter(|text| !text.variant.declined.is_empty())
        .take(LISTED)
    {
        let variant = &text.variant;
        let end = match variant.written {
            WrittenBy::Model { .. } => "then approvable",
            WrittenBy::Template => "then a fixed text",
        };
        for declined in &variant.declined {
            let rules: Vec<String> = declined
                .findings
                .iter()
                .map(|finding| format!("{} “{}”", finding.rule, finding.quote))
                .collect();
            let said = declined.copy.as_ref().map_or("", |copy| copy.body.as_str());
            let why = declined.why.clone().unwrap_or_else(|| rules.join(", "));
            println!(
                "{}, {}: {why}; {end}\n    {said}",
                text.brief,
                variant.axis.word()
            );
        }
    }
    Ok(())
}
