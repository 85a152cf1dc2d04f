//! Whether those to whom it happens sooner were said to be at greater risk.

use super::{Watched, in_time};

/// The share of pairs that are in the right order among those of which it is known to whom it happened first (Harrell
/// 1982); a tie of risks counts half. None where there is no such pair. Takes n log n steps.
///
/// # Panics
/// Not a risk for each person.
#[must_use]
pub fn concordance(people: &[Watched], risks: &[f64]) -> Option<f64> {
    assert_eq!(people.len(), risks.len(), "a risk for each person");
    let mut sorted: Vec<f64> = risks.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    let rank = |row: usize| sorted.partition_point(|risk| risk.total_cmp(&risks[row]).is_lt());
    let mut later = Counts::new(sorted.len());
    let order = in_time(people);
    let (mut pairs, mut right) = (0.0, 0.0);
    let mut end = order.len();
    while end > 0 {
        let time = people[order[end - 1]].time;
        let start = order[..end].partition_point(|&row| people[row].time < time);
        let rows = &order[start..end];
        // Who is censored at a time was watched for longer than those to whom it happened then.
        for &row in rows.iter().filter(|&&row| !people[row].happened) {
            later.add(rank(row));
        }
        for &row in rows.iter().filter(|&&row| people[row].happened) {
            let rank = rank(row);
            let (below, same) = (later.below(rank), later.below(rank + 1));
            pairs += later.all;
            right += below + (same - below) / 2.0;
        }
        for &row in rows.iter().filter(|&&row| people[row].happened) {
            later.add(rank(row));
        }
        end = start;
    }
    (pairs > 0.0).then(|| right / pairs)
}

/// How many there are of each rank (Fenwick 1994).
struct Counts {
    sums: Vec<f64>,
    all: f64,
}

impl Counts {
    fn new(ranks: usize) -> Self {
        Self {
            sums: vec![0.0; ranks + 1],
            all: 0.0,
        }
    }

    fn add(&mut self, rank: usize) {
        self.all += 1.0;
        let mut at = rank + 1;
        while at < self.sums.len() {
            self.sums[at] += 1.0;
            at += at & at.wrapping_neg();
        }
    }

    /// How many there are of the ranks below this.
    fn below(&self, rank: usize) -> f64 {
        let (mut at, mut sum) = (rank, 0.0);
        while at > 0 {
            sum += self.sums[at];
            at &= at - 1;
        }
        sum
    }
}
