//! Versions of fitted models.

use serde_json::json;
use storekeeper::clock::Timestamp;
use storekeeper::registry::{Fit, Registry, RegistryError};

use super::shop::{Shop, on_both};

on_both!(
    at_most_one_version_answers,
    going_back_is_to_what_answered_before,
    old_versions_go_but_not_the_one_that_answers,
);

fn fit(name: &str) -> Fit {
    Fit {
        fingerprint: name.to_owned(),
        settings: json!({"recency": 0.7}),
        metrics: json!({"ndcg@10": 0.1}),
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

async fn answering(registry: &Registry, kind: &str) -> Option<i64> {
    let answering = registry.answering(kind).await.expect("it is read");
    answering.map(|version| version.number)
}

async fn at_most_one_version_answers(shop: Shop) {
    let registry = Registry::new(shop.db.clone());
    assert_eq!(answering(&registry, "recommend").await, None);
    for (number, promoted) in [(1, true), (2, false), (3, true)] {
        let kept = registry
            .add("recommend", &fit("a"), promoted, at(number))
            .await;
        assert_eq!(kept.expect("it is kept"), number);
    }
    registry
        .add("churn", &fit("b"), true, at(9))
        .await
        .expect("it is kept");
    assert_eq!(answering(&registry, "recommend").await, Some(3));
    let versions = registry.versions("recommend").await.expect("they are read");
    let answer: Vec<bool> = versions.iter().map(|version| version.answers).collect();
    assert_eq!(answer, [true, false, false]);
    assert_eq!(versions[0].fit, fit("a"));
    registry
        .promote("recommend", 2, at(10))
        .await
        .expect("it is there");
    assert_eq!(answering(&registry, "recommend").await, Some(2));
    let error = registry
        .promote("recommend", 7, at(11))
        .await
        .expect_err("there is none");
    assert!(
        matches!(error, RegistryError::Unknown { number: 7, .. }),
        "{error}"
    );
    assert_eq!(answering(&registry, "recommend").await, Some(2));
}

async fn going_back_is_to_what_answered_before(shop: Shop) {
    let registry = Registry::new(shop.db.clone());
    let add = |promoted, seconds| {
        let registry = registry.clone();
        async move {
            registry
                .add("recommend", &fit("a"), promoted, at(seconds))
                .await
                .expect("it is kept")
        }
    };
    add(true, 1).await;
    let error = registry
        .roll_back("recommend", at(2))
        .await
        .expect_err("nothing was before");
    assert!(
        matches!(error, RegistryError::NothingBefore { .. }),
        "{error}"
    );
    add(true, 3).await;
    add(false, 4).await;
    let back = registry
        .roll_back("recommend", at(5))
        .await
        .expect("there was one");
    assert_eq!((back.number, back.answers), (1, true));
    // And forth again: what answered last before.
    let forth = registry
        .roll_back("recommend", at(6))
        .await
        .expect("there was one");
    assert_eq!(forth.number, 2);
}

async fn old_versions_go_but_not_the_one_that_answers(shop: Shop) {
    let registry = Registry::new(shop.db.clone());
    registry
        .add("recommend", &fit("first"), true, at(1))
        .await
        .expect("it is kept");
    for seconds in 2..70 {
        registry
            .add("recommend", &fit("later"), false, at(seconds))
            .await
            .expect("it is kept");
    }
    let versions = registry.versions("recommend").await.expect("they are read");
    assert!(versions.len() <= 51, "{}", versions.len());
    assert_eq!(versions[0].number, 69);
    assert_eq!(answering(&registry, "recommend").await, Some(1));
}
