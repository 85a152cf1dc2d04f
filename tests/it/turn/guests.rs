//! An order of somebody who has no account: by its number and the mail address it was placed with.

use super::shop::Starter;

/// An order of M1001.
const ORDER: &str = "SK-240414";
const NOBODYS: &str = "SK-240444";

#[tokio::test(flavor = "multi_thread")]
async fn number_and_address_together_show_an_order() {
    let shop = Starter::open().await;
    let mail = shop.mail("M1001").await;
    let talk = shop.guest_without_model();
    let asked = talk.say("where is my order SK-240414?").await;
    assert!(
        asked.cards().is_empty() && asked.text().contains("mail address"),
        "{}",
        asked.text()
    );
    assert_eq!(talk.say(&format!("it is {mail}")).await.keys(), [ORDER]);
    let at_once = shop.guest_without_model();
    let heard = at_once
        .say(&format!("我的订单{ORDER}到哪了？邮箱{mail}"))
        .await;
    assert_eq!(heard.keys(), [ORDER]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_address_sounds_like_an_order_that_never_was() {
    let shop = Starter::open().await;
    let (own, others) = (shop.mail("M1001").await, shop.mail("M1002").await);
    let mut answers = Vec::new();
    for (number, mail) in [
        (ORDER, others.as_str()),
        (ORDER, "nobody@example.com"),
        (NOBODYS, own.as_str()),
        (NOBODYS, "nobody@example.com"),
    ] {
        let talk = shop.guest_without_model();
        let heard = talk
            .say(&format!("where is my order {number}? my mail is {mail}"))
            .await;
        assert!(heard.cards().is_empty(), "{number} {mail}");
        answers.push((heard.kinds(), heard.text().replace(number, "{}")));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_stopped_within_a_conversation_and_across_them() {
    let shop = Starter::open().await;
    let mail = shop.mail("M1001").await;
    let talk = shop.guest_without_model();
    for guess in 0..5 {
        talk.say(&format!(
            "my order {NOBODYS}, mail guess{guess}@example.com"
        ))
        .await;
    }
    let heard = talk.say(&format!("my order {ORDER}, mail {mail}")).await;
    assert!(
        heard.cards().is_empty(),
        "five wrong tries are enough for one conversation"
    );
    // In a new conversation each: the count goes by the order's number.
    let fresh = Starter::open().await;
    let mail = fresh.mail("M1001").await;
    for guess in 0..10 {
        let talk = fresh.guest_without_model();
        talk.say(&format!("my order {ORDER}, mail guess{guess}@example.com"))
            .await;
    }
    let heard = fresh
        .guest_without_model()
        .say(&format!("my order {ORDER}, mail {mail}"))
        .await;
    assert!(
        heard.cards().is_empty() && heard.text().contains("too often"),
        "{}",
        heard.text()
    );
}
