//! Models and trainings as bytes: safetensors, with the settings as JSON in its header.

use std::collections::{BTreeMap, HashMap};

use candle_core::safetensors::load_buffer;
use candle_core::{Device, Tensor};
use safetensors::SafeTensors;
use serde::{Deserialize, Serialize};

use super::network;
use super::optimising::{Means, State};
use super::settings::SequenceSettings;
use super::weights::Weights;
use super::{SequenceError, SequenceModel, Training};
use crate::learn::draws::Draws;

/// Under which key of the header the rest is.
const KEY: &str = "storekeeper.sequence";

/// What is in no tensor.
#[derive(Serialize, Deserialize)]
struct Header {
    settings: SequenceSettings,
    items: usize,
    rounds: usize,
    steps: i32,
    /// The best round and its NDCG.
    best: Option<(usize, f64)>,
}

impl SequenceModel {
    /// The model as a safetensors file.
    ///
    /// # Errors
    /// A device that fails.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SequenceError> {
        let header = Header {
            settings: self.settings.clone(),
            items: self.items,
            rounds: 0,
            steps: 0,
            best: None,
        };
        written(&header, named("weights", &self.weights.copied()?))
    }

    /// A model out of [`SequenceModel::to_bytes`].
    ///
    /// # Errors
    /// Bytes that are none.
    pub fn from_bytes(bytes: &[u8], device: &Device) -> Result<Self, SequenceError> {
        let (header, tensors) = read(bytes, device)?;
        Ok(Self {
            weights: weights(&header, &tensors, device)?,
            settings: header.settings,
            items: header.items,
        })
    }
}

impl Training {
    /// The training as a safetensors file: weights, what the optimiser remembers, the best round.
    ///
    /// # Errors
    /// A device that fails.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SequenceError> {
        let header = Header {
            settings: self.settings.clone(),
            items: self.items,
            rounds: self.rounds,
            steps: self.state.steps,
            best: self.best.as_ref().map(|(round, ndcg, _)| (*round, *ndcg)),
        };
        let mut tensors = named("weights", &self.weights.copied()?);
        tensors.extend(means(&self.state, self.weights.device())?);
        if let Some((_, _, best)) = &self.best {
            tensors.extend(named("best", best));
        }
        written(&header, tensors)
    }

    /// A training out of [`Training::to_bytes`], to go on with.
    ///
    /// # Errors
    /// Bytes that are none.
    pub fn from_bytes(bytes: &[u8], device: &Device) -> Result<Self, SequenceError> {
        let (header, tensors) = read(bytes, device)?;
        Ok(Self {
            weights: weights(&header, &tensors, device)?,
            state: state(&header, &tensors)?,
            rounds: header.rounds,
            best: header
                .best
                .map(|(round, ndcg)| (round, ndcg, part("best", &tensors))),
            settings: header.settings,
            items: header.items,
        })
    }
}

fn named(part: &str, tensors: &BTreeMap<String, Tensor>) -> BTreeMap<String, Tensor> {
    let named = tensors
        .iter()
        .map(|(name, tensor)| (format!("{part}/{name}"), tensor.clone()));
    named.collect()
}

fn part(part: &str, tensors: &HashMap<String, Tensor>) -> BTreeMap<String, Tensor> {
    let own = tensors.iter().filter_map(|(name, tensor)| {
        let name = name.strip_prefix(part)?.strip_prefix('/')?;
        Some((name.to_owned(), tensor.clone()))
    });
    own.collect()
}

fn stored(error: impl std::fmt::Display) -> SequenceError {
    SequenceError::Stored(error.to_string())
}

fn written(header: &Header, tensors: BTreeMap<String, Tensor>) -> Result<Vec<u8>, SequenceError> {
    let header = serde_json::to_string(header).map_err(stored)?;
    let header = HashMap::from([(KEY.to_owned(), header)]);
    safetensors::serialize(tensors, Some(header)).map_err(stored)
}

fn read(bytes: &[u8], device: &Device) -> Result<(Header, HashMap<String, Tensor>), SequenceError> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(stored)?;
    let header = metadata
        .metadata()
        .as_ref()
        .and_then(|header| header.get(KEY));
    let header = header.ok_or_else(|| stored("its header does not say so"))?;
    let header: Header = serde_json::from_str(header).map_err(stored)?;
    if let Some(wrong) = header.settings.wrong() {
        return Err(stored(wrong));
    }
    Ok((header, load_buffer(bytes, device).map_err(stored)?))
}

/// The weights that a model of these settings has, out of the tensors.
fn weights(
    header: &Header,
    tensors: &HashMap<String, Tensor>,
    device: &Device,
) -> Result<Weights, SequenceError> {
    let mut weights = network::weights(&header.settings, header.items, device, &mut Draws::new(0))?;
    weights.set(&part("weights", tensors)).map_err(stored)?;
    Ok(weights)
}

/// What the optimiser remembers, as tensors.
fn means(state: &State, device: &Device) -> Result<BTreeMap<String, Tensor>, SequenceError> {
    let mut tensors = BTreeMap::new();
    for (name, means) in &state.means {
        for (part, values) in [("first", &means.first), ("second", &means.second)] {
            let tensor = Tensor::from_slice(values, values.len(), device)?;
            tensors.insert(format!("{part}/{name}"), tensor);
        }
    }
    Ok(tensors)
}

fn state(header: &Header, tensors: &HashMap<String, Tensor>) -> Result<State, SequenceError> {
    let (first, second) = (part("first", tensors), part("second", tensors));
    let mut state = State {
        steps: header.steps,
        ..State::default()
    };
    for (name, first) in first {
        let second = second.get(&name).ok_or_else(|| stored("half of a mean"))?;
        let means = Means {
            first: first.to_vec1()?,
            second: second.to_vec1()?,
        };
        state.means.insert(name, means);
    }
    Ok(state)
}
