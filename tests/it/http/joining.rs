//! Becoming a member and signing in over HTTP, by codes that go to one's own address.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use storekeeper::ids::MemberKey;
use storekeeper::members::Member;
use storekeeper::senders::{Channel, Message, SendError, Sender, Senders, Ways};

use super::Server;

/// Keeps what it is to send.
#[derive(Default)]
struct Postbox {
    messages: Mutex<Vec<Message>>,
    came: tokio::sync::Notify,
}

#[async_trait]
impl Sender for Postbox {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        self.messages.lock().unwrap().push(message.clone());
        self.came.notify_one();
        Ok(())
    }
}

impl Postbox {
    /// The next message, which is sent beside the answer.
    async fn next(&self) -> Message {
        let came = tokio::time::timeout(Duration::from_secs(20), self.came.notified());
        came.await.expect("a message comes");
        self.messages.lock().unwrap().pop().expect("a message")
    }
}

async fn post(server: &Server, path: &str, body: &Value) -> Response {
    server.send(Method::POST, path, None, Some(body)).await
}

fn code(message: &Message) -> String {
    let mut words = message.text.split(|c: char| !c.is_ascii_digit());
    words
        .find(|word| word.len() == 6)
        .expect("a code")
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_becomes_a_member_and_signs_in_again() {
    let postbox = Arc::new(Postbox::default());
    let server = Server::sending(postbox.clone()).await;
    let wanted = json!({
        "contact": "Fang@Shop.example", "name": "王芳", "language": "zh-CN",
        "consents": [{"purpose": "marketing_mail", "granted": true, "wording": "v3"}]
    });
    let answer = post(&server, "/v1/registrations", &wanted).await;
    assert_eq!(answer.status(), StatusCode::ACCEPTED);
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer, json!({"holds": 600, "again_after": 60}));
    let message = postbox.next().await;
    assert_eq!(
        (message.channel, message.to.as_str()),
        (Channel::Mail, "fang@shop.example")
    );
    assert!(message.text.contains("本店"), "{message:?}");
    assert!(
        !message.text.contains("王芳"),
        "what a stranger typed is sent to nobody"
    );
    let entered = json!({"contact": "fang@shop.example", "code": code(&message)});
    let session = post(&server, "/v1/registrations/activate", &entered).await;
    assert_eq!(session.status(), StatusCode::CREATED);
    let session: Value = session.json().await.unwrap();
    let token = session["token"].as_str().unwrap();
    let me = server
        .send(Method::GET, "/v1/me/profile", Some(token), None)
        .await;
    let me: Value = me.json().await.unwrap();
    assert_eq!(
        (&me["name"], &me["mail"]),
        (&json!("王芳"), &json!("fang@shop.example"))
    );
    let consents = server
        .send(Method::GET, "/v1/me/consents", Some(token), None)
        .await;
    let consents: Value = consents.json().await.unwrap();
    assert_eq!(consents["history"][0]["wording"], "v3");
    let again = post(&server, "/v1/registrations/activate", &entered).await;
    assert_eq!(
        again.status(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "a code holds once"
    );
    let soon = post(
        &server,
        "/v1/sign-in",
        &json!({"contact": "fang@shop.example"}),
    )
    .await;
    assert_eq!(soon.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(soon.headers().contains_key("retry-after"));
}

#[tokio::test(flavor = "multi_thread")]
async fn members_and_strangers_are_answered_alike() {
    let postbox = Arc::new(Postbox::default());
    let server = Server::sending(postbox.clone()).await;
    let mut answers = Vec::new();
    let known = "ann@shop.example".to_owned();
    let ann = Member {
        mail: Some(known.clone()),
        ..Member::new(MemberKey::new("M7"))
    };
    server.members().put(&[ann]).await.unwrap();
    for contact in [known.as_str(), "nobody@shop.example"] {
        let asked = post(&server, "/v1/sign-in", &json!({"contact": contact})).await;
        let asked = (asked.status(), asked.text().await.unwrap());
        let entered = json!({"contact": contact, "code": "no"});
        let wrong = post(&server, "/v1/sign-in/code", &entered).await;
        answers.push((asked, wrong.status(), wrong.text().await.unwrap()));
    }
    assert_eq!(answers[0], answers[1]);
    let message = postbox.next().await;
    assert_eq!(message.to, known);
    let entered = json!({"contact": known, "code": code(&message)});
    let session = post(&server, "/v1/sign-in/code", &entered).await;
    assert_eq!(session.status(), StatusCode::CREATED);
    assert!(
        postbox.messages.lock().unwrap().is_empty(),
        "the stranger is sent nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_registration_is_refused() {
    let server = Server::open().await;
    for wanted in [
        json!({"contact": "a@b.example\r\nBcc: c@d.example"}),
        json!({"contact": "nobody"}),
        json!({"contact": "a@b.example", "name": "a\nb"}),
        json!({"contact": "a@b.example", "name": "x".repeat(101)}),
        json!({"contact": "a@b.example", "member": "M1011"}),
        json!({"contact": "a@b.example", "consents": [{"purpose": "everything", "granted": true}]}),
        json!({"contact": "a@b.example", "consents": [{"purpose": "service", "granted": true, "wording": "x".repeat(61)}]}),
    ] {
        let refused = post(&server, "/v1/registrations", &wanted).await;
        assert_eq!(
            refused.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{wanted}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_with_a_line_break_is_not_sent() {
    let postbox = Arc::new(Postbox::default());
    let senders = Senders::all_by(postbox.clone());
    let message = |to: &str, subject: &str| Message {
        channel: Channel::Mail,
        to: to.to_owned(),
        subject: subject.to_owned(),
        text: "two\nlines".to_owned(),
        bulk: None,
    };
    for (to, subject) in [
        ("a@b.example\nBcc: c@d.example", "x"),
        ("a@b.example", "x\r\nBcc: c@d.example"),
    ] {
        let refused = senders.send(&message(to, subject)).await;
        assert!(
            matches!(refused, Err(SendError::Garbled { .. })),
            "{refused:?}"
        );
    }
    senders.send(&message("a@b.example", "x")).await.unwrap();
    assert_eq!(postbox.messages.lock().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sms_is_posted_to_the_shops_bridge() {
    let posted = Arc::new(Mutex::new(Vec::new()));
    let (kept, listener) = (
        posted.clone(),
        tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap(),
    );
    let at = listener.local_addr().unwrap();
    let take = axum::routing::post(async move |axum::Json(body): axum::Json<Value>| {
        let full = body["to"] == "+49";
        kept.lock().unwrap().push(body);
        if full {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::NO_CONTENT
        }
    });
    tokio::spawn(
        async move { axum::serve(listener, axum::Router::new().route("/sms", take)).await },
    );
    let senders = Senders::open(&Ways {
        sms_url: Some(format!("http://bridge:secret@{at}/sms")),
        ..Ways::default()
    })
    .unwrap();
    let sms = |to: &str| Message {
        channel: Channel::Sms,
        to: to.to_owned(),
        subject: String::new(),
        text: "验证码 123456".to_owned(),
        bulk: None,
    };
    senders.send(&sms("+8613800000000")).await.unwrap();
    assert_eq!(
        posted.lock().unwrap().as_slice(),
        [json!({"to": "+8613800000000", "text": "验证码 123456"})]
    );
    let refused = senders.send(&sms("+49")).await.unwrap_err().to_string();
    assert!(
        refused.contains("503") && !refused.contains("secret"),
        "{refused}"
    );
}

#[test]
fn senders_that_cannot_be_used_are_told_without_their_secrets() {
    let open = |smtp: &str, from: Option<&str>| {
        let opened = Senders::open(&Ways {
            smtp_url: Some(smtp.to_owned()),
            mail_from: from.map(str::to_owned),
            ..Ways::default()
        });
        opened.err().expect("it cannot be used").to_string()
    };
    let told = open("smtps://me:secret@mail.example", None);
    assert!(told.contains("mail_from"), "{told}");
    let told = open("secret", Some("Shop <shop@shop.example>"));
    assert!(
        told.contains("smtp_url") && !told.contains("`secret`"),
        "{told}"
    );
    let told = open("smtps://me:secret@mail.example", Some("nobody"));
    assert!(told.contains("`nobody`"), "{told}");
}
