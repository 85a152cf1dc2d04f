//! Whoever says no to analysis is in nothing that is counted or estimated, from then on.

use storekeeper::actions::{Advisor, NextRules, OneAtATime};
use storekeeper::clock::Timestamp;
use storekeeper::ids::{Language, MemberKey};
use storekeeper::insights::segment::Filter;
use storekeeper::members::{Consent, Purpose};
use storekeeper::registry::Registry;

use super::shop::{Shop, on_both};

on_both!(
    who_follows_forgets_who_says_no,
    a_fit_forgets_who_said_no,
    who_begins_to_follow_forgets_who_said_no_before,
);

const DAY: i64 = 86_400_000_000;
/// Members of the shop, enough to fit to.
const MEMBERS: usize = 60;

fn now() -> Timestamp {
    Timestamp::from_micros(500 * DAY)
}

/// A shop whose members order again and again, its insights fitted; one segment with everybody who ordered and one with
/// everybody who is worth something.
async fn fitted(shop: &Shop) -> Advisor {
    shop.buyers(MEMBERS).await;
    let registry = Registry::new(shop.db.clone());
    let advisor = Advisor::new(shop.db.clone(), registry, NextRules::default());
    advisor.fit(now(), &|_, _| {}).await.unwrap();
    for (name, filter) in [
        ("buyers", r#"{"column": "orders", "at_least": 1}"#),
        ("worth", r#"{"column": "alive", "at_least": 0}"#),
    ] {
        let filter = Filter::read(&serde_json::from_str(filter).unwrap()).unwrap();
        let segments = advisor.segments();
        segments.save(name, &filter, "lin", now()).await.unwrap();
    }
    assert_eq!(sizes(&advisor).await, [MEMBERS; 3]);
    advisor
}

/// How many members the named segments have in all, and the saved ones each.
async fn sizes(advisor: &Advisor) -> [usize; 3] {
    let overview = advisor.overview().await.unwrap();
    let saved = advisor.segments().all(Language::English).await.unwrap();
    let size = |at: usize| usize::try_from(saved[at].members).unwrap();
    [overview.rfm.values().sum(), size(0), size(1)]
}

/// Rows that are kept of a member in the tables of the insights.
async fn rows(shop: &Shop, member: &str) -> i64 {
    let mut rows = 0;
    for table in [
        "member_features",
        "member_interests",
        "member_scores",
        "segment_members",
    ] {
        let sql = format!(
            "SELECT COUNT(*) FROM {table} t JOIN members m ON m.id = t.member_id WHERE m.member_key = $1"
        );
        let found = shop.db.reader().query(&sql, vec![member.into()]);
        rows += found.await.unwrap()[0].get::<i64>(0).unwrap();
    }
    rows
}

async fn say(shop: &Shop, member: &str, granted: bool, second: i64) {
    let at = Timestamp::from_micros(now().micros() + second * 1_000_000);
    let said = Consent::said(Purpose::Analysis, granted, at, "profile");
    let key = MemberKey::new(member);
    shop.members.consent(&key, &[said]).await.unwrap();
}

async fn who_follows_forgets_who_says_no(shop: Shop) {
    let advisor = fitted(&shop).await;
    let mark = advisor.features().watermark().await.unwrap();
    assert!(rows(&shop, "m7").await >= 5);
    say(&shop, "m7", false, 1).await;
    let (members, mark) = advisor.follow(mark, now()).await.unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!(rows(&shop, "m7").await, 0);
    assert_eq!(sizes(&advisor).await, [MEMBERS - 1; 3]);
    // A yes brings them back, with what they did before.
    say(&shop, "m7", true, 2).await;
    advisor.follow(mark, now()).await.unwrap();
    assert!(rows(&shop, "m7").await >= 5);
    assert_eq!(sizes(&advisor).await, [MEMBERS; 3]);
}

async fn a_fit_forgets_who_said_no(shop: Shop) {
    let advisor = fitted(&shop).await;
    say(&shop, "m7", false, 1).await;
    let purchases = async || {
        let purchases = advisor.features().purchases(None, now()).await;
        purchases.unwrap().len()
    };
    let before = purchases().await;
    say(&shop, "m8", false, 1).await;
    assert_eq!(purchases().await, before - 4, "it had four orders");
    say(&shop, "m8", true, 2).await;
    let overview = advisor.fit(now(), &|_, _| {}).await.unwrap();
    assert_eq!(overview.members, MEMBERS - 1);
    assert_eq!(rows(&shop, "m7").await, 0);
    assert_eq!(sizes(&advisor).await, [MEMBERS - 1; 3]);
}

async fn who_begins_to_follow_forgets_who_said_no_before(shop: Shop) {
    let advisor = fitted(&shop).await;
    say(&shop, "m7", false, 1).await;
    say(&shop, "m8", false, 1).await;
    say(&shop, "m8", true, 2).await;
    advisor.begin_to_follow(now()).await.unwrap();
    assert_eq!(rows(&shop, "m7").await, 0);
    assert!(rows(&shop, "m8").await >= 5);
    assert_eq!(sizes(&advisor).await, [MEMBERS - 1; 3]);
}

#[tokio::test]
async fn what_broke_off_in_the_middle_can_begin_again() {
    let counting = OneAtATime::default();
    let begun = counting.begin().expect("nobody counts");
    assert!(counting.begin().is_none());
    let broken: tokio::task::JoinHandle<()> = tokio::spawn(async move {
        let _begun = begun;
        panic!("on purpose");
    });
    assert!(broken.await.is_err());
    assert!(counting.begin().is_some());
}
