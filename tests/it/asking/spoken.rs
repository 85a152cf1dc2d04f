//! How people of a shop speak: classes of goods, vague words made exact, shares, rhythms, names of days.

use serde_json::{Value, json};

use super::{is_read, read};

#[test]
fn a_category_is_known_by_plain_words_for_what_stands_in_it() {
    for (question, category, times) in [
        ("bought cookware", "kitchen", 1),
        ("who bought duvets", "bedding", 1),
        ("people into camping", "outdoor", 2),
        ("bookworms", "books", 1),
        ("买过盆栽的", "garden", 1),
        ("喜欢徒步的", "outdoor", 2),
        ("买家纺的会员", "bedding", 1),
        ("bought teabags", "tea", 1),
    ] {
        let mut bought = json!({ "category": category });
        if times > 1 {
            bought["times"] = json!(times);
        }
        is_read(question, &json!({ "bought": bought }));
    }
    is_read(
        "bought novels at least three times",
        &json!({"bought": {"category": "books", "times": 3}}),
    );
    // The shop sells neither.
    for question in ["who bought a sofa", "who bought dog food", "买过沙发的"] {
        assert_eq!(read(question).json, Value::Null, "{question}");
    }
}

#[test]
fn goods_alone_may_be_looked_for() {
    assert!(read("duvets").goods_alone);
    assert!(!read("who bought duvets").goods_alone);
    assert!(!read("duvets, gold members").goods_alone);
}

#[test]
fn a_number_makes_the_vague_word_before_it_exact() {
    for (question, filter) in [
        (
            "big spenders (over 300 in the past year)",
            json!({"column": "spend_365", "above": 300}),
        ),
        (
            "bargain hunters, over 80%",
            json!({"column": "discount_share", "above": 0.8}),
        ),
        (
            "high churn risk, at least 80%",
            json!({"column": "churn_risk", "at_least": 0.8}),
        ),
        (
            "高客单的，单均200以上",
            json!({"column": "mean_order", "at_least": 200}),
        ),
        (
            "羊毛党，八成以上",
            json!({"column": "discount_share", "at_least": 0.8}),
        ),
    ] {
        is_read(question, &filter);
    }
    // Alone it has no limit that fits every shop.
    assert_eq!(read("高客单的").json, Value::Null);
}

#[test]
fn shares_are_said_in_parts() {
    for (question, filter) in [
        (
            "who sends back more than a quarter of what they buy",
            json!({"column": "returned_share", "above": 0.25}),
        ),
        (
            "send back at least half of their orders",
            json!({"column": "returned_share", "at_least": 0.5}),
        ),
        (
            "spend more than three quarters on discounted items",
            json!({"column": "discount_share", "above": 0.75}),
        ),
        (
            "退款率超过四分之一的",
            json!({"column": "returned_share", "above": 0.25}),
        ),
        (
            "买打折货占一半以上的",
            json!({"column": "discount_share", "at_least": 0.5}),
        ),
        (
            "risk above half",
            json!({"column": "churn_risk", "above": 0.5}),
        ),
    ] {
        is_read(question, &filter);
    }
    // A length of time all the same.
    is_read(
        "haven't ordered for more than a quarter",
        &json!({"column": "recency_days", "above": 90}),
    );
}

#[test]
fn rhythms_are_compared_with_their_own() {
    for (question, filter) in [
        (
            "late by more than twice their usual interval",
            json!({"column": "overdue", "above": 2}),
        ),
        (
            "超过平时周期两倍还没来的",
            json!({"column": "overdue", "above": 2}),
        ),
        (
            "whose orders are getting further apart",
            json!({"column": "interval_trend", "above": 1}),
        ),
        (
            "下单间隔越来越长的",
            json!({"column": "interval_trend", "above": 1}),
        ),
        (
            "should have reordered at least a fortnight ago",
            json!({"column": "due_days", "at_most": -14}),
        ),
        (
            "visited on more than 5 days in the last 30 days",
            json!({"column": "visit_days_30", "above": 5}),
        ),
        (
            "who orders in the next 14 days",
            json!({"column": "due_days", "between": [0, 14]}),
        ),
        (
            "worth more than 200 over the next year",
            json!({"column": "value", "above": 200}),
        ),
    ] {
        is_read(question, &filter);
    }
    // The last day of a time is meant whole, and the first moment after it is not: nobody is due in two weeks that follow.
    let due = |from: i64, end: i64| {
        let condition = |how: &str, days: i64| json!({"column": "due_days", how: days});
        json!({"all": [condition("at_least", from), condition("below", end)]})
    };
    for (question, from, end) in [
        ("due this week", 0, 3),
        ("due next week", 3, 10),
        ("预计下周要回购的", 3, 10),
        ("due before the end of the month", 0, 4),
        ("due in December", 4, 35),
    ] {
        is_read(question, &due(from, end));
    }
    // What has not begun is no time in which somebody did anything.
    assert_eq!(read("who joined next week").json, Value::Null);
}

#[test]
fn lists_exceptions_and_days_are_read_as_they_are_said() {
    for (question, filter) in [
        (
            "金卡银卡",
            json!({"column": "tier", "one_of": ["gold", "silver"]}),
        ),
        (
            "金卡和银卡之外的",
            json!({"all": [
                {"not": {"column": "tier", "is": "gold"}},
                {"not": {"column": "tier", "is": "silver"}},
            ]}),
        ),
        (
            "drop the ones without email consent",
            json!({"consents_to": "marketing_mail"}),
        ),
        (
            "双十一以后没买过的",
            json!({"last_order_before": "2026-11-11"}),
        ),
        (
            "no order since spring",
            json!({"last_order_before": "2026-03-01"}),
        ),
        (
            "问卷打分低于5分的",
            json!({"column": "survey_last", "below": 5}),
        ),
        (
            "customers that gave us a 9 or 10",
            json!({"any": [{"column": "survey_last", "is": 9}, {"column": "survey_last", "is": 10}]}),
        ),
        (
            "至少买过4个品类",
            json!({"column": "categories", "at_least": 4}),
        ),
        (
            "customers over two years",
            json!({"column": "tenure_days", "above": 730}),
        ),
        (
            "risk over 60%, risk over 70%",
            json!({"column": "churn_risk", "above": 0.7}),
        ),
    ] {
        is_read(question, &filter);
    }
    // Nobody has and has not.
    assert_eq!(read("买过茶，没买过茶").json, Value::Null);
}

#[test]
fn a_cart_is_one_of_late_and_its_owner_need_never_have_ordered() {
    let left = json!({"all": [
        {"column": "carts_90", "at_least": 1},
        {"column": "orders_90", "is": 0},
    ]});
    for question in [
        "added to basket in the last 90 days but didn't buy",
        "put something in the cart but no order",
        "加购未下单的",
        "近90天加购但没买的",
    ] {
        is_read(question, &left);
    }
    // Who is counted by visits was a customer before.
    is_read(
        "visited in the last 90 days but did not order",
        &json!({"all": [{"column": "seen_days", "below": 90}, {"column": "recency_days", "above": 90}]}),
    );
}
