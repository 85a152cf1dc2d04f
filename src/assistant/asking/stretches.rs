//! Stretches of the calendar with both their ends: "from March to May last year", 12月1日到25日.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::Regex;

use super::calendar::{edge, part_of_year, years};
use super::dates::{self, Period};
use crate::guardrails::pattern;

/// Between the ends of a stretch.
static TO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^ ?(?:(?:to|until|till|through|thru|up to)\b ?(?:the )?(?:end of )?|-|–|—|~|到|至|直到) ?",
    )
});
static AND: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?: and (?:the )?(?:end of )?| ?[和与] ?)"));
static LIST: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:, ?(?:and |or )?| and | or | ?[、和与及或] ?)"));
static EACH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:both(?: in)?|each of) $"));
static BETWEEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bbetween (?:the )?(?:start of |beginning of |in )?$|介于$"));
/// A day whose month was said before: 12月1日到25日, "November 1st to 15th".
static DAY_ALONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:the )?([0-9]{1,2})(?:st|nd|rd|th|日|号)?(?:[^0-9a-z./%月年天个镑元块]|$)")
});
/// A text in which the year is said.
static SAYS_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:19|20)[0-9]{2}|年前?|\byear|\blast\b|\bthis\b|[今昨明]天|[本这下上]个?月|月底|\bnow\b|现在|today|yesterday|tomorrow|month",
    )
});
/// A word for today, from which something lasts.
static NOW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(right now|now|today|现在|今天)(?: (?:to|until|till|through|and) | ?[-–] ?|到|至)")
});

/// The stretch that a text begins with, and its length: a part of a year, or from one day to another.
pub(super) fn stretch(before: &str, rest: &str, today: NaiveDate) -> Option<(usize, Period)> {
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.') {
        return None;
    }
    let single = |before: &str, rest: &str| -> Option<(usize, Period)> {
        let now = NOW
            .captures(rest)
            .and_then(|found| Some((found.get(1)?.end(), Period::day(today)?)));
        now.or_else(|| edge(before, rest, today))
            .or_else(|| part_of_year(rest, today))
            .or_else(|| dates::single(before, rest, today))
    };
    let (length, first) = single(before, rest)?;
    // "In both 2025 and 2026" is of each.
    let (length, first) = if EACH.is_match(before) {
        (length, first)
    } else {
        listed(rest, length, first, single)
    };
    let behind = &rest[length..];
    let between = BETWEEN.is_match(before);
    let separator = TO
        .find(behind)
        .or_else(|| AND.find(behind).filter(|_| between));
    let Some(separator) = separator else {
        return Some((length, first));
    };
    let start = length + separator.end();
    let (said, ahead) = (&rest[..length], &rest[start..]);
    let end = |own: usize| {
        let ends = ahead[own..].starts_with(['底', '末']);
        own + if ends { "底".len() } else { 0 }
    };
    let last = match single(" in ", ahead) {
        Some((own, last)) => Some((end(own), nearest(first, last, said, &ahead[..own]))),
        None => day_alone(first, ahead).map(|(own, last)| (own, Some((first, last)))),
    };
    match last {
        Some((own, Some((first, last)))) => {
            let whole = Period {
                from: first.from,
                to: last.to,
                stretch: true,
            };
            Some((start + own, whole))
        }
        _ => Some((length, first)),
    }
}

/// A part of the calendar with those that follow it in a list without a gap: "March, April and May".
fn listed(
    rest: &str,
    length: usize,
    first: Period,
    single: impl Fn(&str, &str) -> Option<(usize, Period)>,
) -> (usize, Period) {
    let (mut length, mut whole) = (length, first);
    while let Some(comma) = LIST.find(&rest[length..]) {
        let start = length + comma.end();
        match single(" in ", &rest[start..]) {
            // 5月和6月都下过单 is of each.
            Some((own, next))
                if next.from == whole.to && !rest[start + own..].starts_with('都') =>
            {
                (length, whole.to) = (start + own, next.to);
            }
            _ => break,
        }
    }
    (length, whole)
}

/// Two ends of which each may be of another year than it was taken for alone: "November to January", 去年3月到5月.
fn nearest(
    first: Period,
    last: Period,
    first_said: &str,
    last_said: &str,
) -> Option<(Period, Period)> {
    let (mut first, mut last) = (first, last);
    let (first_fixed, last_fixed) = (
        SAYS_YEAR.is_match(first_said),
        SAYS_YEAR.is_match(last_said),
    );
    if !last_fixed {
        while let Some(earlier) = years(last, -1).filter(|earlier| earlier.from >= first.from) {
            last = earlier;
        }
    }
    for _ in 0..3 {
        // "From today to the end of the month" ends in a month that has begun.
        if last.to > first.to && (last.from >= first.from || first_fixed && last_fixed) {
            return Some((first, last));
        }
        if !first_fixed {
            first = years(first, -1)?;
        } else if !last_fixed {
            last = years(last, 1)?;
        }
    }
    None
}

/// A later day of the month of a day.
fn day_alone(first: Period, rest: &str) -> Option<(usize, Period)> {
    let found = DAY_ALONE.captures(rest)?;
    let day = found.get(1)?.as_str().parse().ok()?;
    let from = first.from.with_day(day)?;
    let behind = &rest[found.get(1)?.end()..];
    let suffix = ["st", "nd", "rd", "th", "日", "号"]
        .iter()
        .find(|suffix| behind.starts_with(**suffix));
    let length = found.get(1)?.end() + suffix.map_or(0, |suffix| suffix.len());
    let last = Period::day(from)?;
    (first.is_day() && from > first.from).then_some((length, last))
}
