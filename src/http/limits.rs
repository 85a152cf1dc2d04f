//! How much one visitor may ask.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::problem::Problem;

/// Messages that may come at once, before the rate counts.
const AT_ONCE: u32 = 5;
/// Conversations that one visitor may begin in a minute.
const CONVERSATIONS: u32 = 30;
/// Codes that one visitor may ask for in an hour, whatever addresses they go to.
const CODES: u32 = 20;
/// Signs of typing that one visitor may send in a minute.
const TYPING: u32 = 60;
/// What one of the shop's people may do in the inbox in a minute.
const SERVING: u32 = 240;
/// Long streams that one visitor may have open: behind one address there may be a whole office.
const STREAMS: u32 = 50;
/// After so many checks, visitors who have not come for long are forgotten.
const FORGET_EVERY: u64 = 1_000;

/// The limits of all visitors.
pub(super) struct Limits {
    messages: DefaultKeyedRateLimiter<String>,
    conversations: DefaultKeyedRateLimiter<String>,
    codes: DefaultKeyedRateLimiter<String>,
    typing: DefaultKeyedRateLimiter<String>,
    serving: DefaultKeyedRateLimiter<String>,
    /// Who has long streams open, and how many.
    listening: Arc<Mutex<HashMap<String, u32>>>,
    /// Who is being answered, and how many messages.
    answered: Arc<Mutex<HashMap<String, u32>>>,
    checks: std::sync::atomic::AtomicU64,
}

/// A visitor's right to an answer or a stream; it ends when this is dropped.
pub(super) struct Answering {
    name: String,
    answered: Arc<Mutex<HashMap<String, u32>>>,
}

impl Limits {
    pub(super) fn new(messages_per_minute: u32) -> Self {
        let messages = NonZeroU32::new(messages_per_minute).unwrap_or(NonZeroU32::MIN);
        let burst = NonZeroU32::new(AT_ONCE.min(messages.get())).unwrap_or(NonZeroU32::MIN);
        let conversations = NonZeroU32::new(CONVERSATIONS).unwrap_or(NonZeroU32::MIN);
        Self {
            messages: RateLimiter::keyed(Quota::per_minute(messages).allow_burst(burst)),
            conversations: RateLimiter::keyed(Quota::per_minute(conversations)),
            codes: RateLimiter::keyed(Quota::per_hour(
                NonZeroU32::new(CODES).unwrap_or(NonZeroU32::MIN),
            )),
            typing: RateLimiter::keyed(Quota::per_minute(
                NonZeroU32::new(TYPING).unwrap_or(NonZeroU32::MIN),
            )),
            serving: RateLimiter::keyed(Quota::per_minute(
                NonZeroU32::new(SERVING).unwrap_or(NonZeroU32::MIN),
            )),
            listening: Arc::default(),
            answered: Arc::default(),
            checks: 0.into(),
        }
    }

    /// Lets `visitor` begin a conversation, or says when they may.
    pub(super) fn begin(&self, visitor: &str) -> Result<(), Problem> {
        check(&self.conversations, visitor, "conversations")
    }

    /// Lets `visitor` ask for a code, or says when they may.
    pub(super) fn ask_for_code(&self, visitor: &str) -> Result<(), Problem> {
        check(&self.codes, visitor, "codes")
    }

    /// Lets `visitor` say that they type, or says when they may.
    pub(super) fn types(&self, visitor: &str) -> Result<(), Problem> {
        check(&self.typing, visitor, "signs of typing")
    }

    /// Lets somebody of the shop do something in the inbox, or says when they may.
    pub(super) fn serve(&self, name: &str) -> Result<(), Problem> {
        check(&self.serving, name, "changes")
    }

    /// Lets `visitor` have one long stream more.
    pub(super) fn listen(&self, visitor: &str) -> Result<Answering, Problem> {
        let mut listening = self
            .listening
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if listening
            .get(visitor)
            .is_some_and(|count| *count >= STREAMS)
        {
            return Err(Problem::later("too many streams are open; close some", 5));
        }
        *listening.entry(visitor.to_owned()).or_default() += 1;
        Ok(Answering {
            name: visitor.to_owned(),
            answered: Arc::clone(&self.listening),
        })
    }

    /// Lets `visitor` send a message while fewer than `most` are being answered, or says when they may.
    pub(super) fn answer(&self, visitor: &str, most: u32) -> Result<Answering, Problem> {
        use std::sync::atomic::Ordering;
        if self.checks.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.messages.retain_recent();
            self.conversations.retain_recent();
            self.codes.retain_recent();
            self.typing.retain_recent();
            self.serving.retain_recent();
        }
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        if answered.get(visitor).is_some_and(|count| *count >= most) {
            return Err(Problem::later(
                "your last message is still being answered; wait for its end or cancel it",
                1,
            ));
        }
        check(&self.messages, visitor, "messages")?;
        *answered.entry(visitor.to_owned()).or_default() += 1;
        Ok(Answering {
            name: visitor.to_owned(),
            answered: Arc::clone(&self.answered),
        })
    }
}

fn check(
    limiter: &DefaultKeyedRateLimiter<String>,
    visitor: &str,
    what: &str,
) -> Result<(), Problem> {
    limiter.check_key(&visitor.to_owned()).map_err(|not_yet| {
        let wait = not_yet.wait_time_from(DefaultClock::default().now());
        let seconds = (wait + Duration::from_millis(999)).as_secs();
        Problem::later(
            format!("too many {what} in a short time; try again in {seconds} s"),
            seconds,
        )
    })
}

impl Drop for Answering {
    fn drop(&mut self) {
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = answered.get_mut(&self.name) {
            *count -= 1;
            if *count == 0 {
                answered.remove(&self.name);
            }
        }
    }
}
