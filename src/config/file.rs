//! The settings file: what is written in it, setting by setting.

use std::path::Path;

/// A setting as the file has it: its key, its place for messages, its value or what is wrong with it.
pub(super) type Written = (String, String, Result<String, String>);

/// The settings in a file. What stands in a table is called by the table's name too: `[inbox] from` is `inbox_from`.
pub(super) fn settings(table: toml::Table, name: &Path) -> Vec<Written> {
    let mut found = Vec::new();
    for (key, value) in table {
        let name = name.display();
        if let toml::Value::Table(part) = value {
            found.extend(part.into_iter().map(|(inner, value)| {
                let place = format!("{name}, `{key}.{inner}`");
                (format!("{key}_{inner}"), place, text(value))
            }));
        } else {
            let place = format!("{name}, `{key}`");
            found.push((key, place, text(value)));
        }
    }
    found
}

/// A value as a variable would have it.
fn text(value: toml::Value) -> Result<String, String> {
    match value {
        toml::Value::String(text) => Ok(text),
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Float(number) => Ok(number.to_string()),
        toml::Value::Array(items) if items.iter().all(toml::Value::is_str) => {
            let items: Vec<_> = items.iter().filter_map(toml::Value::as_str).collect();
            Ok(items.join(","))
        }
        other => Err(format!("a {} is not expected here", other.type_str())),
    }
}
