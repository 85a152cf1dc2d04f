//! Which database an address names, and how to name it to a person.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::ConnectOptions;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use super::errors::DbError;

/// A database as it may be named to anyone: a path, or a URL without its password.
#[derive(Clone)]
pub(super) struct Place {
    /// What is printed.
    name: Arc<str>,
    /// Whether it is a file of ours.
    sqlite: bool,
}

impl Place {
    /// Whether it is a SQLite file.
    pub(super) fn is_sqlite(&self) -> bool {
        self.sqlite
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)
    }
}

/// How to reach a database.
pub(super) enum Address {
    /// A file.
    Sqlite(SqliteConnectOptions),
    /// A server.
    Postgres(PgConnectOptions),
}

/// Reads `url`. SQLite waits `patience` for a lock that another program holds.
pub(super) fn read(url: &str, patience: Duration) -> Result<(Address, Place), DbError> {
    let wrong = |reason: &str| DbError::Address {
        url: redact(url),
        reason: reason.to_owned(),
    };
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let options = PgConnectOptions::from_str(url).map_err(|error| wrong(&error.to_string()))?;
        let options = options
            .application_name("storekeeper")
            .disable_statement_logging();
        let place = Place {
            name: redact(url).into(),
            sqlite: false,
        };
        return Ok((Address::Postgres(options), place));
    }
    if !url.starts_with("sqlite:") {
        return Err(wrong("only sqlite and postgres are known"));
    }
    if url.contains(":memory:") || url.contains("mode=memory") {
        // Every connection of the pool would see a database of its own.
        return Err(wrong("a database in memory is not kept"));
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|error| wrong(&error.to_string()))?;
    if options.get_filename().as_os_str().is_empty() {
        return Err(wrong("no file is named"));
    }
    let name = options.get_filename().display().to_string();
    Ok((
        Address::Sqlite(tune(options, patience)),
        Place {
            name: name.into(),
            sqlite: true,
        },
    ))
}

/// How our SQLite files are used. Readers never wait for a writer (WAL), what was committed is on the disk (`FULL`:
/// an event that was answered must not be lost with the machine's power), a big import leaves no big log.
fn tune(options: SqliteConnectOptions, patience: Duration) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(patience)
        .pragma("cache_size", "-16384")
        .pragma("journal_size_limit", "67108864")
        .analysis_limit(400)
        // Bulk statements come in a few sizes only, see `Write::insert`; each is some 100 kB prepared.
        .statement_cache_capacity(64)
        .row_buffer_size(1024)
        .disable_statement_logging()
}

/// The URL that names the SQLite file at `path`.
pub(super) fn sqlite_url(path: &Path) -> String {
    let mut url = "sqlite:".to_owned();
    for character in path.to_string_lossy().chars() {
        match character {
            '%' => url.push_str("%25"),
            '?' => url.push_str("%3F"),
            '#' => url.push_str("%23"),
            other => url.push(other),
        }
    }
    url
}

/// `url` without its password and without its parameters, where one could stand too.
fn redact(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.split('?').next().unwrap_or_default().to_owned();
    };
    // The last @ ends the password even where somebody forgot to encode a / or ? in it.
    let (user, host) = match rest.rsplit_once('@') {
        Some((secret, host)) => (secret.split(':').next(), host),
        None => (None, rest),
    };
    let host = host.split('?').next().unwrap_or_default();
    match user {
        Some(user) => format!("{scheme}://{user}:***@{host}"),
        None => format!("{scheme}://{host}"),
    }
}
