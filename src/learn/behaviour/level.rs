//! Where a person's values lie, when they have few of their own: normal values around a level and with a variance of their
//! own, both of which differ between people as the values of everybody say.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::gamma::ln_gamma;

use super::middle::{count, mean, robust, squares};

/// With fewer people than this nothing is said of everybody.
const PEOPLE_NEEDED: usize = 5;
/// With fewer values than this nothing is said of everybody.
const VALUES_NEEDED: usize = 10;
/// With fewer values beside people's first ones it is not known how much of the variance is between people.
const REPEATS_NEEDED: usize = 5;
/// No deviation is taken to be smaller: of values that are all the same, the next may still differ.
const LEAST_DEVIATION: f64 = 0.02;
/// Everybody weighs as much as this many values of one's own at most.
const MOST: f64 = 100.0;
/// Everybody weighs as much as this part of a value at least.
const FEWEST: f64 = 0.05;
/// Values further than this many deviations from the median count as if they were there (Huber 1964).
const FAR: f64 = 3.0;

/// What everybody's values say of the next person: a normal-inverse-gamma distribution of level and variance (Gelman et
/// al. 2013, "Bayesian data analysis", section 3.3). As fitted by [`prior`](super::prior()) the values are logarithms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prior {
    /// The level in the middle of everybody.
    pub mean: f64,
    /// How many values of a person's own the level of everybody weighs as much as.
    pub pull: f64,
    /// The shape of the distribution of variances.
    pub shape: f64,
    /// Its rate.
    pub rate: f64,
    /// How many people it was read off.
    pub people: usize,
    /// How many values they had.
    pub values: usize,
}

impl Prior {
    /// Reads it off the values of people: variances by the likelihood of their sums of squares, levels by the moments of
    /// their means (`DerSimonian` and Laird 1986). Outliers are moved in first. None with fewer than 5 people or 10 values.
    pub(super) fn fit(people: &[Vec<f64>]) -> Option<Self> {
        let mut people: Vec<Vec<f64>> = people
            .iter()
            .filter(|own| !own.is_empty())
            .cloned()
            .collect();
        let all = people.concat();
        if people.len() < PEOPLE_NEEDED || all.len() < VALUES_NEEDED {
            return None;
        }
        let (middle, apart) = robust(&all)?;
        let far = 2.0 * FAR * apart.max(LEAST_DEVIATION);
        for value in people.iter_mut().flatten() {
            *value = value.clamp(middle - far, middle + far);
        }
        let all = people.concat();
        let repeats = all.len() - people.len();
        let values = all.len();
        let (within, variance, shape) = if repeats < REPEATS_NEEDED {
            // Nobody can tell: half between people, half within.
            let half = squares(&all) / count(values - 1) / 2.0;
            (half, half, 2.0)
        } else {
            variances(&people)
        };
        let within = within.max(LEAST_DEVIATION.powi(2));
        let variance = variance.max(LEAST_DEVIATION.powi(2));
        let between = if repeats < REPEATS_NEEDED {
            within
        } else {
            between(&people, within)
        };
        let weight = |own: &[f64]| 1.0 / (within / count(own.len()) + between);
        let weights: f64 = people.iter().map(|own| weight(own)).sum();
        let sum: f64 = people.iter().map(|own| weight(own) * mean(own)).sum();
        Some(Self {
            mean: sum / weights,
            pull: (within / between).clamp(FEWEST, MOST),
            shape,
            rate: shape * variance,
            people: people.len(),
            values,
        })
    }

    /// What is known of the next value of somebody with values of their own.
    pub(super) fn learn(&self, own: &[f64]) -> Level {
        let typical = (self.rate / self.shape).sqrt();
        learn([self.mean, self.pull, self.shape, self.rate], own, typical)
    }
}

/// What is known of the next value of somebody where nothing is known of others: their own values, and that the deviation
/// is taken to be as if two values had shown `guess`.
pub(super) fn alone(own: &[f64], guess: f64) -> Level {
    let known = [0.0, 0.0, 0.5, guess * guess];
    learn(known, own, guess)
}

