//! Kaplan-Meier, log-rank, Cox, concordance, proportional hazards.

#![allow(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "counts of a small set; ties are exact"
)]

use storekeeper::learn::Draws;
use storekeeper::learn::survival::{
    Cox, Curve, SurvivalError, Watched, clustered_errors, concordance, log_rank, proportionality,
};

use crate::samples::{numbers, sample};

fn near(one: f64, other: f64, within: f64) {
    assert!((one - other).abs() <= within, "{one} is not {other}");
}

/// The rows of Rossi, Berk and Lenihan: weeks and arrests, and the other columns.
fn rossi() -> Option<(Vec<Watched>, Vec<Vec<f64>>)> {
    let rows = numbers(&sample("rossi.csv")?);
    let people = rows.iter().map(|row| Watched {
        time: row[0],
        happened: row[1] > 0.5,
    });
    Some((
        people.collect(),
        rows.iter().map(|row| row[2..].to_vec()).collect(),
    ))
}

#[test]
fn rossi_comes_out_as_published() {
    let Some((people, rows)) = rossi() else {
        return;
    };
    let model = Cox::fit(&people, &rows).expect("it fits");
    let published = [
        (-0.3794, 0.1914),
        (-0.0574, 0.0220),
        (0.3139, 0.3080),
        (-0.1498, 0.2122),
        (-0.4337, 0.3819),
        (-0.0849, 0.1958),
        (0.0915, 0.0286),
    ];
    for (coefficient, (value, error)) in model.coefficients.iter().zip(published) {
        near(coefficient.value, value, 5e-5);
        near(coefficient.error, error, 5e-5);
    }
    near(model.log_likelihood, -658.7477, 5e-5);
    near(model.log_likelihood_null, -675.3806, 5e-5);
    let risks: Vec<f64> = rows.iter().map(|row| model.risk(row)).collect();
    near(concordance(&people, &risks).expect("pairs"), 0.64, 5e-3);
    // As lifelines 0.30 prints it with ranks of time: age 11.45, wexp 7.31, the others below 1.5.
    let tests = proportionality(&model, &people, &rows);
    near(tests[1].chi2, 11.45, 0.01);
    near(tests[3].chi2, 7.31, 0.01);
    assert!([0, 2, 4, 5, 6].iter().all(|&at| tests[at].p > 0.2));
    let curve = Curve::fit(&people, 0.95).expect("it fits");
    near(curve.share(52.0), 1.0 - 114.0 / 432.0, 1e-12);
    assert_eq!(curve.median(), None);
    assert!(
        curve
            .points
            .iter()
            .all(|point| point.low <= point.share && point.share <= point.high)
    );
    let aid: Vec<usize> = rows.iter().map(|row| usize::from(row[0] > 0.5)).collect();
    let test = log_rank(&people, &aid).expect("times").expect("two groups");
    near(test.chi2, 3.8376, 1e-4);
    near(test.p, 0.0501, 1e-4);
}

fn watched(times: &[(f64, bool)]) -> Vec<Watched> {
    let one = |&(time, happened): &(f64, bool)| Watched { time, happened };
    times.iter().map(one).collect()
}

#[test]
fn a_curve_is_that_worked_out_by_hand() {
    let people = watched(&[
        (6.0, true),
        (6.0, true),
        (6.0, true),
        (6.0, false),
        (7.0, true),
        (9.0, false),
        (10.0, true),
    ]);
    let curve = Curve::fit(&people, 0.95).expect("it fits");
    let shares: Vec<f64> = curve.points.iter().map(|point| point.share).collect();
    for (share, by_hand) in shares.iter().zip([4.0 / 7.0, 4.0 / 7.0 * 2.0 / 3.0, 0.0]) {
        near(*share, by_hand, 1e-12);
    }
    assert_eq!(
        (curve.share(5.9), curve.median(), curve.events),
        (1.0, Some(7.0), 5)
    );
}

