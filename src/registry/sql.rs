//! The `fitted_models` table.

use super::{Fit, RegistryError, Version};
use crate::clock::Timestamp;
use crate::db::{Migration, Reader, Row, Write};

/// The table.
pub(super) const TABLE: &str = "fitted_models";
/// What versions were fitted to, where it is dear to fit again: the last of each kind.
pub(super) const BODIES: &str = "fitted_bodies";

/// The schema, oldest step first.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "registry_0001",
        up: &["CREATE TABLE fitted_models (
            kind TEXT NOT NULL,
            number BIGINT NOT NULL,
            at BIGINT NOT NULL,
            fingerprint TEXT NOT NULL,
            settings TEXT NOT NULL,
            metrics TEXT NOT NULL,
            promoted BIGINT,
            answers BOOLEAN NOT NULL,
            PRIMARY KEY (kind, number)
        )"],
    },
    Migration {
        name: "registry_0002",
        up: &["CREATE TABLE fitted_bodies (
            kind TEXT NOT NULL PRIMARY KEY,
            number BIGINT NOT NULL,
            body TEXT NOT NULL
        )"],
    },
];

/// Keeps what a version was fitted to, in place of the one before.
pub(super) async fn keep_body(
    write: &Write,
    kind: &str,
    number: i64,
    body: &str,
) -> Result<(), RegistryError> {
    let sql = "INSERT INTO fitted_bodies (kind, number, body) VALUES ($1, $2, $3) \
               ON CONFLICT (kind) DO UPDATE SET number = excluded.number, body = excluded.body";
    let values = vec![kind.into(), number.into(), body.into()];
    Ok(write.execute(sql, values).await?)
}

/// The number of the body that is kept of a kind.
pub(super) async fn body_number(
    reader: Reader<'_>,
    kind: &str,
) -> Result<Option<i64>, RegistryError> {
    let sql = "SELECT number FROM fitted_bodies WHERE kind = $1";
    let rows = reader.query(sql, vec![kind.into()]).await?;
    Ok(rows.first().map(|row| row.get(0)).transpose()?)
}

/// What is kept of a kind, with its number.
pub(super) async fn body(
    reader: Reader<'_>,
    kind: &str,
) -> Result<Option<(i64, String)>, RegistryError> {
    let sql = "SELECT number, body FROM fitted_bodies WHERE kind = $1";
    let rows = reader.query(sql, vec![kind.into()]).await?;
    let read = |row: &Row| Ok::<_, RegistryError>((row.get(0)?, row.get(1)?));
    rows.first().map(read).transpose()
}

/// The versions of a kind, the newest first.
pub(super) async fn versions(
    reader: Reader<'_>,
    kind: &str,
) -> Result<Vec<Version>, RegistryError> {
    let sql = "SELECT number, at, fingerprint, settings, metrics, promoted, answers FROM fitted_models \
               WHERE kind = $1 ORDER BY number DESC";
    let rows = reader.query(sql, vec![kind.into()]).await?;
    rows.iter().map(|row| version(kind, row)).collect()
}

fn version(kind: &str, row: &Row) -> Result<Version, RegistryError> {
    let number = row.get(0)?;
    let read = |text: String| {
        serde_json::from_str(&text).map_err(|error| RegistryError::Garbled {
            kind: kind.to_owned(),
            number,
            reason: error.to_string(),
        })
    };
    Ok(Version {
        number,
        at: Timestamp::from_micros(row.get(1)?),
        fit: Fit {
            fingerprint: row.get(2)?,
            settings: read(row.get(3)?)?,
            metrics: read(row.get(4)?)?,
        },
        promoted: row.get::<Option<i64>>(5)?.map(Timestamp::from_micros),
        answers: row.get(6)?,
    })
}

pub(super) async fn put(
    write: &Write,
    kind: &str,
    number: i64,
    fit: &Fit,
    promoted: Option<Timestamp>,
    at: Timestamp,
) -> Result<(), RegistryError> {
    let sql = "INSERT INTO fitted_models (kind, number, at, fingerprint, settings, metrics, promoted, answers) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = vec![
        kind.into(),
        number.into(),
        at.micros().into(),
        fit.fingerprint.as_str().into(),
        fit.settings.to_string().into(),
        fit.metrics.to_string().into(),
        promoted.map(Timestamp::micros).into(),
        promoted.is_some().into(),
    ];
    Ok(write.execute(sql, values).await?)
}

pub(super) async fn none_answers(write: &Write, kind: &str) -> Result<(), RegistryError> {
    let sql = "UPDATE fitted_models SET answers = $2 WHERE kind = $1";
    Ok(write.execute(sql, vec![kind.into(), false.into()]).await?)
}

pub(super) async fn answers(
    write: &Write,
    kind: &str,
    number: i64,
    now: Timestamp,
) -> Result<(), RegistryError> {
    let sql =
        "UPDATE fitted_models SET answers = $3, promoted = $4 WHERE kind = $1 AND number = $2";
    let values = vec![kind.into(), number.into(), true.into(), now.micros().into()];
    Ok(write.execute(sql, values).await?)
}

pub(super) async fn remove(write: &Write, kind: &str, number: i64) -> Result<(), RegistryError> {
    let sql = "DELETE FROM fitted_models WHERE kind = $1 AND number = $2";
    Ok(write.execute(sql, vec![kind.into(), number.into()]).await?)
}
