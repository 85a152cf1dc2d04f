//! Messages that go on with the one before: another price, another colour, others, corrections, and what several
//! questions in one message become.

use storekeeper::llm::Scripted;

use super::shop::{Starter, planning};

/// Looks for mugs, whatever is said; no test here may need it for more than the first message.
fn mugs() -> Scripted {
    planning(
        |text| {
            if text.contains("teapot") {
                "product teapot".into()
            } else {
                "search mug".into()
            }
        },
        |_| "".into(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn cheaper_means_cheaper_than_what_was_spoken_of() {
    let shop = Starter::open().await;
    for (first, then) in [
        ("do you have mugs?", "anything cheaper?"),
        ("有马克杯吗", "有便宜点的吗"),
    ] {
        let talk = shop.guest(mugs());
        let before = talk.say(first).await.prices()[0];
        let heard = talk.say(then).await;
        assert!(heard.line().starts_with("search"), "{}", heard.line());
        let prices = heard.prices();
        assert!(!prices.is_empty(), "{then}: {}", heard.text());
        assert!(
            prices.iter().all(|price| *price < before),
            "{then}: {prices:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_cheaper_is_said_as_such_and_asked_of_no_model() {
    let shop = Starter::open().await;
    let talk = shop.guest(mugs());
    talk.say("do you have mugs under 30?").await;
    talk.asked();
    let heard = talk.say("something cheaper please").await;
    assert!(heard.cards().is_empty(), "{:?}", heard.keys());
    assert_eq!(heard.text(), "I have nothing cheaper of that kind.");
    assert!(talk.asked().is_empty(), "code tells it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_holds_until_another_is_set() {
    let shop = Starter::open().await;
    let talk = shop.guest(mugs());
    talk.say("mugs under 45, please").await;
    let others = talk.say("any others?").await;
    assert!(others.prices().iter().all(|price| *price <= 4500));
    let wider = talk.say("my budget is 100").await;
    assert!(
        wider.prices().iter().any(|price| *price > 4500),
        "{:?}",
        wider.prices()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn others_are_others() {
    let shop = Starter::open().await;
    let talk = shop.guest(planning(|_| "search candle".into(), |_| "".into()));
    let first = talk.say("a candle for the table?").await;
    let first: Vec<String> = first.keys().into_iter().map(str::to_owned).collect();
    let second = talk.say("还有别的吗").await;
    assert!(!first.is_empty());
    let again = |key: &&str| first.iter().any(|shown| shown == key);
    assert!(
        !second.keys().iter().any(again),
        "{:?} after {first:?}",
        second.keys()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_colour_is_the_same_search_in_that_colour() {
    let shop = Starter::open().await;
    let talk = shop.guest(mugs());
    talk.say("a mug, please").await;
    assert_eq!(talk.say("and in red?").await.line(), "search red mug");
    assert_eq!(talk.say("白色的呢").await.line(), "search white mug");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_planned_by_what_it_asks_for_instead() {
    let shop = Starter::open().await;
    let talk = shop.guest(mugs());
    talk.say("do you have mugs?").await;
    let heard = talk.say("no, I meant the teapot").await;
    assert!(heard.keys().contains(&"POT-205"), "{:?}", heard.keys());
    let asked = talk.asked();
    assert!(
        asked.iter().all(|(_, text)| !text.contains("no, I meant")),
        "{asked:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cheapest_one_is_one_of_those_shown() {
    let shop = Starter::open().await;
    let talk = shop.guest(mugs());
    let shown = talk.say("do you have mugs?").await;
    let cheapest = shown.prices().into_iter().min().expect("mugs are shown");
    for message in ["tell me about the cheapest one", "最便宜的那个怎么样"] {
        let heard = talk.say(message).await;
        assert_eq!(heard.prices(), [cheapest], "{message}");
        assert!(heard.line().starts_with("product "), "{}", heard.line());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_questions_in_one_message_get_two_answers() {
    let shop = Starter::open().await;
    let talk = shop.guest(mugs());
    let heard = talk
        .say("Do you have mugs? Also, how much is the teapot?")
        .await;
    assert_eq!(heard.lines(), ["search mugs", "product teapot"]);
    assert!(heard.keys().contains(&"POT-205"));
    assert_eq!(heard.end().1.plans.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_three_questions_are_too_many_for_one_turn() {
    let shop = Starter::open().await;
    let heard = shop
        .guest(mugs())
        .say("Mugs? Also, mugs? Also, mugs? Also, mugs?")
        .await;
    assert_eq!(heard.lines().len(), 3);
    assert_eq!(heard.end().0.word(), "out_of_steps");
    assert!(
        heard.text().ends_with("Please ask the rest again."),
        "{}",
        heard.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_with_the_last_purchase_looks_that_up_first() {
    let shop = Starter::open().await;
    let heard = shop
        .member("M1001")
        .say("can you recommend something that goes with what I bought last?")
        .await;
    assert_eq!(heard.lines(), ["order", "recommend with it"]);
    assert!(
        heard.text().contains("Acacia Serving Board"),
        "{}",
        heard.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_articles_are_put_beside_each_other() {
    let shop = Starter::open().await;
    let talk = shop.guest(mugs());
    let shown = talk.say("do you have mugs?").await;
    let shown: Vec<String> = shown.keys().into_iter().map(str::to_owned).collect();
    for message in ["compare the first two", "前两个有什么区别"] {
        let heard = talk.say(message).await;
        assert_eq!(heard.keys(), &shown[..2], "{message}");
        assert_eq!(
            heard.kinds(),
            ["thinking", "tool", "card", "template", "done"]
        );
    }
    let named = talk
        .say("what is the difference between the celadon mug and the enamel mug?")
        .await;
    let mut keys = named.keys();
    keys.sort_unstable();
    assert_eq!(keys, ["MUG-201", "MUG-204"]);
    assert!(named.text().contains("¥14.00 less"), "{}", named.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_to_an_earlier_list_counts_in_that_one() {
    let shop = Starter::open().await;
    for (first, then, back) in [
        (
            "do you have mugs?",
            "a candle for the table?",
            "back to the mugs, how much is the second one?",
        ),
        (
            "有马克杯吗",
            "a candle for the table?",
            "说回杯子，第二个多少钱",
        ),
    ] {
        let talk = shop.guest(planning(
            |text| {
                if text.contains("candle") {
                    "search candle".into()
                } else {
                    "search mug".into()
                }
            },
            |_| "".into(),
        ));
        let mugs = talk.say(first).await;
        talk.say(then).await;
        assert_eq!(talk.say(back).await.keys(), &mugs.keys()[1..2], "{back}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cheaper_one_is_of_those_beside_each_other() {
    let shop = Starter::open().await;
    let talk = shop.guest(mugs());
    talk.say("do you have mugs?").await;
    talk.say("compare the celadon mug and the sleepy cat mug")
        .await;
    assert_eq!(
        talk.say("tell me about the cheaper one").await.keys(),
        ["MUG-201"]
    );
}
