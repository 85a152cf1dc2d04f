//! `storekeeper campaign check`.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;

use crate::app;
use crate::campaigns::copy::{BrandWords, Claims, Finding, Severity};
use crate::cli::Json;
use crate::cli::terminal::table;
use crate::config::Settings;
use crate::evaluation::{CheckedCopy, CopyCase, check_copy_cases, read_copy_cases};
use crate::ids::Language;

/// Characters of a text that a table shows.
const SHOWN: usize = 60;

/// `storekeeper campaign check`
#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    /// The text
    #[arg(long, required_unless_present = "file", conflicts_with = "file")]
    text: Option<String>,
    /// Its subject or title
    #[arg(long, conflicts_with = "file")]
    subject: Option<String>,
    /// What it is sent by: mail, sms, push or chat
    #[arg(long, default_value = "mail", conflicts_with = "file")]
    medium: String,
    /// en or zh; told by the text where it is left out
    #[arg(long, conflicts_with = "file")]
    language: Option<String>,
    /// The facts, one JSON object, as in a file
    #[arg(long, value_name = "JSON", conflicts_with = "file")]
    facts: Option<String>,
    /// Texts, JSON Lines
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Rules of the shop's own over the built-in ones
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// The shop's voice: names, words that it does not use; that of the settings without it
    #[arg(long, value_name = "FILE")]
    voice: Option<PathBuf>,
    #[command(flatten)]
    json: Json,
}

pub(super) fn check(settings: &Settings, wanted: &Check) -> Result<()> {
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string());
        text.map(|text| (path.display().to_string(), text))
    };
    let mut rules = Claims::builtin()?;
    if let Some(path) = &wanted.rules {
        let (file, text) = read(path)?;
        rules = rules.with(&file, &text)?;
    }
    let brand = match &wanted.voice {
        Some(path) => {
            let (file, text) = read(path)?;
            BrandWords::read(&file, &text)?
        }
        None => app::brand_voice(settings)?.unwrap_or_default(),
    };
    let cases = match &wanted.file {
        Some(path) => {
            let (file, text) = read(path)?;
            let cases = read_copy_cases(&text).with_context(|| file.clone())?;
            if cases.is_empty() {
                bail!("{file} has no texts: put one JSON object on each line (see --help)");
            }
            cases
        }
        None => vec![typed(wanted)?],
    };
    let report = check_copy_cases(&cases, &rules, &brand).map_err(|error| anyhow!(error))?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        for (checked, number) in report.checked.iter().zip(1..) {
            print_one(checked, number);
        }
        println!(
            "{} of {} texts may be approved",
            report.approvable, report.texts
        );
        if report.violations + report.clean > 0 {
            println!(
                "{} violations, {} missed; {} clean texts, {} false alarms",
                report.violations, report.missed, report.clean, report.false_alarms
            );
        }
    }
    if wanted.text.is_some() && report.approvable == 0 {
        bail!("the text cannot be approved: mend its errors first");
    }
    Ok(())
}

/// The text of the command line.
fn typed(wanted: &Check) -> Result<CopyCase> {
    let facts = wanted.facts.as_deref().map(serde_json::from_str);
    Ok(CopyCase {
        text: wanted.text.clone().unwrap_or_default(),
        subject: wanted.subject.clone(),
        language: wanted.language.clone(),
        medium: wanted.medium.clone(),
        facts: facts.transpose().context("--facts is no JSON object")?,
        violates: None,
    })
}

/// How much a finding weighs, in a word.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn print_one(checked: &CheckedCopy, number: usize) {
    let wrong = match (checked.violates, checked.approvable) {
        (Some(true), true) => "  (missed)",
        (Some(false), false) => "  (false alarm)",
        _ => "",
    };
    let text: String = checked.text.chars().take(SHOWN).collect();
    println!("{number}. {}{wrong}", text.replace('\n', " "));
    if checked.findings.is_empty() {
        return;
    }
    let chinese = Language::of(&checked.text) == Language::Chinese;
    let row = |finding: &Finding| {
        let told = |both: &crate::campaigns::copy::Both| {
            if chinese {
                both.zh.clone()
            } else {
                both.en.clone()
            }
        };
        let quote: String = finding.quote.chars().take(SHOWN).collect();
        let place = format!("{}–{}", finding.start, finding.end);
        let suggestion = finding.suggestion.as_ref().map(told).unwrap_or_default();
        [
            severity(finding.severity).to_owned(),
            finding.rule.clone(),
            place,
            quote,
            format!("{} {suggestion}", told(&finding.why)),
        ]
    };
    let head = ["", "rule", "place", "what", "why"];
    println!("{}", table(&head, checked.findings.iter().map(row)));
}
