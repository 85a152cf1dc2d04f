//! Who does not go on with a contract, by a shop's own table of contracts that ended or went on.
//!
//! A contract has an end that somebody writes down, so that it is known of each row whether it was left; a shop that only
//! sees orders has no such thing and takes [`Churn`](super::Churn).

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::learn::classify::chosen::{Family, Model, fit};
use crate::learn::classify::{
    ClassifyError, Column, ROWS_NEEDED, Table, Values, folds, log_odds, probability,
};

use super::{Band, ChurnError, Driver, DriverValue, Tested};

/// One part of so many is held out for the test.
const PARTS: usize = 5;

/// What the columns of the table are called that are not looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractNames {
    /// The one that says what became of a contract.
    pub target: String,
    /// What it says of one that was left.
    pub positive: String,
    /// The one that says whose a contract is; none where none does.
    pub key: Option<String>,
}

/// A fitted model of contracts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Contract {
    /// What the columns are called that are not looked at.
    pub names: ContractNames,
    /// Contracts that it was fitted to.
    pub rows: usize,
    /// How many of them were left.
    pub left: usize,
    /// How good it was on a fifth of them that it had not learnt from.
    pub tested: Tested,
    /// The columns that it looks at.
    columns: Vec<Known>,
    model: Model,
}

/// A column that is looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Known {
    name: String,
    /// The words that it may hold, in order, the first being for all others; none of a column of numbers.
    words: Option<Vec<String>>,
}

/// A contract, told.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoredContract {
    /// The chance that it is left.
    pub risk: f64,
    /// How great that is.
    pub band: Band,
    /// What makes it so, the strongest first.
    pub drivers: Vec<Driver>,
}

impl Contract {
    /// Fits the classifier that is used by default to a table of contracts: to four fifths, tested on the other, and then to
    /// all.
    ///
    /// # Errors
    /// Too few contracts that were left, or that went on.
    ///
    /// # Panics
    /// Not a label for each row.
    pub fn fit(
        table: &Table,
        left: &[bool],
        names: ContractNames,
        seed: u64,
    ) -> Result<Self, ChurnError> {
        let positives = left.iter().filter(|&&left| left).count();
        let needed = ROWS_NEEDED + ROWS_NEEDED / (PARTS - 1);
        if positives.min(left.len() - positives) < needed {
            return Err(ChurnError::TooFew(ClassifyError::FewRows {
                positives,
                rows: left.len(),
                needed,
            }));
        }
        let (columns, table) = known(table);
        let parts = folds(left, PARTS, seed);
        let (test, rest): (Vec<usize>, Vec<usize>) =
            (0..left.len()).partition(|&row| parts[row] == 0);
        let model = one(&table, left, &rest, seed)?;
        let labels: Vec<bool> = test.iter().map(|&row| left[row]).collect();
        let tested = Tested::of(&model.log_odds(&table, &test), &labels);
        let all: Vec<usize> = (0..left.len()).collect();
        Ok(Self {
            names,
            rows: left.len(),
            left: positives,
            tested,
            columns,
            model: one(&table, left, &all, seed)?,
        })
    }

    /// The columns that a table must have to be told: their names, and whether they are of numbers.
    pub fn columns(&self) -> impl Iterator<Item = (&str, bool)> {
        let columns = self.columns.iter();
        columns.map(|column| (column.name.as_str(), column.words.is_none()))
    }

