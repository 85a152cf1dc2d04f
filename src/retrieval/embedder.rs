//! The outside border to whatever turns a text into a vector.

use crate::ids::Language;

use super::RetrievalError;

/// Turns texts into vectors whose cosine says how near their meanings are.
#[async_trait::async_trait]
pub trait Embedder: Send + Sync {
    /// The model's name, as the index records it.
    fn name(&self) -> &str;

    /// How many numbers a vector has.
    fn dimensions(&self) -> usize;

    /// Whether it understands texts in `language`; one that it does not is left to the lexical half.
    fn reads(&self, language: Language) -> bool;

    /// One vector of [`Self::dimensions`] numbers for each text, in order. The same text gives the same
    /// vector whatever it is asked together with.
    ///
    /// # Errors
    /// [`RetrievalError::Embedder`] where the model fails.
    async fn embed(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, RetrievalError>;
}

/// Embeds `texts` and refuses what the index could not hold: too few vectors, a wrong length, not
/// numbers.
pub(super) async fn embed_checked(
    embedder: &dyn Embedder,
    texts: Vec<String>,
) -> Result<Vec<Vec<f32>>, RetrievalError> {
    let asked = texts.len();
    let vectors = embedder.embed(texts).await?;
    let wrong = |reason: String| RetrievalError::Embedder {
        name: embedder.name().to_owned(),
        reason,
    };
    if vectors.len() != asked {
        return Err(wrong(format!(
            "{} vectors came back for {asked} texts",
            vectors.len()
        )));
    }
    for vector in &vectors {
        if vector.len() != embedder.dimensions() {
            let expected = embedder.dimensions();
            return Err(wrong(format!(
                "a vector has {} numbers, not {expected}",
                vector.len()
            )));
        }
        if !vector.iter().all(|number| number.is_finite()) {
            return Err(wrong(
                "a vector holds something that is not a number".to_owned(),
            ));
        }
    }
    Ok(vectors)
}
