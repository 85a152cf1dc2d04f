//! What the tables hold of one member: each room says where its rows keep whose they are, and what is held is
//! counted, given out, moved and erased in one way for all of them.

use super::schema::{Kind, Table};
use super::{DbError, Reader, Row, Value, Write};

/// How a row says whose it is.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    /// A column holds the member's key.
    Key(&'static str),
    /// A column holds `member:` and the member's key.
    Principal(&'static str),
    /// A column holds what the column `named` of another table holds, and that table's row says whose it is.
    Of {
        /// The column here.
        column: &'static str,
        /// The other table.
        table: &'static str,
        /// The column there.
        named: &'static str,
        /// How a row there says it.
        whose: &'static Whose,
    },
    /// Texts may mention members; whose a row is, no column says.
    Mentioned,
    /// Rows are not about members.
    Nobody,
}

/// What becomes of a member's rows when the member is erased.
#[derive(Clone, Copy, Debug)]
pub enum OnErase {
    /// They are deleted.
    Remove,
    /// They stay, for the shop's books, under a name that means nobody; these columns are emptied.
    Pseudonymise(&'static [&'static str]),
}

/// What becomes of a member's rows when the member is merged into another.
#[derive(Clone, Copy, Debug)]
pub enum OnMerge {
    /// They become the other's.
    Move,
    /// They become the other's, but for those where the other has one with the same in these columns: it stays.
    KeepOwn(&'static [&'static str]),
    /// They follow the rows of another table by themselves, or whoever merges sees to them.
    Follow,
}

/// What a table holds of members.
#[derive(Clone, Copy, Debug)]
pub struct Holding {
    /// The table.
    pub table: &'static str,
    /// How a row says whose it is.
    pub whose: Whose,
    /// What becomes of it when its member is erased.
    pub on_erase: OnErase,
    /// What becomes of it when its member is merged.
    pub on_merge: OnMerge,
    /// Columns with numbers or keys of other things, which may look like a member's key.
    pub others: &'static [&'static str],
    /// Columns with moments, in microseconds.
    pub moments: &'static [&'static str],
}

impl Holding {
    /// Rows that are a member's, found by their key in `column`; they are deleted, or become the other's.
    #[must_use]
    pub const fn keyed(table: &'static str, column: &'static str) -> Self {
        Self {
            table,
            whose: Whose::Key(column),
            on_erase: OnErase::Remove,
            on_merge: OnMerge::Move,
            others: &[],
            moments: &["at"],
        }
    }

    /// A table whose rows are not about members.
    #[must_use]
    pub const fn nobodys(table: &'static str) -> Self {
        Self {
            whose: Whose::Nobody,
            on_merge: OnMerge::Follow,
            ..Self::keyed(table, "")
        }
    }
}

impl Whose {
    /// The condition that a row is that of the member whose key is the parameter `$1`; `None` where no column says.
    fn condition(&self) -> Option<String> {
        match self {
            Self::Key(column) => Some(format!("\"{column}\" = $1")),
            Self::Principal(column) => Some(format!("\"{column}\" = 'member:' || $1")),
            Self::Of {
                column,
                table,
                named,
                whose,
            } => {
                let there = whose.condition()?;
                Some(format!(
                    "\"{column}\" IN (SELECT \"{named}\" FROM \"{table}\" WHERE {there})"
                ))
            }
            Self::Mentioned | Self::Nobody => None,
        }
    }

    /// What a row of `table` says of whose it is: a member's key, `member:` and one, or nothing.
    pub(super) fn owner(&self, at: &str) -> String {
        match self {
            Self::Key(column) | Self::Principal(column) => format!("\"{at}\".\"{column}\""),
            Self::Of {
                column,
                table,
                named,
                whose,
            } => {
                let there = whose.owner(table);
                format!(
                    "(SELECT {there} FROM \"{table}\" WHERE \"{table}\".\"{named}\" = \"{at}\".\"{column}\")"
                )
            }
            Self::Mentioned | Self::Nobody => "CAST(NULL AS TEXT)".to_owned(),
        }
    }

    /// Sets whose the rows are that meet `condition`; only of tables that have a column for it.
    fn hand_over(&self, table: &str, condition: &str) -> Option<String> {
        let (column, to) = match self {
            Self::Key(column) => (column, "$2".to_owned()),
            Self::Principal(column) => (column, "'member:' || $2".to_owned()),
            Self::Of {
                column,
                table,
                named,
                whose: Self::Key(key),
            } => (
                column,
                format!("(SELECT \"{named}\" FROM \"{table}\" WHERE \"{key}\" = $2)"),
            ),
            _ => return None,
        };
        Some(format!(
            "UPDATE \"{table}\" SET \"{column}\" = {to} WHERE {condition}"
        ))
    }
}

