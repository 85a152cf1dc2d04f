//! The inbox: a shopper's conversation in the hands of an agent.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::Role;
use storekeeper::assistant::{Hours, InboxRules};

use super::browser::account;
use super::person::{live, until};
use super::{Server, Starter, Talk, text};

pub(super) const HUMAN: &str = "I want to talk to a human";

/// Somebody of the shop at work.
pub(super) struct Desk<'a> {
    server: &'a Server,
    pub(super) token: String,
}

impl<'a> Desk<'a> {
    pub(super) fn of(server: &'a Server, name: &str) -> Self {
        Self {
            server,
            token: server.staff_token_of(name, Role::Agent),
        }
    }

    pub(super) async fn get(&self, path: &str) -> Response {
        self.server
            .send(Method::GET, path, Some(&self.token), None)
            .await
    }

    pub(super) async fn reads(&self, path: &str) -> Value {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.unwrap()
    }

    pub(super) async fn tries(&self, case: &str, what: &str, body: &Value) -> (StatusCode, Value) {
        let path = format!("/v1/inbox/{case}/{what}");
        let sent = self
            .server
            .send(Method::POST, &path, Some(&self.token), Some(body));
        let response = sent.await;
        let status = response.status();
        (status, response.json().await.unwrap_or(Value::Null))
    }

    pub(super) async fn does(&self, case: &str, what: &str, body: Value) -> Value {
        let (status, answer) = self.tries(case, what, &body).await;
        assert!(status.is_success(), "{what}: {status} {answer}");
        answer
    }

