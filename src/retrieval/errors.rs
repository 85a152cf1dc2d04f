//! What can go wrong, and what to do about it.

use std::path::{Path, PathBuf};

use crate::money::Currency;

/// Why a product could not be looked for, or the index not be built.
#[derive(Debug, thiserror::Error)]
pub enum RetrievalError {
    /// Nothing has been indexed yet.
    #[error("there is no product index in {place} yet: run `storekeeper index`")]
    NotBuilt {
        /// The folder or server that was looked in.
        place: String,
    },
    /// The index was made with another embedder, or by another version of the text recipe.
    #[error(
        "the product index was built with {built}, and this is {given}: run `storekeeper index`"
    )]
    OtherEmbedder {
        /// What the index was made with.
        built: String,
        /// What it was to be searched with.
        given: String,
    },
    /// There is an index and it cannot be read.
    #[error(
        "the product index in {place} cannot be used ({reason}): run `storekeeper index` to build it again"
    )]
    Unusable {
        /// The folder or server that holds it.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Another process has the folder open.
    #[error(
        "the product index in {folder} is in use by another storekeeper process{holder}: stop that one, \
         or let both use a Qdrant server (STOREKEEPER_QDRANT_URL)"
    )]
    InUse {
        /// The index's folder.
        folder: String,
        /// ` (process 4711)`, where it left its number.
        holder: String,
    },
    /// A price range with two currencies.
    #[error("a price range from {0} to {1} means nothing: give both in one currency")]
    Currencies(Currency, Currency),
    /// A file of the embedder is missing or cannot be used.
    #[error("{}: {reason}: run `storekeeper models pull`", path.display())]
    EmbedderFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The embedder did not give what was asked for.
    #[error("the embedder {name} failed: {reason}")]
    Embedder {
        /// Which one.
        name: String,
        /// How it failed.
        reason: String,
    },
    /// The Qdrant server cannot be reached, or refused.
    #[error("the qdrant server {url} did not answer as expected: {reason}")]
    Server {
        /// Its address.
        url: String,
        /// What it said.
        reason: String,
    },
    /// A file or folder of the index could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The vector index in process failed.
    #[error("the product index failed: {0}")]
    Engine(String),
}

impl RetrievalError {
    /// A file that could not be read or written, for `map_err`.
    pub(super) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File {
            path: path.to_owned(),
            source,
        }
    }
}
