//! What visits say about whether somebody still buys: who has left comes by more seldom.
//!
//! People visit as a Poisson process at their own rate, gamma distributed, and at a share of it once they have left. They
//! can have left only after their last purchase; so the visits before it tell their rate, and those since it tell, by Bayes'
//! rule on top of what the purchases say, whether they have.

use serde::{Deserialize, Serialize};
use statrs::function::gamma::ln_gamma;

use crate::learn::minimise::{Ending, minimise_by_differences};

use super::{BetaGeometric, Purchases};

/// The visits of a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// How often before the last purchase.
    pub before: u32,
    /// For how long visits were counted before it.
    pub before_time: f64,
    /// How often since.
    pub since: u32,
    /// How long ago it was, or visits began to be counted.
    pub since_time: f64,
}

/// How people visit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Visits {
    /// The shape of the rates of visits.
    pub shape: f64,
    /// Their rate, in units of time.
    pub rate: f64,
    /// Of their visits, the share that those who have left still make.
    pub left: f64,
}

/// With fewer people than this nothing is fitted.
const NEEDED: usize = 200;
/// More people than this tell nothing more.
const ENOUGH: usize = 20_000;

impl Visits {
    /// Fits how people visit, those who have left being so many as the purchases say. None where too few visit, or where
    /// visits do not tell who has left.
    #[must_use]
    pub fn fit(buying: &BetaGeometric, people: &[(Purchases, Seen)]) -> Option<Self> {
        let every = people.len().div_ceil(ENOUGH).max(1);
        let people: Vec<(f64, Seen)> = people
            .iter()
            .step_by(every)
            .map(|(person, seen)| (buying.alive(person), *seen))
            .collect();
        let visits: u64 = people
            .iter()
            .map(|(_, seen)| u64::from(seen.before) + u64::from(seen.since))
            .sum();
        if people.len() < NEEDED || visits < people.len() as u64 {
            return None;
        }
        let lost = |at: &[f64]| {
            if at.iter().any(|x| x.abs() > 12.0) {
                return f64::NAN;
            }
            let model = Self::of(at);
            -people
                .iter()
                .map(|(alive, seen)| model.log_likelihood(*alive, seen))
                .sum::<f64>()
        };
        let ending = Ending {
            slope: 1e-6,
            ..Ending::default()
        };
        let best = minimise_by_differences(lost, &[0.0, 0.0, -1.5], ending);
        let model = Self::of(&best.at);
        // That those who have left visit as before is the null: twice the gain is chi-square with one degree of freedom.
        let mut same = best.at.clone();
        same[2] = 11.0;
        let null =
            minimise_by_differences(|at: &[f64]| lost(&[at[0], at[1], 11.0]), &same[..2], ending);
        (best.converged && model.left < 0.9 && null.value - best.value > 20.0).then_some(model)
    }

    fn of(at: &[f64]) -> Self {
        Self {
            shape: at[0].exp(),
            rate: at[1].exp(),
            left: 1.0 / (1.0 + (-at[2]).exp()),
        }
    }

    /// The log-likelihood of a person's visits, who is alive with this chance by their purchases; less what no parameter
    /// changes.
    fn log_likelihood(&self, alive: f64, seen: &Seen) -> f64 {
        let (before, since) = (f64::from(seen.before), f64::from(seen.since));
        let all = self.shape + before + since;
        let shared = ln_gamma(all) - ln_gamma(self.shape) + self.shape * self.rate.ln();
        let known = self.rate + seen.before_time;
        let stayed = alive.max(1e-12).ln() - all * (known + seen.since_time).ln();
        let gone = (1.0 - alive).max(1e-12).ln() + since * self.left.ln()
            - all * (known + self.left * seen.since_time).ln();
        let most = stayed.max(gone);
        shared + most + ((stayed - most).exp() + (gone - most).exp()).ln()
    }

    /// The chance that a person still buys, who does with chance `alive` by their purchases.
    #[must_use]
    pub fn alive(&self, alive: f64, seen: &Seen) -> f64 {
        let (before, since) = (f64::from(seen.before), f64::from(seen.since));
        let known = self.rate + seen.before_time;
        let ratio = since * self.left.ln()
            + (self.shape + before + since)
                * ((known + seen.since_time) / (known + self.left * seen.since_time)).ln();
        let odds = (1.0 - alive).max(1e-12).ln() - alive.max(1e-12).ln() + ratio;
        1.0 / (1.0 + odds.exp())
    }
}
