//! Goods and suggestions for the shop's own pages.

use reqwest::StatusCode;
use serde_json::Value;

use super::Server;

#[tokio::test(flavor = "multi_thread")]
async fn goods_are_found_in_both_languages() {
    let server = Server::open().await;
    for query in ["celadon mug", "青瓷釉马克杯"] {
        let found = server
            .get(&format!("/v1/products?query={query}&limit=3"))
            .await;
        assert_eq!(found.status(), StatusCode::OK);
        let found: Value = found.json().await.unwrap();
        let products = found["products"].as_array().unwrap();
        assert!((1..=3).contains(&products.len()), "{query}: {found}");
        assert!(
            products.iter().any(|one| one["key"] == "MUG-201"),
            "{query}: {found}"
        );
        assert_eq!(found["sure"], true, "{query}");
    }
    let cheap: Value = server
        .get("/v1/products?query=mug&max_price=40&in_stock=true&varied=true")
        .await
        .json()
        .await
        .unwrap();
    for product in cheap["products"].as_array().unwrap() {
        let price: f64 = product["price"]["amount"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!(price <= 40.0 && product["stock"] != 0, "{product}");
        assert_eq!(product["price"]["currency"], "CNY");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_has_its_own_place() {
    let server = Server::open().await;
    let product: Value = server
        .get("/v1/products/MUG-201")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(product["price"]["amount"], "39.90");
    assert!(product["title"]["zh"].as_str().unwrap().contains('杯'));
    assert_eq!(
        server.get("/v1/products/NONE").await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_are_counted() {
    let server = Server::open().await;
    for path in [
        "/v1/recommendations?limit=4",
        "/v1/recommendations?with=MUG-201&limit=4",
    ] {
        let response = server.get(path).await;
        let body: Value = response.json().await.unwrap();
        let suggestions = body["suggestions"].as_array().unwrap();
        assert!(suggestions.len() <= 4);
        assert!(
            suggestions
                .iter()
                .all(|one| one["orders"].as_u64().unwrap() > 0 && one["product"]["stock"] != 0),
            "{body}"
        );
    }
    let none = server.get("/v1/recommendations?with=NONE").await;
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_is_told_so() {
    let server = Server::open().await;
    for (path, word) in [
        ("/v1/products", "query"),
        ("/v1/products?query=mug&limit=51", "limit"),
        ("/v1/products?query=mug&limit=0", "limit"),
        ("/v1/products?query=mug&limit=x", "limit"),
        ("/v1/products?query=mug&colour=red", "colour"),
        ("/v1/products?query=mug&max_price=-1", "-1"),
        ("/v1/products?query=mug&max_price=NaN", "NaN"),
        ("/v1/recommendations?limit=-1", "limit"),
    ] {
        let response = server.get(path).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
        let problem: Value = response.json().await.unwrap();
        assert!(
            problem["detail"].as_str().unwrap().contains(word),
            "{path}: {problem}"
        );
    }
}
