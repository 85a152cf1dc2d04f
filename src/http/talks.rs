//! Conversations while they are open: who holds them, and the events of their last answers, so that a reader
//! whose connection broke can go on where it was.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::Stream;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::access::Principal;
use crate::assistant::{Chats, ChatsError, Conversation, Event, Exchange, Replies};
use crate::clock::Timestamp;

use super::limits::Answering;
use super::stream::{Place, Sent};

/// More conversations than this are not kept open: the one that was silent longest is closed.
const MOST: usize = 10_000;
/// A conversation that was silent for so long is closed.
const SILENT: Duration = Duration::from_hours(2);
/// Events kept of one conversation for those that come back.
const KEPT: usize = 400;
/// An answer that nobody reads is cancelled after so long: within it a reader can come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// One conversation.
pub(super) struct Talk {
    /// Its name, which only who began it knows.
    pub(super) id: String,
    pub(super) principal: Principal,
    pub(super) conversation: Arc<tokio::sync::Mutex<Conversation>>,
    log: Mutex<Log>,
    /// Changes with every event.
    news: watch::Sender<u64>,
}

struct Log {
    /// Answers begun so far.
    turns: u32,
    events: VecDeque<(Place, Sent)>,
    /// The next event's number in its answer.
    next: u32,
    running: Option<AbortHandle>,
    /// The visitor's right to it: it ends before anybody hears that the answer is over, so that the next message
    /// may come at once.
    answering: Option<Answering>,
    /// The messages whose answers are among the events, the newest last.
    asked: VecDeque<Message>,
    readers: usize,
    used: Instant,
}

/// A message.
struct Message {
    /// The number of its answer.
    turn: u32,
    /// When it was taken in.
    at: Timestamp,
    text: String,
}

impl Talk {
    fn new(principal: Principal, conversation: Conversation) -> Self {
        let turns = conversation.turns();
        Self {
            id: conversation.id().to_owned(),
            principal,
            conversation: Arc::new(tokio::sync::Mutex::new(conversation)),
            log: Mutex::new(Log {
                turns,
                events: VecDeque::new(),
                next: 1,
                running: None,
                answering: None,
                asked: VecDeque::new(),
                readers: 0,
                used: Instant::now(),
            }),
            news: watch::Sender::new(0),
        }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an answer is going on.
    pub(super) fn is_answering(&self) -> bool {
        self.log().running.is_some()
    }

    /// The message that is being answered.
    pub(super) fn asked(&self) -> Option<String> {
        let log = self.log();
        log.running.as_ref()?;
        log.asked.back().map(|message| message.text.clone())
    }

    /// What was said, the oldest first: of the answers that are over, those that all events are still kept of.
    pub(super) fn exchanges(&self) -> Vec<Exchange> {
        let log = self.log();
        let over = |message: &&Message| log.running.is_none() || message.turn < log.turns;
        let whole = |message: &&Message| {
            let first = Place {
                turn: message.turn,
                number: 1,
            };
            log.events.iter().any(|(place, _)| *place == first)
        };
        let exchange = |message: &Message| Exchange {
            number: message.turn,
            at: message.at,
            asked: message.text.clone(),
            answered: log
                .events
                .iter()
                .filter(|(place, _)| place.turn == message.turn)
                .filter_map(|(_, sent)| serde_json::to_value(sent).ok())
                .collect(),
        };
        let messages = log.asked.iter();
        messages.filter(over).filter(whole).map(exchange).collect()
    }

    /// Whether there are events after `place`.
    pub(super) fn has_after(&self, place: Place) -> bool {
        self.log().events.iter().any(|(at, _)| *at > place)
    }

    /// How many messages were answered, the one that is being answered included.
    pub(super) fn turns(&self) -> u32 {
        self.log().turns
    }

    /// Begins to keep the events of `replies`; `each` sees every one. Returns the place before the first.
    /// `None` where another answer is going on.
    pub(super) fn begin(
        self: &Arc<Self>,
        asked: &str,
        at: Timestamp,
        mut replies: Replies,
        answering: Answering,
        each: impl Fn(&Event) + Send + 'static,
    ) -> Option<Place> {
        let mut log = self.log();
        if log.running.is_some() {
            return None;
        }
        log.turns += 1;
        let message = Message {
            turn: log.turns,
            at,
            text: asked.to_owned(),
        };
        log.asked.push_back(message);
        log.next = 1;
        log.used = Instant::now();
        let place = Place {
            turn: log.turns,
            number: 0,
        };
        let talk = Arc::clone(self);
        let pump = tokio::spawn(async move {
            while let Some(event) = replies.next().await {
                each(&event);
                let over = matches!(event, Event::Done { .. });
                talk.push(event.into());
                if over {
                    // The next answer may have begun: this one has nothing more to say.
                    return;
                }
            }
            talk.ended("failed");
        });
        log.running = Some(pump.abort_handle());
        log.answering = Some(answering);
        Some(place)
    }

    fn push(&self, sent: Sent) {
        let mut log = self.log();
        if log.running.is_none() {
            // The answer was cancelled a moment ago.
            return;
        }
        let place = Place {
            turn: log.turns,
            number: log.next,
        };
        log.next += 1;
        if matches!(sent, Sent::Done { .. }) {
            log.running = None;
            log.answering = None;
        }
        if sent == Sent::Forgotten {
            // What a reader could come back to is deleted with the rest.
            let turn = log.turns;
            log.events.retain(|(at, _)| at.turn == turn);
        }
        log.events.push_back((place, sent));
        while log.events.len() > KEPT {
            log.events.pop_front();
        }
        // A message goes with its events.
        let oldest = log.events.front().map_or(0, |(at, _)| at.turn);
        log.asked.retain(|message| message.turn >= oldest);
        drop(log);
        self.news.send_modify(|count| *count += 1);
    }

    /// Closes an answer that ended without saying so.
    fn ended(&self, stop: &str) {
        if self.log().running.is_some() {
            self.push(Sent::Done {
                stop: stop.to_owned(),
                first_card_ms: None,
                first_text_ms: None,
                end_ms: 0.0,
            });
        }
    }

    /// Ends the answer that is going on; false where there is none.
    pub(super) fn cancel(&self) -> bool {
        let running = self.log().running.clone();
        let Some(running) = running else { return false };
        running.abort();
        self.ended("cancelled");
        true
    }

    /// Deletes what is kept of it, for good: an answer that is still going on is waited for and not kept.
    pub(super) async fn delete(&self, chats: &Chats) -> Result<(), ChatsError> {
        self.cancel();
        let mut conversation = self.conversation.lock().await;
        conversation.close();
        chats.forget(&self.id).await
    }

    /// The events after `place`, up to the end of the answer that is going on.
    pub(super) fn events(
        self: &Arc<Self>,
        place: Place,
    ) -> impl Stream<Item = (Place, Sent)> + Send + 'static {
        self.log().readers += 1;
        let reader = Reader(Arc::clone(self));
        let news = self.news.subscribe();
        futures::stream::unfold(
            (reader, news, place, VecDeque::new()),
            |(reader, mut news, mut place, mut waiting)| async move {
                loop {
                    if let Some((at, sent)) = waiting.pop_front() {
                        place = at;
                        return Some(((at, sent), (reader, news, place, waiting)));
                    }
                    news.borrow_and_update();
                    let running = {
                        let log = reader.0.log();
                        let later = log.events.iter().filter(|(at, _)| *at > place);
                        waiting.extend(later.cloned());
                        log.running.is_some()
                    };
                    if waiting.is_empty() && (!running || news.changed().await.is_err()) {
                        return None;
                    }
                }
            },
        )
    }
}

