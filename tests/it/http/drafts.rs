//! Drafts of replies: what they say and rest on, what is wrong with a text, and what becomes of them.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::Role;
use storekeeper::clock::Clock;
use storekeeper::clock::SystemClock;
use storekeeper::ids::{Language, MemberKey};

use super::inbox::{Desk, HUMAN};
use super::{Server, Talk};
use crate::turn::shop::{planning, slowly};

/// Has one order, SK-240391, which is on its way.
pub(super) const MEMBER: &str = "M1009";

/// What an admin reads at a path.
async fn admin(server: &Server, path: &str) -> Value {
    let token = server.staff_token_of("ada", Role::Admin);
    let answer = server.send(Method::GET, path, Some(&token), None).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.json().await.unwrap()
}

/// The member's conversation, handed over after these messages and taken by lin, who is asked the last one.
pub(super) async fn taken<'a>(
    server: &'a Server,
    member: Option<&str>,
    asks: &str,
) -> (Talk<'a>, Desk<'a>, String) {
    let token = member.map(|member| server.token(member));
    let talk = server.begin(token.as_deref()).await;
    talk.say(HUMAN).await;
    let lin = Desk::of(server, "lin");
    let case = lin.takes().await;
    if !asks.is_empty() {
        talk.say(asks).await;
    }
    (talk, lin, case)
}

