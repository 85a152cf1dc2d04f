//! The networks: each reads the vectors of a batch of sequences and writes, for every place, a vector that foretells the
//! next item.

use candle_core::{D, DType, Device, Result, Tensor};
use candle_nn::ops::{sigmoid, softmax};

use super::settings::{Kind, SequenceSettings};
use super::weights::Weights;
use crate::learn::draws::Draws;

/// Numbers below this length of a vector count as none in a normalisation.
const EPSILON: f64 = 1e-8;
/// Filters over each number of items.
const LYING: usize = 16;
/// Filters over all items.
const STANDING: usize = 4;

/// Leaves numbers out at random while a model learns, by draws that have a seed.
pub struct Dropout<'a> {
    /// `None`: nothing is left out.
    pub draws: Option<&'a mut Draws>,
    /// The share that is left out.
    pub rate: f32,
}

impl Dropout<'_> {
    /// The tensor without what is left out; the rest is made up to the same mean.
    pub fn apply(&mut self, tensor: &Tensor) -> Result<Tensor> {
        let rate = self.rate;
        match self.draws.as_mut().filter(|_| rate > 0.0) {
            None => Ok(tensor.clone()),
            Some(draws) => {
                let kept = 1.0 / (1.0 - rate);
                let count = tensor.elem_count();
                let mask: Vec<f32> = (0..count)
                    .map(|_| if draws.unit() < rate { 0.0 } else { kept })
                    .collect();
                tensor.mul(&Tensor::from_vec(mask, tensor.shape(), tensor.device())?)
            }
        }
    }
}

/// The first weights of a model for so many items.
pub fn weights(
    settings: &SequenceSettings,
    items: usize,
    device: &Device,
    draws: &mut Draws,
) -> Result<Weights> {
    let size = settings.dimensions;
    let mut weights = Weights::new(items, size, spread(size), device, draws);
    fill(settings, &mut weights, draws)?;
    Ok(weights)
}

/// The deviation of weights that sum so many inputs.
#[allow(clippy::cast_precision_loss, reason = "small numbers")]
pub fn spread(inputs: usize) -> f32 {
    1.0 / (inputs as f32).sqrt()
}

fn fill(settings: &SequenceSettings, weights: &mut Weights, draws: &mut Draws) -> Result<()> {
    let size = settings.dimensions;
    match settings.kind {
        Kind::Attention => {
            weights.normal("places", &[settings.longest, size], spread(size), draws)?;
            for layer in 0..settings.layers {
                for name in ["query", "key", "value", "out", "up", "down"] {
                    weights.normal(
                        &format!("{layer}.{name}"),
                        &[size, size],
                        spread(size),
                        draws,
                    )?;
                }
                for name in ["up", "down"] {
                    weights.constant(&format!("{layer}.{name}.bias"), &[size], 0.0)?;
                }
                for name in ["attention", "forward"] {
                    weights.constant(&format!("{layer}.{name}.scale"), &[size], 1.0)?;
                    weights.constant(&format!("{layer}.{name}.shift"), &[size], 0.0)?;
                }
            }
            weights.constant("last.scale", &[size], 1.0)?;
            weights.constant("last.shift", &[size], 0.0)
        }
        Kind::Recurrent => {
            for layer in 0..settings.layers {
                weights.normal(
                    &format!("{layer}.input"),
                    &[size, 3 * size],
                    spread(size),
                    draws,
                )?;
                weights.normal(
                    &format!("{layer}.hidden"),
                    &[size, 3 * size],
                    spread(size),
                    draws,
                )?;
                weights.constant(&format!("{layer}.bias"), &[3 * size], 0.0)?;
            }
            weights.normal("out", &[size, size], spread(size), draws)?;
            weights.constant("out.bias", &[size], 0.0)
        }
        Kind::Convolution => {
            for height in 1..=settings.longest {
                let inputs = height * size;
                weights.normal(
                    &format!("lying.{height}"),
                    &[inputs, LYING],
                    spread(inputs),
                    draws,
                )?;
                weights.constant(&format!("lying.{height}.bias"), &[LYING], 0.0)?;
            }
            weights.normal(
                "standing",
                &[STANDING, settings.longest],
                spread(settings.longest),
                draws,
            )?;
            let inputs = LYING * settings.longest + STANDING * size;
            weights.normal("out", &[inputs, size], spread(inputs), draws)?;
            weights.constant("out.bias", &[size], 0.0)
        }
    }
}

