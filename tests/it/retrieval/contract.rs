//! What holds of an index wherever it is kept.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use storekeeper::catalog::{Localized, Product};
use storekeeper::ids::ProductKey;
use storekeeper::money::{CNY, GBP, Money};
use storekeeper::retrieval::{IndexState, Indexed, RetrievalError, Search};

use super::goods::{Fault, WordCounter, chinese, product, shop};
use super::narrowing::{
    a_varied_list_does_not_repeat_itself, filters_hold, the_same_goods_are_not_built_again,
};
use super::place::{Place, build, hits, keys, sure};

/// Makes of each `async fn name(place: Arc<Place>)` a test in a folder and one on a server.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod in_a_folder {
            $(#[test] fn $name() { super::super::place::on_a_folder(super::$name); })+
        }
        mod on_a_server {
            $(#[test] fn $name() { super::super::place::on_the_server(super::$name); })+
        }
    };
}

on_both!(
    an_absent_index_says_what_to_run,
    what_was_asked_for_is_found,
    what_the_shop_does_not_have_is_not_found,
    prices_hold_at_their_bounds,
    another_currency_is_never_within_a_price,
    products_are_left_out_and_hits_limited,
    chinese_words_find_chinese_titles,
    what_was_said_helps_english_words,
    rebuilding_replaces,
    an_index_outlives_its_handle,
    another_embedder_is_refused,
    another_length_of_vectors_is_refused,
    a_stopped_build_leaves_the_old_index,
    a_failed_build_leaves_the_old_index,
    the_same_goods_give_the_same_hits,
    similar_leaves_out_the_product_itself,
    empty_and_huge_questions_are_answered,
    an_empty_catalogue_is_an_index,
    the_last_of_a_key_counts,
    progress_is_told,
    filters_hold,
    a_varied_list_does_not_repeat_itself,
    the_same_goods_are_not_built_again,
);

async fn products_in(place: &Place) -> u64 {
    match place.open().await.state().await {
        Ok(IndexState::Built { products, .. }) => products,
        other => panic!("not built: {other:?}"),
    }
}

async fn an_absent_index_says_what_to_run(place: Arc<Place>) {
    let retrieval = place.open().await;
    let state = retrieval.state().await.expect("the state is known");
    assert_eq!(state, IndexState::Absent);
    let search = Search {
        words: "mug",
        limit: 1,
        ..Search::default()
    };
    let searched = retrieval.search(&search).await.map(drop);
    let similar = retrieval.similar(&ProductKey::new("red-mug"), 1).await;
    for refused in [searched, similar.map(drop)] {
        let refused = refused.unwrap_err();
        assert!(matches!(refused, RetrievalError::NotBuilt { .. }));
        assert!(refused.to_string().contains("`storekeeper index`"));
    }
}

async fn what_was_asked_for_is_found(place: Arc<Place>) {
    let retrieval = place.open().await;
    let indexed = retrieval.index(&shop(), &|_, _| {}).await;
    let expected = Indexed {
        products: 5,
        terms_only: 0,
        embedded: 5,
        unchanged: false,
    };
    assert_eq!(indexed.expect("the shop is indexed"), expected);
    match retrieval.state().await.expect("the state is known") {
        IndexState::Built {
            products, embedder, ..
        } => assert_eq!((products, embedder.as_str()), (5, "counter")),
        other => panic!("not built: {other:?}"),
    }
    for (words, first) in [
        ("red mug", "red-mug"),
        ("do you have a blue mug?", "blue-mug"),
        ("oak clock", "oak-clock"),
        ("candles", "candle"),
        ("TEAPOT", "teapot"),
    ] {
        assert_eq!(keys(&hits(&retrieval, words).await)[0], first, "{words}");
    }
}

async fn what_the_shop_does_not_have_is_not_found(place: Arc<Place>) {
    let retrieval = place.with(&shop()).await;
    for words in ["car tyres", "laptop", "汽车轮胎"] {
        assert!(hits(&retrieval, words).await.is_empty(), "{words}");
    }
}

/// The mugs found between two prices, in the order of their keys.
async fn mugs_between(place: &Place, min: Option<Money>, max: Option<Money>) -> Vec<String> {
    let retrieval = place.open().await;
    let search = Search {
        words: "mug",
        min_price: min,
        max_price: max,
        limit: 10,
        ..Search::default()
    };
    let found = retrieval.search(&search).await.expect("the index answers");
    let mut found: Vec<String> = found.iter().map(|hit| hit.product.to_string()).collect();
    found.sort();
    found
}

