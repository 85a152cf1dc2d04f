//! The tier and points of the member who is signed in.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storekeeper::clock::Timestamp;
use storekeeper::ids::MemberKey;
use storekeeper::members::{Booking, Span};

use super::Server;
use crate::turn::shop::now;

#[tokio::test(flavor = "multi_thread")]
async fn a_member_sees_their_tier_and_points_alone() {
    let server = Server::open().await;
    let loyalty = server.loyalty();
    let member = MemberKey::new("M1011");
    loyalty.refresh(&member, now()).await.unwrap();
    let forever = Span {
        available_from: now(),
        expires: None,
    };
    let booking = Booking {
        key: "a test".to_owned(),
        reason: "for waiting".to_owned(),
        reference: None,
        actor: None,
        at: Timestamp::from_micros(now().micros() + 1),
    };
    let points = loyalty.points();
    points.earn(&member, 40, forever, &booking).await.unwrap();
    let token = server.token("M1011");
    let mine = server
        .send(Method::GET, "/v1/me/loyalty", Some(&token), None)
        .await;
    assert_eq!(mine.status(), StatusCode::OK);
    let mine: Value = mine.json().await.unwrap();
    let tier = loyalty.of(&member, now()).await.unwrap().unwrap();
    assert_eq!(mine["tier"]["key"], loyalty.tier(&tier.standing).key);
    assert_eq!(mine["orders"], tier.standing.orders);
    assert_eq!(mine["spent"]["amount"], tier.standing.spend.decimal());
    assert!(tier.standing.orders > 0, "{mine}");
    assert_eq!(mine["points"]["available"], tier.balance.available);
    assert!(tier.balance.available >= 40, "{mine}");
    assert_eq!(
        mine["next"]["name"]["zh"]
            .as_str()
            .map(|name| name.ends_with("卡会员")),
        Some(true)
    );
    assert_eq!(mine["statement"][0]["reason"], "for waiting");
    assert_eq!(mine["statement"][0]["points"], 40);
    let order = mine["statement"]
        .as_array()
        .and_then(|lines| lines.iter().find(|line| line["reason"] == "order"))
        .expect("points of an order");
    assert!(
        order["reference"]
            .as_str()
            .is_some_and(|number| number.starts_with("SK-"))
    );
    // Another member's are another's.
    let token = server.token("M1012");
    let other = server
        .send(Method::GET, "/v1/me/loyalty", Some(&token), None)
        .await;
    let other: Value = other.json().await.unwrap();
    assert_eq!(other["statement"], json!([]));
    assert_eq!(other["points"]["available"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_no_loyalty() {
    let server = Server::open().await;
    let answer = server.get("/v1/me/loyalty").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let token = server.token("M999999");
    let answer = server
        .send(Method::GET, "/v1/me/loyalty", Some(&token), None)
        .await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
}
