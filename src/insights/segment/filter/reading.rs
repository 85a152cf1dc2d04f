//! Reading a filter by hand, so that every error names its place and the remedy.

use serde_json::{Map, Value};

use super::ordered::TIME;
use super::testing;
use super::words::{meant, nearest, quoted};
use super::{
    Bought, FilterError, InCampaign, Interest, MOST_CHARACTERS, MOST_CONDITIONS, MOST_NESTED, Node,
    Problem,
};
use crate::clock::Timestamp;
use crate::ids::Both;
use crate::members::Purpose;

/// The key by which each form is known.
const FORMS: [&str; 13] = [
    "all",
    "any",
    "not",
    "column",
    "bought",
    "ordered",
    "consents_to",
    "in_campaign",
    "tag",
    "joined_after",
    "joined_before",
    "last_order_after",
    "last_order_before",
];

/// A hundred years.
pub(super) const MOST_DAYS: u32 = 36_500;
/// More orders than anybody has.
const MOST_TIMES: u32 = 1_000_000;

/// Reads a filter.
pub(super) fn read(value: &Value) -> Result<Node, FilterError> {
    let mut reading = Reading::default();
    let node = match value.get("all").and_then(Value::as_array) {
        // Everybody can be asked for, but within a filter an empty list is an oversight.
        Some(list) if list.is_empty() && value.as_object().is_some_and(|all| all.len() == 1) => {
            Some(Node::All(Vec::new()))
        }
        _ => reading.node(value, "", 1),
    };
    match node {
        Some(node) if reading.problems.is_empty() => Ok(node),
        _ => Err(FilterError {
            problems: reading.problems,
        }),
    }
}

/// What was seen so far. Readers give `None` where they reported a problem.
#[derive(Default)]
pub(super) struct Reading {
    problems: Vec<Problem>,
    /// Conditions that are no groups.
    conditions: usize,
}

impl Reading {
    /// Reports a problem.
    pub(super) fn wrong<T>(&mut self, place: &str, what: impl Into<Both>) -> Option<T> {
        self.problems.push(Problem {
            place: place.to_owned(),
            what: what.into(),
        });
        None
    }

    /// A condition in `depth` - 1 groups.
    fn node(&mut self, value: &Value, place: &str, depth: usize) -> Option<Node> {
        // Past the limit nothing more is looked at, however long the value is.
        if self.conditions > MOST_CONDITIONS {
            return None;
        }
        let group = value
            .as_object()
            .is_some_and(|object| FORMS[..3].iter().any(|form| object.contains_key(*form)));
        if !group {
            self.conditions += 1;
            if self.conditions > MOST_CONDITIONS {
                return self.wrong(
                    place,
                    (
                        format!("a filter has at most {MOST_CONDITIONS} conditions: leave some out, or list words with one_of"),
                        format!("最多 {MOST_CONDITIONS} 个条件：请减少一些"),
                    ),
                );
            }
        }
        let node = self.formed(value, place, depth);
        if group && node.is_none() {
            // A group that cannot be read counts as well, or a wide filter could report without end.
            self.conditions += 1;
        }
        node
    }

    /// A condition of whichever form it is.
    fn formed(&mut self, value: &Value, place: &str, depth: usize) -> Option<Node> {
        let Some(object) = value.as_object() else {
            let what = ("a condition", "一个条件");
            let example = "{\"column\": \"orders\", \"at_least\": 1}";
            return self.wrong(place, expected_such(what, example, &shape(value)));
        };
        let form = self.form(object, place)?;
        let value = &object[form];
        let inside = within(place, form);
        if form != "column" {
            self.known_keys(object, place, &[form]);
        }
        match form {
            "all" | "any" => self.list(value, &inside, form, depth),
            "not" => {
                self.deeper(&inside, depth)?;
                let node = self.node(value, &inside, depth + 1)?;
                Some(Node::Not(Box::new(node)))
            }
            "column" => testing::column(self, object, place),
            "bought" => self.bought(value, &inside),
            "ordered" => self.ordered(value, &inside),
            "consents_to" => self.purpose(value, &inside),
            "in_campaign" => self.campaign(value, &inside),
            "tag" => {
                let tag = self.text(value, &inside)?;
                Some(Node::Tag(tag.to_lowercase()))
            }
            "joined_after" => self.day(value, &inside).map(Node::JoinedAfter),
            "joined_before" => self.day(value, &inside).map(Node::JoinedBefore),
            "last_order_after" => self.day(value, &inside).map(Node::LastOrderAfter),
            _ => self.day(value, &inside).map(Node::LastOrderBefore),
        }
    }

