//! What members do one after another, planted through the door for events and counted back, on both databases.

use serde_json::{Value, json};
use storekeeper::catalog::Product;
use storekeeper::clock::Timestamp;
use storekeeper::ids::MemberKey;
use storekeeper::insights::behaviour::{
    Behaviour, BehaviourError, FunnelPart, Split, StageCount, StageName, Visits,
};
use storekeeper::members::{Consent, Purpose};

use super::door::{Door, NOW, moment};
use super::shop::{Shop, on_both, order, product};

on_both!(
    a_planted_funnel_comes_back_number_by_number,
    planted_paths_come_back_number_by_number,
    who_said_no_to_analysis_appears_nowhere,
);

const MONTH: Visits = Visits {
    days: 30,
    valley: false,
};

/// So many minutes before now.
pub(super) fn ago(minutes: i64) -> Timestamp {
    Timestamp::from_micros(moment(NOW).micros() - minutes * 60_000_000)
}

/// So many minutes, of days.
pub(super) fn days(days: i64) -> i64 {
    days * 24 * 60
}

/// An event of a member, `m3`, or of a browser, so many minutes before now.
pub(super) fn event(who: &str, name: &str, minutes: i64) -> Value {
    let (id, kind) = match (who.starts_with('m'), name) {
        (true, _) => ("userId", "track"),
        (false, "Page") => ("anonymousId", "page"),
        (false, _) => ("anonymousId", "track"),
    };
    let mut call = json!({
        "type": kind, "event": name, "messageId": format!("{who}-{name}-{minutes}"),
        "timestamp": ago(minutes).rfc3339(),
        "properties": {"product_id": "p1", "campaign": "spring", "order_id": format!("{who}-{minutes}")},
    });
    call[id] = who.into();
    if name == "Page" {
        // A page that is no product's.
        call["properties"] = json!({});
    }
    call
}

/// The acts of a visit, two minutes apart.
pub(super) fn visit(who: &str, began: i64, names: &[&str]) -> Vec<Value> {
    let acts = names.iter().zip((0..).map(|act| began - 2 * act));
    acts.map(|(name, minutes)| event(who, name, minutes))
        .collect()
}

/// A door with so many members and these events.
pub(super) async fn planted(shop: Shop, members: usize, events: Vec<Value>) -> (Door, Behaviour) {
    let door = Door::open(shop).await;
    door.shop.stock(5, members).await;
    let behaviour = Behaviour::new(door.shop.db.clone());
    send(&door, events).await;
    (door, behaviour)
}

pub(super) async fn send(door: &Door, events: Vec<Value>) {
    for part in events.chunks(500) {
        let batch = json!({"batch": part, "sentAt": NOW});
        let kept = door.keeps(&door.server, "/v1/batch", &batch).await;
        assert_eq!(kept, [u64::try_from(part.len()).unwrap(), 0, 0]);
    }
}

pub(super) async fn ordered(door: &Door, orders: &[(&str, &str, i64)]) {
    let orders: Vec<_> = (orders.iter())
        .map(|(number, owner, minutes)| order(number, owner, ago(*minutes).micros(), &[("p1", 1)]))
        .collect();
    door.shop.orders.put(&orders).await.unwrap();
}

pub(super) const VIEW: &str = "Product Viewed";
pub(super) const ADD: &str = "Product Added";
const CHECKOUT: &str = "Checkout Started";
const DONE: &str = "Order Completed";

/// Twenty-two visits: twenty look at a product, ten fill a basket, seven begin the checkout, five order.
async fn shop_of_visits(shop: Shop) -> (Door, Behaviour) {
    let mut events = Vec::new();
    for n in 0..4 {
        events.extend(visit(&format!("m{n}"), days(2), &["Session Started", VIEW]));
    }
    // Two visits, forty minutes of silence between them.
    events.extend(visit("m4", days(3), &["Session Started", VIEW]));
    events.extend(visit("m4", days(3) - 42, &["Session Started", VIEW]));
    for n in 5..9 {
        events.extend(visit(&format!("m{n}"), days(4), &[VIEW, "Cart Viewed"]));
    }
    for n in 9..12 {
        events.extend(visit(&format!("m{n}"), days(5), &[VIEW, ADD]));
    }
    for n in 12..14 {
        events.extend(visit(&format!("m{n}"), days(6), &[VIEW, ADD, CHECKOUT]));
    }
    for n in 14..19 {
        events.extend(visit(&format!("m{n}"), days(7), &[VIEW, ADD, CHECKOUT]));
    }
    for browser in ["a", "b"] {
        events.extend(visit(browser, days(8), &["Page"]));
    }
    // One order is known by its event alone, one by the event and the books, three by the books.
    events.push(event("m14", DONE, days(7) - 6));
    events.push(event("m15", DONE, days(7) - 6));
    let (door, behaviour) = planted(shop, 40, events).await;
    let both = format!("m15-{}", days(7) - 6);
    ordered(
        &door,
        &[
            (&both, "m15", days(7) - 6),
            ("o16", "m16", days(7) - 6),
            ("o17", "m17", days(7) - 6),
            ("o18", "m18", days(7) - 6),
            ("before-17", "m17", days(300)),
            ("before-18", "m18", days(300)),
            ("by-telephone", "m30", days(9)),
        ],
    )
    .await;
    (door, behaviour)
}

