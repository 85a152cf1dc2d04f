//! EASE against an inverse that a slow hand computes.

use storekeeper::learn::autoencoder::{Ease, EaseError, EaseSettings};

use super::{random, scores};
use storekeeper::learn::Sequences;

/// The inverse by Gauss and Jordan.
fn inverse(mut matrix: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let size = matrix.len();
    for (row, values) in matrix.iter_mut().enumerate() {
        values.extend((0..size).map(|column| f64::from(u8::from(column == row))));
    }
    for pivot in 0..size {
        let by = matrix[pivot][pivot];
        for value in &mut matrix[pivot] {
            *value /= by;
        }
        let own = matrix[pivot].clone();
        for (row, values) in matrix
            .iter_mut()
            .enumerate()
            .filter(|(row, _)| *row != pivot)
        {
            let times = values[pivot];
            let _ = row;
            for (value, own) in values.iter_mut().zip(&own) {
                *value -= times * own;
            }
        }
    }
    matrix.into_iter().map(|row| row[size..].to_vec()).collect()
}

fn weights(sequences: &Sequences, penalty: f64) -> Vec<Vec<f64>> {
    let size = sequences.items();
    let mut gram = vec![vec![0.0; size]; size];
    for sequence in sequences.iter() {
        let mut set = sequence.to_vec();
        set.sort_unstable();
        set.dedup();
        for &one in &set {
            for &other in &set {
                gram[one as usize][other as usize] += 1.0;
            }
        }
    }
    for (item, row) in gram.iter_mut().enumerate() {
        row[item] += penalty;
    }
    let inverse = inverse(gram);
    let weight = |one: usize, other: usize| {
        if one == other {
            0.0
        } else {
            -inverse[one][other] / inverse[other][other]
        }
    };
    (0..size)
        .map(|one| (0..size).map(|other| weight(one, other)).collect())
        .collect()
}

#[test]
fn weights_are_those_of_a_slow_inverse() {
    // The second crosses the border of a block.
    for (persons, items, checked) in [(80, 30, 30), (900, 530, 12)] {
        let sequences = random(persons, items, 9, 4);
        let settings = EaseSettings {
            penalty: 5.0,
            recency: 1.0,
            kept: usize::MAX,
            ..EaseSettings::default()
        };
        let model = Ease::fit(&sequences, &settings, &mut |_| ()).expect("it fits");
        let expected = weights(&sequences, 5.0);
        for item in (0..items).rev().take(checked) {
            let found = scores(items as usize, |scores| model.score(&[item], scores));
            for (found, expected) in found.iter().zip(&expected[item as usize]) {
                assert!(
                    (f64::from(*found) - expected).abs() < 1e-4,
                    "{found} {expected}"
                );
            }
        }
    }
}

#[test]
fn what_cannot_be_inverted_is_said() {
    let sequences = random(5, 30, 4, 1);
    let small = EaseSettings {
        most: 10,
        ..EaseSettings::default()
    };
    let error = Ease::fit(&sequences, &small, &mut |_| ()).expect_err("too many");
    assert!(
        matches!(
            error,
            EaseError::TooMany {
                items: 30,
                most: 10,
                ..
            }
        ),
        "{error}"
    );
    for penalty in [0.0, -1.0, f32::NAN] {
        let wrong = EaseSettings {
            penalty,
            ..EaseSettings::default()
        };
        let error = Ease::fit(&sequences, &wrong, &mut |_| ()).expect_err("no penalty");
        assert!(matches!(error, EaseError::Penalty { .. }), "{error}");
    }
}
