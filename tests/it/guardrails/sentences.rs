//! Where a sentence ends while it is still being written.

use storekeeper::guardrails::sentences;

/// Feeds `text` in pieces of `size` characters and gives the sentences that came out.
fn fed(text: &str, size: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let (mut buffer, mut found) = (String::new(), Vec::new());
    for piece in characters.chunks(size) {
        buffer.extend(piece);
        found.extend(sentences(&mut buffer, false));
    }
    found.extend(sentences(&mut buffer, true));
    assert!(buffer.is_empty());
    found
}

#[test]
fn a_text_is_cut_the_same_however_it_comes() {
    for (text, expected) in [
        ("One. Two! Three?", &["One.", "Two!", "Three?"][..]),
        (
            "It costs ¥39.90. It is nice.",
            &["It costs ¥39.90.", "It is nice."],
        ),
        (
            "有货。售价39.90元！要吗？",
            &["有货。", "售价39.90元！", "要吗？"],
        ),
        ("有的；还有别的", &["有的；", "还有别的"]),
        ("要吗?有货!好", &["要吗?", "有货!", "好"]),
        ("one\ntwo\n\nthree", &["one", "two", "three"]),
        ("No end", &["No end"]),
        ("v1.2.3 and S.A.", &["v1.2.3 and S.A."]),
        ("  \n  ", &[]),
        ("", &[]),
    ] {
        for size in [1, 2, 3, 100] {
            assert_eq!(fed(text, size), expected, "{text:?} by {size}");
        }
    }
}

#[test]
fn what_is_not_complete_stays() {
    let mut buffer = "It costs ¥39.".to_owned();
    assert!(sentences(&mut buffer, false).is_empty());
    buffer.push_str("90. And");
    assert_eq!(sentences(&mut buffer, false), ["It costs ¥39.90."]);
    assert_eq!(buffer, " And");
    assert_eq!(sentences(&mut buffer, true), ["And"]);
    assert!(sentences(&mut buffer, true).is_empty());
}
