//! Filters, varied lists, and builds that are not needed: part of the contract.

use std::sync::Arc;

use storekeeper::catalog::Product;
use storekeeper::ids::{Language, ProductKey};
use storekeeper::money::Money;
use storekeeper::retrieval::{Halves, Search};

use super::goods::{product, shop};
use super::place::{Place, keys};

pub async fn filters_hold(place: Arc<Place>) {
    let mut goods = shop();
    for (number, good) in goods.iter_mut().enumerate() {
        let even = number % 2 == 0;
        good.category = Some(if even { "Even" } else { "Odd" }.to_owned());
        good.stock = Some(i64::from(even));
        good.attributes.insert(
            "Colour".to_owned(),
            if even { "Red" } else { "Blue" }.to_owned(),
        );
    }
    let even: Vec<ProductKey> = goods
        .iter()
        .step_by(2)
        .map(|good| good.key.clone())
        .collect();
    let retrieval = place.with(&goods).await;
    let all = Search {
        words: "red blue mug clock candle teapot",
        limit: 50,
        halves: Halves::Dense,
        ..Search::default()
    };
    let count = retrieval.search(&all).await.expect("an answer").len();
    assert_eq!(count, goods.len());
    let searches = [
        Search {
            category: Some("Even"),
            ..all
        },
        Search {
            in_stock: true,
            ..all
        },
        Search {
            attributes: &[("colour", "red")],
            ..all
        },
    ];
    for search in searches {
        let found = retrieval.search(&search).await.expect("an answer");
        let mut found: Vec<ProductKey> = found.into_iter().map(|hit| hit.product).collect();
        found.sort();
        let mut expected = even.clone();
        expected.sort();
        assert_eq!(found, expected, "{search:?}");
    }
    let chinese = Search {
        language: Some(Language::Chinese),
        ..all
    };
    assert!(
        retrieval
            .search(&chinese)
            .await
            .expect("an answer")
            .is_empty()
    );
}

pub async fn a_varied_list_does_not_repeat_itself(place: Arc<Place>) {
    let mut goods: Vec<Product> = (0..10)
        .map(|size| {
            product(
                &format!("shirt-{size}"),
                &format!("Red Mug Size {size}"),
                10,
            )
        })
        .collect();
    goods.push(product(
        "tall",
        "Red Mug With A Very Tall Handle And A Saucer Set",
        12,
    ));
    let retrieval = place.with(&goods).await;
    let plain = Search {
        words: "red mug",
        limit: 3,
        ..Search::default()
    };
    let found = retrieval.search(&plain).await.expect("an answer");
    assert!(!keys(&found).contains(&"tall"), "{found:?}");
    let varied = Search {
        varied: true,
        ..plain
    };
    let again = retrieval.search(&varied).await.expect("an answer");
    assert_eq!(again[0], found[0], "the best stays first");
    assert!(keys(&again).contains(&"tall"), "{again:?}");
}

pub async fn the_same_goods_are_not_built_again(place: Arc<Place>) {
    let retrieval = place.with(&shop()).await;
    let again = retrieval
        .index(&shop(), &|_, _| {})
        .await
        .expect("nothing to do");
    assert!(again.unchanged && again.embedded == 0, "{again:?}");
    let mut dearer = shop();
    dearer[0].price = Money::new(99_900, dearer[0].price.currency);
    let built = retrieval.index(&dearer, &|_, _| {}).await.expect("built");
    assert!(!built.unchanged, "a price is part of it");
}
