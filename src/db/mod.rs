//! The database: one SQLite file, or PostgreSQL, chosen by a URL.
//!
//! Owns: the pool, transactions, migrations and their record, statements with many rows, the wording of
//! what can go wrong with a database; how what all tables hold of one member is read, moved, erased and looked for,
//! of which every room says where it keeps it.
//! Does not own: any table but its own record of migrations; whoever keeps something writes its SQL.
//! Holds: one code path for both databases, with the column types BIGINT, DOUBLE PRECISION, TEXT, BYTEA
//! and BOOLEAN only; what is written in one transaction is kept whole or not at all; a password never
//! leaves this room in a message.

mod address;
mod changes;
mod errors;
mod holdings;
mod migrate;
mod open;
mod schema;
mod session;
mod traces;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub use changes::{Changes, Differences, differences, last_of_each};
pub use errors::DbError;
pub use holdings::{Holding, OnErase, OnMerge, Whose};
pub use schema::{Kind, Table};
pub use sea_orm::Value;
pub use session::{Insert, Reader, Row, Write, escaped};
pub use traces::{Needle, Trace};

use address::Place;
use sea_orm::{DatabaseConnection, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::Mutex;

/// How long a lock that another program holds is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a health check may take.
const CHECK: Duration = Duration::from_secs(5);

/// One step of the schema, applied once and recorded by its name.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The room and a running number, `catalog_0001`; never changed once released.
    pub name: &'static str,
    /// SQL that both databases understand, one statement each; [`BEGINS`] may stand in it.
    pub up: &'static [&'static str],
}

/// Stands behind an expression in a `CREATE INDEX` that is to find texts by how they begin ([`Reader::begins`]). To SQLite it
/// is a remark; PostgreSQL's order of a language cannot do it, so that there it becomes the operators that can. Equal texts
/// are found by such an index too.
pub const BEGINS: &str = "/*begins*/";

/// A database that is open and has the schema this program needs. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    /// The pool.
    connection: DatabaseConnection,
    /// Which database, for messages.
    place: Place,
    /// Whose turn it is to write, where the database takes one writer at a time: a queue is fairer than
    /// everyone trying again and again.
    turn: Option<Arc<Mutex<()>>>,
    /// How many statements it was sent.
    sent: Arc<AtomicU64>,
}

impl fmt::Debug for Db {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Db({})", self.place)
    }
}

impl Db {
    /// Opens the database at `url` and applies the migrations it lacks, in the order given.
    ///
    /// `sqlite:PATH` names a file, created with its folder where it is missing; `postgres://...` names
    /// a PostgreSQL database, which must exist.
    ///
    /// # Errors
    /// Where the database cannot be opened, is not a database, is newer than this program, or a
    /// migration fails.
    pub async fn open(url: &str, migrations: Vec<Migration>) -> Result<Self, DbError> {
        Self::open_within(url, migrations, PATIENCE).await
    }

    /// [`Db::open`], waiting `patience` instead of ten seconds whenever another program holds a lock.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_within(
        url: &str,
        migrations: Vec<Migration>,
        patience: Duration,
    ) -> Result<Self, DbError> {
        let (address, place) = address::read(url, patience)?;
        // The drivers' futures are large; boxed, those of all callers are not.
        let connection = Box::pin(open::open(address, &place, patience)).await?;
        let turn = place.is_sqlite().then(Arc::default);
        let db = Self {
            connection,
            place,
            turn,
            sent: Arc::default(),
        };
        migrate::migrate(&db, &migrations).await?;
        Ok(db)
    }

    /// The URL that names the SQLite file at `path`, whatever characters the path has.
    #[must_use]
    pub fn sqlite_url(path: &Path) -> String {
        address::sqlite_url(path)
    }

    /// Which database this is: a path, or a URL without its password.
    #[must_use]
    pub fn name(&self) -> String {
        self.place.to_string()
    }

    /// Asks the database a trivial question, to see that it answers.
    ///
    /// # Errors
    /// Where it does not within five seconds.
    pub async fn check(&self) -> Result<(), DbError> {
        match tokio::time::timeout(
            CHECK,
            self.reader().number("SELECT COUNT(*) FROM migrations"),
        )
        .await
        {
            Ok(answer) => answer.map(|_| ()),
            Err(_) => Err(DbError::Unreachable {
                place: self.place.to_string(),
                reason: format!("no answer within {} s", CHECK.as_secs()),
            }),
        }
    }

    /// Closes every connection, so that another program finds the SQLite file at rest.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn close(self) -> Result<(), DbError> {
        self.connection
            .close()
            .await
            .map_err(|error| errors::explain(&self.place, error))
    }

    /// Questions that each see the latest state.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader::of_pool(&self.connection, &self.place, &self.sent)
    }

    /// How many statements this handle and its clones have sent since it was opened, without the beginnings and ends of
    /// transactions: what an answer costs is the difference of two.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Begins a transaction that writes to `tables`. No other that names one of them begins before it
    /// ends, so what it reads of them stays true.
    ///
    /// # Errors
    /// [`DbError::Locked`] where another program writes for longer than we wait, or the database fails.
    pub async fn write(&self, tables: &[&'static str]) -> Result<Write, DbError> {
        let turn = match &self.turn {
            Some(turn) => Some(Arc::clone(turn).lock_owned().await),
            None => None,
        };
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.connection.begin_with_options(immediate).await;
        let transaction = transaction.map_err(|error| errors::explain(&self.place, error))?;
        let write = Write::new(
            transaction,
            (self.place.clone(), Arc::clone(&self.sent)),
            tables,
            turn,
        );
        write.lock().await?;
        Ok(write)
    }

    /// Whether it is a SQLite file.
    fn is_sqlite(&self) -> bool {
        self.place.is_sqlite()
    }
}
