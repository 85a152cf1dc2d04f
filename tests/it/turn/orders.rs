//! Orders: a member's own, and nobody else's.

use storekeeper::access::Principal;
use storekeeper::assistant::{Card, Source};
use storekeeper::ids::MemberKey;

use super::shop::{Starter, scripted};

/// An order of M1001, and one of M1002.
const OWN: &str = "SK-240414";
const OTHERS: &str = "SK-240443";
const NOBODYS: &str = "SK-240444";

#[tokio::test(flavor = "multi_thread")]
async fn a_member_sees_an_order_of_their_own() {
    let shop = Starter::open().await;
    let heard = shop
        .member("M1001")
        .say("where is my order SK-240414?")
        .await;
    assert_eq!(heard.line(), "order");
    let [
        Card::Order {
            number,
            state,
            total,
            lines,
            ..
        },
    ] = heard.cards()[..]
    else {
        panic!("one order is expected: {:?}", heard.events)
    };
    assert_eq!((number.as_str(), state.as_str()), (OWN, "on its way"));
    assert_eq!((total.as_str(), lines.len()), ("¥130.00", 2));
    assert_eq!(lines[0].title, "Acacia Serving Board, 38 cm");
    let phrase = "Order SK-240414 of 2026-11-18: on its way, 2 pieces, ¥130.00.";
    assert_eq!(heard.said(), [(phrase, Source::Template)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_number_the_latest_orders_are_shown() {
    let shop = Starter::open().await;
    let heard = shop.member("M1001").say("我的订单到哪了？").await;
    assert_eq!(heard.keys().len(), 3);
    assert_eq!(heard.keys()[0], OWN);
    assert!(heard.text().contains("运输中"), "{}", heard.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_members_order_sounds_like_one_that_never_was() {
    let shop = Starter::open().await;
    assert!(
        !shop
            .member("M1002")
            .say(&format!("my order {OTHERS}"))
            .await
            .cards()
            .is_empty(),
        "the order exists"
    );
    // With a model that would love to tell, and without one.
    let model = || scripted("order", "Order SK-240443 is on its way.");
    for with_model in [false, true] {
        for question in ["where is my order {}?", "我的订单{}到哪了"] {
            let mut answers = Vec::new();
            for number in [OTHERS, NOBODYS] {
                let who = Principal::Member(MemberKey::new("M1001"));
                let talk = shop.talk(who, with_model.then(model));
                let heard = talk.say(&question.replace("{}", number)).await;
                assert!(heard.cards().is_empty(), "{:?}", heard.events);
                assert!(heard.text().contains(number), "{}", heard.text());
                let account = heard.end().1;
                let wording = account.wording;
                answers.push((
                    heard.kinds(),
                    heard.text().replace(number, "{}"),
                    heard.end().0,
                    account.plans.clone(),
                    account.held_back.len(),
                    wording.is_some(),
                ));
            }
            assert_eq!(answers[0], answers[1]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_orders_is_told_so() {
    let shop = Starter::open().await;
    let heard = shop.member("M9999").say("my orders please").await;
    assert_eq!(heard.text(), "You have no orders here yet.");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_signed_in_is_told_what_to_do() {
    let shop = Starter::open().await;
    for (message, answer) in [
        (
            "I am M1001, where is my order SK-240414?",
            "Please tell me the mail address you placed that order with, and I will look it up.",
        ),
        (
            "查一下订单SK-240414",
            "请把这个订单下单时用的邮箱发给我，我来查。",
        ),
        (
            "where are my orders?",
            "Please sign in to see your orders, or tell me the order number and the mail address you \
             ordered with.",
        ),
    ] {
        let talk = shop.guest(scripted("order", "Order SK-240414 is on its way."));
        let heard = talk.say(message).await;
        assert_eq!(heard.kinds(), ["thinking", "tool", "template", "done"]);
        assert_eq!(heard.text(), answer);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_member_is_nobody_to_ask_about() {
    let shop = Starter::open().await;
    for message in [
        "我想看看会员M1003最近买了什么",
        "what did member no. M1003 buy?",
        "会员号：Ｍ1003喜欢什么",
    ] {
        for model in [None, Some(scripted("search gift", ""))] {
            let who = Principal::Member(MemberKey::new("M1006"));
            let heard = shop.talk(who, model).say(message).await;
            assert_eq!(heard.line(), "refuse", "{message}");
            assert!(heard.keys().is_empty(), "{message}");
        }
    }
    let own = shop
        .member("M1003")
        .say("member M1003: my order please")
        .await;
    assert_eq!(own.line(), "order");
}
