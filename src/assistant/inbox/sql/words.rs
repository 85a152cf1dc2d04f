//! What is said, noted and tagged at a case.

use super::super::cases::Case;
use super::super::talking::{Kind, Note, Word};
use super::super::{InboxError, Party};
use super::whole;
use crate::clock::Timestamp;
use crate::db::{Insert, Reader, Value, Write};

const MESSAGES: Insert<10> = Insert {
    table: "inbox_messages",
    columns: [
        "id", "chat", "case_id", "number", "turn", "at", "kind", "agent", "shown", "text",
    ],
    replace: false,
};

const NOTES: Insert<5> = Insert {
    table: "inbox_notes",
    columns: ["id", "case_id", "at", "author", "text"],
    replace: false,
};

const TAGS: Insert<3> = Insert {
    table: "inbox_tags",
    columns: ["id", "case_id", "tag"],
    replace: true,
};

const TYPING: Insert<5> = Insert {
    table: "inbox_typing",
    columns: ["id", "case_id", "side", "at", "stamp"],
    replace: true,
};

/// The number of the last word in a conversation.
pub(in crate::assistant::inbox) async fn last_number(
    reader: Reader<'_>,
    chat: &str,
) -> Result<u32, InboxError> {
    let sql = "SELECT COALESCE(MAX(number), 0) FROM inbox_messages WHERE chat = $1";
    let rows = reader.query(sql, vec![chat.into()]).await?;
    Ok(whole(rows.first().map_or(Ok(0), |row| row.get(0))?))
}

/// Keeps a word.
pub(in crate::assistant::inbox) async fn put_word(
    write: &Write,
    case: &Case,
    word: &Word,
) -> Result<(), InboxError> {
    let row = [
        format!("{}:{}", case.chat, word.number).into(),
        case.chat.as_str().into(),
        case.id.as_str().into(),
        i64::from(word.number).into(),
        i64::from(word.turn).into(),
        word.at.micros().into(),
        word.kind.word().into(),
        word.agent.clone().into(),
        word.shown.clone().into(),
        word.text.as_str().into(),
    ];
    Ok(write.insert(&MESSAGES, vec![row]).await?)
}

/// The words in a conversation after the one with this number, the oldest first.
pub(in crate::assistant::inbox) async fn words(
    reader: Reader<'_>,
    chat: &str,
    after: u32,
) -> Result<Vec<Word>, InboxError> {
    let sql = "SELECT number, turn, at, kind, agent, shown, text FROM inbox_messages
        WHERE chat = $1 AND number > $2 ORDER BY number";
    let rows = reader
        .query(sql, vec![chat.into(), i64::from(after).into()])
        .await?;
    let mut words = Vec::new();
    for row in &rows {
        let Some(kind) = Kind::of(&row.get::<String>(3)?) else {
            continue;
        };
        words.push(Word {
            number: whole(row.get(0)?),
            turn: whole(row.get(1)?),
            at: Timestamp::from_micros(row.get(2)?),
            kind,
            agent: row.get(4)?,
            shown: row.get(5)?,
            text: row.get(6)?,
        });
    }
    Ok(words)
}

/// Keeps a note.
pub(in crate::assistant::inbox) async fn put_note(
    write: &Write,
    id: String,
    case: &str,
    note: &Note,
) -> Result<(), InboxError> {
    let row = [
        id.into(),
        case.into(),
        note.at.micros().into(),
        note.author.as_str().into(),
        note.text.as_str().into(),
    ];
    Ok(write.insert(&NOTES, vec![row]).await?)
}

/// The notes at a case, the oldest first.
pub(in crate::assistant::inbox) async fn notes(
    reader: Reader<'_>,
    case: &str,
) -> Result<Vec<Note>, InboxError> {
    let sql = "SELECT at, author, text FROM inbox_notes WHERE case_id = $1 ORDER BY at, id";
    let rows = reader.query(sql, vec![case.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Note {
                at: Timestamp::from_micros(row.get(0)?),
                author: row.get(1)?,
                text: row.get(2)?,
            })
        })
        .collect()
}

/// The tags of these cases: the case and the tag, in order of both.
pub(in crate::assistant::inbox) async fn tags(
    reader: Reader<'_>,
    cases: &[&str],
) -> Result<Vec<(String, String)>, InboxError> {
    let keys: Vec<Value> = cases.iter().map(|case| (*case).into()).collect();
    let sql = "SELECT case_id, tag FROM inbox_tags WHERE case_id IN";
    let rows = reader.query_in(sql, &keys, "ORDER BY case_id, tag").await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Keeps a tag.
pub(in crate::assistant::inbox) async fn put_tag(
    write: &Write,
    case: &str,
    tag: &str,
) -> Result<(), InboxError> {
    let row = [format!("{case}:{tag}").into(), case.into(), tag.into()];
    Ok(write.insert(&TAGS, vec![row]).await?)
}

/// Takes a tag off.
pub(in crate::assistant::inbox) async fn delete_tag(
    write: &Write,
    case: &str,
    tag: &str,
) -> Result<(), InboxError> {
    let sql = "DELETE FROM inbox_tags WHERE case_id = $1 AND tag = $2";
    Ok(write.execute(sql, vec![case.into(), tag.into()]).await?)
}

/// When a side was typing last.
pub(in crate::assistant::inbox) async fn typed(
    reader: Reader<'_>,
    case: &str,
    side: Party,
) -> Result<Option<Timestamp>, InboxError> {
    let sql = "SELECT at FROM inbox_typing WHERE id = $1";
    let rows = reader
        .query(sql, vec![typing_id(case, side).into()])
        .await?;
    match rows.first() {
        Some(row) => Ok(Some(Timestamp::from_micros(row.get(0)?))),
        None => Ok(None),
    }
}

/// Keeps that a side is typing.
pub(in crate::assistant::inbox) async fn put_typing(
    write: &Write,
    case: &str,
    side: Party,
    at: Timestamp,
    stamp: i64,
) -> Result<(), InboxError> {
    let row = [
        typing_id(case, side).into(),
        case.into(),
        side.word().into(),
        at.micros().into(),
        stamp.into(),
    ];
    Ok(write.insert(&TYPING, vec![row]).await?)
}

fn typing_id(case: &str, side: Party) -> String {
    format!("{case}:{}", side.word())
}
