//! When somebody will need an item again.

use super::level::{Prior, alone};
use super::{BehaviourError, check};

/// Purchases that lie no further apart than this are one: half a day.
pub const TOGETHER: f64 = 0.5;

/// Without knowledge of others a person needs this many intervals of their own.
const INTERVALS_NEEDED: usize = 3;
/// How much the logarithms of a person's intervals are taken to spread where nothing is known of others.
const GUESS: f64 = 0.5;
/// One in ten buys again before the interval of [`Due`] begins, one in ten after it ends.
const TAIL: f64 = 0.1;

/// When a person buys again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Due {
    /// The typical interval in days: half of them are shorter.
    pub interval: f64,
    /// The factor by which the next interval is longer or shorter, typically; 1 is a clockwork.
    pub spread: f64,
    /// When it is due.
    pub due_at: f64,
    /// One in ten buys again before this.
    pub low: f64,
    /// One in ten buys again after this.
    pub high: f64,
    /// How probable it is that the purchase would have come by now, were it to come as before: 0 right after a purchase,
    /// 0.5 when it is due, toward 1 for whoever does not come back.
    pub overdue: f64,
    /// How many intervals of the person's own it rests on.
    pub intervals: usize,
    /// What part of the interval is the person's own doing; the rest is everybody's.
    pub own: f64,
}

/// What everybody's intervals for an item, or a category, say of the next person: a row of intervals in days for each
/// person, rows without intervals being left out and intervals of half a day or less ignored. The logarithms are taken
/// to be normal, around a level and with a variance that differ between people. None with fewer than 5 people or
/// 10 intervals.
///
/// The interval since the last purchase is not over and cannot be in a row; so people who buy seldom are a little
/// under-represented in short histories.
#[must_use]
pub fn prior(intervals: &[impl AsRef<[f64]>]) -> Option<Prior> {
    let logs: Vec<Vec<f64>> = intervals.iter().map(|own| logs(own.as_ref())).collect();
    Prior::fit(&logs)
}

/// When a person who bought at these times, in days and the oldest first, is due again: their own intervals, shrunk toward
/// those of everybody (normal-inverse-gamma, exact for log-normal intervals), outliers being moved in first. Without a
/// prior they need 3 intervals of their own.
///
/// # Errors
/// Times that are none or go back, a purchase after now, or too little data.
pub fn due(times: &[f64], prior: Option<&Prior>, now: f64) -> Result<Due, BehaviourError> {
    check(times.iter().copied())?;
    let Some(&last) = times.last() else {
        return Err(BehaviourError::TooFew {
            what: "purchases",
            known: 0,
            needed: 1,
        });
    };
    if !now.is_finite() || now < last {
        return Err(BehaviourError::Future { last, now });
    }
    let own = logs(&apart(times));
    let level = match prior {
        Some(prior) => prior.learn(&own),
        None if own.len() >= INTERVALS_NEEDED => alone(&own, GUESS),
        None => {
            return Err(BehaviourError::TooFew {
                what: "intervals between purchases",
                known: own.len(),
                needed: INTERVALS_NEEDED,
            });
        }
    };
    let interval = level.mean.exp();
    Ok(Due {
        interval,
        spread: level.scale.exp(),
        due_at: last + interval,
        low: last + level.quantile(TAIL).exp(),
        high: last + level.quantile(1.0 - TAIL).exp(),
        overdue: level.below((now - last).ln()),
        intervals: own.len(),
        own: level.own,
    })
}

/// The intervals between purchases, those that lie together being one at the time of the first of them.
fn apart(times: &[f64]) -> Vec<f64> {
    let mut intervals = Vec::new();
    let mut before = times.first().copied().unwrap_or(0.0);
    for &time in times {
        if time - before > TOGETHER {
            intervals.push(time - before);
            before = time;
        }
    }
    intervals
}

/// Logarithms of intervals that are some.
fn logs(intervals: &[f64]) -> Vec<f64> {
    let some = intervals
        .iter()
        .filter(|days| **days > TOGETHER && days.is_finite());
    some.map(|days| days.ln()).collect()
}
