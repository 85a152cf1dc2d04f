//! An embedder from ONNX files, run by fastembed on ONNX Runtime.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use fastembed::{
    InitOptionsUserDefined, Pooling, TextEmbedding, TokenizerFiles, UserDefinedEmbeddingModel,
};
use ort::environment::Environment;
use tokio::sync::Semaphore;

use crate::ids::Language;

use super::{Embedder, RetrievalError};

/// Texts are cut here: titles have about 10 tokens, and the time to read grows with the length.
const MAX_TOKENS: usize = 128;

/// More sessions than this cost memory (about 60 MB each) and gain nothing for short texts.
const MAX_SESSIONS: usize = 4;

/// Where an embedder's files lie, and what it is.
#[derive(Clone, Debug)]
pub struct EmbedderFiles {
    /// The model, `model.onnx`.
    pub model: PathBuf,
    /// Its tokenizer, `tokenizer.json`.
    pub tokenizer: PathBuf,
    /// The ONNX Runtime library, `libonnxruntime.so.1.31.1`.
    pub runtime: PathBuf,
    /// The name that the index records.
    pub name: String,
    /// How many numbers a vector of it has.
    pub dimensions: usize,
    /// The languages it understands.
    pub languages: Vec<Language>,
}

/// A sentence embedder with mean pooling (all-MiniLM-L6-v2 and its kin) on ONNX Runtime.
///
/// One session per core, each on one thread: a title is too short to be worth sharing between cores, and
/// a search never waits for a whole batch of an index that is being built. Every text is run by itself:
/// an int8 model's quantisation looks at the whole batch, so that a text's vector would depend on its
/// neighbours.
pub struct OnnxEmbedder {
    /// What the files were said to be.
    files: EmbedderFiles,
    /// Sessions nobody uses now.
    idle: Arc<Mutex<Vec<TextEmbedding>>>,
    /// One permit for each session.
    permits: Arc<Semaphore>,
}

impl OnnxEmbedder {
    /// Loads the library, the tokenizer and the model, and tries it on a word. Takes half a second.
    ///
    /// # Errors
    /// [`RetrievalError::EmbedderFile`] where a file is missing, is not what it should be, or its
    /// vectors do not have the dimensions that were promised.
    pub async fn load(files: EmbedderFiles) -> Result<Self, RetrievalError> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let sessions = cores.min(MAX_SESSIONS);
        let opened = files.clone();
        let idle = blocking(&files.name, move || open_sessions(&opened, sessions)).await?;
        let embedder = Self {
            files,
            idle: Arc::new(Mutex::new(idle)),
            permits: Arc::new(Semaphore::new(sessions)),
        };
        embedder.try_out().await?;
        Ok(embedder)
    }

    /// Embeds one word, to find a model of another shape before an index is built with it.
    async fn try_out(&self) -> Result<(), RetrievalError> {
        let vectors = self.embed(vec!["mug".to_owned()]).await?;
        let given = vectors.first().map_or(0, Vec::len);
        if given == self.files.dimensions {
            return Ok(());
        }
        let promised = self.files.dimensions;
        let reason =
            format!("gives vectors of {given} numbers, not the {promised} it is listed with");
        Err(RetrievalError::EmbedderFile {
            path: self.files.model.clone(),
            reason,
        })
    }

    /// Embeds a share of the texts on one session, on a thread where blocking is allowed.
    async fn embed_share(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, RetrievalError> {
        let closed = || self.failed("its sessions are closed");
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| closed())?;
        let idle = Arc::clone(&self.idle);
        let name = self.files.name.clone();
        blocking(&self.files.name, move || {
            let _permit = permit;
            let mut session = lock(&idle)
                .pop()
                .ok_or_else(|| failure(&name, "no session is left"))?;
            let vectors = texts
                .iter()
                .map(|text| embed_one(&mut session, text).map_err(|reason| failure(&name, reason)))
                .collect();
            lock(&idle).push(session);
            vectors
        })
        .await
    }

    fn failed(&self, reason: &str) -> RetrievalError {
        failure(&self.files.name, reason)
    }
}

