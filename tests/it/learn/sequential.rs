//! When a difference is one: people that a test takes, an interval for every look, shares that do not fit.

use storekeeper::learn::Draws;
use storekeeper::learn::sequential::{ConfidenceSequence, Moments, sample_ratio, sample_size};

fn near(one: f64, other: f64, within: f64) {
    assert!((one - other).abs() <= within, "{one} is not {other}");
}

#[test]
fn a_test_takes_as_many_people_as_is_published() {
    // R: power.prop.test(p1 = .50, p2 = .75, power = .90) prints n = 76.7.
    let size = sample_size((0.5, 0.75), 0.9, 0.05, 1.0).expect("a plan");
    near(size.exact, 76.7, 0.05);
    assert_eq!((size.first, size.second), (77, 77));
    let turned = sample_size((0.75, 0.5), 0.9, 0.05, 1.0).expect("a plan");
    near(turned.exact, size.exact, 1e-9);
    // Twice as many in the second group: fewer in the first, more in all.
    let uneven = sample_size((0.1, 0.12), 0.8, 0.05, 2.0).expect("a plan");
    let even = sample_size((0.1, 0.12), 0.8, 0.05, 1.0).expect("a plan");
    assert!(uneven.first < even.first);
    assert!(uneven.first + uneven.second > even.first + even.second);
    for bad in [
        sample_size((0.1, 0.1), 0.8, 0.05, 1.0),
        sample_size((0.0, 0.1), 0.8, 0.05, 1.0),
        sample_size((0.1, 0.2), 1.0, 0.05, 1.0),
        sample_size((0.1, 0.2), 0.8, 0.05, 0.0),
    ] {
        assert!(bad.is_err(), "{bad:?}");
    }
}

#[test]
fn planned_tests_find_as_often_as_planned() {
    let size = sample_size((0.2, 0.3), 0.8, 0.05, 1.0).expect("a plan");
    let mut draws = Draws::new(4);
    let mut found = 0;
    for _ in 0..1_000 {
        let mut draw = |rate: f64| {
            let hits = (0..size.first).filter(|_| f64::from(draws.unit()) < rate);
            f64::from(u32::try_from(hits.count()).expect("few"))
        };
        let (one, other) = (draw(0.2), draw(0.3));
        let people = f64::from(u32::try_from(size.first).expect("few"));
        let common = (one + other) / (2.0 * people);
        let error = (common * (1.0 - common) * 2.0 / people).sqrt();
        found += u32::from(((other - one) / people / error).abs() > 1.96);
    }
    assert!((760..=840).contains(&found), "{found}");
}

/// Whether zero was excluded at any look, by the sequence and by the plain interval, when looking after every pair; and
/// whether the sequence ever missed the truth.
fn watch(rates: (f64, f64), pairs: u64, draws: &mut Draws) -> (bool, bool, bool) {
    let sequence = ConfidenceSequence::new(0.05, 1_000.0).expect("a level");
    let (mut one, mut other) = (0, 0);
    let (mut differs, mut plain, mut missed) = (false, false, false);
    for people in 1..=pairs {
        one += u64::from(f64::from(draws.unit()) < rates.0);
        other += u64::from(f64::from(draws.unit()) < rates.1);
        let Some(bounds) = sequence.rates((one, people), (other, people)) else {
            continue;
        };
        assert_eq!(bounds.differs(), bounds.p < 0.05, "{bounds:?}");
        differs |= bounds.differs();
        let truth = rates.1 - rates.0;
        missed |= bounds.low > truth || bounds.high < truth;
        let of = |hits: u64| Moments::of_rate(hits, people);
        let square = (of(one).variance() + of(other).variance()) / of(one).count;
        plain |= bounds.difference.abs() > 1.96 * square.sqrt();
    }
    (differs, plain, missed)
}

