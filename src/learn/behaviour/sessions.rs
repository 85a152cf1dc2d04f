//! A person's events cut into sessions where nothing happened for long.

use std::ops::Range;

use super::middle::count;
use super::mixture::TwoNormals;
use super::{BehaviourError, check, demand};

/// The usual gap after which a new session begins (Catledge and Pitkow 1995 found 25.5 minutes, and everybody rounds it).
pub const HALF_HOUR: f64 = 1.0 / 48.0;

/// With fewer gaps than this no valley is sought.
const GAPS_NEEDED: usize = 100;
/// The rarer kind of gap is at least this share of all.
const LEAST_SHARE: f64 = 0.03;
/// Ashman's D below which two humps cannot be told apart (Ashman, Bird and Zepf 1994).
const APART: f64 = 2.0;

/// Events with no long gap between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The places of its events.
    pub events: Range<usize>,
    /// The time of its first event.
    pub start: f64,
    /// The time of its last event.
    pub end: f64,
}

impl Session {
    /// How many events it has; at least one.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "no session is empty")]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// From the first event to the last one; 0 of a single event.
    #[must_use]
    pub fn duration(&self) -> f64 {
        self.end - self.start
    }
}

/// Cuts times wherever more than `gap` lies between two, in the unit of the times. Every event is in one session.
///
/// # Errors
/// Times that are none or go back, or a gap that is not above 0.
pub fn sessions(times: &[f64], gap: f64) -> Result<Vec<Session>, BehaviourError> {
    check(times.iter().copied())?;
    demand(gap > 0.0, "the gap", gap, "it must be above 0")?;
    let mut start = 0;
    let cut = times
        .chunk_by(|before, after| after - before <= gap)
        .map(|together| {
            let events = start..start + together.len();
            start = events.end;
            Session {
                start: together[0],
                end: together[together.len() - 1],
                events,
            }
        });
    Ok(cut.collect())
}

/// The times between events, those of 0 included: one less than there are times.
///
/// # Errors
/// Times that are none or go back.
pub fn gaps(times: &[f64]) -> Result<Vec<f64>, BehaviourError> {
    check(times.iter().copied())?;
    Ok(times.windows(2).map(|pair| pair[1] - pair[0]).collect())
}

/// Where gaps within a visit end and gaps between visits begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Valley {
    /// The gap that is as likely of the one kind as of the other, in the unit of the gaps.
    pub gap: f64,
    /// The typical gap within a visit.
    pub within: f64,
    /// The typical gap between visits.
    pub between: f64,
    /// The share of the gaps that lie between visits.
    pub share: f64,
}

/// Reads a gap off the gaps of many people: a mixture of two normal distributions is fitted to their logarithms, and the
/// gap is where both are equally likely (Halfaker et al. 2015, "User session identification based on strong regularities in
/// inter-activity time"). Gaps that are not above 0 are left out. None where there are fewer than 100 gaps, where two
/// normals are no better than one (Schwarz's criterion 1978), where they overlap too much, or where hardly any gap is of
/// the one kind: take [`HALF_HOUR`] then.
#[must_use]
pub fn valley(gaps: &[f64]) -> Option<Valley> {
    let positive = gaps.iter().filter(|gap| **gap > 0.0 && gap.is_finite());
    let logs: Vec<f64> = positive.map(|gap| gap.ln()).collect();
    if logs.len() < GAPS_NEEDED {
        return None;
    }
    let fitted = TwoNormals::fit(&logs)?;
    let [low, high] = fitted.parts;
    // Five numbers against two.
    let better = fitted.gain > 1.5 * count(logs.len()).ln();
    let apart = 2.0_f64.sqrt() * (high.mean - low.mean) / low.deviation.hypot(high.deviation);
    if !better || apart < APART || low.share.min(high.share) < LEAST_SHARE {
        return None;
    }
    Some(Valley {
        gap: fitted.between()?.exp(),
        within: low.mean.exp(),
        between: high.mean.exp(),
        share: high.share,
    })
}
