//! The `member_codes` table: one row an address, telephone or visitor.

use super::Kept;
use crate::db::{Insert, Migration, Reader, Write};
use crate::members::MembersError;

/// The table.
pub(super) const TABLE: &str = "member_codes";

/// The schema, oldest step first.
pub(in crate::members) const MIGRATIONS: &[Migration] = &[Migration {
    name: "member_codes_0001",
    up: &["CREATE TABLE member_codes (
            id TEXT NOT NULL PRIMARY KEY,
            salt TEXT NOT NULL,
            hash TEXT NOT NULL,
            waiting TEXT,
            expires BIGINT NOT NULL,
            tries BIGINT NOT NULL,
            since BIGINT NOT NULL,
            sent BIGINT NOT NULL,
            sends BIGINT NOT NULL,
            first_sent BIGINT NOT NULL,
            locked BIGINT NOT NULL,
            used BIGINT NOT NULL
        )"],
}];

const CODES: Insert<12> = Insert {
    table: TABLE,
    columns: [
        "id",
        "salt",
        "hash",
        "waiting",
        "expires",
        "tries",
        "since",
        "sent",
        "sends",
        "first_sent",
        "locked",
        "used",
    ],
    replace: true,
};

/// What is kept under `id`.
pub(super) async fn find(reader: Reader<'_>, id: &str) -> Result<Option<Kept>, MembersError> {
    let sql = "SELECT salt, hash, waiting, expires, tries, since, sent, sends, first_sent, locked \
               FROM member_codes WHERE id = $1";
    let rows = reader.query(sql, vec![id.into()]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Kept {
        salt: row.get(0)?,
        hash: row.get(1)?,
        waiting: row.get(2)?,
        expires: row.get(3)?,
        tries: row.get(4)?,
        since: row.get(5)?,
        sent: row.get(6)?,
        sends: row.get(7)?,
        first_sent: row.get(8)?,
        locked: row.get(9)?,
    }))
}

/// Keeps it.
pub(super) async fn put(write: &Write, id: &str, kept: Kept) -> Result<(), MembersError> {
    let used = kept.sent.max(kept.since).max(kept.locked);
    let row = [
        id.into(),
        kept.salt.into(),
        kept.hash.into(),
        kept.waiting.into(),
        kept.expires.into(),
        kept.tries.into(),
        kept.since.into(),
        kept.sent.into(),
        kept.sends.into(),
        kept.first_sent.into(),
        kept.locked.into(),
        used.into(),
    ];
    Ok(write.insert(&CODES, vec![row]).await?)
}

/// Forgets what was used last before a moment.
pub(super) async fn forget_before(write: &Write, moment: i64) -> Result<(), MembersError> {
    let sql = "DELETE FROM member_codes WHERE used < $1";
    Ok(write.execute(sql, vec![moment.into()]).await?)
}
