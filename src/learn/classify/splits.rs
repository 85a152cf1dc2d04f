//! Parts of a table of which each is once held out.

use crate::learn::Draws;

/// The number of the part that each row is in, `count` parts, as many positive rows in each as in any other (Kohavi 1995).
///
/// # Panics
/// No parts.
#[must_use]
pub fn folds(labels: &[bool], count: usize, seed: u64) -> Vec<usize> {
    let kinds: Vec<usize> = labels.iter().map(|&label| usize::from(!label)).collect();
    folds_of(&kinds, count, seed)
}

/// The same with as many rows of each kind in each part; kinds are numbered from 0.
///
/// # Panics
/// No parts.
#[must_use]
pub fn folds_of(kinds: &[usize], count: usize, seed: u64) -> Vec<usize> {
    assert!(count > 0, "at least one part");
    let mut draws = Draws::new(seed);
    let mut parts = vec![0; kinds.len()];
    let mut next = 0;
    for kind in 0..=kinds.iter().copied().max().unwrap_or(0) {
        let mut rows: Vec<usize> = (0..kinds.len()).filter(|&row| kinds[row] == kind).collect();
        draws.shuffle(&mut rows);
        for row in rows {
            parts[row] = next % count;
            next += 1;
        }
    }
    parts
}
