//! The database: one SQLite file, or PostgreSQL, chosen by a URL.
//!
//! Owns: the pool, transactions, migrations and their record, the wording of what can go wrong with a
//! database.
//! Does not own: any table but its own record of migrations; whoever keeps something writes its SQL.
//! Holds: one code path for both databases, with the column types BIGINT, DOUBLE PRECISION, TEXT, BLOB
//! and BOOLEAN only; a password never leaves this room in a message.

mod changes;
mod errors;

pub use changes::Changes;
pub use errors::DbError;

/// One step of the schema, applied once and recorded by its name.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The room and a running number, `catalog_0001`; never changed once released.
    pub name: &'static str,
    /// SQL that both databases understand, one statement each.
    pub up: &'static [&'static str],
}

/// A database that is open and has the schema this program needs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db;

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
        todo!("{url} {}", migrations.len())
    }

    /// The URL that names the SQLite file at `path`, whatever characters the path has.
    #[must_use]
    pub fn sqlite_url(path: &std::path::Path) -> String {
        todo!("{}", path.display())
    }

    /// Asks the database a trivial question, to see that it answers.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn check(&self) -> Result<(), DbError> {
        todo!()
    }

    /// Closes every connection, so that another program finds the SQLite file at rest.
    pub async fn close(&self) {
        todo!()
    }
}
