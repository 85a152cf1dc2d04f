//! The `audit` table.

use super::{AuditError, Link};
use crate::db::{Holding, Insert, Migration, OnErase, OnMerge, Reader, Whose, Write};

/// The schema of the `audit` table.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    name: "audit_0001",
    up: &["CREATE TABLE audit (
        number BIGINT NOT NULL PRIMARY KEY,
        written BIGINT NOT NULL,
        body TEXT,
        body_hash TEXT NOT NULL,
        hash TEXT NOT NULL
    )"],
}];

/// What is held of members: texts that mention them.
pub(super) const HOLDINGS: &[Holding] = &[Holding {
    whose: Whose::Mentioned,
    on_erase: OnErase::Pseudonymise(&["body"]),
    on_merge: OnMerge::Follow,
    ..Holding::keyed("audit", "")
}];

const INSERT: Insert<5> = Insert {
    table: "audit",
    columns: ["number", "written", "body", "body_hash", "hash"],
    replace: false,
};

/// The last record's number and hash; 0 and nothing where there is none.
pub(super) async fn last(reader: Reader<'_>) -> Result<(i64, String), AuditError> {
    let sql = "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1";
    match reader.query(sql, Vec::new()).await?.first() {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Ok((0, String::new())),
    }
}

/// The records from number `from` on.
pub(super) async fn links(
    reader: Reader<'_>,
    from: i64,
    limit: u32,
) -> Result<Vec<Link>, AuditError> {
    let sql = "SELECT number, written, body, body_hash, hash FROM audit WHERE number >= $1 \
               ORDER BY number LIMIT $2";
    let values = vec![from.into(), i64::from(limit).into()];
    let rows = reader.query(sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(Link {
                number: row.get(0)?,
                at: row.get(1)?,
                body: row.get(2)?,
                body_hash: row.get(3)?,
                hash: row.get(4)?,
            })
        })
        .collect()
}

/// Writes a record.
pub(super) async fn insert(write: &Write, link: Link) -> Result<(), AuditError> {
    let row = [
        link.number.into(),
        link.at.into(),
        link.body.into(),
        link.body_hash.into(),
        link.hash.into(),
    ];
    Ok(write.insert(&INSERT, vec![row]).await?)
}

/// Erases what a record says.
pub(super) async fn erase(write: &Write, number: i64) -> Result<(), AuditError> {
    let sql = "UPDATE audit SET body = NULL WHERE number = $1";
    Ok(write.execute(sql, vec![number.into()]).await?)
}
