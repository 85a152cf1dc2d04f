//! The commands.
//!
//! Owns: what can be typed, and how results look on a terminal.
//! Does not own: what a command does; each is a few calls of the rooms below.
//! Holds: results go to standard output, everything else to standard error; `--json` prints one object. Where the reader
//! of the output goes away (`storekeeper insight columns | head -1`), a command ends at once, without a word and with the
//! code [`NO_READER`]; that nobody reads standard error ends nothing, least of all a server.

/// Prints a line of results, in place of the standard library's, which panics where nobody reads any more.
macro_rules! println {
    () => { crate::cli::terminal::print(format_args!("\n")) };
    ($($said:tt)*) => { crate::cli::terminal::print(format_args!("{}\n", format_args!($($said)*))) };
}

/// Prints results without a line's end.
macro_rules! print {
    ($($said:tt)*) => { crate::cli::terminal::print(format_args!($($said)*)) };
}

/// Prints a line about how things go, in place of the standard library's, which panics where nobody reads it.
macro_rules! eprintln {
    ($($said:tt)*) => { crate::cli::terminal::tell(format_args!($($said)*)) };
}

mod audit;
mod bench;
mod campaign;
mod chat;
mod dossiers;
mod evaluate;
mod events;
mod import;
mod inbox;
mod insight;
mod load;
mod loyalty;
mod members;
mod models;
mod orders;
mod progress;
mod reviews;
mod serve;
mod surveys;
mod terminal;
mod token;
mod train;
mod user;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::app;
use crate::telemetry::{self, Verbosity};

pub use terminal::NO_READER;

/// What can be typed.
#[derive(Debug, Parser)]
#[command(name = "storekeeper", version, about, long_about = LONG_ABOUT, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Say more about what is going on (twice: everything)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    /// Say nothing but results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
}

const LONG_ABOUT: &str = "\
The member assistant for online shops that runs on the shop's own machine.

Settings come from storekeeper.toml in the current folder (or STOREKEEPER_CONFIG), then from
STOREKEEPER_... variables. All data is in one folder: STOREKEEPER_DATA.

Examples, the first steps:
  storekeeper models pull      fetch the model (once)
  storekeeper demo             load the demo shop
  storekeeper chat             talk to it
  storekeeper demo --serve     see it in a browser";

#[derive(Debug, Subcommand)]
enum Command {
    /// Load the demo shop: 320 invented goods, and people simulated by documented rules
    #[command(
        after_help = "Examples:\n  storekeeper demo\n  storekeeper demo --serve\n  storekeeper demo --members 50000 --truth truth.jsonl"
    )]
    Demo(load::Demo),
    /// Take in a shop's products, members, orders, events, reviews and policies
    #[command(
        subcommand,
        after_help = "Examples:\n  storekeeper import shopify products_export.csv --currency GBP\n  storekeeper import products goods.csv --currency CNY --dry-run"
    )]
    Import(import::Import),
    /// Bring the search indexes up to date with the books
    #[command(after_help = "Example:\n  storekeeper index")]
    Index,
    /// Fit the insights on the books of now
    #[command(
        subcommand,
        after_help = "Examples:\n  storekeeper train recommend\n  storekeeper train insights"
    )]
    Train(train::Train),
    /// What is thought of members: risk, worth, segments, what to do next, demand
    #[command(
        subcommand,
        after_help = "Examples:\n  storekeeper insight member M100052\n  storekeeper insight overview --svg plots"
    )]
    Insight(insight::Insight),
    /// Ask about members, as the shop's staff
    #[command(
        subcommand,
        after_help = "Example:\n  storekeeper members like M100052"
    )]
    Members(members::Members),
    /// See orders, take back what was sent back, refund, check the rules of service
    #[command(
        subcommand,
        after_help = "Examples:\n  storekeeper orders show SK-000100052\n  storekeeper orders receive SK-000100052 --by lin"
    )]
    Orders(orders::OrdersCommand),
    /// Tiers and points: the rules, a member's, and moving points by hand
    #[command(
        subcommand,
        after_help = "Examples:\n  storekeeper loyalty show M100052\n  storekeeper loyalty recompute"
    )]
    Loyalty(loyalty::Loyalty),
    /// Give a member everything that is held of them
    #[command(
        subcommand,
        after_help = "Example:\n  storekeeper export member M100052 --out M100052.json"
    )]
    Export(dossiers::Export),
    /// Erase a member everywhere, and prove it
    #[command(
        subcommand,
        after_help = "Example:\n  storekeeper erase member M100052"
    )]
    Erase(dossiers::Erase),
    /// What people say about a product: stars, sentiment, what is praised and faulted
    #[command(after_help = "Example:\n  storekeeper reviews KIT-01")]
    Reviews(reviews::Reviews),
    /// Open the shop: its pages for browsers, conversations and goods over HTTP
    #[command(
        after_help = "Examples:\n  storekeeper serve\n  storekeeper serve --listen 0.0.0.0:8080 --no-model\n  storekeeper serve --demo-sign-in"
    )]
    Serve(serve::Serve),
    /// Print tokens for members, and look after the keys they are signed with
    #[command(
        subcommand,
        after_help = "Example:\n  storekeeper token member M100052"
    )]
    Token(token::Token),
    /// The accounts of the shop's people, who sign in to the console
    #[command(
        subcommand,
        after_help = "Examples:\n  storekeeper user add lin --role admin\n  storekeeper user list"
    )]
    User(user::User),
    /// Read and check the record of what was answered
    #[command(subcommand, after_help = "Example:\n  storekeeper audit verify")]
    Audit(audit::Audit),
    /// The conversations that the shop's people were asked to take over
    #[command(
        subcommand,
        after_help = "Examples:\n  storekeeper inbox list\n  storekeeper inbox take 4f0c2a9b1d8e7f6a --as lin\n  storekeeper inbox done 4f0c2a9b1d8e7f6a"
    )]
    Inbox(inbox::Inbox),
    /// Campaigns: brief, audience, approval, sending, and what they brought
    #[command(
        subcommand,
        after_help = "Examples:\n  storekeeper campaign new spring --file brief.json --by lin\n  storekeeper campaign check --medium sms --text \"Last chance, 20% off!\"\n  storekeeper campaign results spring"
    )]
    Campaign(campaign::Campaign),
    /// The events that members send: the list of them, and those that could not be kept
    #[command(
        subcommand,
        after_help = "Examples:\n  storekeeper events list\n  storekeeper events rejects --replay"
    )]
    Events(events::Events),
    /// Ask members for their opinion by link, and read what they say
    #[command(
        subcommand,
        after_help = "Examples:\n  storekeeper surveys link nps member:M100052\n  storekeeper surveys report nps"
    )]
    Surveys(surveys::Surveys),
    /// Talk to the assistant in the terminal
    Chat(chat::Chat),
    /// Fetch and check the weights
    #[command(subcommand, after_help = "Example:\n  storekeeper models pull")]
    Models(models::ModelsCommand),
    /// Measure this machine with the model it has
    #[command(subcommand, after_help = "Example:\n  storekeeper bench turn")]
    Bench(bench::Bench),
    /// Measure how good the answers of a part are, on a set of your own
    #[command(
        subcommand,
        after_help = "Example:\n  storekeeper evaluate retrieval --queries queries.jsonl"
    )]
    Evaluate(evaluate::Evaluate),
}

