//! What of a buyer's review may be shown to others.

use std::path::Path;

use storekeeper::guardrails::quotable;

/// The texts of a file of the demo shop's reviews.
fn texts(file: &Path) -> Vec<String> {
    let lines = std::fs::read_to_string(file).expect("the demo shop's reviews are there");
    let text = |line: &str| {
        let review: serde_json::Value = serde_json::from_str(line).expect("a review a line");
        review["text"].as_str().expect("a text").to_owned()
    };
    lines.lines().map(text).collect()
}

#[test]
fn no_hostile_review_of_the_demo_shop_is_quoted() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo/shop/reviews/hostile.jsonl");
    let texts = texts(&file);
    assert!(texts.len() > 40);
    let shown: Vec<String> = texts.iter().filter_map(|text| quotable(text)).collect();
    assert!(shown.is_empty(), "{shown:#?}");
}

#[test]
fn most_ordinary_reviews_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo/shop/reviews");
    let files = std::fs::read_dir(folder).expect("the demo shop's reviews are there");
    let files = files.map(|file| file.expect("a file").path());
    let ordinary = files.filter(|file| !file.ends_with("hostile.jsonl"));
    let texts: Vec<String> = ordinary.flat_map(|file| texts(&file)).collect();
    let kept = texts.iter().filter(|text| quotable(text).is_some()).count();
    assert!(kept * 10 >= texts.len() * 8, "{kept} of {}", texts.len());
}

#[test]
fn a_long_review_is_cut_at_a_blank() {
    let text = "It holds the heat well and the lid closes tightly. ".repeat(8);
    let shown = quotable(&text).expect("a plain text");
    assert!(
        shown.ends_with('…') && shown.chars().count() <= 161,
        "{shown}"
    );
    assert!(text.starts_with(shown.trim_end_matches('…')));
}

#[test]
fn nothing_is_quoted_of_nothing() {
    assert_eq!(quotable("  \n "), None);
}