    /// The one key that says what a condition is.
    fn form(&mut self, object: &Map<String, Value>, place: &str) -> Option<&'static str> {
        match given(object, &FORMS).as_slice() {
            [form] => Some(form),
            [] => {
                let hint = object.keys().take(20).find_map(|key| nearest(key, FORMS));
                let what = match hint {
                    Some(form) => Both::new(
                        format!("nothing says what is asked; did you mean \"{form}\"?"),
                        format!("未说明筛选内容，是否指“{form}”？"),
                    ),
                    None => Both::new(
                        format!("nothing says what is asked: give one of {}", FORMS.join(", ")),
                        format!("未说明筛选内容，可选：{}", FORMS.join("、")),
                    ),
                };
                self.wrong(place, what)
            }
            [first, second, ..] => self.wrong(
                place,
                (
                    format!("\"{first}\" and \"{second}\" are two conditions: put them into a list, {{\"all\": [..., ...]}}"),
                    format!("“{first}”和“{second}”是两个条件：请放入列表，{{\"all\": [..., ...]}}"),
                ),
            ),
        }
    }

    /// Reports keys that have no meaning, and says whether there were none.
    pub(super) fn known_keys(
        &mut self,
        object: &Map<String, Value>,
        place: &str,
        known: &[&str],
    ) -> bool {
        let before = self.problems.len();
        // A few are enough to see what is wrong.
        let strange = object.keys().filter(|key| !known.contains(&key.as_str()));
        for key in strange.take(5) {
            let what = match nearest(key, known.iter().copied()) {
                Some(meant) => Both::new(
                    format!("there is no such key here; did you mean \"{meant}\"?"),
                    format!("此处没有这一项，是否指“{meant}”？"),
                ),
                None => Both::new(
                    format!(
                        "there is no such key here: leave it out; known are {}",
                        known.join(", ")
                    ),
                    format!("此处没有这一项，请去掉；可用：{}", known.join("、")),
                ),
            };
            self.wrong::<()>(&within(place, &quoted(key)), what);
        }
        self.problems.len() == before
    }

    /// Whether another group may begin inside this one.
    fn deeper(&mut self, place: &str, depth: usize) -> Option<()> {
        if depth <= MOST_NESTED {
            return Some(());
        }
        self.wrong(
            place,
            (
                format!("conditions stand in each other more than {MOST_NESTED} deep: put some of them side by side"),
                format!("条件嵌套超过 {MOST_NESTED} 层：请把一部分改为并列"),
            ),
        )
    }

    fn list(&mut self, value: &Value, place: &str, form: &str, depth: usize) -> Option<Node> {
        let Some(list) = value.as_array() else {
            return self.wrong(
                place,
                expected(("a list of conditions", "条件列表"), &shape(value)),
            );
        };
        if list.is_empty() {
            return self.wrong(
                place,
                (
                    "the list is empty: give a condition, or leave it out",
                    "条件组为空：请添加条件，或删除该组",
                ),
            );
        }
        self.deeper(place, depth)?;
        let read: Vec<Option<Node>> = list
            .iter()
            .take(MOST_CONDITIONS + 1)
            .enumerate()
            .map(|(number, value)| self.node(value, &format!("{place}[{number}]"), depth + 1))
            .collect();
        // Every one is read, so that all problems are found.
        let nodes: Vec<Node> = read.into_iter().collect::<Option<_>>()?;
        Some(if form == "all" {
            Node::All(nodes)
        } else {
            Node::Any(nodes)
        })
    }

    fn bought(&mut self, value: &Value, place: &str) -> Option<Node> {
        let object = self.object(value, place, "{\"category\": \"tea\"}")?;
        let keys = [&["category", "brand", "times"][..], &TIME].concat();
        self.known_keys(object, place, &keys);
        let time = self.time(object, place)?;
        let times = self.whole(object, place, "times", MOST_TIMES);
        let (kind, name) = match (object.get("category"), object.get("brand")) {
            (Some(category), None) => (Interest::Category, category),
            (None, Some(brand)) => (Interest::Brand, brand),
            (None, None) => {
                let what = ("give a \"category\" or a \"brand\"", "请填写品类或品牌");
                return self.wrong(place, what);
            }
            (Some(_), Some(_)) => {
                return self.wrong(
                    place,
                    (
                        "\"category\" and \"brand\" are two conditions: give each its own \"bought\" in a list, {\"all\": [..., ...]}",
                        "品类和品牌是两个条件：请分成两条",
                    ),
                );
            }
        };
        let name = self.text(name, &within(place, kind.word()))?;
        Some(Node::Bought(Bought {
            kind,
            name,
            time,
            times,
        }))
    }

    fn campaign(&mut self, value: &Value, place: &str) -> Option<Node> {
        let object = self.object(value, place, "{\"within_days\": 14}")?;
        self.known_keys(object, place, &["within_days", "key"]);
        if !object.contains_key("within_days") && !object.contains_key("key") {
            return self.wrong(
                place,
                (
                    "give \"within_days\", the campaign's \"key\", or both",
                    "请填写天数、活动名称，或两者都填",
                ),
            );
        }
        let within_days = self.whole(object, place, "within_days", MOST_DAYS);
        let key = object.get("key");
        let key = key.and_then(|key| self.text(key, &within(place, "key")));
        Some(Node::InCampaign(InCampaign { key, within_days }))
    }

    fn purpose(&mut self, value: &Value, place: &str) -> Option<Node> {
        let word = self.text(value, place)?;
        if let Some(purpose) = Purpose::of(&word) {
            return Some(Node::ConsentsTo(purpose));
        }
        let words = Purpose::ALL.map(Purpose::word);
        let hint = meant(&word, &words);
        self.wrong(
            place,
            (
                format!("there is no purpose \"{}\"{}", quoted(&word), hint.en),
                format!("没有授权用途“{}”{}", quoted(&word), hint.zh),
            ),
        )
    }

    pub(super) fn day(&mut self, value: &Value, place: &str) -> Option<Timestamp> {
        let text = self.text(value, place)?;
        let day = (text.len() == 10).then(|| Timestamp::parse_day(&text, &["%Y-%m-%d"]));
        match day.flatten() {
            Some(day) => Some(day),
            None => self.wrong(
                place,
                (
                    format!("\"{}\" is no day: give it as \"2026-01-31\"", quoted(&text)),
                    format!(
                        "“{}”不是有效日期：请按 2026-01-31 的格式填写",
                        quoted(&text)
                    ),
                ),
            ),
        }
    }

    pub(super) fn object<'a>(
        &mut self,
        value: &'a Value,
        place: &str,
        example: &str,
    ) -> Option<&'a Map<String, Value>> {
        match value.as_object() {
            Some(object) => Some(object),
            None => self.wrong(
                place,
                expected_such(("an object", "对象"), example, &shape(value)),
            ),
        }
    }

    /// A whole number from 1 on, where one is given and is right.
    pub(super) fn whole(
        &mut self,
        object: &Map<String, Value>,
        place: &str,
        key: &str,
        most: u32,
    ) -> Option<u32> {
        let value = object.get(key)?;
        let number = value.as_f64().filter(|number| number.fract() == 0.0);
        match number.filter(|number| (1.0..=f64::from(most)).contains(number)) {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "whole and within the range"
            )]
            Some(number) => Some(number as u32),
            None => self.wrong(
                &within(place, key),
                expected(
                    (
                        &format!("a whole number from 1 to {most}"),
                        &format!("1 到 {most} 的整数"),
                    ),
                    &shown(value),
                ),
            ),
        }
    }

    /// A text without blanks around it.
    pub(super) fn text(&mut self, value: &Value, place: &str) -> Option<String> {
        let Some(text) = value.as_str() else {
            return self.wrong(place, expected(("a text", "文字"), &shape(value)));
        };
        let text = text.trim();
        if text.is_empty() {
            return self.wrong(
                place,
                ("the text is empty: give a word", "内容为空：请填写"),
            );
        }
        if text.chars().count() > MOST_CHARACTERS {
            return self.wrong(
                place,
                (
                    format!("the text is longer than {MOST_CHARACTERS} characters: shorten it"),
                    format!("超过 {MOST_CHARACTERS} 个字符：请缩短"),
                ),
            );
        }
        if text.chars().any(char::is_control) {
            return self.wrong(
                place,
                (
                    "the text has line breaks or other control characters: leave them out",
                    "含有换行或控制字符：请去掉",
                ),
            );
        }
        Some(text.to_owned())
    }
}

