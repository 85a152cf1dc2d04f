//! Campaigns beside each other over HTTP: in their order, and at the price of one.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::{Role, Staff};
use storekeeper::campaigns::Brief;
use storekeeper::clock::Timestamp;

use super::Server;

fn brief(objective: &str) -> Brief {
    let brief = json!({
        "objective": objective, "audience": {"named": "lapsed"}, "medium": "sms", "languages": ["en", "zh"], "holdout": 0.2,
        "send": {"day": "2030-01-05", "hour": 9},
    });
    Brief::read(&brief).expect("a brief")
}

fn lin() -> Staff {
    Staff {
        name: "lin".to_owned(),
        role: Role::Marketer,
    }
}

/// Makes campaigns, a second after the other.
async fn make(server: &Server, numbers: std::ops::Range<i64>) {
    let campaigns = server.shop.campaigns();
    for number in numbers {
        let (name, about) = (format!("c{number}"), format!("objective {number}"));
        let at = Timestamp::from_micros((20_000 * 86_400 + number) * 1_000_000);
        let made = campaigns.create(&name, &brief(&about), &lin(), at).await;
        made.expect("a draft");
    }
}

/// What is answered, and by how many statements.
async fn asked(server: &Server, path: &str, token: &str) -> (StatusCode, Value, u64) {
    let before = server.shop.db.statements();
    let answer = server.send(Method::GET, path, Some(token), None).await;
    let status = answer.status();
    let answer = answer.json().await.expect("JSON");
    (status, answer, server.shop.db.statements() - before)
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_campaigns_are_listed_at_the_price_of_one() {
    let server = Server::open().await;
    let lin = server.staff_token(Role::Marketer);
    make(&server, 0..1).await;
    let (_, _, of_one) = asked(&server, "/v1/campaigns", &lin).await;
    make(&server, 1..50).await;
    let (status, answer, of_fifty) = asked(&server, "/v1/campaigns", &lin).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(of_fifty, of_one, "statements");
    let all = answer["campaigns"].as_array().expect("a list");
    assert_eq!(all.len(), 50);
    for (place, listed) in all.iter().enumerate() {
        let number = 49 - place;
        assert_eq!(
            listed["name"],
            format!("c{number}"),
            "the last changed first"
        );
        assert_eq!(
            listed["about"],
            json!({
                "objective": format!("objective {number}"), "audience": {"named": "lapsed"}, "medium": "sms",
                "languages": ["en", "zh"], "offer": "nothing", "product": null, "send": {"day": "2030-01-05", "hour": 9},
                "holdout": 0.2, "variants": [],
            })
        );
        assert_eq!(listed["paused_for"], Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_several_brought_is_what_each_brought() {
    let server = Server::open().await;
    let token = server.staff_token(Role::Marketer);
    make(&server, 0..3).await;
    let write = server.shop.db.write(&["campaigns"]).await.expect("a turn");
    let release = "UPDATE campaigns SET state = 'sending', released = 1, released_by = 'lin' WHERE name <> 'c2'";
    write.execute(release, Vec::new()).await.expect("released");
    write.commit().await.expect("kept");
    let (status, one, of_one) = asked(&server, "/v1/campaigns/results?names=c1", &token).await;
    assert_eq!(status, StatusCode::OK, "{one}");
    let path = "/v1/campaigns/results?names=c1,c2,none,c0";
    let (_, several, of_several) = asked(&server, path, &token).await;
    assert_eq!(of_several, of_one, "statements");
    let results = several["results"].as_array().expect("results");
    let names: Vec<&Value> = results.iter().map(|one| &one["campaign"]).collect();
    assert_eq!(names, [&json!("c1"), &json!("c0")]);
    let (_, whole, _) = asked(&server, "/v1/campaigns/c1/results", &token).await;
    for part in ["metric", "currency", "all", "early", "needed", "verdict"] {
        assert_eq!(results[0][part], whole[part], "{part}");
    }
    for (path, status) in [
        ("/v1/campaigns/results", StatusCode::BAD_REQUEST),
        (
            "/v1/campaigns/results?names=,",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let (is, answer, _) = asked(&server, path, &token).await;
        assert_eq!(is, status);
        assert!(answer["detail"].is_string(), "{answer}");
    }
}
