//! Bandits: a step worked out by hand, limits, known probabilities, regret, and judging from a log.

use storekeeper::learn::bandits::{
    Bandit, BanditError, Limits, LinearArm, Logged, Method, Weighed, doubly_robust,
    inverse_propensity, replay, self_normalised,
};
use storekeeper::learn::{Draws, Terms};

fn near(one: f64, other: f64, within: f64) {
    assert!((one - other).abs() <= within, "{one} is not {other}");
}

const LINUCB: Method = Method::LinUcb {
    ridge: 1.0,
    alpha: 1.0,
};
const THOMPSON: Method = Method::ThompsonLinear {
    ridge: 1.0,
    spread: 0.4,
};

/// Two kinds of people and three arms: the chance of an outcome of 1.
fn chance(context: &[f64], arm: usize) -> f64 {
    [[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]][usize::from(context[1] > 0.5)][arm]
}

fn person(draws: &mut Draws) -> Vec<f64> {
    vec![1.0, f64::from(draws.below(2))]
}

fn bandit(method: Method, limits: Limits) -> Bandit {
    Bandit::new(method, &[Terms::PLAIN; 3], 2, limits, 7).expect("it can be made")
}

/// Plays so many rounds; what was missed against the best arm.
fn play(bandit: &mut Bandit, rounds: usize, seed: u64) -> f64 {
    let mut draws = Draws::new(seed);
    let mut missed = 0.0;
    for _ in 0..rounds {
        let context = person(&mut draws);
        let arm = bandit.decide(&context).expect("it decides").arm;
        let outcome = f64::from(draws.unit()) < chance(&context, arm);
        let outcome = f64::from(u8::from(outcome));
        bandit.learn(arm, &context, outcome).expect("it learns");
        let best = (0..3).map(|arm| chance(&context, arm)).fold(0.0, f64::max);
        missed += best - chance(&context, arm);
    }
    missed
}

#[test]
fn a_line_is_that_worked_out_by_hand() {
    let mut line = LinearArm::new(2, 1.0);
    line.learn(&[1.0, 0.0], 1.0);
    line.learn(&[1.0, 1.0], 0.0);
    // The inverse of [[3, 1], [1, 2]] times (1, 0).
    near(line.coefficients()[0], 0.4, 1e-12);
    near(line.coefficients()[1], -0.2, 1e-12);
    near(line.doubt(&[1.0, 0.0]), 0.4_f64.sqrt(), 1e-12);
    near(line.mean(&[1.0, 1.0]), 0.2, 1e-12);
}

#[test]
fn linucb_takes_the_arm_that_may_be_best() {
    let mut bandit = bandit(LINUCB, Limits::NONE);
    let first = bandit.decide(&[1.0, 0.0]).expect("it decides");
    // Nothing is known: all are equal.
    assert!(
        first
            .shares
            .iter()
            .all(|share| (share - 1.0 / 3.0).abs() < 1e-12)
    );
    near(first.propensity, 1.0 / 3.0, 1e-12);
    // By hand, with x = (1, 0): arm 0 has learnt a 0 (doubt sqrt(1/2)), arm 1 a 1, arm 2 nothing (doubt 1).
    bandit.learn(0, &[1.0, 0.0], 0.0).expect("it learns");
    bandit.learn(1, &[1.0, 0.0], 1.0).expect("it learns");
    let next = bandit.decide(&[1.0, 0.0]).expect("it decides");
    assert_eq!((next.arm, next.number), (1, 1));
    near(next.propensity, 1.0, 1e-12);
    let expected = bandit.expected(&[1.0, 0.0]).expect("it fits");
    near(expected[1], 0.5, 1e-12);
    // 0 for certain is less than what may be.
    for _ in 0..20 {
        bandit.learn(1, &[1.0, 0.0], 0.0).expect("it learns");
    }
    assert_eq!(bandit.decide(&[1.0, 0.0]).expect("it decides").arm, 2);
    assert_eq!(bandit.log().len(), 3);
    assert_eq!(bandit.take_log().len(), 3);
    assert!(bandit.log().is_empty());
}

