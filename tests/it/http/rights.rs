//! Who may call what: every route of the description, with what each caller is answered.

use std::collections::BTreeSet;
use std::sync::Arc;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::Role;
use storekeeper::clock::SystemClock;
use storekeeper::events::{Events, WriteKeys};
use storekeeper::http::{Ingestion, Options};

use super::browser::{Browser, PASSWORD, account};
use super::{Server, Starter, options};

/// What a caller is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// 401: who are you?
    SignIn,
    /// 403: not you.
    Refused,
    /// Anything else: the route does its work, or says what is wrong with the request.
    Served,
}

use Answer::{Refused, Served, SignIn};

/// The answers for nobody, a member, an agent, a marketer and an admin.
type Answers = [Answer; 5];

/// Everybody: the shop's public side.
const ANYBODY: Answers = [Served; 5];
/// The member who is signed in.
const MEMBER: Answers = [SignIn, Served, SignIn, SignIn, SignIn];
/// Whoever has a write key, and nobody by being somebody.
const KEY: Answers = [SignIn; 5];
/// Those who serve members.
const SERVING: Answers = [SignIn, Refused, Served, Refused, Served];
/// All of the shop.
const STAFF: Answers = [SignIn, Refused, Served, Served, Served];
/// Those who address members.
const MARKETING: Answers = [SignIn, Refused, Refused, Served, Served];

/// Those who look after the shop.
const ADMIN: Answers = [SignIn, Refused, Refused, Refused, Served];

