//! What could not be kept, with its reason.

use sha2::{Digest, Sha256};

use super::sql::rejects as sql;
use super::wire::{Call, Reading, Reject};
use super::{Events, EventsError, KeyKind, WriteKey};
use crate::clock::Timestamp;
use crate::ids::hexadecimal;

/// An event that was put aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptReject {
    /// Its name: a hash of what it says.
    pub(super) key: String,
    /// When it came.
    pub at: Timestamp,
    /// The name of the write key that it came with.
    pub source: String,
    /// The call that brought it.
    pub call: Call,
    /// Why it was not kept.
    pub reason: String,
    /// What it says, the beginning of it where it was long.
    pub raw: String,
    /// Whether that is all of it, so that it can be tried again.
    pub whole: bool,
}

impl KeptReject {
    pub(super) fn of(reject: &Reject, source: &str, at: Timestamp) -> Self {
        let said = [source, reject.call.word(), &reject.raw, &reject.reason].join("\n");
        Self {
            key: hexadecimal(&Sha256::digest(said)[..16]),
            at,
            source: source.to_owned(),
            call: reject.call,
            reason: reject.reason.clone(),
            raw: reject.raw.clone(),
            whole: reject.whole,
        }
    }
}

/// What became of rejects that were tried again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Kept now.
    pub kept: u64,
    /// Kept already, under the same key.
    pub repeated: u64,
    /// Still not kept, with a reason that may be another one.
    pub rejected: u64,
    /// Too long to be there whole: they cannot be tried again.
    pub cut: u64,
}

impl Events {
    /// The newest `limit` events that were put aside, the newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn rejects(&self, limit: u32) -> Result<Vec<KeptReject>, EventsError> {
        sql::latest(self.db.reader(), limit).await
    }

    /// How many are put aside.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count_rejects(&self) -> Result<u64, EventsError> {
        sql::count(self.db.reader()).await
    }

    /// Deletes what was put aside before `moment`.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn forget_rejects(&self, moment: Timestamp) -> Result<(), EventsError> {
        let write = self.db.write(&["event_rejects"]).await?;
        sql::delete_before(&write, moment).await?;
        Ok(write.commit().await?)
    }

    /// Tries everything again that was put aside whole, with what `keys` may, oldest first, as if it had just come
    /// at its moment. What is kept now is put aside no longer.
    ///
    /// # Errors
    /// Where the database fails; what was kept until then stays kept, and trying again keeps it once.
    pub async fn replay(&self, keys: &[WriteKey], strict: bool) -> Result<Replayed, EventsError> {
        let mut replayed = Replayed::default();
        let mut rejects = sql::latest(self.db.reader(), u32::MAX).await?;
        rejects.reverse();
        for reject in rejects {
            if !reject.whole {
                replayed.cut += 1;
                continue;
            }
            let kind = keys
                .iter()
                .find(|key| key.name == reject.source)
                .map_or(KeyKind::Browser, |key| key.kind);
            let reading = Reading {
                call: reject.call,
                key: kind,
                source: &reject.source,
                received: reject.at,
                strict,
                secret: "\0",
            };
            let body = serde_json::from_str(&reject.raw).map_err(|error| error.to_string());
            let batch = reading.read(body, &reject.raw);
            if batch.arrivals.is_empty() {
                replayed.rejected += 1;
                continue;
            }
            let kept = self.keep(&[batch]).await?;
            for kept in kept {
                replayed.kept += kept.kept;
                replayed.repeated += kept.repeated;
                replayed.rejected += kept.rejected;
            }
            let write = self.db.write(&["event_rejects"]).await?;
            sql::delete(&write, std::slice::from_ref(&reject.key)).await?;
            write.commit().await?;
        }
        Ok(replayed)
    }
}
