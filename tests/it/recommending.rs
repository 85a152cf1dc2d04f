//! The room `insights/recommend`: what is counted, and how it is weighed.

use std::collections::BTreeMap;

use storekeeper::catalog::{self, Catalog, Localized, Product};
use storekeeper::clock::Timestamp;
use storekeeper::db::Db;
use storekeeper::ids::{OrderNumber, ProductKey};
use storekeeper::insights::recommend::{Recommender, Suggestion, likeness};
use storekeeper::learn::hybrid::HybridSettings;
use storekeeper::members;
use storekeeper::money::{GBP, Money};
use storekeeper::orders::{self, Order, OrderLine, OrderState, Orders};

const DAY: i64 = 86_400_000_000;
/// After so many days an order counts half.
const HALF_LIFE: i64 = 45;

fn product(key: &str) -> Product {
    Product {
        key: ProductKey::new(key),
        title: Localized::default(),
        description: Localized::default(),
        brand: None,
        category: None,
        price: Money::new(100, GBP),
        stock: None,
        attributes: BTreeMap::new(),
        image: None,
        family: None,
    }
}

/// Orders of guests, each with its state, the days since 1970 and its products.
#[derive(Default)]
struct Book(Vec<Order>);

impl Book {
    fn add_as(&mut self, state: OrderState, day: i64, keys: &[&str]) {
        let line = |key: &&str| OrderLine {
            product: ProductKey::new(key),
            quantity: 1,
            unit_price: Money::new(100, GBP),
        };
        self.0.push(Order {
            number: OrderNumber::new(&format!("N{}", self.0.len())),
            member: None,
            placed: Timestamp::from_micros(day * DAY),
            state,
            currency: GBP,
            lines: keys.iter().map(line).collect(),
        });
    }

    fn add(&mut self, times: usize, day: i64, keys: &[&str]) {
        for _ in 0..times {
            self.add_as(OrderState::Delivered, day, keys);
        }
    }

    /// The recommender of a shop with these goods and orders.
    async fn fit(&self, keys: &[&str]) -> Recommender {
        let folder = tempfile::tempdir().expect("a folder");
        let url = Db::sqlite_url(&folder.path().join("shop.db"));
        let migrations = [
            catalog::migrations(),
            members::migrations(),
            orders::migrations(),
        ];
        let db = Db::open(&url, migrations.concat())
            .await
            .expect("the database opens");
        let products: Vec<Product> = keys.iter().map(|key| product(key)).collect();
        let put = Catalog::new(db.clone()).put(&products).await;
        put.expect("the products are kept");
        let orders = Orders::new(db);
        orders.put(&self.0).await.expect("the orders are kept");
        let baskets = orders.baskets().await.expect("the orders are read");
        let alike = likeness(&baskets, &products, &[]);
        Recommender::fit(&baskets, alike, HybridSettings::default())
    }
}

