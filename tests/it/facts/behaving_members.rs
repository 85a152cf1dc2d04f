//! Who is like whom, what is unusual of somebody, and whether a visit ends in an order, on both databases.

use std::time::Duration;

use storekeeper::ids::MemberKey;
use storekeeper::insights::behaviour::{BehaviourError, Measure, Trigger};

use super::behaving::{ADD, VIEW, days, event, near, ordered, planted, says_no, send, visit};
use super::door::{NOW, moment};
use super::shop::{Shop, on_both};

on_both!(
    members_like_one_who_came_back_are_found,
    a_week_unlike_the_weeks_before_is_unusual,
    a_visit_is_judged_by_its_first_acts,
);

async fn members_like_one_who_came_back_are_found(shop: Shop) {
    // m0 ordered thirty days ago, after two visits.
    let mut events = visit("m0", days(50), &[VIEW]);
    events.extend(visit("m0", days(40), &[VIEW]));
    events.extend(visit("m0", days(30) + 4, &[VIEW, ADD]));
    // m1 to m24 did the same a hundred days before; fourteen of them were written to, and ten of these ordered.
    for n in 1..25 {
        let who = format!("m{n}");
        events.extend(visit(&who, days(150), &[VIEW]));
        events.extend(visit(&who, days(140), &[VIEW]));
        events.extend(visit(&who, days(130) + 4, &[VIEW, ADD]));
        if n <= 14 {
            events.push(event(&who, "Campaign Sent", days(95)));
        }
    }
    // Somebody else is in the shop now, and somebody did the same as m0, at the same pace.
    events.extend(visit("m30", 10, &[VIEW]));
    for (began, acts) in [(50, &[VIEW][..]), (40, &[VIEW]), (31, &[VIEW, ADD])] {
        events.extend(visit("m31", days(began), acts));
    }
    let (door, behaviour) = planted(shop, 40, events).await;
    let numbers: Vec<String> = (0..40).map(|n| format!("m{n}")).collect();
    let mut orders = vec![("o-m0", "m0", days(30)), ("o-m31", "m31", days(31) - 4)];
    let keys: Vec<[String; 2]> = (0..40)
        .map(|n| [format!("o{n}"), format!("again{n}")])
        .collect();
    for n in 1..25 {
        orders.push((&keys[n][0], &numbers[n], days(130)));
        if n <= 10 {
            orders.push((&keys[n][1], &numbers[n], days(85)));
        }
    }
    ordered(&door, &orders).await;
    let now = moment(NOW);
    let like = behaviour.like(&MemberKey::new("m0"), now).await.unwrap();
    near(like.quiet_days.unwrap(), 30.0);
    let deeds: Vec<_> = like
        .deeds
        .iter()
        .map(|deed| (deed.deed, deed.times))
        .collect();
    assert_eq!(deeds, [("viewed", 2), ("ordered", 1)]);
    assert_eq!(like.nearest[0].member, "m31");
    assert!(like.nearest[0].likeness > 0.9, "{:?}", like.nearest[0]);
    let both = &like.nearest[0].in_common;
    assert_eq!(both.iter().map(|deed| deed.times).sum::<usize>(), 3);
    let back = like.came_back.expect("there are moments enough");
    assert_eq!((back.moments, back.followed), (24, 24));
    assert_eq!((back.came_back, back.stayed_away), (10, 14));
    near(back.of_all, 10.0 / 24.0);
    near(back.median_days.unwrap(), 15.0);
    let before: Vec<_> = (back.before.iter())
        .map(|before| (before.what, before.came_back, before.stayed_away))
        .collect();
    assert_eq!(
        before,
        [(Trigger::Campaign, 10, 4), (Trigger::Nothing, 0, 10)]
    );
    assert_eq!(back.members.len(), 10);
    assert_eq!(back.members[0].before, [Trigger::Campaign]);
    // Who did too little is not compared, and nobody came back to what they never did.
    let error = behaviour
        .like(&MemberKey::new("m30"), now)
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            BehaviourError::TooFew {
                known: 1,
                needed: 3,
                ..
            }
        ),
        "{error}"
    );
    let error = behaviour
        .like(&MemberKey::new("m39"), now)
        .await
        .unwrap_err();
    assert!(matches!(error, BehaviourError::Idle { .. }), "{error}");
}

