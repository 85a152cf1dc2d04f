//! The multiple-choice knapsack: of each group at most one choice, so that the sum of gains is the greatest that a budget,
//! and a limit on the choices of a kind, allow.
//!
//! Sinha and Zoltners, "The multiple-choice knapsack problem", Operations Research 27 (1979), 503-515: of a group only the
//! choices on the upper hull of (cost, gain) matter for the linear relaxation, whose optimum takes the steps along the hulls
//! in the order of gain per cost. Limits on kinds are priced (Lagrangian relaxation: Fisher, Management Science 27 (1981),
//! 1-18): whatever the prices, the value of the relaxation bounds the optimum from above, and the loss is at most the
//! difference. A small problem is then searched to the end, by the prices.

mod relaxing;
mod searching;

use relaxing::{Prices, Relaxed, relax, steps};

/// Steps of the search for the price of a kind.
const HALVINGS: usize = 24;
/// Steps where the price is nearly known.
const FEW_HALVINGS: usize = 8;
/// Rounds over the prices of several kinds.
const ROUNDS: usize = 8;
/// Groups that the prices are first looked for with.
const SAMPLE: usize = 20_000;
/// The share of a price, and of the bound, below which a difference is none.
const CLOSE: f64 = 1e-6;

/// One thing that may be taken of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// What it uses of the budget; not below 0.
    pub cost: f64,
    /// What it brings; above 0.
    pub gain: f64,
    /// Its kind, a place in [`Limits::kinds`].
    pub kind: usize,
}

/// Groups with their choices, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// The choices of all groups.
    choices: Vec<Choice>,
    /// Where the choices of each group end.
    ends: Vec<usize>,
    /// Which groups are only told what they would be given.
    idle: Vec<bool>,
}

impl Groups {
    /// Adds a group. An `idle` one is given a choice by the same rule as the others, and uses up and brings nothing.
    pub fn push(&mut self, choices: &[Choice], idle: bool) {
        self.choices.extend_from_slice(choices);
        self.ends.push(self.choices.len());
        self.idle.push(idle);
    }

    /// How many groups there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The choices of a group.
    ///
    /// # Panics
    /// There is no such group.
    #[must_use]
    pub fn of(&self, group: usize) -> &[Choice] {
        let from = group.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.choices[from..self.ends[group]]
    }
}

/// What must not be exceeded.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// The sum of costs.
    pub budget: f64,
    /// By kind, how many choices; none where there may be any number.
    pub kinds: Vec<Option<u32>>,
}

/// What is taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Of each group the place of its choice among its own.
    pub choices: Vec<Option<usize>>,
    /// What that brings, of the groups that are not idle.
    pub gain: f64,
    /// What that costs, of the same.
    pub cost: f64,
    /// No selection brings more than this.
    pub bound: f64,
    /// What one more unit of the budget would bring; 0 where the budget is not used up.
    pub price: f64,
    /// By kind, what one more of it would bring beside the budget.
    pub kind_prices: Vec<f64>,
    /// Whether nothing better is possible: a small problem was searched to its end, or the gain is the bound.
    pub exact: bool,
}

/// Takes the best of each group that can be had.
#[must_use]
pub fn solve(groups: &Groups, limits: &Limits) -> Taken {
    let (prices, relaxed) = priced(groups, limits);
    let mut choices = vec![None; groups.len()];
    fill(groups, limits, &prices, &mut choices);
    if prices.kinds.iter().any(|&price| price > 0.0) {
        // What the prices of kinds left over.
        let free = Prices::none(limits.kinds.len());
        fill(groups, limits, &free, &mut choices);
    }
    let mut gain = total(groups, &choices, |choice| choice.gain);
    let close = |gain: f64| relaxed.bound - gain <= 1e-9 * relaxed.bound.abs();
    let mut exact = close(gain);
    if !exact {
        let prices = Prices {
            money: relaxed.price,
            ..prices.clone()
        };
        if let Some(better) = searching::search(groups, limits, &prices, relaxed.bound, gain) {
            exact = true;
            for (group, choice) in better {
                choices[group] = choice;
            }
            gain = total(groups, &choices, |choice| choice.gain);
        }
    }
    Taken {
        cost: total(groups, &choices, |choice| choice.cost),
        gain,
        bound: relaxed.bound.max(gain),
        price: relaxed.price,
        kind_prices: prices.kinds,
        exact,
        choices,
    }
}

/// The sum over what is taken of the groups that are not idle.
fn total(groups: &Groups, choices: &[Option<usize>], of: fn(&Choice) -> f64) -> f64 {
    let taken = choices.iter().enumerate();
    let taken = taken.filter(|&(group, _)| !groups.idle[group]);
    taken
        .filter_map(|(group, &at)| Some(of(&groups.of(group)[at?])))
        .sum()
}

