//! Drivers, reliefs and actions in plain words.

use crate::features::{Holds, column};
use crate::insights::churn::{Change, Driver, DriverValue, Relief};
use crate::money::{Currency, Money};

use super::effects::Effect;
use super::member::{ChurnView, DueBy, DueView, ValueView};
use super::next::{Action, ActionKind, Reason, Refused};
use super::plots::pick;

use crate::ids::Language;

/// A number with at most one digit after the point.
fn plain(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// An amount in minor units.
#[allow(
    clippy::cast_possible_truncation,
    reason = "an amount of a shop is far below 2^63"
)]
#[must_use]
pub fn amount(minor: f64, currency: Currency) -> String {
    Money::new(minor.round() as i64, currency).short()
}

/// A share as per cent.
fn per_cent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// What a member has in a column, with its unit.
fn value_in_words(driver: &Driver, currency: Currency, language: Language) -> String {
    let chinese = language == Language::Chinese;
    match &driver.value {
        DriverValue::Unknown => if chinese { "暂无" } else { "not known" }.to_owned(),
        DriverValue::Word(word) => word.clone(),
        DriverValue::Number(number) => match column(&driver.column).map(|column| column.holds) {
            Some(Holds::Money) => amount(*number, currency),
            Some(Holds::Share) => per_cent(*number),
            Some(Holds::Flag) => match (*number > 0.5, chinese) {
                (true, true) => "是".to_owned(),
                (false, true) => "否".to_owned(),
                (true, false) => "yes".to_owned(),
                (false, false) => "no".to_owned(),
            },
            Some(Holds::Days) if chinese => format!("{number:.0} 天"),
            Some(Holds::Days) => format!("{number:.0} days"),
            _ => plain(*number),
        },
    }
}

/// A driver in one line: what it is, what the member has there, and whether that raises or lowers the risk.
#[must_use]
pub fn driver_words(driver: &Driver, currency: Currency, language: Language) -> String {
    let known = column(&driver.column);
    let name = match language {
        Language::Chinese => known.map(|column| column.zh),
        Language::English => known.map(|column| column.en),
    };
    let value = value_in_words(driver, currency, language);
    driver_line(name.unwrap_or(&driver.column), &value, driver, language)
}

/// The same of a contract, whose columns have the names of their own table.
#[must_use]
pub fn contract_words(driver: &Driver, language: Language) -> String {
    let value = match &driver.value {
        DriverValue::Unknown => pick(language, "not known", "暂无"),
        DriverValue::Word(word) => word.clone(),
        DriverValue::Number(number) => number.to_string(),
    };
    driver_line(&driver.column, &value, driver, language)
}

fn driver_line(name: &str, value: &str, driver: &Driver, language: Language) -> String {
    let points = (driver.risk * 100.0).round().abs();
    let raises = driver.effect > 0.0;
    match language {
        Language::Chinese => {
            let way = if raises { "推高" } else { "降低" };
            format!("{name}：{value}，{way}风险 {points:.0} 个百分点")
        }
        Language::English => {
            let way = if raises { "raises" } else { "lowers" };
            format!("{name}: {value}, which {way} the risk by {points:.0} points")
        }
    }
}

/// What would lower a risk, in one line.
#[must_use]
pub fn relief_words(relief: &Relief, language: Language) -> String {
    let risk = per_cent(relief.risk);
    match (relief.change, language) {
        (Change::OrderToday, Language::Chinese) => format!("若今天再下一单，风险降到 {risk}"),
        (Change::OrderToday, Language::English) => {
            format!("an order today would bring the risk to {risk}")
        }
        (Change::VisitToday, Language::Chinese) => format!("若今天来店逛一逛，风险降到 {risk}"),
        (Change::VisitToday, Language::English) => {
            format!("a visit today would bring the risk to {risk}")
        }
        (Change::ContentSurvey, Language::Chinese) => {
            format!("若下次问卷打 9 分，风险降到 {risk}")
        }
        (Change::ContentSurvey, Language::English) => {
            format!("a survey score of 9 next time would bring the risk to {risk}")
        }
    }
}

