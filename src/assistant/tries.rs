//! How often an order was asked for with a mail address that is not its own: guessing is slowed down, whoever
//! guesses and in however many conversations.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::clock::Timestamp;

/// Wrong tries for one order number, or with one address, within [`WINDOW`]; after that none is looked at.
const MOST: u32 = 10;
/// An hour, in microseconds.
const WINDOW: i64 = 3_600 * 1_000_000;
/// Counts that are kept in mind; where there are more, those of a single try go first.
const COUNTS: usize = 100_000;

/// The wrong tries of the last hour, by order number and by mail address, each as its hash. What never was is counted
/// like anything else.
#[derive(Debug, Default)]
pub struct OrderTries {
    tries: Mutex<HashMap<[u8; 16], (Timestamp, u32)>>,
}

impl OrderTries {
    /// Whether the order number and the mail address `what` may be looked at together.
    pub(super) fn may_try(&self, what: [&str; 2], now: Timestamp) -> bool {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        what.iter().all(|one| match tries.get(&hashed(one)) {
            Some((since, count)) => over(*since, now) || *count < MOST,
            None => true,
        })
    }

    /// Counts that the two do not belong together.
    pub(super) fn failed(&self, what: [&str; 2], now: Timestamp) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= COUNTS {
            tries.retain(|_, (since, count)| !over(*since, now) && *count > 1);
        }
        for one in what {
            let entry = tries.entry(hashed(one)).or_insert((now, 0));
            if over(entry.0, now) {
                *entry = (now, 0);
            }
            entry.1 += 1;
        }
    }
}

fn hashed(text: &str) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&Sha256::digest(text.as_bytes())[..16]);
    short
}

fn over(since: Timestamp, now: Timestamp) -> bool {
    now.micros().saturating_sub(since.micros()) > WINDOW
}
