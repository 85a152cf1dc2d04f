//! Searching a small problem to its end.

use super::relaxing::Prices;
use super::{Groups, Limits};

/// Groups that are not idle, at most.
const MOST_GROUPS: usize = 60;
/// Nodes that are looked at, at most.
const MOST_NODES: usize = 400_000;

/// A group, and what may be taken of it: the place of a choice or nothing, with what the relaxation loses by it.
type Options = (usize, Vec<(Option<usize>, f64)>);

/// What is taken of some groups.
type Selection = Vec<(usize, Option<usize>)>;

struct Search<'a> {
    groups: &'a Groups,
    limits: &'a Limits,
    /// Of each group that is not idle, what loses the least first.
    options: Vec<Options>,
    bound: f64,
    /// What the best selection so far brings.
    best: f64,
    found: Option<Selection>,
    chosen: Selection,
    counts: Vec<u32>,
    nodes: usize,
}

/// The best selection of a small problem, empty where none is better than `gain`; none where the problem is too big to say.
///
/// A selection that brings more than `gain` loses less than `bound - gain` by the prices, in all its groups together, so only
/// what loses little is looked at.
pub(super) fn search(
    groups: &Groups,
    limits: &Limits,
    prices: &Prices,
    bound: f64,
    gain: f64,
) -> Option<Selection> {
    let busy: Vec<usize> = (0..groups.len())
        .filter(|&group| !groups.idle[group])
        .collect();
    if busy.len() > MOST_GROUPS {
        return None;
    }
    let options = busy.into_iter().map(|group| {
        let mut options = vec![(None, 0.0)];
        for (at, choice) in groups.of(group).iter().enumerate() {
            options.push((Some(at), prices.net(choice) - prices.money * choice.cost));
        }
        let most = options.iter().map(|option| option.1).fold(0.0, f64::max);
        for option in &mut options {
            option.1 = most - option.1;
        }
        options.sort_by(|a, b| a.1.total_cmp(&b.1));
        (group, options)
    });
    let mut search = Search {
        options: options.collect(),
        groups,
        limits,
        bound,
        best: gain,
        found: None,
        chosen: Vec::new(),
        counts: vec![0; limits.kinds.len()],
        nodes: 0,
    };
    search.descend(0, 0.0, 0.0, 0.0);
    (search.nodes < MOST_NODES).then(|| search.found.unwrap_or_default())
}

impl Search<'_> {
    /// Decides the groups from this place on, so much being spent, gained and lost before.
    fn descend(&mut self, place: usize, cost: f64, gain: f64, lost: f64) {
        self.nodes += 1;
        if self.nodes >= MOST_NODES {
            return;
        }
        if place == self.options.len() {
            if gain > self.best {
                self.best = gain;
                self.found = Some(self.chosen.clone());
            }
            return;
        }
        let group = self.options[place].0;
        for at in 0..self.options[place].1.len() {
            let (option, loss) = self.options[place].1[at];
            // The relaxation is rounded; what is as good within that is no better.
            if self.bound - lost - loss <= self.best + 1e-12 * self.bound.abs() {
                return;
            }
            let choice = option.map(|at| self.groups.of(group)[at]);
            let spent = cost + choice.map_or(0.0, |choice| choice.cost);
            let room = choice.is_none_or(|choice| {
                let limit = self.limits.kinds[choice.kind];
                limit.is_none_or(|limit| self.counts[choice.kind] < limit)
            });
            if spent > self.limits.budget || !room {
                continue;
            }
            if let Some(choice) = choice {
                self.counts[choice.kind] += 1;
            }
            self.chosen.push((group, option));
            let gained = gain + choice.map_or(0.0, |choice| choice.gain);
            self.descend(place + 1, spent, gained, lost + loss);
            self.chosen.pop();
            if let Some(choice) = choice {
                self.counts[choice.kind] -= 1;
            }
        }
    }
}
