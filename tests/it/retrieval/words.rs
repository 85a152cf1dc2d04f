//! Words as shoppers write them: misspelt, or in another language than the titles.

use storekeeper::catalog::Product;
use storekeeper::retrieval::{Retrieval, Search};

use super::goods::product;
use super::place::{hits, keys, on_a_folder};

/// How many products are found that hold a word of the question.
async fn by_words(shop: &Retrieval, words: &str) -> usize {
    let found = hits(shop, words).await;
    found.iter().filter(|hit| hit.terms > 0.0).count()
}

fn kitchen() -> Vec<Product> {
    [
        ("kettle", "Copper Kettle"),
        ("umbrella", "Striped Umbrella"),
        ("headphones", "Folding Headphones"),
        ("noodles", "Rice Noodles"),
        ("bowl", "Noodle Bowl"),
        ("scarf", "Red Wool Scarf"),
        ("board", "Chopping Board"),
    ]
    .map(|(key, title)| product(key, title, 40))
    .to_vec()
}

#[test]
fn a_misspelt_word_finds_what_was_meant() {
    on_a_folder(async |place| {
        let shop = place.with(&kitchen()).await;
        for (words, key) in [
            ("ketle", "kettle"),
            ("a KETTEL please", "kettle"),
            ("umberella", "umbrella"),
            ("headfones", "headphones"),
            ("rice noodels", "noodles"),
        ] {
            let found = hits(&shop, words).await;
            assert_eq!(keys(&found).first(), Some(&key), "{words}");
            assert!(found[0].terms > 0.9, "{words}: {:?}", found[0]);
        }
        // Too far from every word, too short to tell, and a word that is there.
        for words in ["zettle", "kot", "kite"] {
            assert_eq!(by_words(&shop, words).await, 0, "{words}");
        }
        // A stem is no mistake.
        assert_eq!(by_words(&shop, "noodle").await, 2);
    });
}

#[test]
fn words_are_known_again_once_taught() {
    on_a_folder(async |place| {
        drop(place.with(&kitchen()).await);
        let again = place.open().await;
        assert_eq!(by_words(&again, "ketle").await, 0);
        again.teach(&kitchen());
        assert_eq!(by_words(&again, "ketle").await, 1);
    });
}

#[test]
fn chinese_finds_english_titles() {
    on_a_folder(async |place| {
        let shop = place.with(&kitchen()).await;
        for (words, key) in [
            ("水壶", "kettle"),
            ("有没有雨伞", "umbrella"),
            ("红色羊毛围巾", "scarf"),
            ("想买个砧板", "board"),
        ] {
            let found = hits(&shop, words).await;
            assert_eq!(keys(&found).first(), Some(&key), "{words}");
        }
        assert_eq!(by_words(&shop, "今天天气怎么样").await, 0);
    });
}

#[test]
fn a_rare_word_tells_more_than_a_common_one() {
    on_a_folder(async |place| {
        let mut products: Vec<Product> = (0..40)
            .map(|number| product(&format!("mug-{number}"), &format!("Blue Mug {number}"), 20))
            .collect();
        products.push(product("lantern", "Lantern", 90));
        let shop = place.with(&products).await;
        let search = Search {
            words: "blue lantern",
            limit: 50,
            ..Search::default()
        };
        let found = shop.search(&search).await.expect("the index answers");
        let of = |key: &str| {
            found
                .iter()
                .find(|hit| hit.product.as_str().starts_with(key))
        };
        let (lantern, mug) = (of("lantern").expect("found"), of("mug").expect("found"));
        assert!(
            lantern.terms > 0.8 && mug.terms < 0.2,
            "{lantern:?} {mug:?}"
        );
    });
}
