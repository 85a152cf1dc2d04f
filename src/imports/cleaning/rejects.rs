//! Writes the lines left out in the file's own columns, so that they can be mended and imported again.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use crate::imports::error::ImportError;
use crate::imports::report::Reason;
use crate::imports::rows::{Cell, Row, RowFile, Sink};

/// The columns that say what is wrong. They come last, and no import reads them.
const ABOUT: [&str; 3] = ["reject_line", "reject_field", "reject_reason"];

/// Reads `of` once more and writes its `faulty` lines to `file`, which appears when it is complete.
pub(super) fn write(
    of: &RowFile,
    faulty: &BTreeMap<u64, (&'static str, Reason)>,
    file: &Path,
) -> Result<(), ImportError> {
    let failed = |source| ImportError::Rejects {
        file: file.to_owned(),
        source,
    };
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = write_part(of, faulty, &part, &failed);
    let named = written.and_then(|()| fs::rename(&part, file).map_err(failed));
    if named.is_err() {
        let _ = fs::remove_file(&part);
    }
    named
}

fn write_part(
    of: &RowFile,
    faulty: &BTreeMap<u64, (&'static str, Reason)>,
    part: &Path,
    failed: &dyn Fn(io::Error) -> ImportError,
) -> Result<(), ImportError> {
    if let Some(folder) = part.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let created = File::create(part).map_err(failed)?;
    let places = of.readable();
    let own = |place: &usize| !ABOUT.contains(&of.columns[*place].as_str());
    let places: Vec<usize> = places.into_iter().filter(own).collect();
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(BufWriter::new(created));
    let header = places.iter().map(|place| of.columns[*place].as_str());
    writer
        .write_record(header.chain(ABOUT))
        .map_err(|error| failed(error.into()))?;
    let mut list = List {
        writer,
        faulty,
        failed,
    };
    of.read(&places, &mut list)?;
    list.writer.flush().map_err(failed)?;
    list.writer.get_ref().get_ref().sync_all().map_err(failed)
}

/// The sink that writes the faulty rows.
struct List<'a> {
    writer: csv::Writer<BufWriter<File>>,
    faulty: &'a BTreeMap<u64, (&'static str, Reason)>,
    failed: &'a dyn Fn(io::Error) -> ImportError,
}

impl List<'_> {
    fn write(&mut self, line: u64, values: Vec<String>) -> Result<(), ImportError> {
        let Some((field, reason)) = self.faulty.get(&line) else {
            return Ok(());
        };
        let about = [
            line.to_string(),
            (*field).to_owned(),
            reason.text().to_owned(),
        ];
        let written = self.writer.write_record(values.into_iter().chain(about));
        written.map_err(|error| (self.failed)(error.into()))
    }
}

impl Sink for List<'_> {
    fn row(&mut self, row: &Row<'_>) -> Result<(), ImportError> {
        if !self.faulty.contains_key(&row.number) {
            return Ok(());
        }
        self.write(row.number, row.cells.iter().map(safe).collect())
    }

    fn malformed(
        &mut self,
        number: u64,
        _detail: &str,
        fields: &[Cow<'_, str>],
    ) -> Result<(), ImportError> {
        let fields = fields.iter().map(|field| safe(&Cell::Text(field.clone())));
        self.write(number, fields.collect())
    }
}

/// A value that a spreadsheet does not take for a formula: behind an apostrophe, which the import takes
/// off again.
fn safe(cell: &Cell<'_>) -> String {
    let text = cell.to_string();
    let formula = text.starts_with(['=', '+', '-', '@', '\t']) && text.parse::<f64>().is_err();
    if formula { format!("'{text}") } else { text }
}
