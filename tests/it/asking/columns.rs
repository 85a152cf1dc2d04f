//! Every column of members is asked for in the words that people have for it, in both languages.

use serde_json::{Value, json};

use super::{are_read, read};

#[test]
fn days_lines_and_items_are_counted() {
    are_read(
        &[
            "customers whose orders were on at least six different days",
            "ordered on 6 or more separate days",
            "at least six purchase days",
            "至少在六个不同的日子下过单的会员",
            "下单天数至少6天的",
            "有六天或更多不同日子下过单的",
        ],
        &json!({"column": "purchase_days", "at_least": 6}),
    );
    are_read(
        &["over 25 order lines", "订单行数大于25的"],
        &json!({"column": "lines", "above": 25}),
    );
    are_read(
        &[
            "bought more than 40 items overall",
            "买了四十多件东西（大于40）的",
        ],
        &json!({"column": "items", "above": 40}),
    );
    are_read(
        &[
            "came back to look on five or more separate days after their last order",
            "visited on at least 5 days since they last bought",
            "上次下单后至少来过5天",
        ],
        &json!({"column": "visit_days_since", "at_least": 5}),
    );
    are_read(
        &["no visit since their last order", "下完单后再没来过网站"],
        &json!({"column": "visit_days_since", "is": 0}),
    );
    are_read(
        &["5 or more visit days", "访问天数至少5天"],
        &json!({"column": "visit_days", "at_least": 5}),
    );
    are_read(
        &[
            "visited on 10 or more days in the past month",
            "近一个月来访10天以上",
        ],
        &json!({"column": "visit_days_30", "at_least": 10}),
    );
}

#[test]
fn time_on_the_site_is_counted_in_seconds() {
    are_read(
        &[
            "spent more than an hour on the site in the last 90 days",
            "近90天在网站上停留超过一小时",
            "近90天在网站上待了超过60分钟的",
        ],
        &json!({"column": "dwell_90", "above": 3600}),
    );
    are_read(
        &[
            "browsed over 40 products in the past three months",
            "近三个月浏览商品超过40个",
        ],
        &json!({"column": "views_90", "above": 40}),
    );
}

#[test]
fn intervals_are_compared_in_days_and_with_their_own() {
    are_read(
        &[
            "last two orders more than 90 days apart",
            "their last gap was longer than 90 days",
            "最近两单之间隔了超过90天的都有谁",
            "最近一次间隔大于90天",
        ],
        &json!({"column": "interval_last", "above": 90}),
    );
    are_read(
        &[
            "whose latest gap between orders was more than double what's normal for them?",
            "last interval over twice their average",
            "最近一次间隔超过平时的两倍",
        ],
        &json!({"column": "interval_trend", "above": 2}),
    );
    are_read(
        &[
            "time between their orders has been growing",
            "两单间隔越来越长",
        ],
        &json!({"column": "interval_trend", "above": 1}),
    );
    are_read(
        &["interval variance over 500", "间隔方差超过500的客户"],
        &json!({"column": "interval_variance", "above": 500}),
    );
    are_read(
        &[
            "an order every 30 days or quicker on average",
            "gap between orders of at most 30 days",
            "每30天下一单",
        ],
        &json!({"column": "interval_mean", "at_most": 30}),
    );
    are_read(
        &[
            "late by their own rhythm",
            "gone longer than usual without ordering",
            "按自己的节奏该买了还没买，已经超期了",
        ],
        &json!({"column": "overdue", "above": 1}),
    );
}

