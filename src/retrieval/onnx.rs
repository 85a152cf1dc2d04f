//! An embedder from ONNX files, run by fastembed on ONNX Runtime.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use fastembed::{
    InitOptionsUserDefined, Pooling, TextEmbedding, TokenizerFiles, UserDefinedEmbeddingModel,
};
use ort::environment::Environment;

use crate::ids::Language;

use super::{Embedder, RetrievalError};

/// Texts are cut here: titles have about 10 tokens, and the time to read grows with the length.
const MAX_TOKENS: usize = 128;

/// Threads of a run: a title is too short to be worth sharing among more.
const THREADS: usize = 2;

/// How many texts are run before others get their turn: a search that comes while an index is built
/// waits for no more than these, about 10 ms.
const TURN: usize = 4;

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
/// It is one session, as each holds the weights for itself: the runtime unfolds 23 MB of int8 to 90 MB.
/// Every text is run by itself: where a model quantises as it runs, a text's vector would depend on what
/// it is run together with.
pub struct OnnxEmbedder {
    /// What the files were said to be.
    files: EmbedderFiles,
    /// The session. The lock is fair: texts are run in the order they were asked.
    session: Arc<tokio::sync::Mutex<TextEmbedding>>,
}

impl OnnxEmbedder {
    /// Loads the library, the tokenizer and the model, and tries it on a word. Takes half a second.
    ///
    /// # Errors
    /// [`RetrievalError::EmbedderFile`] where a file is missing, is not what it should be, or its
    /// vectors do not have the dimensions that were promised.
    pub async fn load(files: EmbedderFiles) -> Result<Self, RetrievalError> {
        let opened = files.clone();
        let session = blocking(&files.name, move || open(&opened)).await?;
        let embedder = Self {
            files,
            session: Arc::new(tokio::sync::Mutex::new(session)),
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
        let mut vectors = Vec::with_capacity(texts.len());
        for turn in texts.chunks(TURN) {
            let mut session = Arc::clone(&self.session).lock_owned().await;
            let (turn, name) = (turn.to_vec(), self.files.name.clone());
            let embedded = blocking(&self.files.name, move || {
                let one = |text: &String| embed_one(&mut session, text);
                turn.iter()
                    .map(one)
                    .collect::<Result<Vec<_>, _>>()
                    .map_err(|e| failure(&name, &e))
            });
            vectors.extend(embedded.await?);
        }
        Ok(vectors)
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

fn failure(name: &str, reason: &impl ToString) -> RetrievalError {
    RetrievalError::Embedder {
        name: name.to_owned(),
        reason: reason.to_string(),
    }
}

async fn blocking<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> Result<T, RetrievalError> + Send + 'static,
) -> Result<T, RetrievalError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|panic| Err(failure(name, &panic)))
}

fn open(files: &EmbedderFiles) -> Result<TextEmbedding, RetrievalError> {
    let model = UserDefinedEmbeddingModel::new(read(&files.model)?, tokenizer_files(files)?)
        .with_pooling(Pooling::Mean);
    let options = InitOptionsUserDefined::new()
        .with_environment(runtime(&files.runtime)?)
        .with_max_length(MAX_TOKENS)
        .with_intra_threads(THREADS)
        // Threads that wait by spinning would take the cores from the language model.
        .with_session_config("session.intra_op.allow_spinning", "0");
    TextEmbedding::try_new_from_user_defined(model, options)
        .map_err(|failure| unfit(&files.model, &failure))
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
    std::fs::read(path).map_err(|failure| unfit(path, &failure))
}

fn unfit(path: &Path, reason: &impl ToString) -> RetrievalError {
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
        .map_err(|failure| unfit(library, &failure))?;
    let builder = ort::init_from(&path).map_err(|failure| unfit(library, &failure))?;
    let environment = builder
        .with_telemetry(false)
        .build()
        .map_err(|failure| unfit(library, &failure))?;
    *loaded = Some(environment.clone());
    Ok(environment)
}
