//! Ways to choose.

use rand_distr::{Beta, Distribution};
use serde::{Deserialize, Serialize};

use crate::learn::sums::count;
use crate::learn::{Draws, Terms};

use super::{BanditError, Limits, LinearArm};

/// A way to choose an arm. Each learns what outcome to expect of an arm, and counts what that pays by the arm's terms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Method {
    /// Every arm with the same probability, whatever was learnt.
    Uniform,
    /// The arm whose line promises most; it explores only where several promise the same, as all do at first.
    Greedy {
        /// Of the lines, above 0.
        ridge: f64,
    },
    /// The arm whose line promises most with `alpha` times its doubt added (`LinUCB` with disjoint models, Li, Chu, Langford
    /// and Schapire 2010, algorithm 1).
    LinUcb {
        /// Of the lines, above 0; 1 in the paper.
        ridge: f64,
        /// How much doubt counts, above 0.
        alpha: f64,
    },
    /// Each arm with the probability that it is the best, whoever it is for: outcomes are 0 or 1, rates have Beta(1, 1)
    /// beforehand (Thompson 1933).
    ThompsonBeta,
    /// Each arm with the probability that its line is the best for this context: outcomes are normal around the line
    /// (Agrawal and Goyal 2013, a line for each arm).
    ThompsonLinear {
        /// Of the lines, above 0.
        ridge: f64,
        /// The deviation of an outcome around its line, above 0.
        spread: f64,
    },
}

/// Draws from what is thought of the arms by which Thompson's probabilities are told. An arm is then drawn by the shares of
/// these draws: so each arm is taken exactly as often as by a single draw, and the probability it was taken with is known.
const DRAWS: u16 = 100;

/// A decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// From 0.
    pub number: u64,
    /// What was chosen.
    pub arm: usize,
    /// The probability with which it was.
    pub propensity: f64,
    /// The probability of each arm.
    pub shares: Vec<f64>,
}

/// A chooser that learns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bandit {
    method: Method,
    terms: Vec<Terms>,
    width: usize,
    limits: Limits,
    seed: u64,
    lines: Vec<LinearArm>,
    /// Per arm: outcomes of 1 and of 0.
    rates: Vec<(f64, f64)>,
    decided: u64,
    log: Vec<Decision>,
}

impl Bandit {
    /// A chooser that knows nothing yet: an arm for each of `terms`, contexts of `width` numbers.
    ///
    /// # Errors
    /// No arms, limits that cannot be kept, or a setting of the method that is not above 0.
    pub fn new(
        method: Method,
        terms: &[Terms],
        width: usize,
        limits: Limits,
        seed: u64,
    ) -> Result<Self, BanditError> {
        if terms.is_empty() {
            return Err(BanditError::NoArms);
        }
        limits.check(terms.len())?;
        let (ridge, other) = match method {
            Method::Uniform | Method::ThompsonBeta => (1.0, ("setting", 1.0)),
            Method::Greedy { ridge } => (ridge, ("setting", 1.0)),
            Method::LinUcb { ridge, alpha } => (ridge, ("alpha", alpha)),
            Method::ThompsonLinear { ridge, spread } => (ridge, ("spread", spread)),
        };
        for (what, found) in [("ridge", ridge), other] {
            if found.is_nan() || found <= 0.0 {
                return Err(BanditError::Positive { what, found });
            }
        }
        let lines = match method {
            Method::Uniform | Method::ThompsonBeta => Vec::new(),
            _ => vec![LinearArm::new(width, ridge); terms.len()],
        };
        Ok(Self {
            method,
            terms: terms.to_vec(),
            width,
            limits,
            seed,
            lines,
            rates: vec![(0.0, 0.0); terms.len()],
            decided: 0,
            log: Vec::new(),
        })
    }

    /// What each arm pays.
    #[must_use]
    pub fn terms(&self) -> &[Terms] {
        &self.terms
    }

    /// The decisions since the log was last taken, the oldest first.
    #[must_use]
    pub fn log(&self) -> &[Decision] {
        &self.log
    }

    /// Takes the log, to be kept elsewhere.
    pub fn take_log(&mut self) -> Vec<Decision> {
        std::mem::take(&mut self.log)
    }

    /// What each arm is expected to pay here, by what was learnt.
    ///
    /// # Errors
    /// A context of another width.
    pub fn expected(&self, context: &[f64]) -> Result<Vec<f64>, BanditError> {
        self.check(context)?;
        let outcome = |arm: usize| match self.method {
            Method::Uniform => 0.0,
            Method::ThompsonBeta => {
                let (ones, zeros) = self.rates[arm];
                (ones + 1.0) / (ones + zeros + 2.0)
            }
            _ => self.lines[arm].mean(context),
        };
        let arms = self.terms.iter().enumerate();
        Ok(arms
            .map(|(arm, terms)| match self.method {
                Method::Uniform => 0.0,
                _ => terms.pay(outcome(arm)),
            })
            .collect())
    }

