//! Campaigns over HTTP: from a brief to mail at a mail server, and what comes back.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::Role;
use storekeeper::campaigns::CampaignState;
use storekeeper::clock::{Clock, SystemClock};
use storekeeper::events::{KeyKind, WriteKeys};
use storekeeper::ids::{self, MemberKey};
use storekeeper::members::{Member, Purpose};
use storekeeper::senders::{Senders, Ways};

use super::Server;
use super::sink::{Taken, sink};

/// A brief to everybody by mail.
fn brief() -> Value {
    json!({
        "objective": "show what is new", "audience": {"named": "everybody"}, "medium": "mail", "languages": ["en", "zh"],
        "copies": [
            {
                "variant": "a", "axis": "warmth", "language": "en", "subject": "Hello {{member.name|friend}}",
                "body": "Come and see what is new at {{shop.name}}: {{shop.link}}\n\nUnsubscribe: {{unsubscribe}}",
                "written": {"model": "a-model", "prompt_hash": "abc"},
            },
            {
                "variant": "a", "axis": "warmth", "language": "zh", "subject": "{{member.name|朋友}}，您好",
                "body": "来看看{{shop.name}}的新品：{{shop.link}}\n\n退订：{{unsubscribe}}",
            },
        ],
    })
}

/// A server whose shop has two members who want offers by mail, and one who does not.
async fn studio() -> (Server, String, String) {
    let server = Server::open().await;
    let member = |key: &str, name: &str, marketing| Member {
        name: Some(name.to_owned()),
        mail: Some(format!("{key}@shop.example")),
        marketing: Some(marketing),
        ..Member::new(MemberKey::new(key))
    };
    let people = [
        member("Z1", "Mei Lin", true),
        member("Z2", "Ann", true),
        member("Z3", "Bo", false),
    ];
    server.members().put(&people).await.unwrap();
    let lin = server.staff_token(Role::Marketer);
    let wang = server.staff_token_of("wang", Role::Admin);
    (server, lin, wang)
}

async fn told(answer: Response) -> Value {
    answer.json().await.expect("JSON")
}

async fn post(server: &Server, path: &str, token: &str, body: &Value) -> Response {
    server
        .send(Method::POST, path, Some(token), Some(body))
        .await
}

/// Makes a campaign, has it approved and releases it.
async fn release(server: &Server, lin: &str, wang: &str) {
    let made = json!({"name": "spring", "brief": brief()});
    let answer = post(server, "/v1/campaigns", lin, &made).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    for (step, token, state) in [
        ("submit", lin, "in_review"),
        ("approve", wang, "approved"),
        ("send", lin, "sending"),
    ] {
        let answer = post(
            server,
            &format!("/v1/campaigns/spring/{step}"),
            token,
            &json!({}),
        )
        .await;
        let status = answer.status();
        let answer = told(answer).await;
        assert_eq!(
            (status, &answer["state"]),
            (StatusCode::OK, &json!(state)),
            "{step}: {answer}"
        );
    }
}

