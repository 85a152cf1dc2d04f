//! How far the areas of a ranking might have come out otherwise.

use rayon::prelude::*;

use crate::learn::Draws;
use crate::learn::sums::{count, deviation};

use super::Curves;
use super::curves::Areas;

/// How far a number might have come out otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// The standard error.
    pub error: f64,
    /// The low end.
    pub low: f64,
    /// The high end.
    pub high: f64,
}

/// The intervals of a ranking's measures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Intervals {
    /// Of [`Curves::auuc`].
    pub auuc: Interval,
    /// Of [`Curves::qini_area`].
    pub qini_area: Interval,
    /// Of [`Curves::qini`].
    pub qini: Interval,
    /// Of [`Curves::effect`].
    pub effect: Interval,
}

impl Curves {
    /// Percentile intervals of this confidence by the bootstrap (Efron 1979): so many times as many rows of each arm as
    /// there are, drawn with replacement. The models behind the scores are taken as given.
    ///
    /// # Panics
    /// Fewer than 2 times, or a confidence that is not between 0 and 1.
    #[must_use]
    pub fn intervals(&self, times: usize, confidence: f64, seed: u64) -> Intervals {
        assert!(times > 1, "at least twice");
        assert!(
            confidence > 0.0 && confidence < 1.0,
            "a confidence between 0 and 1"
        );
        let arms = [true, false].map(|treated| -> Vec<usize> {
            let places = (0..self.rows()).filter(|&place| self.ranked()[place].treated == treated);
            places.collect()
        });
        let seeds: Vec<u64> = {
            let mut draws = Draws::new(seed);
            (0..times).map(|_| draws.seed()).collect()
        };
        let drawn = seeds.into_par_iter().map_init(
            || vec![0_u32; self.rows()],
            |counts, seed| {
                counts.fill(0);
                let mut draws = Draws::new(seed);
                for arm in &arms {
                    let end = u32::try_from(arm.len()).unwrap_or(u32::MAX);
                    for _ in 0..arm.len() {
                        counts[arm[draws.below(end) as usize]] += 1;
                    }
                }
                self.areas(Some(counts))
            },
        );
        let drawn: Vec<Areas> = drawn.collect();
        let of =
            |number: fn(&Areas) -> f64| interval(drawn.iter().map(number).collect(), confidence);
        Intervals {
            auuc: of(|areas| areas.auuc),
            qini_area: of(|areas| areas.qini_area),
            qini: of(|areas| areas.qini),
            effect: of(|areas| areas.effect),
        }
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in a list"
)]
fn interval(mut values: Vec<f64>, confidence: f64) -> Interval {
    values.sort_by(f64::total_cmp);
    let last = count(values.len() - 1);
    let at = |share: f64| values[(share * last).round() as usize];
    Interval {
        error: deviation(&values),
        low: at((1.0 - confidence) / 2.0),
        high: at(f64::midpoint(1.0, confidence)),
    }
}
