//! Products and members: put, get, compared with what is kept.

use std::collections::BTreeMap;

use storekeeper::catalog::{CatalogError, Localized};
use storekeeper::clock::Timestamp;
use storekeeper::db::DbError;
use storekeeper::ids::{Language, MemberKey, ProductKey};
use storekeeper::members::{Birthday, Member, MembersError};
use storekeeper::money::{Currency, Money};

use super::shop::{Shop, changes, member, on_both, product};

on_both!(
    a_product_comes_back_as_it_was_put,
    putting_again_counts_what_differs,
    the_last_of_a_key_counts,
    products_come_in_the_order_asked,
    any_text_is_only_text,
    a_nul_is_refused_and_nothing_kept,
    a_thing_without_a_key_is_refused,
    more_than_one_statement_holds,
    members_are_kept,
    amounts_are_exact,
    a_transaction_that_is_dropped_leaves_nothing,
);

async fn a_product_comes_back_as_it_was_put(shop: Shop) {
    let mut full = product("85048");
    full.title.chinese = Some("圣诞玻璃球灯".to_owned());
    full.description = Localized {
        english: Some("Fifteen centimetres".to_owned()),
        chinese: Some("十五厘米".to_owned()),
    };
    full.brand = Some("Ferne".to_owned());
    full.category = Some("lights".to_owned());
    full.stock = Some(-3);
    full.attributes = BTreeMap::from([
        ("colour".to_owned(), "white".to_owned()),
        ("颜色".to_owned(), "白".to_owned()),
    ]);
    full.image = Some("https://shop.example/85048.jpg".to_owned());
    let bare = product("21730");
    let put = [full, bare];
    assert_eq!(shop.catalog.put(&put).await.unwrap(), changes(2, 0, 0));
    assert_eq!(shop.catalog.all().await.unwrap(), put);
    assert_eq!(put[0].title.in_language(Language::Chinese), "圣诞玻璃球灯");
    assert_eq!(
        put[1].title.in_language(Language::Chinese),
        "thing 21730",
        "the other language, for want of one"
    );
}

async fn putting_again_counts_what_differs(shop: Shop) {
    let mut products: Vec<_> = ["a", "b", "c"].map(product).into();
    assert_eq!(shop.catalog.put(&products).await.unwrap(), changes(3, 0, 0));
    assert_eq!(shop.catalog.put(&products).await.unwrap(), changes(0, 0, 3));
    products[1].price.minor += 1;
    products[2].stock = Some(0);
    products.push(product("d"));
    assert_eq!(shop.catalog.put(&products).await.unwrap(), changes(1, 2, 1));
    assert_eq!(shop.catalog.all().await.unwrap(), products);
    assert_eq!(shop.catalog.put(&[]).await.unwrap(), changes(0, 0, 0));
    assert_eq!(shop.catalog.count().await.unwrap(), 4);
}

async fn the_last_of_a_key_counts(shop: Shop) {
    let (first, mut second) = (product("a"), product("a"));
    second.brand = Some("later".to_owned());
    let put = [first, product("b"), second.clone()];
    assert_eq!(shop.catalog.put(&put).await.unwrap(), changes(2, 0, 0));
    assert_eq!(
        shop.catalog.get(&[ProductKey::new("a")]).await.unwrap(),
        [second]
    );
}

async fn products_come_in_the_order_asked(shop: Shop) {
    shop.stock(100, 0).await;
    let asked = ["p7", "nothing", "p99", "p0", "p7"].map(ProductKey::new);
    let found = shop.catalog.get(&asked).await.unwrap();
    let keys: Vec<_> = found.iter().map(|product| product.key.as_str()).collect();
    assert_eq!(keys, ["p7", "p99", "p0", "p7"]);
    assert_eq!(shop.catalog.get(&[]).await.unwrap(), []);
}

async fn any_text_is_only_text(shop: Shop) {
    let hostile = [
        "'; DROP TABLE products; --",
        "\" OR \"\"=\"",
        "$1 ?1 ?2 :name @x %s {} {{x}}",
        "back\\slash\\' \\x00 \\u0000",
        "line\nfeed\r\ttab\u{7f}\u{1b}[31m",
        "👩\u{200d}👩\u{200d}👧\u{200d}👦 \u{202e}right-to-left\u{202c} ﷽ 𠜎 Ａ é e\u{301}",
        "NULL",
        "%_*",
        "0x41",
        "1e5",
    ];
    let mut products = Vec::new();
    for text in hostile {
        let mut product = product(text);
        product.title = Localized {
            english: Some(text.to_owned()),
            chinese: Some(String::new()),
        };
        product.attributes = BTreeMap::from([(text.to_owned(), text.to_owned())]);
        products.push(product);
    }
    let all = u64::try_from(products.len()).unwrap();
    assert_eq!(
        shop.catalog.put(&products).await.unwrap(),
        changes(all, 0, 0)
    );
    assert_eq!(
        shop.catalog.put(&products).await.unwrap(),
        changes(0, 0, all)
    );
    let keys: Vec<_> = products.iter().map(|product| product.key.clone()).collect();
    assert_eq!(shop.catalog.get(&keys).await.unwrap(), products);
    let look_alikes = ["%", "null", "1E5", "100000", "A", "é e\u{301}"].map(ProductKey::new);
    assert_eq!(
        shop.catalog.get(&look_alikes).await.unwrap(),
        [],
        "a key is compared byte by byte"
    );
}

