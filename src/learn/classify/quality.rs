//! How good probabilities are.

/// The area under the curve of true over false positives: the chance that a positive row has the higher score, ties
/// counting half (Hanley and `McNeil` 1982). None where all rows are of one kind.
///
/// # Panics
/// Not a label for each score.
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    reason = "rows are counted exactly up to 2^53"
)]
pub fn auc(scores: &[f64], labels: &[bool]) -> Option<f64> {
    assert_eq!(scores.len(), labels.len(), "a label for each score");
    let order = descending(scores);
    let positives = labels.iter().filter(|&&label| label).count() as f64;
    let negatives = labels.len() as f64 - positives;
    let (mut above, mut right) = (0.0, 0.0);
    for tied in ties(scores, &order) {
        let here = tied.iter().filter(|&&row| labels[row]).count() as f64;
        let others = tied.len() as f64 - here;
        right += others * (above + here / 2.0);
        above += here;
    }
    (positives > 0.0 && negatives > 0.0).then(|| right / (positives * negatives))
}

/// The mean of the precision at each positive row, from the highest score down (average precision; ties are taken
/// together). None without a positive row.
///
/// # Panics
/// Not a label for each score.
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    reason = "rows are counted exactly up to 2^53"
)]
pub fn average_precision(scores: &[f64], labels: &[bool]) -> Option<f64> {
    assert_eq!(scores.len(), labels.len(), "a label for each score");
    let order = descending(scores);
    let (mut seen, mut found, mut sum) = (0.0, 0.0, 0.0);
    for tied in ties(scores, &order) {
        let here = tied.iter().filter(|&&row| labels[row]).count() as f64;
        seen += tied.len() as f64;
        found += here;
        sum += here * found / seen;
    }
    (found > 0.0).then(|| sum / found)
}

/// The mean of -ln of the probability that each row was given for what it is.
///
/// # Panics
/// Not a label for each probability, or no rows.
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    reason = "rows are counted exactly up to 2^53"
)]
pub fn log_loss(probabilities: &[f64], labels: &[bool]) -> f64 {
    assert_eq!(probabilities.len(), labels.len(), "a label for each row");
    let loss = |(&probability, &label): (&f64, &bool)| {
        let given: f64 = if label {
            probability
        } else {
            1.0 - probability
        };
        -given.max(1e-15).ln()
    };
    let rows = probabilities.iter().zip(labels);
    rows.map(loss).sum::<f64>() / probabilities.len() as f64
}

/// Rows by what was said and what is so: `[[true negatives, false positives], [false negatives, true positives]]`, a row
/// being said to be positive from a probability of one half.
#[must_use]
pub fn confusion(probabilities: &[f64], labels: &[bool]) -> [[usize; 2]; 2] {
    let mut counts = [[0; 2]; 2];
    for (&probability, &label) in probabilities.iter().zip(labels) {
        counts[usize::from(label)][usize::from(probability >= 0.5)] += 1;
    }
    counts
}

/// The rows of about one probability: a point of the reliability plot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// How many rows.
    pub rows: usize,
    /// The mean of what was said.
    pub said: f64,
    /// The share that is positive.
    pub so: f64,
}

/// Rows by probability in `count` bins with as many rows each.
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    reason = "rows are counted exactly up to 2^53"
)]
pub fn reliability(probabilities: &[f64], labels: &[bool], count: usize) -> Vec<Bin> {
    let order = descending(probabilities);
    (0..count)
        .rev()
        .filter_map(|bin| {
            let rows = &order[bin * order.len() / count..(bin + 1) * order.len() / count];
            let share = |sum: f64| sum / rows.len() as f64;
            (!rows.is_empty()).then(|| Bin {
                rows: rows.len(),
                said: share(rows.iter().map(|&row| probabilities[row]).sum()),
                so: share(rows.iter().filter(|&&row| labels[row]).count() as f64),
            })
        })
        .collect()
}

/// The expected calibration error: how far what was said is from what is so, over 10 bins, by rows (Naeini, Cooper and
/// Hauskrecht 2015).
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    reason = "rows are counted exactly up to 2^53"
)]
pub fn calibration_error(probabilities: &[f64], labels: &[bool]) -> f64 {
    let bins = reliability(probabilities, labels, 10);
    let weighted = bins
        .iter()
        .map(|bin| bin.rows as f64 * (bin.said - bin.so).abs());
    weighted.sum::<f64>() / probabilities.len().max(1) as f64
}

/// The rows from the highest score down.
fn descending(scores: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    order
}

/// The runs of rows of one score.
fn ties<'a>(scores: &'a [f64], order: &'a [usize]) -> impl Iterator<Item = &'a [usize]> {
    order.chunk_by(|&a, &b| scores[a].total_cmp(&scores[b]).is_eq())
}
