//! What a person looks at while they speak, and a model that is busy with others.

use std::time::Duration;

use storekeeper::assistant::Page;
use storekeeper::ids::ProductKey;
use storekeeper::llm::Scripted;

use super::shop::{Starter, planning, scripted, slowly};

/// The page of one article.
fn page_of(key: &str) -> Page {
    Page {
        product: Some(ProductKey::new(key)),
        ..Page::default()
    }
}

/// A page with a basket.
fn basket_of(keys: &[&str]) -> Page {
    Page {
        basket: keys.iter().map(|key| ProductKey::new(key)).collect(),
        ..Page::default()
    }
}

/// Takes everything for a question about "it".
fn of_it() -> Scripted {
    scripted("product it", "")
}

#[tokio::test(flavor = "multi_thread")]
async fn on_an_articles_page_it_is_that_article() {
    let shop = Starter::open().await;
    for ask in ["is it in stock?", "how much is it?", "这款多少钱？"] {
        let heard = shop.guest(of_it()).say_at(ask, page_of("TEA-104")).await;
        assert_eq!(heard.keys(), ["TEA-104"], "{ask}: {}", heard.text());
        // Without the page nobody knows what is meant.
        let heard = shop.guest(of_it()).say(ask).await;
        assert!(heard.keys().is_empty(), "{ask}: {}", heard.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_model_it_is_that_article_too() {
    let shop = Starter::open().await;
    for ask in [
        "is it in stock?",
        "这个有货吗？",
        "what do buyers say about it?",
    ] {
        let talk = shop.guest_without_model();
        let heard = talk.say_at(ask, page_of("MUG-201")).await;
        assert_eq!(heard.keys()[0], "MUG-201", "{ask}: {}", heard.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_counts_when_it_is_opened_and_not_again_while_it_stays_open() {
    let shop = Starter::open().await;
    let talk = shop.guest(planning(
        |text| {
            if text.contains("mug") {
                "search mug"
            } else {
                "product it"
            }
            .into()
        },
        |_| "".into(),
    ));
    talk.say_at("how much is it?", page_of("TEA-104")).await;
    let mugs = talk.say_at("do you have mugs?", page_of("TEA-104")).await;
    let first = mugs.keys()[0].to_owned();
    // The page is still open, but mugs were spoken of since.
    let heard = talk.say_at("how much is it?", page_of("TEA-104")).await;
    assert_eq!(heard.keys(), [first]);
    // Another page: "it" is what is on it, and the second is still the second of those shown.
    let heard = talk.say_at("how much is it?", page_of("MUG-204")).await;
    assert_eq!(heard.keys(), ["MUG-204"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_what_the_shop_does_not_sell_is_no_page() {
    let shop = Starter::open().await;
    let talk = shop.guest(of_it());
    let heard = talk.say_at("how much is it?", page_of("NO-SUCH")).await;
    assert!(heard.cards().is_empty(), "{}", heard.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_go_with_the_basket_and_are_not_in_it() {
    let shop = Starter::open().await;
    let basket = ["MUG-201", "TEA-101"];
    for ask in [
        "what goes well with my basket?",
        "am I missing anything in my basket?",
        "购物车里还缺什么？",
    ] {
        let talk = shop.guest(scripted("refuse", ""));
        let heard = talk.say_at(ask, basket_of(&basket)).await;
        assert_eq!(heard.line(), "recommend", "{ask}");
        assert!(!heard.keys().is_empty(), "{ask}: {}", heard.text());
        assert!(
            heard.keys().iter().all(|key| !basket.contains(key)),
            "{ask}: {:?}",
            heard.keys()
        );
        assert!(talk.asked().is_empty(), "code plans it: {ask}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_basket_is_told_where_it_is_seen_and_only_there() {
    let shop = Starter::open().await;
    let talk = shop.guest(scripted("refuse", ""));
    let heard = talk
        .say_at(
            "what is in my basket?",
            basket_of(&["MUG-201", "NO-SUCH", "TEA-101"]),
        )
        .await;
    assert_eq!(heard.keys(), ["MUG-201", "TEA-101"]);
    assert_eq!(heard.text(), "Your basket holds 2 articles.");
    let heard = talk.say_at("购物车里有什么", basket_of(&["TEA-104"])).await;
    assert_eq!(heard.text(), "您的购物车里有1种商品。");
    for ask in ["what is in my basket?", "what goes with my basket?"] {
        let heard = talk.say(ask).await;
        assert!(heard.cards().is_empty());
        assert!(
            heard.text().starts_with("I see no basket"),
            "{}",
            heard.text()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_model_is_said_and_how_many_are_answered_first() {
    let shop = Starter::open().await;
    let slow = shop.guest(planning(
        |_| slowly("search mug", Duration::from_millis(400)),
        |_| "".into(),
    ));
    let assistant = slow.assistant.clone();
    let ask = |message: &'static str| {
        let talk = assistant.converse(storekeeper::access::Principal::Anonymous);
        let talk = std::sync::Arc::new(tokio::sync::Mutex::new(talk));
        let assistant = assistant.clone();
        async move { super::heard::Heard::new(assistant.answer(&talk, message).all().await) }
    };
    let (first, second) = tokio::join!(ask("mugs for my aunt"), async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        ask("mugs for my uncle").await
    });
    // The first one's words may wait for the second one's plan, but its own plan waited for nobody.
    assert_eq!(first.kinds()[..2], ["thinking", "tool"]);
    let queued = second.events.iter().find_map(|event| match event {
        storekeeper::assistant::Event::Queued { ahead } => Some(*ahead),
        _ => None,
    });
    assert_eq!(queued, Some(1), "{:?}", second.kinds());
    assert!(!second.keys().is_empty(), "it is answered all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn baskets_that_are_sold_are_goods() {
    let shop = Starter::open().await;
    for ask in [
        "show me a picnic basket",
        "check whether you have a bag for the beach",
        "what goes well with the basket?",
        "recommend a bag for my mother",
        "推荐一个野餐篮",
    ] {
        let talk = shop.guest(scripted("search basket", ""));
        let heard = talk.say_at(ask, basket_of(&["MUG-201"])).await;
        assert_ne!(heard.line(), "basket", "{ask}");
        assert!(
            !heard.text().contains("your basket"),
            "{ask}: {}",
            heard.text()
        );
    }
}