/// Whether to print one JSON object instead of a table.
#[derive(Clone, Copy, Debug, Args)]
struct Json {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs what was typed.
///
/// # Errors
/// Whatever the command says; the caller prints it and ends the process with 1.
pub fn run() -> Result<()> {
    let cli = Cli::parse();
    let verbosity = match (cli.quiet, cli.verbose) {
        (true, _) => Verbosity::Quiet,
        (false, 0) => Verbosity::Normal,
        (false, 1) => Verbosity::Verbose,
        (false, _) => Verbosity::Debug,
    };
    telemetry::init(verbosity)?;
    let settings = app::settings()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let outcome = runtime.block_on(async {
        match cli.command {
            Command::Demo(wanted) => Box::pin(load::demo(&settings, wanted)).await,
            Command::Import(import) => import::import(&settings, import).await,
            Command::Members(wanted) => members::members(&settings, wanted).await,
            Command::Orders(wanted) => orders::orders(&settings, wanted).await,
            Command::Loyalty(wanted) => loyalty::loyalty(&settings, wanted).await,
            Command::Export(wanted) => dossiers::export(&settings, wanted).await,
            Command::Erase(wanted) => dossiers::erase(&settings, wanted).await,
            Command::Reviews(wanted) => reviews::reviews(&settings, wanted).await,
            Command::Serve(wanted) => Box::pin(serve::serve(&settings, wanted)).await,
            Command::Audit(wanted) => audit::audit(&settings, wanted).await,
            Command::Inbox(wanted) => inbox::inbox(&settings, wanted).await,
            Command::Campaign(wanted) => Box::pin(campaign::campaign(&settings, wanted)).await,
            Command::Events(wanted) => events::events(&settings, wanted).await,
            Command::Surveys(wanted) => surveys::surveys(&settings, wanted).await,
            Command::Token(wanted) => token::token(&settings, wanted).await,
            Command::User(wanted) => user::user(&settings, wanted).await,
            Command::Train(wanted) => train::train(&settings, wanted).await,
            Command::Insight(wanted) => Box::pin(insight::insight(&settings, wanted)).await,
            Command::Index => load::index(&settings).await,
            Command::Chat(chat) => Box::pin(chat::chat(&settings, chat)).await,
            Command::Models(command) => models::run(&settings, command).await,
            Command::Bench(command) => Box::pin(bench::run(&settings, command)).await,
            Command::Evaluate(command) => Box::pin(evaluate::run(&settings, command)).await,
        }
    });
    // A generation that was cut off may still be in its last step: nobody waits for it.
    runtime.shutdown_background();
    outcome
}
