//! What a number is a number of: litres, months, pieces.

use std::sync::LazyLock;

use regex::Regex;

use super::naming::units;
use super::numbers::mentions;
use super::text::pattern;

/// Units that are written in several ways, each with its one name here.
static UNITS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    let units = [
        ("ml", r"(?:ml|millilit(?:re|er)s?)\b|毫升"),
        ("l", r"(?:l|lit(?:re|er)s?)\b|升"),
        ("kg", r"(?:kg|kilos?|kilograms?)\b|公斤|千克"),
        ("g", r"(?:g|grams?|grammes?)\b|克"),
        ("cm", r"(?:cm|centimet(?:re|er)s?)\b|厘米|公分"),
        ("mm", r"(?:mm|millimet(?:re|er)s?)\b|毫米"),
        ("m", r"(?:m|met(?:re|er)s?)\b|米"),
        ("inch", r"inch(?:es)?\b|英?寸"),
        ("year", r"(?:years?|yrs?)\b|周?岁|年"),
        ("month", r"months?\b|个?月"),
        ("week", r"weeks?\b|周|个?星期"),
        ("day", r"days?\b|天|日"),
        ("hour", r"(?:hours?|hrs?|h)\b|个?小时"),
        ("minute", r"(?:minutes?|mins?)\b|分钟"),
        ("watt", r"(?:watts?|w)\b|瓦"),
        ("bag", r"(?:tea )?bags?\b|袋"),
        ("%", r"%|per ?cent\b"),
    ];
    let compiled = units.into_iter();
    compiled
        .map(|(name, text)| (name, pattern(&format!(r"^[ -]?(?:{text})"))))
        .collect()
});

/// What stands after a number as its unit, in one spelling. `None` where nothing does.
pub(super) fn unit_after(rest: &str) -> Option<String> {
    let known = UNITS.iter().find(|(_, unit)| unit.is_match(rest));
    if let Some((name, _)) = known {
        return Some((*name).to_owned());
    }
    let unit = units(rest).into_iter().next()?;
    let near = rest[..unit.start].chars().all(|c| c == ' ' || c == '-');
    near.then(|| unit.text.trim_end_matches('s').to_owned())
}

/// Whether a (normalised) text holds a number of this value, in thousandths, and of the same unit as stands at the
/// front of `after`, where both have one.
pub(super) fn holds_measure(text: &str, milli: i64, after: &str) -> bool {
    let wanted = unit_after(after);
    mentions(text).iter().any(|mention| {
        let held = || unit_after(&text[mention.end..]);
        mention.milli == milli
            && (wanted.is_none() || held().is_none_or(|held| Some(held) == wanted))
    })
}
