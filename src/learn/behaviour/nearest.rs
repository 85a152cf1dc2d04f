//! Whose events are most alike.

use super::alignment::{Costs, Prepared, normalised, of_normalised};
use super::{BehaviourError, Event};

/// A hair that rounding may take from a bound.
const HAIR: f64 = 1e-9;

/// One of the nearest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Its place in the list.
    pub place: usize,
    /// How far away it is: see [`distance`](super::distance()).
    pub distance: f64,
}

/// Sequences that are ready to be searched.
#[derive(Clone, Debug)]
pub struct Nearest {
    costs: Costs,
    sequences: Vec<Prepared>,
}

impl Nearest {
    /// Makes sequences ready.
    ///
    /// # Errors
    /// Times that are none or go back.
    pub fn new(costs: Costs, sequences: &[impl AsRef<[Event]>]) -> Result<Self, BehaviourError> {
        let prepared = sequences
            .iter()
            .map(|events| costs.prepare(events.as_ref()));
        let sequences = prepared.collect::<Result<_, _>>()?;
        Ok(Self { costs, sequences })
    }

    /// The `k` nearest, the nearest first, of equals the one with the smaller place. Exact: a sequence is left out unseen
    /// only where a lower bound of its distance says that it cannot be among them.
    ///
    /// # Errors
    /// Times that are none or go back.
    pub fn nearest(&self, events: &[Event], k: usize) -> Result<Vec<Near>, BehaviourError> {
        let asked = self.costs.prepare(events)?;
        let mut order: Vec<Near> = (self.sequences.iter().enumerate())
            .map(|(place, sequence)| Near {
                place,
                distance: normalised(
                    self.costs.at_least(&asked, sequence),
                    asked.weight + sequence.weight,
                ),
            })
            .collect();
        order.sort_unstable_by(nearer);
        let mut found: Vec<Near> = Vec::new();
        if k == 0 {
            return Ok(found);
        }
        let mut row = Vec::new();
        for Near { place, distance } in order {
            let worst = (found.len() == k).then(|| found[k - 1].distance + HAIR);
            if worst.is_some_and(|worst| distance > worst) {
                break;
            }
            let sequence = &self.sequences[place];
            let weights = asked.weight + sequence.weight;
            let limit = worst
                .filter(|&worst| worst < 1.0)
                .map_or(f64::INFINITY, |worst| of_normalised(worst, weights));
            let Some(cost) = self.costs.align(&asked, sequence, limit, &mut row) else {
                continue;
            };
            let near = Near {
                place,
                distance: normalised(cost, weights),
            };
            let at = found.partition_point(|one| nearer(one, &near).is_lt());
            found.insert(at, near);
            found.truncate(k);
        }
        Ok(found)
    }
}

/// The order of distance, then of place.
fn nearer(one: &Near, other: &Near) -> std::cmp::Ordering {
    (one.distance.total_cmp(&other.distance)).then(one.place.cmp(&other.place))
}
