//! The assistant for the shop's people by the session of a browser, and what its page asks beside it.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::Role;
use storekeeper::clock::{Clock, SystemClock};

use super::browser::{Browser, PASSWORD, account};
use super::{Sent, Server, events, text};

const TALKS: &str = "/v1/staff/conversations";
const LIST: &str = "/v1/staff/segments/list";
/// A question about many members.
const QUESTION: &str = "list members with more than 0 orders";

/// A shop whose members were counted.
async fn counted() -> Server {
    let server = Server::open().await;
    server.shop.count(SystemClock.now()).await;
    server
}

async fn signed_in<'a>(server: &'a Server, name: &str, role: Role) -> Browser<'a> {
    account(server, name, role).await;
    let mut browser = Browser::new(server);
    browser.sign_in(name, PASSWORD).await;
    browser
}

/// Begins a conversation and gives its place.
async fn begun(browser: &mut Browser<'_>) -> String {
    let begun = browser.send(Method::POST, TALKS, None).await;
    assert_eq!(begun.status(), StatusCode::CREATED);
    let place = begun.headers()["location"].to_str().unwrap().to_owned();
    assert!(place.starts_with(TALKS), "{place}");
    place
}

async fn said(browser: &mut Browser<'_>, place: &str, text: &str) -> Vec<Sent> {
    let message = json!({"text": text});
    let answer = browser
        .send(Method::POST, &format!("{place}/messages"), Some(&message))
        .await;
    assert_eq!(answer.status(), StatusCode::OK, "{text}");
    events(&answer.text().await.unwrap())
}

