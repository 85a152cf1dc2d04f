//! What is wrong with a brief's offer.

use std::collections::BTreeSet;

use crate::clock::Timestamp;

use super::reading::{LONGEST_NAME, Wrong, filtered};
use super::{Offer, OfferKind};

/// Rules of discounts at most.
const MOST_DEPTHS: usize = 10;

/// What is wrong with an offer by itself; the shop's limits come besides.
pub(super) fn offer(wrong: &mut Vec<Wrong>, offer: &Offer) {
    let ends = offer.ends.as_deref();
    if ends.is_some_and(|day| Timestamp::parse_day(day, &["%Y-%m-%d"]).is_none()) {
        wrong.push(Wrong::at(
            "offer.ends",
            (
                "a day such as 2026-12-31 is expected",
                "请填写有效的日期，例如 2026-12-31",
            ),
        ));
    }
    let above = |amount: f64| amount > 0.0 && amount < 1e9;
    for (place, amount) in [
        ("offer.amount", offer.amount),
        ("offer.minimum", offer.minimum),
    ] {
        if amount.is_some_and(|amount| !above(amount)) {
            wrong.push(Wrong::at(
                place,
                (
                    "an amount above 0 in the shop's currency",
                    "请填写大于 0 的金额（店铺币种）",
                ),
            ));
        }
    }
    let percents = offer.depths.iter().map(|depth| depth.percent);
    if percents
        .chain(offer.percent)
        .any(|percent| !(1..=100).contains(&percent))
    {
        wrong.push(Wrong::at(
            "offer.percent",
            ("a discount is 1 to 100 per cent", "减免比例须为 1% 到 100%"),
        ));
    }
    let coupon = offer.kind == OfferKind::Coupon;
    if coupon && offer.percent.is_some() == offer.amount.is_some() {
        wrong.push(Wrong::at(
            "offer",
            (
                "a coupon has a `percent` or an `amount`, and not both",
                "优惠券须填写百分比或固定金额，二选一",
            ),
        ));
    }
    if coupon && offer.ends.is_none() {
        wrong.push(Wrong::at(
            "offer.ends",
            (
                "say on which day the coupon holds for the last time",
                "请填写优惠券的截止日期",
            ),
        ));
    }
    if !coupon && (offer.percent.is_some() || offer.amount.is_some() || !offer.depths.is_empty()) {
        wrong.push(Wrong::at(
            "offer.kind",
            (
                "only a coupon takes something off",
                "只有优惠券可以减免金额",
            ),
        ));
    }
    if offer.most == Some(0) || offer.per_member == Some(0) {
        wrong.push(Wrong::at(
            "offer.most",
            (
                "a limit is at least 1; leave it out for none",
                "上限至少为 1；不限请留空",
            ),
        ));
    }
    let times = offer
        .times
        .is_some_and(|times| times > 1.0 && times <= 10.0);
    if (offer.kind == OfferKind::Points) != times {
        wrong.push(Wrong::at(
            "offer.times",
            (
                "points are multiplied by more than 1 and at most 10, and nothing else is",
                "积分倍数须大于 1 且不超过 10，且仅用于多倍积分",
            ),
        ));
    }
    if matches!(offer.kind, OfferKind::Gift | OfferKind::Event)
        && offer.what_en.is_none()
        && offer.what_zh.is_none()
    {
        wrong.push(Wrong::at(
            "offer.what_en",
            (
                "say what it is, in each language of the campaign",
                "请用活动的每种语言填写赠品或活动名称",
            ),
        ));
    }
    depths(wrong, offer);
}

/// What is wrong with discounts that differ.
fn depths(wrong: &mut Vec<Wrong>, offer: &Offer) {
    if offer.depths.len() > MOST_DEPTHS {
        wrong.push(Wrong::at(
            "offer.depths",
            (
                format!("{MOST_DEPTHS} rules at most"),
                format!("规则最多 {MOST_DEPTHS} 条"),
            ),
        ));
    }
    if !offer.depths.is_empty() && offer.amount.is_some() {
        wrong.push(Wrong::at(
            "offer.depths",
            (
                "discounts that differ are in per cent",
                "不同折扣只能按百分比设置",
            ),
        ));
    }
    if !offer.depths.is_empty() && !offer.disclosed {
        let what = (
            "where members are offered different prices they are told so: set `disclosed`, and a sentence that says it is put below every text",
            "会员间价格不同时必须告知：请勾选告知选项，系统会在每条文案下方加一句说明",
        );
        wrong.push(Wrong::at("offer.disclosed", what));
    }
    let mut rules = BTreeSet::new();
    for (number, depth) in offer.depths.iter().enumerate() {
        let place = format!("offer.depths[{number}]");
        let named = depth.rule.trim();
        if named.is_empty() || named.chars().count() > LONGEST_NAME || !rules.insert(named) {
            wrong.push(Wrong::at(
                format!("{place}.rule"),
                (
                    "a name of 1 to 60 characters, each another",
                    "规则名称须为 1 到 60 个字符，且互不相同",
                ),
            ));
        }
        filtered(wrong, &format!("{place}.filter"), &depth.filter);
    }
}
