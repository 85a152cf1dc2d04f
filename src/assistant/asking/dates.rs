//! Days, months and years as people name them.

use std::sync::LazyLock;

use chrono::{Datelike, Days, Months, NaiveDate};
use regex::{Captures, Regex};

use super::dotted;
use super::stretches;
use crate::clock::Timestamp;
use crate::guardrails::pattern;

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// Its first day.
    pub(super) from: NaiveDate,
    /// The day after its last one.
    pub(super) to: NaiveDate,
    /// Both of its ends were said: "from March to May" does not last until now, as "from March" does.
    pub(super) stretch: bool,
}

impl Period {
    /// The first day that lies after it. A day is itself meant, as in "after 1 March", which the filter's own
    /// `joined_after` reads so, too.
    pub(super) fn after(self) -> NaiveDate {
        if self.is_day() { self.from } else { self.to }
    }

    /// Whether it is one day.
    pub(super) fn is_day(self) -> bool {
        self.from.succ_opt() == Some(self.to)
    }

    /// Whether it has not ended.
    pub(super) fn lasts(self, today: NaiveDate) -> bool {
        self.to > today
    }

    /// From a day to before another one.
    pub(super) fn between(from: NaiveDate, to: NaiveDate) -> Self {
        Self {
            from,
            to,
            stretch: false,
        }
    }

    pub(super) fn day(day: NaiveDate) -> Option<Self> {
        Some(Self::between(day, day.succ_opt()?))
    }

    /// So many months from a day on.
    pub(super) fn months(from: NaiveDate, months: u32) -> Option<Self> {
        let to = from.checked_add_months(Months::new(months))?;
        Some(Self::between(from, to))
    }

    /// The month, or a day of it.
    pub(super) fn within(year: i32, month: u32, day: Option<u32>) -> Option<Self> {
        match day {
            Some(day) => Self::day(NaiveDate::from_ymd_opt(year, month, day)?),
            None => Self::months(NaiveDate::from_ymd_opt(year, month, 1)?, 1),
        }
    }

    /// The last one that has begun.
    pub(super) fn last(today: NaiveDate, month: u32, day: Option<u32>) -> Option<Self> {
        // The 29th of February has begun in the last eight years.
        (0..9)
            .filter_map(|years| Self::within(today.year() - years, month, day))
            .find(|period| period.from <= today)
    }
}

/// The day of a moment, in UTC.
pub(super) fn day_of(moment: Timestamp) -> NaiveDate {
    NaiveDate::parse_from_str(&moment.day(), "%Y-%m-%d").unwrap_or_default()
}

const NUMERAL: &str = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}";
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// 2026-03-01, 2026/3, 2026年3月1日.
pub(super) static FULL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^((?:19|20)[0-9]{2})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?|年 ?([0-9]{1,2})月份?(?:([0-9]{1,2})[日号])?)(?:[^0-9]|$)",
    )
});
/// 三月, 3月1日, 去年三月.
pub(super) static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(今年|去年|前年)?({NUMERAL})月份?(?:({NUMERAL})[日号])?"
    ))
});
/// 3 March, March 3rd, March 2025.
pub(super) static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:([0-9]{1,2}|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth",
        r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)",
        r"(?:st|nd|rd|th)?(?: (?:day )?of)? )?(?:the )?",
        r"(january|february|march|april|may|june|july|august|september|october|november|december",
        r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?",
        r"(?: ([0-9]{1,2})(?:st|nd|rd|th)?\b)?(?:,? ((?:19|20)[0-9]{2})\b)?",
    ))
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"^((?:19|20)[0-9]{2})(年)?(?:[^0-9]|$)"));
/// What makes a number of four digits an amount.
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^ ?(?:元|块|镑|英镑|人|个|多|余|分|件|单|次|积分|以上|以下|左右|到[0-9]+(?:元|块|分|之间)|points\b|yuan\b|rmb\b|cny\b|kuai\b|pounds?\b|quid\b|orders\b|items\b|or (?:more|less)\b|and [0-9]+ (?:points|yuan|rmb|pounds|items|quid)\b|to [0-9]+ (?:points|yuan|rmb|pounds|items|quid)\b|and (?:above|up|over)\b|and (?:2[1-9][0-9]{2}|[3-9][0-9]{3}|[0-9]{5,})\b|%)",
    )
});
/// 01/03/2026.
static SLASHED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^([0-9]{1,2})([-/.])([0-9]{1,2})([-/.])([0-9]{4}|[0-9]{2})(?:[^0-9]|$)")
});
/// Words before which a number of four digits is a year, and "may" the month.
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(in|before|since|after|during|from|until|of|by|till|to|and|between|both|the year) $|[自从在]$",
    )
});
/// "May" as a verb, whatever stands before it.
static MODAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^may (also |still |soon )?(not|be|have|leave|churn|go|mail|text|email|contact|we|i|they|receive|get|buy|order)\b",
    )
});
/// Words before which 三月 is a length of time.
static LENGTH: LazyLock<Regex> = LazyLock::new(|| pattern("(近|过去) ?$"));

