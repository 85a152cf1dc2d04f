//! Price limits, read out of the shopper's own words by code: a model may misread a number.

use std::sync::LazyLock;

use regex::Regex;

use crate::guardrails::{Amount, amounts, normalise, pattern};
use crate::money::{Currency, Money};

/// Limits on a price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PriceLimits {
    /// No cheaper than this.
    pub least: Option<Money>,
    /// No dearer than this.
    pub most: Option<Money>,
}

static MOST_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(under|below|beneath|less than|cheaper than|lower than|up to|at most|max(imum)?( of)?|no more than|not more than",
        r"|(not|nothing|none|never) (over|above)|(nothing|never) more than|within|budget( is| of|:)?|<=?|don't want to spend more than|spend( up to)?|不超过|不要超过|别超过|低于|少于|不到|不高于|不多于|不大于",
        r"|最多|至多|顶多|预算(是|为|在|只有|大概|大约)?|控制在|小于)\s*(about |around |of )?$",
    ))
});
static MOST_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(以内|以下|之内|之下|内的?|里面|封顶|or less|or under|or below|or cheaper|max\b|tops\b|at most|budget|的?预算)",
    )
});
static LEAST_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(over|above|more than|at least|min(imum)?( of)?|no less than|dearer than|>=?|超过|高于|大于|至少|最少|不低于)\s*$",
    )
});
/// "No less than" ends with "less than", so it is looked for before the upper limit.
static NO_LESS_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(\b(no|not|never) (less|cheaper|lower) than|不低于|不少于|不小于)\s*$")
});
static LEAST_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(以上|往上|起\b|or more|or over|or above|and up|\+)"));
/// A number of days, years, centimetres or things is not about money.
static OTHER_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*((hours?|days?|weeks?|months?|years?|people|persons?|guests|candles|pieces|kg|g|ml|l|cm|mm|m|litres?|inch(es)?|%)\b",
        r"|个?(小时|工作日|星期)|个月|天|日|周|年|岁|人|厘米|毫米|米([^色]|$)|毫升|升|公?斤|克|寸|件|款|种)",
    ))
});
static RANGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(to|and|-|–|—|~|到|至|和)\s*$"));

/// Reads the limits in a message, in `currency`: "under £20", "between 10 and 30", 五十块以内.
#[must_use]
pub fn price_limits(message: &str, currency: Currency) -> PriceLimits {
    let text = normalise(message);
    let amounts = amounts(&text);
    let money = |amount: &Amount| {
        let unit = 10_i64.pow(currency.decimals());
        Money::new(amount.milli.saturating_mul(unit) / 1000, currency)
    };
    let mut limits = PriceLimits::default();
    for pair in amounts.windows(2) {
        let (first, second) = (&pair[0], &pair[1]);
        let joined = RANGE.is_match(&text[first.end..second.start]);
        let framed = text[..first.start].trim_end().ends_with("between")
            || text[..first.start].trim_end().ends_with("from")
            || first.money
            || second.money;
        if joined && framed && first.milli < second.milli {
            return PriceLimits {
                least: Some(money(first)),
                most: Some(money(second)),
            };
        }
    }
    for amount in &amounts {
        let (before, after) = (&text[..amount.start], &text[amount.end..]);
        // 不超过 ends with 超过, so the upper limit is looked for first.
        if !amount.money && OTHER_UNIT.is_match(after) {
            continue;
        }
        if NO_LESS_BEFORE.is_match(before) {
            limits.least = Some(money(amount));
        } else if MOST_BEFORE.is_match(before) || MOST_AFTER.is_match(after) {
            limits.most = Some(money(amount));
        } else if LEAST_BEFORE.is_match(before) || LEAST_AFTER.is_match(after) {
            limits.least = Some(money(amount));
        }
    }
    limits
}