fn mugs() -> Vec<Product> {
    let mut mugs = vec![
        product("ten", "Mug", 10),
        product("thirty", "Mug", 30),
        product("twenty", "Mug", 20),
    ];
    mugs.push(Product {
        price: Money::new(2000, GBP),
        ..product("twenty-pounds", "Mug", 0)
    });
    mugs
}

async fn prices_hold_at_their_bounds(place: Arc<Place>) {
    drop(place.with(&mugs()).await);
    let yuan = |minor| Some(Money::new(minor, CNY));
    for (min, max, expected) in [
        (yuan(1000), yuan(2000), vec!["ten", "twenty"]),
        (yuan(1001), yuan(2000), vec!["twenty"]),
        (yuan(1000), yuan(1999), vec!["ten"]),
        (None, yuan(999), vec![]),
        (yuan(3000), None, vec!["thirty"]),
        (yuan(3001), None, vec![]),
        (yuan(2000), yuan(1000), vec![]),
    ] {
        assert_eq!(
            mugs_between(&place, min, max).await,
            expected,
            "{min:?} {max:?}"
        );
    }
}

async fn another_currency_is_never_within_a_price(place: Arc<Place>) {
    let retrieval = place.with(&mugs()).await;
    let pounds = Money::new(100_000, GBP);
    let search = Search {
        words: "mug",
        max_price: Some(pounds),
        limit: 10,
        ..Search::default()
    };
    let found = retrieval.search(&search).await.expect("the index answers");
    assert_eq!(keys(&found), ["twenty-pounds"]);
    let search = Search {
        min_price: Some(Money::new(1, CNY)),
        ..search
    };
    let refused = retrieval.search(&search).await.unwrap_err();
    assert!(matches!(refused, RetrievalError::Currencies(CNY, GBP)));
}

async fn products_are_left_out_and_hits_limited(place: Arc<Place>) {
    let retrieval = place.with(&mugs()).await;
    let exclude = [ProductKey::new("ten"), ProductKey::new("not-there")];
    let search = Search {
        words: "mug",
        exclude: &exclude,
        limit: 10,
        ..Search::default()
    };
    let found = retrieval.search(&search).await.expect("the index answers");
    assert_eq!(keys(&found), ["thirty", "twenty", "twenty-pounds"]);
    for limit in 0..=3 {
        let search = Search { limit, ..search };
        let found = retrieval.search(&search).await.expect("the index answers");
        assert_eq!(found.len(), limit);
    }
}

fn chinese_shop() -> Vec<Product> {
    let mut goods = vec![
        chinese("mug", "青瓷釉马克杯 350毫升", 40),
        chinese("clock", "胡桃木静音挂钟", 200),
        chinese("umbrella", "藏青色折叠雨伞", 90),
    ];
    goods.push(Product {
        title: Localized {
            english: Some("Oak Clock".to_owned()),
            chinese: Some("橡木时钟".to_owned()),
        },
        ..product("oak", "", 300)
    });
    goods
}

async fn chinese_words_find_chinese_titles(place: Arc<Place>) {
    let retrieval = place.open().await;
    let indexed = retrieval.index(&chinese_shop(), &|_, _| {}).await;
    let expected = Indexed {
        products: 4,
        terms_only: 3,
        embedded: 1,
        unchanged: false,
    };
    assert_eq!(indexed.expect("the shop is indexed"), expected);
    for (words, first) in [
        ("杯子", "mug"),
        ("我想买一个马克杯", "mug"),
        ("有没有雨伞？", "umbrella"),
        ("折叠伞", "umbrella"),
        ("胡桃木挂钟", "clock"),
        ("３５０毫升的杯子", "mug"),
    ] {
        let found = hits(&retrieval, words).await;
        assert_eq!(keys(&found).first(), Some(&first), "{words}");
        assert!(found[0].cosine.is_none() && found[0].terms > 0.0, "{words}");
    }
    let clocks = hits(&retrieval, "闹钟").await;
    let mut clocks = keys(&clocks);
    clocks.sort_unstable();
    assert_eq!(clocks, ["clock", "oak"]);
}