/// The sources of the sentence that has these words.
fn sources<'a>(draft: &'a Value, words: &str) -> Vec<&'a Value> {
    let sentences = draft["sentences"].as_array().unwrap();
    let has = |one: &&Value| one["text"].as_str().unwrap().contains(words);
    let sentence = sentences
        .iter()
        .find(has)
        .unwrap_or_else(|| panic!("{words}: {draft}"));
    let numbers = sentence["sources"].as_array().unwrap();
    let all = draft["sources"].as_array().unwrap();
    let named = |source: &&Value| numbers.contains(&source["number"]);
    all.iter().filter(named).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_about_an_order_is_answered_by_its_true_state_beside_its_source() {
    let server = Server::open().await;
    let (_talk, lin, case) = taken(&server, Some(MEMBER), "is my parcel on its way?").await;
    let before = lin.reads(&format!("/v1/inbox/{case}")).await;
    let draft = lin.does(&case, "draft", json!({})).await;
    let text = draft["text"].as_str().unwrap();
    assert!(text.starts_with("Hi 吴佩玲,\n\n"), "{text}");
    assert!(
        text.contains("SK-240391 of 2026-11-14: on its way, 2 pieces"),
        "{text}"
    );
    assert!(text.ends_with("\nLin"), "{text}");
    for sentence in draft["sentences"].as_array().unwrap() {
        assert!(
            text.contains(sentence["text"].as_str().unwrap()),
            "{sentence}"
        );
    }
    let found = sources(&draft, "SK-240391");
    assert_eq!(found.len(), 1, "{draft}");
    assert_eq!(
        (&found[0]["kind"], &found[0]["title"], &found[0]["link"]),
        (
            &json!("order"),
            &json!("Order SK-240391"),
            &json!("/console/members/M1009")
        )
    );
    assert!(
        found[0]["text"]
            .as_str()
            .unwrap()
            .contains("1 × Celadon Glaze Mug"),
        "{draft}"
    );
    assert_eq!(sources(&draft, "Hi 吴佩玲")[0]["kind"], "member");
    assert_eq!(
        (
            &draft["language"],
            &draft["tone"],
            &draft["by"],
            &draft["findings"]
        ),
        (&json!("en"), &json!("warm"), &json!("template"), &json!([]))
    );
    let after = lin.reads(&format!("/v1/inbox/{case}")).await;
    assert_eq!(
        before, after,
        "nothing was said to the member and nothing changed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_speaks_the_members_language_and_the_tone_that_is_asked_for() {
    let server = Server::open().await;
    let (talk, lin, case) = taken(&server, Some(MEMBER), "我的快递到哪了？").await;
    let draft = lin.does(&case, "draft", json!({})).await;
    let text = draft["text"].as_str().unwrap();
    assert_eq!(
        (&draft["language"], &draft["findings"]),
        (&json!("zh"), &json!([]))
    );
    assert!(
        text.contains("订单SK-240391") && text.contains("运输中"),
        "{text}"
    );
    assert!(text.starts_with("吴佩玲，您好呀！"), "{text}");
    let formal = json!({"language": "en", "tone": "formal"});
    let draft = lin.does(&case, "draft", formal).await;
    let text = draft["text"].as_str().unwrap();
    assert!(
        text.starts_with("Dear 吴佩玲,") && text.contains("on its way"),
        "{text}"
    );
    assert_eq!(draft["findings"][0]["rule"], "language", "{draft}");
    // The language that is kept of a member counts more than that of a message.
    let key = MemberKey::new(MEMBER);
    let mut member = server.members().get(&key).await.unwrap().unwrap();
    member.language = Some(Language::Chinese);
    server.members().put(&[member]).await.unwrap();
    talk.say("where is my order?").await;
    let draft = lin.does(&case, "draft", json!({"tone": "plain"})).await;
    assert_eq!(
        (&draft["language"], &draft["tone"]),
        (&json!("zh"), &json!("plain"))
    );
    assert!(
        draft["text"].as_str().unwrap().contains("订单SK-240391"),
        "{draft}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_was_told_anything_yet_the_hand_overs_own_question_is_answered() {
    let server = Server::open().await;
    let token = server.token(MEMBER);
    let talk = server.begin(Some(&token)).await;
    talk.say("where is my order?").await;
    talk.say(HUMAN).await;
    let lin = Desk::of(&server, "lin");
    let case = lin.finds().await;
    let draft = lin.does(&case, "draft", json!({})).await;
    assert!(
        draft["text"].as_str().unwrap().contains("SK-240391"),
        "{draft}"
    );
    // What a tool would change is only looked at.
    lin.does(&case, "take", json!({})).await;
    talk.say("cancel my order SK-240391").await;
    let draft = lin.does(&case, "draft", json!({})).await;
    assert!(
        draft["text"]
            .as_str()
            .unwrap()
            .contains("SK-240391 of 2026-11-14: on its way"),
        "{draft}"
    );
    let order = server
        .send(Method::GET, "/v1/orders/SK-240391", Some(&token), None)
        .await;
    let order: Value = order.json().await.unwrap();
    assert_eq!(order["state"], "shipped", "{order}");
    // Who has not signed in is told how their order is found.
    let guest = server.begin(None).await;
    guest.say(HUMAN).await;
    let case = lin.takes().await;
    guest.say("where is my order SK-240391?").await;
    let draft = lin.does(&case, "draft", json!({})).await;
    let text = draft["text"].as_str().unwrap();
    assert!(
        text.contains("mail address") && !text.contains("on its way"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_models_words_stand_in_a_draft_only_where_they_are_true() {
    let said = "Your order SK-240391 of 2026-11-14 is on its way.";
    let model = planning(|_| "order".into(), move |_| said.into());
    let server = Server::with(Some(model), 10_000).await;
    let (_talk, lin, case) = taken(&server, Some(MEMBER), "where is my order?").await;
    let draft = lin.does(&case, "draft", json!({})).await;
    assert_eq!(draft["by"], "model", "{draft}");
    assert_eq!(sources(&draft, said)[0]["title"], "Order SK-240391");
    assert!(
        !draft["text"].as_str().unwrap().contains("2 pieces"),
        "{draft}"
    );
    let figures = admin(&server, "/v1/inbox/drafts").await;
    let prompt = figures["newest"][0]["prompt"].as_str().unwrap();
    assert_eq!((prompt.len(), &figures["by"]), (12, &json!({"model": 1})));
    for invented in [
        "Your order SK-240391 is on its way and comes to ¥1.",
        "Your order SK-240392 is on its way.",
        "Your order SK-240391 is delivered.",
        "Your order SK-240391 is on its way. It will be there tomorrow.",
    ] {
        let model = planning(|_| "order".into(), move |_| invented.into());
        let server = Server::with(Some(model), 10_000).await;
        let (_talk, lin, case) = taken(&server, Some(MEMBER), "where is my order?").await;
        let draft = lin.does(&case, "draft", json!({})).await;
        assert_eq!(draft["by"], "template", "{invented}: {draft}");
        assert!(
            draft["text"]
                .as_str()
                .unwrap()
                .contains("on its way, 2 pieces"),
            "{draft}"
        );
        let audit = admin(&server, "/v1/audit?text=draft").await;
        let record = &audit["records"][0]["record"];
        assert_eq!(
            (&record["who"], &record["about"]),
            (&json!("agent:lin"), &json!(MEMBER))
        );
        assert_eq!(record["prompts"][0][0], "draft.en", "{record}");
        assert_eq!(record["held_back"].as_array().unwrap().len(), 1, "{record}");
        assert!(
            record["evidence"].to_string().contains("SK-240391"),
            "{record}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_is_kept_beside_what_was_drafted() {
    let server = Server::open().await;
    let (talk, lin, case) = taken(&server, Some(MEMBER), "where is my order?").await;
    let draft = lin.does(&case, "draft", json!({})).await;
    let text = draft["text"].as_str().unwrap();
    let edited = text.replace("Best wishes,", "All the best,");
    let body = json!({"text": edited, "draft": draft["id"]});
    lin.does(&case, "reply", body.clone()).await;
    let (status, _) = lin.tries(&case, "reply", &body).await;
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a draft is sent once"
    );
    talk.say("and now, where is my order?").await;
    let draft = lin.does(&case, "draft", json!({"tone": "plain"})).await;
    lin.does(
        &case,
        "reply",
        json!({"text": draft["text"], "draft": draft["id"]}),
    )
    .await;
    // Another reply than the draft, and the case's end.
    lin.does(&case, "draft", json!({"language": "zh"})).await;
    lin.does(&case, "reply", json!({"text": "hello"})).await;
    lin.does(&case, "draft", json!({})).await;
    lin.does(&case, "close", json!({})).await;
    let (status, _) = lin.tries(&case, "draft", &json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT, "nobody waits any more");
    let figures = admin(&server, "/v1/inbox/drafts").await;
    assert_eq!(
        [
            &figures["drafted"],
            &figures["sent"],
            &figures["unchanged"],
            &figures["dropped"]
        ],
        [&json!(4), &json!(2), &json!(1), &json!(2)],
        "{figures}"
    );
    assert_eq!(
        (&figures["by_language"], &figures["by"]),
        (&json!({"en": 3, "zh": 1}), &json!({"template": 4}))
    );
    let newest = figures["newest"].as_array().unwrap();
    let sent = |one: &&Value| one["sent"] == json!(edited);
    let kept = newest.iter().find(sent).unwrap();
    let near = kept["similarity"].as_f64().unwrap();
    // Twelve letters became thirteen others at most.
    let length = text.chars().count().max(edited.chars().count());
    let least = 1.0 - 13.0 / f64::from(u32::try_from(length).unwrap());
    assert!((least..1.0).contains(&near), "{near}");
    let median = figures["similarity"]["median"].as_f64().unwrap();
    assert!(
        (median - f64::midpoint(near, 1.0)).abs() < 1e-9,
        "{figures}"
    );
    assert_eq!(
        newest
            .iter()
            .filter(|one| one["outcome"] == "dropped")
            .count(),
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_with_errors_is_refused_or_sent_despite_them_on_record() {
    let server = Server::open().await;
    let (_talk, lin, case) = taken(&server, Some(MEMBER), "where is my order?").await;
    let text = "We guarantee that it arrives tomorrow.";
    let (status, problem) = lin.tries(&case, "reply", &json!({"text": text})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(problem["findings"][0]["rule"], "promise", "{problem}");
    let whole = lin.reads(&format!("/v1/inbox/{case}")).await;
    assert!(
        !whole["exchanges"].to_string().contains("guarantee"),
        "nothing was said"
    );
    lin.does(&case, "reply", json!({"text": text, "despite": true}))
        .await;
    let whole = lin.reads(&format!("/v1/inbox/{case}")).await;
    assert!(whole["exchanges"].to_string().contains("guarantee"));
    let audit = admin(&server, "/v1/audit?text=despite").await;
    let record = &audit["records"][0]["record"];
    assert_eq!(
        (&record["who"], &record["about"], &record["stop"]),
        (&json!("agent:lin"), &json!(MEMBER), &json!("sent_despite"))
    );
    assert!(
        record["held_back"].to_string().contains("guarantee"),
        "{record}"
    );
    // What only is to be looked at does not hold a reply up.
    lin.does(&case, "reply", json!({"text": "You have 17 stamps."}))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_go_with_their_conversation_and_their_member() {
    let server = Server::open().await;
    let (talk, lin, case) = taken(&server, Some(MEMBER), "where is my order?").await;
    lin.does(&case, "draft", json!({})).await;
    talk.request(Method::DELETE, "").send().await.unwrap();
    assert_eq!(admin(&server, "/v1/inbox/drafts").await["drafted"], 0);
    let (_talk, lin, case) = taken(&server, Some(MEMBER), "where is my order?").await;
    lin.does(&case, "draft", json!({})).await;
    let key = MemberKey::new(MEMBER);
    let erased = server
        .shop
        .dossiers
        .erase(&key, "admin:ada", SystemClock.now());
    erased.await.unwrap();
    let figures = admin(&server, "/v1/inbox/drafts").await;
    assert_eq!(
        (&figures["drafted"], &figures["newest"]),
        (&json!(0), &json!([]))
    );
    let audit = admin(&server, "/v1/audit?text=draft").await;
    assert!(
        !audit["records"].to_string().contains("SK-240391"),
        "{audit}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_has_one_draft_at_a_time() {
    let pace = Duration::from_millis(150);
    let said = "Your order SK-240391 of 2026-11-14 is on its way.";
    let model = planning(|_| "order".into(), move |_| slowly(said, pace));
    let server = Server::with(Some(model), 10_000).await;
    let (_talk, lin, case) = taken(&server, Some(MEMBER), "where is my order?").await;
    let body = json!({});
    let (one, other) = tokio::join!(
        lin.tries(&case, "draft", &body),
        lin.tries(&case, "draft", &body)
    );
    let mut statuses = [one.0, other.0];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::TOO_MANY_REQUESTS]);
    lin.does(&case, "draft", json!({})).await;
    let (status, _) = lin.tries("nobody", "draft", &body).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = lin.tries(&case, "draft", &json!({"tone": "rude"})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}
