//! BG/NBD, MBG/NBD, Pareto/NBD, Gamma-Gamma, and what they say of people.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "counts of a small set"
)]

use rand_distr::{Beta, Distribution, Exp1, Gamma, StandardUniform};
use storekeeper::learn::Draws;
use storekeeper::learn::lifetime::{
    BetaGeometric, GammaGamma, Horizon, Leaving, LifetimeError, Pareto, Purchases, Seen, Spend,
    Visits, Worth,
};

use crate::samples::{numbers, sample};

/// The published summary of CDNOW: purchases and spending.
fn cdnow() -> Option<(Vec<Purchases>, Vec<Spend>)> {
    let rows = numbers(&sample("cdnow_summary.csv")?);
    let count = |x: f64| x as u32;
    let people = rows.iter().map(|row| Purchases {
        repeats: count(row[1]),
        recency: row[2],
        age: row[3],
    });
    let spends = rows.iter().map(|row| Spend {
        purchases: count(row[1]),
        mean: row[4],
    });
    Some((people.collect(), spends.collect()))
}

fn near(one: f64, other: f64, within: f64) {
    assert!((one - other).abs() <= within, "{one} is not {other}");
}

#[test]
fn cdnow_comes_out_as_published() {
    let Some((people, spends)) = cdnow() else {
        return;
    };
    let (model, likelihood) = BetaGeometric::fit(&people, Leaving::Repeats).expect("it fits");
    near(model.shape, 0.243, 5e-4);
    near(model.rate, 4.414, 5e-4);
    near(model.leaves, 0.793, 5e-4);
    near(model.stays, 2.426, 5e-4);
    near(likelihood, -9582.4256, 5e-5);
    let one = Purchases {
        repeats: 2,
        recency: 30.43,
        age: 38.86,
    };
    near(model.expected(&one, 39.0), 1.226, 5e-4);
    let (spending, likelihood) = GammaGamma::fit(&spends).expect("it fits");
    near(spending.purchase, 6.25, 5e-3);
    near(spending.shape, 3.74, 5e-3);
    near(spending.rate, 15.44, 1e-2);
    near(likelihood, -4055.923, 5e-4);
    // Fader, Hardie and Lee's note: 24.66 for two purchases of 22.35.
    let mean = spending.expected(Spend {
        purchases: 2,
        mean: 22.35,
    });
    near(mean.expect("bounded"), 24.66, 0.02);
    let (pareto, likelihood) = Pareto::fit(&people).expect("it fits");
    near(pareto.shape, 0.553, 1e-3);
    near(pareto.rate, 10.578, 1e-2);
    near(pareto.leaving_shape, 0.606, 1e-3);
    near(pareto.leaving_rate, 11.669, 1e-2);
    near(likelihood, -9594.976, 1e-2);
}

/// Days since 1970 of a date of eight digits (Hinnant 2013).
fn day(text: &str) -> i64 {
    let number = |range: std::ops::Range<usize>| -> i64 { text[range].parse().expect("digits") };
    let (year, month, day) = (number(0..4), number(4..6), number(6..8));
    let year = if month <= 2 { year - 1 } else { year };
    let (era, month) = (year.div_euclid(400), (month + 9) % 12);
    let of_era = year - era * 400;
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[test]
fn the_39_weeks_that_were_held_out_are_foretold() {
    let (Some(text), Some((people, _))) = (sample("cdnow_sample.txt"), cdnow()) else {
        return;
    };
    let mut days: std::collections::BTreeMap<u32, Vec<i64>> = std::collections::BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        if cells.len() >= 3 {
            let own = days.entry(cells[1].parse().expect("digits")).or_default();
            own.push(day(cells[2]));
        }
    }
    let end = day("19970930");
    let (model, _) = BetaGeometric::fit(&people, Leaving::Repeats).expect("it fits");
    let (mut said, mut so) = (Vec::new(), Vec::new());
    for own in days.values_mut() {
        own.sort_unstable();
        own.dedup();
        let first = own[0];
        let weeks = |day: i64| (day - first) as f64 / 7.0;
        let before: Vec<i64> = own.iter().copied().filter(|&day| day <= end).collect();
        let person = Purchases {
            repeats: before.len() as u32 - 1,
            recency: weeks(before[before.len() - 1]),
            age: weeks(end),
        };
        said.push(model.expected(&person, 39.0));
        so.push((own.len() - before.len()) as f64);
    }
    let count = said.len() as f64;
    assert_eq!(said.len(), 2_357);
    let mean = |of: &[f64]| of.iter().sum::<f64>() / count;
    let (a, b) = (mean(&said), mean(&so));
    let product = |x: &[f64], mx: f64, y: &[f64], my: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum()
    };
    let correlation =
        product(&said, a, &so, b) / (product(&said, a, &said, a) * product(&so, b, &so, b)).sqrt();
    let error = mean(
        &said
            .iter()
            .zip(&so)
            .map(|(x, y)| (x - y).abs())
            .collect::<Vec<_>>(),
    );
    near(correlation, 0.626, 2e-3);
    near(error, 0.786, 2e-3);
}

