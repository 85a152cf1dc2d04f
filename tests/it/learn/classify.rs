//! Classifiers on tables, their quality, and what each column did.

use storekeeper::learn::Draws;
use storekeeper::learn::classify::boosting::{Boosted, Growth};
use storekeeper::learn::classify::chosen::{Family, Model, compare, fit};
use storekeeper::learn::classify::logistic::{Logistic, Penalty};
use storekeeper::learn::classify::network::{Network, NetworkSettings};
use storekeeper::learn::classify::quality::{
    auc, average_precision, calibration_error, confusion, reliability,
};
use storekeeper::learn::classify::{ClassifyError, Column, Table, Values, folds, probability};

fn numbers(name: &str, numbers: Vec<f64>) -> Column {
    Column {
        name: name.to_owned(),
        values: Values::Numbers(numbers),
    }
}

/// Rows whose log odds are 1.5 x - y, a category's own, and nothing of a column of noise; some of x is missing.
fn made(rows: usize, seed: u64) -> (Table, Vec<bool>) {
    let mut draws = Draws::new(seed);
    let (mut x, mut y, mut noise, mut codes, mut labels) = (vec![], vec![], vec![], vec![], vec![]);
    for _ in 0..rows {
        let (one, two) = (f64::from(draws.normal()), f64::from(draws.normal()));
        let code = draws.below(5);
        let own = [-1.0, 0.0, 0.0, 0.5, 1.0][code as usize];
        labels.push(f64::from(draws.unit()) < probability(1.5 * one - two + own));
        x.push(if draws.unit() < 0.05 { f64::NAN } else { one });
        y.push(two);
        noise.push(f64::from(draws.normal()));
        codes.push(code);
    }
    let names = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
    let category = Column {
        name: "kind".to_owned(),
        values: Values::Categories(codes, names),
    };
    let table = Table::new(vec![
        numbers("x", x),
        numbers("y", y),
        numbers("noise", noise),
        category,
    ]);
    (table, labels)
}

fn all(table: &Table) -> Vec<usize> {
    (0..table.rows()).collect()
}

#[test]
fn quality_is_that_worked_out_by_hand() {
    let scores = [0.9, 0.8, 0.8, 0.4, 0.1];
    let labels = [true, false, true, false, true];
    // Of 3 x 2 pairs: 2 + 1 + .5 + 0 + 0 for the positives at .9, .8, .1.
    assert!((auc(&scores, &labels).expect("both") - 3.5 / 6.0).abs() < 1e-12);
    let precision = average_precision(&scores, &labels).expect("positives");
    assert!((precision - (1.0 + 2.0 / 3.0 + 3.0 / 5.0) / 3.0).abs() < 1e-12);
    assert_eq!(confusion(&scores, &labels), [[1, 1], [1, 2]]);
    assert_eq!(auc(&scores, &[true; 5]), None);
    assert_eq!(average_precision(&scores, &[false; 5]), None);
    let chances: Vec<f64> = (0..1000).map(|at| f64::from(at % 10) / 10.0).collect();
    let so: Vec<bool> = (0..1000).map(|at| at / 10 % 10 < at % 10).collect();
    assert!(calibration_error(&chances, &so) < 1e-9);
    assert_eq!(reliability(&chances, &so, 10).len(), 10);
}

#[test]
fn parts_have_as_many_of_each_kind() {
    let labels: Vec<bool> = (0..103).map(|row| row % 7 == 0).collect();
    let parts = folds(&labels, 10, 3);
    assert_eq!(parts, folds(&labels, 10, 3));
    assert_ne!(parts, folds(&labels, 10, 4));
    for part in 0..10 {
        let own = |kind: bool| {
            (0..103)
                .filter(|&row| parts[row] == part && labels[row] == kind)
                .count()
        };
        assert!(
            (1..=2).contains(&own(true)) && (8..=9).contains(&own(false)),
            "part {part}"
        );
    }
}

