//! The `segments`, `segment_members` and `segment_sizes` tables.

use crate::clock::Timestamp;
use crate::db::{DbError, Holding, Migration, OnErase, OnMerge, Reader, Value, Write};
use crate::features::Asked;
use crate::members;

use super::SegmentSize;

/// The tables.
pub(super) const TABLES: &[&str] = &["segment_members", "segment_sizes", "segments"];

/// The schema, oldest step first.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    name: "actions_0001",
    up: &[
        "CREATE TABLE segments (
            name TEXT NOT NULL PRIMARY KEY,
            filter TEXT NOT NULL,
            saved BIGINT NOT NULL,
            saved_by TEXT NOT NULL
        )",
        "CREATE TABLE segment_members (
            segment TEXT NOT NULL,
            member_id BIGINT NOT NULL REFERENCES members (id),
            since BIGINT NOT NULL,
            PRIMARY KEY (segment, member_id)
        )",
        "CREATE INDEX segment_members_member ON segment_members (member_id)",
        "CREATE TABLE segment_sizes (
            segment TEXT NOT NULL,
            day BIGINT NOT NULL,
            size BIGINT NOT NULL,
            PRIMARY KEY (segment, day)
        )",
    ],
}];

/// What is held of members.
pub(super) const HOLDINGS: &[Holding] = &[
    Holding::nobodys("segments"),
    Holding::nobodys("segment_sizes"),
    Holding {
        whose: members::BY_ROW,
        on_erase: OnErase::Remove,
        on_merge: OnMerge::KeepOwn(&["segment"]),
        others: &["segment"],
        moments: &["since"],
        ..Holding::keyed("segment_members", "")
    },
];

/// A segment as its row has it.
pub(super) struct Kept {
    pub(super) name: String,
    pub(super) filter: String,
    pub(super) saved: Timestamp,
    pub(super) by: String,
    pub(super) members: u64,
}

/// All of them, by name.
pub(super) async fn kept(reader: Reader<'_>) -> Result<Vec<Kept>, DbError> {
    let sql = "SELECT s.name, s.filter, s.saved, s.saved_by, \
               (SELECT COUNT(*) FROM segment_members m WHERE m.segment = s.name) \
               FROM segments s ORDER BY s.name";
    let rows = reader.query(sql, Vec::new()).await?;
    rows.iter()
        .map(|row| {
            Ok(Kept {
                name: row.get(0)?,
                filter: row.get(1)?,
                saved: Timestamp::from_micros(row.get(2)?),
                by: row.get(3)?,
                members: u64::try_from(row.get::<i64>(4)?).unwrap_or(0),
            })
        })
        .collect()
}

pub(super) async fn save(
    write: &Write,
    name: &str,
    filter: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let sql = "INSERT INTO segments (name, filter, saved, saved_by) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (name) DO UPDATE SET filter = excluded.filter, \
               saved = excluded.saved, saved_by = excluded.saved_by";
    let values = vec![name.into(), filter.into(), now.micros().into(), by.into()];
    write.execute(sql, values).await
}

pub(super) async fn remove(write: &Write, name: &str) -> Result<(), DbError> {
    for (table, column) in [
        ("segment_members", "segment"),
        ("segment_sizes", "segment"),
        ("segments", "name"),
    ] {
        let sql = format!("DELETE FROM {table} WHERE {column} = $1");
        write.execute(&sql, vec![name.into()]).await?;
    }
    Ok(())
}

/// Takes out whom the filter is no longer true of, and puts in who is new; of some members only, where they are named.
pub(super) async fn fill(
    write: &Write,
    name: &str,
    asked: &Asked,
    now: Timestamp,
    members: Option<&[i64]>,
) -> Result<(), DbError> {
    let (tables, condition) = (asked.tables(), &asked.condition);
    let mut values: Vec<Value> = asked.values.clone();
    values.push(name.into());
    let named = values.len();
    let of_members = |column: &str| -> String {
        let Some(members) = members else {
            return String::new();
        };
        let list: Vec<String> = (0..members.len())
            .map(|at| format!("${}", named + 1 + at))
            .collect();
        format!(" AND {column} IN ({})", list.join(", "))
    };
    let (of_row, of_feature) = (of_members("member_id"), of_members("f.member_id"));
    values.extend(members.into_iter().flatten().map(|&member| member.into()));
    let gone = format!(
        "DELETE FROM segment_members WHERE segment = ${named}{of_row} AND member_id NOT IN \
         (SELECT f.member_id FROM {tables} WHERE ({condition}){of_feature})"
    );
    write.execute(&gone, values.clone()).await?;
    values.push(now.micros().into());
    let come = format!(
        "INSERT INTO segment_members (segment, member_id, since) \
         SELECT ${named}, f.member_id, ${} FROM {tables} WHERE ({condition}){of_feature} \
         AND NOT EXISTS (SELECT 1 FROM segment_members h \
            WHERE h.segment = ${named} AND h.member_id = f.member_id)",
        values.len()
    );
    write.execute(&come, values).await
}

/// Keeps the size of a segment on a day.
pub(super) async fn measure(write: &Write, name: &str, day: i64) -> Result<(), DbError> {
    let sql = "INSERT INTO segment_sizes (segment, day, size) \
               VALUES ($1, $2, (SELECT COUNT(*) FROM segment_members WHERE segment = $1)) \
               ON CONFLICT (segment, day) DO UPDATE SET size = excluded.size";
    write.execute(sql, vec![name.into(), day.into()]).await
}

pub(super) async fn sizes(reader: Reader<'_>, name: &str) -> Result<Vec<SegmentSize>, DbError> {
    let sql = "SELECT day, size FROM segment_sizes WHERE segment = $1 ORDER BY day";
    let rows = reader.query(sql, vec![name.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(SegmentSize {
                day: Timestamp::from_micros(row.get(0)?).day(),
                members: u64::try_from(row.get::<i64>(1)?).unwrap_or(0),
            })
        })
        .collect()
}

/// How many members are in both, in the one, in the other.
pub(super) async fn overlap(
    reader: Reader<'_>,
    one: &str,
    other: &str,
) -> Result<(u64, u64, u64), DbError> {
    let count = |sql: &'static str, values: Vec<Value>| async move {
        let rows = reader.query(sql, values).await?;
        let count: i64 = match rows.first() {
            Some(row) => row.get(0)?,
            None => 0,
        };
        Ok::<u64, DbError>(u64::try_from(count).unwrap_or(0))
    };
    let all = "SELECT COUNT(*) FROM segment_members WHERE segment = $1";
    let both = "SELECT COUNT(*) FROM segment_members a JOIN segment_members b \
                ON b.member_id = a.member_id AND b.segment = $2 WHERE a.segment = $1";
    Ok((
        count(both, vec![one.into(), other.into()]).await?,
        count(all, vec![one.into()]).await?,
        count(all, vec![other.into()]).await?,
    ))
}
