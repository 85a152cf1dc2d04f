//! Filters on the orders of a time, and the columns of points, birthdays and ages: what the database finds is what a slow
//! count finds.

use serde_json::{Value, json};

use storekeeper::actions::{Advisor, NextRules};
use storekeeper::clock::Timestamp;
use storekeeper::features::Features;
use storekeeper::ids::MemberKey;
use storekeeper::insights::segment::Filter;
use storekeeper::members::{Birthday, Member, Points};
use storekeeper::orders::{Order, OrderState};
use storekeeper::registry::Registry;

use super::points::{on, span};
use super::shop::{Shop, member, on_both, order};

on_both!(
    orders_of_a_time_are_counted_as_they_are,
    purchases_before_a_day_are_all_counted,
    birthdays_ages_and_points_are_of_the_cut,
    points_are_followed,
);

const DAY: i64 = 86_400_000_000;
const MEMBERS: usize = 40;

/// The day so many days after the first of 1970, as filters give it.
fn written(day: i64) -> String {
    Timestamp::from_micros(day * DAY).day()
}

/// A shop whose members ordered, its columns counted up to a day.
async fn counted(shop: &Shop, day: i64) -> Advisor {
    let features = Features::new(shop.db.clone());
    let cut = features.latest(Timestamp::from_micros(day * DAY)).await;
    features.rebuild(cut.unwrap(), &|_| {}).await.unwrap();
    let registry = Registry::new(shop.db.clone());
    Advisor::new(shop.db.clone(), registry, NextRules::default())
}

/// Whom a filter finds, in order.
async fn found(advisor: &Advisor, filter: &Value) -> Vec<String> {
    let filter = Filter::read(filter).expect("a filter");
    let segments = advisor.segments();
    let members = segments.members(&filter, 1_000).await.unwrap();
    let keys = members.iter().map(|key| key.as_str().to_owned());
    let mut keys: Vec<String> = keys.collect();
    keys.sort();
    keys
}

/// Orders all over the year, some of them cancelled.
fn orders() -> Vec<Order> {
    let mut all = Vec::new();
    for number in 0..160_i64 {
        let owner = format!("m{}", (number * 7) % 37);
        let placed = (100 + (number * 53) % 300) * DAY + number;
        let product = if number % 3 == 0 { "p0" } else { "p1" };
        let mut order = order(
            &format!("o{number}"),
            &owner,
            placed,
            &[(product, 1 + number % 4), ("p2", 1)],
        );
        if number % 11 == 0 {
            order.state = OrderState::Cancelled;
        }
        all.push(order);
    }
    all
}

/// Whom a test is true of, by what they ordered from a day on and before another one: orders, items, pence.
fn slow(orders: &[Order], from: i64, to: i64, test: impl Fn(i64, i64, i64) -> bool) -> Vec<String> {
    let mut keys: Vec<String> = (0..MEMBERS).map(|number| format!("m{number}")).collect();
    keys.retain(|key| {
        let own = orders.iter().filter(|order| {
            let day = order.placed.micros();
            order
                .member
                .as_ref()
                .is_some_and(|owner| owner.as_str() == key)
                && order.state != OrderState::Cancelled
                && (from * DAY..to * DAY).contains(&day)
        });
        let (mut count, mut items, mut spend) = (0, 0, 0);
        for order in own {
            count += 1;
            for line in &order.lines {
                items += line.quantity;
                spend += line.quantity * line.unit_price.minor;
            }
        }
        test(count, items, spend)
    });
    keys.sort();
    keys
}

async fn orders_of_a_time_are_counted_as_they_are(shop: Shop) {
    shop.stock(3, MEMBERS).await;
    let orders = orders();
    shop.orders.put(&orders).await.unwrap();
    let advisor = counted(&shop, 400).await;
    let (from, to) = (180, 300);
    let time = json!({"since": written(from), "before": written(to)});
    let with = |key: &str, test: Value| {
        let mut asked = time.clone();
        asked[key] = test;
        json!({ "ordered": asked })
    };
    let slow = |test: fn(i64, i64, i64) -> bool| slow(&orders, from, to, test);
    for (filter, meant) in [
        (json!({ "ordered": time }), slow(|orders, _, _| orders > 0)),
        (
            json!({"not": {"ordered": time}}),
            slow(|orders, _, _| orders == 0),
        ),
        (
            with("orders", json!({"at_least": 2})),
            slow(|orders, _, _| orders >= 2),
        ),
        // Who ordered nothing has 0 of everything.
        (
            with("orders", json!({"below": 2})),
            slow(|orders, _, _| orders < 2),
        ),
        (
            with("orders", json!({"is": 0})),
            slow(|orders, _, _| orders == 0),
        ),
        (
            with("orders", json!({"is": 1})),
            slow(|orders, _, _| orders == 1),
        ),
        (
            with("items", json!({"between": [0, 5]})),
            slow(|_, items, _| items <= 5),
        ),
        (
            with("items", json!({"above": 5})),
            slow(|_, items, _| items > 5),
        ),
        (
            with("spend", json!({"above": 20})),
            slow(|_, _, spend| spend > 2_000),
        ),
        (
            with("spend", json!({"at_most": 20.65})),
            slow(|_, _, spend| spend <= 2_065),
        ),
        (
            json!({"not": with("spend", json!({"below": 10}))}),
            slow(|_, _, spend| spend >= 1_000),
        ),
    ] {
        assert!(!meant.is_empty() && meant.len() < MEMBERS, "{filter}");
        assert_eq!(found(&advisor, &filter).await, meant, "{filter}");
    }
    // Over all of the time they are the columns.
    let all = json!({"ordered": {"before": written(500), "spend": {"above": 40}}});
    let column = json!({"column": "spend", "above": 40});
    assert_eq!(found(&advisor, &all).await, found(&advisor, &column).await);
    let late = json!({"ordered": {"within_days": 90, "orders": {"at_least": 2}}});
    let column = json!({"column": "orders_90", "at_least": 2});
    assert_eq!(found(&advisor, &late).await, found(&advisor, &column).await);
}

