//! Performs what a turn wants done: asks the model, runs the tools, tells the person.

mod hearing;
mod offering;
mod passing;
mod replies;
mod stepping;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, OnceCell, mpsc};
use tokio_util::sync::CancellationToken;

use crate::guardrails::{Inbound, receive, signs_of_injection};
use crate::ids::{Language, ProductKey};
use crate::llm::{Answer, LlmError, Piece, Spent, Urgency};

use super::act::Actor;
use super::asking::Reading;
use super::changes::Proposal;
use super::chats::Exchange;
use super::context;
use super::conversation::Conversation;
use super::errands::Errand;
use super::fixed::Phrases;
use super::page::Page;
use super::planning::Step;
use super::recording::Recording;
use super::tools::Plan;
use super::turn::{Account, Effect, Event, GuestLookup, Input, Outcome, Source, Stop, Turn};
use super::{Assistant, AssistantError};

pub use replies::Replies;

/// A turn is stopped after so long, whatever it waits for.
const LONGEST: Duration = Duration::from_secs(90);

/// What a person does in a conversation.
pub(super) enum Deed {
    /// Says something, and looks at a page that the assistant may know of.
    Says { message: String, page: Page },
    /// Presses yes or no under the proposal with this name.
    Decides { id: String, yes: bool },
}

/// Answers a deed in a task of its own.
pub(super) fn drive(
    assistant: Assistant,
    conversation: Arc<Mutex<Conversation>>,
    deed: Deed,
) -> Replies {
    let (sender, events) = mpsc::channel(64);
    let cancel = CancellationToken::new();
    let cancelled = cancel.clone();
    tokio::spawn(async move {
        let began = Instant::now();
        // One turn at a time: a second message of the same person waits for the first one's answer.
        let mut conversation = tokio::select! {
            conversation = conversation.lock() => conversation,
            () = cancelled.cancelled() => return,
        };
        if conversation.is_closed() {
            return;
        }
        let language = match &deed {
            Deed::Says { message, .. } => conversation.language_for(message),
            Deed::Decides { .. } => conversation.last_language().unwrap_or(Language::English),
        };
        conversation.memory.turns += 1;
        let mut driver = Driver {
            turn: Turn::new(assistant.llm.is_some()),
            assistant: &assistant,
            conversation: &mut conversation,
            language,
            asked: String::new(),
            message: String::new(),
            steps: VecDeque::new(),
            effects: VecDeque::new(),
            decided: None,
            errand: None,
            survey: None,
            basket: Vec::new(),
            reading: OnceCell::new(),
            gist: None,
            forgotten: false,
            sender,
            began,
            recording: Recording::default(),
        };
        let ended = tokio::select! {
            ended = driver.run(deed) => ended,
            () = cancelled.cancelled() => Ok(Stop::Cancelled),
            () = tokio::time::sleep(LONGEST) => driver.out_of_time().await,
        };
        let stop = match ended {
            Ok(stop) => stop,
            Err(error) => {
                tracing::error!(%error, "a turn broke off");
                Stop::Failed
            }
        };
        // Outside of what can be cancelled: a turn is kept once, and wholly.
        if let Err(error) = driver.end(stop).await {
            tracing::error!(%error, "a turn could not be kept");
        }
    });
    Replies { events, cancel }
}

struct Driver<'a> {
    turn: Turn,
    assistant: &'a Assistant,
    conversation: &'a mut Conversation,
    language: Language,
    /// What the person said, cleaned.
    asked: String,
    /// The part of it that the present step answers.
    message: String,
    /// What is still to be done.
    steps: VecDeque<Step>,
    /// What the turn wants done.
    effects: VecDeque<Effect>,
    /// What the person just said yes or no to.
    decided: Option<Proposal>,
    /// What they want done about an order, where they were asked for more of it.
    errand: Option<Errand>,
    /// The invitation to the survey that was asked, where its answer was waited for.
    survey: Option<String>,
    /// What is in the person's basket, where they let the assistant see it.
    basket: Vec<ProductKey>,
    /// What the present step's message asks of members, where one of the shop's people says it.
    reading: OnceCell<Reading>,
    /// What the message asks for in few words, where code planned it for certain.
    gist: Option<String>,
    /// Whether the conversation was deleted by this very turn.
    forgotten: bool,
    sender: mpsc::Sender<Event>,
    began: Instant,
    recording: Recording,
}

