//! What a filter means, in words and in SQL.

use serde_json::{Value, json};

use super::nested;
use storekeeper::features::{self, Holds};
use storekeeper::ids::Language::{Chinese, English};
use storekeeper::insights::segment::{Condition, Filter, Parameter};
use storekeeper::money::{CNY, Currency, GBP};

const DAY: i64 = 86_400_000_000;
/// 2027-01-15T08:00:00Z.
const NOW: i64 = 1_800_000_000_000_000;

fn read(value: &Value) -> Filter {
    Filter::read(value).unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn compiled(value: &Value) -> Condition {
    read(value).sql(&CNY, NOW)
}

#[test]
fn sentences_say_whom_a_filter_means() {
    for (filter, english, chinese) in [
        (json!({"all": []}), "all members", "全部会员"),
        (
            json!({"all": [{"column": "recency_days", "below": 90}, {"column": "spend", "above": 100}]}),
            "members whose last order was less than 90 days ago and who spent more than ¥100 in all",
            "最近 90 天内下过单，且累计消费超过 ¥100 的会员",
        ),
        (
            json!({"column": "churn_risk", "at_least": 0.6}),
            "members whose risk of leaving is at least 60%",
            "流失风险至少 60% 的会员",
        ),
        (
            json!({"column": "value_rank", "above": 0.667}),
            "members who are in the top third by worth",
            "价值排名前三分之一的会员",
        ),
        (
            json!({"column": "overdue", "above": 1}),
            "members who are late by their own rhythm",
            "已超过自己的常规下单间隔的会员",
        ),
        (
            json!({"column": "due_days", "at_most": 7}),
            "members who are due within 7 days or overdue",
            "距预计下单日不超过 7 天（含已过）的会员",
        ),
        (
            json!({"column": "due_days", "below": -3}),
            "members who are more than 3 days overdue",
            "已过预计下单日超过 3 天的会员",
        ),
        (
            json!({"column": "orders", "is": 0}),
            "members who placed no orders",
            "没有下过单的会员",
        ),
        (
            json!({"column": "visit_days_30", "at_least": 1}),
            "members who visited on at least 1 day of the last 30",
            "近 30 天内有访问的日子至少 1 天的会员",
        ),
        (
            json!({"column": "spend_90", "between": [99.95, 1000]}),
            "members who spent between ¥99.95 and ¥1000 in the last 90 days",
            "近 90 天消费 ¥99.95 到 ¥1000 的会员",
        ),
        (
            json!({"column": "rfm", "one_of": ["at_risk", "cannot_lose"]}),
            "members who are in the RFM segment “at risk” or “cannot lose”",
            "属于 RFM 分群「流失风险会员」或「不能流失的会员」的会员",
        ),
        (
            json!({"column": "language", "is_not": "zh"}),
            "members who do not speak Chinese",
            "不使用中文的会员",
        ),
        (
            json!({"column": "interval_trend", "above": 1.5}),
            "members for whom “last interval over the mean” is more than 1.5",
            "间隔变化倍数超过 1.5 的会员",
        ),
        (
            json!({"not": {"column": "mail_consent", "is": true}}),
            "members who may not be written to by mail",
            "未同意邮件营销的会员",
        ),
        (
            json!({"consents_to": "personalisation"}),
            "members who have not refused personal suggestions",
            "未拒绝个性化推荐的会员",
        ),
        (
            json!({"bought": {"brand": "Rainlark", "within_days": 30, "times": 2}}),
            "members who bought from the brand “Rainlark” in at least 2 orders with the last in the last 30 days",
            "购买过品牌「Rainlark」至少 2 单（最后一单在最近 30 天内）的会员",
        ),
        (
            json!({"not": {"in_campaign": {"key": "spring", "within_days": 1}}}),
            "members who were not sent the campaign “spring” in the last day",
            "最近 1 天内未收到活动「spring」的会员",
        ),
        (
            json!({"joined_after": "2026-01-01"}),
            "members who joined on 2026-01-01 or later",
            "入会日期不早于 2026-01-01 的会员",
        ),
    ] {
        let filter = read(&filter);
        assert_eq!(filter.sentence(English, &CNY), english);
        assert_eq!(filter.sentence(Chinese, &CNY), chinese);
    }
}

#[test]
fn sentences_name_the_days_of_orders() {
    for (filter, english, chinese) in [
        (
            json!({"all": [{"last_order_after": "2026-03-01"}, {"last_order_before": "2026-04-01"}]}),
            "members whose last order was on 2026-03-01 or later and whose last order was before 2026-04-01",
            "最近一次下单不早于 2026-03-01，且最近一次下单早于 2026-04-01 的会员",
        ),
        (
            json!({"not": {"bought": {"category": "tea", "since": "2026-03-01"}}}),
            "members who bought nothing from the category “tea” since 2026-03-01",
            "2026-03-01 以来未购买过品类「tea」的会员",
        ),
        (
            json!({"bought": {"brand": "Halden", "since": "2026-03-01", "times": 2}}),
            "members who bought from the brand “Halden” in at least 2 orders with the last since 2026-03-01",
            "购买过品牌「Halden」至少 2 单（最后一单不早于 2026-03-01）的会员",
        ),
        (
            json!({"column": "seen_days", "known": false}),
            "members who have never visited",
            "从未访问过的会员",
        ),
        (
            json!({"not": {"column": "campaign_days", "known": false}}),
            "members who were ever sent a campaign",
            "收到过活动的会员",
        ),
    ] {
        let filter = read(&filter);
        assert_eq!(filter.sentence(English, &CNY), english);
        assert_eq!(filter.sentence(Chinese, &CNY), chinese);
    }
}

#[test]
fn sentences_say_in_which_time_was_ordered() {
    for (filter, english, chinese) in [
        (
            json!({"ordered": {"since": "2026-03-01", "before": "2026-06-01", "orders": {"at_least": 2}}}),
            "members who placed at least 2 orders from 2026-03-01 to 2026-05-31",
            "2026-03-01 至 2026-05-31 期间下单至少 2 次的会员",
        ),
        (
            json!({"not": {"ordered": {"since": "2026-03-01"}}}),
            "members who did not order since 2026-03-01",
            "2026-03-01 以来没有下过单的会员",
        ),
        (
            json!({"ordered": {"before": "2026-03-01", "spend": {"above": 99.5}}}),
            "members who spent more than ¥99.50 before 2026-03-01",
            "2026-03-01 之前消费超过 ¥99.50 的会员",
        ),
        (
            json!({"not": {"ordered": {"within_days": 30, "items": {"between": [1, 3]}}}}),
            "members who are not among those who bought between 1 and 3 items in the last 30 days",
            "不满足（最近 30 天内购买 1 到 3 件）的会员",
        ),
        (
            json!({"ordered": {"within_days": 30, "orders": {"is": 0}}}),
            "members who placed no orders in the last 30 days",
            "最近 30 天内下单 0 次的会员",
        ),
        (
            json!({"bought": {"category": "tea", "since": "2026-03-01", "before": "2026-06-01", "times": 2}}),
            "members who bought from the category “tea” in at least 2 orders from 2026-03-01 to 2026-05-31",
            "2026-03-01 至 2026-05-31 期间购买过品类「tea」至少 2 单的会员",
        ),
        (
            json!({"not": {"bought": {"brand": "Halden", "before": "2026-06-01"}}}),
            "members who bought nothing from the brand “Halden” before 2026-06-01",
            "2026-06-01 之前未购买过品牌「Halden」的会员",
        ),
        (
            json!({"all": [{"column": "age", "below": 30}, {"column": "points", "at_least": 1}]}),
            "members who are less than 30 years old and who have at least 1 point",
            "年龄不到 30 岁，且现有积分至少 1 分的会员",
        ),
        (
            json!({"any": [{"column": "birthday_days", "is": 0}, {"column": "birthday_days", "at_most": 7}]}),
            "members whose birthday is today or whose next birthday is at most 7 days away",
            "今天生日，或距下次生日至多 7 天的会员",
        ),
    ] {
        let filter = read(&filter);
        assert_eq!(filter.sentence(English, &CNY), english);
        assert_eq!(filter.sentence(Chinese, &CNY), chinese);
    }
}

#[test]
fn from_a_day_on_and_before_another_is_one_clause() {
    for (filter, english, chinese) in [
        (
            json!({"all": [{"column": "due_days", "at_least": 3}, {"column": "due_days", "below": 10}]}),
            "members who are due in at least 3 but less than 10 days",
            "距预计下单日至少 3 天、不到 10 天的会员",
        ),
        (
            json!({"all": [
                {"tag": "vip"}, {"column": "due_days", "at_least": 0}, {"column": "due_days", "below": 3},
            ]}),
            "members who carry the tag “vip” and who are due in less than 3 days and not overdue",
            "带有标签「vip」，且距预计下单日不到 3 天（不含已过）的会员",
        ),
        (
            json!({"not": {"all": [{"column": "due_days", "at_least": 3}, {"column": "due_days", "below": 10}]}}),
            "members who are not among those who are due in at least 3 but less than 10 days",
            "不满足（距预计下单日至少 3 天、不到 10 天）的会员",
        ),
        (
            json!({"any": [{"column": "due_days", "at_least": 3}, {"column": "due_days", "below": 10}]}),
            "members who are due in at least 3 days or who are due within less than 10 days or overdue",
            "距预计下单日至少 3 天，或距预计下单日不到 10 天（含已过）的会员",
        ),
    ] {
        let filter = read(&filter);
        assert_eq!(filter.sentence(English, &CNY), english);
        assert_eq!(filter.sentence(Chinese, &CNY), chinese);
    }
}

#[test]
fn groups_within_groups_read_right() {
    let tea = json!({"bought": {"category": "tea", "within_days": 90}});
    let filter = read(&json!({"any": [
        {"column": "city", "is": "杭州"},
        {"all": [{"tag": "VIP"}, {"not": tea}, {"all": [{"column": "orders", "above": 3}]}]},
        {"not": {"any": [{"tag": "a"}, {"column": "spend", "below": 5}]}},
    ]}));
    assert_eq!(
        filter.sentence(English, &GBP),
        "members who live in “杭州”, (who carry the tag “vip”, who bought nothing from the category “tea” in the last 90 \
         days and who placed more than 3 orders) or who are not among those (who carry the tag “a” or who spent less than \
         £5 in all)"
    );
    assert_eq!(
        filter.sentence(Chinese, &GBP),
        "住在「杭州」，或（带有标签「vip」，且最近 90 天内未购买过品类「tea」，且下单超过 3 次），\
         或不满足（带有标签「a」，或累计消费低于 £5）的会员"
    );
    // What is not unlike it is the thing itself, and `is_not` is already the opposite.
    let number = json!({"column": "orders", "is_not": 3});
    assert_eq!(
        read(&json!({"not": number})).sentence(English, &CNY),
        "members who placed exactly 3 orders"
    );
    assert_eq!(
        read(&nested(2)).sentence(English, &CNY),
        read(&nested(0)).sentence(English, &CNY)
    );
    // A text cannot pass for a part of the sentence.
    let sly = read(&json!({"tag": "x” or who spent “much"}));
    assert_eq!(
        sly.sentence(English, &CNY),
        "members who carry the tag “x' or who spent 'much”"
    );
}

#[test]
fn filters_become_sql_with_parameters() {
    use Parameter::{Flag, Integer, Number, Text};
    let text = |text: &str| Text(text.to_owned());
    for (filter, sql, values) in [
        (json!({"all": []}), "1 = 1", vec![]),
        (
            json!({"all": [{"column": "recency_days", "below": 90}, {"column": "spend", "above": 0.29}]}),
            "(f.recency_days < $1 AND f.spend > $2)",
            vec![Number(90.0), Integer(29)],
        ),
        (
            json!({"not": {"any": [{"column": "recency_days", "below": 90}, {"column": "tier", "is": "gold"}]}}),
            "NOT ((COALESCE(f.recency_days < $1, FALSE) OR COALESCE(f.tier IN ($2), FALSE)))",
            vec![Number(90.0), text("gold")],
        ),
        (
            json!({"column": "city", "is_not": "x'; DROP TABLE members --"}),
            "(f.city IS NULL OR f.city <> $1)",
            vec![text("x'; DROP TABLE members --")],
        ),
        (
            json!({"column": "orders", "one_of": [1, 2, 2.0]}),
            "f.orders IN ($1, $2)",
            vec![Integer(1), Integer(2)],
        ),
        (
            json!({"column": "rfm", "known": false}),
            "s.rfm IS NULL",
            vec![],
        ),
        (
            json!({"column": "mail_consent", "is_not": true}),
            "f.mail_consent = $1",
            vec![Flag(false)],
        ),
        (
            json!({"bought": {"category": "tea", "within_days": 90, "times": 2}}),
            "f.member_id IN (SELECT i.member_id FROM member_interests i WHERE i.kind = $1 AND i.name = $2 \
             AND i.last_at >= $3 AND i.orders >= $4)",
            vec![
                text("category"),
                text("tea"),
                Integer(NOW - 90 * DAY),
                Integer(2),
            ],
        ),
        (
            json!({"in_campaign": {"within_days": 14}}),
            "f.campaign_days <= $1",
            vec![Number(14.0)],
        ),
        (
            json!({"in_campaign": {"within_days": 14, "key": "spring"}}),
            "EXISTS (SELECT 1 FROM events e WHERE e.member_id = f.member_id AND e.kind = $1 AND e.at >= $2 AND e.note = $3)",
            vec![
                text("Campaign Sent"),
                Integer(NOW - 14 * DAY),
                text("spring"),
            ],
        ),
        (
            json!({"tag": " VIP "}),
            "f.member_id IN (SELECT k.id FROM member_tags t JOIN members k ON k.member_key = t.member_key WHERE t.tag = $1)",
            vec![text("vip")],
        ),
        (
            json!({"consents_to": "marketing_mail"}),
            "f.mail_consent = $1",
            vec![Flag(true)],
        ),
        (
            json!({"consents_to": "marketing_sms"}),
            "COALESCE((SELECT c.granted FROM member_consents c WHERE c.member_key = m.member_key AND c.purpose = $1 \
             ORDER BY c.at DESC, c.number DESC LIMIT 1), $2)",
            vec![text("marketing_sms"), Flag(false)],
        ),
        (
            json!({"not": {"joined_before": "2026-01-01"}}),
            "NOT (COALESCE(m.joined < $1, FALSE))",
            vec![Integer(1_767_225_600_000_000)],
        ),
    ] {
        let condition = compiled(&filter);
        assert_eq!(condition.sql, sql);
        assert_eq!(condition.values, values);
        // Whoever joins tables by what the SQL speaks of finds the same as by the flags.
        assert_eq!(condition.members, sql.contains("m."), "{sql}");
        assert_eq!(condition.scores, sql.contains("s."), "{sql}");
    }
    // Money is in the currency's own smallest units, and a limit between two of them is kept.
    let yen = Currency::parse("JPY").expect("a currency");
    let limit = json!({"column": "spend", "below": 99.5});
    assert_eq!(read(&limit).sql(&yen, NOW).values, [Number(99.5)]);
    assert_eq!(read(&limit).sql(&GBP, NOW).values, [Integer(9950)]);
}

#[test]
fn days_of_orders_and_purchases_become_parameters() {
    use Parameter::{Integer, Number, Text};
    let text = |text: &str| Text(text.to_owned());
    for (filter, sql, values) in [
        (
            json!({"bought": {"category": "tea", "since": "2026-01-01"}}),
            "f.member_id IN (SELECT i.member_id FROM member_interests i WHERE i.kind = $1 AND i.name = $2 \
             AND i.last_at >= $3)",
            vec![
                text("category"),
                text("tea"),
                Integer(1_767_225_600_000_000),
            ],
        ),
        // From the first moment of 2026 to 08:00 on 15 January 2027 it is 379 days and a third.
        (
            json!({"last_order_after": "2026-01-01"}),
            "f.recency_days <= $1",
            vec![Number(379.0 + 8.0 / 24.0)],
        ),
        (
            json!({"not": {"last_order_before": "2026-01-01"}}),
            "NOT (COALESCE(f.recency_days > $1, FALSE))",
            vec![Number(379.0 + 8.0 / 24.0)],
        ),
    ] {
        let condition = compiled(&filter);
        assert_eq!(condition.sql, sql);
        assert_eq!(condition.values, values);
    }
}

#[test]
fn orders_of_a_time_become_sql_that_counts_who_has_none() {
    use Parameter::{Integer, Text};
    let orders = "FROM orders r WHERE r.member_id IS NOT NULL AND r.state <> 'cancelled' \
                  AND r.currency = $1 AND r.placed < $2 AND r.placed >= $3";
    let first = [
        Text("CNY".to_owned()),
        Integer(NOW),
        Integer(1_767_225_600_000_000),
    ];
    for (asked, membership, behind, more) in [
        (json!({}), "IN", "", None),
        (
            json!({"orders": {"at_least": 2}}),
            "IN",
            " GROUP BY r.member_id HAVING COUNT(*) >= $4",
            Some(Integer(2)),
        ),
        (
            json!({"orders": {"at_most": 2}}),
            "NOT IN",
            " GROUP BY r.member_id HAVING NOT (COUNT(*) <= $4)",
            Some(Integer(2)),
        ),
    ] {
        let mut ordered = json!({"since": "2026-01-01"});
        if let Some(orders) = asked.get("orders") {
            ordered["orders"] = orders.clone();
        }
        let condition = compiled(&json!({ "ordered": ordered }));
        let sql = format!("f.member_id {membership} (SELECT r.member_id {orders}{behind})");
        assert_eq!(condition.sql, sql);
        let mut values = first.to_vec();
        values.extend(more);
        assert_eq!(condition.values, values);
        assert!(!condition.members && !condition.scores);
    }
}

#[test]
fn every_column_can_be_asked_and_is_given_back() {
    for column in features::columns() {
        let asked = match column.holds {
            Holds::Word => {
                json!({"is": match column.name { "rfm" => "loyal", "language" => "en", _ => "x" }})
            }
            Holds::Flag => json!({"is": true}),
            Holds::Share => json!({"between": [0.25, 0.5]}),
            _ => json!({"at_least": 2}),
        };
        for mut value in [asked, json!({"known": true})] {
            value["column"] = json!(column.name);
            for value in [json!({ "not": value }), value] {
                let filter = read(&value);
                assert_eq!(filter.to_json(), value);
                assert_eq!(filter.sql(&CNY, NOW).scores, column.estimated);
                for language in [English, Chinese] {
                    let sentence = filter.sentence(language, &CNY);
                    let plain = !sentence.contains(['{', '_']) && !sentence.contains("  ");
                    assert!(plain, "{sentence}");
                }
            }
        }
    }
    let all = json!({"all": [
        {"bought": {"category": "tea", "times": 3}}, {"bought": {"brand": "x", "within_days": 7}},
        {"bought": {"brand": "x", "since": "2026-01-01", "before": "2026-02-01", "times": 2}},
        {"ordered": {"within_days": 7, "items": {"between": [2, 5]}}},
        {"ordered": {"since": "2026-01-01", "before": "2026-02-01", "spend": {"above": 9.5}}},
        {"ordered": {"before": "2026-02-01"}},
        {"in_campaign": {"key": "a"}}, {"consents_to": "analysis"}, {"joined_before": "2026-02-28"},
        {"column": "orders", "one_of": [1, 2]}, {"column": "city", "one_of": ["a", "b"]},
        {"any": [{"column": "overdue", "above": 1.5}, {"column": "orders", "is_not": 2}, {"column": "city", "is_not": "c"}]},
    ]});
    assert_eq!(read(&all).to_json(), all);
}
