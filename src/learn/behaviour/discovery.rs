//! Many questions at once: how sure each answer still is.

use super::middle::count;

/// The probabilities of many tests, adjusted for there being many: whoever calls all below q a discovery is wrong in a share
/// of q of them at most, in the mean (Benjamini and Hochberg 1995, as adjusted probabilities: Yekutieli and Benjamini 1999).
/// In the order in which they came.
#[must_use]
pub fn adjusted(probabilities: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|&one, &other| probabilities[one].total_cmp(&probabilities[other]));
    let mut adjusted = vec![1.0; probabilities.len()];
    let mut least = 1.0_f64;
    for (rank, &at) in order.iter().enumerate().rev() {
        least = least.min(probabilities[at] * count(order.len()) / count(rank + 1));
        adjusted[at] = least;
    }
    adjusted
}
