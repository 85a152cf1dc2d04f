//! What became of those who first bought in a month.

use chrono::{DateTime, Datelike};
use serde::Serialize;

use crate::features::DAY;

/// More months are no shop's history but a wrong date.
pub const MOST_MONTHS: usize = 600;

/// Why there are no cohorts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CohortsError {
    /// Purchases in another order than by member and moment.
    #[error(
        "purchase {0} comes before the one in front of it: sort them by member, then by moment"
    )]
    Unsorted(usize),
    /// Not an amount for each purchase.
    #[error(
        "there are {spend} amounts for {purchases} purchases: give one to each, or none at all"
    )]
    Spend {
        /// Amounts given.
        spend: usize,
        /// Purchases given.
        purchases: usize,
    },
    /// A moment that is on no calendar.
    #[error("{0} microseconds since 1970 is on no calendar: correct the moment")]
    Moment(i64),
    /// Purchases over too long a time.
    #[error(
        "from the first purchase to the end are {0} months, and {MOST_MONTHS} are shown at most: one of the moments is wrong"
    )]
    TooLong(usize),
}

/// Members by the month (UTC) of their first purchase, and when they bought again. Every month from the first purchase
/// to the end is there, those in which nobody came first included, so that rows and columns make a heat map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cohorts {
    /// The oldest first; the first has a column for each month, each later one a column fewer.
    pub cohorts: Vec<Cohort>,
    /// Per column, the share over all cohorts whose month is over there, each counted by its members; none where there
    /// is none.
    pub overall: Vec<Option<f64>>,
}

/// The members who first bought in one month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cohort {
    /// The month: `2026-01`.
    pub month: String,
    /// How many.
    pub members: u32,
    /// What they did in this month and those after it.
    pub months: Vec<CohortMonth>,
}

/// What a cohort did in a month.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CohortMonth {
    /// Members who bought again: in their first month on a later day (UTC) than that of the first purchase, in any
    /// other month at all.
    pub again: u32,
    /// Their share of the cohort; none without members.
    pub share: Option<f64>,
    /// What all purchases of the month came to, first ones included; none if no amounts were given.
    pub spend: Option<i64>,
    /// Whether the month is over; otherwise the numbers still rise.
    pub over: bool,
}

/// Puts purchases, pairs of a member and a moment in microseconds sorted by both, into cohorts. `spend` gives what each
/// came to. `until` is the moment up to which purchases are known; what came at or after it is passed over.
///
/// # Errors
/// Purchases that are not sorted, amounts that do not match, moments on no calendar, or more than [`MOST_MONTHS`].
pub fn cohorts(
    purchases: &[(i64, i64)],
    spend: Option<&[i64]>,
    until: i64,
) -> Result<Cohorts, CohortsError> {
    if let Some(place) = purchases.windows(2).position(|pair| pair[0] > pair[1]) {
        return Err(CohortsError::Unsorted(place + 1));
    }
    if let Some(spend) = spend.filter(|spend| spend.len() != purchases.len()) {
        return Err(CohortsError::Spend {
            spend: spend.len(),
            purchases: purchases.len(),
        });
    }
    let known = purchases.iter().map(|(_, at)| *at).filter(|at| *at < until);
    let Some(first) = known.min() else {
        return Ok(Cohorts {
            cohorts: Vec::new(),
            overall: Vec::new(),
        });
    };
    // At the very beginning of a month nothing of it is known.
    let (first, last, end) = (month(first)?, month(until - 1)?, month(until)?);
    let count = place(last - first) + 1;
    if count > MOST_MONTHS {
        return Err(CohortsError::TooLong(count));
    }
    let mut table = Table::new(first, count);
    let mut from = 0;
    for of_member in purchases.chunk_by(|left, right| left.0 == right.0) {
        let spend = spend.map(|spend| &spend[from..from + of_member.len()]);
        from += of_member.len();
        let of_member = &of_member[..of_member.partition_point(|(_, at)| *at < until)];
        table.add(of_member, spend)?;
    }
    Ok(table.finish(end, spend.is_some()))
}

/// Sums by cohort and month after it.
struct Table {
    /// The month of the first cohort.
    first: i32,
    members: Vec<u32>,
    again: Vec<Vec<u32>>,
    spend: Vec<Vec<i64>>,
}

impl Table {
    fn new(first: i32, count: usize) -> Self {
        Self {
            first,
            members: vec![0; count],
            again: (0..count).map(|row| vec![0; count - row]).collect(),
            spend: (0..count).map(|row| vec![0; count - row]).collect(),
        }
    }

    /// Adds the purchases of a member, the oldest first.
    fn add(&mut self, purchases: &[(i64, i64)], spend: Option<&[i64]>) -> Result<(), CohortsError> {
        let Some(&(_, began)) = purchases.first() else {
            return Ok(());
        };
        let began_in = month(began)?;
        let row = place(began_in - self.first);
        self.members[row] += 1;
        let mut counted = None;
        for (number, &(_, at)) in purchases.iter().enumerate() {
            let column = place(month(at)? - began_in);
            if let Some(spend) = spend {
                let sum = &mut self.spend[row][column];
                *sum = sum.saturating_add(spend[number]);
            }
            let again = column > 0 || at.div_euclid(DAY) > began.div_euclid(DAY);
            if again && counted != Some(column) {
                self.again[row][column] += 1;
                counted = Some(column);
            }
        }
        Ok(())
    }

    /// The shares; months before `end` are over.
    fn finish(self, end: i32, with_spend: bool) -> Cohorts {
        let mut sums = vec![(0, 0); self.members.len()];
        let mut cohorts = Vec::with_capacity(self.members.len());
        let rows = self.members.iter().zip(self.again.iter().zip(&self.spend));
        for (began, (&members, (again, spend))) in (self.first..).zip(rows) {
            let mut months = Vec::with_capacity(again.len());
            for (at, (column, (&again, &spend))) in
                (began..).zip(again.iter().zip(spend).enumerate())
            {
                let over = at < end;
                if over {
                    sums[column].0 += u64::from(again);
                    sums[column].1 += u64::from(members);
                }
                months.push(CohortMonth {
                    again,
                    share: share(again.into(), members.into()),
                    spend: with_spend.then_some(spend),
                    over,
                });
            }
            cohorts.push(Cohort {
                month: format!(
                    "{:04}-{:02}",
                    began.div_euclid(12),
                    began.rem_euclid(12) + 1
                ),
                members,
                months,
            });
        }
        Cohorts {
            cohorts,
            overall: sums
                .into_iter()
                .map(|(again, members)| share(again, members))
                .collect(),
        }
    }
}

/// A month as a number that rises by one from month to month.
fn month(micros: i64) -> Result<i32, CohortsError> {
    let moment = DateTime::from_timestamp_micros(micros).ok_or(CohortsError::Moment(micros))?;
    Ok(moment.year() * 12 + moment.month0().cast_signed())
}

/// A difference of months, which is not below 0 here, as a place in a list.
fn place(months: i32) -> usize {
    usize::try_from(months).unwrap_or(0)
}

#[allow(clippy::cast_precision_loss, reason = "counts of members")]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
