//! Becoming a member and signing in by a code: limits, and what strangers learn.

use storekeeper::clock::Timestamp;
use storekeeper::ids::{Language, MemberKey};
use storekeeper::members::{CodesError, Contact, Member, Purpose, Registration};
use storekeeper::senders::Message;

use super::shop::{Shop, on_both};

on_both!(
    a_registration_becomes_a_member_once,
    a_code_runs_out,
    five_wrong_codes_lock_an_address,
    a_visitor_who_guesses_is_locked_out_everywhere,
    codes_are_not_sent_again_and_again,
    nobody_learns_who_is_a_member,
    two_at_once_activate_once,
    a_telephone_is_found_however_it_is_written,
);

const SECOND: i64 = 1_000_000;

/// So many seconds after the tests began.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000 + seconds * SECOND)
}

fn contact(text: &str) -> Contact {
    Contact::read(text).expect("a contact")
}

fn registration(text: &str) -> Registration {
    Registration {
        contact: contact(text),
        name: Some("王芳".to_owned()),
        language: Language::Chinese,
        consents: vec![(Purpose::MarketingMail, true, Some("2026-11".to_owned()))],
    }
}

/// The six digits in a message.
fn code(message: &Message) -> String {
    let mut words = message.text.split(|c: char| !c.is_ascii_digit());
    let code = words.find(|word| word.len() == 6);
    code.expect("a code").to_owned()
}

/// Another code than this one.
fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

async fn join(shop: &Shop, text: &str, seconds: i64) -> String {
    let members = &shop.members;
    let wanted = registration(text);
    let message = members.ask_to_join(&wanted, "Shop", at(seconds));
    code(&message.await.expect("a message"))
}

async fn enter(
    shop: &Shop,
    text: &str,
    code: &str,
    visitor: &str,
    seconds: i64,
) -> Result<MemberKey, CodesError> {
    let members = &shop.members;
    members
        .enter_code(&contact(text), code, visitor, at(seconds))
        .await
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "what was entered is looked at and done with"
)]
fn assert_wrong(entered: Result<MemberKey, CodesError>) {
    assert!(matches!(entered, Err(CodesError::Wrong)), "{entered:?}");
}

fn assert_later(entered: Result<MemberKey, CodesError>, wanted: u64) {
    match entered {
        Err(CodesError::Later { seconds }) => assert_eq!(seconds, wanted),
        other => panic!("{other:?}"),
    }
}

async fn a_registration_becomes_a_member_once(shop: Shop) {
    let code = join(&shop, "Fang@Shop.example", 0).await;
    assert_eq!(
        shop.members.count().await.unwrap(),
        0,
        "nobody before the code"
    );
    let key = enter(&shop, "fang@shop.example", &code, "a", 5)
        .await
        .unwrap();
    assert_eq!(key.as_str().len(), 13, "{key}");
    let member = shop.members.get(&key).await.unwrap().expect("a member");
    assert_eq!(
        member,
        Member {
            name: Some("王芳".to_owned()),
            mail: Some("fang@shop.example".to_owned()),
            language: Some(Language::Chinese),
            joined: Some(at(5)),
            marketing: Some(true),
            ..Member::new(key.clone())
        }
    );
    let said = shop.members.consent_history(&key).await.unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].at, Some(at(5)));
    assert_eq!(
        (said[0].by.as_str(), said[0].source.as_str()),
        ("member", "registration")
    );
    assert_eq!(said[0].wording.as_deref(), Some("2026-11"));
    assert_wrong(enter(&shop, "fang@shop.example", &code, "a", 6).await);
    assert_eq!(shop.members.count().await.unwrap(), 1);
}

async fn a_code_runs_out(shop: Shop) {
    let code = join(&shop, "a@shop.example", 0).await;
    assert_wrong(enter(&shop, "a@shop.example", &code, "a", 600).await);
    let code = join(&shop, "b@shop.example", 0).await;
    enter(&shop, "b@shop.example", &code, "a", 599)
        .await
        .unwrap();
}

async fn five_wrong_codes_lock_an_address(shop: Shop) {
    let right = join(&shop, "a@shop.example", 0).await;
    for _ in 0..5 {
        assert_wrong(enter(&shop, "a@shop.example", wrong(&right), "a", 1).await);
    }
    // From whomever, and the right one too, for a quarter of an hour; other addresses are not touched.
    assert_later(enter(&shop, "a@shop.example", &right, "b", 1).await, 900);
    let wanted = registration("a@shop.example");
    let refused = shop.members.ask_to_join(&wanted, "Shop", at(100));
    assert!(matches!(
        refused.await,
        Err(CodesError::Later { seconds: 801 })
    ));
    let other = join(&shop, "b@shop.example", 1).await;
    enter(&shop, "b@shop.example", &other, "b", 2)
        .await
        .unwrap();
    // The old code is dead, a new one works.
    assert_wrong(enter(&shop, "a@shop.example", &right, "b", 902).await);
    let right = join(&shop, "a@shop.example", 903).await;
    enter(&shop, "a@shop.example", &right, "b", 904)
        .await
        .unwrap();
}

