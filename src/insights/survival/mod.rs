//! How long until members order again.
//!
//! Owns: the times between orders as times to an event, the last one of each member not over yet; curves by how many orders
//! came before; what makes the wait shorter or longer, and when a member is to be expected by it.
//! Does not own: the estimators (`learn::survival`).
//! Holds: who has not come back counts for as long as they were watched, and not as somebody who never will.

mod sql;
mod waiting;

use serde::{Deserialize, Serialize};

use crate::features::DAY;
use crate::learn::survival::{Curve, LogRank, SurvivalError, Watched, log_rank};

pub use waiting::{Expected, Measure, Ratio, Told, Waiting, WaitingError};

/// How many orders came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// The first one.
    First,
    /// Two or three.
    Few,
    /// Four or more.
    Many,
}

impl After {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::First, Self::Few, Self::Many];

    /// The group after so many orders, of which there is one at least.
    #[must_use]
    pub fn of(orders: usize) -> Self {
        match orders {
            0 | 1 => Self::First,
            2 | 3 => Self::Few,
            _ => Self::Many,
        }
    }
}

/// Curves of the days until the next order.
#[derive(Clone, Debug)]
pub struct NextOrder {
    /// By how many orders came before.
    pub curves: Vec<(After, Curve)>,
    /// Whether they differ; none with one group only.
    pub test: Option<LogRank>,
}

impl NextOrder {
    /// Fits the curves to members and moments in microseconds, in their order, up to a cut. Orders of one day are one.
    ///
    /// # Errors
    /// No orders at all.
    pub fn fit(purchases: &[(i64, i64)], cut: i64) -> Result<Self, SurvivalError> {
        let (mut watched, mut groups) = (Vec::new(), Vec::new());
        for own in purchases.chunk_by(|a, b| a.0 == b.0) {
            let mut days: Vec<i64> = own.iter().map(|&(_, at)| at.div_euclid(DAY)).collect();
            days.dedup();
            let ends = days[1..].iter().map(|&day| (day, true));
            let ends = ends.chain([(cut.div_euclid(DAY), false)]);
            for (number, (&day, (end, happened))) in days.iter().zip(ends).enumerate() {
                #[allow(clippy::cast_precision_loss, reason = "days")]
                let time = (end - day).max(0) as f64;
                watched.push(Watched { time, happened });
                groups.push(After::of(number + 1) as usize);
            }
        }
        let mut curves = Vec::new();
        for (number, after) in After::ALL.into_iter().enumerate() {
            let own: Vec<Watched> = watched
                .iter()
                .zip(&groups)
                .filter(|&(_, &group)| group == number)
                .map(|(one, _)| *one)
                .collect();
            if !own.is_empty() {
                curves.push((after, Curve::fit(&own, 0.95)?));
            }
        }
        if curves.is_empty() {
            return Err(SurvivalError::FewEvents {
                events: 0,
                needed: 1,
            });
        }
        let test = log_rank(&watched, &groups)?;
        Ok(Self { curves, test })
    }
}
