//! What members do one after another, over HTTP.

use std::sync::Arc;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::Role;
use storekeeper::clock::{Clock, SystemClock, Timestamp};
use storekeeper::events::{Events, KeyKind, WriteKeys};
use storekeeper::http::{Ingestion, Options};
use storekeeper::ids::MemberKey;
use storekeeper::members::{Consent, Purpose};

use super::opening::{opened, with_grant};
use super::{Server, Starter, options};

/// A server with a door for events, and a key to it.
async fn open() -> (Server, String) {
    let (shop, keys) = (Starter::open().await, tempfile::tempdir().unwrap());
    let (db, clock) = (shop.db.clone(), Arc::new(SystemClock));
    let write_keys = WriteKeys::new(db.clone());
    let key = write_keys
        .add("backend", KeyKind::Server, SystemClock.now())
        .await
        .unwrap();
    let options = Options {
        ingestion: Some(Ingestion::open(
            Events::new(db),
            write_keys,
            clock,
            false,
            true,
        )),
        ..options(keys.path(), &shop, 10_000)
    };
    let server = Server::run(Arc::new(shop), Arc::new(keys), None, options).await;
    (server, key)
}

/// A member looks at tea, and goes on to these acts, each a minute later.
fn visit(member: &str, more: &[&str]) -> Vec<Value> {
    let began = SystemClock.now().micros() - 20 * 60_000_000;
    let acts = std::iter::once(&"Product Viewed").chain(more);
    acts.zip(0..)
        .map(|(name, minute)| {
            json!({
                "type": "track", "event": name, "userId": member, "messageId": format!("{member}-{minute}"),
                "timestamp": Timestamp::from_micros(began + minute * 60_000_000).rfc3339(),
                "properties": {"product_id": "TEA-101"},
            })
        })
        .collect()
}

async fn asked(server: &Server, path: &str) -> (StatusCode, Value) {
    let agent = server.staff_token(Role::Agent);
    let answer = server.send(Method::GET, path, Some(&agent), None).await;
    (answer.status(), answer.json().await.unwrap())
}

fn reached(funnel: &Value) -> Vec<u64> {
    let stages = funnel["stages"]
        .as_array()
        .unwrap_or_else(|| panic!("{funnel}"));
    let visits = stages.iter().map(|stage| stage["visits"].as_u64().unwrap());
    visits.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_in_is_in_the_funnel_until_a_member_says_no() {
    let (server, key) = open().await;
    let mut batch = visit("M1001", &["Product Added"]);
    batch.extend(visit("M1002", &["Product Added", "Checkout Started"]));
    batch.extend(visit("M1003", &[]));
    let body = json!({"writeKey": key, "batch": batch});
    let kept = server
        .send(Method::POST, "/v1/batch", None, Some(&body))
        .await;
    assert_eq!(kept.status(), StatusCode::OK);
    let (status, funnel) = asked(&server, "/v1/insights/funnel?days=2&by=category").await;
    assert_eq!(status, StatusCode::OK, "{funnel}");
    assert_eq!(reached(&funnel), [3, 3, 2, 1, 0]);
    assert_eq!(funnel["parts"][0]["name"], "Tea");
    let (status, paths) = asked(&server, "/v1/insights/paths?days=2").await;
    assert_eq!((status, &paths["visits"]), (StatusCode::OK, &json!(3)));
    let (status, plot) = asked(&server, "/v1/insights/plots/funnel?language=zh").await;
    assert_eq!(status, StatusCode::OK, "{plot}");
    assert_eq!(plot["title"], "来访走到哪一步");
    let agent = server.staff_token(Role::Agent);
    let (status, _) = asked(&server, "/v1/members/M1002/intent").await;
    assert_eq!(status, StatusCode::PRECONDITION_REQUIRED);
    let grant = opened(&server, &agent, "M1002").await;
    let of = async |what: &str| {
        let path = format!("/v1/members/M1002/{what}");
        with_grant(&server, &agent, &grant, &path).await
    };
    // Three visits are too few to learn from, and that is said with numbers.
    let (status, problem) = of("intent").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("it takes 50"), "{problem}");
    let (status, own) = of("unusual").await;
    assert_eq!((status, &own["member"]), (StatusCode::OK, &json!("M1002")));

    let no = Consent::said(Purpose::Analysis, false, SystemClock.now(), "profile");
    let key = MemberKey::new("M1002");
    server.members().consent(&key, &[no]).await.unwrap();
    let (_, funnel) = asked(&server, "/v1/insights/funnel?days=2").await;
    assert_eq!(reached(&funnel), [2, 2, 1, 0]);
    for what in ["like", "unusual", "intent"] {
        let (status, problem) = of(what).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{what}: {problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_is_told() {
    let server = Server::open().await;
    for (path, status) in [
        (
            "/v1/insights/funnel?days=0",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("/v1/insights/funnel?days=many", StatusCode::BAD_REQUEST),
        (
            "/v1/insights/funnel?by=moon",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "/v1/insights/paths?by=category",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("/v1/insights/paths?depth=3", StatusCode::BAD_REQUEST),
        ("/v1/members/nobody/like", StatusCode::NOT_FOUND),
        ("/v1/members/nobody/unusual", StatusCode::NOT_FOUND),
        ("/v1/members/nobody/intent", StatusCode::NOT_FOUND),
    ] {
        let (found, problem) = asked(&server, path).await;
        assert_eq!(found, status, "{path}: {problem}");
        assert!(problem["detail"].is_string(), "{path}: {problem}");
    }
    // The starter shop has orders, and knows of no visits.
    let (status, problem) = asked(&server, "/v1/insights/funnel").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("no visits are known from"), "{problem}");
}
