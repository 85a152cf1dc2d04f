//! Reads CSV, whatever its encoding, delimiter and line ends.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::{ByteRecord, ErrorKind, ReaderBuilder};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::cell::{Cell, Row};
use super::guard::{Beginning, Guard};
use super::{RowFile, STEP, Sink};
use crate::imports::error::ImportError;

/// A field longer than this, in bytes, swallowed the lines behind a quotation mark that is never closed.
/// The longest description that is taken is a tenth of it.
const LONGEST_FIELD: usize = 1 << 20;

/// A CSV file being read.
pub(super) struct Csv<'a> {
    path: &'a Path,
    reader: csv::Reader<Guard<Box<dyn Read>>>,
    beginning: Beginning,
    record: ByteRecord,
}

impl<'a> Csv<'a> {
    /// Opens `file` at its beginning and reads its header.
    pub(super) fn open(
        path: &'a Path,
        file: File,
        encoding: &'static Encoding,
        delimiter: u8,
    ) -> Result<(Self, Vec<String>), ImportError> {
        let (guard, beginning) = Guard::new(utf_8(file, encoding));
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(1 << 18)
            .from_reader(guard);
        let record = ByteRecord::new();
        let mut csv = Self {
            path,
            reader,
            beginning,
            record,
        };
        if !csv.next()? {
            return Err(ImportError::Empty(path.to_owned()));
        }
        let header = csv.record.iter();
        let header = header.map(|name| decode(name).0.trim().to_owned());
        let header = header.collect();
        Ok((csv, header))
    }

    /// Reads the next record; false at the end.
    fn next(&mut self) -> Result<bool, ImportError> {
        self.beginning.of_record();
        let read = self.reader.read_byte_record(&mut self.record);
        read.map_err(|error| {
            let line = self.reader.position().line();
            match error.into_kind() {
                ErrorKind::Io(source) if source.kind() == std::io::ErrorKind::InvalidData => {
                    ImportError::Damaged {
                        file: self.path.to_owned(),
                        detail: format!("the record that begins on line {line} {source}"),
                    }
                }
                ErrorKind::Io(source) => ImportError::Read {
                    file: self.path.to_owned(),
                    source,
                },
                other => ImportError::Damaged {
                    file: self.path.to_owned(),
                    detail: format!("line {line}: {other:?}"),
                },
            }
        })
    }
}

/// Hands every row of `file` to `sink`; says whether some field was not in the file's encoding.
pub(super) fn read(
    of: &RowFile,
    file: File,
    wanted: &[usize],
    sink: &mut dyn Sink,
) -> Result<bool, ImportError> {
    let total = file.metadata().map_or(0, |metadata| metadata.len());
    let (mut csv, header) = Csv::open(&of.path, file, of.encoding, of.delimiter)?;
    let mut foreign = false;
    let mut rows = 0;
    while csv.next()? {
        let number = csv.record.position().map_or(0, csv::Position::line);
        if let Some(detail) = malformed(&csv.record, header.len()) {
            let fields = csv.record.iter().map(|field| decode(field).0);
            let fields: Vec<Cow<'_, str>> = fields.collect();
            sink.malformed(number, &detail, &fields)?;
        } else {
            let cells = wanted.iter().map(|place| {
                let (text, windows) = decode(&csv.record[*place]);
                foreign |= windows;
                Cell::of_text(text)
            });
            let cells: Vec<Cell<'_>> = cells.collect();
            sink.row(&Row {
                number,
                cells: &cells,
            })?;
        }
        rows += 1;
        if rows % STEP == 0 {
            // Of a file in another encoding the bytes are those of its UTF-8 form.
            sink.progress(csv.reader.position().byte().min(total), total)?;
        }
    }
    sink.progress(total, total)?;
    Ok(foreign)
}

/// What is wrong with the shape of a record.
fn malformed(record: &ByteRecord, columns: usize) -> Option<String> {
    if record.len() != columns {
        return Some(format!("{} fields instead of {columns}", record.len()));
    }
    let long = record.iter().find(|field| field.len() > LONGEST_FIELD)?;
    Some(decode(&long[..1_000]).0.into_owned())
}

/// The bytes of `file` in UTF-8. Those that are meant to be UTF-8 pass as they are, and those of
/// Windows-1252 too: each field of them is told by itself, see [`decode`].
fn utf_8(file: File, encoding: &'static Encoding) -> Box<dyn Read> {
    if encoding == UTF_8 || encoding == WINDOWS_1252 {
        return Box::new(file);
    }
    let mut builder = DecodeReaderBytesBuilder::new();
    builder.encoding(Some(encoding)).bom_override(true);
    Box::new(builder.build(file))
}

/// Text that is UTF-8 where it fits, otherwise Windows-1252. Says whether it was the latter.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (WINDOWS_1252.decode_without_bom_handling(bytes).0, true),
    }
}

/// The delimiter of a header: whichever of the usual ones stands in it most often, a comma where none does.
pub(super) fn delimiter(header: &str) -> u8 {
    let mut best = (0, b',');
    for candidate in [b',', b';', b'\t', b'|'] {
        let mut quoted = false;
        let found = header.bytes().filter(|byte| {
            quoted ^= *byte == b'"';
            !quoted && *byte == candidate
        });
        let found = found.count();
        if found > best.0 {
            best = (found, candidate);
        }
    }
    best.1
}
