//! What is thought of members, over HTTP: who may ask, and what is said where nothing is known.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::{Keys, Role, Staff};
use storekeeper::clock::{Clock, SystemClock};

use super::Server;

/// Every route of the insights, with a body where it takes one.
fn routes() -> Vec<(Method, &'static str, Option<Value>)> {
    let filter = json!({"column": "orders", "above": 1});
    vec![
        (Method::GET, "/v1/members/M1011/insight", None),
        (Method::GET, "/v1/insights", None),
        (Method::GET, "/v1/insights/plots/segments", None),
        (Method::GET, "/v1/insights/demand?category=tea", None),
        (Method::GET, "/v1/segments", None),
        (Method::POST, "/v1/segments/count", Some(filter.clone())),
        (
            Method::PUT,
            "/v1/segments/late",
            Some(json!({"filter": filter})),
        ),
        (Method::DELETE, "/v1/segments/late", None),
        (Method::GET, "/v1/segments/late/sizes", None),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn members_and_strangers_are_refused() {
    let server = Server::open().await;
    let member = server.token("M1011");
    for (method, path, body) in routes() {
        let answer = server.send(method.clone(), path, None, body.as_ref()).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
        let answer = server
            .send(method.clone(), path, Some(&member), body.as_ref())
            .await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        let answer = server
            .send(method, path, Some("no.token.at-all"), body.as_ref())
            .await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_staff_token_is_no_members() {
    let server = Server::open().await;
    let agent = server.staff_token(Role::Agent);
    let answer = server.send(Method::GET, "/v1/me", Some(&agent), None).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_look_and_marketers_save() {
    let server = Server::open().await;
    let (agent, marketer) = (
        server.staff_token(Role::Agent),
        server.staff_token(Role::Marketer),
    );
    // Nothing was fitted: that is said, with the remedy.
    let answer = server
        .send(Method::GET, "/v1/members/M1011/insight", Some(&agent), None)
        .await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let problem: Value = answer.json().await.unwrap();
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|what| what.contains("train insights")),
        "{problem}"
    );
    let features = server.shop.advisor.features();
    let cut = features.latest(SystemClock.now()).await.unwrap();
    features.rebuild(cut, &|_| {}).await.unwrap();
    let filter = json!({"filter": {"column": "orders", "above": 1}});
    let answer = server
        .send(
            Method::PUT,
            "/v1/segments/late",
            Some(&agent),
            Some(&filter),
        )
        .await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let answer = server
        .send(
            Method::PUT,
            "/v1/segments/late",
            Some(&marketer),
            Some(&filter),
        )
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    let saved: Value = answer.json().await.unwrap();
    assert_eq!(
        (saved["name"].as_str(), saved["by"].as_str()),
        (Some("late"), Some("marketer:lin"))
    );
    let wrong = json!({"column": "ordrs", "above": 1});
    let answer = server
        .send(
            Method::POST,
            "/v1/segments/count",
            Some(&agent),
            Some(&wrong),
        )
        .await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let problem: Value = answer.json().await.unwrap();
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|what| what.contains("orders")),
        "{problem}"
    );
    let answer = server
        .send(Method::GET, "/v1/insights/plots/none", Some(&agent), None)
        .await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let answer = server
        .send(Method::GET, "/v1/insights/demand", Some(&agent), None)
        .await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let answer = server
        .send(Method::DELETE, "/v1/segments/late", Some(&marketer), None)
        .await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
}

#[test]
fn a_staff_token_says_who_and_runs_out() {
    let folder = tempfile::tempdir().unwrap();
    let now = storekeeper::clock::Timestamp::from_micros(1_000_000_000_000);
    let keys = Keys::open(folder.path(), now).unwrap();
    let staff = Staff {
        name: "lin".to_owned(),
        role: Role::Admin,
    };
    let token = keys
        .sign_staff(&staff, now, Duration::from_mins(1))
        .unwrap();
    assert_eq!(keys.verify_staff(&token, now).unwrap(), Some(staff));
    assert!(
        keys.verify(&token, now).is_err(),
        "nobody of the shop is a member"
    );
    let later = storekeeper::clock::Timestamp::from_micros(1_000_200_000_000);
    assert!(keys.verify_staff(&token, later).is_err());
}
