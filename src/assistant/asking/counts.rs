//! What is counted: the column of it over a time, compared with a number.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::conditions::{compared, denied, operator, whole_days};
use super::phrase::{Kind, Quantity, Window};
use super::pieces::Frame;
use super::rhythm::is_one;
use super::senses::{About, Compare};
use crate::features::{self, Holds};

/// Columns that count days.
const DAYS: [&str; 5] = [
    "purchase_days",
    "visit_days",
    "visit_days_30",
    "visit_days_90",
    "visit_days_since",
];

/// The column that a ranking by what a frame is about goes by.
pub(super) fn ranking(frame: &Frame) -> Option<&'static str> {
    let bare = frame.goods.is_empty() && frame.quantity.is_none() && !frame.negated;
    let column = match frame.about? {
        About::Value => "value",
        About::LastOrder => "recency_days",
        About::Tenure | About::Joining => "tenure_days",
        About::Visiting if frame.window.is_none() => "visit_days",
        About::Due | About::Overdue if frame.window.is_none() => "due_days",
        About::Birthday if frame.window.is_none() => "birthday_days",
        about => counted(about, frame.window)?,
    };
    (bare && frame.level.is_none()).then_some(column)
}

/// The column of what is counted over a time; nothing where there is none of that time.
pub(super) fn counted(about: About, window: Option<Window>) -> Option<&'static str> {
    let days = match window {
        None => None,
        // What is foretold has a time of its own.
        Some(Window::Next(days)) => {
            return match (about, whole_days(days)?) {
                (About::Expected, 90) => Some("expected_orders"),
                (About::Value, 360 | 365) => Some("value"),
                _ => None,
            };
        }
        Some(Window::Within(days) | Window::Lasting(None, days)) => Some(whole_days(days)?),
        Some(_) => return None,
    };
    Some(match (about, days) {
        (About::Spending, None) => "spend",
        (About::Spending, Some(90)) => "spend_90",
        (About::Spending, Some(365)) => "spend_365",
        (About::Buying, None) => "orders",
        (About::Buying, Some(90)) => "orders_90",
        (About::Buying, Some(365)) => "orders_365",
        (About::Visiting | About::VisitDays, None) => "visit_days",
        (About::Visiting | About::VisitDays, Some(30)) => "visit_days_30",
        (About::Visiting | About::VisitDays, Some(90)) => "visit_days_90",
        (About::Viewing, Some(90)) => "views_90",
        (About::Carting, Some(90)) => "carts_90",
        (About::Campaigns, Some(90)) => "campaigns_90",
        (About::MeanOrder, None) => "mean_order",
        (About::Items, None) => "items",
        (About::Leaving, None) => "churn_risk",
        (About::Alive, None) => "alive",
        (About::Expected, None | Some(90)) => "expected_orders",
        (About::Overdue, None) => "overdue",
        (About::Survey, None) => "survey_last",
        (About::SurveyMean, None) => "survey_mean",
        (About::SurveysAnswered, None) => "surveys",
        (About::Returning, None) => "returned_share",
        (About::Discounts, None) => "discount_share",
        (About::Categories, None) => "categories",
        (About::PurchaseDays, None) => "purchase_days",
        (About::Lines, None) => "lines",
        (About::Variance, None) => "interval_variance",
        (About::LastInterval, None) => "interval_trend",
        (About::SinceOrder, None) => "visit_days_since",
        (About::Dwell, Some(90)) => "dwell_90",
        (About::Sentiment, None) => "survey_sentiment",
        (About::Points, None) => "points",
        (About::Age, None) => "age",
        _ => return None,
    })
}

/// A column of numbers, compared.
pub(super) fn numbers(frame: &Frame, about: About, today: NaiveDate) -> Option<Value> {
    let window = frame.window;
    let known = match (about, frame.quantity) {
        (About::Value, Some(quantity)) if quantity.kind == Kind::Percent => Some("value_rank"),
        // A rank lies between 0 and 1, and nobody asks for a worth below one unit of money.
        (About::Value, Some(quantity))
            if quantity.kind == Kind::Plain && (0.0..1.0).contains(&quantity.value) =>
        {
            Some("value_rank")
        }
        (About::Value, Some(_)) if window.is_none() => Some("value"),
        // "Worth over 200 next year", "a year".
        (About::Value, Some(_)) if year_ahead(window) => Some("value"),
        _ => counted(about, window),
    };
    let Some(column) = known else {
        return of_a_time(frame, about, window?, today);
    };
    // 一件都没加购: none at all.
    let none = frame.negated && frame.quantity.is_some_and(is_one) && !frame.only;
    if none && holds_count(column) {
        return Some(compared(column, "is", 0.0));
    }
    let Some(quantity) = frame.quantity else {
        return without_number(frame, about, column);
    };
    // A score is what they gave; no other number is just that.
    let quantity = Quantity {
        compare: match (about, quantity.compare) {
            (About::Survey, None) => Some(Compare::Exactly),
            (_, compare) => compare,
        },
        ..quantity
    };
    // "At least one return" is any.
    let counted = matches!(quantity.kind, Kind::Plain | Kind::Times | Kind::Pieces);
    if about == About::Returning
        && counted
        && quantity.compare == Some(Compare::AtLeast)
        && quantity.value.to_bits() == 1.0_f64.to_bits()
    {
        return Some(denied(compared(column, "above", 0.0), frame.negated));
    }
    let (operator, value) = test(column, quantity)?;
    Some(denied(
        json!({ "column": column, operator: value }),
        frame.negated,
    ))
}

