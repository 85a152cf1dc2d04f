//! Vectors of items: two camps of persons must come apart.

use storekeeper::learn::factorisation::{
    Als, AlsSettings, Bpr, BprSettings, ItemToVec, ItemToVecSettings, LightGcn, LightGcnSettings,
};
use storekeeper::learn::fusion::{Candidates, Fusion};

use super::{own_half, scores, two_camps};

const HISTORY: &[u32] = &[1, 2, 3];

#[test]
fn least_squares_tell_camps_apart() {
    let settings = AlsSettings {
        dimensions: 8,
        ..AlsSettings::default()
    };
    let fit = || Als::fit(&two_camps(1), settings, &mut |_| ());
    let model = fit();
    let found = scores(20, |scores| model.score(HISTORY, scores));
    assert_eq!(own_half(&found, HISTORY), 7);
    assert_eq!(model, fit(), "the same seed");
    assert!(
        scores(20, |scores| model.score(&[], scores))
            .iter()
            .all(|&score| score == 0.0)
    );
}

#[test]
fn pairwise_ranking_tells_camps_apart() {
    let settings = BprSettings {
        dimensions: 8,
        ..BprSettings::default()
    };
    let fit = || Bpr::fit(&two_camps(1), settings, &mut |_| ());
    let model = fit();
    assert_eq!(
        own_half(&scores(20, |scores| model.score(HISTORY, scores)), HISTORY),
        7
    );
    assert_eq!(model, fit(), "the same seed");
}

#[test]
fn skip_grams_tell_camps_apart() {
    let settings = ItemToVecSettings {
        dimensions: 8,
        ..ItemToVecSettings::default()
    };
    let fit = || ItemToVec::fit(&two_camps(1), settings, &mut |_| ());
    let model = fit();
    assert_eq!(
        own_half(&scores(20, |scores| model.score(HISTORY, scores)), HISTORY),
        7
    );
    assert_eq!(model, fit(), "the same seed");
}

#[test]
fn a_graph_tells_camps_apart() {
    let settings = LightGcnSettings {
        dimensions: 8,
        steps: 60,
        batch: 512,
        ..LightGcnSettings::default()
    };
    let fit = || LightGcn::fit(&two_camps(1), settings, &mut |_| ());
    let model = fit();
    assert_eq!(
        own_half(&scores(20, |scores| model.score(HISTORY, scores)), HISTORY),
        7
    );
    assert_eq!(model, fit(), "the same seed");
}

#[test]
fn a_fusion_trusts_the_one_that_is_right() {
    let mut lessons = Vec::new();
    for right in 0..50_u32 {
        let knows: Vec<f32> = (0..50)
            .map(|item| if item == right { 1.0 } else { 0.0 })
            .collect();
        let guesses: Vec<f32> = (0..50)
            .map(|item| f32::from(u8::try_from((item * 31 + right * 17) % 50).expect("small")))
            .collect();
        lessons.push((Candidates::of(&[guesses, knows], 20, &[]), right));
    }
    let fusion = Fusion::fit(&lessons);
    let mut found = vec![0.0; 50];
    fusion.score(&lessons[7].0, &mut found);
    assert_eq!(storekeeper::learn::ranking::best(&found, 1, &[]), [7]);
}
