//! Networks over what happened with people.

use storekeeper::learn::Draws;
use storekeeper::learn::classify::ClassifyError;
use storekeeper::learn::classify::quality::auc;
use storekeeper::learn::happenings::{
    Architecture, Happenings, HappeningsError, HappeningsNetwork, HappeningsSettings, Step,
};

/// People who stay where the last thing they did is of kind 1, whatever came before.
fn people(count: usize) -> (Vec<Happenings>, Vec<bool>) {
    let mut draws = Draws::new(2);
    (0..count)
        .map(|_| {
            let steps: Vec<Step> = (0..3 + draws.below(6))
                .map(|_| Step {
                    kind: draws.below(3),
                    gap: 1.0 + 9.0 * draws.unit(),
                    amount: 0.0,
                })
                .collect();
            let last = steps.last().is_some_and(|step| step.kind == 1);
            let label = if draws.unit() < 0.05 { !last } else { last };
            (Happenings { steps, gap: 3.0 }, label)
        })
        .unzip()
}

#[test]
fn both_ways_to_read_find_what_came_last() {
    let (people, labels) = people(1_200);
    let (rows, others): (Vec<usize>, Vec<usize>) = (0..1_200).partition(|row| row % 4 > 0);
    let of: Vec<bool> = others.iter().map(|&row| labels[row]).collect();
    for architecture in [Architecture::Recurrent, Architecture::Convolutional] {
        let settings = HappeningsSettings::of(architecture);
        let fit = HappeningsNetwork::fit(&people, &labels, &rows, settings, 1, &mut |_| {});
        let network = fit.expect("it fits");
        let scores = network.log_odds(&people, &others).expect("it tells");
        let area = auc(&scores, &of).expect("both");
        assert!(area > 0.9, "{architecture:?}: {area}");
    }
}

#[test]
fn too_few_of_a_kind_is_an_error() {
    let (people, _) = people(60);
    let rows: Vec<usize> = (0..60).collect();
    let settings = HappeningsSettings::of(Architecture::Recurrent);
    let fit = HappeningsNetwork::fit(&people, &[false; 60], &rows, settings, 1, &mut |_| {});
    let error = fit.expect_err("nobody stays");
    assert!(
        matches!(
            error,
            HappeningsError::Classify(ClassifyError::FewRows { positives: 0, .. })
        ),
        "{error}"
    );
}
