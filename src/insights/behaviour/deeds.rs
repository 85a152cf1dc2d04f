//! What members did in some months, in few words: each visit as far as it came, and what else happened.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::events::EventKind;
use crate::features::DAY;
use crate::ids::MemberKey;
use crate::learn::behaviour::{Costs, Event, HALF_HOUR, Pricing, sessions};

use super::BehaviourError;
use super::funnel::StageName;
use super::reading::{Act, Person, days, is_order, times};

/// Deeds of a member that are compared, the last ones.
const DEEDS: usize = 60;

/// The deeds with what it costs to have one of them more: what says more about somebody weighs more.
const KINDS: [(&str, f64); 9] = [
    ("came", 0.5),
    ("viewed", 0.7),
    ("basket", 1.0),
    ("checkout", 1.2),
    ("ordered", 2.0),
    ("campaign", 0.5),
    ("survey", 1.0),
    ("returned", 1.5),
    ("now", 1.5),
];
pub(super) const ORDERED: u32 = 4;
pub(super) const CAMPAIGN: u32 = 5;
pub(super) const SURVEY: u32 = 6;
pub(super) const RETURNED: u32 = 7;
/// No deed, but the moment of the comparison: the wait before it is how long somebody has been quiet.
const NOW: u32 = 8;

/// Deeds of one kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Common {
    /// Which: `came`, `viewed`, `basket`, `checkout`, `ordered`, `campaign`, `survey`, `returned`.
    pub deed: &'static str,
    /// How often.
    pub times: usize,
}

/// A deed with its moment in microseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deed {
    /// When.
    pub(super) at: i64,
    /// Which, by its place among the deeds.
    pub(super) kind: u32,
}

/// Somebody with their deeds and orders.
pub(super) struct Candidate<'a> {
    /// Their row.
    pub(super) row: i64,
    /// Their key.
    pub(super) key: &'a MemberKey,
    /// Their deeds in the order of time.
    pub(super) deeds: Vec<Deed>,
    /// When they ordered, at any time.
    pub(super) orders: &'a [i64],
}

/// A person's deeds: each visit is one, as far as it came; the rest is each by itself.
pub(super) fn deeds_of(person: &Person) -> Result<Vec<Deed>, BehaviourError> {
    let (mut visited, mut found) = (Vec::new(), Vec::new());
    for act in &person.acts {
        let kind = match act.kind {
            EventKind::CampaignSent => CAMPAIGN,
            EventKind::SurveyAnswered => SURVEY,
            EventKind::OrderRefunded => RETURNED,
            _ => {
                visited.push(*act);
                continue;
            }
        };
        found.push(Deed { at: act.at, kind });
    }
    for session in sessions(&times(&visited), HALF_HOUR)? {
        let acts = &visited[session.events];
        found.push(Deed {
            at: acts[0].at,
            kind: furthest(acts),
        });
    }
    found.sort_by_key(|deed| deed.at);
    Ok(found)
}

/// How far a visit came.
fn furthest(acts: &[Act]) -> u32 {
    if acts.iter().any(is_order) {
        return ORDERED;
    }
    let stages = [StageName::Checkout, StageName::Basket, StageName::Viewed];
    let reached = |stage: &StageName| acts.iter().any(|act| stage.kinds().contains(&act.kind));
    match stages.iter().find(|stage| reached(stage)) {
        Some(StageName::Checkout) => 3,
        Some(StageName::Basket) => 2,
        Some(StageName::Viewed) => 1,
        _ => 0,
    }
}

/// The deeds of some days before a moment, the last ones, as the estimators take them, and the moment itself behind them.
pub(super) fn before(deeds: &[Deed], at: i64, looked: u32) -> Vec<Event> {
    let from = at - i64::from(looked) * DAY;
    let start = deeds.partition_point(|deed| deed.at < from);
    let end = deeds.partition_point(|deed| deed.at < at);
    let shown = &deeds[start.max(end.saturating_sub(DEEDS))..end];
    let event = |deed: &Deed| Event {
        time: days(deed.at - from),
        kind: deed.kind,
    };
    let now = Deed { at, kind: NOW };
    shown.iter().chain([&now]).map(event).collect()
}

/// What deeds cost: a deed in another's place two thirds of both, and a wait e times as long half of the deed.
pub(super) fn costs() -> Result<Costs, BehaviourError> {
    Ok(Costs::new(Pricing {
        weights: KINDS.map(|(_, weight)| weight).to_vec(),
        other: 1.0,
        replace: 2.0 / 3.0,
        pace: 0.5,
        unit: 7.0,
    })?)
}

/// How often each deed comes.
pub(super) fn tally(deeds: &[Event]) -> BTreeMap<u32, usize> {
    let mut counts = BTreeMap::new();
    for deed in deeds.iter().filter(|deed| deed.kind != NOW) {
        *counts.entry(deed.kind).or_insert(0) += 1;
    }
    counts
}

/// Deeds that both have.
pub(super) fn common(one: &BTreeMap<u32, usize>, other: &BTreeMap<u32, usize>) -> Vec<Common> {
    let both = one.iter().filter_map(|(kind, times)| {
        let theirs = other.get(kind)?;
        Some((*kind, *times.min(theirs)))
    });
    named(&both.collect())
}

pub(super) fn named(counts: &BTreeMap<u32, usize>) -> Vec<Common> {
    let name = |kind: u32| {
        let place = usize::try_from(kind).unwrap_or(usize::MAX);
        KINDS.get(place).map_or("", |(name, _)| *name)
    };
    let named = counts.iter().map(|(&kind, &times)| Common {
        deed: name(kind),
        times,
    });
    named.collect()
}
