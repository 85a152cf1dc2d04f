//! Forecasts of a file of series, against what came.

use std::collections::BTreeMap;
use std::time::Instant;

use rayon::prelude::*;
use serde::Serialize;

use crate::learn::forecast::network::{SeriesNetwork, SeriesNetworkSettings};
use crate::learn::forecast::{Method, choose, forecast, smape};

use super::{TabularError, TabularFile};

/// A file of series.
#[derive(Clone, Debug)]
pub struct SeriesFile {
    series: Vec<Series>,
}

/// One of them.
#[derive(Clone, Debug)]
struct Series {
    line: u64,
    name: String,
    /// The name of its period, as the file writes it.
    period: String,
    /// Values until a season comes again.
    season: usize,
    train: Vec<f64>,
    test: Vec<f64>,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct ForecastReport {
    /// How many series.
    pub series: usize,
    /// How many of each period.
    pub periods: BTreeMap<String, usize>,
    /// The methods.
    pub methods: Vec<MethodReport>,
    /// How often each method was chosen.
    pub chosen: BTreeMap<String, usize>,
    /// Seconds for all of it.
    pub seconds: f64,
}

/// How wrong a method was.
#[derive(Clone, Debug, Serialize)]
pub struct MethodReport {
    /// What it is called.
    pub name: String,
    /// Whether the product would use it.
    pub default: bool,
    /// The symmetric mean absolute percentage error, the mean over the series of a period, and over all.
    pub smape: BTreeMap<String, f64>,
}

/// Reads columns `id`, `period`, `train` and `test`, values separated by blanks; `h`, where there is one, must be the
/// number of test values.
///
/// # Errors
/// A column is missing, or a cell cannot be.
pub fn read_series(file: &TabularFile) -> Result<SeriesFile, TabularError> {
    let [id, period, train, test] = ["id", "period", "train", "test"].map(|name| file.column(name));
    let (id, period, train, test) = (id?, period?, train?, test?);
    let horizon = file.column("h").ok();
    let mut series = Vec::new();
    for (row, cells) in file.rows.iter().enumerate() {
        let values = |column: usize| -> Result<Vec<f64>, TabularError> {
            let cells = cells[column].split_whitespace();
            let numbers: Option<Vec<f64>> = cells
                .map(|cell| cell.parse().ok().filter(|value: &f64| value.is_finite()))
                .collect();
            numbers
                .filter(|numbers| !numbers.is_empty())
                .ok_or_else(|| file.wrong(row, column, "numbers separated by blanks"))
        };
        let test_values = values(test)?;
        if let Some(column) = horizon
            && cells[column].parse().ok() != Some(test_values.len())
        {
            return Err(file.wrong(row, column, "the number of test values"));
        }
        let season = season(&cells[period]).ok_or_else(|| {
            let wanted =
                "yearly, quarterly, monthly, weekly, daily, hourly, other or a number of values";
            file.wrong(row, period, wanted)
        })?;
        series.push(Series {
            line: file.lines[row],
            name: cells[id].clone(),
            period: cells[period].clone(),
            season,
            train: values(train)?,
            test: test_values,
        });
    }
    Ok(SeriesFile { series })
}

/// Values until a season comes again.
fn season(period: &str) -> Option<usize> {
    Some(match period.to_ascii_lowercase().as_str() {
        "yearly" | "other" => 1,
        "quarterly" => 4,
        "monthly" => 12,
        "weekly" => 52,
        "daily" => 7,
        "hourly" => 24,
        number => number.parse().ok().filter(|&values| values > 0)?,
    })
}

/// What the errors of one series are: of each method, of the chosen one, and which that was.
type Errors = (Vec<f64>, f64, String);

/// Forecasts every series by every method and by the one chosen for it, of the train part alone.
///
/// # Errors
/// A series that cannot be forecast.
pub fn bench_forecast(
    file: &SeriesFile,
    progress: &(dyn Fn(&str, f64) + Sync),
) -> Result<ForecastReport, TabularError> {
    let begun = Instant::now();
    let done = std::sync::atomic::AtomicUsize::new(0);
    let all = file.series.len();
    let errors: Vec<Errors> = file
        .series
        .par_iter()
        .map(|series| {
            let errors = errors(series);
            let done = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
            #[allow(clippy::cast_precision_loss, reason = "a share")]
            progress("forecasting", done as f64 / all as f64);
            errors
        })
        .collect::<Result<_, _>>()?;
    let mut periods: BTreeMap<String, usize> = BTreeMap::new();
    let mut chosen: BTreeMap<String, usize> = BTreeMap::new();
    for (series, (_, _, name)) in file.series.iter().zip(&errors) {
        *periods.entry(series.period.clone()).or_default() += 1;
        *chosen.entry(name.clone()).or_default() += 1;
    }
    let report = |name: &str, default: bool, of: &dyn Fn(usize) -> f64| {
        let mean = |period: Option<&str>| {
            let own = file.series.iter().enumerate();
            let own = own.filter(|(_, series)| period.is_none_or(|period| series.period == period));
            let values: Vec<f64> = own.map(|(place, _)| of(place)).collect();
            #[allow(clippy::cast_precision_loss, reason = "some series")]
            let count = values.len().max(1) as f64;
            values.iter().sum::<f64>() / count
        };
        let mut smape: BTreeMap<String, f64> = periods
            .keys()
            .map(|period| (period.clone(), mean(Some(period))))
            .collect();
        smape.insert("all".to_owned(), mean(None));
        MethodReport {
            name: name.to_owned(),
            default,
            smape,
        }
    };
    let mut methods: Vec<MethodReport> = Method::ALL
        .iter()
        .enumerate()
        .map(|(at, method)| report(method.name(), false, &|place| errors[place].0[at]))
        .collect();
    progress("recurrent network", 0.0);
    if let Some(network) = by_network(&file.series) {
        methods.push(report("lstm", false, &|place| network[place]));
    }
    methods.push(report("chosen", true, &|place| errors[place].1));
    Ok(ForecastReport {
        series: all,
        periods,
        methods,
        chosen,
        seconds: begun.elapsed().as_secs_f64(),
    })
}

/// The error of each series by a network that learns from the train parts of all series of a season and horizon; none
/// where it cannot be fitted.
fn by_network(series: &[Series]) -> Option<Vec<f64>> {
    let mut errors = vec![0.0; series.len()];
    let mut kinds: Vec<(usize, usize)> = series
        .iter()
        .map(|series| (series.season, series.test.len()))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    for (season, h) in kinds {
        let own: Vec<usize> = (0..series.len())
            .filter(|&place| series[place].season == season && series[place].test.len() == h)
            .collect();
        let trains: Vec<Vec<f64>> = own.iter().map(|&at| series[at].train.clone()).collect();
        let settings = SeriesNetworkSettings::of(season);
        let network = SeriesNetwork::fit(&trains, season, h, settings, 0).ok()?;
        for &place in &own {
            let forecast = network.forecast(&series[place].train).ok()?;
            errors[place] = smape(&series[place].test, &forecast);
        }
    }
    Some(errors)
}

fn errors(series: &Series) -> Result<Errors, TabularError> {
    let h = series.test.len();
    let unfit = |error: &dyn std::fmt::Display| {
        let Series { line, name, .. } = series;
        TabularError::Unfit(format!("line {line}, series `{name}`: {error}"))
    };
    let mut methods = Vec::new();
    for method in Method::ALL {
        let forecast =
            forecast(method, &series.train, series.season, h).map_err(|error| unfit(&error))?;
        methods.push(smape(&series.test, &forecast.points));
    }
    let chosen = choose(&series.train, series.season, h).map_err(|error| unfit(&error))?;
    let error = smape(&series.test, &chosen.forecast.points);
    Ok((methods, error, chosen.method.name().to_owned()))
}
