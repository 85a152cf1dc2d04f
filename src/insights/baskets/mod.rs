//! What completes a basket, and what is sold well together.
//!
//! Owns: [`BasketRules`]: rules over what was bought together, what they say of a basket, bundles.
//! Does not own: the search for frequent sets (`learn`), orders, prices, stock.
//! Holds: every completion carries the rule that speaks for it; what is in the basket is not suggested.

mod bundles;
mod shop;

use std::collections::HashMap;

use crate::learn::itemsets::{Frequent, Itemsets, ItemsetsError, Rule, rules};

pub use bundles::{Bundle, bundles};
pub use shop::{ProductBundle, ProductCompletion, ShopRules};

/// More frequent sets than this are not looked for: the support goes up instead.
const MOST_SETS: usize = 200_000;
/// Baskets with more different products than this are a wholesaler's range and say little.
const LARGEST_BASKET: usize = 120;
/// Together in fewer baskets than this is chance.
const LEAST_TOGETHER: u32 = 3;
/// The share of baskets that a set is in, at least, to begin with.
const SUPPORT: f64 = 0.000_5;
/// Rules below this confidence are no help.
const CONFIDENCE: f64 = 0.01;

/// What completes a basket.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    /// The item, by its number.
    pub item: u32,
    /// The rule that speaks for it most.
    pub rule: Rule,
}

/// The rules over baskets of numbered items.
#[derive(Clone, Debug, Default)]
pub struct BasketRules {
    /// By an item of the left side, which rules it is in.
    by_item: HashMap<u32, Vec<usize>>,
    rules: Vec<Rule>,
    sets: Itemsets,
}

impl BasketRules {
    /// Finds the rules of baskets, at the lowest support at which the sets can be counted.
    ///
    /// # Errors
    /// Never for its own thresholds; see [`Itemsets::find`].
    pub fn fit(baskets: &[Vec<u32>]) -> Result<Self, ItemsetsError> {
        let sets = sets(baskets)?;
        let rules = rules(&sets, CONFIDENCE)?;
        let mut by_item: HashMap<u32, Vec<usize>> = HashMap::new();
        for (place, rule) in rules.iter().enumerate() {
            // A rule is looked up by one of its items: the first.
            if let Some(&item) = rule.left.first() {
                by_item.entry(item).or_default().push(place);
            }
        }
        Ok(Self {
            by_item,
            rules,
            sets,
        })
    }

    /// What completes a basket, the best first: for each item the rule of the greatest confidence whose left side is all in
    /// the basket, the confidence being that of a binomial's lower bound, so that a rule of a few baskets does not come
    /// before one of many.
    #[must_use]
    pub fn complete(&self, basket: &[u32], limit: usize) -> Vec<Completion> {
        let mut best: HashMap<u32, (f64, usize)> = HashMap::new();
        let matching = basket
            .iter()
            .filter_map(|item| self.by_item.get(item))
            .flatten();
        for &place in matching {
            let rule = &self.rules[place];
            let whole = rule.left.iter().all(|item| basket.contains(item));
            if !whole || basket.contains(&rule.right) {
                continue;
            }
            let sure = sure(rule);
            let found = best.entry(rule.right).or_insert((sure, place));
            // Of rules that are as sure, the one that more of the basket speaks in.
            let longer = rule.left.len().cmp(&self.rules[found.1].left.len());
            if sure.total_cmp(&found.0).then(longer).is_gt() {
                *found = (sure, place);
            }
        }
        let mut best: Vec<(u32, (f64, usize))> = best.into_iter().collect();
        best.sort_by(|(a, x), (b, y)| y.0.total_cmp(&x.0).then(a.cmp(b)));
        best.truncate(limit);
        let completion = |(item, (_, place)): (u32, (f64, usize))| Completion {
            item,
            rule: self.rules[place].clone(),
        };
        best.into_iter().map(completion).collect()
    }

    /// Sets of two to four items that are sold well together, the best first.
    #[must_use]
    pub fn bundles(&self, limit: usize) -> Vec<Bundle> {
        bundles(&self.sets, limit)
    }
}

/// The frequent sets at the lowest support that is practical.
fn sets(baskets: &[Vec<u32>]) -> Result<Itemsets, ItemsetsError> {
    let usual: Vec<Vec<u32>> = baskets
        .iter()
        .filter(|basket| basket.len() <= LARGEST_BASKET)
        .cloned()
        .collect();
    if usual.is_empty() {
        return Ok(Itemsets::default());
    }
    #[allow(clippy::cast_precision_loss, reason = "a share")]
    let least = f64::from(LEAST_TOGETHER) / usual.len() as f64;
    let mut support = least.clamp(SUPPORT, 1.0);
    loop {
        let frequent = Frequent {
            support,
            most: MOST_SETS,
        };
        match Itemsets::find(&usual, frequent) {
            Err(ItemsetsError::TooMany { .. }) if support < 1.0 => {
                support = f64::min(1.0, support * 2.0);
            }
            found => return found,
        }
    }
}

/// The lower end of what a rule's confidence may be (Wilson 1927, one standard error).
fn sure(rule: &Rule) -> f64 {
    let having = f64::from(rule.count) / rule.confidence.max(f64::MIN_POSITIVE);
    let share = rule.confidence;
    let middle = share + 0.5 / having;
    let spread = (share * (1.0 - share) / having + 0.25 / (having * having)).sqrt();
    (middle - spread) / (1.0 + 1.0 / having)
}
