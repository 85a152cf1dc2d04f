//! Reading what is asked of a column, checked against what the column holds.

use serde_json::{Map, Value};

use super::reading::{Reading, expected, given, shape, shown, within};
use super::words::{meant, quoted};
use super::{MOST_CONDITIONS, Node, Test};
use crate::features::{self, Column, Holds};
use crate::insights::segment::rfm::Segment;

/// What can be asked of a column.
const OPERATORS: [&str; 9] = [
    "below", "above", "at_least", "at_most", "between", "is", "is_not", "one_of", "known",
];
/// What can be asked of days: they have fractions, so that hardly anybody has exactly so many.
const OF_DAYS: [&str; 6] = ["below", "above", "at_least", "at_most", "between", "known"];
/// What can be asked of a word.
const OF_WORDS: [&str; 4] = ["is", "is_not", "one_of", "known"];
/// What can be asked of a flag.
const OF_FLAGS: [&str; 3] = ["is", "is_not", "known"];

/// The largest number: as minor units of any currency it still fits.
const LARGEST: f64 = 1e12;

/// The column that lies below 0 for whoever is late.
const DUE: &str = "due_days";

/// Reads a condition on a column.
pub(super) fn column(
    reading: &mut Reading,
    object: &Map<String, Value>,
    place: &str,
) -> Option<Node> {
    let mut keys = vec!["column"];
    keys.extend(OPERATORS);
    let all_known = reading.known_keys(object, place, &keys);
    let column = named(reading, object, place);
    let operator = match given(object, &OPERATORS).as_slice() {
        [operator] => *operator,
        // The operator may be the key that was reported.
        [] if !all_known => return None,
        [] => {
            let allowed = column.map_or(&OPERATORS[..], |column| operators(column.holds));
            let what = (
                format!(
                    "nothing is asked of the column: give one of {}",
                    allowed.join(", ")
                ),
                format!("未设置比较方式，可选：{}", allowed.join("、")),
            );
            return reading.wrong(place, what);
        }
        [first, second, ..] => {
            let what = (
                format!(
                    "\"{first}\" and \"{second}\" are asked at once: use \"between\", or two conditions in a list, {{\"all\": [..., ...]}}"
                ),
                format!("同时用了“{first}”和“{second}”：请改用区间，或分成两个条件"),
            );
            return reading.wrong(place, what);
        }
    };
    let column = column?;
    let (value, place) = (&object[operator], within(place, operator));
    let allowed = operators(column.holds);
    if !allowed.contains(&operator) {
        let holds = described(column.holds);
        let what = (
            format!(
                "\"{}\" holds {}: ask with one of {}",
                column.name,
                holds.0,
                allowed.join(", ")
            ),
            format!(
                "“{}”的值是{}，比较方式可选：{}",
                column.zh,
                holds.1,
                allowed.join("、")
            ),
        );
        return reading.wrong(&place, what);
    }
    let test = if operator == "known" {
        flag(reading, value, &place).map(Test::Known)
    } else {
        match column.holds {
            Holds::Flag => {
                flag(reading, value, &place).map(|flag| Test::Flag(flag == (operator == "is")))
            }
            Holds::Word => words(reading, column, operator, value, &place),
            _ => numbers(reading, column, operator, value, &place),
        }
    };
    Some(Node::Column(column, test?))
}

/// What can be asked of a number of a time.
const OF_TIMES: [&str; 6] = ["below", "above", "at_least", "at_most", "between", "is"];

/// Reads what is asked of a number that a column of numbers holds of all time.
pub(super) fn number_of(
    reading: &mut Reading,
    column: &'static Column,
    object: &Map<String, Value>,
    place: &str,
) -> Option<Test> {
    let all_known = reading.known_keys(object, place, &OF_TIMES);
    match given(object, &OF_TIMES).as_slice() {
        [operator] => {
            let value = &object[*operator];
            numbers(reading, column, operator, value, &within(place, operator))
        }
        // The operator may be the key that was reported.
        [] if !all_known => None,
        [] => {
            let what = (
                format!("nothing is asked: give one of {}", OF_TIMES.join(", ")),
                format!("未设置比较方式，可选：{}", OF_TIMES.join("、")),
            );
            reading.wrong(place, what)
        }
        [first, second, ..] => {
            let what = (
                format!("\"{first}\" and \"{second}\" are asked at once: use \"between\""),
                format!("同时用了“{first}”和“{second}”：请改用区间"),
            );
            reading.wrong(place, what)
        }
    }
}

