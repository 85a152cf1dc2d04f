//! The tables of the shop's people: `staff`, `staff_sessions`, `staff_tries`.

use super::AccountsError;
use super::accounts::Kept;
use super::lockout::Tries;
use super::sessions::Open;
use crate::clock::Timestamp;
use crate::db::{Insert, Migration, Reader, Row, Write};

/// Accounts, a row each.
pub(super) const STAFF: &str = "staff";
/// Who is signed in where.
pub(super) const SESSIONS: &str = "staff_sessions";
/// Wrong passwords, counted.
pub(super) const TRIES: &str = "staff_tries";

/// The schema, oldest step first.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    name: "access_0001",
    up: &[
        "CREATE TABLE staff (
            name TEXT NOT NULL PRIMARY KEY,
            called TEXT NOT NULL,
            role TEXT NOT NULL,
            password TEXT NOT NULL,
            disabled BOOLEAN NOT NULL,
            added BIGINT NOT NULL,
            password_set BIGINT NOT NULL
        )",
        "CREATE TABLE staff_sessions (
            id TEXT NOT NULL PRIMARY KEY,
            staff TEXT NOT NULL REFERENCES staff (name),
            begun BIGINT NOT NULL,
            seen BIGINT NOT NULL
        )",
        "CREATE INDEX staff_sessions_staff ON staff_sessions (staff)",
        "CREATE TABLE staff_tries (
            id TEXT NOT NULL PRIMARY KEY,
            tries BIGINT NOT NULL,
            since BIGINT NOT NULL,
            latest BIGINT NOT NULL,
            locked BIGINT NOT NULL
        )",
        "CREATE INDEX staff_tries_latest ON staff_tries (latest)",
    ],
}];

const INSERT_STAFF: Insert<7> = Insert {
    table: STAFF,
    columns: [
        "name",
        "called",
        "role",
        "password",
        "disabled",
        "added",
        "password_set",
    ],
    replace: true,
};

const INSERT_SESSION: Insert<4> = Insert {
    table: SESSIONS,
    columns: ["id", "staff", "begun", "seen"],
    replace: false,
};

const INSERT_TRIES: Insert<5> = Insert {
    table: TRIES,
    columns: ["id", "tries", "since", "latest", "locked"],
    replace: true,
};

fn kept(row: &Row) -> Result<Kept, AccountsError> {
    let role: String = row.get(2)?;
    Ok(Kept {
        name: row.get(0)?,
        called: row.get(1)?,
        role: role.parse().map_err(|_| AccountsError::Role(role))?,
        password: row.get(3)?,
        disabled: row.get(4)?,
        added: Timestamp::from_micros(row.get(5)?),
        password_set: Timestamp::from_micros(row.get(6)?),
    })
}

/// The account `name`.
pub(super) async fn find(reader: Reader<'_>, name: &str) -> Result<Option<Kept>, AccountsError> {
    let sql = "SELECT name, called, role, password, disabled, added, password_set FROM staff WHERE name = $1";
    let rows = reader.query(sql, vec![name.into()]).await?;
    rows.first().map(kept).transpose()
}

/// All accounts by name, each with how many sessions it has that began after `begun` and were seen after `seen`.
pub(super) async fn all(
    reader: Reader<'_>,
    begun: i64,
    seen: i64,
) -> Result<Vec<(Kept, i64)>, AccountsError> {
    let sql = "SELECT name, called, role, password, disabled, added, password_set, \
               (SELECT COUNT(*) FROM staff_sessions WHERE staff_sessions.staff = staff.name AND begun > $1 AND seen > $2) \
               FROM staff ORDER BY name";
    let rows = reader.query(sql, vec![begun.into(), seen.into()]).await?;
    rows.iter()
        .map(|row| Ok((kept(row)?, row.get(7)?)))
        .collect()
}

/// How many admins may sign in.
pub(super) async fn admins(reader: Reader<'_>) -> Result<i64, AccountsError> {
    let sql = "SELECT COUNT(*) FROM staff WHERE role = 'admin' AND NOT disabled";
    Ok(reader.number(sql).await?)
}

