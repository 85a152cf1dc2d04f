//! A frame as a condition of the filter. What has no exact counterpart there is no condition.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::counts::{counted, numbers};
use super::moments::{days, denied_days, due, first_order, joining};
use super::phrase::{End, Kind, Phrase, Quantity, Window};
use super::pieces::Frame;
use super::senses::{
    About, Asked, Compare, DISCOUNT_HUNTER, FREQUENT_ORDERS, HAPPY, HIGH_RISK, HIGH_VALUE,
    LAPSED_DAYS, LIKED_ORDERS, LONG_DAYS, LOW_RISK, LOW_VALUE, MANY_RETURNS, STILL_BUYING, UNHAPPY,
};
use super::vocabulary::Named;

/// The condition of a phrase that is one by itself.
pub(super) fn whole(phrase: &Phrase) -> Option<Value> {
    Some(match phrase {
        Phrase::Ready(column, asked) => ready(column, *asked),
        Phrase::Consent(purpose, agrees) => {
            denied(json!({ "consents_to": purpose.word() }), !agrees)
        }
        Phrase::Named(Named::Word(column, word)) => json!({ "column": column, "is": word }),
        Phrase::Named(Named::Tag(tag)) => json!({ "tag": tag }),
        Phrase::Named(Named::Saved(filter)) => filter.clone(),
        _ => return None,
    })
}

fn ready(column: &str, asked: Asked) -> Value {
    match asked {
        Asked::Above(number) => compared(column, "above", number),
        Asked::AtLeast(number) => compared(column, "at_least", number),
        Asked::Below(number) => compared(column, "below", number),
        Asked::AtMost(number) => compared(column, "at_most", number),
        Asked::Is(number) => compared(column, "is", number),
        Asked::Word(word) => json!({ "column": column, "is": word }),
    }
}

pub(super) fn compared(column: &str, operator: &str, number: f64) -> Value {
    json!({ "column": column, operator: number })
}

/// The opposite of a condition where it is denied.
pub(super) fn denied(condition: Value, denied: bool) -> Value {
    match condition.get("not") {
        // Twice denied is said.
        Some(inside) if denied => inside.clone(),
        _ if denied => json!({ "not": condition }),
        _ => condition,
    }
}

/// The condition of a frame, its opposite where it is denied; nothing where it cannot be said exactly.
pub(super) fn condition(frame: &Frame, today: NaiveDate) -> Option<Value> {
    // "Only" is understood of a number alone: nobody can be asked who bought nothing but tea.
    let only = |quantity: Quantity| {
        quantity.to.is_none() && matches!(quantity.compare, None | Some(Compare::Exactly))
    };
    let beyond = frame.only && !frame.quantity.is_some_and(only);
    if frame.by || frame.ranked.is_some() || frame.doubtful || beyond {
        return None;
    }
    if let Some((share, end)) = frame.part {
        return part(frame, share, end);
    }
    let about = frame.about?;
    let goods = matches!(
        about,
        About::Buying | About::Liking | About::Favourite | About::Often
    );
    if !frame.goods.is_empty() && !goods {
        return None;
    }
    if let Some(high) = frame.level {
        let plain = frame.quantity.is_none() && frame.window.is_none();
        return plain
            .then(|| level(about, high))?
            .map(|level| denied(level, frame.negated));
    }
    match about {
        About::Favourite => favourite(frame),
        About::Buying | About::Liking | About::Often if !frame.goods.is_empty() => {
            bought(frame, about, today)
        }
        About::Liking => None,
        About::Often => frame.is_bare().then(|| {
            let often = compared("orders_365", "at_least", FREQUENT_ORDERS);
            denied(often, frame.negated)
        }),
        About::Buying => buying(frame, today),
        About::Spending if frame.quantity.is_none() && frame.window.is_some() && !frame.total => {
            // "spent nothing in the last 90 days" is counted; of other times the last order tells.
            match counted(about, frame.window) {
                Some(column) if frame.negated => Some(compared(column, "is", 0.0)),
                _ => buying(frame, today),
            }
        }
        About::Active | About::Lapsed => activity(frame, about == About::Active, today),
        // "Recency under 30" is of days.
        About::LastOrder
            if let Some(quantity) = frame.quantity
                && quantity.kind == Kind::Plain =>
        {
            let window = Window::Lasting(quantity.compare, quantity.value);
            let asked = days("recency_days", window, Compare::Below)?;
            (quantity.compare.is_some() && quantity.to.is_none())
                .then(|| denied(asked, frame.negated))
        }
        About::LastOrder if frame.quantity.is_none() => {
            let last = ordered(frame.window?)?;
            Some(denied(last, frame.negated))
        }
        About::FirstOrder if frame.quantity.is_none() => first_order(frame, today),
        // "More than twice their usual interval" ago is how late they are by it.
        About::Interval if frame.quantity.is_some() => numbers(frame, About::Overdue),
        About::Interval => denied_days("interval_mean", frame, Compare::Below),
        About::Visiting => visiting(frame, today),
        About::Joining | About::Newcomers => joining(frame, about, today),
        About::Tenure => denied_days("tenure_days", frame, Compare::AtLeast),
        About::Due => due(frame, 1.0, today),
        About::Overdue if frame.quantity.is_some() => numbers(frame, about),
        About::Overdue => due(frame, -1.0, today),
        About::Campaigns => campaigns(frame, today),
        _ => numbers(frame, about),
    }
}

