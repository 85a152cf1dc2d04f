//! What is said of a filter that cannot be read.

use serde_json::{Value, json};

use super::nested;
use storekeeper::insights::segment::{Filter, MOST_CONDITIONS, MOST_NESTED};

/// Every problem of a filter, a line each.
fn problems(value: &Value) -> String {
    match Filter::read(value) {
        Ok(filter) => panic!("{value} was read as {filter:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn problems_name_the_place_and_the_remedy() {
    let condition = |value: Value| problems(&json!({ "all": [{"tag": "vip"}, value] }));
    for (value, problem) in [
        (
            json!({"column": "recncy_days", "below": 90}),
            "all[1].column: there is no column \"recncy_days\"; did you mean \"recency_days\"?",
        ),
        (
            json!({"column": "city", "below": 3}),
            "all[1].below: \"city\" holds words: ask with one of is, is_not, one_of, known",
        ),
        (
            json!({"column": "orders", "at_least": "3"}),
            "all[1].at_least: \"orders\" holds counts: a number is expected, not a text",
        ),
        (
            json!({"column": "orders", "at_least": 1.5}),
            "all[1].at_least: \"orders\" counts whole numbers, and 1.5 is none: round it",
        ),
        (
            json!({"column": "spend", "above": -1}),
            "all[1].above: \"spend\" is never below 0: give 0 or more, not -1",
        ),
        (
            json!({"column": "churn_risk", "above": 60}),
            "all[1].above: \"churn_risk\" is a share from 0 to 1, and 60 is not: give 0.6 for 60%",
        ),
        (
            json!({"column": "recency_days", "is": 3}),
            "all[1].is: \"recency_days\" holds days with fractions: ask with one of below, above, at_least, at_most, \
             between, known",
        ),
        (
            json!({"column": "spend", "between": [3, 1]}),
            "all[1].between: 3 is above 1: give the smaller number first",
        ),
        (
            json!({"column": "spend", "belw": 3}),
            "all[1].belw: there is no such key here; did you mean \"below\"?",
        ),
        (
            json!({"column": "rfm", "is": "champion"}),
            "all[1].is: \"rfm\" never holds \"champion\"; did you mean \"champions\"?",
        ),
        (
            json!({"column": "mail_consent", "is": "yes"}),
            "all[1].is: true or false is expected, not a text",
        ),
        (
            json!({"bought": {}}),
            "all[1].bought: give a \"category\" or a \"brand\"",
        ),
        (
            json!({"bought": {"brand": "x", "within_days": 90, "since": "2026-01-01"}}),
            "all[1].bought: \"within_days\" and \"since\" say the same in two ways: leave one out",
        ),
        (
            json!({"bought": {"brand": "x", "since": "March"}}),
            "all[1].bought.since: \"March\" is no day: give it as \"2026-01-31\"",
        ),
        (
            json!({"bought": {"brand": "x", "times": 0}}),
            "all[1].bought.times: a whole number from 1 to 1000000 is expected, not 0",
        ),
        (
            json!({"consents_to": "marketing_sm"}),
            "all[1].consents_to: there is no purpose \"marketing_sm\"; did you mean \"marketing_sms\"?",
        ),
        (
            json!({"in_campaign": {}}),
            "all[1].in_campaign: give \"within_days\", the campaign's \"key\", or both",
        ),
        (
            json!({"joined_after": "2026-02-30"}),
            "all[1].joined_after: \"2026-02-30\" is no day: give it as \"2026-01-31\"",
        ),
        (
            json!({"tag": "x".repeat(201)}),
            "all[1].tag: the text is longer than 200 characters: shorten it",
        ),
        (
            json!({"colum": "orders"}),
            "all[1]: nothing says what is asked; did you mean \"column\"?",
        ),
        (
            json!({"tag": "x", "any": []}),
            "all[1]: \"any\" and \"tag\" are two conditions: put them into a list, {\"all\": [..., ...]}",
        ),
        (
            json!({"not": {"any": []}}),
            "all[1].not.any: the list is empty: give a condition, or leave it out",
        ),
    ] {
        assert_eq!(condition(value), problem);
    }
    assert!(problems(&json!("vip")).starts_with("the filter: a condition is expected, such as"));
    // All of them are found at once.
    let many = json!({"any": [{"column": "ordrs", "above": 1}, {"tag": 3}, {"column": "orders", "is": "a", "extra": 1}]});
    assert_eq!(problems(&many).lines().count(), 4);
}

#[test]
fn problems_of_a_time_name_the_place_and_the_remedy() {
    let condition = |value: Value| problems(&json!({ "all": [{"tag": "vip"}, value] }));
    for (value, problem) in [
        (
            json!({"bought": {"brand": "x", "within_days": 90, "before": "2026-01-01"}}),
            "all[1].bought: \"within_days\" lasts until now, and \"before\" ends earlier: give \"since\" and \"before\"",
        ),
        (
            json!({"ordered": {"orders": {"at_least": 2}}}),
            "all[1].ordered: give the time: \"within_days\", or \"since\", \"before\" or both; orders of all time are columns",
        ),
        (
            json!({"ordered": {"since": "2026-06-01", "before": "2026-06-01"}}),
            "all[1].ordered: nothing lies from 2026-06-01 on and before 2026-06-01: give the earlier day as \"since\"",
        ),
        (
            json!({"ordered": {"since": "2026-06-01", "orders": {"at_least": 2}, "spend": {"above": 9}}}),
            "all[1].ordered: \"orders\" and \"spend\" are two conditions: give each its own \"ordered\" in a list, {\"all\": [..., ...]}",
        ),
        (
            json!({"ordered": {"since": "2026-06-01", "orders": {"atleast": 2}}}),
            "all[1].ordered.orders.atleast: there is no such key here; did you mean \"at_least\"?",
        ),
        (
            json!({"ordered": {"since": "2026-06-01", "orders": {"at_least": 1.5}}}),
            "all[1].ordered.orders.at_least: \"orders\" counts whole numbers, and 1.5 is none: round it",
        ),
        (
            json!({"ordered": {"since": "2026-06-01", "items": {"at_least": 1, "below": 5}}}),
            "all[1].ordered.items: \"below\" and \"at_least\" are asked at once: use \"between\"",
        ),
        (
            json!({"ordered": {"since": "2026-06-01", "spend": 5}}),
            "all[1].ordered.spend: an object is expected, such as {\"at_least\": 2}, not a number",
        ),
    ] {
        assert_eq!(condition(value), problem);
    }
}

#[test]
fn filters_are_limited() {
    assert!(Filter::read(&nested(MOST_NESTED)).is_ok());
    let deep = problems(&nested(MOST_NESTED + 1));
    assert!(
        deep.ends_with("more than 8 deep: put some of them side by side"),
        "{deep}"
    );
    let tags = |count: usize| json!({"any": vec![json!({"tag": "x"}); count]});
    assert!(Filter::read(&tags(MOST_CONDITIONS)).is_ok());
    let wide = problems(&tags(100_000));
    assert_eq!(wide.lines().count(), 1, "{wide}");
    assert!(
        wide.starts_with("any[100]: a filter has at most 100 conditions"),
        "{wide}"
    );
    // Groups that cannot be read do not report without end either.
    let broken = json!({"all": vec![json!({"all": vec![json!({"not": 1, "any": 1}); 300]}); 300]});
    assert!(problems(&broken).lines().count() < 250);
    let words: Vec<String> = (0..101).map(|word| word.to_string()).collect();
    let list = problems(&json!({"column": "city", "one_of": words}));
    assert_eq!(
        list,
        "one_of: a list has at most 100 entries: leave some out"
    );
}