/// The column that is asked for.
fn named(
    reading: &mut Reading,
    object: &Map<String, Value>,
    place: &str,
) -> Option<&'static Column> {
    let place = within(place, "column");
    let name = reading.text(object.get("column")?, &place)?;
    if let Some(column) = features::column(&name) {
        return Some(column);
    }
    let names = features::columns().map(|column| column.name);
    let hint = meant(&name, &names.collect::<Vec<_>>());
    reading.wrong(
        &place,
        (
            format!("there is no column \"{}\"{}", quoted(&name), hint.en),
            format!("没有指标“{}”{}", quoted(&name), hint.zh),
        ),
    )
}

/// What can be asked of such a column.
fn operators(holds: Holds) -> &'static [&'static str] {
    match holds {
        Holds::Word => &OF_WORDS,
        Holds::Flag => &OF_FLAGS,
        Holds::Days => &OF_DAYS,
        _ => &OPERATORS,
    }
}

/// What such a column holds, in words.
fn described(holds: Holds) -> (&'static str, &'static str) {
    match holds {
        Holds::Count => ("counts", "整数"),
        Holds::Days => ("days with fractions", "天数"),
        Holds::Money => ("amounts of money", "金额"),
        Holds::Share => ("shares from 0 to 1", "0 到 1 的比例"),
        Holds::Number => ("numbers", "数字"),
        Holds::Word => ("words", "文字"),
        Holds::Flag => ("yes or no", "是或否"),
    }
}

fn flag(reading: &mut Reading, value: &Value, place: &str) -> Option<bool> {
    match value.as_bool() {
        Some(flag) => Some(flag),
        None => reading.wrong(place, expected(("true or false", "是或否"), &shape(value))),
    }
}

fn words(
    reading: &mut Reading,
    column: &'static Column,
    operator: &str,
    value: &Value,
    place: &str,
) -> Option<Test> {
    match operator {
        "is" => Some(Test::Words(vec![word(reading, column, value, place)?])),
        "is_not" => word(reading, column, value, place).map(Test::NotWord),
        _ => {
            let each = |reading: &mut Reading, value: &Value, place: &str| {
                word(reading, column, value, place)
            };
            list(reading, value, place, each).map(Test::Words)
        }
    }
}

/// A word that the column can hold.
fn word(
    reading: &mut Reading,
    column: &'static Column,
    value: &Value,
    place: &str,
) -> Option<String> {
    let word = reading.text(value, place)?;
    let known: Vec<&str> = match column.name {
        "rfm" => Segment::ALL.iter().map(|segment| segment.key()).collect(),
        "language" => vec!["en", "zh"],
        _ => return Some(word),
    };
    if known.contains(&word.as_str()) {
        return Some(word);
    }
    let hint = meant(&word, &known);
    let what = (
        format!(
            "\"{}\" never holds \"{}\"{}",
            column.name,
            quoted(&word),
            hint.en
        ),
        format!("“{}”没有“{}”这个值{}", column.zh, quoted(&word), hint.zh),
    );
    reading.wrong(place, what)
}

