//! The table of what is known of each member: what it counts, and of whom.

use storekeeper::actions::{Advisor, NextRules};
use storekeeper::clock::Timestamp;
use storekeeper::events::{Answer, Definitions, Surveys};
use storekeeper::features::{self, Features};
use storekeeper::ids::{MemberKey, OrderNumber};
use storekeeper::orders::{OrderState, OrdersError};
use storekeeper::registry::Registry;

use super::shop::{Shop, on_both, order};

on_both!(
    a_sample_counts_what_the_whole_table_does,
    what_members_write_on_surveys_is_judged,
    the_usual_channel_is_the_one_of_most_orders,
);

const DAY: i64 = 86_400_000_000;

fn now() -> Timestamp {
    Timestamp::from_micros(500 * DAY)
}

/// A member answers the survey on a day.
async fn answer(shop: &Shop, member: &str, score: i64, comment: Option<&str>, day: i64) {
    let definitions = Definitions::built_in().unwrap();
    let surveys = Surveys::new(shop.db.clone(), definitions);
    let at = Timestamp::from_micros(day * DAY);
    let member = MemberKey::new(member);
    let asked = surveys.invite("nps", &member, None, at);
    let answer = Answer {
        score: Some(score),
        comment: comment.map(str::to_owned),
    };
    let name = asked.await.unwrap().name;
    surveys.answer(&name, &answer, at).await.unwrap();
}

async fn a_sample_counts_what_the_whole_table_does(shop: Shop) {
    shop.buyers(50).await;
    for member in 0..50 {
        answer(&shop, &format!("m{member}"), member % 11, None, 401).await;
    }
    let features = Features::new(shop.db.clone());
    let cut = features.latest(now()).await.unwrap();
    let whole = features.at(cut, 1_000, &|_| {}).await.unwrap();
    let sample = features.at(cut, 12, &|_| {}).await.unwrap();
    assert_eq!(whole.len(), 50);
    assert!((5..=25).contains(&sample.len()), "{}", sample.len());
    assert!(sample.numbers("surveys").iter().sum::<f64>() > 3.0);
    for (row, id) in sample.ids.iter().enumerate() {
        let same = whole.ids.iter().position(|other| other == id).unwrap();
        for column in features::COUNTED {
            assert_eq!(
                sample.cell(row, column.name),
                whole.cell(same, column.name),
                "{}",
                column.name
            );
        }
    }
}

async fn what_members_write_on_surveys_is_judged(shop: Shop) {
    shop.buyers(60).await;
    let praise = "I love this shop, the tea is wonderful and came quickly";
    let blame = "质量很差，非常失望，再也不买了";
    answer(&shop, "m1", 9, Some(praise), 401).await;
    answer(&shop, "m2", 1, Some(blame), 401).await;
    answer(&shop, "m3", 5, None, 401).await;
    let registry = Registry::new(shop.db.clone());
    let advisor = Advisor::new(shop.db.clone(), registry, NextRules::default());
    let mark = advisor.features().watermark().await.unwrap();
    advisor.fit(now(), &|_, _| {}).await.unwrap();
    let sentiment = async |member: &str| {
        let row = advisor.features().of(&MemberKey::new(member)).await;
        row.unwrap().numbers("survey_sentiment")[0]
    };
    let of = sentiment("m1").await;
    assert!((0.2..=1.0).contains(&of), "{of}");
    let of = sentiment("m2").await;
    assert!((-1.0..0.0).contains(&of), "{of}");
    assert!(sentiment("m3").await.is_nan());
    assert!(sentiment("m4").await.is_nan());
    // Who follows judges what is written later.
    answer(&shop, "m4", 2, Some(blame), 450).await;
    advisor.follow(mark, now()).await.unwrap();
    let of = sentiment("m4").await;
    assert!((-1.0..0.0).contains(&of), "{of}");
    let of = sentiment("m1").await;
    assert!((0.2..=1.0).contains(&of), "{of}");
}

async fn the_usual_channel_is_the_one_of_most_orders(shop: Shop) {
    shop.stock(1, 4).await;
    let mut orders = Vec::new();
    let mut channels = Vec::new();
    for (member, came) in [
        ("m0", &[Some("web"), Some("app"), Some("app"), None][..]),
        ("m1", &[Some("web"), Some("pos")]),
        ("m2", &[None, None]),
    ] {
        for (at, channel) in came.iter().enumerate() {
            let number = format!("{member}-{at}");
            let day = 100 + i64::try_from(at).unwrap();
            let order = order(&number, member, day * DAY, &[("p0", 1)]);
            channels.extend(channel.map(|channel| (order.number.clone(), channel.to_owned())));
            orders.push(order);
        }
    }
    // One that was cancelled, and one after the cut, count in nothing.
    let mut off = order("off", "m0", 100 * DAY, &[("p0", 1)]);
    off.state = OrderState::Cancelled;
    orders.push(off);
    orders.push(order("late", "m0", 400 * DAY, &[("p0", 1)]));
    for number in ["off", "late"] {
        channels.push((OrderNumber::new(number), "web".to_owned()));
    }
    shop.orders.put(&orders).await.unwrap();
    shop.orders.put_channels(&channels).await.unwrap();
    // Said again, and another: nothing is there twice.
    let other = [(OrderNumber::new("m1-0"), "app".to_owned())];
    shop.orders.put_channels(&other).await.unwrap();
    let features = Features::new(shop.db.clone());
    let cut = features
        .latest(Timestamp::from_micros(300 * DAY))
        .await
        .unwrap();
    let frame = features.at(cut, 1_000, &|_| {}).await.unwrap();
    let of = |member: &str| {
        let row = frame.keys.iter().position(|key| key.as_str() == member);
        let row = row.expect("a row");
        let channel = frame.words("channel")[row].clone();
        (channel, frame.numbers("channel_share")[row])
    };
    let (channel, share) = of("m0");
    assert_eq!(channel.as_deref(), Some("app"));
    assert!((share - 2.0 / 3.0).abs() < 1e-9, "{share}");
    let (channel, share) = of("m1");
    assert_eq!(channel.as_deref(), Some("app"), "of two the first by name");
    assert!((share - 0.5).abs() < 1e-9, "{share}");
    let (channel, share) = of("m2");
    assert!(channel.is_none() && share.is_nan());
    let unknown = [(OrderNumber::new("none"), "web".to_owned())];
    assert!(matches!(
        shop.orders.put_channels(&unknown).await,
        Err(OrdersError::NotKept(_))
    ));
}
