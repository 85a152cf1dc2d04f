//! Makes a line end the end of free text.
//!
//! A model's natural end is a token of its own, and a sequence that ends with it stays in the engine's
//! cache for ever on a CPU. So the end tokens' score is moved onto the line end, the end tokens are
//! banned, and the stream is dropped at the first line end.

use mistralrs::{CustomLogitsProcessor, Result, Tensor};

/// Moves the score of the end tokens onto the line end.
pub(super) struct EndOfLine {
    /// Token ids that end a sequence.
    pub(super) ends: Vec<u32>,
    /// Token id of a single line end.
    pub(super) newline: u32,
}

impl CustomLogitsProcessor for EndOfLine {
    fn apply(&self, logits: &Tensor, _context: &[u32]) -> Result<Tensor> {
        let mut scores: Vec<f32> = logits.to_vec1()?;
        let newline = self.newline as usize;
        for &end in &self.ends {
            let Some(score) = scores.get_mut(end as usize) else {
                continue;
            };
            let moved = std::mem::replace(score, f32::NEG_INFINITY);
            if let Some(line_end) = scores.get_mut(newline)
                && *line_end < moved
            {
                *line_end = moved;
            }
        }
        let length = scores.len();
        Tensor::from_vec(scores, length, logits.device())
    }
}
