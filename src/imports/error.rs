//! Why an import stopped.

use std::io;
use std::path::PathBuf;

use crate::catalog::CatalogError;
use crate::events::EventsError;
use crate::members::MembersError;
use crate::orders::OrdersError;

/// Why an import stopped. A single bad line never stops one: see [`super::Report`].
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("cannot read {}: {source}; check the path and its permissions", file.display())]
    Read {
        /// The file that was asked for.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder was named.
    #[error("{} is a folder; name the file inside it", .0.display())]
    Folder(PathBuf),
    /// There is nothing in the file, or a header only.
    #[error("{} holds no lines; was its download cut short?", .0.display())]
    Empty(PathBuf),
    /// The file is of a kind that is not read here.
    #[error("{} is {kind}; {remedy}", file.display())]
    Kind {
        /// The file.
        file: PathBuf,
        /// What it is instead.
        kind: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// The format's columns are not there.
    #[error(
        "{} lacks the columns {missing}; it has {found}. Expected are {}, separated by commas in a CSV file",
        file.display(),
        expected
    )]
    Columns {
        /// The file.
        file: PathBuf,
        /// The names that are missing.
        missing: String,
        /// The names that are there.
        found: String,
        /// All names of the format.
        expected: String,
    },
    /// A Parquet column is of a type that its field cannot be read from.
    #[error(
        "column {column} of {} has type {found}; save it as text, a whole number, a floating-point \
         number or (for the date) a timestamp",
        file.display()
    )]
    ColumnType {
        /// The file.
        file: PathBuf,
        /// The column's name in the file.
        column: String,
        /// Its Parquet type.
        found: String,
    },
    /// The file is of the right kind and broken.
    #[error("{} is damaged: {detail}; fetch it again", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// Where and how.
        detail: String,
    },
    /// The list of lines left out cannot be written.
    #[error(
        "cannot write the list of lines left out to {}: {source}; name a file in a folder that can be written",
        file.display()
    )]
    Rejects {
        /// The file that was asked for.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The column map cannot be used.
    #[error("{place}: {problem}")]
    Map {
        /// The map's file and the place in it, or the file that a map was guessed for.
        place: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// Whoever asked for the import has gone.
    #[error("the import was called off before the file was read")]
    Stopped,
    /// The catalogue did not take the products.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The members were not taken.
    #[error(transparent)]
    Members(#[from] MembersError),
    /// The events were not taken.
    #[error(transparent)]
    Events(#[from] EventsError),
    /// The orders were not taken.
    #[error(transparent)]
    Orders(#[from] OrdersError),
}
