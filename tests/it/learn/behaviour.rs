//! What people do, against counts by hand, brute force, and numbers of scipy 1.17.

use storekeeper::learn::Draws;
use storekeeper::learn::behaviour::{
    Act, AmountPrior, BehaviourError, Costs, CountPrior, Direction, Event, Funnel, HALF_HOUR,
    Judged, KindOfAct, Layout, Markov, Near, Nearest, Order, Own, Pricing, Prior, Session, Stage,
    State, Verdict, adjusted, distance, due, gaps, intervals, next_steps, prior, sessions, tree,
    trend, unusual_amounts, unusual_counts, valley, warping,
};

/// `scipy.stats.t` with the posterior of [`DAYS`]: interval, spread, low, high, overdue after 45 days.
const SCIPY_DUE: [f64; 5] = [
    29.940_185_668_520_13,
    1.331_559_626_465_152,
    110.149_310_049_844_37,
    134.488_606_093_605_74,
    0.905_761_391_643_055_8,
];
/// `2 * scipy.stats.nbinom.sf(11, 20, 6 / 7)`
const SCIPY_COUNT: f64 = 0.001_425_340_942_997_017_7;
/// `scipy.stats.t` likewise: what is expected, and the probability of 200.
const SCIPY_AMOUNT: [f64; 2] = [28.524_997_906_785_4, 8.895_905_655_337_652e-5];

fn close(one: f64, other: f64) {
    let apart = (one - other).abs();
    assert!(apart <= 1e-9 * other.abs().max(1.0), "{one} is not {other}");
}

fn all_close(some: &[f64], others: &[f64]) {
    assert_eq!(some.len(), others.len());
    some.iter()
        .zip(others)
        .for_each(|(one, other)| close(*one, *other));
}

fn events(pairs: &[(f64, u32)]) -> Vec<Event> {
    let event = |&(time, kind): &(f64, u32)| Event { time, kind };
    pairs.iter().map(event).collect()
}

/// From the normal distribution.
fn normal(draws: &mut Draws, mean: f64, deviation: f64) -> f64 {
    mean + deviation * f64::from(draws.normal())
}

#[test]
fn sessions_are_cut_at_long_gaps() {
    let times = [0.0, 0.01, 0.02, 0.5, 0.52, 3.0];
    let cut = sessions(&times, HALF_HOUR).expect("times in order");
    let lengths: Vec<usize> = cut.iter().map(Session::len).collect();
    assert_eq!(lengths, [3, 2, 1]);
    assert_eq!(cut[1].events, 3..5);
    close(cut[0].duration(), 0.02);
    close(cut[2].duration(), 0.0);
    assert_eq!(sessions(&[], HALF_HOUR), Ok(Vec::new()));
    let back = sessions(&[1.0, 0.5], HALF_HOUR);
    assert_eq!(back, Err(BehaviourError::OutOfOrder { place: 2 }));
    assert!(sessions(&[f64::NAN], 1.0).is_err() && sessions(&times, 0.0).is_err());
    assert_eq!(gaps(&times).expect("times in order").len(), 5);
}

#[test]
fn a_valley_lies_between_two_kinds_of_gaps() {
    let mut draws = Draws::new(1);
    let minute = 1.0 / 1440.0_f64;
    let mut wait = |typical: f64| normal(&mut draws, typical.ln(), 0.9).exp();
    let mut waits: Vec<f64> = (0..3_000).map(|_| wait(minute)).collect();
    // One kind alone has no valley.
    assert_eq!(valley(&waits), None);
    waits.extend((0..1_000).map(|_| wait(2.0)));
    let found = valley(&waits).expect("two kinds far apart");
    assert!((found.share - 0.25).abs() < 0.02, "{found:?}");
    assert!((found.within / minute - 1.0).abs() < 0.1, "{found:?}");
    assert!((found.between / 2.0 - 1.0).abs() < 0.15, "{found:?}");
    assert!(found.gap > 10.0 * minute && found.gap < 0.2, "{found:?}");
    // In bins it is the same valley.
    let many: Vec<f64> = waits.iter().copied().cycle().take(40_000).collect();
    let binned = valley(&many).expect("the same two kinds");
    assert!((binned.gap / found.gap - 1.0).abs() < 0.01, "{binned:?}");
    assert_eq!(valley(&waits[..99]), None);
    assert_eq!(valley(&[1.0; 500]), None);
}