impl Driver<'_> {
    /// Answers, up to the reason why it is over.
    async fn run(&mut self, deed: Deed) -> Result<Stop, AssistantError> {
        // What was put forward waits for the next word and no longer.
        let proposal = self.conversation.memory.proposal.take();
        self.errand = self.conversation.memory.errand.take();
        self.survey = self.conversation.memory.survey.take();
        if let Some(stop) = self.pass_on(&deed).await? {
            return Ok(stop);
        }
        match deed {
            Deed::Decides { id, yes } => {
                self.asked = self.phrases().plain(if yes { "yes" } else { "no" })?;
                self.decided = proposal.filter(|proposal| proposal.id == id);
                self.decide(yes);
            }
            Deed::Says { message, page } => {
                self.asked = match receive(&message) {
                    Inbound::Message(message) => message,
                    Inbound::Empty => return self.only_say("empty").await,
                    Inbound::TooLong => return self.only_say("too_long").await,
                };
                let signs = signs_of_injection(&message);
                if !signs.is_empty() {
                    tracing::warn!(?signs, "a message looks like an injection");
                    self.recording.signs(&signs);
                }
                self.look_at(page).await?;
                self.show_offer().await?;
                if let Some(stop) = self.hear(proposal).await? {
                    return Ok(stop);
                }
            }
        }
        self.feed(Input::Begin);
        while let Some(effect) = self.effects.pop_front() {
            if let Effect::End(stop) = effect {
                return Ok(stop);
            }
            self.perform(effect).await?;
        }
        Ok(Stop::Failed)
    }

    /// Takes in what the person looks at: what it says is untrue of a shop that does not sell it.
    async fn look_at(&mut self, page: Page) -> Result<(), AssistantError> {
        let page = page.known(&self.assistant.shop).await?;
        self.conversation.look_at(page.product.as_ref());
        self.recording.page(page.line());
        self.basket = page.basket;
        Ok(())
    }

    /// Tells the turn what happened, and notes what it wants done.
    fn feed(&mut self, input: Input) {
        let effects = self.turn.on(input, &self.assistant.shop.lexicon);
        self.effects.extend(effects);
    }

    fn decide(&mut self, yes: bool) {
        let plan = if yes { Plan::Confirm } else { Plan::Decline };
        self.steps = VecDeque::from([Step::Follows(plan)]);
    }

    /// Performs one effect, and feeds what comes of it.
    async fn perform(&mut self, effect: Effect) -> Result<(), AssistantError> {
        match effect {
            Effect::AskPlan => {
                let planned = self.plan().await?;
                self.feed(planned);
            }
            Effect::Act(plan) => {
                let acted = self.act(&plan).await;
                self.feed(acted);
            }
            Effect::Emit(event) => self.emit(event).await,
            Effect::SayBusy => self.say("busy").await?,
            Effect::SayTooMuch => self.say("too_much").await?,
            Effect::SayFailed => {
                let message = self.phrases().plain("failed")?;
                self.emit(Event::Error { message }).await;
            }
            Effect::AskWords(facts) => self.word(&facts).await?,
            Effect::Remember(plan, shown, search) => {
                self.conversation
                    .remember(&plan, self.language, shown, search);
            }
            Effect::Propose(proposal) => self.conversation.memory.proposal = Some(proposal),
            // The stream is dropped where it is read: see `word`; the end is where the run ends.
            Effect::StopWords | Effect::End(_) => {}
        }
        Ok(())
    }

    /// Tells the person where the model is busy with others.
    async fn queue(&mut self, urgency: Urgency) {
        let llm = self.assistant.llm.as_ref();
        if let Some(ahead @ 1..) = llm.map(|llm| llm.ahead(urgency)) {
            self.emit(Event::Queued { ahead }).await;
        }
    }

    async fn act(&mut self, plan: &Plan) -> Input {
        match self.actor().act(plan).await {
            Ok(outcome) => {
                self.recording.outcome(&outcome);
                self.note(&outcome);
                Input::Acted(Box::new(outcome))
            }
            Err(error) => {
                tracing::error!(%error, tool = plan.tool(), "a tool failed");
                Input::ActFailed
            }
        }
    }

    /// Notes what an outcome changes of the conversation itself.
    fn note(&mut self, outcome: &Outcome) {
        let memory = &mut self.conversation.memory;
        match &outcome.guest {
            Some(GuestLookup::Asked(number)) => memory.order = Some(number.clone()),
            Some(GuestLookup::Failed(number)) => {
                memory.order = Some(number.clone());
                memory.failed_tries += 1;
            }
            Some(GuestLookup::Found) => memory.order = None,
            None => {}
        }
        if outcome.errand.is_some() {
            memory.errand.clone_from(&outcome.errand);
        }
        if outcome.survey.is_some() {
            memory.survey.clone_from(&outcome.survey);
        }
        if let Some(desk) = &outcome.desk {
            memory.desk.note(desk.clone());
        }
        self.forgotten |= outcome.forgotten;
    }

    fn actor(&self) -> Actor<'_> {
        Actor {
            shop: &self.assistant.shop,
            phrases: self.phrases(),
            llm: self.assistant.llm.as_ref(),
            conversation: self.conversation,
            message: &self.message,
            now: self.assistant.shop.clock.now(),
            decided: self.decided.as_ref(),
            errand: self.errand.as_ref(),
            asked_survey: self.survey.as_deref(),
            basket: &self.basket,
            reading: &self.reading,
        }
    }

    /// Asks for words and feeds them to the turn as they come, because sentences are said one by one.
    async fn word(&mut self, facts: &str) -> Result<(), AssistantError> {
        let message = self.gist.as_deref().unwrap_or(&self.message);
        let ask = context::words(&self.assistant.prompts, self.language, facts, message)?;
        self.queue(Urgency::Word).await;
        let before = self.turn.account.wording;
        let answer = match &self.assistant.llm {
            Some(llm) => llm.clone().ask(ask).await,
            None => Err(LlmError::Permanent("there is no model".to_owned())),
        };
        let mut answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                self.feed(Input::WordsEnded(Err(error)));
                return Ok(());
            }
        };
        // Dropping the answer stops the generation.
        while !self.effects.contains(&Effect::StopWords) {
            match next_words(&mut answer).await {
                Ok(words) => {
                    self.turn.account.wording = Spent::sum(before, Some(answer.so_far()));
                    self.feed(Input::Words(words));
                    while let Some(Effect::Emit(_)) = self.effects.front() {
                        if let Some(Effect::Emit(event)) = self.effects.pop_front() {
                            self.emit(event).await;
                        }
                    }
                }
                Err(ended) => {
                    if let Ok(spent) = &ended {
                        self.turn.account.wording = Spent::sum(before, Some(*spent));
                    }
                    self.feed(Input::WordsEnded(ended.map(|_| ())));
                    break;
                }
            }
        }
        Ok(())
    }

    fn phrases(&self) -> Phrases<'_> {
        Phrases {
            prompts: &self.assistant.prompts,
            language: self.language,
        }
    }

    async fn say(&mut self, phrase: &str) -> Result<(), AssistantError> {
        let text = self.phrases().plain(phrase)?;
        let source = Source::Template;
        self.emit(Event::Text { text, source }).await;
        Ok(())
    }

    async fn only_say(&mut self, phrase: &str) -> Result<Stop, AssistantError> {
        self.say(phrase).await?;
        Ok(Stop::Answered)
    }

    async fn out_of_time(&mut self) -> Result<Stop, AssistantError> {
        self.say("out_of_time").await?;
        Ok(Stop::OutOfTime)
    }

    async fn end(&mut self, stop: Stop) -> Result<(), AssistantError> {
        let mut account = self.turn.account.clone();
        account.end_ms = self.milliseconds();
        let kept = self.keep(&account, stop).await;
        self.emit(Event::Done {
            stop,
            account: Box::new(account),
        })
        .await;
        kept
    }

    /// Keeps the record of the turn and what was said. An answer that was given stays given where that fails.
    async fn keep(&mut self, account: &Account, stop: Stop) -> Result<(), AssistantError> {
        let recording = std::mem::take(&mut self.recording);
        let now = self.assistant.shop.clock.now();
        let exchange = Exchange {
            number: self.conversation.turns(),
            at: now,
            asked: std::mem::take(&mut self.asked),
            answered: recording.told(),
        };
        if self.assistant.audit.is_some() {
            let (talk, language) = (&*self.conversation, self.language);
            let record = recording.finish(self.assistant, talk, language, account, stop);
            self.assistant.record(talk, record, now).await?;
        }
        if self.forgotten {
            self.conversation.forget();
        } else {
            let chats = &self.assistant.shop.chats;
            chats.keep(self.conversation, &exchange).await?;
            let inbox = &self.assistant.shop.inbox;
            inbox.touch(&self.conversation.name()).await?;
        }
        Ok(())
    }

    /// Tells the person, and notes when what was told first.
    async fn emit(&mut self, event: Event) {
        self.recording.event(&event);
        let now = self.milliseconds();
        let account = &mut self.turn.account;
        match &event {
            Event::Tool { .. } => {
                account.plan_ms.get_or_insert(now);
            }
            Event::Card(_) => {
                account.first_card_ms.get_or_insert(now);
            }
            Event::Text { source, .. } => {
                account.first_text_ms.get_or_insert(now);
                if *source == Source::Model {
                    account.first_sentence_ms.get_or_insert(now);
                }
            }
            Event::Thinking
            | Event::Queued { .. }
            | Event::Confirm { .. }
            | Event::Handoff { .. }
            | Event::Received
            | Event::Forgotten
            | Event::Error { .. }
            | Event::Done { .. } => {}
        }
        // Nobody listens any more: the turn is about to be cancelled.
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
