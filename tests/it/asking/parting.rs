//! Alternatives of several conditions, exceptions that end with their verb, words that are empty, and what lies beside them.

use serde_json::{Value, json};

use storekeeper::assistant::Lacking;

use super::{are_read, is_read, normal, read};

#[test]
fn alternatives_may_be_of_several_conditions() {
    let rich = json!({"column": "spend_365", "above": 8000});
    let silver = json!({"all": [{"column": "tier", "is": "silver"}, rich]});
    is_read(
        "either gold, or silver with over £8k spent in the last year",
        &json!({"any": [{"column": "tier", "is": "gold"}, silver]}),
    );
    is_read(
        "利兹的，要么近90天花了1000以上，要么积分5000以上",
        &json!({"all": [
            {"column": "city", "is": "Leeds"},
            {"any": [{"column": "spend_90", "at_least": 1000}, {"column": "points", "at_least": 5000}]},
        ]}),
    );
    // Without a comma before "or" it joins two words.
    is_read(
        "either in Leeds or London, with more than 3 orders",
        &json!({"all": [
            {"column": "city", "one_of": ["Leeds", "London"]},
            {"column": "orders", "above": 3},
        ]}),
    );
}

#[test]
fn an_exception_may_end_with_its_verb() {
    let gold = json!({"not": {"column": "tier", "is": "gold"}});
    let leeds = json!({"column": "city", "is": "Leeds"});
    are_read(
        &[
            "利兹的会员，金卡剔掉",
            "利兹的，把金卡剔掉",
            "利兹的会员里剔掉金卡",
        ],
        &json!({"all": [leeds, gold]}),
    );
    is_read(
        "把退货率超过30%的剔除，只要金卡",
        &json!({"all": [
            {"not": {"column": "returned_share", "above": 0.3}},
            {"column": "tier", "is": "gold"},
        ]}),
    );
}

#[test]
fn a_column_of_words_may_be_empty() {
    for (questions, column) in [
        (
            vec!["no city on file", "没填城市的会员", "城市未知的会员"],
            "city",
        ),
        (vec!["not in any RFM segment", "没有RFM分群的会员"], "rfm"),
        (
            vec!["not assigned to a cluster", "还没分进任何聚类的"],
            "cluster",
        ),
        // In a shop that has no such tier it is the one that everybody begins in.
        (vec!["bronze members", "还是铜卡的会员"], "tier"),
    ] {
        are_read(&questions, &json!({ "column": column, "known": false }));
    }
    is_read(
        "城市未知的金卡",
        &json!({"all": [{"column": "city", "known": false}, {"column": "tier", "is": "gold"}]}),
    );
}

#[test]
fn what_is_not_the_favourite_is_another() {
    let tea = json!({"column": "category", "is_not": "tea"});
    are_read(&["首选品类不是茶的", "最常买的品类不是茶的"], &tea);
    is_read(
        "首选品类不是茶，近90天却买过茶的",
        &json!({"all": [tea, {"bought": {"category": "tea", "within_days": 90}}]}),
    );
    is_read(
        "usual channel isn't the app",
        &json!({"column": "channel", "is_not": "app"}),
    );
}

#[test]
fn days_since_a_campaign_and_days_watched_are_columns() {
    is_read(
        "距上次收到活动超过45天的",
        &json!({"column": "campaign_days", "above": 45}),
    );
    are_read(
        &[
            "访问记录天数60天以上的",
            "we've been tracking them for at least 60 days",
        ],
        &json!({"column": "tracked_days", "at_least": 60}),
    );
    is_read(
        "总共来访50天以上的",
        &json!({"column": "visit_days", "at_least": 50}),
    );
}

