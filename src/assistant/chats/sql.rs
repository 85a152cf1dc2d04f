//! The `chats`, `chat_messages` and `chat_ratings` tables.

use super::ratings::{Rated, Rating, sentences};
use super::{ChatsError, Exchange};
use crate::clock::Timestamp;
use crate::db::{DbError, Holding, Insert, Migration, OnMerge, Reader, Value, Whose, Write};

/// The schema, oldest step first.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
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
    },
    Migration {
        name: "chats_0002",
        up: &[
            "CREATE TABLE chat_ratings (
            id TEXT NOT NULL PRIMARY KEY,
            chat TEXT NOT NULL,
            number BIGINT NOT NULL,
            at BIGINT NOT NULL,
            helped BOOLEAN NOT NULL,
            reason TEXT
        )",
            "CREATE INDEX chat_ratings_chat ON chat_ratings (chat)",
            "CREATE INDEX chat_ratings_at ON chat_ratings (at)",
        ],
    },
];

/// Whose a chat is.
const HOLDER: Whose = Whose::Principal("who");
/// Whose a part of a chat is.
const OF_CHAT: Whose = Whose::Of {
    column: "chat",
    table: "chats",
    named: "name",
    whose: &HOLDER,
};

/// What is held of members; those that others refer to come first.
pub(super) const HOLDINGS: &[Holding] = &[
    Holding {
        whose: HOLDER,
        moments: &["used"],
        ..Holding::keyed("chats", "")
    },
    Holding {
        whose: OF_CHAT,
        on_merge: OnMerge::Follow,
        ..Holding::keyed("chat_messages", "")
    },
    Holding {
        whose: OF_CHAT,
        on_merge: OnMerge::Follow,
        ..Holding::keyed("chat_ratings", "")
    },
];

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

const RATINGS: Insert<6> = Insert {
    table: "chat_ratings",
    columns: ["id", "chat", "number", "at", "helped", "reason"],
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

/// What the holders of these chats said last: the chat's name, the words and when they were answered. Who said nothing
/// is not among them.
pub(super) async fn last_asked(
    reader: Reader<'_>,
    chats: &[&str],
) -> Result<Vec<(String, String, Timestamp)>, ChatsError> {
    let keys: Vec<Value> = chats.iter().map(|chat| (*chat).into()).collect();
    let sql = "SELECT chat, asked, at FROM chat_messages AS said WHERE asked <> '' AND number =
        (SELECT MAX(number) FROM chat_messages AS other WHERE other.chat = said.chat AND other.asked <> '') AND chat IN";
    let rows = reader.query_in(sql, &keys, "").await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                Timestamp::from_micros(row.get(2)?),
            ))
        })
        .collect()
}

/// The newest chats of somebody, the newest first: name and when they were last used.
pub(super) async fn newest(
    reader: Reader<'_>,
    who: &str,
    limit: u32,
) -> Result<Vec<(String, Timestamp)>, ChatsError> {
    let sql = "SELECT name, used FROM chats WHERE who = $1 ORDER BY used DESC, name LIMIT $2";
    let rows = reader
        .query(sql, vec![who.into(), i64::from(limit).into()])
        .await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, Timestamp::from_micros(row.get(1)?))))
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
        "DELETE FROM chat_ratings WHERE chat = $1",
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
        "DELETE FROM chat_ratings WHERE chat IN (SELECT name FROM chats WHERE who = $1)",
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
        "DELETE FROM chat_ratings WHERE chat IN (SELECT name FROM chats WHERE used < $1)",
        "DELETE FROM chats WHERE used < $1",
    ] {
        write.execute(sql, vec![moment.micros().into()]).await?;
    }
    Ok(())
}

/// The number of the newest message of a chat; 0 where there is none.
pub(in crate::assistant) async fn last_turn(
    reader: Reader<'_>,
    chat: &str,
) -> Result<u32, DbError> {
    let sql = "SELECT COALESCE(MAX(number), 0) FROM chat_messages WHERE chat = $1";
    let rows = reader.query(sql, vec![chat.into()]).await?;
    Ok(turn(rows.first().map_or(Ok(0), |row| row.get(0))?))
}

/// Keeps that something was said in a chat by others than its holder.
pub(in crate::assistant) async fn touch(
    write: &Write,
    chat: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    let sql = "UPDATE chats SET used = $1 WHERE name = $2 AND used < $3";
    let values = vec![at.micros().into(), chat.into(), at.micros().into()];
    write.execute(sql, values).await
}

/// Whether a chat has an answer of this number.
pub(super) async fn has_message(
    reader: Reader<'_>,
    chat: &str,
    number: u32,
) -> Result<bool, ChatsError> {
    let sql = "SELECT 1 FROM chat_messages WHERE chat = $1 AND number = $2";
    let values = vec![chat.into(), i64::from(number).into()];
    Ok(!reader.query(sql, values).await?.is_empty())
}

/// Keeps a rating, in the place of an earlier one of the same answer.
pub(super) async fn put_rating(
    write: &Write,
    chat: &str,
    number: u32,
    rating: &Rating,
    at: Timestamp,
) -> Result<(), ChatsError> {
    let row = [
        format!("{chat}:{number}").into(),
        chat.into(),
        i64::from(number).into(),
        at.micros().into(),
        rating.helped.into(),
        rating.reason.clone().into(),
    ];
    Ok(write.insert(&RATINGS, vec![row]).await?)
}

/// Takes a rating back.
pub(super) async fn delete_rating(
    write: &Write,
    chat: &str,
    number: u32,
) -> Result<(), ChatsError> {
    let sql = "DELETE FROM chat_ratings WHERE chat = $1 AND number = $2";
    let values = vec![chat.into(), i64::from(number).into()];
    Ok(write.execute(sql, values).await?)
}

/// The ratings of a chat, with the numbers of the answers.
pub(super) async fn ratings(
    reader: Reader<'_>,
    chat: &str,
) -> Result<Vec<(u32, Rating)>, ChatsError> {
    let sql = "SELECT number, helped, reason FROM chat_ratings WHERE chat = $1 ORDER BY number";
    let rows = reader.query(sql, vec![chat.into()]).await?;
    rows.iter()
        .map(|row| {
            let rating = Rating {
                helped: row.get(1)?,
                reason: row.get(2)?,
            };
            Ok((turn(row.get(0)?), rating))
        })
        .collect()
}

/// The newest ratings with what they are of, the newest first.
pub(super) async fn rated(reader: Reader<'_>, limit: u32) -> Result<Vec<Rated>, ChatsError> {
    let sql = "SELECT r.chat, r.number, r.at, r.helped, r.reason, m.asked, m.answered
        FROM chat_ratings r JOIN chat_messages m ON m.chat = r.chat AND m.number = r.number
        ORDER BY r.at DESC, r.id LIMIT $1";
    let rows = reader.query(sql, vec![i64::from(limit).into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Rated {
                chat: row.get(0)?,
                turn: turn(row.get(1)?),
                at: Timestamp::from_micros(row.get(2)?),
                rating: Rating {
                    helped: row.get(3)?,
                    reason: row.get(4)?,
                },
                asked: row.get(5)?,
                answered: sentences(&row.get::<String>(6)?),
            })
        })
        .collect()
}

fn turn(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