#[test]
fn logistic_finds_the_coefficients_and_a_lasso_leaves_noise_out() {
    let (table, labels) = made(20_000, 1);
    let path = |lasso, weights: &[f64]| {
        let penalties: Vec<Penalty> = weights
            .iter()
            .map(|&weight| Penalty { weight, lasso })
            .collect();
        Logistic::path(&table, &labels, &all(&table), &penalties).expect("it fits")
    };
    let ridge = &path(0.0, &[1e-5])[0];
    // The contributions of a row add up to its log odds; that of x is 1.5 x, centred.
    let parts = ridge.contributions(&table, 7);
    assert!((parts.iter().sum::<f64>() + ridge.base() - ridge.log_odds(&table, 7)).abs() < 1e-9);
    let Values::Numbers(x) = &table.columns()[0].values else {
        panic!("x is a column of numbers");
    };
    let (one, two) = (7, 8);
    let slope = (ridge.contributions(&table, one)[0] - ridge.contributions(&table, two)[0])
        / (x[one] - x[two]);
    assert!((slope - 1.5).abs() < 0.1, "{slope}");
    let lasso = path(1.0, &[1.0, 0.02]);
    assert_eq!(lasso[0].used(), 0, "nothing is worth so great a penalty");
    assert!(lasso[1].used() >= 3);
    assert!(
        lasso[1].contributions(&table, 7)[2].abs() < 1e-12,
        "noise is left out"
    );
}

#[test]
fn boosting_learns_what_a_line_cannot_and_says_which_column_did_it() {
    let mut draws = Draws::new(5);
    let (mut x, mut y, mut labels) = (vec![], vec![], vec![]);
    for _ in 0..3_000 {
        let (one, two) = (f64::from(draws.normal()), f64::from(draws.normal()));
        x.push(one);
        y.push(two);
        labels.push((one > 0.0) != (two > 0.0));
    }
    let table = Table::new(vec![
        numbers("x", x),
        numbers("y", y),
        numbers("one", vec![1.0; 3_000]),
    ]);
    let (rows, others): (Vec<usize>, Vec<usize>) = (0..3_000).partition(|row| row % 3 > 0);
    let growth = Growth {
        rounds: 120,
        columns: 1.0,
        ..Growth::default()
    };
    let model = Boosted::fit(&table, &labels, &rows, growth, 1).expect("it fits");
    let of: Vec<bool> = others.iter().map(|&row| labels[row]).collect();
    let scores = model.log_odds(&table, &others);
    assert!(auc(&scores, &of).expect("both") > 0.98);
    for (&row, score) in others.iter().zip(&scores).take(50) {
        let parts = model.contributions(&table, row);
        assert!((parts.iter().sum::<f64>() + model.base() - score).abs() < 1e-9);
        assert!(
            parts[2].abs() < 1e-12,
            "a column that is the same everywhere does nothing"
        );
        // Both columns tell it only together, so they share it.
        let share = parts[0] / (parts[0] + parts[1]);
        assert!((0.2..0.8).contains(&share), "{parts:?}");
    }
    let again = Boosted::fit(&table, &labels, &rows, growth, 1).expect("it fits");
    assert_eq!(
        again.log_odds(&table, &others),
        scores,
        "the same seed, the same trees"
    );
}

#[test]
fn stumps_add_up_column_by_column() {
    let (table, labels) = made(4_000, 2);
    let growth = Growth {
        rounds: 400,
        leaves: 2,
        ..Growth::default()
    };
    let model = Boosted::fit(&table, &labels, &all(&table), growth, 1).expect("it fits");
    // With one split each, what a column does cannot depend on the others: rows of one category share it.
    let Values::Categories(codes, _) = &table.columns()[3].values else {
        panic!("a column of categories");
    };
    let own: Vec<f64> = (0..400)
        .filter(|&row| codes[row] == 4)
        .map(|row| model.contributions(&table, row)[3])
        .collect();
    assert!(own.len() > 20 && own.iter().all(|value| (value - own[0]).abs() < 1e-9));
    let of = |code: u32| -> f64 {
        let row = (0..400).find(|&row| codes[row] == code);
        model.contributions(&table, row.expect("somebody"))[3]
    };
    assert!(
        of(4) > of(1) && of(1) > of(0),
        "{} {} {}",
        of(4),
        of(1),
        of(0)
    );
}

#[test]
fn settings_are_chosen_and_every_family_does_well() {
    let (table, labels) = made(3_000, 3);
    let (rows, others): (Vec<usize>, Vec<usize>) = (0..3_000).partition(|row| row % 4 > 0);
    let of: Vec<bool> = others.iter().map(|&row| labels[row]).collect();
    let models = fit(&table, &labels, &rows, &Family::ALL, 1).expect("it fits");
    for (family, model) in Family::ALL.iter().zip(&models) {
        let scores = model.log_odds(&table, &others);
        let area = auc(&scores, &of).expect("both");
        assert!(area > 0.82, "{}: {area}", family.name());
    }
    let blend = models.last().expect("the default");
    let kept = serde_json::to_string(blend).expect("it can be kept");
    let read: storekeeper::learn::classify::chosen::Model =
        serde_json::from_str(&kept).expect("and read");
    // Numbers come back from JSON to the last digit but one.
    let pairs = read.log_odds(&table, &others);
    let pairs = pairs.into_iter().zip(blend.log_odds(&table, &others));
    assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-9));
}

