//! The answer to a message, as its reader has it.

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Event;

/// The answer to a message, as it comes. Dropping it cancels the turn.
pub struct Replies {
    pub(super) events: mpsc::Receiver<Event>,
    pub(super) cancel: CancellationToken,
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
        self.cancel.cancel();
    }
}
