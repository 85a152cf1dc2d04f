//! Signing in as somebody of the shop: sessions, what keeps others out, and what ends.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::{AccountsError, Role};
use storekeeper::audit::Audit;
use storekeeper::clock::{Clock, SystemClock};

use super::Server;
use super::browser::{Browser, PASSWORD, SESSION, account};

/// Everything that the record says of the shop's people.
async fn recorded(server: &Server) -> Vec<(String, String, String)> {
    let audit = Audit::new(server.shop.db.clone());
    let kept = audit.read(1, 1_000).await.unwrap();
    assert!(audit.verify().await.unwrap().faults.is_empty());
    kept.into_iter()
        .filter_map(|kept| kept.record)
        .map(|record| (record.who, record.plan.unwrap_or_default(), record.stop))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_signs_in_and_out() {
    let server = Server::open().await;
    account(&server, "lin", Role::Agent).await;
    let mut browser = Browser::new(&server);
    assert_eq!(browser.who().await, StatusCode::UNAUTHORIZED);
    let answer = browser.try_to_sign_in(" Lin ", PASSWORD).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let cookies: Vec<&str> = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap())
        .collect();
    assert_eq!(cookies.len(), 2, "the session, and that one is known here");
    for cookie in cookies {
        for word in ["HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(word), "{cookie}");
        }
    }
    let told: Value = answer.json().await.unwrap();
    assert_eq!(
        (&told["name"], &told["called"], &told["role"]),
        (&json!("lin"), &json!("Lin Mei"), &json!("agent"))
    );
    let rights = told["rights"].as_array().unwrap();
    assert!(rights.contains(&json!("reply")) && !rights.contains(&json!("save_segment")));
    let again = browser.send(Method::GET, SESSION, None).await;
    assert_eq!(again.json::<Value>().await.unwrap(), told);
    browser.csrf = told["csrf"].as_str().map(str::to_owned);
    let before = browser.cookies.clone();
    let out = browser.send(Method::DELETE, SESSION, None).await;
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    browser.cookies = before;
    assert_eq!(
        browser.who().await,
        StatusCode::UNAUTHORIZED,
        "the session is over, and not only forgotten by the browser"
    );
    let acts = recorded(&server).await;
    let acts: Vec<(&str, &str)> = acts
        .iter()
        .map(|(by, act, _)| (by.as_str(), act.as_str()))
        .collect();
    assert_eq!(
        acts,
        [
            ("a test", "add the account lin with the role agent"),
            ("agent:lin", "sign in"),
            ("agent:lin", "sign out"),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_cookies_are_for_this_host_alone() {
    let server = Server::open().await;
    account(&server, "lin", Role::Agent).await;
    let mut browser = Browser::over_https(&server);
    browser.sign_in("lin", PASSWORD).await;
    assert!(
        browser
            .cookies
            .keys()
            .all(|name| name.starts_with("__Host-"))
    );
    assert_eq!(browser.who().await, StatusCode::OK);
    // Who can plant a cookie over a plain connection signs nobody in over an encrypted one.
    let planted = browser.session().to_owned();
    let mut other = Browser::over_https(&server);
    let name = "storekeeper-staff".to_owned();
    other.cookies.insert(name, planted);
    assert_eq!(other.who().await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_another_one_each_time() {
    let server = Server::open().await;
    account(&server, "lin", Role::Agent).await;
    let mut browser = Browser::new(&server);
    browser.sign_in("lin", PASSWORD).await;
    let (first, cookies) = (browser.session().to_owned(), browser.cookies.clone());
    browser.sign_in("lin", PASSWORD).await;
    assert_ne!(browser.session(), first);
    assert_eq!(first.len(), 64, "256 bits");
    browser.cookies = cookies;
    assert_eq!(browser.who().await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_names_and_wrong_passwords_are_answered_alike() {
    let server = Server::open().await;
    account(&server, "lin", Role::Agent).await;
    account(&server, "gone", Role::Agent).await;
    let accounts = server.accounts();
    let now = SystemClock.now();
    accounts
        .set_disabled("gone", true, "a test", now)
        .await
        .unwrap();
    let mut answers = Vec::new();
    for (name, password) in [
        ("lin", "not the password"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("", ""),
    ] {
        let answer = Browser::new(&server).try_to_sign_in(name, password).await;
        assert!(!answer.headers().contains_key("set-cookie"));
        answers.push((answer.status(), answer.text().await.unwrap()));
    }
    assert_eq!(answers[0].0, StatusCode::UNAUTHORIZED);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let acts = recorded(&server).await;
    assert!(acts.contains(&(
        "somebody".to_owned(),
        "sign in as lin".to_owned(),
        "refused".to_owned()
    )));
    let kept = format!("{acts:?}");
    for typed in ["nobody", "not the password", PASSWORD] {
        assert!(!kept.contains(typed), "{kept}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_waits_and_keeps_nobody_out_for_ever() {
    let (server, clock) = Server::moving().await;
    account(&server, "lin", Role::Agent).await;
    let mut own = Browser::new(&server);
    own.sign_in("lin", PASSWORD).await;
    let mut stranger = Browser::at(&server, "198.51.100.7");
    for _ in 0..5 {
        let wrong = stranger.try_to_sign_in("lin", "not the password").await;
        assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    }
    for name in ["lin", "LIN"] {
        let locked = stranger.try_to_sign_in(name, PASSWORD).await;
        assert_eq!(locked.status(), StatusCode::TOO_MANY_REQUESTS);
        let wait: u64 = locked.headers()["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
    }
    // In the browser where they signed in before, they still can; and elsewhere when the time is over.
    own.csrf = None;
    own.sign_in("lin", PASSWORD).await;
    clock.forward(61);
    let wrong = stranger.try_to_sign_in("lin", "not the password").await;
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    let locked = stranger.try_to_sign_in("lin", PASSWORD).await;
    let wait = locked.headers()["retry-after"].to_str().unwrap();
    assert!(
        wait.parse::<u64>().unwrap() > 60,
        "longer each time: {wait}"
    );
    clock.forward(121);
    Browser::at(&server, "203.0.113.9")
        .sign_in("lin", PASSWORD)
        .await;
    let ends: Vec<String> = recorded(&server)
        .await
        .into_iter()
        .map(|act| act.2)
        .collect();
    assert!(ends.contains(&"refused; nothing is taken for 60 s".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_tries_many_names_is_shut() {
    let (server, clock) = Server::moving().await;
    account(&server, "lin", Role::Agent).await;
    let mut stranger = Browser::at(&server, "198.51.100.7");
    for n in 0..20 {
        let wrong = stranger
            .try_to_sign_in(&format!("name{n}"), "whatever")
            .await;
        assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED, "{n}");
    }
    let shut = stranger.try_to_sign_in("lin", PASSWORD).await;
    assert_eq!(shut.status(), StatusCode::TOO_MANY_REQUESTS);
    Browser::new(&server).sign_in("lin", PASSWORD).await;
    clock.forward(3_601);
    stranger.sign_in("lin", PASSWORD).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_guesses_at_once_are_five() {
    let server = Server::open().await;
    account(&server, "lin", Role::Agent).await;
    let guesses = (0..12).map(|_| async {
        let mut browser = Browser::new(&server);
        browser
            .try_to_sign_in("lin", "not the password")
            .await
            .status()
    });
    let answers = futures::future::join_all(guesses).await;
    let looked_at = answers
        .iter()
        .filter(|status| **status == StatusCode::UNAUTHORIZED);
    assert_eq!(looked_at.count(), 5, "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_it_is_not_used_and_at_the_end_of_the_day() {
    let (server, clock) = Server::moving().await;
    account(&server, "lin", Role::Agent).await;
    let mut browser = Browser::new(&server);
    browser.sign_in("lin", PASSWORD).await;
    clock.forward(31 * 60);
    assert_eq!(browser.who().await, StatusCode::UNAUTHORIZED);
    browser.csrf = None;
    browser.sign_in("lin", PASSWORD).await;
    for minutes in (29..12 * 60).step_by(29) {
        clock.forward(29 * 60);
        assert_eq!(browser.who().await, StatusCode::OK, "{minutes}");
    }
    clock.forward(29 * 60);
    assert_eq!(browser.who().await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_servers_own_pages_change_something() {
    let server = Server::open().await;
    account(&server, "lin", Role::Marketer).await;
    let mut browser = Browser::new(&server);
    let credentials = json!({"name": "lin", "password": PASSWORD});
    for site in ["cross-site", "same-site", "none"] {
        let answer = browser.send_from(site, Method::POST, SESSION, Some(&credentials));
        assert_eq!(answer.await.status(), StatusCode::FORBIDDEN, "{site}");
    }
    browser.sign_in("lin", PASSWORD).await;
    let csrf = browser.csrf.take();
    let other = {
        let mut other = Browser::new(&server);
        other.sign_in("lin", PASSWORD).await;
        other.csrf
    };
    let wanted = json!({"filter": {"column": "orders", "above": 1}});
    for shown in [None, Some("0".repeat(64)), Some(String::new()), other] {
        browser.csrf = shown;
        let answer = browser.send(Method::PUT, "/v1/segments/late", Some(&wanted));
        assert_eq!(answer.await.status(), StatusCode::FORBIDDEN);
        let answer = browser.send(Method::DELETE, SESSION, None).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    }
    browser.csrf = csrf;
    let answer = browser.send_from("cross-site", Method::DELETE, SESSION, None);
    assert_eq!(answer.await.status(), StatusCode::FORBIDDEN);
    let answer = browser.send(Method::DELETE, SESSION, None).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_browser_says_its_origin() {
    let server = Server::open().await;
    account(&server, "lin", Role::Agent).await;
    let credentials = json!({"name": "lin", "password": PASSWORD});
    let ask = async |origin: Option<&str>| {
        let mut request = server.client.post(format!("{}{SESSION}", server.at));
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        request.json(&credentials).send().await.unwrap().status()
    };
    assert_eq!(ask(Some(server.at.as_str())).await, StatusCode::CREATED);
    for other in [Some("https://shop.example"), Some("null"), None] {
        assert_eq!(ask(other).await, StatusCode::FORBIDDEN, "{other:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_role_counts_at_once() {
    let server = Server::open().await;
    account(&server, "lin", Role::Admin).await;
    account(&server, "bo", Role::Marketer).await;
    let (accounts, now) = (server.accounts(), SystemClock.now());
    let mut browser = Browser::new(&server);
    browser.sign_in("bo", PASSWORD).await;
    accounts
        .set_role("bo", Role::Agent, "a test", now)
        .await
        .unwrap();
    assert_eq!(browser.who().await, StatusCode::UNAUTHORIZED);
    browser.csrf = None;
    let told = browser.sign_in("bo", PASSWORD).await;
    assert_eq!(told["role"], "agent");
    let wanted = json!({"filter": {"column": "orders", "above": 1}});
    let answer = browser.send(Method::PUT, "/v1/segments/late", Some(&wanted));
    assert_eq!(answer.await.status(), StatusCode::FORBIDDEN);
    accounts
        .set_disabled("bo", true, "a test", now)
        .await
        .unwrap();
    assert_eq!(browser.who().await, StatusCode::UNAUTHORIZED);
    let last = accounts.set_role("lin", Role::Agent, "a test", now).await;
    assert!(matches!(last, Err(AccountsError::LastAdmin(_))), "{last:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_ends_other_sessions() {
    let server = Server::open().await;
    account(&server, "lin", Role::Agent).await;
    let (mut here, mut there) = (Browser::new(&server), Browser::new(&server));
    here.sign_in("lin", PASSWORD).await;
    there.sign_in("lin", PASSWORD).await;
    let another = "seven calm rivers";
    for (old, new) in [
        ("not the password", another),
        (PASSWORD, "too short"),
        (PASSWORD, "passwordpassword"),
        (PASSWORD, "linlinlinlin"),
        (PASSWORD, "345678901234567"),
    ] {
        let wanted = json!({"old": old, "new": new});
        let answer = here.send(Method::POST, "/v1/staff/password", Some(&wanted));
        assert_eq!(
            answer.await.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{old}, {new}"
        );
    }
    assert_eq!(there.who().await, StatusCode::OK);
    let wanted = json!({"old": PASSWORD, "new": another});
    let answer = here
        .send(Method::POST, "/v1/staff/password", Some(&wanted))
        .await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let told: Value = answer.json().await.unwrap();
    assert_eq!(there.who().await, StatusCode::UNAUTHORIZED);
    assert_eq!(here.who().await, StatusCode::OK);
    let refused = there.try_to_sign_in("lin", PASSWORD).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    there.csrf = None;
    there.sign_in("lin", another).await;
    // The page goes on with the new session, and signs out of both.
    here.csrf = told["csrf"].as_str().map(str::to_owned);
    let out = here.send(Method::DELETE, "/v1/staff/sessions", None).await;
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    assert_eq!(there.who().await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_needs_no_page_and_has_no_session() {
    let server = Server::open().await;
    let token = server.staff_token(Role::Marketer);
    let answer = server.send(Method::GET, SESSION, Some(&token), None).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let told: Value = answer.json().await.unwrap();
    assert_eq!(
        (&told["name"], &told["csrf"]),
        (&json!("lin"), &Value::Null)
    );
    let counted = json!({"column": "orders", "above": 1});
    let answer = server
        .send(
            Method::POST,
            "/v1/segments/count",
            Some(&token),
            Some(&counted),
        )
        .await;
    assert_ne!(answer.status(), StatusCode::FORBIDDEN);
    let answer = server
        .send(Method::DELETE, SESSION, Some(&token), None)
        .await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}
