//! The `point_lots`, `point_entries`, `point_operations` and `point_credits` tables.

mod credits;

use super::purse::{Lot, Move};
use super::{Kind, Line, LineKind, PointsError, Receipt};
use crate::clock::Timestamp;
use crate::db::{Insert, Migration, Reader, Row, Value, Write};
use crate::ids::MemberKey;

pub(super) use credits::{credit_of, credits, issue, use_up};

/// The schema, oldest step first.
pub(in crate::members) const MIGRATIONS: &[Migration] = &[Migration {
    name: "points_0001",
    up: &[
        "CREATE TABLE point_operations (
            id BIGINT NOT NULL PRIMARY KEY,
            idempotency_key TEXT NOT NULL UNIQUE,
            content TEXT NOT NULL,
            kind TEXT NOT NULL,
            member_key TEXT NOT NULL,
            points BIGINT NOT NULL CHECK (points > 0),
            missing BIGINT NOT NULL,
            available BIGINT NOT NULL CHECK (available >= 0),
            reason TEXT NOT NULL,
            reference TEXT,
            actor TEXT,
            reverses BIGINT,
            at BIGINT NOT NULL
        )",
        "CREATE INDEX point_operations_reverses ON point_operations (reverses)",
        "CREATE INDEX point_operations_member ON point_operations (member_key)",
        "CREATE TABLE point_lots (
            id BIGINT NOT NULL PRIMARY KEY,
            member_key TEXT NOT NULL,
            points BIGINT NOT NULL CHECK (points > 0),
            unspent BIGINT NOT NULL CHECK (unspent >= 0 AND unspent <= points),
            taken_back BIGINT NOT NULL CHECK (taken_back >= 0 AND taken_back <= points),
            owed BIGINT NOT NULL CHECK (owed >= 0 AND owed <= taken_back),
            available_from BIGINT NOT NULL,
            expires BIGINT CHECK (expires IS NULL OR expires > available_from),
            operation_id BIGINT,
            award TEXT,
            basis BIGINT NOT NULL,
            reason TEXT NOT NULL,
            reference TEXT,
            at BIGINT NOT NULL
        )",
        "CREATE INDEX point_lots_member ON point_lots (member_key)",
        "CREATE INDEX point_lots_award ON point_lots (award)",
        "CREATE INDEX point_lots_operation ON point_lots (operation_id)",
        "CREATE TABLE point_entries (
            id BIGINT NOT NULL PRIMARY KEY,
            operation_id BIGINT NOT NULL REFERENCES point_operations (id),
            lot_id BIGINT NOT NULL REFERENCES point_lots (id),
            member_key TEXT NOT NULL,
            change BIGINT NOT NULL
        )",
        "CREATE INDEX point_entries_operation ON point_entries (operation_id)",
        "CREATE INDEX point_entries_member ON point_entries (member_key)",
        "CREATE TABLE point_credits (
            reference TEXT NOT NULL PRIMARY KEY,
            operation_id BIGINT NOT NULL UNIQUE REFERENCES point_operations (id),
            member_key TEXT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount > 0),
            currency TEXT NOT NULL,
            used_for TEXT,
            cancelled BOOLEAN NOT NULL,
            at BIGINT NOT NULL
        )",
        "CREATE INDEX point_credits_member ON point_credits (member_key)",
    ],
}];

const LOTS: Insert<14> = Insert {
    table: "point_lots",
    columns: [
        "id",
        "member_key",
        "points",
        "unspent",
        "taken_back",
        "owed",
        "available_from",
        "expires",
        "operation_id",
        "award",
        "basis",
        "reason",
        "reference",
        "at",
    ],
    replace: false,
};

const ENTRIES: Insert<5> = Insert {
    table: "point_entries",
    columns: ["id", "operation_id", "lot_id", "member_key", "change"],
    replace: false,
};