fn numbers(
    reading: &mut Reading,
    column: &'static Column,
    operator: &str,
    value: &Value,
    place: &str,
) -> Option<Test> {
    let each =
        |reading: &mut Reading, value: &Value, place: &str| number(reading, column, value, place);
    match operator {
        "one_of" => list(reading, value, place, each).map(Test::Numbers),
        "between" => {
            let Some([least, most]) = value.as_array().map(Vec::as_slice) else {
                let what = (
                    "a list of two numbers is expected, the smaller one first: [30, 60]",
                    "区间需要两个数，较小的在前，例如 30 到 60",
                );
                return reading.wrong(place, what);
            };
            let least = each(reading, least, &format!("{place}[0]"));
            let most = each(reading, most, &format!("{place}[1]"));
            let (least, most) = (least?, most?);
            if least > most {
                let what = (
                    format!("{least} is above {most}: give the smaller number first"),
                    format!("{least} 大于 {most}：请把较小的数放在前面"),
                );
                return reading.wrong(place, what);
            }
            Some(Test::Between(least, most))
        }
        _ => {
            let number = each(reading, value, place)?;
            Some(match operator {
                "below" => Test::Below(number),
                "above" => Test::Above(number),
                "at_least" => Test::AtLeast(number),
                "at_most" => Test::AtMost(number),
                "is" => Test::Numbers(vec![number]),
                _ => Test::NotNumber(number),
            })
        }
    }
}

/// A number that the column can be compared with.
fn number(
    reading: &mut Reading,
    column: &'static Column,
    value: &Value,
    place: &str,
) -> Option<f64> {
    let (name, chinese) = (column.name, column.zh);
    let Some(number) = value.as_f64().filter(|number| number.is_finite()) else {
        let (holds, shape) = (described(column.holds), shape(value));
        let what = (
            format!(
                "\"{name}\" holds {}: a number is expected, not {}",
                holds.0, shape.en
            ),
            format!("“{chinese}”的值是{}：请填写数字", holds.1),
        );
        return reading.wrong(place, what);
    };
    let given = shown(value).en;
    let what = match column.holds {
        Holds::Share if !(0.0..=1.0).contains(&number) => (
            format!("\"{name}\" is a share from 0 to 1, and {given} is not: give 0.6 for 60%"),
            format!("“{chinese}”是比例，须在 0% 到 100% 之间"),
        ),
        Holds::Count if number.fract() != 0.0 => (
            format!("\"{name}\" counts whole numbers, and {given} is none: round it"),
            format!("“{chinese}”须为整数，{given} 不是：请取整"),
        ),
        Holds::Count | Holds::Money | Holds::Days if number < 0.0 && name != DUE => (
            format!("\"{name}\" is never below 0: give 0 or more, not {given}"),
            format!("“{chinese}”不会小于 0：请填写 0 或更大的数"),
        ),
        _ if number.abs() > LARGEST => (
            format!("{given} is larger than anything can be: give a number within 1e12 of 0"),
            format!("{given} 过大：请填写绝对值不超过 1 万亿的数"),
        ),
        // Below 0 is above it again where the sign is lost.
        _ => return Some(if number == 0.0 { 0.0 } else { number }),
    };
    reading.wrong(place, what)
}

/// A list of one entry or more, each once.
fn list<T: PartialEq>(
    reading: &mut Reading,
    value: &Value,
    place: &str,
    each: impl Fn(&mut Reading, &Value, &str) -> Option<T>,
) -> Option<Vec<T>> {
    let Some(values) = value.as_array() else {
        return reading.wrong(place, expected(("a list", "列表"), &shape(value)));
    };
    if values.is_empty() {
        return reading.wrong(
            place,
            (
                "the list is empty: give at least one entry",
                "列表为空：请至少选择一项",
            ),
        );
    }
    if values.len() > MOST_CONDITIONS {
        let what = (
            format!("a list has at most {MOST_CONDITIONS} entries: leave some out"),
            format!("列表最多 {MOST_CONDITIONS} 项：请减少一些"),
        );
        return reading.wrong(place, what);
    }
    let read: Vec<Option<T>> = values
        .iter()
        .enumerate()
        .map(|(number, value)| each(reading, value, &format!("{place}[{number}]")))
        .collect();
    let mut entries: Vec<T> = Vec::with_capacity(read.len());
    for entry in read {
        let entry = entry?;
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    Some(entries)
}
