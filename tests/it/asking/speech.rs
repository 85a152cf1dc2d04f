//! What is said around conditions: courtesies, bare nouns, things said twice, purposes; and what must not be read into it.

use serde_json::{Value, json};

use super::{are_read, normal, read};

#[test]
fn a_noun_and_what_says_how_many_may_stand_apart() {
    are_read(
        &[
            "basket adds: three or more in the last 90 days, yet no order in that time. Who?",
            "加购：三次以上，近90天一单没下",
        ],
        &json!({"all": [{"column": "carts_90", "at_least": 3}, {"column": "orders_90", "is": 0}]}),
    );
    are_read(
        &[
            "tea or toys, bought in the past week",
            "茶或者玩具，近7天内买过其一",
        ],
        &json!({"any": [
            {"bought": {"category": "tea", "within_days": 7}},
            {"bought": {"category": "toys", "within_days": 7}},
        ]}),
    );
    are_read(
        &[
            "five orders minimum",
            "orders: at least five",
            "下单：5次起",
        ],
        &json!({"column": "orders", "at_least": 5}),
    );
    are_read(
        &[
            "bought tea in the last 45 days, twice at least",
            "近45天至少买过两次茶",
        ],
        &json!({"bought": {"category": "tea", "within_days": 45, "times": 2}}),
    );
    are_read(
        &[
            "nothing since Christmas",
            "not a peep since Christmas",
            "圣诞节以后没动静的",
        ],
        &json!({"last_order_before": "2025-12-25"}),
    );
}

#[test]
fn what_is_said_twice_or_more_exactly_is_one_condition() {
    are_read(
        &[
            "退了两成多（超过20%）的",
            "sent back over 20% (more than 20%)",
        ],
        &json!({"column": "returned_share", "above": 0.2}),
    );
    are_read(
        &["近半年（180天）内买过茶"],
        &json!({"bought": {"category": "tea", "within_days": 180}}),
    );
    are_read(
        &["regulars: an order every 30 days or quicker on average, at least 4 in the past year"],
        &json!({"all": [
            {"column": "interval_mean", "at_most": 30},
            {"column": "orders_365", "at_least": 4},
        ]}),
    );
    are_read(
        &[
            "haven't placed a single order in the last year",
            "zero orders in the last year",
        ],
        &json!({"column": "orders_365", "is": 0}),
    );
    are_read(
        &[
            "got three or more campaigns in 90 days without ordering once",
            "给他们发了至少3次活动（近三个月），还是没买",
        ],
        &json!({"all": [{"column": "campaigns_90", "at_least": 3}, {"column": "orders_90", "is": 0}]}),
    );
    are_read(
        &["bought tea but not in the last 90 days"],
        &json!({"all": [
            {"bought": {"category": "tea"}},
            {"not": {"bought": {"category": "tea", "within_days": 90}}},
        ]}),
    );
}

#[test]
fn a_time_is_named_again_and_a_rhythm_is_bounded() {
    are_read(
        &["spent nothing in the past 90 days but were on the site in that time"],
        &json!({"all": [{"column": "spend_90", "is": 0}, {"column": "seen_days", "below": 90}]}),
    );
    are_read(
        &["on average they order every 3 weeks or more often"],
        &json!({"column": "interval_mean", "at_most": 21}),
    );
    are_read(
        &["最近两单隔了三个多月"],
        &json!({"column": "interval_last", "above": 90}),
    );
    are_read(
        &["bought tea at least 3 times, not in the last 60 days though"],
        &json!({"all": [
            {"bought": {"category": "tea", "times": 3}},
            {"not": {"bought": {"category": "tea", "within_days": 60}}},
        ]}),
    );
    are_read(
        &["会员里买过的品类不超过两个", "two categories or fewer"],
        &json!({"column": "categories", "at_most": 2}),
    );
    are_read(
        &[
            "never came back after their first order",
            "首单之后就没再来过的",
        ],
        &json!({"column": "orders", "is": 1}),
    );
}

