//! The door for events: one writer that keeps what several requests brought in one transaction.
//!
//! A transaction costs a wait for the disk, whatever is in it. So while one is being written the next requests
//! gather, and then all of them are kept together and answered together, after the disk has them.

use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc, oneshot};

use super::wire::Batch;
use super::{Events, EventsError, Kept};

/// So many events wait at most; whoever comes then is to come again.
const MOST_WAITING: usize = 20_000;
/// So many events are kept in one transaction at most, or one request's.
const MOST_TOGETHER: usize = 4_000;

/// Why a batch is not kept.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// More come than can be written.
    #[error("more events come than can be kept; send them again in a second")]
    Full,
    /// The writer has ended.
    #[error("events are not taken in any more: the program ends")]
    Closed,
    /// The database failed.
    #[error(transparent)]
    Events(#[from] EventsError),
}

/// A batch, and whom to tell.
struct Waiting {
    batch: Batch,
    told: oneshot::Sender<Result<Kept, EventsError>>,
    /// Its place among the waiting, which it gives back when it is dropped.
    place: tokio::sync::OwnedSemaphorePermit,
}

/// Takes events in. Cheap to clone; the writer ends when the last one is dropped.
#[derive(Clone)]
pub struct Intake {
    places: Arc<Semaphore>,
    waiting: mpsc::UnboundedSender<Waiting>,
}

impl Intake {
    /// A door to `events`, with a writer of its own on the runtime that this is called on.
    #[must_use]
    pub fn open(events: Events) -> Self {
        let (waiting, taken) = mpsc::unbounded_channel();
        tokio::spawn(write(events, taken));
        Self {
            places: Arc::new(Semaphore::new(MOST_WAITING)),
            waiting,
        }
    }

    /// Keeps `batch`. When this is answered, the disk has it.
    ///
    /// # Errors
    /// [`IntakeError::Full`] at once where too much waits; what the database says.
    pub async fn keep(&self, batch: Batch) -> Result<Kept, IntakeError> {
        let places = u32::try_from(batch.len().clamp(1, MOST_WAITING)).unwrap_or(u32::MAX);
        let place = Arc::clone(&self.places).try_acquire_many_owned(places);
        let place = place.map_err(|_| IntakeError::Full)?;
        let (told, answer) = oneshot::channel();
        let waiting = Waiting { batch, told, place };
        let closed = |_| IntakeError::Closed;
        self.waiting
            .send(waiting)
            .map_err(|_| IntakeError::Closed)?;
        Ok(answer.await.map_err(closed)??)
    }
}

/// Keeps what waits, together, until nobody can send any more.
async fn write(events: Events, mut taken: mpsc::UnboundedReceiver<Waiting>) {
    while let Some(first) = taken.recv().await {
        let mut size = first.batch.len();
        let mut together = vec![first];
        while size < MOST_TOGETHER {
            let Ok(next) = taken.try_recv() else { break };
            size += next.batch.len();
            together.push(next);
        }
        keep_together(&events, together).await;
    }
}

async fn keep_together(events: &Events, together: Vec<Waiting>) {
    let mut batches = Vec::with_capacity(together.len());
    let mut told = Vec::with_capacity(together.len());
    for waiting in together {
        batches.push(waiting.batch);
        told.push((waiting.told, waiting.place));
    }
    match events.keep(&batches).await {
        Ok(kept) => {
            for ((told, _), kept) in told.into_iter().zip(kept) {
                // Whoever asked may have gone.
                let _ = told.send(Ok(kept));
            }
        }
        // One of them may be to blame: the others are not to suffer for it.
        Err(error) => {
            tracing::warn!(%error, "events could not be kept together; each request's are tried alone");
            for ((told, _), batch) in told.into_iter().zip(batches) {
                let kept = events.keep(std::slice::from_ref(&batch)).await;
                let kept = kept.map(|kept| kept.first().copied().unwrap_or_default());
                let _ = told.send(kept);
            }
        }
    }
}
