//! The `policies` table.

use crate::catalog::{CatalogError, Localized, Policy, PolicyKind};
use crate::clock::Timestamp;
use crate::db::{Insert, Migration, Reader, Row, Value, Write};

/// The schema of the `policies` table.
pub(in crate::catalog) const MIGRATIONS: &[Migration] = &[Migration {
    name: "catalog_0002",
    up: &["CREATE TABLE policies (
        id BIGINT NOT NULL PRIMARY KEY,
        policy_key TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        title_en TEXT,
        title_zh TEXT,
        text_en TEXT,
        text_zh TEXT
    )"],
}];

/// What came later: the end of an offer.
pub(in crate::catalog) const LATER: &[Migration] = &[Migration {
    name: "catalog_0004",
    up: &["ALTER TABLE policies ADD COLUMN until BIGINT"],
}];

/// Where a policy is written.
const INSERT: Insert<8> = Insert {
    table: "policies",
    columns: [
        "id",
        "policy_key",
        "kind",
        "title_en",
        "title_zh",
        "text_en",
        "text_zh",
        "until",
    ],
    replace: true,
};

/// Every policy with its row number.
pub(in crate::catalog) async fn all(
    reader: Reader<'_>,
) -> Result<Vec<(i64, Policy)>, CatalogError> {
    let sql = "SELECT id, policy_key, kind, title_en, title_zh, text_en, text_zh, until \
               FROM policies ORDER BY id";
    let rows = reader.query(sql, Vec::new()).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, policy(row)?)))
        .collect()
}

/// Writes each policy at its row number.
pub(in crate::catalog) async fn write(
    write: &Write,
    policies: &[(i64, &Policy)],
) -> Result<(), CatalogError> {
    let rows = policies.iter().map(|(id, policy)| values(*id, policy));
    Ok(write.insert(&INSERT, rows.collect()).await?)
}

/// The policy in `row`.
fn policy(row: &Row) -> Result<Policy, CatalogError> {
    let (key, kind): (String, String) = (row.get(1)?, row.get(2)?);
    let Some(kind) = PolicyKind::of(&kind) else {
        return Err(CatalogError::Garbled {
            what: format!("policy `{key}`"),
            reason: format!("its kind is `{kind}`"),
        });
    };
    Ok(Policy {
        key,
        kind,
        title: Localized {
            english: row.get(3)?,
            chinese: row.get(4)?,
        },
        text: Localized {
            english: row.get(5)?,
            chinese: row.get(6)?,
        },
        until: row.get::<Option<i64>>(7)?.map(Timestamp::from_micros),
    })
}

/// What is written of a policy.
fn values(id: i64, policy: &Policy) -> [Value; 8] {
    [
        id.into(),
        policy.key.as_str().into(),
        policy.kind.word().into(),
        policy.title.english.clone().into(),
        policy.title.chinese.clone().into(),
        policy.text.english.clone().into(),
        policy.text.chinese.clone().into(),
        policy.until.map(Timestamp::micros).into(),
    ]
}
