//! The `member_preferences` table.

use std::collections::BTreeMap;

use crate::db::{Migration, Reader, Write};
use crate::ids::MemberKey;
use crate::members::MembersError;

/// The schema, oldest step first.
pub(in crate::members) const MIGRATIONS: &[Migration] = &[Migration {
    name: "member_preferences_0001",
    up: &["CREATE TABLE member_preferences (
            member_key TEXT NOT NULL,
            name TEXT NOT NULL,
            preferred TEXT NOT NULL,
            PRIMARY KEY (member_key, name)
        )"],
}];

/// What a member prefers.
pub(super) async fn preferences(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<BTreeMap<String, String>, MembersError> {
    let sql = "SELECT name, preferred FROM member_preferences WHERE member_key = $1";
    let rows = reader.query(sql, vec![member.as_str().into()]).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Keeps one preference, or takes it back.
pub(super) async fn prefer(
    write: &Write,
    member: &MemberKey,
    name: &str,
    value: Option<&str>,
) -> Result<(), MembersError> {
    let mut values = vec![member.as_str().into(), name.into()];
    let sql = match value {
        None => "DELETE FROM member_preferences WHERE member_key = $1 AND name = $2",
        Some(value) => {
            values.push(value.into());
            "INSERT INTO member_preferences (member_key, name, preferred) VALUES ($1, $2, $3) \
             ON CONFLICT (member_key, name) DO UPDATE SET preferred = excluded.preferred"
        }
    };
    Ok(write.execute(sql, values).await?)
}
