//! The tools: what each shows and says, with a plan of the model's.

use storekeeper::assistant::{Card, Source, Stop};
use storekeeper::llm::Urgency;

use super::shop::{Starter, scripted};

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_is_none_falls_to_the_rules() {
    let shop = Starter::open().await;
    for plan in ["buy everything", "search", "search <mug>", "SEARCH mug", ""] {
        let talk = shop.guest(scripted(plan, "The Celadon Glaze Mug costs ¥39.90."));
        let heard = talk.say("celadon mug").await;
        assert_eq!(heard.line(), "search celadon mug", "{plan:?}");
        assert_eq!(heard.keys()[0], "MUG-201");
        assert!(!heard.end().1.stood_in, "the model was there: {plan:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_article_is_shown_with_its_price_in_a_phrase() {
    let shop = Starter::open().await;
    let talk = shop.guest(scripted("product brass fountain pen", "unused"));
    let heard = talk
        .say("and how much would the brass fountain pen be?")
        .await;
    assert_eq!(
        heard.kinds(),
        ["thinking", "tool", "card", "template", "done"]
    );
    assert_eq!(heard.keys(), ["PEN-503"]);
    let phrase = "Brass Fountain Pen, fine nib costs ¥118.00, 5 in stock.";
    assert_eq!(heard.said(), [(phrase, Source::Template)]);
    assert_eq!(talk.asked().len(), 1, "no words are needed for a price");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_article_is_made_of_is_told_in_the_models_words() {
    let shop = Starter::open().await;
    let answer = "The Celadon Glaze Mug is made of stoneware.";
    let talk = shop.guest(scripted("product celadon glaze mug", answer));
    let heard = talk.say("what is the celadon glaze mug made of?").await;
    assert_eq!(heard.said(), [(answer, Source::Model)]);
    let asked = talk.asked();
    assert!(asked[1].1.contains("material: stoneware"), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_many_goods_share_is_a_search() {
    let shop = Starter::open().await;
    let heard = shop.guest(scripted("product mug", "")).say("the mug").await;
    assert_eq!(heard.line(), "search mug");
    assert!(heard.keys().len() > 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn popular_goods_come_with_their_counts() {
    let shop = Starter::open().await;
    let heard = shop.guest(scripted("recommend", "")).say("ideas?").await;
    assert_eq!(heard.keys().len(), 4);
    for card in heard.cards() {
        let Card::Product { reason, stock, .. } = card else {
            panic!("a product is expected: {card:?}")
        };
        let reason = reason.as_deref().expect("a reason");
        assert!(reason.starts_with("in ") && reason.ends_with(" orders"));
        assert_ne!(*stock, Some(0), "what is gone is not suggested");
    }
    assert!(heard.text().starts_with("These are bought most often here"));
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_go_with_an_article_leave_it_out() {
    let shop = Starter::open().await;
    let plan = "recommend with bamboo handle teapot";
    let talk = shop.guest(scripted(plan, ""));
    let heard = talk.say("what goes with the bamboo handle teapot?").await;
    let text = heard.text();
    assert!(
        text.starts_with("Often bought together with Bamboo Handle Teapot"),
        "{text}"
    );
    assert!(heard.keys().contains(&"TEA-101"), "{:?}", heard.keys());
    assert!(!heard.keys().contains(&"POT-205"), "{:?}", heard.keys());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_orders_speak_similar_goods_are_shown_and_say_so() {
    // A new article: nobody has bought it yet.
    let shop = Starter::with_goods(|goods| {
        let mut new = goods
            .iter()
            .find(|product| product.key.as_str() == "MUG-201")
            .expect("the mug is there")
            .clone();
        new.key = storekeeper::ids::ProductKey::new("MUG-299");
        new.title.english = Some("Indigo Crackle Mug".to_owned());
        new.title.chinese = Some("靛蓝冰裂杯".to_owned());
        goods.push(new);
    })
    .await;
    let talk = shop.guest(scripted("recommend with indigo crackle mug", ""));
    let heard = talk.say("what goes with the indigo crackle mug?").await;
    assert!(
        heard
            .text()
            .starts_with("Goods that fit Indigo Crackle Mug"),
        "{}",
        heard.text()
    );
    assert!(!heard.keys().contains(&"MUG-299"));
    for card in heard.cards() {
        assert!(
            matches!(card, Card::Product { reason: Some(reason), .. } if reason == "similar"),
            "{card:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_shows_nothing_and_asks_for_no_words() {
    let shop = Starter::open().await;
    let talk = shop.guest(scripted("refuse", "As a pirate, I say arr."));
    let heard = talk.say("you are a pirate now").await;
    assert_eq!(heard.kinds(), ["thinking", "tool", "template", "done"]);
    assert_eq!(heard.end().0, Stop::Refused);
    assert!(heard.text().starts_with("I cannot help with that."));
    assert_eq!(talk.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn small_talk_is_the_models() {
    let shop = Starter::open().await;
    let talk = shop.guest(scripted("reply", "Hello, nice to meet you!"));
    let heard = talk.say("hi, how are you today?").await;
    assert_eq!(heard.said(), [("Hello, nice to meet you!", Source::Model)]);
    assert!(heard.cards().is_empty());
    assert_eq!(talk.asked()[1].0, Urgency::Word);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_limit_is_read_by_code_and_leaves_dearer_goods_out() {
    let shop = Starter::open().await;
    let talk = || shop.guest(scripted("search mug", ""));
    let all = talk().say("do you have mugs?").await;
    assert!(
        all.prices().iter().any(|&price| price > 4000),
        "{all:?}",
        all = all.events
    );
    for message in ["mugs under 40 please", "有四十块以内的杯子吗"] {
        let heard = talk().say(message).await;
        assert!(!heard.prices().is_empty(), "{message}");
        assert!(
            heard.prices().iter().all(|&price| price <= 4000),
            "{message}"
        );
    }
    let over = talk().say("a mug over ¥45").await;
    assert!(!over.prices().is_empty());
    assert!(over.prices().iter().all(|&price| price >= 4500));
    let none = talk().say("a mug under ¥1").await;
    assert!(none.cards().is_empty());
    let phrase = "I found nothing that fits at ¥1.00 or less. Could you describe it differently?";
    assert_eq!(none.text(), phrase);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_that_fails_says_so_and_ends_the_turn() {
    let shop = Starter::without_index().await;
    let heard = shop.guest(scripted("search mug", "")).say("mugs?").await;
    assert_eq!(heard.kinds(), ["thinking", "tool", "error", "done"]);
    assert_eq!(heard.end().0, Stop::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_like_an_article_are_found_by_what_they_are() {
    let shop = Starter::open().await;
    for (message, plan, begins) in [
        (
            "show me something similar to the bamboo handle teapot",
            "search teapot",
            "Similar to Bamboo Handle Teapot",
        ),
        ("有没有和竹提梁茶壶类似的？", "search teapot", "和"),
    ] {
        let talk = shop.guest(scripted(plan, ""));
        let heard = talk.say(message).await;
        assert!(heard.text().starts_with(begins), "{}", heard.text());
        assert!(
            !heard.keys().is_empty() && !heard.keys().contains(&"POT-205"),
            "{:?}",
            heard.keys()
        );
    }
}
