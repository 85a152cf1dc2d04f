//! The ways that people take through the shop.

use std::collections::HashMap;

use crate::events::View;
use crate::ids::ProductKey;
use crate::learn::Sequences;

/// After so long without a page, another visit begins (the usual half an hour).
const PAUSE_MICROS: i64 = 30 * 60 * 1_000_000;

/// The products whose pages were looked at, visit by visit, in their order: to look at one again is a step of the way, to
/// load the same page again is none. `views` come person by person, each one's in the order of time. Beside the paths, what
/// their numbers are called.
#[must_use]
pub fn browse_paths(views: &[View]) -> (Sequences, Vec<ProductKey>) {
    let mut numbers: HashMap<&ProductKey, u32> = HashMap::new();
    let mut products = Vec::new();
    let mut visits: Vec<Vec<u32>> = Vec::new();
    let mut last: Option<&View> = None;
    for view in views {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let item = *numbers.entry(&view.product).or_insert_with(|| {
            products.push(view.product.clone());
            next
        });
        let goes_on = last.is_some_and(|last| {
            last.who == view.who && view.at.micros() - last.at.micros() <= PAUSE_MICROS
        });
        if !goes_on {
            visits.push(Vec::new());
        }
        if let Some(visit) = visits
            .last_mut()
            .filter(|visit| visit.last() != Some(&item))
        {
            visit.push(item);
        }
        last = Some(view);
    }
    let mut sequences = Sequences::new(products.len());
    for visit in visits.iter().filter(|visit| visit.len() > 1) {
        sequences.push(visit);
    }
    (sequences, products)
}
