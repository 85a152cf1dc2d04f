//! Itemsets and rules against a count of every subset.

use std::collections::BTreeMap;

use storekeeper::learn::Draws;
use storekeeper::learn::itemsets::{Frequent, Itemsets, ItemsetsError, least_count, rules};

fn baskets(seed: u64) -> Vec<Vec<u32>> {
    let mut draws = Draws::new(seed);
    // Some items twice, some baskets empty.
    let basket = |draws: &mut Draws| (0..draws.below(9)).map(|_| draws.below(8)).collect();
    (0..120).map(|_| basket(&mut draws)).collect()
}

/// Every subset of the eight items, by how many baskets have all of it.
fn naive(baskets: &[Vec<u32>]) -> BTreeMap<Vec<u32>, u32> {
    let subsets = (1_u32..256).map(|bits| {
        (0..8)
            .filter(|item| bits >> item & 1 == 1)
            .collect::<Vec<u32>>()
    });
    let count = |set: &[u32]| {
        let has = |basket: &&Vec<u32>| set.iter().all(|item| basket.contains(item));
        u32::try_from(baskets.iter().filter(has).count()).expect("few")
    };
    subsets.map(|set| (set.clone(), count(&set))).collect()
}

#[test]
fn sets_are_all_that_are_frequent() {
    for seed in 1..6 {
        let baskets = baskets(seed);
        let all = naive(&baskets);
        for support in [0.01, 0.1, 0.25, 1.0] {
            let frequent = Frequent {
                support,
                most: 1_000,
            };
            let found = Itemsets::find(&baskets, frequent).expect("they are found");
            let least = least_count(support, baskets.len());
            let found: BTreeMap<Vec<u32>, u32> = found
                .sets
                .into_iter()
                .map(|set| (set.items, set.count))
                .collect();
            let expected = all.iter().filter(|(_, count)| **count >= least);
            assert_eq!(
                found,
                expected.map(|(set, count)| (set.clone(), *count)).collect()
            );
        }
    }
}

#[test]
fn rules_are_all_that_are_sure() {
    let baskets = baskets(9);
    let all = naive(&baskets);
    let frequent = Frequent {
        support: 0.05,
        most: 1_000,
    };
    let found = Itemsets::find(&baskets, frequent).expect("they are found");
    let rules = rules(&found, 0.4).expect("they are found");
    let mut expected = 0;
    for (set, &count) in all
        .iter()
        .filter(|(set, count)| set.len() > 1 && **count >= 6)
    {
        for right in set {
            let left: Vec<u32> = set.iter().copied().filter(|item| item != right).collect();
            let confidence = f64::from(count) / f64::from(all[&left]);
            if confidence < 0.4 {
                continue;
            }
            expected += 1;
            let rule = rules
                .iter()
                .find(|rule| rule.left == left && rule.right == *right);
            let rule = rule.expect("the rule is there");
            let share = f64::from(all[&vec![*right]]) / 120.0;
            assert!((rule.confidence - confidence).abs() < 1e-12);
            assert!((rule.lift - confidence / share).abs() < 1e-9);
            let leverage = f64::from(count) / 120.0 - f64::from(all[&left]) / 120.0 * share;
            assert!((rule.leverage - leverage).abs() < 1e-12);
        }
    }
    assert_eq!(rules.len(), expected);
    assert!(expected > 20, "there is something to compare");
}

#[test]
fn thresholds_that_are_none_are_errors() {
    let baskets = baskets(1);
    for support in [0.0, -0.1, 1.1, f64::NAN] {
        let error = Itemsets::find(&baskets, Frequent { support, most: 10 });
        assert!(matches!(error, Err(ItemsetsError::Support(_))), "{support}");
    }
    let few = Frequent {
        support: 0.01,
        most: 10,
    };
    let error = Itemsets::find(&baskets, few).expect_err("too many");
    assert!(error.to_string().contains("higher support"), "{error}");
    let none = Itemsets::find(
        &[],
        Frequent {
            support: 0.5,
            most: 10,
        },
    )
    .expect("nothing is found");
    assert!(none.sets.is_empty());
    assert!(rules(&none, 1.1).is_err() && rules(&none, f64::NAN).is_err());
}

#[test]
fn a_share_that_is_a_whole_number_of_baskets_is_that_number() {
    // 0.07 * 100 is a hair above 7 in binary.
    assert_eq!(least_count(0.07, 100), 7);
    assert_eq!(least_count(0.001, 9_835), 10);
    assert_eq!(least_count(1e-9, 100), 1);
}
