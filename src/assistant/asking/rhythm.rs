//! How often they come: the time between their last two orders, and the days on which they ordered or came by.

use chrono::NaiveDate;
use serde_json::Value;

use super::conditions::{compared, denied};
use super::counts::numbers;
use super::moments::{denied_days, due};
use super::phrase::{Kind, Quantity, Window};
use super::phrases::Tokens;
use super::pieces::Frame;
use super::senses::{About, Compare, Sense, Unit};
use super::tokens::Meaning;

/// Nobody asks who is late by more times their usual interval: such a number is one of days.
const MOST_TIMES: f64 = 10.0;

/// How often they come, when they come next, and how late they are; and whatever else is compared with a number.
pub(super) fn rhythm(frame: &Frame, about: About, today: NaiveDate) -> Option<Value> {
    let counted = frame.quantity.is_some();
    // "Once every 30 days", 平均三周之内就下一单: the one says no more than the time.
    let apart = frame.window.is_some()
        && !frame.total
        && match about {
            // "At least once every 45 days", too.
            About::Interval | About::Average => frame.quantity.is_some_and(|quantity| {
                let least = Quantity {
                    compare: quantity.compare.filter(|own| *own != Compare::AtLeast),
                    ..quantity
                };
                is_one(least)
            }),
            _ => frame.quantity.is_none_or(is_one),
        };
    let soon = matches!(
        frame.window,
        Some(
            Window::Within(_)
                | Window::Next(_)
                | Window::Coming(_)
                | Window::In(_)
                | Window::Range(..)
                | Window::Lasting(None | Some(Compare::Below | Compare::AtMost), _)
        )
    );
    match about {
        // "More than twice their usual interval" ago is how late they are by it; "an order every 30 days" says what they are
        // apart.
        About::Interval | About::Average | About::MeanOrder if apart => {
            let frame = Frame {
                quantity: None,
                ..frame.clone()
            };
            let alone = if frame.about == Some(About::Interval) {
                Compare::AtMost
            } else {
                Compare::Below
            };
            denied_days("interval_mean", &frame, alone)
        }
        // "Even though their average gap is under 60": no gap is so many times another.
        About::Interval
            if let Some(days) = frame.quantity.filter(|own| {
                let plain = own.kind == Kind::Plain;
                plain && own.value > MOST_TIMES && frame.window.is_none()
            }) =>
        {
            let window = match days.to {
                Some(to) => Window::Range(days.value, to),
                None => Window::Lasting(days.compare, days.value),
            };
            let frame = Frame {
                quantity: None,
                window: Some(window),
                ..frame.clone()
            };
            denied_days("interval_mean", &frame, Compare::Below)
        }
        About::Interval | About::Overdue | About::Late if counted => {
            numbers(frame, About::Overdue, today)
        }
        About::Interval => denied_days("interval_mean", frame, Compare::Below),
        About::Due => due(frame, 1.0, today),
        About::Late if frame.window.is_none() => {
            Some(denied(compared("overdue", "above", 1.0), frame.negated))
        }
        About::Overdue | About::Late => due(frame, -1.0, today),
        About::LastInterval => last_interval(frame, today),
        About::PurchaseDays | About::SinceOrder => on_days(frame, about, today),
        About::VisitDays if !counted => on_days(frame, about, today),
        // Who is expected to order within a time is due then.
        About::Expected if !counted && soon => due(frame, 1.0, today),
        About::Average => numbers(frame, About::MeanOrder, today),
        _ => numbers(frame, about, today),
    }
}

/// Whether a number is one, and nothing more is said of it.
pub(super) fn is_one(quantity: Quantity) -> bool {
    quantity.compare.is_none()
        && quantity.to.is_none()
        && quantity.value.to_bits() == 1.0_f64.to_bits()
        && matches!(quantity.kind, Kind::Times | Kind::Plain | Kind::Pieces)
}

/// The time between the last two orders: in days, or as a multiple of what is usual for them.
fn last_interval(frame: &Frame, today: NaiveDate) -> Option<Value> {
    match frame.quantity {
        Some(quantity)
            if frame.window.is_none() && matches!(quantity.kind, Kind::Times | Kind::Plain) =>
        {
            numbers(frame, About::LastInterval, today)
        }
        Some(_) => None,
        None => denied_days("interval_last", frame, Compare::Below),
    }
}

/// On how many days they ordered, or came by since their last order. A length of time without another one is a number of
/// days.
pub(super) fn on_days(frame: &Frame, about: About, today: NaiveDate) -> Option<Value> {
    let quantity = match (frame.quantity, frame.window) {
        (None, Some(Window::Lasting(compare, days))) => Some(Quantity {
            compare,
            value: days,
            to: None,
            kind: Kind::Dates,
        }),
        (quantity, None) => quantity,
        _ => return None,
    };
    // 下单后60天没来 is of a time, and no number of days.
    if frame.negated && frame.window.is_some() {
        return None;
    }
    let frame = Frame {
        quantity,
        window: None,
        ..frame.clone()
    };
    numbers(&frame, about, today)
}

impl Tokens<'_> {
    /// What a time since the last order is: the time in which something was counted, or that time itself where its length
    /// stands before it, "more than 30 days since the last order", and no visits do.
    pub(super) fn since_the_order(&self, at: usize) -> About {
        let clause = (0..at).rev();
        let clause = clause.take_while(|at| *self.meaning(*at) != Meaning::Mark);
        let clause: Vec<usize> = clause.collect();
        let visits = |at: &usize| {
            matches!(
                self.sense(*at),
                Some(
                    Sense::About(
                        About::Visiting | About::VisitDays | About::Viewing | About::Campaigns
                    ) | Sense::Unit(Unit::Dates)
                )
            )
        };
        let lasts = |from: &usize| {
            let length = match self.counted(*from) {
                Some((end, _, Some(Unit::Time(_)))) => Some(end),
                // "60+ days since".
                Some((end, _, None))
                    if self.behind(end).is_some()
                        && matches!(self.sense(end + 1), Some(Sense::Unit(Unit::Time(_)))) =>
                {
                    Some(end + 2)
                }
                _ if matches!(self.sense(*from), Some(Sense::Days(_))) => Some(from + 1),
                _ => None,
            };
            let behind = |end| match self.behind(end) {
                Some(_) => self.beyond_fillers(end + 1),
                None => self.beyond_fillers(end),
            };
            length.is_some_and(|end| behind(end) == at)
        };
        if clause.iter().any(lasts) && !clause.iter().any(visits) {
            About::LastOrder
        } else {
            About::SinceOrder
        }
    }

    /// Whether a length of time is that since the last order.
    pub(super) fn lasts_since_order(&self, end: usize) -> bool {
        let next = self.beyond_fillers(end);
        let order = match self.sense(next) {
            Some(Sense::Since | Sense::After) => self.is(
                self.beyond_fillers(next + 1),
                Sense::About(About::LastOrder),
            ),
            Some(sense) => sense == Sense::About(About::SinceOrder),
            None => false,
        };
        order && self.since_the_order(next) == About::LastOrder
    }
}
