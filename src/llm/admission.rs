//! The queue in front of an engine: few slots, a short queue, plans before words.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use super::{LlmError, Urgency};

/// How many may be served and may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    /// Generations at a time. One of them is kept for plans where there are two or more.
    pub slots: usize,
    /// Asks that may wait; one more is refused at once.
    pub queue: usize,
}

/// Hands out slots.
#[derive(Clone)]
pub(super) struct Gate {
    shared: Arc<Shared>,
}

struct Shared {
    queue: usize,
    state: Mutex<State>,
}

struct State {
    /// Slots nobody holds.
    free: usize,
    /// Of those, how many words may take: the last slot is kept for plans.
    free_for_words: usize,
    plans: VecDeque<oneshot::Sender<Permit>>,
    words: VecDeque<oneshot::Sender<Permit>>,
}

/// The right to generate; dropping it lets the next one in.
pub(super) struct Permit {
    shared: Arc<Shared>,
    urgency: Urgency,
}

impl Gate {
    pub(super) fn new(admission: Admission) -> Self {
        let slots = admission.slots.max(1);
        let state = State {
            free: slots,
            free_for_words: (slots - 1).max(1),
            plans: VecDeque::new(),
            words: VecDeque::new(),
        };
        Self {
            shared: Arc::new(Shared {
                queue: admission.queue,
                state: Mutex::new(state),
            }),
        }
    }

    /// Waits for a slot, `patience` at most.
    pub(super) async fn enter(
        &self,
        urgency: Urgency,
        patience: Duration,
    ) -> Result<Permit, LlmError> {
        let (sender, receiver) = oneshot::channel();
        {
            let mut state = self.shared.lock();
            state.forget_the_gone();
            let waiting = state.waiting();
            if waiting >= self.shared.queue && !state.could_serve(urgency) {
                return Err(LlmError::Busy { waiting });
            }
            match urgency {
                Urgency::Plan => state.plans.push_back(sender),
                Urgency::Word => state.words.push_back(sender),
            }
        }
        serve(&self.shared);
        match tokio::time::timeout(patience, receiver).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(LlmError::Busy {
                waiting: self.waiting(),
            }),
        }
    }

    /// How many are served before one that comes now, those that are being served counted as one.
    pub(super) fn ahead(&self, urgency: Urgency) -> usize {
        let mut state = self.shared.lock();
        state.forget_the_gone();
        if state.could_serve(urgency) {
            return 0;
        }
        1 + match urgency {
            Urgency::Plan => state.plans.len(),
            Urgency::Word => state.waiting(),
        }
    }

    pub(super) fn waiting(&self) -> usize {
        let mut state = self.shared.lock();
        state.forget_the_gone();
        state.waiting()
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn waiting(&self) -> usize {
        self.plans.len() + self.words.len()
    }

    /// An ask whose caller has gone costs nothing, a place in the queue included.
    fn forget_the_gone(&mut self) {
        self.plans.retain(|sender| !sender.is_closed());
        self.words.retain(|sender| !sender.is_closed());
    }

    fn could_serve(&self, urgency: Urgency) -> bool {
        self.free > 0 && (urgency == Urgency::Plan || self.free_for_words > 0)
    }

    /// Takes the next in line that a free slot allows.
    fn next(&mut self) -> Option<(oneshot::Sender<Permit>, Urgency)> {
        if self.could_serve(Urgency::Plan)
            && let Some(sender) = self.plans.pop_front()
        {
            self.free -= 1;
            return Some((sender, Urgency::Plan));
        }
        if self.could_serve(Urgency::Word)
            && let Some(sender) = self.words.pop_front()
        {
            self.free -= 1;
            self.free_for_words -= 1;
            return Some((sender, Urgency::Word));
        }
        None
    }
}

/// Gives free slots to those who wait. The lock is not held while a permit changes hands, because a
/// permit that nobody takes any more is dropped, and that comes back here.
fn serve(shared: &Arc<Shared>) {
    loop {
        let Some((sender, urgency)) = shared.lock().next() else {
            return;
        };
        drop(sender.send(Permit {
            shared: Arc::clone(shared),
            urgency,
        }));
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        {
            let mut state = self.shared.lock();
            state.free += 1;
            if self.urgency == Urgency::Word {
                state.free_for_words += 1;
            }
        }
        serve(&self.shared);
    }
}
