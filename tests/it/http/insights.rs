//! What is thought of members, over HTTP: who may ask, and what is said where nothing is known.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::{Keys, Role, Staff};
use storekeeper::clock::{Clock, SystemClock, Timestamp};

use super::Server;
use super::opening::{opened, with_grant};
use super::plans::fitted;

/// Every route of the insights, with a body where it takes one.
fn routes() -> Vec<(Method, &'static str, Option<Value>)> {
    let filter = json!({"column": "orders", "above": 1});
    vec![
        (Method::GET, "/v1/members/M1011/insight", None),
        (Method::GET, "/v1/insights", None),
        (Method::GET, "/v1/insights/plots/segments", None),
        (Method::GET, "/v1/insights/demand?category=tea", None),
        (Method::GET, "/v1/insights/funnel", None),
        (Method::GET, "/v1/insights/paths", None),
        (Method::GET, "/v1/insights/unusual", None),
        (Method::GET, "/v1/insights/intent", None),
        (Method::GET, "/v1/members/M1011/like", None),
        (Method::GET, "/v1/members/M1011/unusual", None),
        (Method::GET, "/v1/members/M1011/intent", None),
        (Method::GET, "/v1/insights/survival", None),
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
    let grant = opened(&server, &agent, "M1011").await;
    let path = "/v1/members/M1011/insight";
    let (status, problem) = with_grant(&server, &agent, &grant, path).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|what| what.contains("train insights")),
        "{problem}"
    );
    let answer = server
        .send(Method::GET, "/v1/insights/survival", Some(&agent), None)
        .await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    server.shop.count(SystemClock.now()).await;
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
    let now = Timestamp::from_micros(1_000_000_000_000);
    let keys = Keys::open(folder.path(), now).unwrap();
    let staff = Staff {
        name: "lin".to_owned(),
        role: Role::Admin,
    };
    let token = keys
        .sign_staff(&staff, now, Duration::from_mins(1))
        .unwrap();
    let principal = keys.verify(&token, now).unwrap();
    assert_eq!(principal.member(), None, "nobody of the shop is a member");
    assert_eq!(principal.staff(), Some(&staff));
    assert_eq!(keys.verify_staff(&token, now).unwrap(), Some(staff));
    let later = Timestamp::from_micros(1_000_200_000_000);
    assert!(keys.verify_staff(&token, later).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_no_to_analysis_is_no_longer_counted() {
    let server = fitted().await;
    let advisor = &server.shop.advisor;
    let marketer = server.staff_token(Role::Marketer);
    let filter = json!({"filter": {"column": "alive", "at_least": 0}});
    let saved = server.send(
        Method::PUT,
        "/v1/segments/buyers",
        Some(&marketer),
        Some(&filter),
    );
    assert_eq!(saved.await.status(), StatusCode::OK);
    let counted = async || {
        let ask = async |path: &str| -> Value {
            let answer = server.send(Method::GET, path, Some(&marketer), None).await;
            answer.json().await.unwrap()
        };
        let (insights, segments) = (ask("/v1/insights").await, ask("/v1/segments").await);
        let named = insights["rfm"].as_object().unwrap().values();
        (
            named.filter_map(Value::as_u64).sum::<u64>(),
            segments[0]["members"].as_u64().unwrap(),
        )
    };
    let (named, saved) = counted().await;
    assert!(saved > 100, "{saved}");
    let mark = advisor.features().watermark().await.unwrap();
    let no = json!({"consents": [{"purpose": "analysis", "granted": false}]});
    let buyer = server.token("m9");
    let answer = server.send(Method::PUT, "/v1/me/consents", Some(&buyer), Some(&no));
    assert_eq!(answer.await.status(), StatusCode::OK);
    advisor.follow(mark, SystemClock.now()).await.unwrap();
    assert_eq!(counted().await, (named - 1, saved - 1));
    let path = "/v1/members/m9/insight";
    let agent = server.staff_token(Role::Agent);
    let grant = opened(&server, &agent, "m9").await;
    let (status, _) = with_grant(&server, &agent, &grant, path).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
