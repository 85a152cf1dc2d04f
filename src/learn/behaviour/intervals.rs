//! How regularly a person comes, and whether that changes.

use super::middle::{deviation, mean, median};
use super::trend::{Trend, trend};
use super::{BehaviourError, check};

/// With fewer intervals than this nothing is said.
const INTERVALS_NEEDED: usize = 2;
/// With fewer intervals than this halves are not compared.
const HALVES_NEEDED: usize = 4;

/// What some intervals are like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// How many there are.
    pub intervals: usize,
    /// Their mean.
    pub mean: f64,
    /// Their median.
    pub median: f64,
    /// Their standard deviation.
    pub deviation: f64,
    /// The deviation over the mean: 0 is a clockwork, 1 is chance, more is in bursts.
    pub variation: f64,
}

/// The intervals between a person's purchases, in the unit of the times.
#[derive(Clone, Debug, PartialEq)]
pub struct Intervals {
    /// All of them.
    pub all: Spread,
    /// The last one.
    pub last: f64,
    /// The last one over the median: above 1 the person waited longer than usual.
    pub last_over_median: f64,
    /// Whether they become longer; none with fewer than 4 intervals.
    pub trend: Option<Trend>,
    /// The older and the newer half of the intervals, of an odd number the one in the middle in neither; none with fewer
    /// than 4.
    pub halves: Option<[Spread; 2]>,
    /// How many purchases lie in the first and in the second half of the time between the first and the last one; one
    /// exactly in the middle is in the second.
    pub purchases: [usize; 2],
}

/// Statistics of the times between purchases. Purchases at the same time are one. None with fewer than 2 intervals.
///
/// # Errors
/// Times that are none or go back.
pub fn intervals(times: &[f64]) -> Result<Option<Intervals>, BehaviourError> {
    check(times.iter().copied())?;
    let mut times = times.to_vec();
    times.dedup();
    let waits: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if waits.len() < INTERVALS_NEEDED {
        return Ok(None);
    }
    let Some(all) = Spread::of(&waits) else {
        return Ok(None);
    };
    let logs: Vec<f64> = waits.iter().map(|wait| wait.ln()).collect();
    let half = waits.len() / 2;
    let halves = if waits.len() < HALVES_NEEDED {
        None
    } else {
        let older = Spread::of(&waits[..half]);
        older.zip(Spread::of(&waits[waits.len() - half..]))
    };
    let middle = f64::midpoint(times[0], times[times.len() - 1]);
    let first = times.partition_point(|&time| time < middle);
    let last = waits[waits.len() - 1];
    Ok(Some(Intervals {
        all,
        last,
        last_over_median: last / all.median,
        trend: trend(&logs),
        halves: halves.map(|(older, newer)| [older, newer]),
        purchases: [first, times.len() - first],
    }))
}

impl Spread {
    /// None of nothing.
    fn of(waits: &[f64]) -> Option<Self> {
        let mean = mean(waits);
        Some(Self {
            intervals: waits.len(),
            mean,
            median: median(waits)?,
            deviation: deviation(waits),
            // A mean of positive waits is positive.
            variation: deviation(waits) / mean,
        })
    }
}
