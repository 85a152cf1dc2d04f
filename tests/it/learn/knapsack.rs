//! `learn::knapsack`: against every selection there is on small problems, against the bound on large ones.

use storekeeper::learn::Draws;
use storekeeper::learn::knapsack::{Choice, Groups, Limits, Taken, solve};

const KINDS: usize = 3;

fn choice(cost: f64, gain: f64, kind: usize) -> Choice {
    Choice { cost, gain, kind }
}

fn groups(all: &[Vec<Choice>]) -> Groups {
    let mut groups = Groups::default();
    for choices in all {
        groups.push(choices, false);
    }
    groups
}

/// Choices of so many groups, drawn; a group has none to `most`.
fn drawn(count: usize, most: u32, seed: u64) -> Vec<Vec<Choice>> {
    let mut draws = Draws::new(seed);
    let mut group = |_| {
        let choices = draws.below(most + 1);
        (0..choices)
            .map(|_| {
                let cost = f64::from(draws.below(200)) / 2.0;
                let gain = f64::from(draws.below(500) + 1);
                choice(cost, gain, draws.below(3) as usize)
            })
            .collect()
    };
    (0..count).map(&mut group).collect()
}

/// The most that any selection brings.
fn best(all: &[Vec<Choice>], limits: &Limits, counts: &mut [u32; KINDS], left: f64) -> f64 {
    let Some((first, rest)) = all.split_first() else {
        return 0.0;
    };
    let mut most = best(rest, limits, counts, left);
    for choice in first {
        let limit = limits.kinds[choice.kind];
        if choice.cost > left || limit.is_some_and(|limit| counts[choice.kind] >= limit) {
            continue;
        }
        counts[choice.kind] += 1;
        most = most.max(choice.gain + best(rest, limits, counts, left - choice.cost));
        counts[choice.kind] -= 1;
    }
    most
}

/// What is taken is allowed and adds up, and the bound is one.
fn assert_allowed(all: &[Vec<Choice>], limits: &Limits, taken: &Taken) {
    let chosen = taken.choices.iter().zip(all);
    let chosen: Vec<&Choice> = chosen.filter_map(|(at, of)| Some(&of[(*at)?])).collect();
    let cost: f64 = chosen.iter().map(|choice| choice.cost).sum();
    let gain: f64 = chosen.iter().map(|choice| choice.gain).sum();
    assert!(cost <= limits.budget + 1e-9, "{cost}");
    assert!((cost - taken.cost).abs() < 1e-9 && (gain - taken.gain).abs() < 1e-9);
    assert!(taken.gain <= taken.bound * (1.0 + 1e-12));
    for (kind, limit) in limits.kinds.iter().enumerate() {
        let count = chosen.iter().filter(|choice| choice.kind == kind).count();
        assert!(limit.is_none_or(|limit| count <= limit as usize), "{kind}");
    }
}

#[test]
fn small_problems_are_solved_as_trying_everything_does() {
    for seed in 0..300 {
        let all = drawn(7, 3, seed);
        let mut draws = Draws::new(seed + 1_000);
        let kinds = (0..KINDS).map(|_| (draws.below(2) == 0).then(|| draws.below(4)));
        let limits = Limits {
            kinds: kinds.collect(),
            budget: f64::from(draws.below(300) + 1),
        };
        let taken = solve(&groups(&all), &limits);
        assert_allowed(&all, &limits, &taken);
        let wanted = best(&all, &limits, &mut [0; KINDS], limits.budget);
        assert!(taken.exact, "seed {seed}");
        assert!(
            (taken.gain - wanted).abs() < 1e-9,
            "seed {seed}: {} is not {wanted}",
            taken.gain
        );
        assert!(taken.bound >= wanted - 1e-9, "seed {seed}");
    }
}

#[test]
fn large_problems_lose_next_to_nothing_against_the_bound() {
    let all = drawn(20_000, 4, 7);
    for (budget, kinds) in [
        (5_000.0, vec![None; KINDS]),
        (200_000.0, vec![None; KINDS]),
        (200_000.0, vec![None, Some(300), None]),
        (200_000.0, vec![Some(1_000), Some(300), None]),
        (1e9, vec![None; KINDS]),
    ] {
        let limits = Limits { budget, kinds };
        let taken = solve(&groups(&all), &limits);
        assert_allowed(&all, &limits, &taken);
        let loss = (taken.bound - taken.gain) / taken.bound;
        assert!(loss < 1e-3, "{limits:?}: {loss}");
        if limits.kinds.iter().all(Option::is_none) {
            // Of the linear relaxation one step at most is taken in part.
            assert!(taken.bound - taken.gain <= 500.0, "{limits:?}");
        }
    }
}

#[test]
fn the_price_is_what_one_more_unit_of_the_budget_brings() {
    let all = drawn(20_000, 4, 8);
    let bound = |budget: f64| {
        let limits = Limits {
            budget,
            kinds: vec![None; KINDS],
        };
        let taken = solve(&groups(&all), &limits);
        (taken.bound, taken.price)
    };
    let ((before, price), (after, _)) = (bound(100_000.0), bound(100_001.0));
    assert!(price > 0.0 && (after - before - price).abs() < 0.05 * price);
    let (_, nothing) = bound(1e9);
    assert!(nothing.abs() < 1e-12, "who has enough would gain nothing");
}

#[test]
fn who_is_held_out_is_given_what_they_would_be_and_uses_up_nothing() {
    let all = drawn(4_000, 3, 9);
    let limits = Limits {
        budget: 20_000.0,
        kinds: vec![None, Some(50), None],
    };
    // Every group twice, once as one that is held out.
    let mut pairs = Groups::default();
    for choices in &all {
        pairs.push(choices, false);
        pairs.push(choices, true);
    }
    let (alone, paired) = (solve(&groups(&all), &limits), solve(&pairs, &limits));
    assert!((alone.gain - paired.gain).abs() < 1e-9 && (alone.cost - paired.cost).abs() < 1e-9);
    let busy: Vec<Option<usize>> = paired.choices.iter().copied().step_by(2).collect();
    let idle: Vec<Option<usize>> = paired.choices.iter().copied().skip(1).step_by(2).collect();
    assert_eq!(alone.choices, busy);
    let differ = busy.iter().zip(&idle).filter(|(a, b)| a != b).count();
    let taken = busy.iter().flatten().count();
    assert!(taken > 200 && differ * 50 < taken, "{differ} of {taken}");
}

#[test]
fn nothing_and_what_is_free_are_no_trouble() {
    let limits = Limits {
        budget: 10.0,
        kinds: vec![None; KINDS],
    };
    let taken = solve(&Groups::default(), &limits);
    assert!(taken.choices.is_empty() && taken.exact && taken.gain.abs() < 1e-12);
    let all = vec![
        vec![choice(0.0, 3.0, 0), choice(10.0, 4.0, 1)],
        vec![choice(10.0, 2.0, 0)],
        vec![],
    ];
    let taken = solve(&groups(&all), &limits);
    assert_eq!(taken.choices, [Some(0), Some(0), None]);
    assert!((taken.gain - 5.0).abs() < 1e-12);
    let same = solve(&groups(&all), &limits);
    assert_eq!(taken.choices, same.choices);
}