#[test]
fn concordance_agrees_with_all_pairs() {
    let mut state = 7_u64;
    let mut draw = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % 20
    };
    let people: Vec<Watched> = (0..300)
        .map(|_| Watched {
            time: draw() as f64,
            happened: draw() < 12,
        })
        .collect();
    let risks: Vec<f64> = (0..300).map(|_| draw() as f64).collect();
    let (mut pairs, mut right) = (0.0, 0.0);
    for (i, one) in people.iter().enumerate().filter(|(_, one)| one.happened) {
        for (j, other) in people.iter().enumerate() {
            if other.time > one.time || (other.time == one.time && !other.happened) {
                pairs += 1.0;
                right += if risks[i] > risks[j] {
                    1.0
                } else if risks[i] == risks[j] {
                    0.5
                } else {
                    0.0
                };
            }
        }
    }
    near(
        concordance(&people, &risks).expect("pairs"),
        right / pairs,
        1e-12,
    );
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let people: Vec<Watched> = (0..60)
        .map(|at| Watched {
            time: f64::from(at % 17 + 1),
            happened: at % 2 == 0,
        })
        .collect();
    let rows: Vec<Vec<f64>> = (0..60).map(|at| vec![f64::from(at % 5), 3.0]).collect();
    assert_eq!(
        Cox::fit(&people, &rows),
        Err(SurvivalError::Redundant { column: 1 })
    );
    let twice: Vec<Vec<f64>> = (0..60)
        .map(|at| vec![f64::from(at % 5), f64::from(at % 5) * 2.0])
        .collect();
    assert_eq!(
        Cox::fit(&people, &twice),
        Err(SurvivalError::Redundant { column: 1 })
    );
    assert!(matches!(
        Cox::fit(&people[..8], &rows[..8]),
        Err(SurvivalError::FewEvents { events: 4, .. })
    ));
    let late = watched(&[(1.0, true), (-1.0, true)]);
    assert!(matches!(
        Curve::fit(&late, 0.95),
        Err(SurvivalError::Impossible { row: 2, .. })
    ));
    assert!(Curve::fit(&[], 0.95).is_err());
    let one_group = log_rank(&people, &[0; 60]).expect("times");
    assert_eq!(one_group, None);
}

/// People to whom it happens the sooner the greater their first column; the second does nothing.
fn made(count: usize) -> (Vec<Watched>, Vec<Vec<f64>>) {
    let mut draws = Draws::new(11);
    let one = |_| {
        let row = vec![f64::from(draws.normal()), f64::from(draws.normal())];
        let wait = -f64::from(1.0 - draws.unit()).ln() * 20.0 / (0.8 * row[0]).exp();
        let end = (f64::from(draws.unit()) * 60.0).ceil();
        let watched = Watched {
            time: wait.ceil().min(end),
            happened: wait.ceil() <= end,
        };
        (watched, row)
    };
    (0..count).map(one).unzip()
}

#[test]
fn rows_of_one_person_do_not_make_a_coefficient_surer() {
    let (people, rows) = made(700);
    let model = Cox::fit(&people, &rows).expect("it fits");
    let own: Vec<usize> = (0..people.len()).collect();
    let alone = clustered_errors(&model, &people, &rows, &own);
    // Where every row is a person and the model is right, both say the same.
    for (robust, coefficient) in alone.iter().zip(&model.coefficients) {
        assert!(
            (robust / coefficient.error - 1.0).abs() < 0.15,
            "{robust} {}",
            coefficient.error
        );
    }
    let whose: Vec<usize> = (0..4 * people.len()).map(|at| at % people.len()).collect();
    let many: Vec<Watched> = whose.iter().map(|&at| people[at]).collect();
    let many_rows: Vec<Vec<f64>> = whose.iter().map(|&at| rows[at].clone()).collect();
    let model = Cox::fit(&many, &many_rows).expect("it fits");
    let errors = clustered_errors(&model, &many, &many_rows, &whose);
    for (at, error) in errors.iter().enumerate() {
        // Four of the same are no more than one; without clusters they would halve the error.
        assert!(
            (error / alone[at] - 1.0).abs() < 0.05,
            "{error} {}",
            alone[at]
        );
        assert!(model.coefficients[at].error < 0.6 * error);
    }
}

#[test]
fn quantiles_of_the_wait_are_in_order_and_know_how_long_was_waited() {
    let (people, rows) = made(700);
    let model = Cox::fit(&people, &rows).expect("it fits");
    let row = [0.5, 0.0];
    let (tenth, half) = (
        model.quantile(&row, 0.0, 0.1),
        model.quantile(&row, 0.0, 0.5),
    );
    assert!(tenth.expect("it was seen") < half.expect("it was seen"));
    assert_eq!(half, model.median(&row, 0.0));
    let later = model.quantile(&row, 10.0, 0.5).expect("it was seen");
    assert!(later > 10.0);
    let left = model.share(&row, later) / model.share(&row, 10.0);
    assert!(left <= 0.5 && left > 0.4, "{left}");
    assert_eq!(model.quantile(&[-3.0, 0.0], 0.0, 0.999), None);
}
