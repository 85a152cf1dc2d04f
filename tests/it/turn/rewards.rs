//! Tier and points, offers, surveys, in a conversation.

use storekeeper::ids::MemberKey;
use storekeeper::members::{Booking, Purpose, Span};

use super::shop::{Starter, now};

const MEMBER: &str = "M1002";

async fn give(shop: &Starter, points: i64) {
    let talk = shop.member(MEMBER);
    let booking = Booking {
        key: "gift".to_owned(),
        reason: "a gift".to_owned(),
        reference: None,
        actor: Some("lin".to_owned()),
        at: now(),
    };
    let span = Span {
        available_from: now(),
        expires: None,
    };
    let ledger = talk.assistant.shop().loyalty.points();
    let given = ledger
        .earn(&MemberKey::new(MEMBER), points, span, &booking)
        .await;
    given.expect("the points are booked");
}

async fn available(shop: &Starter) -> i64 {
    let talk = shop.member(MEMBER);
    let loyalty = &talk.assistant.shop().loyalty;
    let found = loyalty.of(&MemberKey::new(MEMBER), now()).await;
    found
        .expect("it answers")
        .expect("a member")
        .balance
        .available
}

#[tokio::test(flavor = "multi_thread")]
async fn points_are_shown_and_redeemed_once_after_a_yes() {
    let shop = Starter::open().await;
    give(&shop, 1_250).await;
    let before = available(&shop).await;
    let talk = shop.member(MEMBER);
    let shown = talk.say("how many points do I have?").await;
    assert_eq!(shown.cards().len(), 1, "{}", shown.text());
    let few = talk.say("redeem 200 points please").await;
    assert!(few.proposed().is_none(), "{}", few.text());
    let much = talk.say("redeem 500000 points").await;
    assert!(
        much.text().contains("and 500000 are needed"),
        "{}",
        much.text()
    );
    let asked = talk.say("我想用1000积分兑换").await;
    let (_, rows) = asked.proposed().expect("it is put forward");
    assert_eq!(rows[0].before, before.to_string());
    assert_eq!(rows[0].after, (before - 1_000).to_string());
    assert_eq!(available(&shop).await, before, "nothing is spent by asking");
    let done = talk.say("确认").await;
    assert!(done.text().contains("兑换码是"), "{}", done.text());
    assert_eq!(available(&shop).await, before - 1_000);
    assert_ne!(
        talk.say("确认").await.line(),
        "confirm",
        "it was a yes to one thing"
    );
    assert_eq!(available(&shop).await, before - 1_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_are_stopped_and_wished_for_by_their_way() {
    let shop = Starter::open().await;
    let talk = shop.member(MEMBER);
    let members = &talk.assistant.shop().members;
    let key = MemberKey::new(MEMBER);
    let agrees = async |purpose| members.agrees(&key, purpose).await.expect("it answers");
    assert!(!agrees(Purpose::MarketingMail).await, "nobody asked them");
    talk.say("please send me your offers by mail").await;
    talk.say("yes").await;
    assert!(agrees(Purpose::MarketingMail).await);
    assert!(!agrees(Purpose::MarketingSms).await, "that was not said");
    let stop = talk.say("stop sending me promotional emails").await;
    assert!(stop.proposed().is_some(), "{}", stop.text());
    talk.say("no").await;
    assert!(agrees(Purpose::MarketingMail).await);
    talk.say("退订促销邮件").await;
    talk.say("确认").await;
    assert!(!agrees(Purpose::MarketingMail).await);
    let history = members.consent_history(&key).await.expect("it answers");
    assert_eq!(history.len(), 2, "yes and no are both kept");
    assert!(history.iter().all(|said| said.source == "assistant"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_is_answered_in_the_chat() {
    let shop = Starter::open().await;
    let talk = shop.member(MEMBER);
    let key = MemberKey::new(MEMBER);
    let none = talk.say("I want to answer the survey").await;
    assert!(none.text().contains("no survey"), "{}", none.text());
    let surveys = &talk.assistant.shop().surveys;
    let invited = surveys
        .invite("nps", &key, None, now())
        .await
        .expect("invited");
    let asked = talk.say("I want to answer the survey").await;
    assert!(asked.text().contains("from 0 to 10"), "{}", asked.text());
    let again = talk.say("quite good really").await;
    assert!(
        again.text().contains("from 0 to 10"),
        "a score is needed: {}",
        again.text()
    );
    let thanked = talk.say("9, quick delivery").await;
    assert!(thanked.text().contains("Thank you"), "{}", thanked.text());
    let kept = surveys.invitation(&invited.name).await.expect("it answers");
    let answer = kept.and_then(|kept| kept.answer).expect("an answer");
    assert_eq!(answer.score, Some(9));
    assert_eq!(answer.comment.as_deref(), Some("quick delivery"));
}
