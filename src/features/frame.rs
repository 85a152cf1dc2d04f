//! Rows of the table, in memory.

use std::collections::BTreeMap;

use crate::db::{DbError, Row};
use crate::ids::MemberKey;
use crate::learn::classify::{self, Values};

use super::columns::{COUNTED, Column, ESTIMATED, Holds};

/// For each column of words those that count, in order; the first, which is empty, is for the rest.
pub type Vocabulary = BTreeMap<String, Vec<String>>;

/// A value of a member.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A number; money in minor units, yes is 1.
    Number(f64),
    /// A word.
    Word(String),
}

/// Some members and what is known of them.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Their rows in the table of members.
    pub ids: Vec<i64>,
    /// Their keys.
    pub keys: Vec<MemberKey>,
    columns: Vec<(&'static Column, Kept)>,
}

/// A column's values.
#[derive(Clone, Debug)]
enum Kept {
    Numbers(Vec<f64>),
    Words(Vec<Option<String>>),
}

impl Frame {
    /// No rows, of the counted columns.
    pub(super) fn empty() -> Self {
        Self::of(COUNTED.iter())
    }

    /// Rows as they are kept, of all columns.
    pub(super) fn kept(rows: &[Row]) -> Result<Self, DbError> {
        let mut frame = Self::of(COUNTED.iter().chain(&ESTIMATED));
        frame.extend(rows)?;
        Ok(frame)
    }

    fn of(columns: impl Iterator<Item = &'static Column>) -> Self {
        let kept = |column: &'static Column| match column.holds {
            Holds::Word => (column, Kept::Words(Vec::new())),
            _ => (column, Kept::Numbers(Vec::new())),
        };
        Self {
            ids: Vec::new(),
            keys: Vec::new(),
            columns: columns.map(kept).collect(),
        }
    }

    /// Adds rows: the member's row, their key, then the columns in order.
    pub(super) fn extend(&mut self, rows: &[Row]) -> Result<(), DbError> {
        for row in rows {
            self.ids.push(row.get(0)?);
            self.keys.push(MemberKey::new(&row.get::<String>(1)?));
            for (at, (_, kept)) in self.columns.iter_mut().enumerate() {
                match kept {
                    Kept::Numbers(numbers) => {
                        let number: Option<f64> = row.get(at + 2)?;
                        numbers.push(number.unwrap_or(f64::NAN));
                    }
                    Kept::Words(words) => words.push(row.get(at + 2)?),
                }
            }
        }
        Ok(())
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// A column of numbers; what is not known is not a number (NaN). Empty for a column that is not one of numbers.
    #[must_use]
    pub fn numbers(&self, name: &str) -> &[f64] {
        match self.columns.iter().find(|(column, _)| column.name == name) {
            Some((_, Kept::Numbers(numbers))) => numbers,
            _ => &[],
        }
    }

    /// A column of words. Empty for a column that is not one of words.
    #[must_use]
    pub fn words(&self, name: &str) -> &[Option<String>] {
        match self.columns.iter().find(|(column, _)| column.name == name) {
            Some((_, Kept::Words(words))) => words,
            _ => &[],
        }
    }

    /// What is known of a member in a column; `None` where nothing is.
    #[must_use]
    pub fn cell(&self, row: usize, name: &str) -> Option<Cell> {
        let number = self
            .numbers(name)
            .get(row)
            .filter(|number| !number.is_nan());
        let word = || self.words(name).get(row).cloned().flatten();
        number
            .map(|&number| Cell::Number(number))
            .or_else(|| word().map(Cell::Word))
    }

    /// The words that the columns of words have, each that at least a hundredth of the members have.
    #[must_use]
    pub fn vocabulary(&self, names: &[&str]) -> Vocabulary {
        let of = |name: &&str| {
            let words = self.words(name);
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for word in words.iter().flatten() {
                *counts.entry(word).or_default() += 1;
            }
            let enough = |&(_, &count): &(&&str, &usize)| count * 100 >= words.len();
            let known = counts
                .iter()
                .filter(enough)
                .map(|(&word, _)| word.to_owned());
            let mut known: Vec<String> = known.collect();
            known.insert(0, String::new());
            ((*name).to_owned(), known)
        };
        let worded = names.iter().filter(|name| !self.words(name).is_empty());
        worded.map(of).collect()
    }

    /// Some columns as a table for a classifier, and more columns of numbers beside them. A word that the vocabulary does
    /// not have is one of the rest.
    ///
    /// # Panics
    /// A column of another length.
    #[must_use]
    pub fn table(
        &self,
        names: &[&str],
        vocabulary: &Vocabulary,
        more: Vec<(&str, Vec<f64>)>,
    ) -> classify::Table {
        let kept = names.iter().filter_map(|&name| {
            let (column, kept) = self
                .columns
                .iter()
                .find(|(column, _)| column.name == name)?;
            let values = match kept {
                Kept::Numbers(numbers) => Values::Numbers(numbers.clone()),
                Kept::Words(words) => categories(words, vocabulary.get(name)?),
            };
            Some(classify::Column {
                name: column.name.to_owned(),
                values,
            })
        });
        let more = more.into_iter().map(|(name, numbers)| classify::Column {
            name: name.to_owned(),
            values: Values::Numbers(numbers),
        });
        classify::Table::new(kept.chain(more).collect())
    }

    /// The rows of some members.
    #[must_use]
    pub fn pick(&self, rows: &[usize]) -> Self {
        Self {
            ids: rows.iter().map(|&row| self.ids[row]).collect(),
            keys: rows.iter().map(|&row| self.keys[row].clone()).collect(),
            columns: self
                .columns
                .iter()
                .map(|(column, kept)| {
                    let kept = match kept {
                        Kept::Numbers(numbers) => {
                            Kept::Numbers(rows.iter().map(|&row| numbers[row]).collect())
                        }
                        Kept::Words(words) => {
                            Kept::Words(rows.iter().map(|&row| words[row].clone()).collect())
                        }
                    };
                    (*column, kept)
                })
                .collect(),
        }
    }
}

/// Words as categories; `known` is in order, the first being for the rest.
fn categories(words: &[Option<String>], known: &[String]) -> Values {
    let code = |word: &Option<String>| {
        let word = word.as_deref().unwrap_or_default();
        let at = known.binary_search_by(|name| name.as_str().cmp(word));
        u32::try_from(at.unwrap_or(0)).unwrap_or(0)
    };
    Values::Categories(words.iter().map(code).collect(), known.to_vec())
}
