//! The `audit` table.

use super::looking::Looked;
use super::{AuditError, Link};
use crate::clock::Timestamp;
use crate::db::{
    Holding, Insert, Migration, OnErase, OnMerge, Reader, Row, Value, Whose, Write, escaped,
};

/// The schema of the `audit` table.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "audit_0001",
        up: &["CREATE TABLE audit (
        number BIGINT NOT NULL PRIMARY KEY,
        written BIGINT NOT NULL,
        body TEXT,
        body_hash TEXT NOT NULL,
        hash TEXT NOT NULL
    )"],
    },
    Migration {
        name: "audit_0002",
        up: &["CREATE INDEX audit_written ON audit (written)"],
    },
];

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
    rows.iter().map(link).collect()
}

/// The hash of the record with this number, where there is one.
pub(super) async fn hash_of(reader: Reader<'_>, number: i64) -> Result<Option<String>, AuditError> {
    let sql = "SELECT hash FROM audit WHERE number = $1";
    let rows = reader.query(sql, vec![number.into()]).await?;
    Ok(rows.first().map(|row| row.get(0)).transpose()?)
}

/// The records with numbers from `low` on and below `high`, the newest first, at most `limit`; those that may be what is
/// looked for, of which the words of `looked` tell in the body.
pub(super) async fn newest(
    reader: Reader<'_>,
    (low, high): (i64, i64),
    looked: &Looked<'_>,
    limit: u32,
) -> Result<Vec<Link>, AuditError> {
    let mut values = vec![low.into(), high.into()];
    let mut sql = "SELECT number, written, body, body_hash, hash FROM audit \
                   WHERE number >= $1 AND number < $2"
        .to_owned();
    let mut also = |condition: &str, value: Value| {
        values.push(value);
        sql.push_str(&condition.replace('?', &format!("${}", values.len())));
    };
    if let Some(since) = looked.since {
        also(" AND written >= ?", since.micros().into());
    }
    if let Some(until) = looked.until {
        also(" AND written < ?", until.micros().into());
    }
    for word in &looked.words {
        also(" AND LOWER(body) LIKE ? ESCAPE '!'", pattern(word).into());
    }
    also(" ORDER BY number DESC LIMIT ?", i64::from(limit).into());
    let rows = reader.query(&sql, values).await?;
    rows.iter().map(link).collect()
}

/// Whether a record that was written at a moment or later has this in its body.
pub(super) async fn said_since(
    reader: Reader<'_>,
    since: Timestamp,
    parts: [&str; 2],
) -> Result<bool, AuditError> {
    let sql = "SELECT 1 FROM audit WHERE written >= $1 \
               AND body LIKE $2 ESCAPE '!' AND body LIKE $3 ESCAPE '!' LIMIT 1";
    let [one, other] = parts.map(pattern);
    let values = vec![since.micros().into(), one.into(), other.into()];
    Ok(!reader.query(sql, values).await?.is_empty())
}

/// The pattern of texts that `part` is in.
fn pattern(part: &str) -> String {
    format!("%{}%", escaped(part))
}

fn link(row: &Row) -> Result<Link, AuditError> {
    Ok(Link {
        number: row.get(0)?,
        at: row.get(1)?,
        body: row.get(2)?,
        body_hash: row.get(3)?,
        hash: row.get(4)?,
    })
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
