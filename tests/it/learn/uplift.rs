//! Uplift: curves worked out by hand, learners on simulated trials whose effects are known, whom to treat.

use storekeeper::learn::classify::{Column, Table, Values};
use storekeeper::learn::uplift::{
    Base, Curves, Learner, Point, Trial, UpliftError, best_offers, cross_fit, gain, worth_treating,
};
use storekeeper::learn::{Draws, Terms};

fn near(one: f64, other: f64, within: f64) {
    assert!((one - other).abs() <= within, "{one} is not {other}");
}

/// One treated row with the outcome, one without, and the same of the untreated.
const TREATED: [bool; 4] = [true, false, true, false];
const OUTCOMES: [f64; 4] = [1.0, 0.0, 0.0, 1.0];

fn curves(scores: [f64; 4]) -> Curves {
    Curves::of(&scores, &TREATED, &OUTCOMES).expect("a trial")
}

#[test]
fn curves_and_areas_are_those_worked_out_by_hand() {
    let best = curves([4.0, 3.0, 2.0, 1.0]);
    let by_hand = [
        (0.0, 0.0, 0.0),
        (0.25, 0.25, 0.5),
        (0.5, 0.5, 0.5),
        (0.75, 0.375, 0.5),
        (1.0, 0.0, 0.0),
    ];
    let points = best.points();
    assert_eq!(points.len(), by_hand.len());
    for (point, (share, uplift, qini)) in points.iter().zip(by_hand) {
        near(point.share, share, 1e-12);
        near(point.uplift, uplift, 1e-12);
        near(point.qini, qini, 1e-12);
    }
    near(best.auuc(), 0.281_25, 1e-12);
    near(best.qini_area(), 0.375, 1e-12);
    near(best.qini(), 1.0, 1e-12);
    near(best.effect(), 0.0, 1e-12);
    let worst = curves([1.0, 2.0, 3.0, 4.0]);
    near(worst.qini_area(), -0.187_5, 1e-12);
    near(worst.qini(), -0.5, 1e-12);
    // A larger effect: of 4 treated rows 3 have the outcome, of 2 untreated rows 1.
    let treated = [true, true, true, true, false, false];
    let outcomes = [1.0, 1.0, 1.0, 0.0, 1.0, 0.0];
    let even = Curves::of(&[0.5; 6], &treated, &outcomes).expect("a trial");
    near(even.effect(), 0.25, 1e-12);
    near(even.auuc(), 0.125, 1e-12);
    near(even.qini(), 0.0, 1e-12);
    assert_eq!(even.points().len(), 2);
}

#[test]
fn no_order_beats_the_best_in_hindsight() {
    let treated = [true, true, true, false, false, false, false];
    let outcomes = [1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0];
    let mut order: Vec<u32> = (0..7).collect();
    let mut most = f64::NEG_INFINITY;
    let mut tried = 0;
    permute(&mut order, 0, &mut |order| {
        let scores: Vec<f64> = order.iter().map(|&place| f64::from(place)).collect();
        let qini = Curves::of(&scores, &treated, &outcomes)
            .expect("a trial")
            .qini();
        most = most.max(qini);
        tried += 1;
    });
    assert_eq!(tried, 5040);
    assert!(most <= 1.0 + 1e-9 && most > 0.9, "{most}");
}

fn permute(list: &mut Vec<u32>, from: usize, each: &mut dyn FnMut(&[u32])) {
    if from == list.len() {
        return each(list);
    }
    for at in from..list.len() {
        list.swap(from, at);
        permute(list, from + 1, each);
        list.swap(from, at);
    }
}

#[test]
fn the_order_of_rows_and_the_split_of_ties_make_no_difference() {
    let mut draws = Draws::new(3);
    let rows: Vec<(f64, bool, f64)> = (0..500)
        .map(|_| {
            let (score, treated) = (f64::from(draws.below(6)), draws.below(3) == 0);
            (score, treated, f64::from(draws.unit()))
        })
        .collect();
    let of = |rows: &[(f64, bool, f64)]| {
        let scores: Vec<f64> = rows.iter().map(|row| row.0).collect();
        let treated: Vec<bool> = rows.iter().map(|row| row.1).collect();
        let outcomes: Vec<f64> = rows.iter().map(|row| row.2).collect();
        Curves::of(&scores, &treated, &outcomes).expect("a trial")
    };
    let one = of(&rows);
    let mut shuffled = rows.clone();
    draws.shuffle(&mut shuffled);
    let other = of(&shuffled);
    assert_eq!(one.points(), other.points());
    assert_eq!(one.points().len(), 7);
    assert_eq!(one.intervals(20, 0.9, 1), other.intervals(20, 0.9, 1));
    assert_ne!(one.intervals(20, 0.9, 1), one.intervals(20, 0.9, 2));
}

