//! A list in which not everything is of one kind.

use std::collections::HashMap;

use crate::catalog::Product;

/// Variants of one product that a list has.
const OF_FAMILY: usize = 1;
/// Of so many places, a category has at most one more than half.
const HALF: usize = 2;

/// The first `limit` of `products`, of which none are variants of one another and no category has more than half of the
/// list; where that leaves places free, those passed over fill them, in their order.
#[must_use]
pub fn varied(products: Vec<Product>, limit: usize) -> Vec<Product> {
    let most = limit.div_ceil(HALF).max(1);
    let mut of_family: HashMap<String, usize> = HashMap::new();
    let mut of_category: HashMap<String, usize> = HashMap::new();
    let (mut chosen, mut passed) = (Vec::new(), Vec::new());
    for product in products {
        let family = product.family.clone();
        let category = product.category.clone();
        let full = |counts: &HashMap<String, usize>, name: &Option<String>, most: usize| {
            name.as_ref()
                .is_some_and(|name| counts.get(name).is_some_and(|&count| count >= most))
        };
        if chosen.len() < limit
            && !full(&of_family, &family, OF_FAMILY)
            && !full(&of_category, &category, most)
        {
            for (counts, name) in [(&mut of_family, family), (&mut of_category, category)] {
                if let Some(name) = name {
                    *counts.entry(name).or_default() += 1;
                }
            }
            chosen.push(product);
        } else {
            passed.push(product);
        }
    }
    let free = limit.saturating_sub(chosen.len());
    chosen.extend(passed.into_iter().take(free));
    chosen
}
