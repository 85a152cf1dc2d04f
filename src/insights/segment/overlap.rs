//! What two groups of members have in common.

use std::cmp::Ordering;

use serde::Serialize;

/// How two groups lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Overlap {
    /// Members of both.
    pub both: usize,
    /// Members of the first alone.
    pub only_first: usize,
    /// Members of the second alone.
    pub only_second: usize,
    /// Members of both over members of either (Jaccard 1901); 0 where there is nobody at all.
    pub jaccard: f64,
}

/// Compares two groups by the row numbers of their members, each in rising order; a number that comes twice counts
/// once.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts of members")]
pub fn overlap(first: &[i64], second: &[i64]) -> Overlap {
    let mut firsts = first.chunk_by(|left, right| left == right).peekable();
    let mut seconds = second.chunk_by(|left, right| left == right).peekable();
    let (mut both, mut only_first, mut only_second) = (0, 0, 0);
    loop {
        let order = match (firsts.peek(), seconds.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some(right)) => left[0].cmp(&right[0]),
        };
        match order {
            Ordering::Less => only_first += 1,
            Ordering::Greater => only_second += 1,
            Ordering::Equal => both += 1,
        }
        if order.is_le() {
            firsts.next();
        }
        if order.is_ge() {
            seconds.next();
        }
    }
    let either = both + only_first + only_second;
    Overlap {
        both,
        only_first,
        only_second,
        jaccard: both as f64 / either.max(1) as f64,
    }
}