async fn what_was_said_helps_english_words(place: Arc<Place>) {
    let retrieval = place.with(&chinese_shop()).await;
    let search = Search {
        words: "oak clock",
        said: Some("有没有橡木的钟"),
        limit: 1,
        ..Search::default()
    };
    let found = retrieval.search(&search).await.expect("the index answers");
    assert_eq!(keys(&found), ["oak"]);
    let search = Search {
        words: "",
        said: Some("oak clock"),
        ..search
    };
    let found = retrieval.search(&search).await.expect("the index answers");
    assert_eq!(keys(&found), ["oak"]);
}

async fn rebuilding_replaces(place: Arc<Place>) {
    let retrieval = place.with(&shop()).await;
    for _ in 0..3 {
        build(&retrieval, &[product("new", "Oak Clock", 5)]).await;
        let all = hits(&retrieval, "red mug").await;
        assert!(keys(&all).iter().all(|&key| key == "new"), "{all:?}");
        assert_eq!(keys(&hits(&retrieval, "clock").await), ["new"]);
        build(&retrieval, &shop()).await;
        assert_eq!(keys(&sure(&retrieval, "clock").await), ["oak-clock"]);
    }
    drop(retrieval);
    assert_eq!(products_in(&place).await, 5);
}

async fn an_index_outlives_its_handle(place: Arc<Place>) {
    let retrieval = place.with(&shop()).await;
    let before = hits(&retrieval, "red mug").await;
    let state = retrieval.state().await.expect("the state is known");
    drop(retrieval);
    let again = place.open().await;
    assert_eq!(hits(&again, "red mug").await, before);
    assert_eq!(again.state().await.expect("the state is known"), state);
}

async fn assert_refused_until_rebuilt(place: &Place, embedder: WordCounter) {
    let other = place.open_with(embedder).await;
    let search = Search {
        words: "mug",
        limit: 1,
        ..Search::default()
    };
    let searched = other.search(&search).await.map(drop);
    let similar = other.similar(&ProductKey::new("red-mug"), 1).await;
    for refused in [searched, similar.map(drop)] {
        let refused = refused.unwrap_err();
        assert!(matches!(refused, RetrievalError::OtherEmbedder { .. }));
        let said = refused.to_string();
        assert!(said.contains("`storekeeper index`"), "{said}");
        assert!(said.contains("counter (8 dimensions"), "{said}");
    }
    build(&other, &shop()).await;
    assert_eq!(keys(&hits(&other, "red mug").await)[0], "red-mug");
}

async fn another_embedder_is_refused(place: Arc<Place>) {
    drop(place.with(&shop()).await);
    assert_refused_until_rebuilt(&place, WordCounter::named("another")).await;
}

async fn another_length_of_vectors_is_refused(place: Arc<Place>) {
    drop(place.with(&shop()).await);
    assert_refused_until_rebuilt(&place, WordCounter::wider("counter")).await;
}

/// More than are embedded at a time.
fn many() -> Vec<Product> {
    (0..100)
        .map(|n| product(&format!("clock-{n}"), "Clock", 10))
        .collect()
}

async fn a_stopped_build_leaves_the_old_index(place: Arc<Place>) {
    drop(place.with(&shop()).await);
    // One call goes well for the first part of the goods; the second never comes back.
    let stuck = place.open_with(WordCounter::faulty(Fault::Stuck, 1)).await;
    let goods = many();
    let stopped =
        tokio::time::timeout(Duration::from_millis(800), stuck.index(&goods, &|_, _| {})).await;
    assert!(stopped.is_err(), "the build should hang");
    let similar = stuck.similar(&ProductKey::new("red-mug"), 1).await;
    let similar = similar.expect("the old index answers");
    assert!(["blue-mug", "candle"].contains(&keys(&similar)[0]));
    drop(stuck);
    let retrieval = place.open().await;
    assert_eq!(keys(&hits(&retrieval, "red mug").await)[0], "red-mug");
    build(&retrieval, &many()).await;
    assert_eq!(hits(&retrieval, "clock").await.len(), 10);
}

async fn a_failed_build_leaves_the_old_index(place: Arc<Place>) {
    drop(place.with(&shop()).await);
    for fault in [
        Fault::Fails,
        Fault::TooFew,
        Fault::TooLong,
        Fault::NotANumber,
    ] {
        let faulty = place.open_with(WordCounter::faulty(fault, 0)).await;
        let failed = faulty.index(&many(), &|_, _| {}).await.unwrap_err();
        assert!(
            matches!(failed, RetrievalError::Embedder { .. }),
            "{fault:?}"
        );
        assert!(failed.to_string().contains("counter"), "{failed}");
        drop(faulty);
        let retrieval = place.open().await;
        assert_eq!(keys(&hits(&retrieval, "red mug").await)[0], "red-mug");
    }
}

