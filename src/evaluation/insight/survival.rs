//! Kaplan-Meier, the log-rank test and Cox's model on a table.

use std::collections::BTreeMap;
use std::time::Instant;

use serde::Serialize;

use crate::learn::classify::Values;
use crate::learn::survival::{
    Cox, Curve, LogRank, SurvivalError, Watched, concordance, log_rank, proportionality,
};

use super::{TabularError, TabularFile};

/// Which columns say what.
#[derive(Clone, Debug)]
pub struct SurvivalTask<'a> {
    /// How long somebody was watched.
    pub duration: &'a str,
    /// Whether it happened.
    pub event: &'a str,
    /// What sets them apart, for curves.
    pub group: Option<&'a str>,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct SurvivalReport {
    /// Rows.
    pub rows: usize,
    /// Rows to which it happened.
    pub events: usize,
    /// None where the file has no other column, or it cannot be fitted.
    pub cox: Option<CoxReport>,
    /// Why there is no Cox model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_cox: Option<String>,
    /// A curve for each group, or one for all.
    pub groups: Vec<GroupReport>,
    /// None without groups.
    pub log_rank: Option<LogRankReport>,
    /// The curves themselves.
    #[serde(skip)]
    pub curves: Vec<(String, Curve)>,
}

/// Cox's model.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "standard terms")]
pub struct CoxReport {
    pub coefficients: BTreeMap<String, CoefficientReport>,
    pub log_likelihood: f64,
    pub log_likelihood_null: f64,
    pub concordance: f64,
    /// Milliseconds of a fit, the median of five.
    pub fit_ms: f64,
    /// Columns that say nothing, or what others say already.
    pub left_out: Vec<String>,
    /// Rows without a value in some column.
    pub rows_left_out: usize,
}

/// What a column does to the hazard.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct CoefficientReport {
    /// The logarithm of the ratio of hazards.
    pub coef: f64,
    /// Its standard error.
    pub se: f64,
    /// How probable so great a change of it over time is where there is none (Grambsch and Therneau).
    pub proportional_p: f64,
}

/// A group's curve in one line.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "plain words")]
pub struct GroupReport {
    pub name: String,
    pub n: usize,
    pub events: usize,
    /// None where it happened to fewer than half.
    pub median: Option<f64>,
}

/// Whether groups differ.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "standard terms")]
pub struct LogRankReport {
    pub chi2: f64,
    pub df: usize,
    pub p: f64,
}

/// Fits all of it.
///
/// # Errors
/// A column is missing, or a duration or event is not one.
pub fn bench_survival(
    file: &TabularFile,
    task: &SurvivalTask<'_>,
) -> Result<SurvivalReport, TabularError> {
    let duration = file.column(task.duration)?;
    let event = file.column(task.event)?;
    let group = task.group.map(|name| file.column(name)).transpose()?;
    let times = file.whole_numbers(duration)?;
    let happened = file.flags(event)?;
    if let Some(row) = times.iter().position(|&time| time < 0.0) {
        return Err(file.wrong(row, duration, "a time of 0 or more"));
    }
    let people: Vec<Watched> = times
        .into_iter()
        .zip(happened)
        .map(|(time, happened)| Watched { time, happened })
        .collect();
    let unfit = |error: SurvivalError| TabularError::Unfit(error.to_string());
    let (names, of) = groups(file, group);
    let mut curves = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let own: Vec<Watched> = (people.iter().zip(&of))
            .filter(|&(_, &group)| group == number)
            .map(|(person, _)| *person)
            .collect();
        curves.push((name.clone(), Curve::fit(&own, 0.95).map_err(unfit)?));
    }
    let rank = log_rank(&people, &of).map_err(unfit)?;
    let others = (0..file.heads.len()).filter(|&column| column != duration && column != event);
    let (cox, without_cox) = match cox(file, &people, others) {
        Ok(cox) => (Some(cox), None),
        Err(why) => (None, Some(why)),
    };
    Ok(SurvivalReport {
        rows: people.len(),
        events: people.iter().filter(|person| person.happened).count(),
        cox,
        without_cox,
        groups: curves
            .iter()
            .map(|(name, curve)| GroupReport {
                name: name.clone(),
                n: curve.people,
                events: curve.events,
                median: curve.median(),
            })
            .collect(),
        log_rank: group
            .and(rank)
            .map(|LogRank { chi2, df, p }| LogRankReport { chi2, df, p }),
        curves,
    })
}