/// In a part of all by worth. No other ranking can be asked.
fn part(frame: &Frame, share: f64, end: End) -> Option<Value> {
    let worth = matches!(frame.about, None | Some(About::Value));
    let plain = frame.goods.is_empty() && frame.quantity.is_none() && frame.window.is_none();
    let fits = worth && plain && (0.0..1.0).contains(&share) && share > 0.0;
    // Thirds as the column's own description gives them.
    let rounded = |rank: f64| (rank * 1000.0).round() / 1000.0;
    let ranked = match end {
        End::Top => compared("value_rank", "above", rounded(1.0 - share)),
        End::Bottom => compared("value_rank", "below", rounded(share)),
    };
    fits.then(|| denied(ranked, frame.negated))
}

/// Much or little of something, by the limits that are fixed for it.
fn level(about: About, high: bool) -> Option<Value> {
    let asked = match (about, high) {
        (About::Leaving, true) => ("churn_risk", Asked::AtLeast(HIGH_RISK)),
        (About::Leaving, false) => ("churn_risk", Asked::Below(LOW_RISK)),
        (About::Value, true) => ("value_rank", Asked::Above(HIGH_VALUE)),
        (About::Value, false) => ("value_rank", Asked::Below(LOW_VALUE)),
        (About::Alive, true) => ("alive", Asked::AtLeast(STILL_BUYING)),
        (About::Alive, false) => ("alive", Asked::Below(STILL_BUYING)),
        (About::Survey, true) => ("survey_last", Asked::AtLeast(HAPPY)),
        (About::Survey, false) => ("survey_last", Asked::AtMost(UNHAPPY)),
        (About::Returning, true) => ("returned_share", Asked::AtLeast(MANY_RETURNS)),
        (About::Discounts, true) => ("discount_share", Asked::AtLeast(DISCOUNT_HUNTER)),
        _ => return None,
    };
    Some(ready(asked.0, asked.1))
}

/// The favourite category or brand.
fn favourite(frame: &Frame) -> Option<Value> {
    let plain = frame.quantity.is_none() && frame.window.is_none();
    let [(kind, name)] = frame.goods.as_slice() else {
        return None;
    };
    plain.then(|| denied(json!({ "column": kind, "is": name }), frame.negated))
}

