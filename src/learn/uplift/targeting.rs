//! Whom to treat, where treating costs something, and what that brings.

use crate::learn::Terms;
use crate::learn::sums::count;

use super::{UpliftError, check_propensity};

/// Who is worth a treatment: those with whom the predicted effect times what an outcome is worth is above the cost.
#[must_use]
pub fn worth_treating(effects: &[f64], terms: Terms) -> Vec<bool> {
    effects
        .iter()
        .map(|&effect| terms.pay(effect) > 0.0)
        .collect()
}

/// Which of several offers pays most with each row, by the predicted effects of each offer against none; none where no
/// offer pays. Of offers that pay the same, the first.
///
/// # Panics
/// Not terms for each offer, or effects for more rows of one offer than of another.
#[must_use]
pub fn best_offers(effects: &[Vec<f64>], terms: &[Terms]) -> Vec<Option<usize>> {
    assert_eq!(effects.len(), terms.len(), "terms for each offer");
    let rows = effects.first().map_or(0, Vec::len);
    assert!(
        effects.iter().all(|own| own.len() == rows),
        "effects for each row"
    );
    (0..rows)
        .map(|row| {
            let mut best: (f64, Option<usize>) = (0.0, None);
            for (offer, (effects, terms)) in effects.iter().zip(terms).enumerate() {
                let pay = terms.pay(effects[row]);
                if pay > best.0 {
                    best = (pay, Some(offer));
                }
            }
            best.1
        })
        .collect()
}

/// What one way to decide brings more than another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// How many rows it was estimated on.
    pub rows: usize,
    /// With how many of them the two ways differ.
    pub differ: usize,
    /// The gain per row, of all rows, in the unit of the terms.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
}

/// What treating those of `chosen` brings more than treating those of `instead` (nobody, everybody, or others), estimated
/// on rows of a trial that the choice was not learnt from. Rows with which the two differ count by the inverse of
/// the probability of the arm they were in, normalised per arm to sum up to their number (Hájek 1971); the error is that of
/// the linearised estimate.
///
/// # Errors
/// Lists of different lengths, an outcome that is not finite, a propensity of 0 or 1, or an arm without anybody among
/// the rows that the choice is about.
pub fn gain(
    (chosen, instead): (&[bool], &[bool]),
    treated: &[bool],
    outcomes: &[f64],
    propensity: &[f64],
    terms: Terms,
) -> Result<Gain, UpliftError> {
    let rows = chosen.len();
    for (list, found) in [
        ("the other choice", instead.len()),
        ("who was treated", treated.len()),
        ("the outcome", outcomes.len()),
        ("the propensity", propensity.len()),
    ] {
        if found != rows {
            return Err(UpliftError::Lengths { rows, list, found });
        }
    }
    if let Some(row) = outcomes.iter().position(|outcome| !outcome.is_finite()) {
        let (what, found) = ("outcome", outcomes[row]);
        return Err(UpliftError::NotFinite { row, what, found });
    }
    check_propensity(propensity)?;
    let all = count(rows).max(1.0);
    let mut linear = vec![0.0; rows];
    let (mut mean, mut differ) = (0.0, 0);
    for (sign, wanted) in [(1.0, true), (-1.0, false)] {
        let changed: Vec<usize> = (0..rows)
            .filter(|&row| chosen[row] != instead[row] && chosen[row] == wanted)
            .collect();
        if changed.is_empty() {
            continue;
        }
        differ += changed.len();
        // Per arm: what is paid, and the weights.
        let mut sums = [(0.0, 0.0); 2];
        let of = |row: usize| {
            let arm = usize::from(treated[row]);
            let (pay, weight) = if treated[row] {
                (terms.pay(outcomes[row]), 1.0 / propensity[row])
            } else {
                (terms.value * outcomes[row], 1.0 / (1.0 - propensity[row]))
            };
            (arm, pay, weight)
        };
        for &row in &changed {
            let (arm, pay, weight) = of(row);
            sums[arm].0 += pay * weight;
            sums[arm].1 += weight;
        }
        for (arm, (_, weights)) in ["untreated", "treated"].into_iter().zip(sums) {
            if weights == 0.0 {
                let where_in = "of the rows that are decided otherwise";
                return Err(UpliftError::NoArm { where_in, arm });
            }
        }
        let means = sums.map(|(pay, weights)| pay / weights);
        mean += sign * (means[1] - means[0]) * count(changed.len()) / all;
        let scales = sums.map(|(_, weights)| count(changed.len()) / weights);
        for &row in &changed {
            let (arm, pay, weight) = of(row);
            let side = if arm == 1 { 1.0 } else { -1.0 };
            let off = side * weight * scales[arm] * (pay - means[arm]);
            linear[row] = sign * (off + means[1] - means[0]);
        }
    }
    let squares: f64 = linear.iter().map(|value| (value - mean).powi(2)).sum();
    Ok(Gain {
        rows,
        differ,
        mean,
        error: (squares / (all - 1.0).max(1.0) / all).sqrt(),
    })
}
