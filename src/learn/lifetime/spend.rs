//! What a purchase of a person is worth: Gamma-Gamma (Colombo and Jiang 1999; Fader, Hardie and Lee 2005, "RFM and CLV").

use serde::{Deserialize, Serialize};
use statrs::function::gamma::{digamma, ln_gamma};

use crate::learn::minimise::{Ending, minimise};

use super::{LifetimeError, REPEATERS_NEEDED};

/// What is known of a person's spending.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spend {
    /// Of how many purchases.
    pub purchases: u32,
    /// What one of them was worth, in the mean.
    pub mean: f64,
}

/// The parameters. A purchase is gamma distributed with shape p and a rate that differs between people, gamma
/// distributed with `shape` (q) and `rate` (v).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GammaGamma {
    /// p
    pub purchase: f64,
    /// q
    pub shape: f64,
    /// v, in the unit of the money
    pub rate: f64,
}

impl GammaGamma {
    /// Fits the parameters, and gives the log-likelihood at them. People without a purchase tell nothing and are left out.
    ///
    /// # Errors
    /// A mean that is not above 0, too few people, or a likelihood without a highest point.
    pub fn fit(people: &[Spend]) -> Result<(Self, f64), LifetimeError> {
        const WIDEST: f64 = 16.0;
        for (at, person) in people.iter().enumerate() {
            if person.purchases > 0 && !(person.mean > 0.0 && person.mean.is_finite()) {
                let what = "a mean purchase that is not above 0: leave out what was given away or returned";
                return Err(LifetimeError::Impossible { row: at + 1, what });
            }
        }
        let bought = people.iter().filter(|person| person.purchases > 0);
        let bought: Vec<(f64, f64)> = bought
            .map(|person| (f64::from(person.purchases), person.mean))
            .collect();
        if bought.len() < REPEATERS_NEEDED {
            return Err(LifetimeError::FewRepeaters {
                repeaters: bought.len(),
                needed: REPEATERS_NEEDED,
            });
        }
        #[allow(
            clippy::cast_precision_loss,
            reason = "people are counted exactly up to 2^53"
        )]
        let unit = bought.iter().map(|(_, mean)| mean).sum::<f64>() / bought.len() as f64;
        let function = |at: &[f64], slope: &mut [f64]| {
            if at.iter().any(|x| x.abs() > WIDEST) {
                return f64::NAN;
            }
            -likelihood(&bought, unit, at, slope)
        };
        let best = minimise(function, &[1.0, 1.0, 1.0], Ending::default());
        if !best.converged || best.at.iter().any(|x| x.abs() >= WIDEST) {
            return Err(LifetimeError::Unsettled {
                model: "Gamma-Gamma",
            });
        }
        let [purchase, shape, rate] = [0, 1, 2].map(|at| best.at[at].exp());
        let model = Self {
            purchase,
            shape,
            rate: rate * unit,
        };
        // A density of the mean each: it changes with the unit of the money.
        let of_units: f64 = bought.iter().map(|_| -unit.ln()).sum();
        Ok((model, of_units - best.value))
    }

    /// What a purchase of a person is worth in the mean, between what they spent and what everybody spends (equation 5
    /// of the note on the model); without a purchase what everybody spends. None where the mean of all is unbounded (q
    /// at most 1) and the person has no purchases.
    #[must_use]
    pub fn expected(&self, person: Spend) -> Option<f64> {
        let purchases = f64::from(person.purchases);
        let shape = self.purchase * purchases + self.shape - 1.0;
        (shape > 0.0).then(|| self.purchase * (self.rate + purchases * person.mean) / shape)
    }
}

/// The log-likelihood (equation 1a of the note) at logarithms of p, q and v, and its slopes; money in units of `unit`.
#[allow(
    clippy::many_single_char_names,
    reason = "the letters of the paper's equation"
)]
fn likelihood(people: &[(f64, f64)], unit: f64, at: &[f64], slope: &mut [f64]) -> f64 {
    let [p, q, v] = [0, 1, 2].map(|parameter| at[parameter].exp());
    let (ln_gamma_q, digamma_q) = (ln_gamma(q), digamma(q));
    let mut total = 0.0;
    let mut slopes = [0.0; 3];
    for &(x, mean) in people {
        let m = mean / unit;
        let (px, sum) = (p * x, v + x * m);
        total += ln_gamma(px + q) - ln_gamma(px) - ln_gamma_q
            + q * v.ln()
            + (px - 1.0) * m.ln()
            + px * x.ln()
            - (px + q) * sum.ln();
        let both = digamma(px + q);
        slopes[0] += x * (both - digamma(px) + m.ln() + x.ln() - sum.ln());
        slopes[1] += both - digamma_q + v.ln() - sum.ln();
        slopes[2] += q / v - (px + q) / sum;
    }
    for ((slope, sum), parameter) in slope.iter_mut().zip(slopes).zip([p, q, v]) {
        *slope = -sum * parameter;
    }
    total
}
