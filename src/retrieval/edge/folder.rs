//! The folder of an index in process: its lock, its generations, and which of them is in use.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::retrieval::RetrievalError;
use crate::retrieval::index::IndexRecord;

/// The file that one process holds locked.
const LOCK: &str = "lock";
/// The file that names the generation in use.
const CURRENT: &str = "current";
/// What the folders of generations are called, before a number.
const GENERATION: &str = "generation-";

/// A folder that belongs to this process as long as this value lives.
pub(super) struct Folder {
    /// The folder.
    path: PathBuf,
    /// Held for its lock, which the system lifts when the file is closed, however the process ends.
    _lock: File,
}

/// What the file `current` says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Current {
    /// The name of the generation's folder.
    pub(super) generation: String,
    /// What is known of it.
    pub(super) record: IndexRecord,
    /// Its files below `segments`, with their lengths, to find a damaged one before the engine does: a
    /// file that is too short would be mapped into memory and kill the process when it is read.
    pub(super) files: Vec<(String, u64)>,
}

impl Folder {
    /// Makes the folder where it is missing and locks it.
    pub(super) fn open(path: &Path) -> Result<Self, RetrievalError> {
        fs::create_dir_all(path).map_err(RetrievalError::file(path))?;
        let path = path.canonicalize().map_err(RetrievalError::file(path))?;
        let lock_path = path.join(LOCK);
        let mut lock = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&lock_path)
            .map_err(RetrievalError::file(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let folder = path.display().to_string();
                return Err(RetrievalError::InUse {
                    folder,
                    holder: holder(&mut lock),
                });
            }
            Err(TryLockError::Error(source)) => {
                return Err(RetrievalError::File {
                    path: lock_path,
                    source,
                });
            }
        }
        // The number only makes a message better: a disk too full for it is no reason to stop.
        let _ = lock
            .set_len(0)
            .and_then(|()| write!(lock, "{}", std::process::id()));
        Ok(Self { path, _lock: lock })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The generation in use; `None` where nothing was built.
    pub(super) fn current(&self) -> Result<Option<Current>, RetrievalError> {
        let path = self.path.join(CURRENT);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(failure) if failure.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(RetrievalError::File { path, source }),
        };
        serde_json::from_str(&text).map(Some).map_err(|failure| {
            RetrievalError::Engine(format!("its file `{CURRENT}` is damaged: {failure}"))
        })
    }

    /// Names another generation as the one in use. It is on the disk before this returns, whole.
    pub(super) fn switch(&self, current: &Current) -> Result<(), RetrievalError> {
        let text = serde_json::to_string_pretty(current)
            .map_err(|failure| RetrievalError::Engine(failure.to_string()))?;
        let (path, draft) = (self.path.join(CURRENT), self.path.join("current.new"));
        let mut file = File::create(&draft).map_err(RetrievalError::file(&draft))?;
        file.write_all(text.as_bytes())
            .map_err(RetrievalError::file(&draft))?;
        file.sync_all().map_err(RetrievalError::file(&draft))?;
        fs::rename(&draft, &path).map_err(RetrievalError::file(&path))?;
        let folder = File::open(&self.path).map_err(RetrievalError::file(&self.path))?;
        folder.sync_all().map_err(RetrievalError::file(&self.path))
    }

    /// A new, empty folder for a generation.
    pub(super) fn fresh(&self) -> Result<PathBuf, RetrievalError> {
        let mut number = 1;
        loop {
            let path = self.path.join(format!("{GENERATION}{number}"));
            match fs::create_dir(&path) {
                Ok(()) => return Ok(path),
                Err(failure) if failure.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
                Err(source) => return Err(RetrievalError::File { path, source }),
            }
        }
    }

    /// Removes every generation but `keep`: those of builds that were stopped. What cannot be removed
    /// stays for the next time.
    pub(super) fn sweep(&self, keep: Option<&str>) {
        for entry in fs::read_dir(&self.path).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| name.starts_with(GENERATION)) else {
                continue;
            };
            if keep == Some(name) {
                continue;
            }
            if let Err(failure) = fs::remove_dir_all(entry.path()) {
                tracing::warn!(%failure, folder = name, "an old product index could not be removed");
            }
        }
    }
}

/// ` (process 4711)`, where the holder of the lock left its number.
fn holder(lock: &mut File) -> String {
    let mut number = String::new();
    let read = lock.take(20).read_to_string(&mut number);
    match number.trim().parse::<u32>() {
        Ok(process) if read.is_ok() => format!(" (process {process})"),
        _ => String::new(),
    }
}
