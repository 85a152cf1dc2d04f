//! What a member has done about an order: asked for in their words, shown exactly, made after a yes.

use storekeeper::ids::{MemberKey, OrderNumber};
use storekeeper::members::Address;
use storekeeper::money::{CNY, Money};
use storekeeper::orders::{
    Dossier, MethodKind, OrderDetails, OrderState, Payment, PaymentKind, PaymentMethod, Shipment,
};

use super::heard::Heard;
use super::shop::{Starter, Talk, now};

/// The member whose order is not sent yet, and its number.
const MEMBER: &str = "M1002";
const PLACED: &str = "SK-240443";

async fn dossier(talk: &Talk, number: &str) -> Dossier {
    let (number, owner) = (OrderNumber::new(number), MemberKey::new(MEMBER));
    let orders = &talk.assistant.shop().orders;
    let found = orders.dossier(&number, &owner).await;
    found
        .expect("the orders answer")
        .expect("the order is theirs")
}

/// Gives the member a gift card and a bank card, and the order `number` a payment and, where `arrived`, a parcel.
async fn furnish(talk: &Talk, number: &str, arrived: bool) {
    let orders = &talk.assistant.shop().orders;
    let owner = MemberKey::new(MEMBER);
    let gift = MethodKind::GiftCard {
        balance: Money::new(100_000, CNY),
    };
    let card = MethodKind::Card {
        brand: "Visa".to_owned(),
        last_four: "4242".to_owned(),
    };
    let methods = [("gift", gift), ("card", card)].map(|(name, kind)| {
        let name = name.to_owned();
        (owner.clone(), PaymentMethod { name, kind })
    });
    orders
        .put_payment_methods(&methods)
        .await
        .expect("they are kept");
    let before = dossier(talk, number).await;
    let mut order = before.order;
    if arrived {
        order.state = OrderState::Delivered;
        orders
            .put(std::slice::from_ref(&order))
            .await
            .expect("it is kept");
    }
    let details = OrderDetails {
        number: order.number.clone(),
        address: Some(Address {
            line1: "1 Old Street".to_owned(),
            city: "London".to_owned(),
            country: "United Kingdom".to_owned(),
            ..Address::default()
        }),
        payments: vec![Payment {
            kind: PaymentKind::Payment,
            amount: order.total().expect("a total"),
            method: "card".to_owned(),
            at: None,
        }],
        shipments: Vec::from_iter(arrived.then(|| Shipment {
            delivered: Some(now()),
            ..Shipment::default()
        })),
    };
    orders.put_details(&[details]).await.expect("they are kept");
}

fn rows(heard: &Heard) -> Vec<(String, String, String)> {
    let (_, differences) = heard.proposed().expect("a change is put forward");
    let row = |row: &storekeeper::assistant::Difference| {
        (row.what.clone(), row.before.clone(), row.after.clone())
    };
    differences.iter().map(row).collect()
}

