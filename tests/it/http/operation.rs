//! What who runs the server asks of it.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::Server;

#[tokio::test(flavor = "multi_thread")]
async fn it_says_that_it_lives_and_is_ready() {
    let server = Server::open().await;
    assert_eq!(
        server.get("/healthz").await.text().await.unwrap(),
        "alive\n"
    );
    let ready: Value = server.get("/readyz").await.json().await.unwrap();
    assert_eq!(
        ready,
        serde_json::json!({"ready": true, "database": true, "index": true, "model": false})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn it_counts_without_keeping_a_word() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    talk.say("celadon please, for wang@example.com").await;
    let metrics = server.get("/metrics").await.text().await.unwrap();
    for line in [
        "storekeeper_answers_total{stop=\"answered\"} 1",
        "storekeeper_tools_total{tool=\"search\"} 1",
        "storekeeper_conversations 1",
        "storekeeper_answer_seconds_count 1",
        "route=\"/v1/conversations/{id}/messages\",status=\"200\"} 1",
    ] {
        assert!(metrics.contains(line), "{line}\n{metrics}");
    }
    let id = talk.place.rsplit('/').next().unwrap();
    for secret in ["celadon", "wang", id] {
        assert!(!metrics.contains(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn its_description_is_the_one_that_was_agreed() {
    let server = Server::open().await;
    let description = server.get("/openapi.json").await.text().await.unwrap();
    insta::assert_snapshot!("openapi", description);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pages_of_the_shop_may_ask() {
    let server = Server::open().await;
    for (origin, path, method, allowed) in [
        ("https://shop.example", "/v1/conversations", "POST", true),
        ("https://shop.example", "/v1/me/choices", "PUT", true),
        ("https://evil.example", "/v1/conversations", "POST", false),
        ("https://evil.example", "/v1/me/choices", "PUT", false),
        (
            "https://shop.example.evil.example",
            "/v1/conversations",
            "POST",
            false,
        ),
        ("null", "/v1/conversations", "POST", false),
    ] {
        let url = format!("{}{path}", server.at);
        let asked = server
            .client
            .request(Method::OPTIONS, url)
            .header("origin", origin)
            .header("access-control-request-method", method)
            .header(
                "access-control-request-headers",
                "authorization,content-type",
            )
            .send()
            .await
            .unwrap();
        let answer = asked.headers().get("access-control-allow-origin");
        assert_eq!(
            answer.is_some_and(|answer| answer == origin),
            allowed,
            "{origin}"
        );
        let methods = &asked.headers()["access-control-allow-methods"];
        assert!(methods.to_str().unwrap().contains(method), "{methods:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_a_problem_with_a_number_to_find_it_by() {
    let server = Server::open().await;
    let missing = server.get("/v1/nothing").await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        missing.headers()["content-type"],
        "application/problem+json"
    );
    assert_eq!(missing.headers()["x-request-id"].len(), 36);
    let url = format!("{}/v1/products", server.at);
    let wrong = server.client.delete(url).send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::METHOD_NOT_ALLOWED);
}
