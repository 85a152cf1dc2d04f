//! What is not understood is said.

use serde_json::{Value, json};

use super::{normal, read};

#[test]
fn what_is_not_understood_is_said_and_never_guessed() {
    for (question, filter, left) in [
        // No column knows of an app.
        (
            "VIPs in Shanghai who didn't use the app for 3 months",
            json!({"all": [{"tag": "vip"}, {"column": "city", "is": "Shanghai"}]}),
            vec!["didn't use the app for 3 months"],
        ),
        ("who bought a sofa", Value::Null, vec!["bought a sofa"]),
        (
            "没买过沙发的利兹会员",
            json!({"column": "city", "is": "Leeds"}),
            vec!["没买过沙发"],
        ),
        // A denial of what is not understood is not taken for a denial of what follows.
        (
            "not vegan gold members",
            json!({"column": "tier", "is": "gold"}),
            vec!["not vegan"],
        ),
        // Another currency has another worth.
        ("spent over $500", Value::Null, vec!["spent over $500"]),
        ("花了500元以上的", Value::Null, vec!["花了500元以上"]),
        // Nothing holds on how many days somebody came in a month, or who bought nothing else.
        (
            "visited 3 times in October",
            Value::Null,
            vec!["visited 3 times in October"],
        ),
        ("people who only buy tea", Value::Null, vec!["only buy tea"]),
        (
            "loves coffee and hates tea",
            json!({"bought": {"category": "coffee", "times": 2}}),
            vec!["hates tea"],
        ),
        // The future, an order of what happened, and what is not asked of members.
        (
            "who will buy tea",
            json!({"bought": {"category": "tea"}}),
            vec!["will"],
        ),
        ("下单前访问过", Value::Null, vec!["下单前访问过"]),
        (
            "how many orders did gold members place",
            json!({"column": "tier", "is": "gold"}),
            vec!["how many orders"],
        ),
        (
            "what is the total spend of gold members",
            json!({"column": "tier", "is": "gold"}),
            vec!["total spend"],
        ),
        // Two of them may be bought at once, and about 500 is not 500.
        (
            "members who bought 2 toys",
            Value::Null,
            vec!["bought 2 toys"],
        ),
        ("消费约500以上", Value::Null, vec!["消费约500以上"]),
        // The third of January or the first of March; and nobody lives in two cities.
        (
            "gold members who joined before 01/03/2026",
            json!({"column": "tier", "is": "gold"}),
            vec!["joined before 01/03/2026"],
        ),
        (
            "in Leeds: gold; in London: silver",
            Value::Null,
            vec!["in Leeds: gold; in London: silver"],
        ),
        (
            "gold members who want tea",
            json!({"column": "tier", "is": "gold"}),
            vec!["want tea"],
        ),
        ("top 5 cities", Value::Null, vec!["top 5 cities"]),
        // A slip is no other word.
        ("staff members", Value::Null, vec!["staff"]),
        // A place that neither the shop nor the list of cities has.
        (
            "gold members in Hull",
            json!({"column": "tier", "is": "gold"}),
            vec!["Hull"],
        ),
        // Less than all that is said: more or less than that is not.
        ("spent 500", Value::Null, vec!["spent 500"]),
    ] {
        let reading = read(question);
        assert_eq!(normal(&reading.json), normal(&filter), "{question}");
        assert_eq!(reading.left, left, "{question}");
    }
}

#[test]
fn a_city_in_which_nobody_lives_is_understood() {
    let reading = read("gold members in Paris");
    let filter =
        json!({"all": [{"column": "city", "is": "Paris"}, {"column": "tier", "is": "gold"}]});
    assert_eq!(normal(&reading.json), normal(&filter));
    assert!(reading.left.is_empty(), "{:?}", reading.left);
}

#[test]
fn what_the_filter_cannot_ask_is_said() {
    for (question, filter, left) in [
        // No campaign, sent in a time that the filter cannot ask of one alone.
        (
            "gold members who were sent the spring campaign more than 30 days ago",
            json!({"column": "tier", "is": "gold"}),
            vec!["were sent the spring campaign more than 30 days ago"],
        ),
        // Dates that there are not.
        (
            "gold members who ordered on 31 April",
            json!({"column": "tier", "is": "gold"}),
            vec!["ordered on 31 April"],
        ),
        (
            "2025年2月29日下单的金卡",
            json!({"column": "tier", "is": "gold"}),
            vec!["2025年2月29日下单"],
        ),
        // What the shop does not know of them.
        (
            "female gold members",
            json!({"column": "tier", "is": "gold"}),
            vec!["female"],
        ),
        (
            "周末爱逛的金卡",
            json!({"column": "tier", "is": "gold"}),
            vec!["周末爱逛"],
        ),
    ] {
        let reading = read(question);
        assert_eq!(normal(&reading.json), normal(&filter), "{question}");
        assert_eq!(reading.left, left, "{question}");
    }
}