/// What an action is called.
#[must_use]
pub fn action_name(kind: ActionKind, language: Language) -> String {
    match (kind, language) {
        (ActionKind::Offer { per_cent }, Language::Chinese) => {
            format!("发一封减 {per_cent}% 的优惠邮件")
        }
        (ActionKind::Offer { per_cent }, Language::English) => {
            format!("a mail with {per_cent}% off")
        }
        (ActionKind::Wait, _) => pick(language, "leave them alone for now", "先不打扰"),
        (ActionKind::Reminder, _) => pick(language, "a reminder by mail", "发一封到期提醒邮件"),
        (ActionKind::Call, _) => pick(language, "a call by the staff", "由客服致电"),
        (ActionKind::Care, _) => pick(
            language,
            "a message of the service about the last order",
            "由客服就上次体验致意",
        ),
    }
}

/// An action with its arithmetic, in one line.
#[must_use]
pub fn action_words(action: &Action, currency: Currency, language: Language) -> String {
    let name = action_name(action.kind, language);
    if action.kind == ActionKind::Wait {
        return name;
    }
    let change = format!("{:.1}", action.change * 100.0);
    let [worth, cost, gain] =
        [action.worth, action.cost, action.gain].map(|minor| amount(minor, currency));
    match (language, action.change_error) {
        (Language::Chinese, Some(error)) => format!(
            "{name}：挽留机会 +{change}±{:.1} 个百分点（本店对照实验）× 年价值 {worth} − 成本 {cost} = {gain}",
            error * 100.0
        ),
        (Language::Chinese, None) => format!(
            "{name}：挽留机会 +{change} 个百分点（设定值）× 年价值 {worth} − 成本 {cost} = {gain}"
        ),
        (Language::English, Some(error)) => format!(
            "{name}: +{change}±{:.1} points of staying (measured on the shop's own campaigns) × {worth} a year − {cost} = {gain}",
            error * 100.0
        ),
        (Language::English, None) => format!(
            "{name}: +{change} points of staying (assumed) × {worth} a year − {cost} = {gain}"
        ),
    }
}

/// Why an action is not proposed, in one line.
#[must_use]
pub fn reason_words(refused: &Refused, language: Language) -> String {
    let why = match refused.why {
        Reason::NoConsent => pick(language, "they did not agree to it", "会员没有同意"),
        Reason::NoMail => pick(language, "no mail address is known", "没有邮箱"),
        Reason::NoPhone => pick(language, "no telephone number is known", "没有电话"),
        Reason::TooOften => pick(
            language,
            "they were written to often enough",
            "近期打扰已够多",
        ),
        Reason::NotTopValue => pick(
            language,
            "it is for the members who are worth most",
            "只用于价值最高的会员",
        ),
        Reason::CostsMore => pick(
            language,
            "it would cost more than it brings",
            "成本高于收益",
        ),
        Reason::DidNotHelp => pick(
            language,
            "it did not raise orders of such members before",
            "此前对这类会员无效",
        ),
        Reason::NotDisappointed => pick(language, "they were not disappointed", "上次并未不满"),
        Reason::AboveLimit => pick(language, "it is above the highest discount", "超过折扣上限"),
    };
    let name = action_name(refused.action, language);
    match language {
        Language::English => format!("{name}: not proposed, {why}"),
        Language::Chinese => format!("{name}：不建议，{why}"),
    }
}

/// The risk of leaving in one line.
#[must_use]
pub fn churn_words(churn: &ChurnView, language: Language) -> String {
    let (english, chinese) = churn.band.words();
    let (risk, horizon) = (per_cent(churn.risk), churn.horizon);
    match language {
        Language::Chinese => format!("流失风险：{risk}（{chinese}），指 {horizon} 天内不下单"),
        Language::English => {
            format!("Risk of leaving: {risk} ({english}): no order within {horizon} days")
        }
    }
}