/// The mean variance within people, and the typical one with the shape of its distribution: where the marginal likelihood
/// of the sums of squares is highest (Smyth 2004, "Linear models and empirical Bayes methods", section 6, has its
/// distribution, Fisher's F). Unlike the moments of logarithms it takes people whose values are all the same.
fn variances(people: &[Vec<f64>]) -> (f64, f64, f64) {
    // Half the degrees of freedom and half the sum of squares of each.
    let own: Vec<(f64, f64)> = people
        .iter()
        .filter(|own| own.len() > 1)
        .map(|own| (count(own.len() - 1) / 2.0, squares(own) / 2.0))
        .collect();
    let freedom: f64 = own.iter().map(|(freedom, _)| freedom).sum();
    let pooled = own.iter().map(|(_, squares)| squares).sum::<f64>() / freedom;
    if own.len() < PEOPLE_NEEDED || pooled < LEAST_DEVIATION.powi(2) {
        return (pooled, pooled, 2.0);
    }
    let mut sizes: Vec<f64> = own.iter().map(|(freedom, _)| *freedom).collect();
    sizes.sort_by(f64::total_cmp);
    let cost = |log: f64| {
        let shape = log.exp();
        let rate = rate(&own, shape, pooled);
        let gammas: f64 = sizes
            .chunk_by(|one, other| one >= other)
            .map(|same| count(same.len()) * (ln_gamma(shape + same[0]) - ln_gamma(shape)))
            .sum();
        let sums = own.iter().map(|&(freedom, squares)| {
            shape * rate.ln() - (shape + freedom) * (rate + squares).ln()
        });
        -gammas - sums.sum::<f64>()
    };
    let shape = least(0.0, (MOST / 2.0).ln(), cost).exp();
    (pooled, rate(&own, shape, pooled) / shape, shape)
}

/// The rate at which a shape is likeliest: where people * shape / rate is the sum of (shape + freedom) / (rate + squares).
fn rate(own: &[(f64, f64)], shape: f64, pooled: f64) -> f64 {
    let all = count(own.len()) * shape;
    let (mut low, mut high) = (1e-6 * pooled, 1e3 * shape * pooled);
    for _ in 0..32 {
        let middle = (low * high).sqrt();
        let terms = own
            .iter()
            .map(|(freedom, squares)| (shape + freedom) / (middle + squares));
        if terms.sum::<f64>() * middle < all {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low * high).sqrt()
}

/// Where a function with one valley is least (golden section, Kiefer 1953).
fn least(mut low: f64, mut high: f64, cost: impl Fn(f64) -> f64) -> f64 {
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    for _ in 0..20 {
        let width = golden * (high - low);
        if cost(high - width) <= cost(low + width) {
            high = low + width;
        } else {
            low = high - width;
        }
    }
    f64::midpoint(low, high)
}

/// The variance of the levels of people.
fn between(people: &[Vec<f64>], variance: f64) -> f64 {
    let sizes: Vec<f64> = people.iter().map(|own| count(own.len())).collect();
    let all: f64 = sizes.iter().sum();
    let squared: f64 = sizes.iter().map(|size| size * size).sum();
    let level = people.iter().flatten().sum::<f64>() / all;
    let apart: f64 = (people.iter().zip(&sizes))
        .map(|(own, size)| size / variance * (mean(own) - level).powi(2))
        .sum();
    let surplus = (apart - count(people.len() - 1)) / (all - squared / all) * variance;
    surplus.max(variance / MOST)
}

/// What is known of the next value of one person: Student's t.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Level {
    /// In the middle.
    pub(super) mean: f64,
    /// On the scale of a standard deviation.
    pub(super) scale: f64,
    /// What part of it is the person's own doing, 0 to 1.
    pub(super) own: f64,
    freedom: f64,
}

/// Adds a person's own values to what is known; those far out are moved in first, `typical` being the deviation of others.
fn learn([level, pull, shape, rate]: [f64; 4], own: &[f64], typical: f64) -> Level {
    let mut own = own.to_vec();
    if own.len() > 2
        && let Some((middle, apart)) = robust(&own)
    {
        let far = FAR * apart.max(typical);
        for value in &mut own {
            *value = value.clamp(middle - far, middle + far);
        }
    }
    let values = count(own.len());
    let weight = pull + values;
    let apart = mean(&own) - level;
    let shape = shape + values / 2.0;
    let rate = rate + squares(&own) / 2.0 + pull * values * apart * apart / (2.0 * weight);
    Level {
        mean: level + apart * values / weight,
        scale: (rate / shape * (weight + 1.0) / weight).sqrt(),
        own: values / weight,
        freedom: 2.0 * shape,
    }
}

impl Level {
    /// How probable it is that the next value is below this.
    pub(super) fn below(&self, value: f64) -> f64 {
        self.student().map_or(0.5, |student| student.cdf(value))
    }

    /// How probable it is that the next value is above this.
    pub(super) fn above(&self, value: f64) -> f64 {
        self.student().map_or(0.5, |student| student.sf(value))
    }

    /// Below which value the next one is with this probability.
    pub(super) fn quantile(&self, probability: f64) -> f64 {
        self.student()
            .map_or(self.mean, |student| student.inverse_cdf(probability))
    }

    fn student(&self) -> Option<StudentsT> {
        StudentsT::new(self.mean, self.scale, self.freedom).ok()
    }
}
