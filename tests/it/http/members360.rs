//! One member seen from every side, through the doors: who may, for what purpose, and what is on record afterwards.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::{Principal, Role};
use storekeeper::audit::{Audit, Kept};
use storekeeper::clock::{Clock, SystemClock};
use storekeeper::ids::MemberKey;
use storekeeper::members::{Consent, Member, Purpose};

use super::Server;
use super::browser::{Browser, PASSWORD, account};
use super::inbox::{Desk, HUMAN};
use super::opening::{opened, with_grant};

/// A browser in which somebody of a role is signed in.
async fn signed_in<'a>(server: &'a Server, name: &str, role: Role) -> Browser<'a> {
    account(server, name, role).await;
    let mut browser = Browser::new(server);
    browser.sign_in(name, PASSWORD).await;
    browser
}

/// A member whose contact data is known.
async fn known(server: &Server) -> MemberKey {
    let key = MemberKey::new("M1011");
    let mut member: Member = server.members().get(&key).await.unwrap().unwrap();
    member.name = Some("Priya Anand Rao".to_owned());
    member.mail = Some("Priya.Rao@mail.example".to_owned());
    member.phone = Some("+44 20 7946 0958".to_owned());
    server.members().put(&[member]).await.unwrap();
    let home = json!({"label": "home", "address": {"line1": "1 High Street", "city": "Leeds"}});
    let token = server.token(key.as_str());
    let path = "/v1/me/addresses";
    let kept = server.send(Method::POST, path, Some(&token), Some(&home));
    assert_eq!(kept.await.status(), StatusCode::CREATED);
    key
}

async fn ask(
    browser: &mut Browser<'_>,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> (StatusCode, Value) {
    let answer = browser.send(method, path, body.as_ref()).await;
    (answer.status(), answer.json().await.unwrap())
}

/// What is on record of acts of the shop's people.
async fn recorded(server: &Server) -> Vec<Kept> {
    let audit = Audit::new(server.shop.db.clone());
    let kept = audit.read(1, 10_000).await.unwrap();
    assert!(audit.verify().await.unwrap().faults.is_empty());
    kept
}