async fn a_visitor_who_guesses_is_locked_out_everywhere(shop: Shop) {
    for round in 0..5 {
        let address = format!("a{round}@shop.example");
        let right = join(&shop, &address, 0).await;
        for _ in 0..4 {
            assert_wrong(enter(&shop, &address, wrong(&right), "guesser", 1).await);
        }
    }
    let right = join(&shop, "own@shop.example", 0).await;
    assert_later(
        enter(&shop, "own@shop.example", &right, "guesser", 1).await,
        3_600,
    );
    enter(&shop, "own@shop.example", &right, "another", 1)
        .await
        .unwrap();
}

async fn codes_are_not_sent_again_and_again(shop: Shop) {
    let wanted = registration("a@shop.example");
    join(&shop, "a@shop.example", 0).await;
    let soon = shop.members.ask_to_join(&wanted, "Shop", at(59)).await;
    assert!(
        matches!(soon, Err(CodesError::Later { seconds: 1 })),
        "{soon:?}"
    );
    for sent in 1..5 {
        join(&shop, "a@shop.example", sent * 60).await;
    }
    let sixth = shop.members.ask_to_join(&wanted, "Shop", at(600)).await;
    assert!(
        matches!(sixth, Err(CodesError::Later { seconds: 3_000 })),
        "{sixth:?}"
    );
    join(&shop, "a@shop.example", 3_600).await;
}

async fn nobody_learns_who_is_a_member(shop: Shop) {
    let known = Member {
        name: Some("Ann".to_owned()),
        mail: Some("ann@shop.example".to_owned()),
        ..Member::new(MemberKey::new("M1"))
    };
    shop.members
        .put(std::slice::from_ref(&known))
        .await
        .unwrap();
    // Who joins with a member's address signs in, and nothing of what they typed is kept.
    let code = join(&shop, "ann@shop.example", 0).await;
    let entered = enter(&shop, "ann@shop.example", &code, "a", 1)
        .await
        .unwrap();
    assert_eq!(entered, known.key);
    assert_eq!(shop.members.get(&known.key).await.unwrap(), Some(known));
    // Who signs in with a stranger's gets no message; wrong codes are answered alike, and locked alike.
    for (address, is_known) in [("ann@shop.example", true), ("nobody@shop.example", false)] {
        let members = &shop.members;
        let asked = members
            .ask_to_sign_in(&contact(address), Language::English, "Shop", at(100))
            .await
            .unwrap();
        assert_eq!(asked.is_some(), is_known);
        let no_code = asked
            .as_ref()
            .map_or("123456", |message| wrong(&self::code(message)));
        for _ in 0..5 {
            assert_wrong(enter(&shop, address, no_code, address, 101).await);
        }
        assert_later(enter(&shop, address, no_code, address, 101).await, 900);
    }
    assert_eq!(shop.members.count().await.unwrap(), 1);
}

async fn two_at_once_activate_once(shop: Shop) {
    let code = join(&shop, "a@shop.example", 0).await;
    let (one, two) = tokio::join!(
        enter(&shop, "a@shop.example", &code, "a", 1),
        enter(&shop, "a@shop.example", &code, "b", 1)
    );
    assert_eq!(
        u8::from(one.is_ok()) + u8::from(two.is_ok()),
        1,
        "{one:?} {two:?}"
    );
    assert_eq!(shop.members.count().await.unwrap(), 1);
}

async fn a_telephone_is_found_however_it_is_written(shop: Shop) {
    let known = Member {
        phone: Some("+86 (138) 0000-0000".to_owned()),
        ..Member::new(MemberKey::new("M1"))
    };
    shop.members
        .put(std::slice::from_ref(&known))
        .await
        .unwrap();
    let members = &shop.members;
    let message = members
        .ask_to_sign_in(
            &contact("+86 138 0000 0000"),
            Language::Chinese,
            "Shop",
            at(0),
        )
        .await
        .unwrap()
        .expect("a message");
    assert_eq!(message.to, "+8613800000000");
    let entered = enter(&shop, "+8613800000000", &code(&message), "a", 1)
        .await
        .unwrap();
    assert_eq!(entered, known.key);
}

#[test]
fn what_is_no_address_is_none() {
    for text in [
        "",
        "@",
        "a@",
        "@b.example",
        "a@b",
        "a@b..example",
        "a b@c.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example,c@d.example",
        "a@b@c.example",
        "<a@b.example>",
        "12345",
        "+86 138 0000 000x",
        "1234567890123456",
    ] {
        assert_eq!(Contact::read(text), None, "{text:?}");
    }
    assert!(Contact::read(&format!("{}@shop.example", "a".repeat(250))).is_none());
    for text in [
        "a@b.example",
        "ä+b@c.d.example",
        "+4915112345678",
        "138 0000 0000",
    ] {
        assert!(Contact::read(text).is_some(), "{text:?}");
    }
}