/// Reads the vectors of the items of a batch, `[sequences, places, dimensions]`, shorter sequences filled up behind their
/// end, and writes as many. What stands behind a place changes nothing before it.
pub fn forward(
    settings: &SequenceSettings,
    weights: &Weights,
    vectors: &Tensor,
    dropout: &mut Dropout<'_>,
) -> Result<Tensor> {
    match settings.kind {
        Kind::Attention => attention(settings, weights, vectors, dropout),
        Kind::Recurrent => recurrent(settings, weights, vectors, dropout),
        Kind::Convolution => convolution(settings, weights, vectors, dropout),
    }
}

fn attention(
    settings: &SequenceSettings,
    weights: &Weights,
    vectors: &Tensor,
    dropout: &mut Dropout<'_>,
) -> Result<Tensor> {
    let (sequences, places, size) = vectors.dims3()?;
    // Places are counted from the oldest item that is read.
    let at = weights.get("places")?.narrow(0, 0, places)?;
    #[allow(clippy::cast_precision_loss, reason = "a small number")]
    let times = (size as f64).sqrt();
    let mut state = dropout.apply(&(vectors * times)?.broadcast_add(&at)?)?;
    let mask = causal(places, vectors)?;
    let each = size / settings.heads;
    let heads = |tensor: &Tensor| {
        let split = tensor.reshape((sequences, places, settings.heads, each))?;
        split.transpose(1, 2)?.contiguous()
    };
    #[allow(clippy::cast_precision_loss, reason = "a small number")]
    let scale = 1.0 / (each as f64).sqrt();
    for layer in 0..settings.layers {
        let get = |name: &str| weights.get(&format!("{layer}.{name}"));
        let calm = normalised(&state, get("attention.scale")?, get("attention.shift")?)?;
        let (query, key) = (
            heads(&times_matrix(&calm, get("query")?)?)?,
            heads(&times_matrix(&calm, get("key")?)?)?,
        );
        let value = heads(&times_matrix(&calm, get("value")?)?)?;
        let looked = (query.matmul(&key.t()?.contiguous()?)? * scale)?.broadcast_add(&mask)?;
        let looked = dropout.apply(&softmax(&looked, D::Minus1)?)?;
        let mixed = looked.matmul(&value)?.transpose(1, 2)?.contiguous()?;
        let mixed = times_matrix(&mixed.reshape((sequences, places, size))?, get("out")?)?;
        state = (state + dropout.apply(&mixed)?)?;
        let calm = normalised(&state, get("forward.scale")?, get("forward.shift")?)?;
        let up = times_matrix(&calm, get("up")?)?
            .broadcast_add(get("up.bias")?)?
            .gelu()?;
        let down =
            times_matrix(&dropout.apply(&up)?, get("down")?)?.broadcast_add(get("down.bias")?)?;
        state = (state + dropout.apply(&down)?)?;
    }
    normalised(
        &state,
        weights.get("last.scale")?,
        weights.get("last.shift")?,
    )
}

/// 0 where a place may look, minus infinity where it would look ahead.
fn causal(places: usize, like: &Tensor) -> Result<Tensor> {
    let cell = |cell: usize| {
        if cell % places > cell / places {
            f32::NEG_INFINITY
        } else {
            0.0
        }
    };
    let mask: Vec<f32> = (0..places * places).map(cell).collect();
    Tensor::from_vec(mask, (1, 1, places, places), like.device())
}

