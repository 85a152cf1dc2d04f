//! One recurrent network for many series: what they have in common is learnt from all of them together (a global model;
//! Smyl 2020, Hewamalage, Bergmeir and Bandara 2021).
//!
//! A series that is above 0 is taken by its logarithms, any other by its mean size; its season is taken off. A window of
//! the newest values, less the last and divided by the mean size of its steps, is read by a long short-term memory and by a
//! line past it, which together foretell all values to come at once. Several networks are trained, each stopped early on
//! other series that it does not learn from, and the mean of what they foretell is taken.

mod level;
mod trial;

use candle_core::{Result as Computed, Tensor};
use rayon::prelude::*;

use crate::learn::Draws;
use crate::learn::sequence::{
    Course, Dropout, Examples, Weights, learn, memory, memory_weights, processor, spread, wrong,
};

use level::Level;

pub use trial::{Trial, foretell, trial};

/// The series are split into so many parts, of which a network holds one out.
const PARTS: usize = 10;
/// A window has at least so many values, where it is learnt from.
const SHORTEST: usize = 6;
/// The fewest windows that anything is learnt from.
const WINDOWS_NEEDED: usize = 100;
/// The fewest values of a series that is forecast.
const VALUES_NEEDED: usize = 3;
/// Steps of a window are not taken to be smaller, as a share of the level.
const SMALLEST: f64 = 0.001;
/// A step of more than so many mean steps counts as so many.
const FARTHEST: f64 = 5.0;
/// Numbers of a place of a window: the step to it, how far it is from the last value, and 1.
const NUMBERS: usize = 3;

/// What networks are made and trained with.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesNetworkSettings {
    /// The newest values of a series that are read.
    pub window: usize,
    /// Numbers that are kept of what was read.
    pub width: usize,
    /// The share of them that is left out at random while it learns, from 0 to below 1.
    pub dropout: f32,
    /// Times that all windows are gone through, at most.
    pub rounds: usize,
    /// Rounds without a better loss of the series held out after which training stops.
    pub patience: usize,
    /// Windows that one step of training learns from.
    pub batch: usize,
    /// The rate of learning at its highest: it rises over the first round and falls as a half cosine.
    pub rate: f64,
    /// What of a weight decays in a step of training, times the rate.
    pub decay: f64,
    /// How many networks.
    pub networks: usize,
}

impl SeriesNetworkSettings {
    /// What does well for series with a season of so many values.
    #[must_use]
    pub fn of(period: usize) -> Self {
        Self {
            window: (2 * period).clamp(8, 30),
            width: 16,
            dropout: 0.1,
            rounds: 12,
            patience: 4,
            batch: 128,
            rate: 0.005,
            decay: 0.05,
            networks: 8,
        }
    }

    /// What of these settings cannot be, in words.
    fn wrong(&self) -> Option<String> {
        let sizes = [self.width, self.rounds, self.batch, self.networks];
        if sizes.contains(&0) {
            return Some("width, rounds, batch and networks are at least 1".to_owned());
        }
        if self.window < SHORTEST {
            return Some(format!("a window of {} is below {SHORTEST}", self.window));
        }
        wrong(self.dropout, self.rate)
    }
}

