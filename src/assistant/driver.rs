//! Performs what a turn wants done: asks the model, runs the tools, tells the person.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::{Mutex, mpsc};

use crate::guardrails::{Inbound, receive};
use crate::ids::Language;
use crate::llm::{Answer, LlmError, Piece, Spent};

use super::act::Actor;
use super::context;
use super::conversation::Conversation;
use super::fixed::Phrases;
use super::recording::Recording;
use super::rules;
use super::tools::Plan;
use super::turn::{Account, Effect, Event, Input, Source, Stop, Turn};
use super::{Assistant, AssistantError};

/// The answer to a message, as it comes. Dropping it cancels the turn.
pub struct Replies {
    events: mpsc::Receiver<Event>,
    task: tokio::task::JoinHandle<()>,
}

impl Replies {
    /// The next event; `None` after [`Event::Done`].
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }

    /// All events up to the end.
    pub async fn all(mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }
}

impl Drop for Replies {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers `message` in a task of its own.
pub(super) fn drive(
    assistant: Assistant,
    conversation: Arc<Mutex<Conversation>>,
    message: String,
) -> Replies {
    let (sender, events) = mpsc::channel(64);
    let task = tokio::spawn(async move {
        let began = Instant::now();
        // One turn at a time: a second message of the same person waits for the first one's answer.
        let mut conversation = conversation.lock().await;
        let language = conversation.language_for(&message);
        let mut driver = Driver {
            turn: Turn::new(assistant.llm.is_some()),
            assistant: &assistant,
            conversation: &mut conversation,
            language,
            gist: None,
            sender,
            began,
            recording: Recording::default(),
        };
        if let Err(error) = driver.run(&message).await {
            tracing::error!(%error, "a turn broke off");
        }
    });
    Replies { events, task }
}

/// A plan, and what planning it cost; the model's failure where the rules had to plan.
type Planned = (Plan, Result<Option<Spent>, LlmError>);

struct Driver<'a> {
    turn: Turn,
    assistant: &'a Assistant,
    conversation: &'a mut Conversation,
    language: Language,
    /// What the message asks for in few words, where code planned it for certain.
    gist: Option<String>,
    sender: mpsc::Sender<Event>,
    began: Instant,
    recording: Recording,
}

