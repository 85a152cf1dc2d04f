//! Opening hours: when the shop's people answer.

use crate::clock::Timestamp;

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;
/// Microseconds of a day.
const DAY: i64 = 24 * 60 * MINUTE;
/// 1970 began on a Thursday: days from the Monday before.
const FIRST_WEEKDAY: i64 = 3;

/// When the shop's people answer: on some days of the week, from one time of day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Whether they begin on Mondays, Tuesdays, ....
    days: [bool; 7],
    /// From when on, in microseconds of the day.
    from: i64,
    /// For how long, in microseconds; at most a day.
    length: i64,
    /// How far the shop's clocks are ahead of UTC, in microseconds.
    ahead: i64,
}

/// A moment as the shop's clocks show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// The day of the week, Monday being 0.
    pub weekday: usize,
    /// The hour, 0 to 23.
    pub hour: u32,
    /// The minute, 0 to 59.
    pub minute: u32,
}

impl Hours {
    /// On those of `days` (Monday first) that are true, from the minute `from` of the day to the minute `to`, by clocks
    /// that are `ahead` minutes ahead of UTC. Where `to` is not after `from` it is one of the next day.
    #[must_use]
    pub fn new(days: [bool; 7], from: u16, to: u16, ahead: i16) -> Self {
        let (from, to) = (i64::from(from) * MINUTE, i64::from(to) * MINUTE);
        Self {
            days,
            from,
            length: if to > from {
                to - from
            } else {
                to + DAY - from
            },
            ahead: i64::from(ahead) * MINUTE,
        }
    }

    /// Always.
    #[must_use]
    pub fn always() -> Self {
        Self::new([true; 7], 0, 0, 0)
    }

    /// The times of opening that are not over at `local`, in local microseconds, the first one first. None where no
    /// day is one.
    fn openings(&self, local: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        let first = local.div_euclid(DAY) - 1;
        let days = if self.days.contains(&true) {
            i64::MAX
        } else {
            first
        };
        (first..days)
            .filter(|day| self.days[weekday(*day)])
            .map(|day| {
                let begins = day * DAY + self.from;
                (begins, begins + self.length)
            })
            .filter(move |(_, ends)| *ends > local)
    }

    fn local(&self, at: Timestamp) -> i64 {
        at.micros().saturating_add(self.ahead)
    }

    fn moment(&self, local: i64) -> Timestamp {
        Timestamp::from_micros(local.saturating_sub(self.ahead))
    }

    /// Whether somebody answers at this moment.
    #[must_use]
    pub fn open_at(&self, at: Timestamp) -> bool {
        let local = self.local(at);
        let next = self.openings(local).next();
        next.is_some_and(|(begins, _)| begins <= local)
    }

    /// From when on somebody answers: `at` itself where somebody does; `None` where nobody ever does.
    #[must_use]
    pub fn opens_after(&self, at: Timestamp) -> Option<Timestamp> {
        let local = self.local(at);
        let (begins, _) = self.openings(local).next()?;
        Some(self.moment(begins.max(local)))
    }

    /// The moment at which so many minutes of opening time have passed since `at`.
    #[must_use]
    pub fn due(&self, at: Timestamp, minutes: u32) -> Option<Timestamp> {
        let (local, mut left) = (self.local(at), i64::from(minutes) * MINUTE);
        for (begins, ends) in self.openings(local) {
            let begins = begins.max(local);
            if ends - begins >= left {
                return Some(self.moment(begins + left));
            }
            left -= ends - begins;
        }
        None
    }

    /// The opening time between two moments, in whole seconds.
    #[must_use]
    pub fn open_seconds(&self, from: Timestamp, to: Timestamp) -> u64 {
        let (from, to) = (self.local(from), self.local(to));
        let open: i64 = self
            .openings(from)
            .take_while(|(begins, _)| *begins < to)
            .map(|(begins, ends)| ends.min(to) - begins.max(from))
            .sum();
        u64::try_from(open / 1_000_000).unwrap_or(0)
    }

    /// A moment as the shop's clocks show it.
    #[must_use]
    pub fn shown(&self, at: Timestamp) -> Local {
        let local = self.local(at);
        let minute = local.rem_euclid(DAY) / MINUTE;
        let part = |minutes: i64| u32::try_from(minutes).unwrap_or(0);
        Local {
            weekday: weekday(local.div_euclid(DAY)),
            hour: part(minute / 60),
            minute: part(minute % 60),
        }
    }

    /// The offset of the shop's clocks from UTC, as people write it: `UTC+08:00`, or `UTC`.
    #[must_use]
    pub fn zone(&self) -> String {
        let minutes = self.ahead / MINUTE;
        if minutes == 0 {
            return "UTC".to_owned();
        }
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.abs();
        format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// The day of the week of a day since 1970, Monday being 0.
fn weekday(day: i64) -> usize {
    usize::try_from((day + FIRST_WEEKDAY).rem_euclid(7)).unwrap_or(0)
}