const OPERATIONS: Insert<13> = Insert {
    table: "point_operations",
    columns: [
        "id",
        "idempotency_key",
        "content",
        "kind",
        "member_key",
        "points",
        "missing",
        "available",
        "reason",
        "reference",
        "actor",
        "reverses",
        "at",
    ],
    replace: false,
};

/// A lot that comes in.
pub(super) struct NewLot<'a> {
    pub(super) member: &'a MemberKey,
    pub(super) points: i64,
    pub(super) available_from: Timestamp,
    pub(super) expires: Option<Timestamp>,
    pub(super) operation: Option<i64>,
    /// The award it belongs to, where a rule gave it.
    pub(super) award: Option<&'a str>,
    /// What its points are for, in minor units of money.
    pub(super) basis: i64,
    pub(super) reason: &'a str,
    pub(super) reference: Option<&'a str>,
    pub(super) at: Timestamp,
}

/// An operation as it is kept.
pub(super) struct Operation {
    pub(super) id: i64,
    /// The hash of what was asked for.
    pub(super) content: String,
    pub(super) receipt: Receipt,
    /// The operation that it takes back.
    pub(super) reverses: Option<i64>,
    pub(super) reason: String,
    pub(super) reference: Option<String>,
    pub(super) actor: Option<String>,
}

/// What is read of a lot.
const LOT: &str = "id, points, unspent, taken_back, owed, available_from, expires";

fn lot(row: &Row) -> Result<Lot, PointsError> {
    Ok(Lot {
        id: row.get(0)?,
        points: row.get(1)?,
        unspent: row.get(2)?,
        taken_back: row.get(3)?,
        owed: row.get(4)?,
        available_from: Timestamp::from_micros(row.get(5)?),
        expires: row.get::<Option<i64>>(6)?.map(Timestamp::from_micros),
    })
}

/// The lots of a member that have points left and have not run out at `now`.
pub(super) async fn living(
    reader: Reader<'_>,
    member: &MemberKey,
    now: Timestamp,
) -> Result<Vec<Lot>, PointsError> {
    let sql = format!(
        "SELECT {LOT} FROM point_lots \
         WHERE member_key = $1 AND unspent > 0 AND (expires IS NULL OR expires > $2)"
    );
    let values = vec![member.as_str().into(), now.micros().into()];
    let rows = reader.query(&sql, values).await?;
    rows.iter().map(lot).collect()
}

/// The lots with these rows.
pub(super) async fn lots(reader: Reader<'_>, ids: &[i64]) -> Result<Vec<Lot>, PointsError> {
    let ids: Vec<Value> = ids.iter().map(|&id| id.into()).collect();
    let sql = format!("SELECT {LOT} FROM point_lots WHERE id IN");
    let rows = reader.query_in(&sql, &ids, "").await?;
    rows.iter().map(lot).collect()
}

/// The lot that an operation brought in.
pub(super) async fn lot_of(reader: Reader<'_>, operation: i64) -> Result<Option<Lot>, PointsError> {
    let sql = format!("SELECT {LOT} FROM point_lots WHERE operation_id = $1");
    let rows = reader.query(&sql, vec![operation.into()]).await?;
    rows.first().map(lot).transpose()
}

/// The lots of the awards with these names, with the award's name and what the points were for, the newest first.
pub(super) async fn awarded(
    reader: Reader<'_>,
    awards: &[&str],
) -> Result<Vec<(String, i64, Lot)>, PointsError> {
    let awards: Vec<Value> = awards.iter().map(|&award| award.into()).collect();
    let sql = format!("SELECT {LOT}, award, basis FROM point_lots WHERE award IN");
    let rows = reader.query_in(&sql, &awards, "ORDER BY id DESC").await?;
    rows.iter()
        .map(|row| Ok((row.get(7)?, row.get(8)?, lot(row)?)))
        .collect()
}

