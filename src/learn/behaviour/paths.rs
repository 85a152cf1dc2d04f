//! Which steps follow which.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::middle::count;

/// No tree is deeper.
const DEEPEST: usize = 64;

/// What came next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NextStep {
    /// The kind of event; none where the path ended.
    pub kind: Option<u32>,
    /// How often.
    pub count: usize,
    /// The share of all times that something or nothing came next.
    pub share: f64,
}

/// What came right after each event of a kind, the most frequent first; of equals the end of the path first, then the
/// smaller kind.
#[must_use]
pub fn next_steps(paths: &[impl AsRef<[u32]>], after: u32) -> Vec<NextStep> {
    let mut counts: BTreeMap<Option<u32>, usize> = BTreeMap::new();
    for path in paths.iter().map(AsRef::as_ref) {
        for at in (0..path.len()).filter(|&at| path[at] == after) {
            *counts.entry(path.get(at + 1).copied()).or_insert(0) += 1;
        }
    }
    let all = count(counts.values().sum());
    let mut steps: Vec<NextStep> = counts
        .into_iter()
        .map(|(kind, times)| NextStep {
            kind,
            count: times,
            share: count(times) / all,
        })
        .collect();
    steps.sort_by_key(|step| (Reverse(step.count), step.kind));
    steps
}

/// The first steps of many paths.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// How many paths there are.
    pub paths: usize,
    /// How many of them have no step at all.
    pub ended: usize,
    /// The first steps, the most frequent first.
    pub next: Vec<Branch>,
}

/// A step, and what came after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// The kind of event.
    pub kind: u32,
    /// How many paths take this step after those above it.
    pub count: usize,
    /// Their share of all paths of the tree.
    pub share: f64,
    /// How many of them end here.
    pub ended: usize,
    /// The next steps, the most frequent first, of equals the smaller kind; none at the depth that was asked for. What is
    /// rarer than asked for is missing here, but is counted above.
    pub next: Vec<Branch>,
}

/// The tree of the first `depth` steps, 64 at most. With `from` a path begins at the first event of that kind, and paths without
/// one are left out. Branches that fewer than `least` paths take are left out.
#[must_use]
pub fn tree(paths: &[impl AsRef<[u32]>], from: Option<u32>, depth: usize, least: usize) -> Tree {
    let depth = depth.min(DEEPEST);
    let mut sorted: Vec<&[u32]> = paths
        .iter()
        .map(AsRef::as_ref)
        .filter_map(|path| match from {
            None => Some(path),
            Some(kind) => path
                .iter()
                .position(|&one| one == kind)
                .map(|at| &path[at..]),
        })
        // One step more than is shown tells which paths end at the last step that is.
        .map(|path| &path[..path.len().min(depth + 1)])
        .collect();
    sorted.sort_unstable();
    let ended = sorted.iter().take_while(|path| path.is_empty()).count();
    Tree {
        paths: sorted.len(),
        ended,
        next: branches(&sorted[ended..], 0, depth, least, count(sorted.len())),
    }
}

/// The steps at a place of sorted paths that are the same before it and have such a place.
fn branches(sorted: &[&[u32]], at: usize, depth: usize, least: usize, all: f64) -> Vec<Branch> {
    if at >= depth {
        return Vec::new();
    }
    let mut found: Vec<Branch> = sorted
        .chunk_by(|one, other| one[at] == other[at])
        .filter(|same| same.len() >= least)
        .map(|same| {
            // The shortest come first.
            let ended = same.partition_point(|path| path.len() == at + 1);
            Branch {
                kind: same[0][at],
                count: same.len(),
                share: count(same.len()) / all,
                ended,
                next: branches(&same[ended..], at + 1, depth, least, all),
            }
        })
        .collect();
    found.sort_by_key(|branch| (Reverse(branch.count), branch.kind));
    found
}
