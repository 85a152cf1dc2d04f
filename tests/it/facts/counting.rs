//! The table of what is known of each member: what it counts, and of whom.

use storekeeper::actions::{Advisor, NextRules};
use storekeeper::clock::Timestamp;
use storekeeper::events::{Answer, Definitions, Surveys};
use storekeeper::features::{self, Features};
use storekeeper::ids::MemberKey;
use storekeeper::registry::Registry;

use super::shop::{Shop, on_both};

on_both!(
    a_sample_counts_what_the_whole_table_does,
    what_members_write_on_surveys_is_judged,
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
    let asked = surveys.invite("nps", &MemberKey::new(member), None, at);
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
    assert!((0.2..=1.0).contains(&sentiment("m1").await));
    assert!((-1.0..=-0.2).contains(&sentiment("m2").await));
    assert!(sentiment("m3").await.is_nan());
    assert!(sentiment("m4").await.is_nan());
    // Who follows judges what is written later.
    answer(&shop, "m4", 2, Some(blame), 450).await;
    advisor.follow(mark, now()).await.unwrap();
    assert!((-1.0..=-0.2).contains(&sentiment("m4").await));
    assert!((0.2..=1.0).contains(&sentiment("m1").await));
}
