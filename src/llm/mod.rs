//! The door to a language model.
//!
//! Owns: one trait, [`Engine`], and its three implementations (in process, OpenAI-protocol server,
//! scripted); admission, cancellation, end marks, and the account of what every answer cost.
//! Does not own: prompts, what an answer means, weights on disk.
//! Holds:
//! - Dropping an [`Answer`] cancels its generation and frees its slot.
//! - A line is over at its end, or where nothing may follow.
//! - No answer waits for a slot longer than its patience: it fails with [`LlmError::Busy`].
//! - In process, only warm-up sequences run to their own end. On a CPU the engine keeps every sequence
//!   that does, for ever; all others are dropped at an end mark that is not their end.

mod admission;
mod answer;
mod in_process;
mod line;
mod prose;
mod remote;
mod scripted;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::prompts::{Prompt, Speaker};

pub use admission::Admission;
pub use answer::{Answer, Piece, Spent, ToolCall};
pub use in_process::{InProcess, Weights, device_name, has_accelerator};
pub use remote::{GrammarDialect, Remote};
pub use scripted::{Scripted, ScriptedReply};

use admission::Gate;
use answer::Outlet;

/// Who says a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The program's instructions.
    System,
    /// The person's side.
    User,
    /// The model's side, in examples.
    Assistant,
    /// Nobody: a text that the model goes on with as it stands, without the frame of a chat. The only
    /// part of its prompt.
    Text,
}

/// One message of a prompt.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// What is said.
    pub text: String,
}

/// The messages of a rendered prompt.
impl From<Prompt> for Vec<Message> {
    fn from(prompt: Prompt) -> Self {
        let message = |(speaker, text)| Message {
            role: match speaker {
                Speaker::System => Role::System,
                Speaker::User => Role::User,
                Speaker::Assistant => Role::Assistant,
                Speaker::Text => Role::Text,
            },
            text,
        };
        prompt.parts.into_iter().map(message).collect()
    }
}

/// A tool as native tool calling describes it.
#[derive(Clone, Debug)]
pub struct ToolSchema {
    /// Its name.
    pub name: String,
    /// When to call it.
    pub description: String,
    /// JSON schema of its arguments, an object.
    pub parameters: serde_json::Value,
}

/// What form the answer has.
#[derive(Clone, Debug)]
pub enum Shape {
    /// One line that matches this regular expression (the end of line not included).
    Line {
        /// Regular expression in the syntax of the `regex` crate, without anchors.
        pattern: String,
    },
    /// Free text, one line.
    Prose,
    /// Native tool calling: the model may call one of these, or answer in text.
    Tools(Vec<ToolSchema>),
}

/// Which queue an ask stands in: plans are short and a person waits for them, so they go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// A tool line, some ten tokens.
    Plan,
    /// The words of an answer.
    Word,
}

/// One question to the model.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The prompt; what never changes first, byte for byte the same.
    pub messages: Vec<Message>,
    /// The form of the answer.
    pub shape: Shape,
    /// The answer is cut after so many tokens.
    pub max_tokens: usize,
    /// Which queue it stands in.
    pub urgency: Urgency,
    /// How long it may wait for a free slot.
    pub patience: Duration,
}

/// What answers, for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The model's name.
    pub model: String,
    /// What runs it: `mistral.rs in process`, `OpenAI protocol`, `script`.
    pub engine: &'static str,
    /// Where: `CPU`, `CUDA device 0`, or the servers' addresses.
    pub device: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LlmError {
    /// No slot became free in time, or the queue is full.
    #[error("the language model is busy ({waiting} waiting)")]
    Busy {
        /// How many stand in the queue.
        waiting: usize,
    },
    /// The prompt is longer than the model can read.
    #[error("the prompt is too long for the language model: {0}")]
    TooLong(String),
    /// It may work when tried again: a server that cannot be reached, say.
    #[error("the language model failed for now: {0}")]
    Transient(String),
    /// It will fail again: wrong weights, a refused request.
    #[error("the language model cannot do this: {0}")]
    Permanent(String),
}

/// What runs a model. Implementations generate; the queue in front of them is [`Llm`]'s.
#[async_trait]
pub trait Engine: Send + Sync {
    /// What answers.
    fn identity(&self) -> Identity;

    /// Generates into `outlet` until the end of the answer, or until the outlet closes.
    async fn generate(&self, ask: Ask, outlet: Outlet);

    /// Reads a prompt, with `tools` where it is one of native tool calling, so that prompts that begin
    /// alike are read faster from now on.
    async fn warm(&self, messages: Vec<Message>, tools: Vec<ToolSchema>)
    -> Result<Spent, LlmError>;
}

/// A language model behind its queue.
#[derive(Clone)]
pub struct Llm {
    engine: Arc<dyn Engine>,
    gate: Gate,
}

/// The text that a prompt without a chat's frame is.
fn text_of(messages: &[Message]) -> Option<&str> {
    match messages {
        [only] if only.role == Role::Text => Some(&only.text),
        _ => None,
    }
}

/// The pattern of a line after `messages`. Most tokens of words begin with a space, and a text to go on
/// with ends without one.
fn line_after(messages: &[Message], pattern: &str) -> String {
    match text_of(messages) {
        Some(_) => format!(" ?({pattern})"),
        None => pattern.to_owned(),
    }
}

impl Llm {
    /// Puts a queue in front of `engine`.
    #[must_use]
    pub fn new(engine: Arc<dyn Engine>, admission: Admission) -> Self {
        Self {
            engine,
            gate: Gate::new(admission),
        }
    }

    /// What answers.
    #[must_use]
    pub fn identity(&self) -> Identity {
        self.engine.identity()
    }

    /// Asks, waiting for a slot first. The answer arrives piece by piece.
    ///
    /// # Errors
    /// [`LlmError::Busy`] where no slot came free within the ask's patience or the queue is full.
    /// Failures of the generation itself arrive through the [`Answer`].
    pub async fn ask(&self, ask: Ask) -> Result<Answer, LlmError> {
        let began = std::time::Instant::now();
        let permit = self.gate.enter(ask.urgency, ask.patience).await?;
        let (outlet, answer) = Outlet::open(began.elapsed(), &ask.shape);
        let engine = Arc::clone(&self.engine);
        tokio::spawn(async move {
            engine.generate(ask, outlet).await;
            drop(permit);
        });
        Ok(answer)
    }

    /// Asks for a whole line and waits for it.
    ///
    /// # Errors
    /// As [`Llm::ask`], and whatever stopped the generation.
    pub async fn line(&self, ask: Ask) -> Result<(String, Spent), LlmError> {
        self.ask(ask).await?.whole().await
    }

    /// Reads a prompt's unchanging part once, so that it is in the cache.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn warm(
        &self,
        messages: Vec<Message>,
        tools: Vec<ToolSchema>,
    ) -> Result<Spent, LlmError> {
        self.engine.warm(messages, tools).await
    }

    /// How many others an ask of this urgency would wait for now; 0 where a slot is free.
    #[must_use]
    pub fn ahead(&self, urgency: Urgency) -> usize {
        self.gate.ahead(urgency)
    }

    /// How many asks wait for a slot.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.gate.waiting()
    }
}
