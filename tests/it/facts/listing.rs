//! Goods listed as pages list them, and the newest reviews.

use std::collections::BTreeMap;

use storekeeper::catalog::{ByPrice, CatalogError, Listing, Product, Review};
use storekeeper::clock::Timestamp;
use storekeeper::ids::{Language, ProductKey};
use storekeeper::money::{CNY, GBP, Money};

use super::shop::{Shop, on_both, product};

on_both!(
    lists_are_narrowed_by_everything_at_once,
    pages_by_price_join_without_gaps,
    categories_are_told_by_their_first_product,
    what_has_no_picture_is_left_out,
    an_unreadable_product_is_named,
    newest_reviews_come_first_and_those_without_a_day_last,
);

/// A product of a category with a price in pence and so many pieces.
fn goods(key: &str, category: &str, pence: i64, stock: Option<i64>) -> Product {
    Product {
        category: Some(category.to_owned()),
        price: Money::new(pence, GBP),
        stock,
        ..product(key)
    }
}

fn names(products: &[Product]) -> Vec<&str> {
    products.iter().map(|one| one.key.as_str()).collect()
}

async fn lists_are_narrowed_by_everything_at_once(shop: Shop) {
    let goods = [
        goods("z", "mugs", 300, Some(1)),
        goods("gone", "mugs", 300, Some(0)),
        goods("owed", "mugs", 300, Some(-1)),
        goods("uncounted", "mugs", 250, None),
        goods("dear", "mugs", 900, Some(1)),
        goods("lamp", "lamps", 300, Some(1)),
        Product {
            price: Money::new(300, CNY),
            ..goods("yuan", "mugs", 0, Some(1))
        },
        product("bare"),
    ];
    shop.catalog.put(&goods).await.unwrap();
    let (all, pounds) = (Listing::default(), |pence| Some(Money::new(pence, GBP)));
    let mugs = Listing {
        category: Some("mugs"),
        ..all
    };
    let cheap = Listing {
        min_price: pounds(200),
        max_price: pounds(300),
        ..mugs
    };
    let there = Listing {
        in_stock: true,
        ..cheap
    };
    let none = Listing {
        category: Some("mugs' OR '1'='1"),
        ..all
    };
    let whole = [
        "z",
        "gone",
        "owed",
        "uncounted",
        "dear",
        "lamp",
        "yuan",
        "bare",
    ];
    for (listing, expected) in [
        (all, &whole[..]),
        (mugs, &["z", "gone", "owed", "uncounted", "dear", "yuan"]),
        (cheap, &["z", "gone", "owed", "uncounted"]),
        (there, &["z", "uncounted"]),
        (none, &[]),
    ] {
        let keys = shop.catalog.listed_keys(&listing).await.unwrap();
        let keys: Vec<&str> = keys.iter().map(ProductKey::as_str).collect();
        assert_eq!(keys, expected, "{listing:?}");
        let count = shop.catalog.count_listed(&listing).await.unwrap();
        assert_eq!(count, keys.len() as u64);
        let page = shop.catalog.listed(&listing, ByPrice::Rising, 0, 99).await;
        assert_eq!(page.unwrap().len(), keys.len());
    }
}

async fn pages_by_price_join_without_gaps(shop: Shop) {
    let goods: Vec<Product> = (0..25)
        .map(|n| goods(&format!("p{n:02}"), "mugs", 100 + n % 4, None))
        .collect();
    shop.catalog.put(&goods).await.unwrap();
    let all = Listing::default();
    for (order, falling) in [(ByPrice::Rising, false), (ByPrice::Falling, true)] {
        let mut expected = goods.clone();
        expected.sort_by_key(|one| {
            let price = one.price.minor;
            if falling { -price } else { price }
        });
        let mut found = Vec::new();
        for offset in [0, 10, 20, 30, usize::MAX] {
            let page = shop.catalog.listed(&all, order, offset, 10).await;
            found.extend(page.unwrap());
        }
        assert_eq!(names(&found), names(&expected), "{order:?}");
        assert_eq!(found, expected);
    }
}