/// A number of orders, of items or of money in a time for which no column is kept.
fn of_a_time(frame: &Frame, about: About, window: Window, today: NaiveDate) -> Option<Value> {
    let column = match about {
        About::Buying => "orders",
        About::Spending => "spend",
        About::Items => "items",
        _ => return None,
    };
    let quantity = frame.quantity?;
    let none = frame.negated && is_one(quantity) && !frame.only;
    if none {
        return Some(denied(in_a_time(window, None, today)?, true));
    }
    let (operator, value) = test(column, quantity)?;
    let asked = json!({ operator: value });
    Some(denied(
        in_a_time(window, Some((column, asked)), today)?,
        frame.negated,
    ))
}

/// Who ordered in a time, and what is asked of these orders.
pub(super) fn in_a_time(
    window: Window,
    asked: Option<(&str, Value)>,
    today: NaiveDate,
) -> Option<Value> {
    let mut ordered = limits(window, today)?;
    if let Some((column, asked)) = asked {
        ordered[column] = asked;
    }
    Some(json!({ "ordered": ordered }))
}

/// A time as the filter takes it, by its limits.
pub(super) fn limits(window: Window, today: NaiveDate) -> Option<Value> {
    Some(match window {
        Window::Within(days) | Window::Lasting(None, days) => {
            json!({ "within_days": whole_days(days)? })
        }
        Window::Since(period) => json!({ "since": period.from.to_string() }),
        Window::After(period) => json!({ "since": period.after().to_string() }),
        Window::Until(period) => json!({ "before": period.from.to_string() }),
        Window::In(period) if period.lasts(today) => json!({ "since": period.from.to_string() }),
        // "30 to 60 days ago": both days count.
        Window::Range(least, most) if least <= most => {
            let back = |days: f64| today.checked_sub_days(Days::new(whole_days(days)?.into()));
            let before = back(least)?.succ_opt()?;
            json!({ "since": back(most)?.to_string(), "before": before.to_string() })
        }
        Window::In(period) => {
            json!({ "since": period.from.to_string(), "before": period.to.to_string() })
        }
        _ => return None,
    })
}

/// Whether a column counts.
fn holds_count(column: &str) -> bool {
    features::column(column).is_some_and(|column| column.holds == Holds::Count)
}

/// Whether a time is the year for which the worth of members is foretold.
pub(super) fn year_ahead(window: Option<Window>) -> bool {
    let days = match window {
        Some(Window::Next(days) | Window::Lasting(None, days)) => days,
        Some(Window::Coming(period)) => {
            let days = period.to.signed_duration_since(period.from).num_days();
            return (365..=366).contains(&days);
        }
        _ => return false,
    };
    matches!(whole_days(days), Some(360 | 365))
}

/// What is asked where no number is given: any at all.
fn without_number(frame: &Frame, about: About, column: &str) -> Option<Value> {
    let any = match about {
        // "spent nothing in the last 90 days".
        About::Spending if frame.negated => return Some(compared(column, "is", 0.0)),
        About::Returning | About::Discounts => compared(column, "above", 0.0),
        About::Viewing
        | About::Carting
        | About::SurveysAnswered
        | About::SinceOrder
        | About::Points => {
            let any = compared(column, "at_least", 1.0);
            let none = compared(column, "is", 0.0);
            return Some(if frame.negated { none } else { any });
        }
        _ => return None,
    };
    Some(denied(any, frame.negated))
}

/// The operator of a quantity and what it is given, in the units of what the column holds.
fn test(column: &str, quantity: Quantity) -> Option<(&'static str, Value)> {
    let holds = features::column(column)?.holds;
    let fits = match (column, holds) {
        ("points", _) => matches!(quantity.kind, Kind::Plain | Kind::Points | Kind::Balance),
        ("age", _) => matches!(quantity.kind, Kind::Plain | Kind::Age),
        (_, Holds::Money) => matches!(quantity.kind, Kind::Plain | Kind::Money),
        (_, Holds::Count) => matches!(
            quantity.kind,
            Kind::Plain | Kind::Times | Kind::Pieces | Kind::Dates
        ),
        (_, Holds::Share) => matches!(quantity.kind, Kind::Plain | Kind::Percent),
        (_, Holds::Number) => matches!(
            quantity.kind,
            Kind::Plain | Kind::Points | Kind::Balance | Kind::Times | Kind::Seconds
        ),
        (_, Holds::Days | Holds::Word | Holds::Flag) => false,
    };
    // Nothing is counted in seconds or on days but what holds these.
    if !fits || quantity.kind == Kind::Seconds && column != "dwell_90" {
        return None;
    }
    if quantity.kind == Kind::Dates && !DAYS.contains(&column) {
        return None;
    }
    // "a risk above 70" is one of hundredths, too.
    let hundredths = quantity.kind == Kind::Percent || quantity.value > 1.0;
    let scale = if holds == Holds::Share && hundredths {
        100.0
    } else {
        1.0
    };
    let value = quantity.value / scale;
    if let Some(to) = quantity.to {
        let to = to / scale;
        return (value <= to).then(|| ("between", json!([value, to])));
    }
    let operator = match quantity.compare {
        Some(Compare::Exactly) => "is",
        Some(compare) => operator(compare)?,
        // Nobody spent just that: whether more or less is meant is not said.
        None if matches!(holds, Holds::Count) || value == 0.0 => "is",
        None => return None,
    };
    Some((operator, json!(value)))
}