fn funnel(stages: &[&[u32]], within: u32) -> Funnel {
    Funnel {
        stages: stages.iter().map(|kinds| kinds.to_vec()).collect(),
        within: f64::from(within),
        order: Order::Loose,
    }
}

#[test]
fn a_funnel_counts_who_comes_how_far() {
    let people = [
        events(&[(0.0, 1), (1.0, 9), (2.0, 2), (5.0, 3)]),
        events(&[(0.0, 1), (1.0, 2), (2.0, 9)]),
        events(&[(0.0, 2), (1.0, 3)]),
        // The first start is too early for the window, the second is not.
        events(&[(0.0, 1), (9.0, 1), (10.0, 2), (30.0, 3)]),
    ];
    let mut funnel = funnel(&[&[1], &[2, 4], &[3]], 6);
    let reached = |stages: &[Stage]| stages.iter().map(|stage| stage.reached).collect::<Vec<_>>();
    let stages = funnel.count(&people).expect("a way");
    assert_eq!(reached(&stages), [3, 3, 1]);
    assert_eq!(stages[0].conversion, Some(1.0));
    assert_eq!(stages[0].median_time, Some(1.0));
    assert_eq!((stages[1].dropped, stages[1].ended), (2, 0));
    assert_eq!(stages[1].instead, [(3, 1), (9, 1)]);
    close(stages[0].share, 0.75);
    assert_eq!((stages[2].conversion, stages[2].dropped), (None, 0));
    assert_eq!(funnel.reach(&people[3]), Ok(vec![9.0, 10.0]));
    funnel.order = Order::Strict;
    let strict = funnel.count(&people).expect("a way");
    assert_eq!(reached(&strict), [3, 2, 0]);
    assert_eq!(strict[0].instead, [(9, 1)]);
    // An event enters one stage only.
    funnel.stages = vec![vec![1], vec![1]];
    assert_eq!(funnel.reach(&people[0]), Ok(vec![0.0]));
    funnel.stages.clear();
    assert!(funnel.count(&people).is_err());
}

#[test]
fn a_loose_funnel_finds_what_a_search_of_all_ways_finds() {
    let mut draws = Draws::new(2);
    for _ in 0..300 {
        let pairs: Vec<(f64, u32)> = (0..12).map(|at| (f64::from(at), draws.below(4))).collect();
        let events = events(&pairs);
        let funnel = funnel(&[&[0, 3], &[1], &[0, 2]], draws.below(7));
        let from = |at: usize| {
            let in_time = |event: &&Event| event.time - events[at].time <= funnel.within;
            let mut stages = funnel.stages.iter().peekable();
            for event in events[at..].iter().filter(in_time) {
                stages.next_if(|kinds| kinds.contains(&event.kind));
            }
            3 - stages.len()
        };
        let deepest = (0..events.len()).map(from).max().expect("some events");
        assert_eq!(funnel.reach(&events).expect("a way").len(), deepest);
    }
}

#[test]
fn paths_branch_as_often_as_they_do() {
    let paths: [&[u32]; 5] = [&[1, 2, 3], &[1, 2], &[1, 3], &[], &[4, 1, 2, 3]];
    let next = next_steps(&paths, 2);
    let counts: Vec<_> = next.iter().map(|step| (step.kind, step.count)).collect();
    assert_eq!(counts, [(Some(3), 2), (None, 1)]);
    close(next[0].share, 2.0 / 3.0);
    let whole = tree(&paths, None, 2, 1);
    assert_eq!((whole.paths, whole.ended, whole.next.len()), (5, 1, 2));
    let (first, second) = (&whole.next[0], &whole.next[0].next[0]);
    assert_eq!((first.kind, first.count, first.ended), (1, 3, 0));
    assert_eq!((second.kind, second.count, second.ended), (2, 2, 1));
    assert!(second.next.is_empty());
    close(second.share, 0.4);
    let from = tree(&paths, Some(1), 9, 2);
    assert_eq!((from.paths, from.next[0].count), (4, 4));
    // A single path is below the least.
    assert_eq!(from.next[0].next.len(), 1);
    assert!(tree(&paths, None, 0, 1).next.is_empty());
}

