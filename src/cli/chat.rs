//! `storekeeper chat`: the assistant in a terminal.

use std::io::{IsTerminal, Write, stdin, stdout};
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;
use tokio::sync::{Mutex, mpsc};

use crate::access::Principal;
use crate::app;
use crate::assistant::{Account, Assistant, Conversation, Difference, Event, Stop};
use crate::config::Settings;
use crate::ids::Language;

use super::terminal;

/// `storekeeper chat`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  storekeeper chat\n  storekeeper chat --as member:M1001\n  storekeeper chat --as agent\n  echo 'do you have mugs?' | storekeeper chat --no-model"
)]
pub(super) struct Chat {
    /// Who is talking: `anonymous`, `member:KEY`, `agent`, `marketer` or `admin`
    #[arg(long = "as", default_value = "anonymous", value_name = "WHO")]
    who: Principal,
    /// Answer in fixed phrases, without loading a model
    #[arg(long)]
    no_model: bool,
}

const HELP: &str = "\
ask about goods, prices, stock, offers, rules, ideas, or (signed in) your own orders and profile,
in English or Chinese; “talk to a human” hands the conversation to the shop's people";

const DESK_HELP: &str = "\
ask in English or Chinese about a member (“why is M100052 at risk?”, “what should we do for her?”), about many
(“who in Leeds has not bought since March and likes tea?”), about segments, demand, campaigns, or the goods";

const COMMANDS: &str = "\
/why   how the last answer came about: tool, timings, tokens, what was held back
/new   begin a new conversation
/help  this text
/quit  leave (or Ctrl-D); Ctrl-C stops an answer";

pub(super) async fn chat(settings: &Settings, wanted: Chat) -> Result<()> {
    if let Principal::Member(key) = &wanted.who {
        let books = app::open_books(settings).await?;
        books.members.get(key).await?.with_context(|| {
            format!("there is no member {key}: `--as anonymous` works without one")
        })?;
    }
    let (assistant, llm) = app::open_audited_assistant(settings, !wanted.no_model).await?;
    match &llm {
        None => eprintln!("answering in fixed phrases, without a model"),
        Some(llm) => {
            let identity = llm.identity();
            eprintln!(
                "{} · {} · {}",
                identity.model, identity.engine, identity.device
            );
            let began = std::time::Instant::now();
            let read = assistant.warm_up().await?;
            eprintln!(
                "warmed up: {read} tokens in {:.1} s",
                began.elapsed().as_secs_f64()
            );
        }
    }
    eprintln!("you are talking to an AI; /help shows what there is to type");
    let help = match &wanted.who {
        Principal::Staff(_) => DESK_HELP,
        Principal::Anonymous | Principal::Member(_) => HELP,
    };
    let mut session = Session {
        assistant,
        who: wanted.who,
        conversation: None,
        last: None,
    };
    let mut lines = read_lines();
    while let Some(line) = lines.next().await {
        match line.trim() {
            "" => {}
            "/quit" | "/exit" => break,
            "/help" => println!("{help}\n{COMMANDS}"),
            "/new" => session.conversation = None,
            "/why" => session.explain(),
            command if command.starts_with('/') => {
                println!("there is no {command}; /help shows what there is");
            }
            message => session.say(message).await?,
        }
        lines.more();
    }
    Ok(())
}

struct Session {
    assistant: Assistant,
    who: Principal,
    conversation: Option<Arc<Mutex<Conversation>>>,
    last: Option<(Stop, Box<Account>)>,
}

