//! The starter shop is whole, in both languages, and loads once.

use std::collections::{HashMap, HashSet};

use storekeeper::catalog::{self, Catalog, Product};
use storekeeper::db::{Changes, Db};
use storekeeper::demo::{Starter, load, starter};
use storekeeper::ids::{Language, ProductKey};
use storekeeper::members::{self, Members};
use storekeeper::orders::{self, OrderState, Orders};

fn shop() -> Starter {
    starter().expect("the starter shop's files are in order")
}

fn by_key(shop: &Starter) -> HashMap<&ProductKey, &Product> {
    shop.products
        .iter()
        .map(|product| (&product.key, product))
        .collect()
}

#[test]
fn it_has_thirty_goods_twenty_members_and_their_orders() {
    let shop = shop();
    assert_eq!(shop.products.len(), 30);
    assert_eq!(shop.members.len(), 20);
    assert!(
        (60..=70).contains(&shop.orders.len()),
        "{} orders",
        shop.orders.len()
    );
}

#[test]
fn its_keys_are_unique() {
    let shop = shop();
    let products: HashSet<_> = shop.products.iter().map(|product| &product.key).collect();
    let members: HashSet<_> = shop.members.iter().map(|member| &member.key).collect();
    let orders: HashSet<_> = shop.orders.iter().map(|order| &order.number).collect();
    assert_eq!(products.len(), shop.products.len());
    assert_eq!(members.len(), shop.members.len());
    assert_eq!(orders.len(), shop.orders.len());
}

#[test]
fn every_product_speaks_both_languages() {
    for product in shop().products {
        for (what, text) in [
            ("title", &product.title),
            ("description", &product.description),
        ] {
            let english = text.english.as_deref().unwrap_or_default();
            let chinese = text.chinese.as_deref().unwrap_or_default();
            assert_eq!(
                Language::of(english),
                Language::English,
                "{what} of {}",
                product.key
            );
            assert_eq!(
                Language::of(chinese),
                Language::Chinese,
                "{what} of {}",
                product.key
            );
            assert!(!english.is_empty(), "{what} of {}", product.key);
        }
        let description = &product.description;
        let full_stops = |text: &Option<String>, stop: &str| {
            text.as_deref()
                .unwrap_or_default()
                .trim_end()
                .ends_with(stop)
        };
        assert!(full_stops(&description.english, "."), "{}", product.key);
        assert!(full_stops(&description.chinese, "。"), "{}", product.key);
        let (chinese, english): (Vec<_>, Vec<_>) = product
            .attributes
            .keys()
            .partition(|name| Language::of(name) == Language::Chinese);
        assert!(product.attributes.contains_key("品牌"), "{}", product.key);
        assert!(product.attributes.contains_key("品类"), "{}", product.key);
        assert_eq!(
            chinese.len(),
            english.len() + 2,
            "attributes of {}",
            product.key
        );
    }
}

#[test]
fn prices_are_above_zero_and_something_is_sold_out() {
    let shop = shop();
    assert!(shop.products.iter().all(|product| product.price.minor > 0));
    assert!(
        shop.products
            .iter()
            .all(|product| product.stock.is_some_and(|stock| stock >= 0))
    );
    let sold_out = shop
        .products
        .iter()
        .filter(|product| product.stock == Some(0))
        .count();
    assert!((1..=2).contains(&sold_out), "{sold_out} goods are sold out");
}

#[test]
fn orders_name_goods_and_members_that_exist_and_cost_no_more_than_today() {
    let shop = shop();
    let goods = by_key(&shop);
    let people: HashSet<_> = shop.members.iter().map(|member| &member.key).collect();
    let mut cheaper = 0;
    for order in &shop.orders {
        assert!(
            order
                .member
                .as_ref()
                .is_some_and(|member| people.contains(member))
        );
        assert!(!order.lines.is_empty(), "order {}", order.number);
        assert!(
            order.placed.day().starts_with("2026-"),
            "order {}",
            order.number
        );
        for line in &order.lines {
            let today = goods.get(&line.product).map(|product| product.price);
            let today =
                today.unwrap_or_else(|| panic!("order {} names {}", order.number, line.product));
            assert_eq!(line.unit_price.currency, today.currency);
            assert!(line.unit_price.minor > 0 && line.unit_price.minor <= today.minor);
            cheaper += usize::from(line.unit_price.minor < today.minor);
        }
    }
    assert!(cheaper > 0, "some lines were sold in a sale");
}

#[test]
fn every_state_occurs_and_numbers_grow_with_time() {
    let shop = shop();
    // Those that only service brings an order into are for those who try it.
    let service = [
        OrderState::Packed,
        OrderState::ReturnRequested,
        OrderState::ExchangeRequested,
    ];
    for state in OrderState::ALL {
        assert!(
            service.contains(&state) || shop.orders.iter().any(|order| order.state == state),
            "no order is {state:?}"
        );
    }
    assert!(shop.orders.is_sorted_by_key(|order| order.placed));
    assert!(shop.orders.is_sorted_by_key(|order| order.number.as_str()));
}

#[test]
fn a_member_has_several_orders_and_a_product_has_company() {
    let shop = shop();
    let mut orders_of = HashMap::new();
    for order in &shop.orders {
        *orders_of.entry(order.member.clone()).or_insert(0) += 1;
    }
    assert!(orders_of.values().filter(|&&orders| orders >= 3).count() >= 10);
    let (pen, notebook) = (ProductKey::new("PEN-503"), ProductKey::new("NOT-501"));
    let together = shop.orders.iter().filter(|order| {
        let has = |key: &ProductKey| order.lines.iter().any(|line| line.product == *key);
        has(&pen) && has(&notebook)
    });
    assert!(together.count() >= 3, "the pen is bought with the notebook");
}

