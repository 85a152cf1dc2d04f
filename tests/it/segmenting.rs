//! The room `insights/segment`: the language of filters, named segments, cohorts, clusters, overlap.

mod filters;
mod problems;

use serde_json::{Value, json};

use storekeeper::ids::Language::{Chinese, English};
use storekeeper::insights::segment::clusters::{
    ClusterSettings, MemberClusters, SegmentClustersError,
};
use storekeeper::insights::segment::cohorts::{CohortsError, cohorts};
use storekeeper::insights::segment::overlap;
use storekeeper::insights::segment::rfm::{
    Activity, LEAST_MEMBERS, Quintiles, RfmError, RfmScores, Segment,
};
use storekeeper::learn::Draws;

const DAY: i64 = 86_400_000_000;

/// `depth` times `not` around a condition.
fn nested(depth: usize) -> Value {
    (0..depth).fold(json!({"tag": "vip"}), |inside, _| json!({ "not": inside }))
}

/// Members of whom each ordered later, more often and for more than the one before.
fn ladder(count: u32) -> Vec<Option<Activity>> {
    let rung = |rung: u32| {
        Some(Activity {
            recency_days: f64::from(count - rung),
            orders: f64::from(rung + 1),
            spend: f64::from(rung * rung),
        })
    };
    (0..count).map(rung).collect()
}

#[test]
fn scores_are_quintiles_and_equals_share_them() {
    let mut members = ladder(50);
    members.push(None);
    let quintiles = Quintiles::learn(&members).expect("enough members");
    assert_eq!(quintiles.members, 50);
    for (rung, activity) in members.iter().flatten().enumerate() {
        let wanted = u8::try_from(rung / 10 + 1).expect("five");
        let scores = quintiles.score(*activity);
        assert_eq!(
            [scores.recency, scores.frequency, scores.money],
            [wanted; 3]
        );
    }
    assert_eq!(quintiles.segment(None), Segment::NoOrders);
    assert_eq!(quintiles.segment(members[49]), Segment::Champions);
    assert_eq!(quintiles.segment(members[0]), Segment::Hibernating);
    // Most have one order: they share a low score, and two stand out.
    let one = |orders: f64| {
        Some(Activity {
            recency_days: 1.0,
            orders,
            spend: 1.0,
        })
    };
    let alike: Vec<_> = (0..40)
        .map(|number| one(if number < 30 { 1.0 } else { 2.0 }))
        .collect();
    let quintiles = Quintiles::learn(&alike).expect("enough members");
    let scores = |activity: Option<Activity>| quintiles.score(activity.expect("somebody"));
    assert_eq!(
        scores(one(1.0)),
        RfmScores {
            recency: 3,
            frequency: 2,
            money: 3
        }
    );
    assert_eq!(scores(one(2.0)).frequency, 5);
    assert_eq!(scores(one(0.0)).frequency, 1);
    assert_eq!(scores(one(9.0)).frequency, 5);
    let few = ladder(24);
    assert_eq!(Quintiles::learn(&few), Err(RfmError::TooFew(24)));
    assert!(
        Quintiles::learn(&ladder(25)).is_ok_and(|quintiles| quintiles.members == LEAST_MEMBERS)
    );
    let kept = serde_json::to_value(&quintiles).and_then(serde_json::from_value::<Quintiles>);
    assert_eq!(kept.expect("JSON"), quintiles);
}

#[test]
fn every_pair_of_scores_has_its_segment() {
    // Recency across, the mean of the others down, as the documentation has it.
    let table = [
        (
            5,
            ["cannot_lose", "cannot_lose", "loyal", "loyal", "champions"],
        ),
        (4, ["at_risk", "at_risk", "loyal", "loyal", "champions"]),
        (
            3,
            [
                "at_risk",
                "at_risk",
                "need_attention",
                "potential_loyalists",
                "potential_loyalists",
            ],
        ),
        (
            2,
            [
                "hibernating",
                "hibernating",
                "about_to_sleep",
                "potential_loyalists",
                "potential_loyalists",
            ],
        ),
        (
            1,
            [
                "hibernating",
                "hibernating",
                "about_to_sleep",
                "promising",
                "new",
            ],
        ),
    ];
    for (level, row) in table {
        for (recency, key) in (1..).zip(row) {
            let scores = RfmScores {
                recency,
                frequency: level,
                money: level,
            };
            assert_eq!(scores.segment().key(), key);
            // A half goes upwards.
            let money = level.max(2) - 1;
            if level > 1 {
                assert_eq!(RfmScores { money, ..scores }.segment().key(), key);
            }
        }
    }
    for segment in Segment::ALL {
        assert_eq!(Segment::of(segment.key()), Some(segment));
        assert_eq!(serde_json::to_value(segment).expect("JSON"), segment.key());
        assert!(segment.advice(English).ends_with('.') && segment.advice(Chinese).ends_with('。'));
        assert!(!segment.name(English).is_empty() && !segment.name(Chinese).is_empty());
    }
}