fn card<'a>(heard: &'a [Sent], kind: &str) -> Option<&'a Value> {
    let cards = heard.iter().filter(|sent| sent.name == "card");
    cards
        .map(|sent| &sent.data)
        .find(|card| card["card"] == kind)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_asks_as_the_shops_people_do() {
    let server = counted().await;
    let mut lin = signed_in(&server, "lin", Role::Agent).await;
    let place = begun(&mut lin).await;
    let heard = said(&mut lin, &place, QUESTION).await;
    let filter = card(&heard, "filter").unwrap_or_else(|| panic!("{heard:?}"));
    assert!(
        filter["members"]
            .as_u64()
            .is_some_and(|members| members > 0)
    );
    assert_eq!(heard.last().unwrap().data["stop"], "answered");
    // The page that is opened again shows what was said, though it is kept nowhere.
    let again = lin.send(Method::GET, &place, None).await;
    let again: Value = again.json().await.unwrap();
    assert_eq!(again["exchanges"][0]["asked"], QUESTION);
    let answered = again["exchanges"][0]["answered"].as_array().unwrap();
    assert_eq!(answered.len(), heard.len());
    assert!(answered.contains(filter));
    // Who lost the connection reads them all again.
    let rest = lin
        .send(Method::GET, &format!("{place}/events"), None)
        .await;
    assert_eq!(rest.status(), StatusCode::OK, "all events are still there");
    let stopped = lin
        .send(Method::POST, &format!("{place}/cancel"), None)
        .await;
    assert_eq!(stopped.status(), StatusCode::NO_CONTENT);
    let closed = lin.send(Method::DELETE, &place, None).await;
    assert_eq!(closed.status(), StatusCode::NO_CONTENT);
    let gone = lin.send(Method::GET, &place, None).await;
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_of_the_desk_is_its_owners_alone() {
    let server = counted().await;
    let mut lin = signed_in(&server, "lin", Role::Agent).await;
    let mut bo = signed_in(&server, "bo", Role::Admin).await;
    let place = begun(&mut lin).await;
    let others = bo.send(Method::GET, &place, None).await;
    assert_eq!(others.status(), StatusCode::NOT_FOUND);
    // It is no shopper's either, not even in the same browser.
    let shoppers = place.replace("/v1/staff/", "/v1/");
    let answer = lin.send(Method::GET, &shoppers, None).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    // What changes something shows that it comes from a page of this server.
    let foreign = lin.send_from("cross-site", Method::POST, TALKS, None).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    lin.csrf = None;
    let unproven = lin.send(Method::POST, TALKS, None).await;
    assert_eq!(unproven.status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_shops_in_a_browser_of_the_console_is_a_shopper() {
    let server = counted().await;
    let mut lin = signed_in(&server, "lin", Role::Admin).await;
    let begun = lin.send(Method::POST, "/v1/conversations", None).await;
    let begun: Value = begun.json().await.unwrap();
    let place = format!("/v1/conversations/{}", begun["id"].as_str().unwrap());
    let heard = said(&mut lin, &place, QUESTION).await;
    assert!(card(&heard, "filter").is_none(), "{heard:?}");
    assert!(!text(&heard).contains("M10"), "{}", text(&heard));
    let at_desk = place.replace("/v1/", "/v1/staff/");
    let answer = lin.send(Method::GET, &at_desk, None).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
}

async fn listed(server: &Server, role: Role, query: &str, filter: &Value) -> (StatusCode, Value) {
    let token = server.staff_token(role);
    let path = format!("{LIST}?{query}");
    let answer = server
        .send(Method::POST, &path, Some(&token), Some(filter))
        .await;
    (answer.status(), answer.json().await.unwrap())
}

fn column(table: &Value, name: &str) -> Vec<String> {
    let columns = table["columns"].as_array().unwrap();
    let place = columns.iter().position(|column| column["name"] == name);
    let place = place.unwrap_or_else(|| panic!("no {name}: {columns:?}"));
    let rows = table["rows"].as_array().unwrap().iter();
    rows.map(|row| row[place].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_members_of_a_filter_come_in_order_and_page_by_page() {
    let server = counted().await;
    let filter = json!({"column": "orders", "at_least": 1});
    let query = "by=orders&descending=true&limit=2";
    let (status, first) = listed(&server, Role::Agent, query, &filter).await;
    assert_eq!(status, StatusCode::OK, "{first}");
    let members = first["members"].as_u64().unwrap();
    assert!(members > 2, "{first}");
    assert_eq!(first["filter"], filter);
    assert!(
        first["sentence"]
            .as_str()
            .is_some_and(|said| !said.is_empty())
    );
    let query = "by=orders&descending=true&limit=100";
    let (_, all) = listed(&server, Role::Agent, query, &filter).await;
    let orders: Vec<u64> = column(&all["table"], "orders")
        .iter()
        .map(|orders| orders.parse().unwrap())
        .collect();
    assert!(orders.is_sorted_by(|one, next| one >= next), "{orders:?}");
    let keys = column(&all["table"], "member");
    assert_eq!(column(&first["table"], "member"), keys[..2]);
    let query = "by=orders&descending=true&limit=2&skip=1";
    let (_, second) = listed(&server, Role::Agent, query, &filter).await;
    assert_eq!(column(&second["table"], "member"), keys[1..3]);
    let (_, chinese) = listed(&server, Role::Agent, "language=zh", &filter).await;
    assert_eq!(chinese["table"]["columns"][0]["label"], "会员号");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_addresses_many_sees_no_names_in_a_list() {
    let server = counted().await;
    let filter = json!({"column": "orders", "at_least": 1});
    let (_, agent) = listed(&server, Role::Agent, "", &filter).await;
    assert!(
        column(&agent["table"], "name")
            .iter()
            .any(|name| !name.is_empty())
    );
    let (status, marketer) = listed(&server, Role::Marketer, "", &filter).await;
    assert_eq!(status, StatusCode::OK);
    let columns = marketer["table"]["columns"].as_array().unwrap();
    assert!(columns.iter().all(|column| column["name"] != "name"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_filter_is_told_at_its_place() {
    let server = counted().await;
    let filter = json!({"all": [
        {"column": "orders", "at_least": 1},
        {"column": "ordrs", "at_least": 1},
        {"column": "spend", "below": "much"},
    ]});
    let (status, problem) = listed(&server, Role::Admin, "", &filter).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let problems = problem["problems"].as_array().unwrap();
    let places: Vec<&str> = problems
        .iter()
        .map(|problem| problem["place"].as_str().unwrap())
        .collect();
    assert_eq!(places, ["all[1].column", "all[2].below"], "{problem}");
    let fine = json!({"column": "orders", "at_least": 1});
    let (status, problem) = listed(&server, Role::Admin, "by=ordrs", &fine).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    let (status, problem) = listed(&server, Role::Admin, "limit=some", &fine).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_asked_is_listed_in_both_languages() {
    let server = counted().await;
    let token = server.staff_token(Role::Marketer);
    let answer = server
        .send(Method::GET, "/v1/insights/columns", Some(&token), None)
        .await;
    let askable: Value = answer.json().await.unwrap();
    assert_eq!(askable["currency"], "CNY");
    let columns = askable["columns"].as_array().unwrap();
    let named = |name: &str| columns.iter().find(|column| column["name"] == name);
    let orders = named("orders").unwrap();
    assert_eq!(
        (&orders["holds"], &orders["en"], &orders["zh"]),
        (&json!("count"), &json!("orders"), &json!("订单数"))
    );
    assert_eq!(named("churn_risk").unwrap()["estimated"], true);
    let categories = askable["categories"].as_array().unwrap();
    assert!(!categories.is_empty());
    let favourites = named("category").unwrap()["words"].as_array().unwrap();
    assert!(
        favourites.iter().all(|word| categories.contains(word)),
        "{favourites:?}"
    );
    assert_eq!(askable["purposes"].as_array().map(Vec::len), Some(6));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marketers_campaign_is_saved_after_a_yes_and_an_agents_is_not() {
    let server = counted().await;
    let agree = storekeeper::members::Member {
        mail: Some("k1@shop.example".to_owned()),
        marketing: Some(true),
        ..storekeeper::members::Member::new(storekeeper::ids::MemberKey::new("M1001"))
    };
    server.members().put(&[agree]).await.unwrap();
    let asked = "Plan a campaign called \"Good tea\" to thank the members with more than 0 orders";
    let mut bo = signed_in(&server, "bo", Role::Agent).await;
    let place = begun(&mut bo).await;
    let heard = said(&mut bo, &place, asked).await;
    assert!(text(&heard).contains("your account may not"), "{heard:?}");
    assert!(heard.iter().all(|sent| sent.name != "confirm"));
    said(&mut bo, &place, "yes").await;

    let mut lin = signed_in(&server, "lin", Role::Marketer).await;
    let place = begun(&mut lin).await;
    let heard = said(&mut lin, &place, asked).await;
    let confirm = heard.iter().find(|sent| sent.name == "confirm");
    let confirm = confirm.unwrap_or_else(|| panic!("{heard:?}"));
    assert_eq!(confirm.data["differences"][0]["after"], "Good tea");
    let campaigns = "/v1/campaigns";
    let none = lin.send(Method::GET, campaigns, None).await;
    let none: Value = none.json().await.unwrap();
    assert_eq!(none["campaigns"], json!([]));
    // It is said yes to by its name, as a button does, and not by whatever was put forward last.
    let yes = |id: &Value| json!({"id": id, "yes": true});
    let confirms = format!("{place}/confirm");
    let other = lin
        .send(Method::POST, &confirms, Some(&yes(&json!("another"))))
        .await;
    assert_eq!(other.status(), StatusCode::CONFLICT);
    let saved = lin
        .send(Method::POST, &confirms, Some(&yes(&confirm.data["id"])))
        .await;
    assert_eq!(saved.status(), StatusCode::OK);
    let saved = events(&saved.text().await.unwrap());
    assert!(text(&saved).contains("“Good tea”"), "{saved:?}");
    let card = card(&saved, "campaign").unwrap_or_else(|| panic!("{saved:?}"));
    assert_eq!(
        (
            &card["name"],
            &card["state"],
            &card["version"],
            &card["before"]
        ),
        (&json!("Good tea"), &json!("draft"), &json!(1), &json!(0))
    );
    let made = lin
        .send(Method::GET, &format!("{campaigns}/Good tea"), None)
        .await;
    assert_eq!(made.status(), StatusCode::OK);
    let made: Value = made.json().await.unwrap();
    assert_eq!(
        (&made["state"], &made["author"]),
        (&json!("draft"), &json!("lin"))
    );
    assert_eq!(made["brief"]["offer"]["kind"], "points");
}
