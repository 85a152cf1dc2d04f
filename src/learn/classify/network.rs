//! A network of layers over the columns of a table (a multi-layer perceptron), with a line past the layers, so that it is
//! a logistic regression and what that leaves ("wide and deep", Cheng and others 2016).
//!
//! Several are trained, each stopped early on another part of the rows that it does not learn from, and the mean of their
//! log odds is taken.

use candle_core::{Result as Computed, Tensor};
use rayon::prelude::*;

use serde::{Deserialize, Serialize};

use super::{ClassifyError, Design, ROWS_NEEDED, Table, base_rate, check, folds};
use crate::learn::Draws;
use crate::learn::sequence::{
    Course, Dropout, Examples, Weights, binary_loss, learn, processor, spread,
};
use crate::learn::vectors::add;

/// The rows are split into so many parts, of which a network holds one out.
const PARTS: usize = 5;
/// A number of the design further than so many spreads from its mean counts as this far.
const FARTHEST: f32 = 5.0;
/// Places on the way from the means to a row at which slopes are taken.
const PLACES: u16 = 32;
/// Steps of a round that training takes at most: of more rows a step learns from more.
const STEPS: usize = 128;

/// What networks are made and trained with.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkSettings {
    /// Numbers in each layer, from the input on.
    pub layers: Vec<usize>,
    /// The share of a layer's numbers that is left out at random while it learns, from 0 to below 1.
    pub dropout: f32,
    /// Times that all rows are gone through, at most.
    pub rounds: usize,
    /// Rounds without a better loss of the rows held out after which training stops.
    pub patience: usize,
    /// Rows that one step learns from.
    pub batch: usize,
    /// The rate of learning at its highest: it rises over the first round and falls as a half cosine.
    pub rate: f64,
    /// What of a weight decays in a step, times the rate.
    pub decay: f64,
    /// How many networks.
    pub networks: usize,
}

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            layers: vec![64, 32],
            dropout: 0.3,
            rounds: 30,
            patience: 6,
            batch: 128,
            rate: 0.003,
            decay: 0.05,
            networks: 5,
        }
    }
}

impl NetworkSettings {
    /// The defaults, with steps from more rows where there are so many that a round would take too long.
    #[must_use]
    pub fn of(rows: usize) -> Self {
        let plain = Self::default();
        Self {
            batch: plain.batch.max(rows / STEPS),
            ..plain
        }
    }
}

/// Fitted networks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    design: Design,
    networks: Vec<Layers>,
}

/// The weights of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Layers {
    /// Per layer the weights `[inputs, outputs]`, input after input, and what is added to each output.
    inner: Vec<(Vec<f32>, Vec<f32>)>,
    /// What each number of the last layer adds to the log odds.
    out: Vec<f32>,
    /// What each number of the design does.
    line: Vec<f32>,
    /// The log odds where all are 0.
    base: f32,
}

impl Network {
    /// Fits to these rows. `seed` gives the parts, the first weights, the order and what is left out.
    ///
    /// # Errors
    /// Too few rows of one kind, or no column that differs.
    ///
    /// # Panics
    /// Not a label for each row of the table; settings without a network, a layer without numbers, or a dropout that is
    /// not below 1.
    pub fn fit(
        table: &Table,
        labels: &[bool],
        rows: &[usize],
        settings: &NetworkSettings,
        seed: u64,
    ) -> Result<Self, ClassifyError> {
        let watched = Self::watched(table, labels, rows, settings, seed)?;
        Ok(watched.0)
    }

    /// The same, with the log odds that each row was given by the network that did not learn from it (it was only stopped
    /// by it); not a number where there is none, which with five networks or more is nowhere.
    ///
    /// # Errors
    /// As [`Network::fit`].
    ///
    /// # Panics
    /// As [`Network::fit`].
    pub fn watched(
        table: &Table,
        labels: &[bool],
        rows: &[usize],
        settings: &NetworkSettings,
        seed: u64,
    ) -> Result<(Self, Vec<f64>), ClassifyError> {
        assert_eq!(table.rows(), labels.len(), "a label for each row");
        assert!(settings.networks > 0, "at least one network");
        assert!(
            settings.layers.iter().all(|&size| size > 0),
            "no layer is empty"
        );
        assert!(
            (0.0..1.0).contains(&settings.dropout),
            "some numbers are left"
        );
        let labels: Vec<bool> = rows.iter().map(|&row| labels[row]).collect();
        check(labels.iter().copied())?;
        let design = Design::fit(table, rows);
        if design.width() == 0 {
            return Err(ClassifyError::NoColumns);
        }
        let numbers: Vec<f32> = rows
            .iter()
            .flat_map(|&row| inputs(&design, table, row))
            .collect();
        let parts = folds(&labels, PARTS, seed);
        let trained = (0..settings.networks).into_par_iter().map(|number| {
            let (held_out, learnt): (Vec<usize>, Vec<usize>) =
                (0..rows.len()).partition(|&place| parts[place] == number % PARTS);
            let seed = Draws::new(seed.wrapping_add(number as u64)).seed();
            let rows = Rows::new(&numbers, &labels, settings)?;
            rows.train((&learnt, &held_out), seed)
        });
        let networks = trained
            .collect::<Computed<Vec<Layers>>>()
            .map_err(|error| ClassifyError::Tensors(error.to_string()))?;
        let held_out = numbers.chunks_exact(design.width()).zip(&parts);
        let held_out = held_out.map(|(inputs, &part)| {
            let layers = networks.get(part);
            layers.map_or(f64::NAN, |layers| layers.log_odds(inputs))
        });
        let held_out = held_out.collect();
        Ok((Self { design, networks }, held_out))
    }

