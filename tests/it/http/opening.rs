//! A member opened for a purpose, and what is asked with the grant.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::Server;

/// What is asked of a member with a grant.
pub async fn with_grant(
    server: &Server,
    token: &str,
    grant: &str,
    path: &str,
) -> (StatusCode, Value) {
    let request = server.client.get(format!("{}{path}", server.at));
    let answer = request
        .bearer_auth(token)
        .header("x-opening", grant)
        .send()
        .await
        .unwrap();
    (answer.status(), answer.json().await.unwrap())
}

/// Opens a member with a token, and gives the grant.
pub async fn opened(server: &Server, token: &str, member: &str) -> String {
    let path = format!("/v1/members/{member}/openings");
    let why = json!({"purpose": "question"});
    let answer = server
        .send(Method::POST, &path, Some(token), Some(&why))
        .await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let opening: Value = answer.json().await.unwrap();
    opening["grant"].as_str().unwrap().to_owned()
}
