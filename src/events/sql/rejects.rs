//! The `event_rejects` table.

use std::collections::HashSet;

use super::super::EventsError;
use super::super::rejects::KeptReject;
use super::super::wire::Call;
use crate::clock::Timestamp;
use crate::db::{Insert, Reader, Row, Value, Write};

/// So many are kept; older ones make room.
const MOST: i64 = 50_000;

/// Where a reject is written.
const INSERT: Insert<8> = Insert {
    table: "event_rejects",
    columns: [
        "id",
        "reject_key",
        "at",
        "source",
        "call",
        "reason",
        "raw",
        "whole",
    ],
    replace: false,
};

/// Puts rejects aside; one that is there already stays as it is.
pub(in crate::events) async fn write(
    write: &Write,
    rejects: &[KeptReject],
) -> Result<(), EventsError> {
    let keys: Vec<Value> = rejects
        .iter()
        .map(|reject| reject.key.as_str().into())
        .collect();
    let sql = "SELECT reject_key FROM event_rejects WHERE reject_key IN";
    let kept = write.reader().query_in(sql, &keys, "").await?;
    let mut kept: HashSet<String> = kept
        .iter()
        .map(|row| row.get(0))
        .collect::<Result<_, _>>()?;
    let last = "SELECT COALESCE(MAX(id), 0) FROM event_rejects";
    let last = write.reader().number(last).await?;
    let new = rejects
        .iter()
        .filter(|reject| kept.insert(reject.key.clone()));
    let rows: Vec<[Value; 8]> = (last + 1..)
        .zip(new)
        .map(|(row, reject)| {
            [
                row.into(),
                reject.key.as_str().into(),
                reject.at.micros().into(),
                reject.source.as_str().into(),
                reject.call.word().into(),
                reject.reason.as_str().into(),
                reject.raw.as_str().into(),
                reject.whole.into(),
            ]
        })
        .collect();
    let oldest = last + i64::try_from(rows.len()).unwrap_or(0) - MOST;
    write.insert(&INSERT, rows).await?;
    let sql = "DELETE FROM event_rejects WHERE id <= $1";
    Ok(write.execute(sql, vec![oldest.into()]).await?)
}

/// The newest `limit`, the newest first.
pub(in crate::events) async fn latest(
    reader: Reader<'_>,
    limit: u32,
) -> Result<Vec<KeptReject>, EventsError> {
    let sql = "SELECT reject_key, at, source, call, reason, raw, whole FROM event_rejects
        ORDER BY id DESC LIMIT $1";
    let rows = reader.query(sql, vec![i64::from(limit).into()]).await?;
    rows.iter().map(reject).collect()
}

/// How many there are.
pub(in crate::events) async fn count(reader: Reader<'_>) -> Result<u64, EventsError> {
    let count = "SELECT COUNT(*) FROM event_rejects";
    Ok(reader.number(count).await?.unsigned_abs())
}

/// Takes these away.
pub(in crate::events) async fn delete(write: &Write, keys: &[String]) -> Result<(), EventsError> {
    let keys: Vec<Value> = keys.iter().map(|key| key.as_str().into()).collect();
    let sql = "DELETE FROM event_rejects WHERE reject_key IN";
    Ok(write.execute_in(sql, &keys).await?)
}

/// Takes away what was put aside before `moment`.
pub(in crate::events) async fn delete_before(
    write: &Write,
    moment: Timestamp,
) -> Result<(), EventsError> {
    let sql = "DELETE FROM event_rejects WHERE at < $1";
    Ok(write.execute(sql, vec![moment.micros().into()]).await?)
}

fn reject(row: &Row) -> Result<KeptReject, EventsError> {
    let call: String = row.get(3)?;
    Ok(KeptReject {
        key: row.get(0)?,
        at: Timestamp::from_micros(row.get(1)?),
        source: row.get(2)?,
        call: Call::of(&call).unwrap_or(Call::Batch),
        reason: row.get(4)?,
        raw: row.get(5)?,
        whole: row.get(6)?,
    })
}
