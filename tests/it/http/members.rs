//! The member who is signed in, their choices, and the demo's sign-in.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storekeeper::http::Pages;

use super::Server;

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_says_how_it_answers() {
    let server = Server::open().await;
    let shop = server.json("/v1/shop").await;
    assert_eq!(
        shop,
        json!({"currency": "CNY", "name": null, "demo": false, "model": false})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_are_a_members_own_and_kept() {
    let server = Server::open().await;
    let token = server.token("M1011");
    let me = server.send(Method::GET, "/v1/me", Some(&token), None).await;
    let me: Value = me.json().await.unwrap();
    assert_eq!(me["key"], "M1011");
    assert_eq!(me["choices"], json!({"personal": true, "remember": false}));
    let changed = json!({"personal": false});
    let answer = server
        .send(Method::PUT, "/v1/me/choices", Some(&token), Some(&changed))
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(
        answer["choices"],
        json!({"personal": false, "remember": false})
    );
    // What was not named stays, and the assistant sees the same switch.
    let talk = server.begin(Some(&token)).await;
    let heard = talk.say("are personal suggestions on or off?").await;
    let profile = heard
        .iter()
        .find(|sent| sent.data["card"] == "profile")
        .expect("a profile");
    assert!(profile.data.to_string().contains("off"), "{}", profile.data);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_choices() {
    let server = Server::open().await;
    let changed = json!({"personal": false});
    for (method, path, body) in [
        (Method::GET, "/v1/me", None),
        (Method::PUT, "/v1/me/choices", Some(&changed)),
    ] {
        let answer = server.send(method, path, None, body).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    let token = server.token("M1011");
    let wrong = json!({"personal": "no"});
    let answer = server
        .send(Method::PUT, "/v1/me/choices", Some(&token), Some(&wrong))
        .await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_demo_lets_anybody_sign_in() {
    let closed = Server::open().await;
    let whom = json!({"member": "M1011"});
    assert_eq!(
        closed.get("/v1/demo/members").await.status(),
        StatusCode::NOT_FOUND
    );
    let refused = closed
        .send(Method::POST, "/v1/demo/session", None, Some(&whom))
        .await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);

    let open = Server::showing(Pages::of([]), true).await;
    assert_eq!(open.json("/v1/shop").await["demo"], true);
    let members = open.json("/v1/demo/members").await;
    let members = members["members"].as_array().unwrap();
    assert!(members.len() > 1, "{members:?}");
    let keys: std::collections::HashSet<&str> = members
        .iter()
        .filter_map(|member| member["key"].as_str())
        .collect();
    assert_eq!(keys.len(), members.len(), "nobody twice");
    let session = open
        .send(Method::POST, "/v1/demo/session", None, Some(&whom))
        .await;
    assert_eq!(session.status(), StatusCode::CREATED);
    let session: Value = session.json().await.unwrap();
    let token = session["token"].as_str().unwrap();
    let me = open.send(Method::GET, "/v1/me", Some(token), None).await;
    assert_eq!(me.json::<Value>().await.unwrap()["key"], "M1011");
    let nobody = json!({"member": "M999999"});
    let refused = open
        .send(Method::POST, "/v1/demo/session", None, Some(&nobody))
        .await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
}