#[test]
fn exploration_keeps_its_limits_and_ends() {
    for method in [
        LINUCB,
        THOMPSON,
        Method::ThompsonBeta,
        Method::Greedy { ridge: 1.0 },
        Method::Uniform,
    ] {
        let limits = Limits {
            least: 0.1,
            most: 0.6,
            end: Some(800),
        };
        let mut bandit = bandit(method, limits);
        play(&mut bandit, 1_000, 3);
        for decision in bandit.log() {
            near(decision.shares.iter().sum(), 1.0, 1e-9);
            near(decision.propensity, decision.shares[decision.arm], 1e-12);
            if decision.number < 800 {
                let kept = |share: &f64| (0.1 - 1e-9..=0.6 + 1e-9).contains(share);
                assert!(decision.shares.iter().all(kept), "{decision:?}");
            } else if method != Method::Uniform {
                near(decision.propensity, 1.0, 1e-12);
            }
        }
    }
    for (least, most) in [(0.4, 1.0), (0.0, 0.3), (0.3, 0.2), (-0.1, 1.0)] {
        let limits = Limits {
            least,
            most,
            end: None,
        };
        let error = Bandit::new(LINUCB, &[Terms::PLAIN; 3], 2, limits, 1).expect_err("refused");
        assert!(matches!(error, BanditError::Limits { .. }), "{error}");
    }
}

#[test]
fn arms_are_taken_as_often_as_was_written_down() {
    let mut bandit = bandit(THOMPSON, Limits::NONE);
    play(&mut bandit, 3_000, 5);
    for arm in 0..3 {
        let said: f64 = bandit.log().iter().map(|one| one.shares[arm]).sum();
        let taken = bandit.log().iter().filter(|one| one.arm == arm).count();
        let taken = f64::from(u32::try_from(taken).expect("few"));
        near(said, taken, 4.0 * said.sqrt().max(5.0));
    }
}

#[test]
fn who_learns_misses_less_and_the_same_seed_does_the_same() {
    let missed = |method| play(&mut bandit(method, Limits::NONE), 4_000, 9);
    let uniform = missed(Method::Uniform);
    for method in [LINUCB, THOMPSON] {
        assert!(missed(method) < uniform / 4.0, "{method:?}");
    }
    // Without a look at who it is, the best for all together is the most there is.
    assert!(missed(Method::ThompsonBeta) < uniform);
    let again = [missed(THOMPSON), missed(THOMPSON)];
    near(again[0], again[1], 0.0);
}

#[test]
fn what_an_arm_costs_is_counted() {
    let dear = [
        Terms::PLAIN,
        Terms {
            value: 1.0,
            cost: 0.35,
        },
    ];
    let method = Method::ThompsonBeta;
    let mut bandit = Bandit::new(method, &dear, 0, Limits::NONE, 1).expect("it can be made");
    for at in 0..400 {
        // Arm 0 converts with 3 of 10, arm 1 with 6 of 10: less than its cost more.
        let at = at % 10;
        bandit
            .learn(0, &[], f64::from(u8::from(at < 3)))
            .expect("it learns");
        bandit
            .learn(1, &[], f64::from(u8::from(at < 6)))
            .expect("it learns");
    }
    let pays = bandit.expected(&[]).expect("it fits");
    assert!(pays[0] > pays[1], "{pays:?}");
    let first = (0..200).filter(|_| bandit.decide(&[]).expect("it decides").arm == 0);
    assert!(first.count() > 140);
}

/// A log of decisions by these shares.
fn logged(shares: [f64; 3], rounds: usize, seed: u64) -> Vec<Logged> {
    let mut draws = Draws::new(seed);
    (0..rounds)
        .map(|_| {
            let context = person(&mut draws);
            let place = f64::from(draws.unit());
            let arm = usize::from(place >= shares[0]) + usize::from(place >= shares[0] + shares[1]);
            let outcome = f64::from(draws.unit()) < chance(&context, arm);
            Logged {
                arm,
                propensity: shares[arm],
                outcome: f64::from(u8::from(outcome)),
                context,
            }
        })
        .collect()
}

