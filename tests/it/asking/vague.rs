//! Vague words, and what makes them exact.

use serde_json::json;

use storekeeper::assistant::{Term, read_question};

use super::{are_read, today, vocabulary};

#[test]
fn what_they_hardly_ever_do_is_little_of_it() {
    are_read(
        &[
            "customers who rarely return anything",
            "people who hardly ever send things back",
            "很少退货的会员",
            "几乎不退货的",
        ],
        &json!({"column": "returned_share", "below": 0.1}),
    );
    are_read(
        &["who seldom buys on discount", "几乎不买打折货的"],
        &json!({"column": "discount_share", "below": 0.1}),
    );
    // A number says more.
    are_read(
        &["很少退货、退货率不到5%的"],
        &json!({"column": "returned_share", "below": 0.05}),
    );
}

#[test]
fn a_definition_says_what_the_word_before_it_means() {
    are_read(
        &["window shoppers: last order more than 60 days ago"],
        &json!({"column": "recency_days", "above": 60}),
    );
    are_read(
        &["tea lovers = bought tea in the last 90 days"],
        &json!({"bought": {"category": "tea", "within_days": 90}}),
    );
    are_read(
        &["首单在近30天内的新客"],
        &json!({"column": "first_days", "below": 30}),
    );
}

#[test]
fn how_often_is_of_the_goods_beside_it() {
    are_read(
        &["repeat buyers of tea", "茶叶的回头客"],
        &json!({"bought": {"category": "tea", "times": 2}}),
    );
    are_read(
        &["at least two tea orders this year"],
        &json!({"bought": {"category": "tea", "times": 2, "since": "2026-01-01"}}),
    );
}

#[test]
fn a_part_of_all_goes_by_worth() {
    are_read(
        &[
            "top 10% by spend",
            "top 10% spenders",
            "消费前10%的会员",
            "价值排名前10%的",
        ],
        &json!({"column": "value_rank", "above": 0.9}),
    );
    are_read(
        &["the most valuable third"],
        &json!({"column": "value_rank", "above": 0.667}),
    );
}

#[test]
fn a_tier_and_those_above_it_are_a_list() {
    are_read(
        &[
            "gold members or higher",
            "金卡及以上的会员",
            "at least gold",
        ],
        &json!({"column": "tier", "one_of": ["gold", "platinum"]}),
    );
}

#[test]
fn a_mini_program_is_in_wechat_where_it_is_no_channel() {
    let term = |kept: &str| Term::new(kept, Vec::<String>::new());
    let channel = |question: &str, channels: &[&str]| {
        let mut vocabulary = vocabulary();
        vocabulary.channels = channels.iter().map(|kept| term(kept)).collect();
        read_question(question, &vocabulary, today()).json["is"].clone()
    };
    assert_eq!(channel("小程序用户", &["app", "wechat"]), "wechat");
    assert_eq!(channel("小程序用户", &["小程序", "微信"]), "小程序");
    assert_eq!(channel("wechat users", &["小程序", "微信"]), "微信");
}

#[test]
fn with_us_is_how_long_only_where_nothing_was_done() {
    are_read(
        &["spent more than £300 with us in the past year"],
        &json!({"column": "spend_365", "above": 300}),
    );
    are_read(
        &["with us for more than two years"],
        &json!({"column": "tenure_days", "above": 730}),
    );
    are_read(
        &["last visit more than a month ago", "最后一次来访超过30天的"],
        &json!({"column": "seen_days", "above": 30}),
    );
}
