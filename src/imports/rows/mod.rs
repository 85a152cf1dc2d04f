//! A file as rows of cells: CSV, JSON Lines or Parquet, told apart by its contents.
//!
//! `encoding` finds a text file's encoding, `guard` keeps one endless record from filling the memory,
//! `csv_file`, `json_file` and `parquet_file` read, `cell` is one value.

mod cell;
mod csv_file;
mod encoding;
mod guard;
mod json_file;
mod parquet_file;

use std::borrow::Cow;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::error::ImportError;

pub(super) use cell::{Cell, Row};

/// How many rows are read between two words about progress.
const STEP: u64 = 16_384;

/// Takes the rows of a file as they are read.
pub(super) trait Sink {
    /// A row in good shape.
    fn row(&mut self, row: &Row<'_>) -> Result<(), ImportError>;
    /// A row whose shape is wrong: why, and what can be read of it. Passed over by a sink that only looks.
    fn malformed(
        &mut self,
        _number: u64,
        _detail: &str,
        _fields: &[Cow<'_, str>],
    ) -> Result<(), ImportError> {
        Ok(())
    }
    /// So many parts of so many are read.
    fn progress(&mut self, _done: u64, _total: u64) -> Result<(), ImportError> {
        Ok(())
    }
}

/// A file whose kind and columns are known.
pub(super) struct RowFile {
    /// Where it is.
    pub(super) path: PathBuf,
    /// The names of its columns; of JSON Lines the paths of the fields that its first thousand lines have.
    pub(super) columns: Vec<String>,
    /// Of Parquet: which columns are of a type that is read here.
    readable: Vec<bool>,
    kind: Kind,
    encoding: &'static Encoding,
    delimiter: u8,
    /// The list of a JSON object whose elements are rows.
    explode: Option<String>,
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Csv,
    JsonLines,
    Parquet,
}

impl RowFile {
    /// Opens a file and reads its header. `explode` names the list in a JSON object whose elements are
    /// rows, such as the lines of an order.
    pub(super) fn open(path: &Path, explode: Option<&str>) -> Result<Self, ImportError> {
        let (mut file, kind) = open(path)?;
        let mut of = Self {
            path: path.to_owned(),
            columns: Vec::new(),
            readable: Vec::new(),
            kind,
            encoding: UTF_8,
            delimiter: b',',
            explode: explode.map(str::to_owned),
        };
        match kind {
            Kind::Csv => {
                of.encoding = encoding::detect(&mut file).map_err(|error| of.unreadable(error))?;
                let header = header(of.rewound(&file)?, of.encoding);
                of.delimiter = csv_file::delimiter(&header.map_err(|error| of.unreadable(error))?);
                let file = of.rewound(&file)?;
                of.columns = csv_file::Csv::open(path, file, of.encoding, of.delimiter)?.1;
            }
            Kind::JsonLines => of.columns = json_file::columns(&of, file)?,
            Kind::Parquet => {
                (of.columns, of.readable) = parquet_file::columns(path, file)?.into_iter().unzip();
            }
        }
        Ok(of)
    }

    /// Hands every row to `sink`, with the cells of the columns at the places `wanted`. Says what kind of
    /// file it was: `Parquet`, `CSV in UTF-8`.
    pub(super) fn read(
        &self,
        wanted: &[usize],
        sink: &mut dyn Sink,
    ) -> Result<String, ImportError> {
        let (file, kind) = open(&self.path)?;
        if kind != self.kind {
            return Err(ImportError::Damaged {
                file: self.path.clone(),
                detail: "it changed while it was read".to_owned(),
            });
        }
        match kind {
            Kind::Csv => {
                let foreign = csv_file::read(self, file, wanted, sink)?;
                let windows = foreign || self.encoding == WINDOWS_1252;
                let encoding = if windows {
                    "Windows-1252"
                } else {
                    self.encoding.name()
                };
                Ok(format!("CSV in {encoding}"))
            }
            Kind::JsonLines => {
                json_file::read(self, file, wanted, sink)?;
                Ok("JSON Lines".to_owned())
            }
            Kind::Parquet => {
                parquet_file::read(self, file, wanted, sink)?;
                Ok("Parquet".to_owned())
            }
        }
    }

    /// The places of all columns that can be read.
    pub(super) fn readable(&self) -> Vec<usize> {
        let readable = |place: &usize| self.readable.get(*place).copied().unwrap_or(true);
        (0..self.columns.len()).filter(readable).collect()
    }

    /// Says that columns are missing.
    pub(super) fn columns_error(&self, missing: &[&str], expected: &[&str]) -> ImportError {
        ImportError::Columns {
            file: self.path.clone(),
            missing: missing.join(", "),
            found: self.named(300),
            expected: expected.join(", "),
        }
    }

    /// The names of the columns, cut to `longest` characters.
    pub(super) fn named(&self, longest: usize) -> String {
        let mut names = self.columns.join(", ");
        if let Some((end, _)) = names.char_indices().nth(longest) {
            names.truncate(end);
            names.push('…');
        }
        names
    }

    fn unreadable(&self, source: std::io::Error) -> ImportError {
        ImportError::Read {
            file: self.path.clone(),
            source,
        }
    }

    fn rewound(&self, file: &File) -> Result<File, ImportError> {
        let rewound = file.try_clone().and_then(|mut file| {
            file.rewind()?;
            Ok(file)
        });
        rewound.map_err(|error| self.unreadable(error))
    }
}

/// The first line of a text file, as far as it is needed.
fn header(file: File, encoding: &'static Encoding) -> std::io::Result<String> {
    let mut start = Vec::new();
    file.take(1 << 18).read_to_end(&mut start)?;
    let (text, _, _) = encoding.decode(&start);
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// Opens a file and tells its kind by its contents, whatever its name.
fn open(path: &Path) -> Result<(File, Kind), ImportError> {
    let unreadable = |source| ImportError::Read {
        file: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(ImportError::Folder(path.to_owned()));
    }
    let other = |kind, remedy| ImportError::Kind {
        file: path.to_owned(),
        kind,
        remedy,
    };
    if !metadata.is_file() {
        return Err(other(
            "not a file but a pipe or device",
            "write its contents into a file, which is read more than once",
        ));
    }
    let mut start = Vec::new();
    file.by_ref()
        .take(4_096)
        .read_to_end(&mut start)
        .map_err(unreadable)?;
    file.rewind().map_err(unreadable)?;
    let text = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&start);
    match start.as_slice() {
        [] => Err(ImportError::Empty(path.to_owned())),
        [b'P', b'A', b'R', b'1', ..] => Ok((file, Kind::Parquet)),
        [b'P', b'K', 3, 4, ..] => Err(other(
            "an Excel workbook or a ZIP archive",
            "save its sheet as CSV, or unpack it",
        )),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            Err(other("an old Excel workbook", "save its sheet as CSV"))
        }
        [0x1f, 0x8b, ..] => Err(other("compressed with gzip", "unpack it first")),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Err(other("compressed with zstd", "unpack it first")),
        [b'%', b'P', b'D', b'F', ..] => Err(other("a PDF document", "export the data as CSV")),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Ok((file, Kind::Csv)),
        _ => match text.trim_ascii_start() {
            [b'{', ..] => Ok((file, Kind::JsonLines)),
            [b'[', ..] => Err(other(
                "one JSON list",
                "write one object a line, without the list's brackets: jq -c '.[]'",
            )),
            [b'<', ..] => Err(other(
                "a web page or XML",
                "was a sign-in page saved instead of the file? Download it again as CSV",
            )),
            bytes if binary(bytes) => Err(other(
                "neither CSV nor JSON Lines nor Parquet",
                "name the file with the shop's data",
            )),
            _ => Ok((file, Kind::Csv)),
        },
    }
}

/// Whether bytes are neither text, in which a stray zero may stand, nor UTF-16.
fn binary(bytes: &[u8]) -> bool {
    let zeros = bytes.split(|byte| *byte == 0).count() - 1;
    zeros * 20 > bytes.len() && encoding::utf_16_without_mark(bytes).is_none()
}
