//! Points, birthdays and ages. Today is 27 November 2026.

use serde_json::json;

use storekeeper::features::Direction;

use super::{are_read, read};

#[test]
fn points_are_asked_for_by_their_number() {
    are_read(
        &[
            "who has more than 2000 points",
            "everybody sat on over 2000 points",
            "积分超过2000的会员",
            "有2000多积分的",
        ],
        &json!({"column": "points", "above": 2000}),
    );
    are_read(
        &[
            "members with no points at all",
            "积分是0的有多少",
            "零积分的",
            "一分积分都没有的会员",
        ],
        &json!({"column": "points", "is": 0}),
    );
    let reading = read("10 members with the most points");
    let order = reading.order.expect("an order");
    assert_eq!(
        (order.column, order.direction),
        ("points", Direction::Descending)
    );
    // A score has points of its own.
    are_read(
        &["scored us 8 points or more", "打8分以上的"],
        &json!({"column": "survey_last", "at_least": 8}),
    );
}

#[test]
fn birthdays_are_those_to_come() {
    let days = |from: i64, to: i64| json!({"column": "birthday_days", "between": [from, to]});
    are_read(
        &["birthdays in the next two weeks", "未来两周过生日的"],
        &days(0, 14),
    );
    are_read(&["whose birthday is next week", "下周生日的"], &days(3, 9));
    are_read(
        &[
            "birthdays still to come this month, today counts",
            "这个月过生日的",
            "生日在今天到这个月底之间的",
        ],
        &days(0, 3),
    );
    are_read(
        &["birthday in December", "12月过生日的", "下个月生日的"],
        &days(4, 34),
    );
    are_read(&["birthday in February"], &days(66, 93));
    are_read(
        &[
            "birthdays between now and Christmas",
            "从现在到圣诞节之间过生日的",
        ],
        &days(0, 28),
    );
    are_read(
        &["whose birthday is it today", "今天生日的"],
        &json!({"column": "birthday_days", "is": 0}),
    );
    are_read(
        &[
            "whose birthday we don't know",
            "没填生日的会员",
            "without a birthday on file",
        ],
        &json!({"column": "birthday_days", "known": false}),
    );
    // A slip of the word.
    are_read(&["brithdays next week"], &days(3, 9));
}

#[test]
fn ages_are_asked_for_in_many_ways() {
    let between = |from: i64, to: i64| json!({"column": "age", "between": [from, to]});
    are_read(
        &[
            "over 65s",
            "members over 65",
            "people who are over 65",
            "older than 65",
            "aged over 65",
            "超过65岁的",
        ],
        &json!({"column": "age", "above": 65}),
    );
    are_read(
        &[
            "under 25s",
            "customers under 25",
            "younger than 25",
            "不到25岁的",
            "未满25岁的",
        ],
        &json!({"column": "age", "below": 25}),
    );
    are_read(
        &[
            "aged 60 and over",
            "60 or older",
            "people aged 60 plus",
            "60岁以上的",
            "满60岁的",
        ],
        &json!({"column": "age", "at_least": 60}),
    );
    are_read(
        &[
            "in their forties",
            "in their 40s",
            "fortysomethings",
            "四十多岁的",
            "40到49岁的",
            "四十多岁的，也就是40到49岁",
        ],
        &between(40, 49),
    );
    are_read(
        &[
            "aged 18 to 25",
            "between 18 and 25 years old",
            "members between 18 and 25",
            "年龄18到25的",
            "18-25岁的",
        ],
        &between(18, 25),
    );
    are_read(
        &[
            "spent over 500 and are over 40",
            "消费超过500镑，40岁以上（大于40岁）",
        ],
        &json!({"all": [{"column": "spend", "above": 500}, {"column": "age", "above": 40}]}),
    );
    // What else stands with it is of its own.
    are_read(
        &["gold members over 50 in Leeds with at least 100 points"],
        &json!({"all": [
            {"column": "tier", "is": "gold"}, {"column": "age", "above": 50},
            {"column": "city", "is": "Leeds"}, {"column": "points", "at_least": 100},
        ]}),
    );
    are_read(
        &["members over 5 orders"],
        &json!({"column": "orders", "above": 5}),
    );
    are_read(
        &["customers over 50 pounds total spend"],
        &json!({"column": "spend", "above": 50}),
    );
}