#[test]
fn shares_of_a_category_a_brand_and_a_channel_are_asked_for() {
    are_read(
        &[
            "90% or more of their spend in a single category",
            "at least 90% of spend in their favourite category",
            "首选品类占比九成以上",
            "九成以上的钱花在同一个品类上",
        ],
        &json!({"column": "category_share", "at_least": 0.9}),
    );
    are_read(
        &[
            "at least 75% of spend with just one brand",
            "three quarters of their spending goes on a single brand",
            "七成五以上的钱花在同一个品牌上",
        ],
        &json!({"column": "brand_share", "at_least": 0.75}),
    );
    are_read(
        &["bought in just one category", "只买过一个品类"],
        &json!({"column": "categories", "is": 1}),
    );
    are_read(
        &[
            "mostly order through the app",
            "usual channel: app",
            "people who usually buy via the app",
            "通常走app下单的",
            "主要用客户端下单",
        ],
        &json!({"column": "channel", "is": "app"}),
    );
    are_read(
        &[
            "at least 90% of their orders come through the app",
            "主要走app，而且九成以上的单都在app下的",
        ],
        &json!({"all": [
            {"column": "channel", "is": "app"},
            {"column": "channel_share", "at_least": 0.9},
        ]}),
    );
    are_read(
        &[
            "bedding is where most of their money goes",
            "their favourite category is bedding",
            "花钱最多的又是床品",
            "钱主要花在床品",
        ],
        &json!({"column": "category", "is": "bedding"}),
    );
    // Of what is not the most, no column has the part.
    assert_eq!(
        read("spend over 20% of their money on tea").json,
        Value::Null
    );
}

#[test]
fn surveys_are_asked_for_by_answers_scores_and_comments() {
    are_read(
        &[
            "answered at least two surveys",
            "答过至少两份问卷的",
            "问卷至少填过两份",
        ],
        &json!({"column": "surveys", "at_least": 2}),
    );
    are_read(
        &["never answered a survey", "谁连一次问卷都没答过"],
        &json!({"column": "surveys", "is": 0}),
    );
    are_read(
        &[
            "which of them give us less than a six on average when we survey them",
            "mean survey score below 6",
            "问卷平均分不到6",
        ],
        &json!({"column": "survey_mean", "below": 6}),
    );
    are_read(
        &["latest survey mark of 3 or lower", "上次问卷打了3分及以下"],
        &json!({"column": "survey_last", "at_most": 3}),
    );
    are_read(
        &[
            "sentiment of survey comments below -0.3",
            "问卷评语情感低于-0.3的",
        ],
        &json!({"column": "survey_sentiment", "below": -0.3}),
    );
    are_read(
        &["people who left nasty comments", "留言比较负面的客户"],
        &json!({"column": "survey_sentiment", "below": 0}),
    );
}

#[test]
fn what_is_to_come_is_asked_for_by_its_time() {
    are_read(
        &[
            "who do we reckon will place 2 or more orders over the coming 90 days?",
            "expected to place at least 2 orders in the next 90 days",
            "未来90天预计至少下2单",
        ],
        &json!({"column": "expected_orders", "at_least": 2}),
    );
    are_read(
        &[
            "whose next order should land within ten days",
            "next order due in at most ten days",
            "十天之内预计下单",
        ],
        &json!({"column": "due_days", "between": [0, 10]}),
    );
    are_read(
        &[
            "won't be due for another 60 days",
            "估计要60天以后才会再下单",
        ],
        &json!({"column": "due_days", "above": 60}),
    );
    are_read(
        &[
            "predicted to bring in over 600 next year",
            "往后一年预计能给我们贡献超过600的",
        ],
        &json!({"column": "value", "above": 600}),
    );
    are_read(
        &[
            "less than 20% likely to still be buying from us",
            "chance they still buy under 20%",
            "还会来买的可能性不到两成",
        ],
        &json!({"column": "alive", "below": 0.2}),
    );
    are_read(
        &["80% or more likely to leave", "80%以上可能要流失"],
        &json!({"column": "churn_risk", "at_least": 0.8}),
    );
    are_read(
        &["who's at risk", "快要流失的", "有流失风险的"],
        &json!({"column": "churn_risk", "at_least": 0.6}),
    );
    are_read(
        &[
            "bottom 10 percent by value",
            "价值最低的10%",
            "价值排名后10%",
        ],
        &json!({"column": "value_rank", "below": 0.1}),
    );
}
