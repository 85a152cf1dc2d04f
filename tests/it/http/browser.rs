//! A browser in front of somebody of the shop.

use std::collections::BTreeMap;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::{NewAccount, Role};
use storekeeper::clock::{Clock, SystemClock};

use super::Server;

pub const PASSWORD: &str = "nine quiet lanterns";
pub const SESSION: &str = "/v1/staff/session";

/// A browser on a page of the server: it keeps cookies and says where it is.
pub struct Browser<'a> {
    server: &'a Server,
    pub cookies: BTreeMap<String, String>,
    pub csrf: Option<String>,
    /// What it bears instead of a session.
    pub token: Option<String>,
    /// Where it is.
    address: &'static str,
    /// How its proxy is asked.
    proto: &'static str,
}

impl<'a> Browser<'a> {
    pub fn new(server: &'a Server) -> Self {
        Self {
            server,
            cookies: BTreeMap::new(),
            csrf: None,
            token: None,
            address: "192.0.2.1",
            proto: "http",
        }
    }

    pub fn at(server: &'a Server, address: &'static str) -> Self {
        Self {
            address,
            ..Self::new(server)
        }
    }

    pub fn over_https(server: &'a Server) -> Self {
        Self {
            proto: "https",
            ..Self::new(server)
        }
    }

    /// Sends what a page of the server would.
    pub async fn send(&mut self, method: Method, path: &str, body: Option<&Value>) -> Response {
        self.send_from("same-origin", method, path, body).await
    }

    pub async fn send_from(
        &mut self,
        site: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Response {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = self
            .server
            .client
            .request(method, format!("{}{path}", self.server.at))
            .header("cookie", cookies.join("; "))
            .header("x-forwarded-for", self.address)
            .header("x-forwarded-proto", self.proto)
            .header("sec-fetch-site", site);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(csrf) = &self.csrf {
            request = request.header("x-csrf-token", csrf);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            let (value, attributes) = rest.split_once(';').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        response
    }

    pub async fn try_to_sign_in(&mut self, name: &str, password: &str) -> Response {
        let credentials = json!({"name": name, "password": password});
        self.send(Method::POST, SESSION, Some(&credentials)).await
    }

    /// Signs in, and gives what is told.
    pub async fn sign_in(&mut self, name: &str, password: &str) -> Value {
        let response = self.try_to_sign_in(name, password).await;
        assert_eq!(response.status(), StatusCode::CREATED, "{name}");
        let told: Value = response.json().await.unwrap();
        self.csrf = Some(told["csrf"].as_str().unwrap().to_owned());
        told
    }

    pub async fn who(&mut self) -> StatusCode {
        self.send(Method::GET, SESSION, None).await.status()
    }

    pub fn session(&self) -> &str {
        let named = |(name, _): &(&String, &String)| name.ends_with("storekeeper-staff");
        self.cookies.iter().find(named).unwrap().1
    }
}

pub async fn account(server: &Server, name: &str, role: Role) {
    let new = NewAccount {
        name,
        called: Some("Lin Mei"),
        role,
    };
    let accounts = server.accounts();
    let made = accounts.add(&new, PASSWORD, "a test", SystemClock.now());
    made.await.unwrap();
}
