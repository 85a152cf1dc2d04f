//! Asking and writing: rows, parameters, transactions, statements with many rows.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, QueryResult, Statement,
    TryGetable, Value,
};
use tokio::sync::OwnedMutexGuard;

use super::address::Place;
use super::errors::{DbError, explain};

/// How many rows, or keys in a list, one statement takes at most. Larger ones are no faster, and each
/// size of a statement stays prepared in memory.
const MOST_ROWS: usize = 512;

/// How many rows make a write big enough to change how the database should look things up.
const MANY_ROWS: usize = 20_000;

/// The sizes in which lists and rows are sent, largest first: few, so that prepared statements are
/// used again.
const SIZES: [usize; 4] = [MOST_ROWS, 64, 8, 1];

/// One row of an answer.
#[derive(Debug)]
pub struct Row {
    /// The row as the driver gave it.
    row: QueryResult,
}

impl Row {
    /// What stands in `column`, counted from zero: `i64`, `f64`, `bool`, `String`, `Vec<u8>` or an
    /// `Option` of one.
    ///
    /// # Errors
    /// [`DbError::Column`] where it is of another type.
    pub fn get<T: TryGetable>(&self, column: usize) -> Result<T, DbError> {
        self.row
            .try_get_by_index(column)
            .map_err(|error| DbError::Column {
                column,
                reason: error.to_string(),
            })
    }
}

/// What a question is put through.
#[derive(Clone, Copy)]
enum Through<'a> {
    /// Any connection of the pool.
    Pool(&'a DatabaseConnection),
    /// The connection of one transaction.
    Transaction(&'a DatabaseTransaction),
}

/// Asks questions, either on their own or within a transaction.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// Where the questions go.
    through: Through<'a>,
    /// Which database, for messages.
    place: &'a Place,
    /// How many statements it was sent.
    sent: &'a AtomicU64,
}

impl<'a> Reader<'a> {
    /// Questions that each see the latest state.
    pub(super) fn of_pool(
        pool: &'a DatabaseConnection,
        place: &'a Place,
        sent: &'a AtomicU64,
    ) -> Self {
        Self {
            through: Through::Pool(pool),
            place,
            sent,
        }
    }

    /// Whether it is a SQLite file.
    pub(super) fn is_sqlite(self) -> bool {
        self.place.is_sqlite()
    }