impl Reader<'_> {
    /// How many rows of a table are the member's with this key.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count_held(self, holding: &Holding, member: &str) -> Result<u64, DbError> {
        let Some(condition) = holding.whose.condition() else {
            return Ok(0);
        };
        let sql = format!(
            "SELECT COUNT(*) FROM \"{}\" WHERE {condition}",
            holding.table
        );
        let rows = self.query(&sql, vec![member.into()]).await?;
        let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// The rows of `table` that are the member's with this key, a JSON object each, in no order.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn held(
        self,
        holding: &Holding,
        table: &Table,
        member: &str,
    ) -> Result<Vec<serde_json::Value>, DbError> {
        let Some(condition) = holding.whose.condition() else {
            return Ok(Vec::new());
        };
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|(name, _)| format!("\"{name}\""))
            .collect();
        let sql = format!(
            "SELECT {} FROM \"{}\" WHERE {condition}",
            columns.join(", "),
            holding.table
        );
        let rows = self.query(&sql, vec![member.into()]).await?;
        rows.iter().map(|row| object(holding, table, row)).collect()
    }
}

/// A row as a JSON object.
fn object(holding: &Holding, table: &Table, row: &Row) -> Result<serde_json::Value, DbError> {
    let mut object = serde_json::Map::new();
    for (at, (name, kind)) in table.columns.iter().enumerate() {
        let value = match kind {
            Kind::Text => serde_json::to_value(row.get::<Option<String>>(at)?),
            Kind::Whole if holding.moments.contains(&name.as_str()) => {
                let moment = row.get::<Option<i64>>(at)?.filter(|micros| *micros != 0);
                let moment = moment.map(crate::clock::Timestamp::from_micros);
                serde_json::to_value(moment.map(crate::clock::Timestamp::rfc3339))
            }
            Kind::Whole => serde_json::to_value(row.get::<Option<i64>>(at)?),
            Kind::Real => serde_json::to_value(row.get::<Option<f64>>(at)?),
            Kind::Truth => serde_json::to_value(row.get::<Option<bool>>(at)?),
            Kind::Bytes => {
                let bytes = row.get::<Option<Vec<u8>>>(at)?;
                serde_json::to_value(bytes.map(|bytes| crate::ids::hexadecimal(&bytes)))
            }
        };
        object.insert(name.clone(), value.unwrap_or_default());
    }
    Ok(object.into())
}

impl Write {
    /// Erases what a table holds of a member: their rows are deleted, or stay under `pseudonym`. Returns how many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn erase_held(
        &self,
        holding: &Holding,
        member: &str,
        pseudonym: &str,
    ) -> Result<u64, DbError> {
        let Some(condition) = holding.whose.condition() else {
            return Ok(0);
        };
        let count = self.reader().count_held(holding, member).await?;
        let table = holding.table;
        match holding.on_erase {
            OnErase::Remove => {
                let sql = format!("DELETE FROM \"{table}\" WHERE {condition}");
                self.execute(&sql, vec![member.into()]).await?;
            }
            OnErase::Pseudonymise(columns) => {
                let mut set: Vec<String> = columns
                    .iter()
                    .map(|column| format!("\"{column}\" = NULL"))
                    .collect();
                let mut values: Vec<Value> = vec![member.into()];
                if let Whose::Key(column) = holding.whose {
                    set.push(format!("\"{column}\" = $2"));
                    values.push(pseudonym.into());
                }
                if !set.is_empty() {
                    let set = set.join(", ");
                    let sql = format!("UPDATE \"{table}\" SET {set} WHERE {condition}");
                    self.execute(&sql, values).await?;
                }
            }
        }
        Ok(count)
    }

    /// Makes what a table holds of the member `from` the rows of the member `into`.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn merge_held(
        &self,
        holding: &Holding,
        from: &str,
        into: &str,
    ) -> Result<(), DbError> {
        let Some(condition) = holding.whose.condition() else {
            return Ok(());
        };
        let table = holding.table;
        let both = || -> Vec<Value> { vec![from.into(), into.into()] };
        match (holding.on_merge, holding.whose) {
            (OnMerge::Follow, _) => return Ok(()),
            (OnMerge::KeepOwn(columns), Whose::Key(_) | Whose::Of { .. }) => {
                let theirs = condition.replace("$1", "$2");
                let same: Vec<String> = columns
                    .iter()
                    .map(|column| format!("theirs.\"{column}\" = \"{table}\".\"{column}\""))
                    .chain([format!("theirs.{theirs}")])
                    .collect();
                let sql = format!(
                    "DELETE FROM \"{table}\" WHERE {condition} AND EXISTS \
                     (SELECT 1 FROM \"{table}\" theirs WHERE {})",
                    same.join(" AND ")
                );
                self.execute(&sql, both()).await?;
            }
            _ => {}
        }
        if let Some(sql) = holding.whose.hand_over(table, &condition) {
            self.execute(&sql, both()).await?;
        }
        Ok(())
    }
}
