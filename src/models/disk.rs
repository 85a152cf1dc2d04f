//! Files: sizes, checksums, room, and giving a finished file its name.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::error::ModelError;
use crate::ids::hexadecimal;

/// The folder, in that of a model, that holds what is under way.
pub(super) const UNDER_WAY: &str = ".pull";

/// Says how many bytes are free where a path is.
#[derive(Clone)]
pub struct FreeSpace(Arc<Ask>);

/// Bytes free where a path is.
type Ask = dyn Fn(&Path) -> io::Result<u64> + Send + Sync;

impl FreeSpace {
    /// Asks the system.
    #[must_use]
    pub fn of_the_disk() -> Self {
        Self(Arc::new(|path| fs4::available_space(path)))
    }

    /// Always says the same, in bytes: for tests of a full disk.
    #[must_use]
    pub fn fixed(bytes: u64) -> Self {
        Self(Arc::new(move |_| Ok(bytes)))
    }

    /// Refuses to begin what would not fit. A disk that does not say how much room it has is tried.
    pub(super) fn require(&self, folder: &Path, needed: u64) -> Result<(), ModelError> {
        match (self.0)(folder) {
            Ok(free) if free < needed => Err(ModelError::DiskFull {
                folder: folder.to_owned(),
                needed: Some(needed),
                free: Some(free),
            }),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for FreeSpace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FreeSpace")
    }
}

/// Bytes of a file; 0 if there is none.
pub(super) fn size_of(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// Whether there is a file of exactly this size.
pub(super) fn has_size(path: &Path, size: u64) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == size)
}

/// Bytes of the files in a folder together; 0 if there is none.
pub(super) fn size_of_files_in(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries.flatten().map(|entry| size_of(&entry.path())).sum()
}

/// Removes a file; that there is none is fine.
pub(super) fn remove(path: &Path) -> Result<(), ModelError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ModelError::at(path)(error)),
        _ => Ok(()),
    }
}

/// Gives a finished, verified file its final name, so that it is whole even if the power fails.
pub(super) fn put_in_place(from: &Path, to: &Path) -> Result<(), ModelError> {
    File::open(from)
        .and_then(|file| file.sync_all())
        .map_err(ModelError::at(from))?;
    fs::rename(from, to).map_err(ModelError::at(to))?;
    match to.parent() {
        Some(folder) => File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(ModelError::at(folder)),
        None => Ok(()),
    }
}

/// The SHA-256 of a file, in hexadecimal, read on a thread for such work.
pub(super) async fn sha256_of(path: &Path) -> Result<String, ModelError> {
    let hasher = hash_start(path, u64::MAX).await?;
    Ok(hexadecimal(&hasher.finalize()))
}

/// A hasher that has read the first `bytes` of a file.
pub(super) async fn hash_start(path: &Path, bytes: u64) -> Result<Sha256, ModelError> {
    let path = path.to_owned();
    off_thread(move || {
        let mut file = File::open(&path)
            .map_err(ModelError::at(&path))?
            .take(bytes);
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 20];
        loop {
            match file.read(&mut buffer).map_err(ModelError::at(&path))? {
                0 => return Ok(hasher),
                read => hasher.update(&buffer[..read]),
            }
        }
    })
    .await
}

/// Runs work that blocks on a thread for such work.
pub(super) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ModelError> + Send + 'static,
) -> Result<T, ModelError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(ModelError::File {
            path: Path::new("work in the background").to_owned(),
            source: io::Error::other(error),
        }),
    }
}