#[test]
fn the_true_effects_rank_best() {
    // Everybody is there twice, once in each arm, with the chance instead of a draw: so the curve is exact.
    let mut draws = Draws::new(5);
    let people: Vec<(f64, f64)> = (0..300)
        .map(|_| {
            let effect = f64::from(draws.unit()) * 0.4 - 0.15;
            (0.2 + 0.3 * f64::from(draws.unit()), effect)
        })
        .collect();
    let curves = |score: &mut dyn FnMut(f64, f64) -> f64| {
        let (mut scores, mut treated, mut outcomes) = (Vec::new(), Vec::new(), Vec::new());
        for &(chance, effect) in &people {
            let score = score(chance, effect);
            scores.extend([score, score]);
            treated.extend([true, false]);
            outcomes.extend([chance + effect, chance]);
        }
        Curves::of(&scores, &treated, &outcomes).expect("a trial")
    };
    let perfect = curves(&mut |_, effect| effect);
    for noise in [0.02, 0.1, 1.0] {
        let blurred = curves(&mut |_, effect| effect + noise * f64::from(draws.normal()));
        assert!(perfect.auuc() > blurred.auuc());
        assert!(perfect.qini_area() > blurred.qini_area());
    }
    assert!(perfect.auuc() > curves(&mut |chance, effect| chance + effect).auuc());
    let sorted = perfect.points();
    let worst = curves(&mut |_, effect| -effect).points();
    let above = |(a, b): (&Point, &Point)| a.uplift >= b.uplift - 1e-12;
    assert!(sorted.iter().zip(&worst).all(above));
}

/// A trial whose effect depends on one column and whose response on another.
struct Simulated {
    table: Table,
    treated: Vec<bool>,
    responded: Vec<bool>,
    propensity: Vec<f64>,
    effects: Vec<f64>,
}

impl Simulated {
    fn draw(rows: usize, share: f64, strength: f64, seed: u64) -> Self {
        let mut draws = Draws::new(seed);
        let mut columns = vec![Vec::new(); 3];
        let (mut treated, mut responded, mut effects) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rows {
            let row: Vec<f64> = (0..3).map(|_| f64::from(draws.unit())).collect();
            let chance = 0.1 + 0.6 * row[0];
            let effect = strength * if row[1] > 0.5 { 0.2 } else { -0.1 };
            let by_lot = f64::from(draws.unit()) < share;
            let chance = if by_lot { chance + effect } else { chance };
            treated.push(by_lot);
            responded.push(f64::from(draws.unit()) < chance);
            effects.push(effect);
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value);
            }
        }
        let named = columns.into_iter().zip(["wants", "heeds", "noise"]);
        let columns = named.map(|(numbers, name)| Column {
            name: name.to_owned(),
            values: Values::Numbers(numbers),
        });
        Self {
            table: Table::new(columns.collect()),
            treated,
            responded,
            propensity: vec![share; rows],
            effects,
        }
    }

    fn trial(&self) -> Trial<'_> {
        Trial {
            table: &self.table,
            treated: &self.treated,
            responded: &self.responded,
            propensity: &self.propensity,
        }
    }

    fn outcomes(&self) -> Vec<f64> {
        let one = |&responded: &bool| f64::from(u8::from(responded));
        self.responded.iter().map(one).collect()
    }

    fn curves(&self, scores: &[f64]) -> Curves {
        Curves::of(scores, &self.treated, &self.outcomes()).expect("a trial")
    }
}

#[test]
fn learners_find_whom_it_helps_and_a_response_model_does_not() {
    let simulated = Simulated::draw(6_000, 0.5, 1.0, 11);
    let trial = simulated.trial();
    let perfect = simulated.curves(&simulated.effects);
    let response = cross_fit(Learner::Response(Base::Boosted), &trial, 3, 1).expect("it fits");
    let response = simulated.curves(&response);
    for learner in Learner::ALL {
        let scores = cross_fit(learner, &trial, 3, 1).expect("it fits");
        let curves = simulated.curves(&scores);
        let interval = curves.intervals(60, 0.95, 1).qini;
        assert!(interval.low > 0.0, "{}: {interval:?}", learner.name());
        let least = response.qini() + interval.error;
        assert!(
            curves.qini() > least,
            "{}: {} {least}",
            learner.name(),
            curves.qini()
        );
        assert!(curves.auuc() <= perfect.auuc() + 0.01);
        let again = cross_fit(learner, &trial, 3, 1).expect("it fits");
        assert_eq!(scores, again, "{}", learner.name());
    }
}

