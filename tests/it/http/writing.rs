//! Texts of campaigns over HTTP: checked as they are typed, written by a model, looked at with some members.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::Role;
use storekeeper::ids::MemberKey;
use storekeeper::llm::{Ask, Scripted, ScriptedReply};
use storekeeper::members::Member;

use super::Server;

fn brief() -> Value {
    json!({
        "objective": "show the new teas", "audience": {"named": "everybody"}, "medium": "mail", "languages": ["en", "zh"],
        "tone": "quiet", "offer": {"kind": "gift", "what_en": "a tea bowl", "what_zh": "一只茶碗", "ends": "2099-12-31"},
        "copies": [],
    })
}

/// Asks as a marketer.
async fn ask(
    server: &Server,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> (StatusCode, Value) {
    let lin = server.staff_token(Role::Marketer);
    let answer = server.send(method, path, Some(&lin), body).await;
    (answer.status(), answer.json().await.expect("JSON"))
}

fn wanted(language: &str) -> Value {
    json!({"brief": brief(), "variant": "a", "axis": "benefit", "language": language})
}

/// What is asked for: the last line of a prompt.
fn line(ask: &Ask) -> String {
    let prompt = &ask.messages.last().expect("a prompt").text;
    prompt.lines().last().expect("a line").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_writes_a_text_out_of_the_brief() {
    let scripted = Scripted::new(|ask| {
        let prompt = line(ask);
        assert!(
            prompt.contains("a tea bowl") && prompt.contains("quiet"),
            "{prompt}"
        );
        assert!(!prompt.contains("2099"), "no value is told: {prompt}");
        if prompt.contains("avoid: finest") {
            "Something for you | You get [offer.what] with your next order.".into()
        } else {
            "Something for you | The finest gift is [offer.what] from us.".into()
        }
    });
    let server = Server::with(Some(scripted), 10_000).await;
    let (status, text) = ask(
        &server,
        Method::POST,
        "/v1/campaigns/write",
        Some(&wanted("en")),
    )
    .await;
    assert_eq!(status, StatusCode::OK, "{text}");
    assert_eq!(text["by"], "model");
    assert_eq!(text["tries"], 2);
    assert!(
        text["declined"][0]
            .as_str()
            .expect("why")
            .contains("finest"),
        "{text}"
    );
    let copy = &text["copy"];
    assert_eq!(
        (
            &copy["variant"],
            &copy["axis"],
            &copy["language"],
            &copy["written"]["model"]
        ),
        (
            &json!("a"),
            &json!("benefit"),
            &json!("en"),
            &json!("script")
        )
    );
    assert!(
        !copy["written"]["prompt_hash"]
            .as_str()
            .expect("a hash")
            .is_empty()
    );
    let body = copy["body"].as_str().expect("a body");
    for part in [
        "{{offer.what}}",
        "{{offer.ends}}",
        "{{unsubscribe}}",
        "{{shop.link}}",
    ] {
        assert!(body.contains(part), "{part}: {body}");
    }
    // It is a text of a brief as it stands, and nothing is found in it.
    let mut whole = brief();
    whole["copies"] = json!([copy]);
    let (status, found) = ask(&server, Method::POST, "/v1/campaigns/check", Some(&whole)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        (&found[0]["variant"], &found[0]["findings"]),
        (&json!("a"), &json!([]))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_model_or_an_axis_it_is_said() {
    let server = Server::open().await;
    let (status, told) = ask(
        &server,
        Method::POST,
        "/v1/campaigns/write",
        Some(&wanted("en")),
    )
    .await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        told["detail"]
            .as_str()
            .expect("why")
            .contains("storekeeper models pull"),
        "{told}"
    );
    let mut odd = wanted("en");
    odd["axis"] = "envy".into();
    let (status, told) = ask(&server, Method::POST, "/v1/campaigns/write", Some(&odd)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        told["detail"].as_str().expect("why").contains("warmth"),
        "{told}"
    );
    let (status, voice) = ask(&server, Method::GET, "/v1/campaigns/voice", None).await;
    assert_eq!((status, voice), (StatusCode::OK, Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_request_stops_the_model() {
    // At this pace one answer takes a minute.
    let pace = Duration::from_secs(4);
    let scripted = Scripted::new(move |ask| {
        let prompt = line(ask);
        let slow = prompt.contains("benefit");
        ScriptedReply {
            text: Ok(
                "Something for you | You get [offer.what] with your next order of our teas."
                    .to_owned(),
            ),
            pace: if slow { pace } else { Duration::ZERO },
        }
    });
    let asked = scripted.asked();
    let server = Server::with(Some(scripted), 10_000).await;
    let lin = server.staff_token(Role::Marketer);
    let body = wanted("en");
    let writing = server.send(Method::POST, "/v1/campaigns/write", Some(&lin), Some(&body));
    let dropped = tokio::time::timeout(Duration::from_millis(700), writing).await;
    assert!(dropped.is_err(), "it was still being written");
    assert_eq!(asked.lock().expect("asks").len(), 1);
    // The only slot is free again, long before the first answer would have ended.
    let mut quick = wanted("en");
    quick["axis"] = "warmth".into();
    let begun = std::time::Instant::now();
    let (status, text) = ask(&server, Method::POST, "/v1/campaigns/write", Some(&quick)).await;
    assert_eq!(
        (status, &text["by"]),
        (StatusCode::OK, &json!("model")),
        "{text}"
    );
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_checked_before_it_is_kept() {
    let server = Server::open().await;
    let mut typed = brief();
    typed["copies"] = json!([
        {"variant": "a", "language": "en", "subject": "A gift",
         "body": "{{offer.what}} for you until {{offer.ends}}: {{shop.link}}\n\nUnsubscribe: {{unsubscribe}}"},
        {"variant": "a", "language": "zh", "subject": "礼物", "body": "最佳礼物：{{offer.what}} {{shop.link}}\n\n退订：{{unsubscribe}}"},
    ]);
    let (status, found) = ask(&server, Method::POST, "/v1/campaigns/check", Some(&typed)).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    assert_eq!(found[0]["findings"], json!([]));
    let rules: Vec<&str> = (found[1]["findings"].as_array().expect("findings").iter())
        .map(|finding| finding["rule"].as_str().expect("a rule"))
        .collect();
    assert_eq!(rules, ["absolute", "languages"]);
    assert_eq!(found[1]["findings"][1]["severity"], "error");
    // The same is found once it is kept.
    let made = json!({"name": "spring", "brief": typed});
    let (status, _) = ask(&server, Method::POST, "/v1/campaigns", Some(&made)).await;
    assert_eq!(status, StatusCode::CREATED);
    let (_, kept) = ask(&server, Method::GET, "/v1/campaigns/spring/findings", None).await;
    assert_eq!(kept, found);
    let (status, wrong) = ask(
        &server,
        Method::POST,
        "/v1/campaigns/check",
        Some(&json!({"medium": "mail"})),
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong["problems"].is_array(), "{wrong}");
    let taken = json!({"name": "voice", "brief": brief()});
    let (status, _) = ask(&server, Method::POST, "/v1/campaigns", Some(&taken)).await;
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the name stands in an address"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_shows_names_in_part() {
    let server = Server::open().await;
    let member = Member {
        name: Some("Maximiliane Wintergerst-Oberhausen".to_owned()),
        mail: Some("z1@shop.example".to_owned()),
        marketing: Some(true),
        ..Member::new(MemberKey::new("Z1"))
    };
    server.members().put(&[member]).await.expect("kept");
    let made = json!({"name": "spring", "brief": brief()});
    ask(&server, Method::POST, "/v1/campaigns", Some(&made)).await;
    let (status, sample) = ask(&server, Method::GET, "/v1/campaigns/spring/sample", None).await;
    assert_eq!(status, StatusCode::OK, "{sample}");
    let first = &sample["members"][0];
    assert_eq!(
        (&first["member"], &first["name"]),
        (&json!("Z1"), &json!("M••• W•••"))
    );
    assert!(
        first["why"]
            .as_str()
            .expect("why")
            .starts_with("the longest name")
    );
    let (status, _) = ask(
        &server,
        Method::GET,
        "/v1/campaigns/spring/sample?language=fr",
        None,
    )
    .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, _) = ask(&server, Method::GET, "/v1/campaigns/none/sample", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