    /// The risk of each contract with at most `most` drivers. `columns` are those of [`Contract::columns`], in that order;
    /// a word that was not there when the model was fitted is one of the rest.
    ///
    /// # Panics
    /// Other columns, or columns that are not of one length.
    #[must_use]
    pub fn score(&self, columns: &[ContractColumn], most: usize) -> Vec<ScoredContract> {
        assert_eq!(columns.len(), self.columns.len(), "the columns of the fit");
        let told = columns.iter().zip(&self.columns);
        let told = told.map(|(column, known)| {
            let values = match (column, &known.words) {
                (ContractColumn::Numbers(numbers), _) => Values::Numbers(numbers.clone()),
                (ContractColumn::Words(words), known) => {
                    let known = known.clone().unwrap_or_default();
                    let code = |word: &String| {
                        let place = known.binary_search(word).unwrap_or(0);
                        u32::try_from(place).unwrap_or(0)
                    };
                    Values::Categories(words.iter().map(code).collect(), known.clone())
                }
            };
            Column {
                name: known.name.clone(),
                values,
            }
        });
        let table = Table::new(told.collect());
        let rows: Vec<usize> = (0..table.rows()).collect();
        let scores = self.model.log_odds(&table, &rows);
        rows.par_iter()
            .map(|&row| {
                let risk = probability(scores[row]);
                ScoredContract {
                    risk,
                    band: Band::of(risk),
                    drivers: self.drivers(&table, row, risk, columns, most),
                }
            })
            .collect()
    }

    /// The drivers of the risk of a contract, those with the greatest effect first.
    fn drivers(
        &self,
        table: &Table,
        row: usize,
        risk: f64,
        columns: &[ContractColumn],
        most: usize,
    ) -> Vec<Driver> {
        let effects = self.model.contributions(table, row);
        let mut drivers: Vec<Driver> = effects
            .into_iter()
            .zip(&self.columns)
            .zip(columns)
            .filter(|((effect, _), _)| effect.abs() > 1e-6)
            .map(|((effect, known), column)| Driver {
                column: known.name.clone(),
                value: column.value(row),
                effect,
                risk: risk - probability(log_odds(risk) - effect),
            })
            .collect();
        drivers.sort_by(|a, b| b.effect.abs().total_cmp(&a.effect.abs()));
        drivers.truncate(most);
        drivers
    }
}

/// A column of contracts that are to be told.
#[derive(Clone, Debug, PartialEq)]
pub enum ContractColumn {
    /// Numbers; what is missing is not a number (NaN).
    Numbers(Vec<f64>),
    /// Words; what is missing is empty.
    Words(Vec<String>),
}

impl ContractColumn {
    /// What a contract has in it.
    fn value(&self, row: usize) -> DriverValue {
        match self {
            Self::Numbers(numbers) if numbers[row].is_nan() => DriverValue::Unknown,
            Self::Numbers(numbers) => DriverValue::Number(numbers[row]),
            Self::Words(words) if words[row].is_empty() => DriverValue::Unknown,
            Self::Words(words) => DriverValue::Word(words[row].clone()),
        }
    }
}

/// The default classifier, fitted to some rows.
fn one(table: &Table, left: &[bool], rows: &[usize], seed: u64) -> Result<Model, ClassifyError> {
    let models = fit(table, left, rows, &[Family::DEFAULT], seed)?;
    models.into_iter().next().ok_or(ClassifyError::NoColumns)
}

/// The columns of a table, and the table with a place for words that are not known, before all others.
fn known(table: &Table) -> (Vec<Known>, Table) {
    let mut columns = Vec::new();
    let kept = table.columns().iter().map(|column| {
        let (values, words) = match &column.values {
            Values::Numbers(_) => (column.values.clone(), None),
            Values::Categories(codes, names) if names.first().is_some_and(String::is_empty) => {
                let values = Values::Categories(codes.clone(), names.clone());
                (values, Some(names.clone()))
            }
            Values::Categories(codes, names) => {
                let mut all = vec![String::new()];
                all.extend(names.iter().cloned());
                let codes = codes.iter().map(|code| code + 1).collect();
                (Values::Categories(codes, all.clone()), Some(all))
            }
        };
        columns.push(Known {
            name: column.name.clone(),
            words,
        });
        Column {
            name: column.name.clone(),
            values,
        }
    });
    let table = Table::new(kept.collect());
    (columns, table)
}
