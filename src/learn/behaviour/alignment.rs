//! How much it takes to turn one person's events into another's.

use super::{BehaviourError, Event, check, demand};

/// What the steps of an alignment cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Pricing {
    /// What it costs to take out or put in an event, by its kind.
    pub weights: Vec<f64>,
    /// The same for kinds beyond the list.
    pub other: f64,
    /// What it costs to put an event in another's place, as a share of taking out the one and putting in the other: above
    /// 0, at most 1. With 1 only what is in both in the same order counts as the same, and the distance is a metric.
    pub replace: f64,
    /// What it costs, as a share of its weight, where the same event comes e times sooner or later after the one before
    /// it; 0 where time does not matter. It never costs more than replacing it.
    pub pace: f64,
    /// Waits well below this are all the same, in the unit of the events: the logarithm of 1 + wait / unit is compared.
    pub unit: f64,
}

/// Costs that can be.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    pricing: Pricing,
    /// The least weight of any kind.
    least: f64,
}

impl Costs {
    /// Takes prices.
    ///
    /// # Errors
    /// A weight or a unit that is not above 0, a replacement that is not above 0 or above 1, a pace below 0.
    pub fn new(pricing: Pricing) -> Result<Self, BehaviourError> {
        let Pricing {
            ref weights,
            other,
            replace,
            pace,
            unit,
        } = pricing;
        let positive = "it must be above 0";
        for &weight in weights.iter().chain([&other]) {
            demand(
                weight > 0.0 && weight.is_finite(),
                "a weight",
                weight,
                positive,
            )?;
        }
        let share = replace > 0.0 && replace <= 1.0;
        demand(
            share,
            "the replacement",
            replace,
            "it must be above 0 and at most 1",
        )?;
        demand(
            pace >= 0.0 && pace.is_finite(),
            "the pace",
            pace,
            "it must be 0 or more",
        )?;
        demand(unit > 0.0 && unit.is_finite(), "the unit", unit, positive)?;
        let least = weights.iter().copied().fold(other, f64::min);
        Ok(Self { pricing, least })
    }

    /// Makes a sequence ready to be compared.
    pub(super) fn prepare(&self, events: &[Event]) -> Result<Prepared, BehaviourError> {
        check(events.iter().map(|event| event.time))?;
        let mut before = events.first().map_or(0.0, |event| event.time);
        let steps: Vec<Step> = events
            .iter()
            .map(|event| {
                let wait = std::mem::replace(&mut before, event.time);
                let weights = &self.pricing.weights;
                let weight = weights.get(event.kind as usize).copied();
                Step {
                    kind: event.kind,
                    weight: weight.unwrap_or(self.pricing.other),
                    wait: self.pricing.pace * ((event.time - wait) / self.pricing.unit).ln_1p(),
                }
            })
            .collect();
        let mut kinds: Vec<(u32, f64)> =
            steps.iter().map(|step| (step.kind, step.weight)).collect();
        kinds.sort_unstable_by_key(|&(kind, _)| kind);
        Ok(Prepared {
            weight: steps.iter().map(|step| step.weight).sum(),
            steps,
            kinds,
        })
    }

    /// Less than this no alignment can cost: what the one has more of a kind than the other stays without its like. Each
    /// of these pays at least the share of its weight that replacing takes; and as many as the longer one has more are
    /// put in, which costs the rest of a weight as well.
    pub(super) fn at_least(&self, one: &Prepared, other: &Prepared) -> f64 {
        let mut shared = 0.0;
        let (mut a, mut b) = (one.kinds.iter().peekable(), other.kinds.iter().peekable());
        while let (Some(&&(left, weight)), Some(&&(right, _))) = (a.peek(), b.peek()) {
            if left <= right {
                a.next();
            }
            if right <= left {
                b.next();
            }
            if left == right {
                shared += weight;
            }
        }
        let alone = (one.weight + other.weight - 2.0 * shared).max(0.0);
        #[allow(clippy::cast_precision_loss, reason = "a difference of lengths")]
        let longer = one.steps.len().abs_diff(other.steps.len()) as f64;
        self.pricing.replace * alone + (1.0 - self.pricing.replace) * longer * self.least
    }

    /// The cost of the cheapest alignment; none where it is above `limit`. `row` is room to work in.
    pub(super) fn align(
        &self,
        one: &Prepared,
        other: &Prepared,
        limit: f64,
        row: &mut Vec<f64>,
    ) -> Option<f64> {
        let replace = self.pricing.replace;
        let columns = &other.steps[..];
        row.clear();
        row.push(0.0);
        let mut sum = 0.0;
        row.extend(columns.iter().map(|step| {
            sum += step.weight;
            sum
        }));
        for step in &one.steps {
            let mut corner = row[0];
            let mut left = corner + step.weight;
            row[0] = left;
            let mut least = left;
            for (cell, column) in row[1..].iter_mut().zip(columns) {
                let both = replace * (step.weight + column.weight);
                let apart = step.weight * (step.wait - column.wait).abs();
                let same = step.kind == column.kind;
                let aligned = corner + if same { apart.min(both) } else { both };
                let above = *cell;
                corner = above;
                left = aligned.min(above + step.weight).min(left + column.weight);
                *cell = left;
                least = least.min(left);
            }
            // Every alignment goes through this row, and costs only grow.
            if least > limit {
                return None;
            }
        }
        row.last().copied().filter(|&cost| cost <= limit)
    }
}

/// A step of a sequence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    kind: u32,
    /// What it costs to put it in.
    weight: f64,
    /// Its wait, as the costs see it.
    wait: f64,
}

/// A sequence that is ready to be compared.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    /// Its events in order.
    pub(super) steps: Vec<Step>,
    /// Its kinds with their weights, sorted, each as often as it comes.
    kinds: Vec<(u32, f64)>,
    /// The sum of the weights.
    pub(super) weight: f64,
}

/// A cost between sequences of two weights, brought to 0..1: 2 cost / (weights + cost) (Yujian and Bo 2007, "A normalized
/// Levenshtein distance metric"). It grows with the cost.
pub(super) fn normalised(cost: f64, weights: f64) -> f64 {
    if weights > 0.0 {
        (2.0 * cost / (weights + cost)).min(1.0)
    } else {
        0.0
    }
}

/// The cost that a normalised distance stands for.
pub(super) fn of_normalised(distance: f64, weights: f64) -> f64 {
    distance * weights / (2.0 - distance)
}

/// How far apart two sequences are, from 0 (the same) to 1 (nothing in common): the cost of the cheapest alignment
/// (Needleman and Wunsch 1970; as a cost, Wagner and Fischer 1974), normalised. Two empty sequences are the same.
///
/// # Errors
/// Times that are none or go back.
pub fn distance(costs: &Costs, one: &[Event], other: &[Event]) -> Result<f64, BehaviourError> {
    let (one, other) = (costs.prepare(one)?, costs.prepare(other)?);
    let cost = costs.align(&one, &other, f64::INFINITY, &mut Vec::new());
    Ok(normalised(
        cost.unwrap_or(f64::INFINITY),
        one.weight + other.weight,
    ))
}
