//! Conditions on when something was or is due.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::conditions::{compared, denied, operator, whole_days_since};
use super::person::next;
use super::phrase::{Kind, Window};
use super::pieces::Frame;
use super::senses::{About, Compare, RECENT_DAYS};

/// Days that are compared with a time; `alone` is how a time without a comparison compares.
pub(super) fn days(column: &str, window: Window, alone: Compare) -> Option<Value> {
    let (compare, days) = match window {
        Window::Within(days) => (Compare::Below, days),
        Window::Lasting(None, days) => (alone, days),
        Window::Lasting(Some(compare), days) | Window::Ago(Some(compare), days) => (compare, days),
        Window::Range(least, most) if least <= most => {
            return Some(json!({"column": column, "between": [least, most]}));
        }
        _ => return None,
    };
    Some(compared(column, operator(compare)?, days))
}

/// When the first order was.
pub(super) fn first_order(frame: &Frame, today: NaiveDate) -> Option<Value> {
    let column = "first_days";
    let back = |day: NaiveDate| whole_days_since(day, today);
    let first = match frame.window? {
        Window::Since(period) => compared(column, "at_most", back(period.from)),
        Window::After(period) => compared(column, "at_most", back(period.after())),
        Window::Until(period) => compared(column, "above", back(period.from)),
        Window::In(period) => {
            json!({"column": column, "between": [back(period.to).max(0.0), back(period.from)]})
        }
        _ => return denied_days(column, frame, Compare::Below),
    };
    Some(denied(first, frame.negated))
}

pub(super) fn denied_days(column: &str, frame: &Frame, alone: Compare) -> Option<Value> {
    let plain = frame.quantity.is_none();
    let days = days(column, frame.window?, alone)?;
    plain.then(|| denied(days, frame.negated))
}

/// When somebody joined.
pub(super) fn joining(frame: &Frame, about: About, today: NaiveDate) -> Option<Value> {
    if frame.quantity.is_some() || frame.total {
        return None;
    }
    let after = |day: NaiveDate| json!({ "joined_after": day.to_string() });
    let before = |day: NaiveDate| json!({ "joined_before": day.to_string() });
    let joined = match frame.window {
        None if about == About::Newcomers => compared("tenure_days", "below", RECENT_DAYS),
        None => return None,
        Some(Window::Since(period)) => after(period.from),
        Some(Window::After(period)) => after(period.after()),
        Some(Window::Until(period)) => before(period.from),
        Some(Window::In(period)) if period.lasts(today) => after(period.from),
        Some(Window::In(period)) => json!({"all": [after(period.from), before(period.to)]}),
        Some(window) => days("tenure_days", window, Compare::Below)?,
    };
    Some(denied(joined, frame.negated))
}

/// Due from a day on and before another one, both as days from today; who is due in the very moment in which that one begins is
/// not among them.
fn due_between(from: f64, end: f64) -> Value {
    let column = "due_days";
    json!({"all": [{"column": column, "at_least": from}, {"column": column, "below": end}]})
}

/// When the next order is due, or since when it is. The days of a calendar's period are meant up to the end of its last one.
pub(super) fn due(frame: &Frame, sign: f64, today: NaiveDate) -> Option<Value> {
    if frame.quantity.is_some() {
        return None;
    }
    let column = "due_days";
    let late = sign < 0.0;
    let ahead = match frame.window {
        Some(Window::Lasting(None, days) | Window::Next(days) | Window::Within(days)) => Some(days),
        _ => None,
    };
    // Who is not due for 30 days is due after them.
    if let Some(days) = ahead.filter(|_| frame.negated && !late) {
        return Some(compared(column, "above", days));
    }
    let due = match frame.window {
        None => compared(column, "below", 0.0),
        Some(Window::Within(days) | Window::Lasting(None, days) | Window::Next(days)) if !late => {
            json!({"column": column, "between": [0.0, days]})
        }
        Some(Window::Coming(period)) if !late => {
            let ahead = |day| -whole_days_since(day, today);
            due_between(ahead(period.from), ahead(period.to))
        }
        // "Due before the end of the month".
        Some(Window::Until(period)) if !late && period.lasts(today) => {
            let to = if period.from > today {
                period.from
            } else {
                period.to
            };
            due_between(0.0, -whole_days_since(to, today))
        }
        Some(Window::In(period)) if !late && period.lasts(today) => {
            due_between(0.0, -whole_days_since(period.to, today))
        }
        // "Expected to buy again in December" is the next one.
        Some(Window::In(period)) if !late => {
            let period = next(period, today)?;
            let ahead = |day| -whole_days_since(day, today);
            due_between(ahead(period.from), ahead(period.to))
        }
        // "Should have ordered a fortnight ago" is late by it.
        Some(Window::Ago(compare, days)) if late => match compare {
            Some(Compare::Above) => compared(column, "below", -days),
            None | Some(Compare::AtLeast) => compared(column, "at_most", -days),
            Some(_) => return None,
        },
        Some(Window::Lasting(Some(Compare::Above), days)) if late => {
            compared(column, "below", -days)
        }
        // "Overdue by a month".
        Some(Window::Lasting(None | Some(Compare::AtLeast), days)) if late => {
            compared(column, "at_most", -days)
        }
        Some(Window::Range(from, to)) if !late && from <= to => {
            json!({"column": column, "between": [from, to]})
        }
        Some(Window::Lasting(Some(Compare::Below | Compare::AtMost), days)) if !late => {
            json!({"column": column, "between": [0.0, days]})
        }
        Some(Window::Beyond(days)) if !late => compared(column, "above", days),
        Some(window @ Window::Lasting(Some(Compare::Above | Compare::AtLeast), _)) => {
            days(column, window, Compare::Above)?
        }
        _ => return None,
    };
    Some(denied(due, frame.negated))
}

/// A frame whose number is one of days although it does not say so: "recency under 30", "days since the first order under 90".
pub(super) fn in_days(frame: &Frame) -> Option<Frame> {
    let of_days = [
        About::LastOrder,
        About::FirstOrder,
        About::LastVisit,
        About::LastCampaign,
        About::Tracked,
        About::Tenure,
    ];
    let quantity = frame.quantity.filter(|own| own.kind == Kind::Plain)?;
    let plain = frame.window.is_none() && frame.goods.is_empty();
    if !plain || !of_days.contains(&frame.about?) {
        return None;
    }
    let window = match (quantity.compare, quantity.to) {
        (None, Some(to)) => Window::Range(quantity.value, to),
        (Some(compare), None) => Window::Lasting(Some(compare), quantity.value),
        _ => return None,
    };
    Some(Frame {
        quantity: None,
        window: Some(window),
        ..frame.clone()
    })
}