/// Why no network can be fitted or used.
#[derive(Debug, thiserror::Error)]
pub enum SeriesNetworkError {
    /// A setting that cannot be.
    #[error("{0}")]
    Settings(String),
    /// Too little to learn from.
    #[error("the series have {windows} windows to learn from, {WINDOWS_NEEDED} are needed")]
    FewWindows {
        /// How many there are.
        windows: usize,
    },
    /// A series that is too short to be forecast.
    #[error("a series of {values} values is too short, {VALUES_NEEDED} are needed")]
    Short {
        /// How many it has.
        values: usize,
    },
    /// A series with a value that is not finite.
    #[error("a value of the series is not finite")]
    NotFinite,
    /// The numbers could not be computed: memory, or the device.
    #[error(transparent)]
    Tensors(#[from] candle_core::Error),
}

/// Fitted networks.
#[derive(Clone, Debug)]
pub struct SeriesNetwork {
    settings: SeriesNetworkSettings,
    period: usize,
    h: usize,
    networks: Vec<Weights>,
}

impl SeriesNetwork {
    /// Fits to series of one kind, the oldest value of each first, of which a season comes again after `period` values (1:
    /// none), to foretell `h` values. Series too short to learn from are passed over. `seed` gives which series are held
    /// out, the first weights, the order and what is left out.
    ///
    /// # Errors
    /// Settings, a period or a horizon that cannot be; too few windows; a value that is not finite.
    pub fn fit(
        series: &[Vec<f64>],
        period: usize,
        h: usize,
        settings: SeriesNetworkSettings,
        seed: u64,
    ) -> Result<Self, SeriesNetworkError> {
        if let Some(wrong) = settings.wrong() {
            return Err(SeriesNetworkError::Settings(wrong));
        }
        if period == 0 || h == 0 {
            let wrong = "a period and a horizon are at least 1".to_owned();
            return Err(SeriesNetworkError::Settings(wrong));
        }
        let mut order: Vec<usize> = (0..series.len()).collect();
        Draws::new(seed).shuffle(&mut order);
        let mut windows = Vec::new();
        // Per window the part that its series is in; of few series the part of the series, so that every part has some.
        let mut parts = Vec::new();
        let usable = series.iter().filter(|of| of.len() >= SHORTEST + h).count();
        for (place, &number) in order.iter().enumerate() {
            let series = &series[number];
            if series.len() < SHORTEST + h {
                continue;
            }
            let level = Level::of(series, period)?;
            let values = level.taken(series);
            let own = values.len() - h - SHORTEST + 1;
            for known in SHORTEST..=values.len() - h {
                windows.push(Window::of(
                    &values[..known],
                    &values[known..known + h],
                    &settings,
                ));
                parts.push(if usable < PARTS {
                    (known - SHORTEST) * PARTS / own
                } else {
                    place % PARTS
                });
            }
        }
        if windows.len() < WINDOWS_NEEDED {
            let windows = windows.len();
            return Err(SeriesNetworkError::FewWindows { windows });
        }
        let windows = Windows {
            all: &windows,
            settings: &settings,
            h,
        };
        let trained = (0..settings.networks).into_par_iter().map(|number| {
            let (held_out, learnt): (Vec<usize>, Vec<usize>) =
                (0..parts.len()).partition(|&window| parts[window] == number % PARTS);
            let seed = Draws::new(seed.wrapping_add(number as u64)).seed();
            windows.train((&learnt, &held_out), seed)
        });
        let networks = trained.collect::<Computed<Vec<Weights>>>()?;
        Ok(Self {
            settings,
            period,
            h,
            networks,
        })
    }

    /// The values that follow a series, in its unit; it need not be one of those learnt from.
    ///
    /// # Errors
    /// A series that is too short, or has a value that is not finite.
    pub fn forecast(&self, series: &[f64]) -> Result<Vec<f64>, SeriesNetworkError> {
        if series.len() < VALUES_NEEDED {
            let values = series.len();
            return Err(SeriesNetworkError::Short { values });
        }
        let level = Level::of(series, self.period)?;
        let values = level.taken(series);
        let window = Window::of(&values, &[], &self.settings);
        let mut sums = vec![0.0; self.h];
        for weights in &self.networks {
            let told = forward(&self.settings, weights, &[&window], None)?;
            for (sum, told) in sums.iter_mut().zip(told.flatten_all()?.to_vec1::<f32>()?) {
                *sum += f64::from(told);
            }
        }
        #[allow(clippy::cast_precision_loss, reason = "some networks")]
        let count = self.networks.len() as f64;
        let last = values[values.len() - 1];
        let told = sums.iter().enumerate().map(|(ahead, sum)| {
            let value = last + f64::from(window.scale) * sum / count;
            level.given_back(value, series.len() + ahead)
        });
        Ok(told.collect())
    }
}

/// The newest values of a series, as numbers, and what follows.
struct Window {
    /// Place after place, zeros before the first; of each [`NUMBERS`].
    places: Vec<f32>,
    /// The mean size of the steps, a share of the level.
    scale: f32,
    /// What follows, less the last value, in steps.
    next: Vec<f32>,
}

impl Window {
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a short window, of numbers that need no more than single precision"
    )]
    fn of(known: &[f64], next: &[f64], settings: &SeriesNetworkSettings) -> Self {
        let newest = &known[known.len().saturating_sub(settings.window)..];
        let last = newest[newest.len() - 1];
        let steps = newest.windows(2).map(|pair| pair[1] - pair[0]);
        let mean = steps.clone().map(f64::abs).sum::<f64>() / (newest.len() - 1) as f64;
        let scale = mean.max(SMALLEST);
        let mut places = vec![0.0; (settings.window - newest.len()) * NUMBERS];
        for (step, value) in steps.zip(&newest[1..]) {
            let step = (step / scale).clamp(-FARTHEST, FARTHEST);
            // As far from 0 as the steps, about.
            let from = (value - last) / scale / (newest.len() as f64).sqrt();
            places.extend([step as f32, from as f32, 1.0]);
        }
        Self {
            places,
            scale: scale as f32,
            next: next
                .iter()
                .map(|value| ((value - last) / scale) as f32)
                .collect(),
        }
    }
}

