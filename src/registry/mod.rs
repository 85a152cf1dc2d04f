//! Which version of a fitted model answers.
//!
//! Owns: [`Registry`]: what was fitted when, on which data, with which settings and how good; which version was promoted,
//! and which before it; what was fitted itself, where it is dear to fit again; the `fitted_models` and
//! `fitted_bodies` tables.
//! Does not own: fitting, and when a version is good enough (`insights`, `app`).
//! Holds: a version never changes but for whether it answers; at most one of a kind does. Nothing of a member is in it.

mod sql;

use serde_json::Value;

use crate::clock::Timestamp;
use crate::db::{Db, DbError, Holding, Migration};

/// Versions of a kind that are kept, the newest, and the one that answers.
const KEPT: usize = 50;

/// Why the versions could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// There is no such version.
    #[error(
        "there is no version {number} of {kind}; `storekeeper train {kind} --list` shows those that there are"
    )]
    Unknown {
        /// Of what.
        kind: String,
        /// Which.
        number: i64,
    },
    /// Nothing answered before.
    #[error(
        "no version of {kind} answered before the one that does now, so there is none to go back to"
    )]
    NothingBefore {
        /// Of what.
        kind: String,
    },
    /// A version that this program did not write.
    #[error("version {number} of {kind} cannot be read: {reason}; it was kept by another program")]
    Garbled {
        /// Of what.
        kind: String,
        /// Which.
        number: i64,
        /// Why.
        reason: String,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What was fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Stands for the data: the same data, the same fingerprint.
    pub fingerprint: String,
    /// What it was fitted with.
    pub settings: Value,
    /// How good it is, by its validation.
    pub metrics: Value,
}

/// A version of a fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// From 1.
    pub number: i64,
    /// When it was fitted.
    pub at: Timestamp,
    /// What was.
    pub fit: Fit,
    /// When it was promoted last; `None` for one that never answered.
    pub promoted: Option<Timestamp>,
    /// Whether it answers now.
    pub answers: bool,
}

/// The schema of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    sql::MIGRATIONS.to_vec()
}

/// What this room holds of members: nothing.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    vec![Holding::nobodys(sql::TABLE), Holding::nobodys(sql::BODIES)]
}

/// The versions of all fitted models.
#[derive(Clone, Debug)]
pub struct Registry {
    db: Db,
}

impl Registry {
    /// The versions in `db`, which has [`migrations()`].
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Keeps a version of `kind` that answers from now on, with what was fitted, as text. Its number.
    ///
    /// # Errors
    /// Where the database fails; then nothing was kept.
    pub async fn add_with_body(
        &self,
        kind: &str,
        fit: &Fit,
        body: &str,
        now: Timestamp,
    ) -> Result<i64, RegistryError> {
        let number = self.add(kind, fit, true, now).await?;
        let write = self.db.write(&[sql::BODIES]).await?;
        sql::keep_body(&write, kind, number, body).await?;
        write.commit().await?;
        Ok(number)
    }

    /// The number of the version of `kind` whose body is kept.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn body_number(&self, kind: &str) -> Result<Option<i64>, RegistryError> {
        sql::body_number(self.db.reader(), kind).await
    }

    /// What was fitted last of `kind`, with the number of its version.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn body(&self, kind: &str) -> Result<Option<(i64, String)>, RegistryError> {
        sql::body(self.db.reader(), kind).await
    }

    /// Keeps a version of `kind`, which answers from now on where `promoted` says so. Its number.
    ///
    /// # Errors
    /// Where the database fails; then nothing was kept.
    pub async fn add(
        &self,
        kind: &str,
        fit: &Fit,
        promoted: bool,
        now: Timestamp,
    ) -> Result<i64, RegistryError> {
        let write = self.db.write(&[sql::TABLE]).await?;
        let versions = sql::versions(write.reader(), kind).await?;
        let number = versions.first().map_or(1, |newest| newest.number + 1);
        if promoted {
            sql::none_answers(&write, kind).await?;
        }
        sql::put(&write, kind, number, fit, promoted.then_some(now), now).await?;
        for old in versions
            .iter()
            .skip(KEPT - 1)
            .filter(|version| !version.answers)
        {
            sql::remove(&write, kind, old.number).await?;
        }
        write.commit().await?;
        Ok(number)
    }

    /// The versions of `kind`, the newest first.
    ///
    /// # Errors
    /// Where the database fails, or holds a version that is none.
    pub async fn versions(&self, kind: &str) -> Result<Vec<Version>, RegistryError> {
        sql::versions(self.db.reader(), kind).await
    }

    /// The version of `kind` that answers.
    ///
    /// # Errors
    /// As [`Registry::versions`].
    pub async fn answering(&self, kind: &str) -> Result<Option<Version>, RegistryError> {
        let versions = self.versions(kind).await?;
        Ok(versions.into_iter().find(|version| version.answers))
    }

    /// Lets version `number` of `kind` answer from now on.
    ///
    /// # Errors
    /// Where there is none, or the database fails; then nothing was changed.
    pub async fn promote(
        &self,
        kind: &str,
        number: i64,
        now: Timestamp,
    ) -> Result<Version, RegistryError> {
        self.change(kind, now, |versions| {
            let found = versions.iter().find(|version| version.number == number);
            found
                .map(|version| version.number)
                .ok_or_else(|| RegistryError::Unknown {
                    kind: kind.to_owned(),
                    number,
                })
        })
        .await
    }

    /// Lets the version of `kind` answer that did so before the one that does now.
    ///
    /// # Errors
    /// Where none did, or the database fails; then nothing was changed.
    pub async fn roll_back(&self, kind: &str, now: Timestamp) -> Result<Version, RegistryError> {
        self.change(kind, now, |versions| {
            let before = versions.iter().filter(|version| !version.answers);
            let before = before.filter(|version| version.promoted.is_some());
            let before = before.max_by_key(|version| (version.promoted, version.number));
            before
                .map(|version| version.number)
                .ok_or_else(|| RegistryError::NothingBefore {
                    kind: kind.to_owned(),
                })
        })
        .await
    }

    async fn change(
        &self,
        kind: &str,
        now: Timestamp,
        choose: impl FnOnce(&[Version]) -> Result<i64, RegistryError>,
    ) -> Result<Version, RegistryError> {
        let write = self.db.write(&[sql::TABLE]).await?;
        let versions = sql::versions(write.reader(), kind).await?;
        let number = choose(&versions)?;
        sql::none_answers(&write, kind).await?;
        sql::answers(&write, kind, number, now).await?;
        let versions = sql::versions(write.reader(), kind).await?;
        write.commit().await?;
        let found = versions
            .into_iter()
            .find(|version| version.number == number);
        found.ok_or_else(|| RegistryError::Unknown {
            kind: kind.to_owned(),
            number,
        })
    }
}
