//! The `erasures` table.

use super::{DossiersError, Erasure};
use crate::clock::Timestamp;
use crate::db::{Insert, Migration, Reader, Write};

/// The table.
pub(super) const TABLE: &str = "erasures";

/// The schema, oldest step first. What was looked for stays only until the erasure is over.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    name: "dossiers_0001",
    up: &["CREATE TABLE erasures (
            pseudonym TEXT NOT NULL PRIMARY KEY,
            begun BIGINT NOT NULL,
            ended BIGINT,
            erasure TEXT
        )"],
}];

const ERASURES: Insert<3> = Insert {
    table: TABLE,
    columns: ["pseudonym", "begun", "erasure"],
    replace: true,
};

/// Keeps that an erasure was begun.
pub(super) async fn begin(
    write: &Write,
    erasure: &Erasure,
    at: Timestamp,
) -> Result<(), DossiersError> {
    let text = serde_json::to_string(erasure).unwrap_or_default();
    let row = [
        erasure.pseudonym.as_str().into(),
        at.micros().into(),
        text.into(),
    ];
    Ok(write.insert(&ERASURES, vec![row]).await?)
}

/// The erasures that are not over.
pub(super) async fn open(reader: Reader<'_>) -> Result<Vec<Erasure>, DossiersError> {
    let sql = "SELECT pseudonym, erasure FROM erasures WHERE erasure IS NOT NULL ORDER BY begun";
    let rows = reader.query(sql, Vec::new()).await?;
    rows.iter()
        .map(|row| {
            serde_json::from_str(&row.get::<String>(1)?)
                .map_err(|_| DossiersError::Garbled(row.get(0).unwrap_or_default()))
        })
        .collect()
}

/// Keeps that an erasure is over, and forgets whose it was.
pub(super) async fn end(
    write: &Write,
    pseudonym: &str,
    at: Timestamp,
) -> Result<(), DossiersError> {
    let sql = "UPDATE erasures SET ended = $1, erasure = NULL WHERE pseudonym = $2";
    Ok(write
        .execute(sql, vec![at.micros().into(), pseudonym.into()])
        .await?)
}
