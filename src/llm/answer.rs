//! An answer on its way: pieces of text, and at the end what it cost.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::sync::mpsc;

use super::line::LineForm;
use super::{LlmError, Shape};

/// What an answer cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Spent {
    /// Waiting for a slot.
    pub waited: Duration,
    /// From the slot to the first token.
    pub first_token: Duration,
    /// From the slot to the end.
    pub total: Duration,
    /// Tokens of the prompt, cached ones included.
    pub read: usize,
    /// Of those, how many the prompt shares with a warmed-up one, so that they are not computed again.
    pub cached: usize,
    /// Tokens generated.
    pub written: usize,
}

impl Spent {
    /// What two answers cost together, where there were any. The first token is that of the first.
    #[must_use]
    pub fn sum(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        let (Some(one), Some(other)) = (one, other) else {
            return one.or(other);
        };
        Some(Self {
            waited: one.waited + other.waited,
            first_token: one.first_token,
            total: one.total + other.total,
            read: one.read + other.read,
            cached: one.cached + other.cached,
            written: one.written + other.written,
        })
    }
}

/// A native tool call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolCall {
    /// The tool's name as the model wrote it.
    pub name: String,
    /// Its arguments as the model wrote them: JSON, if all went well.
    pub arguments: String,
}

/// A part of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The next words.
    Text(String),
    /// A native tool call.
    Call(ToolCall),
    /// Nothing more comes.
    End(Spent),
}

/// The receiving end of an answer. Dropping it cancels the generation.
pub struct Answer {
    pieces: mpsc::Receiver<Result<Piece, LlmError>>,
    account: SharedAccount,
}

/// What an answer has cost so far, seen from both ends.
#[derive(Clone)]
pub struct SharedAccount(Arc<Mutex<Spent>>);

impl SharedAccount {
    fn now(&self) -> Spent {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Spent)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Notes how many tokens the prompt has, and how many of them were cached.
    pub fn prompt(&self, read: usize, cached: usize) {
        self.change(|spent| (spent.read, spent.cached) = (read, cached));
    }
}

impl Answer {
    /// The next piece; `None` after the end or a failure.
    pub async fn next(&mut self) -> Option<Result<Piece, LlmError>> {
        self.pieces.recv().await
    }

    /// What it has cost so far: for an answer that is dropped before its end.
    #[must_use]
    pub fn so_far(&self) -> Spent {
        self.account.now()
    }

    /// All of the text, and what it cost.
    ///
    /// # Errors
    /// Whatever stopped the generation.
    pub async fn whole(mut self) -> Result<(String, Spent), LlmError> {
        let mut text = String::new();
        while let Some(piece) = self.next().await {
            match piece? {
                Piece::Text(more) => text.push_str(&more),
                Piece::Call(call) => text.push_str(&call.name),
                Piece::End(spent) => return Ok((text, spent)),
            }
        }
        Err(LlmError::Transient("the answer broke off".to_owned()))
    }
}

/// The engine's end of an answer: takes pieces, finds the end of the line, keeps the account.
pub struct Outlet {
    pieces: mpsc::Sender<Result<Piece, LlmError>>,
    began: Instant,
    account: SharedAccount,
    /// Something other than white space has been said.
    spoken: bool,
    /// The form of the line, where it has one.
    form: Option<LineForm>,
}

/// Whether an engine should go on generating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// More is wanted.
    More,
    /// The line is complete, or nobody listens any more.
    Enough,
}

impl Outlet {
    pub(super) fn open(waited: Duration, shape: &Shape) -> (Self, Answer) {
        let (sender, receiver) = mpsc::channel(64);
        let spent = Spent {
            waited,
            ..Spent::default()
        };
        let account = SharedAccount(Arc::new(Mutex::new(spent)));
        let outlet = Self {
            pieces: sender,
            began: Instant::now(),
            account: account.clone(),
            spoken: false,
            form: match shape {
                Shape::Line { pattern } => LineForm::new(pattern),
                Shape::Prose | Shape::Tools(_) => None,
            },
        };
        (
            outlet,
            Answer {
                pieces: receiver,
                account,
            },
        )
    }

    /// Passes on generated text up to the end of its first line that is not blank.
    pub async fn text(&mut self, text: &str, tokens: usize) -> Flow {
        self.count(tokens);
        let text = if self.spoken { text } else { text.trim_start() };
        if text.is_empty() {
            return Flow::More;
        }
        self.spoken = true;
        let (line, ended) = match text.split_once('\n') {
            Some((line, _)) => (line, true),
            None => (text, self.form.as_mut().is_some_and(|form| form.over(text))),
        };
        if !line.is_empty() && self.send(Ok(Piece::Text(line.to_owned()))).await == Flow::Enough {
            return Flow::Enough;
        }
        if ended { Flow::Enough } else { Flow::More }
    }

    /// Passes on text as it is, line ends included.
    pub async fn raw(&mut self, text: &str, tokens: usize) -> Flow {
        self.count(tokens);
        self.send(Ok(Piece::Text(text.to_owned()))).await
    }

    /// Passes on a native tool call.
    pub async fn call(&mut self, call: ToolCall) -> Flow {
        self.count(0);
        self.send(Ok(Piece::Call(call))).await
    }

    /// How many tokens have been generated.
    #[must_use]
    pub fn written(&self) -> usize {
        self.account.now().written
    }

    /// Where the cost is noted.
    #[must_use]
    pub fn account(&self) -> SharedAccount {
        self.account.clone()
    }

    /// The answer is complete.
    pub async fn end(mut self) {
        let spent = self.account.now();
        self.send(Ok(Piece::End(spent))).await;
    }

    /// The answer broke off.
    pub async fn fail(mut self, error: LlmError) {
        self.send(Err(error)).await;
    }

    /// Resolves when nobody listens any more.
    pub async fn closed(&self) {
        self.pieces.closed().await;
    }

    fn count(&mut self, tokens: usize) {
        let elapsed = self.began.elapsed();
        self.account.change(|spent| {
            if spent.written == 0 {
                spent.first_token = elapsed;
            }
            spent.written += tokens;
            spent.total = elapsed;
        });
    }

    async fn send(&mut self, piece: Result<Piece, LlmError>) -> Flow {
        match self.pieces.send(piece).await {
            Ok(()) => Flow::More,
            Err(_) => Flow::Enough,
        }
    }
}