#[test]
fn the_sequence_holds_at_every_look() {
    let mut draws = Draws::new(8);
    let (mut alarms, mut plain, mut missed, mut found) = (0, 0, 0, 0);
    for _ in 0..300 {
        let same = watch((0.15, 0.15), 1_500, &mut draws);
        alarms += u32::from(same.0);
        plain += u32::from(same.1);
        let apart = watch((0.15, 0.24), 1_500, &mut draws);
        found += u32::from(apart.0);
        missed += u32::from(apart.2);
    }
    // 15 of 300 are allowed, and 3 deviations more.
    assert!(
        alarms <= 26 && missed <= 26,
        "{alarms} alarms, {missed} missed"
    );
    assert!(plain > 60, "a plain interval at every look fails: {plain}");
    assert!(found > 270, "{found}");
}

#[test]
fn means_are_told_apart_too_and_nothing_is_said_too_early() {
    let mut draws = Draws::new(9);
    let sequence = ConfidenceSequence::new(0.05, 400.0).expect("a level");
    let (mut one, mut other) = (Moments::default(), Moments::default());
    for number in 0..400 {
        assert_eq!(sequence.means(&one, &other).is_none(), number < 25);
        one.add(f64::from(draws.normal()));
        other.add(0.5 + 2.0 * f64::from(draws.normal()));
    }
    let bounds = sequence.means(&one, &other).expect("enough");
    assert!(bounds.low < 0.5 && 0.5 < bounds.high && bounds.differs());
    // Moments are those of the numbers.
    let mut moments = Moments::default();
    for number in [1.0, 2.0, 6.0] {
        moments.add(number);
    }
    near(moments.mean, 3.0, 1e-12);
    near(moments.variance(), 14.0 / 3.0, 1e-12);
    // Ten of a thousand are too few to be sure of the normal law.
    assert!(sequence.rates((10, 1_000), (40, 1_000)).is_none());
    let bolder = sequence.starting_at(5.0).expect("above 0");
    assert!(bolder.rates((10, 1_000), (40, 1_000)).is_some());
    // It is narrowest where it was planned to be.
    let width = |planned: f64| {
        let sequence = ConfidenceSequence::new(0.05, planned).expect("a level");
        let bounds = sequence.rates((100, 500), (100, 500)).expect("enough");
        bounds.high - bounds.low
    };
    assert!(width(1_000.0) < width(500.0) && width(1_000.0) < width(2_000.0));
    // By hand, for 1000 people with a variance of 0.16: u = 1 + 2 ln 20 + ln u, the half width is
    // sqrt(4 * 0.16 / 1000 * u / (u - 1) * (ln u + 2 ln 20)).
    let u = 9.220_7_f64;
    near(u, 1.0 + 2.0 * 20.0_f64.ln() + u.ln(), 0.02);
    let half = (0.64 / 1_000.0 * u / (u - 1.0) * (u.ln() + 2.0 * 20.0_f64.ln())).sqrt();
    near(width(1_000.0), 2.0 * half, 1e-4);
}

#[test]
fn a_mismatch_of_shares_is_found() {
    // By hand: (4850 - 5000)^2 / 5000 * 2 = 9, one degree of freedom.
    let off = sample_ratio(&[4_850, 5_150], &[0.5, 0.5]).expect("two groups");
    near(off.chi2, 9.0, 1e-9);
    near(off.p, 0.0027, 5e-5);
    assert!(!off.is_suspicious());
    assert!(
        sample_ratio(&[4_700, 5_300], &[1.0, 1.0])
            .expect("two groups")
            .is_suspicious()
    );
    let three = sample_ratio(&[500, 300, 200], &[5.0, 3.0, 2.0]).expect("three groups");
    near(three.chi2, 0.0, 1e-12);
    near(three.p, 1.0, 1e-12);
    assert_eq!(three.degrees, 2);
    assert!(sample_ratio(&[1], &[1.0]).is_err());
    assert!(sample_ratio(&[1, 2], &[1.0]).is_err());
    assert!(sample_ratio(&[1, 2], &[1.0, 0.0]).is_err());
    assert!(sample_ratio(&[0, 0], &[1.0, 1.0]).is_err());
}