/// What is counted back from today.
#[derive(Clone, Copy)]
enum Relative {
    Day(u64),
    Week(u64),
    Month(u32),
    Quarter(u32),
    Year(i32),
}

/// What has not begun: weeks and months ahead, and the year.
#[rustfmt::skip]
const COMING: [(Relative, &[&str]); 4] = [
    (Relative::Day(1), &["tomorrow", "明天", "明日"]),
    (Relative::Week(1), &["next week", "下周", "下个星期", "下星期", "下礼拜"]),
    (Relative::Month(1), &["the end of next month", "end of next month", "下个月底", "下月底", "next month", "下个月", "下月"]),
    (Relative::Year(1), &["next year", "明年"]),
];

/// How often each stands back.
#[rustfmt::skip]
const RELATIVE: [(Relative, &[&str]); 16] = [
    (Relative::Day(3), &["大前天"]),
    (Relative::Day(2), &["the day before yesterday", "day before yesterday", "前天"]),
    (Relative::Week(2), &["the week before last", "week before last", "上上个星期", "上上星期", "上上个礼拜", "上上礼拜", "上上周"]),
    (Relative::Month(2), &["the month before last", "month before last", "上上个月", "上上月"]),
    (Relative::Quarter(2), &["the quarter before last", "quarter before last", "上上个季度", "上上季度"]),
    (Relative::Day(0), &["today", "今天", "今日"]),
    (Relative::Day(1), &["yesterday", "昨天", "昨日"]),
    (Relative::Week(0), &["the end of this week", "end of this week", "the end of the week", "end of the week", "这周末之前", "this week", "本周", "这周", "这个星期", "这星期", "这个礼拜", "这礼拜", "本星期", "当周"]),
    (Relative::Week(1), &["last week", "上周", "上个星期", "上星期", "上个礼拜", "上礼拜"]),
    (Relative::Month(0), &["this month", "the end of this month", "end of this month", "the end of the month", "end of the month", "month end", "这个月底", "这个月末", "本月底", "本月末", "月底", "so far this month", "this month so far", "the first of the month", "first of the month", "the 1st of the month", "the first of this month", "the 1st of this month", "the start of the month", "the beginning of the month", "本月", "这个月", "当月", "月初"]),
    (Relative::Month(1), &["last month", "上个月", "上月"]),
    (Relative::Quarter(0), &["this quarter", "the start of the quarter", "本季度", "这个季度"]),
    (Relative::Quarter(1), &["last quarter", "上个季度", "上季度"]),
    (Relative::Year(0), &["the end of this year", "end of this year", "the end of the year", "end of the year", "今年年底", "今年底", "年底", "年末", "this year so far", "this year", "so far this year", "year to date", "ytd", "the start of the year", "the beginning of the year", "the start of this year", "the beginning of this year", "今年年初", "今年以来", "今年", "本年", "年初"]),
    (Relative::Year(1), &["last year", "去年"]),
    (Relative::Year(2), &["the year before last", "year before last", "前年"]),
];

