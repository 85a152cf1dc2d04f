//! What is known of each member, column by column: names, units, meaning.

use serde::Serialize;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// How many.
    Count,
    /// Days, with fractions.
    Days,
    /// An amount in the shop's currency; filters give it in whole units, it is kept in minor ones.
    Money,
    /// A share from 0 to 1.
    Share,
    /// A number of another unit.
    Number,
    /// One of some words.
    Word,
    /// Yes or no.
    Flag,
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Its name, in the table and in filters.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// What it is called, in English.
    pub en: &'static str,
    /// What it is called, in Chinese.
    pub zh: &'static str,
    /// What it means exactly.
    pub meaning: &'static str,
    /// Whether an insight estimated it, in place of a count.
    pub estimated: bool,
}

/// A counted column.
const fn counted(
    name: &'static str,
    holds: Holds,
    en: &'static str,
    zh: &'static str,
    meaning: &'static str,
) -> Column {
    Column {
        name,
        holds,
        en,
        zh,
        meaning,
        estimated: false,
    }
}

/// An estimated column.
const fn estimated(
    name: &'static str,
    holds: Holds,
    en: &'static str,
    zh: &'static str,
    meaning: &'static str,
) -> Column {
    Column {
        estimated: true,
        ..counted(name, holds, en, zh, meaning)
    }
}

use Holds::{Count, Days, Flag, Money, Number, Share, Word};

/// The counted columns, in the order in which the table has them. Cancelled orders never count; what came at or after the
/// cut date does not either.
pub const COUNTED: [Column; 48] = [
    counted(
        "orders",
        Count,
        "orders",
        "订单数",
        "Orders that were not cancelled",
    ),
    counted(
        "purchase_days",
        Count,
        "days with an order",
        "下单天数",
        "Days (UTC) on which they ordered: several orders of a day are one purchase",
    ),
    counted(
        "lines",
        Count,
        "order lines",
        "订单行数",
        "Lines of these orders",
    ),
    counted("items", Count, "items", "件数", "Pieces of these orders"),
    counted(
        "spend",
        Money,
        "spent in all",
        "累计消费",
        "What the lines came to, at the prices paid",
    ),
    counted(
        "mean_order",
        Money,
        "mean order",
        "平均每单",
        "spend / orders",
    ),
    counted(
        "orders_90",
        Count,
        "orders in 90 days",
        "近 90 天订单数",
        "Orders of the 90 days before the cut",
    ),
    counted(
        "spend_90",
        Money,
        "spent in 90 days",
        "近 90 天消费",
        "What these came to",
    ),
    counted(
        "orders_365",
        Count,
        "orders in a year",
        "近一年订单数",
        "Orders of the 365 days before the cut",
    ),
    counted(
        "spend_365",
        Money,
        "spent in a year",
        "近一年消费",
        "What these came to",
    ),
    counted(
        "recency_days",
        Days,
        "days since the last order",
        "距上次下单天数",
        "From the last order to the cut; empty without an order",
    ),
    counted(
        "first_days",
        Days,
        "days since the first order",
        "距首次下单天数",
        "From the first order to the cut; empty without an order",
    ),
    counted(
        "tenure_days",
        Days,
        "days as a member",
        "入会天数",
        "From joining, or else the first order, to the cut",
    ),
    counted(
        "interval_mean",
        Days,
        "days between orders",
        "平均下单间隔",
        "The mean of the times between orders; empty with fewer than two",
    ),
    counted(
        "interval_variance",
        Number,
        "variance of the days between orders",
        "下单间隔方差",
        "Their variance (population), in days squared; empty with fewer than three",
    ),
    counted(
        "interval_last",
        Days,
        "days between the last two orders",
        "最近一次间隔",
        "The last of these times",
    ),
    counted(
        "interval_trend",
        Number,
        "last interval over the mean",
        "间隔变化倍数",
        "interval_last / interval_mean: above 1 they come more seldom than they did",
    ),
    counted(
        "overdue",
        Number,
        "times their usual interval",
        "已过常规间隔的倍数",
        "recency_days / interval_mean: above 1 they are late by their own rhythm",
    ),
    counted(
        "discount_share",
        Share,
        "share bought below list price",
        "折扣消费占比",
        "Of spend, the part on lines below the product's list price of today",
    ),
    counted(
        "returned_share",
        Share,
        "share sent back",
        "退货占比",
        "Items sent back over items",
    ),
    counted(
        "categories",
        Count,
        "categories bought",
        "购买品类数",
        "Categories with at least one line",
    ),
    counted(
        "category_share",
        Share,
        "share of their favourite category",
        "首选品类占比",
        "Of spend, the part on the category with the most",
    ),
    counted(
        "category",
        Word,
        "favourite category",
        "首选品类",
        "The category with the most spend",
    ),
    counted(
        "brand_share",
        Share,
        "share of their favourite brand",
        "首选品牌占比",
        "Of spend, the part on the brand with the most",
    ),
    counted(
        "brand",
        Word,
        "favourite brand",
        "首选品牌",
        "The brand with the most spend",
    ),
    counted(
        "channel_share",
        Share,
        "share of their usual channel",
        "常用渠道占比",
        "Of their orders with a known channel, the part that came through the one with the most",
    ),
    counted(
        "channel",
        Word,
        "usual channel",
        "常用渠道",
        "The channel that most of their orders came through, as the shop writes it in small letters",
    ),
    counted(
        "tracked_days",
        Days,
        "days watched",
        "访问记录天数",
        "Days for which visits of this member can be known: from the shop's first event of browsing, or from their joining, to the cut",
    ),
    counted(
        "visit_days",
        Count,
        "days with a visit",
        "访问天数",
        "Days (UTC) with an event of browsing",
    ),
    counted(
        "visit_days_since",
        Count,
        "days with a visit since the last order",
        "上次下单后访问天数",
        "Of these, those after the day of the last order",
    ),
    counted(
        "visit_days_30",
        Count,
        "days with a visit in 30 days",
        "近 30 天访问天数",
        "Days (UTC) with an event of browsing in the 30 days before the cut",
    ),
    counted(
        "visit_days_90",
        Count,
        "days with a visit in 90 days",
        "近 90 天访问天数",
        "The same in 90 days",
    ),
    counted(
        "views_90",
        Count,
        "products looked at in 90 days",
        "近 90 天浏览商品数",
        "Product Viewed events of 90 days",
    ),
    counted(
        "carts_90",
        Count,
        "put in the cart in 90 days",
        "近 90 天加购次数",
        "Product Added events of 90 days",
    ),
    counted(
        "dwell_90",
        Number,
        "seconds on the site in 90 days",
        "近 90 天停留秒数",
        "The seconds of Session Started events of 90 days, where the shop sends them",
    ),
    counted(
        "seen_days",
        Days,
        "days since the last visit",
        "距上次访问天数",
        "From the last event of browsing to the cut; empty without one",
    ),
    counted(
        "surveys",
        Count,
        "surveys answered",
        "已答问卷数",
        "Survey Answered events",
    ),
    counted(
        "survey_mean",
        Number,
        "mean survey score",
        "问卷均分",
        "The mean of their scores, 0 to 10",
    ),
    counted(
        "survey_last",
        Number,
        "last survey score",
        "最近问卷评分",
        "The last of them",
    ),
    counted(
        "campaigns_90",
        Count,
        "campaigns in 90 days",
        "近 90 天收到活动数",
        "Campaign Sent events of 90 days",
    ),
    counted(
        "campaign_days",
        Days,
        "days since the last campaign",
        "距上次收到活动天数",
        "From the last Campaign Sent event to the cut; empty without one",
    ),
    counted(
        "tier",
        Word,
        "tier",
        "会员等级",
        "The tier at the cut; empty for the one that everybody begins in",
    ),
    counted("language", Word, "language", "语言", "zh or en"),
    counted(
        "city",
        Word,
        "city",
        "城市",
        "Where they live, as the shop writes it",
    ),
    counted(
        "mail_consent",
        Flag,
        "may be written to by mail",
        "同意邮件营销",
        "Whether they last agreed to offers by mail; never asked is no",
    ),
    counted(
        "points",
        Count,
        "points",
        "现有积分",
        "Points that they can spend at the cut, as far as they are not spent today",
    ),
    counted(
        "birthday_days",
        Count,
        "days until the next birthday",
        "距下次生日天数",
        "From the day (UTC) of the cut to the next birthday, 0 on the day; 29 February is 1 March in other years; empty where it is not told",
    ),
    counted(
        "age",
        Count,
        "age",
        "年龄",
        "Full years on the day (UTC) of the cut; empty where the year of birth is not told",
    ),
];

