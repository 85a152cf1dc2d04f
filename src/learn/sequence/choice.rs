//! The loss of a choice: how unlikely the first of several was held.

use candle_core::{CpuStorage, CustomOp1, D, Layout, Result, Shape, Tensor};
use candle_nn::ops::log_softmax;

/// The cross-entropy of each row of `[rows, choices]` whose first choice is the right one, `[rows]`.
pub fn loss(choices: &Tensor) -> Result<Tensor> {
    if choices.device().is_cpu() {
        return choices.contiguous()?.apply_op1(Choice);
    }
    log_softmax(choices, D::Minus1)?
        .narrow(1, 0, 1)?
        .squeeze(1)?
        .neg()
}

/// The same in one pass over memory, where the general operations would make ten of it.
struct Choice;

/// The greatest of a row, and the sum of the exponentials above it.
fn softly(row: &[f32]) -> (f32, f32) {
    let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    (most, row.iter().map(|value| (value - most).exp()).sum())
}

impl CustomOp1 for Choice {
    fn name(&self) -> &'static str {
        "choice"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (rows, choices) = layout.shape().dims2()?;
        let start = layout.start_offset();
        let values = &storage.as_slice::<f32>()?[start..start + rows * choices];
        let losses = values.chunks_exact(choices).map(|row| {
            let (most, sum) = softly(row);
            most + sum.ln() - row[0]
        });
        Ok((CpuStorage::F32(losses.collect()), Shape::from(rows)))
    }

    fn bwd(&self, choices: &Tensor, _losses: &Tensor, slope: &Tensor) -> Result<Option<Tensor>> {
        let (rows, count) = choices.dims2()?;
        let mut values = choices.flatten_all()?.to_vec1::<f32>()?;
        let slopes = slope.flatten_all()?.to_vec1::<f32>()?;
        for (row, slope) in values.chunks_exact_mut(count).zip(slopes) {
            let (most, sum) = softly(row);
            for value in row.iter_mut() {
                *value = slope * (*value - most).exp() / sum;
            }
            row[0] -= slope;
        }
        Ok(Some(Tensor::from_vec(
            values,
            (rows, count),
            choices.device(),
        )?))
    }
}