#[test]
fn cohorts_count_who_came_back() {
    // 2026-01-01, and the first days of the months after it.
    let january = 1_767_225_600_000_000;
    let [february, march] = [january + 31 * DAY, january + 59 * DAY];
    let purchases = [
        (1, january),
        (1, january + 1), // the same day
        (1, march + DAY),
        (1, march + 2 * DAY),
        (2, january + 3 * DAY),
        (2, january + 9 * DAY),
        (3, march + DAY),
        (3, march + 20 * DAY), // not yet
    ];
    let spend = [100, 10, 20, 30, 5, 5, 7, 1_000];
    let until = march + 10 * DAY;
    let found = cohorts(&purchases, Some(&spend), until).expect("cohorts");
    let shape: Vec<_> = found
        .cohorts
        .iter()
        .map(|c| (c.month.as_str(), c.members, c.months.len()))
        .collect();
    assert_eq!(
        shape,
        [("2026-01", 2, 3), ("2026-02", 0, 2), ("2026-03", 1, 1)]
    );
    let row: Vec<_> = found.cohorts[0]
        .months
        .iter()
        .map(|m| (m.again, m.share, m.spend, m.over))
        .collect();
    assert_eq!(
        row,
        [
            (1, Some(0.5), Some(120), true),
            (0, Some(0.0), Some(0), true),
            (1, Some(0.5), Some(50), false)
        ]
    );
    assert_eq!(found.cohorts[1].months[0].share, None);
    assert_eq!(found.cohorts[2].months[0].spend, Some(7));
    // March is not over, so it does not count.
    assert_eq!(found.overall, [Some(0.5), Some(0.0), None]);
    let whole = cohorts(&purchases[..6], None, february).expect("cohorts");
    assert_eq!(
        (whole.cohorts.len(), whole.cohorts[0].months[0].over),
        (1, true)
    );
    assert_eq!(whole.cohorts[0].months[0].spend, None);
    assert!(cohorts(&[], None, until).is_ok_and(|none| none.cohorts.is_empty()));
    assert_eq!(
        cohorts(&[(2, 0), (1, 0)], None, until),
        Err(CohortsError::Unsorted(1))
    );
    let (spend, purchases) = (0, 1);
    assert_eq!(
        cohorts(&[(1, 0)], Some(&[]), until),
        Err(CohortsError::Spend { spend, purchases })
    );
    assert_eq!(
        cohorts(&[(1, 0)], None, until),
        Err(CohortsError::TooLong(675))
    );
}

/// Recency, orders and spend of members of four kinds in turn.
fn four_kinds(count: usize, seed: u64) -> Vec<f64> {
    let kinds = [
        [10.0, 20.0, 50_000.0],
        [200.0, 2.0, 4_000.0],
        [15.0, 1.0, 3_000.0],
        [220.0, 12.0, 40_000.0],
    ];
    let mut draws = Draws::new(seed);
    let spread = |number: f64| number * libm::exp(f64::from(draws.normal()) * 0.25);
    kinds
        .iter()
        .cycle()
        .take(count)
        .flatten()
        .copied()
        .map(spread)
        .collect()
}

