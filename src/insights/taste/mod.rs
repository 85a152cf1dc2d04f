//! What members like, as directions among the meanings of the goods.
//!
//! Owns: how a member's purchases become one vector.
//! Does not own: where vectors are kept and compared (`retrieval`).
//! Holds: the same purchases and vectors give the same tastes, bit for bit.

use crate::ids::MemberKey;
use crate::orders::Baskets;

/// The taste of each member who bought something with a vector, in the order of [`Baskets::members`].
///
/// `vectors` are those of [`Baskets::products`], all of one length. A taste is the mean of the vectors of
/// what was bought, each kind of thing counting `ln(1 + times bought)` times its inverse document frequency
/// over members (what everybody buys tells little), less the mean taste of all, so that the cosine of two
/// tastes says how they differ from everybody's (the usual centring; Mu and Viswanath 2018). Its length
/// is 1.
#[must_use]
pub fn tastes(baskets: &Baskets, vectors: &[Option<Vec<f32>>]) -> Vec<(MemberKey, Vec<f32>)> {
    let Some(dimensions) = vectors.iter().flatten().map(Vec::len).next() else {
        return Vec::new();
    };
    // The baskets of a member may lie anywhere: (member, product, times bought), sorted.
    let mut bought: Vec<(u32, u32)> = baskets
        .iter()
        .filter_map(|basket| basket.member.map(|member| (member, basket.items)))
        .flat_map(|(member, items)| items.iter().map(move |item| (member, item.product)))
        .filter(|(_, product)| vectors.get(*product as usize).is_some_and(Option::is_some))
        .collect();
    bought.sort_unstable();
    let times: Vec<(u32, u32, usize)> = bought
        .chunk_by(|one, next| one == next)
        .map(|same| (same[0].0, same[0].1, same.len()))
        .collect();
    let idf = inverse_frequencies(&times, vectors.len());
    let mut tastes = Vec::new();
    for of_member in times.chunk_by(|one, next| one.0 == next.0) {
        let mut taste = vec![0.0; dimensions];
        for (_, product, times) in of_member {
            let place = *product as usize;
            #[allow(clippy::cast_precision_loss, reason = "nobody buys a thing 2^23 times")]
            let weight = libm::logf(1.0 + *times as f32) * idf[place];
            let vector = vectors[place].iter().flatten();
            for (sum, number) in taste.iter_mut().zip(vector) {
                *sum += weight * number;
            }
        }
        if normalise(&mut taste) {
            tastes.push((of_member[0].0, taste));
        }
    }
    let mean = mean(tastes.iter().map(|(_, taste)| taste.as_slice()), dimensions);
    let several = tastes.len() > 1;
    let named = tastes.into_iter().filter_map(|(member, mut taste)| {
        if several {
            for (number, mean) in taste.iter_mut().zip(&mean) {
                *number -= mean;
            }
        }
        let key = baskets.members().get(member as usize)?;
        normalise(&mut taste).then(|| (key.clone(), taste))
    });
    named.collect()
}

/// How much each product tells of who bought it.
fn inverse_frequencies(times: &[(u32, u32, usize)], products: usize) -> Vec<f32> {
    let mut buyers = vec![0_u32; products];
    for (_, product, _) in times {
        buyers[*product as usize] += 1;
    }
    let members = times.chunk_by(|one, next| one.0 == next.0).count();
    #[allow(clippy::cast_precision_loss, reason = "counts of members")]
    let idf = |buyers: u32| libm::logf((1.0 + members as f32) / (1.0 + buyers as f32)) + 0.1;
    buyers.into_iter().map(idf).collect()
}

fn mean<'a>(tastes: impl Iterator<Item = &'a [f32]>, dimensions: usize) -> Vec<f32> {
    let mut sums = vec![0.0_f64; dimensions];
    let mut count = 0.0_f64;
    for taste in tastes {
        count += 1.0;
        for (sum, number) in sums.iter_mut().zip(taste) {
            *sum += f64::from(*number);
        }
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a mean of single-precision numbers"
    )]
    let mean = sums.into_iter().map(|sum| (sum / count.max(1.0)) as f32);
    mean.collect()
}

/// Makes the length 1; false for a vector without a direction.
fn normalise(vector: &mut [f32]) -> bool {
    let length = libm::sqrtf(vector.iter().map(|number| number * number).sum());
    if length < 1e-6 {
        return false;
    }
    for number in vector {
        *number /= length;
    }
    true
}
