//! Conversations: the stream, coming back to it, stopping it.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::{Server, events, text};
use crate::turn::shop::{planning, slowly};

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_comes_as_events_with_ids() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    let heard = talk.say("how much is the celadon glaze mug?").await;
    let names: Vec<&str> = heard.iter().map(|sent| sent.name.as_str()).collect();
    assert_eq!(names, ["thinking", "tool", "card", "text", "done"]);
    let ids: Vec<&str> = heard.iter().map(|sent| sent.id.as_str()).collect();
    assert_eq!(ids, ["1-1", "1-2", "1-3", "1-4", "1-5"]);
    assert_eq!(heard[1].data["tool"], "product");
    assert_eq!(heard[2].data["card"], "product");
    assert_eq!(heard[2].data["key"], "MUG-201");
    assert_eq!(heard[4].data["stop"], "answered");
    let heard = talk.say("第一个还有货吗").await;
    assert_eq!(heard[0].id, "2-1");
    assert_eq!(
        heard[2].data["key"], "MUG-201",
        "the conversation remembers"
    );
    let stands: Value = talk
        .request(Method::GET, "")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        (&stands["turns"], &stands["answering"]),
        (&2.into(), &false.into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_what_was_held_back_or_planned_goes_out() {
    let model = planning(
        |_| "search celadon mug".into(),
        |_| "It costs ¥1.00 and is waterproof.".into(),
    );
    let server = Server::with(Some(model), 1000).await;
    let talk = server.begin(None).await;
    let response = talk
        .post("tell me about a celadon mug then, would you")
        .await;
    let body = response.text().await.unwrap();
    assert!(
        !body.contains("1.00 and") && !body.contains("held_back") && !body.contains("tokens"),
        "{body}"
    );
    assert_eq!(events(&body).last().unwrap().data["stop"], "answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_comes_back_goes_on_where_it_was() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    let heard = talk.say("how much is the celadon glaze mug?").await;
    let back = |id: &str| {
        let request = talk.request(Method::GET, "/events");
        request.header("last-event-id", id.to_owned())
    };
    let rest = back("1-2").send().await.unwrap().text().await.unwrap();
    let rest: Vec<String> = events(&rest).into_iter().map(|sent| sent.id).collect();
    assert_eq!(rest, ["1-3", "1-4", "1-5"]);
    let nothing = back(&heard[4].id).send().await.unwrap();
    assert_eq!(nothing.status(), StatusCode::NO_CONTENT);
    assert_eq!(
        back("x").send().await.unwrap().status(),
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_goes_on_while_its_reader_is_away_for_a_moment() {
    let model = planning(
        |_| "reply".into(),
        |_| {
            slowly(
                "I am an AI, this shop's assistant.",
                Duration::from_millis(150),
            )
        },
    );
    let server = Server::with(Some(model), 1000).await;
    let talk = server.begin(None).await;
    let mut response = talk.post("so are you a person or what").await;
    let first = response.chunk().await.unwrap().unwrap();
    let seen = events(&String::from_utf8_lossy(&first));
    drop(response);
    let back = talk
        .request(Method::GET, "/events")
        .header("last-event-id", seen.last().unwrap().id.clone());
    let rest = events(&back.send().await.unwrap().text().await.unwrap());
    assert_eq!(rest.last().unwrap().data["stop"], "answered");
    assert_eq!(text(&rest), "I am an AI, this shop's assistant.");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_can_be_stopped() {
    let model = planning(
        |_| "reply".into(),
        |_| slowly(&"well ".repeat(200), Duration::from_millis(100)),
    );
    let server = Server::with(Some(model), 1000).await;
    let talk = server.begin(None).await;
    let stream = talk.post("so are you a person or what").await;
    let busy = talk.post("hello?").await;
    assert_eq!(busy.status(), StatusCode::CONFLICT);
    let stopped = talk.request(Method::POST, "/cancel").send().await.unwrap();
    assert_eq!(stopped.status(), StatusCode::NO_CONTENT);
    let heard = events(&stream.text().await.unwrap());
    assert_eq!(heard.last().unwrap().data["stop"], "cancelled");
    let heard = talk.say("hello").await;
    assert_eq!(
        heard.last().unwrap().data["stop"],
        "answered",
        "the next one is free"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_conversation_is_gone() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    talk.say("hello").await;
    let closed = talk.request(Method::DELETE, "").send().await.unwrap();
    assert_eq!(closed.status(), StatusCode::NO_CONTENT);
    assert_eq!(talk.post("hello").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_message_is_told_so() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    let send = |body: String, kind: &'static str| {
        let request = talk.request(Method::POST, "/messages");
        request.header("content-type", kind).body(body)
    };
    for (body, kind, status) in [
        ("{".to_owned(), "application/json", StatusCode::BAD_REQUEST),
        (
            "{}".to_owned(),
            "application/json",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            r#"{"text":"hi","as":"member:M1001"}"#.to_owned(),
            "application/json",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "hello".to_owned(),
            "text/plain",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            format!(r#"{{"text":"{}"}}"#, "x".repeat(1001)),
            "application/json",
            StatusCode::BAD_REQUEST,
        ),
        (
            format!(r#"{{"text":"{}"}}"#, "x".repeat(20_000)),
            "application/json",
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ] {
        let response = send(body.clone(), kind).send().await.unwrap();
        assert_eq!(response.status(), status, "{body:.60}");
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        let problem: Value = response.json().await.unwrap();
        assert!(!problem["detail"].as_str().unwrap().is_empty());
    }
    let empty = talk.say("  ").await;
    assert_eq!(text(&empty), "What can I do for you?");
}