#[test]
fn a_day_named_with_on_or_after_is_no_alternative() {
    for (question, filter) in [
        (
            "one-time buyers who joined on or after 1 September this year",
            json!({"all": [{"column": "orders", "is": 1}, {"joined_after": "2026-09-01"}]}),
        ),
        (
            "members who have gone past three times their usual gap between orders",
            json!({"column": "overdue", "above": 3}),
        ),
        (
            "问卷一次都没答过的金卡",
            json!({"all": [{"column": "surveys", "is": 0}, {"column": "tier", "is": "gold"}]}),
        ),
        (
            "积分超过8000还没花掉的",
            json!({"column": "points", "above": 8000}),
        ),
        (
            "杭州有谁是到点了该回购还没来的",
            json!({"all": [{"column": "city", "is": "Hangzhou"}, {"column": "due_days", "below": 0}]}),
        ),
    ] {
        let reading = read(question);
        assert_eq!(normal(&reading.json), normal(&filter), "{question}");
        assert_eq!(reading.left, Vec::<String>::new(), "{question}");
    }
}

#[test]
fn never_is_at_any_time() {
    are_read(
        &[
            "近30天买过茶、从没买过玩具",
            "bought tea in the last 30 days, never any toys",
        ],
        &json!({"all": [
            {"bought": {"category": "tea", "within_days": 30}},
            {"not": {"bought": {"category": "toys"}}},
        ]}),
    );
}

#[test]
fn courtesies_and_purposes_carry_no_condition() {
    let gold = json!({"column": "tier", "is": "gold"});
    are_read(
        &[
            "hello, could you possibly show me the gold members? many thanks",
            "would you mind pulling up gold members for me",
            "gold people, so that we can invite them",
            "辛苦帮忙拉一下金卡客户名单，谢谢",
            "金卡会员，想请他们写评价",
        ],
        &gold,
    );
    are_read(
        &["gold, sms ok", "金卡，短信也能发", "金卡、短信可以发"],
        &json!({"all": [gold, {"consents_to": "marketing_sms"}]}),
    );
    are_read(
        &[
            "everyone but gold",
            "anyone but gold members",
            "不是金卡的有几个",
        ],
        &json!({"not": gold}),
    );
    are_read(
        &[
            "不同意我们做数据分析的有几位",
            "no consent to data analysis",
        ],
        &json!({"not": {"consents_to": "analysis"}}),
    );
    let reading = read("list 20 gold members with the highest churn risk");
    assert_eq!(normal(&reading.json), gold);
    assert_eq!(reading.limit, Some(20));
}

#[test]
fn what_cannot_be_said_exactly_is_left() {
    for question in [
        // Days of a calendar month, and of what stands behind an order.
        "本月来逛过6天",
        "下单后60天没来",
        "visited the site on 6 different days this month",
        // What is bought, counted or agreed to is not known.
        "who bought a sofa in the last 90 days",
        "近一年买过婚戒的",
        "打八折时买的",
        "ordered over 40 widgets",
        "subscribers to our podcast",
        "haven't heard from them in half a year",
        "男客户",
        "owns a cat",
    ] {
        let reading = read(question);
        assert_eq!(reading.json, Value::Null, "{question}");
        assert!(!reading.left.is_empty(), "{question}");
    }
    let reading = read("40岁以上的男客户");
    assert_eq!(reading.json, json!({"column": "age", "at_least": 40}));
    assert_eq!(reading.left, ["男"]);
    // What comes beside a condition does not change it.
    for (question, left) in [
        ("gold members with red hair", "red hair"),
        ("pregnant gold members", "pregnant"),
        ("快递延误的金卡会员", "快递延误"),
        ("喜欢紫色的金卡会员", "喜欢紫色"),
        ("gold members who will buy a boat", "will buy"),
        (
            "gold members who haven't ordered since",
            "haven't ordered since",
        ),
    ] {
        let reading = read(question);
        assert_eq!(
            normal(&reading.json),
            json!({"column": "tier", "is": "gold"}),
            "{question}"
        );
        assert!(
            reading.left.concat().contains(left),
            "{question}: {:?}",
            reading.left
        );
    }
}
