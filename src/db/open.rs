//! Opening a database, with what fails said clearly.

use std::collections::HashSet;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::DatabaseConnection;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePoolOptions};
use sea_orm::sqlx::{Connection, Error as SqlxError};

use super::address::{Address, Place};
use super::errors::{DbError, explain_sqlx};

/// How many connections are open at most.
const CONNECTIONS: u32 = 8;

/// How long a server may take to answer a first call.
const ANSWER: Duration = Duration::from_secs(5);

/// The first bytes of every SQLite file.
const SIGNATURE: &[u8] = b"SQLite format 3\0";

/// Opens the database at `address`.
pub(super) async fn open(
    address: Address,
    place: &Place,
    patience: Duration,
) -> Result<DatabaseConnection, DbError> {
    match address {
        Address::Sqlite(options) => open_sqlite(options, place, patience).await,
        Address::Postgres(options) => open_postgres(options, place, patience).await,
    }
}

/// Opens a file. The first connection alone puts it into WAL mode: that needs it to itself, and SQLite
/// does not wait for it.
async fn open_sqlite(
    options: SqliteConnectOptions,
    place: &Place,
    patience: Duration,
) -> Result<DatabaseConnection, DbError> {
    look_once(options.get_filename(), place)?;
    let begun = Instant::now();
    let first = loop {
        match SqliteConnection::connect_with(&options).await {
            Ok(connection) => break connection,
            Err(error) => match explain_sqlx(place, &error) {
                DbError::Locked { .. } if begun.elapsed() < patience => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                other => return Err(other),
            },
        }
    };
    // A link that led nowhere before leads to the file that was made.
    LOOKED_AT
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(whole(options.get_filename()));
    let pool = SqlitePoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(patience.max(ANSWER));
    let pool = pool
        .connect_with(options)
        .await
        .map_err(|error| explain_sqlx(place, &error))?;
    first
        .close()
        .await
        .map_err(|error| explain_sqlx(place, &error))?;
    Ok(pool.into())
}

/// The files that this process has looked at, each by its [`whole`] path.
static LOOKED_AT: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);

/// The path of a file without links in it, so that a file has one path whichever way it is named. Of a file that is not there
/// yet, that of its folder goes before its name.
fn whole(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let by_folder = || {
        let folder = fs::canonicalize(absolute.parent()?).ok()?;
        Some(folder.join(absolute.file_name()?))
    };
    fs::canonicalize(&absolute)
        .ok()
        .or_else(by_folder)
        .unwrap_or(absolute)
}

/// [`look`], the first time alone. Where a process closes a file, it loses all its locks on it (POSIX), those of its open
/// connections too; another program would then take itself for the only one, and remove the log that these write into.
fn look_once(path: &Path, place: &Place) -> Result<(), DbError> {
    let mut looked_at = LOOKED_AT.lock().unwrap_or_else(PoisonError::into_inner);
    if path.is_file() && looked_at.contains(&whole(path)) {
        return Ok(());
    }
    look(path, place)?;
    // Its folder is there by now.
    looked_at.insert(whole(path));
    Ok(())
}

/// Sees that `path` may become, or is, a SQLite file, and makes its folder.
fn look(path: &Path, place: &Place) -> Result<(), DbError> {
    let not_writable = |error: std::io::Error| DbError::NotWritable {
        place: place.to_string(),
        reason: error.to_string(),
    };
    match fs::File::open(path) {
        Ok(_) if path.is_dir() => Err(DbError::Folder {
            place: place.to_string(),
        }),
        Ok(file) => {
            let mut start = Vec::new();
            file.take(SIGNATURE.len() as u64)
                .read_to_end(&mut start)
                .map_err(not_writable)?;
            // An empty file is what SQLite itself leaves behind before the first write.
            if start.is_empty() || start == SIGNATURE {
                Ok(())
            } else {
                Err(DbError::NotADatabase {
                    place: place.to_string(),
                })
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            folder
                .map_or(Ok(()), fs::create_dir_all)
                .map_err(not_writable)
        }
        Err(error) => Err(not_writable(error)),
    }
}

/// Opens connections to a server. One call comes first: the pool would try a server that is not there
/// for as long as it is willing to wait, and then not say why.
async fn open_postgres(
    options: PgConnectOptions,
    place: &Place,
    patience: Duration,
) -> Result<DatabaseConnection, DbError> {
    let explain = |error: SqlxError| explain_sqlx(place, &error);
    let first = tokio::time::timeout(ANSWER, PgConnection::connect_with(&options)).await;
    let first = first.map_err(|_| DbError::Unreachable {
        place: place.to_string(),
        reason: format!("no answer within {} s", ANSWER.as_secs()),
    })?;
    first.map_err(explain)?.close().await.map_err(explain)?;
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(patience.max(ANSWER));
    Ok(pool.connect_with(options).await.map_err(explain)?.into())
}