/// The names of the groups, in order, and the group of each row.
fn groups(file: &TabularFile, group: Option<usize>) -> (Vec<String>, Vec<usize>) {
    let Some(column) = group else {
        return (vec!["all".to_owned()], vec![0; file.rows.len()]);
    };
    let mut names: Vec<&str> = file.cells(column).collect();
    let by_number = |a: &&str, b: &&str| match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        _ => a.cmp(b),
    };
    names.sort_by(by_number);
    names.dedup();
    let of = file.cells(column);
    let of = of.map(|cell| names.iter().position(|&name| name == cell).unwrap_or(0));
    (
        names.iter().map(|&name| name.to_owned()).collect(),
        of.collect(),
    )
}

/// Cox's model on all other columns: categories become a column for each but the first; a column that the others tell
/// already is left out.
fn cox(
    file: &TabularFile,
    people: &[Watched],
    columns: impl Iterator<Item = usize>,
) -> Result<CoxReport, String> {
    let mut left_out = Vec::new();
    let mut parts: Vec<(String, Vec<f64>)> = Vec::new();
    for column in columns {
        match file.values(column) {
            None => left_out.push(file.heads[column].clone()),
            Some(known) => match known.values {
                Values::Numbers(numbers) => parts.push((known.name, numbers)),
                Values::Categories(codes, names) => {
                    for (number, name) in (0_u32..).zip(&names).skip(1) {
                        let is = |&code: &u32| f64::from(u8::from(code == number));
                        let flags = codes.iter().map(is).collect();
                        parts.push((format!("{}={name}", known.name), flags));
                    }
                }
            },
        }
    }
    if parts.is_empty() {
        return Err("the file has no other column that tells the rows apart".to_owned());
    }
    let whole: Vec<usize> = (0..people.len())
        .filter(|&row| parts.iter().all(|(_, values)| !values[row].is_nan()))
        .collect();
    let own: Vec<Watched> = whole.iter().map(|&row| people[row]).collect();
    let (model, rows) = loop {
        let rows: Vec<Vec<f64>> = whole
            .iter()
            .map(|&row| parts.iter().map(|(_, values)| values[row]).collect())
            .collect();
        match Cox::fit(&own, &rows) {
            Ok(model) => break (model, rows),
            Err(SurvivalError::Redundant { column } | SurvivalError::Separated { column })
                if parts.len() > 1 =>
            {
                left_out.push(parts.remove(column).0);
            }
            Err(error) => return Err(error.to_string()),
        }
    };
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let begun = Instant::now();
            let _ = std::hint::black_box(Cox::fit(&own, &rows));
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let risks: Vec<f64> = rows.iter().map(|row| model.risk(row)).collect();
    let tests = proportionality(&model, &own, &rows);
    let coefficients = parts.iter().zip(&model.coefficients).zip(tests);
    Ok(CoxReport {
        coefficients: coefficients
            .map(|(((name, _), coefficient), test)| {
                let report = CoefficientReport {
                    coef: coefficient.value,
                    se: coefficient.error,
                    proportional_p: test.p,
                };
                (name.clone(), report)
            })
            .collect(),
        log_likelihood: model.log_likelihood,
        log_likelihood_null: model.log_likelihood_null,
        concordance: concordance(&own, &risks).unwrap_or(0.5),
        fit_ms: times[times.len() / 2],
        left_out,
        rows_left_out: people.len() - own.len(),
    })
}
