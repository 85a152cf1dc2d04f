//! What a conversation remembers, and what it is when it is cut off.

use std::time::Duration;

use storekeeper::assistant::Event;
use storekeeper::llm::Urgency;

use super::shop::{Starter, planning, scripted, slowly};

/// Longer than any test takes.
const LONG: Duration = Duration::from_mins(1);
/// Within this a turn is over where nothing stands in its way.
const SOON: Duration = Duration::from_secs(20);

/// Looks for mugs, until somebody points at one of them.
fn pointing() -> storekeeper::llm::Scripted {
    let plan = |text: &str| match text {
        _ if text.contains("second") => "product 2".into(),
        _ if text.contains("ninth") => "product 9".into(),
        _ if text.contains(" it ") => "product it".into(),
        _ if text.contains("hi") => "reply".into(),
        _ => "search mug".into(),
    };
    planning(plan, |_| "".into())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_one_is_the_second_that_was_shown() {
    let shop = Starter::open().await;
    let talk = shop.guest(pointing());
    let shown = talk.say("mugs").await;
    let second = shown.keys()[1];
    assert_eq!(
        talk.say("how much is the second one?").await.keys(),
        [second]
    );
    // It is the one spoken of last, and those shown keep their numbers.
    assert_eq!(talk.say("is it in stock?").await.keys(), [second]);
    assert_eq!(
        talk.say("and the second again, how much?").await.keys(),
        [second]
    );
    let price = shop.product(second).await.price.to_string();
    assert!(talk.say("is it dear?").await.text().contains(&price));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_shown_is_asked_back() {
    let shop = Starter::open().await;
    let talk = shop.guest(pointing());
    let nothing_yet = talk.say("is it in stock?").await;
    assert!(nothing_yet.cards().is_empty());
    assert!(nothing_yet.text().starts_with("Which article do you mean?"));
    talk.say("mugs").await;
    let ninth = talk.say("the ninth one").await;
    assert!(ninth.text().starts_with("Which article do you mean?"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_planner_sees_the_last_plan_only_where_the_message_leans_on_it() {
    let shop = Starter::open().await;
    let talk = shop.guest(pointing());
    let mut prompts = Vec::new();
    for message in [
        "fine mugs",
        "hi, robot",
        "and for a child?",
        "candles, perhaps",
        "它大吗",
    ] {
        talk.say(message).await;
        let plans = talk.asked().into_iter();
        let mut plans = plans.filter(|(urgency, _)| *urgency == Urgency::Plan);
        prompts.push(plans.next().expect("a plan is asked for").1);
    }
    let expected = [
        "fine mugs",
        "hi, robot",
        "[search mug] and for a child?",
        "candles, perhaps",
        "[search mug] 它大吗",
    ];
    assert_eq!(prompts, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_conversations_know_nothing_of_each_other() {
    let shop = Starter::open().await;
    shop.guest(pointing()).say("mugs").await;
    let heard = shop.guest(pointing()).say("the second one?").await;
    assert!(heard.text().starts_with("Which article do you mean?"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_is_the_messages_own() {
    let shop = Starter::open().await;
    let talk = shop.guest_without_model();
    let chinese = |text: &str| text.contains("为您找到") || text.contains("没有找到");
    assert!(
        talk.say("celadon mug")
            .await
            .text()
            .starts_with("These fit")
    );
    let heard = talk.say("青瓷釉马克杯").await;
    assert!(chinese(&heard.text()), "{}", heard.text());
    assert!(heard.cards()[0].title().starts_with("青瓷釉马克杯"));
    // A message without words is answered in the language spoken last.
    assert!(chinese(&talk.say("？").await.text()));
    assert!(!chinese(&talk.say("celadon mug").await.text()));
    assert!(!chinese(&talk.say("?").await.text()));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_turn_at_a_time() {
    let shop = Starter::open().await;
    let model = planning(
        |_| "search celadon glaze mug".into(),
        |text| match text {
            _ if text.contains("slow") => slowly("The mug costs ¥39.90. So.", LONG),
            _ => "The Celadon Glaze Mug costs ¥39.90.".into(),
        },
    );
    let talk = shop.guest(model);
    let mut first = talk.begin("slow celadon mug");
    while !matches!(first.next().await, Some(Event::Card(_))) {}
    let mut second = talk.begin("celadon mug");
    let early = tokio::time::timeout(Duration::from_millis(100), second.next()).await;
    assert!(early.is_err(), "the second began before the first was over");
    drop(first);
    let events = tokio::time::timeout(SOON, second.all())
        .await
        .expect("the second is served");
    assert!(matches!(events.last(), Some(Event::Done { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_the_replies_stops_the_model() {
    const SENTENCE: &str = "The Celadon Glaze Mug costs ¥39.90. ";
    let shop = Starter::open().await;
    let model = planning(
        |_| "search celadon glaze mug".into(),
        |text| match text {
            _ if text.contains("slow") => {
                let words = "and ".repeat(1000);
                slowly(&format!("{SENTENCE}{words}"), Duration::from_millis(20))
            }
            _ => "The Celadon Glaze Mug costs ¥39.90.".into(),
        },
    );
    let talk = shop.guest(model);
    let mut replies = talk.begin("slow celadon mug");
    while !matches!(replies.next().await, Some(Event::Text { .. })) {}
    drop(replies);
    // The model's only slot comes free long before its thousand words are over.
    let heard = tokio::time::timeout(SOON, talk.say("celadon mug")).await;
    let heard = heard.expect("the slot comes free");
    assert_eq!(heard.kinds(), ["thinking", "tool", "card", "model", "done"]);
    assert!(!heard.end().1.stood_in);
    assert_eq!(talk.llm.as_ref().expect("a model").waiting(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_without_content_or_end_is_answered_by_a_phrase() {
    let shop = Starter::open().await;
    let talk = shop.guest(scripted("search mug", ""));
    let long = "a mug ".repeat(200);
    let chinese = "杯".repeat(1001);
    for (message, answer) in [
        ("", "What can I do for you?"),
        (" \n\t\u{200b} ", "What can I do for you?"),
        (
            long.as_str(),
            "That message is too long for me. Please put it in a few sentences.",
        ),
        (chinese.as_str(), "这条消息太长了，请简单说几句。"),
    ] {
        let heard = talk.say(message).await;
        assert_eq!(heard.kinds(), ["template", "done"]);
        assert_eq!(heard.text(), answer);
    }
    assert!(talk.asked().is_empty(), "the model was bothered with it");
}
