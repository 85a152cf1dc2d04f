//! The people who buy here.
//!
//! Owns: members, by the shop's own key, with name and country; the `members` table. Consent, tiers
//! and points will live here.
//! Does not own: what they bought (`orders`) or did (`events`).
//! Holds: a member's key is unique.

use crate::db::{Changes, Db, DbError, Migration};
use crate::ids::MemberKey;

/// One member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The shop's own key.
    pub key: MemberKey,
    /// What they are called, where the shop knows.
    pub name: Option<String>,
    /// The country as the shop writes it.
    pub country: Option<String>,
}

/// Why the members could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum MembersError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The schema of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    Vec::new()
}

/// The members that are kept.
#[derive(Clone, Debug)]
pub struct Members {
    /// Where they are kept.
    db: Db,
}

impl Members {
    /// The members kept in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Keeps `members`: new ones are added, those that differ replaced. Where a key occurs twice the
    /// last one counts.
    ///
    /// # Errors
    /// [`MembersError::Db`] where nothing could be written; then nothing was.
    pub async fn put(&self, members: &[Member]) -> Result<Changes, MembersError> {
        todo!("{:?} {}", self.db, members.len())
    }

    /// The member with this key.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn get(&self, key: &MemberKey) -> Result<Option<Member>, MembersError> {
        todo!("{key}")
    }

    /// How many members there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count(&self) -> Result<u64, MembersError> {
        todo!()
    }
}