/// What a network learns from.
struct Windows<'a> {
    all: &'a [Window],
    settings: &'a SeriesNetworkSettings,
    h: usize,
}

impl Windows<'_> {
    fn train(&self, parts: (&[usize], &[usize]), seed: u64) -> Computed<Weights> {
        let settings = self.settings;
        // The networks are trained side by side, and their batches are small.
        let mut course = Course::annealed(
            (settings.rate, settings.decay),
            (settings.rounds, settings.patience, settings.batch),
            seed,
        );
        course.descent.clip = 1.0;
        let draws = &mut Draws::new(seed);
        let mut first = Weights::without_items(&processor());
        memory_weights(&mut first, "unit", (NUMBERS, settings.width), draws)?;
        // The size of the steps is read besides, and the first forecast is the last value.
        let all = settings.width + 1;
        first.normal("out", &[all, self.h], 0.1 * spread(all), draws)?;
        first.constant("line", &[settings.window - 1, self.h], 0.0)?;
        first.constant("base", &[1, self.h], 0.0)?;
        learn(self, first, parts, &course, &mut |_| ())
    }
}

impl Examples for Windows<'_> {
    /// The mean over the values to come of 2 tanh(|error| / 2). Of an error of logarithms that is the symmetric percentage
    /// error, 2 |a - f| / (|a| + |f|), exactly; of any other it is the error, unless that is so large that it would outweigh
    /// all others.
    fn loss(
        &self,
        weights: &Weights,
        examples: &[usize],
        draws: Option<&mut Draws>,
    ) -> Computed<Tensor> {
        let windows: Vec<&Window> = examples.iter().map(|&of| &self.all[of]).collect();
        let told = forward(self.settings, weights, &windows, draws)?;
        let next: Vec<f32> = windows.iter().flat_map(|of| &of.next).copied().collect();
        let next = Tensor::from_vec(next, told.shape(), told.device())?;
        let scales: Vec<f32> = windows.iter().map(|of| of.scale / 2.0).collect();
        let scales = Tensor::from_vec(scales, (windows.len(), 1), told.device())?;
        let errors = (told - next)?.abs()?.broadcast_mul(&scales)?;
        #[allow(clippy::cast_precision_loss, reason = "a mean of a few values")]
        let each = 2.0 / self.h as f64;
        errors.tanh()?.sum_all()? * each
    }
}

/// What follows the last value of each window, in steps, `[windows, h]`.
fn forward(
    settings: &SeriesNetworkSettings,
    weights: &Weights,
    windows: &[&Window],
    draws: Option<&mut Draws>,
) -> Computed<Tensor> {
    let device = weights.device();
    let (count, places) = (windows.len(), settings.window - 1);
    let place = |at: usize| {
        let numbers: Vec<f32> = windows
            .iter()
            .flat_map(|window| &window.places[at * NUMBERS..(at + 1) * NUMBERS])
            .copied()
            .collect();
        Tensor::from_vec(numbers, (count, NUMBERS), device)
    };
    let inputs: Vec<Tensor> = (0..places).map(place).collect::<Computed<_>>()?;
    let kept = memory(weights, "unit", &inputs)?;
    let kept = kept
        .last()
        .ok_or_else(|| candle_core::Error::Msg("a window without a step".to_owned()))?;
    let mut dropout = Dropout {
        draws,
        rate: settings.dropout,
    };
    // A step of 3 % of the level is nothing unusual.
    let sizes: Vec<f32> = windows
        .iter()
        .map(|window| libm::logf(window.scale / 0.03))
        .collect();
    let sizes = Tensor::from_vec(sizes, (count, 1), device)?;
    let all = Tensor::cat(&[&dropout.apply(kept)?, &sizes], 1)?;
    let steps: Vec<f32> = windows
        .iter()
        .flat_map(|window| window.places.iter().step_by(NUMBERS))
        .copied()
        .collect();
    let line = Tensor::from_vec(steps, (count, places), device)?.matmul(weights.get("line")?)?;
    (all.matmul(weights.get("out")?)? + line)?.broadcast_add(weights.get("base")?)
}
