//! Days as they are written with a point in Chinese: 10.1到10.7, 11.11当天.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use super::dates::{Period, number};
use crate::guardrails::pattern;

/// A month and a day, where what stands beside them shows that they are.
static DOTTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        "^([0-9]{1,2})[./]([0-9]{1,2})",
        "(?:[号日]|(?:当天|那天|当日|之后|以后|之前|以前|期间|大促)|(?:到|至|-|~|—|–)[0-9]{1,2}[./][0-9]{1,2}[号日]?(?:\\)|）|之间|这|那|期间|下|买|消|花|购|来|逛|访|加|入|注|有|没|都|收|发))",
    ))
});
/// The other end of such a stretch.
static DOTTED_END: LazyLock<Regex> =
    LazyLock::new(|| pattern("^([0-9]{1,2})[./]([0-9]{1,2})(?:[^0-9./]|$)"));
/// What a number is of that is no day.
static MEASURED: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:分|数|率|值|价|单|倍|占比|介于|超过|至少|于|评分在|均分在)$"));

/// The day that a text begins with, and the length of it.
pub(super) fn dotted(before: &str, rest: &str, today: NaiveDate) -> Option<(usize, Period)> {
    let end = before == " in ";
    let found = match DOTTED.captures(rest) {
        Some(found) if !MEASURED.is_match(before) => found,
        _ if end => DOTTED_END.captures(rest)?,
        _ => return None,
    };
    let length = found.get(2)?.end();
    let sign = rest[length..].starts_with(['号', '日']);
    let period = Period::last(today, number(&found, 1)?, number(&found, 2))?;
    Some((length + if sign { "号".len() } else { 0 }, period))
}
