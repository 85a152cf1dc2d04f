//! The files of the demo shop: goods in two languages, a picture of each, reviews.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use storekeeper::catalog::is_image;
use storekeeper::db::Changes;
use storekeeper::demo::write_pictures;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Category {
    category: Names,
    product: Vec<Product>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    key: String,
    english: String,
    chinese: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Product {
    key: String,
    price: String,
    stock: u32,
    #[serde(default)]
    goes_with: Vec<String>,
    season: Option<String>,
    english: Words,
    chinese: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    title: String,
    description: String,
    brand: String,
    attributes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    product: String,
    lang: String,
    stars: u8,
    topics: BTreeSet<String>,
    text: String,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/demo/shop")
        .join(name)
}

fn files(name: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder(name))
        .expect("the folder can be read")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let stem = path.file_stem().expect("a name").to_string_lossy();
            let text = std::fs::read_to_string(&path).expect("a text");
            (stem.into_owned(), text)
        })
        .collect();
    files.sort();
    files
}

fn categories() -> Vec<Category> {
    let read = |(name, text): (String, String)| {
        let category: Category =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(category.category.key, name);
        category
    };
    files("goods").into_iter().map(read).collect()
}

#[test]
fn the_goods_are_complete_in_both_languages() {
    let categories = categories();
    assert!(categories.len() >= 12, "{}", categories.len());
    let products: Vec<&Product> = categories.iter().flat_map(|c| &c.product).collect();
    assert!(products.len() >= 300, "{}", products.len());
    let keys: BTreeSet<&str> = products.iter().map(|p| p.key.as_str()).collect();
    assert_eq!(keys.len(), products.len(), "a key is there twice");
    let titles: BTreeSet<&str> = products
        .iter()
        .flat_map(|p| [p.english.title.as_str(), &p.chinese.title])
        .collect();
    assert_eq!(titles.len(), 2 * products.len(), "a title is there twice");
    for names in categories.iter().map(|category| &category.category) {
        assert!(!names.english.is_empty() && !names.chinese.is_empty());
    }
    for product in products {
        let key = &product.key;
        let (yuan, fen) = product.price.split_once('.').expect(key);
        assert!(
            yuan.parse::<u32>()
                .is_ok_and(|yuan| (1..1000).contains(&yuan))
                && fen.len() == 2
        );
        assert!(product.stock < 1000, "{key}");
        assert!(
            product
                .goes_with
                .iter()
                .all(|other| keys.contains(other.as_str())),
            "{key}"
        );
        assert!(!product.goes_with.contains(key), "{key} goes with itself");
        if let Some(season) = &product.season {
            let seasons = [
                "spring",
                "summer",
                "autumn",
                "winter",
                "spring-festival",
                "mid-autumn",
            ];
            assert!(seasons.contains(&season.as_str()), "{key}: {season}");
        }
        let counts = [&product.english, &product.chinese].map(|words| words.attributes.len());
        assert!(
            counts[0] == counts[1] && counts[0] >= 4,
            "{key}: {counts:?}"
        );
        for words in [&product.english, &product.chinese] {
            let ends = words
                .description
                .matches(['.', '。', '!', '！', '?', '？'])
                .count();
            assert!((2..=8).contains(&ends), "{key}: {}", words.description);
            assert!(!words.brand.is_empty(), "{key}");
            assert!(!words.description.contains("http"), "{key}");
        }
    }
}

#[test]
fn every_product_has_a_picture_of_its_own() {
    let pictures: BTreeMap<String, String> = files("pictures").into_iter().collect();
    let different: BTreeSet<&String> = pictures.values().collect();
    assert_eq!(different.len(), pictures.len(), "two pictures are the same");
    let mut wanted = BTreeSet::new();
    for product in categories()
        .into_iter()
        .flat_map(|category| category.product)
    {
        wanted.insert(product.key);
    }
    assert!(
        wanted.iter().eq(pictures.keys()),
        "pictures and goods differ"
    );
    for (key, picture) in &pictures {
        assert!(
            picture.starts_with("<svg ") && picture.contains("0 0 96 96"),
            "{key}"
        );
        assert!(picture.matches('<').count() >= 7, "{key} is hardly drawn");
        for foreign in ["<script", "<image", "<text", "href", "<style", "url("] {
            assert!(!picture.contains(foreign), "{key} holds {foreign}");
        }
    }
}

#[test]
fn the_pictures_are_written_where_they_differ_and_each_product_names_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let pictures = folder.path().join("pictures");
    let shop = storekeeper::demo::demo_shop().unwrap();
    let count = u64::try_from(shop.products.len()).unwrap();
    let counted = |(added, changed, unchanged)| Changes {
        added,
        changed,
        unchanged,
    };
    let written = write_pictures(&pictures).unwrap();
    assert_eq!(written, counted((count, 0, 0)));
    for product in &shop.products {
        let image = product.image.as_deref().unwrap();
        assert!(is_image(image), "{image}");
        let name = image.strip_prefix("/pictures/").unwrap();
        assert!(pictures.join(name).is_file(), "{image}");
    }
    std::fs::write(pictures.join("TEA-01.svg"), "another").unwrap();
    std::fs::remove_file(pictures.join("TEA-02.svg")).unwrap();
    std::fs::write(pictures.join("mine.png"), "mine").unwrap();
    let mended = write_pictures(&pictures).unwrap();
    assert_eq!(mended, counted((1, 1, count - 2)));
    assert_eq!(std::fs::read(pictures.join("mine.png")).unwrap(), b"mine");
    let files = std::fs::read_dir(&pictures).unwrap().count();
    assert_eq!(files, shop.products.len() + 1, "no part of a file stays");
    let error = write_pictures(&pictures.join("TEA-01.svg")).unwrap_err();
    assert!(error.to_string().contains("data folder"), "{error}");
}

#[test]
fn the_reviews_are_of_goods_and_in_both_languages() {
    const TOPICS: [&str; 13] = [
        "quality",
        "price",
        "delivery",
        "packaging",
        "size",
        "taste",
        "smell",
        "looks",
        "comfort",
        "ease",
        "durability",
        "service",
        "gift",
    ];
    let keys: BTreeSet<String> = categories()
        .into_iter()
        .flat_map(|category| category.product)
        .map(|product| product.key)
        .collect();
    let mut languages = BTreeMap::new();
    for (name, text) in files("reviews") {
        for (number, line) in text.lines().enumerate() {
            let review: Review = serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{name}, line {}: {error}", number + 1));
            assert!(keys.contains(&review.product), "{name}: {}", review.product);
            assert!((1..=5).contains(&review.stars) && !review.text.trim().is_empty());
            assert!(
                review
                    .topics
                    .iter()
                    .all(|topic| TOPICS.contains(&topic.as_str())),
                "{line}"
            );
            *languages.entry(review.lang).or_insert(0) += 1;
        }
    }
    assert!(
        languages.values().all(|&count| count >= 300),
        "{languages:?}"
    );
    assert!(languages.keys().eq(["en", "zh"]), "{languages:?}");
}