#[test]
fn who_looks_and_does_not_buy_does_so_in_the_time_that_is_named() {
    are_read(
        &["近90天光逛不买的", "近90天只看不买的会员"],
        &json!({"all": [{"column": "seen_days", "below": 90}, {"column": "orders_90", "is": 0}]}),
    );
    is_read("光逛不买的会员", &json!({"column": "orders", "is": 0}));
    // Never is at any time, whatever was counted in one.
    is_read(
        "近90天浏览商品超100个，却从没下过单的",
        &json!({"all": [{"column": "views_90", "above": 100}, {"column": "orders", "is": 0}]}),
    );
    // "No orders" of a time counts them.
    is_read(
        "placed no orders in the past year",
        &json!({"column": "orders_365", "is": 0}),
    );
}

#[test]
fn a_word_for_reaching_people_is_one_for_buying_before_goods() {
    is_read(
        "never touched tea",
        &json!({"not": {"bought": {"category": "tea"}}}),
    );
    is_read(
        "not touched by any campaign in 60 days",
        &json!({"not": {"in_campaign": {"within_days": 60}}}),
    );
}

#[test]
fn nobody_bought_of_a_brand_that_the_shop_does_not_have() {
    is_read(
        "品牌“山野集”今年以来买过2次及以上的",
        &json!({"bought": {"brand": "山野集", "since": "2026-01-01", "times": 2}}),
    );
    is_read(
        "bought the brand Hearthstone",
        &json!({"bought": {"brand": "hearthstone"}}),
    );
}

#[test]
fn days_may_be_written_with_a_point_in_chinese() {
    is_read(
        "国庆7天(10.1到10.7)下过单",
        &json!({"ordered": {"since": "2026-10-01", "before": "2026-10-08"}}),
    );
    is_read(
        "11.11当天下过单的",
        &json!({"ordered": {"since": "2026-11-11", "before": "2026-11-12"}}),
    );
    // What is measured has no days.
    is_read(
        "问卷均分3.5到4.5之间的",
        &json!({"column": "survey_mean", "between": [3.5, 4.5]}),
    );
}

#[test]
fn a_bound_may_be_said_again_without_its_number() {
    let over = json!({"column": "value", "above": 300});
    is_read("未来一年价值300以上（不含300）的", &over);
    is_read(
        "最后一单在今年6月18号以前、不含18号，金卡",
        &json!({"all": [{"last_order_before": "2026-06-18"}, {"column": "tier", "is": "gold"}]}),
    );
}

#[test]
fn what_says_why_somebody_asks_is_no_condition() {
    is_read(
        "近90天收到8次及以上活动的有几个？怕打扰过头",
        &json!({"column": "campaigns_90", "at_least": 8}),
    );
    let near = read("累计消费一万到两万之间的银卡，离金卡不远了");
    let silver = json!({"column": "tier", "is": "silver"});
    let spent = json!({"column": "spend", "between": [10_000, 20_000]});
    assert_eq!(normal(&near.json), normal(&json!({"all": [spent, silver]})));
    assert_eq!(near.left, ["离金卡不远了"]);
}

#[test]
fn what_the_data_do_not_say_is_told_from_what_is_not_known() {
    for (question, lacking) in [
        ("women only", vec![Lacking::Gender]),
        ("女性会员有多少", vec![Lacking::Gender]),
        ("people who order at weekends", vec![Lacking::Weekday]),
        ("半夜来逛的会员", vec![Lacking::Hour]),
        ("高客单的会员", vec![Lacking::Basket]),
        (
            "spent more this year than last year",
            vec![Lacking::Comparison],
        ),
        ("今年消费不如去年的会员", vec![Lacking::Comparison]),
        ("who bought a sofa", vec![]),
    ] {
        let reading = read(question);
        assert_eq!(reading.json, Value::Null, "{question}");
        assert_eq!(reading.lacking, lacking, "{question}");
    }
    // A number says what is high.
    let exact = read("高客单，单均200以上");
    assert_eq!(exact.json, json!({"column": "mean_order", "at_least": 200}));
    assert_eq!(exact.lacking, []);
}