async fn categories_are_told_by_their_first_product(shop: Shop) {
    let first = Product {
        image: Some("/pictures/a.svg".to_owned()),
        attributes: BTreeMap::from([("品类".to_owned(), "杯具".to_owned())]),
        ..goods("z", "mugs", 1, None)
    };
    let later = Product {
        image: Some("/pictures/b.svg".to_owned()),
        ..goods("a", "mugs", 1, None)
    };
    let goods = [
        product("bare"),
        first,
        goods("lamp", "Lamps", 1, None),
        later,
    ];
    assert!(shop.catalog.categories().await.unwrap().is_empty());
    shop.catalog.put(&goods).await.unwrap();
    let categories = shop.catalog.categories().await.unwrap();
    let told: Vec<_> = categories
        .iter()
        .map(|one| {
            (
                one.name.as_str(),
                one.chinese.as_deref(),
                one.products,
                one.image.as_deref(),
            )
        })
        .collect();
    let expected = [
        ("mugs", Some("杯具"), 2, Some("/pictures/a.svg")),
        ("Lamps", None, 1, None),
    ];
    assert_eq!(told, expected);
}

async fn what_has_no_picture_is_left_out(shop: Shop) {
    let pictured = |key: &str, category: Option<&str>| Product {
        category: category.map(str::to_owned),
        image: Some(format!("/pictures/{key}.svg")),
        ..product(key)
    };
    let goods = [
        pictured("a", Some("mugs")),
        pictured("b", None),
        goods("c", "mugs", 1, None),
        pictured("d", Some("lamps")),
    ];
    shop.catalog.put(&goods).await.unwrap();
    let asked = ["d", "c", "nothing", "b", "a"].map(ProductKey::new);
    let found = shop.catalog.pictured(&asked).await.unwrap();
    let expected = [("lamps", "/pictures/d.svg"), ("mugs", "/pictures/a.svg")];
    let expected = expected.map(|(category, image)| (category.to_owned(), image.to_owned()));
    assert_eq!(found, expected);
}

async fn an_unreadable_product_is_named(shop: Shop) {
    shop.catalog
        .put(&[goods("odd", "mugs", 1, None)])
        .await
        .unwrap();
    let write = shop.db.write(&["products"]).await.unwrap();
    write
        .execute("UPDATE products SET attributes = 'no JSON'", Vec::new())
        .await
        .unwrap();
    write.commit().await.unwrap();
    let error = shop.catalog.categories().await.unwrap_err();
    assert!(matches!(&error, CatalogError::Unreadable { key, .. } if key.as_str() == "odd"));
}

async fn newest_reviews_come_first_and_those_without_a_day_last(shop: Shop) {
    shop.catalog
        .put(&[product("a"), product("b")])
        .await
        .unwrap();
    let review = |key: &str, of: &str, stars, written: Option<i64>| Review {
        key: key.to_owned(),
        product: ProductKey::new(of),
        language: Language::English,
        stars,
        text: "fine".to_owned(),
        written: written.map(Timestamp::from_micros),
    };
    let reviews = [
        review("undated", "a", 5, None),
        review("old", "a", 4, Some(1)),
        review("new", "a", 4, Some(9)),
        review("beside", "b", 1, Some(10)),
        review("as new", "a", 1, Some(9)),
        review("undated too", "a", 5, None),
    ];
    shop.catalog.put_reviews(&reviews).await.unwrap();
    let key = ProductKey::new("a");
    for (offset, limit, expected) in [
        (
            0,
            99,
            &["as new", "new", "old", "undated too", "undated"][..],
        ),
        (1, 2, &["new", "old"]),
        (4, 2, &["undated"]),
        (5, 2, &[]),
        (usize::MAX, 2, &[]),
    ] {
        let found = shop.catalog.newest_reviews(&key, offset, limit).await;
        let found = found.unwrap();
        let keys: Vec<&str> = found.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys, expected);
    }
    let stars = shop.catalog.stars(&key).await.unwrap();
    assert_eq!(stars, BTreeMap::from([(1, 1), (4, 2), (5, 2)]));
    let none = shop.catalog.stars(&ProductKey::new("c")).await.unwrap();
    assert!(none.is_empty());
}