async fn a_week_unlike_the_weeks_before_is_unusual(shop: Shop) {
    let mut events = Vec::new();
    for n in 0..30 {
        for week in 0..26 {
            let began = days(7 * week + 1 + n % 5);
            events.extend(visit(&format!("m{n}"), began, &[VIEW]));
        }
    }
    // In the last week m7 came every day.
    for day in (1..7).filter(|day| *day != 1 + 7 % 5) {
        events.extend(visit("m7", days(day), &[VIEW]));
    }
    events.extend(visit("m7", 30, &[VIEW]));
    events.extend(visit("m35", 60, &[VIEW]));
    let (door, behaviour) = planted(shop, 40, events).await;
    let now = moment(NOW);
    let all = behaviour.unusual(now).await.unwrap();
    assert_eq!((all.judged, all.too_short, all.days), (30, 1, 7));
    let first = &all.findings[0];
    assert_eq!(first.member, "m7");
    let finding = &first.finding;
    assert_eq!(finding.measure, Measure::VisitDays);
    assert!(finding.more && finding.unusual, "{finding:?}");
    near(finding.seen, 7.0);
    assert!(finding.usual < 1.5 && finding.adjusted >= finding.probability);
    assert_eq!(all.unusual, 1);
    let own = behaviour
        .unusual_of(&MemberKey::new("m7"), now)
        .await
        .unwrap();
    let visits = own.findings.iter();
    let mut visits = visits.filter(|found| found.measure == Measure::VisitDays);
    let visits = visits.next().unwrap_or_else(|| panic!("{own:?}"));
    assert!(visits.seen > visits.usual && visits.more, "{visits:?}");
    // Somebody without a history is not judged, and is told how much it takes.
    let new = behaviour
        .unusual_of(&MemberKey::new("m35"), now)
        .await
        .unwrap();
    let short = new
        .too_short
        .iter()
        .find(|short| short.measure == Measure::VisitDays);
    assert!(
        short.is_some_and(|short| short.known < short.needed),
        "{new:?}"
    );
    says_no(&door, "m7").await;
    let all = behaviour.unusual(now).await.unwrap();
    assert_eq!((all.judged, all.unusual), (29, 0));
    assert!(all.findings.iter().all(|found| found.member != "m7"));
}

async fn a_visit_is_judged_by_its_first_acts(shop: Shop) {
    let (mut events, mut orders) = (Vec::new(), Vec::new());
    for n in 0..300_i64 {
        let (who, began) = (format!("m{}", n % 30), days(80) - n * 380);
        // One of three fills a basket; of these nine of ten order, of the others one of twenty.
        let basket = n % 3 == 0;
        let orders_it = if basket { n % 30 != 0 } else { n % 20 == 1 };
        let acts = if basket {
            &[VIEW, ADD][..]
        } else {
            &[VIEW, VIEW]
        };
        let acts = acts.iter().zip([0, 2]);
        events.extend(acts.map(|(name, after)| event(&who, name, began - after)));
        if orders_it {
            orders.push((format!("o{n}"), who, began - 6));
        }
    }
    let (door, behaviour) = planted(shop, 40, events).await;
    let now = moment(NOW);
    let error = behaviour.intent(None, now).await.unwrap_err();
    assert!(
        matches!(
            error,
            BehaviourError::TooFew {
                known: 0,
                needed: 50,
                ..
            }
        ),
        "{error}"
    );
    let orders: Vec<(&str, &str, i64)> = (orders.iter())
        .map(|(number, owner, minutes)| (number.as_str(), owner.as_str(), *minutes))
        .collect();
    ordered(&door, &orders).await;
    // Two members are in the shop now.
    let mut events = visit("m3", 9, &[VIEW, ADD]);
    events.extend(visit("m4", 9, &[VIEW, "Page View"]));
    send(&door, events).await;
    let began = std::time::Instant::now();
    let report = behaviour
        .intent(Some(&MemberKey::new("m3")), now)
        .await
        .unwrap();
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "it is fitted while one waits"
    );
    let model = &report.model;
    assert_eq!((model.visits, model.ordered), (302, orders.len()));
    assert!(model.auc > 0.7, "{model:?}");
    assert!(model.calibration_error < 0.2, "{model:?}");
    let filled = report.visit.expect("there is one");
    assert!(
        filled.going_on && !filled.ordered && filled.acts == 2,
        "{filled:?}"
    );
    let looked = behaviour
        .intent(Some(&MemberKey::new("m4")), now)
        .await
        .unwrap();
    let looked = looked.visit.expect("there is one");
    assert!(filled.probability > 0.6, "{filled:?}");
    assert!(looked.probability < 0.3, "{looked:?}");
    let idle = behaviour
        .intent(Some(&MemberKey::new("m39")), now)
        .await
        .unwrap_err();
    assert!(matches!(idle, BehaviourError::Idle { .. }), "{idle}");
}
