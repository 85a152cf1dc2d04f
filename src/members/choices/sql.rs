//! The `member_choices` and `member_told` tables.

use super::{Told, ToldKind};
use crate::clock::Timestamp;
use crate::db::{Insert, Migration, Reader, Write};
use crate::ids::MemberKey;
use crate::members::MembersError;

/// The schema, oldest step first.
pub(in crate::members) const MIGRATIONS: &[Migration] = &[Migration {
    name: "members_0004",
    up: &[
        "CREATE TABLE member_choices (
            member_key TEXT NOT NULL PRIMARY KEY,
            personalised BOOLEAN NOT NULL,
            remembers BOOLEAN NOT NULL
        )",
        "CREATE TABLE member_told (
            id TEXT NOT NULL PRIMARY KEY,
            member_key TEXT NOT NULL,
            kind TEXT NOT NULL,
            told TEXT NOT NULL,
            at BIGINT NOT NULL
        )",
        "CREATE INDEX member_told_member ON member_told (member_key)",
    ],
}];

const CHOICES: Insert<2> = Insert {
    table: "member_choices",
    columns: ["member_key", "remembers"],
    replace: true,
};

const TOLD: Insert<5> = Insert {
    table: "member_told",
    columns: ["id", "member_key", "kind", "told", "at"],
    replace: true,
};

/// Whether a member wants what they tell kept, where they ever chose.
pub(super) async fn remembers(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Option<bool>, MembersError> {
    let sql = "SELECT remembers FROM member_choices WHERE member_key = $1";
    let rows = reader.query(sql, vec![member.as_str().into()]).await?;
    Ok(rows.first().map(|row| row.get(0)).transpose()?)
}

/// Keeps whether a member wants what they tell kept.
pub(super) async fn choose(
    write: &Write,
    member: &MemberKey,
    remembers: bool,
) -> Result<(), MembersError> {
    let row = [member.as_str().into(), remembers.into()];
    Ok(write.insert(&CHOICES, vec![row]).await?)
}

/// What a member told, the oldest first. What a later program kept as a kind of its own is left out.
pub(super) async fn told(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Vec<Told>, MembersError> {
    let sql = "SELECT kind, told, at FROM member_told WHERE member_key = $1 ORDER BY at, id";
    let rows = reader.query(sql, vec![member.as_str().into()]).await?;
    let mut told = Vec::with_capacity(rows.len());
    for row in rows {
        let kind = ToldKind::of(&row.get::<String>(0)?);
        let (text, at) = (row.get(1)?, Timestamp::from_micros(row.get(2)?));
        told.extend(kind.map(|kind| Told { kind, text, at }));
    }
    Ok(told)
}

/// Keeps what a member told; the same words once.
pub(super) async fn tell(
    write: &Write,
    member: &MemberKey,
    told: &Told,
) -> Result<(), MembersError> {
    let row = [
        format!("{member}\n{}", told.text).into(),
        member.as_str().into(),
        told.kind.word().into(),
        told.text.as_str().into(),
        told.at.micros().into(),
    ];
    Ok(write.insert(&TOLD, vec![row]).await?)
}

/// Forgets what a member told: these words, or everything.
pub(super) async fn untell(
    write: &Write,
    member: &MemberKey,
    text: Option<&str>,
) -> Result<(), MembersError> {
    let mut values = vec![member.as_str().into()];
    let sql = match text {
        None => "DELETE FROM member_told WHERE member_key = $1",
        Some(text) => {
            values.push(text.into());
            "DELETE FROM member_told WHERE member_key = $1 AND told = $2"
        }
    };
    Ok(write.execute(sql, values).await?)
}
