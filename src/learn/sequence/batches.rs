//! Sequences of like length together, so that little is filled up.

use crate::learn::Sequences;
use crate::learn::draws::Draws;

/// Sequences that one step learns from.
pub struct Batch {
    /// The items, side by side.
    pub read: Filled,
    /// The item that follows each filled place.
    pub next: Vec<u32>,
}

/// Sequences side by side, filled up behind the end of each with its own last item.
pub struct Filled {
    /// Sequence after sequence.
    pub items: Vec<u32>,
    /// How many sequences, and how many places each has.
    pub shape: (usize, usize),
    /// Which places, counted through all sequences, are filled by what was there.
    pub rows: Vec<u32>,
}

/// The persons with something to learn from, in batches: those of like length together, in a random order.
pub fn shuffled(
    sequences: &Sequences,
    batch: usize,
    read: usize,
    draws: &mut Draws,
) -> Vec<Vec<usize>> {
    let mut persons: Vec<usize> = (0..sequences.len())
        .filter(|&person| sequences.get(person).len() > 1)
        .collect();
    draws.shuffle(&mut persons);
    persons.sort_by_key(|&person| sequences.get(person).len().min(read + 1));
    let mut batches: Vec<Vec<usize>> = persons.chunks(batch).map(<[usize]>::to_vec).collect();
    draws.shuffle(&mut batches);
    batches
}

/// The newest items of these persons, and what follows each of them.
pub fn batch(sequences: &Sequences, persons: &[usize], read: usize) -> Batch {
    let newest = |&person: &usize| {
        let all = sequences.get(person);
        &all[all.len().saturating_sub(read + 1)..]
    };
    let taken: Vec<&[u32]> = persons.iter().map(newest).collect();
    let before: Vec<&[u32]> = taken
        .iter()
        .map(|taken| &taken[..taken.len() - 1])
        .collect();
    Batch {
        read: Filled::of(&before),
        next: taken
            .iter()
            .flat_map(|taken| taken[1..].iter().copied())
            .collect(),
    }
}

impl Filled {
    /// Of sequences none of which is empty.
    pub fn of(sequences: &[&[u32]]) -> Self {
        let places = sequences
            .iter()
            .map(|sequence| sequence.len())
            .max()
            .unwrap_or(0);
        let mut filled = Self {
            items: Vec::with_capacity(sequences.len() * places),
            shape: (sequences.len(), places),
            rows: Vec::new(),
        };
        for sequence in sequences {
            let first = u32::try_from(filled.items.len()).unwrap_or(u32::MAX);
            filled.rows.extend((first..).take(sequence.len()));
            filled.items.extend_from_slice(sequence);
            let last = sequence.last().copied().unwrap_or_default();
            filled
                .items
                .extend(std::iter::repeat_n(last, places - sequence.len()));
        }
        filled
    }
}
