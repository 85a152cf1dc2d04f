//! Pairs of items, attributes, and the hybrid of both.

use storekeeper::learn::choosing::choose;
use storekeeper::learn::hybrid::{Hybrid, HybridSettings, Past};
use storekeeper::learn::neighbours::{ItemNeighbours, UserNeighbours, UserSettings};
use storekeeper::learn::ranking::best;
use storekeeper::learn::relation::{Counting, Pairs, Weighing};
use storekeeper::learn::{Attributes, Likeness, Sequences};

use super::{own_half, random, scores, two_camps};

/// `counts[a][b]`: how much b came after a, by two loops over everything.
fn naive(sequences: &Sequences, counting: Counting) -> Vec<Vec<f64>> {
    let mut counts = vec![vec![0.0; sequences.items()]; sequences.items()];
    for person in 0..sequences.len() {
        let (items, steps) = (sequences.get(person), sequences.steps(person));
        for one in 0..items.len() {
            for other in 0..items.len() {
                let near = one.abs_diff(other) <= counting.window;
                if items[one] == items[other] || !near {
                    continue;
                }
                let apart = steps[other].abs_diff(steps[one]);
                if (apart > 0 && other > one) || apart == 0 {
                    let weight = f64::from(apart.max(1)).powf(-f64::from(counting.distance));
                    counts[items[one] as usize][items[other] as usize] += weight;
                }
            }
        }
    }
    counts
}

fn naive_weight(counts: &[Vec<f64>], weighing: Weighing, from: usize, to: usize) -> f64 {
    let leaving = |item: usize| counts[item].iter().sum::<f64>();
    let arriving = |item: usize| counts.iter().map(|row| row[item]).sum::<f64>();
    let either = |item: usize| leaving(item) + arriving(item);
    let part = |count: f64, from: f64, to: f64| {
        if count > 0.0 {
            count / (from.powf(weighing.query.into()) * to.powf(weighing.target.into()))
        } else {
            0.0
        }
    };
    let both = counts[from][to] + counts[to][from];
    part(counts[from][to], leaving(from), arriving(to))
        + f64::from(weighing.both) * part(both, either(from), either(to))
}

#[test]
fn pairs_are_those_of_two_loops() {
    let weighing = Weighing {
        both: 0.7,
        query: 0.5,
        target: 0.3,
    };
    for (seed, window, distance) in [(1, 3, 0.5), (2, 100, 1.0), (3, 1, 0.0)] {
        let counting = Counting { window, distance };
        let mut sequences = random(40, 12, 9, seed);
        // A basket: three of one step between two others.
        sequences.push_steps([(0, 0), (1, 1), (2, 1), (3, 1), (0, 2)].into_iter());
        let counts = naive(&sequences, counting);
        let relation = Pairs::count(&sequences, counting).weigh(weighing);
        for from in 0..12_u32 {
            for to in 0..12_u32 {
                let expected = naive_weight(&counts, weighing, from as usize, to as usize);
                let weight = f64::from(relation.weight(from, to));
                assert!(
                    (weight - expected).abs() < 1e-4,
                    "{from} {to}: {weight} {expected}"
                );
            }
        }
    }
}

#[test]
fn the_cosine_of_items_counts_persons() {
    let mut sequences = Sequences::new(3);
    for sequence in [[0, 1].as_slice(), &[0, 1], &[0, 2], &[0]] {
        sequences.push(sequence);
    }
    let model = ItemNeighbours::fit(&sequences, 1.0);
    let found = scores(3, |scores| model.score(&[0], scores));
    let expected = [0.0, 2.0 / 8.0_f32.sqrt(), 1.0 / 2.0];
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    }
}

#[test]
fn persons_who_took_the_same_are_asked() {
    let model = UserNeighbours::fit(&two_camps(5), UserSettings::default());
    let found = scores(20, |scores| model.score(&[1, 2, 3], scores));
    assert_eq!(own_half(&found, &[1, 2, 3]), 7);
    assert!(
        scores(20, |scores| model.score(&[], scores))
            .iter()
            .all(|&score| score == 0.0)
    );
}