/// Somebody who reads the events. When the last one goes, the answer is cancelled unless one comes back.
struct Reader(Arc<Talk>);

impl Drop for Reader {
    fn drop(&mut self) {
        let left = {
            let mut log = self.0.log();
            log.readers -= 1;
            log.used = Instant::now();
            log.readers == 0 && log.running.is_some()
        };
        if left && let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let talk = Arc::clone(&self.0);
            let turn = talk.turns();
            runtime.spawn(async move {
                tokio::time::sleep(PATIENCE).await;
                let alone = {
                    let log = talk.log();
                    log.readers == 0 && log.turns == turn
                };
                if alone {
                    talk.cancel();
                }
            });
        }
    }
}

/// All open conversations.
#[derive(Default)]
pub(super) struct Talks {
    open: Mutex<HashMap<String, Arc<Talk>>>,
}

impl Talks {
    fn open(&self) -> MutexGuard<'_, HashMap<String, Arc<Talk>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a conversation. One that is open already, because two asked for it at once, stays as it is.
    pub(super) fn open_up(&self, conversation: Conversation) -> Arc<Talk> {
        let principal = conversation.principal().clone();
        let mut open = self.open();
        if let Some(talk) = open.get(conversation.id()) {
            return Arc::clone(talk);
        }
        if open.len() >= MOST {
            close_silent(&mut open);
        }
        let talk = Arc::new(Talk::new(principal, conversation));
        open.insert(talk.id.clone(), Arc::clone(&talk));
        talk
    }

    /// The conversation of this name, where it is `principal`'s.
    pub(super) fn find(&self, id: &str, principal: &Principal) -> Option<Arc<Talk>> {
        let talk = self.open().get(id).cloned()?;
        if talk.log().used.elapsed() > SILENT {
            self.open().remove(id);
            return None;
        }
        (talk.principal == *principal).then_some(talk)
    }

    /// Closes a conversation.
    pub(super) fn forget(&self, talk: &Talk) {
        talk.cancel();
        self.open().remove(&talk.id);
    }

    /// Closes all conversations of a member but the one with this name.
    pub(super) fn forget_others(&self, member: &Principal, id: &str, chats: &Chats) {
        let others: Vec<Arc<Talk>> = {
            let open = self.open();
            let others = open.values().filter(|talk| talk.principal == *member);
            others.filter(|talk| talk.id != id).cloned().collect()
        };
        for talk in others {
            self.forget(&talk);
            let chats = chats.clone();
            tokio::spawn(async move {
                // An answer that was still going on may have been kept a moment ago.
                if let Err(error) = talk.delete(&chats).await {
                    tracing::error!(%error, "a conversation could not be deleted");
                }
            });
        }
    }

    /// How many are open.
    pub(super) fn count(&self) -> usize {
        self.open().len()
    }

    /// Ends all answers.
    pub(super) fn cancel_all(&self) {
        let talks: Vec<Arc<Talk>> = self.open().values().cloned().collect();
        for talk in talks {
            talk.cancel();
        }
    }
}

/// Makes room: closes those silent for too long, or else the one that was silent longest.
fn close_silent(open: &mut HashMap<String, Arc<Talk>>) {
    open.retain(|_, talk| talk.log().used.elapsed() <= SILENT);
    if open.len() >= MOST {
        let oldest = open
            .values()
            .filter(|talk| !talk.is_answering())
            .min_by_key(|talk| talk.log().used)
            .map(|talk| talk.id.clone());
        if let Some(id) = oldest {
            open.remove(&id);
        }
    }
}
