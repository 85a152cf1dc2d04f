//! The `member_tags` and `member_notes` tables.

use super::{Note, Tag};
use crate::clock::Timestamp;
use crate::db::{Insert, Migration, Reader, Write};
use crate::ids::MemberKey;
use crate::members::MembersError;

/// The schema, oldest step first.
pub(in crate::members) const MIGRATIONS: &[Migration] = &[Migration {
    name: "member_remarks_0001",
    up: &[
        "CREATE TABLE member_tags (
            member_key TEXT NOT NULL,
            tag TEXT NOT NULL,
            put_by TEXT NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (member_key, tag)
        )",
        "CREATE INDEX member_tags_tag ON member_tags (tag)",
        "CREATE TABLE member_notes (
            id TEXT NOT NULL PRIMARY KEY,
            member_key TEXT NOT NULL,
            written_by TEXT NOT NULL,
            at BIGINT NOT NULL,
            note TEXT NOT NULL
        )",
        "CREATE INDEX member_notes_member ON member_notes (member_key)",
    ],
}];

const NOTES: Insert<5> = Insert {
    table: "member_notes",
    columns: ["id", "member_key", "written_by", "at", "note"],
    replace: true,
};

/// Puts a tag on a member, where it is not there.
pub(super) async fn tag(write: &Write, member: &MemberKey, tag: &Tag) -> Result<(), MembersError> {
    let sql = "INSERT INTO member_tags (member_key, tag, put_by, at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (member_key, tag) DO NOTHING";
    let values = vec![
        member.as_str().into(),
        tag.tag.as_str().into(),
        tag.by.as_str().into(),
        tag.at.micros().into(),
    ];
    Ok(write.execute(sql, values).await?)
}

/// Takes a tag off.
pub(super) async fn untag(
    write: &Write,
    member: &MemberKey,
    tag: &str,
) -> Result<(), MembersError> {
    let sql = "DELETE FROM member_tags WHERE member_key = $1 AND tag = $2";
    let values = vec![member.as_str().into(), tag.into()];
    Ok(write.execute(sql, values).await?)
}

/// The tags of a member.
pub(super) async fn tags(reader: Reader<'_>, member: &MemberKey) -> Result<Vec<Tag>, MembersError> {
    let sql = "SELECT tag, put_by, at FROM member_tags WHERE member_key = $1 ORDER BY tag";
    let rows = reader.query(sql, vec![member.as_str().into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Tag {
                tag: row.get(0)?,
                by: row.get(1)?,
                at: Timestamp::from_micros(row.get(2)?),
            })
        })
        .collect()
}

/// The members with a tag.
pub(super) async fn tagged(reader: Reader<'_>, tag: &str) -> Result<Vec<MemberKey>, MembersError> {
    let sql = "SELECT member_key FROM member_tags WHERE tag = $1 ORDER BY member_key";
    let rows = reader.query(sql, vec![tag.into()]).await?;
    rows.iter()
        .map(|row| Ok(MemberKey::new(&row.get::<String>(0)?)))
        .collect()
}

/// Every tag.
pub(super) async fn all_tags(reader: Reader<'_>) -> Result<Vec<String>, MembersError> {
    let sql = "SELECT DISTINCT tag FROM member_tags ORDER BY tag";
    let rows = reader.query(sql, Vec::new()).await?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// Keeps a note.
pub(super) async fn note(
    write: &Write,
    member: &MemberKey,
    note: &Note,
) -> Result<(), MembersError> {
    let row = [
        note.id.as_str().into(),
        member.as_str().into(),
        note.by.as_str().into(),
        note.at.micros().into(),
        note.text.as_str().into(),
    ];
    Ok(write.insert(&NOTES, vec![row]).await?)
}

/// Deletes a note.
pub(super) async fn unnote(
    write: &Write,
    member: &MemberKey,
    id: &str,
) -> Result<(), MembersError> {
    let sql = "DELETE FROM member_notes WHERE member_key = $1 AND id = $2";
    let values = vec![member.as_str().into(), id.into()];
    Ok(write.execute(sql, values).await?)
}

/// The notes about a member.
pub(super) async fn notes(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Vec<Note>, MembersError> {
    let sql =
        "SELECT id, written_by, at, note FROM member_notes WHERE member_key = $1 ORDER BY at, id";
    let rows = reader.query(sql, vec![member.as_str().into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Note {
                id: row.get(0)?,
                by: row.get(1)?,
                at: Timestamp::from_micros(row.get(2)?),
                text: row.get(3)?,
            })
        })
        .collect()
}
