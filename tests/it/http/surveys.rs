//! The page of a survey, and the browser of a member who is signed in.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;
use storekeeper::access::Keys;
use storekeeper::clock::{Clock, SystemClock};
use storekeeper::events::{Answer, Definitions, Events, KeyKind, SURVEY_LINKS, Surveys, WriteKeys};
use storekeeper::http::{Ingestion, Options};
use storekeeper::ids::MemberKey;

use super::{Server, Starter, options};

/// A server with surveys and a door for events.
async fn open() -> (Server, Surveys, Events) {
    let (shop, keys) = (Starter::open().await, tempfile::tempdir().unwrap());
    let (db, clock) = (shop.db.clone(), Arc::new(SystemClock));
    let surveys = Surveys::new(db.clone(), Definitions::built_in().unwrap());
    let events = Events::new(db.clone());
    let ingestion = Ingestion::open(events.clone(), WriteKeys::new(db), clock, false, true);
    let options = Options {
        surveys: Some(surveys.clone()),
        ingestion: Some(ingestion),
        ..options(keys.path(), &shop, 10_000)
    };
    let server = Server::run(Arc::new(shop), Arc::new(keys), None, options).await;
    (server, surveys, events)
}

/// The path of a link to an invitation.
fn link(server: &Server, purpose: &str, invitation: &str) -> String {
    let now = SystemClock.now();
    let keys = Keys::open(server.keys.path(), now).unwrap();
    let link = keys
        .sign_link(purpose, invitation, now, Duration::from_mins(5))
        .unwrap();
    format!("/survey/{link}")
}

async fn post(server: &Server, path: &str, body: &'static str) -> (StatusCode, String) {
    let request = server.client.post(format!("{}{path}", server.at));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let response = request.body(body).send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_is_answered_on_its_page_without_a_script() {
    let (server, surveys, _) = open().await;
    let member = MemberKey::new("M1001");
    let invitation = surveys
        .invite("nps", &member, Some("<b>1</b>"), SystemClock.now())
        .await
        .unwrap();
    let path = link(&server, SURVEY_LINKS, &invitation.name);
    let response = server.get_with(&path, "accept-language", "en-GB").await;
    assert_eq!(response.status(), StatusCode::OK);
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert_eq!(response.headers()["referrer-policy"], "no-referrer");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let page = response.text().await.unwrap();
    assert!(
        page.contains("&lt;b&gt;1&lt;/b&gt;") && !page.contains("<script"),
        "{page}"
    );
    assert_eq!(page.matches("type=radio").count(), 11);
    let unanswered = surveys.invitation(&invitation.name).await.unwrap().unwrap();
    assert_eq!(unanswered.answer, None, "looking answers nothing");
    let (status, page) = post(&server, &path, "comment=no+score").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("role=alert") && page.contains("no score"),
        "{page}"
    );
    let (status, _) = post(&server, &path, "score=9&comment=%3Cscript%3E+%E8%8C%B6").await;
    assert_eq!(status, StatusCode::OK);
    let (status, _) = post(&server, &path, "score=3&comment=%3Cscript%3E+%E8%8C%B6").await;
    assert_eq!(status, StatusCode::OK);
    let kept = surveys.invitation(&invitation.name).await.unwrap().unwrap();
    let expected = Answer {
        score: Some(3),
        comment: Some("<script> 茶".to_owned()),
    };
    assert_eq!(kept.answer, Some(expected));
    let page = server.get(&path).await.text().await.unwrap();
    assert!(
        page.contains("&lt;script&gt; 茶") && page.contains("value=3 required checked"),
        "{page}"
    );
    assert_eq!(surveys.report("nps").await.unwrap().answered, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_for_one_thing_and_cannot_be_made_up() {
    let (server, surveys, _) = open().await;
    let member = MemberKey::new("M1001");
    let invitation = surveys
        .invite("csat", &member, None, SystemClock.now())
        .await
        .unwrap();
    let good = link(&server, SURVEY_LINKS, &invitation.name);
    let cut = &good[..good.len() - 3];
    let others = [
        link(&server, "sign-in", &invitation.name),
        link(&server, SURVEY_LINKS, "0123456789abcdef01234567"),
        format!("/survey/{}", server.token("M1001")),
        format!("/survey/{}", invitation.name),
        format!("{cut}AAA"),
    ];
    let mut pages = Vec::new();
    for path in &others {
        let response = server.get(path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        pages.push(response.text().await.unwrap());
        assert_eq!(
            post(&server, path, "score=5").await.0,
            StatusCode::NOT_FOUND
        );
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "all of them say the same");
    let talk = server
        .send(Method::GET, "/v1/me", good.strip_prefix("/survey/"), None)
        .await;
    assert_eq!(
        talk.status(),
        StatusCode::UNAUTHORIZED,
        "a link signs nobody in"
    );
    assert_eq!(surveys.report("csat").await.unwrap().answered, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_signs_in_has_what_their_browser_did() {
    let (server, _, events) = open().await;
    let keys = WriteKeys::new(server.shop.db.clone());
    let key = keys
        .add("page", KeyKind::Browser, SystemClock.now())
        .await
        .unwrap();
    let body =
        json!({"writeKey": key, "anonymousId": "b", "event": "Cart Viewed", "messageId": "seen"});
    let kept = server
        .send(Method::POST, "/v1/track", None, Some(&body))
        .await;
    assert_eq!(kept.status(), StatusCode::OK);
    let browser = json!({"anonymous_id": "b"});
    let stranger = server
        .send(Method::POST, "/v1/me/visitor", None, Some(&browser))
        .await;
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    let token = server.token("M1001");
    let tied = server
        .send(Method::POST, "/v1/me/visitor", Some(&token), Some(&browser))
        .await;
    assert_eq!(tied.status(), StatusCode::NO_CONTENT);
    let theirs = events.latest(&MemberKey::new("M1001"), 10).await.unwrap();
    assert_eq!(theirs.len(), 1);
    assert_eq!(theirs[0].key, "seen");
    // Pages of the sites that the settings name may send events.
    let asked = server
        .client
        .request(Method::OPTIONS, format!("{}/v1/batch", server.at));
    let asked = asked
        .header("origin", "https://shop.example")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,content-type,anonymousid",
        );
    let allowed = asked.send().await.unwrap();
    assert_eq!(
        allowed.headers()["access-control-allow-origin"],
        "https://shop.example"
    );
    let names = allowed.headers()["access-control-allow-headers"]
        .to_str()
        .unwrap();
    assert!(
        names.contains("anonymousid") && names.contains("authorization"),
        "{names}"
    );
}