/// The chance from the start by following the chain for long, everybody who comes to `without` leaving.
fn followed(chain: &Markov, kinds: u32, without: Option<u32>) -> f64 {
    let step = |from, to: u32| chain.transition(from, State::Kind(to));
    let mut here: Vec<f64> = (0..kinds).map(|to| step(State::Start, to)).collect();
    let mut reached = chain.transition(State::Start, State::Goal);
    for _ in 0..2_000 {
        let mut next = vec![0.0; here.len()];
        for from in (0..kinds).filter(|&from| Some(from) != without) {
            let share = here[from as usize];
            reached += share * chain.transition(State::Kind(from), State::Goal);
            for (to, sum) in (0..).zip(&mut next) {
                *sum += share * step(State::Kind(from), to);
            }
        }
        here = next;
    }
    reached
}

#[test]
fn removal_effects_are_those_of_a_chain_without_the_kind() {
    let mut draws = Draws::new(3);
    let mut path = || (0..draws.below(8)).map(|_| draws.below(7)).collect();
    let paths: Vec<Vec<u32>> = (0..200).map(|_| path()).collect();
    let chain = Markov::fit(&paths, &[6]).expect("few kinds");
    let reached = paths.iter().filter(|path| path.contains(&6));
    close(chain.chance(), reached.map(|_| 1.0 / 200.0).sum());
    close(followed(&chain, 6, None), chain.chance());
    let mut shares = 0.0;
    for own in chain.influence() {
        let without = followed(&chain, 6, Some(own.kind));
        close(own.removal, 1.0 - without / chain.chance());
        shares += own.share;
    }
    close(shares, 1.0);
    // By hand: 1 leads to the goal in half of the cases, 2 never.
    let small = Markov::fit(&[vec![1, 9], vec![1], vec![2], vec![9, 2]], &[9]).expect("few");
    close(small.influence()[0].chance, 0.5);
    close(small.influence()[0].removal, 0.5);
    close(small.influence()[1].removal, 0.0);
    close(small.transition(State::Start, State::Goal), 0.25);
    close(small.transition(State::Kind(2), State::End), 1.0);
    assert!(Markov::fit(&Vec::<Vec<u32>>::new(), &[9]).is_err());
}

fn costs(weight: f64, replace: f64, pace: f64) -> Result<Costs, BehaviourError> {
    Costs::new(Pricing {
        weights: vec![weight, 2.0, 0.5],
        other: 1.0,
        replace,
        pace,
        unit: 1.0,
    })
}

#[test]
fn a_distance_is_what_the_cheapest_steps_cost() {
    let kinds = costs(1.0, 0.5, 0.0).expect("prices");
    let apart = |one: &[u32], other: &[u32]| {
        let [one, other] = [one, other].map(|kinds| {
            let pairs: Vec<(f64, u32)> = kinds.iter().map(|&kind| (0.0, kind)).collect();
            events(&pairs)
        });
        distance(&kinds, &one, &other).expect("times in order")
    };
    close(apart(&[0, 1, 2], &[0, 1, 2]) + apart(&[], &[]), 0.0);
    close(apart(&[], &[0]), 1.0);
    // Put the 2 in place of the 1, half of 2.5, and take out a 2; of weights 3.5 and 1.5.
    close(apart(&[0, 1, 2], &[0, 2]), 3.5 / 6.75);
    // Put a 2 in place of the 0: half of 1.5, of weights 3 and 2.5.
    close(apart(&[0, 1], &[2, 1]), 1.5 / 6.25);
    // The same steps, but e times later: a tenth of the weight.
    let timed = costs(1.0, 0.5, 0.1).expect("prices");
    let later = std::f64::consts::E - 1.0;
    let one = events(&[(5.0, 0), (5.0, 1)]);
    let other = events(&[(7.0, 0), (7.0 + later, 1)]);
    close(distance(&timed, &one, &other).expect("in order"), 0.4 / 6.2);
    assert!(costs(0.0, 1.0, 0.0).is_err());
}

