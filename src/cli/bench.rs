//! `storekeeper bench`: what this machine does with the model it has.

mod campaign;
mod console;
mod events;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::app;
use crate::config::Settings;
use crate::evaluation::{self, NativeBench, Question, Spread, TurnBench};
use crate::prompts::Prompts;

use super::Json;
use super::progress::Stages;
use super::terminal::table;

/// So many of the questions are also asked with native tool calling.
const NATIVE: usize = 6;

/// `storekeeper bench ...`
#[derive(Debug, Subcommand)]
pub(super) enum Bench {
    /// Time a turn: plan, first card, first sentence, end; tokens; energy; beside native tool calling
    #[command(
        after_help = "Examples:\n  storekeeper bench turn\n  storekeeper bench turn --concurrent 8 --json"
    )]
    Turn(BenchTurn),
    /// Hold many turns and watch the memory
    #[command(after_help = "Example:\n  storekeeper bench soak --turns 300")]
    Soak(BenchSoak),
    /// Send events to a server over the loopback and see how many are kept in a second
    #[command(
        after_help = "Examples:\n  storekeeper bench events\n  storekeeper bench events --clients 8 --database postgres://shop@localhost/scratch --json"
    )]
    Events(events::BenchEvents),
    /// Time a member's page in the console, and the search as one types, over the loopback
    #[command(
        after_help = "Examples:\n  storekeeper bench console\n  storekeeper bench console --members 1000 --json"
    )]
    Console(console::BenchConsole),
    /// Count audiences over a big shop that is made for it, and write messages
    #[command(
        after_help = "Examples:\n  storekeeper bench campaign\n  storekeeper bench campaign --members 50000 --messages 20000 --json"
    )]
    Campaign(campaign::BenchCampaign),
}

/// `storekeeper bench turn`
#[derive(Debug, Args)]
pub(super) struct BenchTurn {
    /// So many people ask at the same moment
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    concurrent: Option<u16>,
    /// Ask the questions of this JSON Lines file instead of the built-in ones
    #[arg(long, value_name = "FILE")]
    questions: Option<std::path::PathBuf>,
    /// Leave native tool calling out
    #[arg(long)]
    no_native: bool,
    /// Print every turn with its answer
    #[arg(long)]
    samples: bool,
    #[command(flatten)]
    json: Json,
}

/// `storekeeper bench soak`
#[derive(Debug, Args)]
pub(super) struct BenchSoak {
    /// So many turns
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(31..))]
    turns: u32,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn run(settings: &Settings, bench: Bench) -> Result<()> {
    match bench {
        Bench::Turn(wanted) => Box::pin(turn(settings, wanted)).await,
        Bench::Soak(wanted) => Box::pin(soak(settings, wanted)).await,
        Bench::Events(wanted) => events::bench(settings, wanted).await,
        Bench::Console(wanted) => console::bench(settings, wanted).await,
        Bench::Campaign(wanted) => Box::pin(campaign::bench(settings, wanted)).await,
    }
}

async fn turn(settings: &Settings, wanted: BenchTurn) -> Result<()> {
    let (assistant, llm) = app::open_assistant(settings, true).await?;
    let llm = llm.context("the bench needs a model")?;
    let identity = llm.identity();
    eprintln!(
        "{} · {} · {}",
        identity.model, identity.engine, identity.device
    );
    assistant.warm_up().await?;
    let questions = match &wanted.questions {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("the questions in {}", file.display()))?;
            evaluation::read(&text).with_context(|| file.display().to_string())?
        }
        None => evaluation::built_in()?,
    };
    if let Some(concurrent) = wanted.concurrent {
        let bench = evaluation::bench_concurrent(&assistant, &questions, concurrent.into()).await;
        if wanted.json.json {
            println!(
                "{}",
                json!({"model": identity.model, "device": identity.device, "concurrent": bench})
            );
        } else {
            let rows = [("first card", bench.first_card_ms), ("end", bench.end_ms)];
            println!("{}", spreads(&rows));
            println!(
                "{} at once, {} answers in {:.1} s: {} worded by the model, {} by fixed phrases for want of a slot, {} errors",
                bench.concurrent,
                bench.answers,
                bench.seconds,
                bench.worded_by_model,
                bench.stood_in,
                bench.errors
            );
        }
        if bench.errors > 0 {
            bail!("{} turns failed", bench.errors);
        }
        return Ok(());
    }
    let turns: usize = questions.iter().map(|question| question.turns.len()).sum();
    let bench = {
        let stages = Stages::new();
        evaluation::bench_turns(&assistant, &questions, settings.watts_per_core, |done| {
            stages.at("asking", done as u64, turns as u64);
        })
        .await
    };
    let native = if wanted.no_native {
        None
    } else {
        Some(evaluation::bench_native(&llm, &Prompts::builtin()?, &for_native(&questions)).await?)
    };
    if wanted.json.json {
        println!(
            "{}",
            json!({"model": identity.model, "device": identity.device, "turn": bench, "native": native})
        );
    } else {
        print_turns(&bench, native.as_ref(), wanted.samples);
    }
    Ok(())
}

