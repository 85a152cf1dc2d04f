//! The model of contracts on files: fitted to one, telling another.

use std::fmt::Write as _;

use anyhow::Result;
use sha2::{Digest, Sha256};

use super::Books;
use crate::clock::Timestamp;
use crate::evaluation::{TabularError, TabularFile, labels};
use crate::insights::churn::{Contract, ContractColumn, ContractNames, ScoredContract};
use crate::learn::classify::Table;

/// Drivers that are told of a contract.
const DRIVERS: usize = 3;
/// The seed of everything that is drawn.
const SEED: u64 = 20_261_127;

/// Which columns of a table say what.
#[derive(Clone, Debug)]
pub struct ContractTask<'a> {
    /// What became of a contract.
    pub target: &'a str,
    /// What that says of one that was left; otherwise yes, true or 1, or the rarer of two.
    pub positive: Option<&'a str>,
    /// Whose it is.
    pub key: Option<&'a str>,
}

/// A contract of a file, told.
#[derive(Clone, Debug)]
pub struct ScoredRow {
    /// Whose it is; its line where no column says so.
    pub key: String,
    /// Where it stands in the file.
    pub line: u64,
    /// What is told.
    pub scored: ScoredContract,
}

/// Fits the model of contracts to a file and keeps it; with the number of its version and the columns that tell nothing.
///
/// # Errors
/// A column is missing or the target has not two values; too few contracts that were left; the database fails.
pub async fn train_contracts(
    books: &Books,
    file: &TabularFile,
    task: &ContractTask<'_>,
    now: Timestamp,
) -> Result<(Contract, i64, Vec<String>)> {
    let target = file.column(task.target)?;
    let key = task.key.map(|name| file.column(name)).transpose()?;
    let (positive, left) = labels(file, target, task.positive)?;
    let (mut columns, mut left_out) = (Vec::new(), Vec::new());
    for column in (0..file.heads.len()).filter(|&at| at != target && Some(at) != key) {
        match file.values(column) {
            Some(values) => columns.push(values),
            None => left_out.push(file.heads[column].clone()),
        }
    }
    if columns.is_empty() {
        let what = "the file has no other column that tells the rows apart".to_owned();
        return Err(TabularError::Unfit(what).into());
    }
    let names = ContractNames {
        target: file.heads[target].clone(),
        positive,
        key: key.map(|column| file.heads[column].clone()),
    };
    let table = Table::new(columns);
    let contract = tokio::task::block_in_place(|| Contract::fit(&table, &left, names, SEED))?;
    let fingerprint = fingerprint(file);
    let number = books
        .advisor
        .keep_contract(&contract, fingerprint, now)
        .await?;
    Ok((contract, number, left_out))
}

/// Tells the contracts of a file by the model that was fitted last, the greatest risk first.
///
/// # Errors
/// No model was fitted; a column is missing, or has no number where the model knows numbers; the database fails.
pub async fn score_contracts(
    books: &Books,
    file: &TabularFile,
) -> Result<(Contract, Vec<ScoredRow>)> {
    let contract = books.advisor.contract().await?;
    let mut columns = Vec::new();
    for (name, numbers) in contract.columns() {
        let column = file.column(name)?;
        columns.push(if numbers {
            ContractColumn::Numbers(file.numbers(column)?)
        } else {
            ContractColumn::Words(file.cells(column).map(str::to_owned).collect())
        });
    }
    let key = contract.names.key.as_deref();
    let key = key.map(|name| file.column(name)).transpose()?;
    let scored = tokio::task::block_in_place(|| contract.score(&columns, DRIVERS));
    let rows = scored.into_iter().enumerate().map(|(row, scored)| {
        let line = file.lines[row];
        ScoredRow {
            key: key.map_or_else(|| format!("line {line}"), |key| file.rows[row][key].clone()),
            line,
            scored,
        }
    });
    let mut rows: Vec<ScoredRow> = rows.collect();
    rows.sort_by(|a, b| b.scored.risk.total_cmp(&a.scored.risk));
    Ok((contract, rows))
}

/// Stands for the cells of a file.
fn fingerprint(file: &TabularFile) -> String {
    let mut hash = Sha256::new();
    for cells in std::iter::once(&file.heads).chain(&file.rows) {
        for cell in cells {
            hash.update(cell.as_bytes());
            hash.update([0]);
        }
    }
    let bytes = hash.finalize();
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
