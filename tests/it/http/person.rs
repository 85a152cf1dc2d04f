//! What the shop's people do, live at the shopper's.

use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::inbox::{Desk, HUMAN};
use super::{Server, Talk};

/// Opens the stream of the shop's people behind the news with this id.
pub(super) async fn live(talk: &Talk<'_>, after: &str) -> Response {
    let request = talk.request(Method::GET, "/events?live=true");
    request
        .header("last-event-id", after.to_owned())
        .send()
        .await
        .unwrap()
}

/// Reads a stream until it has an event of this name.
pub(super) async fn until(stream: &mut Response, event: &str) -> String {
    let mut heard = String::new();
    let reading = async {
        while !heard.contains(&format!("event: {event}\n")) || !heard.ends_with("\n\n") {
            let chunk = stream.chunk().await.unwrap().expect("the stream goes on");
            heard.push_str(&String::from_utf8_lossy(&chunk));
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), reading).await;
    assert!(waited.is_ok(), "no {event} came: {heard}");
    heard
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_does_comes_live_and_is_taken_up_again_where_it_broke() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    let none = live(&talk, "p-0").await;
    assert_eq!(
        none.status(),
        StatusCode::NO_CONTENT,
        "nobody was asked for"
    );
    talk.say(HUMAN).await;
    let mut stream = live(&talk, "p-0").await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let lin = Desk::of(&server, "lin@shop.example");
    let case = lin.takes().await;
    let heard = until(&mut stream, "attended").await;
    assert!(heard.contains(r#""state":"taken","name":"Lin""#), "{heard}");
    assert!(
        !heard.contains("shop.example"),
        "an address is not shown: {heard}"
    );
    lin.does(&case, "typing", json!({})).await;
    let heard = until(&mut stream, "typing").await;
    assert!(
        !heard.contains("id:"),
        "that is not gone back behind: {heard}"
    );
    lin.does(&case, "reply", json!({"text": "one"})).await;
    until(&mut stream, "person").await;
    drop(stream);
    lin.does(&case, "reply", json!({"text": "two"})).await;
    let mut again = live(&talk, "p-2").await;
    let heard = until(&mut again, "person").await;
    assert!(
        heard.contains(r#""text":"two""#) && heard.contains("id: p-3"),
        "{heard}"
    );
    assert!(!heard.contains(r#""text":"one""#), "{heard}");
    assert_eq!(live(&talk, "3-1").await.status(), StatusCode::BAD_REQUEST);
    let kept: Value = talk
        .request(Method::GET, "")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(kept["person"], json!({"state": "taken", "name": "Lin"}));
    assert_eq!(kept["news"], "p-3");
    lin.does(&case, "close", json!({})).await;
    until(&mut again, "attended").await;
    // A change that is undone is still heard.
    lin.does(&case, "undo", json!({})).await;
    let heard = until(&mut again, "attended").await;
    assert!(heard.contains("taken"), "{heard}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_can_be_at_one_process_and_its_agent_at_another() {
    let here = Server::open().await;
    let there = here.again().await;
    let talk = here.begin(None).await;
    talk.say(HUMAN).await;
    let mut stream = live(&talk, "p-0").await;
    let lin = Desk::of(&there, "lin");
    let case = lin.takes().await;
    until(&mut stream, "attended").await;
    assert_eq!(talk.say("hello?").await[0].name, "received");
    let (path, header) = ("/v1/inbox/events", "last-event-id");
    let request = there.client.get(format!("{}{path}", there.at));
    let mut events = request
        .bearer_auth(&lin.token)
        .header(header, "0")
        .send()
        .await
        .unwrap();
    assert!(until(&mut events, "changed").await.contains(&case));
    talk.request(Method::POST, "/typing").send().await.unwrap();
    assert!(until(&mut events, "typing").await.contains(&case));
}