/// A date that begins with the day or the month, and its length: which of the two only a number above 12 tells, so that
/// most of them are no period.
pub(super) fn slashed(text: &str, at: usize) -> Option<(usize, Option<Period>)> {
    let found = SLASHED.captures(&text[at..])?;
    let year = found.get(5)?;
    let (first, second) = (number(&found, 1)?, number(&found, 3)?);
    let year_number = match year.as_str().len() {
        2 => 2000 + number::<i32>(&found, 5)?,
        _ => number(&found, 5)?,
    };
    let period = match (first, second) {
        (13.., 1..=12) => Period::within(year_number, second, Some(first)),
        (1..=12, 13..) => Period::within(year_number, first, Some(second)),
        (same, other) if same == other => Period::within(year_number, same, Some(other)),
        _ => None,
    };
    (found[2] == found[4]).then_some((at + year.end(), period))
}

/// The period that `text` names from `at` on, and where its name ends.
pub(super) fn period(text: &str, at: usize, today: NaiveDate) -> Option<(usize, Period)> {
    let (before, rest) = text.split_at(at);
    // The middle of a longer number is no year.
    if before.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    stretches::stretch(before, rest, today)
        .or_else(|| single(before, rest, today))
        .map(|(length, period)| (at + length, period))
}

/// The period without an end of its own that a text begins with, and its length.
pub(super) fn single(before: &str, rest: &str, today: NaiveDate) -> Option<(usize, Period)> {
    full(rest)
        .or_else(|| dotted::dotted(before, rest, today))
        .or_else(|| weekday(rest, today))
        .or_else(|| chinese(before, rest, today))
        .or_else(|| english(before, rest, today))
        .or_else(|| year(before, rest))
        .or_else(|| relative(rest, today))
        .or_else(|| coming(rest, today))
}

/// 上周五, "last Friday", "last weekend".
static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(last|this past) (monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend)\b",
        "|(上|本|这|下)(?:个)?(?:周|星期|礼拜)([一二三四五六日天末]))",
    ))
});

/// A day of this week or of one beside it, or its weekend.
fn weekday(rest: &str, today: NaiveDate) -> Option<(usize, Period)> {
    const ENGLISH: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let found = WEEKDAY.captures(rest)?;
    let length = found.get(0)?.end();
    let on = i64::from(today.weekday().num_days_from_monday());
    let day = |days: i64| today.checked_add_signed(chrono::TimeDelta::days(days));
    let (from, days) = match (found.get(2), found.get(3), found.get(4)) {
        (Some(name), ..) => match ENGLISH
            .iter()
            .zip(0..)
            .find(|(begin, _)| name.as_str().starts_with(**begin))
        {
            Some((_, place)) => (day(place - on - if place < on { 0 } else { 7 })?, 1),
            None => (day(-on - 2)?, 2),
        },
        (_, Some(week), Some(name)) => {
            let week = match week.as_str() {
                "上" => -7,
                "下" => 7,
                _ => 0,
            };
            let place = "一二三四五六日".chars().zip(0..);
            let name = name.as_str();
            let found = place.clone().find(|(c, _)| name.starts_with(*c));
            match (found, name) {
                (Some((_, place)), _) => (day(place - on + week)?, 1),
                (None, "天") => (day(6 - on + week)?, 1),
                (None, _) => (day(5 - on + week)?, 2),
            }
        }
        _ => return None,
    };
    let to = from.checked_add_days(Days::new(days))?;
    Some((length, Period::between(from, to)))
}

