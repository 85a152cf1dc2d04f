//! What two times of one frame say together.

use super::calendar::years;
use super::dates::Period;
use super::phrase::Window;

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
