//! The `visitors` and `visitor_ties` tables.

use std::collections::HashMap;

use super::super::EventsError;
use crate::clock::Timestamp;
use crate::db::{Insert, Reader, Value, Write};

/// That a visitor turned out to be a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::events) struct Tie {
    pub(in crate::events) visitor: i64,
    pub(in crate::events) member: i64,
    pub(in crate::events) at: Timestamp,
}

/// The rows of the visitors among `keys` that are kept.
pub(in crate::events) async fn rows_of(
    reader: Reader<'_>,
    keys: impl Iterator<Item = &str>,
) -> Result<HashMap<String, i64>, EventsError> {
    let keys: Vec<Value> = keys.map(Value::from).collect();
    let sql = "SELECT visitor_key, id FROM visitors WHERE visitor_key IN";
    let rows = reader.query_in(sql, &keys, "").await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// The ties of these visitors, in no order.
pub(in crate::events) async fn ties_of(
    reader: Reader<'_>,
    visitors: impl Iterator<Item = i64>,
) -> Result<Vec<Tie>, EventsError> {
    let visitors: Vec<Value> = visitors.map(Value::from).collect();
    let sql = "SELECT visitor_id, member_id, at FROM visitor_ties WHERE visitor_id IN";
    let rows = reader.query_in(sql, &visitors, "").await?;
    rows.iter()
        .map(|row| {
            Ok(Tie {
                visitor: row.get(0)?,
                member: row.get(1)?,
                at: Timestamp::from_micros(row.get(2)?),
            })
        })
        .collect()
}

/// The highest row number in use.
pub(in crate::events) async fn last_row(reader: Reader<'_>) -> Result<i64, EventsError> {
    Ok(reader
        .number("SELECT COALESCE(MAX(id), 0) FROM visitors")
        .await?)
}

/// Keeps new visitors at their rows.
pub(in crate::events) async fn write(
    write: &Write,
    visitors: &[(i64, String)],
) -> Result<(), EventsError> {
    const INSERT: Insert<2> = Insert {
        table: "visitors",
        columns: ["id", "visitor_key"],
        replace: false,
    };
    let rows = visitors
        .iter()
        .map(|(row, key)| [(*row).into(), key.as_str().into()]);
    Ok(write.insert(&INSERT, rows.collect()).await?)
}

/// Keeps new ties.
pub(in crate::events) async fn write_ties(write: &Write, ties: &[Tie]) -> Result<(), EventsError> {
    const INSERT: Insert<4> = Insert {
        table: "visitor_ties",
        columns: ["id", "visitor_id", "member_id", "at"],
        replace: false,
    };
    let last = "SELECT COALESCE(MAX(id), 0) FROM visitor_ties";
    let last = write.reader().number(last).await?;
    let rows = (last + 1..).zip(ties).map(|(row, tie)| {
        [
            row.into(),
            tie.visitor.into(),
            tie.member.into(),
            tie.at.micros().into(),
        ]
    });
    Ok(write.insert(&INSERT, rows.collect()).await?)
}

/// Gives what a visitor did while nobody knew them to `member`.
pub(in crate::events) async fn adopt(
    write: &Write,
    visitor: i64,
    member: i64,
) -> Result<(), EventsError> {
    let sql = "UPDATE events SET member_id = $1 WHERE visitor_id = $2 AND member_id IS NULL";
    Ok(write
        .execute(sql, vec![member.into(), visitor.into()])
        .await?)
}

/// Forgets which visitors were `member`.
pub(in crate::events) async fn untie(write: &Write, member: i64) -> Result<(), EventsError> {
    let sql = "DELETE FROM visitor_ties WHERE member_id = $1";
    Ok(write.execute(sql, vec![member.into()]).await?)
}

/// Makes the ties of the member `from` those of `to`.
pub(in crate::events) async fn pass_on(
    write: &Write,
    from: i64,
    to: i64,
) -> Result<(), EventsError> {
    let sql = "UPDATE visitor_ties SET member_id = $1 WHERE member_id = $2";
    Ok(write.execute(sql, vec![to.into(), from.into()]).await?)
}
