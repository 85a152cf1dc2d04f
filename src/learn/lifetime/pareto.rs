//! Buying at one's own rate until one leaves at any time: Pareto/NBD (Schmittlein, Morrison and Colombo 1987).

use serde::{Deserialize, Serialize};
use statrs::function::gamma::ln_gamma;

use crate::learn::minimise::{Ending, minimise_by_differences};

use super::grouped::Grouped;
use super::{LifetimeError, Purchases, check};

/// The parameters. A person buys at a rate that is gamma distributed with `shape` (r) and `rate` (alpha), and leaves
/// at a rate that is gamma distributed with `leaving_shape` (s) and `leaving_rate` (beta).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pareto {
    /// r
    pub shape: f64,
    /// alpha, in units of time
    pub rate: f64,
    /// s
    pub leaving_shape: f64,
    /// beta, in units of time
    pub leaving_rate: f64,
}

/// Logarithms of parameters are kept inside these.
const WIDEST: f64 = 16.0;

impl Pareto {
    /// Fits the parameters, and gives the log-likelihood at them.
    ///
    /// # Errors
    /// A row that cannot be, too few people, or a likelihood without a highest point.
    pub fn fit(people: &[Purchases]) -> Result<(Self, f64), LifetimeError> {
        check(people)?;
        let grouped = Grouped::new(people);
        let model_of = |at: &[f64]| {
            let [shape, rate, leaving_shape, leaving_rate] =
                [0, 1, 2, 3].map(|parameter| at[parameter].exp());
            Self {
                shape,
                rate,
                leaving_shape,
                leaving_rate,
            }
        };
        let lost = |at: &[f64]| {
            if at.iter().any(|x| x.abs() > WIDEST) {
                return f64::NAN;
            }
            let model = model_of(at);
            let kinds = grouped.kinds.iter();
            -kinds
                .map(|(person, count)| count * model.log_likelihood(person))
                .sum::<f64>()
        };
        let ending = Ending {
            slope: 1e-8,
            ..Ending::default()
        };
        let best = [[0.0, 0.0, -0.5, 0.0], [-1.0, -1.0, -1.5, 1.0]]
            .iter()
            .map(|start| minimise_by_differences(lost, start, ending))
            .find(|found| found.converged && found.at.iter().all(|x| x.abs() < WIDEST))
            .ok_or(LifetimeError::Unsettled {
                model: "Pareto/NBD",
            })?;
        let scaled = model_of(&best.at);
        let model = Self {
            rate: scaled.rate * grouped.unit,
            leaving_rate: scaled.leaving_rate * grouped.unit,
            ..scaled
        };
        Ok((model, grouped.of_units() - best.value))
    }

    /// The log-likelihood of one person.
    fn log_likelihood(&self, person: &Purchases) -> f64 {
        let repeats = f64::from(person.repeats);
        let (stayed, left) = self.ways(person);
        let most = stayed.max(left);
        ln_gamma(self.shape + repeats) - ln_gamma(self.shape)
            + self.shape * self.rate.ln()
            + self.leaving_shape * self.leaving_rate.ln()
            + most
            + ((stayed - most).exp() + (left - most).exp()).ln()
    }

    /// The two ways to the same purchases, as logarithms: still here at the end of the watch, or left between the last
    /// purchase and then. The latter is the integral over the time of leaving,
    /// s (alpha + y)^-(r + x) (beta + y)^-(s + 1) dy, in z = ((alpha + y) / (alpha + t_x))^-(r + s + x): what is left
    /// to integrate is then smooth, whatever the count of purchases.
    fn ways(&self, person: &Purchases) -> (f64, f64) {
        let bought = self.shape + f64::from(person.repeats);
        let all = bought + self.leaving_shape;
        let stayed = -bought * (self.rate + person.age).ln()
            - self.leaving_shape * (self.leaving_rate + person.age).ln();
        let last = self.rate + person.recency;
        let end = ((self.rate + person.age) / last).powf(-all);
        let (middle, half) = (f64::midpoint(1.0, end), (1.0 - end) / 2.0);
        let sum: f64 = NODES
            .iter()
            .flat_map(|&(node, weight)| [(node, weight), (-node, weight)])
            .map(|(node, weight)| {
                let z: f64 = middle + half * node;
                let at = last * z.powf(-1.0 / all) - self.rate;
                let odds = (self.rate + at) / (self.leaving_rate + at);
                weight * odds.powf(self.leaving_shape + 1.0)
            })
            .sum();
        let left = (self.leaving_shape / all).ln() - all * last.ln() + (half * sum).ln();
        (stayed, left)
    }

    /// The chance that a person still buys.
    #[must_use]
    pub fn alive(&self, person: &Purchases) -> f64 {
        let (stayed, left) = self.ways(person);
        1.0 / (1.0 + (left - stayed).exp())
    }

    /// How often a person is expected to buy within a time from now (Fader and Hardie 2005, "A note on deriving the
    /// Pareto/NBD model", equation 41).
    #[must_use]
    pub fn expected(&self, person: &Purchases, time: f64) -> f64 {
        if time <= 0.0 {
            return 0.0;
        }
        let s = if (self.leaving_shape - 1.0).abs() < 1e-6 {
            1.0 + 1e-6
        } else {
            self.leaving_shape
        };
        let end = self.leaving_rate + person.age;
        let rate = (self.shape + f64::from(person.repeats)) / (self.rate + person.age);
        rate * end / (s - 1.0) * (1.0 - (end / (end + time)).powf(s - 1.0)) * self.alive(person)
    }
}

/// The positive half of the nodes and weights of Gauss and Legendre's rule with 20 points.
const NODES: [(f64, f64); 10] = [
    (0.076_526_521_133_497_33, 0.152_753_387_130_725_85),
    (0.227_785_851_141_645_08, 0.149_172_986_472_603_75),
    (0.373_706_088_715_419_56, 0.142_096_109_318_382_05),
    (0.510_867_001_950_827_1, 0.131_688_638_449_176_63),
    (0.636_053_680_726_515, 0.118_194_531_961_518_42),
    (0.746_331_906_460_150_8, 0.101_930_119_817_240_44),
    (0.839_116_971_822_218_8, 0.083_276_741_576_704_75),
    (0.912_234_428_251_326, 0.062_672_048_334_109_06),
    (0.963_971_927_277_913_8, 0.040_601_429_800_386_94),
    (0.993_128_599_185_094_9, 0.017_614_007_139_152_118),
];