#[test]
fn the_nearest_are_those_of_a_search_without_bounds() {
    let mut draws = Draws::new(4);
    let sequence = |draws: &mut Draws| {
        let mut time = 0.0;
        let length = draws.below(15);
        let pair = |_| {
            time += f64::from(draws.unit());
            (time, draws.below(4))
        };
        events(&(0..length).map(pair).collect::<Vec<_>>())
    };
    let all: Vec<Vec<Event>> = (0..300).map(|_| sequence(&mut draws)).collect();
    for (replace, pace) in [(1.0, 0.3), (0.5, 0.0), (0.7, 2.0)] {
        let costs = costs(1.0, replace, pace).expect("prices");
        let index = Nearest::new(costs.clone(), &all).expect("times in order");
        for _ in 0..20 {
            let asked = sequence(&mut draws);
            let near = |(place, other): (usize, &Vec<Event>)| Near {
                place,
                distance: distance(&costs, &asked, other).expect("times in order"),
            };
            let mut slow: Vec<Near> = all.iter().enumerate().map(near).collect();
            // Of equals the smaller place stays first.
            slow.sort_by(|one, other| one.distance.total_cmp(&other.distance));
            slow.truncate(7);
            assert_eq!(index.nearest(&asked, 7), Ok(slow));
        }
        assert_eq!(index.nearest(&all[0], 1_000).expect("in order").len(), 300);
        assert_eq!(index.nearest(&all[0], 0), Ok(Vec::new()));
    }
}

#[test]
fn warping_lets_one_series_run_ahead() {
    let one = [0.0, 0.0, 1.0, 2.0, 1.0];
    let other = [0.0, 1.0, 2.0, 2.0, 1.0];
    let free = warping(&one, &other, None).expect("numbers");
    close(free.distance, 0.0);
    assert_eq!((free.way[0], free.way.last()), ((0, 0), Some(&(4, 4))));
    let stiff = warping(&one, &other, Some(0)).expect("of equal length");
    close(stiff.distance, 2.0 * 2.0 / 10.0);
    assert_eq!(warping(&one, &other[..2], Some(2)), None);
    assert_eq!(warping(&one, &[], None), None);
    assert_eq!(warping(&one, &[f64::NAN], None), None);
}

const DAYS: Prior = Prior {
    mean: 3.4,
    pull: 2.0,
    shape: 3.0,
    rate: 0.3,
    people: 100,
    values: 300,
};

#[test]
fn a_purchase_is_due_as_everybodys_and_own_intervals_say() {
    let times = [0.0, 28.0, 61.0, 90.0];
    let own = due(&times, Some(&DAYS), 90.0 + 45.0).expect("enough is known");
    let found = [own.interval, own.spread, own.low, own.high, own.overdue];
    all_close(&found, &SCIPY_DUE);
    close(own.own, 0.6);
    close(own.due_at, 90.0 + own.interval);
    let now = due(&times, Some(&DAYS), 90.0).expect("enough is known");
    close(now.overdue, 0.0);
    let then = due(&times, Some(&DAYS), own.due_at).expect("enough is known");
    close(then.overdue, 0.5);
    // Once is enough where everybody is known; alone it takes three intervals.
    let once = due(&[7.0], Some(&DAYS), 8.0).expect("enough is known");
    close(once.interval, 3.4_f64.exp());
    assert!(due(&times[..3], None, 100.0).is_err());
    let alone = due(&times, None, 100.0).expect("three intervals");
    assert!((alone.interval - 30.0).abs() < 1.0 && alone.own > 0.999);
    // One long absence does not make a slow buyer; what was bought within hours was bought at once.
    let times = [0.0, 10.0, 20.0, 20.1, 30.0, 40.0, 340.0, 350.0];
    let absent = due(&times, None, 350.0).expect("six intervals");
    assert!((own.intervals, absent.intervals) == (3, 6) && absent.interval < 14.0);
    let future = due(&[5.0], Some(&DAYS), 4.0);
    assert!(matches!(future, Err(BehaviourError::Future { .. })));
}

#[test]
fn a_prior_finds_the_numbers_that_intervals_were_drawn_with() {
    let mut draws = Draws::new(5);
    let people: Vec<Vec<f64>> = (0..4_000)
        .map(|_| {
            // Gamma of shape 4: a sum of four waits.
            let waits: f64 = (0..4).map(|_| -f64::from(1.0 - draws.unit()).ln()).sum();
            let deviation = (0.4 / waits).sqrt();
            let level = normal(&mut draws, 3.4, deviation / 0.5_f64.sqrt());
            let own = 0..1 + draws.below(6);
            own.map(|_| normal(&mut draws, level, deviation).exp())
                .collect()
        })
        .collect();
    let found = prior(&people).expect("many people");
    assert!((found.mean - 3.4).abs() < 0.03, "{found:?}");
    assert!((found.pull - 0.5).abs() < 0.15, "{found:?}");
    assert!((found.shape - 4.0).abs() < 0.8, "{found:?}");
    assert!((found.rate / found.shape - 0.1).abs() < 0.01, "{found:?}");
    assert_eq!(prior(&people[..4]), None);
    assert!(prior(&vec![vec![30.0]; 10]).is_some_and(|same| same.pull > 0.0));
}