/// Every route: method and path as the description has them.
const TABLE: &[(&str, &str, Answers)] = &[
    ("GET", "/healthz", ANYBODY),
    ("GET", "/readyz", ANYBODY),
    ("GET", "/metrics", ANYBODY),
    ("GET", "/pictures/{name}", ANYBODY),
    ("GET", "/v1/shop", ANYBODY),
    ("GET", "/v1/products", ANYBODY),
    ("GET", "/v1/products/{key}", ANYBODY),
    ("GET", "/v1/products/{key}/reviews", ANYBODY),
    ("GET", "/v1/categories", ANYBODY),
    ("GET", "/v1/bundles", ANYBODY),
    ("GET", "/v1/recommendations", ANYBODY),
    ("POST", "/v1/conversations", ANYBODY),
    ("GET", "/v1/conversations/{id}", ANYBODY),
    ("DELETE", "/v1/conversations/{id}", ANYBODY),
    ("POST", "/v1/conversations/{id}/messages", ANYBODY),
    ("POST", "/v1/conversations/{id}/confirm", ANYBODY),
    ("GET", "/v1/conversations/{id}/events", ANYBODY),
    ("POST", "/v1/conversations/{id}/cancel", ANYBODY),
    ("POST", "/v1/conversations/{id}/rating", ANYBODY),
    ("POST", "/v1/conversations/{id}/typing", ANYBODY),
    ("POST", "/v1/registrations", ANYBODY),
    ("POST", "/v1/registrations/activate", ANYBODY),
    ("POST", "/v1/sign-in", ANYBODY),
    ("POST", "/v1/sign-in/code", ANYBODY),
    ("GET", "/v1/demo/members", ANYBODY),
    ("POST", "/v1/demo/session", ANYBODY),
    ("GET", "/v1/me", MEMBER),
    ("PUT", "/v1/me/choices", MEMBER),
    ("GET", "/v1/me/loyalty", MEMBER),
    ("POST", "/v1/me/visitor", MEMBER),
    ("POST", "/v1/me/dismissed", MEMBER),
    ("DELETE", "/v1/me/dismissed/{product}", MEMBER),
    ("GET", "/v1/me/profile", MEMBER),
    ("PUT", "/v1/me/profile", MEMBER),
    ("GET", "/v1/me/preferences", MEMBER),
    ("PUT", "/v1/me/preferences", MEMBER),
    ("GET", "/v1/me/consents", MEMBER),
    ("PUT", "/v1/me/consents", MEMBER),
    ("GET", "/v1/me/addresses", MEMBER),
    ("POST", "/v1/me/addresses", MEMBER),
    ("PUT", "/v1/me/addresses/{id}", MEMBER),
    ("DELETE", "/v1/me/addresses/{id}", MEMBER),
    ("GET", "/v1/me/export", MEMBER),
    ("POST", "/v1/me/erase", MEMBER),
    ("GET", "/v1/orders", MEMBER),
    ("GET", "/v1/orders/{number}", MEMBER),
    ("POST", "/v1/orders/{number}/proposals", MEMBER),
    ("PUT", "/v1/orders/{number}/requests/{key}", MEMBER),
    ("POST", "/v1/identify", KEY),
    ("POST", "/v1/track", KEY),
    ("POST", "/v1/page", KEY),
    ("POST", "/v1/screen", KEY),
    ("POST", "/v1/alias", KEY),
    ("POST", "/v1/batch", KEY),
    ("GET", "/v1/console/members", SERVING),
    ("POST", "/v1/members/{key}/openings", SERVING),
    ("POST", "/v1/members/{key}/contact", SERVING),
    ("GET", "/v1/members/{key}/sheet", SERVING),
    ("GET", "/v1/members/{key}/timeline", SERVING),
    ("GET", "/v1/audit", ADMIN),
    ("GET", "/v1/audit/export", ADMIN),
    ("GET", "/v1/audit/verify", ADMIN),
    ("GET", "/v1/members/{key}/insight", SERVING),
    ("GET", "/v1/members/{key}/like", SERVING),
    ("GET", "/v1/members/{key}/unusual", SERVING),
    ("GET", "/v1/members/{key}/intent", SERVING),
    ("GET", "/v1/insights/funnel", STAFF),
    ("GET", "/v1/insights/paths", STAFF),
    ("GET", "/v1/insights/unusual", STAFF),
    ("GET", "/v1/insights/intent", STAFF),
    ("GET", "/v1/insights/survival", STAFF),
    ("GET", "/v1/actions/plans", MARKETING),
    ("POST", "/v1/actions/plans", MARKETING),
    ("GET", "/v1/actions/plans/{name}", MARKETING),
    ("POST", "/v1/actions/plans/{name}/approve", MARKETING),
    ("POST", "/v1/actions/plans/{name}/decline", MARKETING),
    ("POST", "/v1/actions/plans/{name}/export", MARKETING),
    ("GET", "/v1/campaigns", MARKETING),
    ("POST", "/v1/campaigns", MARKETING),
    ("POST", "/v1/campaigns/count", MARKETING),
    ("POST", "/v1/campaigns/check", MARKETING),
    ("POST", "/v1/campaigns/write", MARKETING),
    ("GET", "/v1/campaigns/voice", MARKETING),
    ("GET", "/v1/campaigns/sample-size", MARKETING),
    ("GET", "/v1/campaigns/results", MARKETING),
    ("POST", "/v1/campaigns/bounces", MARKETING),
    ("POST", "/v1/campaigns/coupons/redeem", MARKETING),
    ("GET", "/v1/campaigns/suppressions", MARKETING),
    ("POST", "/v1/campaigns/suppressions", MARKETING),
    ("DELETE", "/v1/campaigns/suppressions", MARKETING),
    ("GET", "/v1/campaigns/{name}", MARKETING),
    ("PUT", "/v1/campaigns/{name}", MARKETING),
    ("DELETE", "/v1/campaigns/{name}", MARKETING),
    ("GET", "/v1/campaigns/{name}/brief", MARKETING),
    ("GET", "/v1/campaigns/{name}/findings", MARKETING),
    ("GET", "/v1/campaigns/{name}/diff", MARKETING),
    ("GET", "/v1/campaigns/{name}/count", MARKETING),
    ("GET", "/v1/campaigns/{name}/progress", MARKETING),
    ("GET", "/v1/campaigns/{name}/sample", MARKETING),
    ("GET", "/v1/campaigns/{name}/preview", MARKETING),
    ("GET", "/v1/campaigns/{name}/results", MARKETING),
    ("POST", "/v1/campaigns/{name}/export", MARKETING),
    ("POST", "/v1/campaigns/{name}/comments", MARKETING),
    ("POST", "/v1/campaigns/{name}/submit", MARKETING),
    ("POST", "/v1/campaigns/{name}/approve", MARKETING),
    ("POST", "/v1/campaigns/{name}/decline", MARKETING),
    ("POST", "/v1/campaigns/{name}/send", MARKETING),
    ("POST", "/v1/campaigns/{name}/pause", MARKETING),
    ("POST", "/v1/campaigns/{name}/resume", MARKETING),
    ("POST", "/v1/campaigns/{name}/stop", MARKETING),
    ("POST", "/v1/campaigns/{name}/clone", MARKETING),
    ("POST", "/v1/campaigns/{name}/test", MARKETING),
    ("POST", "/v1/campaigns/{name}/uncertain", MARKETING),
    ("GET", "/v1/campaigns/{name}/replay", MARKETING),
    ("GET", "/v1/insights", STAFF),
    ("GET", "/v1/insights/columns", STAFF),
    ("GET", "/v1/insights/plots/{name}", STAFF),
    ("GET", "/v1/insights/demand", STAFF),
    ("GET", "/v1/segments", STAFF),
    ("POST", "/v1/segments/count", STAFF),
    ("PUT", "/v1/segments/{name}", MARKETING),
    ("DELETE", "/v1/segments/{name}", MARKETING),
    ("GET", "/v1/segments/{name}/sizes", STAFF),
    ("GET", "/v1/inbox", SERVING),
    ("GET", "/v1/inbox/events", SERVING),
    ("GET", "/v1/inbox/replies", SERVING),
    ("GET", "/v1/inbox/drafts", ADMIN),
    ("GET", "/v1/inbox/{case}", SERVING),
    ("POST", "/v1/inbox/{case}/draft", SERVING),
    ("POST", "/v1/inbox/{case}/check", SERVING),
    ("POST", "/v1/inbox/{case}/take", SERVING),
    ("POST", "/v1/inbox/{case}/assign", SERVING),
    ("POST", "/v1/inbox/{case}/reply", SERVING),
    ("POST", "/v1/inbox/{case}/note", SERVING),
    ("POST", "/v1/inbox/{case}/tags", SERVING),
    ("POST", "/v1/inbox/{case}/hand-back", SERVING),
    ("POST", "/v1/inbox/{case}/close", SERVING),
    ("POST", "/v1/inbox/{case}/undo", SERVING),
    ("POST", "/v1/inbox/{case}/typing", SERVING),
    ("POST", "/v1/staff/session", ANYBODY),
    ("GET", "/v1/staff/session", STAFF),
    ("DELETE", "/v1/staff/session", STAFF),
    ("DELETE", "/v1/staff/sessions", STAFF),
    ("POST", "/v1/staff/password", STAFF),
    ("POST", "/v1/staff/conversations", STAFF),
    ("GET", "/v1/staff/conversations/{id}", STAFF),
    ("DELETE", "/v1/staff/conversations/{id}", STAFF),
    ("POST", "/v1/staff/conversations/{id}/messages", STAFF),
    ("POST", "/v1/staff/conversations/{id}/confirm", STAFF),
    ("GET", "/v1/staff/conversations/{id}/events", STAFF),
    ("POST", "/v1/staff/conversations/{id}/cancel", STAFF),
    ("POST", "/v1/staff/segments/list", STAFF),
];

