//! Goods and suggestions for the shop's own pages.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{Server, Starter};

/// The keys of the products that are in each of `list`.
fn keys(list: &Value, product: fn(&Value) -> &Value) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|one| product(one)["key"].as_str().unwrap().to_owned())
        .collect()
}

/// The prices of `products`.
fn prices(products: &Value) -> Vec<f64> {
    let price = |one: &Value| one["price"]["amount"].as_str().unwrap().parse().unwrap();
    products.as_array().unwrap().iter().map(price).collect()
}

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
async fn suggestions_say_why() {
    let server = Server::open().await;
    let popular = server.json("/v1/recommendations?limit=1").await;
    let first = &popular["suggestions"][0];
    let orders = first["orders"].as_u64().unwrap();
    assert_eq!(first["reason"]["en"], format!("in {orders} orders"));
    assert_eq!(first["reason"]["zh"], format!("{orders}笔订单买过"));
    let beside = server.json("/v1/recommendations?with=MUG-201").await;
    for one in beside["suggestions"].as_array().unwrap() {
        let why = format!("bought together in {} orders", one["orders"]);
        assert_eq!(one["reason"]["en"], why);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_basket_is_completed_by_what_is_not_in_it() {
    let server = Server::open().await;
    let beside = server.json("/v1/recommendations?with=MUG-201").await;
    let beside = keys(&beside["suggestions"], |one| &one["product"]);
    assert!(
        !beside.is_empty(),
        "the starter shop's people buy mugs with tea"
    );
    let (first, basket) = (&beside[0], format!("MUG-201,NONE, {}", beside[0]));
    let body = server
        .json(&format!("/v1/recommendations?basket={basket}"))
        .await;
    let suggested = keys(&body["suggestions"], |one| &one["product"]);
    assert!(
        !suggested.contains(&"MUG-201".to_owned()) && !suggested.contains(first),
        "{body}"
    );
    let alone = server.json("/v1/recommendations?basket=MUG-201").await;
    assert_eq!(keys(&alone["suggestions"], |one| &one["product"]), beside);
    let mug = server.json("/v1/products/MUG-201").await;
    let reason = &alone["suggestions"][0]["reason"];
    for language in ["en", "zh"] {
        let (reason, title) = (&reason[language], &mug["title"][language]);
        let told = reason.as_str().unwrap().contains(title.as_str().unwrap());
        assert!(told, "{reason} does not name {title}");
    }
    for basket in ["", "NONE", ",,,"] {
        let path = format!("/v1/recommendations?basket={basket}");
        assert_eq!(
            server.json(&path).await["suggestions"],
            json!([]),
            "{basket}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_goods_are_listed_page_by_page() {
    let server = Server::open().await;
    let all = server.json("/v1/products?limit=50").await;
    assert_eq!((&all["total"], &all["sure"]), (&json!(30), &json!(true)));
    let all = keys(&all["products"], |one| one);
    assert_eq!(all.len(), 30);
    // Those that others buy come first, in the order of the suggestions; they leave out what is sold out.
    let popular = server.json("/v1/recommendations?limit=50").await;
    let popular = keys(&popular["suggestions"], |one| &one["product"]);
    let listed = server.json("/v1/products?in_stock=true&limit=50").await;
    assert_eq!(listed["total"], 28);
    let listed = keys(&listed["products"], |one| one);
    assert_eq!(listed[..popular.len()], popular);
    for sort in ["popular", "price", "-price"] {
        let mut pages = Vec::new();
        for offset in [0, 7, 14, 21, 28, 35] {
            let path = format!("/v1/products?sort={sort}&offset={offset}&limit=7");
            let page = server.json(&path).await;
            assert_eq!(page["total"], 30, "{sort}");
            pages.extend(keys(&page["products"], |one| one));
        }
        let whole = server
            .json(&format!("/v1/products?sort={sort}&limit=50"))
            .await;
        assert_eq!(pages, keys(&whole["products"], |one| one), "{sort}");
        let mut prices = prices(&whole["products"]);
        if sort == "-price" {
            prices.reverse();
        }
        assert!(sort == "popular" || prices.is_sorted(), "{prices:?}");
        pages.sort_unstable();
        pages.dedup();
        assert_eq!(pages.len(), 30, "{sort}: each once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_is_narrowed_and_counted() {
    let server = Server::open().await;
    let lamps = server.json("/v1/products?category=Lamps&sort=price").await;
    assert_eq!(lamps["total"], 3);
    let found = keys(&lamps["products"], |one| one);
    assert_eq!(found, ["LAM-403", "LAM-402", "LAM-401"]);
    for (narrowed, expected) in [
        ("in_stock=true", vec!["LAM-402", "LAM-401"]),
        ("min_price=99", vec!["LAM-402", "LAM-401"]),
        ("max_price=99", vec!["LAM-403", "LAM-402"]),
        ("min_price=36&max_price=98.99", vec![]),
        ("sort=-price&limit=1", vec!["LAM-401"]),
        ("offset=99999999999999999", vec![]),
    ] {
        let sort = if narrowed.contains("sort") {
            ""
        } else {
            "&sort=price"
        };
        let path = format!("/v1/products?category=Lamps&{narrowed}{sort}");
        let body = server.json(&path).await;
        assert_eq!(keys(&body["products"], |one| one), expected, "{narrowed}");
    }
    let none = server
        .json("/v1/products?category=lamps%27%20OR%201=1")
        .await;
    assert_eq!((&none["total"], &none["products"]), (&json!(0), &json!([])));
    let blank = server.json("/v1/products?query=%20&category=Lamps").await;
    assert_eq!(blank["total"], 3, "no words are no query");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_query_found_is_ordered_and_paged() {
    let server = Server::open().await;
    let best = server.json("/v1/products?query=mug&limit=50").await;
    let found = keys(&best["products"], |one| one);
    assert_eq!(best["total"], found.len());
    assert!(found.len() > 2 && found.len() < 30, "{found:?}");
    let rest = server
        .json("/v1/products?query=mug&offset=2&limit=50")
        .await;
    assert_eq!(rest["total"], found.len());
    assert_eq!(keys(&rest["products"], |one| one), found[2..]);
    let same = server
        .json("/v1/products?query=mug&sort=match&limit=50")
        .await;
    assert_eq!(keys(&same["products"], |one| one), found);
    for sort in ["price", "-price", "popular"] {
        let path = format!("/v1/products?query=mug&sort={sort}&limit=50");
        let body = server.json(&path).await;
        let mut sorted = keys(&body["products"], |one| one);
        let mut prices = prices(&body["products"]);
        if sort == "-price" {
            prices.reverse();
        }
        assert!(sort == "popular" || prices.is_sorted(), "{prices:?}");
        sorted.sort_unstable();
        let mut found = found.clone();
        found.sort_unstable();
        assert_eq!(sorted, found, "{sort} finds the same");
    }
    let absent = server
        .json("/v1/products?query=mug&category=Lamps&min_price=10000")
        .await;
    assert_eq!(
        (&absent["total"], &absent["sure"]),
        (&json!(0), &json!(false))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_categories_come_in_the_shops_order() {
    let shop = Starter::with_goods(|goods| {
        for product in goods
            .iter_mut()
            .filter(|one| one.category.as_deref() == Some("Lamps"))
        {
            product.image = Some(format!("/pictures/{}.svg", product.key));
        }
        let [first, .., bare] = &mut goods[..] else {
            panic!("thirty goods");
        };
        (first.image, bare.category) = (Some("https://cdn.example/tea.jpg".to_owned()), None);
        bare.attributes.clear();
    });
    let server = Server::of(shop.await).await;
    let body = server.json("/v1/categories").await;
    let categories = body["categories"].as_array().unwrap();
    let first = json!({
        "key": "Tea", "name": {"en": "Tea", "zh": "茶叶"}, "products": 4,
        "image": "https://cdn.example/tea.jpg",
    });
    assert_eq!(categories[0], first);
    let mut total = 0;
    for category in categories {
        let key = category["key"].as_str().unwrap();
        let key = key.replace('&', "%26");
        let listed = server.json(&format!("/v1/products?category={key}")).await;
        assert_eq!(listed["total"], category["products"], "{key}");
        total += category["products"].as_u64().unwrap();
    }
    assert_eq!(total, 29, "one product has no category");
    let lamps = categories.iter().find(|one| one["key"] == "Lamps").unwrap();
    let popular = server.json("/v1/products?category=Lamps&limit=1").await;
    assert_eq!(lamps["image"], popular["products"][0]["image"]);
    let plain = categories.iter().find(|one| one["key"] == "Toys").unwrap();
    assert_eq!(plain["image"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn reviews_are_counted_and_shown() {
    let server = Server::open().await;
    let body = server.json("/v1/products/MUG-201/reviews?limit=2").await;
    assert_eq!((&body["count"], &body["stars"]), (&json!(5), &json!(3.6)));
    let by_stars = json!({"1": 1, "2": 1, "3": 0, "4": 0, "5": 3});
    assert_eq!(body["by_stars"], by_stars);
    assert!(
        body["praised"]
            .as_array()
            .unwrap()
            .contains(&json!({"en": "looks", "zh": "外观"})),
        "{body}"
    );
    let newest = json!({"stars": 5, "text": "釉色很漂亮，做工也好。", "language": "zh", "day": "2023-11-14"});
    assert_eq!(body["reviews"][0], newest);
    assert_eq!(body["reviews"].as_array().unwrap().len(), 2);
    let rest = server.json("/v1/products/MUG-201/reviews?offset=4").await;
    assert_eq!(rest["count"], 5);
    assert_eq!(rest["reviews"][0]["text"], "Beautiful glaze and well made.");
    assert_eq!(
        rest["praised"], body["praised"],
        "of all, whatever is shown"
    );
    let none = server.json("/v1/products/TEA-101/reviews").await;
    let expected = json!({
        "count": 0, "stars": null, "by_stars": {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0},
        "praised": [], "faulted": [], "reviews": [],
    });
    assert_eq!(none, expected);
    let unknown = server.get("/v1/products/NONE/reviews").await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_is_told_so() {
    let server = Server::open().await;
    for (path, word) in [
        ("/v1/products?sort=match", "match"),
        ("/v1/products?sort=cheap", "cheap"),
        ("/v1/products?offset=-1", "offset"),
        ("/v1/products/MUG-201/reviews?limit=51", "limit"),
        ("/v1/products/MUG-201/reviews?page=2", "page"),
        ("/v1/recommendations?with=MUG-201&basket=TEA-102", "basket"),
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
