//! Whether the ratio of hazards stays the same over time, as Cox's model takes it (Grambsch and Therneau 1994).

use super::cox::{Cox, times};
use super::curve::above;
use super::{Watched, in_time};

/// Whether what a column does changes with time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proportionality {
    /// Chi-square with one degree of freedom.
    pub chi2: f64,
    /// How probable so great a change is where there is none.
    pub p: f64,
    /// How the scaled residuals go with time: above 0 what the column does grows.
    pub correlation: f64,
}

/// Tests each column: whether its scaled Schoenfeld residuals go with the rank of the time.
///
/// # Panics
/// Other people or columns than those the model was fitted with.
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    reason = "events are counted exactly up to 2^53"
)]
pub fn proportionality(model: &Cox, people: &[Watched], rows: &[Vec<f64>]) -> Vec<Proportionality> {
    assert_eq!(people.len(), rows.len(), "a row for each person");
    let residuals = residuals(model, people, rows);
    let events = residuals.len() as f64;
    let middle = (events - 1.0) / 2.0;
    let ranks: Vec<f64> = (0..residuals.len()).map(|at| at as f64 - middle).collect();
    let spread: f64 = ranks.iter().map(|rank| rank * rank).sum();
    (0..model.coefficients.len())
        .map(|column| {
            let turned: Vec<f64> = residuals
                .iter()
                .map(|residual| {
                    let row = model.covariance[column].iter().zip(residual);
                    events * row.map(|(v, r)| v * r).sum::<f64>()
                })
                .collect();
            let along: f64 = turned.iter().zip(&ranks).map(|(a, b)| a * b).sum();
            let size: f64 = turned.iter().map(|a| a * a).sum();
            let variance = events * model.covariance[column][column] * spread;
            let chi2 = along * along / variance;
            Proportionality {
                chi2,
                p: above(chi2, 1),
                correlation: along / (size * spread).sqrt().max(f64::MIN_POSITIVE),
            }
        })
        .collect()
}

/// For everybody to whom it happened, in the order of time: their columns less what was to be expected of somebody of
/// those at risk then (Schoenfeld 1982; ties as in the fit).
#[allow(clippy::cast_precision_loss, reason = "a count of ties")]
fn residuals(model: &Cox, people: &[Watched], rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let order = in_time(people);
    let columns = model.coefficients.len();
    let mut all = (0.0, vec![0.0; columns]);
    let add = |sums: &mut (f64, Vec<f64>), row: usize| {
        let hazard = model.risk(&rows[row]).exp();
        sums.0 += hazard;
        for (sum, value) in sums.1.iter_mut().zip(&rows[row]) {
            *sum += hazard * value;
        }
    };
    let mut residuals = Vec::new();
    for (start, end, died) in times(people, &order).into_iter().rev() {
        let mut tied = (0.0, vec![0.0; columns]);
        for (place, &row) in order[start..end].iter().enumerate() {
            add(&mut all, row);
            if place < died {
                add(&mut tied, row);
            }
        }
        let mut expected = vec![0.0; columns];
        for tie in 0..died {
            let gone = tie as f64 / died as f64;
            let hazard = all.0 - gone * tied.0;
            for (expected, (all, tied)) in expected.iter_mut().zip(all.1.iter().zip(&tied.1)) {
                *expected += (all - gone * tied) / hazard / died as f64;
            }
        }
        for &row in order[start..start + died].iter().rev() {
            let less = rows[row].iter().zip(&expected).map(|(x, mean)| x - mean);
            residuals.push(less.collect());
        }
    }
    residuals.reverse();
    residuals
}
