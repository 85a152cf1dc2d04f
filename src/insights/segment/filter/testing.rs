//! Reading what is asked of a column, checked against what the column holds.

use serde_json::{Map, Value};

use super::reading::{Reading, given, shape, shown, within};
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
            let what = format!(
                "nothing is asked of the column: give one of {}",
                allowed.join(", ")
            );
            return reading.wrong(place, what);
        }
        [first, second, ..] => {
            let what = format!(
                "\"{first}\" and \"{second}\" are asked at once: use \"between\", or two conditions in a list, {{\"all\": [..., ...]}}"
            );
            return reading.wrong(place, what);
        }
    };
    let column = column?;
    let (value, place) = (&object[operator], within(place, operator));
    let allowed = operators(column.holds);
    if !allowed.contains(&operator) {
        let what = format!(
            "\"{}\" holds {}: ask with one of {}",
            column.name,
            described(column.holds),
            allowed.join(", ")
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
            let what = format!("nothing is asked: give one of {}", OF_TIMES.join(", "));
            reading.wrong(place, what)
        }
        [first, second, ..] => {
            let what = format!("\"{first}\" and \"{second}\" are asked at once: use \"between\"");
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
        format!("there is no column \"{}\"{hint}", quoted(&name)),
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
fn described(holds: Holds) -> &'static str {
    match holds {
        Holds::Count => "counts",
        Holds::Days => "days with fractions",
        Holds::Money => "amounts of money",
        Holds::Share => "shares from 0 to 1",
        Holds::Number => "numbers",
        Holds::Word => "words",
        Holds::Flag => "yes or no",
    }
}

fn flag(reading: &mut Reading, value: &Value, place: &str) -> Option<bool> {
    match value.as_bool() {
        Some(flag) => Some(flag),
        None => reading.wrong(
            place,
            format!("true or false is expected, not {}", shape(value)),
        ),
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
    let what = format!(
        "\"{}\" never holds \"{}\"{hint}",
        column.name,
        quoted(&word)
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
                let what = "a list of two numbers is expected, the smaller one first: [30, 60]";
                return reading.wrong(place, what);
            };
            let least = each(reading, least, &format!("{place}[0]"));
            let most = each(reading, most, &format!("{place}[1]"));
            let (least, most) = (least?, most?);
            if least > most {
                let what = format!("{least} is above {most}: give the smaller number first");
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
    let name = column.name;
    let Some(number) = value.as_f64().filter(|number| number.is_finite()) else {
        let what = format!(
            "\"{name}\" holds {}: a number is expected, not {}",
            described(column.holds),
            shape(value)
        );
        return reading.wrong(place, what);
    };
    let given = shown(value);
    let what = match column.holds {
        Holds::Share if !(0.0..=1.0).contains(&number) => {
            format!("\"{name}\" is a share from 0 to 1, and {given} is not: give 0.6 for 60%")
        }
        Holds::Count if number.fract() != 0.0 => {
            format!("\"{name}\" counts whole numbers, and {given} is none: round it")
        }
        Holds::Count | Holds::Money | Holds::Days if number < 0.0 && name != DUE => {
            format!("\"{name}\" is never below 0: give 0 or more, not {given}")
        }
        _ if number.abs() > LARGEST => {
            format!("{given} is larger than anything can be: give a number within 1e12 of 0")
        }
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
        return reading.wrong(place, format!("a list is expected, not {}", shape(value)));
    };
    if values.is_empty() {
        return reading.wrong(place, "the list is empty: give at least one entry");
    }
    if values.len() > MOST_CONDITIONS {
        let what = format!("a list has at most {MOST_CONDITIONS} entries: leave some out");
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
