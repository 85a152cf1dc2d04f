//! What people think of answers.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storekeeper::clock::Timestamp;

use super::super::turn::shop::now;
use super::{Server, Talk};

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_has_the_last_verdict() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    talk.say("celadon mug").await;
    let rating = format!("{}/rating", talk.place);
    let rate = async |body: Value| {
        server
            .send(Method::POST, &rating, None, Some(&body))
            .await
            .status()
    };
    let kept = async || {
        let kept = server.json(&talk.place).await;
        kept["exchanges"][0]["rating"].clone()
    };
    assert_eq!(kept().await, Value::Null);
    assert_eq!(
        rate(json!({"turn": 1, "verdict": "up"})).await,
        StatusCode::NO_CONTENT
    );
    assert_eq!(kept().await, json!({"verdict": "up", "reason": null}));
    let why = json!({"turn": 1, "verdict": "down", "reason": " not what\n I \u{1b}[31masked "});
    assert_eq!(rate(why).await, StatusCode::NO_CONTENT);
    assert_eq!(
        kept().await,
        json!({"verdict": "down", "reason": "not what I [31masked"})
    );
    let chats = server.chats();
    let rated = chats.rated(10).await.unwrap();
    assert_eq!(rated.len(), 1);
    assert_eq!(rated[0].asked, "celadon mug");
    assert!(!rated[0].answered.is_empty());
    assert_eq!(
        rate(json!({"turn": 1, "verdict": "none"})).await,
        StatusCode::NO_CONTENT
    );
    assert_eq!(kept().await, Value::Null);
    assert!(chats.rated(10).await.unwrap().is_empty());
    let metrics = server.get("/metrics").await.text().await.unwrap();
    assert!(
        metrics.contains("storekeeper_ratings_total{verdict=\"down\"} 1"),
        "{metrics}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_rating_is_refused() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    talk.say("celadon mug").await;
    for (place, body, status) in [
        (
            talk.place.as_str(),
            json!({"turn": 2, "verdict": "up"}),
            StatusCode::NOT_FOUND,
        ),
        (
            talk.place.as_str(),
            json!({"turn": 1, "verdict": "maybe"}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            talk.place.as_str(),
            json!({"turn": 1, "verdict": "down", "reason": "x".repeat(501)}),
            StatusCode::BAD_REQUEST,
        ),
        (
            "/v1/conversations/00000000000000000000000000000000",
            json!({"turn": 1, "verdict": "up"}),
            StatusCode::NOT_FOUND,
        ),
    ] {
        let path = format!("{place}/rating");
        let answer = server.send(Method::POST, &path, None, Some(&body)).await;
        assert_eq!(answer.status(), status, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_is_deleted_with_its_conversation() {
    let server = Server::open().await;
    let token = server.token("M1001");
    let chats = server.chats();
    let talk = server.begin(Some(&token)).await;
    rated(&talk).await;
    talk.request(Method::DELETE, "").send().await.unwrap();
    assert_eq!(chats.rated(10).await.unwrap(), []);

    // With all that a member deletes.
    let talk = server.begin(Some(&token)).await;
    rated(&talk).await;
    talk.say("delete our conversations please").await;
    talk.say("yes").await;
    assert_eq!(chats.rated(10).await.unwrap(), []);

    // With what is too old.
    let talk = server.begin(Some(&token)).await;
    rated(&talk).await;
    let days = |days: i64| Timestamp::from_micros(now().micros() + days * 24 * 3_600_000_000);
    chats.forget_old(days(29)).await.unwrap();
    assert_eq!(chats.rated(10).await.unwrap().len(), 1);
    chats.forget_old(days(31)).await.unwrap();
    assert_eq!(chats.rated(10).await.unwrap(), []);
}

/// Says something and rates the answer.
async fn rated(talk: &Talk<'_>) {
    talk.say("celadon mug").await;
    let body = json!({"turn": 1, "verdict": "down"});
    let rated = talk.request(Method::POST, "/rating").json(&body);
    assert_eq!(rated.send().await.unwrap().status(), StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_holder_rates_a_conversation() {
    let server = Server::open().await;
    let token = server.token("M1001");
    let talk = server.begin(Some(&token)).await;
    talk.say("celadon mug").await;
    let path = format!("{}/rating", talk.place);
    let body = json!({"turn": 1, "verdict": "up"});
    let other = server.token("M1002");
    for token in [None, Some(other.as_str())] {
        let answer = server.send(Method::POST, &path, token, Some(&body)).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }
}