/// The prices of kinds at which the bound is the lowest, and what the relaxation is there. With one limited kind they are the
/// optimal ones; with more each is the best beside the others. Of many groups some are asked first, with their share of what
/// is limited, and all only near the prices that those say.
fn priced(groups: &Groups, limits: &Limits) -> (Prices, Relaxed) {
    let free = Prices::none(limits.kinds.len());
    let relaxed = relax(groups, limits, &free);
    let mut limited = limits.kinds.iter().zip(&relaxed.counts);
    if limited.all(|(limit, &count)| limit.is_none_or(|limit| count <= f64::from(limit))) {
        return (free, relaxed);
    }
    let limited = limits.kinds.iter().filter(|limit| limit.is_some()).count();
    let rounds = if limited == 1 { 1 } else { ROUNDS };
    let every = groups.len() / SAMPLE;
    if every < 2 {
        return lowest(groups, limits, &free, (rounds, HALVINGS));
    }
    let mut some = Groups::default();
    for group in (0..groups.len()).step_by(every) {
        some.push(groups.of(group), groups.idle[group]);
    }
    #[allow(clippy::cast_precision_loss, reason = "numbers of groups")]
    let share = some.len() as f64 / groups.len() as f64;
    let scaled = |limit: u32| {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "less than the limit itself"
        )]
        let limit = (f64::from(limit) * share).ceil() as u32;
        limit
    };
    let part = Limits {
        budget: limits.budget * share,
        kinds: limits.kinds.iter().map(|limit| limit.map(scaled)).collect(),
    };
    let (near, _) = lowest(&some, &part, &free, (rounds, HALVINGS));
    lowest(groups, limits, &near, (1, FEW_HALVINGS))
}

/// The prices at which the bound is the lowest, looked for from `start` on, in so many rounds over the kinds and steps for
/// each.
fn lowest(
    groups: &Groups,
    limits: &Limits,
    start: &Prices,
    (rounds, halvings): (usize, usize),
) -> (Prices, Relaxed) {
    let mut prices = start.clone();
    let mut best = (prices.clone(), relax(groups, limits, &prices));
    for _ in 0..rounds {
        let before = best.1.bound;
        for (kind, limit) in limits.kinds.iter().enumerate() {
            let Some(limit) = limit.map(f64::from) else {
                continue;
            };
            let mut too_many = |price: f64| {
                prices.kinds[kind] = price;
                let relaxed = relax(groups, limits, &prices);
                let many = relaxed.counts[kind] > limit;
                if relaxed.bound < best.1.bound {
                    best = (prices.clone(), relaxed);
                }
                many
            };
            let (mut low, mut high) = bracket(groups, kind, start.kinds[kind], &mut too_many);
            for _ in 0..halvings {
                if high - low <= CLOSE * high {
                    break;
                }
                let middle = f64::midpoint(low, high);
                if too_many(middle) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            too_many(high);
        }
        if before - best.1.bound <= CLOSE * before.abs() {
            break;
        }
    }
    best
}

/// Two prices of a kind, at the lower of which too many are taken and at the higher not; both 0 where not even then.
fn bracket(
    groups: &Groups,
    kind: usize,
    near: f64,
    too_many: &mut impl FnMut(f64) -> bool,
) -> (f64, f64) {
    // Above the greatest gain of the kind nobody is given it.
    let of_kind = groups.choices.iter().filter(|choice| choice.kind == kind);
    let highest = of_kind.map(|choice| choice.gain).fold(0.0, f64::max);
    if near > 0.0 {
        let (below, above) = (0.95 * near, (1.05 * near).min(highest));
        if too_many(below) {
            let high = if too_many(above) { highest } else { above };
            return (below, high);
        }
        return if too_many(0.0) {
            (0.0, below)
        } else {
            (0.0, 0.0)
        };
    }
    if too_many(0.0) {
        (0.0, highest)
    } else {
        (0.0, 0.0)
    }
}

/// Takes the steps along the hulls, the most efficient first, each where it fits what is left.
fn fill(groups: &Groups, limits: &Limits, prices: &Prices, choices: &mut [Option<usize>]) {
    let mut left = limits.budget - total(groups, choices, |choice| choice.cost);
    let mut counts = vec![0_u32; limits.kinds.len()];
    for (group, &at) in choices.iter().enumerate() {
        if let Some(at) = at.filter(|_| !groups.idle[group]) {
            counts[groups.of(group)[at].kind] += 1;
        }
    }
    for step in steps(groups, prices) {
        let group = step.group;
        let of = groups.of(group);
        let to = of[step.to()];
        let from = choices[group].map(|at| of[at]);
        let (cost, gain) = from.map_or((0.0, 0.0), |from| (from.cost, prices.net(&from)));
        let same = from.is_some_and(|from| from.kind == to.kind);
        let room = same || limits.kinds[to.kind].is_none_or(|limit| counts[to.kind] < limit);
        let extra = to.cost - cost;
        if prices.net(&to) <= gain || extra > left || !room {
            continue;
        }
        choices[group] = Some(step.to());
        if groups.idle[group] {
            continue;
        }
        left -= extra;
        if let Some(from) = from {
            counts[from.kind] -= 1;
        }
        counts[to.kind] += 1;
    }
}
