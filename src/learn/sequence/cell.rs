//! The recurrent units of the networks that read a sequence to its end.

use candle_core::{DType, Result, Tensor};
use candle_nn::ops::sigmoid;

use super::network::spread;
use super::weights::Weights;
use crate::learn::draws::Draws;

/// Adds the weights of a unit that reads `inputs` numbers and keeps `size`.
pub fn gated_weights(
    weights: &mut Weights,
    name: &str,
    (inputs, size): (usize, usize),
    draws: &mut Draws,
) -> Result<()> {
    let all = inputs + size;
    weights.normal(
        &format!("{name}.gates"),
        &[all, 2 * size],
        spread(all),
        draws,
    )?;
    weights.normal(&format!("{name}.fresh"), &[all, size], spread(all), draws)
}

/// Reads places one after the other, each `[sequences, inputs]`, and gives what is kept after each, `[sequences, size]`:
/// the unit as Cho and others (2014) have it. There is no bias: who wants one gives a 1 with every place. So what is
/// kept stays 0 over places that are all 0, and sequences are filled up before their beginning with zeros.
pub fn gated(weights: &Weights, name: &str, places: &[Tensor]) -> Result<Vec<Tensor>> {
    let gates = weights.get(&format!("{name}.gates"))?;
    let fresh = weights.get(&format!("{name}.fresh"))?;
    let size = fresh.dim(1)?;
    let mut kept = Vec::with_capacity(places.len());
    let Some(first) = places.first() else {
        return Ok(kept);
    };
    let mut hidden = Tensor::zeros((first.dim(0)?, size), DType::F32, first.device())?;
    for place in places {
        let open = sigmoid(&Tensor::cat(&[place, &hidden], 1)?.matmul(gates)?)?;
        let (update, reset) = (open.narrow(1, 0, size)?, open.narrow(1, size, size)?);
        let before = (reset * &hidden)?;
        let new = Tensor::cat(&[place, &before], 1)?.matmul(fresh)?.tanh()?;
        hidden = (&new + (update * (hidden - &new)?)?)?;
        kept.push(hidden.clone());
    }
    Ok(kept)
}

/// Adds the weights of a long short-term memory that reads `inputs` numbers and keeps `size`.
pub fn memory_weights(
    weights: &mut Weights,
    name: &str,
    (inputs, size): (usize, usize),
    draws: &mut Draws,
) -> Result<()> {
    let all = inputs + size;
    weights.normal(
        &format!("{name}.gates"),
        &[all, 4 * size],
        spread(all),
        draws,
    )
}

/// Reads places as [`gated`] does, with a long short-term memory (Hochreiter and Schmidhuber 1997; with the gate that
/// forgets, Gers and others 2000), here too without a bias.
pub fn memory(weights: &Weights, name: &str, places: &[Tensor]) -> Result<Vec<Tensor>> {
    let gates = weights.get(&format!("{name}.gates"))?;
    let size = gates.dim(1)? / 4;
    let mut kept = Vec::with_capacity(places.len());
    let Some(first) = places.first() else {
        return Ok(kept);
    };
    let mut hidden = Tensor::zeros((first.dim(0)?, size), DType::F32, first.device())?;
    let mut cell = hidden.clone();
    for place in places {
        let all = Tensor::cat(&[place, &hidden], 1)?.matmul(gates)?;
        let part = |at: usize| all.narrow(1, at * size, size);
        let (enter, keep, show) = (
            sigmoid(&part(0)?)?,
            sigmoid(&part(1)?)?,
            sigmoid(&part(2)?)?,
        );
        cell = ((keep * cell)? + (enter * part(3)?.tanh()?)?)?;
        hidden = (show * cell.tanh()?)?;
        kept.push(hidden.clone());
    }
    Ok(kept)
}
