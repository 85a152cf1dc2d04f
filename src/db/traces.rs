//! Looking for what is left of a member in texts, in whatever table.

use super::holdings::{Holding, OnErase, Whose};
use super::schema::Table;
use super::{DbError, Reader, Value, Write, escaped};

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Needle {
    /// A member's key: a cell that is it, or a text that has it as `member:KEY`, `member KEY` or `"KEY"`.
    Key(String),
    /// A mail address, a telephone number or a name of several words: a text that has it between other letters
    /// and digits than its own.
    Words(String),
}

/// A cell in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The column.
    pub column: String,
    /// Whose the row is, as it says.
    pub owner: Option<String>,
    /// What stands in the cell.
    text: String,
}

impl Trace {
    /// What stands in the cell.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Needle {
    /// What is looked for.
    fn text(&self) -> &str {
        match self {
            Self::Key(text) | Self::Words(text) => text,
        }
    }

    /// The forms it may stand in, in small letters.
    fn forms(&self) -> Vec<String> {
        let text = self.text().to_lowercase();
        // As it stands in a JSON text, where that is another form.
        let quoted = serde_json::to_string(&text).unwrap_or_default();
        let within = quoted
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let quoted = within.filter(|within| *within != text).map(str::to_owned);
        let mut forms = vec![text];
        forms.extend(quoted);
        forms
    }

    /// Whether `text` has it.
    fn is_in(&self, text: &str, may_be_whole: bool) -> bool {
        let text = text.to_lowercase();
        self.forms().iter().any(|form| match self {
            Self::Key(_) => {
                let within = ["member:", "member "].map(|before| format!("{before}{form}"));
                (may_be_whole && text == *form)
                    || text.contains(&format!("\"{form}\""))
                    || within.iter().any(|form| stands_in(&text, form))
            }
            Self::Words(_) => stands_in(&text, form),
        })
    }
}

/// Whether `form` stands in `text` with no letter or digit of ASCII joined to it where it begins or ends with one.
fn stands_in(text: &str, form: &str) -> bool {
    let joins = |inner: Option<char>, outer: Option<char>| {
        let plain = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        plain(inner) && plain(outer)
    };
    text.match_indices(form).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + form.len()..].chars().next();
        !joins(form.chars().next(), before) && !joins(form.chars().next_back(), after)
    })
}

impl Reader<'_> {
    /// The cells of a table that have one of `needles`.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn traces(
        self,
        holding: &Holding,
        table: &Table,
        needles: &[Needle],
    ) -> Result<Vec<Trace>, DbError> {
        let mut traces = Vec::new();
        for column in table.texts() {
            let (sql, values) = question(holding, table, column, needles);
            if values.is_empty() {
                continue;
            }
            for row in self.query(&sql, values).await? {
                let text: String = row.get(0)?;
                let may_be_whole = !holding.others.contains(&column);
                let wanted = |needle: &&Needle| holding.looks_for(needle);
                if needles
                    .iter()
                    .filter(wanted)
                    .any(|needle| needle.is_in(&text, may_be_whole))
                {
                    traces.push(Trace {
                        column: column.to_owned(),
                        owner: row.get(1)?,
                        text,
                    });
                }
            }
        }
        Ok(traces)
    }
}

impl Holding {
    /// In what is not about members a number is no key of theirs.
    fn looks_for(&self, needle: &Needle) -> bool {
        !matches!((self.whose, needle), (Whose::Nobody, Needle::Key(_)))
    }
}

/// The rows whose `column` may have one of `needles`; the database looks less closely.
fn question(
    holding: &Holding,
    table: &Table,
    column: &str,
    needles: &[Needle],
) -> (String, Vec<Value>) {
    let needles = needles.iter().filter(|needle| holding.looks_for(needle));
    // SQLite makes small letters of ASCII alone.
    let both =
        |needle: &Needle| [needle.forms(), vec![needle.text().to_ascii_lowercase()]].concat();
    let mut forms: Vec<String> = needles.flat_map(both).collect();
    forms.dedup();
    let (name, owner) = (&table.name, holding.whose.owner(&table.name));
    let like: Vec<String> = (1..=forms.len())
        .map(|at| format!("LOWER(\"{column}\") LIKE ${at} ESCAPE '!'"))
        .collect();
    let pattern = |form: &String| Value::from(format!("%{}%", escaped(form)));
    let sql = format!(
        "SELECT \"{column}\", {owner} FROM \"{name}\" WHERE {}",
        like.join(" OR ")
    );
    (sql, forms.iter().map(pattern).collect())
}

impl Write {
    /// Deletes the rows whose row of the table that says whose they are is gone.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn erase_orphans(&self, holding: &Holding) -> Result<(), DbError> {
        let (
            Whose::Of {
                column,
                table,
                named,
                ..
            },
            OnErase::Remove,
        ) = (holding.whose, holding.on_erase)
        else {
            return Ok(());
        };
        let sql = format!(
            "DELETE FROM \"{}\" WHERE \"{column}\" NOT IN (SELECT \"{named}\" FROM \"{table}\")",
            holding.table
        );
        self.execute(&sql, Vec::new()).await
    }

    /// Erases a row for what was found in one of its cells: it is deleted, or the cell emptied.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn erase_trace(&self, holding: &Holding, trace: &Trace) -> Result<(), DbError> {
        let (table, column) = (holding.table, &trace.column);
        let sql = match holding.on_erase {
            OnErase::Remove => format!("DELETE FROM \"{table}\" WHERE \"{column}\" = $1"),
            OnErase::Pseudonymise(columns) if columns.contains(&column.as_str()) => {
                format!("UPDATE \"{table}\" SET \"{column}\" = NULL WHERE \"{column}\" = $1")
            }
            OnErase::Pseudonymise(_) => return Ok(()),
        };
        self.execute(&sql, vec![trace.text.as_str().into()]).await
    }
}
