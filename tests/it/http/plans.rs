//! Plans of actions over HTTP: who may, and what is refused.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::Role;
use storekeeper::catalog::Catalog;
use storekeeper::clock::{Clock, SystemClock};
use storekeeper::members::Members;
use storekeeper::orders::Orders;

use super::Server;
use crate::facts::regulars::regulars;
use crate::facts::shop::Shop;

/// A server whose shop has regulars and fitted insights.
pub(super) async fn fitted() -> Server {
    let server = Server::open().await;
    let db = server.shop.db.clone();
    let shop = Shop {
        url: String::new(),
        catalog: Catalog::new(db.clone()),
        members: Members::new(db.clone()),
        orders: Orders::new(db.clone()),
        db,
    };
    let now = SystemClock.now();
    regulars(&shop, now).await;
    let fitted = server.shop.advisor.fit(now, &|_, _| {}).await;
    fitted.expect("there is enough");
    server
}

async fn told(answer: Response) -> Value {
    answer.json().await.expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn members_strangers_and_agents_are_refused() {
    let server = Server::open().await;
    let member = server.token("M1011");
    let agent = server.staff_token(Role::Agent);
    let plan = json!({"name": "spring", "budget": 30});
    let reason = json!({"reason": "no"});
    for (method, path, body) in [
        (Method::GET, "/v1/actions/plans", None),
        (Method::POST, "/v1/actions/plans", Some(&plan)),
        (Method::GET, "/v1/actions/plans/spring", None),
        (Method::POST, "/v1/actions/plans/spring/approve", None),
        (
            Method::POST,
            "/v1/actions/plans/spring/decline",
            Some(&reason),
        ),
        (Method::POST, "/v1/actions/plans/spring/export", None),
    ] {
        let answer = server.send(method.clone(), path, None, body).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
        for token in [&member, &agent] {
            let answer = server.send(method.clone(), path, Some(token), body).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        }
    }
    // Nothing was fitted: that is said, with the remedy.
    let marketer = server.staff_token(Role::Marketer);
    let answer = server
        .send(
            Method::POST,
            "/v1/actions/plans",
            Some(&marketer),
            Some(&plan),
        )
        .await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        told(answer).await["detail"]
            .to_string()
            .contains("train insights")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_proposed_by_one_and_approved_by_another() {
    let server = fitted().await;
    let lin = server.staff_token(Role::Marketer);
    let wang = server.staff_token_of("wang", Role::Admin);
    let plan = json!({
        "name": "spring", "budget": 3.5, "filter": {"column": "orders", "above": 1},
        "most": {"call": 0}, "holdout": 0.2,
    });
    let (get, post) = (Method::GET, Method::POST);
    let at = "/v1/actions/plans/spring";
    let answer = server
        .send(post.clone(), "/v1/actions/plans", Some(&lin), Some(&plan))
        .await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let proposed = told(answer).await;
    assert_eq!(proposed["state"], "proposed");
    assert_eq!(proposed["by"], "lin");
    let figures = &proposed["plan"];
    assert!(
        figures["cost"].as_f64() <= Some(350.0),
        "minor units: {figures}"
    );
    assert!(figures["members"].as_u64() > Some(0) && figures["held_out"].as_u64() > Some(0));
    let answer = server
        .send(post.clone(), "/v1/actions/plans", Some(&wang), Some(&plan))
        .await;
    assert_eq!(answer.status(), StatusCode::CONFLICT, "the name is taken");
    // Its author is known by the token, whatever their role.
    for own in [&lin, &server.staff_token(Role::Admin)] {
        let path = format!("{at}/approve");
        let answer = server.send(post.clone(), &path, Some(own), None).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert!(
            told(answer).await["detail"]
                .to_string()
                .contains("somebody else")
        );
    }
    let path = format!("{at}/export");
    let answer = server.send(post.clone(), &path, Some(&wang), None).await;
    assert_eq!(answer.status(), StatusCode::CONFLICT, "nobody approved it");
    let path = format!("{at}/approve");
    let answer = server.send(post.clone(), &path, Some(&wang), None).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let approved = told(answer).await;
    assert_eq!(
        (
            &approved["state"],
            &approved["decided_by"],
            &approved["hash"]
        ),
        (&json!("approved"), &json!("wang"), &proposed["hash"])
    );
    let path = format!("{at}/export");
    let first = told(server.send(post.clone(), &path, Some(&lin), None).await).await;
    let second = told(server.send(post.clone(), &path, Some(&wang), None).await).await;
    assert_eq!(first["rows"], second["rows"]);
    assert_eq!(second["exported_by"], "lin");
    assert!(first["note"].to_string().contains("nothing was sent"));
    let rows = first["rows"].as_array().expect("rows").len();
    let path = format!("{at}/export?format=csv");
    let answer = server.send(post.clone(), &path, Some(&lin), None).await;
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let csv = answer.text().await.expect("a text");
    assert_eq!(csv.lines().count(), rows + 1);
    assert!(csv.starts_with("member,action,per_cent,arm,campaign\n"));
    let shown = told(server.send(get.clone(), at, Some(&lin), None).await).await;
    assert_eq!(shown["state"], "exported");
    let list = told(
        server
            .send(get, "/v1/actions/plans", Some(&lin), None)
            .await,
    )
    .await;
    assert_eq!(list["plans"][0]["name"], "spring");
    let path = format!("{at}/decline");
    let answer = server
        .send(post, &path, Some(&wang), Some(&json!({"reason": "late"})))
        .await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused_with_the_remedy() {
    let server = fitted().await;
    let lin = server.staff_token(Role::Marketer);
    for (body, status, words) in [
        (
            json!({"name": "a"}),
            StatusCode::UNPROCESSABLE_ENTITY,
            "budget",
        ),
        (
            json!({"name": "a", "budget": 0}),
            StatusCode::UNPROCESSABLE_ENTITY,
            "above 0",
        ),
        (
            json!({"name": "a/b", "budget": 5}),
            StatusCode::UNPROCESSABLE_ENTITY,
            "a/b",
        ),
        (
            json!({"name": "a", "budget": 5, "holdout": 2}),
            StatusCode::UNPROCESSABLE_ENTITY,
            "0.9",
        ),
        (
            json!({"name": "a", "budget": 5, "most": {"calls": 1}}),
            StatusCode::UNPROCESSABLE_ENTITY,
            "calls",
        ),
        (
            json!({"name": "a", "budget": 5, "segment": "none"}),
            StatusCode::NOT_FOUND,
            "none",
        ),
        (
            json!({"name": "a", "budget": 5, "filter": {"column": "ordrs", "above": 1}}),
            StatusCode::UNPROCESSABLE_ENTITY,
            "orders",
        ),
        (
            json!({"name": "a", "budget": 5, "segment": "b", "filter": {}}),
            StatusCode::UNPROCESSABLE_ENTITY,
            "not both",
        ),
    ] {
        let answer = server
            .send(Method::POST, "/v1/actions/plans", Some(&lin), Some(&body))
            .await;
        assert_eq!(answer.status(), status, "{body}");
        let problem = told(answer).await;
        assert!(problem["detail"].to_string().contains(words), "{problem}");
    }
    for path in [
        "/v1/actions/plans/none/approve",
        "/v1/actions/plans/none/export",
    ] {
        let answer = server.send(Method::POST, path, Some(&lin), None).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    for path in [
        "/v1/actions/plans/none/export?format=xlsx",
        "/v1/actions/plans/none/export?fromat=csv",
    ] {
        let answer = server.send(Method::POST, path, Some(&lin), None).await;
        assert!(answer.status().is_client_error(), "{path}");
        assert!(told(answer).await["detail"].is_string(), "{path}");
    }
}
