//! The chance to reach a goal from each kind of event, and what each kind does for it: a Markov chain of the first order
//! that ends at the goal or without it (Anderl, Becker, von Wangenheim and Schumann 2016, "Mapping the customer journey").

use super::BehaviourError;
use super::middle::count;

/// More kinds make a matrix that takes more than a second to invert.
const MOST_KINDS: usize = 600;

/// Where a path stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Before its first event.
    Start,
    /// At an event of a kind.
    Kind(u32),
    /// At the goal; nothing comes after it.
    Goal,
    /// At its end, the goal not reached.
    End,
}

/// What one kind of event does for the goal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Influence {
    /// The kind.
    pub kind: u32,
    /// How often it was seen before the goal.
    pub count: usize,
    /// The chance to reach the goal from there.
    pub chance: f64,
    /// The removal effect: the share of the chance from the start that is lost where everybody who comes to this kind
    /// leaves instead. 0 where the goal is never reached.
    pub removal: f64,
    /// The removal effect as a share of all kinds' removal effects: what of the goal is its doing.
    pub share: f64,
}

/// The chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Markov {
    /// The kinds before the goal, in order.
    kinds: Vec<u32>,
    /// How often each kind, and behind the last the start, was left for each kind, the goal, the end.
    counts: Vec<Vec<usize>>,
    /// What each kind does.
    influence: Vec<Influence>,
    /// The chance to reach the goal from the start.
    chance: f64,
}

impl Markov {
    /// Counts the transitions of paths. A path ends at its first event of a kind that is a goal; what comes afterwards is
    /// not looked at. A path without events goes from the start to the end.
    ///
    /// # Errors
    /// No paths, or more than 600 kinds before the goal.
    pub fn fit(paths: &[impl AsRef<[u32]>], goals: &[u32]) -> Result<Self, BehaviourError> {
        if paths.is_empty() {
            return Err(BehaviourError::TooFew {
                what: "paths",
                known: 0,
                needed: 1,
            });
        }
        let before = |path: &[u32]| {
            let goal = path.iter().position(|kind| goals.contains(kind));
            (goal.unwrap_or(path.len()), goal.is_some())
        };
        let mut kinds: Vec<u32> = Vec::new();
        for path in paths.iter().map(AsRef::as_ref) {
            kinds.extend(&path[..before(path).0]);
            // Paths are many and kinds are few: the list is kept short as it grows.
            if kinds.len() > 1 << 16 {
                kinds.sort_unstable();
                kinds.dedup();
            }
        }
        kinds.sort_unstable();
        kinds.dedup();
        let size = kinds.len();
        if size > MOST_KINDS {
            return Err(BehaviourError::TooManyKinds {
                kinds: size,
                most: MOST_KINDS,
            });
        }
        let mut counts = vec![vec![0; size + 2]; size + 1];
        for path in paths.iter().map(AsRef::as_ref) {
            let (length, reached) = before(path);
            let mut from = size;
            for kind in &path[..length] {
                let to = kinds.partition_point(|one| one < kind);
                counts[from][to] += 1;
                from = to;
            }
            counts[from][if reached { size } else { size + 1 }] += 1;
        }
        let (influence, chance) = solve(&kinds, &counts);
        Ok(Self {
            kinds,
            counts,
            influence,
            chance,
        })
    }

    /// The chance to reach the goal from the start: the share of the paths that reached it.
    #[must_use]
    pub fn chance(&self) -> f64 {
        self.chance
    }

    /// What each kind does, in the order of the kinds.
    #[must_use]
    pub fn influence(&self) -> &[Influence] {
        &self.influence
    }

    /// How probable it is that `to` comes right after `from`; 0 where one of them was never seen.
    #[must_use]
    pub fn transition(&self, from: State, to: State) -> f64 {
        let size = self.kinds.len();
        let place = |kind| self.kinds.binary_search(&kind).ok();
        let row = match from {
            State::Start => Some(size),
            State::Kind(kind) => place(kind),
            State::Goal | State::End => None,
        };
        let column = match to {
            State::Start => None,
            State::Kind(kind) => place(kind),
            State::Goal => Some(size),
            State::End => Some(size + 1),
        };
        match (row, column) {
            (Some(row), Some(column)) => shares(&self.counts[row])[column],
            _ => 0.0,
        }
    }
}

/// Counts as shares of their sum.
fn shares(counts: &[usize]) -> Vec<f64> {
    let all = count(counts.iter().sum());
    counts.iter().map(|&times| count(times) / all).collect()
}

/// What each kind does, and the chance from the start. With N the fundamental matrix (Kemeny and Snell 1960), which has how
/// often each kind is still visited from each, the goal is reached from the kinds with the chances `x = N r`, r being the
/// steps into the goal. A path visits kind k at all with the chance `h = (s N)[k] / N[k, k]`, s being the first steps, and
/// then reaches the goal with `x[k]`: so `h x[k]` is lost without k, and no chain has to be solved anew for each kind.
fn solve(kinds: &[u32], counts: &[Vec<usize>]) -> (Vec<Influence>, f64) {
    let size = kinds.len();
    let steps: Vec<Vec<f64>> = counts.iter().map(|row| shares(row)).collect();
    let mut visits: Vec<Vec<f64>> = (0..size)
        .map(|row| {
            let own = |column| if row == column { 1.0 } else { 0.0 };
            (0..size)
                .map(|column| own(column) - steps[row][column])
                .collect()
        })
        .collect();
    invert(&mut visits);
    let chances: Vec<f64> = (visits.iter())
        .map(|row| dot(row, steps[..size].iter().map(|step| step[size])))
        .collect();
    let first = &steps[size];
    let chance = first[size] + dot(&first[..size], chances.iter().copied());
    let removals: Vec<f64> = (0..size)
        .map(|kind| {
            let visited = dot(&first[..size], visits.iter().map(|row| row[kind]));
            let lost = visited / visits[kind][kind] * chances[kind];
            if chance > 0.0 { lost / chance } else { 0.0 }
        })
        .collect();
    let all: f64 = removals.iter().sum();
    let influence = (0..size)
        .map(|kind| Influence {
            kind: kinds[kind],
            count: counts[kind].iter().sum(),
            chance: chances[kind],
            removal: removals[kind],
            share: if all > 0.0 { removals[kind] / all } else { 0.0 },
        })
        .collect();
    (influence, chance)
}

/// The sum of products.
fn dot(one: &[f64], other: impl Iterator<Item = f64>) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// Inverts in place by Gauss and Jordan. Rows of one less the chances to stay among the kinds are never dominated off the
/// diagonal, and every kind has been left for good at least once: pivots need not be sought.
fn invert(matrix: &mut [Vec<f64>]) {
    for pivot in 0..matrix.len() {
        let mut row = std::mem::take(&mut matrix[pivot]);
        let scale = 1.0 / row[pivot];
        row[pivot] = 1.0;
        for value in &mut row {
            *value *= scale;
        }
        for other in matrix.iter_mut().filter(|other| !other.is_empty()) {
            let factor = std::mem::replace(&mut other[pivot], 0.0);
            if factor != 0.0 {
                for (value, own) in other.iter_mut().zip(&row) {
                    *value -= factor * own;
                }
            }
        }
        matrix[pivot] = row;
    }
}
