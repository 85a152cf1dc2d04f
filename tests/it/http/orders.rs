//! A member's own orders over HTTP: what would change is shown, what was shown is made once, and nobody learns of another's.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::Server;

/// The member whose order is not sent yet, and its number.
const MEMBER: &str = "M1002";
const PLACED: &str = "SK-240443";

async fn call(
    server: &Server,
    method: Method,
    path: &str,
    token: &str,
    body: Option<&Value>,
) -> (StatusCode, Value) {
    let answer = server.send(method, path, Some(token), body).await;
    let status = answer.status();
    (status, answer.json().await.expect("JSON"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_shown_and_then_made_once() {
    let server = Server::open().await;
    let token = server.token(MEMBER);
    let (_, mine) = call(&server, Method::GET, "/v1/orders", &token, None).await;
    let numbers: Vec<&str> = mine["orders"]
        .as_array()
        .expect("orders")
        .iter()
        .filter_map(|order| order["number"].as_str())
        .collect();
    assert!(numbers.contains(&PLACED), "{numbers:?}");
    let path = format!("/v1/orders/{PLACED}");
    let request = json!({"cancel": {"reason": "no longer needed"}});
    let proposals = format!("{path}/proposals");
    let (status, shown) = call(&server, Method::POST, &proposals, &token, Some(&request)).await;
    assert_eq!(status, StatusCode::OK, "{shown}");
    assert_eq!(
        shown["differences"][0],
        json!({"what": "state", "of": null, "before": "placed", "after": "cancelled"})
    );
    let (_, order) = call(&server, Method::GET, &path, &token, None).await;
    assert_eq!(order["state"], "placed", "nothing is changed by asking");
    assert_eq!(
        order["open"],
        json!(["cancel", "address", "payment", "items"])
    );
    let carry_out = format!("{path}/requests/one");
    let wrong = json!({"request": request, "seal": "0"});
    let (status, _) = call(&server, Method::PUT, &carry_out, &token, Some(&wrong)).await;
    assert_eq!(status, StatusCode::CONFLICT, "that was not shown");
    let right = json!({"request": request, "seal": shown["seal"]});
    for _ in 0..2 {
        let (status, done) = call(&server, Method::PUT, &carry_out, &token, Some(&right)).await;
        assert_eq!(status, StatusCode::OK, "{done}");
        assert_eq!(done["state"], "cancelled");
        assert_eq!(done["requests"].as_array().map(Vec::len), Some(1));
    }
    let again = format!("{path}/requests/two");
    let (status, refused) = call(&server, Method::PUT, &again, &token, Some(&right)).await;
    assert_eq!(status, StatusCode::CONFLICT, "{refused}");
    let staff = json!("receive");
    let (status, _) = call(&server, Method::POST, &proposals, &token, Some(&staff)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let nonsense = json!({"steal": {}});
    let (status, _) = call(&server, Method::POST, &proposals, &token, Some(&nonsense)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let nobody = server.send(Method::GET, &path, None, None).await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
}

/// Every route that takes an order's number, five hundred members and an order of another: the answer is that to a number
/// that never was, letter by letter.
#[tokio::test(flavor = "multi_thread")]
async fn another_members_order_is_like_none() {
    let server = Server::open().await;
    let requests = [
        json!({"cancel": {"reason": "no longer needed"}}),
        json!({"change_address": {"line1": "1 New Street", "city": "Leeds"}}),
        json!({"change_payment": {"method": "card"}}),
        json!({"change_items": {"swaps": [], "method": "card"}}),
        json!({"return": {"pieces": [{"product": "TOY-801", "quantity": 1}], "method": "original"}}),
        json!({"exchange": {"swaps": [], "method": "original"}}),
        json!("receive"),
        json!({"refund": {"amount": 1, "method": "original", "reason": "x"}}),
    ];
    for number in 0..500 {
        let member = if number < 20 {
            format!("M{}", 1001 + number)
        } else {
            format!("X{number}")
        };
        if member == MEMBER {
            continue;
        }
        let token = server.token(&member);
        let request = &requests[number % requests.len()];
        let confirmed = json!({"request": request, "seal": "0"});
        let routes = |order: &str| {
            let path = format!("/v1/orders/{order}");
            [
                (Method::GET, path.clone(), None),
                (
                    Method::POST,
                    format!("{path}/proposals"),
                    Some(request.clone()),
                ),
                (
                    Method::PUT,
                    format!("{path}/requests/k"),
                    Some(confirmed.clone()),
                ),
            ]
        };
        for ((method, path, body), (_, none, _)) in
            routes(PLACED).into_iter().zip(routes("SK-999999"))
        {
            let body = body.as_ref();
            let theirs = call(&server, method.clone(), &path, &token, body).await;
            let nothing = call(&server, method.clone(), &none, &token, body).await;
            assert_eq!(
                theirs.0,
                StatusCode::NOT_FOUND,
                "{method} {path} as {member}"
            );
            assert_eq!(theirs, nothing, "{method} {path} as {member}");
        }
        let (_, mine) = call(&server, Method::GET, "/v1/orders?limit=100", &token, None).await;
        assert!(!mine.to_string().contains(PLACED), "{member}");
    }
}