/// A month, with or without a day, that a text begins with: the length of its name, and both.
pub(super) fn month_and_day(rest: &str) -> Option<(usize, u32, Option<u32>)> {
    if let Some(found) = CHINESE
        .captures(rest)
        .filter(|found| found.get(1).is_none())
    {
        let (month, day) = chinese_day(&found)?;
        let valid = (1..=12).contains(&month);
        return valid.then_some((found[0].len(), month, day));
    }
    let found = ENGLISH
        .captures(rest)
        .filter(|found| found.get(4).is_none())?;
    let (month, day) = english_day(&found)?;
    Some((found[0].len(), month, day))
}

/// The month of [`CHINESE`], and the day of it where one is said.
pub(super) fn chinese_day(found: &Captures) -> Option<(u32, Option<u32>)> {
    let day = match found.get(3) {
        Some(day) => Some(numeral(day.as_str())?),
        None => None,
    };
    Some((numeral(&found[2])?, day))
}

/// The month of [`ENGLISH`], and the day of it where one is said before it or behind it.
pub(super) fn english_day(found: &Captures) -> Option<(u32, Option<u32>)> {
    let ahead = match found.get(1).map(|day| day.as_str()) {
        Some(day) => Some(day.parse().ok().or_else(|| ordinal(day))?),
        None => None,
    };
    Some((month(&found[2])?, ahead.or(number(found, 3))))
}

/// The number of a month by its name or the beginning of it.
pub(super) fn month(name: &str) -> Option<u32> {
    let place = MONTHS.iter().position(|month| name.starts_with(month))?;
    u32::try_from(place + 1).ok()
}

pub(super) fn number<T: std::str::FromStr>(found: &Captures, group: usize) -> Option<T> {
    found.get(group)?.as_str().parse().ok()
}

fn full(rest: &str) -> Option<(usize, Period)> {
    let found = FULL.captures(rest)?;
    let month = number(&found, 2).or_else(|| number(&found, 4))?;
    let day = number(&found, 3).or_else(|| number(&found, 5));
    let period = Period::within(number(&found, 1)?, month, day)?;
    let whole = found.get(0)?;
    // The character behind it was only looked at.
    let last = whole.as_str().chars().next_back()?;
    let behind = !last.is_ascii_digit() && !matches!(last, '月' | '日' | '号' | '份');
    let end = whole.end() - if behind { last.len_utf8() } else { 0 };
    Some((end, period))
}

fn chinese(before: &str, rest: &str, today: NaiveDate) -> Option<(usize, Period)> {
    let found = CHINESE.captures(rest)?;
    let year = match found.get(1).map(|year| year.as_str()) {
        Some("今年") => Some(today.year()),
        Some("去年") => Some(today.year() - 1),
        Some(_) => Some(today.year() - 2),
        None if LENGTH.is_match(before) => return None,
        None => None,
    };
    let (month, day) = chinese_day(&found)?;
    let period = match year {
        Some(year) => Period::within(year, month, day),
        None => Period::last(today, month, day),
    };
    Some((found[0].len(), period?))
}

/// 3, 三, 十二, 二十一.
pub(super) fn numeral(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digit = |c: char| {
        let c = if c == '两' { '二' } else { c };
        let place = "一二三四五六七八九".chars().position(|digit| digit == c)?;
        u32::try_from(place + 1).ok()
    };
    let Some((tens, ones)) = text.split_once('十') else {
        let mut characters = text.chars();
        let digit = digit(characters.next()?);
        return characters.next().is_none().then_some(digit).flatten();
    };
    let part = |text: &str, empty| match text.chars().next() {
        Some(c) if text.chars().count() == 1 => digit(c),
        Some(_) => None,
        None => Some(empty),
    };
    Some(part(tens, 1)? * 10 + part(ones, 0)?)
}

