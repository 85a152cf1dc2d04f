//! Conversations that are kept: what was said in them, changes that wait for a yes, and deleting it all.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::super::turn::shop::{planning, slowly};
use super::{Sent, Server, Talk, events};

async fn shown(talk: &Talk<'_>) -> (StatusCode, Value) {
    let response = talk.request(Method::GET, "").send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

async fn decide(talk: &Talk<'_>, id: &str, yes: bool) -> Result<Vec<Sent>, StatusCode> {
    let request = talk.request(Method::POST, "/confirm");
    let request = request.json(&json!({"id": id, "yes": yes}));
    let response = request.send().await.unwrap();
    match response.status() {
        StatusCode::OK => Ok(events(&response.text().await.unwrap())),
        status => Err(status),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_under_a_proposal_makes_the_change_once() {
    let server = Server::open().await;
    let token = server.token("M1001");
    let talk = server.begin(Some(&token)).await;
    let heard = talk.say("turn off personalised suggestions").await;
    let confirm = heard.iter().find(|sent| sent.name == "confirm").unwrap();
    assert_eq!(confirm.data["differences"][0]["after"], "off");
    let id = confirm.data["id"].as_str().unwrap();
    assert_eq!(
        decide(&talk, "another", true).await.unwrap_err(),
        StatusCode::CONFLICT
    );
    let done = decide(&talk, id, true).await.unwrap();
    assert_eq!(done[1].data["tool"], "confirm");
    assert_eq!(
        decide(&talk, id, true).await.unwrap_err(),
        StatusCode::CONFLICT
    );
    // It is nobody else's to decide.
    let other = server.begin(Some(&server.token("M1002"))).await;
    let strange = Talk {
        place: talk.place.clone(),
        ..other
    };
    assert_eq!(
        decide(&strange, id, true).await.unwrap_err(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_is_there_after_a_restart_and_only_for_its_holder() {
    let server = Server::open().await;
    let token = server.token("M1001");
    let talk = server.begin(Some(&token)).await;
    talk.say("how much is the celadon glaze mug?").await;
    let again = server.again().await;
    let talk = again.go_on(&talk);
    let (status, body) = shown(&talk).await;
    assert_eq!((status, &body["turns"]), (StatusCode::OK, &json!(1)));
    let past = &body["exchanges"][0];
    assert_eq!(past["asked"], "how much is the celadon glaze mug?");
    let kinds: Vec<&str> = past["answered"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["card", "text"]);
    let heard = talk.say("第一个还有货吗").await;
    assert_eq!(heard[0].id, "2-1");
    assert_eq!(
        heard[2].data["key"], "MUG-201",
        "the conversation remembers"
    );
    let stranger = Talk {
        token: None,
        ..again.go_on(&talk)
    };
    assert_eq!(shown(&stranger).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_gone_for_good() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    talk.say("celadon glaze mug").await;
    let deleted = talk.request(Method::DELETE, "").send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    assert_eq!(shown(&talk).await.0, StatusCode::NOT_FOUND);
    let again = server.again().await;
    assert_eq!(shown(&again.go_on(&talk)).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_deletes_their_chats_loses_all_of_them() {
    let server = Server::open().await;
    let token = server.token("M1001");
    let (one, two) = (
        server.begin(Some(&token)).await,
        server.begin(Some(&token)).await,
    );
    for talk in [&one, &two] {
        talk.say("celadon glaze mug").await;
    }
    one.say("delete our conversations please").await;
    let heard = one.say("yes").await;
    assert!(
        heard.iter().any(|sent| sent.name == "forgotten"),
        "{heard:?}"
    );
    assert_eq!(
        shown(&two).await.0,
        StatusCode::NOT_FOUND,
        "the other one is closed"
    );
    assert_eq!(shown(&one).await.1["exchanges"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_being_answered_can_be_read_back() {
    let model = planning(
        |_| slowly("search mug", Duration::from_millis(300)),
        |_| "".into(),
    );
    let server = Server::with(Some(model), 10_000).await;
    let talk = server.begin(None).await;
    let (_, kept) = tokio::join!(talk.say("mugs for my aunt"), async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        server.json(&talk.place).await
    });
    assert_eq!(kept["answering"], true);
    assert_eq!(kept["asked"], "mugs for my aunt");
    let kept = server.json(&talk.place).await;
    assert_eq!(kept["asked"], Value::Null);
    assert_eq!(kept["exchanges"][0]["asked"], "mugs for my aunt");
}
