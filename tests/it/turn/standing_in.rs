//! Fixed phrases where the model is busy, fails, or is not there at all.

use storekeeper::assistant::{Source, Stop};
use storekeeper::llm::{LlmError, Urgency};

use super::shop::{Starter, failing, planning};

#[tokio::test(flavor = "multi_thread")]
async fn a_planner_that_is_busy_or_fails_is_stood_in_for() {
    let shop = Starter::open().await;
    for error in [
        LlmError::Busy { waiting: 9 },
        LlmError::Transient("gone".to_owned()),
        LlmError::Permanent("wrong".to_owned()),
        LlmError::TooLong("too long".to_owned()),
    ] {
        let model = planning(move |_| failing(error.clone()), |_| "Hello.".into());
        let talk = shop.guest(model);
        let heard = talk.say("my celadon mug").await;
        assert_eq!(
            heard.kinds(),
            ["thinking", "tool", "card", "template", "done"]
        );
        assert_eq!(heard.line(), "search my celadon mug");
        let said = heard.said();
        let busy = "Many people are asking just now, so this is a fixed answer.";
        assert_eq!(said[0], (busy, Source::Template));
        assert!(said[1].0.contains("Celadon Glaze Mug"), "{said:?}");
        let (reason, account) = heard.end();
        assert!(account.stood_in && reason == Stop::Answered);
        assert!(account.planning.is_none() && account.wording.is_none());
        let asked = talk.asked();
        assert!(
            asked.iter().all(|(urgency, _)| *urgency == Urgency::Plan),
            "a model that could not plan was asked for words"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_that_needs_no_words_does_not_mention_a_busy_model() {
    let shop = Starter::open().await;
    let model = planning(|_| failing(LlmError::Busy { waiting: 1 }), |_| "".into());
    let heard = shop.guest(model).say("recommend something").await;
    assert_eq!(heard.said().len(), 1, "{:?}", heard.said());
    assert!(heard.end().1.stood_in);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tool_works_without_a_model() {
    let shop = Starter::open().await;
    let talk = shop.member("M1001");
    for (message, line, kinds, begins) in [
        (
            "celadon glaze mug",
            "search celadon glaze mug",
            &["thinking", "tool", "card", "template", "done"][..],
            "These fit best: Celadon Glaze Mug, 350 ml ¥39.90",
        ),
        (
            "what do you recommend?",
            "recommend",
            &["thinking", "tool", "card", "template", "done"],
            "Goods that fit what you bought: ",
        ),
        (
            "did my parcel leave?",
            "order",
            &["thinking", "tool", "card", "template", "done"],
            "Order SK-240414 of 2026-11-18: on its way",
        ),
        (
            "hello",
            "reply",
            &["thinking", "tool", "template", "done"],
            "Hello! I am this shop's AI assistant.",
        ),
        (
            "有什么推荐的吗",
            "recommend",
            &["thinking", "tool", "card", "template", "done"],
            "根据您买过的商品",
        ),
        (
            "你好",
            "reply",
            &["thinking", "tool", "template", "done"],
            "您好！我是本店的AI导购",
        ),
        (
            "zzz qqq",
            "search zzz qqq",
            &["thinking", "tool", "template", "done"],
            "I found nothing that fits.",
        ),
    ] {
        let heard = talk.say(message).await;
        assert_eq!(heard.line(), line, "{message}");
        assert_eq!(heard.kinds(), kinds, "{message}");
        assert!(
            heard.text().starts_with(begins),
            "{message}: {}",
            heard.text()
        );
        let (reason, account) = heard.end();
        assert_eq!(reason, Stop::Answered);
        assert!(
            !account.stood_in,
            "nobody stands in for a model that is not there"
        );
        assert!(account.planning.is_none() && account.wording.is_none());
    }
}
