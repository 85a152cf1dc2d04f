//! The `inbox_...` tables.

mod cases;
mod schema;
mod words;

use super::watching::Changed;
use super::{InboxError, Party};
use crate::assistant::drafts::DRAFTS;
use crate::clock::Timestamp;
use crate::db::{DbError, Insert, Reader, Value, Write};

pub(super) use cases::{case, counts, filtered, latest_of, put_case};
pub(in crate::assistant) use schema::{HOLDINGS, MIGRATIONS, TABLES};
pub(super) use words::{
    delete_tag, last_number, notes, put_note, put_tag, put_typing, put_word, tags, typed, words,
};

/// Those that are parts of a case.
const PARTS: [&str; 5] = [
    "inbox_messages",
    "inbox_notes",
    "inbox_tags",
    "inbox_typing",
    DRAFTS,
];

const PULSE: Insert<2> = Insert {
    table: "inbox_pulse",
    columns: ["name", "count"],
    replace: true,
};

fn whole(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// How many changes there were so far.
pub(super) async fn pulse(reader: Reader<'_>) -> Result<i64, InboxError> {
    let sql = "SELECT count FROM inbox_pulse WHERE name = 'all'";
    Ok(reader.number(sql).await?)
}

/// The number of one change more.
pub(super) async fn beat(write: &Write) -> Result<i64, InboxError> {
    let next = pulse(write.reader()).await? + 1;
    write
        .insert(&PULSE, vec![["all".into(), next.into()]])
        .await?;
    Ok(next)
}

/// What was changed after the change `after`.
pub(super) async fn changed(reader: Reader<'_>, after: i64) -> Result<Vec<Changed>, InboxError> {
    let sql = "SELECT id, chat, stamp FROM inbox_cases WHERE stamp > $1 ORDER BY stamp";
    let rows = reader.query(sql, vec![after.into()]).await?;
    let mut changed = Vec::new();
    for row in &rows {
        changed.push(Changed {
            case: row.get(0)?,
            chat: row.get(1)?,
            stamp: row.get(2)?,
            typing: None,
        });
    }
    let sql = "SELECT t.case_id, c.chat, t.stamp, t.side FROM inbox_typing t
        JOIN inbox_cases c ON c.id = t.case_id WHERE t.stamp > $1 ORDER BY t.stamp";
    for row in &reader.query(sql, vec![after.into()]).await? {
        changed.push(Changed {
            case: row.get(0)?,
            chat: row.get(1)?,
            stamp: row.get(2)?,
            typing: Party::of(&row.get::<String>(3)?),
        });
    }
    changed.sort_by_key(|one| one.stamp);
    Ok(changed)
}

/// Deletes the cases that `condition` says, and everything of them.
async fn delete_where(write: &Write, condition: &str, value: Value) -> Result<(), DbError> {
    for table in PARTS {
        let sql = format!(
            "DELETE FROM {table} WHERE case_id IN (SELECT id FROM inbox_cases WHERE {condition})"
        );
        write.execute(&sql, vec![value.clone()]).await?;
    }
    let sql = format!("DELETE FROM inbox_cases WHERE {condition}");
    write.execute(&sql, vec![value]).await
}

/// Deletes what there is of a conversation.
pub(in crate::assistant) async fn delete(write: &Write, chat: &str) -> Result<(), DbError> {
    delete_where(write, "chat = $1", chat.into()).await
}

/// Deletes what there is of somebody's conversations.
pub(in crate::assistant) async fn delete_of(write: &Write, who: &str) -> Result<(), DbError> {
    delete_where(write, "who = $1", who.into()).await
}

/// Deletes the cases that were begun before a moment and whose conversations are kept no longer.
pub(in crate::assistant) async fn delete_before(
    write: &Write,
    moment: Timestamp,
) -> Result<(), DbError> {
    let condition = "since < $1 AND chat NOT IN (SELECT name FROM chats)";
    delete_where(write, condition, moment.micros().into()).await
}
