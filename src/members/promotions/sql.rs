//! The `member_promotions` table.

use super::{Promised, Promotion};
use crate::catalog::Localized;
use crate::clock::Timestamp;
use crate::db::{DbError, Migration, Reader, Row, Value, Write};
use crate::ids::MemberKey;

/// The schema, oldest step first.
pub(in crate::members) const MIGRATIONS: &[Migration] = &[Migration {
    name: "member_promotions_0001",
    up: &[
        "CREATE TABLE member_promotions (
            name TEXT NOT NULL,
            member_key TEXT NOT NULL,
            factor BIGINT,
            english TEXT,
            chinese TEXT,
            begins BIGINT NOT NULL,
            ends BIGINT NOT NULL,
            taken_back BIGINT,
            PRIMARY KEY (name, member_key)
        )",
        "CREATE INDEX member_promotions_member ON member_promotions (member_key)",
    ],
}];

pub(super) async fn promise(
    write: &Write,
    member: &MemberKey,
    promotion: &Promotion,
) -> Result<(), DbError> {
    let (factor, gift) = match &promotion.promised {
        Promised::Points(factor) => (Some(*factor), Localized::default()),
        Promised::Gift(gift) => (None, gift.clone()),
    };
    // One that was taken back and is promised again is theirs again.
    let sql = "INSERT INTO member_promotions (name, member_key, factor, english, chinese, begins, ends, taken_back) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, NULL) \
               ON CONFLICT (name, member_key) DO UPDATE SET taken_back = NULL";
    let values = vec![
        promotion.name.as_str().into(),
        member.as_str().into(),
        factor.into(),
        gift.english.into(),
        gift.chinese.into(),
        promotion.begins.micros().into(),
        promotion.ends.micros().into(),
    ];
    write.execute(sql, values).await
}

pub(super) async fn take_back(
    write: &Write,
    name: &str,
    member: &MemberKey,
    now: Timestamp,
) -> Result<(), DbError> {
    let sql = "UPDATE member_promotions SET taken_back = $3 WHERE name = $1 AND member_key = $2 AND taken_back IS NULL";
    let values = vec![name.into(), member.as_str().into(), now.micros().into()];
    write.execute(sql, values).await
}

fn read(row: &Row) -> Result<(MemberKey, Promotion), DbError> {
    let factor: Option<i64> = row.get(2)?;
    let promised = match factor {
        Some(factor) => Promised::Points(factor),
        None => Promised::Gift(Localized {
            english: row.get(3)?,
            chinese: row.get(4)?,
        }),
    };
    let promotion = Promotion {
        name: row.get(0)?,
        promised,
        begins: Timestamp::from_micros(row.get(5)?),
        ends: Timestamp::from_micros(row.get(6)?),
    };
    Ok((MemberKey::new(&row.get::<String>(1)?), promotion))
}

pub(super) async fn promised(
    reader: Reader<'_>,
    members: &[MemberKey],
) -> Result<Vec<(MemberKey, Promotion)>, DbError> {
    let keys: Vec<Value> = members
        .iter()
        .map(|member| member.as_str().into())
        .collect();
    let sql = "SELECT name, member_key, factor, english, chinese, begins, ends FROM member_promotions \
               WHERE taken_back IS NULL AND member_key IN";
    let rows = reader
        .query_in(sql, &keys, "ORDER BY member_key, begins, name")
        .await?;
    rows.iter().map(read).collect()
}

pub(super) async fn count(reader: Reader<'_>, name: &str) -> Result<u64, DbError> {
    let sql = "SELECT COUNT(*) FROM member_promotions WHERE name = $1 AND taken_back IS NULL";
    let rows = reader.query(sql, vec![name.into()]).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}
