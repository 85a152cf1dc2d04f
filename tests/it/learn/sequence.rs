//! Sequence models: the next item of a round dance.

use storekeeper::learn::Sequences;
use storekeeper::learn::ranking::best;
use storekeeper::learn::sequence::{
    Kind, Optimiser, Schedule, SequenceError, SequenceModel, SequenceSettings, Training, fit,
    processor,
};

use super::scores;

const ITEMS: u32 = 12;

/// Each item is followed by the next one, the last by the first; repeats are no exception.
fn dance() -> Sequences {
    let mut sequences = Sequences::new(ITEMS as usize);
    for person in 0..60_u32 {
        let length = 5 + person % 9;
        let sequence: Vec<u32> = (0..length).map(|step| (person + step) % ITEMS).collect();
        sequences.push(&sequence);
    }
    sequences
}

fn small(kind: Kind) -> SequenceSettings {
    SequenceSettings {
        dimensions: 16,
        layers: 1,
        longest: 4,
        dropout: 0.1,
        rounds: 30,
        batch: 16,
        negatives: 0,
        rate: 0.02,
        ..SequenceSettings::of(kind)
    }
}

fn trained(settings: SequenceSettings) -> SequenceModel {
    fit(&dance(), &[], settings, &processor(), &mut |_| ()).expect("it trains")
}

fn next(model: &SequenceModel, history: &[u32]) -> u32 {
    let found = scores(ITEMS as usize, |scores| {
        model.score(history, scores).expect("it scores");
    });
    best(&found, 1, &[])[0]
}

#[test]
fn each_kind_learns_what_follows() {
    for kind in [Kind::Recurrent, Kind::Convolution, Kind::Attention] {
        let model = trained(small(kind));
        let right = (0..ITEMS).filter(|&item| {
            let history = [(item + 10) % ITEMS, (item + 11) % ITEMS, item];
            next(&model, &history) == (item + 1) % ITEMS
        });
        assert!(right.count() >= 11, "{kind:?}");
    }
}

#[test]
fn each_optimiser_learns_what_follows() {
    let optimisers = [
        (Optimiser::Sgd { momentum: 0.9 }, 0.3),
        (Optimiser::RmsProp { fade: 0.9 }, 0.01),
        (Optimiser::Adam, 0.02),
        (Optimiser::AdamW { decay: 0.01 }, 0.02),
    ];
    for (optimiser, rate) in optimisers {
        let model = trained(SequenceSettings {
            optimiser,
            rate,
            schedule: Schedule::Constant,
            ..small(Kind::Recurrent)
        });
        let right = (0..ITEMS)
            .filter(|&item| next(&model, &[(item + 11) % ITEMS, item]) == (item + 1) % ITEMS);
        assert!(right.count() >= 10, "{optimiser:?}");
    }
}

#[test]
fn some_drawn_items_teach_as_all_do() {
    let model = trained(SequenceSettings {
        negatives: 6,
        ..small(Kind::Attention)
    });
    let right =
        (0..ITEMS).filter(|&item| next(&model, &[(item + 11) % ITEMS, item]) == (item + 1) % ITEMS);
    assert!(right.count() >= 10);
}

#[test]
fn a_training_that_was_stopped_ends_as_one_that_was_not() {
    let settings = SequenceSettings {
        rounds: 4,
        ..small(Kind::Attention)
    };
    let held = [(0, 7), (1, 9), (2, 3)];
    let run = |rounds: usize, training: &mut Training| {
        for _ in 0..rounds {
            training.round(&dance(), &held).expect("a round");
        }
    };
    let begin =
        || Training::begin(ITEMS as usize, settings.clone(), &processor()).expect("it begins");
    let mut whole = begin();
    run(4, &mut whole);
    let mut stopped = begin();
    run(2, &mut stopped);
    let bytes = stopped.to_bytes().expect("it is stored");
    let mut resumed = Training::from_bytes(&bytes, &processor()).expect("it is read");
    run(2, &mut resumed);
    let end = |training: Training| {
        training
            .finish()
            .expect("it ends")
            .to_bytes()
            .expect("it is stored")
    };
    assert_eq!(end(whole), end(resumed));
}

#[test]
fn a_stored_model_says_the_same() {
    let model = trained(SequenceSettings {
        rounds: 2,
        ..small(Kind::Convolution)
    });
    let bytes = model.to_bytes().expect("it is stored");
    let read = SequenceModel::from_bytes(&bytes, &processor()).expect("it is read");
    let of = |model: &SequenceModel| {
        scores(12, |scores| {
            model.score(&[3, 4], scores).expect("it scores");
        })
    };
    assert_eq!(of(&model), of(&read));
    let nothing = scores(12, |scores| model.score(&[], scores).expect("it scores"));
    assert!(nothing.iter().all(|&score| score == 0.0));
    for wrong in [b"".as_slice(), b"no model", &bytes[..bytes.len() / 2]] {
        let error = SequenceModel::from_bytes(wrong, &processor());
        assert!(matches!(error, Err(SequenceError::Stored(_))));
    }
}

#[test]
fn training_stops_where_validation_gets_no_better() {
    let settings = SequenceSettings {
        rounds: 50,
        patience: 2,
        ..small(Kind::Recurrent)
    };
    // What is to be foretold has nothing to do with what is learnt.
    let held: Vec<(usize, u32)> = (0..60)
        .zip((5..).step_by(7))
        .map(|(person, item)| (person, item % ITEMS))
        .collect();
    let mut rounds = 0;
    fit(&dance(), &held, settings, &processor(), &mut |_| {
        rounds += 1;
    })
    .expect("it trains");
    assert!(rounds < 50, "{rounds}");
}

#[test]
fn schedules_are_those_worked_out_by_hand() {
    let step = Schedule::Step {
        every: 3,
        factor: 0.5,
    };
    let cosine = Schedule::Cosine { warm_up: 2.0 };
    for (schedule, at, expected) in [
        (Schedule::Constant, 7.0, 1.0),
        (step, 2.9, 1.0),
        (step, 6.1, 0.25),
        (Schedule::Exponential { factor: 0.9 }, 2.5, 0.81),
        (cosine, 1.0, 0.5),
        (cosine, 2.0, 1.0),
        (cosine, 6.0, 0.5),
        (cosine, 10.0, 0.0),
    ] {
        let factor = schedule.factor(at, 10.0);
        assert!(
            (factor - expected).abs() < 1e-9,
            "{schedule:?} at {at}: {factor}"
        );
    }
}

#[test]
fn settings_that_cannot_be_are_errors() {
    let base = small(Kind::Attention);
    for wrong in [
        SequenceSettings {
            heads: 3,
            ..base.clone()
        },
        SequenceSettings {
            dropout: 1.0,
            ..base.clone()
        },
        SequenceSettings {
            rate: 0.0,
            ..base.clone()
        },
        SequenceSettings { batch: 0, ..base },
    ] {
        let error = Training::begin(5, wrong, &processor());
        assert!(matches!(error, Err(SequenceError::Settings(_))));
    }
}
