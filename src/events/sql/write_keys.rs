//! The `write_keys` table.

use super::super::EventsError;
use super::super::write_keys::{KeyKind, WriteKey};
use crate::clock::Timestamp;
use crate::db::{Reader, Row, Write};

/// What is read of a key.
const COLUMNS: &str = "name, kind, ends_in, made, revoked";

/// All keys, the oldest first.
pub(in crate::events) async fn all(reader: Reader<'_>) -> Result<Vec<WriteKey>, EventsError> {
    let sql = format!("SELECT {COLUMNS} FROM write_keys ORDER BY made, name");
    let rows = reader.query(&sql, Vec::new()).await?;
    rows.iter().map(key).collect()
}

/// The key with this hash.
pub(in crate::events) async fn find(
    reader: Reader<'_>,
    hash: &str,
) -> Result<Option<WriteKey>, EventsError> {
    let sql = format!("SELECT {COLUMNS} FROM write_keys WHERE hash = $1");
    let rows = reader.query(&sql, vec![hash.into()]).await?;
    rows.first().map(key).transpose()
}

/// Keeps a new key.
pub(in crate::events) async fn write(
    write: &Write,
    key: &WriteKey,
    hash: &str,
) -> Result<(), EventsError> {
    let sql =
        "INSERT INTO write_keys (name, hash, kind, ends_in, made) VALUES ($1, $2, $3, $4, $5)";
    let values = vec![
        key.name.as_str().into(),
        hash.into(),
        key.kind.word().into(),
        key.ends_in.as_str().into(),
        key.made.micros().into(),
    ];
    Ok(write.execute(sql, values).await?)
}

/// Ends a key.
pub(in crate::events) async fn revoke(
    write: &Write,
    name: &str,
    now: Timestamp,
) -> Result<(), EventsError> {
    let sql = "UPDATE write_keys SET revoked = $1 WHERE name = $2";
    Ok(write
        .execute(sql, vec![now.micros().into(), name.into()])
        .await?)
}

fn key(row: &Row) -> Result<WriteKey, EventsError> {
    Ok(WriteKey {
        name: row.get(0)?,
        kind: KeyKind::of(&row.get::<String>(1)?),
        ends_in: row.get(2)?,
        made: Timestamp::from_micros(row.get(3)?),
        revoked: row.get::<Option<i64>>(4)?.map(Timestamp::from_micros),
    })
}
