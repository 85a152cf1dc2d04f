//! Sets of items that are sold well together.

use std::collections::{HashMap, HashSet};

use crate::learn::itemsets::Itemsets;

/// Items of a bundle, at most.
const LARGEST: usize = 4;
/// Bundles that an item is in, at most.
const OF_ITEM: usize = 2;
/// A bundle is bought so many times as often as chance would have it, at least.
const LEAST_LIFT: f64 = 1.5;

/// Items that are bought together far more often than chance would have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// Two to four items, by their numbers.
    pub items: Vec<u32>,
    /// Baskets with all of them.
    pub count: u32,
    /// Their share of the baskets, over what it would be if the items were independent.
    pub lift: f64,
    /// Their share of the baskets, less that.
    pub leverage: f64,
}

/// The bundles of frequent sets, those with the greatest leverage first: what is both often and more often than by chance. A
/// set and one that differs from it in one item, or that holds it, are no two bundles; an item is in two at most.
#[must_use]
pub fn bundles(sets: &Itemsets, limit: usize) -> Vec<Bundle> {
    #[allow(clippy::cast_precision_loss, reason = "a count of baskets")]
    let baskets = sets.baskets.max(1) as f64;
    let singles: HashMap<u32, f64> = sets
        .sets
        .iter()
        .filter(|set| set.items.len() == 1)
        .map(|set| (set.items[0], f64::from(set.count) / baskets))
        .collect();
    let counted = sets
        .sets
        .iter()
        .filter(|set| (2..=LARGEST).contains(&set.items.len()));
    let mut candidates: Vec<Bundle> = counted
        .map(|set| {
            let chance: f64 = set
                .items
                .iter()
                .filter_map(|item| singles.get(item))
                .product();
            let support = f64::from(set.count) / baskets;
            Bundle {
                items: set.items.clone(),
                count: set.count,
                lift: support / chance,
                leverage: support - chance,
            }
        })
        .filter(|bundle| bundle.lift >= LEAST_LIFT)
        .collect();
    candidates.sort_by(|a, b| {
        b.leverage
            .total_cmp(&a.leverage)
            .then_with(|| a.items.cmp(&b.items))
    });
    let mut chosen: Vec<Bundle> = Vec::new();
    let mut uses: HashMap<u32, usize> = HashMap::new();
    for candidate in candidates {
        if chosen.len() == limit {
            break;
        }
        let own: HashSet<u32> = candidate.items.iter().copied().collect();
        let near = chosen.iter().any(|bundle| {
            let shared = bundle
                .items
                .iter()
                .filter(|item| own.contains(item))
                .count();
            shared >= own.len().min(bundle.items.len()).saturating_sub(1).max(2)
        });
        let used = own
            .iter()
            .any(|item| uses.get(item).is_some_and(|&uses| uses >= OF_ITEM));
        if near || used {
            continue;
        }
        for item in own {
            *uses.entry(item).or_default() += 1;
        }
        chosen.push(candidate);
    }
    chosen
}
