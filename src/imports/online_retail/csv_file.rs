//! Reads the format's CSV, in UTF-8 or Windows-1252.

use std::fs::File;
use std::path::Path;

use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use super::cell::{Cell, Field, RawLine, decode};
use super::{Sink, columns_error};
use crate::imports::error::ImportError;
use crate::imports::report::{Reason, Reject};

/// How many lines are read between two words about progress.
const STEP: u64 = 16_384;

/// A field longer than this, in bytes, swallowed the lines behind a quotation mark that is never closed.
const LONGEST_FIELD: usize = 1_000;

/// Hands every line of `file` to `sink`; returns the name of the encoding that was found.
pub(super) fn read(
    path: &Path,
    file: File,
    sink: &mut dyn Sink,
) -> Result<&'static str, ImportError> {
    let total = file.metadata().map_or(0, |metadata| metadata.len());
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(file);
    let mut record = ByteRecord::new();
    if !next(path, &mut reader, &mut record)? {
        return Err(ImportError::Empty(path.to_owned()));
    }
    let header: Vec<String> = record
        .iter()
        .map(|name| decode(name).0.trim().to_owned())
        .collect();
    let places =
        Field::places(&header).map_err(|missing| columns_error(path, &missing, &header))?;
    let mut foreign = false;
    let mut lines = 0;
    while next(path, &mut reader, &mut record)? {
        let number = record.position().map_or(0, csv::Position::line);
        match malformed(&record, header.len()) {
            Some((field, value)) => {
                sink.refuse(Reject {
                    line: number,
                    field,
                    value,
                    reason: Reason::Malformed,
                })?;
            }
            None => sink.line(&RawLine {
                number,
                cells: places.map(|place| {
                    let (text, windows) = decode(&record[place]);
                    foreign |= windows;
                    if text.trim().is_empty() {
                        Cell::Empty
                    } else {
                        Cell::Text(text)
                    }
                }),
            })?,
        }
        lines += 1;
        if lines % STEP == 0 {
            sink.progress(reader.position().byte(), total)?;
        }
    }
    sink.progress(total, total)?;
    Ok(if foreign {
        "CSV in Windows-1252"
    } else {
        "CSV in UTF-8"
    })
}

fn next(
    path: &Path,
    reader: &mut csv::Reader<File>,
    record: &mut ByteRecord,
) -> Result<bool, ImportError> {
    reader.read_byte_record(record).map_err(|error| {
        let line = error.position().map_or(0, csv::Position::line);
        match error.into_kind() {
            ErrorKind::Io(source) => ImportError::Read {
                file: path.to_owned(),
                source,
            },
            other => ImportError::Damaged {
                file: path.to_owned(),
                detail: format!("line {line}: {other:?}"),
            },
        }
    })
}

/// What is wrong with the shape of a line, and in which column it shows.
fn malformed(record: &ByteRecord, columns: usize) -> Option<(&'static str, String)> {
    if record.len() != columns {
        return Some((
            "line",
            format!("{} fields instead of {columns}", record.len()),
        ));
    }
    let long = record.iter().find(|field| field.len() > LONGEST_FIELD)?;
    Some(("line", decode(&long[..LONGEST_FIELD]).0.into_owned()))
}
