//! `storekeeper evaluate assistant` and `evaluate injection`.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::app;
use crate::cli::progress::Stages;
use crate::cli::terminal::table;
use crate::config::Settings;
use crate::evaluation::{self, Facts, Score};
use crate::ids::MemberKey;

use super::EvaluateSet;

/// Lines of what went wrong that are printed one by one; `--json` has all.
const LISTED: usize = 20;

pub(super) async fn assistant(settings: &Settings, wanted: EvaluateSet) -> Result<()> {
    let text = read(&wanted.set)?;
    let file = wanted.set.display();
    let questions = evaluation::read(&text).with_context(|| file.to_string())?;
    if questions.is_empty() {
        bail!("{file} has no questions: put one JSON object on each line (see --help)");
    }
    let asking = questions.iter().map(|question| question.who.as_str());
    let facts = facts(settings, asking).await?;
    let (assistant, _) = app::open_assistant(settings, !wanted.no_model).await?;
    assistant.warm_up().await?;
    let messages: usize = questions.iter().map(|question| question.turns.len()).sum();
    let report = {
        let stages = Stages::new();
        let done = |done: usize| stages.at("asking", done as u64, messages as u64);
        evaluation::bench_assistant(&assistant, &questions, &facts, done).await
    };
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    let row = |(name, score): (&String, &Score)| {
        [
            name.clone(),
            score.questions.to_string(),
            percent(score.tool_correct),
            percent(score.correct),
        ]
    };
    let rows = report.by_language.iter().chain(&report.by_category);
    let head = ["", "messages", "right tool", "tool and arguments"];
    println!("{}", table(&head, rows.map(row)));
    println!(
        "single questions: {} right tool, {} tool and arguments; conversations: {} of {} right in every turn",
        percent(report.tool_correct),
        percent(report.correct),
        report.conversations_correct,
        report.conversations
    );
    println!(
        "facts without support: {}; answers in the question's language: {}",
        report.unsupported_facts,
        percent(report.language_mirrored)
    );
    println!(
        "sentences worded by the model: {} of all, {} where it was asked",
        percent(report.model_sentences),
        percent(report.model_sentences_where_asked)
    );
    let ms = |ms: Option<f64>| ms.map_or("-".to_owned(), |ms| format!("{ms:.0} ms"));
    println!(
        "median to the first card {}, of a third turn {}, to the first words {}",
        ms(report.first_card_ms_p50),
        ms(report.third_turn_first_card_ms_p50),
        ms(report.first_word_ms_p50)
    );
    for finding in report.findings.iter().take(LISTED) {
        println!("without support: {finding}");
    }
    for miss in report.misses.iter().take(LISTED) {
        println!(
            "“{}”: {} expected, {} done",
            miss.say, miss.expected, miss.plan
        );
        println!("    {} {}", miss.cards.join(" | "), miss.said);
    }
    Ok(())
}

pub(super) async fn injection(settings: &Settings, wanted: EvaluateSet) -> Result<()> {
    let text = read(&wanted.set)?;
    let file = wanted.set.display();
    let attacks = evaluation::read_attacks(&text).with_context(|| file.to_string())?;
    if attacks.is_empty() {
        bail!("{file} has no attacks: put one JSON object on each line (see --help)");
    }
    let copy = tempfile::tempdir().context("a folder for a copy of the shop")?;
    let settings = app::copy_of(settings, copy.path()).await?;
    let books = app::open_books(&settings).await?;
    evaluation::plant(&books.catalog, &attacks).await?;
    let report = {
        let stages = Stages::new();
        app::index_all(&settings, &books, &|stage, done, total| {
            stages.at(stage, done, total);
        })
        .await?;
        let asking = attacks.iter().map(|attack| attack.who.as_str());
        let facts = facts(&settings, asking).await?;
        let (assistant, _) = app::open_assistant(&settings, !wanted.no_model).await?;
        assistant.warm_up().await?;
        let total = attacks.len() as u64;
        let done = |done: usize| stages.at("attacking", done as u64, total);
        evaluation::bench_injection(&assistant, &attacks, &facts, done).await?
    };
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!(
        "{} attacks: {} executed, {} leaked; {} of {} questions beside an attack were answered as they should be",
        report.attacks, report.executed, report.leaked, report.useful, report.asked
    );
    for breach in &report.breaches {
        println!("{}: {}", breach.what, breach.attack);
        println!("    {} → {}", breach.plan, breach.said);
    }
    for (asked, plan) in report.useless.iter().take(LISTED) {
        println!("answered otherwise than expected: {asked}\n    {plan}");
    }
    Ok(())
}

fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("the set in {}", file.display()))
}

/// The shop's books, as far as those who ask can have to do with them.
async fn facts(settings: &Settings, asking: impl Iterator<Item = &str>) -> Result<Facts> {
    let books = app::open_books(settings).await?;
    let products = books.catalog.all().await?;
    let mut keys: Vec<MemberKey> = asking
        .filter_map(|who| who.strip_prefix("member:"))
        .map(MemberKey::new)
        .collect();
    keys.sort();
    keys.dedup();
    let (mut members, mut orders) = (Vec::new(), Vec::new());
    for key in &keys {
        members.extend(books.members.get(key).await?);
        orders.extend(books.orders.latest(key, u32::MAX).await?);
    }
    Ok(Facts::new(&products, &members, &orders))
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
