//! Which members came back who had once been as quiet as one is now, and what came before.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::clock::Timestamp;
use crate::features::DAY;
use crate::learn::behaviour::{Event, Nearest, median};

use super::BehaviourError;
use super::deeds::{CAMPAIGN, Candidate, ORDERED, RETURNED, SURVEY, before, costs};
use super::like::EARLIER;
use super::reading::{count, days, place};

/// Who orders within so many days after such a moment came back.
const FOLLOWED: u32 = 60;
/// Those who came back and are named, at most.
const NAMED: usize = 10;
/// The nearest moments that are followed.
const FOLLOWED_MOMENTS: usize = 50;
/// With fewer moments than this nothing is said of who comes back.
const MOMENTS_NEEDED: usize = 20;

/// What came before a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A campaign's message was sent.
    Campaign,
    /// A visit without an order.
    Visit,
    /// A survey was answered.
    Survey,
    /// None of these.
    Nothing,
}

/// How many came back after something, and how many did not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Before {
    /// After what. Who had several is in the line of each.
    pub what: Trigger,
    /// Those who had it, and ordered afterwards.
    pub came_back: usize,
    /// Those who had it, and did not order.
    pub stayed_away: usize,
}

/// Somebody who came back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Returned {
    /// Who.
    pub member: String,
    /// How like they were then.
    pub likeness: f64,
    /// Days until they ordered.
    pub after_days: f64,
    /// What came before.
    pub before: Vec<Trigger>,
}

/// What became of members like this one who had once been as quiet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CameBack {
    /// As quiet as this many days without an order.
    pub quiet_days: f64,
    /// Who ordered within so many days came back.
    pub within_days: u32,
    /// Members of the sample who had been as quiet.
    pub moments: usize,
    /// The nearest of them, who were followed.
    pub followed: usize,
    /// How many of these came back.
    pub came_back: usize,
    /// How many did not.
    pub stayed_away: usize,
    /// Of all who had been as quiet, whether like this member or not, the share that came back.
    pub of_all: f64,
    /// Median days until they did; none where nobody did.
    pub median_days: Option<f64>,
    /// What came before. It is what was seen, not what caused it: who comes back soon has less time to be written to.
    pub before: Vec<Before>,
    /// Those who came back, the most alike first; at most ten.
    pub members: Vec<Returned>,
}

/// Somebody at a moment when they had been quiet for so long.
struct Moment<'a, 'b> {
    who: &'b Candidate<'a>,
    at: i64,
    /// When they ordered again, if they did within the days that are followed.
    again: Option<i64>,
}

/// A moment at which somebody had been quiet for so long, and which was followed long enough; with when they ordered
/// again. Of several one is drawn, by the member's row: the last one would more often be one after which nobody came.
fn moment<'a, 'b>(who: &'b Candidate<'a>, quiet: i64, until: Timestamp) -> Option<Moment<'a, 'b>> {
    let first = until.micros() - i64::from(EARLIER) * DAY;
    let last = until.micros() - i64::from(FOLLOWED) * DAY;
    let found: Vec<(i64, Option<i64>)> = (who.orders.iter().enumerate())
        .map(|(place, order)| (order + quiet, who.orders.get(place + 1).copied()))
        .filter(|&(at, next)| (first..=last).contains(&at) && next.is_none_or(|next| next > at))
        .collect();
    let drawn = usize::try_from(place(who.row)).unwrap_or(0);
    let (at, next) = *found.get(drawn.checked_rem(found.len())?)?;
    Some(Moment {
        who,
        at,
        again: next.filter(|&next| next <= at + i64::from(FOLLOWED) * DAY),
    })
}

impl Moment<'_, '_> {
    /// What came between the moment and the return, or the end of the days that are followed.
    fn between(&self) -> Vec<Trigger> {
        let end = (self.again).unwrap_or(self.at + i64::from(FOLLOWED) * DAY);
        let mut found: Vec<Trigger> = (self.who.deeds.iter())
            .filter(|deed| deed.at > self.at && deed.at < end)
            .filter_map(|deed| match deed.kind {
                CAMPAIGN => Some(Trigger::Campaign),
                SURVEY => Some(Trigger::Survey),
                ORDERED | RETURNED => None,
                _ => Some(Trigger::Visit),
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        if found.is_empty() {
            found.push(Trigger::Nothing);
        }
        found
    }
}

/// What became of those like the member who had once been as quiet; or why nothing is said.
pub(super) fn came_back(
    asked: &[Event],
    others: &[Candidate<'_>],
    quiet: i64,
    (until, looked): (Timestamp, u32),
) -> Result<Result<CameBack, String>, BehaviourError> {
    let moments: Vec<Moment<'_, '_>> = (others.iter())
        .filter_map(|who| moment(who, quiet, until))
        .collect();
    if moments.len() < MOMENTS_NEEDED {
        return Ok(Err(format!(
            "{} members of the sample had once been without an order for {:.0} days and were followed for {FOLLOWED} more: it takes {MOMENTS_NEEDED}",
            moments.len(),
            days(quiet)
        )));
    }
    let sequences: Vec<Vec<Event>> = (moments.iter())
        .map(|moment| before(&moment.who.deeds, moment.at, looked))
        .collect();
    let nearest = Nearest::new(costs()?, &sequences)?.nearest(asked, FOLLOWED_MOMENTS)?;
    let (mut members, mut waits) = (Vec::new(), Vec::new());
    let mut counts: BTreeMap<Trigger, (usize, usize)> = BTreeMap::new();
    for near in &nearest {
        let moment = &moments[near.place];
        let between = moment.between();
        for trigger in &between {
            let (came, stayed) = counts.entry(*trigger).or_default();
            match moment.again {
                Some(_) => *came += 1,
                None => *stayed += 1,
            }
        }
        if let Some(again) = moment.again {
            let after_days = days(again - moment.at);
            waits.push(after_days);
            members.push(Returned {
                member: moment.who.key.as_str().to_owned(),
                likeness: 1.0 - near.distance,
                after_days,
                before: between,
            });
        }
    }
    members.truncate(NAMED);
    waits.sort_by(f64::total_cmp);
    let returned = moments.iter().filter(|moment| moment.again.is_some());
    Ok(Ok(CameBack {
        quiet_days: days(quiet),
        within_days: FOLLOWED,
        moments: moments.len(),
        followed: nearest.len(),
        came_back: waits.len(),
        stayed_away: nearest.len() - waits.len(),
        of_all: count(returned.count()) / count(moments.len()),
        median_days: median(&waits),
        before: (counts.into_iter())
            .map(|(what, (came_back, stayed_away))| Before {
                what,
                came_back,
                stayed_away,
            })
            .collect(),
        members,
    }))
}
