//! What each feature did in a tree's prediction (Lundberg, Erion and Lee 2018, "Consistent individualized feature
//! attribution for tree ensembles", algorithm 2): the Shapley value where, of a feature that is not known, both ways
//! are taken by the rows that went them. Takes leaves x depth^2 steps.

use super::tree::{Kind, Tree};

/// A feature on the way to a node.
#[derive(Clone, Copy)]
struct Part {
    feature: usize,
    /// Of the ways with the feature not known, the share that come along here.
    unknown: f64,
    /// With it known: 1 where the row goes this way.
    known: f64,
    /// The weight of the sets of a size.
    weight: f64,
}

/// Adds what each feature did.
pub(super) fn add(tree: &Tree, row: &[u8], to: &mut [f64]) {
    walk(tree, row, to, 0, &[], None);
}

fn walk(
    tree: &Tree,
    row: &[u8],
    to: &mut [f64],
    at: usize,
    before: &[Part],
    last: Option<(f64, f64, usize)>,
) {
    let mut path = before.to_vec();
    match last {
        Some((unknown, known, feature)) => extend(&mut path, unknown, known, feature),
        None => extend(&mut path, 1.0, 1.0, usize::MAX),
    }
    let node = &tree.nodes[at];
    match &node.kind {
        Kind::Leaf(value) => {
            for part in 1..path.len() {
                let weight = without(&path, part);
                let Part {
                    feature,
                    unknown,
                    known,
                    ..
                } = path[part];
                to[feature] += weight * (known - unknown) * value;
            }
        }
        Kind::Branch {
            feature,
            side,
            left,
            right,
        } => {
            let (mut unknown, mut known) = (1.0, 1.0);
            if let Some(seen) = path.iter().position(|part| part.feature == *feature) {
                (unknown, known) = (path[seen].unknown, path[seen].known);
                unwind(&mut path, seen);
            }
            let goes_left = side.left(row[*feature]);
            for (child, taken) in [(*left, goes_left), (*right, !goes_left)] {
                let share = tree.nodes[child].cover / node.cover;
                let known = if taken { known } else { 0.0 };
                let next = Some((unknown * share, known, *feature));
                walk(tree, row, to, child, &path, next);
            }
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "the depth of a tree")]
fn extend(path: &mut Vec<Part>, unknown: f64, known: f64, feature: usize) {
    let depth = path.len();
    path.push(Part {
        feature,
        unknown,
        known,
        weight: if depth == 0 { 1.0 } else { 0.0 },
    });
    let all = (depth + 1) as f64;
    for at in (0..depth).rev() {
        path[at + 1].weight += known * path[at].weight * (at + 1) as f64 / all;
        path[at].weight *= unknown * (depth - at) as f64 / all;
    }
}

/// Takes a part off the path again.
#[allow(clippy::cast_precision_loss, reason = "the depth of a tree")]
fn unwind(path: &mut Vec<Part>, part: usize) {
    let depth = path.len() - 1;
    let Part { unknown, known, .. } = path[part];
    let all = (depth + 1) as f64;
    let mut next = path[depth].weight;
    for at in (0..depth).rev() {
        if known == 0.0 {
            path[at].weight *= all / (unknown * (depth - at) as f64);
        } else {
            let kept = path[at].weight;
            path[at].weight = next * all / ((at + 1) as f64 * known);
            next = kept - path[at].weight * unknown * (depth - at) as f64 / all;
        }
    }
    for at in part..depth {
        let weight = path[at].weight;
        path[at] = Part {
            weight,
            ..path[at + 1]
        };
    }
    path.pop();
}

/// The sum of the weights without a part.
#[allow(clippy::cast_precision_loss, reason = "the depth of a tree")]
fn without(path: &[Part], part: usize) -> f64 {
    let depth = path.len() - 1;
    let Part { unknown, known, .. } = path[part];
    let all = (depth + 1) as f64;
    let (mut next, mut sum) = (path[depth].weight, 0.0);
    for at in (0..depth).rev() {
        if known == 0.0 {
            sum += path[at].weight * all / (unknown * (depth - at) as f64);
        } else {
            let weight = next * all / ((at + 1) as f64 * known);
            sum += weight;
            next = path[at].weight - weight * unknown * (depth - at) as f64 / all;
        }
    }
    sum
}
