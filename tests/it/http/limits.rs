//! How much one visitor may ask.

use std::time::Duration;

use reqwest::{Method, StatusCode};

use super::Server;
use crate::turn::shop::{planning, slowly};

#[tokio::test(flavor = "multi_thread")]
async fn more_messages_than_allowed_are_told_when_to_come_again() {
    let server = Server::with(None, 3).await;
    let talk = server.begin(None).await;
    for _ in 0..3 {
        talk.say("hello").await;
    }
    let refused = talk.post("hello").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let after: u64 = refused.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=20).contains(&after), "{after}");
    // Another conversation does not help, another address does.
    let other = server.begin(None).await;
    assert_eq!(
        other.post("hello").await.status(),
        StatusCode::TOO_MANY_REQUESTS
    );
    let elsewhere = talk
        .request(Method::POST, "/messages")
        .header("x-forwarded-for", "10.0.0.1, 203.0.113.9");
    let elsewhere = elsewhere
        .json(&serde_json::json!({"text": "hello"}))
        .send()
        .await
        .unwrap();
    assert_eq!(elsewhere.status(), StatusCode::OK);
    elsewhere.text().await.unwrap();
    // What somebody writes before the proxy's own words is nobody's address.
    let invented = talk
        .request(Method::POST, "/messages")
        .header("x-forwarded-for", "198.51.100.7, 203.0.113.9, 127.0.0.1");
    let invented = invented
        .json(&serde_json::json!({"text": "hello"}))
        .send()
        .await
        .unwrap();
    assert_eq!(invented.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_has_one_answer_at_a_time() {
    let model = planning(
        |_| "reply".into(),
        |_| slowly(&"well ".repeat(100), Duration::from_millis(100)),
    );
    let server = Server::with(Some(model), 1000).await;
    let token = server.token("M1001");
    let (one, other) = (
        server.begin(Some(&token)).await,
        server.begin(Some(&token)).await,
    );
    let answer = one.post("so are you a person or what").await;
    assert_eq!(answer.status(), StatusCode::OK);
    let refused = other.post("hello").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    one.request(Method::POST, "/cancel").send().await.unwrap();
    answer.text().await.unwrap();
    assert_eq!(other.post("hello").await.status(), StatusCode::OK);
}
