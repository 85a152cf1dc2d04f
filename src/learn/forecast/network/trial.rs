//! The network as one of the methods that are tried on a series.

use super::{SeriesNetwork, SeriesNetworkError, SeriesNetworkSettings};
use crate::learn::forecast::choosing::origins;
use crate::learn::forecast::{Forecast, smape};

/// What the network did from the places within a series that every method is tried from.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Its mean error over them, from 0 to 200, as [`smape`] has it.
    pub error: f64,
    /// How many places there were.
    pub origins: usize,
    /// The deviation of its errors for each value to come, never smaller than for the one before.
    deviations: Vec<f64>,
}

/// What is learnt with: small enough to be tried while somebody waits.
fn settings() -> SeriesNetworkSettings {
    SeriesNetworkSettings {
        window: 13,
        rounds: 30,
        patience: 6,
        batch: 32,
        networks: 3,
        ..SeriesNetworkSettings::of(1)
    }
}

/// Tries the network on a series, from the origins that [`choose`](super::super::choose) has for it. It is fitted once, to
/// what lies before the first origin, so that it knows nothing of what it is to foretell; `beside` are other series that
/// end where this one does, which it learns from likewise.
///
/// # Errors
/// Too short to be tried, or too little to learn from before the first origin.
pub fn trial(
    series: &[f64],
    beside: &[Vec<f64>],
    period: usize,
    h: usize,
    seed: u64,
) -> Result<Trial, SeriesNetworkError> {
    let origins = origins(series.len(), period, h);
    let Some(&first) = origins.last() else {
        let values = series.len();
        return Err(SeriesNetworkError::Short { values });
    };
    let network = fitted(series, beside, series.len() - first, (period, h), seed)?;
    let (mut errors, mut squares) = (0.0, vec![0.0; h]);
    for &origin in &origins {
        let (before, after) = (&series[..origin], &series[origin..origin + h]);
        let told = network.forecast(before)?;
        errors += smape(after, &told);
        for (sum, (actual, told)) in squares.iter_mut().zip(after.iter().zip(&told)) {
            *sum += (actual - told).powi(2);
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "some origins")]
    let count = origins.len() as f64;
    let mut widest = 0.0_f64;
    let deviations = squares.iter().map(|sum| {
        widest = widest.max((sum / count).sqrt());
        widest
    });
    Ok(Trial {
        error: errors / count,
        origins: origins.len(),
        deviations: deviations.collect(),
    })
}

/// What the network foretells of a series, fitted to all of it and of the others; as unsure as its errors in the trial were.
///
/// # Errors
/// As [`trial`].
pub fn foretell(
    trial: &Trial,
    series: &[f64],
    beside: &[Vec<f64>],
    period: usize,
    seed: u64,
) -> Result<Forecast, SeriesNetworkError> {
    let h = trial.deviations.len();
    let network = fitted(series, beside, 0, (period, h), seed)?;
    Ok(Forecast::new(
        network.forecast(series)?,
        trial.deviations.clone(),
    ))
}

/// A network that learnt from all series without their newest values.
fn fitted(
    series: &[f64],
    beside: &[Vec<f64>],
    without: usize,
    (period, h): (usize, usize),
    seed: u64,
) -> Result<SeriesNetwork, SeriesNetworkError> {
    let all = std::iter::once(series).chain(beside.iter().map(Vec::as_slice));
    let older = all.filter(|of| of.len() > without);
    let older: Vec<Vec<f64>> = older.map(|of| of[..of.len() - without].to_vec()).collect();
    SeriesNetwork::fit(&older, period, h, settings(), seed)
}
