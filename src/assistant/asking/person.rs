//! When somebody has their birthday.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::calendar::years;
use super::conditions::{compared, denied, whole_days_since};
use super::dates::Period;
use super::phrase::Window;
use super::pieces::Frame;

const COLUMN: &str = "birthday_days";

/// A birthday in a time to come; a part of the calendar is the next one of its name, what is left of it where it has begun.
pub(super) fn birthday(frame: &Frame, today: NaiveDate) -> Option<Value> {
    if frame.quantity.is_some() || !frame.goods.is_empty() {
        return None;
    }
    let ahead = |day: NaiveDate| -whole_days_since(day, today);
    let asked = match frame.window {
        // "Whose birthday we don't have".
        None if frame.negated => return Some(json!({ "column": COLUMN, "known": false })),
        Some(Window::Next(days) | Window::Within(days) | Window::Lasting(None, days)) => {
            json!({ "column": COLUMN, "between": [0.0, days] })
        }
        Some(Window::Range(from, to)) if from <= to => lying(from, to),
        // "Before the end of the month".
        Some(Window::Until(period)) if period.lasts(today) => {
            let to = if period.from > today {
                period.from
            } else {
                period.to
            };
            lying(0.0, ahead(to) - 1.0)
        }
        Some(Window::Coming(period) | Window::In(period)) => {
            let period = next(period, today)?;
            let (from, last) = (ahead(period.from).max(0.0), ahead(period.to) - 1.0);
            // A year without the day.
            if last < from {
                return None;
            }
            lying(from, last)
        }
        _ => return None,
    };
    Some(denied(asked, frame.negated))
}

/// So many days ahead, from the one to the other.
fn lying(from: f64, to: f64) -> Value {
    if (to - from).abs() < 0.5 {
        return compared(COLUMN, "is", from);
    }
    json!({ "column": COLUMN, "between": [from, to] })
}

/// The next one that is not over.
pub(super) fn next(period: Period, today: NaiveDate) -> Option<Period> {
    // Each is counted from the first, so that the 29th of February stays one where there is one.
    let apart = today.year() + 1 - period.from.year();
    (0..=apart.max(0))
        .filter_map(|by| years(period, by))
        .find(|period| period.lasts(today))
}