/// People who buy and leave by the model, watched for 100 units of time.
fn generated(
    count: usize,
    [shape, rate, leaves, stays]: [f64; 4],
    after: Leaving,
    seed: u64,
) -> Vec<(Purchases, bool)> {
    use rand_chacha::rand_core::SeedableRng;
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let rates = Gamma::new(shape, 1.0 / rate).expect("above 0");
    let chances = Beta::new(leaves, stays).expect("above 0");
    (0..count)
        .map(|_| {
            let (own, chance) = (rates.sample(&mut random), chances.sample(&mut random));
            let (mut time, mut repeats, mut recency) = (0.0, 0, 0.0);
            let draw =
                |random: &mut rand_chacha::ChaCha8Rng| -> f64 { StandardUniform.sample(random) };
            let mut left = after == Leaving::All && draw(&mut random) < chance;
            while !left {
                let wait: f64 = Exp1.sample(&mut random);
                time += wait / own;
                if time > 100.0 {
                    break;
                }
                repeats += 1;
                recency = time;
                left = draw(&mut random) < chance;
            }
            let person = Purchases {
                repeats,
                recency,
                age: 100.0,
            };
            (person, left)
        })
        .collect()
}

#[test]
fn counts_up_to_hundreds_need_no_penalty() {
    for (parameters, seed) in [
        ([0.6, 1.0, 0.3, 20.0], 3),
        ([0.25, 4.4, 0.8, 2.4], 4),
        ([1.2, 0.8, 0.02, 3.0], 5),
        ([0.8, 0.3, 0.5, 60.0], 6),
    ] {
        let people: Vec<Purchases> = generated(2_000, parameters, Leaving::Repeats, seed)
            .into_iter()
            .map(|(person, _)| person)
            .collect();
        let (model, _) = BetaGeometric::fit(&people, Leaving::Repeats).expect("it converges");
        let most = people.iter().map(|person| person.repeats).max();
        let [shape, rate, ..] = parameters;
        assert!(
            (model.shape / shape - 1.0).abs() < 0.25 && (model.rate / rate - 1.0).abs() < 0.35,
            "{model:?} of {parameters:?}, most {most:?}"
        );
        assert!(people.iter().all(|person| {
            let alive = model.alive(person);
            (0.0..=1.0).contains(&alive) && model.expected(person, 50.0).is_finite()
        }));
    }
    let most = generated(2_000, [0.6, 1.0, 0.3, 20.0], Leaving::Repeats, 3)
        .iter()
        .map(|(person, _)| person.repeats)
        .max();
    assert!(most >= Some(501), "{most:?}");
}

#[test]
fn who_left_after_the_first_purchase_is_found_by_the_model_that_knows_of_it() {
    let people = generated(20_000, [1.3, 6.5, 0.9, 3.6], Leaving::All, 9);
    let only: Vec<Purchases> = people.iter().map(|(person, _)| *person).collect();
    let (model, _) = BetaGeometric::fit_best(&only).expect("it fits");
    assert_eq!(model.after, Leaving::All);
    near(model.leaves / (model.leaves + model.stays), 0.2, 0.02);
    let said: f64 = only.iter().map(|person| 1.0 - model.alive(person)).sum();
    let so = people.iter().filter(|(_, left)| *left).count() as f64;
    near(said / so, 1.0, 0.02);
}

