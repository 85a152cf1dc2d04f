//! The lowest point of a smooth function of a few parameters.

/// What came of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Minimum {
    /// Where it is.
    pub at: Vec<f64>,
    /// The function there.
    pub value: f64,
    /// The greatest slope along a parameter there.
    pub slope: f64,
    /// How often the function was asked.
    pub evaluations: usize,
    /// Whether the slope came down to what was wanted.
    pub converged: bool,
}

/// How a search ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ending {
    /// Flat enough: no slope above this times the greater of 1 and the function's size.
    pub slope: f64,
    /// No more steps than this.
    pub steps: usize,
}

impl Default for Ending {
    fn default() -> Self {
        Self {
            slope: 1e-9,
            steps: 500,
        }
    }
}

/// Walks downhill from a start by BFGS (Nocedal and Wright 2006, algorithm 6.1), each step found by halving and
/// doubling until the weak Wolfe conditions hold (Lewis and Overton 2013, algorithm 2.6). `function` gives the value
/// and writes the gradient; where it is not defined it may give a value that is not a number, which counts as very high.
pub fn minimise(
    mut function: impl FnMut(&[f64], &mut [f64]) -> f64,
    start: &[f64],
    ending: Ending,
) -> Minimum {
    let n = start.len();
    let mut point = start.to_vec();
    let mut slope = vec![0.0; n];
    let mut value = function(&point, &mut slope);
    let mut evaluations = 1;
    let mut curvature = identity(n, 1.0);
    let mut fresh = true;
    for _ in 0..ending.steps {
        let steepest = greatest(&slope);
        if steepest <= ending.slope * value.abs().max(1.0) {
            break;
        }
        let mut direction = product(&curvature, &slope);
        for step in &mut direction {
            *step = -*step;
        }
        let mut descent = dot(&direction, &slope);
        if descent >= 0.0 || !descent.is_finite() {
            curvature = identity(n, 1.0);
            fresh = true;
            direction = slope.iter().map(|g| -g).collect();
            descent = -dot(&slope, &slope);
        }
        let first = if fresh {
            1.0 / greatest(&direction).max(1.0)
        } else {
            1.0
        };
        let Some(step) = search(
            &mut function,
            &point,
            value,
            &direction,
            descent,
            first,
            &mut evaluations,
        ) else {
            if fresh {
                break;
            }
            curvature = identity(n, 1.0);
            fresh = true;
            continue;
        };
        let moved: Vec<f64> = step.at.iter().zip(&point).map(|(a, b)| a - b).collect();
        let bent: Vec<f64> = step.slope.iter().zip(&slope).map(|(a, b)| a - b).collect();
        let along = dot(&moved, &bent);
        if along > f64::EPSILON * dot(&bent, &bent) {
            if fresh {
                curvature = identity(n, along / dot(&bent, &bent));
                fresh = false;
            }
            bend(&mut curvature, &moved, &bent, along);
        }
        let gained = value - step.value;
        (point, value, slope) = (step.at, step.value, step.slope);
        if gained <= 1e-15 * value.abs() && greatest(&slope) <= 1e-6 * value.abs().max(1.0) {
            break;
        }
    }
    let steepest = greatest(&slope);
    Minimum {
        converged: steepest <= 1e-6 * value.abs().max(1.0),
        at: point,
        value,
        slope: steepest,
        evaluations,
    }
}

/// The same for a function without a gradient: slopes are central differences.
pub fn minimise_by_differences(
    function: impl Fn(&[f64]) -> f64,
    start: &[f64],
    ending: Ending,
) -> Minimum {
    let mut near = start.to_vec();
    let with_slope = |point: &[f64], slope: &mut [f64]| {
        near.copy_from_slice(point);
        for (at, slope) in slope.iter_mut().enumerate() {
            let width = 6e-6 * point[at].abs().max(1.0);
            near[at] = point[at] + width;
            let above = function(&near);
            near[at] = point[at] - width;
            *slope = (above - function(&near)) / (2.0 * width);
            near[at] = point[at];
        }
        function(point)
    };
    minimise(with_slope, start, ending)
}

/// A point that was stepped to.
struct Step {
    at: Vec<f64>,
    value: f64,
    slope: Vec<f64>,
}

/// A step along the direction that goes down enough and far enough; none where 50 tries did not find one.
fn search(
    function: &mut impl FnMut(&[f64], &mut [f64]) -> f64,
    from: &[f64],
    value: f64,
    direction: &[f64],
    descent: f64,
    first: f64,
    evaluations: &mut usize,
) -> Option<Step> {
    const ENOUGH: f64 = 1e-4;
    const FLATTER: f64 = 0.9;
    let (mut low, mut high, mut length) = (0.0, f64::INFINITY, first);
    let mut best: Option<Step> = None;
    for _ in 0..50 {
        let at: Vec<f64> = from
            .iter()
            .zip(direction)
            .map(|(x, d)| x + length * d)
            .collect();
        let mut slope = vec![0.0; from.len()];
        let there = function(&at, &mut slope);
        *evaluations += 1;
        if !there.is_finite() || there > value + ENOUGH * length * descent {
            high = length;
        } else {
            let flat = dot(&slope, direction) >= FLATTER * descent;
            best = Some(Step {
                at,
                value: there,
                slope,
            });
            if flat {
                break;
            }
            low = length;
        }
        length = if high.is_finite() {
            f64::midpoint(low, high)
        } else {
            2.0 * low
        };
    }
    best
}

/// The inverse curvature after a step (BFGS, Nocedal and Wright 2006, equation 6.17).
fn bend(curvature: &mut [Vec<f64>], moved: &[f64], bent: &[f64], along: f64) {
    let turned = product(curvature, bent);
    let scale = (along + dot(bent, &turned)) / (along * along);
    for (i, row) in curvature.iter_mut().enumerate() {
        for (j, entry) in row.iter_mut().enumerate() {
            *entry +=
                scale * moved[i] * moved[j] - (turned[i] * moved[j] + moved[i] * turned[j]) / along;
        }
    }
}

fn identity(n: usize, scale: f64) -> Vec<Vec<f64>> {
    (0..n)
        .map(|i| (0..n).map(|j| if i == j { scale } else { 0.0 }).collect())
        .collect()
}

fn product(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| dot(row, vector)).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn greatest(vector: &[f64]) -> f64 {
    vector.iter().fold(0.0, |most, x| {
        if x.is_nan() {
            f64::INFINITY
        } else {
            most.max(x.abs())
        }
    })
}
