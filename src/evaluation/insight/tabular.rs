//! A CSV file as a table.

use crate::learn::classify::{Column, Table, Values};

/// A file, cell by cell.
#[derive(Clone, Debug, Default)]
pub struct TabularFile {
    /// The names of the columns.
    pub heads: Vec<String>,
    /// The cells, without blanks around them, row by row.
    pub rows: Vec<Vec<String>>,
    /// The line of each row in the file.
    pub lines: Vec<u64>,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TabularError {
    /// It is no CSV.
    #[error("{0}; the file is CSV with the names of the columns in its first line")]
    Csv(#[from] csv::Error),
    /// It has no rows.
    #[error("the file has no rows below its first line")]
    Empty,
    /// A column that is asked for is missing.
    #[error("the file has no column `{name}`; it has {known}")]
    NoColumn {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A cell that does not say what it should.
    #[error("line {line}, column `{column}`: `{cell}` is not {wanted}")]
    Cell {
        /// From 1.
        line: u64,
        /// Its column.
        column: String,
        /// What stands there.
        cell: String,
        /// What should.
        wanted: &'static str,
    },
    /// Two columns of one name.
    #[error("the file has two columns `{0}`; rename one")]
    TwoColumns(String),
    /// What is asked for cannot be had from this file.
    #[error("{0}")]
    Unfit(String),
}

/// Reads a file whose first line names the columns.
///
/// # Errors
/// It is no CSV, has no rows, or two columns of one name.
pub fn read_table(text: &str, delimiter: u8) -> Result<TabularFile, TabularError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let heads: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    for (at, head) in heads.iter().enumerate() {
        if heads[..at].contains(head) {
            return Err(TabularError::TwoColumns(head.clone()));
        }
    }
    let mut file = TabularFile {
        heads,
        ..TabularFile::default()
    };
    for record in reader.records() {
        let record = record?;
        file.lines
            .push(record.position().map_or(0, csv::Position::line));
        file.rows.push(record.iter().map(str::to_owned).collect());
    }
    if file.rows.is_empty() {
        return Err(TabularError::Empty);
    }
    Ok(file)
}

impl TabularFile {
    /// The number of a column; case is not looked at where nothing fits otherwise.
    ///
    /// # Errors
    /// There is none.
    pub fn column(&self, name: &str) -> Result<usize, TabularError> {
        let exact = self.heads.iter().position(|head| head == name);
        let alike = || (self.heads.iter()).position(|head| head.eq_ignore_ascii_case(name));
        exact.or_else(alike).ok_or_else(|| TabularError::NoColumn {
            name: name.to_owned(),
            known: self.heads.join(", "),
        })
    }

    /// A column of numbers; what is empty is not a number (NaN).
    ///
    /// # Errors
    /// A cell that is not a number.
    ///
    /// # Panics
    /// There is no such column.
    pub fn numbers(&self, column: usize) -> Result<Vec<f64>, TabularError> {
        self.cells(column)
            .enumerate()
            .map(|(row, cell)| number(cell).ok_or_else(|| self.wrong(row, column, "a number")))
            .collect()
    }

    /// A column of numbers without gaps.
    pub(super) fn whole_numbers(&self, column: usize) -> Result<Vec<f64>, TabularError> {
        let numbers = self.numbers(column)?;
        match numbers.iter().position(|number| number.is_nan()) {
            Some(row) => Err(self.wrong(row, column, "a number")),
            None => Ok(numbers),
        }
    }

    /// A column of yes and no.
    pub(super) fn flags(&self, column: usize) -> Result<Vec<bool>, TabularError> {
        self.cells(column)
            .enumerate()
            .map(|(row, cell)| match cell.to_ascii_lowercase().as_str() {
                "1" | "1.0" | "true" | "yes" | "y" => Ok(true),
                "0" | "0.0" | "false" | "no" | "n" => Ok(false),
                _ => Err(self.wrong(row, column, "1 or 0, true or false, yes or no")),
            })
            .collect()
    }

    /// A column as it is.
    ///
    /// # Panics
    /// There is no such column.
    pub fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| row[column].as_str())
    }

    pub(super) fn wrong(&self, row: usize, column: usize, wanted: &'static str) -> TabularError {
        TabularError::Cell {
            line: self.lines[row],
            column: self.heads[column].clone(),
            cell: self.rows[row][column].clone(),
            wanted,
        }
    }

    /// A table of all columns but these, and the names of those that tell nothing.
    pub(super) fn table_without(
        &self,
        columns: &[usize],
    ) -> Result<(Table, Vec<String>), TabularError> {
        let (mut told, mut left_out) = (Vec::new(), Vec::new());
        for column in (0..self.heads.len()).filter(|column| !columns.contains(column)) {
            match self.values(column) {
                Some(values) => told.push(values),
                None => left_out.push(self.heads[column].clone()),
            }
        }
        if told.is_empty() {
            let what = "the file has no other column that tells the rows apart".to_owned();
            return Err(TabularError::Unfit(what));
        }
        Ok((Table::new(told), left_out))
    }

    /// A column as numbers, where every cell is one or empty, or else as categories. None where it tells nothing: one
    /// value throughout, or a text of its own for nearly every row, as a key is.
    ///
    /// # Panics
    /// There is no such column.
    #[must_use]
    pub fn values(&self, column: usize) -> Option<Column> {
        let numbers: Option<Vec<f64>> = self.cells(column).map(number).collect();
        let values = if let Some(numbers) = numbers {
            let mut known = numbers.iter().filter(|number| !number.is_nan());
            let first = known.next()?;
            known
                .any(|number| number.total_cmp(first).is_ne())
                .then_some(())?;
            Values::Numbers(numbers)
        } else {
            let mut names: Vec<&str> = self.cells(column).collect();
            names.sort_unstable();
            names.dedup();
            if names.len() < 2 || (names.len() > 50 && names.len() * 2 > self.rows.len()) {
                return None;
            }
            let code = |cell| {
                let at = names.binary_search(&cell).unwrap_or(0);
                u32::try_from(at).unwrap_or(u32::MAX)
            };
            let codes = self.cells(column).map(code).collect();
            let names = names.iter().map(|&name| name.to_owned()).collect();
            Values::Categories(codes, names)
        };
        Some(Column {
            name: self.heads[column].clone(),
            values,
        })
    }
}

/// A cell as a number, NaN where it is empty; none where it is anything else.
fn number(cell: &str) -> Option<f64> {
    if cell.is_empty() || matches!(cell, "NA" | "NaN" | "nan" | "null") {
        return Some(f64::NAN);
    }
    cell.parse().ok().filter(|number: &f64| number.is_finite())
}
