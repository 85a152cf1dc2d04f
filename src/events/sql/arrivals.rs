//! Events as they come in, in the `events` table.

use std::collections::HashSet;

use super::super::wire::Arrival;
use super::super::{EventKind, EventsError, Told};
use crate::clock::Timestamp;
use crate::db::{Insert, Reader, Value, Write};

/// Where an event that came in is written.
const INSERT: Insert<10> = Insert {
    table: "events",
    columns: [
        "id",
        "event_key",
        "member_id",
        "visitor_id",
        "at",
        "kind",
        "product_id",
        "value",
        "note",
        "properties",
    ],
    replace: false,
};

/// An event with the rows of whom and what it is about.
#[derive(Clone, Copy, Debug)]
pub(in crate::events) struct Placed<'a> {
    pub(in crate::events) arrival: &'a Arrival,
    pub(in crate::events) member: Option<i64>,
    pub(in crate::events) visitor: Option<i64>,
    pub(in crate::events) product: Option<i64>,
}

/// Which of `keys` are kept.
pub(in crate::events) async fn known(
    reader: Reader<'_>,
    keys: impl Iterator<Item = &str>,
) -> Result<HashSet<String>, EventsError> {
    let keys: Vec<Value> = keys.map(Value::from).collect();
    let sql = "SELECT event_key FROM events WHERE event_key IN";
    let rows = reader.query_in(sql, &keys, "").await?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// The properties of the event kept under `key`.
pub(in crate::events) async fn properties(
    reader: Reader<'_>,
    key: &str,
) -> Result<Option<String>, EventsError> {
    let sql = "SELECT properties FROM events WHERE event_key = $1";
    let rows = reader.query(sql, vec![key.into()]).await?;
    Ok(rows.first().map(|row| row.get(0)).transpose()?.flatten())
}

/// Writes new events from the row `first`.
pub(in crate::events) async fn write(
    write: &Write,
    first: i64,
    events: &[Placed<'_>],
) -> Result<(), EventsError> {
    let rows = (first..).zip(events).map(|(row, placed)| {
        let arrival = placed.arrival;
        [
            row.into(),
            arrival.key.as_str().into(),
            placed.member.into(),
            placed.visitor.into(),
            arrival.at.micros().into(),
            arrival.kind.name().into(),
            placed.product.into(),
            arrival.value.into(),
            arrival.note.as_deref().into(),
            arrival.properties.as_deref().into(),
        ]
    });
    Ok(write.insert(&INSERT, rows.collect()).await?)
}

/// Something of a member's that this program itself has to say, and may have to correct.
#[derive(Clone, Debug)]
pub(in crate::events) struct Said {
    pub(in crate::events) key: String,
    pub(in crate::events) member: i64,
    pub(in crate::events) at: Timestamp,
    pub(in crate::events) kind: EventKind,
    pub(in crate::events) value: Option<i64>,
    pub(in crate::events) note: String,
    pub(in crate::events) properties: String,
}

/// Writes an event at the row `row`, or corrects the value and properties of the one that is there under its key.
pub(in crate::events) async fn say(
    write: &Write,
    row: i64,
    said: &Said,
) -> Result<(), EventsError> {
    let sql = "INSERT INTO events (id, event_key, member_id, at, kind, value, note, properties)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (event_key) DO UPDATE SET value = excluded.value, properties = excluded.properties";
    let values = vec![
        row.into(),
        said.key.as_str().into(),
        said.member.into(),
        said.at.micros().into(),
        said.kind.name().into(),
        said.value.into(),
        said.note.as_str().into(),
        said.properties.as_str().into(),
    ];
    Ok(write.execute(sql, values).await?)
}

/// Writes what this program did to members from the row `first` on; what is kept under a key already stays as it is.
pub(in crate::events) async fn tell(
    write: &Write,
    first: i64,
    told: &[Told],
) -> Result<(), EventsError> {
    let sql = "INSERT INTO events (id, event_key, member_id, at, kind, value, note) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event_key) DO NOTHING";
    for (row, told) in (first..).zip(told) {
        let values = vec![
            row.into(),
            told.key.as_str().into(),
            told.member.into(),
            told.at.micros().into(),
            told.kind.name().into(),
            told.value.into(),
            told.note.as_str().into(),
        ];
        write.execute(sql, values).await?;
    }
    Ok(())
}

/// Deletes the events of a member.
pub(in crate::events) async fn forget(write: &Write, member: i64) -> Result<(), EventsError> {
    let sql = "DELETE FROM events WHERE member_id = $1";
    Ok(write.execute(sql, vec![member.into()]).await?)
}

/// Makes the events of the member `from` those of `to`.
pub(in crate::events) async fn pass_on(
    write: &Write,
    from: i64,
    to: i64,
) -> Result<(), EventsError> {
    let sql = "UPDATE events SET member_id = $1 WHERE member_id = $2";
    Ok(write.execute(sql, vec![to.into(), from.into()]).await?)
}
