//! The `chats`, `chat_messages` and `handovers` tables.

use super::{ChatsError, Exchange, Handover};
use crate::clock::Timestamp;
use crate::db::{Insert, Migration, Reader, Write};

/// The schema, oldest step first.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    name: "chats_0001",
    up: &[
        "CREATE TABLE chats (
            name TEXT NOT NULL PRIMARY KEY,
            who TEXT NOT NULL,
            memory TEXT NOT NULL,
            used BIGINT NOT NULL
        )",
        "CREATE INDEX chats_who ON chats (who)",
        "CREATE INDEX chats_used ON chats (used)",
        "CREATE TABLE chat_messages (
            id TEXT NOT NULL PRIMARY KEY,
            chat TEXT NOT NULL,
            number BIGINT NOT NULL,
            at BIGINT NOT NULL,
            asked TEXT NOT NULL,
            answered TEXT NOT NULL
        )",
        "CREATE INDEX chat_messages_chat ON chat_messages (chat, number)",
        "CREATE TABLE handovers (
            chat TEXT NOT NULL PRIMARY KEY,
            who TEXT NOT NULL,
            at BIGINT NOT NULL,
            summary TEXT NOT NULL
        )",
    ],
}];

const CHATS: Insert<4> = Insert {
    table: "chats",
    columns: ["name", "who", "memory", "used"],
    replace: true,
};

const MESSAGES: Insert<6> = Insert {
    table: "chat_messages",
    columns: ["id", "chat", "number", "at", "asked", "answered"],
    replace: true,
};

const HANDOVERS: Insert<4> = Insert {
    table: "handovers",
    columns: ["chat", "who", "at", "summary"],
    replace: true,
};

/// Who holds the chat of this name, and its memory.
pub(super) async fn chat(
    reader: Reader<'_>,
    name: &str,
) -> Result<Option<(String, String)>, ChatsError> {
    let sql = "SELECT who, memory FROM chats WHERE name = $1";
    let rows = reader.query(sql, vec![name.into()]).await?;
    match rows.first() {
        Some(row) => Ok(Some((row.get(0)?, row.get(1)?))),
        None => Ok(None),
    }
}

/// Keeps a chat.
pub(super) async fn put_chat(
    write: &Write,
    name: &str,
    who: &str,
    memory: String,
    used: Timestamp,
) -> Result<(), ChatsError> {
    let row = [name.into(), who.into(), memory.into(), used.micros().into()];
    Ok(write.insert(&CHATS, vec![row]).await?)
}

/// Keeps what was asked and answered.
pub(super) async fn put_message(
    write: &Write,
    chat: &str,
    exchange: &Exchange,
    answered: String,
) -> Result<(), ChatsError> {
    let row = [
        format!("{chat}:{}", exchange.number).into(),
        chat.into(),
        i64::from(exchange.number).into(),
        exchange.at.micros().into(),
        exchange.asked.as_str().into(),
        answered.into(),
    ];
    Ok(write.insert(&MESSAGES, vec![row]).await?)
}

/// The messages of a chat, the oldest first: number, moment, question and answer.
pub(super) async fn messages(
    reader: Reader<'_>,
    chat: &str,
) -> Result<Vec<(i64, Timestamp, String, String)>, ChatsError> {
    let sql =
        "SELECT number, at, asked, answered FROM chat_messages WHERE chat = $1 ORDER BY number";
    let rows = reader.query(sql, vec![chat.into()]).await?;
    rows.iter()
        .map(|row| {
            let at = Timestamp::from_micros(row.get(1)?);
            Ok((row.get(0)?, at, row.get(2)?, row.get(3)?))
        })
        .collect()
}

/// How many chats somebody has.
pub(super) async fn count(reader: Reader<'_>, who: &str) -> Result<u64, ChatsError> {
    let sql = "SELECT COUNT(*) FROM chats WHERE who = $1";
    let rows = reader.query(sql, vec![who.into()]).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Deletes the chat of this name with everything in it.
pub(super) async fn delete(write: &Write, name: &str) -> Result<(), ChatsError> {
    for sql in [
        "DELETE FROM chat_messages WHERE chat = $1",
        "DELETE FROM handovers WHERE chat = $1",
        "DELETE FROM chats WHERE name = $1",
    ] {
        write.execute(sql, vec![name.into()]).await?;
    }
    Ok(())
}

/// Deletes all chats of somebody.
pub(super) async fn delete_of(write: &Write, who: &str) -> Result<(), ChatsError> {
    for sql in [
        "DELETE FROM chat_messages WHERE chat IN (SELECT name FROM chats WHERE who = $1)",
        "DELETE FROM handovers WHERE chat IN (SELECT name FROM chats WHERE who = $1)",
        "DELETE FROM chats WHERE who = $1",
    ] {
        write.execute(sql, vec![who.into()]).await?;
    }
    Ok(())
}

/// Deletes all chats that were used last before a moment.
pub(super) async fn delete_before(write: &Write, moment: Timestamp) -> Result<(), ChatsError> {
    for sql in [
        "DELETE FROM chat_messages WHERE chat IN (SELECT name FROM chats WHERE used < $1)",
        "DELETE FROM handovers WHERE chat IN (SELECT name FROM chats WHERE used < $1)",
        "DELETE FROM chats WHERE used < $1",
    ] {
        write.execute(sql, vec![moment.micros().into()]).await?;
    }
    Ok(())
}

/// Keeps that a person is to take over a chat.
pub(super) async fn put_handover(
    write: &Write,
    chat: &str,
    handover: &Handover,
    summary: String,
) -> Result<(), ChatsError> {
    let row = [
        chat.into(),
        handover.who.as_str().into(),
        handover.at.micros().into(),
        summary.into(),
    ];
    Ok(write.insert(&HANDOVERS, vec![row]).await?)
}

/// The chats that wait for a person, the longest waiting first: name, asker, moment and summary.
pub(super) async fn handovers(
    reader: Reader<'_>,
) -> Result<Vec<(String, String, Timestamp, String)>, ChatsError> {
    let sql = "SELECT chat, who, at, summary FROM handovers ORDER BY at, chat";
    let rows = reader.query(sql, Vec::new()).await?;
    rows.iter()
        .map(|row| {
            let at = Timestamp::from_micros(row.get(2)?);
            Ok((row.get(0)?, row.get(1)?, at, row.get(3)?))
        })
        .collect()
}

/// Whether a person is to take over the chat of this name.
pub(super) async fn waits(reader: Reader<'_>, chat: &str) -> Result<bool, ChatsError> {
    let sql = "SELECT 1 FROM handovers WHERE chat = $1";
    Ok(!reader.query(sql, vec![chat.into()]).await?.is_empty())
}

/// Takes a chat off those that wait.
pub(super) async fn delete_handover(write: &Write, chat: &str) -> Result<(), ChatsError> {
    let sql = "DELETE FROM handovers WHERE chat = $1";
    Ok(write.execute(sql, vec![chat.into()]).await?)
}