    /// The rows that answer `sql`, whose parameters are written `$1`, `$2`, ....
    ///
    /// # Errors
    /// Where the database fails, or a text among `values` cannot be kept.
    pub async fn query(self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, DbError> {
        let statement = statement(self.place, sql, values)?;
        self.sent.fetch_add(1, Ordering::Relaxed);
        let rows = match self.through {
            Through::Pool(pool) => pool.query_all_raw(statement).await,
            Through::Transaction(transaction) => transaction.query_all_raw(statement).await,
        };
        let rows = rows.map_err(|error| explain(self.place, error))?;
        Ok(rows.into_iter().map(|row| Row { row }).collect())
    }

    /// The condition that the text of `expression` begins with `prefix`, whose parameters are added to `values`. An index
    /// with [`super::BEGINS`] behind the same expression answers it.
    #[must_use]
    pub fn begins(self, expression: &str, prefix: &str, values: &mut Vec<Value>) -> String {
        let first = values.len() + 1;
        if self.is_sqlite() {
            // The highest character there is: nothing that begins so comes after it.
            values.extend([prefix.into(), format!("{prefix}\u{10ffff}").into()]);
            format!(
                "({expression} >= ${first} AND {expression} < ${})",
                first + 1
            )
        } else {
            values.push(format!("{}%", escaped(prefix)).into());
            format!("{expression} LIKE ${first} ESCAPE '!'")
        }
    }

    /// The number that answers `sql`: a count, a maximum.
    ///
    /// # Errors
    /// Where the database fails, or answers otherwise.
    pub async fn number(self, sql: &str) -> Result<i64, DbError> {
        match self.query(sql, Vec::new()).await?.first() {
            Some(row) => row.get(0),
            None => Ok(0),
        }
    }

    /// The rows of `SELECT ... WHERE something IN` for all of `keys`, `sql` ending in that `IN` and
    /// `after` following the list. The rows come in parts of some hundred keys each.
    ///
    /// # Errors
    /// Where the database fails, or a text among `keys` cannot be kept.
    pub async fn query_in(
        self,
        sql: &str,
        keys: &[Value],
        after: &str,
    ) -> Result<Vec<Row>, DbError> {
        let mut rows = Vec::new();
        for part in keys.chunks(MOST_ROWS) {
            let (list, values) = padded(self.place, part);
            rows.extend(self.query(&format!("{sql} {list} {after}"), values).await?);
        }
        Ok(rows)
    }
}

/// Which table and columns [`Write::insert`] fills.
#[derive(Clone, Copy, Debug)]
pub struct Insert<const N: usize> {
    /// The table.
    pub table: &'static str,
    /// Its columns, in the order of the values.
    pub columns: [&'static str; N],
    /// Whether a row whose first column is taken already is replaced.
    pub replace: bool,
}

impl<const N: usize> Insert<N> {
    /// The statement for `rows` rows.
    fn sql(&self, place: &Place, rows: usize) -> String {
        let mut sql = format!(
            "INSERT INTO {} ({}) VALUES ",
            self.table,
            self.columns.join(", ")
        );
        for row in 0..rows {
            sql.push_str(if row == 0 { "" } else { ", " });
            list(&mut sql, place, row * N, N);
        }
        if self.replace {
            let [key, rest @ ..] = self.columns.as_slice() else {
                return sql;
            };
            let new: Vec<String> = rest
                .iter()
                .map(|column| format!("{column} = excluded.{column}"))
                .collect();
            let _ = write!(sql, " ON CONFLICT ({key}) DO UPDATE SET {}", new.join(", "));
        }
        sql
    }
}

/// A transaction that writes: kept whole by [`Write::commit`], undone when dropped.
pub struct Write {
    /// The transaction; declared before `turn`, so that it ends before the next writer begins.
    transaction: DatabaseTransaction,
    /// Which database, for messages.
    place: Place,
    /// How many statements the database was sent.
    sent: Arc<AtomicU64>,
    /// The tables it writes, in one order for everybody, so that no two wait for each other.
    tables: Vec<&'static str>,
    /// How many rows it has inserted.
    inserted: AtomicUsize,
    /// Our turn among the writers of this program, where the database takes one at a time.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Write {
    /// Takes over `transaction`, which has begun and will write `tables`.
    pub(super) fn new(
        transaction: DatabaseTransaction,
        (place, sent): (Place, Arc<AtomicU64>),
        tables: &[&'static str],
        turn: Option<OwnedMutexGuard<()>>,
    ) -> Self {
        let mut tables = tables.to_vec();
        tables.sort_unstable();
        Self {
            transaction,
            place,
            sent,
            tables,
            inserted: AtomicUsize::new(0),
            _turn: turn,
        }
    }

    /// Questions that see what this transaction has written.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            through: Through::Transaction(&self.transaction),
            place: &self.place,
            sent: &self.sent,
        }
    }

    /// Runs `sql`, whose parameters are written `$1`, `$2`, ....
    ///
    /// # Errors
    /// Where the database fails, or a text among `values` cannot be kept.
    pub async fn execute(&self, sql: &str, values: Vec<Value>) -> Result<(), DbError> {
        let statement = statement(&self.place, sql, values)?;
        self.sent.fetch_add(1, Ordering::Relaxed);
        self.transaction
            .execute_raw(statement)
            .await
            .map_err(|error| explain(&self.place, error))?;
        Ok(())
    }

    /// Runs `sql`, which ends in `IN`, for all of `keys`, some hundred at a time.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn execute_in(&self, sql: &str, keys: &[Value]) -> Result<(), DbError> {
        for part in keys.chunks(MOST_ROWS) {
            let (list, values) = padded(&self.place, part);
            self.execute(&format!("{sql} {list}"), values).await?;
        }
        Ok(())
    }