#[test]
fn a_network_is_the_same_for_the_same_seed() {
    let (table, labels) = made(800, 4);
    let settings = NetworkSettings {
        networks: 1,
        rounds: 5,
        ..NetworkSettings::default()
    };
    let fit = || Network::fit(&table, &labels, &all(&table), &settings, 2).expect("it fits");
    let scores = fit().log_odds(&table, &all(&table));
    assert_eq!(scores, fit().log_odds(&table, &all(&table)));
    assert!(auc(&scores, &labels).expect("both") > 0.75);
}

#[test]
fn too_few_rows_and_columns_that_say_nothing_are_errors() {
    let (table, _) = made(100, 5);
    let mut labels = vec![false; 100];
    labels[3] = true;
    let few = fit(&table, &labels, &all(&table), &[Family::DEFAULT], 1);
    assert_eq!(
        few.err(),
        Some(ClassifyError::FewRows {
            positives: 1,
            rows: 100,
            needed: 20
        })
    );
    let flat = Table::new(vec![numbers("one", vec![1.0; 100])]);
    let labels: Vec<bool> = (0..100).map(|row| row % 2 == 0).collect();
    let none = fit(&flat, &labels, &all(&flat), &[Family::Boosted], 1);
    assert_eq!(none.err(), Some(ClassifyError::NoColumns));
}

#[test]
fn families_are_compared_by_rows_that_they_had_not_learnt_from() {
    let (table, labels) = made(1_200, 5);
    let rows = all(&table);
    let mut told = Vec::new();
    let compared = compare(&table, &labels, &rows, &Family::ALL, 3, &mut |family| {
        told.push(family);
    });
    let compared = compared.expect("enough rows");
    assert_eq!(told, Family::ALL);
    // The log odds are a line: no model is far from what can be known, and none is below it by much, as it would be where
    // rows were told by a fit that had seen them.
    let truth = compared.iter().find(|one| one.family == Family::Ridge);
    let line = truth.expect("it is one of them").loss;
    for one in &compared {
        assert!(
            (one.loss - line).abs() < 0.05,
            "{:?} {}",
            one.family,
            one.loss
        );
        assert!(
            (0.35..0.6).contains(&one.loss),
            "{:?} {}",
            one.family,
            one.loss
        );
    }
    let plain = fit(&table, &labels, &rows, &[Family::Blend], 3).expect("enough rows");
    let blend = compared.iter().find(|one| one.family == Family::Blend);
    let both = [&plain[0], &blend.expect("it is one of them").model];
    let [one, other] = both.map(|model| model.log_odds(&table, &rows));
    assert_eq!(
        one, other,
        "what was fitted before is the same as what is fitted alone"
    );
}

#[test]
fn a_network_says_which_column_did_it_and_is_kept() {
    let (table, labels) = made(1_500, 8);
    let models = fit(&table, &labels, &all(&table), &[Family::Network], 3);
    let model = models.expect("enough rows").remove(0);
    let mut sizes = [0.0; 4];
    for row in 0..200 {
        let contributions = model.contributions(&table, row);
        let sum: f64 = model.base() + contributions.iter().sum::<f64>();
        let told = model.log_odds(&table, &[row])[0];
        assert!(
            (sum - told).abs() < 0.05 * (1.0 + told.abs()),
            "{sum} {told}"
        );
        for (size, one) in sizes.iter_mut().zip(&contributions) {
            *size += one.abs();
        }
    }
    assert!(
        sizes[0] > 3.0 * sizes[2] && sizes[1] > 3.0 * sizes[2],
        "{sizes:?}"
    );
    let kept = serde_json::to_string(&model).expect("it can be written");
    let again: Model = serde_json::from_str(&kept).expect("it can be read");
    let rows = all(&table);
    let (one, other) = (model.log_odds(&table, &rows), again.log_odds(&table, &rows));
    assert!(one.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-6));
}
