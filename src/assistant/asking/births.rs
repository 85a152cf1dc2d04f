//! Ages by when people were born: 90后, "born in the 1980s", "millennials".
//!
//! A year of birth is an age to within a year: whoever was born in 1990 turns 36 in 2026. The filter's sentence shows the
//! ages.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::{Captures, Regex};

use super::dates::numeral;
use crate::guardrails::pattern;

/// 90后, 八五后.
static GENERATION: LazyLock<Regex> =
    LazyLock::new(|| pattern("^([0-9]{2}|[零〇一五六七八九][零〇五])(?:后|年后出?生)(?:的)?"));
/// 1990年出生, 1985到1990年出生, 80年代出生, 1980年以前出生.
static BORN_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:((?:19|20)[0-9]{2})年?(?:(?:到|至|-|~)((?:19|20)[0-9]{2})年?)?(之?前|以前|之?后|以后)?(?:之间)?|([0-9]0)年代)(?:出)?生(?:的|人)?",
    )
});
/// "Born in the 90s", "born before 1980", 出生于1985年.
static BORN_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?:who (?:were|was) )?born (?:(in|before|after|since|between|from) )?(?:the )?",
        r"|出生(?:年份|日期)?(?:于|在|是)?(?:())?)",
        r"(?:((?:19|20)[0-9]{2})(?:年)?(s)?(?: ?(?:and|to|-|–|到|至) ?((?:19|20)[0-9]{2}))?(?:年)?|([0-9]0)'?s|(fifties|sixties|seventies|eighties|nineties)|([0-9]0)年代)(?:之间|(之?前|以前|之?后|以后))?",
    ))
});
/// Generations by their names, with the first and the last year of birth (Pew Research Center 2019).
#[rustfmt::skip]
const NAMED: [(i32, i32, &[&str]); 4] = [
    (1946, 1964, &["baby boomers", "boomers", "boomer"]),
    (1965, 1980, &["generation x", "gen x", "gen-x", "gen xers"]),
    (1981, 1996, &["millennials", "millennial", "generation y", "gen y", "千禧一代"]),
    (1997, 2012, &["generation z", "gen z", "gen-z", "gen zers", "zoomers", "z世代"]),
];
/// The tens of years by their words.
const TENS: [(&str, i32); 5] = [
    ("fifties", 1950),
    ("sixties", 1960),
    ("seventies", 1970),
    ("eighties", 1980),
    ("nineties", 1990),
];

/// The ages of those of whose birth a text speaks from `at` on, the least and the most, and where that ends.
pub(super) fn born(
    text: &str,
    at: usize,
    today: NaiveDate,
) -> Option<(usize, Option<i32>, Option<i32>)> {
    let (before, rest) = text.split_at(at);
    if before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let (length, first, last) = named(rest)
        .or_else(|| generation(rest))
        .or_else(|| behind(rest))
        .or_else(|| ahead(rest))?;
    let age = |year: i32| today.year() - year;
    let fits = |year: &i32| (1900..=today.year()).contains(year);
    if !first.iter().chain(&last).all(fits) {
        return None;
    }
    Some((at + length, last.map(age), first.map(age)))
}

/// Years of birth: how long what says them is, the first year, and the last.
type Years = (usize, Option<i32>, Option<i32>);

fn named(rest: &str) -> Option<Years> {
    NAMED.iter().find_map(|(first, last, names)| {
        let name = names.iter().find(|name| {
            let behind = rest.strip_prefix(**name);
            behind.is_some_and(|behind| !behind.starts_with(|c: char| c.is_ascii_alphanumeric()))
        })?;
        Some((name.len(), Some(*first), Some(*last)))
    })
}

/// The year that two digits of it mean.
fn century(digits: i32) -> i32 {
    if digits < 30 {
        2000 + digits
    } else {
        1900 + digits
    }
}

/// 90后 are of ten years, 95后 of five.
fn generation(rest: &str) -> Option<Years> {
    let found = GENERATION.captures(rest)?;
    let digits = match found[1].parse::<i32>() {
        Ok(digits) => digits,
        Err(_) => found[1].chars().try_fold(0, |all, c| {
            let digit = match c {
                '零' | '〇' => Some(0),
                c => {
                    numeral(c.encode_utf8(&mut [0; 4])).and_then(|digit| i32::try_from(digit).ok())
                }
            };
            digit.map(|digit| all * 10 + digit)
        })?,
    };
    if digits % 5 != 0 || (30..50).contains(&digits) {
        return None;
    }
    let years = if digits % 10 == 0 { 10 } else { 5 };
    let first = century(digits);
    Some((found[0].len(), Some(first), Some(first + years - 1)))
}

/// Years before or after one that is said.
fn bounded(length: usize, year: i32, word: &str) -> Years {
    if word.ends_with('前') || word == "before" {
        (length, None, Some(year - 1))
    } else if word == "after" {
        (length, Some(year + 1), None)
    } else {
        (length, Some(year), None)
    }
}

fn year(found: &Captures<'_>, group: usize) -> Option<i32> {
    found.get(group)?.as_str().parse().ok()
}

fn behind(rest: &str) -> Option<Years> {
    let found = BORN_BEHIND.captures(rest)?;
    let length = found[0].len();
    if let Some(tens) = year(&found, 4) {
        let first = century(tens);
        return Some((length, Some(first), Some(first + 9)));
    }
    let first = year(&found, 1)?;
    if let Some(word) = found.get(3) {
        return Some(bounded(length, first, word.as_str()));
    }
    Some((length, Some(first), Some(year(&found, 2).unwrap_or(first))))
}

fn ahead(rest: &str) -> Option<Years> {
    let found = BORN_BEFORE.captures(rest)?;
    let length = found[0].len();
    let bound = found
        .get(9)
        .or_else(|| found.get(1))
        .map_or("", |word| word.as_str());
    let bounds = matches!(bound, "before" | "after" | "since") || found.get(9).is_some();
    let tens = year(&found, 6).or_else(|| year(&found, 8)).map(century);
    let words = || {
        found
            .get(7)
            .and_then(|word| TENS.iter().find(|(name, _)| *name == word.as_str()))
    };
    if let Some(first) = tens.or_else(|| words().map(|(_, first)| *first)) {
        return Some((length, Some(first), Some(first + 9)));
    }
    let first = year(&found, 3)?;
    if bounds {
        return Some(bounded(length, first, bound));
    }
    let last = match (year(&found, 5), found.get(4)) {
        (Some(last), _) => last,
        (None, Some(_)) => first + 9,
        (None, None) => first,
    };
    Some((length, Some(first), Some(last)))
}
