//! Numbers as people write them.

use storekeeper::guardrails::{amounts, normalise};

#[test]
fn numbers_are_read_in_both_languages() {
    for (text, milli, money) in [
        ("20", 20_000, false),
        ("£20", 20_000, true),
        ("20 pounds", 20_000, true),
        ("12.50", 12_500, false),
        ("1,299.00 yuan", 1_299_000, true),
        ("¥39.9", 39_900, true),
        ("￥３９．９０", 39_900, true),
        ("50p", 500, true),
        ("75 pence", 750, true),
        ("twenty quid", 20_000, true),
        ("a dozen", 12_000, false),
        ("五十", 50_000, false),
        ("五十块", 50_000, true),
        ("一百二", 120_000, false),
        ("一百零二元", 102_000, true),
        ("两百五十块钱", 250_000, true),
        ("两千零五十", 2_050_000, false),
        ("一万二", 12_000_000, false),
        ("九块九", 9_900, true),
        ("三点五元", 3_500, true),
        ("十五", 15_000, false),
        ("二十英镑", 20_000, true),
        ("一〇五", 105_000, false),
        ("五毛", 500, true),
        ("80便士", 800, true),
    ] {
        let found = amounts(&normalise(text));
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!((found[0].milli, found[0].money), (milli, money), "{text}");
    }
}

#[test]
fn places_are_those_of_the_number_with_its_currency() {
    let text = "between £10 and 30 pounds";
    let found = amounts(text);
    let places: Vec<&str> = found.iter().map(|a| &text[a.start..a.end]).collect();
    assert_eq!(places, ["£10", "30 pounds"]);
}

#[test]
fn a_number_that_cannot_be_held_is_left_out() {
    for text in ["9".repeat(400), "九".repeat(400)] {
        assert!(amounts(&text).is_empty(), "{text}");
    }
    assert!(amounts("").is_empty());
    assert!(amounts("no number at all").is_empty());
}

#[test]
fn nonsense_is_survived() {
    for text in [
        "万",
        "千",
        "百",
        "1.",
        "点",
        "一点",
        "块九",
        ",",
        "零",
        "十万千百",
    ] {
        for times in [1, 2, 50] {
            let found = amounts(&text.repeat(times));
            assert!(found.iter().all(|amount| amount.milli >= 0), "{text}");
        }
    }
}
