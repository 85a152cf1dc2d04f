//! How unsure coefficients are where several rows are of one person.

use super::cox::{Cox, times};
use super::{Watched, in_time};

/// Sums over those at risk: of hazards, and of columns by hazard.
struct Sums(f64, Vec<f64>);

impl Sums {
    fn new(columns: usize) -> Self {
        Self(0.0, vec![0.0; columns])
    }

    fn add(&mut self, hazard: f64, columns: &[f64]) {
        self.0 += hazard;
        for (sum, value) in self.1.iter_mut().zip(columns) {
            *sum += hazard * value;
        }
    }
}

/// What happens at one time: the mean columns of those to whom it is to happen, and the rise of the hazard with its
/// columns, for all at risk and for those to whom it happens then, who by Efron's method are at risk for a part of it.
struct Moment {
    mean: Vec<f64>,
    all: Sums,
    own: Sums,
}

/// The standard errors of the coefficients where the rows of a cluster go together: the sandwich of Lin and Wei (1989,
/// "The robust inference for the Cox proportional hazards model"), its score residuals summed by cluster. `clusters` has
/// the number of each row's cluster, from 0.
///
/// # Panics
/// Other people or columns than those the model was fitted with, or not a cluster for each.
#[must_use]
pub fn clustered_errors(
    model: &Cox,
    people: &[Watched],
    rows: &[Vec<f64>],
    clusters: &[usize],
) -> Vec<f64> {
    assert_eq!(people.len(), rows.len(), "a row for each person");
    assert_eq!(people.len(), clusters.len(), "a cluster for each row");
    let columns = model.coefficients.len();
    let count = clusters.iter().max().map_or(0, |most| most + 1);
    let mut scores = vec![vec![0.0; columns]; count];
    for (row, residual) in residuals(model, people, rows) {
        for (sum, value) in scores[clusters[row]].iter_mut().zip(residual) {
            *sum += value;
        }
    }
    let changes = scores.iter().map(|score| {
        let change = |row: &Vec<f64>| row.iter().zip(score).map(|(v, s)| v * s).sum::<f64>();
        model.covariance.iter().map(change).collect::<Vec<f64>>()
    });
    let mut squares = vec![0.0; columns];
    for change in changes {
        for (sum, change) in squares.iter_mut().zip(change) {
            *sum += change * change;
        }
    }
    squares.into_iter().map(f64::sqrt).collect()
}

/// What each row adds to the slope of the likelihood, with its place.
#[allow(clippy::cast_precision_loss, reason = "a count of ties")]
fn residuals(model: &Cox, people: &[Watched], rows: &[Vec<f64>]) -> Vec<(usize, Vec<f64>)> {
    let columns = model.coefficients.len();
    let order = in_time(people);
    let away = |row: usize| -> Vec<f64> {
        let pairs = rows[row].iter().zip(&model.means);
        pairs.map(|(value, mean)| value - mean).collect()
    };
    let hazard = |row: usize| model.risk(&rows[row]).exp();
    let spans = times(people, &order);
    let mut risk = Sums::new(columns);
    let mut moments = Vec::with_capacity(spans.len());
    for &(start, end, died) in spans.iter().rev() {
        let mut tied = Sums::new(columns);
        for (place, &row) in order[start..end].iter().enumerate() {
            risk.add(hazard(row), &away(row));
            if place < died {
                tied.add(hazard(row), &away(row));
            }
        }
        let mut moment = Moment {
            mean: vec![0.0; columns],
            all: Sums::new(columns),
            own: Sums::new(columns),
        };
        for tie in 0..died {
            let gone = tie as f64 / died as f64;
            let left = risk.0 - gone * tied.0;
            let sums = risk.1.iter().zip(&tied.1);
            let mean: Vec<f64> = sums.map(|(all, tied)| (all - gone * tied) / left).collect();
            for (sum, value) in moment.mean.iter_mut().zip(&mean) {
                *sum += value / died as f64;
            }
            moment.all.add(1.0 / left, &mean);
            moment.own.add((1.0 - gone) / left, &mean);
        }
        moments.push(moment);
    }
    let mut past = Sums::new(columns);
    let mut residuals = Vec::with_capacity(rows.len());
    for (&(start, end, died), moment) in spans.iter().zip(moments.iter().rev()) {
        for (place, &row) in order[start..end].iter().enumerate() {
            let (happens, now) = if place < died {
                (1.0, &moment.own)
            } else {
                (0.0, &moment.all)
            };
            let (hazard, away) = (hazard(row), away(row));
            let residual = (0..columns).map(|at| {
                let expected = away[at] * (past.0 + now.0) - past.1[at] - now.1[at];
                happens * (away[at] - moment.mean[at]) - hazard * expected
            });
            residuals.push((row, residual.collect()));
        }
        past.0 += moment.all.0;
        for (sum, value) in past.1.iter_mut().zip(&moment.all.1) {
            *sum += value;
        }
    }
    residuals
}
