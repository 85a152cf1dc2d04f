//! Who is asking: tokens, and conversations that are somebody else's.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use storekeeper::access::{Keys, Principal, TokenError};
use storekeeper::clock::{Clock, SystemClock, Timestamp};
use storekeeper::ids::MemberKey;

use super::{Server, Talk, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_member_sees_their_own_orders_and_nobody_elses() {
    let server = Server::open().await;
    let token = server.token("M1001");
    let talk = server.begin(Some(&token)).await;
    let heard = talk.say("where is my order?").await;
    let order = heard
        .iter()
        .find(|sent| sent.data["card"] == "order")
        .expect("an order");
    let number = order.data["number"].as_str().unwrap();
    let other = server.token("M1002");
    let stranger = server.begin(Some(&other)).await;
    let theirs = text(&stranger.say(&format!("where is order {number}")).await);
    let nobodys = text(&stranger.say("where is order SK-999999").await);
    assert_eq!(
        theirs.replace(number, "N"),
        nobodys.replace("SK-999999", "N")
    );
    let guest = server.begin(None).await;
    assert_eq!(
        text(&guest.say("where is my order?").await),
        "Please sign in to see your orders, or tell me the order number and the mail address you ordered with."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_of_somebody_else_does_not_exist() {
    let server = Server::open().await;
    let token = server.token("M1001");
    let talk = server.begin(Some(&token)).await;
    let stranger = |token: Option<String>, place: &str| Talk {
        server: &server,
        place: place.to_owned(),
        token,
    };
    let nobody = stranger(None, "/v1/conversations/00000000000000000000000000000000");
    let missing = nobody.request(Method::GET, "").send().await.unwrap();
    let expected = (missing.status(), missing.text().await.unwrap());
    assert_eq!(expected.0, StatusCode::NOT_FOUND);
    for token in [None, Some(server.token("M1002"))] {
        for (method, rest) in [
            (Method::GET, ""),
            (Method::GET, "/events"),
            (Method::POST, "/cancel"),
            (Method::DELETE, ""),
        ] {
            let theirs = stranger(token.clone(), &talk.place);
            let response = theirs.request(method, rest).send().await.unwrap();
            assert_eq!(
                (response.status(), response.text().await.unwrap()),
                expected
            );
        }
    }
    let again = talk
        .request(Method::GET, "")
        .bearer_auth(server.token("M1001"));
    assert_eq!(
        again.send().await.unwrap().status(),
        StatusCode::OK,
        "a newer token is as good"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_token_is_refused_and_not_taken_for_none() {
    let server = Server::open().await;
    let good = server.token("M1001");
    let (head, _) = good.rsplit_once('.').unwrap();
    let claims = r#"{"sub":"M1001","role":"member","aud":"storekeeper","iat":0,"exp":99999999999}"#;
    let unsigned = format!("{}.{}.", base64(r#"{"alg":"none"}"#), base64(claims));
    for bad in ["", "nonsense", "a.b.c", &format!("{head}.AAAA"), &unsigned] {
        let url = format!("{}/v1/conversations", server.at);
        let response = server
            .client
            .post(url)
            .bearer_auth(bad)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{bad}");
        assert!(
            response.headers()["www-authenticate"]
                .to_str()
                .unwrap()
                .starts_with("Bearer")
        );
    }
}

fn base64(text: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut coded = String::new();
    for three in text.as_bytes().chunks(3) {
        let mut bits = 0_u32;
        for at in 0..3 {
            bits = bits << 8 | u32::from(three.get(at).copied().unwrap_or(0));
        }
        for at in 0..=three.len() {
            coded.push(char::from(DIGITS[(bits >> (18 - 6 * at)) as usize & 63]));
        }
    }
    coded
}

#[test]
fn tokens_run_out_and_keys_are_rotated() {
    let folder = tempfile::tempdir().unwrap();
    let now = SystemClock.now();
    let later = |seconds: i64| Timestamp::from_micros(now.micros() + seconds * 1_000_000);
    let member = MemberKey::new("M1001");
    let old = Keys::open(folder.path(), now).unwrap();
    let token = old.sign(&member, now, Duration::from_mins(1)).unwrap();
    let is_member = |keys: &Keys, at| matches!(keys.verify(&token, at), Ok(Principal::Member(key)) if key == member);
    assert!(
        is_member(&old, now) && is_member(&old, later(80)),
        "clocks may differ by half a minute"
    );
    assert!(matches!(
        old.verify(&token, later(100)),
        Err(TokenError::Expired)
    ));
    let name = Keys::add(folder.path(), later(1)).unwrap();
    let both = Keys::open(folder.path(), now).unwrap();
    assert!(is_member(&both, now));
    let newer = both.sign(&member, now, Duration::from_mins(1)).unwrap();
    assert!(matches!(
        old.verify(&newer, now),
        Err(TokenError::UnknownKey)
    ));
    let first = both
        .names()
        .map(|(name, _)| name.to_owned())
        .find(|other| *other != name)
        .unwrap();
    std::fs::remove_file(folder.path().join(format!("{first}.secret"))).unwrap();
    let left = Keys::open(folder.path(), now).unwrap();
    assert!(matches!(
        left.verify(&token, now),
        Err(TokenError::UnknownKey)
    ));
    assert!(left.verify(&newer, now).is_ok());
    std::fs::write(folder.path().join("short.secret"), "abc").unwrap();
    let error = Keys::open(folder.path(), now)
        .err()
        .expect("too short")
        .to_string();
    assert!(
        error.contains("short.secret") && error.contains("32"),
        "{error}"
    );
}

#[test]
fn a_backend_can_sign_with_a_key_of_its_own() {
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    // The example key of RFC 8037, appendix A, in PEM.
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("backend.pub.pem"), PUBLIC).unwrap();
    let now = SystemClock.now();
    let keys = Keys::open(folder.path(), now).unwrap();
    let seconds = now.micros() / 1_000_000;
    let claims = serde_json::json!({"sub": "M1001", "role": "member", "aud": "storekeeper", "iat": seconds, "exp": seconds + 60});
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some("backend".to_owned());
    let key = EncodingKey::from_ed_pem(PRIVATE.as_bytes()).unwrap();
    let token = encode(&header, &claims, &key).unwrap();
    assert_eq!(
        keys.verify(&token, now).unwrap(),
        Principal::Member(MemberKey::new("M1001"))
    );
    // The public half as a shared secret: the old trick.
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("backend".to_owned());
    let forged = encode(
        &header,
        &claims,
        &EncodingKey::from_secret(PUBLIC.as_bytes()),
    )
    .unwrap();
    assert!(matches!(
        keys.verify(&forged, now),
        Err(TokenError::Invalid)
    ));
    // Nobody but a member, and nothing that was made for another program.
    for (field, value) in [("role", "admin"), ("aud", "elsewhere"), ("sub", " ")] {
        let mut other = claims.clone();
        other[field] = value.into();
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some("backend".to_owned());
        let token = encode(&header, &other, &key).unwrap();
        assert!(keys.verify(&token, now).is_err(), "{field}");
    }
}