impl Session {
    async fn say(&mut self, message: &str) -> Result<()> {
        let conversation = self
            .conversation
            .get_or_insert_with(|| Arc::new(Mutex::new(self.assistant.converse(self.who.clone()))));
        let mut replies = self.assistant.answer(conversation, message);
        let language = Language::of(message);
        let mut spoken = false;
        loop {
            let event = tokio::select! {
                event = replies.next() => event,
                _ = tokio::signal::ctrl_c() => {
                    println!("\n(stopped)");
                    return Ok(());
                }
            };
            match event {
                None => break,
                Some(
                    Event::Thinking | Event::Queued { .. } | Event::Tool { .. } | Event::Forgotten,
                ) => {}
                Some(Event::Card(card)) => {
                    for line in terminal::card(&card, language) {
                        println!("{line}");
                    }
                }
                Some(Event::Text { text, .. }) => {
                    // Chinese sentences stand next to each other, English ones have a blank between.
                    let gap = if spoken && text.is_ascii() { " " } else { "" };
                    print!("{gap}{text}");
                    stdout().flush()?;
                    spoken = true;
                }
                Some(Event::Confirm { differences, .. }) => {
                    for Difference {
                        what,
                        before,
                        after,
                    } in differences
                    {
                        // What stays is there to say what it is about.
                        if before == after {
                            println!("  ▪ {what}: {after}");
                        } else {
                            println!("  ▪ {what}: {before} → {after}");
                        }
                    }
                    println!("{}", answer_with(language));
                }
                Some(Event::Handoff { summary }) => {
                    for line in summary {
                        println!("  → {line}");
                    }
                }
                Some(Event::Received) => println!("{}", with_person(language)),
                Some(Event::Error { message }) => println!("{message}"),
                Some(Event::Done { stop, account }) => self.last = Some((stop, account)),
            }
        }
        println!();
        Ok(())
    }

    fn explain(&self) {
        let Some((stop, account)) = &self.last else {
            println!("nothing has been answered yet");
            return;
        };
        let ms = |value: Option<f64>| value.map_or("-".to_owned(), |ms| format!("{ms:.0} ms"));
        let plans = if account.plans.is_empty() {
            "none".to_owned()
        } else {
            account.plans.join(", then ")
        };
        println!("plan: {plans} ({})", stop.word());
        println!(
            "plan after {}, first card {}, first words {}, end {:.0} ms",
            ms(account.plan_ms),
            ms(account.first_card_ms),
            ms(account.first_text_ms),
            account.end_ms
        );
        for (what, spent) in [("planning", account.planning), ("wording", account.wording)] {
            if let Some(spent) = spent {
                println!(
                    "{what}: {} tokens read, {} of them cached, {} written",
                    spent.read, spent.cached, spent.written
                );
            }
        }
        for (sentence, reason) in &account.held_back {
            println!("held back: {sentence}\n  because: {reason}");
        }
        if account.stood_in {
            println!("the model was busy or failed: fixed phrases stood in");
        }
    }
}

/// How a proposal is answered in a terminal.
fn answer_with(language: Language) -> &'static str {
    match language {
        Language::English => "  (answer “yes” or “no”)",
        Language::Chinese => "  （回复“确认”或“取消”）",
    }
}

/// That a person of the shop has the message, in a terminal.
fn with_person(language: Language) -> &'static str {
    match language {
        Language::English => "  (a person of the shop has this conversation and got your message)",
        Language::Chinese => "  （人工客服正在接待，您的消息已送达）",
    }
}

/// Lines typed by a person, or piped in. The next one is read only when asked for, so that the prompt
/// appears after the answer.
struct Lines {
    lines: mpsc::Receiver<String>,
    wanted: std::sync::mpsc::Sender<()>,
}

impl Lines {
    async fn next(&mut self) -> Option<String> {
        self.lines.recv().await
    }

    fn more(&self) {
        // Fails only when the reader has ended, and then `next` says so.
        let _ = self.wanted.send(());
    }
}

fn read_lines() -> Lines {
    let (sender, lines) = mpsc::channel(1);
    let (wanted, wants) = std::sync::mpsc::channel();
    let _ = wanted.send(());
    std::thread::spawn(move || {
        if stdin().is_terminal() {
            type_lines(&sender, &wants);
        } else {
            for line in stdin().lines().map_while(Result::ok) {
                if wants.recv().is_err() || sender.blocking_send(line).is_err() {
                    return;
                }
            }
        }
    });
    Lines { lines, wanted }
}

fn type_lines(sender: &mpsc::Sender<String>, wants: &std::sync::mpsc::Receiver<()>) {
    let mut editor = match DefaultEditor::new() {
        Ok(editor) => editor,
        Err(error) => {
            eprintln!("error: the terminal cannot be read: {error}");
            return;
        }
    };
    while wants.recv().is_ok() {
        match editor.readline("> ") {
            Ok(line) => {
                // History is a convenience; a line that cannot be kept is no failure.
                drop(editor.add_history_entry(line.as_str()));
                if sender.blocking_send(line).is_err() {
                    return;
                }
            }
            Err(ReadlineError::Interrupted) => {
                if sender.blocking_send(String::new()).is_err() {
                    return;
                }
            }
            Err(_) => return,
        }
    }
}
