//! Which items have texts of like meaning.

use rayon::prelude::*;

use super::relation::Relation;
use super::vectors::dot;

/// For each item the `count` others whose vectors are nearest by cosine, where that is at least `least`; an item without a
/// vector has none. The vectors are of one length. Every pair is compared.
#[must_use]
pub fn nearest(vectors: &[Option<Vec<f32>>], count: usize, least: f32) -> Relation {
    let normal: Vec<Option<Vec<f32>>> = vectors
        .par_iter()
        .map(|vector| vector.as_deref().and_then(normalised))
        .collect();
    let rows: Vec<Vec<(u32, f32)>> = (0..normal.len())
        .into_par_iter()
        .map(|item| {
            let Some(own) = &normal[item] else {
                return Vec::new();
            };
            let cosine = |(other, vector): (u32, &Option<Vec<f32>>)| {
                let cosine = dot(own, vector.as_deref()?);
                (other as usize != item && cosine >= least).then_some((other, cosine))
            };
            let mut near: Vec<(u32, f32)> = (0..).zip(&normal).filter_map(cosine).collect();
            near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            near.truncate(count);
            near
        })
        .collect();
    Relation::of(rows.into_iter())
}

/// The vector with the length 1; `None` for one without a direction.
fn normalised(vector: &[f32]) -> Option<Vec<f32>> {
    let length = libm::sqrtf(dot(vector, vector));
    (length > 1e-6).then(|| vector.iter().map(|number| number / length).collect())
}
