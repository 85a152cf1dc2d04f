//! What differs between two outcomes of a task.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::records;
use super::tasks::TaskOutcome;

/// What differs between the `wanted` and the `found` records of a task, a line each.
pub(super) fn misses(task: &str, wanted: &TaskOutcome, found: &TaskOutcome) -> Vec<String> {
    let mut misses = Vec::new();
    let kinds: BTreeSet<&String> = wanted.changed.keys().chain(found.changed.keys()).collect();
    let none = BTreeMap::new();
    for kind in kinds {
        let wanted = wanted.changed.get(kind).unwrap_or(&none);
        let found = found.changed.get(kind).unwrap_or(&none);
        let keys: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
        for key in keys {
            let line = |what: String| format!("task {task}, {kind} {key}: {what}");
            match (wanted.get(key), found.get(key)) {
                (Some(wanted), Some(found)) => {
                    let fields = [wanted, found].into_iter().filter_map(Value::as_object);
                    let fields: BTreeSet<&String> =
                        fields.flat_map(|record| record.keys()).collect();
                    let wrong = fields
                        .into_iter()
                        .filter(|field| !records::same(&wanted[*field], &found[*field]));
                    misses.extend(wrong.map(|field| {
                        line(format!(
                            "{field} is {}, not {}",
                            found[field], wanted[field]
                        ))
                    }));
                }
                (Some(_), None) => misses.push(line("it is unchanged".to_owned())),
                (None, _) => misses.push(line("it changed".to_owned())),
            }
        }
    }
    misses
}
