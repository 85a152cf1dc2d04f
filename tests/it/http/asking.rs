//! What is wrong with an address is told as a problem, by every route that is described.

use reqwest::{Method, StatusCode};
use serde_json::{Map, Value};
use storekeeper::access::Role;

use super::Server;

/// A GET route as it is described.
struct Route {
    path: String,
    parameters: Vec<Value>,
}

/// Every GET route.
async fn routes(server: &Server) -> Vec<Route> {
    let description: Map<String, Value> =
        serde_json::from_value(server.json("/openapi.json").await["paths"].take()).unwrap();
    let route = |(path, methods): (String, Value)| {
        let parameters = methods["get"]["parameters"].as_array();
        let get = methods.get("get").is_some();
        get.then(|| Route {
            path,
            parameters: parameters.cloned().unwrap_or_default(),
        })
    };
    description.into_iter().filter_map(route).collect()
}

impl Route {
    /// The parameters of its query.
    fn query(&self) -> impl Iterator<Item = &Value> {
        let parameters = self.parameters.iter();
        parameters.filter(|parameter| parameter["in"] == "query")
    }

    /// Its address with `text` in place of every part that is named.
    fn with(&self, text: &str) -> String {
        let part = |part| {
            if str::starts_with(part, '{') {
                text
            } else {
                part
            }
        };
        let parts = self.path.split('/').map(part);
        parts.collect::<Vec<_>>().join("/")
    }
}

/// What a parameter can never be; none for one that may be any text.
fn malformed(parameter: &Value) -> Option<&'static str> {
    let types = parameter["schema"]["type"].to_string();
    let number = ["integer", "number", "boolean"]
        .iter()
        .any(|kind| types.contains(kind));
    let closed = ["language", "format", "theme", "sort"];
    let closed = parameter["name"]
        .as_str()
        .is_some_and(|name| closed.contains(&name));
    (number || closed).then_some("purple")
}

/// Asks as somebody of the shop, as a member and as nobody: one of them may ask, and is told with 400 or 422; the others
/// are told that they may not. All are told as a problem.
async fn assert_refused(server: &Server, address: &str) {
    let tokens = [
        Some(server.staff_token(Role::Admin)),
        Some(server.token("M1011")),
        None,
    ];
    let mut refused = 0;
    for token in tokens {
        let answer = server
            .send(Method::GET, address, token.as_deref(), None)
            .await;
        let status = answer.status();
        assert!(status.is_client_error(), "{address}: {status}");
        let kind = answer.headers()["content-type"].to_str().unwrap();
        assert_eq!(kind, "application/problem+json", "{address}");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(problem["status"], status.as_u16(), "{address}: {problem}");
        assert!(!problem["detail"].as_str().unwrap().is_empty(), "{address}");
        refused += usize::from(
            [StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY].contains(&status),
        );
    }
    assert!(refused > 0, "{address}: nobody was told what is wrong");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_query_may_not_say_is_a_problem() {
    let server = Server::open().await;
    let mut tried = 0;
    for route in routes(&server).await {
        if route.query().next().is_none() {
            continue;
        }
        let path = route.with("segments");
        assert_refused(&server, &format!("{path}?surprise=1")).await;
        for parameter in route.query() {
            let Some(value) = malformed(parameter) else {
                continue;
            };
            let name = parameter["name"].as_str().unwrap();
            assert_refused(&server, &format!("{path}?{name}={value}")).await;
            tried += 1;
        }
    }
    assert!(tried >= 10, "{tried} parameters were tried");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_is_no_text_is_a_problem() {
    let server = Server::open().await;
    let routes = routes(&server).await;
    let named = routes.iter().filter(|route| route.path.contains('{'));
    for route in named {
        assert_refused(&server, &route.with("%FF")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_is_not_guessed() {
    let server = Server::open().await;
    let agent = server.staff_token(Role::Agent);
    for (tag, status) in [
        ("en", StatusCode::OK),
        ("zh", StatusCode::OK),
        ("zh-CN", StatusCode::OK),
        ("fr", StatusCode::BAD_REQUEST),
        ("", StatusCode::BAD_REQUEST),
    ] {
        let path = format!("/v1/segments?language={tag}");
        let answer = server.send(Method::GET, &path, Some(&agent), None).await;
        assert_eq!(answer.status(), status, "{tag}");
    }
}
