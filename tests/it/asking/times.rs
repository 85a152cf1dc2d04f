//! When: dates, months and years as people name them. Today is a Friday, 27 November 2026.

use serde_json::json;

use super::{normal, read};

/// Questions, the first day that is meant and the day after the last, either empty where there is none.
#[rustfmt::skip]
const TIMES: &[(&str, &str, &str)] = &[
    ("joined in May", "2026-05-01", "2026-06-01"),
    ("joined in December", "2025-12-01", "2026-01-01"),
    ("joined in November", "2026-11-01", ""),
    ("joined on 3 March", "2026-03-03", "2026-03-04"),
    ("joined on 28 November", "2025-11-28", "2025-11-29"),
    ("joined since March 5th, 2024", "2024-03-05", ""),
    ("joined after March", "2026-04-01", ""),
    ("joined after 2026-03-10", "2026-03-10", ""),
    ("joined before 2025", "", "2025-01-01"),
    ("joined this week", "2026-11-23", ""),
    ("joined last week", "2026-11-16", "2026-11-23"),
    ("joined last quarter", "2026-07-01", "2026-10-01"),
    ("joined before 31/03/2026", "", "2026-03-31"),
    ("joined yesterday", "2026-11-26", "2026-11-27"),
    ("joined between March and May", "2026-03-01", "2026-06-01"),
    ("十二月注册的", "2025-12-01", "2026-01-01"),
    ("去年三月注册的", "2025-03-01", "2025-04-01"),
    ("二月二十九号以后注册的", "2024-02-29", ""),
    ("２０２５年６月１日之前注册的", "", "2025-06-01"),
];

#[test]
fn times_are_counted_back_from_today() {
    for (question, from, to) in TIMES {
        let bounds = [("joined_after", from), ("joined_before", to)];
        let bounds = bounds.iter().filter(|(_, day)| !day.is_empty());
        let bounds: Vec<_> = bounds.map(|(key, day)| json!({ *key: day })).collect();
        let reading = read(question);
        assert_eq!(
            normal(&reading.json),
            normal(&json!({ "all": bounds })),
            "{question}"
        );
        assert_eq!(reading.left, Vec::<String>::new(), "{question}");
    }
}

#[test]
fn a_verb_is_no_month() {
    let mailed = json!({"consents_to": "marketing_mail"});
    let gold = json!({"column": "tier", "is": "gold"});
    for question in ["gold members who may be mailed", "gold and may be mailed"] {
        let reading = read(question);
        let both = json!({"all": [gold, mailed]});
        assert_eq!(normal(&reading.json), normal(&both), "{question}");
    }
}
