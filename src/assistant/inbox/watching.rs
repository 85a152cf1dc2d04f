//! Seeing changes as they come, those of other processes too.
//!
//! While somebody watches, a process asks the database about once a second for its count of changes, which is one row;
//! only where that has grown it asks what was changed. What this process changes itself is seen at once.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, broadcast};

use super::{Inbox, InboxError, Party, sql};
use crate::db::Db;

/// How often the database is asked.
const EVERY: Duration = Duration::from_secs(1);
/// Changes that wait for a slow reader; one that falls behind further is told that it missed some.
const WAITING: usize = 64;

/// A change of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which case.
    pub case: String,
    /// What its conversation is called where it is kept.
    pub chat: String,
    /// The change's number; later ones have higher ones.
    pub stamp: i64,
    /// Who types, where nothing else was changed.
    pub typing: Option<Party>,
}

/// What somebody who watches sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// These changes, the oldest first.
    Changes(Arc<Vec<Changed>>),
    /// More than could be kept for them: everything is to be read again.
    Missed,
}

/// Sees the changes that come.
pub struct Watch {
    changes: Option<broadcast::Receiver<Arc<Vec<Changed>>>>,
}

impl Watch {
    /// The next changes; one change may be seen twice. Waits for ever where nothing is kept.
    pub async fn next(&mut self) -> Seen {
        let Some(changes) = &mut self.changes else {
            return std::future::pending().await;
        };
        match changes.recv().await {
            Ok(changes) => Seen::Changes(changes),
            Err(broadcast::error::RecvError::Lagged(_)) => Seen::Missed,
            // The inbox itself was dropped: nothing comes any more.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Hands changes out to those of this process who watch.
pub(super) struct Hub {
    changes: broadcast::Sender<Arc<Vec<Changed>>>,
    /// Something was changed here: there is no need to wait.
    nudged: Notify,
    /// Whether the database is being asked.
    asking: Mutex<bool>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            changes: broadcast::Sender::new(WAITING),
            nudged: Notify::new(),
            asking: Mutex::new(false),
        }
    }
}

impl fmt::Debug for Hub {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let watching = self.changes.receiver_count();
        formatter
            .debug_struct("Hub")
            .field("watching", &watching)
            .finish_non_exhaustive()
    }
}

impl Hub {
    /// Has the database asked at once, where it is being asked at all.
    pub(super) fn nudge(&self) {
        self.nudged.notify_one();
    }

    /// Begins to ask for changes after `last`, where nobody does.
    fn ask(self: &Arc<Self>, db: Db, last: i64) {
        let mut asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
        if !*asking {
            *asking = true;
            tokio::spawn(ask(Arc::clone(self), db, last));
        }
    }

    /// Ends the asking where nobody watches any more.
    fn rests(&self) -> bool {
        let mut asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
        if self.changes.receiver_count() == 0 {
            *asking = false;
        }
        !*asking
    }
}

/// Asks for changes until nobody watches.
async fn ask(hub: Arc<Hub>, db: Db, mut last: i64) {
    let mut failed = false;
    loop {
        tokio::select! {
            () = hub.nudged.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
        if hub.rests() {
            return;
        }
        match after(&db, last).await {
            Ok((now, changes)) => {
                last = now;
                failed = false;
                if !changes.is_empty() {
                    // Nobody watches at this moment: then nobody needs to be told.
                    drop(hub.changes.send(Arc::new(changes)));
                }
            }
            Err(error) => {
                if !failed {
                    tracing::error!(%error, "changes of the inbox cannot be read");
                }
                failed = true;
            }
        }
    }
}

/// The count of changes, and what was changed after the change `last`.
async fn after(db: &Db, last: i64) -> Result<(i64, Vec<Changed>), InboxError> {
    let now = sql::pulse(db.reader()).await?;
    if now <= last {
        return Ok((last, Vec::new()));
    }
    Ok((now, sql::changed(db.reader(), last).await?))
}

impl Inbox {
    /// Watches for changes from now on.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn watch(&self) -> Result<Watch, InboxError> {
        let Some(db) = &self.db else {
            return Ok(Watch { changes: None });
        };
        // In this order nothing is missed: what is changed after the count was read has a higher number.
        let changes = self.hub.changes.subscribe();
        let last = sql::pulse(db.reader()).await?;
        self.hub.ask(db.clone(), last);
        Ok(Watch {
            changes: Some(changes),
        })
    }

    /// What was changed after the change with this number, and is not changed again since.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn changed_after(&self, stamp: i64) -> Result<Vec<Changed>, InboxError> {
        match &self.db {
            Some(db) => sql::changed(db.reader(), stamp).await,
            None => Ok(Vec::new()),
        }
    }
}
