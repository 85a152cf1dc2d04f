//! Times that no column counts: what was ordered in them. Today is a Friday, 27 November 2026.

use serde_json::json;

use storekeeper::assistant::{Term, read_question};

use super::{are_read, normal, read, today, vocabulary};

/// Names of times, the first day that is meant and the day after the last.
#[rustfmt::skip]
const TIMES: &[(&[&str], &str, &str)] = &[
    (&["ordered last summer", "ordered over the summer", "夏天下过单的"], "2026-06-01", "2026-09-01"),
    (&["ordered in the summer of 2025", "ordered in summer last year", "去年夏天下过单的"], "2025-06-01", "2025-09-01"),
    (&["ordered from March to May", "ordered between March and May", "ordered in March, April and May", "3月到5月下过单的", "3-5月下过单的"], "2026-03-01", "2026-06-01"),
    (&["ordered between November and January", "ordered from November to January"], "2025-11-01", "2026-02-01"),
    (&["ordered June to August last year", "去年6月到8月下过单的"], "2025-06-01", "2025-09-01"),
    (&["ordered 1 to 25 December 2025", "2025年12月1日到25日下过单的"], "2025-12-01", "2025-12-26"),
    (&["ordered on Boxing Day last year", "去年12月26号下过单的"], "2025-12-26", "2025-12-27"),
    (&["ordered around Christmas", "圣诞前后下过单的"], "2025-12-18", "2026-01-02"),
    (&["ordered in the week before Christmas", "圣诞节前一周下过单的"], "2025-12-18", "2025-12-25"),
    (&["ordered on Black Friday last year", "去年黑五下过单的"], "2025-11-28", "2025-11-29"),
    (&["ordered last Easter", "复活节下过单的"], "2026-04-03", "2026-04-07"),
    (&["ordered in the first half of the year", "ordered in H1", "上半年下过单的"], "2026-01-01", "2026-07-01"),
    (&["ordered in the second half of 2025", "去年下半年下过单的"], "2025-07-01", "2026-01-01"),
    (&["ordered in the third quarter", "ordered in Q3 2026", "三季度下过单的", "今年第三季度下过单的"], "2026-07-01", "2026-10-01"),
    (&["ordered in the first week of October", "ordered October 1st to 7th", "10月1号到7号下过单的"], "2026-10-01", "2026-10-08"),
    (&["去年双十一当天下过单的", "去年双11下过单的", "ordered on Singles' Day last year"], "2025-11-11", "2025-11-12"),
    (&["10月上旬下过单的"], "2026-10-01", "2026-10-11"),
    (&["上周末下过单的", "ordered last weekend"], "2026-11-21", "2026-11-23"),
    (&["上周五下过单的", "ordered last Friday"], "2026-11-20", "2026-11-21"),
    (&["last Christmas, by which I mean 1 to 25 December 2025: who ordered?"], "2025-12-01", "2025-12-26"),
    (&["今年618当天也就是6月18号下过单的"], "2026-06-18", "2026-06-19"),
];

#[test]
fn parts_of_a_year_are_known_by_their_names() {
    for (questions, since, before) in TIMES {
        let time = json!({"ordered": {"since": since, "before": before}});
        are_read(questions, &time);
    }
}

#[test]
fn what_was_ordered_in_a_time_is_counted() {
    are_read(
        &[
            "spent over 200 quid in October",
            "who spent more than £200 last month",
            "上个月消费超过200镑的",
            "10月花了超过200块的",
        ],
        &json!({"ordered": {"since": "2026-10-01", "before": "2026-11-01", "spend": {"above": 200}}}),
    );
    are_read(
        &[
            "spent over 500 so far this year",
            "今年到现在消费超过500镑的",
            "今年以来花了超过500镑的",
        ],
        &json!({"ordered": {"since": "2026-01-01", "spend": {"above": 500}}}),
    );
    are_read(
        &[
            "three or more orders in the past 30 days",
            "近30天下过三单以上",
        ],
        &json!({"ordered": {"within_days": 30, "orders": {"at_least": 3}}}),
    );
    are_read(
        &["bought 10 or more items in September", "9月买了10件以上的"],
        &json!({"ordered": {"since": "2026-09-01", "before": "2026-10-01", "items": {"at_least": 10}}}),
    );
    are_read(
        &["二季度只下过一单的", "ordered exactly once in Q2"],
        &json!({"ordered": {"since": "2026-04-01", "before": "2026-07-01", "orders": {"is": 1}}}),
    );
    are_read(
        &["bought nothing in August", "8月份没买过东西的"],
        &json!({"not": {"ordered": {"since": "2026-08-01", "before": "2026-09-01"}}}),
    );
    are_read(
        &[
            "bought coffee between April and June",
            "四月到六月买过咖啡的",
        ],
        &json!({"bought": {"category": "coffee", "since": "2026-04-01", "before": "2026-07-01"}}),
    );
}