/// Bought of categories or brands.
fn bought(frame: &Frame, about: About, today: NaiveDate) -> Option<Value> {
    let mut asked = json!({});
    match frame.window {
        None => {}
        Some(Window::Within(days) | Window::Lasting(None, days)) => {
            asked["within_days"] = json!(whole_days(days)?);
        }
        Some(window) => asked["since"] = json!(since(window, today)?.to_string()),
    }
    // In how many orders at least, and in how many no more.
    let (least, beyond) = match frame.quantity {
        None if about != About::Buying => (Some(LIKED_ORDERS), None),
        None => (None, None),
        // "2 toys" may be bought at once: what is counted of goods is orders.
        Some(quantity) if quantity.kind == Kind::Times => {
            let (least, most) = orders(quantity)?;
            (least, most.map(|most| most + 1))
        }
        Some(_) => return None,
    };
    let conditions = frame.goods.iter().map(|(kind, name)| {
        let condition = |times: Option<u32>| {
            let mut asked = asked.clone();
            asked[*kind] = json!(name);
            if let Some(times) = times.filter(|times| *times > 1) {
                asked["times"] = json!(times);
            }
            json!({ "bought": asked })
        };
        match beyond {
            None => condition(least),
            Some(beyond) => json!({"all": [condition(least), {"not": condition(Some(beyond))}]}),
        }
    });
    let conditions: Vec<Value> = conditions
        .map(|condition| denied(condition, frame.negated))
        .collect();
    // Neither of them, or not both: without both is the plainer reading of either.
    let all = frame.negated || !frame.any_goods;
    Some(match conditions.as_slice() {
        [condition] => condition.clone(),
        conditions => json!({ (if all { "all" } else { "any" }): conditions }),
    })
}

/// From how many orders on, and up to how many.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole and within the range"
)]
fn orders(quantity: Quantity) -> Option<(Option<u32>, Option<u32>)> {
    let whole = |value: f64| {
        let fits = value.fract() == 0.0 && (1.0..=1e6).contains(&value);
        fits.then_some(value as u32)
    };
    let number = whole(quantity.value)?;
    if let Some(to) = quantity.to {
        let to = whole(to).filter(|to| *to >= number)?;
        return Some((Some(number), Some(to)));
    }
    Some(match quantity.compare {
        Some(Compare::Above) => (Some(number + 1), None),
        Some(Compare::AtLeast) => (Some(number), None),
        Some(Compare::Below) => (None, Some((number > 1).then(|| number - 1)?)),
        Some(Compare::AtMost) => (None, Some(number)),
        Some(Compare::Exactly) | None => (Some(number), Some(number)),
    })
}

/// The first day of a time that lasts until today.
fn since(window: Window, today: NaiveDate) -> Option<NaiveDate> {
    match window {
        Window::Since(period) => Some(period.from),
        Window::After(period) => Some(period.after()),
        Window::In(period) if period.lasts(today) => Some(period.from),
        _ => None,
    }
}

/// Orders without goods: how many, or when the last one was.
fn buying(frame: &Frame, today: NaiveDate) -> Option<Value> {
    if let Some(quantity) = frame.quantity {
        // "No purchase in 180": of what is not said.
        if frame.negated && quantity.compare.is_none() && quantity.kind == Kind::Plain {
            return None;
        }
        let about = match quantity.kind {
            Kind::Money => About::Spending,
            Kind::Pieces => About::Items,
            _ => About::Buying,
        };
        return numbers(frame, about);
    }
    if frame.same_time
        && let Some(column) = counted(About::Buying, frame.window)
    {
        return Some(compared(column, "is", 0.0));
    }
    match (frame.window, frame.negated) {
        (None, false) => Some(compared("orders", "at_least", 1.0)),
        (None, true) => Some(compared("orders", "is", 0.0)),
        (Some(Window::Lasting(compare, days)), true) => {
            unordered(compare.unwrap_or(Compare::Above), days)
        }
        (Some(Window::Within(days)), true) => unordered(Compare::Above, days),
        (Some(Window::Since(period)), true) => Some(last_before(period.from)),
        (Some(Window::After(period)), true) => Some(last_before(period.after())),
        (Some(Window::In(period)), negated) if period.lasts(today) => Some(if negated {
            last_before(period.from)
        } else {
            json!({ "last_order_after": period.from.to_string() })
        }),
        (Some(Window::Lasting(None, days)), false) => ordered(Window::Within(days)),
        // Who will order in the next days is due then.
        (Some(Window::Next(_) | Window::Coming(_)), false) => due(frame, 1.0, today),
        (Some(window @ (Window::Within(_) | Window::Since(_) | Window::After(_))), false) => {
            ordered(window)
        }
        _ => None,
    }
}

