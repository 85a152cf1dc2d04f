//! Buying at one's own rate until one leaves after a purchase: BG/NBD (Fader, Hardie and Lee 2005, "Counting your
//! customers" the easy way), and MBG/NBD, in which one may leave after the first purchase too (Batislam, Denizel and
//! Filiztekin 2007; Hoppe and Wagner 2007).

use serde::{Deserialize, Serialize};

use crate::learn::minimise::{Ending, minimise};

use super::grouped::Grouped;
use super::{LifetimeError, Purchases, check};

/// The parameters. A person buys at a rate that is gamma distributed with `shape` (r) and `rate` (alpha), and leaves
/// after a purchase with a chance that is beta distributed with `leaves` (a) and `stays` (b).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BetaGeometric {
    /// r
    pub shape: f64,
    /// alpha, in units of time
    pub rate: f64,
    /// a
    pub leaves: f64,
    /// b
    pub stays: f64,
    /// After which purchases one may leave.
    pub after: Leaving,
}

/// After which purchases one may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// After each repeat purchase: BG/NBD.
    Repeats,
    /// After each purchase, the first too: MBG/NBD.
    All,
}

impl Leaving {
    /// How often a person with so many repeat purchases could have left.
    pub(super) fn chances(self, repeats: u32) -> u32 {
        match self {
            Self::Repeats => repeats,
            Self::All => repeats + 1,
        }
    }

    /// What the model is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Repeats => "BG/NBD",
            Self::All => "MBG/NBD",
        }
    }
}

/// Logarithms of parameters are kept inside these: beyond them the likelihood is flat.
const WIDEST: f64 = 16.0;

impl BetaGeometric {
    /// Fits the parameters, and gives the log-likelihood at them.
    ///
    /// # Errors
    /// A row that cannot be, too few people, or a likelihood without a highest point.
    pub fn fit(people: &[Purchases], after: Leaving) -> Result<(Self, f64), LifetimeError> {
        check(people)?;
        let grouped = Grouped::new(people);
        let mut sums = Sums::new(after.chances(grouped.most));
        // From the middle of what shops have; a second start for where the first one gets stuck.
        let starts = [[0.0, 0.0, 0.0, 1.0], [-1.5, -1.0, -2.0, 1.0]];
        let best = starts
            .iter()
            .map(|start| {
                minimise(
                    |at, slope| -likelihood(&grouped, after, &mut sums, at, slope),
                    start,
                    Ending::default(),
                )
            })
            .find(|found| found.converged && found.at.iter().all(|x| x.abs() < WIDEST))
            .ok_or(LifetimeError::Unsettled {
                model: after.name(),
            })?;
        let [shape, rate, leaves, stays] = [0, 1, 2, 3].map(|at| best.at[at].exp());
        let model = Self {
            shape,
            rate: rate * grouped.unit,
            leaves,
            stays,
            after,
        };
        Ok((model, grouped.of_units() - best.value))
    }

