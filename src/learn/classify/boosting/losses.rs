//! What trees are grown towards, and how far a score is from it.

use crate::learn::classify::{ClassifyError, ROWS_NEEDED, base_rate, check, log_odds, probability};

/// What trees are grown towards, for each row of the table.
#[derive(Clone, Copy, Debug)]
pub enum Targets<'a> {
    /// Labels, by log loss.
    Labels(&'a [bool]),
    /// Labels that count by weights, each above 0, by log loss.
    Weighted(&'a [bool], &'a [f64]),
    /// Numbers, by half the square of the difference.
    Numbers(&'a [f64]),
}

impl Targets<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Labels(labels) => labels.len(),
            Self::Weighted(labels, weights) => labels.len().min(weights.len()),
            Self::Numbers(numbers) => numbers.len(),
        }
    }

    /// Whether these rows are enough.
    pub(super) fn check(&self, rows: &[usize]) -> Result<(), ClassifyError> {
        match self {
            Self::Labels(labels) | Self::Weighted(labels, _) => {
                check(rows.iter().map(|&row| labels[row]))
            }
            Self::Numbers(_) if rows.len() < ROWS_NEEDED => Err(ClassifyError::FewRows {
                positives: rows.len(),
                rows: rows.len(),
                needed: ROWS_NEEDED,
            }),
            Self::Numbers(_) => Ok(()),
        }
    }

    pub(super) fn weight(&self, row: usize) -> f64 {
        match self {
            Self::Weighted(_, weights) => weights[row],
            Self::Labels(_) | Self::Numbers(_) => 1.0,
        }
    }

    /// The best score that is the same for all of these rows.
    #[allow(
        clippy::cast_precision_loss,
        reason = "rows are counted exactly up to 2^53"
    )]
    pub(super) fn start(&self, rows: &[usize]) -> f64 {
        match self {
            Self::Labels(labels) => {
                let own: Vec<bool> = rows.iter().map(|&row| labels[row]).collect();
                base_rate(&own)
            }
            Self::Weighted(labels, weights) => {
                let (mut positive, mut all) = (0.0, 0.0);
                for &row in rows {
                    all += weights[row];
                    positive += weights[row] * f64::from(u8::from(labels[row]));
                }
                log_odds(positive / all)
            }
            Self::Numbers(numbers) => {
                rows.iter().map(|&row| numbers[row]).sum::<f64>() / rows.len() as f64
            }
        }
    }

    /// The slope and the bend of the loss at a score.
    pub(super) fn bent(&self, row: usize, score: f64) -> (f64, f64) {
        let label = match self {
            Self::Labels(labels) | Self::Weighted(labels, _) => labels[row],
            Self::Numbers(numbers) => return (score - numbers[row], 1.0),
        };
        let chance = probability(score);
        let (slope, bend) = (
            chance - f64::from(u8::from(label)),
            (chance * (1.0 - chance)).max(1e-12),
        );
        let weight = self.weight(row);
        (slope * weight, bend * weight)
    }

    /// The loss at a score, by the row's weight.
    pub(super) fn loss(&self, row: usize, score: f64) -> f64 {
        let label = match self {
            Self::Labels(labels) | Self::Weighted(labels, _) => labels[row],
            Self::Numbers(numbers) => return (score - numbers[row]).powi(2) / 2.0,
        };
        let sign = if label { -score } else { score };
        let loss = if sign > 30.0 {
            sign
        } else {
            sign.exp().ln_1p()
        };
        loss * self.weight(row)
    }
}