/// What a member is worth in one line.
#[must_use]
pub fn value_words(value: &ValueView, currency: Currency, language: Language) -> String {
    let (alive, orders) = (per_cent(value.alive), plain(value.orders_90));
    let mut parts = vec![match language {
        Language::Chinese => format!("仍活跃的概率 {alive}，90 天内预计 {orders} 单"),
        Language::English => {
            format!("Still buys with a chance of {alive}, {orders} orders expected in 90 days")
        }
    }];
    if let (Some(year), Some(low), Some(high)) = (value.year, value.low, value.high) {
        let [year, low, high] = [year, low, high].map(|minor| amount(minor, currency));
        parts.push(match language {
            Language::Chinese => format!("；未来一年价值 {year}（八成落在 {low} 到 {high}）"),
            Language::English => {
                format!("; worth {year} in the next year (eight of ten such: {low} to {high})")
            }
        });
    }
    if let Some(rank) = value.rank.map(per_cent) {
        parts.push(match language {
            Language::Chinese => format!("，高于 {rank} 的会员"),
            Language::English => format!(", more than {rank} of members"),
        });
    }
    parts.concat()
}

/// When a member is due again, in one line.
#[must_use]
pub fn due_words(due: &DueView, language: Language) -> String {
    if due.by == DueBy::Others {
        return others_words(due, language);
    }
    let (days, late, interval) = (due.in_days.abs(), due.in_days < 0.0, due.interval_days);
    match (language, late) {
        (Language::Chinese, true) => format!("平均每 {interval:.0} 天一次，已晚 {days:.0} 天"),
        (Language::Chinese, false) => format!("平均每 {interval:.0} 天一次，约 {days:.0} 天后"),
        (Language::English, true) => format!("every {interval:.0} days, {days:.0} days late"),
        (Language::English, false) => {
            format!("every {interval:.0} days, in about {days:.0} days")
        }
    }
}

/// When a member without a rhythm of their own is due, by those like them.
fn others_words(due: &DueView, language: Language) -> String {
    let (median, low) = (due.in_days, due.low_days);
    match (language, due.high_days) {
        (Language::Chinese, Some(high)) => format!(
            "同类会员一半在 {median:.0} 天内再次下单（一成在 {low:.0} 天内，一成在 {high:.0} 天后）"
        ),
        (Language::Chinese, None) => format!(
            "同类会员一半在 {median:.0} 天内再次下单（一成在 {low:.0} 天内，超过一成未见再次下单）"
        ),
        (Language::English, Some(high)) => format!(
            "half of those like them order within {median:.0} days (one in ten within {low:.0}, one in ten after {high:.0})"
        ),
        (Language::English, None) => format!(
            "half of those like them order within {median:.0} days (one in ten within {low:.0}; more than one in ten were not seen to)"
        ),
    }
}

/// What an offer did to members of one kind: what it was and to whom, and by how much it changed the share that ordered.
#[must_use]
pub fn effect_words(effect: &Effect, language: Language) -> (String, String) {
    let points = format!("{:+.1}±{:.1}", effect.change * 100.0, effect.error * 100.0);
    let (sent, held) = (effect.sent, effect.held_out);
    match language {
        Language::English => {
            let offer = match effect.offer {
                0 => "a mail without an offer".to_owned(),
                off => format!("{off}% off"),
            };
            let whom = if effect.quiet {
                "members quiet for over 60 days"
            } else {
                "members who ordered within 60 days"
            };
            (
                format!("{offer}, {whom}"),
                format!(
                    "{points} points more ordered within 14 days ({sent} written to, {held} held out)"
                ),
            )
        }
        Language::Chinese => {
            let offer = match effect.offer {
                0 => "无优惠邮件".to_owned(),
                off => format!("减 {off}% 的邮件"),
            };
            let whom = if effect.quiet {
                "超过 60 天未下单的会员"
            } else {
                "60 天内下过单的会员"
            };
            (
                format!("{offer}，{whom}"),
                format!("14 天内下单的比例 {points} 个百分点（发送 {sent} 人，对照 {held} 人）"),
            )
        }
    }
}