fn own<T>(history: &[T], seen: T) -> Own<'_, T> {
    Own { history, seen }
}

fn judged(verdict: Verdict) -> Judged {
    let Verdict::Judged(judged) = verdict else {
        panic!("{verdict:?}");
    };
    judged
}

#[test]
fn counts_are_judged_by_gamma_and_poisson() {
    let prior = CountPrior {
        mean: 3.0,
        between: 1.5,
        extra: 0.0,
    };
    let weeks: [&[u32]; 3] = [&[3, 4, 2, 5], &[3, 4], &[40, 38, 44, 41]];
    let people = [own(weeks[0], 12), own(weeks[1], 12), own(weeks[2], 0)];
    let verdicts = unusual_counts(&people, Some(&prior), 0.05).expect("a rate");
    let more = judged(verdicts[0]);
    close(more.expected, 20.0 / 6.0);
    close(more.probability / SCIPY_COUNT, 1.0);
    close(more.adjusted, more.probability);
    assert!(more.unusual && more.direction == Direction::More);
    assert!(matches!(verdicts[1], Verdict::TooShort { needed: 4, .. }));
    let less = judged(verdicts[2]);
    assert!(less.unusual && less.direction == Direction::Less && less.probability < 1e-6);
    let alone = unusual_counts(&people, None, 0.05).expect("a rate")[0];
    assert!(matches!(alone, Verdict::TooShort { needed: 8, .. }));
    // A peak in the past does not hide the next one.
    let peak = [2, 3, 1, 2, 90, 2, 3, 2, 1, 2];
    let verdicts = unusual_counts(&[own(&peak, 30)], Some(&prior), 0.05).expect("a rate");
    assert!(judged(verdicts[0]).unusual, "{verdicts:?}");
    assert!(unusual_counts(&people, None, 1.0).is_err());
}

#[test]
fn amounts_are_judged_with_periods_that_have_none() {
    let prior = AmountPrior {
        none: 0.2,
        pull: 5.0,
        some: DAYS,
    };
    let history = [20.0, 30.0, 0.0, 25.0, 40.0];
    let people = [200.0, 0.0].map(|seen| own(&history, seen));
    let verdicts = unusual_amounts(&people, Some(&prior), 0.05).expect("a rate");
    let more = judged(verdicts[0]);
    close(more.expected, SCIPY_AMOUNT[0]);
    close(more.probability / SCIPY_AMOUNT[1], 1.0);
    close(judged(verdicts[1]).probability, 0.4);
    assert!(unusual_amounts(&[own(&history, -1.0)], Some(&prior), 0.05).is_err());
    let mut draws = Draws::new(6);
    let histories: Vec<Vec<f64>> = (0..500)
        .map(|_| {
            let level = normal(&mut draws, 3.0, 0.5);
            let mut one = || f64::from(draws.below(10) < 7) * normal(&mut draws, level, 0.4).exp();
            (0..12).map(|_| one()).collect()
        })
        .collect();
    let found = AmountPrior::fit(&histories).expect("many people");
    assert!((found.none - 0.3).abs() < 0.02 && found.pull > 20.0);
    assert!((found.some.mean - 3.0).abs() < 0.1, "{found:?}");
}