/// A server with every door open.
async fn open() -> Server {
    let (shop, keys) = (Starter::open().await, tempfile::tempdir().unwrap());
    let (events, write_keys) = (
        Events::new(shop.db.clone()),
        WriteKeys::new(shop.db.clone()),
    );
    let ingestion = Ingestion::open(events, write_keys, Arc::new(SystemClock), false, true);
    let options = Options {
        ingestion: Some(ingestion),
        ..options(keys.path(), &shop, 10_000)
    };
    Server::run(Arc::new(shop), Arc::new(keys), None, options).await
}

/// Every method and path that the description has.
async fn described(server: &Server) -> BTreeSet<(String, String)> {
    let description = server.json("/openapi.json").await;
    let paths = description["paths"].as_object().unwrap();
    let methods = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().keys();
        methods.map(move |method| (method.to_uppercase(), path.clone()))
    });
    methods.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_in_the_table() {
    let server = open().await;
    let table: BTreeSet<_> = TABLE
        .iter()
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    let described = described(&server).await;
    let missing: Vec<_> = described.difference(&table).collect();
    assert!(missing.is_empty(), "who may call {missing:?}?");
    let gone: Vec<_> = table.difference(&described).collect();
    assert!(gone.is_empty(), "no such routes: {gone:?}");
    assert_eq!(table.len(), TABLE.len(), "each stands there once");
}

