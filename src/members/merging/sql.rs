//! The `member_aliases` table, and looking for members who are kept twice.

use super::{ERASED, Likeness};
use crate::db::{Migration, Reader, Value, Write};
use crate::ids::MemberKey;
use crate::members::MembersError;

/// The schema, oldest step first.
pub(in crate::members) const MIGRATIONS: &[Migration] = &[Migration {
    name: "member_aliases_0001",
    up: &[
        "CREATE TABLE member_aliases (
            alias TEXT NOT NULL PRIMARY KEY,
            member_key TEXT NOT NULL
        )",
        "CREATE INDEX member_aliases_member ON member_aliases (member_key)",
        "CREATE INDEX members_phone ON members \
         (REPLACE(REPLACE(REPLACE(REPLACE(phone, ' ', ''), '-', ''), '(', ''), ')', ''))",
    ],
}];

/// A telephone number without what only makes it easier to read.
pub(in crate::members) const PHONE: &str =
    "REPLACE(REPLACE(REPLACE(REPLACE(phone, ' ', ''), '-', ''), '(', ''), ')', '')";

/// Pairs of members who are alike, the one who was put first first.
pub(super) async fn pairs(
    reader: Reader<'_>,
    why: Likeness,
    limit: usize,
) -> Result<Vec<(MemberKey, MemberKey)>, MembersError> {
    let same = match why {
        Likeness::Mail => "mail".to_owned(),
        Likeness::Phone => PHONE.to_owned(),
        Likeness::NameAndCity => "LOWER(name) || ' / ' || LOWER(city)".to_owned(),
    };
    let sql = format!(
        "SELECT a.member_key, b.member_key \
         FROM (SELECT id, member_key, {same} AS same FROM members) a \
         JOIN (SELECT id, member_key, {same} AS same FROM members) b \
         ON a.same = b.same AND a.id < b.id WHERE a.same <> '' ORDER BY a.id, b.id LIMIT $1"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = reader.query(&sql, vec![limit.into()]).await?;
    let key = |text: String| MemberKey::new(&text);
    rows.iter()
        .map(|row| Ok((key(row.get(0)?), key(row.get(1)?))))
        .collect()
}

/// The member with this telephone number, of several the one who was put first.
pub(in crate::members) async fn by_phone(
    reader: Reader<'_>,
    phone: &str,
) -> Result<Option<MemberKey>, MembersError> {
    let sql = format!("SELECT member_key FROM members WHERE {PHONE} = $1 ORDER BY id LIMIT 1");
    let rows = reader.query(&sql, vec![phone.into()]).await?;
    let key = rows.first().map(|row| row.get::<String>(0)).transpose()?;
    Ok(key.map(|key| MemberKey::new(&key)))
}

/// Whom a key was merged into.
pub(super) async fn survivor(
    reader: Reader<'_>,
    alias: &MemberKey,
) -> Result<Option<MemberKey>, MembersError> {
    let sql = "SELECT member_key FROM member_aliases WHERE alias = $1";
    let rows = reader.query(sql, vec![alias.as_str().into()]).await?;
    let key = rows.first().map(|row| row.get::<String>(0)).transpose()?;
    Ok(key.map(|key| MemberKey::new(&key)))
}

/// The keys among these that were merged into others', each with the row number of the one that stays.
pub(in crate::members) async fn rows_of_aliases(
    reader: Reader<'_>,
    keys: &[Value],
) -> Result<Vec<(MemberKey, i64)>, MembersError> {
    let sql = "SELECT a.alias, m.id FROM member_aliases a JOIN members m ON m.member_key = a.member_key \
               WHERE a.alias IN";
    let rows = reader.query_in(sql, keys, "").await?;
    rows.iter()
        .map(|row| Ok((MemberKey::new(&row.get::<String>(0)?), row.get(1)?)))
        .collect()
}

/// The keys that were merged into that of `member`.
pub(super) async fn aliases(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Vec<MemberKey>, MembersError> {
    let sql = "SELECT alias FROM member_aliases WHERE member_key = $1 ORDER BY alias";
    let rows = reader.query(sql, vec![member.as_str().into()]).await?;
    rows.iter()
        .map(|row| Ok(MemberKey::new(&row.get::<String>(0)?)))
        .collect()
}

/// Removes a member's own row.
pub(super) async fn remove(write: &Write, row: i64) -> Result<(), MembersError> {
    let sql = "DELETE FROM members WHERE id = $1";
    Ok(write.execute(sql, vec![row.into()]).await?)
}

/// Makes one key another name of a member.
pub(super) async fn alias(
    write: &Write,
    alias: &MemberKey,
    member: &MemberKey,
) -> Result<(), MembersError> {
    let sql = "INSERT INTO member_aliases (alias, member_key) VALUES ($1, $2)";
    let values = vec![alias.as_str().into(), member.as_str().into()];
    Ok(write.execute(sql, values).await?)
}

/// The condition that a member was not erased.
pub(in crate::members) fn not_erased() -> String {
    format!("member_key NOT LIKE '{ERASED}%'")
}