    /// The case that waits.
    pub(super) async fn finds(&self) -> String {
        let inbox = self.reads("/v1/inbox?state=waiting").await;
        assert_eq!(inbox["cases"].as_array().unwrap().len(), 1, "{inbox}");
        inbox["cases"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Takes the case that waits.
    pub(super) async fn takes(&self) -> String {
        let case = self.finds().await;
        self.does(&case, "take", json!({})).await;
        case
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_person_has_a_conversation_the_assistant_is_silent_in_it() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    let shown = talk.say("celadon mug").await;
    talk.say(HUMAN).await;
    let lin = Desk::of(&server, "lin");
    let case = lin.finds().await;
    // Until somebody takes it, the assistant goes on.
    assert_eq!(talk.say("how much is the first one?").await[2].name, "card");
    lin.does(&case, "take", json!({})).await;
    let heard = talk.say("how much is it, please?").await;
    let names: Vec<&str> = heard.iter().map(|sent| sent.name.as_str()).collect();
    assert_eq!(names, ["received", "done"]);
    assert_eq!(heard[1].data["stop"], "with_person");
    let nothing = talk.say("  ").await;
    assert_eq!(nothing.len(), 1, "nothing was said: {nothing:?}");
    let body = json!({"text": "¥20 for <b>you</b>", "despite": true});
    lin.does(&case, "reply", body).await;
    talk.say("thank you").await;
    let whole = lin.reads(&format!("/v1/inbox/{case}")).await;
    let exchanges = whole["exchanges"].as_array().unwrap();
    let asked: Vec<&str> = exchanges
        .iter()
        .map(|one| one["asked"].as_str().unwrap())
        .collect();
    assert_eq!(
        asked,
        [
            "celadon mug",
            HUMAN,
            "how much is the first one?",
            "how much is it, please?",
            "",
            "thank you"
        ]
    );
    assert_eq!(
        exchanges[0]["answered"][0]["card"], "product",
        "what was shown is the evidence"
    );
    assert_eq!(
        exchanges[4]["answered"][0]["text"], "¥20 for <b>you</b>",
        "text as it was written"
    );
    assert_eq!(whole["unanswered_since"], "2026-11-20T12:00:00Z");
    lin.does(&case, "hand-back", json!({})).await;
    let heard = talk.say("how much is the first one?").await;
    let card = heard.iter().find(|sent| sent.name == "card").unwrap();
    let first = shown.iter().find(|sent| sent.name == "card").unwrap();
    assert_eq!(
        card.data["key"], first.data["key"],
        "the assistant remembers"
    );
    assert!(!text(&heard).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_agents_who_take_a_case_at_once_one_has_it() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    talk.say(HUMAN).await;
    let (lin, wei) = (Desk::of(&server, "lin"), Desk::of(&server, "wei"));
    let case = lin.finds().await;
    let body = json!({});
    let (one, other) = tokio::join!(
        lin.tries(&case, "take", &body),
        wei.tries(&case, "take", &body)
    );
    let (has, told) = if one.0 == StatusCode::OK {
        (one, other)
    } else {
        (other, one)
    };
    assert_eq!((has.0, told.0), (StatusCode::OK, StatusCode::CONFLICT));
    let why = told.1["detail"].as_str().unwrap();
    let holder = has.1["agent"].as_str().unwrap();
    assert!(why.contains(&format!("{holder} has it already")), "{why}");
    let listed = lin.reads("/v1/inbox").await;
    assert_eq!(
        (&listed["counts"]["taken"], &listed["counts"]["waiting"]),
        (&json!(1), &json!(0))
    );
    let mine = lin.reads("/v1/inbox?assignee=me").await;
    let expected = usize::from(holder == "lin");
    assert_eq!(mine["cases"].as_array().unwrap().len(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_tells_who_waits_what_they_said_last_and_who_can_be_asked_to_have_it() {
    let server = Server::open().await;
    let talk = server.begin(Some(&server.token("M1001"))).await;
    talk.say(HUMAN).await;
    server.begin(None).await.say(HUMAN).await;
    account(&server, "wei", Role::Agent).await;
    account(&server, "kim", Role::Marketer).await;
    let lin = Desk::of(&server, "lin");
    let listed = lin.reads("/v1/inbox").await;
    let colleagues = json!([{"name": "wei", "called": "Lin Mei"}]);
    assert_eq!(
        listed["colleagues"], colleagues,
        "who may not reply is not asked to"
    );
    let cases = listed["cases"].as_array().unwrap();
    let of_member = cases.iter().find(|case| case["member"] == "M1001").unwrap();
    let key = storekeeper::ids::MemberKey::new("M1001");
    let name = server.members().get(&key).await.unwrap().unwrap().name;
    assert!(name.is_some());
    assert_eq!(
        (&of_member["name"], &of_member["last"]["text"]),
        (&json!(name), &json!(HUMAN))
    );
    let other = cases.iter().find(|case| case["member"].is_null()).unwrap();
    assert_eq!(
        (&other["name"], &other["last"]["text"]),
        (&Value::Null, &json!(HUMAN))
    );
    let case = of_member["id"].as_str().unwrap();
    lin.does(case, "take", json!({})).await;
    lin.does(case, "reply", json!({"text": "hello"})).await;
    talk.say("where is it?").await;
    lin.does(case, "reply", json!({"text": "on its way"})).await;
    let listed = lin.reads("/v1/inbox?state=taken").await;
    assert_eq!(
        listed["cases"][0]["last"]["text"], "where is it?",
        "the shopper's words count"
    );
    let whole = lin.reads(&format!("/v1/inbox/{case}")).await;
    assert_eq!(whole["name"], json!(name));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_shopper_reads_notes_or_the_inbox_or_anothers_news() {
    let server = Server::open().await;
    let token = server.token("M1001");
    let talk = server.begin(Some(&token)).await;
    talk.say(HUMAN).await;
    let lin = Desk::of(&server, "lin");
    let case = lin.takes().await;
    lin.does(&case, "note", json!({"text": "always complains"}))
        .await;
    lin.does(&case, "tags", json!({"add": ["Difficult"]})).await;
    lin.does(&case, "reply", json!({"text": "hello"})).await;
    let whole = lin.reads(&format!("/v1/inbox/{case}")).await;
    assert_eq!(whole["notes"][0]["text"], "always complains");
    assert_eq!(
        (&whole["member"], &whole["tags"]),
        (&json!("M1001"), &json!(["difficult"]))
    );
    let kept = talk
        .request(Method::GET, "")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let heard = until(&mut live(&talk, "p-0").await, "person").await;
    for seen in [kept, heard] {
        assert!(
            !seen.contains("complains") && !seen.contains("ifficult"),
            "{seen}"
        );
    }
    let strange = Talk {
        place: talk.place.clone(),
        ..server.begin(Some(&server.token("M1002"))).await
    };
    assert_eq!(live(&strange, "p-0").await.status(), StatusCode::NOT_FOUND);
    let typing = strange
        .request(Method::POST, "/typing")
        .send()
        .await
        .unwrap();
    assert_eq!(typing.status(), StatusCode::NOT_FOUND);
    let marketer = server.staff_token_of("kim", Role::Marketer);
    for path in [
        "/v1/inbox".to_owned(),
        "/v1/inbox/events".to_owned(),
        "/v1/inbox/replies".to_owned(),
        format!("/v1/inbox/{case}"),
    ] {
        for (token, status) in [
            (None, StatusCode::UNAUTHORIZED),
            (Some(&token), StatusCode::FORBIDDEN),
            (Some(&marketer), StatusCode::FORBIDDEN),
        ] {
            let answer = server
                .send(Method::GET, &path, token.map(String::as_str), None)
                .await;
            assert_eq!(answer.status(), status, "{path}");
        }
    }
    let (path, body) = (format!("/v1/inbox/{case}/close"), json!({}));
    let closed = server
        .send(Method::POST, &path, Some(&marketer), Some(&body))
        .await;
    assert_eq!(closed.status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_put_forward_waits_no_longer_where_a_person_took_over() {
    let server = Server::open().await;
    let token = server.token("M1001");
    let talk = server.begin(Some(&token)).await;
    talk.say(HUMAN).await;
    let heard = talk.say("turn off personalised suggestions").await;
    let confirm = heard.iter().find(|sent| sent.name == "confirm").unwrap();
    let lin = Desk::of(&server, "lin");
    lin.takes().await;
    let body = json!({"id": confirm.data["id"], "yes": true});
    let decided = talk
        .request(Method::POST, "/confirm")
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(decided.status(), StatusCode::CONFLICT);
    assert_eq!(
        talk.say("yes").await[0].name,
        "received",
        "it is said to the person"
    );
    let me = server.send(Method::GET, "/v1/me", Some(&token), None).await;
    let me: Value = me.json().await.unwrap();
    assert_eq!(me["choices"]["personal"], true, "nothing was changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn out_of_hours_a_shopper_is_told_when_somebody_is_there() {
    let weekdays = [true, true, true, true, true, false, false];
    let rules = InboxRules {
        // It is Friday, eight in the evening there.
        hours: Hours::new(weekdays, 9 * 60, 18 * 60, 8 * 60),
        ..InboxRules::built_in().unwrap()
    };
    let server = Server::of(Starter::open().await.with_inbox(rules)).await;
    let heard = server.begin(None).await.say(HUMAN).await;
    let said = text(&heard);
    assert!(
        said.contains("They are back on Monday at 09:00 (UTC+08:00)"),
        "{said}"
    );
    assert!(
        heard.iter().any(|sent| sent.name == "handoff"),
        "they are on the list all the same"
    );
    let heard = server.begin(None).await.say("转人工").await;
    assert!(text(&heard).contains("周一 09:00"), "{}", text(&heard));
    let inbox = Desk::of(&server, "lin").reads("/v1/inbox").await;
    assert_eq!(
        (&inbox["open"], &inbox["opens_at"]),
        (&json!(false), &json!("2026-11-23T01:00:00Z"))
    );
    let case = &inbox["cases"][0];
    assert_eq!(
        (&case["due"], &case["late"]),
        (&json!("2026-11-23T01:10:00Z"), &json!(false))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_are_ready_with_name_and_order_filled_in() {
    let server = Server::open().await;
    let talk = server.begin(Some(&server.token("M1001"))).await;
    talk.say(HUMAN).await;
    let lin = Desk::of(&server, "lin");
    let case = lin.takes().await;
    let ready = lin.reads(&format!("/v1/inbox/replies?case={case}")).await;
    let reply = |key: &str| {
        let all = ready.as_array().unwrap().iter();
        all.clone().find(|one| one["key"] == key).unwrap().clone()
    };
    let member = server
        .members()
        .get(&storekeeper::ids::MemberKey::new("M1001"))
        .await
        .unwrap()
        .unwrap();
    if let Some(name) = member.name {
        assert!(
            reply("hello")["en"]["text"]
                .as_str()
                .unwrap()
                .contains(&name)
        );
    }
    let order = reply("order");
    assert_eq!(order["zh"]["missing"], json!([]), "{order}");
    assert!(
        order["zh"]["text"].as_str().unwrap().contains("SK-"),
        "{order}"
    );
    let plain = lin.reads("/v1/inbox/replies").await;
    let open = plain
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["key"] == "order")
        .unwrap();
    assert_eq!(open["en"]["missing"], json!(["order"]));
    let (status, problem) = lin
        .tries(&case, "reply", &json!({"text": open["en"]["text"]}))
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_conversation_is_gone_from_the_inbox() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    talk.say(HUMAN).await;
    let lin = Desk::of(&server, "lin");
    let case = lin.takes().await;
    lin.does(&case, "reply", json!({"text": "hello"})).await;
    talk.request(Method::DELETE, "").send().await.unwrap();
    assert_eq!(
        lin.get(&format!("/v1/inbox/{case}")).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(live(&talk, "p-0").await.status(), StatusCode::NOT_FOUND);
    let (status, _) = lin.tries(&case, "reply", &json!({"text": "hello?"})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_are_told_what_is_wrong_and_too_many_when_to_come_again() {
    let server = Server::open().await;
    let talk = server.begin(None).await;
    talk.say(HUMAN).await;
    let lin = Desk::of(&server, "lin");
    let case = lin.takes().await;
    for (what, body, status) in [
        ("reply", json!({}), StatusCode::UNPROCESSABLE_ENTITY),
        (
            "reply",
            json!({"text": " "}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "reply",
            json!({"text": "x".repeat(2001)}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("close", json!({"version": 1}), StatusCode::CONFLICT),
        (
            "assign",
            json!({"to": " "}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "take",
            json!({"as": "boss"}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let (answered, problem) = lin.tries(&case, what, &body).await;
        assert_eq!(answered, status, "{what} {body}");
        assert!(!problem["detail"].as_str().unwrap().is_empty());
    }
    assert_eq!(
        lin.get("/v1/inbox?state=new").await.status(),
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        lin.get("/v1/inbox?sort=age").await.status(),
        StatusCode::BAD_REQUEST
    );
    let types = || talk.request(Method::POST, "/typing").send();
    let mut last = StatusCode::NO_CONTENT;
    for _ in 0..200 {
        last = types().await.unwrap().status();
        if last != StatusCode::NO_CONTENT {
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}