async fn the_same_goods_give_the_same_hits(place: Arc<Place>) {
    let mut goods: Vec<Product> = (0..40)
        .map(|n| product(&format!("mug-{n:02}"), "Red Mug", 10))
        .chain(shop())
        .collect();
    let retrieval = place.with(&goods).await;
    let questions = ["red mug", "mug", "blue", "oak clock", "杯子"];
    let mut before = Vec::new();
    for words in questions {
        before.push(hits(&retrieval, words).await);
        assert_eq!(hits(&retrieval, words).await, before[before.len() - 1]);
    }
    goods.reverse();
    build(&retrieval, &goods).await;
    for (words, before) in questions.iter().zip(before) {
        assert_eq!(hits(&retrieval, words).await, before, "{words}");
    }
}

async fn similar_leaves_out_the_product_itself(place: Arc<Place>) {
    let mut goods = shop();
    goods.push(chinese("chinese", "红色马克杯", 20));
    let retrieval = place.with(&goods).await;
    let red_mug = ProductKey::new("red-mug");
    let similar = retrieval.similar(&red_mug, 10).await.expect("an answer");
    assert!(!keys(&similar).contains(&"red-mug"));
    let mut nearest = keys(&similar)[..2].to_vec();
    nearest.sort_unstable();
    assert_eq!(nearest, ["blue-mug", "candle"]);
    let similar = retrieval.similar(&red_mug, 1).await.expect("an answer");
    assert_eq!(similar.len(), 1);
    for (key, limit) in [("red-mug", 0), ("nobody", 5), ("chinese", 5)] {
        let similar = retrieval.similar(&ProductKey::new(key), limit).await;
        assert!(similar.expect("an answer").is_empty(), "{key}");
    }
}

async fn empty_and_huge_questions_are_answered(place: Arc<Place>) {
    let retrieval = place.with(&shop()).await;
    for nothing in ["", "   ", "?!", "，。！", "\u{0}\u{7f}", "\u{200b}"] {
        assert!(hits(&retrieval, nothing).await.is_empty(), "{nothing:?}");
    }
    let found = hits(&retrieval, &"red mug ".repeat(5_000)).await;
    assert_eq!(keys(&found)[0], "red-mug");
    hits(&retrieval, &"x".repeat(100_000)).await;
    hits(&retrieval, &"杯".repeat(100_000)).await;
    hits(
        &retrieval,
        "mug'; DROP TABLE products; -- \u{1f375} \u{202e}",
    )
    .await;
}

async fn an_empty_catalogue_is_an_index(place: Arc<Place>) {
    let retrieval = place.with(&[]).await;
    assert!(hits(&retrieval, "red mug").await.is_empty());
    assert!(hits(&retrieval, "杯子").await.is_empty());
    let similar = retrieval.similar(&ProductKey::new("red-mug"), 3).await;
    assert!(similar.expect("an answer").is_empty());
    drop(retrieval);
    assert_eq!(products_in(&place).await, 0);
}

async fn the_last_of_a_key_counts(place: Arc<Place>) {
    let goods = [
        product("one", "Red Mug", 10),
        product("two", "Blue Mug", 10),
        product("one", "Oak Clock", 10),
    ];
    let retrieval = place.with(&goods).await;
    assert_eq!(keys(&sure(&retrieval, "oak clock").await), ["one"]);
    assert_eq!(keys(&sure(&retrieval, "mug").await), ["two"]);
    drop(retrieval);
    assert_eq!(products_in(&place).await, 2);
}

async fn progress_is_told(place: Arc<Place>) {
    let told = Mutex::new(Vec::new());
    let retrieval = place.open().await;
    let progress = |done, total| told.lock().expect("no panic").push((done, total));
    let indexed = retrieval.index(&many(), &progress).await;
    assert_eq!(indexed.expect("the goods are indexed").products, 100);
    let told = told.into_inner().expect("no panic");
    assert_eq!(told.first(), Some(&(0, 100)));
    assert_eq!(told.last(), Some(&(100, 100)));
    assert!(told.is_sorted());
}
