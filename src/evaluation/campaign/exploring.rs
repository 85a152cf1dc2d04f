//! Learning offer by offer while the campaign runs: regret against the best offer for each member.

use crate::learn::bandits::{Bandit, BanditError, Limits, Method};
use crate::learn::{Draws, Terms};

use super::simulation::{ARMS, Members};

/// Points at which regret is told.
pub(super) const POINTS: usize = 10;

/// The methods side by side.
pub(super) const METHODS: [(&str, Method); 5] = [
    (
        "linucb",
        Method::LinUcb {
            ridge: 1.0,
            alpha: 0.2,
        },
    ),
    (
        "thompson-linear",
        Method::ThompsonLinear {
            ridge: 1.0,
            spread: 0.2,
        },
    ),
    ("thompson-beta", Method::ThompsonBeta),
    ("greedy", Method::Greedy { ridge: 1.0 }),
    ("uniform", Method::Uniform),
];

/// The one that the shop uses.
pub(super) const DEFAULT: &str = "linucb";

/// What a method came to.
pub(super) struct Explored {
    /// The sum of what was missed, after each tenth of the rounds.
    pub(super) regret: Vec<f64>,
    /// What was paid, expected by the truth, per round.
    pub(super) pay: f64,
    /// The best that could have been.
    pub(super) oracle: f64,
    /// Everybody the one offer that is best for all.
    pub(super) everyone: f64,
}

/// A campaign of so many rounds, in each of which a member comes by lot, is chosen for, and answers.
#[allow(clippy::cast_precision_loss, reason = "some rounds")]
pub(super) fn explore(
    members: &Members,
    method: Method,
    rounds: usize,
    seed: u64,
) -> Result<Explored, BanditError> {
    let terms: Vec<Terms> = ARMS.iter().map(|arm| arm.1).collect();
    let width = members.contexts.first().map_or(0, Vec::len);
    let mut bandit = Bandit::new(method, &terms, width, Limits::NONE, seed)?;
    let mut draws = Draws::new(seed ^ 0x00ba_4d17);
    let end = u32::try_from(members.count()).unwrap_or(u32::MAX);
    let (mut missed, mut pay, mut oracle) = (0.0, 0.0, 0.0);
    let mut single = [0.0; ARMS.len()];
    let mut regret = Vec::with_capacity(POINTS);
    for round in 0..rounds {
        let member = draws.below(end) as usize;
        let mood = f64::from(draws.unit());
        let context = &members.contexts[member];
        let arm = bandit.decide(context)?.arm;
        let converts = mood < members.chances[member][arm];
        bandit.learn(arm, context, f64::from(u8::from(converts)))?;
        let best = members.pay(member, members.best(member));
        let own = members.pay(member, arm);
        missed += best - own;
        pay += own;
        oracle += best;
        for (arm, sum) in single.iter_mut().enumerate() {
            *sum += members.pay(member, arm);
        }
        if (round + 1) * POINTS / rounds > round * POINTS / rounds {
            regret.push(missed);
        }
    }
    let offers = single[1..].iter().copied();
    let per_round = 1.0 / rounds as f64;
    Ok(Explored {
        regret,
        pay: pay * per_round,
        oracle: oracle * per_round,
        everyone: offers.fold(f64::NEG_INFINITY, f64::max) * per_round,
    })
}
