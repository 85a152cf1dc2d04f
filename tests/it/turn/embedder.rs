//! An embedder without weights: a text is the set of the words of its first sentence.

use async_trait::async_trait;
use storekeeper::ids::Language;
use storekeeper::retrieval::{Embedder, RetrievalError};

const DIMENSIONS: usize = 512;

/// Two texts are as near as they share words.
pub(super) struct SharedWords;

#[async_trait]
impl Embedder for SharedWords {
    fn name(&self) -> &'static str {
        "shared-words"
    }

    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    fn reads(&self, language: Language) -> bool {
        language == Language::English
    }

    async fn embed(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, RetrievalError> {
        Ok(texts.iter().map(|text| vector(text)).collect())
    }
}

fn vector(text: &str) -> Vec<f32> {
    let mut vector = vec![0.0; DIMENSIONS];
    // Never the zero vector, which is near nothing.
    vector[0] = 0.05;
    let sentence = text.split(". ").next().unwrap_or_default().to_lowercase();
    for word in sentence.split(|c: char| !c.is_alphabetic()) {
        if word.len() > 2 && word != "with" {
            vector[place(word.trim_end_matches('s'))] = 1.0;
        }
    }
    vector
}

/// The place of a word: FNV-1a.
fn place(word: &str) -> usize {
    let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    usize::try_from(hash % (DIMENSIONS as u64 - 1)).expect("a small number") + 1
}
