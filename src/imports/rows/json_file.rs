//! Reads JSON Lines: one object a line, its fields flattened to `a.b`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use serde_json::{Map, Value};

use super::cell::{Cell, Row};
use super::guard::LONGEST_RECORD;
use super::{RowFile, STEP, Sink};
use crate::imports::error::ImportError;

/// How many lines tell which fields there are.
const SAMPLE: usize = 1_000;

/// The fields of one object by their paths.
type Fields = HashMap<String, Cell<'static>>;

/// The fields that the first lines of `file` have, in the order of their first use.
pub(super) fn columns(of: &RowFile, file: File) -> Result<Vec<String>, ImportError> {
    let mut lines = Lines::new(of, file);
    let mut columns: Vec<String> = Vec::new();
    for _ in 0..SAMPLE {
        let Some((_, line)) = lines.next()? else {
            break;
        };
        let Ok(Value::Object(object)) = serde_json::from_slice(line) else {
            continue;
        };
        for row in rows_of(&object, of.explode.as_deref()) {
            for (path, _) in row {
                if !columns.contains(&path) {
                    columns.push(path);
                }
            }
        }
    }
    Ok(columns)
}

/// Hands every row of `file` to `sink`.
pub(super) fn read(
    of: &RowFile,
    file: File,
    wanted: &[usize],
    sink: &mut dyn Sink,
) -> Result<(), ImportError> {
    let total = file.metadata().map_or(0, |metadata| metadata.len());
    let mut lines = Lines::new(of, file);
    let mut read = 0;
    while let Some((number, line)) = lines.next()? {
        match serde_json::from_slice(line) {
            Ok(Value::Object(object)) => {
                for row in rows_of(&object, of.explode.as_deref()) {
                    let mut fields: Fields = row.into_iter().collect();
                    let cells = wanted
                        .iter()
                        .map(|place| fields.remove(&of.columns[*place]).unwrap_or(Cell::Empty));
                    let cells: Vec<Cell<'_>> = cells.collect();
                    sink.row(&Row {
                        number,
                        cells: &cells,
                    })?;
                }
            }
            Ok(_) => sink.malformed(number, "is no JSON object", &[text(line)])?,
            Err(error) => {
                let detail = format!("is no JSON: {error}");
                sink.malformed(number, &detail, &[text(line)])?;
            }
        }
        read += 1;
        if read % STEP == 0 {
            sink.progress(lines.bytes, total)?;
        }
    }
    sink.progress(total, total)
}

fn text(line: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(line)
}

/// The lines of a file that are not blank.
struct Lines<'a> {
    of: &'a RowFile,
    reader: BufReader<File>,
    line: Vec<u8>,
    /// The number of the line last read.
    number: u64,
    /// How many bytes were read.
    bytes: u64,
}

impl<'a> Lines<'a> {
    fn new(of: &'a RowFile, file: File) -> Self {
        Self {
            of,
            reader: BufReader::with_capacity(1 << 18, file),
            line: Vec::new(),
            number: 0,
            bytes: 0,
        }
    }

    fn next(&mut self) -> Result<Option<(u64, &[u8])>, ImportError> {
        loop {
            self.line.clear();
            let mut limited = (&mut self.reader).take(LONGEST_RECORD);
            let read = limited.read_until(b'\n', &mut self.line);
            let read = read.map_err(|source| ImportError::Read {
                file: self.of.path.clone(),
                source,
            })?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            self.bytes += read as u64;
            if read as u64 == LONGEST_RECORD && self.line.last() != Some(&b'\n') {
                return Err(ImportError::Damaged {
                    file: self.of.path.clone(),
                    detail: format!("line {} is longer than 16 MiB", self.number),
                });
            }
            let mark = if self.number == 1 {
                "\u{feff}".as_bytes()
            } else {
                b""
            };
            let start = usize::from(self.line.starts_with(mark)) * mark.len();
            if !self.line[start..].trim_ascii().is_empty() {
                return Ok(Some((self.number, self.line[start..].trim_ascii())));
            }
        }
    }
}

/// The rows that an object makes: one, or one for each element of the list `explode`.
fn rows_of(
    object: &Map<String, Value>,
    explode: Option<&str>,
) -> Vec<Vec<(String, Cell<'static>)>> {
    let list = explode.and_then(|name| Some((name, object.get(name)?.as_array()?)));
    let mut whole = Vec::new();
    let besides = object
        .iter()
        .filter(|(name, _)| list.is_none_or(|(exploded, _)| *name != exploded));
    for (name, value) in besides {
        flatten(name, value, &mut whole);
    }
    let Some((name, elements)) = list.filter(|(_, elements)| !elements.is_empty()) else {
        return vec![whole];
    };
    let row = |element| {
        let mut row = whole.clone();
        flatten(name, element, &mut row);
        row
    };
    elements.iter().map(row).collect()
}

/// Adds `value` under `path`: objects by their fields, lists of texts and numbers as one text.
fn flatten(path: &str, value: &Value, into: &mut Vec<(String, Cell<'static>)>) {
    let cell = match value {
        Value::Null => Cell::Empty,
        Value::Bool(truth) => Cell::of_text(truth.to_string()),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Cell::Integer(whole),
            None => number.as_f64().map_or(Cell::Empty, Cell::Number),
        },
        Value::String(text) => Cell::of_text(text.clone()),
        Value::Array(elements) => {
            let texts = elements.iter().map(|element| match element {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            Cell::of_text(texts.collect::<Vec<_>>().join(", "))
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                flatten(&format!("{path}.{name}"), value, into);
            }
            return;
        }
    };
    into.push((path.to_owned(), cell));
}
