//! Dates that there are not: 31 April, 2025年2月29日. They are not understood, rather than read as something else.

use chrono::NaiveDate;

use super::dates::{CHINESE, ENGLISH, FULL, chinese_day, english_day, number};

/// Where a date ends that a text names from `at` on and that there is not.
pub(super) fn impossible(text: &str, at: usize) -> Option<usize> {
    let (before, rest) = text.split_at(at);
    if before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let (length, year, month, day) = full_day(rest)
        .or_else(|| {
            let found = CHINESE.captures(rest)?;
            let (month, day) = chinese_day(&found)?;
            Some((found[0].len(), None, month, day?))
        })
        .or_else(|| {
            let found = ENGLISH.captures(rest)?;
            let (month, day) = english_day(&found)?;
            Some((found[0].len(), number(&found, 4), month, day?))
        })?;
    // A year with a 29th of February, where none is said.
    let there = NaiveDate::from_ymd_opt(year.unwrap_or(2024), month, day);
    (there.is_none() && (1..=12).contains(&month) && day <= 31).then_some(at + length)
}

/// The length, the year, the month and the day of a date with all three.
fn full_day(rest: &str) -> Option<(usize, Option<i32>, u32, u32)> {
    let found = FULL.captures(rest)?;
    let month = number(&found, 2).or_else(|| number(&found, 4))?;
    let (place, day) = match found.get(3) {
        Some(_) => (3, number(&found, 3)?),
        None => (5, number(&found, 5)?),
    };
    let end = found.get(place)?.end();
    let sign = rest[end..]
        .chars()
        .next()
        .filter(|c| matches!(c, '日' | '号'));
    Some((
        end + sign.map_or(0, char::len_utf8),
        number(&found, 1),
        month,
        day,
    ))
}
