//! The table of what is known of each member: what it counts, and of whom.

use storekeeper::clock::Timestamp;
use storekeeper::events::{Answer, Definitions, Surveys};
use storekeeper::features::{self, Features};
use storekeeper::ids::MemberKey;

use super::shop::{Shop, on_both};

on_both!(a_sample_counts_what_the_whole_table_does);

const DAY: i64 = 86_400_000_000;

fn now() -> Timestamp {
    Timestamp::from_micros(500 * DAY)
}

async fn a_sample_counts_what_the_whole_table_does(shop: Shop) {
    shop.buyers(50).await;
    let definitions = Definitions::built_in().unwrap();
    let surveys = Surveys::new(shop.db.clone(), definitions);
    for member in 0..50 {
        let (key, score) = (MemberKey::new(&format!("m{member}")), member % 11);
        let asked = surveys.invite("nps", &key, None, Timestamp::from_micros(400 * DAY));
        let answer = Answer {
            score: Some(score),
            comment: None,
        };
        let at = Timestamp::from_micros((401 + member % 10) * DAY);
        let name = asked.await.unwrap().name;
        surveys.answer(&name, &answer, at).await.unwrap();
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