async fn a_nul_is_refused_and_nothing_kept(shop: Shop) {
    let mut bad = product("b");
    bad.title.english = Some("cut\0here".to_owned());
    let error = shop.catalog.put(&[product("a"), bad]).await.unwrap_err();
    assert!(
        matches!(error, CatalogError::Db(DbError::Nul { .. })),
        "{error:?}"
    );
    assert!(error.to_string().contains(r#""cut\0here""#), "{error}");
    assert_eq!(shop.catalog.count().await.unwrap(), 0);
    let error = shop.members.put(&[member("m\0")]).await.unwrap_err();
    assert!(
        matches!(error, MembersError::Db(DbError::Nul { .. })),
        "{error:?}"
    );
}

async fn a_thing_without_a_key_is_refused(shop: Shop) {
    let error = shop
        .catalog
        .put(&[product("a"), product(" ")])
        .await
        .unwrap_err();
    assert!(matches!(error, CatalogError::NoKey(_)), "{error:?}");
    let error = shop.members.put(&[member("")]).await.unwrap_err();
    assert!(matches!(error, MembersError::NoKey), "{error:?}");
    assert_eq!(
        shop.catalog.count().await.unwrap() + shop.members.count().await.unwrap(),
        0
    );
}

/// 6,007 products have 72,084 values: more than either database takes in one statement.
async fn more_than_one_statement_holds(shop: Shop) {
    let products: Vec<_> = (0..6_007).map(|n| product(&n.to_string())).collect();
    assert_eq!(
        shop.catalog.put(&products).await.unwrap(),
        changes(6_007, 0, 0)
    );
    assert_eq!(
        shop.catalog.put(&products).await.unwrap(),
        changes(0, 0, 6_007)
    );
    assert_eq!(shop.catalog.all().await.unwrap(), products);
}

async fn members_are_kept(shop: Shop) {
    let named = Member {
        key: MemberKey::new("13085"),
        name: Some("李雷 O'Neill".to_owned()),
        country: Some("United Kingdom".to_owned()),
        city: Some("Leeds".to_owned()),
        mail: Some("lilei@example.org".to_owned()),
        phone: Some("100 1234 5678".to_owned()),
        language: Some(Language::Chinese),
        joined: Some(Timestamp::from_micros(86_400_000_000)),
        marketing: Some(false),
        birthday: Birthday::parse("1990-05-17"),
    };
    let put = [named.clone(), member("13086")];
    assert_eq!(shop.members.put(&put).await.unwrap(), changes(2, 0, 0));
    assert_eq!(shop.members.put(&put).await.unwrap(), changes(0, 0, 2));
    assert_eq!(
        shop.members.get(&named.key).await.unwrap(),
        Some(named.clone())
    );
    assert_eq!(
        shop.members.get(&MemberKey::new("1308")).await.unwrap(),
        None
    );
    let moved = Member {
        country: None,
        ..named
    };
    assert_eq!(
        shop.members
            .put(std::slice::from_ref(&moved))
            .await
            .unwrap(),
        changes(0, 1, 0)
    );
    assert_eq!(shop.members.get(&moved.key).await.unwrap(), Some(moved));
    assert_eq!(shop.members.count().await.unwrap(), 2);
}

async fn amounts_are_exact(shop: Shop) {
    let amounts = [
        ("GBP", 1),
        ("JPY", 0),
        ("KWD", -1),
        ("CNY", i64::MAX),
        ("USD", i64::MIN),
    ];
    let products: Vec<_> = amounts
        .iter()
        .map(|(code, minor)| {
            let mut product = product(code);
            product.price = Money::new(*minor, Currency::parse(code).unwrap());
            product.stock = Some(*minor);
            product
        })
        .collect();
    shop.catalog.put(&products).await.unwrap();
    assert_eq!(shop.catalog.all().await.unwrap(), products);
}

async fn a_transaction_that_is_dropped_leaves_nothing(shop: Shop) {
    let write = shop.db.write(&["members"]).await.unwrap();
    let sql = "INSERT INTO members (id, member_key) VALUES ($1, $2)";
    write
        .execute(sql, vec![7_i64.into(), "ghost".into()])
        .await
        .unwrap();
    assert_eq!(
        write
            .reader()
            .number("SELECT COUNT(*) FROM members")
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        shop.members.count().await.unwrap(),
        0,
        "nobody else sees it yet"
    );
    drop(write);
    assert_eq!(
        shop.members.put(&[member("ghost")]).await.unwrap(),
        changes(1, 0, 0)
    );
    assert_eq!(shop.members.count().await.unwrap(), 1);
}