    /// What each column of the table adds to a row's log odds, against [`Network::base`]: the slopes on the straight way
    /// from the means to the row, times its length (integrated gradients; Sundararajan, Taly and Yan 2017, equation 1),
    /// which add up to the whole difference, as near as the places lie on that way.
    #[must_use]
    pub fn contributions(&self, table: &Table, row: usize) -> Vec<f64> {
        let inputs = inputs(&self.design, table, row);
        let mut slopes = vec![0.0; inputs.len()];
        for place in 0..PLACES {
            let share = (f32::from(place) + 0.5) / f32::from(PLACES);
            let there: Vec<f32> = inputs.iter().map(|number| number * share).collect();
            for layers in &self.networks {
                for (sum, slope) in slopes.iter_mut().zip(layers.slopes(&there)) {
                    *sum += f64::from(slope);
                }
            }
        }
        #[allow(clippy::cast_precision_loss, reason = "some networks")]
        let count = f64::from(PLACES) * self.networks.len() as f64;
        let mut sums = vec![0.0; table.columns().len()];
        let origins = self.design.origins().into_iter();
        for ((origin, slope), &number) in origins.zip(slopes).zip(&inputs) {
            sums[origin] += slope / count * f64::from(number);
        }
        sums
    }

    /// The log odds of a row that is at the means.
    #[must_use]
    pub fn base(&self) -> f64 {
        let means = vec![0.0; self.design.width()];
        let told = self.networks.iter().map(|layers| layers.log_odds(&means));
        #[allow(clippy::cast_precision_loss, reason = "some networks")]
        let count = self.networks.len() as f64;
        told.sum::<f64>() / count
    }

    /// The log odds of rows.
    #[must_use]
    pub fn log_odds(&self, table: &Table, rows: &[usize]) -> Vec<f64> {
        let one = |&row: &usize| {
            let inputs = inputs(&self.design, table, row);
            let told = self.networks.iter().map(|layers| layers.log_odds(&inputs));
            #[allow(clippy::cast_precision_loss, reason = "some networks")]
            let count = self.networks.len() as f64;
            told.sum::<f64>() / count
        };
        rows.par_iter().map(one).collect()
    }
}

impl Layers {
    /// The log odds of a row's numbers.
    fn log_odds(&self, inputs: &[f32]) -> f64 {
        let product = |left: &[f32], right: &[f32]| {
            let products = left.iter().zip(right);
            products.map(|(a, b)| f64::from(a * b)).sum::<f64>()
        };
        let mut numbers = inputs.to_vec();
        for (weights, bias) in &self.inner {
            let mut sums = bias.clone();
            for (&number, weights) in numbers.iter().zip(weights.chunks_exact(bias.len())) {
                add(&mut sums, number, weights);
            }
            numbers = sums.into_iter().map(|sum| sum.max(0.0)).collect();
        }
        f64::from(self.base) + product(&numbers, &self.out) + product(inputs, &self.line)
    }
}

impl Layers {
    /// How the log odds change with each of a row's numbers.
    fn slopes(&self, inputs: &[f32]) -> Vec<f32> {
        let mut numbers = inputs.to_vec();
        let mut alive = Vec::with_capacity(self.inner.len());
        for (weights, bias) in &self.inner {
            let mut sums = bias.clone();
            for (&number, weights) in numbers.iter().zip(weights.chunks_exact(bias.len())) {
                add(&mut sums, number, weights);
            }
            alive.push(sums.iter().map(|&sum| sum > 0.0).collect::<Vec<bool>>());
            numbers = sums.into_iter().map(|sum| sum.max(0.0)).collect();
        }
        let mut slopes = self.out.clone();
        for ((weights, bias), alive) in self.inner.iter().zip(&alive).rev() {
            for (slope, alive) in slopes.iter_mut().zip(alive) {
                if !alive {
                    *slope = 0.0;
                }
            }
            let before = weights.chunks_exact(bias.len());
            let product = |weights: &[f32]| weights.iter().zip(&slopes).map(|(w, s)| w * s).sum();
            slopes = before.map(product).collect();
        }
        let both = slopes.into_iter().zip(&self.line);
        both.map(|(slope, line)| slope + line).collect()
    }
}