/// The estimated columns: what the insights last said.
pub const ESTIMATED: [Column; 9] = [
    estimated(
        "churn_risk",
        Share,
        "risk of leaving",
        "流失风险",
        "The chance of no order within the shop's horizon, by the churn model",
    ),
    estimated(
        "alive",
        Share,
        "chance that they still buy",
        "仍活跃概率",
        "P(alive) of the model of buying",
    ),
    estimated(
        "expected_orders",
        Number,
        "orders expected in 90 days",
        "未来 90 天预计订单数",
        "By the model of buying",
    ),
    estimated(
        "value",
        Money,
        "worth of the next year",
        "未来一年价值",
        "Expected spend of the next 365 days, discounted",
    ),
    estimated(
        "value_rank",
        Share,
        "rank by worth",
        "价值排名",
        "The share of members who are worth less: above 0.667 is the top third",
    ),
    estimated(
        "due_days",
        Days,
        "days until they are due",
        "距预计下单天数",
        "From now to the next order, by their own rhythm (below 0 it is overdue), or without one by how those like them came back",
    ),
    estimated(
        "rfm",
        Word,
        "RFM segment",
        "RFM 分群",
        "The named segment by recency, frequency and money",
    ),
    estimated(
        "cluster",
        Word,
        "cluster",
        "聚类",
        "The cluster of the last clustering, by its name by rule, which stays whatever it is called",
    ),
    estimated(
        "survey_sentiment",
        Number,
        "mean sentiment of survey comments",
        "问卷评语情感均分",
        "The mean over their comments on surveys, each from -1, against, to 1, for; empty without one",
    ),
];

/// All columns.
pub fn all() -> impl Iterator<Item = &'static Column> {
    COUNTED.iter().chain(&ESTIMATED)
}

/// The column of this name.
#[must_use]
pub fn column(name: &str) -> Option<&'static Column> {
    all().find(|column| column.name == name)
}
