//! The linear relaxation: hulls, steps along them, and where the budget ends.

use rayon::prelude::ParallelSliceMut;

use super::{Choice, Groups, Limits};

/// What a unit of what is limited costs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Prices {
    /// Of the budget.
    pub(super) money: f64,
    /// Of a choice of each kind.
    pub(super) kinds: Vec<f64>,
}

impl Prices {
    /// Everything is free.
    pub(super) fn none(kinds: usize) -> Self {
        Self {
            money: 0.0,
            kinds: vec![0.0; kinds],
        }
    }

    /// What a choice brings less the price of its kind.
    pub(super) fn net(&self, choice: &Choice) -> f64 {
        choice.gain - self.kinds[choice.kind]
    }
}

/// One step along the hull of a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// Gain per cost.
    efficiency: f64,
    /// Of which group.
    pub(super) group: usize,
    /// The place of the choice before it; none at the first step.
    from: Option<u32>,
    /// The place of the choice that it leads to.
    to: u32,
}

impl Step {
    /// The choice that it leads to, by its place in the group.
    pub(super) fn to(&self) -> usize {
        self.to as usize
    }
}

/// What the relaxation says.
#[derive(Clone, Debug)]
pub(super) struct Relaxed {
    /// Its value: no selection brings more.
    pub(super) bound: f64,
    /// What a unit of the budget is worth there.
    pub(super) price: f64,
    /// How many choices of each kind it takes; the last step only in part.
    pub(super) counts: Vec<f64>,
}

/// The steps of all groups, the most efficient first; equals in the order of groups.
pub(super) fn steps(groups: &Groups, prices: &Prices) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut hull: Vec<u32> = Vec::new();
    for group in 0..groups.len() {
        let choices = groups.of(group);
        hull_of(choices, prices, &mut hull);
        let (mut from, mut cost, mut net) = (None, 0.0, 0.0);
        for &at in &hull {
            let choice = &choices[at as usize];
            let gained = prices.net(choice) - net;
            steps.push(Step {
                efficiency: gained / (choice.cost - cost),
                group,
                from,
                to: at,
            });
            (from, cost, net) = (Some(at), choice.cost, prices.net(choice));
        }
    }
    let order = |a: &Step, b: &Step| {
        b.efficiency
            .total_cmp(&a.efficiency)
            .then(a.group.cmp(&b.group))
            .then(a.from.cmp(&b.from))
    };
    steps.par_sort_unstable_by(order);
    steps
}

/// The choices on the upper hull from nothing at no cost, by rising cost: each step brings less for its cost than the one
/// before.
fn hull_of(choices: &[Choice], prices: &Prices, hull: &mut Vec<u32>) {
    hull.clear();
    let mut order: Vec<u32> = (0_u32..)
        .zip(choices)
        .filter(|(_, choice)| prices.net(choice) > 0.0)
        .map(|(at, _)| at)
        .collect();
    let point = |at: u32| {
        let choice = &choices[at as usize];
        (choice.cost, prices.net(choice))
    };
    order.sort_by(|&a, &b| {
        let ((cost_a, net_a), (cost_b, net_b)) = (point(a), point(b));
        cost_a.total_cmp(&cost_b).then(net_b.total_cmp(&net_a))
    });
    for at in order {
        let (cost, net) = point(at);
        if hull.last().is_some_and(|&last| net <= point(last).1) {
            continue;
        }
        while let Some(&last) = hull.last() {
            let before = hull.len().checked_sub(2).map(|place| point(hull[place]));
            let (cost_0, net_0) = before.unwrap_or((0.0, 0.0));
            let (cost_1, net_1) = point(last);
            // The last one lies on or below the line from the one before it to the new one.
            if (net_1 - net_0) * (cost - cost_0) > (net - net_0) * (cost_1 - cost_0) {
                break;
            }
            hull.pop();
        }
        hull.push(at);
    }
}

/// The relaxation at these prices of kinds.
pub(super) fn relax(groups: &Groups, limits: &Limits, prices: &Prices) -> Relaxed {
    let mut relaxed = Relaxed {
        bound: limits
            .kinds
            .iter()
            .zip(&prices.kinds)
            .map(|(limit, price)| limit.map_or(0.0, |limit| f64::from(limit) * price))
            .sum(),
        price: 0.0,
        counts: vec![0.0; limits.kinds.len()],
    };
    let mut left = limits.budget;
    for step in steps(groups, prices) {
        if groups.idle[step.group] {
            continue;
        }
        let choices = groups.of(step.group);
        let to = &choices[step.to()];
        let from = step.from.map(|at| &choices[at as usize]);
        let cost = to.cost - from.map_or(0.0, |from| from.cost);
        let net = prices.net(to) - from.map_or(0.0, |from| prices.net(from));
        let part = if cost > left { left / cost } else { 1.0 };
        relaxed.bound += part * net;
        relaxed.counts[to.kind] += part;
        if let Some(from) = from {
            relaxed.counts[from.kind] -= part;
        }
        left -= part * cost;
        if part < 1.0 {
            relaxed.price = step.efficiency;
            break;
        }
    }
    relaxed
}
