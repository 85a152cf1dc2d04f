//! An answer on its way: pieces of text, and at the end what it cost.

use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::sync::mpsc;

use super::LlmError;

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
    waited: Duration,
}

impl Answer {
    /// The next piece; `None` after the end or a failure.
    pub async fn next(&mut self) -> Option<Result<Piece, LlmError>> {
        let mut piece = self.pieces.recv().await?;
        if let Ok(Piece::End(spent)) = &mut piece {
            spent.waited = self.waited;
        }
        Some(piece)
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
    spent: Spent,
    /// Something other than white space has been said.
    spoken: bool,
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
    pub(super) fn open(waited: Duration) -> (Self, Answer) {
        let (sender, receiver) = mpsc::channel(64);
        let outlet = Self {
            pieces: sender,
            began: Instant::now(),
            spent: Spent::default(),
            spoken: false,
        };
        (outlet, Answer { pieces: receiver, waited })
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
            None => (text, false),
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
        self.spent.written
    }

    /// Says what the prompt cost, and that the answer is complete.
    pub async fn end(mut self, read: usize, cached: usize) {
        self.spent.read = read;
        self.spent.cached = cached;
        let spent = self.spent;
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
        if self.spent.written == 0 {
            self.spent.first_token = elapsed;
        }
        self.spent.written += tokens;
        self.spent.total = elapsed;
    }

    async fn send(&mut self, piece: Result<Piece, LlmError>) -> Flow {
        match self.pieces.send(piece).await {
            Ok(()) => Flow::More,
            Err(_) => Flow::Enough,
        }
    }
}