/// Questions that lead to a card, half of them Chinese: those that native calling is timed on.
fn for_native(questions: &[Question]) -> Vec<Question> {
    let searches = |question: &&Question| {
        question.turns[0]
            .tool
            .split('|')
            .any(|tool| tool == "search")
    };
    questions
        .iter()
        .filter(searches)
        .take(NATIVE)
        .cloned()
        .collect()
}

fn print_turns(bench: &TurnBench, native: Option<&NativeBench>, samples: bool) {
    if samples {
        for sample in &bench.samples {
            let mark = if sample.right {
                ""
            } else {
                "  (another tool was expected)"
            };
            println!(
                "{}\n  {}{mark} · {:.0} ms",
                sample.question, sample.plan, sample.end_ms
            );
            println!("  {}", sample.cards.join(" | "));
            println!("  {}", sample.said);
            for (sentence, reason) in &sample.held_back {
                println!("  held back: {sentence} ({reason})");
            }
        }
    }
    let rows = [
        ("plan", bench.plan_ms),
        ("plan of the model", bench.model_plan_ms),
        ("first card", bench.first_card_ms),
        ("first sentence of the model", bench.first_sentence_ms),
        ("end", bench.end_ms),
    ];
    println!("{}", spreads(&rows));
    println!(
        "{} turns, {} with the right tool; tokens: {} read, {} of them cached, {} written; {} sentences held back",
        bench.turns,
        bench.right_tool,
        bench.tokens_read,
        bench.tokens_cached,
        bench.tokens_written,
        bench.held_back
    );
    println!(
        "per answer: {:.2} processor seconds, about {:.4} Wh at {} W a core",
        bench.cpu_seconds_per_answer, bench.estimated_wh_per_answer, bench.watts_per_core
    );
    if let Some(native) = native {
        println!("\nthe same with native tool calling and JSON schemas, its prefix warm too:");
        println!("{}", spreads(&[("tool call", native.call_ms)]));
        println!(
            "{} questions, {} with the right tool and readable arguments",
            native.questions, native.right_tool
        );
    }
}

async fn soak(settings: &Settings, wanted: BenchSoak) -> Result<()> {
    let (assistant, _) = app::open_assistant(settings, true).await?;
    assistant.warm_up().await?;
    let questions = evaluation::built_in()?;
    let soak = evaluation::soak(&assistant, &questions, wanted.turns as usize, |point| {
        eprintln!("{:>5} turns: {:.0} MB", point.turns, point.resident_mb);
    })
    .await;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&soak)?);
    } else {
        println!(
            "after {} turns {:+.0} MB against turn 30",
            wanted.turns, soak.growth_mb
        );
    }
    Ok(())
}

fn spreads(rows: &[(&str, Option<Spread>)]) -> comfy_table::Table {
    let ms = |value: f64| format!("{value:.*} ms", usize::from(value < 100.0));
    let rows = rows.iter().map(|(name, spread)| match spread {
        Some(spread) => [
            (*name).to_owned(),
            ms(spread.median),
            ms(spread.p95),
            ms(spread.worst),
            spread.n.to_string(),
        ],
        None => [
            (*name).to_owned(),
            "-".to_owned(),
            "-".to_owned(),
            "-".to_owned(),
            "0".to_owned(),
        ],
    });
    table(&["", "median", "p95", "worst", "n"], rows)
}