async fn purchases_before_a_day_are_all_counted(shop: Shop) {
    shop.stock(3, MEMBERS).await;
    let product = |number: usize| storekeeper::catalog::Product {
        category: Some(["tea", "toys", "pets"][number].to_owned()),
        ..super::shop::product(&format!("p{number}"))
    };
    let products: Vec<_> = (0..3).map(product).collect();
    shop.catalog.put(&products).await.unwrap();
    let orders = orders();
    shop.orders.put(&orders).await.unwrap();
    let advisor = counted(&shop, 400).await;
    let tea: Vec<Order> = orders
        .iter()
        .filter(|order| order.lines[0].product.as_str() == "p0")
        .cloned()
        .collect();
    let filter = |times: Option<u32>| {
        let mut asked = json!({"category": "tea", "since": written(150), "before": written(320)});
        if let Some(times) = times {
            asked["times"] = json!(times);
        }
        json!({ "bought": asked })
    };
    let once = slow(&tea, 150, 320, |orders, _, _| orders > 0);
    let twice = slow(&tea, 150, 320, |orders, _, _| orders > 1);
    assert!(once.len() > twice.len() && !twice.is_empty());
    assert_eq!(found(&advisor, &filter(None)).await, once);
    assert_eq!(found(&advisor, &filter(Some(2))).await, twice);
    // Who bought some before bought some before, whatever they bought since.
    let before = json!({"bought": {"category": "tea", "before": written(150)}});
    let meant = slow(&tea, 0, 150, |orders, _, _| orders > 0);
    assert_eq!(found(&advisor, &before).await, meant);
}

async fn birthdays_ages_and_points_are_of_the_cut(shop: Shop) {
    shop.stock(3, 8).await;
    // The cut is the beginning of 1 March 1971.
    let cut = 424;
    assert_eq!(written(cut), "1971-03-01");
    let told = [
        ("m0", Some("1940-03-01")),
        ("m1", Some("1940-03-02")),
        ("m2", Some("--02-28")),
        ("m3", Some("1948-02-29")),
        ("m4", Some("--12-31")),
        ("m5", None),
    ];
    let members: Vec<Member> = told
        .iter()
        .map(|(key, birthday)| Member {
            birthday: birthday.and_then(Birthday::parse),
            ..member(key)
        })
        .collect();
    shop.members.put(&members).await.unwrap();
    let points = Points::new(shop.db.clone());
    for (key, who, from, until) in [
        ("a", "m0", 400, 500),
        ("b", "m0", 300, 420),
        ("c", "m1", 430, 500),
    ] {
        let member = MemberKey::new(who);
        let lasts = span(from, until);
        points
            .earn(&member, 100, lasts, &on(from, key))
            .await
            .unwrap();
    }
    points
        .spend(&MemberKey::new("m0"), 30, &on(410, "d"))
        .await
        .unwrap();
    let last = order("o", "m0", (cut - 1) * DAY, &[("p0", 1)]);
    shop.orders.put(&[last]).await.unwrap();
    counted(&shop, 600).await;
    let features = Features::new(shop.db.clone());
    for (key, days, age) in [
        ("m0", Some(0.0), Some(31.0)),
        ("m1", Some(1.0), Some(30.0)),
        ("m2", Some(364.0), None),
        // The leap day is 1 March of this year.
        ("m3", Some(0.0), Some(23.0)),
        ("m4", Some(305.0), None),
        ("m5", None, None),
    ] {
        let row = features.of(&MemberKey::new(key)).await.unwrap();
        let number = |column: &str| Some(row.numbers(column)[0]).filter(|number| !number.is_nan());
        assert_eq!(number("birthday_days"), days, "{key}");
        assert_eq!(number("age"), age, "{key}");
        // Of three lots one has run out and one is not there yet; the spending took from the one that ran out first.
        let points = if key == "m0" { 100.0 } else { 0.0 };
        assert_eq!(number("points"), Some(points), "{key}");
    }
}

async fn points_are_followed(shop: Shop) {
    shop.buyers(30).await;
    let advisor = counted(&shop, 500).await;
    let mark = advisor.features().watermark().await.unwrap();
    let points = Points::new(shop.db.clone());
    let key = MemberKey::new("m7");
    points
        .earn(&key, 250, span(100, 900), &on(100, "a"))
        .await
        .unwrap();
    let (touched, mark) = advisor.features().touched(mark).await.unwrap();
    assert_eq!(touched.len(), 1);
    points.spend(&key, 50, &on(110, "b")).await.unwrap();
    let (again, _) = advisor.features().touched(mark).await.unwrap();
    assert_eq!(again, touched);
    let cut = advisor.features().counted().await.unwrap().unwrap();
    advisor.features().refresh(cut, &touched).await.unwrap();
    let filter = json!({"column": "points", "is": 200});
    assert_eq!(found(&advisor, &filter).await, ["m7"]);
}
