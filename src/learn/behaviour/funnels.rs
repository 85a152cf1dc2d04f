//! How far people come on a way of ordered stages.

use std::collections::BTreeMap;

use super::middle::{count, median};
use super::{BehaviourError, Event, check, demand};

/// What may lie between two stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nothing: each stage is the very next event.
    Strict,
    /// Any other events.
    Loose,
}

/// A way to go.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// The stages in order; each is entered by an event of any of its kinds.
    pub stages: Vec<Vec<u32>>,
    /// The longest time from the first stage to the last, in the unit of the events; may be infinite.
    pub within: f64,
    /// What may lie between.
    pub order: Order,
}

/// What became of those who reached a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// How many reached it, having reached all before it.
    pub reached: usize,
    /// Their share of everybody; 0 of nobody.
    pub share: f64,
    /// The share of them that reached the next stage; none at the last stage, or where nobody came.
    pub conversion: Option<f64>,
    /// The median time to the next stage, of those who reached it.
    pub median_time: Option<f64>,
    /// How many did not reach the next stage; 0 at the last one, which is where one wants to be.
    pub dropped: usize,
    /// Of these, how many did nothing afterwards.
    pub ended: usize,
    /// What the others of them did next, by the kind of event, the most frequent first.
    pub instead: Vec<(u32, usize)>,
}

/// The stages that were reached, and how.
struct Chain {
    /// When each was reached.
    times: Vec<f64>,
    /// The place of the last event.
    last: usize,
}

impl Funnel {
    /// When each stage was reached in one person's (or session's) events: as many times as stages were reached. The first
    /// of the deepest ways counts, from the latest start that leads there. An event enters one stage at most.
    ///
    /// # Errors
    /// Times that are none or go back, no stages, a stage without kinds, or a time window below 0.
    pub fn reach(&self, events: &[Event]) -> Result<Vec<f64>, BehaviourError> {
        self.check()?;
        Ok(self
            .deepest(events)?
            .map_or(Vec::new(), |chain| chain.times))
    }

    /// Counts over people, or over sessions: the events of each are one row.
    ///
    /// # Errors
    /// As for [`Funnel::reach`].
    pub fn count(&self, rows: &[impl AsRef<[Event]>]) -> Result<Vec<Stage>, BehaviourError> {
        self.check()?;
        let stages = self.stages.len();
        let mut reached = vec![0; stages];
        let mut ended = vec![0; stages];
        let mut waits: Vec<Vec<f64>> = vec![Vec::new(); stages];
        let mut instead: Vec<BTreeMap<u32, usize>> = vec![BTreeMap::new(); stages];
        for events in rows.iter().map(AsRef::as_ref) {
            let Some(chain) = self.deepest(events)? else {
                continue;
            };
            let depth = chain.times.len();
            for (stage, pair) in chain.times.windows(2).enumerate() {
                waits[stage].push(pair[1] - pair[0]);
            }
            for reached in &mut reached[..depth] {
                *reached += 1;
            }
            if depth < stages {
                match events.get(chain.last + 1) {
                    Some(next) => *instead[depth - 1].entry(next.kind).or_insert(0) += 1,
                    None => ended[depth - 1] += 1,
                }
            }
        }
        let counted = (0..stages).map(|stage| {
            let here = reached[stage];
            let next = reached.get(stage + 1).copied();
            let mut instead: Vec<(u32, usize)> =
                std::mem::take(&mut instead[stage]).into_iter().collect();
            instead.sort_by_key(|&(kind, times)| (std::cmp::Reverse(times), kind));
            Stage {
                reached: here,
                share: count(here) / count(rows.len().max(1)),
                conversion: next
                    .filter(|_| here > 0)
                    .map(|next| count(next) / count(here)),
                median_time: median(&waits[stage]),
                dropped: next.map_or(0, |next| here - next),
                ended: ended[stage],
                instead,
            }
        });
        Ok(counted.collect())
    }

    /// Whether it is a way at all.
    fn check(&self) -> Result<(), BehaviourError> {
        let must = "it must be 0 or more";
        demand(self.within >= 0.0, "the time window", self.within, must)?;
        let empty = self.stages.iter().position(Vec::is_empty);
        match empty.or(self.stages.is_empty().then_some(0)) {
            Some(at) => Err(BehaviourError::EmptyStage { stage: at + 1 }),
            None => Ok(()),
        }
    }

    /// The first of the deepest chains. Of all chains to a stage the one with the latest start is kept: whatever another
    /// could still reach in time, it can as well.
    fn deepest(&self, events: &[Event]) -> Result<Option<Chain>, BehaviourError> {
        check(events.iter().map(|event| event.time))?;
        let mut chains: Vec<Option<Chain>> = self.stages.iter().map(|_| None).collect();
        let mut deepest: Option<Chain> = None;
        for (at, event) in events.iter().enumerate() {
            // The deepest stage first, so that an event does not follow itself.
            for stage in (0..self.stages.len()).rev() {
                if !self.stages[stage].contains(&event.kind) {
                    continue;
                }
                let mut times = match stage.checked_sub(1).map(|before| &chains[before]) {
                    None => Vec::with_capacity(self.stages.len()),
                    Some(Some(chain)) if self.follows(chain, at, event.time) => chain.times.clone(),
                    Some(_) => continue,
                };
                times.push(event.time);
                if deepest
                    .as_ref()
                    .is_none_or(|best| best.times.len() < times.len())
                {
                    deepest = Some(Chain {
                        times: times.clone(),
                        last: at,
                    });
                }
                chains[stage] = Some(Chain { times, last: at });
            }
        }
        Ok(deepest)
    }

    /// Whether an event may go on from a chain.
    fn follows(&self, chain: &Chain, at: usize, time: f64) -> bool {
        let next = self.order == Order::Loose || chain.last + 1 == at;
        next && time - chain.times[0] <= self.within
    }
}