#[test]
fn rare_attributes_make_alike() {
    // All four have 0, which tells nothing; two share 1, which tells; one has 2 alone; one has nothing else.
    let attributes = Attributes::weigh(&[vec![0, 1, 1], vec![0, 1], vec![0, 2, 1], vec![0]]);
    assert!((attributes.cosine(0, 1) - 1.0).abs() < 1e-6);
    let (common, rare) = ((4.0_f32 / 3.0).ln(), 4.0_f32.ln());
    let expected = common / (common * common + rare * rare).sqrt();
    assert!((attributes.cosine(0, 2) - expected).abs() < 1e-5);
    assert!(attributes.cosine(0, 3).abs() < 1e-9);
}

fn hybrid() -> (Hybrid, Sequences) {
    let sequences = random(60, 12, 8, 7);
    let sets: Vec<Vec<u32>> = (0..12).map(|item| vec![item % 3, 10 + item % 4]).collect();
    let hybrid = Hybrid::fit(
        &sequences,
        Attributes::weigh(&sets).into(),
        HybridSettings::default(),
    );
    (hybrid, sequences)
}

#[test]
fn a_score_is_the_sum_of_what_speaks_for_it() {
    let (hybrid, _) = hybrid();
    let past = [(3, 0, 1.0), (5, 1, 0.4), (8, 2, 1.0)].map(|(item, age, weight)| Past {
        item,
        age,
        weight,
    });
    let found = scores(12, |scores| hybrid.score_past(&past, scores));
    for item in 0..12_u32 {
        let supports = hybrid.supports(&past, item);
        let sum: f32 = supports
            .iter()
            .map(|support| support.pairs + support.alike)
            .sum();
        let score = found[item as usize];
        assert!((score - sum).abs() < 2e-6, "{item}: {score} {sum}");
    }
}

#[test]
fn without_a_history_it_is_what_many_take() {
    let (hybrid, sequences) = hybrid();
    let found = scores(12, |scores| hybrid.score(&[], scores));
    let counts = sequences.counts();
    let mut order: Vec<u32> = (0..12).collect();
    order.sort_by_key(|&item| (std::cmp::Reverse(counts[item as usize]), item));
    assert_eq!(best(&found, 12, &[]), order);
}

#[test]
fn what_was_done_a_moment_ago_changes_the_answer() {
    let hybrid = Hybrid::fit(
        &two_camps(3),
        Likeness::default(),
        HybridSettings::default(),
    );
    let before = scores(20, |scores| hybrid.score(&[1, 2], scores));
    let after = scores(20, |scores| hybrid.score(&[1, 2, 11, 12, 13], scores));
    assert_eq!(own_half(&before, &[1, 2]), 7);
    assert_eq!(own_half(&after, &[1, 2, 11, 12, 13]), 0);
}

#[test]
fn settings_follow_what_helps() {
    // Who takes an item takes one of the same attribute next; pairs are too rare to tell.
    let mut sequences = Sequences::new(400);
    let mut held = Vec::new();
    for person in 0..100_u32 {
        sequences.push(&[person * 4, person * 4 + 1]);
        held.push((person as usize, person * 4 + 2));
    }
    let telling: Vec<Vec<u32>> = (0..400).map(|item| vec![item / 4]).collect();
    let noise: Vec<Vec<u32>> = (0..400).map(|item| vec![(item * 7919) % 97]).collect();
    let by = |sets: &[Vec<u32>]| {
        let attributes = Attributes::weigh(sets);
        choose(&sequences, &held, &attributes.into(), &mut |_| ())
    };
    let telling = by(&telling);
    assert!(
        telling.settings.alike > 0.0 && telling.hits.hit_rate(10) > 0.99,
        "{telling:?}"
    );
    assert!(by(&noise).hits.hit_rate(10) < 0.2);
    let nothing = choose(&sequences, &[], &Likeness::default(), &mut |_| ());
    assert_eq!(nothing.settings, HybridSettings::default());
}

#[test]
fn cores_make_no_difference() {
    let sequences = random(300, 700, 12, 11);
    let counting = Counting {
        window: 50,
        distance: 0.5,
    };
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool");
        pool.install(|| Pairs::count(&sequences, counting))
    };
    assert_eq!(with(1), with(3));
}