#[test]
fn a_replay_tells_what_a_bandit_would_have_brought() {
    for shares in [[1.0 / 3.0; 3], [0.5, 0.2, 0.3]] {
        let log = logged(shares, 30_000, 21);
        let mut fresh = bandit(LINUCB, Limits::NONE);
        let found = replay(&mut fresh, &log, 1).expect("enough");
        assert!(found.used > 4_000, "{found:?}");
        // Played for real, it comes to 0.55 less what it misses.
        let mut live = bandit(LINUCB, Limits::NONE);
        let rounds = f64::from(u32::try_from(found.used).expect("few"));
        let pay = 0.55 - play(&mut live, found.used, 2) / rounds;
        near(found.mean, pay, 5.0 * found.error);
        let by_lot = replay(&mut bandit(Method::Uniform, Limits::NONE), &log, 1).expect("enough");
        near(by_lot.mean, 1.0 / 3.0, 5.0 * by_lot.error);
    }
}

#[test]
fn estimates_from_a_log_agree_with_the_truth() {
    let by_hand = [
        Weighed {
            target: 1.0,
            propensity: 0.5,
            pay: 3.0,
        },
        Weighed {
            target: 0.0,
            propensity: 0.5,
            pay: 8.0,
        },
        Weighed {
            target: 1.0,
            propensity: 0.25,
            pay: 1.0,
        },
    ];
    near(
        inverse_propensity(&by_hand).expect("enough").mean,
        10.0 / 3.0,
        1e-12,
    );
    near(
        self_normalised(&by_hand).expect("enough").mean,
        10.0 / 6.0,
        1e-12,
    );
    // With a model that says 2 throughout: 2 + (2 * 1 + 0 + 4 * -1) / 3.
    let robust = doubly_robust(&by_hand, &[2.0; 3], &[2.0; 3]).expect("enough");
    near(robust.mean, 4.0 / 3.0, 1e-12);
    assert_eq!((robust.rows, robust.used), (3, 2));
    // The best arm for everybody pays 0.55.
    let log = logged([0.6, 0.1, 0.3], 20_000, 23);
    let best = |context: &[f64]| usize::from(context[1] < 0.5);
    let weighed: Vec<Weighed> = (log.iter())
        .map(|one| Weighed {
            target: f64::from(u8::from(one.arm == best(&one.context))),
            propensity: one.propensity,
            pay: one.outcome,
        })
        .collect();
    let of_logged: Vec<f64> = log
        .iter()
        .map(|one| chance(&one.context, one.arm))
        .collect();
    let of_target: Vec<f64> = (log.iter())
        .map(|one| chance(&one.context, best(&one.context)))
        .collect();
    let weighted = inverse_propensity(&weighed).expect("enough");
    let normalised = self_normalised(&weighed).expect("enough");
    let robust = doubly_robust(&weighed, &of_logged, &of_target).expect("enough");
    for found in [weighted, normalised, robust] {
        near(found.mean, 0.55, 4.0 * found.error);
    }
    assert!(normalised.error < weighted.error);
    assert!(robust.error < normalised.error);
    // A model that is wrong is mended by the weights.
    let wrong = vec![0.9; log.len()];
    let mended = doubly_robust(&weighed, &wrong, &wrong).expect("enough");
    near(mended.mean, 0.55, 4.0 * mended.error);
}

#[test]
fn what_cannot_be_decided_or_judged_is_refused() {
    let none = Bandit::new(LINUCB, &[], 2, Limits::NONE, 1).expect_err("refused");
    assert_eq!(none, BanditError::NoArms);
    let still = Method::LinUcb {
        ridge: 0.0,
        alpha: 1.0,
    };
    let still = Bandit::new(still, &[Terms::PLAIN], 2, Limits::NONE, 1).expect_err("refused");
    assert!(still.to_string().contains("ridge is 0"), "{still}");
    let mut fresh = bandit(Method::ThompsonBeta, Limits::NONE);
    assert!(fresh.decide(&[1.0]).is_err());
    assert!(fresh.learn(3, &[1.0, 0.0], 1.0).is_err());
    let half = fresh.learn(0, &[1.0, 0.0], 0.5).expect_err("refused");
    assert!(half.to_string().contains("0 or 1"), "{half}");
    let never = Weighed {
        target: 1.0,
        propensity: 0.0,
        pay: 1.0,
    };
    let error = inverse_propensity(&[never, never]).expect_err("refused");
    assert!(error.to_string().contains("decision 0"), "{error}");
    assert!(replay(&mut fresh, &[], 1).is_err());
}
