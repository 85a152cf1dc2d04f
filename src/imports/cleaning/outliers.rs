//! Amounts that lie far from the others.

/// How many times as far from the middle as the usual amount an outlier lies.
const FAR: f64 = 6.0;

/// Fewer amounts than this have no usual range.
const FEWEST: usize = 20;

/// The places of the `amounts` (above zero) whose logarithm lies more than six scaled median absolute
/// deviations from the median and that are at least ten times larger or smaller than it (Hampel's rule;
/// Iglewicz and Hoaglin 1993, with a wider fence because prices have long tails).
pub(in crate::imports) fn outliers(amounts: &[i64]) -> Vec<usize> {
    #[allow(clippy::cast_precision_loss, reason = "a logarithm needs no more")]
    let logs: Vec<(usize, f64)> = amounts
        .iter()
        .enumerate()
        .filter(|(_, amount)| **amount > 0)
        .map(|(place, amount)| (place, libm::log10(*amount as f64)))
        .collect();
    if logs.len() < FEWEST {
        return Vec::new();
    }
    let median = middle(logs.iter().map(|(_, log)| *log).collect());
    let spread = middle(logs.iter().map(|(_, log)| (log - median).abs()).collect());
    // 1.4826 makes the median absolute deviation of a normal distribution its standard deviation.
    let fence = (FAR * 1.4826 * spread).max(1.0);
    let far = logs.iter().filter(|(_, log)| (log - median).abs() > fence);
    far.map(|(place, _)| *place).collect()
}

fn middle(mut values: Vec<f64>) -> f64 {
    let half = values.len() / 2;
    let (_, value, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    *value
}