#[test]
fn false_discoveries_are_adjusted_for() {
    let found = adjusted(&[0.01, 0.04, 0.03, 0.005, 0.5]);
    all_close(&found, &[0.025, 0.05, 0.05, 0.025, 0.5]);
    // People who all are as they use to be: hardly anybody is called unusual.
    let mut draws = Draws::new(7);
    let usual: Vec<Vec<u32>> = (0..1_000)
        .map(|_| {
            let rate = 2 + draws.below(20);
            // Of 100 chances each week: nearly Poisson.
            let mut week = || (0..100).map(|_| u32::from(draws.below(100) < rate)).sum();
            (0..11).map(|_| week()).collect()
        })
        .collect();
    let histories: Vec<&[u32]> = usual.iter().map(|weeks| &weeks[..10]).collect();
    let prior = CountPrior::fit(&histories).expect("many people");
    assert!((prior.mean - 11.5).abs() < 0.5 && prior.extra < 0.02);
    let people: Vec<Own<'_, u32>> = (histories.iter().zip(&usual))
        .map(|(history, weeks)| own(history, weeks[10]))
        .collect();
    let verdicts = unusual_counts(&people, Some(&prior), 0.1).expect("a rate");
    let judged: Vec<Judged> = verdicts.into_iter().map(judged).collect();
    assert!(judged.iter().filter(|one| one.unusual).count() <= 2);
    let low = judged.iter().filter(|one| one.probability < 0.1).count();
    assert!((30..=120).contains(&low), "{low} of 1000 are below 0.1");
}

#[test]
fn a_row_tells_a_visit_so_far() {
    let kind = |(kind, name, stage): (u32, &str, u32)| KindOfAct {
        kind,
        name: name.to_owned(),
        stage,
    };
    let layout = Layout {
        kinds: [(1, "view", 0), (2, "cart", 1)].map(kind).to_vec(),
        longest: 60.0,
    };
    let acts = [(0, 1, 7), (10, 1, 8), (40, 2, 8), (50, 9, 0), (55, 1, 7)];
    let acts = acts.map(|(time, kind, thing)| Act {
        time: f64::from(time),
        kind,
        thing: (thing > 0).then_some(thing),
    });
    let row = layout.row(&acts, 500.0).expect("acts in order");
    let names = layout.names();
    assert_eq!((names.len(), &names[2][..]), (row.len(), "cart_count"));
    let entropy = -0.6 * 0.6_f64.ln() - 0.4 * 0.2_f64.ln();
    let expected = [
        &[3.0, 100.0, 1.0, 10.0, 1.0, 5.0, 3.0, 2.0, 2.0, 2.0, 2.0][..],
        &[1.0, 1.0, 0.0, 1.0, 3.0, entropy, 500.0, 445.0],
        &[23.0, 10.0, 60.0, 60.0 / 23.0],
    ];
    all_close(&row, &expected.concat());
    let none = layout.row(&[], 0.0).expect("no acts");
    all_close(&none, &vec![0.0; names.len()]);
    assert!(layout.row(&acts, 54.0).is_err());
}

#[test]
fn intervals_and_their_trend() {
    let times = [100.0, 110.0, 122.0, 131.0, 145.0, 160.0, 181.0, 199.0];
    let found = intervals(&times).expect("in order").expect("enough");
    let middles = [found.all.mean, found.all.median, found.last_over_median];
    all_close(&middles, &[99.0 / 7.0, 14.0, 18.0 / 14.0]);
    let [older, newer] = found.halves.expect("enough for halves");
    assert_eq!((older.intervals, newer.intervals), (3, 3));
    close(newer.mean, 18.0);
    close(older.deviation, (7.0_f64 / 3.0).sqrt());
    assert_eq!(found.purchases, [5, 3]);
    let moves = found.trend.expect("enough for a trend");
    close(moves.tau, 5.0 / 7.0);
    close(moves.probability, 0.030_158_730_158_730_16);
    close(moves.slope, 0.121_193_471_226_542_56);
    close(moves.slope_probability, 0.013_456_542_062_130_034);
    // With ties.
    let tied = trend(&[1.0, 2.0, 2.0, 3.0, 1.0, 4.0, 4.0, 5.0, 2.0, 6.0]).expect("enough");
    close(tied.tau, 0.612_825_877_028_341_1);
    // By hand: score 26, variance (10 * 9 * 25 - 2 * 9 - 2 * 9 - 3 * 2 * 11) / 18.
    close(tied.probability, 0.022_105_904_942_060_852);
    assert_eq!(intervals(&[1.0, 2.0, 2.0]), Ok(None));
    assert_eq!(trend(&[1.0, 2.0, 3.0]), None);
    let same = trend(&[5.0; 6]).expect("enough");
    close(same.probability * same.slope_probability, 1.0);
}