#[test]
fn with_a_fifth_treated_the_effects_keep_their_size() {
    let simulated = Simulated::draw(8_000, 0.2, 1.0, 13);
    for learner in [
        Learner::TwoModel(Base::Linear),
        Learner::ClassTransformation(Base::Linear),
        Learner::ClassTransformation(Base::Boosted),
        Learner::X(Base::Boosted),
    ] {
        let scores = cross_fit(learner, &simulated.trial(), 2, 1).expect("it fits");
        let mean = |helped: bool| {
            let own: Vec<f64> = (scores.iter().zip(&simulated.effects))
                .filter(|(_, effect)| (**effect > 0.0) == helped)
                .map(|(score, _)| *score)
                .collect();
            own.iter().sum::<f64>() / f64::from(u32::try_from(own.len()).expect("few"))
        };
        // Penalties pull the linear ones together a little.
        near(mean(true), 0.2, 0.08);
        near(mean(false), -0.1, 0.08);
    }
}

#[test]
fn what_is_noise_does_not_look_like_an_effect_to_who_is_held_out() {
    let simulated = Simulated::draw(2_000, 0.5, 0.0, 17);
    let trial = simulated.trial();
    let learner = Learner::TwoModel(Base::Boosted);
    let all: Vec<usize> = (0..2_000).collect();
    let seen = learner.fit(&trial, &all, 1).expect("it fits");
    let seen = simulated.curves(&seen.predict(&simulated.table, &all));
    let held_out = simulated.curves(&cross_fit(learner, &trial, 4, 1).expect("it fits"));
    let error = held_out.intervals(60, 0.95, 1).qini.error;
    assert!(held_out.qini().abs() < 3.0 * error);
    assert!(seen.qini() > held_out.qini() + error);
}

#[test]
fn what_treating_brings_is_estimated_with_its_error() {
    let terms = Terms {
        value: 10.0,
        cost: 1.0,
    };
    assert_eq!(
        worth_treating(&[0.2, 0.1, 0.05, -0.3], terms),
        [true, false, false, false]
    );
    let cheap = Terms { cost: 0.1, ..terms };
    assert_eq!(
        best_offers(
            &[vec![0.3, 0.0, 0.1], vec![0.1, -0.2, 0.05]],
            &[terms, cheap]
        ),
        [Some(0), None, Some(1)]
    );
    // By hand: of the four rows two are treated, with a pay of 9 and -1; untreated 0 and 10.
    let even = [0.5; 4];
    let by_hand = gain((&[true; 4], &[false; 4]), &TREATED, &OUTCOMES, &even, terms);
    near(by_hand.expect("a trial").mean, 4.0 - 5.0, 1e-12);
    let mut inside = 0;
    for seed in 0..100 {
        let simulated = Simulated::draw(400, 0.3, 1.0, 100 + seed);
        let chosen = worth_treating(&simulated.effects, terms);
        let all = vec![true; 400];
        let found = gain(
            (&chosen, &all),
            &simulated.treated,
            &simulated.outcomes(),
            &simulated.propensity,
            terms,
        );
        let found = found.expect("a trial");
        // Half of the rows are spared a loss of 10 * 0.1 + 1.
        inside += u32::from((found.mean - 1.0).abs() < 1.96 * found.error);
    }
    assert!((88..=100).contains(&inside), "{inside}");
}

#[test]
fn what_is_no_trial_is_refused() {
    let of = |scores: &[f64], treated: &[bool], outcomes: &[f64]| {
        Curves::of(scores, treated, outcomes)
            .expect_err("refused")
            .to_string()
    };
    assert!(of(&[1.0], &[true, false], &[1.0]).contains("who was treated has 2"));
    assert!(of(&[1.0, 2.0], &[true, true], &[1.0, 0.0]).contains("no row is untreated"));
    assert!(of(&[1.0, f64::NAN], &[true, false], &[1.0, 0.0]).contains("row 1 has the score NaN"));
    let mut simulated = Simulated::draw(200, 0.5, 1.0, 1);
    let learner = Learner::DEFAULT;
    let error = cross_fit(learner, &simulated.trial(), 1, 1).expect_err("refused");
    assert_eq!(error, UpliftError::Parts(1));
    simulated.propensity[7] = 1.0;
    let error = cross_fit(learner, &simulated.trial(), 2, 1).expect_err("refused");
    assert!(error.to_string().contains("row 7"), "{error}");
    simulated.propensity[7] = 0.5;
    simulated.responded.fill(false);
    let error = cross_fit(learner, &simulated.trial(), 2, 1).expect_err("refused");
    assert!(error.to_string().starts_with("0 of "), "{error}");
}
