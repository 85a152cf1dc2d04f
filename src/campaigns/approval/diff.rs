//! What one version of a brief has otherwise than another.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// One thing that is otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Change {
    /// Where: `copies[0].body`.
    pub place: String,
    /// What stood there; nothing where it was put in.
    #[schema(value_type = Object)]
    pub before: Option<Value>,
    /// What stands there now; nothing where it was taken out.
    #[schema(value_type = Object)]
    pub after: Option<Value>,
}

/// Everything that is otherwise, in the order of the places.
pub(super) fn diff(before: &Value, after: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    walk(String::new(), Some(before), Some(after), &mut changes);
    changes
}

fn walk(place: String, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<Change>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            let new = other.keys().filter(|key| !one.contains_key(*key));
            for key in one.keys().chain(new) {
                let inner = match place.as_str() {
                    "" => key.clone(),
                    place => format!("{place}.{key}"),
                };
                walk(inner, one.get(key), other.get(key), changes);
            }
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            for number in 0..one.len().max(other.len()) {
                let inner = format!("{place}[{number}]");
                walk(inner, one.get(number), other.get(number), changes);
            }
        }
        (before, after) => changes.push(Change {
            place,
            before: before.cloned(),
            after: after.cloned(),
        }),
    }
}