fn keys(suggestions: &[Suggestion]) -> Vec<&str> {
    suggestions.iter().map(|s| s.product.as_str()).collect()
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

#[tokio::test]
async fn an_order_counts_half_after_forty_five_days() {
    let mut book = Book::default();
    book.add(1, 20_000, &["fresh"]);
    book.add(1, 20_000 - HALF_LIFE, &["older"]);
    book.add(3, 20_000 - HALF_LIFE, &["often"]);
    book.add(1, 20_000 - 2 * HALF_LIFE, &["oldest"]);
    let recommender = book
        .fit(&["older", "fresh", "oldest", "often", "never"])
        .await;
    let popular = recommender.popular(10);
    assert_eq!(keys(&popular), ["often", "fresh", "older", "oldest"]);
    for (suggestion, score) in popular.iter().zip([1.5, 1.0, 0.5, 0.25]) {
        assert!(close(suggestion.score, score), "{suggestion:?}");
    }
    let orders: Vec<u32> = popular.iter().map(|s| s.orders).collect();
    assert_eq!(orders, [3, 1, 1, 1]);
    assert_eq!(recommender.popular(2).len(), 2);
    assert!(recommender.popular(0).is_empty());
}

#[tokio::test]
async fn a_favourite_is_punished_less_than_a_plain_cosine_would() {
    let mut book = Book::default();
    book.add(2, 1, &["query", "favourite", "rare"]);
    book.add(2, 1, &["query", "favourite"]);
    book.add(5, 1, &["favourite"]);
    let recommender = book.fit(&["query", "rare", "favourite"]).await;
    let together = recommender.together(&ProductKey::new("query"), 10);
    // With a plain cosine it would be 4 / (2 * 3) for the favourite and 2 / (2 * 1.41) for the rare one.
    assert_eq!(keys(&together), ["favourite", "rare"]);
    let expected = [
        4.0 / (4.0_f64.powf(0.5) * 9.0_f64.powf(0.3)),
        2.0 / (4.0_f64.powf(0.5) * 2.0_f64.powf(0.3)),
    ];
    for (suggestion, score) in together.iter().zip(expected) {
        assert!(close(suggestion.score, score), "{suggestion:?}");
    }
    assert_eq!((together[0].orders, together[1].orders), (4, 2));
    let first = recommender.together(&ProductKey::new("query"), 1);
    assert_eq!(keys(&first), ["favourite"]);
}

#[tokio::test]
async fn what_speaks_for_a_basket_is_summed_over_its_articles() {
    let mut book = Book::default();
    book.add(4, 1, &["tea", "cup"]);
    book.add(3, 1, &["tea", "honey"]);
    book.add(2, 1, &["toast", "honey"]);
    book.add(3, 1, &["toast", "butter"]);
    book.add(5, 1, &["tea", "toast"]);
    book.add(1, 1, &["toast", "cup"]);
    let goods = ["tea", "toast", "cup", "honey", "butter"];
    let recommender = book.fit(&goods).await;
    let basket = |keys: &[&str]| -> Vec<ProductKey> {
        keys.iter().map(|key| ProductKey::new(key)).collect()
    };
    let found = recommender.beside(&basket(&["tea", "toast", "tea", "nothing"]), 10);
    let beside: Vec<(&str, u32, &str)> = found
        .iter()
        .map(|one| {
            let Suggestion {
                product, orders, ..
            } = &one.suggestion;
            (product.as_str(), *orders, one.with.as_str())
        })
        .collect();
    // A cup goes with tea alone, honey with both, though in fewer orders with either.
    let expected = [
        ("honey", 3, "tea"),
        ("cup", 4, "tea"),
        ("butter", 3, "toast"),
    ];
    assert_eq!(beside, expected);
    let honey = ProductKey::new("honey");
    let with = |key: &str| {
        let together = recommender.together(&ProductKey::new(key), 10);
        let of = together.into_iter().find(|s| s.product == honey);
        of.map_or(0.0, |suggestion| suggestion.score)
    };
    let sum = found[0].suggestion.score;
    assert!(close(sum, with("tea") + with("toast")), "{sum}");
    assert_eq!(recommender.beside(&basket(&["tea"]), 1).len(), 1);
    assert!(recommender.beside(&basket(&["nothing"]), 10).is_empty());
    assert!(recommender.beside(&[], 10).is_empty());
    // One article is a basket too.
    let (one, all) = (ProductKey::new("tea"), basket(&["tea"]));
    let of_basket: Vec<Suggestion> = recommender
        .beside(&all, 10)
        .into_iter()
        .map(|one| one.suggestion)
        .collect();
    assert_eq!(of_basket, recommender.together(&one, 10));
}

#[tokio::test]
async fn a_rank_is_the_place_among_the_popular() {
    let mut book = Book::default();
    book.add(1, 1, &["some"]);
    book.add(3, 1, &["often"]);
    let recommender = book.fit(&["never", "some", "often"]).await;
    let ranks = ["often", "some", "never", "unknown"].map(|key| {
        let key = ProductKey::new(key);
        recommender.rank(&key)
    });
    assert_eq!(ranks, [Some(0), Some(1), None, None]);
}

#[tokio::test]
async fn popularity_alone_is_no_companion() {
    let mut book = Book::default();
    book.add(2, 1, &["query", "companion"]);
    book.add(2, 1, &["query", "everywhere"]);
    book.add(50, 1, &["everywhere"]);
    let recommender = book.fit(&["query", "everywhere", "companion"]).await;
    let together = recommender.together(&ProductKey::new("query"), 10);
    assert_eq!(keys(&together), ["companion", "everywhere"]);
}

#[tokio::test]
async fn once_together_is_chance() {
    let mut book = Book::default();
    book.add(1, 1, &["a", "b"]);
    book.add(2, 1, &["a", "c"]);
    let recommender = book.fit(&["a", "b", "c"]).await;
    let together = recommender.together(&ProductKey::new("a"), 10);
    assert_eq!(keys(&together), ["c"]);
    assert!(recommender.together(&ProductKey::new("b"), 10).is_empty());
}

#[tokio::test]
async fn what_was_cancelled_or_sent_back_does_not_count() {
    let mut book = Book::default();
    for state in OrderState::ALL {
        book.add_as(state, 1, &["a", "b"]);
    }
    for state in [OrderState::Cancelled, OrderState::Returned] {
        book.add_as(state, 900, &["c", "d"]);
        book.add_as(state, 900, &["c", "d"]);
    }
    let recommender = book.fit(&["a", "b", "c", "d"]).await;
    let popular = recommender.popular(10);
    assert_eq!(keys(&popular), ["a", "b"]);
    // The cancelled orders are newer and must not make the others look old.
    assert!(popular.iter().all(|s| s.orders == 7 && close(s.score, 7.0)));
    let together = recommender.together(&ProductKey::new("a"), 10);
    assert_eq!((keys(&together), together[0].orders), (vec!["b"], 7));
    assert!(recommender.together(&ProductKey::new("c"), 10).is_empty());
}

#[tokio::test]
async fn two_lines_of_an_order_are_one_purchase() {
    let mut book = Book::default();
    book.add(2, 1, &["a", "a", "b", "a"]);
    let recommender = book.fit(&["a", "b"]).await;
    let popular = recommender.popular(10);
    assert_eq!(popular[0].orders, 2);
    assert!(close(popular[0].score, 2.0));
    let together = recommender.together(&ProductKey::new("a"), 10);
    assert_eq!((keys(&together), together[0].orders), (vec!["b"], 2));
}

#[tokio::test]
async fn a_wholesalers_basket_says_nothing_of_companions() {
    let names: Vec<String> = (0..121).map(|n| format!("p{n:03}")).collect();
    let goods: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut book = Book::default();
    book.add(2, 1, &goods);
    let recommender = book.fit(&goods).await;
    assert!(recommender.together(&ProductKey::new("p000"), 5).is_empty());
    assert_eq!(recommender.popular(200).len(), 121);
    let mut book = Book::default();
    book.add(2, 1, &goods[..120]);
    let recommender = book.fit(&goods).await;
    assert_eq!(
        recommender.together(&ProductKey::new("p000"), 200).len(),
        119
    );
}

#[tokio::test]
async fn the_unknown_and_the_unsold_have_no_companions() {
    let mut book = Book::default();
    book.add(3, 1, &["a", "b"]);
    book.add(3, 1, &["alone"]);
    let recommender = book.fit(&["a", "b", "alone", "unsold"]).await;
    for key in ["nobody", "", "A", "alone", "unsold"] {
        let together = recommender.together(&ProductKey::new(key), 10);
        assert!(together.is_empty(), "{key}: {together:?}");
    }
}

#[tokio::test]
async fn an_empty_shop_has_nothing_to_suggest() {
    let recommender = Book::default().fit(&[]).await;
    assert!(recommender.popular(10).is_empty());
    assert!(recommender.together(&ProductKey::new("a"), 10).is_empty());
    let recommender = Book::default().fit(&["a", "b"]).await;
    assert!(recommender.popular(10).is_empty());
    assert!(recommender.together(&ProductKey::new("a"), 10).is_empty());
}

#[tokio::test]
async fn the_same_orders_give_the_same_suggestions() {
    let names: Vec<String> = (0..30).map(|n| format!("p{n:02}")).collect();
    let goods: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut book = Book::default();
    for n in 0..200_usize {
        let picked = [goods[n % 30], goods[(n * 7 + 3) % 30], goods[(n * n) % 30]];
        let day = i64::try_from(n % 5).expect("a day") * HALF_LIFE;
        book.add(1, day, &picked);
    }
    let (one, other) = (book.fit(&goods).await, book.fit(&goods).await);
    assert_eq!(one.popular(30), other.popular(30));
    book.0.reverse();
    let reversed = book.fit(&goods).await;
    assert_eq!(one.popular(30), reversed.popular(30));
    for key in &goods {
        let key = ProductKey::new(key);
        assert_eq!(one.together(&key, 30), other.together(&key, 30));
        assert_eq!(one.together(&key, 30), reversed.together(&key, 30));
    }
}

#[tokio::test]
async fn ties_are_broken_by_the_place_in_the_catalogue() {
    let mut book = Book::default();
    book.add(2, 1, &["z", "a", "m"]);
    let recommender = book.fit(&["m", "z", "a"]).await;
    assert_eq!(keys(&recommender.popular(10)), ["m", "z", "a"]);
    let together = recommender.together(&ProductKey::new("m"), 10);
    assert_eq!(keys(&together), ["z", "a"]);
}
