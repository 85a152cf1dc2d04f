//! The model's words: checked before anybody sees them, and not too many.

use std::time::Duration;

use storekeeper::assistant::{Source, Stop};
use storekeeper::llm::{LlmError, Urgency};

use super::shop::{Starter, failing, planning, scripted, slowly};

const PLAN: &str = "search celadon glaze mug";
const QUESTION: &str = "would a celadon glaze mug suit my mother?";

#[tokio::test(flavor = "multi_thread")]
async fn cards_go_out_before_the_models_words() {
    let shop = Starter::open().await;
    let answer = "Yes, we have the Celadon Glaze Mug for ¥39.90.";
    let talk = shop.guest(scripted(PLAN, answer));
    let heard = talk.say(QUESTION).await;
    assert_eq!(heard.kinds(), ["thinking", "tool", "card", "model", "done"]);
    assert_eq!(heard.line(), PLAN);
    assert_eq!(heard.keys()[0], "MUG-201");
    assert!(heard.keys().len() <= 4);
    assert_eq!(heard.said(), [(answer, Source::Model)]);
    let (reason, account) = heard.end();
    assert_eq!(reason, Stop::Answered);
    assert_eq!(account.plans, [PLAN]);
    assert_eq!(account.planning.expect("the model planned").written, 4);
    assert_eq!(
        account.wording.expect("the model found the words").written,
        9
    );
    assert!(account.held_back.is_empty() && !account.stood_in);
    assert!(account.first_card_ms <= account.first_sentence_ms);
    assert!(account.plan_ms <= account.first_card_ms);
    let asked = talk.asked();
    let [(first, _), (second, facts)] = &asked[..] else {
        panic!("two asks: {asked:?}")
    };
    assert_eq!((*first, *second), (Urgency::Plan, Urgency::Word));
    assert!(facts.contains("Celadon Glaze Mug, ¥39.90"), "{facts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sentence_with_a_wrong_price_is_held_back_and_the_phrase_is_said() {
    let shop = Starter::open().await;
    let wrong = "Yes, we have the Celadon Glaze Mug for ¥19.90.";
    let heard = shop.guest(scripted(PLAN, wrong)).say(QUESTION).await;
    assert_eq!(
        heard.kinds(),
        ["thinking", "tool", "card", "template", "done"]
    );
    let said = heard.text();
    assert!(said.contains("Celadon Glaze Mug, 350 ml ¥39.90"), "{said}");
    assert!(!said.contains("19.90"), "{said}");
    let (reason, account) = heard.end();
    assert_eq!(reason, Stop::Answered);
    assert!(account.held_back[0].0.contains("19.90"), "{account:?}");
    assert!(!account.stood_in, "the model was there");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_end_at_the_first_sentence_that_does_not_pass() {
    let shop = Starter::open().await;
    let answer = "We have the Celadon Glaze Mug for ¥39.90. It is on sale for ¥9.90. Good choice!";
    let heard = shop.guest(scripted(PLAN, answer)).say(QUESTION).await;
    let first = "We have the Celadon Glaze Mug for ¥39.90.";
    assert_eq!(heard.said(), [(first, Source::Model)]);
    assert_eq!(heard.end().1.held_back.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_no_tool_found_are_not_named() {
    let shop = Starter::open().await;
    let answer = "We also have the Wooden Stacking Rainbow.";
    let heard = shop.guest(scripted(PLAN, answer)).say(QUESTION).await;
    assert!(!heard.text().contains("Rainbow"), "{}", heard.text());
    assert_eq!(heard.end().1.held_back.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_three_sentences_are_cut() {
    let shop = Starter::open().await;
    let answer = "The Celadon Glaze Mug costs ¥39.90. ".repeat(200);
    let pace = Duration::from_millis(2);
    let model = planning(|_| PLAN.into(), move |_| slowly(&answer, pace));
    let heard = shop.guest(model).say(QUESTION).await;
    let sentence = ("The Celadon Glaze Mug costs ¥39.90.", Source::Model);
    assert_eq!(heard.said(), [sentence; 3]);
    let written = heard.end().1.wording.expect("an account").written;
    assert!(written < 600, "the generation was not stopped: {written}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_says_nothing_is_stood_in_for_by_the_phrase() {
    let shop = Starter::open().await;
    let heard = shop.guest(scripted(PLAN, "")).say(QUESTION).await;
    assert_eq!(heard.said().len(), 1);
    assert_eq!(heard.said()[0].1, Source::Template);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_fails_at_the_words_is_excused() {
    let shop = Starter::open().await;
    let model = planning(
        |_| PLAN.into(),
        |_| failing(LlmError::Transient("gone".to_owned())),
    );
    let heard = shop.guest(model).say(QUESTION).await;
    let said = heard.said();
    assert!(said[0].0.starts_with("Many people are asking"), "{said:?}");
    assert!(said[1].0.contains("Celadon Glaze Mug"), "{said:?}");
    assert!(heard.end().1.stood_in);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chinese_answer_is_checked_as_well() {
    let shop = Starter::open().await;
    for (answer, source) in [
        ("有的，青瓷釉马克杯售价¥39.90。", Source::Model),
        ("有的，青瓷釉马克杯售价¥29.90。", Source::Template),
    ] {
        let talk = shop.guest(scripted(PLAN, answer));
        let heard = talk.say("有青瓷釉的马克杯吗？").await;
        assert_eq!(heard.said().len(), 1, "{:?}", heard.events);
        assert_eq!(heard.said()[0].1, source, "{:?}", heard.events);
        assert!(heard.text().contains("青瓷釉马克杯"), "{}", heard.text());
        assert!(heard.text().contains("39.90"), "{}", heard.text());
    }
}