    /// The better of both models by likelihood: they have the same number of parameters.
    ///
    /// # Errors
    /// As [`Self::fit`], where neither can be fitted.
    pub fn fit_best(people: &[Purchases]) -> Result<(Self, f64), LifetimeError> {
        match (
            Self::fit(people, Leaving::Repeats),
            Self::fit(people, Leaving::All),
        ) {
            (Ok(repeats), Ok(all)) => Ok(if all.1 > repeats.1 { all } else { repeats }),
            (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok(one),
            (Err(error), Err(_)) => Err(error),
        }
    }

    /// The chance that a person still buys (Fader, Hardie and Lee 2008, "Computing P(alive) using the BG/NBD model").
    #[must_use]
    pub fn alive(&self, person: &Purchases) -> f64 {
        let chances = self.after.chances(person.repeats);
        if chances == 0 {
            return 1.0;
        }
        let longer = ((self.rate + person.age) / (self.rate + person.recency)).ln();
        let odds = (self.leaves / (self.stays + f64::from(chances) - 1.0)).ln()
            + (self.shape + f64::from(person.repeats)) * longer;
        1.0 / (1.0 + odds.exp())
    }

    /// How often a person is expected to buy within a time from now (equation 10, after Euler's transformation of the
    /// hypergeometric function, which then has small arguments and no overflow).
    #[must_use]
    pub fn expected(&self, person: &Purchases, time: f64) -> f64 {
        if time <= 0.0 {
            return 0.0;
        }
        // At a = 1 both sides of the formula are 0: its limit is taken from beside it.
        let leaves = if (self.leaves - 1.0).abs() < 1e-6 {
            1.0 + 1e-6
        } else {
            self.leaves
        };
        let chances = f64::from(self.after.chances(person.repeats));
        let third = leaves + self.stays + chances - 1.0;
        let share = time / (self.rate + person.age + time);
        let series = hypergeometric(
            third - self.shape - f64::from(person.repeats),
            leaves - 1.0,
            third,
            share,
        );
        let bought = third / (leaves - 1.0) * (1.0 - (1.0 - share).powf(leaves - 1.0) * series);
        bought.max(0.0) * self.alive(person)
    }
}

/// Gauss's hypergeometric function by its series, for 0 <= z < 1.
fn hypergeometric(a: f64, b: f64, c: f64, z: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for step in 0..20_000 {
        let step = f64::from(step);
        term *= (a + step) * (b + step) / ((c + step) * (1.0 + step)) * z;
        sum += term;
        if term.abs() <= 1e-16 * sum.abs() {
            break;
        }
    }
    sum
}

/// The sums over k < x that stand for quotients of gamma functions, x being a whole number.
struct Sums {
    /// ln of G(r + x) / G(r), and its slope in r.
    rates: Vec<[f64; 2]>,
    /// ln of B(a, b + x) / B(a, b), and its slopes in a and in b.
    stays: Vec<[f64; 3]>,
}

impl Sums {
    fn new(most: u32) -> Self {
        let length = most as usize + 1;
        Self {
            rates: vec![[0.0; 2]; length],
            stays: vec![[0.0; 3]; length],
        }
    }

    fn fill(&mut self, r: f64, a: f64, b: f64) {
        for x in 1..self.rates.len() {
            #[allow(clippy::cast_precision_loss, reason = "a count of purchases")]
            let k = (x - 1) as f64;
            let [ln, slope] = self.rates[x - 1];
            self.rates[x] = [ln + (r + k).ln(), slope + 1.0 / (r + k)];
            let [ln, of_a, of_b] = self.stays[x - 1];
            let all = 1.0 / (a + b + k);
            self.stays[x] = [
                ln + ((b + k) * all).ln(),
                of_a - all,
                of_b + 1.0 / (b + k) - all,
            ];
        }
    }
}

/// The log-likelihood (equation 6) at logarithms of r, alpha, a, b, and its slopes.
#[allow(
    clippy::many_single_char_names,
    reason = "the letters of the paper's equation"
)]
fn likelihood(
    grouped: &Grouped,
    after: Leaving,
    sums: &mut Sums,
    at: &[f64],
    slope: &mut [f64],
) -> f64 {
    if at.iter().any(|x| x.abs() > WIDEST) {
        return f64::NAN;
    }
    let [r, alpha, a, b] = [0, 1, 2, 3].map(|parameter| at[parameter].exp());
    sums.fill(r, a, b);
    let mut total = 0.0;
    let mut slopes = [0.0; 4];
    for (person, count) in &grouped.kinds {
        let x = f64::from(person.repeats);
        let rates = sums.rates[person.repeats as usize];
        let chances = after.chances(person.repeats);
        let stays = sums.stays[chances as usize];
        let until = alpha + person.age;
        let ln_until = until.ln();
        let stayed = -(r + x) * ln_until;
        let mut joint = stayed;
        let mut of = [-ln_until, -(r + x) / until, 0.0, 0.0];
        if chances > 0 {
            let until_now = b + f64::from(chances) - 1.0;
            let last = alpha + person.recency;
            let ln_last = last.ln();
            let left = (a / until_now).ln() - (r + x) * ln_last;
            let most = stayed.max(left);
            joint = most + ((stayed - most).exp() + (left - most).exp()).ln();
            let gone = (left - joint).exp();
            let here = 1.0 - gone;
            of = [
                -here * ln_until - gone * ln_last,
                -(r + x) * (here / until + gone / last),
                gone / a,
                -gone / until_now,
            ];
        }
        total += count * (rates[0] + r * alpha.ln() + stays[0] + joint);
        slopes[0] += count * (rates[1] + alpha.ln() + of[0]);
        slopes[1] += count * (r / alpha + of[1]);
        slopes[2] += count * (stays[1] + of[2]);
        slopes[3] += count * (stays[2] + of[3]);
    }
    for ((slope, sum), parameter) in slope.iter_mut().zip(slopes).zip([r, alpha, a, b]) {
        *slope = -sum * parameter;
    }
    total
}