/// Writes an account, in place of what there was.
pub(super) async fn put(write: &Write, account: &Kept) -> Result<(), AccountsError> {
    let row = [
        account.name.as_str().into(),
        account.called.as_str().into(),
        account.role.word().into(),
        account.password.as_str().into(),
        account.disabled.into(),
        account.added.micros().into(),
        account.password_set.micros().into(),
    ];
    Ok(write.insert(&INSERT_STAFF, vec![row]).await?)
}

/// The session kept under `id`, with whose it is.
pub(super) async fn session(
    reader: Reader<'_>,
    id: &str,
) -> Result<Option<(Kept, Open)>, AccountsError> {
    let sql = "SELECT name, called, role, password, disabled, added, password_set, begun, seen \
               FROM staff_sessions JOIN staff ON staff.name = staff_sessions.staff WHERE id = $1";
    let rows = reader.query(sql, vec![id.into()]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let open = Open {
        begun: row.get(7)?,
        seen: row.get(8)?,
    };
    Ok(Some((kept(row)?, open)))
}

/// Writes a session of `staff` that begins now.
pub(super) async fn begin(
    write: &Write,
    id: &str,
    staff: &str,
    now: i64,
) -> Result<(), AccountsError> {
    let row = [id.into(), staff.into(), now.into(), now.into()];
    Ok(write.insert(&INSERT_SESSION, vec![row]).await?)
}

/// Notes that a session was used.
pub(super) async fn seen(write: &Write, id: &str, now: i64) -> Result<(), AccountsError> {
    let sql = "UPDATE staff_sessions SET seen = $2 WHERE id = $1 AND seen < $2";
    Ok(write.execute(sql, vec![id.into(), now.into()]).await?)
}

/// Ends a session.
pub(super) async fn end(write: &Write, id: &str) -> Result<(), AccountsError> {
    let sql = "DELETE FROM staff_sessions WHERE id = $1";
    Ok(write.execute(sql, vec![id.into()]).await?)
}

/// Ends all sessions of `staff`.
pub(super) async fn end_all(write: &Write, staff: &str) -> Result<(), AccountsError> {
    let sql = "DELETE FROM staff_sessions WHERE staff = $1";
    Ok(write.execute(sql, vec![staff.into()]).await?)
}

/// Takes away sessions that are over: begun by `begun`, or last seen by `seen`.
pub(super) async fn end_old(write: &Write, begun: i64, seen: i64) -> Result<(), AccountsError> {
    let sql = "DELETE FROM staff_sessions WHERE begun <= $1 OR seen <= $2";
    Ok(write.execute(sql, vec![begun.into(), seen.into()]).await?)
}

/// What was counted under `id`.
pub(super) async fn tries(reader: Reader<'_>, id: &str) -> Result<Option<Tries>, AccountsError> {
    let sql = "SELECT tries, since, latest, locked FROM staff_tries WHERE id = $1";
    let rows = reader.query(sql, vec![id.into()]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Tries {
        count: row.get(0)?,
        since: row.get(1)?,
        latest: row.get(2)?,
        locked: row.get(3)?,
    }))
}

/// Writes what was counted under `id`.
pub(super) async fn count(write: &Write, id: &str, tries: Tries) -> Result<(), AccountsError> {
    let row = [
        id.into(),
        tries.count.into(),
        tries.since.into(),
        tries.latest.into(),
        tries.locked.into(),
    ];
    Ok(write.insert(&INSERT_TRIES, vec![row]).await?)
}

/// Takes away what was counted under `id`.
pub(super) async fn forgive(write: &Write, id: &str) -> Result<(), AccountsError> {
    let sql = "DELETE FROM staff_tries WHERE id = $1";
    Ok(write.execute(sql, vec![id.into()]).await?)
}

/// Takes away what was counted last by `before`.
pub(super) async fn forget(write: &Write, before: i64) -> Result<(), AccountsError> {
    let sql = "DELETE FROM staff_tries WHERE latest <= $1";
    Ok(write.execute(sql, vec![before.into()]).await?)
}
