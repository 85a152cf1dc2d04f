//! Which model of leaving is used, and how all of them did.

use std::collections::HashSet;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::features::{DAY, Happening};
use crate::learn::classify::chosen::{Family, compare as fit_all};
use crate::learn::happenings::{
    Architecture, Happenings, HappeningsError, HappeningsNetwork, HappeningsRound,
    HappeningsSettings, Step,
};

use super::{ChurnError, Prepared, Tested};

/// A model that was fitted to the earlier cut and tested on the later one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// What it is called.
    pub name: String,
    /// Whether it is the one that tells the risks.
    pub used: bool,
    /// Whether it is only measured: it could not say why, member by member, and is never used.
    pub measured_only: bool,
    /// The mean log loss over members of the earlier cut whom it had not learnt from, by which the one that is used was
    /// chosen; none of those that are only measured.
    pub validation: Option<f64>,
    /// Members of the earlier cut that it learnt from.
    pub learnt: usize,
    /// Members of the later cut that it was tested on.
    pub members: usize,
    /// The area under the curve.
    pub auc: f64,
    /// The average precision.
    pub average_precision: f64,
    /// The expected calibration error.
    pub ece: f64,
    /// Seconds that it took to fit it.
    pub seconds: f64,
}

impl Compared {
    fn of(name: &str, learnt: usize, tested: &Tested, seconds: f64) -> Self {
        Self {
            name: name.to_owned(),
            used: false,
            measured_only: false,
            validation: None,
            learnt,
            members: tested.members,
            auc: tested.auc,
            average_precision: tested.average_precision,
            ece: tested.calibration_error,
            seconds,
        }
    }
}

/// Fits all families to the members of the earlier cut, tests each on those of the later one, and says which did best
/// within the earlier cut, how that one did in the test, and how all did.
pub(super) fn compare(
    before: &Prepared,
    test: &Prepared,
    seed: u64,
    progress: &(dyn Fn(&str, f64) + Sync),
) -> Result<(Family, Tested, Vec<Compared>), ChurnError> {
    let mut begun = Instant::now();
    let mut seconds: Vec<(Family, f64)> = Vec::new();
    let mut done = |family: Family| {
        seconds.push((family, begun.elapsed().as_secs_f64()));
        begun = Instant::now();
        #[allow(clippy::cast_precision_loss, reason = "some families")]
        progress(
            "who leaves",
            seconds.len() as f64 / Family::ALL.len() as f64,
        );
    };
    let Prepared {
        table,
        labels,
        rows,
    } = before;
    let fitted = fit_all(table, labels, rows, &Family::ALL, seed, &mut done)?;
    let took = |family: Family| {
        let own = |part: Family| seconds.iter().filter(move |(of, _)| *of == part);
        let parts: &[Family] = match family {
            // A blend is made of two that were fitted before.
            Family::Blend => &[Family::Blend, Family::Boosted, Family::Ridge],
            _ => &[family],
        };
        let all = parts.iter().flat_map(|&part| own(part));
        all.map(|(_, seconds)| seconds).sum::<f64>()
    };
    let labels = test.own_labels();
    let all: Vec<(Tested, Compared)> = fitted
        .iter()
        .map(|one| {
            let tested = Tested::of(&one.model.log_odds(&test.table, &test.rows), &labels);
            let name = one.family.name();
            let compared = Compared {
                validation: Some(one.loss),
                ..Compared::of(name, rows.len(), &tested, took(one.family))
            };
            (tested, compared)
        })
        .collect();
    let best = (0..fitted.len()).min_by(|&a, &b| fitted[a].loss.total_cmp(&fitted[b].loss));
    let best = best.unwrap_or(0);
    let tested = all[best].0.clone();
    let mut compared: Vec<Compared> = all.into_iter().map(|(_, compared)| compared).collect();
    compared[best].used = true;
    Ok((fitted[best].family, tested, compared))
}

/// What happened with some members until a cut, and who left.
#[derive(Clone, Debug, Default)]
pub struct Lived {
    people: Vec<Happenings>,
    left: Vec<bool>,
}

/// What happened with some members until a cut, each with the row in the table of members; `happened` is in their order.
/// Who did nothing that is known could have done something for `longest` days.
#[must_use]
#[allow(clippy::implicit_hasher, reason = "the set that `features` gives")]
pub fn lived(
    members: &[i64],
    happened: &[Happening],
    cut: i64,
    longest: f32,
    ordered: &HashSet<i64>,
) -> Lived {
    let people = members.iter().map(|&member| {
        let from = happened.partition_point(|one| one.member < member);
        let until = happened.partition_point(|one| one.member <= member);
        let own = &happened[from..until];
        let mut before = own.first().map_or(cut, |first| first.at);
        let steps = own.iter().map(|one| {
            let gap = days(one.at - before);
            before = one.at;
            #[allow(clippy::cast_possible_truncation, reason = "amounts of a shop")]
            Step {
                kind: one.kind,
                gap,
                amount: one.amount as f32,
            }
        });
        let steps: Vec<Step> = steps.collect();
        let gap = own.last().map_or(longest, |last| days(cut - last.at));
        Happenings { steps, gap }
    });
    Lived {
        people: people.collect(),
        left: members.iter().map(|id| !ordered.contains(id)).collect(),
    }
}

/// Microseconds as days.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "days of some years"
)]
fn days(micros: i64) -> f32 {
    (micros as f64 / DAY as f64) as f32
}

/// The networks that read events, with their names.
const NETWORKS: [(&str, Architecture); 2] = [
    ("gru over events", Architecture::Recurrent),
    ("convolution over events", Architecture::Convolutional),
];

/// Fits the networks that read events to the earlier members and tests them on the later ones. One that cannot be fitted
/// is left out: the others answer.
pub(super) fn networks(
    [earlier, later]: &[Lived; 2],
    seed: u64,
    progress: &(dyn Fn(&str, f64) + Sync),
) -> Vec<Compared> {
    let mut compared = Vec::new();
    for (name, architecture) in NETWORKS {
        let begun = Instant::now();
        match network(earlier, later, architecture, seed, &|share| {
            progress(name, share);
        }) {
            Ok(tested) => compared.push(Compared {
                measured_only: true,
                ..Compared::of(
                    name,
                    earlier.people.len(),
                    &tested,
                    begun.elapsed().as_secs_f64(),
                )
            }),
            Err(error) => tracing::warn!(%error, name, "a network over events was not fitted"),
        }
    }
    compared
}

fn network(
    earlier: &Lived,
    later: &Lived,
    architecture: Architecture,
    seed: u64,
    progress: &dyn Fn(f64),
) -> Result<Tested, HappeningsError> {
    let settings = HappeningsSettings {
        steps: 40,
        rounds: 12,
        patience: 3,
        networks: 2,
        ..HappeningsSettings::of(architecture)
    };
    let (rounds, networks) = (settings.rounds, settings.networks);
    #[allow(clippy::cast_precision_loss, reason = "some rounds")]
    let mut tell = |told: &HappeningsRound| {
        let round = (told.network - 1) * rounds + told.learnt.round;
        progress(round as f64 / (networks * rounds) as f64);
    };
    let rows: Vec<usize> = (0..earlier.people.len()).collect();
    let (people, left) = (&earlier.people, &earlier.left);
    let network = HappeningsNetwork::fit(people, left, &rows, settings, seed, &mut tell)?;
    let rows: Vec<usize> = (0..later.people.len()).collect();
    let scores = network.log_odds(&later.people, &rows)?;
    progress(1.0);
    Ok(Tested::of(&scores, &later.left))
}
