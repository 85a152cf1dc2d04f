//! Uplift on a table of a trial: what a treatment changes and for whom, each row told by models that had not seen it.

use std::time::Instant;

use serde::Serialize;

use crate::learn::uplift::{Base, Curves, Interval, Learner, Point, Trial, UpliftError, cross_fit};

use super::{TabularError, TabularFile, labels};

/// Which columns say what, and how it is measured.
#[derive(Clone, Debug)]
pub struct UpliftTask<'a> {
    /// The column that says who was treated.
    pub treatment: &'a str,
    /// Its value that means so; without it 1, true or yes.
    pub treated: Option<&'a str>,
    /// The column that says with whom it came about; it has two values.
    pub outcome: &'a str,
    /// Its value that means so; without it 1, true or yes, or else the rarer one.
    pub positive: Option<&'a str>,
    /// Parts of the cross-fitting.
    pub folds: usize,
    /// Resamples of the bootstrap.
    pub resamples: usize,
    /// What all draws come from.
    pub seed: u64,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct UpliftReport {
    /// Rows.
    pub rows: usize,
    /// Rows that were treated.
    pub treated: usize,
    /// The share of the treated with the outcome.
    pub rate_treated: f64,
    /// The share of the untreated with it.
    pub rate_untreated: f64,
    /// The difference: the mean effect of the treatment.
    pub effect: f64,
    /// Its standard error.
    pub effect_se: f64,
    /// Columns that say nothing: one value throughout, or a text of its own for nearly every row.
    pub left_out: Vec<String>,
    /// The learners.
    pub learners: Vec<LearnerReport>,
    /// What learns no uplift: the response with the treatment, and what a ranking by lot comes to.
    pub baselines: Vec<LearnerReport>,
    /// Seconds for all of it.
    pub seconds: f64,
}

/// A learner's ranking: the measures are defined at [`Curves`]; errors and 95 % intervals by the bootstrap.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "standard terms")]
pub struct LearnerReport {
    pub name: &'static str,
    /// Whether the product would use it.
    pub default: bool,
    /// The Qini coefficient: the Qini area over that of the best order in hindsight.
    pub qini: f64,
    pub qini_se: f64,
    pub qini_interval: [f64; 2],
    /// Outcomes per row treated.
    pub qini_area: f64,
    pub qini_area_se: f64,
    /// Outcomes per row.
    pub auuc: f64,
    pub auuc_se: f64,
    pub auuc_interval: [f64; 2],
    /// About 20 points of the curves, as shares of the rows, uplift, Qini.
    pub curve: Vec<[f64; 3]>,
}

/// Points of a curve that are told.
const POINTS: f64 = 20.0;

/// Measures the learners on a trial.
///
/// # Errors
/// A column is missing or says something else, or there is too little to learn from.
#[allow(
    clippy::cast_precision_loss,
    reason = "rows are counted exactly up to 2^53"
)]
pub fn bench_uplift(
    file: &TabularFile,
    task: &UpliftTask<'_>,
    progress: &(dyn Fn(&str, f64) + Sync),
) -> Result<UpliftReport, TabularError> {
    let begun = Instant::now();
    let treatment = file.column(task.treatment)?;
    let outcome = file.column(task.outcome)?;
    if treatment == outcome {
        let what = format!("column `{}` cannot be both", file.heads[outcome]);
        return Err(TabularError::Unfit(what));
    }
    let treated = match task.treated {
        Some(value) => labels(file, treatment, Some(value))?.1,
        None => file.flags(treatment)?,
    };
    let responded = match task.positive {
        Some(value) => labels(file, outcome, Some(value))?.1,
        None => (file.flags(outcome)).or_else(|_| labels(file, outcome, None).map(|of| of.1))?,
    };
    let (table, left_out) = file.table_without(&[treatment, outcome])?;
    let count = treated.iter().filter(|&&treated| treated).count();
    let share = count as f64 / treated.len() as f64;
    if count == 0 || count == treated.len() {
        let what = format!(
            "column `{}` treats {count} of {} rows: a trial has both kinds",
            file.heads[treatment],
            treated.len()
        );
        return Err(TabularError::Unfit(what));
    }
    let propensity = vec![share; treated.len()];
    let trial = Trial {
        table: &table,
        treated: &treated,
        responded: &responded,
        propensity: &propensity,
    };
    let unfit = |error: UpliftError| TabularError::Unfit(error.to_string());
    let outcomes: Vec<f64> = (responded.iter())
        .map(|&responded| f64::from(u8::from(responded)))
        .collect();
    let mut reports = Vec::new();
    let response = Learner::Response(Base::Boosted);
    let learners: Vec<Learner> = Learner::ALL.into_iter().chain([response]).collect();
    for (at, &learner) in learners.iter().enumerate() {
        progress("cross-fitting", at as f64 / learners.len() as f64);
        let scores = cross_fit(learner, &trial, task.folds, task.seed).map_err(unfit)?;
        let curves = Curves::of(&scores, &treated, &outcomes).map_err(unfit)?;
        reports.push(measured(learner.name(), &curves, task));
    }
    progress("cross-fitting", 1.0);
    for (report, learner) in reports.iter_mut().zip(&learners) {
        report.default = *learner == Learner::DEFAULT;
    }
    let mut baselines: Vec<LearnerReport> = reports.split_off(Learner::ALL.len());
    let even = Curves::of(&vec![0.0; treated.len()], &treated, &outcomes).map_err(unfit)?;
    baselines.push(measured("lot", &even, task));
    let rate = |wanted: bool| {
        let arm = treated.iter().zip(&outcomes);
        let own = arm.filter(|(treated, _)| **treated == wanted);
        let (rows, sum) = own.fold((0.0, 0.0), |(n, sum), (_, y)| (n + 1.0, sum + y));
        (sum / rows, rows)
    };
    let ((with, of_with), (without, of_without)) = (rate(true), rate(false));
    let variance = with * (1.0 - with) / of_with + without * (1.0 - without) / of_without;
    Ok(UpliftReport {
        rows: treated.len(),
        treated: count,
        rate_treated: with,
        rate_untreated: without,
        effect: with - without,
        effect_se: variance.sqrt(),
        left_out,
        learners: reports,
        baselines,
        seconds: begun.elapsed().as_secs_f64(),
    })
}

fn measured(name: &'static str, curves: &Curves, task: &UpliftTask<'_>) -> LearnerReport {
    let intervals = curves.intervals(task.resamples, 0.95, task.seed);
    let ends = |interval: Interval| [interval.low, interval.high];
    let mut curve: Vec<[f64; 3]> = Vec::new();
    let mut next = 0.0;
    for Point {
        share,
        uplift,
        qini,
    } in curves.points()
    {
        if share + 1e-9 >= next {
            curve.push([share, uplift, qini]);
            next = ((share * POINTS).floor() + 1.0) / POINTS;
        }
    }
    LearnerReport {
        name,
        default: false,
        qini: curves.qini(),
        qini_se: intervals.qini.error,
        qini_interval: ends(intervals.qini),
        qini_area: curves.qini_area(),
        qini_area_se: intervals.qini_area.error,
        auuc: curves.auuc(),
        auuc_se: intervals.auuc.error,
        auuc_interval: ends(intervals.auuc),
        curve,
    }
}
