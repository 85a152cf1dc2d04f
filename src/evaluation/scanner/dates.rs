//! Days and times: those of an order, or none.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::clock::Timestamp;

use super::numbers::{NUMERAL, numeral_value};
use super::order_states::Named;
use super::text::{Sentence, blank, clause, compile, denies, pattern};
use super::{Case, Kind, Report};

/// A day, as much of it as was said.
#[derive(Debug, PartialEq, Eq)]
struct Day {
    year: Option<i64>,
    month: i64,
    of_month: Option<i64>,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// How a day is written.
static DAYS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let month = r"(?P<name>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?";
    vec![
        compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"),
        compile(&format!(
            r"(?:(?P<year>\d{{4}}|{NUMERAL}{{4}})年)?(?P<month>\d{{1,2}}|{NUMERAL}{{1,2}})月(?:(?P<day>\d{{1,2}}|{NUMERAL}{{1,3}})[日号]?|份|[^\d]|$)"
        )),
        compile(&format!(
            r"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {month}(?:,? (?P<year>\d{{4}}))?\b"
        )),
        compile(&format!(
            r"\b{month} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}})\b)?"
        )),
        compile(&format!(r"\b{month} (?P<year>\d{{4}})\b")),
        compile(r"\b(?P<month>\d{1,2})/(?P<day>\d{1,2})(?:/(?P<year>\d{4}))?\b"),
    ]
});

/// Flags days and times that are no order's, and blanks all out of `rest`.
pub(super) fn judge(
    rest: &mut String,
    sentence: &Sentence,
    orders: &Named,
    case: &Case<'_>,
    report: &mut Report<'_>,
) {
    let own = orders.judged_by(case);
    let placed: Vec<Timestamp> = own
        .iter()
        .map(|row| case.facts.orders[*row].placed)
        .collect();
    for (start, end, day) in days(rest) {
        let words = rest[start..end].to_owned();
        if !placed.iter().any(|moment| is_of(&day, *moment)) {
            report.flag(Kind::Date, &words);
        }
        blank(rest, start, end);
    }
    let times: Vec<_> = pattern!(r"\b\d{1,2}:\d{2}(?::\d{2})?\b")
        .find_iter(rest)
        .map(|t| t.range())
        .collect();
    for time in times {
        let words = rest[time.clone()].to_owned();
        if !placed
            .iter()
            .any(|moment| time_of(*moment).contains(&words))
        {
            report.flag(Kind::Date, &words);
        }
        blank(rest, time.start, time.end);
    }
    relative(rest, sentence, report);
}

/// Flags tomorrow and next week: no record holds them.
fn relative(rest: &str, sentence: &Sentence, report: &mut Report<'_>) {
    let relative = pattern!(concat!(
        r"(?i)\b(?:tomorrow|yesterday|tonight|(?:next|this|last|by the end of the) (?:week|weekend|month)|",
        r"(?:(?:next|on|by|this|last) )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|overnight|",
        r"same[- ]day|a (?:few|couple of) days|shortly|24/7)\b|明天|明日|后天|昨天|前天|当天|次日|下周|下个?月|本周|",
        r"上周|周[一二三四五六日末]|星期[一二三四五六日天]|今晚|近日|几天|这两天|月底"
    ));
    for found in relative.find_iter(rest) {
        let (_, around) = clause(rest, found.start());
        if !sentence.question && !denies(around) {
            report.flag(Kind::Date, found.as_str());
        }
    }
}

/// The days in `text` and where they stand.
fn days(text: &str) -> Vec<(usize, usize, Day)> {
    let mut rest = text.to_owned();
    let mut found = Vec::new();
    for pattern in DAYS.iter() {
        let spans: Vec<(usize, usize, Option<Day>)> = pattern
            .captures_iter(&rest)
            .filter_map(|date| {
                date.get(0)
                    .map(|whole| (whole.start(), whole.end(), read(&date)))
            })
            .collect();
        for (start, end, day) in spans {
            if let Some(day) = day {
                found.push((start, end, day));
                blank(&mut rest, start, end);
            }
        }
    }
    found
}

fn read(date: &Captures<'_>) -> Option<Day> {
    let part = |name: &str| {
        let text = date.name(name)?.as_str();
        text.parse()
            .ok()
            .or_else(|| numeral_value(text).map(|value| value / 1000))
    };
    let named = date.name("name").and_then(|name| {
        let name = name.as_str().to_lowercase();
        MONTHS.iter().position(|month| name.starts_with(month))
    });
    let month = named
        .and_then(|at| i64::try_from(at + 1).ok())
        .or_else(|| part("month"))?;
    let day = part("day");
    let sound = (1..=12).contains(&month) && day.is_none_or(|day| (1..=31).contains(&day));
    sound.then_some(Day {
        year: part("year"),
        month,
        of_month: day,
    })
}

/// Whether `moment` falls on `day`, in UTC.
fn is_of(day: &Day, moment: Timestamp) -> bool {
    let text = moment.day();
    let mut parts = text
        .split('-')
        .map(|part| part.parse::<i64>().unwrap_or(-1));
    let (year, month, of_month) = (parts.next(), parts.next(), parts.next());
    (day.year.is_none() || day.year == year)
        && Some(day.month) == month
        && (day.of_month.is_none() || day.of_month == of_month)
}

/// The time of day of `moment` in UTC, with and without a leading zero.
fn time_of(moment: Timestamp) -> [String; 2] {
    let minutes = moment.micros().div_euclid(60_000_000).rem_euclid(24 * 60);
    let (hour, minute) = (minutes / 60, minutes % 60);
    [
        format!("{hour:02}:{minute:02}"),
        format!("{hour}:{minute:02}"),
    ]
}