#[test]
fn futures_agree_with_what_is_expected() {
    let Some((people, spends)) = cdnow() else {
        return;
    };
    let (buying, _) = BetaGeometric::fit(&people, Leaving::Repeats).expect("it fits");
    let (spending, _) = GammaGamma::fit(&spends).expect("it fits");
    for at in [0, 1, 5] {
        let (person, spend) = (people[at], spends[at]);
        let horizon = Horizon {
            time: 39.0,
            discount: 0.0,
        };
        let mut draws = Draws::new(1);
        let alive = buying.alive(&person);
        let worth = Worth::draw(
            &buying,
            &spending,
            (&person, spend),
            alive,
            horizon,
            (&mut draws, 40_000),
        )
        .expect("it can be drawn");
        let order = spending.expected(spend).expect("bounded");
        near(
            worth.mean / (buying.expected(&person, 39.0) * order),
            1.0,
            0.04,
        );
        assert!(worth.low <= worth.mean && worth.mean <= worth.high);
    }
}

#[test]
fn silence_on_the_site_says_who_has_left() {
    use rand_chacha::rand_core::SeedableRng;
    let people = generated(4_000, [1.3, 6.5, 0.9, 3.6], Leaving::All, 12);
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(8);
    let only: Vec<Purchases> = people.iter().map(|(person, _)| *person).collect();
    let (buying, _) = BetaGeometric::fit_best(&only).expect("it fits");
    let rates = Gamma::new(2.0, 0.3).expect("above 0");
    let mut visits = |mean: f64| -> u32 {
        let count: f64 = rand_distr::Poisson::new(mean.max(1e-9))
            .expect("above 0")
            .sample(&mut random);
        count as u32
    };
    let mut own = rand_chacha::ChaCha8Rng::seed_from_u64(5);
    let seen: Vec<(Purchases, Seen)> = people
        .iter()
        .map(|(person, left)| {
            let rate: f64 = rates.sample(&mut own);
            let since_time = person.age - person.recency;
            let seen = Seen {
                before: visits(rate * person.recency),
                before_time: person.recency,
                since: visits(rate * since_time * if *left { 0.1 } else { 1.0 }),
                since_time,
            };
            (*person, seen)
        })
        .collect();
    let model = Visits::fit(&buying, &seen).expect("visits tell");
    near(model.left, 0.1, 0.03);
    let wrong = |alive: &dyn Fn(usize) -> f64| -> f64 {
        let rows = people.iter().enumerate();
        let squares = rows.map(|(at, (_, left))| (alive(at) - f64::from(u8::from(!left))).powi(2));
        squares.sum::<f64>() / people.len() as f64
    };
    let by_purchases = wrong(&|at| buying.alive(&only[at]));
    let by_both = wrong(&|at| model.alive(buying.alive(&only[at]), &seen[at].1));
    assert!(by_both < 0.6 * by_purchases, "{by_both} and {by_purchases}");
}

#[test]
fn too_little_is_said_and_never_a_number() {
    let one = Purchases {
        repeats: 1,
        recency: 2.0,
        age: 10.0,
    };
    let few = BetaGeometric::fit(&[one; 5], Leaving::Repeats);
    assert!(matches!(
        few,
        Err(LifetimeError::FewPeople { people: 5, .. })
    ));
    let nobody = Purchases {
        repeats: 0,
        recency: 0.0,
        age: 10.0,
    };
    let none = BetaGeometric::fit(&[nobody; 50], Leaving::Repeats);
    assert!(matches!(
        none,
        Err(LifetimeError::FewRepeaters { repeaters: 0, .. })
    ));
    let wrong = Purchases {
        recency: 11.0,
        ..one
    };
    let error = Pareto::fit(&[[one; 40].as_slice(), &[wrong]].concat()).expect_err("row 41");
    assert!(
        error.to_string().starts_with("row 41: bought last after"),
        "{error}"
    );
    let spend = Spend {
        purchases: 2,
        mean: -1.0,
    };
    assert!(GammaGamma::fit(&[spend; 40]).is_err());
}