/// Sends what is due by a mail server.
async fn send(server: &Server) -> Taken {
    let (url, taken) = sink().await;
    let senders = Senders::open(&Ways {
        smtp_url: Some(url),
        mail_from: Some("Shop <shop@shop.example>".to_owned()),
        ..Ways::default()
    });
    let mailer = server.shop.mailer(Arc::new(senders.unwrap()));
    for _ in 0..200 {
        mailer.step(SystemClock.now()).await.unwrap();
        let campaigns = server.shop.campaigns();
        let spring = campaigns.of("spring", SystemClock.now());
        if spring.await.unwrap().listed.state == CampaignState::Sent {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    taken
}

/// A header of a mail, unfolded.
fn header(mail: &str, name: &str) -> Option<String> {
    let head = mail
        .split("\n\n")
        .next()
        .unwrap_or_default()
        .replace('\r', "")
        .replace("\n ", " ");
    head.lines()
        .find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brief_becomes_mail_that_says_how_to_get_no_more() {
    let (server, lin, wang) = studio().await;
    let own = json!({"name": "own", "brief": brief()});
    post(&server, "/v1/campaigns", &lin, &own).await;
    post(&server, "/v1/campaigns/own/submit", &lin, &json!({})).await;
    let refused = post(&server, "/v1/campaigns/own/approve", &lin, &json!({})).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert!(
        told(refused).await["detail"]
            .to_string()
            .contains("somebody else")
    );
    release(&server, &lin, &wang).await;
    let taken = send(&server).await;
    let mails = taken.lock().unwrap().clone();
    let of = |to: &str| {
        let found: Vec<_> = mails.iter().filter(|(taken, _)| taken == to).collect();
        assert_eq!(found.len(), 1, "{to} once");
        found[0].1.clone()
    };
    let mail = of("Z1@shop.example");
    of("Z2@shop.example");
    assert!(mails.iter().all(|(to, _)| to != "Z3@shop.example"));
    let id = header(&mail, "Message-ID").expect("a Message-ID");
    let id = id
        .trim_start_matches('<')
        .split('@')
        .next()
        .unwrap()
        .to_owned();
    let unsubscribe = header(&mail, "List-Unsubscribe");
    assert_eq!(unsubscribe, Some(format!("<https://shop.example/u/{id}>")));
    assert_eq!(
        header(&mail, "List-Unsubscribe-Post").as_deref(),
        Some("List-Unsubscribe=One-Click")
    );
    assert!(mail.contains("multipart/alternative") && mail.contains("text/html"));
    let shown = server
        .send(Method::GET, "/v1/campaigns/spring", Some(&lin), None)
        .await;
    assert_eq!(told(shown).await["state"], "sent");
    let export = server
        .send(
            Method::POST,
            "/v1/campaigns/spring/export?format=json",
            Some(&wang),
            None,
        )
        .await;
    let export = told(export).await;
    assert_eq!(export["manifest"]["note"], "AI-assisted");
    assert_eq!(export["manifest"]["texts"][0]["prompt_hash"], "abc");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_unsubscribes_and_a_look_does_not() {
    let (server, lin, wang) = studio().await;
    release(&server, &lin, &wang).await;
    let taken = send(&server).await;
    let mail = {
        let taken = taken.lock().unwrap();
        taken
            .iter()
            .find(|(to, _)| to == "Z1@shop.example")
            .unwrap()
            .1
            .clone()
    };
    let id = header(&mail, "Message-ID").unwrap();
    let place = format!(
        "/u/{}",
        id.trim_start_matches('<').split('@').next().unwrap()
    );
    let agrees = async || {
        server
            .members()
            .agrees(&MemberKey::new("Z1"), Purpose::MarketingMail)
            .await
            .unwrap()
    };
    let page = server.get(&place).await;
    assert_eq!(page.status(), StatusCode::OK);
    let page = page.text().await.unwrap();
    assert!(
        page.contains("<form method=post>")
            && !page.contains("Mei Lin")
            && !page.contains("<script")
    );
    assert!(agrees().await, "programs that read mail look at every link");
    let click = Client::new()
        .post(format!("{}{place}", server.at))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("List-Unsubscribe=One-Click");
    assert_eq!(click.send().await.unwrap().status(), StatusCode::OK);
    assert!(!agrees().await);
    let unknown = server.get("/u/00000000000000000000000000000000").await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    // Nobody was held out: however long one waits, there is nothing to compare with.
    let results = "/v1/campaigns/spring/results";
    let results = server.send(Method::GET, results, Some(&lin), None).await;
    assert_eq!(told(results).await["verdict"], "not_compared");
}

#[tokio::test(flavor = "multi_thread")]
async fn bounces_come_in_by_a_servers_key() {
    let (server, ..) = studio().await;
    let keys = WriteKeys::new(server.shop.db.clone());
    let now = SystemClock.now();
    let of_server = keys.add("mailer", KeyKind::Server, now).await.unwrap();
    let of_browser = keys.add("page", KeyKind::Browser, now).await.unwrap();
    let bounces = json!({"bounces": [{"address": "Z1@shop.example", "kind": "permanent"}]});
    let call = async |key: &str, body: &Value| {
        let basic = BASE64_STANDARD.encode(format!("{key}:"));
        let request = Client::new().post(format!("{}/v1/campaigns/bounces", server.at));
        let request = request.header("authorization", format!("Basic {basic}"));
        request.json(body).send().await.unwrap()
    };
    assert_eq!(
        call("ws_none", &bounces).await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        call(&of_browser, &bounces).await.status(),
        StatusCode::FORBIDDEN
    );
    let taken = call(&of_server, &bounces).await;
    assert_eq!(taken.status(), StatusCode::OK);
    assert_eq!(
        told(taken).await,
        json!({"suppressed": 1, "noted": 0, "unknown": 0})
    );
    let wrong = call(&of_server, &json!({"bounces": [{"kind": "permanent"}]})).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let lin = server.staff_token(Role::Marketer);
    let counted = post(&server, "/v1/campaigns/count", &lin, &brief()).await;
    let counted = told(counted).await;
    assert_eq!(counted["taken_off"]["suppressed"], 1, "{counted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_brief_is_told_part_by_part() {
    let (server, lin, _) = studio().await;
    let mut wrong = brief();
    wrong["audience"] = json!({"filter": {"column": "nothing", "above": 1}});
    wrong["holdout"] = 2.into();
    wrong["offer"] = json!({"kind": "coupon", "percent": 10});
    let answer = post(
        &server,
        "/v1/campaigns",
        &lin,
        &json!({"name": "bad", "brief": wrong}),
    )
    .await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let answer = told(answer).await;
    let places: Vec<&str> = answer["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|wrong| wrong["place"].as_str().unwrap())
        .collect();
    for place in ["audience.filter.column", "holdout", "offer.ends"] {
        assert!(places.contains(&place), "{place}: {places:?}");
    }
    // Whoever reads Chinese is told it in Chinese, and nobody else.
    let said_in = async |languages: &'static str| {
        let request = reqwest::Client::new().post(format!("{}/v1/campaigns", server.at));
        let request = request.header("accept-language", languages);
        let request = request.bearer_auth(&lin);
        let asked = request.json(&json!({"name": "bad", "brief": wrong}));
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let language = answer.headers()["content-language"].to_str().unwrap();
        (language.to_owned(), told(answer).await)
    };
    let (language, chinese) = said_in("zh-CN,en;q=0.5").await;
    assert_eq!(language, "zh");
    for part in chinese["problems"].as_array().unwrap() {
        let what = part["what"].as_str().unwrap();
        assert!(ids::has_chinese(what), "{part}");
        assert!(chinese["detail"].as_str().unwrap().contains(what));
    }
    let (language, english) = said_in("en-GB").await;
    assert_eq!((language.as_str(), &english), ("en", &answer));
    let nothing = post(&server, "/v1/campaigns/none/submit", &lin, &json!({})).await;
    assert_eq!(nothing.status(), StatusCode::NOT_FOUND);
    let size = server
        .send(
            Method::GET,
            "/v1/campaigns/sample-size?baseline=0.1&effect=0.02",
            Some(&lin),
            None,
        )
        .await;
    // R, power.prop.test(p1 = .1, p2 = .12, power = .8) without its correction: 3,841 in each arm.
    let size = told(size).await;
    let each = size["treated"].as_u64().unwrap();
    assert!(
        (3_830..=3_850).contains(&each) && size["held_out"] == size["treated"],
        "{size}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_uncertain_is_decided_over_http_and_what_was_drawn_is_replayed() {
    let (server, lin, wang) = studio().await;
    release(&server, &lin, &wang).await;
    send(&server).await;
    let progress = server
        .send(
            Method::GET,
            "/v1/campaigns/spring/progress",
            Some(&lin),
            None,
        )
        .await;
    let progress = told(progress).await;
    assert_eq!(
        (&progress["uncertain"], &progress["uncertain_messages"]),
        (&json!(0), &json!([]))
    );
    let place = "/v1/campaigns/spring/uncertain";
    for (body, status, words) in [
        (
            json!({"decision": "drop"}),
            StatusCode::CONFLICT,
            "no uncertain message",
        ),
        (
            json!({"decision": "perhaps"}),
            StatusCode::UNPROCESSABLE_ENTITY,
            "perhaps",
        ),
    ] {
        let refused = post(&server, place, &lin, &body).await;
        assert_eq!(refused.status(), status);
        let refused = told(refused).await;
        assert!(refused["detail"].to_string().contains(words), "{refused}");
    }
    for (query, status) in [
        ("by=thompson", StatusCode::CONFLICT),
        ("by=chance", StatusCode::BAD_REQUEST),
    ] {
        let place = format!("/v1/campaigns/spring/replay?{query}");
        let refused = server.send(Method::GET, &place, Some(&lin), None).await;
        assert_eq!(refused.status(), status, "{query}");
        assert!(told(refused).await["detail"].is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_version_is_read_and_a_draft_thrown_away_by_its_author_alone() {
    let (server, lin, wang) = studio().await;
    let other = server.staff_token_of("anna", Role::Marketer);
    let made = json!({"name": "spring", "brief": brief()});
    post(&server, "/v1/campaigns", &lin, &made).await;
    let mut changed = brief();
    changed["objective"] = json!("something else");
    let changed = json!({"brief": changed, "version": 1});
    let put = server.send(
        Method::PUT,
        "/v1/campaigns/spring",
        Some(&lin),
        Some(&changed),
    );
    assert_eq!(put.await.status(), StatusCode::OK);
    let get = async |path: &str| server.send(Method::GET, path, Some(&lin), None).await;
    let first = told(get("/v1/campaigns/spring/brief?version=1").await).await;
    assert_eq!(first["objective"], "show what is new");
    let last = told(get("/v1/campaigns/spring/brief?version=2").await).await;
    assert_eq!(last["objective"], "something else");
    let none = get("/v1/campaigns/spring/brief?version=3").await;
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
    let unsaid = get("/v1/campaigns/spring/brief").await;
    assert_eq!(unsaid.status(), StatusCode::BAD_REQUEST);

    let discard = async |token: &str, version: i64| {
        let path = format!("/v1/campaigns/spring?version={version}");
        let answer = server.send(Method::DELETE, &path, Some(token), None).await;
        answer.status()
    };
    assert_eq!(discard(&other, 2).await, StatusCode::FORBIDDEN);
    assert_eq!(discard(&lin, 1).await, StatusCode::CONFLICT, "it moved on");
    post(&server, "/v1/campaigns/spring/submit", &lin, &json!({})).await;
    assert_eq!(
        discard(&lin, 2).await,
        StatusCode::CONFLICT,
        "it is no draft"
    );
    let reason = json!({"reason": "not now"});
    post(&server, "/v1/campaigns/spring/decline", &wang, &reason).await;
    // The author is who they are, however their name is written.
    let lin = server.staff_token_of(" Lin", Role::Marketer);
    assert_eq!(discard(&lin, 2).await, StatusCode::NO_CONTENT);
    let gone = get("/v1/campaigns/spring").await;
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
    // Its name is free again.
    let again = post(&server, "/v1/campaigns", &lin, &made).await;
    assert_eq!(again.status(), StatusCode::CREATED);
    assert_eq!(
        discard(&wang, 1).await,
        StatusCode::NO_CONTENT,
        "an admin may"
    );
}
