//! What can go wrong with a database, told apart and worded.

use sea_orm::sqlx::Error as SqlxError;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};

use super::address::Place;

/// Why the database did not do what was asked. No message holds a password.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The address cannot be read.
    #[error(
        "`{url}` is not a database address: {reason}; write sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME"
    )]
    Address {
        /// The address, its password hidden.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No server answers there.
    #[error(
        "cannot reach the database {place}: {reason}; see that the server runs and the address is right"
    )]
    Unreachable {
        /// Which database.
        place: String,
        /// What was tried and failed.
        reason: String,
    },
    /// The server answers, and does not let this user in.
    #[error(
        "the database {place} does not let this user in: {reason}; check user name and password"
    )]
    Refused {
        /// Which database.
        place: String,
        /// The server's own words.
        reason: String,
    },
    /// The server has no database of that name.
    #[error("the database {place} does not exist: {reason}; create it with createdb")]
    Missing {
        /// Which database.
        place: String,
        /// The server's own words.
        reason: String,
    },
    /// The path names a folder.
    #[error("{place} is a folder; name a file in it, such as {place}/storekeeper.db")]
    Folder {
        /// The path.
        place: String,
    },
    /// The file holds something else.
    #[error("{place} is not a SQLite database; name another file, or move this one away")]
    NotADatabase {
        /// The path.
        place: String,
    },
    /// The file or its folder cannot be created or written.
    #[error("{place} cannot be written: {reason}; check who may write the file and its folder")]
    NotWritable {
        /// The path.
        place: String,
        /// What the system says.
        reason: String,
    },
    /// Another program holds it, and did so for as long as we waited.
    #[error("{place} is in use by another program; close that one, or try again when it is done")]
    Locked {
        /// Which database.
        place: String,
    },
    /// The disk is full.
    #[error("there is no space left for {place}; free some, then try again")]
    Full {
        /// Which database.
        place: String,
    },
    /// The file is damaged.
    #[error("{place} is damaged: {reason}; put back the last copy of it")]
    Damaged {
        /// The path.
        place: String,
        /// SQLite's own words.
        reason: String,
    },
    /// A newer program has been at it.
    #[error(
        "{place} was written by a newer Storekeeper: it has {}, which this one does not know; \
         use the newer one, or another database", .steps.join(", ")
    )]
    Newer {
        /// Which database.
        place: String,
        /// The migrations this program does not know.
        steps: Vec<String>,
    },
    /// A step of the schema failed; nothing of it was kept.
    #[error("migration {name} failed and was undone: {source}")]
    Migration {
        /// Which one.
        name: &'static str,
        /// What failed in it.
        source: Box<DbError>,
    },
    /// A text has a character that cannot be kept.
    #[error("the text {text} holds a NUL character, which cannot be kept; remove it at its source")]
    Nul {
        /// The text, quoted, with its control characters spelled out.
        text: String,
    },
    /// An answer has something else in a column than was asked for.
    #[error("column {column} of an answer of the database cannot be read: {reason}")]
    Column {
        /// Which column, counted from zero.
        column: usize,
        /// What stands there.
        reason: String,
    },
    /// Anything else.
    #[error("the database {place} failed: {reason}")]
    Failed {
        /// Which database.
        place: String,
        /// Its own words.
        reason: String,
    },
}

/// Tells apart what `error`, which came from `place`, means.
pub(super) fn explain(place: &Place, error: DbErr) -> DbError {
    match error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => DbError::Unreachable {
            place: place.to_string(),
            reason: "no connection became free in time".to_owned(),
        },
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => explain_sqlx(place, &error),
        other => DbError::Failed {
            place: place.to_string(),
            reason: other.to_string(),
        },
    }
}

/// Tells apart what the driver's `error` means.
pub(super) fn explain_sqlx(place: &Place, error: &SqlxError) -> DbError {
    let name = place.to_string();
    match error {
        SqlxError::Database(failure) => {
            let code = failure.code().unwrap_or_default().into_owned();
            explain_code(place, &code, failure.message().to_owned())
        }
        SqlxError::Io(failure) => DbError::Unreachable {
            place: name,
            reason: failure.to_string(),
        },
        SqlxError::PoolTimedOut => DbError::Unreachable {
            place: name,
            reason: "no connection became free in time".to_owned(),
        },
        SqlxError::Tls(failure) => DbError::Unreachable {
            place: name,
            reason: failure.to_string(),
        },
        other => DbError::Failed {
            place: name,
            reason: other.to_string(),
        },
    }
}

/// Tells apart what the database's own `code` means: SQLite's result codes are numbers, PostgreSQL's
/// are five characters.
fn explain_code(place: &Place, code: &str, reason: String) -> DbError {
    let name = place.to_string();
    if place.is_sqlite() {
        // The low byte is the primary result code, <https://sqlite.org/rescode.html>.
        return match code.parse::<u32>().unwrap_or_default() & 0xff {
            5 | 6 => DbError::Locked { place: name },
            8 | 14 => DbError::NotWritable {
                place: name,
                reason,
            },
            11 => DbError::Damaged {
                place: name,
                reason,
            },
            13 => DbError::Full { place: name },
            26 => DbError::NotADatabase { place: name },
            _ => DbError::Failed {
                place: name,
                reason,
            },
        };
    }
    // <https://www.postgresql.org/docs/current/errcodes-appendix.html>
    match code {
        "28P01" | "28000" => DbError::Refused {
            place: name,
            reason,
        },
        "3D000" => DbError::Missing {
            place: name,
            reason,
        },
        "42501" | "25006" => DbError::NotWritable {
            place: name,
            reason,
        },
        "53100" => DbError::Full { place: name },
        "53300" | "57P01" | "57P02" | "57P03" => DbError::Unreachable {
            place: name,
            reason,
        },
        "55P03" => DbError::Locked { place: name },
        _ => DbError::Failed {
            place: name,
            reason,
        },
    }
}