fn row(what: &str, before: &str, after: &str) -> (String, String, String) {
    (what.to_owned(), before.to_owned(), after.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_cancelled_after_a_reason_and_a_yes() {
    let shop = Starter::open().await;
    let talk = shop.member(MEMBER);
    furnish(&talk, PLACED, false).await;
    let total = dossier(&talk, PLACED)
        .await
        .order
        .total()
        .unwrap()
        .to_string();
    let asked = talk.say("please cancel my order").await;
    assert_eq!(asked.line(), "cancel");
    assert!(asked.text().contains("May I ask why?"), "{}", asked.text());
    let shown = talk.say("I changed my mind").await;
    assert_eq!(
        rows(&shown),
        [
            row("Order", PLACED, PLACED),
            row("State", "placed, not sent yet", "cancelled"),
            row(
                "Refund",
                "nothing",
                &format!("{total} by Visa ending in 4242")
            ),
        ]
    );
    assert!(
        shown.text().contains("5 to 7 working days"),
        "{}",
        shown.text()
    );
    assert_eq!(dossier(&talk, PLACED).await.order.state, OrderState::Placed);
    let done = talk.say("yes").await;
    assert_eq!(done.text(), format!("Done: order {PLACED} is cancelled."));
    let after = dossier(&talk, PLACED).await;
    assert_eq!(after.order.state, OrderState::Cancelled);
    assert_eq!(after.served.len(), 1);
    assert_eq!(after.served[0].by, format!("member:{MEMBER}"));
    let again = talk.say(&format!("cancel order {PLACED}")).await;
    assert!(again.proposed().is_none());
    assert!(again.text().contains("it is cancelled"), "{}", again.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_errand_is_run_in_chinese_too() {
    let shop = Starter::open().await;
    let talk = shop.member(MEMBER);
    furnish(&talk, PLACED, false).await;
    let asked = talk.say("我的订单地址填错了，想改一下").await;
    assert!(asked.text().contains("新地址"), "{}", asked.text());
    let shown = talk.say("上海市浦东新区世纪大道100号2栋301 200120").await;
    assert_eq!(
        rows(&shown)[1],
        row(
            "收货地址",
            "1 Old Street, London, United Kingdom",
            "浦东新区世纪大道100号2栋301, 上海市, 200120, United Kingdom",
        )
    );
    talk.say("确认").await;
    let address = dossier(&talk, PLACED).await.address.expect("an address");
    assert_eq!(
        (address.city.as_str(), address.postal_code.as_str()),
        ("上海市", "200120")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_taken_out_of_the_sentence_that_asks() {
    let shop = Starter::open().await;
    let talk = shop.member(MEMBER);
    furnish(&talk, PLACED, false).await;
    let shown = talk
        .say("Please change the delivery address to 12 Elm Street, Flat 3, Leeds, West Yorkshire LS1 4AB, United Kingdom")
        .await;
    assert_eq!(
        rows(&shown)[1].2,
        "12 Elm Street, Flat 3, Leeds, West Yorkshire, LS1 4AB, United Kingdom"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_are_sent_back_and_the_refund_goes_where_it_may() {
    let shop = Starter::open().await;
    let talk = shop.member(MEMBER);
    furnish(&talk, PLACED, true).await;
    let order = dossier(&talk, PLACED).await.order;
    let shown = talk
        .say(&format!(
            "I'd like to return everything in order {PLACED}, refund to my gift card please"
        ))
        .await;
    let found = rows(&shown);
    assert_eq!(found[1], row("State", "delivered", "return requested"));
    assert_eq!(
        found.iter().filter(|row| row.0 == "Sent back").count(),
        order.lines.len()
    );
    let last = found.last().expect("rows");
    assert_eq!(last.0, "Refund when the goods are back");
    assert!(last.2.ends_with(" by gift card"), "{}", last.2);
    assert!(
        !shown.text().contains("working days"),
        "it is there at once"
    );
    talk.say("go ahead").await;
    assert_eq!(
        dossier(&talk, PLACED).await.order.state,
        OrderState::ReturnRequested
    );
    let twice = talk.say(&format!("return order {PLACED}")).await;
    assert!(
        twice.text().contains("it is return requested"),
        "{}",
        twice.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_about_the_rules_is_no_errand() {
    let shop = Starter::open().await;
    let talk = shop.member(MEMBER);
    for question in [
        "How do I return something?",
        "what is your return policy?",
        "怎么退货？",
        "退货运费谁出？",
        "can I return goods once the box is open?",
        "七天内能不能退货",
    ] {
        let heard = talk.say(question).await;
        assert!(
            !["return", "exchange", "cancel"].contains(&heard.line()),
            "{question}: {}",
            heard.line()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_something_else_has_given_the_errand_up() {
    let shop = Starter::open().await;
    let talk = shop.member(MEMBER);
    furnish(&talk, PLACED, false).await;
    talk.say("please cancel my order").await;
    let other = talk.say("do you have any mugs?").await;
    assert!(other.line().starts_with("search"), "{}", other.line());
    assert_ne!(talk.say("I changed my mind").await.line(), "cancel");
    talk.say("please cancel my order").await;
    assert_eq!(talk.say("never mind").await.line(), "decline");
    assert_eq!(dossier(&talk, PLACED).await.order.state, OrderState::Placed);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_have_no_errands() {
    let shop = Starter::open().await;
    let heard = shop
        .guest_without_model()
        .say(&format!("cancel order {PLACED}, I no longer need it"))
        .await;
    assert_ne!(heard.line(), "cancel");
    assert!(heard.proposed().is_none() && heard.cards().is_empty());
}

/// None of these is a yes: each hesitates, doubts, asks or says something besides.
const NEAR_MISSES: [&str; 56] = [
    "嗯…",
    "嗯……",
    "嗯",
    "好像",
    "好像是",
    "好像可以",
    "可以吗",
    "可以吗？",
    "行吗",
    "好吗？",
    "是吗",
    "是不是",
    "对吗？",
    "应该可以吧",
    "可能吧",
    "大概是",
    "好……",
    "好的，但是",
    "可以，不过先等等",
    "确认一下价格",
    "要不",
    "要不要呢",
    "不确定",
    "不是很确定",
    "再想想",
    "我考虑一下",
    "等一下",
    "先不确认",
    "确定吗",
    "不好说",
    "yes but",
    "yes, but not now",
    "not yes",
    "yes?",
    "ok?",
    "ok...",
    "okay, if it is free",
    "maybe",
    "maybe yes",
    "I guess",
    "I guess so",
    "I think so",
    "not sure",
    "sure?",
    "hmm",
    "hm, ok?",
    "is that ok?",
    "should I say yes?",
    "yes or no?",
    "yes and no",
    "probably",
    "could be",
    "what if I say yes",
    "don't do it yet",
    "yesterday",
    "oh yes, wait",
];

#[tokio::test(flavor = "multi_thread")]
async fn only_a_yes_is_a_yes() {
    let shop = Starter::open().await;
    let talk = shop.member(MEMBER);
    furnish(&talk, PLACED, false).await;
    for near_miss in NEAR_MISSES {
        let shown = talk
            .say(&format!("cancel order {PLACED}, I no longer need it"))
            .await;
        assert!(shown.proposed().is_some(), "before {near_miss}");
        let heard = talk.say(near_miss).await;
        assert!(!heard.lines().contains(&"confirm"), "{near_miss}");
        assert_eq!(
            dossier(&talk, PLACED).await.order.state,
            OrderState::Placed,
            "{near_miss}"
        );
        // Whatever waits still is thrown away, so that the next one begins anew.
        talk.say("no").await;
    }
    talk.say(&format!("cancel order {PLACED}, I no longer need it"))
        .await;
    let unsure = talk.say("嗯……").await;
    assert!(unsure.proposed().is_some(), "it is shown once more");
    assert_eq!(talk.say("确认").await.line(), "confirm");
    assert_eq!(
        dossier(&talk, PLACED).await.order.state,
        OrderState::Cancelled
    );
}
