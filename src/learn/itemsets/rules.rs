//! Association rules with one item on the right (Agrawal, Imieliński and Swami 1993).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Itemsets, ItemsetsError};

/// Who has all of `left` has `right` as well, so often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// At least one item, by their numbers.
    pub left: Vec<u32>,
    /// One item that is not in `left`.
    pub right: u32,
    /// Baskets with all of them.
    pub count: u32,
    /// The share of baskets with all of them.
    pub support: f64,
    /// Of the baskets with `left`, the share that has `right`.
    pub confidence: f64,
    /// The confidence over the share of baskets that has `right`: 1 is chance.
    pub lift: f64,
    /// The support, less what chance would have it be.
    pub leverage: f64,
}

/// Every rule of at least this confidence out of the frequent sets, in the order of the sets, and in each by its right
/// item.
///
/// # Errors
/// A confidence that is not between 0 and 1.
pub fn rules(itemsets: &Itemsets, confidence: f64) -> Result<Vec<Rule>, ItemsetsError> {
    if !(0.0..=1.0).contains(&confidence) {
        return Err(ItemsetsError::Confidence(confidence));
    }
    let counts: HashMap<&[u32], u32> = itemsets
        .sets
        .iter()
        .map(|set| (set.items.as_slice(), set.count))
        .collect();
    #[allow(clippy::cast_precision_loss, reason = "a count of baskets")]
    let baskets = itemsets.baskets.max(1) as f64;
    let mut rules = Vec::new();
    for set in itemsets.sets.iter().filter(|set| set.items.len() > 1) {
        for &right in &set.items {
            let left: Vec<u32> = set
                .items
                .iter()
                .copied()
                .filter(|&item| item != right)
                .collect();
            // What a frequent set has in it is frequent as well.
            let (Some(&having), Some(&taking)) =
                (counts.get(left.as_slice()), counts.get([right].as_slice()))
            else {
                continue;
            };
            let sure = f64::from(set.count) / f64::from(having);
            // A hair of rounding is forgiven.
            if sure + 1e-12 < confidence {
                continue;
            }
            let (support, share) = (f64::from(set.count) / baskets, f64::from(taking) / baskets);
            rules.push(Rule {
                left,
                right,
                count: set.count,
                support,
                confidence: sure,
                lift: sure / share,
                leverage: support - f64::from(having) / baskets * share,
            });
        }
    }
    Ok(rules)
}
