//! What a batch of writes does: new, different, or kept already.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};
use std::ops::AddAssign;

/// How many of the things that were put were new, different, or already kept as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Not kept before.
    pub added: u64,
    /// Kept before, and now different.
    pub changed: u64,
    /// Kept already, exactly so; nothing was written for them.
    pub unchanged: u64,
}

impl Changes {
    /// How many things were put, each counted once.
    #[must_use]
    pub fn total(self) -> u64 {
        self.added + self.changed + self.unchanged
    }
}

impl AddAssign for Changes {
    fn add_assign(&mut self, other: Self) {
        self.added += other.added;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
    }
}

/// The last of `items` with each key, in their order: putting a thing twice keeps what was put last.
pub fn last_of_each<T, K: Eq + Hash>(items: &[T], key: impl Fn(&T) -> &K) -> Vec<&T> {
    let last: HashMap<&K, usize> = items
        .iter()
        .enumerate()
        .map(|(place, item)| (key(item), place))
        .collect();
    let mut places: Vec<usize> = last.into_values().collect();
    places.sort_unstable();
    places.into_iter().map(|place| &items[place]).collect()
}

/// What has to be written, and what that changes.
#[derive(Debug)]
pub struct Differences<'a, T> {
    /// What was put, counted.
    pub changes: Changes,
    /// The rows to write, each with its number; numbers above the last that was in use are new.
    pub rows: Vec<(i64, &'a T)>,
}

/// Compares `items`, no two of one key, with what is `kept` under their keys with its row numbers.
/// New rows are numbered from the one after `last`.
pub fn differences<'a, T: PartialEq, K: Eq + Hash, S: BuildHasher>(
    items: impl IntoIterator<Item = &'a T>,
    kept: &HashMap<K, (i64, T), S>,
    key: impl Fn(&T) -> &K,
    mut last: i64,
) -> Differences<'a, T> {
    let mut found = Differences {
        changes: Changes::default(),
        rows: Vec::new(),
    };
    for item in items {
        match kept.get(key(item)) {
            Some((_, same)) if same == item => found.changes.unchanged += 1,
            Some((row, _)) => {
                found.changes.changed += 1;
                found.rows.push((*row, item));
            }
            None => {
                found.changes.added += 1;
                last += 1;
                found.rows.push((last, item));
            }
        }
    }
    found
}