/// The highest row number in use among the lots.
pub(super) async fn last_lot(reader: Reader<'_>) -> Result<i64, PointsError> {
    let sql = "SELECT COALESCE(MAX(id), 0) FROM point_lots";
    Ok(reader.number(sql).await?)
}

/// The row number of the next operation.
pub(super) async fn next_operation(reader: Reader<'_>) -> Result<i64, PointsError> {
    let sql = "SELECT COALESCE(MAX(id), 0) + 1 FROM point_operations";
    Ok(reader.number(sql).await?)
}

/// Writes lots, numbered from the one after `last`.
pub(super) async fn bring_in(
    write: &Write,
    lots: &[NewLot<'_>],
    last: i64,
) -> Result<(), PointsError> {
    let row = |(id, lot): (i64, &NewLot<'_>)| {
        [
            id.into(),
            lot.member.as_str().into(),
            lot.points.into(),
            lot.points.into(),
            0_i64.into(),
            0_i64.into(),
            lot.available_from.micros().into(),
            lot.expires.map(Timestamp::micros).into(),
            lot.operation.into(),
            lot.award.into(),
            lot.basis.into(),
            lot.reason.into(),
            lot.reference.into(),
            lot.at.micros().into(),
        ]
    };
    let rows = (last + 1..).zip(lots).map(row).collect();
    Ok(write.insert(&LOTS, rows).await?)
}

/// Writes what a lot has now.
pub(super) async fn change(write: &Write, lot: &Lot) -> Result<(), PointsError> {
    let sql = "UPDATE point_lots SET unspent = $1, taken_back = $2, owed = $3 WHERE id = $4";
    let values = vec![
        lot.unspent.into(),
        lot.taken_back.into(),
        lot.owed.into(),
        lot.id.into(),
    ];
    Ok(write.execute(sql, values).await?)
}

/// Writes what moved.
pub(super) async fn enter(
    write: &Write,
    operation: i64,
    member: &MemberKey,
    moves: &[Move],
) -> Result<(), PointsError> {
    let sql = "SELECT COALESCE(MAX(id), 0) FROM point_entries";
    let last = write.reader().number(sql).await?;
    let row = |(id, moved): (i64, &Move)| {
        [
            id.into(),
            operation.into(),
            moved.lot.into(),
            member.as_str().into(),
            moved.change.into(),
        ]
    };
    let rows = (last + 1..).zip(moves).map(row).collect();
    Ok(write.insert(&ENTRIES, rows).await?)
}

/// Writes an operation.
pub(super) async fn operate(write: &Write, operation: &Operation) -> Result<(), PointsError> {
    let receipt = &operation.receipt;
    let row = [
        operation.id.into(),
        receipt.key.as_str().into(),
        operation.content.as_str().into(),
        receipt.kind.word().into(),
        receipt.member.as_str().into(),
        receipt.points.into(),
        receipt.missing.into(),
        receipt.available.into(),
        operation.reason.as_str().into(),
        operation.reference.as_deref().into(),
        operation.actor.as_deref().into(),
        operation.reverses.into(),
        receipt.at.micros().into(),
    ];
    Ok(write.insert(&OPERATIONS, vec![row]).await?)
}

/// The operation under `key`.
pub(super) async fn find(reader: Reader<'_>, key: &str) -> Result<Option<Operation>, PointsError> {
    let sql = "SELECT id, content, kind, member_key, points, missing, available, reason, reference, \
               actor, reverses, at FROM point_operations WHERE idempotency_key = $1";
    let rows = reader.query(sql, vec![key.into()]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let word: String = row.get(2)?;
    let kind = Kind::of(&word).ok_or_else(|| PointsError::Garbled {
        key: key.to_owned(),
        word,
    })?;
    Ok(Some(Operation {
        id: row.get(0)?,
        content: row.get(1)?,
        receipt: Receipt {
            key: key.to_owned(),
            kind,
            member: MemberKey::new(&row.get::<String>(3)?),
            points: row.get(4)?,
            missing: row.get(5)?,
            available: row.get(6)?,
            at: Timestamp::from_micros(row.get(11)?),
        },
        reason: row.get(7)?,
        reference: row.get(8)?,
        actor: row.get(9)?,
        reverses: row.get(10)?,
    }))
}

/// What an operation took out of each lot and was not given back.
pub(super) async fn still_out(
    reader: Reader<'_>,
    operation: i64,
) -> Result<Vec<Move>, PointsError> {
    // What giving back kept because it was owed was given back all the same: only what went in counts.
    let sql = "SELECT lot_id, CAST(SUM(-change) AS BIGINT) FROM point_entries \
               WHERE operation_id = $1 OR (change > 0 AND operation_id IN \
               (SELECT id FROM point_operations WHERE reverses = $1)) \
               GROUP BY lot_id";
    let rows = reader.query(sql, vec![operation.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Move {
                lot: row.get(0)?,
                change: row.get(1)?,
            })
        })
        .collect()
}

/// The newest `limit` lines of each sort that a member's statement is made of.
pub(super) async fn lines(
    reader: Reader<'_>,
    member: &MemberKey,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Line>, PointsError> {
    let mut lines = Vec::new();
    let values = || vec![member.as_str().into(), i64::from(limit).into()];
    let sql = "SELECT l.at, l.points, l.reason, l.reference, l.available_from, l.expires, o.kind \
               FROM point_lots l LEFT JOIN point_operations o ON o.id = l.operation_id \
               WHERE l.member_key = $1 ORDER BY l.at DESC, l.id DESC LIMIT $2";
    for row in reader.query(sql, values()).await? {
        let sent = row.get::<Option<String>>(6)?.as_deref() == Some(Kind::Transfer.word());
        lines.push(Line {
            at: Timestamp::from_micros(row.get(0)?),
            kind: if sent {
                LineKind::Received
            } else {
                LineKind::Earned
            },
            points: row.get(1)?,
            reason: row.get(2)?,
            reference: row.get(3)?,
            available_from: Some(Timestamp::from_micros(row.get(4)?)),
            expires: row.get::<Option<i64>>(5)?.map(Timestamp::from_micros),
        });
    }
    let sql = "SELECT o.at, CAST(SUM(e.change) AS BIGINT), o.reason, o.reference, o.kind \
               FROM point_entries e JOIN point_operations o ON o.id = e.operation_id \
               WHERE e.member_key = $1 GROUP BY o.id, o.at, o.reason, o.reference, o.kind \
               ORDER BY o.at DESC, o.id DESC LIMIT $2";
    for row in reader.query(sql, values()).await? {
        let (points, kind): (i64, String) = (row.get(1)?, row.get(4)?);
        lines.push(Line {
            at: Timestamp::from_micros(row.get(0)?),
            kind: match Kind::of(&kind) {
                Some(Kind::Transfer) => LineKind::Sent,
                Some(Kind::Reverse) if points < 0 => LineKind::TakenBack,
                Some(Kind::Reverse) => LineKind::GivenBack,
                _ => LineKind::Spent,
            },
            points,
            reason: row.get(2)?,
            reference: row.get(3)?,
            available_from: None,
            expires: None,
        });
    }
    let sql = "SELECT expires, unspent, reason, reference FROM point_lots \
               WHERE member_key = $1 AND unspent > 0 AND expires <= $3 \
               ORDER BY expires DESC, id DESC LIMIT $2";
    let mut values = values();
    values.push(now.micros().into());
    for row in reader.query(sql, values).await? {
        let expires = Timestamp::from_micros(row.get(0)?);
        lines.push(Line {
            at: expires,
            kind: LineKind::Expired,
            points: -row.get::<i64>(1)?,
            reason: row.get(2)?,
            reference: row.get(3)?,
            available_from: None,
            expires: Some(expires),
        });
    }
    Ok(lines)
}
