//! Which method foretells a demand.

use serde::Serialize;

use crate::learn::forecast::network::{foretell, trial};
use crate::learn::forecast::{Forecast, ForecastError, choose};

/// The values of a season: the weeks of a year.
const YEAR: usize = 52;
/// Seasons that must lie before the first place from which methods are tried, and weeks for some such places besides;
/// with less a season is not told from chance.
const SEASONS: usize = 3;
/// Weeks between the first and the last such place, at least.
const PLACES: usize = 8;
/// Other series that the recurrent network learns from beside, those with the most pieces: at least, and at most.
const BESIDE: (usize, usize) = (3, 11);
/// Weeks of all of them together that it learns from, about: of more it would not be done in a few seconds.
const ALL_WEEKS: usize = 1_200;
/// The seed of the network.
const SEED: u64 = 52;

/// A method that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Tried {
    /// What it is called.
    pub name: &'static str,
    /// Its mean error over past weeks from which it foretold what came next: the symmetric percentage error, 0 to 200.
    pub error: f64,
    /// Whether it is the one that foretells.
    pub chosen: bool,
}

/// What was found.
pub(super) struct Found {
    pub(super) method: &'static str,
    pub(super) forecast: Forecast,
    pub(super) origins: usize,
    pub(super) tried: Vec<Tried>,
    pub(super) without_lstm: Option<String>,
}

/// Tries all methods on the weeks of a demand, and forecasts with the best. The recurrent network learns from the series
/// beside too; it is chosen where it is clearly better than the combination of the others, as any single method is.
pub(super) fn find(
    history: &[f64],
    beside: &[Vec<f64>],
    weeks: usize,
) -> Result<Found, ForecastError> {
    let season = if history.len() >= SEASONS * YEAR + weeks + PLACES {
        YEAR
    } else {
        1
    };
    let chosen = choose(history, season, weeks)?;
    let tried = trial(history, beside, season, weeks, SEED);
    let told = tried
        .as_ref()
        .ok()
        .filter(|trial| chosen.gives_way_to(trial.error));
    let told = told.and_then(|trial| foretell(trial, history, beside, season, SEED).ok());
    let (method, forecast) = match told {
        Some(forecast) => (LSTM, forecast),
        None => (chosen.method.name(), chosen.forecast),
    };
    let errors = chosen.errors.iter();
    let errors = errors.map(|&(method, error)| (method.name(), error));
    let errors = errors.chain(tried.as_ref().ok().map(|trial| (LSTM, trial.error)));
    let mut tried_all: Vec<Tried> = errors
        .map(|(name, error)| Tried {
            name,
            error,
            chosen: name == method,
        })
        .collect();
    tried_all.sort_by(|a, b| a.error.total_cmp(&b.error));
    Ok(Found {
        method,
        forecast,
        origins: chosen.origins,
        tried: tried_all,
        without_lstm: tried.err().map(|error| error.to_string()),
    })
}

/// What the recurrent network is called.
const LSTM: &str = "lstm";

/// Weekly series of products out of their product, week and pieces: those with the most pieces, each from its first week
/// with an order on.
pub(super) fn series(sold: &[(i64, i64, i64)], length: usize) -> Vec<Vec<f64>> {
    let mut all: Vec<(i64, Vec<f64>)> = sold
        .chunk_by(|a, b| a.0 == b.0)
        .map(|own| {
            let first = own.iter().map(|&(_, week, _)| week).min().unwrap_or(0);
            let first = usize::try_from(first).unwrap_or(0).min(length);
            let mut weeks = vec![0.0; length - first];
            for &(_, week, pieces) in own {
                let place = usize::try_from(week)
                    .ok()
                    .and_then(|at| at.checked_sub(first));
                #[allow(clippy::cast_precision_loss, reason = "pieces of a week")]
                if let Some(sum) = place.and_then(|place| weeks.get_mut(place)) {
                    *sum += pieces as f64;
                }
            }
            (own.iter().map(|&(.., pieces)| pieces).sum(), weeks)
        })
        .collect();
    all.sort_by_key(|&(pieces, _)| std::cmp::Reverse(pieces));
    all.truncate((ALL_WEEKS / length.max(1)).clamp(BESIDE.0, BESIDE.1));
    all.into_iter().map(|(_, weeks)| weeks).collect()
}
