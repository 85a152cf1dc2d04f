//! How often somebody does something in a period, when they have few periods of their own.

use serde::{Deserialize, Serialize};
use statrs::function::gamma::ln_gamma;

use super::middle::{count, mean, squares};

/// With fewer people than this nothing is said of everybody.
const PEOPLE_NEEDED: usize = 5;
/// The most irregular people, one in so many, do not say how irregular everybody is.
const ONE_IN: usize = 50;
/// Counts further above the mean than this many deviations count as if they were there.
const FAR: f64 = 4.0;

/// What everybody's counts say of the next person: the mean counts of people are gamma distributed, and a person's counts
/// spread around their mean as a negative binomial distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountPrior {
    /// The mean of the means of people.
    pub mean: f64,
    /// The variance between the means of people.
    pub between: f64,
    /// What a person's variance has beyond their mean, in squares of the mean; 0 where counts are Poisson.
    pub extra: f64,
}

impl CountPrior {
    /// Reads it off people's counts of past periods, by moments (Bühlmann and Straub 1970, each person counting the same).
    /// People with fewer than 2 periods are left out; None with fewer than 5 of the others, or where nothing was ever
    /// counted.
    #[must_use]
    pub fn fit(histories: &[impl AsRef<[u32]>]) -> Option<Self> {
        let people: Vec<Vec<f64>> = histories
            .iter()
            .map(|history| {
                history
                    .as_ref()
                    .iter()
                    .map(|&times| f64::from(times))
                    .collect()
            })
            .filter(|history: &Vec<f64>| history.len() > 1)
            .collect();
        let means: Vec<f64> = people.iter().map(|own| mean(own)).collect();
        let all = mean(&means);
        if people.len() < PEOPLE_NEEDED || all <= 0.0 {
            return None;
        }
        // Of each: the mean, the variance beyond it, the squared mean without what chance adds to it.
        let mut own: Vec<[f64; 3]> = people
            .iter()
            .zip(&means)
            .filter(|(_, mean)| **mean > 0.0)
            .map(|(own, &mean)| {
                let periods = count(own.len());
                let variance = squares(own) / (periods - 1.0);
                [mean, variance - mean, mean * mean - variance / periods]
            })
            .collect();
        own.sort_by(|one, other| (one[1] / one[0]).total_cmp(&(other[1] / other[0])));
        own.truncate(own.len() - own.len() / ONE_IN);
        let [beyond, squared] = [1, 2].map(|at| own.iter().map(|own| own[at]).sum::<f64>());
        let extra = if beyond > 0.0 && squared > 0.0 {
            beyond / squared
        } else {
            0.0
        };
        // What chance adds to the variance between the means.
        let chance: Vec<f64> = (people.iter().zip(&means))
            .map(|(own, mean)| (mean + extra * mean * mean) / count(own.len()))
            .collect();
        let between = squares(&means) / count(means.len() - 1) - mean(&chance);
        Some(Self {
            mean: all,
            // Nobody is quite like everybody.
            between: between.max(1e-4 * all * all),
            extra,
        })
    }

    /// What is known of the next count of somebody with these counts: their mean, shrunk toward everybody's (Bühlmann 1967,
    /// "Experience rating and credibility"), and the variance of the next count, which is the mean's own and the count's
    /// around it. Without extra variance it is exactly the negative binomial that a gamma prior gives. Counts that are far
    /// out do not move it.
    pub(super) fn learn(&self, own: &[u32]) -> Expected {
        let within = self.mean + self.extra * (self.mean * self.mean + self.between);
        let periods = count(own.len());
        let weight = periods / (periods + within / self.between);
        let spread = |mean: f64| mean + self.extra * mean * mean;
        let mean = settle(own, spread, |own| weight * own + (1.0 - weight) * self.mean);
        let unsure = mean * (1.0 - weight) * self.between / self.mean;
        // The variance of a count around a mean that is not known itself.
        Expected {
            mean,
            variance: spread(mean) + (1.0 + self.extra) * unsure,
        }
    }
}

/// What is known of the next count where nothing is known of others: half a count and no periods are added to the person's
/// own (Jeffreys' prior), and their counts say themselves how irregular they are.
pub(super) fn alone(own: &[u32]) -> Expected {
    let periods = count(own.len());
    let values: Vec<f64> = own.iter().map(|&times| f64::from(times)).collect();
    let middle = mean(&values).max(0.5 / periods);
    let variance = squares(&values) / (periods - 1.0);
    let extra = ((variance - middle) / (middle * middle)).max(0.0);
    let mean = middle + 0.5 / periods;
    let unsure = (mean + extra * mean * mean) / periods;
    Expected {
        mean,
        variance: mean + extra * mean * mean + (1.0 + extra) * unsure,
    }
}

/// The mean of counts, of which those far above it are moved in until it no longer moves.
fn settle(own: &[u32], spread: impl Fn(f64) -> f64, shrunk: impl Fn(f64) -> f64) -> f64 {
    let all = count(own.len().max(1));
    let mut far = f64::INFINITY;
    let mut level = f64::NAN;
    for _ in 0..50 {
        let sum: f64 = own.iter().map(|&times| f64::from(times).min(far)).sum();
        let before = std::mem::replace(&mut level, shrunk(sum / all));
        far = level + FAR * spread(level).sqrt();
        if (before - level).abs() < 1e-9 * level {
            break;
        }
    }
    level
}

/// The next count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Expected {
    pub(super) mean: f64,
    pub(super) variance: f64,
}

impl Expected {
    /// How probable a count of at most this many is, and one of at least this many: negative binomial with this mean and
    /// variance, Poisson where the variance is no larger. Summed from the count outwards, so that small probabilities keep
    /// their digits.
    pub(super) fn tails(&self, seen: u32) -> (f64, f64) {
        let shape = self.mean * self.mean / (self.variance - self.mean).max(1e-7 * self.mean);
        let further = self.mean / (shape + self.mean);
        let times = f64::from(seen);
        let log = ln_gamma(times + shape) - ln_gamma(shape) - ln_gamma(times + 1.0)
            + times * further.ln()
            - shape * (self.mean / shape).ln_1p();
        let here = log.exp();
        let (mut sum, mut term) = (here, here);
        if times >= self.mean {
            let mut at = times;
            while term > 1e-17 * sum {
                term *= (at + shape) / (at + 1.0) * further;
                at += 1.0;
                sum += term;
            }
            ((1.0 - sum + here).clamp(0.0, 1.0), sum.min(1.0))
        } else {
            let mut at = times;
            while at > 0.0 && term > 1e-17 * sum {
                term *= at / ((at - 1.0 + shape) * further);
                at -= 1.0;
                sum += term;
            }
            (sum.min(1.0), (1.0 - sum + here).clamp(0.0, 1.0))
        }
    }
}
