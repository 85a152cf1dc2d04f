//! Classifiers by cross-validation on a table.

use std::time::Instant;

use rayon::prelude::*;
use serde::Serialize;

use crate::learn::classify::chosen::{self, Family};
use crate::learn::classify::quality::{
    Bin, auc, average_precision, calibration_error, confusion, reliability,
};
use crate::learn::classify::{Table, folds, probability};

use super::{TabularError, TabularFile};

/// What is to be told by what, and how it is measured.
#[derive(Clone, Debug)]
pub struct ClassifyTask<'a> {
    /// The column that is to be told.
    pub target: &'a str,
    /// Its value that counts as positive; otherwise the rarer of two.
    pub positive: Option<&'a str>,
    /// The models.
    pub families: &'a [Family],
    /// Parts of the cross-validation.
    pub folds: usize,
    /// Ways to part the rows; figures are means over them.
    pub seeds: u64,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct ClassifyReport {
    /// Rows.
    pub rows: usize,
    /// Rows that are positive.
    pub positives: usize,
    /// What counts as positive.
    pub positive: String,
    /// Columns that say nothing: one value throughout, or a text of its own for nearly every row.
    pub left_out: Vec<String>,
    /// The models.
    pub models: Vec<ClassifierReport>,
    /// Seconds for all of it.
    pub seconds: f64,
}

/// A model. AUC and average precision are means over the parts, then over the seeds; the rest is over all rows of the
/// first seed, each told by the model that had not seen it.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "standard terms")]
pub struct ClassifierReport {
    pub name: &'static str,
    /// Whether the product would use it.
    pub default: bool,
    pub auc: f64,
    /// The deviation of the AUC between parts.
    pub auc_sd: f64,
    pub average_precision: f64,
    pub accuracy: f64,
    pub ece: f64,
    pub confusion: [[usize; 2]; 2],
    /// The reliability plot.
    #[serde(skip)]
    pub reliability: Vec<Bin>,
}

/// The rows of a part with the log odds that each model gave them.
struct Part {
    rows: Vec<usize>,
    /// Per model.
    scores: Vec<Vec<f64>>,
}

/// Measures the models.
///
/// # Errors
/// The target is missing or has not two values, or there is too little to learn from.
pub fn bench_classify(
    file: &TabularFile,
    task: &ClassifyTask<'_>,
    progress: &(dyn Fn(&str, f64) + Sync),
) -> Result<ClassifyReport, TabularError> {
    let begun = Instant::now();
    let target = file.column(task.target)?;
    let (positive, labels) = labels(file, target, task.positive)?;
    let (table, left_out) = file.table_without(&[target])?;
    let positives = labels.iter().filter(|&&label| label).count();
    if positives.min(labels.len() - positives) < 3 * task.folds {
        let what = format!(
            "{positives} of {} rows are {positive}: too few for {} parts; each kind needs {} rows",
            labels.len(),
            task.folds,
            3 * task.folds
        );
        return Err(TabularError::Unfit(what));
    }
    let mut seeds = Vec::new();
    for seed in 0..task.seeds {
        let parts = folds(&labels, task.folds, seed);
        let done = std::sync::atomic::AtomicUsize::new(0);
        let measured = (0..task.folds).into_par_iter().map(|part| {
            let measured = measure(&table, &labels, &parts, part, task.families, seed);
            let done = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
            #[allow(clippy::cast_precision_loss, reason = "some parts")]
            let share = (seed as f64 + done as f64 / task.folds as f64) / task.seeds as f64;
            progress("cross-validation", share);
            measured
        });
        seeds.push(measured.collect::<Result<Vec<Part>, TabularError>>()?);
    }
    let models = (task.families.iter().enumerate())
        .map(|(model, &family)| report(family, model, &seeds, &labels))
        .collect();
    Ok(ClassifyReport {
        rows: labels.len(),
        positives,
        positive,
        left_out,
        models,
        seconds: begun.elapsed().as_secs_f64(),
    })
}

