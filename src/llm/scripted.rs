//! A model that says what a script tells it to: for the turn's logic, where words do not matter.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use super::answer::Flow;
use super::{Ask, Engine, Identity, LlmError, Message, Outlet, Spent, ToolSchema};

/// What the script says to one ask.
#[derive(Clone, Debug)]
pub struct ScriptedReply {
    /// The whole answer, or the failure.
    pub text: Result<String, LlmError>,
    /// Time between two words.
    pub pace: Duration,
}

impl From<&str> for ScriptedReply {
    fn from(text: &str) -> Self {
        Self {
            text: Ok(text.to_owned()),
            pace: Duration::ZERO,
        }
    }
}

type Script = dyn Fn(&Ask) -> ScriptedReply + Send + Sync;

/// Answers by a function of the ask, and remembers what it was asked.
pub struct Scripted {
    script: Box<Script>,
    asked: Arc<Mutex<Vec<Ask>>>,
}

impl Scripted {
    /// Answers with what `script` returns.
    #[must_use]
    pub fn new(script: impl Fn(&Ask) -> ScriptedReply + Send + Sync + 'static) -> Self {
        Self {
            script: Box::new(script),
            asked: Arc::default(),
        }
    }

    /// Everything it has been asked so far; the handle stays valid after the engine was given away.
    #[must_use]
    pub fn asked(&self) -> Arc<Mutex<Vec<Ask>>> {
        Arc::clone(&self.asked)
    }
}

#[async_trait]
impl Engine for Scripted {
    fn identity(&self) -> Identity {
        Identity {
            model: "script".to_owned(),
            engine: "script",
            device: "none".to_owned(),
        }
    }

    async fn generate(&self, ask: Ask, mut outlet: Outlet) {
        let reply = (self.script)(&ask);
        let read = ask
            .messages
            .iter()
            .map(|m| m.text.split_whitespace().count())
            .sum();
        outlet.account().prompt(read, 0);
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(ask);
        let text = match reply.text {
            Ok(text) => text,
            Err(error) => return outlet.fail(error).await,
        };
        for word in text.split_inclusive(' ') {
            if !reply.pace.is_zero() {
                tokio::select! {
                    () = tokio::time::sleep(reply.pace) => {}
                    () = outlet.closed() => return,
                }
            }
            if outlet.text(word, 1).await == Flow::Enough {
                break;
            }
        }
        outlet.end().await;
    }

    async fn warm(&self, _: Vec<Message>, _: Vec<ToolSchema>) -> Result<Spent, LlmError> {
        Ok(Spent::default())
    }
}
