//! Where a function of a few numbers is least.

use super::sums::count;

/// Points of the grid that a search over one number starts from.
const GRID: usize = 24;
/// Times that golden section narrows down what the grid found.
const NARROWED: usize = 24;
/// A simplex whose best and worst corner differ by no more than this share is done.
const TOLERANCE: f64 = 1e-7;

/// One of the numbers that are sought.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// Where the search starts.
    pub start: f64,
    /// How far away the first other corner is.
    pub step: f64,
    pub low: f64,
    pub high: f64,
}

impl Range {
    pub fn new(start: f64, step: f64, low: f64, high: f64) -> Self {
        Self {
            start: start.clamp(low, high),
            step,
            low,
            high,
        }
    }
}

/// The number between two bounds where the cost is least: the best of a grid, then golden section around it, so that of
/// several valleys the deepest is found unless it is narrower than the grid.
pub fn search(low: f64, high: f64, mut cost: impl FnMut(f64) -> f64) -> f64 {
    let width = (high - low) / count(GRID);
    let best = (0..=GRID)
        .map(|at| low + width * count(at))
        .map(|at| (at, cost(at)))
        .min_by(|one, other| one.1.total_cmp(&other.1))
        .map_or(low, |(at, _)| at);
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut left, mut right) = ((best - width).max(low), (best + width).min(high));
    let mut inner = (
        right - golden * (right - left),
        left + golden * (right - left),
    );
    let mut costs = (cost(inner.0), cost(inner.1));
    for _ in 0..NARROWED {
        if costs.0 <= costs.1 {
            right = inner.1;
            inner = (right - golden * (right - left), inner.0);
            costs = (cost(inner.0), costs.0);
        } else {
            left = inner.0;
            inner = (inner.1, left + golden * (right - left));
            costs = (costs.1, cost(inner.1));
        }
    }
    f64::midpoint(left, right)
}

/// A corner of the simplex, and what it costs.
#[derive(Clone)]
struct Corner {
    place: Vec<f64>,
    cost: f64,
}

/// The numbers within their ranges where the cost is least, and that cost, by the simplex method of Nelder & Mead (1965, "A
/// simplex method for function minimization"); a step out of a range ends at its bound. A cost may be infinite, but not
/// NaN. Ends after `evaluations` costs at the latest.
pub fn minimise(
    ranges: &[Range],
    evaluations: usize,
    mut cost: impl FnMut(&[f64]) -> f64,
) -> (Vec<f64>, f64) {
    let start: Vec<f64> = ranges.iter().map(|range| range.start).collect();
    let mut corners = Vec::with_capacity(ranges.len() + 1);
    corners.push(Corner {
        cost: cost(&start),
        place: start.clone(),
    });
    for (at, range) in ranges.iter().enumerate() {
        let mut place = start.clone();
        place[at] = if range.start + range.step <= range.high {
            range.start + range.step
        } else {
            (range.start - range.step).max(range.low)
        };
        corners.push(Corner {
            cost: cost(&place),
            place,
        });
    }
    let mut spent = corners.len();
    let last = ranges.len();
    while last > 0 && spent < evaluations {
        corners.sort_by(|one, other| one.cost.total_cmp(&other.cost));
        let spread = corners[last].cost - corners[0].cost;
        if spread <= TOLERANCE * (corners[0].cost.abs() + TOLERANCE) {
            break;
        }
        let mut centre = vec![0.0; last];
        for corner in &corners[..last] {
            for (sum, value) in centre.iter_mut().zip(&corner.place) {
                *sum += value / count(last);
            }
        }
        // 1 is the mirror image of the worst corner, 2 twice as far, -0.5 half-way back to it.
        let mut try_at = |factor: f64, worst: &[f64]| {
            let place: Vec<f64> = (ranges.iter().zip(&centre).zip(worst))
                .map(|((range, centre), worst)| {
                    (centre + factor * (centre - worst)).clamp(range.low, range.high)
                })
                .collect();
            spent += 1;
            Corner {
                cost: cost(&place),
                place,
            }
        };
        let mirrored = try_at(1.0, &corners[last].place);
        if mirrored.cost < corners[0].cost {
            let further = try_at(2.0, &corners[last].place);
            corners[last] = if further.cost < mirrored.cost {
                further
            } else {
                mirrored
            };
            continue;
        }
        if mirrored.cost < corners[last - 1].cost {
            corners[last] = mirrored;
            continue;
        }
        let nearer = if mirrored.cost < corners[last].cost {
            try_at(0.5, &corners[last].place)
        } else {
            try_at(-0.5, &corners[last].place)
        };
        if nearer.cost < corners[last].cost.min(mirrored.cost) {
            corners[last] = nearer;
            continue;
        }
        let (best, others) = corners.split_at_mut(1);
        for corner in others {
            for (value, best) in corner.place.iter_mut().zip(&best[0].place) {
                *value = f64::midpoint(*value, *best);
            }
            corner.cost = cost(&corner.place);
            spent += 1;
        }
    }
    let best = corners
        .into_iter()
        .min_by(|one, other| one.cost.total_cmp(&other.cost))
        .expect("there is the corner at the start");
    (best.place, best.cost)
}