/// The numbers of a row, none far out.
#[allow(
    clippy::cast_possible_truncation,
    reason = "scaled numbers need no more than single precision"
)]
fn inputs(design: &Design, table: &Table, row: usize) -> Vec<f32> {
    let numbers = design.row(table, row).into_iter();
    numbers
        .map(|number| (number as f32).clamp(-FARTHEST, FARTHEST))
        .collect()
}

/// What a network learns from.
struct Rows<'a> {
    /// `[rows, width]`
    numbers: Tensor,
    /// 1 or 0, `[rows, 1]`
    so: Tensor,
    labels: &'a [bool],
    settings: &'a NetworkSettings,
}

impl<'a> Rows<'a> {
    fn new(numbers: &[f32], labels: &'a [bool], settings: &'a NetworkSettings) -> Computed<Self> {
        let rows = labels.len();
        let so: Vec<f32> = labels
            .iter()
            .map(|&label| f32::from(u8::from(label)))
            .collect();
        let device = processor();
        Ok(Self {
            numbers: Tensor::from_slice(numbers, (rows, numbers.len() / rows), &device)?,
            so: Tensor::from_vec(so, (rows, 1), &device)?,
            labels,
            settings,
        })
    }

    fn train(&self, parts: (&[usize], &[usize]), seed: u64) -> Computed<Layers> {
        let settings = self.settings;
        // The networks are trained side by side, and their batches are small.
        let course = Course::annealed(
            (settings.rate, settings.decay),
            (settings.rounds, settings.patience, settings.batch),
            seed,
        );
        let first = self.first(&mut Draws::new(seed))?;
        let weights = learn(self, first, parts, &course, &mut |_| ())?;
        let values = |name: &str| weights.get(name)?.flatten_all()?.to_vec1::<f32>();
        let layer = |at: usize| Ok((values(&format!("{at}"))?, values(&format!("{at}.bias"))?));
        Ok(Layers {
            inner: (0..settings.layers.len())
                .map(layer)
                .collect::<Computed<_>>()?,
            out: values("out")?,
            line: values("line")?,
            base: values("base")?[0],
        })
    }

    /// Random layers (He and others 2015), a line of zeros, and the log odds of all rows together.
    fn first(&self, draws: &mut Draws) -> Computed<Weights> {
        let width = self.numbers.dim(1)?;
        let mut weights = Weights::without_items(self.numbers.device());
        let mut inputs = width;
        for (at, &size) in self.settings.layers.iter().enumerate() {
            let deviation = std::f32::consts::SQRT_2 * spread(inputs);
            weights.normal(&format!("{at}"), &[inputs, size], deviation, draws)?;
            weights.constant(&format!("{at}.bias"), &[size], 0.0)?;
            inputs = size;
        }
        weights.normal("out", &[inputs, 1], 0.1 * spread(inputs), draws)?;
        weights.constant("line", &[width, 1], 0.0)?;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "a weight of single precision"
        )]
        let base = base_rate(self.labels) as f32;
        weights.constant("base", &[1, 1], base)?;
        Ok(weights)
    }
}

impl Examples for Rows<'_> {
    fn loss(
        &self,
        weights: &Weights,
        examples: &[usize],
        draws: Option<&mut Draws>,
    ) -> Computed<Tensor> {
        let places = examples
            .iter()
            .map(|&place| u32::try_from(place).unwrap_or(u32::MAX));
        let places = Tensor::from_iter(places, self.numbers.device())?;
        let inputs = self.numbers.index_select(&places, 0)?;
        let mut dropout = Dropout {
            draws,
            rate: self.settings.dropout,
        };
        let mut numbers = inputs.clone();
        for at in 0..self.settings.layers.len() {
            let sums = numbers.matmul(weights.get(&format!("{at}"))?)?;
            let sums = sums.broadcast_add(weights.get(&format!("{at}.bias"))?)?;
            numbers = dropout.apply(&sums.relu()?)?;
        }
        let told = (numbers.matmul(weights.get("out")?)? + inputs.matmul(weights.get("line")?)?)?;
        let told = told.broadcast_add(weights.get("base")?)?;
        binary_loss(&told, &self.so.index_select(&places, 0)?)
    }
}

const _: () = assert!(ROWS_NEEDED >= PARTS, "every part has rows of both kinds");