fn recurrent(
    settings: &SequenceSettings,
    weights: &Weights,
    vectors: &Tensor,
    dropout: &mut Dropout<'_>,
) -> Result<Tensor> {
    let (sequences, places, size) = vectors.dims3()?;
    let mut state = dropout.apply(vectors)?;
    for layer in 0..settings.layers {
        let get = |name: &str| weights.get(&format!("{layer}.{name}"));
        let input = times_matrix(&state, get("input")?)?.broadcast_add(get("bias")?)?;
        let mut hidden = Tensor::zeros((sequences, size), DType::F32, vectors.device())?;
        let mut written = Vec::with_capacity(places);
        for place in 0..places {
            let now = input.narrow(1, place, 1)?.squeeze(1)?;
            let before = hidden.matmul(get("hidden")?)?;
            let part = |of: &Tensor, which: usize| of.narrow(1, which * size, size);
            let update = sigmoid(&(part(&now, 0)? + part(&before, 0)?)?)?;
            let reset = sigmoid(&(part(&now, 1)? + part(&before, 1)?)?)?;
            let fresh = (part(&now, 2)? + (reset * part(&before, 2)?)?)?.tanh()?;
            hidden = (&fresh + (update * (hidden - &fresh)?)?)?;
            written.push(hidden.clone());
        }
        state = dropout.apply(&Tensor::stack(&written, 1)?)?;
    }
    times_matrix(&state, weights.get("out")?)?.broadcast_add(weights.get("out.bias")?)
}

fn convolution(
    settings: &SequenceSettings,
    weights: &Weights,
    vectors: &Tensor,
    dropout: &mut Dropout<'_>,
) -> Result<Tensor> {
    let (sequences, places, size) = vectors.dims3()?;
    let window = settings.longest;
    // Before a sequence there is nothing: zeros, so that every place has a whole window behind it.
    let nothing = Tensor::zeros((sequences, window - 1, size), DType::F32, vectors.device())?;
    let padded = Tensor::cat(&[&nothing, vectors], 1)?;
    let shifted: Vec<Tensor> = (0..window)
        .map(|at| padded.narrow(1, at, places))
        .collect::<Result<_>>()?;
    let rows = sequences * places;
    // `[rows, window, size]`
    let windows = Tensor::stack(&shifted, 2)?.reshape((rows, window, size))?;
    let mut features = Vec::with_capacity(window + 1);
    for height in 1..=window {
        let parts: Vec<Tensor> = (0..height)
            .map(|at| windows.narrow(1, at, window - height + 1))
            .collect::<Result<_>>()?;
        let parts = Tensor::cat(&parts, 2)?.contiguous()?;
        let filtered = times_matrix(&parts, weights.get(&format!("lying.{height}"))?)?;
        let filtered = filtered
            .broadcast_add(weights.get(&format!("lying.{height}.bias"))?)?
            .relu()?;
        features.push(filtered.max(1)?);
    }
    let standing = weights
        .get("standing")?
        .unsqueeze(0)?
        .broadcast_as((rows, STANDING, window))?;
    features.push(
        standing
            .contiguous()?
            .matmul(&windows)?
            .reshape((rows, STANDING * size))?,
    );
    let features = dropout.apply(&Tensor::cat(&features, 1)?)?;
    let out = features
        .matmul(weights.get("out")?)?
        .broadcast_add(weights.get("out.bias")?)?;
    // What is read last is added as it is: what follows is often like it.
    let out = (out.reshape((sequences, places, size))? + vectors)?;
    Ok(out)
}

/// A tensor `[.., inputs]` times a matrix `[inputs, outputs]`.
pub fn times_matrix(tensor: &Tensor, matrix: &Tensor) -> Result<Tensor> {
    let mut shape = tensor.dims().to_vec();
    let inputs = shape.pop().unwrap_or(1);
    let flat = tensor.reshape((tensor.elem_count() / inputs.max(1), inputs))?;
    shape.push(matrix.dim(1)?);
    flat.matmul(matrix)?.reshape(shape)
}

/// Layer normalisation (Ba, Kiros and Hinton 2016), in steps that have gradients.
fn normalised(tensor: &Tensor, scale: &Tensor, shift: &Tensor) -> Result<Tensor> {
    let centred = tensor.broadcast_sub(&tensor.mean_keepdim(D::Minus1)?)?;
    let spread = (centred.sqr()?.mean_keepdim(D::Minus1)? + EPSILON)?.sqrt()?;
    centred
        .broadcast_div(&spread)?
        .broadcast_mul(scale)?
        .broadcast_add(shift)
}
