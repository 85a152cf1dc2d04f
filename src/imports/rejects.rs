//! Counts, remembers and lists the lines that were left out.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::error::ImportError;
use super::report::{Reason, Reject, Report};

/// The longest value that is shown of a field, in characters.
const SHOWN: usize = 80;

/// The lines left out so far.
pub(super) struct Rejects {
    /// How many, by reason.
    pub(super) counts: BTreeMap<Reason, u64>,
    /// The first with a fault.
    pub(super) examples: Vec<Reject>,
    /// The list of all of them, if one was asked for.
    list: Option<List>,
}

/// A CSV file that appears under its name only when it is complete.
struct List {
    /// Writes to `unfinished`.
    writer: csv::Writer<BufWriter<File>>,
    /// The file while it is being written; removed when the import stops early.
    unfinished: PathBuf,
    /// The name that was asked for.
    file: PathBuf,
}

impl Rejects {
    /// Nothing left out yet; lists to `file` where one is given, replacing it at the end.
    pub(super) fn new(file: Option<&Path>) -> Result<Self, ImportError> {
        let list = file.map(List::begin).transpose()?;
        Ok(Self {
            counts: BTreeMap::new(),
            examples: Vec::new(),
            list,
        })
    }

    /// Adds one line.
    pub(super) fn add(&mut self, mut reject: Reject) -> Result<(), ImportError> {
        if let Some((end, _)) = reject.value.char_indices().nth(SHOWN) {
            reject.value.truncate(end);
        }
        *self.counts.entry(reject.reason).or_default() += 1;
        if let Some(list) = &mut self.list {
            list.write(&reject)?;
        }
        if reject.reason.is_fault() && self.examples.len() < Report::EXAMPLES {
            self.examples.push(reject);
        }
        Ok(())
    }

    /// Puts the list, complete and on the disk, under the name that was asked for.
    pub(super) fn publish(&mut self) -> Result<Option<PathBuf>, ImportError> {
        self.list.take().map(List::publish).transpose()
    }
}

impl List {
    fn begin(file: &Path) -> Result<Self, ImportError> {
        let mut name = file.as_os_str().to_owned();
        name.push(".part");
        let unfinished = PathBuf::from(name);
        let failed = |source| ImportError::Rejects {
            file: file.to_owned(),
            source,
        };
        if file.is_dir() {
            return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let created = File::create(&unfinished).map_err(failed)?;
        let mut writer = csv::Writer::from_writer(BufWriter::new(created));
        writer
            .write_record(["line", "field", "value", "reason"])
            .map_err(|error| failed(error.into()))?;
        Ok(Self {
            writer,
            unfinished,
            file: file.to_owned(),
        })
    }

    fn write(&mut self, reject: &Reject) -> Result<(), ImportError> {
        let line = reject.line.to_string();
        self.writer
            .write_record([&line, reject.field, &reject.value, reject.reason.text()])
            .map_err(|error| self.failed(error.into()))
    }

    fn publish(mut self) -> Result<PathBuf, ImportError> {
        self.writer
            .flush()
            .and_then(|()| self.writer.get_ref().get_ref().sync_all())
            .and_then(|()| fs::rename(&self.unfinished, &self.file))
            .map_err(|source| self.failed(source))?;
        Ok(self.file.clone())
    }

    fn failed(&self, source: io::Error) -> ImportError {
        ImportError::Rejects {
            file: self.file.clone(),
            source,
        }
    }
}

impl Drop for List {
    fn drop(&mut self) {
        // After a rename nothing is left under this name; after a failure the file is of no use.
        let _ = fs::remove_file(&self.unfinished);
    }
}