/// Fits to all other parts and scores this one.
fn measure(
    table: &Table,
    labels: &[bool],
    parts: &[usize],
    part: usize,
    families: &[Family],
    seed: u64,
) -> Result<Part, TabularError> {
    let (rows, rest): (Vec<usize>, Vec<usize>) =
        (0..labels.len()).partition(|&row| parts[row] == part);
    let fitted = chosen::fit(table, labels, &rest, families, seed)
        .map_err(|error| TabularError::Unfit(error.to_string()))?;
    Ok(Part {
        scores: fitted
            .iter()
            .map(|model| model.log_odds(table, &rows))
            .collect(),
        rows,
    })
}

/// The figures of a model.
#[allow(
    clippy::cast_precision_loss,
    reason = "rows are counted exactly up to 2^53"
)]
fn report(family: Family, model: usize, seeds: &[Vec<Part>], labels: &[bool]) -> ClassifierReport {
    let of = |part: &Part| -> Vec<bool> { part.rows.iter().map(|&row| labels[row]).collect() };
    let all = || seeds.iter().flatten();
    let aucs: Vec<f64> = all()
        .filter_map(|part| auc(&part.scores[model], &of(part)))
        .collect();
    let precisions: Vec<f64> = all()
        .filter_map(|part| average_precision(&part.scores[model], &of(part)))
        .collect();
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len().max(1) as f64;
    let (middle, count) = (mean(&aucs), aucs.len());
    let squares: f64 = aucs.iter().map(|auc| (auc - middle).powi(2)).sum();
    let mut chances = vec![0.0; labels.len()];
    for part in seeds.first().into_iter().flatten() {
        for (&row, &score) in part.rows.iter().zip(&part.scores[model]) {
            chances[row] = probability(score);
        }
    }
    let confusion = confusion(&chances, labels);
    ClassifierReport {
        name: family.name(),
        default: family == Family::DEFAULT,
        auc: middle,
        auc_sd: (squares / count.saturating_sub(1).max(1) as f64).sqrt(),
        average_precision: mean(&precisions),
        accuracy: (confusion[0][0] + confusion[1][1]) as f64 / labels.len() as f64,
        ece: calibration_error(&chances, labels),
        confusion,
        reliability: reliability(&chances, labels, 10),
    }
}

/// What counts as positive, and which rows are: `positive` where one is named, else yes, true or 1, or else the rarer of two.
///
/// # Errors
/// A row without a value, not two values, or no such value.
///
/// # Panics
/// There is no such column.
pub fn labels(
    file: &TabularFile,
    target: usize,
    positive: Option<&str>,
) -> Result<(String, Vec<bool>), TabularError> {
    let mut values: Vec<&str> = file.cells(target).collect();
    if let Some(row) = values.iter().position(|cell| cell.is_empty()) {
        return Err(file.wrong(row, target, "a value: every row needs the target"));
    }
    values.sort_unstable();
    let runs: Vec<(&str, usize)> = values
        .chunk_by(|a, b| a == b)
        .map(|run| (run[0], run.len()))
        .collect();
    let name = &file.heads[target];
    if runs.len() != 2 {
        let count = runs.len();
        let what = format!("column `{name}` has {count} values: a target has two");
        return Err(TabularError::Unfit(what));
    }
    let chosen = if let Some(wanted) = positive {
        runs.iter()
            .find(|(value, _)| value.eq_ignore_ascii_case(wanted))
            .map(|(value, _)| *value)
            .ok_or_else(|| {
                let what = format!(
                    "column `{name}` has no value `{wanted}`: it has {} and {}",
                    runs[0].0, runs[1].0
                );
                TabularError::Unfit(what)
            })?
    } else {
        let known = ["1", "yes", "true", "y"];
        let said = runs
            .iter()
            .find(|(value, _)| known.contains(&value.to_ascii_lowercase().as_str()));
        let rarer = if runs[0].1 < runs[1].1 {
            runs[0]
        } else {
            runs[1]
        };
        said.copied().unwrap_or(rarer).0
    };
    let labels = file.cells(target).map(|cell| cell == chosen).collect();
    Ok((chosen.to_owned(), labels))
}
