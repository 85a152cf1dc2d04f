//! What a visit so far looks like, as a row of numbers for a classifier.

use std::collections::{BTreeMap, BTreeSet};

use super::middle::{count, mean, median};
use super::{BehaviourError, check, demand};

/// Something that was done in a visit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Act {
    /// When, in the unit that the row is to have; seconds as a rule.
    pub time: f64,
    /// What kind of thing was done.
    pub kind: u32,
    /// What it was done to, where it was done to something.
    pub thing: Option<u32>,
}

/// A kind of act that has columns of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindOfAct {
    /// Its number.
    pub kind: u32,
    /// What its columns are called after.
    pub name: String,
    /// How far on the way it is: 0 at the beginning.
    pub stage: u32,
}

/// The columns of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The kinds with columns of their own; others are counted together, as of stage 0.
    pub kinds: Vec<KindOfAct>,
    /// Nobody looks at anything for longer than this: a longer dwell counts as this much, in the unit of the acts.
    pub longest: f64,
}

/// The columns behind those of the kinds.
const WHOLE: [&str; 19] = [
    "other_count",
    "events",
    "different_kinds",
    "different_things",
    "things_looked_at_again",
    "acts_on_things_seen_before",
    "most_acts_on_one_thing",
    "returns_to_an_earlier_thing",
    "stage_furthest",
    "stage_now",
    "steps_back",
    "changes_of_kind",
    "entropy_of_kinds",
    "time_since_start",
    "time_since_last",
    "dwell_mean",
    "dwell_median",
    "dwell_longest",
    "dwell_last_over_mean",
];

impl Layout {
    /// The names of the columns: for each kind its count and its dwell, then those of the whole visit.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let of_kinds = self.kinds.iter().flat_map(|kind| {
            [
                format!("{}_count", kind.name),
                format!("{}_dwell", kind.name),
            ]
        });
        of_kinds.chain(WHOLE.map(str::to_owned)).collect()
    }

    /// The row of a visit so far, beside [`Layout::names`]; all 0 of a visit without acts. An act's dwell lasts until the next
    /// act, that of the last one until now. Nothing after now is looked at, so a row of a finished visit's beginning is
    /// what would have been known then: give the acts up to it, and its time.
    ///
    /// # Errors
    /// Times that are none or go back, an act after now, or a longest dwell that is not above 0.
    pub fn row(&self, acts: &[Act], now: f64) -> Result<Vec<f64>, BehaviourError> {
        check(acts.iter().map(|act| act.time))?;
        let must = "it must be above 0";
        demand(self.longest > 0.0, "the longest dwell", self.longest, must)?;
        let mut row = vec![0.0; 2 * self.kinds.len() + WHOLE.len()];
        let (Some(first), Some(last)) = (acts.first(), acts.last()) else {
            return Ok(row);
        };
        if !now.is_finite() || now < last.time {
            return Err(BehaviourError::Future {
                last: last.time,
                now,
            });
        }
        let ends = acts[1..].iter().map(|act| act.time).chain([now]);
        let dwells: Vec<f64> = (acts.iter().zip(ends))
            .map(|(act, end)| (end - act.time).min(self.longest))
            .collect();
        let mut others = 0.0;
        for (act, dwell) in acts.iter().zip(&dwells) {
            match self.kinds.iter().position(|known| known.kind == act.kind) {
                Some(at) => {
                    row[2 * at] += 1.0;
                    row[2 * at + 1] += dwell;
                }
                None => others += 1.0,
            }
        }
        let things = Things::of(acts);
        let stages: Vec<u32> = acts.iter().map(|act| self.stage(act.kind)).collect();
        let furthest = stages.iter().copied().max().unwrap_or(0);
        let back = stages.windows(2).filter(|pair| pair[1] < pair[0]).count();
        let changes = acts.windows(2).filter(|pair| pair[1].kind != pair[0].kind);
        let (kinds, entropy) = variety(acts);
        let dwell = mean(&dwells);
        let latest = dwells[dwells.len() - 1];
        let whole = [
            others,
            count(acts.len()),
            kinds,
            things.different,
            things.again,
            things.seen_before,
            things.most,
            things.returns,
            f64::from(furthest),
            f64::from(stages[stages.len() - 1]),
            count(back),
            count(changes.count()),
            entropy,
            now - first.time,
            now - last.time,
            dwell,
            median(&dwells).unwrap_or(0.0),
            dwells.iter().copied().fold(0.0, f64::max),
            if dwell > 0.0 { latest / dwell } else { 0.0 },
        ];
        row[2 * self.kinds.len()..].copy_from_slice(&whole);
        Ok(row)
    }

    /// How far on the way a kind is.
    fn stage(&self, kind: u32) -> u32 {
        let known = self.kinds.iter().find(|known| known.kind == kind);
        known.map_or(0, |known| known.stage)
    }
}

/// How many kinds there are, and the entropy of their shares in nats (Shannon 1948).
fn variety(acts: &[Act]) -> (f64, f64) {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for act in acts {
        *counts.entry(act.kind).or_insert(0) += 1;
    }
    let shares = counts
        .values()
        .map(|&times| count(times) / count(acts.len()));
    // From 0, and not from the -0 of a sum of nothing.
    let entropy = shares.fold(0.0, |sum, share| sum - share * share.ln());
    (count(counts.len()), entropy)
}

/// What was done to things.
struct Things {
    different: f64,
    /// How many had more than one act.
    again: f64,
    /// Acts on things that had one before.
    seen_before: f64,
    most: f64,
    /// Acts on a thing that had one before, right after an act on another thing.
    returns: f64,
}

impl Things {
    fn of(acts: &[Act]) -> Self {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        let mut seen: BTreeSet<u32> = BTreeSet::new();
        let mut before = None;
        let mut returns = 0;
        for thing in acts.iter().filter_map(|act| act.thing) {
            *counts.entry(thing).or_insert(0) += 1;
            let new = seen.insert(thing);
            if !new && before != Some(thing) {
                returns += 1;
            }
            before = Some(thing);
        }
        let all: usize = counts.values().sum();
        Self {
            different: count(counts.len()),
            again: count(counts.values().filter(|times| **times > 1).count()),
            seen_before: count(all - counts.len()),
            most: count(counts.values().copied().max().unwrap_or(0)),
            returns: count(returns),
        }
    }
}