fn english(before: &str, rest: &str, today: NaiveDate) -> Option<(usize, Period)> {
    let found = ENGLISH.captures(rest)?;
    let (month, day) = english_day(&found)?;
    let year = number(&found, 4);
    let alone = day.is_none() && year.is_none();
    // A verb otherwise: "may be mailed".
    if &found[2] == "may" && alone && (!DATED.is_match(before) || MODAL.is_match(rest)) {
        return None;
    }
    let period = match year {
        Some(year) => Period::within(year, month, day),
        None => Period::last(today, month, day),
    };
    Some((found[0].len(), period?))
}

/// A day of a month by its place, in words.
fn ordinal(day: &str) -> Option<u32> {
    const DAYS: [&str; 20] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    if day == "thirtieth" {
        return Some(30);
    }
    let place = DAYS.iter().position(|name| *name == day)?;
    u32::try_from(place + 1).ok()
}

fn year(before: &str, rest: &str) -> Option<(usize, Period)> {
    let found = YEAR.captures(rest)?;
    if found.get(2).is_none() && !DATED.is_match(before) {
        return None;
    }
    // 价值在2000元以上 and "between 2000 and 5000 points" are no years.
    let counts = COUNTED.is_match(&rest[found.get(1)?.end()..]);
    if found.get(2).is_none() && counts {
        return None;
    }
    let year: i32 = number(&found, 1)?;
    let end = found.get(2).or_else(|| found.get(1))?.end();
    let period = Period::months(NaiveDate::from_ymd_opt(year, 1, 1)?, 12)?;
    Some((end, period))
}

/// The first of some names that a text begins with.
fn first_of<'n>(rest: &str, names: &[&'n str]) -> Option<&'n str> {
    let begins = |name: &&&str| {
        let behind = rest.strip_prefix(**name);
        behind.is_some_and(|behind| !behind.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    names.iter().find(begins).copied()
}

/// What has not begun.
fn coming(rest: &str, today: NaiveDate) -> Option<(usize, Period)> {
    let (relative, name) = COMING
        .iter()
        .find_map(|(relative, names)| Some((*relative, first_of(rest, names)?)))?;
    let month = today.with_day(1)?;
    let period = match relative {
        Relative::Day(days) => Period::day(today.checked_add_days(Days::new(days))?),
        Relative::Week(weeks) => {
            let on = 7 * weeks - u64::from(today.weekday().num_days_from_monday());
            let from = today.checked_add_days(Days::new(on))?;
            let to = from.checked_add_days(Days::new(7))?;
            Some(Period::between(from, to))
        }
        Relative::Month(months) | Relative::Quarter(months) => {
            Period::months(month.checked_add_months(Months::new(months))?, 1)
        }
        Relative::Year(years) => {
            Period::months(NaiveDate::from_ymd_opt(today.year() + years, 1, 1)?, 12)
        }
    };
    Some((name.len(), period?))
}

fn relative(rest: &str, today: NaiveDate) -> Option<(usize, Period)> {
    let (relative, name) = RELATIVE
        .iter()
        .find_map(|(relative, names)| Some((*relative, first_of(rest, names)?)))?;
    let month = today.with_day(1)?;
    let period = match relative {
        Relative::Day(days) => Period::day(today.checked_sub_days(Days::new(days))?),
        Relative::Week(weeks) => {
            let back = u64::from(today.weekday().num_days_from_monday()) + 7 * weeks;
            let from = today.checked_sub_days(Days::new(back))?;
            let to = from.checked_add_days(Days::new(7))?;
            Some(Period::between(from, to))
        }
        Relative::Month(months) => {
            Period::months(month.checked_sub_months(Months::new(months))?, 1)
        }
        Relative::Quarter(quarters) => {
            let back = month.month0() % 3 + 3 * quarters;
            Period::months(month.checked_sub_months(Months::new(back))?, 3)
        }
        Relative::Year(years) => {
            Period::months(NaiveDate::from_ymd_opt(today.year() - years, 1, 1)?, 12)
        }
    };
    Some((name.len(), period?))
}