fn reached(stages: &[StageCount]) -> Vec<usize> {
    stages.iter().map(|stage| stage.visits).collect()
}

fn parts(parts: &[FunnelPart]) -> Vec<(&str, usize)> {
    let named = parts.iter();
    named
        .map(|part| (part.name.as_str(), part.visits))
        .collect()
}

pub(super) fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
}

async fn a_planted_funnel_comes_back_number_by_number(shop: Shop) {
    let (door, behaviour) = shop_of_visits(shop).await;
    let now = moment(NOW);
    let funnel = behaviour
        .funnel(MONTH, Some(Split::Standing), now)
        .await
        .unwrap();
    assert_eq!((funnel.visits, funnel.orders_outside), (22, 1));
    assert_eq!(reached(&funnel.stages), [22, 20, 10, 7, 5]);
    let names: Vec<StageName> = funnel.stages.iter().map(|stage| stage.stage).collect();
    assert_eq!(
        names,
        [
            StageName::Visit,
            StageName::Viewed,
            StageName::Basket,
            StageName::Checkout,
            StageName::Ordered
        ]
    );
    let left: Vec<(usize, usize)> = (funnel.stages.iter())
        .map(|stage| (stage.left, stage.ended))
        .collect();
    assert_eq!(left, [(2, 2), (10, 6), (3, 3), (2, 2), (0, 0)]);
    let instead = &funnel.stages[1].instead;
    assert_eq!((instead[0].act, instead[0].visits), ("Cart Viewed", 4));
    for (stage, (share, minutes)) in funnel.stages.iter().zip([
        (20.0 / 22.0, None),
        (0.5, Some(2.0)),
        (0.7, Some(2.0)),
        (5.0 / 7.0, Some(2.0)),
    ]) {
        near(stage.to_next.unwrap(), share);
        assert_eq!(stage.minutes_to_next.is_some(), minutes.is_some());
        near(stage.minutes_to_next.unwrap_or(0.0), minutes.unwrap_or(0.0));
    }
    assert_eq!(funnel.stages[4].to_next, None);
    near(funnel.stages[4].of_all, 5.0 / 22.0);
    assert_eq!((funnel.sample.members, funnel.sample.visitors), (40, 2));
    near(funnel.sample.share, 1.0);
    near(funnel.silence.minutes, 30.0);
    let standing = [("new", 18), ("returning", 2), ("visitor", 2)];
    assert_eq!(parts(&funnel.parts), standing);
    assert_eq!(reached(&funnel.parts[1].stages), [2, 2, 2, 2, 2]);

    let channel = behaviour
        .funnel(MONTH, Some(Split::Channel), now)
        .await
        .unwrap();
    assert_eq!(parts(&channel.parts), [("unknown", 20), ("site", 2)]);
    let tea = Product {
        category: Some("tea".to_owned()),
        ..product("p1")
    };
    door.shop.catalog.put(&[tea]).await.unwrap();
    let category = behaviour
        .funnel(MONTH, Some(Split::Category), now)
        .await
        .unwrap();
    assert_eq!(parts(&category.parts), [("tea", 20), ("none", 2)]);
    // What lies before the days that are asked for, from the end of the last day with anything, is not there.
    let two = Visits { days: 2, ..MONTH };
    let funnel = behaviour.funnel(two, None, now).await.unwrap();
    assert_eq!(reached(&funnel.stages), [6, 6, 0, 0]);
    let one = Visits { days: 1, ..MONTH };
    let funnel = behaviour.funnel(one, None, now).await.unwrap();
    assert_eq!(reached(&funnel.stages), [4, 4, 0, 0]);
}

