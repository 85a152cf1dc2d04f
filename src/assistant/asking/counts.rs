//! What is counted: the column of it over a time, compared with a number.

use serde_json::{Value, json};

use super::conditions::{compared, denied, operator, whole_days};
use super::phrase::{Kind, Quantity, Window};
use super::pieces::Frame;
use super::senses::{About, Compare};
use crate::features::{self, Holds};

/// The column that a ranking by what a frame is about goes by.
pub(super) fn ranking(frame: &Frame) -> Option<&'static str> {
    let bare = frame.goods.is_empty() && frame.quantity.is_none() && !frame.negated;
    let column = match frame.about? {
        About::Value => "value",
        About::LastOrder => "recency_days",
        About::Tenure | About::Joining => "tenure_days",
        About::Visiting if frame.window.is_none() => "visit_days",
        About::Due | About::Overdue if frame.window.is_none() => "due_days",
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
        (About::Visiting, None) => "visit_days",
        (About::Visiting, Some(30)) => "visit_days_30",
        (About::Visiting, Some(90)) => "visit_days_90",
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
        _ => return None,
    })
}

/// A column of numbers, compared.
pub(super) fn numbers(frame: &Frame, about: About) -> Option<Value> {
    let window = if frame.total { None } else { frame.window };
    let column = match (about, frame.quantity) {
        (About::Value, Some(quantity)) if quantity.kind == Kind::Percent => "value_rank",
        (About::Value, Some(_)) if window.is_none() => "value",
        // "Worth over 200 next year", "a year".
        (About::Value, Some(_)) if year_ahead(window) => "value",
        _ => counted(about, window)?,
    };
    let Some(quantity) = frame.quantity else {
        return without_number(frame, about, column);
    };
    let holds = features::column(column)?.holds;
    // A score is what they gave; no other number is just that.
    let quantity = Quantity {
        compare: match (about, quantity.compare) {
            (About::Survey, None) => Some(Compare::Exactly),
            (_, compare) => compare,
        },
        ..quantity
    };
    let (operator, value) = test(holds, quantity)?;
    Some(denied(
        json!({ "column": column, operator: value }),
        frame.negated,
    ))
}

/// Whether a time is the year for which the worth of members is foretold.
fn year_ahead(window: Option<Window>) -> bool {
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
        About::Viewing | About::Carting | About::SurveysAnswered => {
            let any = compared(column, "at_least", 1.0);
            let none = compared(column, "is", 0.0);
            return Some(if frame.negated { none } else { any });
        }
        _ => return None,
    };
    Some(denied(any, frame.negated))
}

/// The operator of a quantity and what it is given, in the units of what the column holds.
fn test(holds: Holds, quantity: Quantity) -> Option<(&'static str, Value)> {
    let fits = match holds {
        Holds::Money => matches!(quantity.kind, Kind::Plain | Kind::Money),
        Holds::Count => matches!(quantity.kind, Kind::Plain | Kind::Times | Kind::Pieces),
        Holds::Share => matches!(quantity.kind, Kind::Plain | Kind::Percent),
        Holds::Number => matches!(quantity.kind, Kind::Plain | Kind::Points | Kind::Times),
        Holds::Days | Holds::Word | Holds::Flag => false,
    };
    if !fits {
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