/// What a response says to its caller.
async fn answer(response: Response, of: &str) -> Answer {
    let status = response.status();
    let kind = response.headers().get("content-type");
    let endless = kind.is_some_and(|kind| kind == "text/event-stream");
    let text = if endless {
        String::new()
    } else {
        response.text().await.unwrap()
    };
    assert_ne!(status, StatusCode::METHOD_NOT_ALLOWED, "{of}");
    assert!(!text.contains("nothing is here"), "{of} is no route");
    match status {
        StatusCode::UNAUTHORIZED => SignIn,
        StatusCode::FORBIDDEN => Refused,
        _ => Served,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_caller_is_answered_as_the_table_says() {
    let server = open().await;
    for (name, role) in [
        ("agent", Role::Agent),
        ("marketer", Role::Marketer),
        ("admin", Role::Admin),
    ] {
        account(&server, name, role).await;
    }
    let mut member = Browser::new(&server);
    member.token = Some(server.token("M1001"));
    let mut callers = [
        ("nobody", Browser::new(&server)),
        ("member", member),
        ("agent", Browser::new(&server)),
        ("marketer", Browser::new(&server)),
        ("admin", Browser::new(&server)),
    ];
    for (name, browser) in &mut callers[2..] {
        browser.sign_in(name, PASSWORD).await;
    }
    for (method, path, expected) in TABLE {
        let place = path
            .replace("{key}", "M1001")
            .replace("{id}", "00000000000000000000000000000000")
            .replace("{name}", "none")
            .replace("{number}", "SK-1")
            .replace("{product}", "none");
        let body = matches!(*method, "POST" | "PUT").then(|| json!({}));
        let called: Method = method.parse().unwrap();
        for ((name, browser), expected) in callers.iter_mut().zip(expected) {
            let of = format!("{method} {path} for {name}");
            let response = browser.send(called.clone(), &place, body.as_ref()).await;
            assert_eq!(answer(response, &of).await, *expected, "{of}");
            if *method == "DELETE" && path.starts_with("/v1/staff/session") && *expected == Served {
                browser.csrf = None;
                browser.sign_in(name, PASSWORD).await;
            }
        }
    }
}

/// What a token of the shop's machine may is what the role may, for whatever needs no session.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_may_what_its_role_may() {
    let server = open().await;
    let roles = [Role::Agent, Role::Marketer, Role::Admin];
    let of_staff = TABLE
        .iter()
        .filter(|(_, path, answers)| answers[1] == Refused && !path.starts_with("/v1/staff"));
    for (method, path, expected) in of_staff {
        let place = path.replace("{key}", "M1001").replace("{name}", "none");
        let body: Option<Value> = matches!(*method, "POST" | "PUT").then(|| json!({}));
        for (role, expected) in roles.into_iter().zip(&expected[2..]) {
            let of = format!("{method} {path} for {role}");
            let token = server.staff_token(role);
            let response = server
                .send(method.parse().unwrap(), &place, Some(&token), body.as_ref())
                .await;
            assert_eq!(answer(response, &of).await, *expected, "{of}");
        }
    }
}