async fn planted_paths_come_back_number_by_number(shop: Shop) {
    let (_door, behaviour) = shop_of_visits(shop).await;
    let paths = behaviour.paths(MONTH, moment(NOW)).await.unwrap();
    assert_eq!((paths.visits, paths.ordered), (22, 5));
    let ways: Vec<(usize, &[&str])> = (paths.ways.iter())
        .map(|way| (way.visits, &way.acts[..]))
        .collect();
    let wanted: [(usize, &[&str]); 6] = [
        (6, &[VIEW]),
        (5, &[VIEW, ADD, CHECKOUT, DONE]),
        (4, &[VIEW, "Cart Viewed"]),
        (3, &[VIEW, ADD]),
        (2, &["Page"]),
        (2, &[VIEW, ADD, CHECKOUT]),
    ];
    assert_eq!(ways, wanted);
    let after = &paths.after[0];
    assert_eq!((after.act, after.times), (VIEW, 20));
    let next: Vec<_> = after
        .next
        .iter()
        .map(|next| (next.act, next.times))
        .collect();
    assert_eq!(next, [(Some(ADD), 10), (None, 6), (Some("Cart Viewed"), 4)]);
    near(after.next[0].share, 0.5);
    let first = &paths.tree[0];
    assert_eq!((first.act, first.visits, first.ended), (VIEW, 20, 6));
    let basket = &first.next[0];
    assert_eq!((basket.act, basket.visits, basket.ended), (ADD, 10, 3));
    let checkout = &basket.next[0];
    assert_eq!((checkout.visits, checkout.ended), (7, 2));
    assert_eq!((paths.tree[1].act, paths.tree[1].visits), ("Page", 2));
    for (act, chance, removal) in [
        (VIEW, 0.25, 1.0),
        (ADD, 0.5, 1.0),
        (CHECKOUT, 5.0 / 7.0, 1.0),
        ("Cart Viewed", 0.0, 0.0),
        ("Page", 0.0, 0.0),
    ] {
        let of = paths.influence.iter().find(|of| of.act == act).unwrap();
        near(of.chance, chance);
        near(of.removal, removal);
    }
}

pub(super) async fn says_no(door: &Door, member: &str) {
    let no = Consent::said(Purpose::Analysis, false, moment(NOW), "profile");
    let key = MemberKey::new(member);
    door.shop.members.consent(&key, &[no]).await.unwrap();
}

async fn who_said_no_to_analysis_appears_nowhere(shop: Shop) {
    let (door, behaviour) = shop_of_visits(shop).await;
    let now = moment(NOW);
    // A browser of m18 does something under nobody's name, which is theirs by its tie.
    let mut tied = event("c", "Page", days(10));
    tied["userId"] = "m18".into();
    send(&door, vec![tied]).await;
    let funnel = behaviour.funnel(MONTH, None, now).await.unwrap();
    assert_eq!(reached(&funnel.stages), [23, 20, 10, 7, 5]);
    says_no(&door, "m18").await;
    let funnel = behaviour.funnel(MONTH, None, now).await.unwrap();
    assert_eq!(reached(&funnel.stages), [21, 19, 9, 6, 4]);
    assert_eq!((funnel.sample.members, funnel.sample.visitors), (39, 2));
    let paths = behaviour.paths(MONTH, now).await.unwrap();
    assert_eq!((paths.visits, paths.ordered), (21, 4));
    let refused = MemberKey::new("m18");
    for error in [
        behaviour.like(&refused, now).await.unwrap_err(),
        behaviour.unusual_of(&refused, now).await.unwrap_err(),
        behaviour.intent(Some(&refused), now).await.unwrap_err(),
    ] {
        assert!(matches!(error, BehaviourError::NoMember(_)), "{error}");
    }
    // Nor among those who are like another; m17 has the same deeds as m18 had.
    send(&door, visit("m17", days(20), &[VIEW])).await;
    send(&door, visit("m17", days(21), &[VIEW])).await;
    let like = behaviour.like(&MemberKey::new("m17"), now).await.unwrap();
    assert!(!like.nearest.is_empty());
    assert!(
        like.nearest.iter().all(|near| near.member != "m18"),
        "{like:?}"
    );
}