    /// Writes `rows`, many to a statement.
    ///
    /// # Errors
    /// Where the database fails, or a text cannot be kept.
    pub async fn insert<const N: usize>(
        &self,
        into: &Insert<N>,
        rows: Vec<[Value; N]>,
    ) -> Result<(), DbError> {
        let mut left = rows.len();
        self.inserted.fetch_add(left, Ordering::Relaxed);
        let mut rows = rows.into_iter();
        for size in SIZES {
            if left < size {
                continue;
            }
            let sql = into.sql(&self.place, size);
            while left >= size {
                self.execute(&sql, rows.by_ref().take(size).flatten().collect())
                    .await?;
                left -= size;
            }
        }
        Ok(())
    }

    /// Keeps everything written. After a big write the database first looks at what it has now: until
    /// it does, PostgreSQL reads whole tables where it should use an index.
    ///
    /// # Errors
    /// Where the database fails; then nothing was kept.
    pub async fn commit(self) -> Result<(), DbError> {
        if self.inserted.load(Ordering::Relaxed) >= MANY_ROWS {
            for table in &self.tables {
                self.execute(&format!("ANALYZE {table}"), Vec::new())
                    .await?;
            }
        }
        let ended = self.transaction.commit().await;
        ended.map_err(|error| explain(&self.place, error))
    }

    /// Waits for our turn at the tables this transaction names. SQLite has but one writer anyway; on
    /// PostgreSQL every writer locks a number made of the table's name, which, other than a lock on the
    /// table itself, is in nobody else's way.
    pub(super) async fn lock(&self) -> Result<(), DbError> {
        if self.place.is_sqlite() {
            return Ok(());
        }
        for table in &self.tables {
            let lock = vec![number_of(table).into()];
            self.execute("SELECT pg_advisory_xact_lock($1)", lock)
                .await?;
        }
        Ok(())
    }
}

/// A number that stands for `name` (FNV-1a, Fowler, Noll and Vo, 1991).
fn number_of(name: &str) -> i64 {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}

/// `sql` with its parameters, for the database at `place`.
fn statement(place: &Place, sql: &str, values: Vec<Value>) -> Result<Statement, DbError> {
    for value in &values {
        // PostgreSQL refuses it, SQLite cuts the text there in some functions: neither may surprise.
        if let Value::String(Some(text)) = value
            && text.contains('\0')
        {
            return Err(DbError::Nul {
                text: format!("{text:?}"),
            });
        }
    }
    let backend = if place.is_sqlite() {
        DbBackend::Sqlite
    } else {
        DbBackend::Postgres
    };
    Ok(Statement::from_sql_and_values(backend, sql, values))
}

/// The list `(?, ?, ...)` for `keys`, and the keys, the last repeated up to the next of [`SIZES`].
fn padded(place: &Place, keys: &[Value]) -> (String, Vec<Value>) {
    let size = SIZES
        .into_iter()
        .rev()
        .find(|size| *size >= keys.len())
        .unwrap_or(MOST_ROWS);
    let mut values = keys.to_vec();
    if let Some(last) = keys.last() {
        values.resize(size, last.clone());
    }
    let mut sql = String::new();
    list(&mut sql, place, 0, values.len());
    (sql, values)
}

/// Appends the parameters from the one after `before` as a list in brackets. SQLite knows `$1` too, but
/// looks such names up one by one, which is too slow where there are hundreds.
fn list(sql: &mut String, place: &Place, before: usize, count: usize) {
    sql.push('(');
    for parameter in before + 1..=before + count {
        sql.push_str(if parameter == before + 1 { "" } else { ", " });
        if place.is_sqlite() {
            sql.push('?');
        } else {
            let _ = write!(sql, "${parameter}");
        }
    }
    sql.push(')');
}

/// The text with the marks that a pattern with `ESCAPE '!'` would read set aside.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let mark = matches!(c, '%' | '_' | '!').then_some('!');
            mark.into_iter().chain(std::iter::once(c))
        })
        .collect()
}