/// Orders of late, or none for long.
fn activity(frame: &Frame, active: bool, today: NaiveDate) -> Option<Value> {
    if frame.quantity.is_some() {
        return None;
    }
    let negated = frame.negated == active;
    if frame.window.is_some() {
        let frame = Frame {
            negated,
            ..frame.clone()
        };
        return buying(&frame, today);
    }
    let (operator, days) = if active {
        ("below", LONG_DAYS)
    } else {
        ("above", LAPSED_DAYS)
    };
    Some(denied(
        compared("recency_days", operator, days),
        frame.negated,
    ))
}

/// No order for so long.
fn unordered(compare: Compare, days: f64) -> Option<Value> {
    match compare {
        Compare::Above => Some(compared("recency_days", "above", days)),
        Compare::AtLeast => Some(compared("recency_days", "at_least", days)),
        _ => None,
    }
}

fn last_before(day: NaiveDate) -> Value {
    json!({ "last_order_before": day.to_string() })
}

/// When the last order was.
fn ordered(window: Window) -> Option<Value> {
    let column = "recency_days";
    Some(match window {
        Window::Since(period) => json!({ "last_order_after": period.from.to_string() }),
        Window::After(period) => json!({ "last_order_after": period.after().to_string() }),
        Window::Until(period) => last_before(period.from),
        Window::In(period) => json!({"all": [
            {"last_order_after": period.from.to_string()},
            last_before(period.to),
        ]}),
        window => days(column, window, Compare::Below)?,
    })
}

/// The operator of a comparison with days, which hardly anybody has exactly.
pub(super) fn operator(compare: Compare) -> Option<&'static str> {
    match compare {
        Compare::Above => Some("above"),
        Compare::AtLeast => Some("at_least"),
        Compare::Below => Some("below"),
        Compare::AtMost => Some("at_most"),
        Compare::Exactly => None,
    }
}

/// Visits: how many, or when the last one was.
fn visiting(frame: &Frame, today: NaiveDate) -> Option<Value> {
    if frame.quantity.is_some() {
        return numbers(frame, About::Visiting);
    }
    let column = "seen_days";
    let back = |day: NaiveDate| whole_days_since(day, today);
    match (frame.window, frame.negated) {
        (None, negated) => Some(json!({ "column": column, "known": !negated })),
        (Some(Window::Within(days)), negated) => Some(compared(
            column,
            if negated { "above" } else { "below" },
            days,
        )),
        (Some(window @ Window::Lasting(..)), true) => days(column, window, Compare::Above)
            .filter(|asked| asked.get("above").is_some() || asked.get("at_least").is_some()),
        (Some(Window::Lasting(None, days)), false) => Some(compared(column, "below", days)),
        (Some(Window::Since(period)), negated) => {
            let operator = if negated { "above" } else { "at_most" };
            Some(compared(column, operator, back(period.from)))
        }
        (Some(Window::In(period)), negated) if period.lasts(today) => {
            let operator = if negated { "above" } else { "at_most" };
            Some(compared(column, operator, back(period.from)))
        }
        (Some(window @ Window::Ago(Some(_), _)), false) => days(column, window, Compare::Above),
        _ => None,
    }
}

/// Whether and when somebody was sent a campaign, or how many.
fn campaigns(frame: &Frame, today: NaiveDate) -> Option<Value> {
    if frame.quantity.is_some() {
        return numbers(frame, About::Campaigns);
    }
    let within = |days: u32| json!({"in_campaign": {"within_days": days}});
    let sent = match frame.window {
        None => return Some(json!({"column": "campaign_days", "known": !frame.negated})),
        Some(Window::Within(days) | Window::Lasting(None, days)) => within(whole_days(days)?),
        Some(Window::Lasting(Some(Compare::Above), days)) if frame.negated => {
            within(whole_days(days)?)
        }
        // The day itself is counted in.
        Some(window) => {
            let days = whole_days_since(since(window, today)?, today) + 1.0;
            within(whole_days(days)?)
        }
    };
    Some(denied(sent, frame.negated))
}

pub(super) fn whole_days_since(day: NaiveDate, today: NaiveDate) -> f64 {
    let days = today.signed_duration_since(day).num_days();
    f64::from(i32::try_from(days).unwrap_or(i32::MAX))
}

/// Days as the filter takes them.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole and within the range"
)]
pub(super) fn whole_days(days: f64) -> Option<u32> {
    let fits = days.fract() == 0.0 && (1.0..=36_500.0).contains(&days);
    fits.then_some(days as u32)
}
