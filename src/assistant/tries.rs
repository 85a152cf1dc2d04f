//! How often an order was asked for with a mail address that is not its own: guessing is slowed down, whoever
//! guesses and in however many conversations.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::clock::Timestamp;
use crate::ids::OrderNumber;

/// Wrong addresses for one order number within [`WINDOW`]; after that nobody's address is looked at.
const MOST: u32 = 10;
/// An hour, in microseconds.
const WINDOW: i64 = 3_600 * 1_000_000;
/// Order numbers that are kept in mind; more than that in an hour is no shopping, and counting begins anew.
const NUMBERS: usize = 50_000;

/// The wrong tries of the last hour, by order number. An order that never was is counted like any other.
#[derive(Debug, Default)]
pub struct OrderTries {
    tries: Mutex<HashMap<OrderNumber, (Timestamp, u32)>>,
}

impl OrderTries {
    /// Whether an address for `number` may be looked at.
    pub(super) fn may_try(&self, number: &OrderNumber, now: Timestamp) -> bool {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        match tries.get(number) {
            Some((since, count)) => over(*since, now) || *count < MOST,
            None => true,
        }
    }

    /// Counts a wrong address.
    pub(super) fn failed(&self, number: &OrderNumber, now: Timestamp) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= NUMBERS {
            tries.retain(|_, (since, _)| !over(*since, now));
        }
        if tries.len() >= NUMBERS {
            tries.clear();
        }
        let entry = tries.entry(number.clone()).or_insert((now, 0));
        if over(entry.0, now) {
            *entry = (now, 0);
        }
        entry.1 += 1;
    }
}

fn over(since: Timestamp, now: Timestamp) -> bool {
    now.micros().saturating_sub(since.micros()) > WINDOW
}
