//! Values as the libraries send them, read leniently.

use serde_json::{Map, Value};

use super::Refused;
use crate::clock::Timestamp;
use crate::events::vocabulary::PropertyForm;

/// The longest id of a person, a browser or an event, in characters.
pub(super) const LONGEST_ID: usize = 200;

/// An id, where there is one.
pub(super) fn id(
    fields: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<String>, Refused> {
    match fields.get(name).and_then(text) {
        Some(id) if id_is_good(&id) => Ok(Some(id)),
        Some(_) => Err(Refused::BadId(name)),
        None => Ok(None),
    }
}

pub(super) fn id_is_good(id: &str) -> bool {
    id.chars().count() <= LONGEST_ID && !id.contains(char::is_control)
}

/// A text that is not empty, or a number as one.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A whole number, also in a text.
pub(super) fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_i64().or_else(|| {
            let number = number.as_f64()?;
            #[allow(clippy::cast_possible_truncation, reason = "it has been seen to fit")]
            (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64)
        }),
        _ => None,
    }
}

pub(super) fn fits(value: &Value, form: PropertyForm) -> bool {
    match form {
        PropertyForm::Text => text(value).is_some(),
        PropertyForm::Whole => whole(value).is_some(),
        PropertyForm::Number => match value {
            Value::String(text) => text.trim().parse::<f64>().is_ok_and(f64::is_finite),
            value => value.is_number(),
        },
        PropertyForm::List => value.is_array(),
    }
}

pub(super) fn moment(value: &Value) -> Option<Timestamp> {
    let said = value.as_str()?.trim();
    Timestamp::parse_with_offset(said, &["%+", "%Y-%m-%dT%H:%M:%S%.f%z"])
        .or_else(|| Timestamp::parse(said, &["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]))
}

/// About how many bytes a value is as JSON.
pub(super) fn weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 5,
        Value::Number(_) => 8,
        Value::String(text) => text.len() + 2,
        Value::Array(values) => values.iter().map(|value| weight(value) + 1).sum::<usize>() + 2,
        Value::Object(fields) => {
            let fields = fields.iter();
            fields
                .map(|(name, value)| name.len() + weight(value) + 4)
                .sum::<usize>()
                + 2
        }
    }
}

/// The first `most` characters, without control characters.
pub(super) fn tidy(text: &str, most: usize) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .take(most)
        .collect()
}

/// A value as a person would say it.
pub(super) fn plain(value: &Value) -> String {
    text(value).unwrap_or_else(|| value.to_string())
}
