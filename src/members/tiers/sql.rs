//! The `member_tiers` and `member_tier_changes` tables.

use std::collections::HashMap;

use super::{KeptChange, KeptTier, Person, TierChange, Why};
use crate::clock::Timestamp;
use crate::db::{Insert, Migration, Reader, Row, Value, Write};
use crate::ids::MemberKey;
use crate::members::{Birthday, MembersError};
use crate::money::{Currency, Money};

/// The schema, oldest step first.
pub(in crate::members) const MIGRATIONS: &[Migration] = &[Migration {
    name: "tiers_0001",
    up: &[
        "CREATE TABLE member_tiers (
            member_key TEXT NOT NULL PRIMARY KEY,
            tier TEXT NOT NULL,
            since BIGINT,
            keeps_until BIGINT,
            decided BIGINT NOT NULL
        )",
        "CREATE INDEX member_tiers_tier ON member_tiers (tier)",
        "CREATE TABLE member_tier_changes (
            id BIGINT NOT NULL PRIMARY KEY,
            member_key TEXT NOT NULL,
            from_tier TEXT NOT NULL,
            to_tier TEXT NOT NULL,
            at BIGINT NOT NULL,
            reason TEXT NOT NULL,
            spend BIGINT NOT NULL,
            currency TEXT NOT NULL,
            orders BIGINT NOT NULL,
            noted BIGINT NOT NULL
        )",
        "CREATE INDEX member_tier_changes_member ON member_tier_changes (member_key)",
    ],
}];

const TIERS: Insert<5> = Insert {
    table: "member_tiers",
    columns: ["member_key", "tier", "since", "keeps_until", "decided"],
    replace: true,
};

const CHANGES: Insert<10> = Insert {
    table: "member_tier_changes",
    columns: [
        "id",
        "member_key",
        "from_tier",
        "to_tier",
        "at",
        "reason",
        "spend",
        "currency",
        "orders",
        "noted",
    ],
    replace: false,
};

/// What was last decided of each of `members`.
pub(super) async fn kept(
    reader: Reader<'_>,
    members: &[MemberKey],
) -> Result<HashMap<MemberKey, KeptTier>, MembersError> {
    let keys: Vec<Value> = members
        .iter()
        .map(|member| member.as_str().into())
        .collect();
    let sql = "SELECT member_key, tier, since, keeps_until, decided FROM member_tiers \
               WHERE member_key IN";
    let rows = reader.query_in(sql, &keys, "").await?;
    rows.iter()
        .map(|row| {
            let kept = KeptTier {
                tier: row.get(1)?,
                since: row.get::<Option<i64>>(2)?.map(Timestamp::from_micros),
                keeps_until: row.get::<Option<i64>>(3)?.map(Timestamp::from_micros),
                decided: Timestamp::from_micros(row.get(4)?),
            };
            Ok((MemberKey::new(&row.get::<String>(0)?), kept))
        })
        .collect()
}

/// Whose tier is kept until some moment of a time, the earliest first.
pub(super) async fn lapsing(
    reader: Reader<'_>,
    from: Timestamp,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<MemberKey>, MembersError> {
    let sql = "SELECT member_key FROM member_tiers WHERE keeps_until >= $1 AND keeps_until < $2 \
               ORDER BY keeps_until, member_key LIMIT $3";
    let values = vec![
        from.micros().into(),
        until.micros().into(),
        i64::from(limit).into(),
    ];
    let rows = reader.query(sql, values).await?;
    rows.iter()
        .map(|row| Ok(MemberKey::new(&row.get::<String>(0)?)))
        .collect()
}

/// The changes of a member's tier, the newest first.
pub(super) async fn changes(
    reader: Reader<'_>,
    member: &MemberKey,
    limit: u32,
) -> Result<Vec<KeptChange>, MembersError> {
    let sql = "SELECT from_tier, to_tier, at, reason, spend, currency, orders, noted \
               FROM member_tier_changes WHERE member_key = $1 ORDER BY id DESC LIMIT $2";
    let values = vec![member.as_str().into(), i64::from(limit).into()];
    let mut kept = Vec::new();
    for row in reader.query(sql, values).await? {
        let (why, code): (String, String) = (row.get(3)?, row.get(5)?);
        let (Some(why), Ok(currency)) = (Why::of(&why), Currency::parse(&code)) else {
            // Of a newer program: what it says cannot be told, and the others still can.
            continue;
        };
        let change = TierChange {
            from: row.get(0)?,
            to: row.get(1)?,
            at: Timestamp::from_micros(row.get(2)?),
            why,
            spend: Money::new(row.get(4)?, currency),
            orders: row.get(6)?,
        };
        let noted = Timestamp::from_micros(row.get(7)?);
        kept.push(KeptChange { change, noted });
    }
    Ok(kept)
}

/// Writes what was decided.
pub(super) async fn write(
    write: &Write,
    tiers: &[(&MemberKey, KeptTier)],
    changes: &[(&MemberKey, TierChange)],
    now: Timestamp,
) -> Result<(), MembersError> {
    let tier = |(member, kept): &(&MemberKey, KeptTier)| {
        [
            member.as_str().into(),
            kept.tier.as_str().into(),
            kept.since.map(Timestamp::micros).into(),
            kept.keeps_until.map(Timestamp::micros).into(),
            kept.decided.micros().into(),
        ]
    };
    write
        .insert(&TIERS, tiers.iter().map(tier).collect())
        .await?;
    let sql = "SELECT COALESCE(MAX(id), 0) FROM member_tier_changes";
    let last = write.reader().number(sql).await?;
    let change = |(id, (member, change)): (i64, &(&MemberKey, TierChange))| {
        [
            id.into(),
            member.as_str().into(),
            change.from.as_str().into(),
            change.to.as_str().into(),
            change.at.micros().into(),
            change.why.word().into(),
            change.spend.minor.into(),
            change.spend.currency.code().into(),
            change.orders.into(),
            now.micros().into(),
        ]
    };
    let rows = (last + 1..).zip(changes).map(change).collect();
    Ok(write.insert(&CHANGES, rows).await?)
}

/// What is read of a member.
const PERSON: &str = "SELECT id, member_key, joined, birthday FROM members";

fn person_in(row: &Row) -> Result<Person, MembersError> {
    Ok(Person {
        row: row.get(0)?,
        key: MemberKey::new(&row.get::<String>(1)?),
        joined: row.get::<Option<i64>>(2)?.map(Timestamp::from_micros),
        birthday: row
            .get::<Option<String>>(3)?
            .and_then(|text| Birthday::parse(&text)),
    })
}

/// The members after a row.
pub(super) async fn people(
    reader: Reader<'_>,
    after: i64,
    limit: u32,
) -> Result<Vec<Person>, MembersError> {
    let sql = format!("{PERSON} WHERE id > $1 ORDER BY id LIMIT $2");
    let values = vec![after.into(), i64::from(limit).into()];
    let rows = reader.query(&sql, values).await?;
    rows.iter().map(person_in).collect()
}

/// One member.
pub(super) async fn person(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Option<Person>, MembersError> {
    let sql = format!("{PERSON} WHERE member_key = $1");
    let rows = reader.query(&sql, vec![member.as_str().into()]).await?;
    rows.first().map(person_in).transpose()
}

/// How many members have each tier.
pub(super) async fn counts(reader: Reader<'_>) -> Result<Vec<(String, u64)>, MembersError> {
    let sql = "SELECT tier, COUNT(*) FROM member_tiers GROUP BY tier ORDER BY tier";
    let rows = reader.query(sql, Vec::new()).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get::<i64>(1)?.unsigned_abs())))
        .collect()
}