#[async_trait::async_trait]
impl Embedder for OnnxEmbedder {
    fn name(&self) -> &str {
        &self.files.name
    }

    fn dimensions(&self) -> usize {
        self.files.dimensions
    }

    fn reads(&self, language: Language) -> bool {
        self.files.languages.contains(&language)
    }

    async fn embed(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, RetrievalError> {
        let sessions = lock(&self.idle).len().max(1);
        let share = texts.len().div_ceil(sessions).max(1);
        let shares = texts
            .chunks(share)
            .map(|texts| self.embed_share(texts.to_vec()));
        Ok(futures::future::try_join_all(shares).await?.concat())
    }
}

fn embed_one(session: &mut TextEmbedding, text: &str) -> Result<Vec<f32>, String> {
    let vectors = session
        .embed([text], None)
        .map_err(|failure| failure.to_string())?;
    vectors
        .into_iter()
        .next()
        .ok_or_else(|| "no vector came back".to_owned())
}

fn failure(name: &str, reason: impl ToString) -> RetrievalError {
    RetrievalError::Embedder {
        name: name.to_owned(),
        reason: reason.to_string(),
    }
}

/// Sessions are only pushed and popped under the lock, so a panic elsewhere leaves them whole.
fn lock(sessions: &Mutex<Vec<TextEmbedding>>) -> std::sync::MutexGuard<'_, Vec<TextEmbedding>> {
    sessions.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn blocking<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> Result<T, RetrievalError> + Send + 'static,
) -> Result<T, RetrievalError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|panic| Err(failure(name, panic)))
}

fn open_sessions(
    files: &EmbedderFiles,
    count: usize,
) -> Result<Vec<TextEmbedding>, RetrievalError> {
    let environment = runtime(&files.runtime)?;
    let model = UserDefinedEmbeddingModel::new(read(&files.model)?, tokenizer_files(files)?)
        .with_pooling(Pooling::Mean);
    (0..count)
        .map(|_| {
            let options = InitOptionsUserDefined::new()
                .with_environment(environment.clone())
                .with_max_length(MAX_TOKENS)
                .with_intra_threads(1);
            TextEmbedding::try_new_from_user_defined(model.clone(), options)
                .map_err(|failure| unfit(&files.model, failure))
        })
        .collect()
}

/// fastembed also asks for the tokenizer's side files. They say how to pad, which never happens as every
/// text is run by itself, and how long a text may be.
fn tokenizer_files(files: &EmbedderFiles) -> Result<TokenizerFiles, RetrievalError> {
    Ok(TokenizerFiles {
        tokenizer_file: read(&files.tokenizer)?,
        config_file: br#"{"pad_token_id": 0}"#.to_vec(),
        special_tokens_map_file: b"{}".to_vec(),
        tokenizer_config_file: format!(
            r#"{{"model_max_length": {MAX_TOKENS}, "pad_token": "[PAD]"}}"#
        )
        .into_bytes(),
    })
}

fn read(path: &Path) -> Result<Vec<u8>, RetrievalError> {
    std::fs::read(path).map_err(|failure| unfit(path, failure))
}

fn unfit(path: &Path, reason: impl ToString) -> RetrievalError {
    RetrievalError::EmbedderFile {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

/// The process's one ONNX Runtime environment: the runtime refuses a second, so it is kept and shared.
fn runtime(library: &Path) -> Result<Environment, RetrievalError> {
    static LOADED: Mutex<Option<Environment>> = Mutex::new(None);
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = loaded.as_ref() {
        return Ok(environment.clone());
    }
    // The path must be absolute: a relative one would be looked for beside the program.
    let path = library
        .canonicalize()
        .map_err(|failure| unfit(library, failure))?;
    let builder = ort::init_from(&path).map_err(|failure| unfit(library, failure))?;
    let environment = builder
        .with_telemetry(false)
        .build()
        .map_err(|failure| unfit(library, failure))?;
    *loaded = Some(environment.clone());
    Ok(environment)
}
