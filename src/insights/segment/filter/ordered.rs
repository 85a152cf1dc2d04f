//! Orders of a time: how it is read, written as JSON and spoken of.

use serde_json::{Map, Value, json};

use super::clauses::Voice;
use super::phrases;
use super::reading::{MOST_DAYS, Reading, given, within};
use super::testing;
use super::{Node, Test, put};
use crate::clock::Timestamp;
use crate::features::{self, Column};

/// What can be asked of the orders of a time, as the columns of all orders are called that hold the same.
const COUNTED: [&str; 3] = ["orders", "spend", "items"];
/// The keys of a time.
pub(super) const TIME: [&str; 3] = ["within_days", "since", "before"];

/// Ordered in a time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ordered {
    /// Never without a limit.
    pub(super) time: Time,
    /// What is asked of these orders; nothing asks for one at least.
    pub(super) asked: Option<(&'static Column, Test)>,
}

/// A time, by its limits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Time {
    /// The last so many days.
    pub(super) within_days: Option<u32>,
    /// From this day on: its first moment. Never with `within_days`.
    pub(super) since: Option<Timestamp>,
    /// Before this day: its first moment. Never with `within_days`.
    pub(super) before: Option<Timestamp>,
}

impl Ordered {
    pub(super) fn to_json(&self) -> Value {
        let mut value = json!({});
        self.time.put_into(&mut value);
        if let Some((column, test)) = &self.asked {
            let (operator, number) = test.to_json();
            value[column.name] = json!({ operator: number });
        }
        value
    }

    /// Whether nobody who ordered nothing is meant: the test is false of 0.
    pub(super) fn asks_for_some(&self) -> bool {
        self.asked.as_ref().is_none_or(|(_, test)| match test {
            Test::Below(number) => *number <= 0.0,
            Test::Above(number) => *number >= 0.0,
            Test::AtLeast(number) => *number > 0.0,
            Test::AtMost(number) => *number < 0.0,
            Test::Between(least, _) => *least > 0.0,
            Test::Numbers(numbers) => !numbers.contains(&0.0),
            // Reading lets no other test through.
            _ => true,
        })
    }
}

impl Time {
    /// Puts its limits into an object.
    pub(super) fn put_into(self, value: &mut Value) {
        put(value, "within_days", self.within_days.map(Value::from));
        let day = |day: Option<Timestamp>| day.map(|day| Value::from(day.day()));
        put(value, "since", day(self.since));
        put(value, "before", day(self.before));
    }

    /// The last day that counts.
    fn last_day(before: Timestamp) -> String {
        Timestamp::from_micros(before.micros() - features::DAY).day()
    }
}

impl Reading {
    /// The time that an object gives; one without a limit where it gives none.
    pub(super) fn time(&mut self, object: &Map<String, Value>, place: &str) -> Option<Time> {
        if object.contains_key("within_days") {
            if object.contains_key("since") {
                return self.wrong(
                    place,
                    (
                        "\"within_days\" and \"since\" say the same in two ways: leave one out",
                        "“最近若干天内”和“自某日起”只能填一个",
                    ),
                );
            }
            if object.contains_key("before") {
                return self.wrong(
                    place,
                    (
                        "\"within_days\" lasts until now, and \"before\" ends earlier: give \"since\" and \"before\"",
                        "“最近若干天内”一直算到现在，不能再设结束日期：请改为“自某日起”再设结束日期",
                    ),
                );
            }
        }
        let mut day = |key: &str| {
            let day = object.get(key)?;
            self.day(day, &within(place, key))
        };
        let (since, before) = (day("since"), day("before"));
        if let (Some(since), Some(before)) = (since, before)
            && since >= before
        {
            let (since, before) = (since.day(), before.day());
            let what = (
                format!(
                    "nothing lies from {since} on and before {before}: give the earlier day as \"since\""
                ),
                format!("从 {since} 起到 {before} 之前没有任何日期：开始日期须早于结束日期"),
            );
            return self.wrong(place, what);
        }
        Some(Time {
            within_days: self.whole(object, place, "within_days", MOST_DAYS),
            since,
            before,
        })
    }

    /// Who ordered in a time.
    pub(super) fn ordered(&mut self, value: &Value, place: &str) -> Option<Node> {
        let object = self.object(value, place, "{\"since\": \"2026-01-31\"}")?;
        self.known_keys(object, place, &[&TIME[..], &COUNTED].concat());
        if !TIME.iter().any(|key| object.contains_key(*key)) {
            return self.wrong(
                place,
                (
                    "give the time: \"within_days\", or \"since\", \"before\" or both; orders of all time are columns",
                    "请填写时间：“最近若干天内”或“自某日起”，或设结束日期",
                ),
            );
        }
        let time = self.time(object, place);
        let asked = match given(object, &COUNTED).as_slice() {
            [] => None,
            [key] => {
                let place = within(place, key);
                let test = self.object(&object[*key], &place, "{\"at_least\": 2}");
                let column = features::column(key)?;
                Some((column, testing::number_of(self, column, test?, &place)?))
            }
            [first, second, ..] => {
                return self.wrong(
                    place,
                    (
                        format!("\"{first}\" and \"{second}\" are two conditions: give each its own \"ordered\" in a list, {{\"all\": [..., ...]}}"),
                        format!("“{first}”和“{second}”是两个条件：请分成两条"),
                    ),
                );
            }
        };
        Some(Node::Ordered(Ordered { time: time?, asked }))
    }
}

impl Voice {
    /// A time, with the blank in front of it or behind it; nothing where it has no limit.
    pub(super) fn during(self, time: Time) -> String {
        match (time.since, time.before, self.english()) {
            (None, None, _) => self.lately(time.within_days),
            (Some(since), None, true) => format!(" since {}", since.day()),
            (Some(since), None, false) => format!("{} 以来", since.day()),
            (None, Some(before), true) => format!(" before {}", before.day()),
            (None, Some(before), false) => format!("{} 之前", before.day()),
            (Some(since), Some(before), true) => {
                format!(" from {} to {}", since.day(), Time::last_day(before))
            }
            (Some(since), Some(before), false) => {
                format!("{} 至 {} 期间", since.day(), Time::last_day(before))
            }
        }
    }

    /// Who ordered in a time, or the opposite.
    pub(super) fn ordered(self, ordered: &Ordered, denied: bool) -> String {
        let during = self.during(ordered.time);
        let Some((column, test)) = &ordered.asked else {
            return match (self.english(), denied) {
                (true, false) => format!("who ordered{during}"),
                (true, true) => format!("who did not order{during}"),
                (false, false) => format!("{during}下过单"),
                (false, true) => format!("{during}没有下过单"),
            };
        };
        let clause = phrases::in_a_time(self, column, test, &during);
        if denied { self.denied(&clause) } else { clause }
    }
}