/// Those of some keys that an object has, in their own order.
pub(super) fn given(object: &Map<String, Value>, keys: &[&'static str]) -> Vec<&'static str> {
    let has = |key: &&str| object.contains_key(*key);
    keys.iter().copied().filter(has).collect()
}

/// The place of a key inside a place.
pub(super) fn within(place: &str, key: &str) -> String {
    if place.is_empty() {
        key.to_owned()
    } else {
        format!("{place}.{key}")
    }
}

/// What a value is.
pub(super) fn shape(value: &Value) -> Both {
    let (en, zh) = match value {
        Value::Null => ("null", "空值"),
        Value::Bool(_) => ("true or false", "是或否"),
        Value::Number(_) => ("a number", "数字"),
        Value::String(_) => ("a text", "文字"),
        Value::Array(_) => ("a list", "列表"),
        Value::Object(_) => ("an object", "对象"),
    };
    Both::new(en, zh)
}

/// A number itself, of anything else what it is.
pub(super) fn shown(value: &Value) -> Both {
    match value {
        Value::Number(number) => Both::new(number.to_string(), number.to_string()),
        other => shape(other),
    }
}

/// That something is expected, and what stands there instead.
pub(super) fn expected((en, zh): (&str, &str), not: &Both) -> Both {
    Both::new(
        format!("{en} is expected, not {}", not.en),
        format!("此处应为{zh}，而不是{}", not.zh),
    )
}

/// The same, with an example.
fn expected_such((en, zh): (&str, &str), example: &str, not: &Both) -> Both {
    Both::new(
        format!("{en} is expected, such as {example}, not {}", not.en),
        format!("此处应为{zh}，例如 {example}，而不是{}", not.zh),
    )
}
