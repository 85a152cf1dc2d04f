//! Whatever is asked, the reader answers.

use serde_json::Value;
use storekeeper::insights::segment::Filter;
use storekeeper::learn::Draws;

use super::read;

/// What questions are thrown together from.
#[rustfmt::skip]
const PIECES: &[&str] = &[
 "not", "没", "except", "以外", "or", "和", ",", "、", "tea", "茶", "Leeds", "over", "超过", "500", "五百", "£", "$", "%", "成", "百分之", "90 days", "三个月", "since", "以后", "March", "三月", "2026-02-30", "9999年99月", "top", "前", "third", "by", "spend", "消费", "ordered", "下单", "between", "to", "到", "likes", "喜欢", "vip", "\u{200b}", "\u{0}", "🦀", "é", "İ", "ﬁ", "ǆ", "𝟗", "'s", "-", "(", "”", "\n", "x", "only", "likely to leave", "churn risk", "最近", "内", "last", "ago", "1e309", "999999999999999999999", "０", "how many", "每个", "tier", "1/3", "more than",
];

#[test]
fn no_question_breaks_the_reader() {
    let pieces = PIECES;
    let mut draws = Draws::new(7);
    let count = u32::try_from(pieces.len()).expect("a few");
    for round in 0..600 {
        let mut question = String::new();
        for _ in 0..=(round % 24) {
            question.push_str(pieces[draws.below(count) as usize]);
            if draws.below(3) > 0 {
                question.push(' ');
            }
        }
        let reading = read(&question);
        for understood in &reading.understood {
            assert!(
                question.get(understood.span.clone()).is_some(),
                "{question}"
            );
        }
        for left in &reading.left {
            assert!(question.contains(left.as_str()), "{question}: {left}");
        }
        match &reading.filter {
            Some(filter) => assert_eq!(
                Filter::read(&reading.json).as_ref(),
                Ok(filter),
                "{question}"
            ),
            None => assert_eq!(reading.json, Value::Null, "{question}"),
        }
    }
    // What is too long is not read, and what has too many conditions either.
    let long = read(&"茶 or 咖啡 ".repeat(10_000));
    assert_eq!((long.filter, long.left.len()), (None, 1));
    let many = read(&"vip, tea; ".repeat(80));
    assert!(many.filter.is_some() || !many.left.is_empty());
    let deep = read(&"not ".repeat(200));
    assert_eq!(deep.filter, None);
}
