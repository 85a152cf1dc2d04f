//! How far denials, exceptions and alternatives reach.

use serde_json::{Value, json};

use super::{normal, read};

#[test]
fn denials_exceptions_and_alternatives_reach_as_far_as_they_are_meant() {
    let tea = json!({"bought": {"category": "tea"}});
    let coffee = json!({"bought": {"category": "coffee"}});
    let gold = json!({"column": "tier", "is": "gold"});
    let leeds = json!({"column": "city", "is": "Leeds"});
    let not = |condition: &Value| json!({ "not": condition });
    let neither = json!({"all": [not(&tea), not(&coffee)]});
    for (question, filter) in [
        (
            "bought tea but not coffee",
            json!({"all": [tea, not(&coffee)]}),
        ),
        ("bought neither tea nor coffee", neither.clone()),
        ("never bought tea or coffee", neither.clone()),
        ("没买过茶或咖啡的", neither.clone()),
        ("茶和咖啡都没买过", neither.clone()),
        (
            "bought tea or coffee, gold",
            json!({"all": [{"any": [tea, coffee]}, gold]}),
        ),
        ("not in Leeds, gold", json!({"all": [not(&leeds), gold]})),
        (
            "everyone except gold members in Leeds",
            not(&json!({"all": [gold, leeds]})),
        ),
        (
            "everyone except gold members or people in Leeds",
            json!({"all": [not(&gold), not(&leeds)]}),
        ),
        (
            "除了金卡以外的利兹会员",
            json!({"all": [not(&gold), leeds]}),
        ),
        ("利兹的，金卡除外", json!({"all": [leeds, not(&gold)]})),
        (
            "bought tea and gold or in Leeds",
            json!({"all": [tea, {"any": [gold, leeds]}]}),
        ),
        (
            "not gold or silver",
            json!({"all": [not(&gold), not(&json!({"column": "tier", "is": "silver"}))]}),
        ),
        (
            "spent over 500 but less than 1000",
            json!({"all": [{"column": "spend", "above": 500}, {"column": "spend", "below": 1000}]}),
        ),
        (
            "bought coffee twice or more, but hasn't bought any for 2 months",
            json!({"all": [
                {"bought": {"category": "coffee", "times": 2}},
                {"not": {"bought": {"category": "coffee", "within_days": 60}}},
            ]}),
        ),
        (
            "haven't visited or ordered for 60 days",
            json!({"all": [{"column": "seen_days", "above": 60}, {"column": "recency_days", "above": 60}]}),
        ),
        (
            "have not bought tea or spent over 500",
            json!({"all": [not(&tea), {"not": {"column": "spend", "above": 500}}]}),
        ),
        // The time of one clause is that of the next where it stands before both.
        (
            "近90天消费超过100且下单3次以上",
            json!({"all": [{"column": "spend_90", "above": 100}, {"column": "orders_90", "at_least": 3}]}),
        ),
        (
            "近90天没下单，累计消费超过100",
            json!({"all": [{"column": "recency_days", "above": 90}, {"column": "spend", "above": 100}]}),
        ),
    ] {
        let reading = read(question);
        assert_eq!(normal(&reading.json), normal(&filter), "{question}");
        assert_eq!(reading.left, Vec::<String>::new(), "{question}");
    }
}
