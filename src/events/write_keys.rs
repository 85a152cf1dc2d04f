//! Write keys: what lets events in, and nothing else.

use sha2::{Digest, Sha256};

use super::EventsError;
use super::sql::write_keys as sql;
use crate::access::random_name;
use crate::clock::Timestamp;
use crate::db::Db;
use crate::ids::hexadecimal;

/// Random bytes in a key: it cannot be guessed, so a plain hash of it can be kept.
const BYTES: usize = 16;

/// Who holds a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Anybody: it stands in a page.
    Browser,
    /// The shop's own servers.
    Server,
}

impl KeyKind {
    /// The word it is kept as.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Server => "server",
        }
    }

    /// The kind kept as `word`; what is unknown may as little as a browser.
    pub(super) fn of(word: &str) -> Self {
        if word == "server" {
            Self::Server
        } else {
            Self::Browser
        }
    }
}

/// A write key, without the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteKey {
    /// What the shop calls it.
    pub name: String,
    /// Who holds it.
    pub kind: KeyKind,
    /// The last characters of the key, to tell it from others.
    pub ends_in: String,
    /// When it was made.
    pub made: Timestamp,
    /// When it was revoked, where it was.
    pub revoked: Option<Timestamp>,
}

/// The write keys of a shop.
#[derive(Clone, Debug)]
pub struct WriteKeys {
    db: Db,
}

impl WriteKeys {
    /// The write keys kept in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Makes a key called `name` at the moment `now` and returns it; it is never shown again.
    ///
    /// # Errors
    /// A name that is empty or taken, or the database fails.
    pub async fn add(
        &self,
        name: &str,
        kind: KeyKind,
        now: Timestamp,
    ) -> Result<String, EventsError> {
        let name = name.trim();
        if name.is_empty() || name.contains(char::is_control) {
            return Err(EventsError::KeyName(name.to_owned()));
        }
        let prefix = match kind {
            KeyKind::Browser => "wb",
            KeyKind::Server => "ws",
        };
        let key = format!("{prefix}_{}", random_name(BYTES));
        let write = self.db.write(&["write_keys"]).await?;
        let kept = sql::all(write.reader()).await?;
        if kept.iter().any(|kept| kept.name == name) {
            return Err(EventsError::KeyTaken(name.to_owned()));
        }
        let made = WriteKey {
            name: name.to_owned(),
            kind,
            ends_in: key[key.len() - 4..].to_owned(),
            made: now,
            revoked: None,
        };
        sql::write(&write, &made, &hash(&key)).await?;
        write.commit().await?;
        Ok(key)
    }

    /// All keys, the oldest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn list(&self) -> Result<Vec<WriteKey>, EventsError> {
        sql::all(self.db.reader()).await
    }

    /// Lets nothing in any more with the key called `name`.
    ///
    /// # Errors
    /// Where there is none of that name that still holds, or the database fails.
    pub async fn revoke(&self, name: &str, now: Timestamp) -> Result<(), EventsError> {
        let write = self.db.write(&["write_keys"]).await?;
        let kept = sql::all(write.reader()).await?;
        if !kept
            .iter()
            .any(|kept| kept.name == name && kept.revoked.is_none())
        {
            return Err(EventsError::NoSuchKey(name.to_owned()));
        }
        sql::revoke(&write, name, now).await?;
        Ok(write.commit().await?)
    }

    /// The key that `key` is, where it is one that holds.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn find(&self, key: &str) -> Result<Option<WriteKey>, EventsError> {
        let found = sql::find(self.db.reader(), &hash(key)).await?;
        Ok(found.filter(|key| key.revoked.is_none()))
    }
}

/// What is kept of a key.
fn hash(key: &str) -> String {
    hexadecimal(&Sha256::digest(key))
}
