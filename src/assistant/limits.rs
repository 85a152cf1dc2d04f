//! Price limits, read out of the shopper's own words by code: a model may misread a number.

use std::ops::Range;
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
        r"|(not|nothing|none|never) (over|above)|(nothing|never) more than|within|budget( is| of|:)?|<=?|make (it|that)|go up to|stretch to|don't want to spend more than|spend( up to)?|不超过|不要超过|别超过|低于|少于|不到|不高于|不多于|不大于",
        r"|加到|提到|提高到|放宽到|涨到|最多|至多|顶多|预算(是|为|在|只有|大概|大约)?|控制在|小于)\s*(about |around |of )?$",
    ))
});
static MOST_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(以内|以下|之内|之下|内的?|里面|封顶|or less|or under|or below|or cheaper|(at )?the (very )?(most|max)|at the very most|max\b|tops\b|at most|budget|的?预算)",
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
/// What stands before the first of two amounts where the two are a range.
static FRAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"(between|from)\s*$"));
static RANGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(to|and|-|–|—|~|到|至|和)\s*$"));

/// Reads the limits in a message, in `currency`: "under £20", "between 10 and 30", 五十块以内.
#[must_use]
pub fn price_limits(message: &str, currency: Currency) -> PriceLimits {
    let money = |milli| Money::from_thousandths(milli, currency);
    let mut limits = PriceLimits::default();
    for limit in read(&normalise(message)) {
        limits.least = limit.least.map(money).or(limits.least);
        limits.most = limit.most.map(money).or(limits.most);
    }
    limits
}

/// A normalised message without the words that set a limit: what is asked for beside it.
#[must_use]
pub(super) fn without_limits(text: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    for limit in read(text) {
        rest.push_str(text.get(from..limit.place.start).unwrap_or_default());
        rest.push(' ');
        from = from.max(limit.place.end);
    }
    rest.push_str(&text[from..]);
    rest
}

/// A limit in thousandths, and the words that set it.
struct Limit {
    least: Option<i64>,
    most: Option<i64>,
    place: Range<usize>,
}

fn read(text: &str) -> Vec<Limit> {
    let amounts = amounts(text);
    for pair in amounts.windows(2) {
        let (first, second) = (&pair[0], &pair[1]);
        let between = text.get(first.end..second.start);
        let joined = between.is_some_and(|between| RANGE.is_match(between));
        let frame = FRAME.find(&text[..first.start]);
        let framed = frame.is_some() || first.money || second.money;
        if joined && framed && first.milli < second.milli {
            return vec![Limit {
                least: Some(first.milli),
                most: Some(second.milli),
                place: frame.map_or(first.start, |frame| frame.start())..second.end,
            }];
        }
    }
    amounts
        .iter()
        .filter_map(|amount| limit(text, amount))
        .collect()
}

/// The limit that stands around `amount`, if one does.
fn limit(text: &str, amount: &Amount) -> Option<Limit> {
    let (before, after) = (&text[..amount.start], &text[amount.end..]);
    if !amount.money && OTHER_UNIT.is_match(after) {
        return None;
    }
    let place = |found: regex::Match<'_>, stands_before: bool| {
        if stands_before {
            found.start()..amount.end
        } else {
            amount.start..amount.end + found.end()
        }
    };
    let least = |place| Limit {
        least: Some(amount.milli),
        most: None,
        place,
    };
    let most = |place| Limit {
        least: None,
        most: Some(amount.milli),
        place,
    };
    // 不超过 ends with 超过 and "no less than" with "less than": the longer one is looked for first.
    if let Some(found) = NO_LESS_BEFORE.find(before) {
        Some(least(place(found, true)))
    } else if let Some(found) = MOST_BEFORE.find(before) {
        Some(most(place(found, true)))
    } else if let Some(found) = MOST_AFTER.find(after) {
        Some(most(place(found, false)))
    } else if let Some(found) = LEAST_BEFORE.find(before) {
        Some(least(place(found, true)))
    } else {
        let found = LEAST_AFTER.find(after)?;
        Some(least(place(found, false)))
    }
}
