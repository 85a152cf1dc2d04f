//! Which ways visits take.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::clock::Timestamp;
use crate::db::Db;
use crate::events::EventKind;
use crate::learn::behaviour::{Branch, Markov, next_steps, tree};

use super::reading::{
    ACTS, Visit, Wanted, Window, count, kind, latest, number, read, silence, visits,
};
use super::{BehaviourError, Sample, Silence, Visits};

/// People that are looked at, at most.
const MOST: usize = 50_000;
/// Whole ways that are told, at most.
const WAYS: usize = 12;
/// The depth of the tree of first steps.
const DEPTH: usize = 4;
/// Branches of the tree that fewer visits take than one in so many are left out.
const ONE_IN: usize = 100;
/// Next steps that are told of a kind, at most.
const NEXT: usize = 5;

/// A whole way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Way {
    /// The kinds of its acts.
    pub acts: Vec<&'static str>,
    /// Visits that took it.
    pub visits: usize,
    /// Their share of all visits.
    pub share: f64,
    /// Whether an order is on it.
    pub ordered: bool,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Next {
    /// The kind of act; none where the visit ends.
    pub act: Option<&'static str>,
    /// How often.
    pub times: usize,
    /// The share of all times.
    pub share: f64,
}

/// What comes after a kind of act.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct After {
    /// The kind.
    pub act: &'static str,
    /// How often it was left for something else, or was the end.
    pub times: usize,
    /// What comes next, the most frequent first.
    pub next: Vec<Next>,
}

/// A step of the tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// The kind of act.
    pub act: &'static str,
    /// Visits that take it after the steps above it.
    pub visits: usize,
    /// Their share of all visits.
    pub share: f64,
    /// How many of them end here.
    pub ended: usize,
    /// What comes after it, the most frequent first.
    pub next: Vec<Step>,
}

/// What a kind of act does for an order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KindInfluence {
    /// The kind.
    pub act: &'static str,
    /// How often it was seen before an order or the end.
    pub times: usize,
    /// The chance of an order from there.
    pub chance: f64,
    /// The share of all orders that would be lost where everybody who comes here left instead. It tells what leads to orders,
    /// not what causes them.
    pub removal: f64,
    /// The same as a share of all kinds' removal effects.
    pub share: f64,
}

/// Which ways visits take. Acts of one kind one after another are one step, and that a visit began is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PathsReport {
    /// How much was looked at.
    pub sample: Sample,
    /// The silence that ends a visit.
    pub silence: Silence,
    /// Visits with a step.
    pub visits: usize,
    /// Of these, those with an order.
    pub ordered: usize,
    /// The most common whole ways.
    pub ways: Vec<Way>,
    /// What comes after each kind of act, the most frequent kind first.
    pub after: Vec<After>,
    /// The tree of the first steps; branches of fewer than one in a hundred visits are left out.
    pub tree: Vec<Step>,
    /// What each kind does for an order, the greatest first; empty where nobody ordered.
    pub influence: Vec<KindInfluence>,
}

/// Reads the visits, and counts their ways.
pub(super) async fn paths(
    db: &Db,
    asked: Visits,
    now: Timestamp,
) -> Result<PathsReport, BehaviourError> {
    let window = Window::before(latest(db, now).await?, asked.days);
    let wanted = Wanted {
        window,
        kinds: &ACTS,
        most: MOST,
        visitors: true,
    };
    let read = read(db, wanted).await?;
    let silence = silence(&read.people, asked.valley)?;
    let (all, _) = visits(&read.people, &silence)?;
    let paths: Vec<Vec<u32>> = all
        .iter()
        .map(path)
        .filter(|path| !path.is_empty())
        .collect();
    if paths.is_empty() {
        let Sample { from, until, .. } = read.sample;
        return Err(BehaviourError::NoVisits { from, until });
    }
    let goal = number(EventKind::OrderCompleted);
    let ordered = paths.iter().filter(|path| path.contains(&goal)).count();
    let least = (paths.len() / ONE_IN).max(1);
    Ok(PathsReport {
        sample: read.sample,
        silence,
        visits: paths.len(),
        ordered,
        ways: ways(&paths, goal),
        after: after(&paths),
        tree: steps(tree(&paths, None, DEPTH, least).next),
        influence: influence(&paths, goal)?,
    })
}

/// The kinds of a visit's acts, without repeats one after another and without its beginning.
fn path(visit: &Visit<'_>) -> Vec<u32> {
    let acts = visit.acts.iter().map(|act| act.kind);
    let mut path: Vec<u32> = acts
        .filter(|kind| *kind != EventKind::SessionStarted)
        .map(number)
        .collect();
    path.dedup();
    path
}

/// The most common whole ways.
fn ways(paths: &[Vec<u32>], goal: u32) -> Vec<Way> {
    let mut counts: BTreeMap<&[u32], usize> = BTreeMap::new();
    for path in paths {
        *counts.entry(path).or_insert(0) += 1;
    }
    let mut sorted: Vec<(&[u32], usize)> = counts.into_iter().collect();
    sorted.sort_by_key(|&(path, times)| (Reverse(times), path.len()));
    let told = sorted.into_iter().take(WAYS);
    told.map(|(path, visits)| Way {
        acts: path.iter().map(|&step| kind(step).name()).collect(),
        visits,
        share: count(visits) / count(paths.len()),
        ordered: path.contains(&goal),
    })
    .collect()
}

/// What comes after each kind.
fn after(paths: &[Vec<u32>]) -> Vec<After> {
    let mut kinds: Vec<u32> = ACTS.map(number).to_vec();
    kinds.sort_unstable();
    let mut all: Vec<After> = kinds
        .into_iter()
        .map(|from| {
            let next = next_steps(paths, from);
            After {
                act: kind(from).name(),
                times: next.iter().map(|next| next.count).sum(),
                next: (next.iter().take(NEXT))
                    .map(|next| Next {
                        act: next.kind.map(|next| kind(next).name()),
                        times: next.count,
                        share: next.share,
                    })
                    .collect(),
            }
        })
        .filter(|after| after.times > 0)
        .collect();
    all.sort_by_key(|after| Reverse(after.times));
    all
}

/// Branches with the names of their kinds.
fn steps(branches: Vec<Branch>) -> Vec<Step> {
    let named = branches.into_iter().map(|branch| Step {
        act: kind(branch.kind).name(),
        visits: branch.count,
        share: branch.share,
        ended: branch.ended,
        next: steps(branch.next),
    });
    named.collect()
}

/// What each kind does for an order.
fn influence(paths: &[Vec<u32>], goal: u32) -> Result<Vec<KindInfluence>, BehaviourError> {
    let chain = Markov::fit(paths, &[goal])?;
    if chain.chance() <= 0.0 {
        return Ok(Vec::new());
    }
    let told = chain.influence().iter().map(|of| KindInfluence {
        act: kind(of.kind).name(),
        times: of.count,
        chance: of.chance,
        removal: of.removal,
        share: of.share,
    });
    let mut told: Vec<KindInfluence> = told.collect();
    told.sort_by(|one, other| other.removal.total_cmp(&one.removal));
    Ok(told)
}