fn acts(records: &[Kept], act: &str) -> usize {
    let plans = records
        .iter()
        .filter_map(|kept| kept.record.as_ref()?.plan.as_deref());
    plans.filter(|plan| plan.starts_with(act)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_found_by_what_one_knows_of_them() {
    let server = Server::open().await;
    let key = known(&server).await;
    let mut agent = signed_in(&server, "lin", Role::Agent).await;
    let token = server.token(key.as_str());
    let orders = server
        .send(Method::GET, "/v1/orders", Some(&token), None)
        .await;
    let orders: Value = orders.json().await.unwrap();
    let number = orders["orders"][0]["number"]
        .as_str()
        .unwrap()
        .to_lowercase();
    let by = [
        "priya",
        "PRIYA ANAND",
        "rao",
        "priya.rao@",
        "m1011",
        "+44 20 7946",
        "4420",
        "0958",
        "79460958",
        &number,
    ];
    for typed in by {
        let path = format!(
            "/v1/console/members?q={}",
            typed.replace(' ', "%20").replace('+', "%2B")
        );
        let (status, found) = ask(&mut agent, Method::GET, &path, None).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(found["members"][0]["key"], "M1011", "by {typed}: {found}");
        assert_eq!(found["members"][0]["mail"], "P***@mail.example");
        assert_eq!(found["members"][0]["phone"], "+44 ••• 0958");
        assert!(!found.to_string().contains("7946"), "{found}");
    }
    for typed in ["", "%25", "_", "nobody%20at%20all", "7946"] {
        let (_, found) = ask(
            &mut agent,
            Method::GET,
            &format!("/v1/console/members?q={typed}"),
            None,
        )
        .await;
        assert_eq!(found["members"], json!([]), "by {typed}");
    }
    let (status, _) = ask(&mut agent, Method::GET, "/v1/console/members?name=x", None).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (_, many) = ask(&mut agent, Method::GET, "/v1/console/members?q=m", None).await;
    assert_eq!(many["members"].as_array().unwrap().len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_seen_of_a_member_without_a_purpose_on_record() {
    let server = Server::open().await;
    known(&server).await;
    let agent = server.staff_token(Role::Agent);
    let (sheet, timeline) = ("/v1/members/M1011/sheet", "/v1/members/M1011/timeline");
    for path in [sheet, timeline] {
        let answer = server.send(Method::GET, path, Some(&agent), None).await;
        assert_eq!(answer.status(), StatusCode::PRECONDITION_REQUIRED, "{path}");
    }
    let openings = "/v1/members/M1011/openings";
    for wrong in [
        json!({}),
        json!({"purpose": "curiosity"}),
        json!({"purpose": "other"}),
        json!({"purpose": "other", "text": "  "}),
        json!({"purpose": "order", "text": "x".repeat(201)}),
        json!({"purpose": "order", "text": "a\nb"}),
    ] {
        let answer = server
            .send(Method::POST, openings, Some(&agent), Some(&wrong))
            .await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(acts(&recorded(&server).await, "open a member"), 0);
    let grant = opened(&server, &agent, "M1011").await;
    let records = recorded(&server).await;
    assert_eq!(acts(&records, "open a member: question"), 1);
    let record = records.last().unwrap().record.as_ref().unwrap();
    assert_eq!(
        (record.who.as_str(), record.about.as_deref()),
        ("agent:lin", Some("M1011"))
    );
    let (status, shown) = with_grant(&server, &agent, &grant, sheet).await;
    assert_eq!(
        (status, &shown["profile"]["key"]),
        (StatusCode::OK, &json!("M1011"))
    );
    // For another member, for somebody else, or changed, it is no grant.
    let (status, _) = with_grant(&server, &agent, &grant, "/v1/members/M1012/sheet").await;
    assert_eq!(status, StatusCode::PRECONDITION_REQUIRED);
    let other = server.staff_token_of("bo", Role::Agent);
    let (status, _) = with_grant(&server, &other, &grant, sheet).await;
    assert_eq!(status, StatusCode::PRECONDITION_REQUIRED);
    let (status, _) = with_grant(&server, &agent, &format!("{grant}x"), sheet).await;
    assert_eq!(status, StatusCode::PRECONDITION_REQUIRED);
    let why = json!({"purpose": "order"});
    let unknown = "/v1/members/nobody/openings";
    let unknown = server.send(Method::POST, unknown, Some(&agent), Some(&why));
    assert_eq!(unknown.await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_runs_out() {
    let (server, clock) = Server::moving().await;
    let agent = server.staff_token(Role::Agent);
    let grant = opened(&server, &agent, "M1011").await;
    clock.forward(29 * 60);
    // The token is a minute's; a fresh one is the same person's.
    let path = "/v1/members/M1011/sheet";
    let fresh = |ahead| server.staff_token_ahead("lin", Role::Agent, ahead);
    let (status, _) = with_grant(&server, &fresh(29 * 60), &grant, path).await;
    assert_eq!(status, StatusCode::OK);
    clock.forward(2 * 60);
    let (status, _) = with_grant(&server, &fresh(31 * 60), &grant, path).await;
    assert_eq!(status, StatusCode::PRECONDITION_REQUIRED);
}

#[tokio::test(flavor = "multi_thread")]
async fn contact_data_is_masked_until_it_is_revealed_on_record() {
    let server = Server::open().await;
    known(&server).await;
    let agent = server.staff_token(Role::Agent);
    let grant = opened(&server, &agent, "M1011").await;
    let (_, sheet) = with_grant(&server, &agent, &grant, "/v1/members/M1011/sheet").await;
    let contact = &sheet["contact"];
    assert_eq!(contact["mail"], "P***@mail.example");
    assert_eq!(contact["addresses"][0]["city"], "Leeds");
    assert_eq!(contact["may_reveal"], true);
    for hidden in ["Priya.Rao", "7946", "High Street"] {
        assert!(!sheet.to_string().contains(hidden), "{hidden}");
    }
    let path = "/v1/members/M1011/contact";
    let answer = server
        .send(Method::POST, path, Some(&agent), Some(&json!({})))
        .await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(acts(&recorded(&server).await, "reveal"), 0);
    let why = json!({"purpose": "other", "text": "the courier lost the parcel"});
    let answer = server
        .send(Method::POST, path, Some(&agent), Some(&why))
        .await;
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let revealed: Value = answer.json().await.unwrap();
    assert_eq!(revealed["mail"], "Priya.Rao@mail.example");
    assert_eq!(revealed["phone"], "+44 20 7946 0958");
    assert_eq!(
        revealed["addresses"][0]["address"]["line1"],
        "1 High Street"
    );
    let act = "reveal contact data: other: the courier lost the parcel";
    assert_eq!(acts(&recorded(&server).await, act), 1);
    let marketer = server.staff_token(Role::Marketer);
    for (method, path) in [
        (Method::POST, path),
        (Method::POST, "/v1/members/M1011/openings"),
        (Method::GET, "/v1/members/M1011/sheet"),
        (Method::GET, "/v1/members/M1011/timeline"),
        (Method::GET, "/v1/console/members?q=a"),
        (Method::GET, "/v1/audit"),
        (Method::GET, "/v1/audit/export"),
        (Method::GET, "/v1/audit/verify"),
    ] {
        let body = (method == Method::POST).then_some(&why);
        let answer = server.send(method, path, Some(&marketer), body).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_cannot_be_told_says_why() {
    let server = Server::open().await;
    let agent = server.staff_token(Role::Agent);
    let grant = opened(&server, &agent, "M1011").await;
    let path = "/v1/members/M1011/sheet";
    let (_, sheet) = with_grant(&server, &agent, &grant, path).await;
    assert_eq!(sheet["thought"]["absent"], "not_fitted");
    assert!(
        sheet["thought"]["why"]["zh"]
            .as_str()
            .unwrap()
            .contains("train insights")
    );
    assert!(sheet["recommended"].is_array(), "{}", sheet["recommended"]);
    assert!(sheet["loyalty"]["tier"]["key"].is_string());
    assert!(sheet["orders"]["count"].as_u64().unwrap() > 0);
    let ordered = sheet["timeline"]["moments"].as_array().unwrap();
    assert!(ordered.iter().any(|moment| moment["kind"] == "order"));
    let now = SystemClock.now();
    let refused = [Purpose::Analysis, Purpose::Personalisation]
        .map(|purpose| Consent::said(purpose, false, now, "profile"));
    let key = MemberKey::new("M1011");
    server.members().consent(&key, &refused).await.unwrap();
    let (_, sheet) = with_grant(&server, &agent, &grant, path).await;
    for part in ["thought", "waiting", "recommended"] {
        assert_eq!(sheet[part]["absent"], "no_consent", "{part}");
    }
    let newest = &sheet["timeline"]["moments"][0];
    assert_eq!(
        (&newest["kind"], &newest["granted"]),
        (&json!("consent"), &json!(false))
    );
    assert!(
        sheet["orders"]["count"].as_u64().unwrap() > 0,
        "orders are no analysis"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_are_the_members_own() {
    let server = Server::open().await;
    let (one, other) = (server.token("M1011"), server.token("M1012"));
    server
        .begin(Some(&one))
        .await
        .say("where is my order?")
        .await;
    server
        .begin(Some(&other))
        .await
        .say("what are your opening hours?")
        .await;
    assert_eq!(
        server
            .chats()
            .count(&Principal::Member(MemberKey::new("M1011")))
            .await
            .unwrap(),
        1
    );
    let agent = server.staff_token(Role::Agent);
    let grant = opened(&server, &agent, "M1011").await;
    let (_, sheet) = with_grant(&server, &agent, &grant, "/v1/members/M1011/sheet").await;
    let talked = sheet["conversations"].as_array().unwrap();
    assert_eq!(talked.len(), 1);
    assert_eq!(talked[0]["exchanges"][0]["asked"], "where is my order?");
    assert!(!sheet.to_string().contains("opening hours"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeline_has_everything_once_page_by_page() {
    let server = Server::open().await;
    let agent = server.staff_token(Role::Agent);
    let grant = opened(&server, &agent, "M1011").await;
    let (_, whole) = with_grant(
        &server,
        &agent,
        &grant,
        "/v1/members/M1011/timeline?limit=200",
    )
    .await;
    let whole = whole["moments"].as_array().unwrap().clone();
    let mut paged = Vec::new();
    let mut before = String::new();
    loop {
        let path = format!("/v1/members/M1011/timeline?limit=1{before}");
        let (status, page) = with_grant(&server, &agent, &grant, &path).await;
        assert_eq!(status, StatusCode::OK);
        paged.extend(page["moments"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_i64() else {
            break;
        };
        before = format!("&before={next}");
    }
    assert_eq!(paged, whole);
    let (status, _) = with_grant(
        &server,
        &agent,
        &grant,
        "/v1/members/M1011/timeline?limit=0",
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_erased_is_not_there_any_more() {
    let server = Server::open().await;
    known(&server).await;
    let agent = server.staff_token(Role::Agent);
    let grant = opened(&server, &agent, "M1011").await;
    let (key, now) = (MemberKey::new("M1011"), SystemClock.now());
    let erased = server.shop.dossiers.erase(&key, "admin:ann", now);
    let erased = erased.await.unwrap();
    for key in ["M1011", erased.pseudonym.as_str()] {
        let (status, _) =
            with_grant(&server, &agent, &grant, &format!("/v1/members/{key}/sheet")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{key}");
        let why = json!({"purpose": "order"});
        for act in ["openings", "contact"] {
            let path = format!("/v1/members/{key}/{act}");
            let answer = server
                .send(Method::POST, &path, Some(&agent), Some(&why))
                .await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
    for typed in ["priya%20anand", "m1011", "erased"] {
        let path = format!("/v1/console/members?q={typed}");
        let found = server.send(Method::GET, &path, Some(&agent), None).await;
        let found: Value = found.json().await.unwrap();
        assert_eq!(found["members"], json!([]), "{typed}");
    }
    // That they were opened is told no more; the chain holds all the same.
    assert_eq!(acts(&recorded(&server).await, "open a member"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_is_read_taken_away_and_checked_over_http() {
    let server = Server::open().await;
    known(&server).await;
    let agent = server.staff_token(Role::Agent);
    opened(&server, &agent, "M1011").await;
    let why = json!({"purpose": "complaint"});
    let path = "/v1/members/M1012/contact";
    server
        .send(Method::POST, path, Some(&agent), Some(&why))
        .await;
    let mut admin = signed_in(&server, "ann", Role::Admin).await;
    let asked = async |admin: &mut Browser<'_>, rest: &str| {
        let (status, told) = ask(admin, Method::GET, &format!("/v1/audit{rest}"), None).await;
        assert_eq!(status, StatusCode::OK, "{rest}");
        told["records"].as_array().unwrap().clone()
    };
    let about = asked(&mut admin, "?about=M1011").await;
    assert_eq!(about.len(), 1);
    assert_eq!(about[0]["record"]["who"], "agent:lin");
    assert_eq!(about[0]["kind"], "access");
    let revealed = asked(&mut admin, "?who=LIN&text=Reveal").await;
    assert_eq!(revealed.len(), 1);
    assert_eq!(revealed[0]["record"]["about"], "M1012");
    assert_eq!(asked(&mut admin, "?kind=turn").await.len(), 0);
    assert!(
        !asked(&mut admin, "?kind=act").await.is_empty(),
        "signing in is one"
    );
    assert_eq!(asked(&mut admin, "?until=2020-01-01").await.len(), 0);
    let day = SystemClock.now().day();
    assert!(
        !asked(&mut admin, &format!("?since={day}&until={day}"))
            .await
            .is_empty()
    );
    let (status, _) = ask(&mut admin, Method::GET, "/v1/audit?since=yesterday", None).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    // However often somebody reads, within an hour it is told once.
    assert_eq!(acts(&recorded(&server).await, "read the record"), 1);
    let (_, first) = ask(&mut admin, Method::GET, "/v1/audit?limit=2", None).await;
    let next = first["next"].as_i64().unwrap();
    let (_, second) = ask(
        &mut admin,
        Method::GET,
        &format!("/v1/audit?limit=2&before={next}"),
        None,
    )
    .await;
    assert_eq!(second["records"][0]["number"].as_i64().unwrap(), next - 1);
    let export = admin
        .send(Method::GET, "/v1/audit/export?about=M1011", None)
        .await;
    assert_eq!(export.headers()["content-type"], "application/x-ndjson");
    let text = export.text().await.unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["record"]["plan"], "open a member: question");
    assert_eq!(acts(&recorded(&server).await, "export the record"), 1);
    let (_, checked) = ask(&mut admin, Method::GET, "/v1/audit/verify", None).await;
    let records = i64::try_from(recorded(&server).await.len()).unwrap();
    assert_eq!(
        (
            checked["records"].as_i64(),
            &checked["faults"],
            &checked["next"]
        ),
        (Some(records), &json!([]), &Value::Null)
    );
    let (_, rest) = ask(&mut admin, Method::GET, "/v1/audit/verify?from=3", None).await;
    assert_eq!(
        (rest["records"].as_i64(), &rest["faults"]),
        (Some(records - 2), &json!([]))
    );
    assert_eq!(rest["last"], checked["last"]);
    let part = Audit::new(server.shop.db.clone())
        .verify_part(1, 2)
        .await
        .unwrap();
    assert_eq!((part.records, part.next), (2, Some(3)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_in_the_inbox_is_on_record() {
    let server = Server::open().await;
    let talk = server.begin(Some(&server.token("M1011"))).await;
    talk.say(HUMAN).await;
    let lin = Desk::of(&server, "lin");
    let case = lin.takes().await;
    lin.does(&case, "note", json!({"text": "calls back at noon"}))
        .await;
    lin.does(&case, "tags", json!({"add": ["delivery"]})).await;
    lin.does(&case, "reply", json!({"text": "Good morning."}))
        .await;
    let bo = Desk::of(&server, "bo");
    let (status, _) = bo.tries(&case, "close", &json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT);
    lin.does(&case, "close", json!({})).await;
    let records = recorded(&server).await;
    for act in ["take over", "note", "tag", "reply", "close"] {
        let told = format!("{act}: case {case}");
        assert_eq!(acts(&records, &told), 1, "{told}");
    }
    let of_lin = records.iter().filter_map(|kept| kept.record.as_ref());
    let of_lin: Vec<_> = of_lin.filter(|record| record.who == "agent:lin").collect();
    assert!(
        of_lin
            .iter()
            .all(|record| record.about.as_deref() == Some("M1011"))
    );
    // What a colleague was refused was not done, and what was written stands in the conversation alone.
    assert!(!format!("{of_lin:?}").contains("noon"));
}
