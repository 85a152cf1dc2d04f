//! Frequent itemsets and association rules, exactly.
//!
//! Owns: which sets of items are in at least a share of the baskets; rules with one item on the right.
//! Does not own: what is made of them.
//! Holds: nothing is sampled or cut: every set and rule that meets the thresholds is there, once, or it is an error.

mod rules;

use rayon::prelude::*;

pub use rules::{Rule, rules};

/// Words of 64 baskets each.
type Bits = Vec<u64>;

/// Which baskets are looked at, and what is frequent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frequent {
    /// The share of baskets that a set is in, at least; above 0, at most 1.
    pub support: f64,
    /// More sets than this are an error and no end of memory.
    pub most: usize,
}

/// Why sets cannot be found.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ItemsetsError {
    /// A support that is none.
    #[error("the least support is {0}, it must be above 0 and at most 1")]
    Support(f64),
    /// A confidence that is none.
    #[error("the least confidence is {0}, it must be between 0 and 1")]
    Confidence(f64),
    /// Too many sets.
    #[error(
        "more than {most} sets of items are in {count} baskets or more: ask for a higher support than {support}"
    )]
    TooMany {
        /// What is allowed.
        most: usize,
        /// The baskets that the support means.
        count: u32,
        /// The support.
        support: f64,
    },
}

/// A set of items that is in many baskets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Itemset {
    /// Its items, by their numbers.
    pub items: Vec<u32>,
    /// In how many baskets it is.
    pub count: u32,
}

/// The frequent sets, and the number of baskets they were found in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Itemsets {
    /// Baskets.
    pub baskets: usize,
    /// The sets, in the order of their items.
    pub sets: Vec<Itemset>,
}

/// The least number of baskets that is a share of at least `support`: the smallest whole number not below
/// support * baskets, a hair of rounding forgiven.
#[must_use]
pub fn least_count(support: f64, baskets: usize) -> u32 {
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a number of baskets"
    )]
    let count = libm::ceil(support * baskets as f64 - 1e-9) as u32;
    count.max(1)
}

impl Itemsets {
    /// Finds every set of items that is in at least the share `frequent.support` of the baskets; what a basket holds twice
    /// counts once, and an empty basket counts as one. Depth first over bit sets of baskets (Eclat, Zaki 2000), on all
    /// cores.
    ///
    /// # Errors
    /// A support that is none, or more sets than are allowed.
    pub fn find(baskets: &[Vec<u32>], frequent: Frequent) -> Result<Self, ItemsetsError> {
        let Frequent { support, most } = frequent;
        if !(support > 0.0 && support <= 1.0) {
            return Err(ItemsetsError::Support(support));
        }
        let least = least_count(support, baskets.len());
        let too_many = ItemsetsError::TooMany {
            most,
            count: least,
            support,
        };
        let singles = singles(baskets, least);
        let parts = (0..singles.len()).into_par_iter().map(|first| {
            let mut found = Vec::new();
            let (item, bits, count) = &singles[first];
            let mut items = vec![*item];
            found.push(Itemset {
                items: items.clone(),
                count: *count,
            });
            let later: Vec<(u32, &Bits)> = singles[first + 1..]
                .iter()
                .map(|(item, bits, _)| (*item, bits))
                .collect();
            let whole = extend(&mut items, bits, &later, least, most, &mut found);
            whole.then_some(found)
        });
        let parts: Option<Vec<Vec<Itemset>>> = parts.collect();
        let sets = parts.ok_or(too_many)?.concat();
        if sets.len() > most {
            return Err(too_many);
        }
        Ok(Self {
            baskets: baskets.len(),
            sets,
        })
    }

    /// How many sets there are of each size, from 1 on.
    #[must_use]
    pub fn by_size(&self) -> Vec<usize> {
        let mut sizes = Vec::new();
        for set in &self.sets {
            if sizes.len() < set.items.len() {
                sizes.resize(set.items.len(), 0);
            }
            sizes[set.items.len() - 1] += 1;
        }
        sizes
    }
}

/// The frequent items by their numbers, each with its baskets.
fn singles(baskets: &[Vec<u32>], least: u32) -> Vec<(u32, Bits, u32)> {
    let mut held: Vec<(u32, usize)> = (0..)
        .zip(baskets)
        .flat_map(|(basket, items)| items.iter().map(move |&item| (item, basket)))
        .collect();
    held.sort_unstable();
    held.dedup();
    let words = baskets.len().div_ceil(64);
    let items = held
        .chunk_by(|one, next| one.0 == next.0)
        .filter_map(|same| {
            let count = u32::try_from(same.len()).unwrap_or(u32::MAX);
            if count < least {
                return None;
            }
            let mut bits = vec![0; words];
            for &(_, basket) in same {
                bits[basket / 64] |= 1 << (basket % 64);
            }
            Some((same[0].0, bits, count))
        });
    items.collect()
}

/// Adds to `found` every frequent set of `items`, which is in the baskets `bits`, and some of `later`; false where they
/// are more than `most`.
fn extend(
    items: &mut Vec<u32>,
    bits: &Bits,
    later: &[(u32, &Bits)],
    least: u32,
    most: usize,
    found: &mut Vec<Itemset>,
) -> bool {
    let mut both = Vec::new();
    for &(item, others) in later {
        let count: u32 = bits
            .iter()
            .zip(others)
            .map(|(a, b)| (a & b).count_ones())
            .sum();
        if count >= least {
            let together: Bits = bits.iter().zip(others).map(|(a, b)| a & b).collect();
            both.push((item, together, count));
        }
    }
    for (place, (item, together, count)) in both.iter().enumerate() {
        if found.len() >= most {
            return false;
        }
        items.push(*item);
        found.push(Itemset {
            items: items.clone(),
            count: *count,
        });
        let next: Vec<(u32, &Bits)> = both[place + 1..]
            .iter()
            .map(|(item, bits, _)| (*item, bits))
            .collect();
        let whole = extend(items, together, &next, least, most, found);
        items.pop();
        if !whole {
            return false;
        }
    }
    true
}
