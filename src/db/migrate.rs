//! Bringing the schema up to what this program needs.

use std::collections::HashSet;

use super::errors::DbError;
use super::session::Reader;
use super::{BEGINS, Db, Migration};
use crate::clock::{Clock, SystemClock};

/// The record of what was applied.
const RECORD: &str = "CREATE TABLE IF NOT EXISTS migrations (
    name TEXT NOT NULL PRIMARY KEY,
    applied BIGINT NOT NULL
)";

/// Applies what is missing, each step in a transaction of its own. Where nothing is missing nothing is
/// written, so a program can start while another one writes.
pub(super) async fn migrate(db: &Db, migrations: &[Migration]) -> Result<(), DbError> {
    let applied = applied(db.reader(), db.is_sqlite()).await?;
    refuse_newer(db, migrations, &applied)?;
    for migration in migrations
        .iter()
        .filter(|migration| !applied.contains(migration.name))
    {
        let source = match apply(db, migration).await {
            Ok(()) => continue,
            Err(error @ DbError::Locked { .. }) => return Err(error),
            Err(error) => Box::new(error),
        };
        return Err(DbError::Migration {
            name: migration.name,
            source,
        });
    }
    Ok(())
}

/// The names of the steps that were applied.
async fn applied(reader: Reader<'_>, sqlite: bool) -> Result<HashSet<String>, DbError> {
    let exists = if sqlite {
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'migrations'"
    } else {
        "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migrations'"
    };
    if reader.number(exists).await? == 0 {
        return Ok(HashSet::new());
    }
    let rows = reader
        .query("SELECT name FROM migrations", Vec::new())
        .await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// A database with steps we do not know has data we would not understand.
fn refuse_newer(
    db: &Db,
    migrations: &[Migration],
    applied: &HashSet<String>,
) -> Result<(), DbError> {
    let known: HashSet<&str> = migrations.iter().map(|migration| migration.name).collect();
    let mut steps: Vec<String> = applied
        .iter()
        .filter(|name| !known.contains(name.as_str()))
        .cloned()
        .collect();
    if steps.is_empty() {
        return Ok(());
    }
    steps.sort();
    Err(DbError::Newer {
        place: db.place.to_string(),
        steps,
    })
}

/// Applies one step, unless another program has just done so.
async fn apply(db: &Db, migration: &Migration) -> Result<(), DbError> {
    let write = db.write(&["migrations"]).await?;
    write.execute(RECORD, Vec::new()).await?;
    if applied(write.reader(), db.is_sqlite())
        .await?
        .contains(migration.name)
    {
        return Ok(());
    }
    for statement in migration.up {
        if db.is_sqlite() {
            write.execute(statement, Vec::new()).await?;
        } else {
            let statement = statement.replace(BEGINS, "text_pattern_ops");
            write.execute(&statement, Vec::new()).await?;
        }
    }
    let record = vec![migration.name.into(), SystemClock.now().micros().into()];
    write
        .execute(
            "INSERT INTO migrations (name, applied) VALUES ($1, $2)",
            record,
        )
        .await?;
    write.commit().await
}