#[test]
fn it_says_that_it_is_invented() {
    let notice = shop().notice;
    assert!(notice.in_language(Language::English).contains("invented"));
    assert!(notice.in_language(Language::Chinese).contains("虚构"));
}

#[tokio::test]
async fn loading_it_twice_changes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = Db::sqlite_url(&folder.path().join("shop.db"));
    let schema = [
        catalog::migrations(),
        members::migrations(),
        orders::migrations(),
    ]
    .concat();
    let db = Box::pin(Db::open(&url, schema))
        .await
        .expect("a new database");
    let (goods, people, sales) = (
        Catalog::new(db.clone()),
        Members::new(db.clone()),
        Orders::new(db.clone()),
    );
    let shop = shop();
    let first = load(&shop, &goods, &people, &sales).await.expect("loads");
    assert_eq!(
        first.products,
        Changes {
            added: 30,
            ..Changes::default()
        }
    );
    assert_eq!(
        first.members,
        Changes {
            added: 20,
            ..Changes::default()
        }
    );
    assert_eq!(first.orders.added, shop.orders.len() as u64);

    let second = load(&shop, &goods, &people, &sales)
        .await
        .expect("loads again");
    assert_eq!(
        second.products,
        Changes {
            unchanged: 30,
            ..Changes::default()
        }
    );
    assert_eq!(
        second.members,
        Changes {
            unchanged: 20,
            ..Changes::default()
        }
    );
    assert_eq!(second.orders.unchanged, shop.orders.len() as u64);
    assert_eq!(second.orders.added + second.orders.changed, 0);

    assert_eq!(goods.all().await.expect("goods"), shop.products);
    db.close().await.expect("closes");
}

/// One line of a question set.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    lang: String,
    category: String,
    #[serde(rename = "as")]
    asker: String,
    turns: Vec<Turn>,
}

/// One thing that is said, and what is expected then.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Turn {
    say: String,
    tool: String,
    hit: Option<String>,
    max_price: Option<serde_json::Number>,
    never: Option<String>,
}

fn questions(text: &str) -> Vec<Question> {
    let read = |line| {
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{line} is no question: {error}"))
    };
    text.lines().map(read).collect()
}

/// The lines of a question set are well formed: half of each language, known tools, sound patterns.
fn check_set(text: &str, each: usize) {
    const TOOLS: [&str; 6] = ["search", "product", "order", "recommend", "reply", "refuse"];
    let questions = questions(text);
    for lang in ["en", "zh"] {
        assert_eq!(
            questions
                .iter()
                .filter(|question| question.lang == lang)
                .count(),
            each
        );
    }
    let said: HashSet<&str> = questions
        .iter()
        .map(|question| question.turns[0].say.as_str())
        .collect();
    assert_eq!(said.len(), questions.len(), "no question is asked twice");
    for question in &questions {
        assert!(!question.category.is_empty());
        assert!(question.asker == "anonymous" || question.asker.starts_with("member:"));
        for turn in &question.turns {
            assert!(
                turn.tool.split('|').all(|tool| TOOLS.contains(&tool)),
                "{}",
                turn.tool
            );
            for pattern in [&turn.hit, &turn.never].into_iter().flatten() {
                regex::Regex::new(pattern).expect("a sound pattern");
            }
        }
    }
}

/// Something in the shop answers every question that expects a hit, and every asker is a member.
fn check_answerable(text: &str) {
    let shop = shop();
    for question in questions(text) {
        let asker = question.asker.strip_prefix("member:");
        let known = |key| shop.members.iter().any(|member| member.key.as_str() == key);
        assert!(asker.is_none_or(known), "{} is no member", question.asker);
        for turn in question.turns {
            let Some(hit) = turn.hit else { continue };
            let hit = regex::Regex::new(&hit).expect("a sound pattern");
            let limit = turn
                .max_price
                .and_then(|price| price.as_i64())
                .unwrap_or(i64::MAX / 100);
            for language in [Language::English, Language::Chinese] {
                let answers = shop.products.iter().any(|product| {
                    hit.is_match(product.title.in_language(language))
                        && product.price.minor <= limit * 100
                });
                assert!(answers, "nothing in the shop answers `{}`", turn.say);
            }
        }
    }
}

#[test]
fn the_question_sets_are_well_formed() {
    check_set(include_str!("../questions/starter.jsonl"), 20);
    check_set(include_str!("../questions/starter-dev.jsonl"), 20);
    check_set(include_str!("../questions/gift-shop.jsonl"), 10);
}

#[test]
fn the_starter_shop_can_answer_its_questions() {
    check_answerable(include_str!("../questions/starter.jsonl"));
    check_answerable(include_str!("../questions/starter-dev.jsonl"));
}

#[test]
fn the_two_sets_of_the_starter_shop_share_no_question() {
    let kept_apart = questions(include_str!("../questions/starter.jsonl"));
    let for_tuning = questions(include_str!("../questions/starter-dev.jsonl"));
    for question in &kept_apart {
        for other in &for_tuning {
            assert_ne!(question.turns[0].say, other.turns[0].say);
        }
    }
}