#[test]
fn clusters_are_found_and_named_by_their_numbers() {
    let columns = ["recency_days", "orders", "spend"];
    let settings = ClusterSettings {
        choosing_rows: 300,
        ..ClusterSettings::default()
    };
    let rows = four_kinds(402, 3);
    let found = MemberClusters::find(&columns, &rows, &settings).expect("clusters");
    assert_eq!((found.choice.clusters, found.confirmed()), (4, true));
    assert!(found.silhouette > 0.7, "{}", found.silhouette);
    let names: Vec<&str> = found
        .clusters
        .iter()
        .map(|cluster| cluster.name(English))
        .collect();
    let wanted = [
        "recent, frequent, high spend",
        "long away, few orders, low spend",
        "recent, few orders, low spend",
        "long away, frequent, high spend",
    ];
    assert_eq!(names, wanted);
    assert_eq!(
        found.clusters[0].name(Chinese),
        "近期下单、下单频繁、高消费"
    );
    let first = &found.clusters[0];
    assert_eq!((first.size, first.marks.len()), (101, 3));
    assert!((first.centre[1] - 20.0).abs() < 2.0 && first.means[1] > first.centre[1]);
    assert!(
        first
            .marks
            .windows(2)
            .all(|pair| pair[0].deviations.abs() >= pair[1].deviations.abs())
    );
    for (row, &label) in found.labels.iter().enumerate() {
        assert_eq!(found.labels[row % 4], label);
    }
    assert_eq!(found.assign(&rows).as_deref(), Ok(&found.labels[..]));
    // Again the same, other members the same names, and a description that can be kept.
    assert_eq!(
        MemberClusters::find(&columns, &rows, &settings).as_ref(),
        Ok(&found)
    );
    let others = MemberClusters::find(&columns, &four_kinds(402, 8), &settings).expect("clusters");
    let others: Vec<&str> = others
        .clusters
        .iter()
        .map(|cluster| cluster.name(English))
        .collect();
    assert_eq!(others, wanted);
    let kept = serde_json::to_string(&found).expect("JSON");
    let kept: MemberClusters = serde_json::from_str(&kept).expect("JSON");
    assert_eq!(kept.labels, found.labels);
    // No two clusters are called the same, however many there are.
    let mut draws = Draws::new(5);
    let cloud: Vec<f64> = (0..900).map(|_| f64::from(draws.normal())).collect();
    let found = MemberClusters::find(&["due_days"], &cloud, &settings).expect("clusters");
    let mut names: Vec<&str> = found
        .clusters
        .iter()
        .map(|cluster| cluster.name(Chinese))
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), found.clusters.len());
}

#[test]
fn clusters_of_nothing_are_refused() {
    let settings = ClusterSettings::default();
    let error = |columns: &[&str], rows: &[f64]| {
        MemberClusters::find(columns, rows, &settings)
            .expect_err("no clusters")
            .to_string()
    };
    assert_eq!(
        error(&["ordrs"], &[1.0]),
        "there is no column `ordrs`: give columns of the features"
    );
    assert!(error(&["city"], &[1.0]).starts_with("column `city` holds words"));
    assert!(
        error(&["orders", "orders"], &[1.0, 1.0]).starts_with("column `orders` is given twice")
    );
    let alike = MemberClusters::find(&["orders"], &[2.0; 9], &settings);
    assert_eq!(
        alike,
        Err(SegmentClustersError::Alike {
            rows: 9,
            distinct: 1
        })
    );
    assert!(error(&["orders"], &[]).starts_with("0 members have 0 different rows"));
    assert!(error(&["orders", "spend"], &[1.0, f64::NAN]).starts_with("row 0, column 1 is NaN"));
}

#[test]
fn overlap_counts_both_and_each() {
    for (first, second, wanted) in [
        (vec![], vec![], (0, 0, 0, 0.0)),
        (vec![1, 2, 3, 9], vec![2, 3, 4], (2, 2, 1, 0.4)),
        (vec![1, 1, 2], vec![2, 2, 2], (1, 1, 0, 0.5)),
        (vec![1], vec![2], (0, 1, 1, 0.0)),
        (vec![-5, 7], vec![-5, 7], (2, 0, 0, 1.0)),
    ] {
        let found = overlap(&first, &second);
        assert_eq!(
            (found.both, found.only_first, found.only_second),
            (wanted.0, wanted.1, wanted.2)
        );
        assert!((found.jaccard - wanted.3).abs() < 1e-12);
    }
}