    /// Chooses an arm for a context, and writes the decision down.
    ///
    /// # Errors
    /// A context of another width.
    pub fn decide(&mut self, context: &[f64]) -> Result<Decision, BanditError> {
        let mut draws = Draws::new(self.seed.wrapping_add(self.decided));
        let ended = self.limits.end.is_some_and(|end| self.decided >= end);
        let shares = if ended {
            best(&self.expected(context)?)
        } else {
            let mut shares = self.shares(context, &mut draws)?;
            self.limits.keep(&mut shares);
            shares
        };
        let arm = drawn(&shares, f64::from(draws.unit()));
        let decision = Decision {
            number: self.decided,
            arm,
            propensity: shares[arm],
            shares,
        };
        self.decided += 1;
        self.log.push(decision.clone());
        Ok(decision)
    }

    /// Learns what came of an arm; decisions may be answered in any order, or never.
    ///
    /// # Errors
    /// No such arm, a context of another width, or an outcome that is not finite (for [`Method::ThompsonBeta`]: that is not
    /// 0 or 1).
    pub fn learn(&mut self, arm: usize, context: &[f64], outcome: f64) -> Result<(), BanditError> {
        let arms = self.terms.len();
        if arm >= arms {
            return Err(BanditError::NoArm { arm, arms });
        }
        self.check(context)?;
        if !outcome.is_finite() {
            return Err(BanditError::Outcome(outcome, "finite"));
        }
        match self.method {
            Method::Uniform => {}
            Method::ThompsonBeta => {
                let rate = &mut self.rates[arm];
                if outcome.to_bits() == 1.0_f64.to_bits() {
                    rate.0 += 1.0;
                } else if outcome.abs().to_bits() == 0 {
                    rate.1 += 1.0;
                } else {
                    return Err(BanditError::Outcome(outcome, "0 or 1"));
                }
            }
            _ => self.lines[arm].learn(context, outcome),
        }
        Ok(())
    }

    fn check(&self, context: &[f64]) -> Result<(), BanditError> {
        if context.len() == self.width {
            Ok(())
        } else {
            Err(BanditError::Width {
                found: context.len(),
                width: self.width,
            })
        }
    }

    /// The probability of each arm before limits.
    fn shares(&self, context: &[f64], draws: &mut Draws) -> Result<Vec<f64>, BanditError> {
        let expected = self.expected(context)?;
        let arms = self.terms.len();
        match self.method {
            Method::Uniform => Ok(vec![1.0 / count(arms); arms]),
            Method::Greedy { .. } => Ok(best(&expected)),
            Method::LinUcb { alpha, .. } => {
                let lines = self.lines.iter().zip(&self.terms).zip(&expected);
                let hoped: Vec<f64> = lines
                    .map(|((line, terms), pay)| {
                        pay + alpha * terms.value.abs() * line.doubt(context)
                    })
                    .collect();
                Ok(best(&hoped))
            }
            Method::ThompsonBeta => {
                let thought: Vec<Beta<f64>> = (self.rates.iter())
                    .filter_map(|(ones, zeros)| Beta::new(ones + 1.0, zeros + 1.0).ok())
                    .collect();
                Ok(self.thompson(draws, |arm, draws| {
                    self.terms[arm].pay(thought[arm].sample(draws.random()))
                }))
            }
            Method::ThompsonLinear { spread, .. } => {
                let doubts: Vec<f64> = (self.lines.iter().zip(&self.terms))
                    .map(|(line, terms)| spread * terms.value * line.doubt(context))
                    .collect();
                Ok(self.thompson(draws, |arm, draws| {
                    expected[arm] + doubts[arm] * f64::from(draws.normal())
                }))
            }
        }
    }

    /// How often each arm is the best of some draws.
    fn thompson(&self, draws: &mut Draws, draw: impl Fn(usize, &mut Draws) -> f64) -> Vec<f64> {
        let mut shares = vec![0.0; self.terms.len()];
        for _ in 0..DRAWS {
            let mut top = (f64::NEG_INFINITY, 0);
            for arm in 0..shares.len() {
                let pay = draw(arm, draws);
                if pay > top.0 {
                    top = (pay, arm);
                }
            }
            shares[top.1] += 1.0 / f64::from(DRAWS);
        }
        shares
    }
}

/// All of the probability on the best arm, shared between arms that are equally good.
fn best(pays: &[f64]) -> Vec<f64> {
    let most = pays.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let is_best = |pay: f64| pay.total_cmp(&most).is_eq();
    let among = count(pays.iter().filter(|&&pay| is_best(pay)).count().max(1));
    pays.iter()
        .map(|&pay| if is_best(pay) { 1.0 / among } else { 0.0 })
        .collect()
}

/// The arm at a place from 0 to 1 along the shares.
fn drawn(shares: &[f64], place: f64) -> usize {
    let mut before = 0.0;
    let mut last = 0;
    for (arm, &share) in shares.iter().enumerate() {
        if share > 0.0 {
            last = arm;
            before += share;
            if place < before {
                return arm;
            }
        }
    }
    last
}
