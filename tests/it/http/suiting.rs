//! Suggestions out of what somebody did.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::Server;

async fn suggested(server: &Server, query: &str, token: Option<&str>) -> Value {
    let path = format!("/v1/recommendations?{query}");
    let answer = server.send(Method::GET, &path, token, None).await;
    assert_eq!(answer.status(), StatusCode::OK, "{query}");
    answer.json().await.unwrap()
}

fn keys(body: &Value) -> Vec<String> {
    let suggestions = body["suggestions"].as_array().unwrap().iter();
    let key = |one: &Value| one["product"]["key"].as_str().unwrap().to_owned();
    suggestions.map(key).collect()
}

async fn bought(server: &Server, token: &str) -> Vec<String> {
    let answer = server
        .send(Method::GET, "/v1/orders", Some(token), None)
        .await;
    let orders: Value = answer.json().await.unwrap();
    let lines = orders["orders"].as_array().unwrap().iter();
    // What was called off was not bought.
    let lines = lines.filter(|order| order["state"] != "cancelled");
    let lines = lines.flat_map(|order| order["lines"].as_array().unwrap().clone());
    lines
        .map(|line| line["product"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_suggested_what_suits_their_orders() {
    let server = Server::open().await;
    let token = server.token("M1012");
    let body = suggested(&server, "limit=8", Some(&token)).await;
    assert_eq!(body["personal"], true);
    let (shown, has) = (keys(&body), bought(&server, &token).await);
    assert!(!shown.is_empty() && !has.is_empty());
    assert!(
        shown.iter().all(|key| !has.contains(key)),
        "{shown:?} {has:?}"
    );
    for one in body["suggestions"].as_array().unwrap() {
        for language in ["en", "zh"] {
            assert!(
                !one["reason"][language].as_str().unwrap().is_empty(),
                "{one}"
            );
        }
        assert_ne!(one["product"]["stock"], 0);
    }
    let said = body.to_string();
    assert!(
        said.contains("because you bought") || said.contains("which you bought"),
        "{said}"
    );
    let anonymous = suggested(&server, "limit=8", None).await;
    assert_eq!(anonymous["personal"], false);
    assert_ne!(keys(&anonymous), shown);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_nothing_personal_gets_what_all_get() {
    let server = Server::open().await;
    let token = server.token("M1012");
    let off = json!({"personal": false});
    server
        .send(Method::PUT, "/v1/me/choices", Some(&token), Some(&off))
        .await;
    let body = suggested(&server, "", Some(&token)).await;
    assert_eq!(body["personal"], false);
    assert_eq!(keys(&body), keys(&suggested(&server, "", None).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_wanted_is_not_suggested_until_it_is_again() {
    let server = Server::open().await;
    let token = server.token("M1012");
    let first = keys(&suggested(&server, "limit=5", Some(&token)).await)[0].clone();
    let body = json!({"product": first});
    let answer = server
        .send(Method::POST, "/v1/me/dismissed", Some(&token), Some(&body))
        .await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let shown = keys(&suggested(&server, "limit=50", Some(&token)).await);
    assert!(!shown.contains(&first), "{shown:?}");
    let path = format!("/v1/me/dismissed/{first}");
    let answer = server.send(Method::DELETE, &path, Some(&token), None).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(
        keys(&suggested(&server, "limit=5", Some(&token)).await)[0],
        first
    );
    let unknown = json!({"product": "NONE"});
    for (token, body, status) in [
        (None, &body, StatusCode::UNAUTHORIZED),
        (Some(token.as_str()), &unknown, StatusCode::NOT_FOUND),
    ] {
        let answer = server
            .send(Method::POST, "/v1/me/dismissed", token, Some(body))
            .await;
        assert_eq!(answer.status(), status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_looked_at_in_a_visit_counts_at_once() {
    let server = Server::open().await;
    let body = suggested(&server, "session=NONE,MUG-201", None).await;
    assert_eq!(body["personal"], true);
    assert!(!keys(&body).contains(&"MUG-201".to_owned()));
    let mug = server.json("/v1/products/MUG-201").await;
    let named = mug["title"]["en"].as_str().unwrap();
    let said = body.to_string();
    assert!(said.contains(named) && said.contains("looked at"), "{said}");
    // Nobody looked at anything that the shop has.
    let unknown = suggested(&server, "session=NONE", None).await;
    assert_eq!(keys(&unknown), keys(&suggested(&server, "", None).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_are_as_wanted() {
    let server = Server::open().await;
    let goods = |body: Value| body["suggestions"].as_array().unwrap().clone();
    let all = goods(suggested(&server, "n=50", None).await);
    let category = all[0]["product"]["category"].as_str().unwrap().to_owned();
    let narrowed = goods(suggested(&server, &format!("n=50&category={category}"), None).await);
    assert!(!narrowed.is_empty() && narrowed.len() < all.len());
    assert!(
        narrowed
            .iter()
            .all(|one| one["product"]["category"] == category.as_str())
    );
    let price = |one: &Value| {
        one["product"]["price"]["amount"]
            .as_str()
            .unwrap()
            .parse::<f64>()
            .unwrap()
    };
    let cheap = goods(suggested(&server, "n=50&max_price=50&min_price=20", None).await);
    assert!(!cheap.is_empty());
    assert!(
        cheap.iter().all(|one| (20.0..=50.0).contains(&price(one))),
        "{cheap:?}"
    );
    let mute = goods(suggested(&server, "n=1&reasons=false", None).await);
    assert_eq!(mute[0]["reason"], Value::Null);
    for (query, named) in [
        ("n=0", "limit"),
        ("max_price=cheap", "max_price"),
        ("item=MUG-201&basket=TEA-102", "basket"),
        ("colour=red", "colour"),
    ] {
        let answer = server.get(&format!("/v1/recommendations?{query}")).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{query}");
        let problem: Value = answer.json().await.unwrap();
        assert!(
            problem["detail"].as_str().unwrap().contains(named),
            "{problem}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bundles_are_bought_together() {
    let server = Server::open().await;
    let body = server.json("/v1/bundles?limit=5").await;
    let bundles = body["bundles"].as_array().unwrap();
    assert!(!bundles.is_empty(), "{body}");
    for bundle in bundles {
        let products = bundle["products"].as_array().unwrap();
        assert!((2..=4).contains(&products.len()));
        assert!(bundle["lift"].as_f64().unwrap() > 1.0 && bundle["orders"].as_u64().unwrap() >= 3);
        let price = |one: &Value| {
            one["price"]["amount"]
                .as_str()
                .unwrap()
                .parse::<f64>()
                .unwrap()
        };
        let sum: f64 = products.iter().map(price).sum();
        assert!((sum - price(bundle)).abs() < 0.005, "{bundle}");
    }
    let key = bundles[0]["products"][0]["key"].as_str().unwrap();
    let of = server.json(&format!("/v1/bundles?item={key}")).await;
    for bundle in of["bundles"].as_array().unwrap() {
        assert!(bundle.to_string().contains(key), "{bundle}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_articles_of_a_basket_speak_together() {
    let server = Server::open().await;
    let bundles = server.json("/v1/bundles?limit=50").await;
    let three = bundles["bundles"].as_array().unwrap().iter();
    let three = three.map(|bundle| bundle["products"].as_array().unwrap());
    let Some(three) = three
        .max_by_key(|products| products.len())
        .filter(|products| products.len() > 2)
    else {
        panic!("the starter shop has a bundle of three: {bundles}");
    };
    let key = |at: usize| three[at]["key"].as_str().unwrap();
    let body = suggested(&server, &format!("n=50&basket={},{}", key(0), key(1)), None).await;
    let third = body["suggestions"].as_array().unwrap().iter();
    let third = third
        .into_iter()
        .find(|one| one["product"]["key"] == key(2))
        .expect("it completes the basket");
    let reason = third["reason"]["en"].as_str().unwrap();
    for at in [0, 1] {
        let title = three[at]["title"]["en"].as_str().unwrap();
        assert!(reason.contains(title), "{reason} does not name {title}");
    }
}
