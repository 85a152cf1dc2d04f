//! What a member keeps up themselves: profile, addresses, preferences, consents; taking everything away, and leaving.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use storekeeper::access::Principal;
use storekeeper::ids::MemberKey;

use super::Server;

async fn ask(
    server: &Server,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> (StatusCode, Value) {
    let token = server.token("M1011");
    let answer = server.send(method, path, Some(&token), body.as_ref()).await;
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_keeps_up_their_profile() {
    let server = Server::open().await;
    let (status, before) = ask(&server, Method::GET, "/v1/me/profile", None).await;
    assert_eq!(status, StatusCode::OK);
    let change = json!({"city": " 杭州 ", "country": "", "language": "zh"});
    let (_, after) = ask(&server, Method::PUT, "/v1/me/profile", Some(change)).await;
    assert_eq!(
        (&after["city"], &after["country"]),
        (&json!("杭州"), &Value::Null)
    );
    assert_eq!(after["mail"], before["mail"]);
    for wrong in [
        json!({"mail": "other@shop.example"}),
        json!({"city": "a\nb"}),
        json!({"language": "tlh"}),
        json!({"name": "x".repeat(101)}),
    ] {
        let (status, _) = ask(&server, Method::PUT, "/v1/me/profile", Some(wrong.clone())).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let (_, kept) = ask(&server, Method::GET, "/v1/me/profile", None).await;
    assert_eq!(kept, after);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_preferences_and_consents_are_kept() {
    let server = Server::open().await;
    let home = json!({"label": "home", "address": {"line1": "1 High Street", "city": "Leeds"}});
    let (status, book) = ask(&server, Method::POST, "/v1/me/addresses", Some(home)).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(book["addresses"][0]["default"], true);
    let place = format!(
        "/v1/me/addresses/{}",
        book["addresses"][0]["id"].as_str().unwrap()
    );
    let other = server.token("M1012");
    let refused = server
        .send(Method::DELETE, &place, Some(&other), None)
        .await;
    assert_eq!(
        refused.status(),
        StatusCode::NOT_FOUND,
        "another's address is not there"
    );
    let (status, book) = ask(&server, Method::DELETE, &place, None).await;
    assert_eq!((status, book), (StatusCode::OK, json!({"addresses": []})));

    let wanted = json!({"packaging": "gift"});
    let (_, kept) = ask(
        &server,
        Method::PUT,
        "/v1/me/preferences",
        Some(wanted.clone()),
    )
    .await;
    assert_eq!(kept["preferences"], wanted);
    let wrong = json!({"packaging": "golden"});
    let (status, problem) = ask(&server, Method::PUT, "/v1/me/preferences", Some(wrong)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        problem["detail"].as_str().unwrap().contains("minimal"),
        "{problem}"
    );

    let no = json!({"consents": [{"purpose": "personalisation", "granted": false}]});
    let (_, consents) = ask(&server, Method::PUT, "/v1/me/consents", Some(no)).await;
    let purposes = consents["now"].as_array().unwrap();
    let one = purposes
        .iter()
        .find(|one| one["purpose"] == "personalisation")
        .unwrap();
    assert_eq!(
        (&one["granted"], &one["said"]),
        (&json!(false), &json!(true))
    );
    let (_, me) = ask(&server, Method::GET, "/v1/me", None).await;
    assert_eq!(me["choices"]["personal"], false, "one truth");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_takes_everything_away_and_leaves() {
    let server = Server::open().await;
    let token = server.token("M1011");
    let talk = server.begin(Some(&token)).await;
    talk.say("where is my order?").await;
    let (status, dossier) = ask(&server, Method::GET, "/v1/me/export", None).await;
    assert_eq!(
        (status, &dossier["member"]),
        (StatusCode::OK, &json!("M1011"))
    );
    for table in ["members", "orders", "order_lines", "chats", "chat_messages"] {
        assert!(dossier["tables"][table][0].is_object(), "{table}");
    }
    let wrong = json!({"confirm": "M1012"});
    let (status, _) = ask(&server, Method::POST, "/v1/me/erase", Some(wrong)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = json!({"confirm": "M1011"});
    let (status, erased) = ask(&server, Method::POST, "/v1/me/erase", Some(right)).await;
    assert_eq!(status, StatusCode::OK, "{erased}");
    assert_eq!(erased["found"], 0);
    assert_eq!(erased["pseudonymised"]["members"], 1);
    // The token is signed and not over; nothing is there for it, and nothing can be put there.
    let home = json!({"label": "home", "address": {"line1": "1 High Street", "city": "Leeds"}});
    let yes = json!({"consents": [{"purpose": "service", "granted": true}]});
    for (method, path, body) in [
        (Method::GET, "/v1/me/profile", None),
        (Method::GET, "/v1/me/export", None),
        (Method::POST, "/v1/me/addresses", Some(home)),
        (Method::PUT, "/v1/me/consents", Some(yes)),
        (
            Method::PUT,
            "/v1/me/preferences",
            Some(json!({"packaging": "gift"})),
        ),
        (
            Method::PUT,
            "/v1/me/choices",
            Some(json!({"remember": true})),
        ),
    ] {
        let (status, answer) = ask(&server, method, path, body).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}: {answer}");
    }
    // Nor does a conversation that was open bring them back.
    talk.say("turn off personal suggestions").await;
    talk.say("yes").await;
    talk.say("please remember that I have a cat").await;
    talk.say("yes").await;
    let key = MemberKey::new("M1011");
    let member = Principal::Member(key.clone());
    assert_eq!(server.chats().count(&member).await.unwrap(), 0);
    let members = server.members();
    assert!(members.told(&key).await.unwrap().is_empty());
    assert_eq!(
        members.choices(&key).await.unwrap(),
        members.choices(&MemberKey::new("nobody")).await.unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_an_account() {
    let server = Server::open().await;
    for path in ["profile", "addresses", "preferences", "consents", "export"] {
        let answer = server.get(&format!("/v1/me/{path}")).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
}
