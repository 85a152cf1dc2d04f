//! The networks: each reads what happened with some people, and gives their log odds.

use candle_core::{Result, Tensor};

use super::encoding::{BESIDES, Encoded, NUMBERS, filled};
use super::{Architecture, HappeningsSettings};
use crate::learn::Draws;
use crate::learn::sequence::{
    Dropout, Weights, gated, gated_weights, processor, spread, times_matrix,
};

/// Steps that a filter lies over.
const FILTER: usize = 3;
/// How far the steps under a filter are apart, layer by layer: together they lie over 15 steps.
const APART: [usize; 3] = [1, 2, 4];

/// Random weights for so many kinds; the log odds of all people together are `base`.
pub fn first(
    settings: &HappeningsSettings,
    kinds: usize,
    base: f32,
    draws: &mut Draws,
) -> Result<Weights> {
    let (width, each) = (settings.width, settings.kind_width + NUMBERS);
    let mut weights = Weights::without_items(&processor());
    weights.normal("kinds", &[kinds, settings.kind_width], 0.3, draws)?;
    let read = match settings.architecture {
        Architecture::Recurrent => {
            gated_weights(&mut weights, "unit", (each, width), draws)?;
            width
        }
        Architecture::Convolutional => {
            let mut inputs = each;
            for layer in 0..APART.len() {
                let all = FILTER * inputs;
                let deviation = std::f32::consts::SQRT_2 * spread(all);
                weights.normal(&format!("filter.{layer}"), &[all, width], deviation, draws)?;
                weights.constant(&format!("filter.{layer}.bias"), &[width], 0.0)?;
                inputs = width;
            }
            3 * width
        }
    };
    let all = read + BESIDES;
    let deviation = std::f32::consts::SQRT_2 * spread(all);
    weights.normal("head", &[all, width], deviation, draws)?;
    weights.constant("head.bias", &[width], 0.0)?;
    weights.normal("out", &[width, 1], 0.1 * spread(width), draws)?;
    weights.constant("line", &[BESIDES, 1], 0.0)?;
    weights.constant("base", &[1, 1], base)?;
    Ok(weights)
}

/// The log odds of people, `[people, 1]`.
pub fn forward(
    settings: &HappeningsSettings,
    weights: &Weights,
    people: &[&Encoded],
    draws: Option<&mut Draws>,
) -> Result<Tensor> {
    let mut dropout = Dropout {
        draws,
        rate: settings.dropout,
    };
    let device = weights.device();
    let read = match settings.architecture {
        Architecture::Recurrent => recurrent(weights, people)?,
        Architecture::Convolutional => convolutional(weights, people)?,
    };
    let besides: Vec<f32> = people.iter().flat_map(|person| person.besides).collect();
    let besides = Tensor::from_vec(besides, (people.len(), BESIDES), device)?;
    let all = dropout.apply(&Tensor::cat(&[&read, &besides], 1)?)?;
    let head = all.matmul(weights.get("head")?)?;
    let head = dropout.apply(&head.broadcast_add(weights.get("head.bias")?)?.relu()?)?;
    let told = (head.matmul(weights.get("out")?)? + besides.matmul(weights.get("line")?)?)?;
    told.broadcast_add(weights.get("base")?)
}

/// The vectors of the kinds with one of zeros before them, for what is no kind.
fn table(weights: &Weights) -> Result<Tensor> {
    let kinds = weights.get("kinds")?;
    let nothing = Tensor::zeros((1, kinds.dim(1)?), kinds.dtype(), kinds.device())?;
    Tensor::cat(&[&nothing, kinds], 0)
}

/// What is kept after the last place.
fn recurrent(weights: &Weights, people: &[&Encoded]) -> Result<Tensor> {
    let device = weights.device();
    let (kinds, numbers, places) = filled(people);
    let table = table(weights)?;
    // Place by place: to cut places out of one tensor would make gradients as large as all of it, for each of them.
    let place = |at: usize| {
        let rows = (0..people.len()).map(|person| person * places + at);
        let kinds: Vec<u32> = rows.clone().map(|row| kinds[row]).collect();
        let numbers: Vec<f32> = rows
            .flat_map(|row| &numbers[row * NUMBERS..(row + 1) * NUMBERS])
            .copied()
            .collect();
        let kinds = table.index_select(&Tensor::new(kinds, device)?, 0)?;
        let numbers = Tensor::from_vec(numbers, (people.len(), NUMBERS), device)?;
        Tensor::cat(&[&kinds, &numbers], 1)
    };
    let inputs: Vec<Tensor> = (0..places).map(place).collect::<Result<_>>()?;
    let mut kept = gated(weights, "unit", &inputs)?;
    kept.pop()
        .ok_or_else(|| candle_core::Error::Msg("nobody is read".to_owned()))
}

/// The greatest, the mean and the last of what each filter of the last layer gives.
fn convolutional(weights: &Weights, people: &[&Encoded]) -> Result<Tensor> {
    let device = weights.device();
    let (kinds, numbers, places) = filled(people);
    let kinds = table(weights)?.index_select(&Tensor::new(kinds, device)?, 0)?;
    let kinds = kinds.reshape((people.len(), places, ()))?;
    let numbers = Tensor::from_vec(numbers, (people.len(), places, NUMBERS), device)?;
    // The last number of a step is a 1.
    let there = numbers.narrow(2, NUMBERS - 1, 1)?.contiguous()?;
    let mut state = Tensor::cat(&[&kinds, &numbers], 2)?;
    for (layer, apart) in APART.into_iter().enumerate() {
        let shifted: Vec<Tensor> = (0..FILTER)
            .map(|at| later(&state, at * apart))
            .collect::<Result<_>>()?;
        let windows = Tensor::cat(&shifted, 2)?;
        let filtered = times_matrix(&windows, weights.get(&format!("filter.{layer}"))?)?;
        let bias = weights.get(&format!("filter.{layer}.bias"))?;
        // What is filled up stays 0, and so is neither the greatest nor part of the sum.
        let filtered = filtered
            .broadcast_add(bias)?
            .relu()?
            .broadcast_mul(&there)?;
        state = if layer == 0 {
            filtered
        } else {
            (state + filtered)?
        };
    }
    let mean = state.sum(1)?.broadcast_div(&there.sum(1)?)?;
    let last = state.narrow(1, places - 1, 1)?.squeeze(1)?;
    Tensor::cat(&[&state.max(1)?, &mean, &last], 1)
}

/// Every place takes what stood so many places before it, `[people, places, size]`; the first take zeros.
fn later(state: &Tensor, by: usize) -> Result<Tensor> {
    let (people, places, size) = state.dims3()?;
    let by = by.min(places);
    if by == 0 {
        return Ok(state.clone());
    }
    let nothing = Tensor::zeros((people, by, size), state.dtype(), state.device())?;
    if by == places {
        return Ok(nothing);
    }
    Tensor::cat(&[&nothing, &state.narrow(1, 0, places - by)?], 1)
}
