//! Reads moments in the forms that shops write.

use crate::clock::Timestamp;

/// Moments with their offset from UTC.
const WITH_OFFSET: [&str; 4] = [
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%dT%H:%M:%S%.f%:z",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f%:z",
];

/// Moments without; they are taken as UTC.
const WITHOUT_OFFSET: [&str; 9] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
];

/// Calendar days.
const DAYS: [&str; 8] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y年%m月%d日",
    "%d.%m.%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
];

/// Forms in which day and month can be mistaken for one another, day first.
const DAY_FIRST: [&str; 5] = [
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
];

/// The same, month first.
const MONTH_FIRST: [&str; 5] = [
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%m-%d-%Y %H:%M",
    "%m-%d-%Y",
];

/// Seconds or milliseconds since 1970.
pub(super) fn epoch(number: i64) -> Option<Timestamp> {
    match number {
        100_000_000..10_000_000_000 => Some(Timestamp::from_micros(number * 1_000_000)),
        100_000_000_000..10_000_000_000_000 => Some(Timestamp::from_micros(number * 1_000)),
        _ => None,
    }
}

/// A moment in `format`, or without it in any form that cannot be mistaken.
pub(super) fn read_moment(text: &str, format: Option<&str>) -> Option<Timestamp> {
    if let Some(format) = format {
        let forms = [format];
        return Timestamp::parse_with_offset(text, &forms)
            .or_else(|| Timestamp::parse(text, &forms))
            .or_else(|| Timestamp::parse_day(text, &forms));
    }
    let text = text.strip_suffix(" UTC").unwrap_or(text);
    let utc = text.strip_suffix(['Z', 'z']);
    Timestamp::parse(utc.unwrap_or(text), &WITHOUT_OFFSET)
        .or_else(|| Timestamp::parse_with_offset(text, &WITH_OFFSET))
        .or_else(|| Timestamp::parse_day(text, &DAYS))
        .or_else(|| text.parse().ok().and_then(epoch))
}

/// The format of dates such as `12/1/2010 8:26` by several of them: `None` where they are of another
/// form, an error where both readings fit all of them.
pub(in crate::imports) fn day_first(samples: &[String]) -> Result<Option<&'static str>, ()> {
    let fits = |forms: &[&'static str]| -> Option<&'static str> {
        forms.iter().copied().find(|form| {
            let reads = |text: &String| {
                Timestamp::parse(text, &[form])
                    .or_else(|| Timestamp::parse_day(text, &[form]))
                    .is_some()
            };
            !samples.is_empty() && samples.iter().all(reads)
        })
    };
    match (fits(&DAY_FIRST), fits(&MONTH_FIRST)) {
        (Some(_), Some(_)) => Err(()),
        (day, month) => Ok(day.or(month)),
    }
}
