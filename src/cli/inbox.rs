//! `storekeeper inbox`: the conversations that the shop's people were asked to take over.

mod drafts;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use crate::app::{self, Books};
use crate::assistant::{
    Agent, Case, CaseState, Exchange, Filter, InboxError, NEWEST_DRAFTS, News, Rated, Told,
    shown_name,
};
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;

use super::Json;

/// Cases that a list has at most.
const LISTED: u32 = 500;

/// `storekeeper inbox`
#[derive(Debug, Subcommand)]
pub(super) enum Inbox {
    /// List them, the longest waiting first
    #[command(
        after_help = "Examples:\n  storekeeper inbox list --json\n  storekeeper inbox list --state taken"
    )]
    List {
        /// Those that wait, were taken, given back or closed; or all
        #[arg(long, value_enum, default_value_t = Listed::Waiting)]
        state: Listed,
        /// Those with this tag
        #[arg(long, value_name = "TAG")]
        tag: Option<String>,
        #[command(flatten)]
        json: Json,
    },
    /// Show one: what was said, and the notes
    #[command(after_help = "Example:\n  storekeeper inbox show 4f0c2a9b1d8e7f6a")]
    Show {
        /// Its name, as `inbox list` shows it
        name: String,
        #[command(flatten)]
        json: Json,
    },
    /// Take one over: the assistant is silent in it from then on
    #[command(after_help = "Example:\n  storekeeper inbox take 4f0c2a9b1d8e7f6a --as lin")]
    Take(Mine),
    /// Say something to the shopper
    #[command(
        after_help = "Example:\n  storekeeper inbox reply 4f0c2a9b1d8e7f6a --as lin \"The parcel is on its way.\""
    )]
    Reply {
        #[command(flatten)]
        mine: Mine,
        /// What is said
        text: String,
    },
    /// Give one back to the assistant
    #[command(after_help = "Example:\n  storekeeper inbox hand-back 4f0c2a9b1d8e7f6a --as lin")]
    HandBack(Mine),
    /// Close one: somebody looked after it
    #[command(after_help = "Example:\n  storekeeper inbox done 4f0c2a9b1d8e7f6a")]
    Done {
        /// Its name, as `inbox list` shows it
        name: String,
    },
    /// Read what became of the drafts of replies, the newest first
    #[command(
        after_help = "Examples:\n  storekeeper inbox drafts --limit 5\n  storekeeper inbox drafts --json"
    )]
    Drafts {
        /// How many are shown
        #[arg(long, value_name = "N", default_value_t = NEWEST_DRAFTS)]
        limit: u32,
        #[command(flatten)]
        json: Json,
    },
    /// Read what people think of the answers, the newest first
    #[command(after_help = "Example:\n  storekeeper inbox ratings --limit 20")]
    Ratings {
        /// How many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: u32,
        #[command(flatten)]
        json: Json,
    },
}

/// Which cases are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Listed {
    Waiting,
    Taken,
    Returned,
    Closed,
    All,
}

/// A case and who does something with it.
#[derive(Debug, Args)]
pub(super) struct Mine {
    /// Its name, as `inbox list` shows it
    name: String,
    /// Who you are, as the shop's people know you
    #[arg(long = "as", value_name = "NAME")]
    agent: String,
}

impl Mine {
    fn agent(&self) -> Agent {
        Agent {
            name: self.agent.clone(),
            shown: shown_name(&self.agent),
            leads: false,
        }
    }
}

pub(super) async fn inbox(settings: &Settings, wanted: Inbox) -> Result<()> {
    let books = app::open_books(settings).await?;
    let (inbox, now) = (&books.inbox, SystemClock.now());
    match wanted {
        Inbox::List { state, tag, json } => list(&books, state, tag, json.json).await?,
        Inbox::Show { name, json } => show(&books, &name, json.json).await?,
        Inbox::Take(mine) => {
            let case = inbox.take(&mine.name, &mine.agent(), None, now).await;
            let case = told(case)?;
            println!(
                "{} is {}'s; the assistant is silent in it",
                case.id, mine.agent
            );
        }
        Inbox::Reply { mine, text } => {
            told(inbox.reply(&mine.name, &text, &mine.agent(), now).await)?;
            println!("said in {}", mine.name);
        }
        Inbox::HandBack(mine) => {
            told(inbox.hand_back(&mine.name, &mine.agent(), None, now).await)?;
            println!("{} is the assistant's again", mine.name);
        }
        Inbox::Done { name } => {
            let open = match inbox.case(&name).await {
                Ok(case) => case.state.is_open(),
                Err(InboxError::Unknown(_)) => false,
                Err(error) => return Err(error.into()),
            };
            if !open {
                bail!("no conversation {name} waits: `storekeeper inbox list` shows those that do");
            }
            let leader = Agent {
                name: "command line".to_owned(),
                shown: String::new(),
                leads: true,
            };
            inbox.close(&name, &leader, None, now).await?;
            println!("{name} waits no longer");
        }
        Inbox::Drafts { limit, json } => {
            drafts::print(&inbox.draft_figures(limit).await?, json.json);
        }
        Inbox::Ratings { limit, json } => {
            print_ratings(&books.chats.rated(limit).await?, json.json);
        }
    }
    Ok(())
}

/// What came of a change, with where to look where there is no such case.
fn told(case: Result<Case, InboxError>) -> Result<Case> {
    case.context(
        "nothing was changed; `storekeeper inbox list --state all` shows how the cases are",
    )
}