#[test]
fn a_time_follows_another_one() {
    let summer = json!({"ordered": {"since": "2026-06-01", "before": "2026-09-01", "spend": {"above": 200}}});
    are_read(
        &[
            "spent over 200 quid in the summer, June to August, and nothing since",
            "今年夏天（6-8月）花了超过200镑，之后没再下单的",
        ],
        &json!({"all": [summer, {"last_order_before": "2026-09-01"}]}),
    );
    let tea = json!({"bought": {"category": "tea", "since": "2026-01-01", "before": "2026-07-01"}});
    are_read(
        &[
            "who bought tea in the first half of the year but nothing since",
            "上半年买过茶但之后没再买的",
        ],
        &json!({"all": [tea, {"not": {"bought": {"category": "tea", "since": "2026-07-01"}}}]}),
    );
    let each = |from: &str, to: &str| json!({"ordered": {"since": from, "before": to}});
    are_read(
        &[
            "5月和6月都下过单的",
            "ordered both in May and in June",
            "ordered in May and also in June",
        ],
        &json!({"all": [each("2026-05-01", "2026-06-01"), each("2026-06-01", "2026-07-01")]}),
    );
    are_read(
        &[
            "618或双十一下过单的",
            "ordered on 18 June or on Singles' Day",
        ],
        &json!({"any": [each("2026-06-18", "2026-06-19"), each("2026-11-11", "2026-11-12")]}),
    );
    are_read(
        &[
            "ordered in 2024 but not in 2025",
            "2024年下过单2025年没下过",
        ],
        &json!({"all": [
            each("2024-01-01", "2025-01-01"), {"not": each("2025-01-01", "2026-01-01")},
        ]}),
    );
    are_read(
        &[
            "one order, and it was more than 200 days ago",
            "只下过一单，而且距今超过200天",
        ],
        &json!({"all": [{"column": "orders", "is": 1}, {"column": "recency_days", "above": 200}]}),
    );
    // Who has not ordered is not who has been a member for so long.
    are_read(
        &["会员里谁超过60天没下单了"],
        &json!({"column": "recency_days", "above": 60}),
    );
}

#[test]
fn every_channel_and_tier_of_the_shop_has_its_other_names() {
    let mut vocabulary = vocabulary();
    let term = |kept: &str| Term::new(kept, Vec::<String>::new());
    vocabulary.channels = ["App", "Web", "Store", "WeChat"].map(term).to_vec();
    for (question, channel) in [
        ("mostly order through the mobile app", "App"),
        ("主要在官网下单的", "Web"),
        ("主要在门店下单的", "Store"),
        ("小程序用户", "WeChat"),
        ("store shoppers", "Store"),
    ] {
        let reading = read_question(question, &vocabulary, today());
        let filter = json!({"column": "channel", "is": channel});
        assert_eq!(reading.json, filter, "{question}");
        assert!(reading.left.is_empty(), "{question}: {:?}", reading.left);
    }
    are_read(
        &["铂金会员", "platinum card holders", "白金卡"],
        &json!({"column": "tier", "is": "platinum"}),
    );
}

#[test]
fn neither_denies_both() {
    are_read(
        &["neither vip nor gold", "既不是vip也不是金卡"],
        &json!({"all": [{"not": {"tag": "vip"}}, {"not": {"column": "tier", "is": "gold"}}]}),
    );
    are_read(
        &["haven't ordered or visited in 60 days"],
        &json!({"all": [
            {"column": "recency_days", "above": 60}, {"column": "seen_days", "above": 60},
        ]}),
    );
    // What a sum is of is not denied with what stands before it.
    are_read(
        &["no order since June, more than £500 in 2025"],
        &json!({"all": [
            {"last_order_before": "2026-06-01"},
            {"ordered": {"since": "2025-01-01", "before": "2026-01-01", "spend": {"above": 500}}},
        ]}),
    );
}

#[test]
fn blanks_around_numbers_are_nothing_in_chinese() {
    for (blanks, none) in [
        ("超过 180 天没下单的会员", "超过180天没下单的会员"),
        ("3 月到 5 月下过单的", "3月到5月下过单的"),
        ("积分超过 2000 的会员", "积分超过2000的会员"),
        (
            "2025 年 12 月 1 日到 25 日下过单的",
            "2025年12月1日到25日下过单的",
        ),
    ] {
        let (spaced, plain) = (read(blanks), read(none));
        assert_eq!(normal(&spaced.json), normal(&plain.json), "{blanks}");
        assert_eq!(spaced.left, Vec::<String>::new(), "{blanks}");
    }
}
