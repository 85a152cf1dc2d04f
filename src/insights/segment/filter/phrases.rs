//! A filter as a sentence: what is asked of a column.

use super::clauses::{Voice, listed};
use super::{Node, Test};
use crate::features::{Column, Holds};
use crate::ids::Language;
use crate::insights::segment::rfm::Segment;
use crate::money::Money;

/// How a column of numbers is spoken of: before the comparison; its unit for one and for more; behind it; in Chinese
/// before the comparison and its unit.
type Phrase = (
    &'static str,
    &'static str,
    [&'static str; 2],
    &'static str,
    [&'static str; 2],
);

/// Columns without a row here are spoken of by their names.
#[rustfmt::skip]
const PHRASES: [Phrase; 38] = [
    ("orders", "who placed", ["order", "orders"], "", ["下单", " 次"]),
    ("purchase_days", "who ordered on", ["day", "days"], "", ["有下单的日子", " 天"]),
    ("items", "who bought", ["item", "items"], "", ["累计购买", " 件"]),
    ("spend", "who spent", ["", ""], " in all", ["累计消费", ""]),
    ("mean_order", "who spent", ["", ""], " an order on average", ["平均每单消费", ""]),
    ("orders_90", "who placed", ["order", "orders"], " in the last 90 days", ["近 90 天下单", " 次"]),
    ("spend_90", "who spent", ["", ""], " in the last 90 days", ["近 90 天消费", ""]),
    ("orders_365", "who placed", ["order", "orders"], " in the last year", ["近一年下单", " 次"]),
    ("spend_365", "who spent", ["", ""], " in the last year", ["近一年消费", ""]),
    ("recency_days", "whose last order was", ["day", "days"], " ago", ["上次下单距今", " 天"]),
    ("first_days", "whose first order was", ["day", "days"], " ago", ["首次下单距今", " 天"]),
    ("tenure_days", "who have been members for", ["day", "days"], "", ["入会", " 天"]),
    ("interval_mean", "whose orders lie", ["day", "days"], " apart on average", ["平均下单间隔", " 天"]),
    ("interval_last", "whose last two orders lie", ["day", "days"], " apart", ["最近两次下单间隔", " 天"]),
    ("overdue", "whose last order was", ["usual interval", "usual intervals"], " ago", ["距上次下单", " 个常规间隔"]),
    ("discount_share", "who spent", ["", ""], " of their money below list price", ["折扣消费占比", ""]),
    ("returned_share", "who sent back", ["", ""], " of what they bought", ["退货占比", ""]),
    ("categories", "who bought from", ["category", "categories"], "", ["购买过的品类", " 个"]),
    ("channel_share", "who placed", ["", ""], " of their orders through one channel", ["常用渠道占比", ""]),
    ("visit_days", "who visited on", ["day", "days"], "", ["有访问的日子", " 天"]),
    ("visit_days_since", "who visited on", ["day", "days"], " since their last order", ["上次下单后有访问的日子", " 天"]),
    ("visit_days_30", "who visited on", ["day", "days"], " of the last 30", ["近 30 天内有访问的日子", " 天"]),
    ("visit_days_90", "who visited on", ["day", "days"], " of the last 90", ["近 90 天内有访问的日子", " 天"]),
    ("views_90", "who looked at products", ["time", "times"], " in the last 90 days", ["近 90 天浏览商品", " 次"]),
    ("carts_90", "who put something in the cart", ["time", "times"], " in the last 90 days", ["近 90 天加购", " 次"]),
    ("seen_days", "whose last visit was", ["day", "days"], " ago", ["上次访问距今", " 天"]),
    ("surveys", "who answered", ["survey", "surveys"], "", ["答过的问卷", " 份"]),
    ("survey_mean", "whose mean survey score is", ["", ""], "", ["问卷均分", " 分"]),
    ("survey_last", "whose last survey score is", ["", ""], "", ["最近一次问卷评分", " 分"]),
    ("survey_sentiment", "whose survey comments have a mean sentiment of", ["", ""], "", ["问卷评语平均情感分", ""]),
    ("campaigns_90", "who were sent", ["campaign", "campaigns"], " in the last 90 days", ["近 90 天收到活动", " 次"]),
    ("points", "who have", ["point", "points"], "", ["现有积分", " 分"]),
    ("birthday_days", "whose next birthday is", ["day", "days"], " away", ["距下次生日", " 天"]),
    ("age", "who are", ["year", "years"], " old", ["年龄", " 岁"]),
    ("churn_risk", "whose risk of leaving is", ["", ""], "", ["流失风险", ""]),
    ("alive", "whose chance of still buying is", ["", ""], "", ["仍活跃概率", ""]),
    ("expected_orders", "who are expected to place", ["order", "orders"], " in the next 90 days", ["预计未来 90 天下单", " 次"]),
    ("value", "who are worth", ["", ""], " over the next year", ["预计未来一年价值", ""]),
];

/// How a column of words is spoken of, and its opposite, in English and Chinese.
type Named = (&'static str, [&'static str; 2], [&'static str; 2]);

const NAMED: [Named; 8] = [
    (
        "tier",
        ["who are in the tier ", "who are not in the tier "],
        ["会员等级为", "会员等级不是"],
    ),
    (
        "language",
        ["who speak ", "who do not speak "],
        ["使用", "不使用"],
    ),
    (
        "city",
        ["who live in ", "who do not live in "],
        ["住在", "不住在"],
    ),
    (
        "category",
        [
            "whose favourite category is ",
            "whose favourite category is not ",
        ],
        ["首选品类为", "首选品类不是"],
    ),
    (
        "brand",
        ["whose favourite brand is ", "whose favourite brand is not "],
        ["首选品牌为", "首选品牌不是"],
    ),
    (
        "channel",
        [
            "who mostly order through ",
            "who do not mostly order through ",
        ],
        ["常用渠道为", "常用渠道不是"],
    ),
    (
        "rfm",
        [
            "who are in the RFM segment ",
            "who are not in the RFM segment ",
        ],
        ["属于 RFM 分群", "不属于 RFM 分群"],
    ),
    (
        "cluster",
        ["who are in the cluster ", "who are not in the cluster "],
        ["属于聚类", "不属于聚类"],
    ),
];

/// The clause of a comparison with numbers.
pub(super) fn phrase(voice: Voice, column: &Column, test: &Test) -> String {
    if let Some(own) = own(voice, column, test) {
        return own;
    }
    let row = PHRASES.iter().find(|(name, ..)| *name == column.name);
    let comparison = comparison(voice, column, test, row.is_some());
    let Some((_, before, units, after, chinese)) = row else {
        return if voice.english() {
            format!("for whom “{}” is {comparison}", column.en)
        } else {
            format!("{}{comparison}", column.zh)
        };
    };
    if !voice.english() {
        let [before, unit] = chinese;
        return format!("{before}{comparison}{unit}");
    }
    let unit = units[usize::from(!one(last(test)))];
    let space = if unit.is_empty() { "" } else { " " };
    format!("{before} {comparison}{space}{unit}{after}")
}

/// The clause of what was ordered in a time: orders, money or items.
pub(super) fn in_a_time(voice: Voice, column: &Column, test: &Test, during: &str) -> String {
    let (verb, units, chinese) = match column.name {
        "orders" => ("who placed", ["order", "orders"], ["下单", " 次"]),
        "items" => ("who bought", ["item", "items"], ["购买", " 件"]),
        _ => ("who spent", ["", ""], ["消费", ""]),
    };
    let comparison = comparison(voice, column, test, true);
    if !voice.english() {
        let [before, unit] = chinese;
        return format!("{during}{before}{comparison}{unit}");
    }
    let unit = units[usize::from(!one(last(test)))];
    let space = if unit.is_empty() { "" } else { " " };
    format!("{verb} {comparison}{space}{unit}{during}")
}

/// What is said in words of its own.
fn own(voice: Voice, column: &Column, test: &Test) -> Option<String> {
    let english = voice.english();
    match (column.name, test) {
        ("recency_days", Test::Below(days)) if !english => Some(format!("最近 {days} 天内下过单")),
        ("recency_days", Test::AtMost(days)) if !english => {
            Some(format!("最近 {days} 天内（含）下过单"))
        }
        ("orders", Test::Numbers(numbers)) if numbers == &[0.0] => {
            Some(voiced(english, "who placed no orders", "没有下过单"))
        }
        ("birthday_days", Test::Numbers(numbers)) if numbers == &[0.0] => {
            Some(voiced(english, "whose birthday is today", "今天生日"))
        }
        ("overdue", Test::Above(1.0)) => Some(voiced(
            english,
            "who are late by their own rhythm",
            "已超过自己的常规下单间隔",
        )),
        ("value_rank", test) => rank(english, test),
        ("due_days", test) => due(english, test),
        _ => None,
    }
}

fn voiced(english: bool, in_english: &str, in_chinese: &str) -> String {
    if english { in_english } else { in_chinese }.to_owned()
}

/// A rank by worth, from the top or from the bottom.
fn rank(english: bool, test: &Test) -> Option<String> {
    // Nobody has exactly the rank of a limit that anybody would name, so that above it and from it on are the same.
    let (from_top, share) = match test {
        Test::Above(rank) | Test::AtLeast(rank) => (true, 1.0 - rank),
        Test::Below(rank) | Test::AtMost(rank) => (false, *rank),
        _ => return None,
    };
    // At the very ends nobody or everybody is meant, for which there are plainer words.
    if !(0.000_1..=0.999_9).contains(&share) {
        return None;
    }
    // A third is given as 0.33 or 0.333, the others exactly.
    let named = [
        (1.0 / 3.0, 0.004, "third", "三分之一"),
        (2.0 / 3.0, 0.004, "two thirds", "三分之二"),
        (0.5, 1e-6, "half", "一半"),
        (0.25, 1e-6, "quarter", "四分之一"),
    ];
    let near = |(wanted, by, ..): &&(f64, f64, &str, &str)| (share - wanted).abs() < *by;
    let (in_english, in_chinese) = match named.iter().find(near) {
        Some((_, _, in_english, in_chinese)) => {
            ((*in_english).to_owned(), (*in_chinese).to_owned())
        }
        None => (percent(share), format!(" {}", percent(share))),
    };
    Some(match (english, from_top) {
        (true, true) => format!("who are in the top {in_english} by worth"),
        (true, false) => format!("who are in the bottom {in_english} by worth"),
        (false, true) => format!("价值排名前{in_chinese}"),
        (false, false) => format!("价值排名后{in_chinese}"),
    })
}

/// Two conditions that say from which day on somebody is due, and before which: one clause.
pub(super) fn due_span(english: bool, from: &Node, end: &Node) -> Option<String> {
    let (Node::Column(first, Test::AtLeast(from)), Node::Column(second, Test::Below(end))) =
        (from, end)
    else {
        return None;
    };
    if [first.name, second.name] != ["due_days"; 2] || *from < 0.0 || from >= end {
        return None;
    }
    let days = if one(*end) { "day" } else { "days" };
    Some(match (english, *from) {
        (true, 0.0) => format!("who are due in less than {end} {days} and not overdue"),
        (true, from) => format!("who are due in at least {from} but less than {end} {days}"),
        (false, 0.0) => format!("距预计下单日不到 {end} 天（不含已过）"),
        (false, from) => format!("距预计下单日至少 {from} 天、不到 {end} 天"),
    })
}

/// Days until somebody is due, which are below 0 for whoever is overdue.
fn due(english: bool, test: &Test) -> Option<String> {
    let days = |days: f64| if one(days) { "day" } else { "days" };
    Some(match *test {
        Test::Below(0.0) => voiced(english, "who are overdue", "已过预计下单日"),
        Test::Above(0.0) => voiced(english, "whose next order is not due yet", "未到预计下单日"),
        Test::Below(most) if most > 0.0 && english => {
            format!(
                "who are due within less than {most} {} or overdue",
                days(most)
            )
        }
        Test::AtMost(most) if most > 0.0 && english => {
            format!("who are due within {most} {} or overdue", days(most))
        }
        Test::Below(most) if most > 0.0 => format!("距预计下单日不到 {most} 天（含已过）"),
        Test::AtMost(most) if most > 0.0 => format!("距预计下单日不超过 {most} 天（含已过）"),
        Test::Below(late) if late < 0.0 && english => {
            format!("who are more than {} {} overdue", -late, days(-late))
        }
        Test::AtMost(late) if late < 0.0 && english => {
            format!("who are at least {} {} overdue", -late, days(-late))
        }
        Test::Below(late) if late < 0.0 => format!("已过预计下单日超过 {} 天", -late),
        Test::AtMost(late) if late < 0.0 => format!("已过预计下单日至少 {} 天", -late),
        Test::Above(least) if least > 0.0 && english => {
            format!("who are due in more than {least} {}", days(least))
        }
        Test::AtLeast(least) if least > 0.0 && english => {
            format!("who are due in at least {least} {}", days(least))
        }
        Test::Between(least, most) if least >= 0.0 && english => {
            format!("who are due in {least} to {most} {}", days(most))
        }
        Test::Above(least) if least > 0.0 => format!("距预计下单日超过 {least} 天"),
        Test::AtLeast(least) if least > 0.0 => format!("距预计下单日至少 {least} 天"),
        Test::Between(least, most) if least >= 0.0 => format!("距预计下单日 {least} 到 {most} 天"),
        _ => return None,
    })
}

/// The comparison alone; with a unit behind it, none of a thing is "no" of it.
fn comparison(voice: Voice, column: &Column, test: &Test, unit: bool) -> String {
    let number = |value: f64| match column.holds {
        Holds::Money => money(voice, value),
        Holds::Share => percent(value),
        _ => value.to_string(),
    };
    // Years and days of a person are a length of time.
    let length = matches!(column.name, "age" | "birthday_days");
    let counted = column.holds == Holds::Count && !length;
    let english = voice.english();
    let fewer = match (english, column.holds) {
        (true, Holds::Count) if counted => "fewer than ",
        (true, _) => "less than ",
        (false, Holds::Count) if counted => "少于 ",
        (false, Holds::Days | Holds::Count) => "不到 ",
        (false, _) => "低于 ",
    };
    let word = |in_english: &str, in_chinese: &str| voiced(english, in_english, in_chinese);
    match test {
        Test::Numbers(numbers) if counted && unit && numbers == &[0.0] => word("no", " 0"),
        Test::AtMost(0.0) if counted && unit => word("no", " 0"),
        Test::Below(value) => format!("{fewer}{}", number(*value)),
        Test::Above(value) => format!("{}{}", word("more than ", "超过 "), number(*value)),
        Test::AtLeast(value) => format!("{}{}", word("at least ", "至少 "), number(*value)),
        Test::AtMost(value) => format!("{}{}", word("at most ", "至多 "), number(*value)),
        Test::Between(least, most) if english => {
            format!("between {} and {}", number(*least), number(*most))
        }
        Test::Between(least, most) => format!(" {} 到 {}", number(*least), number(*most)),
        Test::Numbers(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(|value| number(*value)).collect();
            if english {
                format!("exactly {}", listed(&numbers, ", ", " or "))
            } else {
                format!("恰好 {}", listed(&numbers, "、", " 或 "))
            }
        }
        // The rest compares no numbers.
        _ => String::new(),
    }
}

/// Whether a number goes with a word in the singular.
fn one(number: f64) -> bool {
    number.to_bits() == 1.0_f64.to_bits()
}

/// The number in front of the unit.
fn last(test: &Test) -> f64 {
    match test {
        Test::Below(number)
        | Test::Above(number)
        | Test::AtLeast(number)
        | Test::AtMost(number)
        | Test::Between(_, number) => *number,
        Test::Numbers(numbers) => numbers.last().copied().unwrap_or(0.0),
        _ => 0.0,
    }
}

fn percent(share: f64) -> String {
    // So many digits that no two shares that people give look alike.
    format!("{}%", (share * 1e8).round() / 1e6)
}

/// An amount in whole units, to the smallest unit or finer.
#[allow(
    clippy::cast_possible_truncation,
    reason = "reading kept it well within 2^53"
)]
fn money(voice: Voice, units: f64) -> String {
    let currency = voice.currency;
    let minor = units * f64::from(10_u32.pow(currency.decimals()));
    if (minor - minor.round()).abs() < 1e-4 {
        Money::new(minor.round() as i64, currency).short()
    } else {
        format!("{}{units}", currency.sign())
    }
}

/// The clause of words that are asked for, or of its opposite.
pub(super) fn words(voice: Voice, column: &Column, words: &[String], denied: bool) -> String {
    let word = |word: &String| match (column.name, word.as_str(), voice.language) {
        ("language", "en", Language::English) => "English".to_owned(),
        ("language", "zh", Language::English) => "Chinese".to_owned(),
        ("language", "en", Language::Chinese) => "英文".to_owned(),
        ("language", "zh", Language::Chinese) => "中文".to_owned(),
        ("rfm", key, language) => {
            voice.quoted(Segment::of(key).map_or(key, |segment| segment.name(language)))
        }
        (_, word, _) => voice.quoted(word),
    };
    let words: Vec<String> = words.iter().map(word).collect();
    let (between, last) = if voice.english() {
        (", ", " or ")
    } else {
        ("、", "或")
    };
    let list = listed(&words, between, last);
    match NAMED.iter().find(|(name, ..)| *name == column.name) {
        Some((_, english, chinese)) => {
            let before = if voice.english() { english } else { chinese };
            format!("{}{list}", before[usize::from(denied)])
        }
        None if voice.english() => {
            let not = if denied { "not " } else { "" };
            format!("for whom “{}” is {not}{list}", column.en)
        }
        None => {
            let is = if denied { "不是" } else { "为" };
            format!("{}{is}{list}", column.zh)
        }
    }
}

/// The clause of a yes or no.
pub(super) fn flag(voice: Voice, column: &Column, flag: bool) -> String {
    match (column.name, voice.english(), flag) {
        ("mail_consent", true, true) => "who may be written to by mail".to_owned(),
        ("mail_consent", true, false) => "who may not be written to by mail".to_owned(),
        ("mail_consent", false, true) => "同意邮件营销".to_owned(),
        ("mail_consent", false, false) => "未同意邮件营销".to_owned(),
        (_, true, true) => format!("for whom “{}” is true", column.en),
        (_, true, false) => format!("for whom “{}” is not true", column.en),
        (_, false, true) => format!("“{}”为是", column.zh),
        (_, false, false) => format!("“{}”为否", column.zh),
    }
}

/// The clause of whether there is anything in a column.
pub(super) fn known(voice: Voice, column: &Column, known: bool) -> String {
    match (column.name, voice.english(), known) {
        ("recency_days" | "first_days", true, true) => "who have ordered".to_owned(),
        ("recency_days" | "first_days", true, false) => "who have never ordered".to_owned(),
        ("recency_days" | "first_days", false, true) => "下过单".to_owned(),
        ("recency_days" | "first_days", false, false) => "从未下过单".to_owned(),
        ("seen_days", true, true) => "who have visited".to_owned(),
        ("seen_days", true, false) => "who have never visited".to_owned(),
        ("seen_days", false, true) => "访问过".to_owned(),
        ("seen_days", false, false) => "从未访问过".to_owned(),
        ("campaign_days", true, true) => "who were ever sent a campaign".to_owned(),
        ("campaign_days", true, false) => "who were never sent a campaign".to_owned(),
        ("campaign_days", false, true) => "收到过活动".to_owned(),
        ("campaign_days", false, false) => "从未收到过活动".to_owned(),
        ("birthday_days", true, true) => "whose birthday is known".to_owned(),
        ("birthday_days", true, false) => "whose birthday is not known".to_owned(),
        ("birthday_days", false, true) => "生日已知".to_owned(),
        ("birthday_days", false, false) => "生日未知".to_owned(),
        ("tier", true, true) => "who are above the first tier".to_owned(),
        ("tier", true, false) => "who are in the first tier".to_owned(),
        ("tier", false, true) => "会员等级高于初始等级".to_owned(),
        ("tier", false, false) => "会员等级为初始等级".to_owned(),
        (_, true, true) => format!("for whom “{}” is known", column.en),
        (_, true, false) => format!("for whom “{}” is not known", column.en),
        (_, false, true) => format!("{}已知", column.zh),
        (_, false, false) => format!("{}未知", column.zh),
    }
}
