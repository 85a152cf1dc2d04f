//! How well rankings did: hit rate and normalised discounted cumulative gain with one right item each.

use std::cmp::Ordering;

/// Where `target` stands in the order of `scores`, from 0: the greatest first, of equal ones the one with the smaller
/// number, which is the order that somebody would be shown. Items of `without` do not stand in that order.
///
/// # Panics
/// A target or an item to leave out that has no score.
#[must_use]
pub fn place(scores: &[f32], target: u32, without: &[u32]) -> usize {
    let own = scores[target as usize];
    let before = |(item, score): (u32, f32)| match score.total_cmp(&own) {
        Ordering::Greater => true,
        Ordering::Equal => item < target,
        Ordering::Less => false,
    };
    let ahead = (0..)
        .zip(scores)
        .filter(|&(item, &score)| before((item, score)))
        .count();
    let mut hidden: Vec<u32> = without.to_vec();
    hidden.sort_unstable();
    hidden.dedup();
    let hidden = hidden
        .into_iter()
        .filter(|&item| item != target && before((item, scores[item as usize])))
        .count();
    ahead - hidden
}

/// The items with the greatest scores, the best first, at most `n`; those of `without` and those that have no number
/// as their score are left out.
#[must_use]
pub fn best(scores: &[f32], n: usize, without: &[u32]) -> Vec<u32> {
    let mut hidden: Vec<u32> = without.to_vec();
    hidden.sort_unstable();
    let mut items: Vec<u32> = (0_u32..)
        .zip(scores)
        .filter(|&(item, score)| score.is_finite() && hidden.binary_search(&item).is_err())
        .map(|(item, _)| item)
        .collect();
    let order = |a: &u32, b: &u32| {
        scores[*b as usize]
            .total_cmp(&scores[*a as usize])
            .then(a.cmp(b))
    };
    if n < items.len() {
        if n == 0 {
            return Vec::new();
        }
        items.select_nth_unstable_by(n - 1, order);
        items.truncate(n);
    }
    items.sort_unstable_by(order);
    items
}

/// Hit rates and gains of many rankings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hits {
    /// Rankings.
    pub asked: usize,
    /// By place of the right item, from 0: in how many rankings it stood there. As long as the longest list asked for.
    places: Vec<usize>,
}

impl Hits {
    /// Of lists of at most `longest` items.
    #[must_use]
    pub fn new(longest: usize) -> Self {
        Self {
            asked: 0,
            places: vec![0; longest],
        }
    }

    /// Counts a ranking in which the right item stood at `place`, from 0; `None` where it could not be ranked.
    pub fn count(&mut self, place: Option<usize>) {
        self.asked += 1;
        if let Some(times) = place.and_then(|place| self.places.get_mut(place)) {
            *times += 1;
        }
    }

    /// Counts what `other` counted.
    pub fn add(&mut self, other: &Self) {
        self.asked += other.asked;
        for (times, more) in self.places.iter_mut().zip(&other.places) {
            *times += more;
        }
    }

    /// The share of rankings with the right item among the first `k`; 0 where nothing was asked.
    #[must_use]
    pub fn hit_rate(&self, k: usize) -> f64 {
        self.mean(k, |_| 1.0)
    }

    /// The mean of 1 / log2(place + 2) over the rankings with the right item among the first `k`, of 0 over the others
    /// (Järvelin and Kekäläinen 2002, with one right item).
    #[must_use]
    pub fn ndcg(&self, k: usize) -> f64 {
        self.mean(k, |place| 1.0 / libm::log2(place + 2.0))
    }

    #[allow(clippy::cast_precision_loss, reason = "counts of rankings")]
    fn mean(&self, k: usize, gain: impl Fn(f64) -> f64) -> f64 {
        let gains = self.places.iter().take(k).enumerate();
        let sum: f64 = gains
            .map(|(place, &times)| times as f64 * gain(place as f64))
            .sum();
        sum / self.asked.max(1) as f64
    }
}