async fn list(books: &Books, state: Listed, tag: Option<String>, as_json: bool) -> Result<()> {
    let states = match state {
        Listed::Waiting => vec![CaseState::Waiting],
        Listed::Taken => vec![CaseState::Taken],
        Listed::Returned => vec![CaseState::Returned],
        Listed::Closed => vec![CaseState::Closed],
        Listed::All => Vec::new(),
    };
    let filter = Filter {
        states,
        assignee: None,
        tag,
        limit: LISTED,
    };
    let cases = books.inbox.cases(&filter).await?;
    if as_json {
        let cases: Vec<Value> = cases.iter().map(|case| case_as_json(books, case)).collect();
        let name = if state == Listed::Waiting {
            "waiting"
        } else {
            "cases"
        };
        println!("{}", json!({ name: cases }));
        return Ok(());
    }
    if cases.is_empty() {
        println!(
            "{}",
            match state {
                Listed::Waiting => "nobody waits for a person",
                _ => "there are no such cases",
            }
        );
    }
    for case in &cases {
        print_case(books, case);
    }
    Ok(())
}

fn print_case(books: &Books, case: &Case) {
    let waited = books.inbox.waited(case, SystemClock.now());
    print!(
        "{} · {} · since {}",
        case.id,
        case.who,
        case.since.rfc3339()
    );
    print!(" · {}", case.state.word());
    if let Some(agent) = &case.agent {
        print!(" · {agent}");
    }
    if case.state == CaseState::Waiting {
        print!(" · {} min", waited.seconds / 60);
    }
    if waited.late {
        print!(" · late");
    }
    for tag in &case.tags {
        print!(" · #{tag}");
    }
    println!();
    for line in &case.summary {
        println!("    {line}");
    }
}

async fn show(books: &Books, name: &str, as_json: bool) -> Result<()> {
    let case = told(books.inbox.case(name).await)?;
    let exchanges = books.chats.exchanges_of(&case.chat).await?;
    let news = books.inbox.told(&case.chat, 0).await?;
    let notes = books.inbox.notes(name).await?;
    if as_json {
        let exchanges: Vec<Value> = exchanges
            .iter()
            .map(|one| json!({"turn": one.number, "at": one.at.rfc3339(), "asked": one.asked, "answered": one.answered}))
            .collect();
        let news: Vec<Value> = news
            .iter()
            .map(|told| json!({"turn": told.turn, "news": told.news}))
            .collect();
        let notes: Vec<Value> = notes
            .iter()
            .map(|note| json!({"at": note.at.rfc3339(), "author": note.author, "text": note.text}))
            .collect();
        let mut whole = case_as_json(books, &case);
        whole["exchanges"] = exchanges.into();
        whole["news"] = news.into();
        whole["notes"] = notes.into();
        println!("{whole}");
        return Ok(());
    }
    print_case(books, &case);
    for exchange in &exchanges {
        print_exchange(exchange);
        for told in news.iter().filter(|told| told.turn == exchange.number) {
            print_news(told);
        }
    }
    for note in &notes {
        println!(
            "note of {} · {}: {}",
            note.author,
            note.at.rfc3339(),
            note.text
        );
    }
    Ok(())
}

fn print_exchange(exchange: &Exchange) {
    println!("shopper: {}", exchange.asked);
    for event in &exchange.answered {
        match (event["event"].as_str(), event["card"].as_str()) {
            (Some("text"), _) => {
                println!("assistant: {}", event["text"].as_str().unwrap_or_default());
            }
            (Some("card"), Some(card)) => {
                let title = event["title"].as_str().or(event["number"].as_str());
                println!("  ▪ {card} {}", title.unwrap_or_default());
            }
            _ => {}
        }
    }
}

fn print_news(told: &Told) {
    match &told.news {
        News::Person { name, text, .. } => println!("{name}: {text}"),
        News::Attended { state, name, .. } => {
            println!(
                "  → {} {}",
                state.word(),
                name.as_deref().unwrap_or_default()
            );
        }
    }
}

fn print_ratings(ratings: &[Rated], json: bool) {
    if json {
        let ratings: Vec<_> = ratings.iter().map(rating_as_json).collect();
        println!("{}", serde_json::json!({ "ratings": ratings }));
        return;
    }
    if ratings.is_empty() {
        println!("nobody has rated an answer yet");
    }
    for rated in ratings {
        let helped = if rated.rating.helped {
            "helped"
        } else {
            "did not help"
        };
        println!(
            "{helped} · {} · {}, answer {}",
            rated.at.rfc3339(),
            rated.chat,
            rated.turn
        );
        println!("    asked: {}", rated.asked);
        for sentence in &rated.answered {
            println!("    said: {sentence}");
        }
        if let Some(reason) = &rated.rating.reason {
            println!("    because: {reason}");
        }
    }
}

fn rating_as_json(rated: &Rated) -> serde_json::Value {
    serde_json::json!({
        "name": rated.chat, "turn": rated.turn, "at": rated.at.rfc3339(), "helped": rated.rating.helped,
        "reason": rated.rating.reason, "asked": rated.asked, "answered": rated.answered,
    })
}

fn case_as_json(books: &Books, case: &Case) -> Value {
    let waited = books.inbox.waited(case, SystemClock.now());
    json!({
        "name": case.id, "who": case.who, "since": case.since.rfc3339(), "summary": case.summary,
        "state": case.state.word(), "agent": case.agent, "tags": case.tags, "waited_seconds": waited.seconds,
        "late": waited.late,
    })
}
