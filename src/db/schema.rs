//! What tables and columns there are, as the database itself says.

use super::{DbError, Reader};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// A number with a fraction.
    Real,
    /// Yes or no.
    Truth,
    /// Bytes.
    Bytes,
}

impl Kind {
    /// The kind that a database calls `name`.
    fn of(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "bigint" | "integer" | "smallint" => Self::Whole,
            "double precision" | "real" => Self::Real,
            "boolean" => Self::Truth,
            "bytea" | "blob" => Self::Bytes,
            _ => Self::Text,
        }
    }
}

/// A table with its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is called.
    pub name: String,
    /// Its columns, in order: what each is called and holds.
    pub columns: Vec<(String, Kind)>,
}

impl Table {
    /// The columns that hold text.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let texts = self.columns.iter().filter(|(_, kind)| *kind == Kind::Text);
        texts.map(|(name, _)| name.as_str())
    }
}

impl Reader<'_> {
    /// Every table there is, by name, the record of migrations left out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tables(self) -> Result<Vec<Table>, DbError> {
        let sql = if self.is_sqlite() {
            "SELECT t.name, c.name, c.type FROM sqlite_master t JOIN pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'migrations' \
             ORDER BY t.name, c.cid"
        } else {
            "SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT), CAST(c.data_type AS TEXT) \
             FROM information_schema.columns c \
             JOIN information_schema.tables t \
             ON t.table_schema = c.table_schema AND t.table_name = c.table_name \
             WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
             AND c.table_name <> 'migrations' ORDER BY c.table_name, c.ordinal_position"
        };
        let mut tables: Vec<Table> = Vec::new();
        for row in self.query(sql, Vec::new()).await? {
            let name: String = row.get(0)?;
            if tables.last().is_none_or(|table| table.name != name) {
                tables.push(Table {
                    name,
                    columns: Vec::new(),
                });
            }
            let column = (row.get(1)?, Kind::of(&row.get::<String>(2)?));
            if let Some(table) = tables.last_mut() {
                table.columns.push(column);
            }
        }
        Ok(tables)
    }
}