impl Driver<'_> {
    async fn run(&mut self, message: &str) -> Result<(), AssistantError> {
        let message = match receive(message) {
            Inbound::Message(message) => message,
            Inbound::Empty => return self.only_say("empty").await,
            Inbound::TooLong => return self.only_say("too_long").await,
        };
        let mut inputs = VecDeque::from([Input::Begin]);
        while let Some(input) = inputs.pop_front() {
            let effects = self.turn.on(input, &self.assistant.shop.lexicon);
            for effect in effects {
                if let Some(input) = self.perform(effect, &message).await? {
                    inputs.push_back(input);
                }
            }
        }
        Ok(())
    }

    /// Performs one effect. What comes of it is the next input, if anything.
    async fn perform(
        &mut self,
        effect: Effect,
        message: &str,
    ) -> Result<Option<Input>, AssistantError> {
        match effect {
            Effect::AskPlan => {
                let (plan, spent) = self.plan(message).await?;
                let plan = self.actor(message).settle(plan).await?;
                return Ok(Some(Input::Planned(plan, spent)));
            }
            Effect::Act(plan) => {
                let acted = self.act(&plan, message).await;
                if let Input::Acted(outcome) = &acted {
                    self.recording.outcome(outcome);
                }
                return Ok(Some(acted));
            }
            Effect::Emit(event) => self.emit(event).await,
            Effect::SayBusy => {
                let text = self.phrases().plain("busy")?;
                self.emit(Event::Text {
                    text,
                    source: Source::Template,
                })
                .await;
            }
            Effect::SayFailed => {
                let message = self.phrases().plain("failed")?;
                self.emit(Event::Error { message }).await;
            }
            Effect::AskWords(facts) => return self.word(&facts, message).await.map(Some),
            // The stream is dropped where it is read: see `word`.
            Effect::StopWords => {}
            Effect::Remember(plan, shown) => {
                self.conversation.remember(&plan, self.language, shown);
            }
            Effect::End(stop) => self.end(stop).await,
        }
        Ok(None)
    }

    async fn plan(&mut self, message: &str) -> Result<Planned, AssistantError> {
        let shown = self.conversation.shown().len();
        if let Some(plan) = rules::certain(message, &self.assistant.shop.titles, shown) {
            self.gist = rules::gist(&plan);
            return Ok((plan, Ok(None)));
        }
        let Some(llm) = &self.assistant.llm else {
            return Ok((rules::likely(message), Ok(None)));
        };
        let ask = context::plan(&self.assistant.prompts, self.conversation.before(), message)?;
        Ok(match llm.line(ask).await {
            Ok((line, spent)) => {
                let plan = Plan::parse(&line).unwrap_or_else(|| {
                    // The line may hold the shopper's words, and those are not logged.
                    tracing::warn!(length = line.len(), "the model's plan is not one");
                    rules::likely(message)
                });
                (plan, Ok(Some(spent)))
            }
            Err(error) => {
                tracing::info!(%error, "planned by rules");
                (rules::likely(message), Err(error))
            }
        })
    }

    async fn act(&self, plan: &Plan, message: &str) -> Input {
        match self.actor(message).act(plan).await {
            Ok(outcome) => Input::Acted(outcome),
            Err(error) => {
                tracing::error!(%error, tool = plan.tool(), "a tool failed");
                Input::ActFailed
            }
        }
    }

    fn actor<'b>(&'b self, message: &'b str) -> Actor<'b> {
        Actor {
            shop: &self.assistant.shop,
            phrases: self.phrases(),
            conversation: self.conversation,
            message,
        }
    }

    /// Asks for words and feeds them to the turn as they come, because sentences are said one by one.
    /// Returns the input that ends them.
    async fn word(&mut self, facts: &str, message: &str) -> Result<Input, AssistantError> {
        let Some(llm) = self.assistant.llm.clone() else {
            return Ok(Input::WordsEnded(Err(LlmError::Permanent(
                "there is no model".to_owned(),
            ))));
        };
        let message = self.gist.as_deref().unwrap_or(message);
        let ask = context::words(&self.assistant.prompts, self.language, facts, message)?;
        let mut answer = match llm.ask(ask).await {
            Ok(answer) => answer,
            Err(error) => return Ok(Input::WordsEnded(Err(error))),
        };
        loop {
            let words = match next_words(&mut answer).await {
                Ok(words) => words,
                Err(ended) => return Ok(Input::WordsEnded(ended)),
            };
            self.turn.account.wording = Some(answer.so_far());
            let effects = self
                .turn
                .on(Input::Words(words), &self.assistant.shop.lexicon);
            for effect in effects {
                match effect {
                    Effect::Emit(event) => self.emit(event).await,
                    Effect::End(stop) => self.end(stop).await,
                    _ => {}
                }
            }
            if self.turn.ended() {
                // Dropping the answer stops the generation; this input finds the turn over.
                return Ok(Input::WordsEnded(Ok(Spent::default())));
            }
        }
    }

    fn phrases(&self) -> Phrases<'_> {
        Phrases {
            prompts: &self.assistant.prompts,
            language: self.language,
        }
    }

    async fn only_say(&mut self, phrase: &str) -> Result<(), AssistantError> {
        let text = self.phrases().plain(phrase)?;
        self.emit(Event::Text {
            text,
            source: Source::Template,
        })
        .await;
        self.end(Stop::Answered).await;
        Ok(())
    }

    async fn end(&mut self, stop: Stop) {
        let mut account = self.turn.account.clone();
        account.end_ms = self.milliseconds();
        self.record(&account, stop).await;
        self.emit(Event::Done {
            stop,
            account: Box::new(account),
        })
        .await;
    }

    /// Keeps the record of the turn. An answer that was given stays given where that fails.
    async fn record(&mut self, account: &Account, stop: Stop) {
        let Some((audit, clock)) = &self.assistant.audit else {
            return;
        };
        let recording = std::mem::take(&mut self.recording);
        let (talk, language) = (&*self.conversation, self.language);
        let record = recording.finish(self.assistant, talk, language, account, stop);
        if let Err(error) = audit.append(clock.now(), &record).await {
            tracing::error!(%error, "a turn could not be recorded");
        }
    }

    /// Tells the person, and notes when what was told first.
    async fn emit(&mut self, event: Event) {
        self.recording.event(&event);
        let now = self.milliseconds();
        let account = &mut self.turn.account;
        match &event {
            Event::Tool { .. } => account.plan_ms = Some(now),
            Event::Card(_) => {
                account.first_card_ms.get_or_insert(now);
            }
            Event::Text { source, .. } => {
                account.first_text_ms.get_or_insert(now);
                if *source == Source::Model {
                    account.first_sentence_ms.get_or_insert(now);
                }
            }
            Event::Thinking | Event::Error { .. } | Event::Done { .. } => {}
        }
        // Nobody listens any more: the task is about to be cancelled.
        drop(self.sender.send(event).await);
    }

    fn milliseconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64() * 1000.0
    }
}

/// The next words, or how they ended.
async fn next_words(answer: &mut Answer) -> Result<String, Result<Spent, LlmError>> {
    match answer.next().await {
        Some(Ok(Piece::Text(words))) => Ok(words),
        Some(Ok(Piece::Call(call))) => Ok(call.name),
        Some(Ok(Piece::End(spent))) => Err(Ok(spent)),
        Some(Err(error)) => Err(Err(error)),
        None => Err(Err(LlmError::Transient("the answer broke off".to_owned()))),
    }
}
