//! Which column of a file is which field: read from a file, or guessed from the names of the columns.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use toml::{Table, Value};

use super::fields::RecordKind;
use crate::imports::cleaning::day_first;
use crate::imports::error::ImportError;

/// Where a field's values come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Source {
    /// The column's name in the file.
    pub(super) column: Option<String>,
    /// One value for every line.
    pub(super) value: Option<String>,
    /// How moments are written, in chrono's notation.
    pub(super) format: Option<String>,
    /// Whether amounts are in minor units.
    pub(super) minor: bool,
}

/// Which column of a file is which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnMap {
    /// What the rows are.
    pub kind: RecordKind,
    /// Of JSON Lines: the list in each object whose elements are rows.
    pub(super) explode: Option<String>,
    /// Field by field.
    pub(super) fields: BTreeMap<String, Source>,
    /// Attributes of products by their names: the columns.
    pub(super) attributes: BTreeMap<String, String>,
}

/// A column's name is close to a field's where the Jaro-Winkler similarity reaches this.
const CLOSE: f64 = 0.93;

impl ColumnMap {
    /// Reads the map in a TOML file.
    ///
    /// # Errors
    /// Where it cannot be read or used; the error names the place in it.
    pub fn load(path: &Path, kind: RecordKind) -> Result<Self, ImportError> {
        let text = fs::read_to_string(path).map_err(|source| ImportError::Read {
            file: path.to_owned(),
            source,
        })?;
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| ImportError::Map {
                place: path.display().to_string(),
                problem: error.to_string().trim().replace('\n', " "),
            })?;
        let at = |place: &str, problem: String| ImportError::Map {
            place: format!("{}, {place}", path.display()),
            problem,
        };
        let mut map = Self {
            kind,
            explode: None,
            fields: BTreeMap::new(),
            attributes: BTreeMap::new(),
        };
        for (name, value) in &table {
            match (name.as_str(), value) {
                ("kind", Value::String(named)) if named == kind.name() => {}
                ("kind", _) => {
                    let problem = format!(
                        "this is a map for {value}; import that kind, or write kind = \"{}\"",
                        kind.name()
                    );
                    return Err(at("kind", problem));
                }
                ("explode", Value::String(list)) => map.explode = Some(list.clone()),
                ("fields", Value::Table(fields)) => {
                    for (field, value) in fields {
                        let source = source(value)
                            .map_err(|problem| at(&format!("fields.{field}"), problem))?;
                        map.fields.insert(field.clone(), source);
                    }
                }
                ("attributes", Value::Table(attributes)) => {
                    for (attribute, column) in attributes {
                        let Value::String(column) = column else {
                            return Err(at(
                                &format!("attributes.{attribute}"),
                                "write the column's name in quotation marks".to_owned(),
                            ));
                        };
                        map.attributes.insert(attribute.clone(), column.clone());
                    }
                }
                _ => {
                    let problem =
                        "a map has kind, explode, [fields] and, for products, [attributes]";
                    return Err(at(name, problem.to_owned()));
                }
            }
        }
        let known: Vec<&str> = kind.fields().iter().map(|field| field.name).collect();
        if let Some(unknown) = map
            .fields
            .keys()
            .find(|field| !known.contains(&field.as_str()))
        {
            let problem = format!(
                "{} have no such field; they have {}",
                kind.name(),
                known.join(", ")
            );
            return Err(at(&format!("fields.{unknown}"), problem));
        }
        if kind != RecordKind::Products && !map.attributes.is_empty() {
            return Err(at("attributes", "only products have attributes".to_owned()));
        }
        Ok(map)
    }

    /// Guesses a map from the names of `columns` and, for dates, from `samples` of their values.
    pub(super) fn guess(kind: RecordKind, columns: &[String], samples: &[Vec<String>]) -> Self {
        let names: Vec<String> = columns.iter().map(|column| plain(column)).collect();
        let mut taken = vec![false; columns.len()];
        let mut places: BTreeMap<&'static str, usize> = BTreeMap::new();
        for field in kind.fields() {
            let free = |name: &&str| {
                (0..names.len()).find(|place| !taken[*place] && names[*place] == **name)
            };
            if let Some(place) = field.called.iter().find_map(free) {
                taken[place] = true;
                places.insert(field.name, place);
            }
        }
        for field in kind.fields().iter().filter(|field| field.needed) {
            if places.contains_key(field.name) {
                continue;
            }
            let likeness = |place: &usize| {
                let each = field
                    .called
                    .iter()
                    .map(|name| strsim::jaro_winkler(name, &names[*place]));
                each.fold(0.0, f64::max)
            };
            let free = (0..names.len()).filter(|place| !taken[*place] && names[*place].len() > 3);
            let best = free.max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
            if let Some(place) = best.filter(|place| likeness(place) >= CLOSE) {
                taken[place] = true;
                places.insert(field.name, place);
            }
        }
        let source = |(name, place): (&'static str, usize)| {
            let values = samples.iter().filter_map(|row| row.get(place));
            let values: Vec<String> = values.filter(|value| !value.is_empty()).cloned().collect();
            let moments = kind.moments().contains(&name);
            let format = moments.then(|| day_first(&values).ok().flatten()).flatten();
            let source = Source {
                column: Some(columns[place].clone()),
                format: format.map(str::to_owned),
                ..Source::default()
            };
            (name.to_owned(), source)
        };
        let fields = places.into_iter().map(source).collect();
        let mut map = Self {
            kind,
            explode: None,
            fields,
            attributes: BTreeMap::new(),
        };
        if kind == RecordKind::Products {
            map.attributes = attributes(columns, &taken, samples);
        }
        map
    }

    /// The needed fields that the map lacks.
    pub(super) fn missing(&self) -> Vec<String> {
        let has = |name: &str| self.fields.contains_key(name);
        let fields = self.kind.fields().iter();
        let mut missing: Vec<String> = fields
            .filter(|field| field.needed && !has(field.name))
            .map(|field| field.name.to_owned())
            .collect();
        let one_of = self.kind.one_of();
        if !one_of.is_empty() && !one_of.iter().any(|name| has(name)) {
            missing.push(one_of.join(" or "));
        }
        missing
    }

    /// The map as a TOML file.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = format!("kind = \"{}\"\n", self.kind.name());
        if let Some(list) = &self.explode {
            let _ = writeln!(text, "explode = {}", quoted(list));
        }
        text.push_str("\n[fields]\n");
        for field in self.kind.fields() {
            let Some(source) = self.fields.get(field.name) else {
                continue;
            };
            let plain = source.format.is_none() && !source.minor && source.value.is_none();
            let line = match (&source.column, plain) {
                (Some(column), true) => quoted(column),
                _ => inline(source),
            };
            let _ = writeln!(text, "{} = {line}", field.name);
        }
        if !self.attributes.is_empty() {
            text.push_str("\n[attributes]\n");
            for (attribute, column) in &self.attributes {
                let _ = writeln!(text, "{} = {}", quoted(attribute), quoted(column));
            }
        }
        text
    }
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn inline(source: &Source) -> String {
    let parts = [
        source
            .column
            .as_ref()
            .map(|column| format!("column = {}", quoted(column))),
        source
            .value
            .as_ref()
            .map(|value| format!("value = {}", quoted(value))),
        source
            .format
            .as_ref()
            .map(|format| format!("format = {}", quoted(format))),
        source.minor.then(|| "unit = \"minor\"".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{{ {} }}", parts.join(", "))
}

/// What stands behind a field in a map.
fn source(value: &Value) -> Result<Source, String> {
    let table = match value {
        Value::String(column) => {
            return Ok(Source {
                column: Some(column.clone()),
                ..Source::default()
            });
        }
        Value::Table(table) => table,
        _ => {
            return Err(
                "write the column's name in quotation marks, or { column = \"...\" }".to_owned(),
            );
        }
    };
    let mut source = Source::default();
    for (name, value) in table {
        let Value::String(text) = value else {
            return Err(format!("{name} must stand in quotation marks"));
        };
        match (name.as_str(), text.as_str()) {
            ("column", _) => source.column = Some(text.clone()),
            ("value", _) => source.value = Some(text.clone()),
            ("format", _) => source.format = Some(text.clone()),
            ("unit", "minor") => source.minor = true,
            ("unit", "major") => source.minor = false,
            ("unit", _) => return Err("unit is \"minor\" (cents, 分) or \"major\"".to_owned()),
            _ => {
                return Err(format!(
                    "there is no {name}; a field has column, value, format (of moments) and unit (of amounts)"
                ));
            }
        }
    }
    if source.column.is_some() == source.value.is_some() {
        return Err("name either the column or one value for every line".to_owned());
    }
    Ok(source)
}

/// A name in small letters, digits and Chinese characters only.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Columns that nothing took and whose values look like attributes: few, short, and not numbers of their
/// own on every line.
fn attributes(
    columns: &[String],
    taken: &[bool],
    samples: &[Vec<String>],
) -> BTreeMap<String, String> {
    const KNOWN: [&str; 24] = [
        "colour", "color", "size", "material", "weight", "volume", "capacity", "flavour", "flavor",
        "style", "gender", "age", "season", "origin", "pattern", "length", "width", "height",
        "颜色", "尺码", "材质", "重量", "产地", "口味",
    ];
    let filled = |place: usize| {
        samples.is_empty()
            || samples
                .iter()
                .any(|row| row.get(place).is_some_and(|value| !value.is_empty()))
    };
    let fits = |place: &usize| {
        !taken[*place] && KNOWN.contains(&plain(&columns[*place]).as_str()) && filled(*place)
    };
    (0..columns.len())
        .filter(fits)
        .map(|place| (columns[place].to_lowercase(), columns[place].clone()))
        .collect()
}
