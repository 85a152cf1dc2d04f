//! What two times of one frame say together.

use std::sync::LazyLock;

use regex::Regex;

use super::calendar::years;
use super::dates::Period;
use super::phrase::Window;
use super::pieces::Frame;
use crate::guardrails::pattern;

/// Whether the second of two times says more exactly which the first was: both lie in the calendar, and they overlap.
pub(super) fn explains(first: Window, second: Window) -> bool {
    match (first, second) {
        (Window::In(first), Window::In(second)) => first.from < second.to && second.from < first.to,
        // "This autumn, since 1 September".
        (Window::In(first), Window::Since(second)) => {
            first.from <= second.from && second.from < first.to
        }
        _ => false,
    }
}

/// The time from the first of two days to the second, where one is a beginning and the other an end behind it.
pub(super) fn bounded(first: Window, second: Window) -> Option<Window> {
    let (start, end) = match (first, second) {
        (Window::Since(start), Window::Until(end)) => (start.from, end.from),
        (Window::After(start), Window::Until(end)) => (start.after(), end.from),
        _ => return None,
    };
    (start < end).then(|| Window::In(Period::between(start, end)))
}

/// A time of more days has its year in its name.
const MOST_DAYS: i64 = 200;

/// The second of two times as far as it says more exactly which the first was: 去年秋天9到11月 is of last year.
pub(super) fn exactly(first: Window, second: Window) -> Option<Window> {
    if explains(first, second) {
        return Some(second);
    }
    let (Window::In(_), Window::In(mut period)) = (first, second) else {
        return None;
    };
    if period.to.signed_duration_since(period.from).num_days() > MOST_DAYS {
        return None;
    }
    for _ in 0..2 {
        period = years(period, -1)?;
        if explains(first, Window::In(period)) {
            return Some(Window::In(period));
        }
    }
    None
}

/// "Within that year", "in those 90 days", 这三个月里: a time that was named before.
static THAT_TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?:with)?in|over|during|for|across|throughout|of) (?:(?:that|those|these|the very same|that very|the same|that same|those same|these same) (?:(?:[0-9]+|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|thirty|sixty|ninety) )?(?:time|period|years?|quarters?|months?|days|weeks?|window|stretch|span|spell|time ?frame|time ?span|stint)|this (?:time|period|window|stretch|span|spell|time ?frame))\b",
        r"|^in it(?:$|[,.?!;)])",
        r"|^(?:that|the same) (?:year|month|quarter|period|week|window|stretch)\b",
        "|^在?(?:这|那|此|同|该)(?:同样|同|相同)?的?(?:段时间|段时期|段日子|期间|一时间段|个时间段|时间段|(?:一年|年)(?:里|内|中|间|之内|当中)|一年|[0-9两二三四五六七八九十]+(?:个月|天|日|周|个季度|个星期|年))(?:里头?|内|中|之内|以内|间|期间|当中)?",
    ))
});

/// How long what a text begins with is, where it is a word for a time that was named before.
pub(super) fn that_time(text: &str) -> Option<usize> {
    let found = THAT_TIME.find(text)?;
    if text.starts_with("in it") {
        return Some("in it".len());
    }
    // 那一年多 is longer than it.
    (!text[found.end()..].starts_with(['多', '半', '来'])).then(|| found.end())
}

/// A time that was named before, as one in which something else was: "no order for 90 days, but a visit in that time".
pub(super) fn again(window: Window) -> Window {
    match window {
        Window::Lasting(Some(_), days) | Window::Ago(_, days) => Window::Within(days),
        window => window,
    }
}

/// "Either ordered or visited in the last 30 days": gives the time behind both to the first, too.
pub(super) fn of_both(first: &mut Frame, second: &Frame) {
    let plain = |frame: &Frame| {
        frame.is_only_timed() && !frame.total && !frame.negated && frame.campaign.is_none()
    };
    if plain(first) && plain(second) && first.window.is_none() && !second.window_leads {
        first.window = second.window;
    }
}

/// "Within the week": how long the words before the length of time are, where it is the last one.
pub(super) fn within_the(text: &str) -> Option<usize> {
    static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^within the (?:week|fortnight|month|quarter|year)(?:$|[,.?!;)]| (?:and|but|or|who|yet)\b)",
        )
    });
    WITHIN.is_match(text).then_some("within the".len())
}
