//! A frame as a condition of the filter. What has no exact counterpart there is no condition.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::counts::{counted, in_a_time, numbers, year_ahead};
use super::goods::{bought, nothing_else};
use super::moments::{days, denied_days, due, first_order, in_days, joining};
use super::person::birthday;
use super::phrase::{End, Kind, Phrase, Quantity, Window};
use super::pieces::Frame;
use super::reached::{campaigns, last_campaign};
use super::rhythm::{is_one, on_days, rhythm};
use super::senses::{
    About, Asked, Compare, DISCOUNT_HUNTER, FREQUENT_ORDERS, HAPPY, HIGH_RISK, HIGH_VALUE,
    LAPSED_DAYS, LONG_DAYS, LOW_RISK, LOW_VALUE, MANY_RETURNS, STILL_BUYING, UNHAPPY,
};
use super::shares::favourite;
use super::vocabulary::Named;

/// The condition of a phrase that is one by itself.
pub(super) fn whole(phrase: &Phrase) -> Option<Value> {
    Some(match phrase {
        Phrase::Ready(column, asked) => ready(column, *asked),
        Phrase::Consent(purpose, agrees) => {
            denied(json!({ "consents_to": purpose.word() }), !agrees)
        }
        Phrase::Named(Named::Word(column, word)) => json!({ "column": column, "is": word }),
        Phrase::Named(Named::Words(column, words)) => json!({ "column": column, "one_of": words }),
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
        Asked::Never => compared(column, "is", 0.0),
        Asked::Known(known) => json!({ "column": column, "known": known }),
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
    if let Some(alone) = nothing_else(frame) {
        return Some(alone);
    }
    if frame.by || frame.ranked.is_some() || frame.doubtful || beyond(frame) {
        return None;
    }
    if let Some((share, end)) = frame.part {
        return part(frame, share, end);
    }
    if let Some(frame) = in_days(frame) {
        return condition(&frame, today);
    }
    let about = frame.about?;
    let shares = [
        About::Favourite,
        About::OneCategory,
        About::CategoryShare,
        About::BrandShare,
        About::ChannelShare,
    ];
    let part = |quantity: Quantity| quantity.kind == Kind::Percent;
    let through = frame.goods.iter().any(|(kind, _)| *kind == "channel");
    // "Spent more than half on tea", "ordered through the app".
    let share = matches!(about, About::Buying | About::Spending | About::Often)
        && !frame.goods.is_empty()
        && (through || frame.quantity.is_some_and(part));
    if share || shares.contains(&about) && frame.level.is_none() {
        return favourite(frame);
    }
    let goods = matches!(about, About::Buying | About::Liking | About::Often);
    if !frame.goods.is_empty() && (!goods || through) {
        return None;
    }
    if let Some(high) = frame.level {
        let plain = frame.quantity.is_none() && frame.window.is_none();
        return plain
            .then(|| level(about, high))?
            .map(|level| denied(level, frame.negated));
    }
    match about {
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
        About::LastOrder if frame.quantity.is_none() => {
            let last = ordered(frame.window?)?;
            Some(denied(last, frame.negated))
        }
        About::FirstOrder if frame.quantity.is_none() => first_order(frame, today),
        About::Spending if matches!(frame.window, Some(Window::Next(_) | Window::Coming(_))) => {
            numbers(frame, About::Value, today)
        }
        About::Birthday => birthday(frame, today),
        // "Whose age we don't know".
        About::Age if frame.negated && frame.is_bare() => {
            Some(json!({ "column": "age", "known": false }))
        }
        About::Visiting => visiting(frame, today),
        About::LastVisit => last_visit(frame, today),
        About::Joining | About::Newcomers => joining(frame, about, today),
        // "Members since before 2024".
        About::Tenure
            if matches!(
                frame.window,
                Some(Window::Since(_) | Window::Until(_) | Window::In(_) | Window::After(_))
            ) =>
        {
            joining(frame, About::Joining, today)
        }
        About::Tenure => denied_days("tenure_days", frame, Compare::AtLeast),
        About::Campaigns => campaigns(frame, today),
        About::LastCampaign => last_campaign(frame, today),
        About::Tracked => tracked(frame, today),
        _ => rhythm(frame, about, today),
    }
}

/// Whether "only" says more than a filter can: it is understood of a number, and of few things beside it.
fn beyond(frame: &Frame) -> bool {
    // "Only" is understood of a number alone: nobody can be asked who bought nothing but tea.
    let only = |quantity: Quantity| {
        quantity.to.is_none() && matches!(quantity.compare, None | Some(Compare::Exactly))
    };
    let people = [Some(About::Age), Some(About::Points), Some(About::Birthday)];
    let one = frame.about == Some(About::OneCategory) || people.contains(&frame.about);
    // 只在门店买: all their orders came through it.
    let channel = matches!(frame.goods.as_slice(), [("channel", _)]);
    // 下单天数只有1天.
    let dates = [About::PurchaseDays, About::VisitDays, About::SinceOrder].map(Some);
    let on_one =
        dates.contains(&frame.about) && matches!(frame.window, Some(Window::Lasting(None, _)));
    let one = one || on_one || channel && frame.quantity.is_none();
    frame.only && !one && !frame.quantity.is_some_and(only)
}

/// In a part of all by worth, which stands for what was spent, too: no other ranking can be asked, and the sentence says by
/// which it is.
fn part(frame: &Frame, share: f64, end: End) -> Option<Value> {
    let worth = matches!(frame.about, None | Some(About::Value | About::Spending));
    let ahead = frame.about == Some(About::Value) && year_ahead(frame.window);
    let timeless = frame.window.is_none() || ahead;
    let plain = frame.goods.is_empty() && frame.quantity.is_none() && timeless;
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

/// Orders without goods: how many, or when the last one was.
fn buying(frame: &Frame, today: NaiveDate) -> Option<Value> {
    if let Some(quantity) = frame.quantity {
        // "No purchase in 180": of what is not said.
        if frame.negated && quantity.compare.is_none() && quantity.kind == Kind::Plain {
            return None;
        }
        // "Has not placed a single order".
        if frame.negated && is_one(quantity) && !frame.only {
            let frame = Frame {
                quantity: None,
                same_time: false,
                ..frame.clone()
            };
            return match counted(About::Buying, frame.window) {
                Some(column) => Some(compared(column, "is", 0.0)),
                None => buying(&frame, today),
            };
        }
        let about = match quantity.kind {
            Kind::Money => About::Spending,
            Kind::Pieces => About::Items,
            Kind::Dates => return on_days(frame, About::PurchaseDays, today),
            // "Will place 2 orders or more in the next 90 days".
            _ if matches!(frame.window, Some(Window::Next(_))) => About::Expected,
            _ => About::Buying,
        };
        // 消费过500元: over so much.
        if quantity.kind == Kind::Money && quantity.compare.is_none() && quantity.to.is_none() {
            let over = Quantity {
                compare: Some(Compare::Above),
                ..quantity
            };
            let frame = Frame {
                quantity: Some(over),
                ..frame.clone()
            };
            return numbers(&frame, about, today);
        }
        return numbers(frame, about, today);
    }
    if frame.same_time && frame.negated {
        match (counted(About::Buying, frame.window), frame.window) {
            (Some(column), _) => return Some(compared(column, "is", 0.0)),
            // Who never ordered did not in that time.
            (None, Some(Window::Within(days))) => {
                return Some(denied(compared("recency_days", "below", days), true));
            }
            (None, Some(window @ Window::In(_))) => {
                return Some(denied(in_a_time(window, None, today)?, true));
            }
            _ => {}
        }
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
        // "Hasn't ordered for between 3 and 6 months".
        (Some(window @ Window::Range(..)), true) => days("recency_days", window, Compare::Above),
        (Some(Window::Lasting(None, days)), false) => ordered(Window::Within(days)),
        // Who will order in the next days is due then.
        (Some(Window::Next(_) | Window::Coming(_)), false) => due(frame, 1.0, today),
        (Some(window @ (Window::Within(_) | Window::Since(_) | Window::After(_))), false) => {
            ordered(window)
        }
        (Some(window @ (Window::In(_) | Window::Until(_) | Window::Range(..))), negated) => {
            Some(denied(in_a_time(window, None, today)?, negated))
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
    if let Some(quantity) = frame.quantity {
        let about = match quantity.kind {
            // 看了60个商品.
            Kind::Pieces => About::Viewing,
            Kind::Seconds => About::Dwell,
            _ => About::Visiting,
        };
        return numbers(frame, about, today);
    }
    // 一天都没来: of nobody who never came is it known when they did.
    if frame.never
        && frame.negated
        && let Some(column) =
            counted(About::Visiting, frame.window).filter(|_| frame.window.is_some())
    {
        return Some(compared(column, "is", 0.0));
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
        (Some(window @ (Window::Lasting(..) | Window::Range(..))), true) => {
            days(column, window, Compare::Above).filter(|asked| {
                let late = ["above", "at_least", "between"];
                late.iter().any(|late| asked.get(late).is_some())
            })
        }
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
        // 来访50天以上: on so many days.
        (Some(Window::Lasting(Some(_), _)), false) => on_days(frame, About::VisitDays, today),
        _ => None,
    }
}

/// For how long their visits are known; without a number, whether there are any.
fn tracked(frame: &Frame, today: NaiveDate) -> Option<Value> {
    // 没有访问记录.
    if matches!(frame.window, None | Some(Window::Within(_))) {
        let frame = Frame {
            never: true,
            ..frame.clone()
        };
        return visiting(&frame, today);
    }
    denied_days("tracked_days", frame, Compare::AtLeast)
}

/// When the last visit was.
fn last_visit(frame: &Frame, today: NaiveDate) -> Option<Value> {
    let column = "seen_days";
    let back = |day: NaiveDate| whole_days_since(day, today);
    if frame.quantity.is_some() {
        return None;
    }
    let seen = match frame.window? {
        Window::Until(period) => compared(column, "above", back(period.from)),
        Window::Since(period) => compared(column, "at_most", back(period.from)),
        Window::In(period) => {
            json!({"column": column, "between": [(back(period.to)).max(0.0), back(period.from)]})
        }
        window => days(column, window, Compare::Below)?,
    };
    Some(denied(seen, frame.negated))
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
